//! Half-open byte ranges that name the text they index, and the names of an ad's fields.
//!
//! A [`Span<Original>`] indexes a field of an [`Ad`](crate::ad::Ad) as it was decoded; a [`Span<Normalized>`] indexes the
//! folded text that rules are matched on. Nothing converts one into the other except
//! [`OffsetMap`](crate::text::OffsetMap).

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The text of an ad's field as decoded from its source, in UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Original {}

/// The folded text that rules are matched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Normalized {}

/// A half-open byte range `start..end` in the text `T` names, on character boundaries of that text.
pub struct Span<T> {
    /// Byte offset of the first character.
    pub start: usize,
    /// Byte offset just past the last character; never less than `start`.
    pub end: usize,
    text: PhantomData<fn() -> T>,
}

impl<T> Span<T> {
    /// A span from `start` to `end`; an inverted range becomes empty at `start`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start), text: PhantomData }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds no text.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two spans share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The bytes between the two spans, 0 when they touch or overlap.
    #[must_use]
    pub fn distance(self, other: Self) -> usize {
        if self.end <= other.start { other.start - self.end } else { self.start.saturating_sub(other.end) }
    }

    /// The range, for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

// Derives would demand the same traits of `T`, which is only a name.
impl<T> Clone for Span<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Span<T> {}
impl<T> PartialEq for Span<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.end) == (other.start, other.end)
    }
}
impl<T> Eq for Span<T> {}
impl<T> PartialOrd for Span<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Span<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }
}
impl<T> Hash for Span<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.start, self.end).hash(state);
    }
}
impl<T> fmt::Debug for Span<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Which field of an ad a span or a match belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FieldName {
    /// The headline.
    Title,
    /// The body: every text column, joined by newlines.
    Text,
}

impl FieldName {
    /// Both fields, in reading order.
    pub const ALL: [Self; 2] = [Self::Title, Self::Text];

    /// The name used in output and in rule files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
        }
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
