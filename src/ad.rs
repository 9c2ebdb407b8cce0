//! One job advertisement as decoded, and where it came from.
//!
//! Knows nothing of file formats, folding or rules. An [`Ad`] is never rewritten: every span that leaves the program
//! points into the fields held here.

pub use crate::span::FieldName;

/// Where an ad was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The path as named by the user, `None` for standard input.
    pub path: Option<String>,
    /// 1-based number of the record in its file.
    pub record: u64,
    /// 1-based line on which the record starts.
    pub line: u64,
    /// Byte offset of each field in the decoded file, when the field stands there verbatim (plain text does, a quoted
    /// CSV or JSON value need not). In the order of [`FieldName::ALL`].
    pub field_offsets: [Option<u64>; 2],
    /// Line and column at which each of these fields starts, where that is known too; in the same order.
    pub field_starts: [Option<FilePlace>; 2],
}

/// A place in a decoded file as editors show it. Lines end at `\n`, columns are code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePlace {
    /// 1-based line.
    pub line: u64,
    /// 1-based column in code points.
    pub column: u64,
    /// 1-based column in bytes of UTF-8.
    pub byte_column: u64,
}

impl FilePlace {
    /// The first character of a line.
    #[must_use]
    pub fn line_start(line: u64) -> Self {
        Self { line, column: 1, byte_column: 1 }
    }

    /// The place just after `text` that begins here.
    #[must_use]
    pub fn after(self, text: &str) -> Self {
        let breaks = text.bytes().filter(|byte| *byte == b'\n').count() as u64;
        let last_line = &text[text.rfind('\n').map_or(0, |at| at + 1)..];
        let from = if breaks == 0 { self } else { Self::line_start(self.line + breaks) };
        Self {
            line: from.line,
            column: from.column + last_line.chars().count() as u64,
            byte_column: from.byte_column + last_line.len() as u64,
        }
    }
}

/// One advertisement: the original text that all output refers to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ad {
    /// Identifier from the source, or one made of the path and record number.
    pub id: String,
    /// Headline; empty when the source has none.
    pub title: String,
    /// Body.
    pub text: String,
    /// Columns the reader was asked to keep beside the text, as `(name, value)`; labels and groups for training.
    pub columns: Vec<(String, String)>,
    /// Where it came from.
    pub origin: Origin,
}

impl Ad {
    /// An ad of a title and a body that came from no file.
    #[must_use]
    pub fn from_text(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { title: title.into(), text: text.into(), ..Self::default() }
    }

    /// The text of one field.
    #[must_use]
    pub fn field(&self, name: FieldName) -> &str {
        match name {
            FieldName::Title => &self.title,
            FieldName::Text => &self.text,
        }
    }

    /// The value of a kept column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&str> {
        self.columns.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
