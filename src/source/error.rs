//! What can be wrong with an input, and where.
//!
//! One error type for the whole module. Names and values that come from a file are shown with their control characters
//! escaped, for a file may be hostile.

use std::fmt::{self, Write as _};
use std::io;

use crate::diagnostic::nearest;

/// Where in an input something is wrong; each part is `None` when it is unknown or has no meaning.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourcePlace {
    /// The path as named by the user, `None` for standard input.
    pub path: Option<String>,
    /// 1-based number of the record.
    pub record: Option<u64>,
    /// 1-based line.
    pub line: Option<u64>,
    /// Byte offset in the decoded input: decompressed, in UTF-8, without a byte order mark.
    pub byte: Option<u64>,
}

impl fmt::Display for SourcePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => f.write_str(&escaped(path, usize::MAX))?,
            None => f.write_str("standard input")?,
        }
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(record) = self.record {
            write!(f, ": record {record}")?;
        }
        Ok(())
    }
}

/// An input or a record of it that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {kind}")]
#[non_exhaustive]
pub struct SourceError {
    /// Where.
    pub place: SourcePlace,
    /// What is wrong.
    #[source]
    pub kind: SourceErrorKind,
}

impl SourceError {
    /// An error about an input as a whole.
    pub(super) fn whole(path: Option<&str>, kind: impl Into<SourceErrorKind>) -> Self {
        let place = SourcePlace { path: path.map(str::to_owned), ..SourcePlace::default() };
        Self { place, kind: kind.into() }
    }
}

/// What is wrong with an input or a record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceErrorKind {
    /// The operating system, or a damaged compressed file, stopped the reading.
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
    /// A pipe, device or socket named as a file.
    #[error("is not a regular file; pipe it in and name it '-'")]
    NotAFile,
    /// The bytes are not text in the encoding found or named.
    #[error("is not valid {encoding}; name the encoding if it is another")]
    Encoding {
        /// The encoding that was tried.
        encoding: &'static str,
    },
    /// The file is not text at all.
    #[error("is not text that can be read: it is {what}")]
    Binary {
        /// What it looks like, with an article.
        what: &'static str,
    },
    /// The record breaks the grammar of its format.
    #[error("is not valid {format}: {message}")]
    Syntax {
        /// Name of the format.
        format: &'static str,
        /// What is wrong, as a lower-case fragment.
        message: String,
    },
    /// A row has fewer columns than the header names.
    #[error("has {found} of {expected} columns")]
    TooFewColumns {
        /// Columns in the header.
        expected: usize,
        /// Columns in the row.
        found: usize,
    },
    /// A row has more columns than the header names; perhaps a text with the delimiter in it was not quoted.
    #[error("has {found} columns where the header names {expected}")]
    TooManyColumns {
        /// Columns in the header.
        expected: usize,
        /// Columns in the row.
        found: usize,
    },
    /// A column that was asked for, or any column known to hold the text, is not there.
    #[error("{}", missing(.wanted.as_deref(), .known))]
    MissingColumn {
        /// The column as named by the user; `None` when no column is known to hold the text.
        wanted: Option<String>,
        /// The columns that are there.
        known: Vec<String>,
    },
    /// What the format is read for is not there.
    #[error("holds no {what}")]
    Nothing {
        /// What was looked for.
        what: &'static str,
    },
    /// A part of an archive that is not read.
    #[error("is skipped: {why}")]
    Skipped {
        /// Why, as a lower-case fragment.
        why: &'static str,
    },
    /// Something is larger than the limits allow.
    #[error("{what} is larger than {limit}, the limit")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit, with its unit.
        limit: String,
    },
}

impl From<io::Error> for SourceErrorKind {
    /// A limit that was passed deep in a reader comes up as the error it is, everything else as unreadable.
    fn from(error: io::Error) -> Self {
        match error.downcast::<Exceeded>() {
            Ok(Exceeded { what, limit }) => Self::TooLarge { what, limit },
            Err(error) => Self::Unreadable(error),
        }
    }
}

/// A passed limit on its way through a [`Read`](io::Read).
#[derive(Debug, thiserror::Error)]
#[error("{what} is larger than {limit}, the limit")]
pub(super) struct Exceeded {
    pub(super) what: &'static str,
    pub(super) limit: String,
}

/// A size in the largest binary unit that divides it.
pub(super) fn size(bytes: u64) -> String {
    let units = [(1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit)) {
        Some((unit, name)) => format!("{} {name}", bytes / unit),
        None => format!("{bytes} bytes"),
    }
}

/// The sentence of a missing column: what was wanted, the nearest name, and what is there.
fn missing(wanted: Option<&str>, known: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut sentence = match wanted {
        Some(wanted) => format!("has no column '{}'", escaped(wanted, 40)),
        None => "has no column known to hold the text of an ad; name it".to_owned(),
    };
    if let Some(near) = wanted.and_then(|wanted| nearest(wanted, known.iter().map(String::as_str))) {
        let _ = write!(sentence, "; did you mean '{}'?", escaped(near, 40));
    }
    let names: Vec<String> = known.iter().take(SHOWN).map(|name| escaped(name, 40)).collect();
    let rest = known.len().saturating_sub(SHOWN);
    let _ = match (names.is_empty(), rest) {
        (true, _) => write!(sentence, " (there are no columns)"),
        (false, 0) => write!(sentence, " (columns: {})", names.join(", ")),
        (false, rest) => write!(sentence, " (columns: {} and {rest} more)", names.join(", ")),
    };
    sentence
}

/// At most `limit` characters of a name from a file, control and direction characters escaped.
fn escaped(name: &str, limit: usize) -> String {
    let mut shown = String::new();
    for (count, c) in name.chars().enumerate() {
        if count == limit {
            shown.push('…');
            break;
        }
        let hidden =
            matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if c.is_control() || hidden {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}
