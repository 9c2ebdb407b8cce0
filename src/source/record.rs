//! One record of JSON Lines that arrives by itself, as from a connection: no file, no end to wait for.

use encoding_rs::UTF_8;

use super::ColumnMap;
use super::columns::Columns;
use super::error::SourceError;
use super::jsonl::{Place, object_ad};
use super::lines::content;
use super::stream::Context;
use crate::ad::Ad;

/// Where a record stands in what has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordPlace {
    /// 1-based number of the record.
    pub record: u64,
    /// 1-based line.
    pub line: u64,
    /// Byte offset of the line.
    pub byte: u64,
}

/// The ad of one line of UTF-8, with or without its line break: the ad that standard input would give there.
///
/// # Errors
/// If the line is no object, or has no text of an ad.
pub fn record(line: &[u8], place: RecordPlace) -> Result<Ad, SourceError> {
    let context = Context { path: None, encoding: UTF_8 };
    let RecordPlace { record, line: number, byte } = place;
    let place = Place { record, line: number, byte, line_start: true };
    object_ad(&context, &mut Columns::new(&ColumnMap::default()), content(line), place)
}
