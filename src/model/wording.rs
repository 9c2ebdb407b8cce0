//! The wording model: a bounded vocabulary of n-grams with weights, and what it makes of one ad.
//!
//! Long ads are read in overlapping windows and judged half by their beginning, where an ad says what it is, half by the worst
//! window, so that text further away does not dilute it; what stands within a window of it does. Every logit is the exact sum of
//! what its words contribute.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::reading::{PAGE, Place, Reading};
use super::table::{Known as KnownGrams, Table};
use super::token::Tokens;
use super::tokens::Block;
use crate::packed::Fractions;
use crate::span::{FieldName, Normalized, Span};

/// Letters in one window.
pub const WINDOW: usize = 800;
/// Letters from one window to the next.
pub const STRIDE: usize = 400;

/// What the model knows of one n-gram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Log-odds per unit of weighed frequency.
    pub weight: f64,
    /// Inverse document frequency.
    pub idf: f64,
}

/// A trained wording model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Wording {
    table: Table,
    /// By number of an n-gram, its weight and its inverse document frequency.
    entries: Fractions,
    intercept: f64,
}

/// What the wording of an ad says: `logit == intercept + Σ words`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WordingScore {
    /// Log-odds of the windows read, before the ad's other features are weighed.
    pub logit: f64,
    /// Contribution of each of their words that the model knows, in reading order.
    pub words: Vec<WordShare>,
}

/// What one word contributes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordShare {
    /// The field it stands in.
    pub field: FieldName,
    /// Where.
    pub span: Span<Normalized>,
    /// The clause it stands in.
    pub clause: Span<Normalized>,
    /// Log-odds of the wording model.
    pub contribution: f64,
}

impl Wording {
    /// A model of an intercept and of the entries of n-grams, by the hash of [`tokens::hash`](super::tokens::hash).
    #[must_use]
    pub fn new(intercept: f64, entries: impl IntoIterator<Item = (u64, Entry)>) -> Self {
        let mut known: KnownGrams<Option<Entry>> = KnownGrams::default();
        for (hash, entry) in entries {
            *known.entry(hash) = Some(entry);
        }
        let (table, entries) = known.finish();
        let entries = entries.into_iter().flatten().flat_map(|entry| [entry.weight, entry.idf]).collect();
        Self { table, entries, intercept }
    }

    /// What is known of the n-gram of a number.
    fn entry(&self, number: u32) -> Entry {
        let at = 2 * number as usize;
        Entry { weight: self.entries.get(at), idf: self.entries.get(at + 1) }
    }

    /// Log-odds of a text of which no n-gram is known.
    #[must_use]
    pub fn intercept(&self) -> f64 {
        self.intercept
    }

    /// Scores an ad by its beginning and its worst window, each half.
    #[must_use]
    pub fn score(&self, reading: &Reading) -> WordingScore {
        self.weigh(reading).score()
    }

    /// An ad's words as this model knows them.
    #[must_use]
    pub fn weigh<'r>(&'r self, reading: &'r Reading) -> Weighing<'r> {
        Weighing { model: self, reading, weigher: Weigher::new(self, reading, 0..reading.tokens().len().min(PAGE)) }
    }

    /// Scores an ad by its beginning alone: its first window, and nothing further is looked up.
    #[must_use]
    pub fn beginning(&self, reading: &Reading) -> WordingScore {
        let Some(words) = windows(reading.tokens()).into_iter().next().filter(|_| self.table.len() > 0) else {
            return WordingScore { logit: self.intercept, words: Vec::new() };
        };
        let mut weighing = Weighing { model: self, reading, weigher: Weigher::new(self, reading, words.clone()) };
        let weighed = weighing.weighed(words);
        weighing.scored(std::iter::once(weighed))
    }
}

/// An ad's words as a model knows them: looked up once, of a long ad a page at a time, and weighed as often as asked.
#[derive(Debug)]
pub struct Weighing<'r> {
    model: &'r Wording,
    reading: &'r Reading,
    weigher: Weigher,
}

impl Weighing<'_> {
    /// Scores the ad by its beginning and its worst window, each half.
    #[must_use]
    pub fn score(&mut self) -> WordingScore {
        let mut windows = windows(self.reading.tokens()).into_iter();
        let Some(beginning) = windows.next().map(|words| self.weighed(words)) else {
            return WordingScore { logit: self.model.intercept, words: Vec::new() };
        };
        let others = windows.map(|words| self.weighed(words));
        let worst = others.filter(|other| other.sum > beginning.sum).reduce(Weighed::worse);
        self.scored([Some(beginning), worst].into_iter().flatten())
    }

    /// Scores the worst of some ranges of words; `None` if there are none.
    #[must_use]
    pub fn worst(&mut self, ranges: Vec<Range<usize>>) -> Option<WordingScore> {
        let worst = ranges.into_iter().map(|words| self.weighed(words)).reduce(Weighed::worse)?;
        Some(self.scored(std::iter::once(worst)))
    }

    /// What each of some ranges of words says by itself: the sum of its words' contributions.
    #[must_use]
    pub fn sums(&mut self, ranges: impl IntoIterator<Item = Range<usize>>) -> Vec<f64> {
        ranges.into_iter().map(|words| self.weighed(words).sum).collect()
    }

    /// What the words of a range say; those of ranges in reading order are looked up once.
    fn weighed(&mut self, words: Range<usize>) -> Weighed {
        let looked_up = &self.weigher.words;
        if words.start < looked_up.start || words.end > looked_up.end {
            let end = self.reading.tokens().len().min(words.end.max(words.start + PAGE));
            self.weigher = Weigher::new(self.model, self.reading, words.start..end);
        }
        self.weigher.weighed(words)
    }

    /// The mean of what one or two ranges of words say.
    fn scored(&self, ranges: impl Iterator<Item = Weighed> + Clone) -> WordingScore {
        let reading = self.reading;
        let share = if ranges.clone().count() > 1 { 0.5 } else { 1.0 };
        let mut contributions: BTreeMap<usize, f64> = BTreeMap::new();
        let mut logit = self.model.intercept;
        for Weighed { first, shares, sum } in ranges {
            logit += share * sum;
            for (at, contribution) in (first..).zip(shares).filter(|(_, contribution)| *contribution != 0.0) {
                *contributions.entry(at).or_default() += share * contribution;
            }
        }
        let tokens = reading.tokens();
        let mut clauses = reading.clauses().peekable();
        let word = |(at, contribution)| {
            while clauses.next_if(|clause| clause.end <= at).is_some() {}
            let clause = clauses.peek().map_or(Span::new(0, 0), |clause| tokens.extent(clause));
            WordShare { field: reading.field(at), span: tokens.at(at).span, clause, contribution }
        };
        WordingScore { logit, words: contributions.into_iter().map(word).collect() }
    }
}

/// What the words of a range say.
#[derive(Debug, Clone)]
struct Weighed {
    /// The first word.
    first: usize,
    /// Of each word from there, its log-odds.
    shares: Vec<f64>,
    /// Their sum.
    sum: f64,
}

impl Weighed {
    /// The one that says more; the earlier of equals.
    fn worse(self, other: Self) -> Self {
        if other.sum > self.sum { other } else { self }
    }
}

/// Token ranges of [`WINDOW`] letters, [`STRIDE`] apart.
fn windows(tokens: &Tokens) -> Vec<Range<usize>> {
    let Some(last) = tokens.last() else { return Vec::new() };
    let mut out = Vec::new();
    let mut start = 0;
    loop {
        out.push(tokens.behind(start)..tokens.behind(start + WINDOW));
        if start + WINDOW > last.before {
            return out;
        }
        start += STRIDE;
    }
}

/// Where a known piece stands.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// The piece, numbered in the order in which the ad first has it.
    piece: u32,
    word: u32,
}

/// What the pieces of an ad weigh in one window after the other.
#[derive(Debug)]
struct Weigher {
    /// The words looked up.
    words: Range<usize>,
    /// Where known pieces stand, by rising word: character n-grams, and words.
    places: [Vec<Known>; 2],
    /// By piece, its entry.
    entries: Vec<Entry>,
    /// By piece, how often it stands in the window.
    counts: Vec<u32>,
    /// By piece, its weighed frequency in the window.
    values: Vec<f64>,
}

thread_local! {
    /// By number of an n-gram of the model, the piece of the ad plus one. Kept from ad to ad, all zero between them.
    static PIECES: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

impl Weigher {
    /// Looks up the pieces that begin in some words.
    fn new(model: &Wording, reading: &Reading, words: Range<usize>) -> Self {
        let found = reading.pieces(&words);
        PIECES.with_borrow_mut(|pieces| {
            pieces.resize(model.table.len().max(pieces.len()), 0);
            let mut numbers: Vec<u32> = Vec::new();
            let mut known = |place: &Place| {
                let number = model.table.number(place.hash)?;
                let piece = &mut pieces[number as usize];
                if *piece == 0 {
                    numbers.push(number);
                    *piece = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                }
                Some(Known { piece: *piece - 1, word: place.word })
            };
            let places = [Block::Characters, Block::Words]
                .map(|block| found.places(block, &words).iter().filter_map(&mut known).collect());
            numbers.iter().for_each(|number| pieces[*number as usize] = 0);
            let entries: Vec<Entry> = numbers.iter().map(|number| model.entry(*number)).collect();
            Self { words, places, counts: vec![0; entries.len()], values: vec![0.0; entries.len()], entries }
        })
    }

    /// What the words of a range say.
    fn weighed(&mut self, words: Range<usize>) -> Weighed {
        let shares = self.shares(words.start, words.end);
        Weighed { first: words.start, sum: shares.iter().sum(), shares }
    }

    /// What each word from `first` to `last` contributes.
    ///
    /// A piece counts `(1 + ln n) · idf`; each block is scaled to length 1, both together to length 1; a piece's share is
    /// split evenly over the words it stands in.
    fn shares(&mut self, first: usize, last: usize) -> Vec<f64> {
        let Self { places, entries, counts, values, .. } = self;
        let within = |block: &'_ [Known]| {
            block.partition_point(|p| (p.word as usize) < first)..block.partition_point(|p| (p.word as usize) < last)
        };
        let blocks = places.each_ref().map(|block| &block[within(block)]);
        let mut out = vec![0.0; last - first];
        for block in blocks {
            block.iter().for_each(|place| counts[place.piece as usize] += 1);
            let mut squares = 0.0f64;
            for piece in block.iter().map(|place| place.piece as usize) {
                if values[piece] == 0.0 {
                    values[piece] = known_frequency(counts[piece]) * entries[piece].idf;
                    squares += values[piece].powi(2);
                }
            }
            let scale = if squares > 0.0 { (squares * 2.0).sqrt().recip() } else { 0.0 };
            for place in block {
                let piece = place.piece as usize;
                out[place.word as usize - first] +=
                    entries[piece].weight * (values[piece] * scale) / f64::from(counts[piece]);
            }
            for piece in block.iter().map(|place| place.piece as usize) {
                (counts[piece], values[piece]) = (0, 0.0);
            }
        }
        out
    }
}

/// The frequencies of small counts, which nearly all are.
static FREQUENCIES: LazyLock<[f64; 64]> =
    LazyLock::new(|| std::array::from_fn(|count| frequency(u32::try_from(count).unwrap_or(0))));

fn known_frequency(count: u32) -> f64 {
    FREQUENCIES.get(count as usize).copied().unwrap_or_else(|| frequency(count))
}

/// Sublinear term frequency.
#[must_use]
pub fn frequency(count: u32) -> f64 {
    1.0 + f64::from(count).ln()
}

#[cfg(test)]
mod tests {
    use super::super::tokens::hash;
    use super::*;
    use crate::text::NormalizedText;

    fn score(text: &str) -> WordingScore {
        let entry = |word: &str, weight| (hash(Block::Words, word), Entry { weight, idf: 1.0 });
        let model = Wording::new(-1.0, [entry("passport", 2.0), entry("pension", -2.0)]);
        model.score(&Reading::of(&["", text].map(NormalizedText::new)))
    }

    /// One known word alone in its window weighs its weight over the square root of two.
    const ONE: f64 = std::f64::consts::SQRT_2;

    #[test]
    fn a_long_ad_is_judged_half_by_its_beginning_and_half_by_its_worst_window() {
        let filler = "stone ".repeat(200);
        let cases = [
            ("passport".to_owned(), ONE),
            (format!("{filler} passport"), ONE / 2.0),
            (format!("pension {filler} passport"), 0.0),
            (format!("passport {filler} pension"), ONE),
            (format!("pension {filler}"), -ONE / 2.0),
        ];
        for (text, expected) in cases {
            let found = score(&text);
            let words: f64 = found.words.iter().map(|word| word.contribution).sum();
            assert!((found.logit + 1.0 - expected).abs() < 1e-9, "{}: {}", &text[..12.min(text.len())], found.logit);
            assert!((found.logit + 1.0 - words).abs() < 1e-9, "the words add up");
        }
    }
}
