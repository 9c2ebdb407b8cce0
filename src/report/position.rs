//! Byte offsets as lines and columns.
//!
//! Counts from 1, as only [`FilePlace`](crate::ad::FilePlace) does besides: everything else in the crate holds byte offsets. A
//! line ends at `\n`; a column is a code point, which SARIF calls `unicodeCodePoints`.

/// A place in a text as editors show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 1-based line.
    pub line: u64,
    /// 1-based column in code points.
    pub column: u64,
}

/// The lines of one text, for many look-ups.
#[derive(Debug, Clone)]
pub struct Lines<'a> {
    text: &'a str,
    /// Byte offset at which each line starts; the first is 0.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Finds the line starts of `text`.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    /// The position of the character at byte `offset`. Total: an offset inside a character counts as that character, one
    /// past the end as the end.
    #[must_use]
    pub fn at(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let columns_before = self.text[self.starts[line - 1]..offset].chars().count();
        Position { line: line as u64, column: columns_before as u64 + 1 }
    }
}
