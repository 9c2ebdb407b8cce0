//! Where the literals of a pack are looked for: those that begin only where a word does there, the others everywhere.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::packed::number;
use crate::rules::phrase::Haystack;
use crate::text::WordList;
use crate::text::trie::{Trie, starts};

/// The literals that begin only where a word does, and those that may begin inside one.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Entrances {
    words: Trie,
    anywhere: Trie,
    /// Letters of the longest.
    longest: u32,
}

impl Entrances {
    /// Builds both; `inside` says of each literal whether it may begin inside a word.
    pub(super) fn new<'l>(literals: impl Iterator<Item = &'l str>, inside: impl Fn(usize) -> bool) -> Self {
        let mut longest = 0;
        let literals = literals.inspect(|literal| longest = longest.max(literal.chars().count()));
        let numbered = literals.enumerate().map(|(literal, text)| (text, number(literal)));
        let (anywhere, words) = numbered.partition(|(_, literal)| inside(*literal as usize));
        Self { words: Trie::new(words), anywhere: Trie::new(anywhere), longest: number(longest) }
    }

    /// The literals as words to know.
    pub(super) fn word_list(&self) -> WordList {
        WordList::of(vec![self.words.clone(), self.anywhere.clone()], self.longest as usize)
    }

    /// Calls `found` with every literal that begins in a stretch of a text, where it begins and where it ends, by rising beginning.
    pub(super) fn each(
        &self,
        haystack: &Haystack<'_>,
        stretch: Range<usize>,
        mut found: impl FnMut(u32, usize, usize),
    ) {
        let text = haystack.as_str().as_bytes();
        for start in starts(&text[stretch.clone()]).map(|at| stretch.start + at) {
            let rest = &text[start..];
            self.anywhere.beginnings(rest, |literal, length| found(literal, start, start + length));
            if !haystack.is_inside(start) {
                self.words.beginnings(rest, |literal, length| found(literal, start, start + length));
            }
        }
    }
}
