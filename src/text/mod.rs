//! Original text to normalized text, with an exact way back.
//!
//! Owns folding (`fold`: one step per file, listed in `fold/mod.rs`), the [`OffsetMap`], what was undone
//! ([`Obfuscation`]) and language identification. Knows nothing of ads, rules or files; rule phrases are folded by the
//! same code as the ads they are matched with.

mod cut;
mod fold;
pub mod language;
mod letters;
mod map;
mod marks;
mod obfuscation;
mod quotation;
pub mod script;
mod signs;
mod stopwords;
pub(crate) mod trie;
mod word_list;

pub use language::Language;
pub use map::OffsetMap;
pub use obfuscation::{Disguise, Obfuscation};
pub use quotation::quotations;
pub use word_list::WordList;

use crate::span::{Normalized, Original, Span};

/// One field of an ad, folded for matching: lower case, compatibility forms, look-alikes, Traditional characters and
/// disguises undone, accents set aside, white space collapsed to one space or one line break and trimmed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NormalizedText {
    text: String,
    map: OffsetMap,
    accents: Accents,
    obfuscation: Obfuscation,
}

impl NormalizedText {
    /// Folds any text. Offsets are 32 bits wide: what lies beyond 4 GiB is left out.
    #[must_use]
    pub fn new(original: &str) -> Self {
        fold::normalize(original)
    }

    /// Folds a text in which words of a word list are looked for: those written with digits and signs for letters are read, and
    /// those that a dot or a line break cuts in two put together. The word list is asked for only where there may be any.
    #[must_use]
    pub fn joined<'l>(original: &str, word_list: impl Fn() -> &'l WordList) -> Self {
        cut::join(signs::undo(Self::new(original), &word_list), original, &word_list)
    }

    /// Puts the folded text of a further stretch of the original behind this one, and `apart`, the white space before that
    /// stretch, between them. Characters may unfold to many: what outgrows the offsets is left out.
    fn append(&mut self, further: &Self, apart: Option<char>, stretch: Span<Original>) {
        let most = u32::MAX as usize;
        if self.text.len().saturating_add(further.text.len()) >= most || stretch.end > most {
            return;
        }
        let original = fold::offset(stretch.start);
        if let Some(apart) = apart.filter(|_| !self.text.is_empty() && !further.text.is_empty()) {
            self.text.push(apart);
            self.map.cover(1, original + further.map.first());
        }
        let before = fold::offset(self.text.len());
        self.text.push_str(&further.text);
        self.map.append(&further.map, original);
        self.accents.0.extend(further.accents.0.iter().map(|(at, letter)| (at + before, *letter)));
        self.obfuscation.append(&further.obfuscation, stretch.start);
    }

    /// The folded text, accents stripped.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The original behind a span of the folded text.
    ///
    /// Total: any span is clamped to the text and widened to whole characters. Both ends move monotonically. Characters
    /// hidden inside the span are covered, those around it are not; an empty span maps to an empty one.
    #[must_use]
    pub fn original(&self, span: Span<Normalized>) -> Span<Original> {
        if span.is_empty() {
            let at = self.text.floor_char_boundary(span.start);
            return self.map.original(Span::new(at, at));
        }
        let start = self.text.floor_char_boundary(span.start);
        let end = self.text.ceil_char_boundary(span.end.min(self.text.len()));
        self.map.original(Span::new(start, end))
    }

    /// The map by itself.
    #[must_use]
    pub fn map(&self) -> &OffsetMap {
        &self.map
    }

    /// Which letters carried an accent.
    #[must_use]
    pub fn accents(&self) -> &Accents {
        &self.accents
    }

    /// What had to be undone.
    #[must_use]
    pub fn obfuscation(&self) -> &Obfuscation {
        &self.obfuscation
    }
}

/// The accents that folding set aside: `(byte offset in the folded text, the accented letter in lower case)`, sorted.
///
/// Only Latin and Greek letters are here, since only there an accent may be missing but not different. `ё`, the Arabic
/// forms of alef and yeh, and vowel points are optional on both sides: they are folded and forgotten.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accents(Vec<(u32, char)>);

impl Accents {
    /// The accents of the letters that start inside `span`.
    #[must_use]
    pub fn within(&self, span: Span<Normalized>) -> &[(u32, char)] {
        let first = self.0.partition_point(|(at, _)| (*at as usize) < span.start);
        let last = self.0.partition_point(|(at, _)| (*at as usize) < span.end);
        &self.0[first..last.max(first)]
    }

    /// The accented letter at a byte offset of the folded text, if the letter there carried an accent.
    #[must_use]
    pub fn at(&self, offset: usize) -> Option<char> {
        self.within(Span::new(offset, offset.saturating_add(1))).first().map(|(_, letter)| *letter)
    }

    /// Whether no letter carried an accent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
