//! Files of settings (models, rules, baselines, configuration), read whole: regular files alone, and none larger than it
//! has reason to be.
//!
//! A path may come from a repository that is checked: a device or a pipe would be read for ever, a huge file fill the memory.

use std::io::{self, Read};
use std::path::Path;

/// The bytes of a file of at most `most` bytes.
///
/// # Errors
/// If it cannot be read, is no regular file or is larger; the error says which.
pub(crate) fn bytes(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for a writer, perhaps for ever.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("is not a regular file"));
    }
    #[expect(clippy::disallowed_methods, reason = "the one place where files of settings are read")]
    let file = std::fs::File::open(path)?;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("is larger than {} MiB, the limit", most >> 20)));
    }
    Ok(bytes)
}

/// What the operating system says, without the number it adds.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error ") {
        Some((sentence, _)) => sentence.to_owned(),
        None => text,
    }
}

/// The same as text.
///
/// # Errors
/// Also if it is not UTF-8.
pub(crate) fn text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(bytes(path, most)?).map_err(|_| io::Error::other("is not UTF-8"))
}
