//! The wording model: a bounded vocabulary of n-grams with weights, and what it makes of one ad.
//!
//! Long ads are read in overlapping windows and judged by the worst, so that text further away does not dilute it; what
//! stands within a window of it does. Every logit is the exact sum of what its words contribute.

use rustc_hash::FxHashMap;

use super::tokens::{self, Block, Piece, Token};
use crate::span::{FieldName, Normalized, Span};
use crate::text::NormalizedText;

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
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wording {
    table: FxHashMap<u64, Entry>,
    intercept: f64,
}

/// What the wording of an ad says: `logit == intercept + Σ words`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WordingScore {
    /// Log-odds of the worst window, before the ad's other features are weighed.
    pub logit: f64,
    /// Contribution of each word of that window that the model knows, in reading order.
    pub words: Vec<WordShare>,
}

/// What one word contributes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordShare {
    /// The field it stands in.
    pub field: FieldName,
    /// Where.
    pub span: Span<Normalized>,
    /// Log-odds of the wording model.
    pub contribution: f64,
}

impl Wording {
    /// A model of an intercept and of the entries of n-grams, by the hash of [`tokens::hash`].
    #[must_use]
    pub fn new(intercept: f64, table: FxHashMap<u64, Entry>) -> Self {
        Self { table, intercept }
    }

    /// Log-odds of a text of which no n-gram is known.
    #[must_use]
    pub fn intercept(&self) -> f64 {
        self.intercept
    }

    /// Scores the fields of an ad, given in the order of [`FieldName::ALL`].
    #[must_use]
    pub fn score(&self, fields: &[NormalizedText; 2]) -> WordingScore {
        let (tokens, owners) = join(fields);
        let mut known: Vec<(Piece, Entry)> = Vec::new();
        tokens::pieces(&tokens, |piece, _| {
            if let Some(entry) = self.table.get(&piece.hash) {
                known.push((piece, *entry));
            }
        });
        let mut worst: Option<(f64, Vec<f64>, usize)> = None;
        for (first, last) in windows(&tokens) {
            let within = |run: &'_ [(Piece, Entry)]| {
                run.partition_point(|(p, _)| p.word < first)..run.partition_point(|(p, _)| p.word < last)
            };
            let (characters, words) = known.split_at(known.partition_point(|(p, _)| p.block == Block::Characters));
            let inside: Vec<&(Piece, Entry)> =
                characters[within(characters)].iter().chain(&words[within(words)]).collect();
            let shares = shares(&inside, first, last);
            let logit = self.intercept + shares.iter().sum::<f64>();
            if worst.as_ref().is_none_or(|(highest, ..)| logit > *highest) {
                worst = Some((logit, shares, first));
            }
        }
        let Some((logit, shares, first)) = worst else {
            return WordingScore { logit: self.intercept, words: Vec::new() };
        };
        let word = |(i, contribution): (usize, &f64)| {
            let token = &tokens[first + i];
            WordShare { field: FieldName::ALL[owners[first + i]], span: token.span, contribution: *contribution }
        };
        let words = shares.iter().enumerate().filter(|(_, share)| **share != 0.0).map(word).collect();
        WordingScore { logit, words }
    }
}

/// The words of both fields as one text, and the field of each.
fn join(fields: &[NormalizedText; 2]) -> (Vec<Token>, Vec<usize>) {
    let mut all = Vec::new();
    let mut owners = Vec::new();
    let mut before = 0;
    for (index, field) in fields.iter().enumerate() {
        for mut token in tokens::tokens(field) {
            token.before += before;
            owners.push(index);
            all.push(token);
        }
        before = all.last().map_or(before, |last| last.before + last.text.chars().count());
    }
    (all, owners)
}

/// Token ranges of [`WINDOW`] letters, [`STRIDE`] apart.
fn windows(tokens: &[Token]) -> Vec<(usize, usize)> {
    let Some(last) = tokens.last() else { return Vec::new() };
    let mut out = Vec::new();
    let mut start = 0;
    loop {
        let first = tokens.partition_point(|t| t.before < start);
        let end = tokens.partition_point(|t| t.before < start + WINDOW);
        out.push((first, end));
        if start + WINDOW > last.before {
            return out;
        }
        start += STRIDE;
    }
}

/// What each word from `first` to `last` contributes, given the known pieces among them.
///
/// A piece counts `(1 + ln n) · idf`; each block is scaled to length 1, both together to length 1; a piece's share is
/// split evenly over the words it stands in.
fn shares(pieces: &[&(Piece, Entry)], first: usize, last: usize) -> Vec<f64> {
    let mut counts: FxHashMap<u64, (u32, Entry, Block)> = FxHashMap::default();
    for (piece, entry) in pieces {
        counts.entry(piece.hash).or_insert((0, *entry, piece.block)).0 += 1;
    }
    let mut squares = [0.0f64; 2];
    // Sums over a hash map would depend on its order: walk the pieces in reading order, each hash once.
    let mut seen: FxHashMap<u64, ()> = FxHashMap::default();
    for (piece, _) in pieces {
        if seen.insert(piece.hash, ()).is_none() {
            let (count, entry, block) = counts[&piece.hash];
            squares[block as usize] += (frequency(count) * entry.idf).powi(2);
        }
    }
    let scale = squares.map(|s| if s > 0.0 { (s * 2.0).sqrt().recip() } else { 0.0 });
    let mut out = vec![0.0; last - first];
    for (piece, entry) in pieces {
        let (count, _, block) = counts[&piece.hash];
        let value = frequency(count) * entry.idf * scale[block as usize];
        out[piece.word - first] += entry.weight * value / f64::from(count);
    }
    out
}

/// Sublinear term frequency.
#[must_use]
pub fn frequency(count: u32) -> f64 {
    1.0 + f64::from(count).ln()
}
