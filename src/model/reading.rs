//! An ad read once for all that weighs its wording: its words, its pieces, its clauses.
//!
//! Cutting words and hashing pieces costs more than weighing them, so taggers and wording share one reading. Knows no weight.

use std::ops::Range;

use super::clause::{self, extent};
use super::tokens::{self, Block, Token};
use super::wording::WINDOW;
use crate::span::{FieldName, Normalized, Span};
use crate::text::NormalizedText;

/// A piece where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The hash of the piece.
    pub(super) hash: u64,
    /// Index of the word it stands in; the first, for a pair.
    pub(super) word: u32,
    /// Index of the word it ends in.
    last: u32,
}

/// Neighboring clauses of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The field.
    pub field: FieldName,
    /// From its first word to its last.
    pub span: Span<Normalized>,
    /// Its words among those of the ad.
    pub words: Range<usize>,
}

/// The words and pieces of one ad.
#[derive(Debug)]
pub struct Reading {
    /// The words of both fields, in reading order.
    tokens: Vec<Token>,
    /// How many of them are the first field's.
    first_field: usize,
    /// Character n-grams in reading order.
    characters: Vec<Place>,
    /// Words and pairs in reading order.
    words: Vec<Place>,
    /// Of each field, its clauses as words of the ad.
    clauses: [Vec<Range<usize>>; 2],
}

impl Reading {
    /// Reads the fields of an ad, given in the order of [`FieldName::ALL`].
    #[must_use]
    pub fn of(fields: &[NormalizedText; 2]) -> Self {
        let [mut tokens, second] = fields.each_ref().map(tokens::tokens);
        let first_field = tokens.len();
        let before = tokens.last().map_or(0, |last| last.before + last.letters());
        let shifted = |range: Range<usize>| range.start + first_field..range.end + first_field;
        let clauses = [
            clause::ranges(&fields[0], &tokens),
            clause::ranges(&fields[1], &second).into_iter().map(shifted).collect(),
        ];
        tokens.extend(second.into_iter().map(|token| Token { before: token.before + before, ..token }));
        let (mut characters, mut words) = (Vec::with_capacity(12 * tokens.len()), Vec::with_capacity(2 * tokens.len()));
        let narrow = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        tokens::pieces(&tokens, |piece, _| {
            let place = Place { hash: piece.hash, word: narrow(piece.word), last: narrow(piece.last) };
            if piece.block == Block::Characters { characters.push(place) } else { words.push(place) }
        });
        Self { tokens, first_field, characters, words, clauses }
    }

    /// The words of both fields, in reading order.
    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The field a word stands in.
    pub(super) fn field(&self, word: usize) -> FieldName {
        FieldName::ALL[usize::from(word >= self.first_field)]
    }

    /// The places of a block of pieces that begin in some words, by rising word.
    pub(super) fn places(&self, block: Block, words: &Range<usize>) -> &[Place] {
        let all = match block {
            Block::Characters => &self.characters,
            Block::Words => &self.words,
        };
        let before = |word: usize| all.partition_point(|place| (place.word as usize) < word);
        &all[before(words.start)..before(words.end)]
    }

    /// The clauses of both fields as words of the ad, in reading order.
    pub(super) fn clauses(&self) -> impl Iterator<Item = Range<usize>> {
        self.clauses.iter().flatten().cloned()
    }

    /// For each clause, the passage that begins with it: as many clauses of its field as hold `letters` letters, or all that
    /// are left of it.
    pub fn passages(&self, letters: usize) -> impl Iterator<Item = Passage> {
        let passage = move |field: &'_ [Range<usize>], at: usize| {
            let words = field[at].start..field[at].end;
            let first = self.tokens[words.start].before;
            let mut ends = field[at..].iter().map(|clause| clause.end);
            let long = |end: &usize| self.tokens[*end - 1].before + self.tokens[*end - 1].letters() >= first + letters;
            let end = ends.find(long).or_else(|| field.last().map(|clause| clause.end)).unwrap_or(words.end);
            let words = words.start..end;
            Passage { field: self.field(words.start), span: extent(&self.tokens[words.clone()]), words }
        };
        self.clauses.iter().flat_map(move |field| (0..field.len()).map(move |at| passage(field, at)))
    }

    /// Whether some words stand in the first window, by which an ad is taken for what it is.
    #[must_use]
    pub fn is_beginning(&self, words: &Range<usize>) -> bool {
        self.tokens.get(words.start).is_some_and(|first| first.before < WINDOW)
    }

    /// How many different pieces stand wholly within a range of words.
    pub(super) fn distinct(&self, words: &Range<usize>) -> usize {
        let mut hashes: Vec<u64> = self.within(words).map(|place| place.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.len()
    }

    /// The places of pieces that stand wholly within a range of words.
    pub(super) fn within(&self, words: &Range<usize>) -> impl Iterator<Item = Place> {
        let end = words.end;
        let both = self.places(Block::Characters, words).iter().chain(self.places(Block::Words, words));
        both.copied().filter(move |place| (place.last as usize) < end)
    }
}
