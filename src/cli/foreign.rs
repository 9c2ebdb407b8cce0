//! The parsers of files that the program keeps beside the ads, opened to those who feed them damage.
//!
//! Hidden from the documentation and no part of the interface: it may change with any release. What a file holds stays
//! with its parser; out of here come a few plain values by which a reading can be checked.

use std::path::Path;

use super::{config, gate, journal};

/// Reads a `lurescan.toml` whose paths lead from the working folder.
///
/// # Errors
/// The first mistake in it, as it is told.
pub fn config(text: &str) -> Result<(), String> {
    config::parse("lurescan.toml", text, Path::new("")).map(drop).map_err(|failure| failure.message)
}

/// Reads a baseline and gives it as it would be written.
///
/// # Errors
/// What keeps the text from being one.
pub fn baseline(text: &str) -> Result<String, String> {
    gate::parse_baseline(text).map(|baseline| baseline.json())
}

/// Reads the journal of a run to be gone on with: how many of its bytes are whole lines of a journal, and of how many
/// records and bytes of output the last mark tells, if there is one.
///
/// # Errors
/// Never for bytes in memory.
pub fn journal(bytes: &[u8]) -> std::io::Result<(u64, Option<(u64, u64)>)> {
    let (told, end) = journal::read(bytes)?;
    Ok((end, told.mark.map(|mark| (mark.counts.records(), mark.bytes))))
}
