//! One job advertisement as decoded, and where it came from.
//!
//! Knows nothing of file formats, folding or rules. An [`Ad`] is never rewritten: every span that leaves the program
//! points into the fields held here.

use std::ops::Range;

pub use crate::span::FieldName;

/// Where an ad was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The path as named by the user, `None` for standard input.
    pub path: Option<String>,
    /// 1-based number of the record in its file.
    pub record: u64,
    /// 1-based line on which the record starts; 0 where a file has no lines, as a workbook has none.
    pub line: u64,
    /// Byte offset of each field in the decoded file, when the field stands there verbatim (plain text does, a quoted
    /// CSV or JSON value need not). In the order of [`FieldName::ALL`].
    pub field_offsets: [Option<u64>; 2],
    /// Line and column at which each of these fields starts, where that is known too; in the same order.
    pub field_starts: [Option<FilePlace>; 2],
    /// Where parts of a field stand in the decoded file when the field as a whole does not, as between the tags of a page;
    /// by field, then by place in it, without overlap.
    pub pieces: Vec<Piece>,
    /// What the source states of the ad in one place and does not bear out in another.
    pub observations: Vec<Observation>,
}

impl Origin {
    /// Where a part of a field, as a byte range of it, stands in the decoded file; `None` when only the field can be
    /// pointed at. What lies there may hold more than the part, such as the tags between its words.
    #[must_use]
    pub fn in_file(&self, field: FieldName, part: Range<usize>) -> Option<Range<u64>> {
        if let Some(offset) = self.field_offsets[field as usize] {
            return Some(offset + part.start as u64..offset + part.end as u64);
        }
        let (first, last) = self.ends(field, &part)?;
        let start = first.file.start + if first.verbatim() { (part.start - first.start) as u64 } else { 0 };
        let end = last.file.end - if last.verbatim() { (last.end - part.end) as u64 } else { 0 };
        (start <= end).then_some(start..end)
    }

    /// The same as lines and columns, where these are known. `text` is the text of the field.
    #[must_use]
    pub fn places(&self, field: FieldName, text: &str, part: Range<usize>) -> Option<Range<FilePlace>> {
        if let Some(start) = self.field_starts[field as usize] {
            let start = start.after(text.get(..part.start)?);
            return Some(start..start.after(text.get(part)?));
        }
        let (first, last) = self.ends(field, &part)?;
        let start =
            if first.verbatim() { first.starts.after(text.get(first.start..part.start)?) } else { first.starts };
        let end = match last.verbatim() {
            true => last.starts.after(text.get(last.start..part.end)?),
            false => last.starts.along(last.file.end - last.file.start),
        };
        (start <= end).then_some(start..end)
    }

    /// The pieces in which a part of a field begins and ends.
    fn ends(&self, field: FieldName, part: &Range<usize>) -> Option<(&Piece, &Piece)> {
        let at = |place: usize| {
            let after = self.pieces.partition_point(|piece| (piece.field, piece.start) <= (field, place));
            self.pieces[..after].last().filter(|piece| piece.field == field && place < piece.end)
        };
        Some((at(part.start)?, at(part.end.checked_sub(1)?)?))
    }
}

/// A part of a field and what it is in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The field.
    pub field: FieldName,
    /// Byte offset of the part in the field.
    pub start: usize,
    /// Byte offset of its end.
    pub end: usize,
    /// Its bytes in the decoded file: as many as the part has if it stands there verbatim, else those it is written with,
    /// such as `&eacute;`.
    pub file: Range<u64>,
    /// Line and column at which these begin.
    pub starts: FilePlace,
}

impl Piece {
    /// Whether the file holds the part as it is in the field.
    #[must_use]
    pub fn verbatim(&self) -> bool {
        (self.end - self.start) as u64 == self.file.end - self.file.start
    }
}

/// Something a page's mark-up states that its visible text does not. It is told, and rules can test for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// What it is about.
    pub about: Claim,
    /// What the mark-up states, in words.
    pub stated: String,
}

/// What mark-up can state of an ad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// The headline.
    Title,
    /// Who hires.
    Employer,
    /// Where the work is.
    Place,
    /// What is paid.
    Pay,
    /// The running text.
    Text,
}

impl Claim {
    /// Every claim.
    pub const ALL: [Self; 5] = [Self::Title, Self::Employer, Self::Place, Self::Pay, Self::Text];

    /// The claim of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|claim| claim.as_str() == name)
    }

    /// The name used in output and in rules.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Employer => "employer",
            Self::Place => "place",
            Self::Pay => "pay",
            Self::Text => "text",
        }
    }
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

    /// The place `bytes` of ASCII further on the line.
    fn along(self, bytes: u64) -> Self {
        Self { line: self.line, column: self.column + bytes, byte_column: self.byte_column + bytes }
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
