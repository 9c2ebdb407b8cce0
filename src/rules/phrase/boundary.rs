//! A text made ready to be searched by phrases: where its words begin and end.

use std::cell::RefCell;

use crate::span::{Normalized, Span};
use crate::text::NormalizedText;
use crate::text::script::{is_separator, is_unspaced, is_word};

/// Whether a place in a text begins or ends inside a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Inside {
    /// The word began before it.
    pub left: bool,
    /// The word goes on after it.
    pub right: bool,
}

/// A text to search, with its word boundaries found in one pass.
#[derive(Debug)]
pub struct Haystack<'t> {
    text: &'t NormalizedText,
    /// A bit for each byte at which a character starts that belongs to one word with the character before it.
    inside: Vec<u64>,
    /// Where a phrase may begin: where a word does, and every character of a script without spaces.
    starts: Vec<u32>,
    /// Whether every character is one byte.
    ascii: bool,
    /// Lists of places to use again.
    spare: RefCell<Vec<Vec<usize>>>,
}

impl<'t> Haystack<'t> {
    /// Finds the boundaries of a text.
    #[must_use]
    pub fn new(text: &'t NormalizedText) -> Self {
        let whole = text.as_str();
        let mut inside = vec![0u64; whole.len() / 64 + 1];
        let mut starts = Vec::with_capacity(whole.len() / 4);
        let mut before = Kind::Apart;
        for (at, c) in whole.char_indices() {
            let kind = Kind::of(c);
            if kind == before && kind != Kind::Apart {
                inside[at / 64] |= 1 << (at % 64);
            } else if !is_separator(c) {
                starts.extend(u32::try_from(at));
            }
            before = kind;
        }
        Self { text, inside, starts, ascii: whole.is_ascii(), spare: RefCell::default() }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &'t str {
        self.text.as_str()
    }

    /// Whether a word began before a place that is the start of a character, or the end of the text, and goes on after it.
    #[must_use]
    pub fn is_inside(&self, at: usize) -> bool {
        self.inside[at / 64] >> (at % 64) & 1 == 1
    }

    /// How a stretch stands in its word.
    #[must_use]
    pub fn inside(&self, span: Span<Normalized>) -> Inside {
        Inside { left: self.is_inside(span.start), right: self.is_inside(span.end) }
    }

    /// Where a phrase may begin, from `first` to `last`, both included, in order.
    pub(super) fn starts(&self, first: usize, last: usize) -> impl Iterator<Item = usize> {
        let from = self.starts.partition_point(|at| (*at as usize) < first);
        self.starts[from..].iter().map(|at| *at as usize).take_while(move |at| *at <= last)
    }

    /// The place so many characters before another one, or the beginning.
    pub(super) fn before(&self, at: usize, characters: usize) -> usize {
        if self.ascii {
            return at.saturating_sub(characters);
        }
        match characters {
            0 => at,
            _ => self.as_str()[..at].char_indices().nth_back(characters - 1).map_or(0, |(place, _)| place),
        }
    }

    /// The accents written in a stretch.
    pub(super) fn accents(&self, span: Span<Normalized>) -> &[(u32, char)] {
        if self.text.accents().is_empty() { &[] } else { self.text.accents().within(span) }
    }

    /// An empty list.
    pub(super) fn buffer(&self) -> Vec<usize> {
        self.spare.borrow_mut().pop().unwrap_or_default()
    }

    /// Takes a list back for others to use.
    pub(super) fn give_back(&self, mut list: Vec<usize>) {
        list.clear();
        self.spare.borrow_mut().push(list);
    }
}

/// What a character joins with: its like. A letter and a digit do not join: people write `5days` and `wa000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    /// Joins with nothing: no part of a word, or of a script in which words are not set apart.
    Apart,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            '0'..='9' => Self::Digit,
            _ if is_word(c) && !is_unspaced(c) => Self::Letter,
            _ => Self::Apart,
        }
    }
}
