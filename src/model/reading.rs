//! An ad read once for all that weighs its wording: its words, its pieces, its clauses.
//!
//! Cutting words and hashing pieces costs more than weighing them, so taggers and wording share one reading. The pieces of a
//! long ad take many times the room of its text: they are cut page by page, as often as asked. Knows no weight.

use std::borrow::Cow;
use std::ops::Range;

use super::clause;
use super::token::Tokens;
use super::tokens::{self, Block};
use super::wording::WINDOW;
use crate::packed::number;
use crate::span::{FieldName, Normalized, Span};
use crate::text::NormalizedText;

/// Words whose pieces are held at once.
pub(super) const PAGE: usize = 1 << 12;

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

/// The pieces that begin in some words of an ad.
#[derive(Debug, Clone)]
pub(super) struct Pieces {
    /// Character n-grams in reading order.
    characters: Vec<Place>,
    /// Words and pairs in reading order.
    words: Vec<Place>,
}

impl Pieces {
    fn of(tokens: &Tokens, range: Range<usize>) -> Self {
        let (mut characters, mut words) = (Vec::with_capacity(12 * range.len()), Vec::with_capacity(2 * range.len()));
        tokens::pieces(tokens, range, |piece, _| {
            let place = Place { hash: piece.hash, word: number(piece.word), last: number(piece.last) };
            if piece.block == Block::Characters { characters.push(place) } else { words.push(place) }
        });
        Self { characters, words }
    }

    /// The places of a block of pieces that begin in some of the words, by rising word.
    pub(super) fn places(&self, block: Block, words: &Range<usize>) -> &[Place] {
        let all = match block {
            Block::Characters => &self.characters,
            Block::Words => &self.words,
        };
        let before = |word: usize| all.partition_point(|place| (place.word as usize) < word);
        &all[before(words.start)..before(words.end)]
    }

    /// How many different pieces stand wholly within some of the words.
    pub(super) fn distinct(&self, words: &Range<usize>) -> usize {
        let mut hashes: Vec<u64> = self.within(words).map(|place| place.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.len()
    }

    /// The places of pieces that stand wholly within some of the words.
    pub(super) fn within(&self, words: &Range<usize>) -> impl Iterator<Item = Place> {
        let end = words.end;
        let both = self.places(Block::Characters, words).iter().chain(self.places(Block::Words, words));
        both.copied().filter(move |place| (place.last as usize) < end)
    }
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
    tokens: Tokens,
    /// How many of them are the first field's.
    first_field: usize,
    /// All pieces, unless the ad is longer than a page.
    pieces: Option<Pieces>,
    /// Of each field, its clauses as words of the ad.
    clauses: [Vec<Range<usize>>; 2],
}

impl Reading {
    /// Reads the fields of an ad, given in the order of [`FieldName::ALL`].
    #[must_use]
    pub fn of(fields: &[NormalizedText; 2]) -> Self {
        let mut tokens = Tokens::default();
        let clauses = fields.each_ref().map(|field| {
            let first = tokens.len();
            tokens::add(field, &mut tokens);
            clause::ranges(field, &tokens, first..tokens.len())
        });
        let first_field = clauses[0].last().map_or(0, |last| last.end);
        let pieces = (tokens.len() <= PAGE).then(|| Pieces::of(&tokens, 0..tokens.len()));
        Self { tokens, first_field, pieces, clauses }
    }

    /// The words of both fields, in reading order.
    pub(super) fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The field a word stands in.
    pub(super) fn field(&self, word: usize) -> FieldName {
        FieldName::ALL[usize::from(word >= self.first_field)]
    }

    /// The pieces that begin in some words.
    pub(super) fn pieces(&self, words: &Range<usize>) -> Cow<'_, Pieces> {
        match &self.pieces {
            Some(all) => Cow::Borrowed(all),
            None => Cow::Owned(Pieces::of(&self.tokens, words.clone())),
        }
    }

    /// The clauses of both fields in stretches of about a page, in reading order.
    pub(super) fn pages(&self) -> impl Iterator<Item = Vec<Range<usize>>> {
        let mut clauses = self.clauses().peekable();
        std::iter::from_fn(move || {
            let first = clauses.peek()?.start;
            Some(std::iter::from_fn(|| clauses.next_if(|clause| clause.start < first + PAGE)).collect())
        })
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
            let first = self.tokens.at(words.start).before;
            let mut ends = field[at..].iter().map(|clause| clause.end);
            let long = |end: &usize| self.tokens.at(*end - 1).until() >= first + letters;
            let end = ends.find(long).or_else(|| field.last().map(|clause| clause.end)).unwrap_or(words.end);
            let words = words.start..end;
            Passage { field: self.field(words.start), span: self.tokens.extent(&words), words }
        };
        self.clauses.iter().flat_map(move |field| (0..field.len()).map(move |at| passage(field, at)))
    }

    /// Whether some words stand in the first window, by which an ad is taken for what it is.
    #[must_use]
    pub fn is_beginning(&self, words: &Range<usize>) -> bool {
        words.start < self.tokens.len() && self.tokens.at(words.start).before < WINDOW
    }
}
