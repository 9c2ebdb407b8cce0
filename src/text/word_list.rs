//! The words somebody looks for, to tell a word cut in two from two words that stand together.
//!
//! Owns nothing but the look-up: what the words are for, and who gives them, it does not know.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::stopwords;
use super::trie::Trie;

/// Fewest letters of a word that a longer one may begin with and still be known by.
const STEM: usize = 6;

/// The small words of every language.
static SMALL: LazyLock<Trie> = LazyLock::new(|| tree(small_words()));

fn small_words() -> impl Iterator<Item = &'static str> {
    let small = [stopwords::LATIN, stopwords::DEVANAGARI].into_iter().flatten();
    small.flat_map(|(_, words)| words.split_ascii_whitespace())
}

/// Folded words, each known as a whole, and the small words of every language beside them.
#[derive(Debug)]
pub struct WordList {
    words: Vec<Trie>,
    /// Letters of the longest.
    longest: usize,
}

fn tree<'w>(words: impl Iterator<Item = &'w str>) -> Trie {
    let words: BTreeSet<&str> = words.filter(|word| !word.is_empty()).collect();
    Trie::new(words.into_iter().map(|word| (word, 0)).collect())
}

impl WordList {
    /// A word list of words folded as texts are.
    #[must_use]
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut longest = 0;
        let words = words.into_iter().inspect(|word| longest = longest.max(word.chars().count()));
        let words = tree(words);
        Self::of(vec![words], longest)
    }

    /// A word list of the strings of trees, of which the longest has so many letters.
    pub(crate) fn of(words: Vec<Trie>, longest: usize) -> Self {
        let longest = small_words().map(|word| word.chars().count()).fold(longest, usize::max);
        Self { words, longest }
    }

    /// Letters of the longest word.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Whether this is a word.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.words.iter().chain([&*SMALL]).any(|words| words.holds(word.bytes()))
    }

    /// Whether this is a word, or a longer form of one that reaches at least two letters beyond `joint`, a count of letters.
    pub(super) fn knows_beyond(&self, word: &str, joint: usize) -> bool {
        let ends = word.char_indices().map(|(at, _)| at).chain([word.len()]);
        let stems = ends.skip(STEM.max(joint + 2)).take(self.longest);
        self.knows(word) || stems.into_iter().any(|end| self.knows(&word[..end]))
    }
}
