//! Masked words one behind the other, their letters in one stretch: a long text takes little more room than its letters.

use std::ops::Range;

use crate::packed::number;
use crate::span::{Normalized, Span};

/// A word as the wording model reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// Masked, folded letters.
    pub text: &'t str,
    /// Where it stands.
    pub span: Span<Normalized>,
    /// Letters and digits before it in the text, for windows.
    pub before: usize,
}

impl Token<'_> {
    /// How many letters and digits it has.
    #[must_use]
    pub fn letters(&self) -> usize {
        if self.text.is_ascii() { self.text.len() } else { self.text.chars().count() }
    }

    /// Letters and digits up to its end.
    #[must_use]
    pub fn until(&self) -> usize {
        self.before + self.letters()
    }
}

/// Words in reading order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    letters: String,
    places: Vec<Place>,
}

/// Where the letters of a word end, and where it stands. A text of 4 GiB is no ad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    letters: u32,
    start: u32,
    end: u32,
    before: u32,
}

impl Tokens {
    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// A word by its place among them, which must be less than their number.
    #[must_use]
    pub fn at(&self, index: usize) -> Token<'_> {
        let Place { letters, start, end, before } = self.places[index];
        Token {
            text: &self.letters[self.first_letter(index)..letters as usize],
            span: Span::new(start as usize, end as usize),
            before: before as usize,
        }
    }

    /// The last word.
    #[must_use]
    pub fn last(&self) -> Option<Token<'_>> {
        self.len().checked_sub(1).map(|last| self.at(last))
    }

    /// Each of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Token<'_>> {
        (0..self.len()).map(|index| self.at(index))
    }

    /// From the first of some of them to the last.
    #[must_use]
    pub fn extent(&self, words: &Range<usize>) -> Span<Normalized> {
        match &self.places[words.clone()] {
            [] => Span::new(0, 0),
            [first, .., last] | [first @ last] => Span::new(first.start as usize, last.end as usize),
        }
    }

    /// The first word with so many letters and digits before it.
    #[must_use]
    pub fn behind(&self, letters: usize) -> usize {
        self.places.partition_point(|place| (place.before as usize) < letters)
    }

    /// Some of them, by themselves.
    #[must_use]
    pub fn part(&self, words: &Range<usize>) -> Self {
        let mut part = Self::default();
        words.clone().map(|index| self.at(index)).for_each(|token| part.push(token));
        part
    }

    /// Puts a word behind the others.
    pub fn push(&mut self, token: Token<'_>) {
        self.letters.push_str(token.text);
        self.end_word(token.span, token.before);
    }

    /// Puts a word behind the others that is given letter by letter.
    pub(super) fn push_letters(&mut self, letters: impl Iterator<Item = char>, span: Span<Normalized>, before: usize) {
        self.letters.extend(letters);
        self.end_word(span, before);
    }

    /// Takes the last word away.
    pub(super) fn pop(&mut self) {
        self.places.pop();
        self.letters.truncate(self.first_letter(self.len()));
    }

    /// Drops the words of some places among them.
    pub(super) fn without(&mut self, dropped: impl Fn(usize) -> bool) {
        let Self { letters, places } = self;
        let (mut word, mut read) = (0, 0);
        letters.retain(|c| {
            word += usize::from(places[word].letters as usize == read);
            read += c.len_utf8();
            !dropped(word)
        });
        let (mut word, mut before, mut end) = (0.., 0, 0);
        places.retain_mut(|place| {
            let length = place.letters - std::mem::replace(&mut before, place.letters);
            let keeps = word.next().is_some_and(|word| !dropped(word));
            end += if keeps { length } else { 0 };
            place.letters = end;
            keeps
        });
    }

    /// Makes room for so many further words and bytes of letters.
    pub(super) fn reserve(&mut self, words: usize, letters: usize) {
        self.places.reserve_exact(words);
        self.letters.reserve_exact(letters);
    }

    fn end_word(&mut self, span: Span<Normalized>, before: usize) {
        let [letters, start, end, before] = [self.letters.len(), span.start, span.end, before].map(number);
        self.places.push(Place { letters, start, end, before });
    }

    /// Where the letters of a word begin: where those of the word before it end.
    fn first_letter(&self, index: usize) -> usize {
        index.checked_sub(1).map_or(0, |before| self.places[before].letters as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&str]) -> Tokens {
        let mut tokens = Tokens::default();
        for (at, text) in words.iter().enumerate() {
            tokens.push(Token { text, span: Span::new(10 * at, 10 * at + text.len()), before: 5 * at });
        }
        tokens
    }

    #[test]
    fn words_keep_their_letters_when_others_are_dropped() {
        for dropped in [&[][..], &[0], &[1, 2], &[3], &[0, 3], &[0, 1, 2, 3]] {
            let mut tokens = of(&["ab", "é", "漢字", "z"]);
            let kept: Vec<usize> = (0..4).filter(|at| !dropped.contains(at)).collect();
            let expected: Vec<(String, Span<Normalized>, usize)> =
                kept.iter().map(|at| tokens.at(*at)).map(|t| (t.text.to_owned(), t.span, t.before)).collect();
            tokens.without(|at| dropped.contains(&at));
            let found: Vec<_> = tokens.iter().map(|t| (t.text.to_owned(), t.span, t.before)).collect();
            assert_eq!(found, expected, "without {dropped:?}");
        }
    }

    #[test]
    fn the_last_word_takes_its_letters_with_it() {
        let mut tokens = of(&["ab", "é"]);
        tokens.pop();
        tokens.push(Token { text: "c", span: Span::new(3, 4), before: 2 });
        assert_eq!(tokens.iter().map(|token| token.text).collect::<Vec<_>>(), ["ab", "c"]);
        assert_eq!(tokens.extent(&(0..2)), Span::new(0, 4));
        assert_eq!(tokens.extent(&(1..1)), Span::new(0, 0));
    }
}
