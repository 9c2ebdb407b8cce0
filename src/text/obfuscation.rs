//! What the folding had to undo: a count of each kind of disguise, and where the first few stand.
//!
//! Honest typography (full width within Chinese, soft hyphens, accents, ligatures, joiners inside emoji or Arabic) is
//! folded too but never counted.

use crate::span::{Original, Span};

/// A way of disguising words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disguise {
    /// Zero-width or control characters inside words.
    Invisible,
    /// Controls that turn the direction of writing.
    Bidi,
    /// Letters in full-width, mathematical, circled or squared dress.
    Width,
    /// Letters of another script that look alike.
    Confusable,
    /// Letters of a word written apart.
    Spaced,
    /// Digits and signs in place of letters.
    Leet,
    /// Combining marks heaped on letters.
    Marks,
}

impl Disguise {
    /// Every kind, in the order of the fields of [`Obfuscation`].
    pub const ALL: [Self; 7] =
        [Self::Invisible, Self::Bidi, Self::Width, Self::Confusable, Self::Spaced, Self::Leet, Self::Marks];

    /// The name used in rules and output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invisible => "invisible",
            Self::Bidi => "bidi",
            Self::Width => "width",
            Self::Confusable => "confusable",
            Self::Spaced => "spaced",
            Self::Leet => "leet",
            Self::Marks => "marks",
        }
    }
}

/// How often each disguise was undone in one field.
///
/// Characters are counted, save for `spaced`, which counts words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Obfuscation {
    /// Zero-width or control characters removed from inside words.
    pub invisible: u32,
    /// Direction controls removed where honest text has none.
    pub bidi: u32,
    /// Styled letters (mathematical, circled, full width outside Chinese, Japanese and Korean) made plain.
    pub width: u32,
    /// Look-alike letters replaced by those of the word's own script.
    pub confusable: u32,
    /// Words whose letters stood apart.
    pub spaced: u32,
    /// Digits and signs read as letters.
    pub leet: u32,
    /// Letters freed of heaped marks.
    pub marks: u32,
    spans: Vec<(Disguise, Span<Original>)>,
}

impl Obfuscation {
    /// Spans kept per kind.
    pub const KEPT: usize = 8;

    /// How often one kind was undone.
    #[must_use]
    pub fn count(&self, kind: Disguise) -> u32 {
        match kind {
            Disguise::Invisible => self.invisible,
            Disguise::Bidi => self.bidi,
            Disguise::Width => self.width,
            Disguise::Confusable => self.confusable,
            Disguise::Spaced => self.spaced,
            Disguise::Leet => self.leet,
            Disguise::Marks => self.marks,
        }
    }

    /// How often anything was undone.
    #[must_use]
    pub fn total(&self) -> u32 {
        Disguise::ALL.into_iter().map(|kind| self.count(kind)).fold(0, u32::saturating_add)
    }

    /// Where one kind stands in the original, the first [`KEPT`](Self::KEPT) places in reading order; neighboring
    /// places are one.
    pub fn spans(&self, kind: Disguise) -> impl Iterator<Item = Span<Original>> {
        self.spans.iter().filter(move |(k, _)| *k == kind).map(|(_, span)| *span)
    }

    /// Adds what was undone in a further text that begins at `start` bytes of the original.
    pub(super) fn append(&mut self, further: &Self, start: usize) {
        for kind in Disguise::ALL {
            let count = self.count_mut(kind);
            *count = count.saturating_add(further.count(kind));
            let shifted = |span: Span<Original>| Span::new(span.start + start, span.end + start);
            further.spans(kind).map(shifted).for_each(|span| self.place(kind, span));
        }
    }

    /// Counts one more of `kind` at `start..end` of the original.
    pub(super) fn add(&mut self, kind: Disguise, start: u32, end: u32) {
        let count = self.count_mut(kind);
        *count = count.saturating_add(1);
        self.place(kind, Span::new(start as usize, end as usize));
    }

    fn count_mut(&mut self, kind: Disguise) -> &mut u32 {
        match kind {
            Disguise::Invisible => &mut self.invisible,
            Disguise::Bidi => &mut self.bidi,
            Disguise::Width => &mut self.width,
            Disguise::Confusable => &mut self.confusable,
            Disguise::Spaced => &mut self.spaced,
            Disguise::Leet => &mut self.leet,
            Disguise::Marks => &mut self.marks,
        }
    }

    /// Keeps a place in reading order, as one with a neighbor, if it is among the first.
    fn place(&mut self, kind: Disguise, span: Span<Original>) {
        let before = self.spans.iter().rposition(|(k, known)| *k == kind && known.start <= span.start);
        if let Some((_, neighbor)) = before.map(|at| &mut self.spans[at])
            && span.start <= neighbor.end
        {
            *neighbor = neighbor.cover(span);
            return;
        }
        let first = self.spans.iter().position(|(k, known)| *k == kind && known.start > span.start);
        self.spans.insert(first.unwrap_or(self.spans.len()), (kind, span));
        if self.spans(kind).count() > Self::KEPT
            && let Some(last) = self.spans.iter().rposition(|(k, _)| *k == kind)
        {
            self.spans.remove(last);
        }
    }
}
