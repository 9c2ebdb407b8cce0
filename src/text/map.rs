//! The way back from normalized text to the original.
//!
//! Owns nothing but offsets: runs in which both texts advance together, and blocks that map only as a whole. What lies
//! between two runs in the original was hidden (zero-width characters, collapsed spaces at the ends).

use crate::span::{Normalized, Original, Span};

/// One stretch of normalized text; it ends where the next one starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    /// First byte in the normalized text.
    normalized: u32,
    /// First byte in the original.
    original: u32,
    /// Bytes of the original an indivisible block covers; 0 when both texts advance byte by byte.
    block: u32,
}

/// Maps spans of the normalized text to the original, 12 bytes per run.
///
/// ```
/// use lurescan::span::Span;
/// use lurescan::text::NormalizedText;
///
/// let original = "Free FL\u{200b}IGHT!";
/// let text = NormalizedText::new(original);
/// assert_eq!(text.as_str(), "free flight!");
/// assert_eq!(&original[text.original(Span::new(5, 11)).range()], "FL\u{200b}IGHT");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffsetMap {
    runs: Vec<Run>,
    /// Length of the normalized text in bytes.
    normalized: u32,
    /// Length of the original in bytes.
    original: u32,
}

impl OffsetMap {
    /// The original text behind a span of the normalized text.
    ///
    /// Total: a span beyond the text is clamped. Monotonic in both ends. Characters hidden inside the span are covered,
    /// those before its first and after its last character are not. An empty span maps to an empty one.
    #[must_use]
    pub fn original(&self, span: Span<Normalized>) -> Span<Original> {
        let length = self.normalized as usize;
        let (start, end) = (span.start.min(length), span.end.min(length));
        let first = self.start(start);
        if start >= end { Span::new(first, first) } else { Span::new(first, self.end(end)) }
    }

    /// Where the first character starts in the original.
    pub(super) fn first(&self) -> u32 {
        self.runs.first().map_or(0, |run| run.original)
    }

    /// Adds a character of `length` bytes that stands for the original from the end of the last one up to `until`.
    pub(super) fn cover(&mut self, length: u32, until: u32) {
        let start = u32::try_from(self.end(self.normalized as usize)).unwrap_or(until).min(until);
        self.runs.push(Run { normalized: self.normalized, original: start, block: (until - start).max(1) });
        self.normalized += length;
    }

    /// Adds the map of a further text whose original begins at `original` bytes.
    pub(super) fn append(&mut self, further: &Self, original: u32) {
        let shifted =
            |run: &Run| Run { normalized: run.normalized + self.normalized, original: run.original + original, ..*run };
        self.runs.extend(further.runs.iter().map(shifted));
        self.normalized += further.normalized;
        self.original = original + further.original;
    }

    /// Length of the original in bytes.
    pub(super) fn length(&self) -> u32 {
        self.original
    }

    /// Where the character at `at` starts in the original; the end of the last character for the end of the text.
    fn start(&self, at: usize) -> usize {
        if at >= self.normalized as usize {
            return if at == 0 { 0 } else { self.end(at) };
        }
        let run = self.run(at);
        if run.block == 0 { run.original as usize + (at - run.normalized as usize) } else { run.original as usize }
    }

    /// Where the character before `at` ends in the original; `at` must not be 0.
    fn end(&self, at: usize) -> usize {
        let run = self.run(at - 1);
        let within = if run.block == 0 { at - run.normalized as usize } else { run.block as usize };
        run.original as usize + within
    }

    /// The run that holds byte `at`.
    fn run(&self, at: usize) -> Run {
        let after = self.runs.partition_point(|run| run.normalized as usize <= at);
        self.runs[after.saturating_sub(1)]
    }
}

/// Builds an [`OffsetMap`] character by character.
#[derive(Debug, Default)]
pub(super) struct MapBuilder {
    map: OffsetMap,
    /// Where a character must start in the original to continue the last run.
    expected: u32,
}

impl MapBuilder {
    /// Adds a normalized character of `length` bytes that stands for `start..end` of the original. Ranges must not
    /// step back; one equal to that of the character before joins it in a block.
    pub(super) fn push(&mut self, length: u32, start: u32, end: u32) {
        let normalized = self.map.normalized;
        self.map.normalized += length;
        if let Some(last) = self.map.runs.last()
            && last.block > 0
            && (last.original, last.original + last.block) == (start, end)
        {
            return;
        }
        let continues = self.map.runs.last().is_some_and(|last| last.block == 0) && start == self.expected;
        self.expected = end;
        if end - start != length {
            self.map.runs.push(Run { normalized, original: start, block: (end - start).max(1) });
        } else if !continues {
            self.map.runs.push(Run { normalized, original: start, block: 0 });
        }
    }

    /// The finished map over an original of `original` bytes.
    pub(super) fn finish(mut self, original: u32) -> OffsetMap {
        self.map.original = original;
        self.map.runs.shrink_to_fit();
        self.map
    }
}
