//! The words somebody looks for, to tell a word cut in two from two words that stand together.
//!
//! Owns nothing but the look-up: what the words are for, and who gives them, it does not know.

use rustc_hash::FxHashSet;

use super::stopwords;

/// Fewest letters of a word that a longer one may begin with and still be known by.
const STEM: usize = 6;

/// Folded words, each known as a whole.
#[derive(Debug, Default)]
pub struct WordList {
    words: FxHashSet<Box<str>>,
    /// Letters of the longest.
    longest: usize,
}

impl WordList {
    /// A word list of words folded as texts are, and of the small words of every language.
    #[must_use]
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let small = [stopwords::LATIN, stopwords::DEVANAGARI].into_iter().flatten();
        let small = small.flat_map(|(_, words)| words.split_ascii_whitespace());
        let words: FxHashSet<Box<str>> = words.into_iter().chain(small).map(Box::from).collect();
        let longest = words.iter().map(|word| word.chars().count()).max().unwrap_or(0);
        Self { words, longest }
    }

    /// Letters of the longest word.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Whether this is a word.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Whether this is a word, or a longer form of one that reaches at least two letters beyond `joint`, a count of letters.
    pub(super) fn knows_beyond(&self, word: &str, joint: usize) -> bool {
        let ends = word.char_indices().map(|(at, _)| at).chain([word.len()]);
        let stems = ends.skip(STEM.max(joint + 2)).take(self.longest);
        self.knows(word) || stems.into_iter().any(|end| self.knows(&word[..end]))
    }
}
