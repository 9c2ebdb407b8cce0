//! Taggers: one small detector per documented signal, which reads one clause at a time and says whether the signal stands in
//! it. They may find what no phrase of a rule matches; how much that counts is the features' and the weights' business.
//!
//! A clause is the set of its n-grams, each of the same value, scaled to length 1: its margin is the exact sum of what its
//! n-grams weigh, and only n-grams of the table are looked at. One table serves all taggers.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::clause::Clause;
use super::reading::{Pieces, Reading};
use super::table::{Known, Table};
use super::tokens;
use crate::packed::{Fractions, Lists, number};
use crate::span::{FieldName, Normalized, Span};

/// The detectors of a model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Taggers {
    /// Signal and least margin of each.
    signals: Vec<(String, f64)>,
    table: Table,
    /// By number of an n-gram, the taggers it weighs for.
    taggers: Lists,
    /// By place in those lists, how much.
    weights: Fractions,
}

/// A signal a tagger found, with the clause that speaks most clearly for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tagged {
    /// Index into [`Taggers::signals`].
    pub tagger: usize,
    /// The field of the clause.
    pub field: FieldName,
    /// The clause.
    pub span: Span<Normalized>,
    /// How far the clause lies above the tagger's threshold, in log-odds; negative where it does not fire.
    pub margin: f64,
}

impl Taggers {
    /// Detectors of signals: of each its id, the least margin at which it fires and log-odds of each n-gram, by the hash of
    /// [`tokens::hash`].
    #[must_use]
    pub fn new<'s, W>(detectors: impl IntoIterator<Item = (&'s str, f64, W)>) -> Self
    where
        W: IntoIterator<Item = (u64, f64)>,
    {
        let mut signals = Vec::new();
        let mut known: Known<Vec<(u32, f64)>> = Known::default();
        for (signal, threshold, weights) in detectors {
            let tagger = number(signals.len());
            signals.push((signal.to_owned(), threshold));
            for (hash, weight) in weights {
                known.entry(hash).push((tagger, weight));
            }
        }
        let (table, shares) = known.finish();
        let taggers = Lists::new(shares.iter().map(|shares| shares.iter().map(|(tagger, _)| *tagger)));
        let weights = shares.iter().flatten().map(|(_, weight)| *weight).collect();
        Self { signals, table, taggers, weights }
    }

    /// Ids of the signals looked for.
    pub fn signals(&self) -> impl ExactSizeIterator<Item = &str> {
        self.signals.iter().map(|(signal, _)| signal.as_str())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.signals.is_empty()
    }

    /// What the taggers find in an ad, at most one clause a signal, in the order of [`Taggers::signals`].
    #[must_use]
    pub fn find(&self, reading: &Reading) -> Vec<Tagged> {
        if self.is_empty() {
            return Vec::new();
        }
        self.above(reading, 0.0).into_iter().flatten().collect()
    }

    /// The clause that speaks most clearly for each signal, fire the tagger or not; `None` where no n-gram is known.
    #[must_use]
    pub fn best(&self, reading: &Reading) -> Vec<Option<Tagged>> {
        self.above(reading, f64::NEG_INFINITY)
    }

    /// The best clauses of a margin of at least `floor`.
    fn above(&self, reading: &Reading, floor: f64) -> Vec<Option<Tagged>> {
        let mut best: Vec<Option<Tagged>> = vec![None; self.signals.len()];
        let mut sums = Sums::new(self);
        for clauses in reading.pages() {
            let pieces = reading.pieces(&(clauses[0].start..clauses[clauses.len() - 1].end));
            for words in clauses {
                let known = scale(sums.add(&pieces, &words));
                // Few clauses come near a threshold: how many n-grams the others have need not be known.
                let margin = |tagger: u32, scale: f64| sums.of(tagger) * scale - self.signals[tagger as usize].1;
                // Thresholds are above zero, so only sums above zero can reach one, and those shrink with the scale.
                if sums.touched.iter().any(|tagger| margin(*tagger, known) >= floor) {
                    let scale = scale(pieces.distinct(&words));
                    let (field, span) = (reading.field(words.start), reading.tokens().extent(&words));
                    for tagger in &sums.touched {
                        let (at, margin) = (*tagger as usize, margin(*tagger, scale));
                        if margin >= floor && best[at].is_none_or(|known| margin > known.margin) {
                            best[at] = Some(Tagged { tagger: at, field, span, margin });
                        }
                    }
                }
                sums.clear();
            }
        }
        best
    }
}

/// What the n-grams of one clause after the other weigh by tagger.
struct Sums<'m> {
    taggers: &'m Taggers,
    /// By tagger.
    sums: Vec<f64>,
    touched: Vec<u32>,
    /// Known n-grams of the clause.
    known: Vec<u32>,
}

impl<'m> Sums<'m> {
    fn new(taggers: &'m Taggers) -> Self {
        let sums = vec![0.0; taggers.signals.len()];
        Self { taggers, sums, touched: Vec::new(), known: Vec::new() }
    }

    /// Sums up the distinct n-grams of a clause; returns how many of them are known.
    fn add(&mut self, pieces: &Pieces, words: &Range<usize>) -> usize {
        let Taggers { table, taggers, weights, .. } = self.taggers;
        self.known.extend(pieces.within(words).filter_map(|place| table.number(place.hash)));
        self.known.sort_unstable();
        self.known.dedup();
        for share in self.known.iter().flat_map(|number| taggers.range(*number)) {
            let tagger = taggers.item(share);
            let sum = &mut self.sums[tagger as usize];
            if *sum == 0.0 {
                self.touched.push(tagger);
            }
            *sum += weights.get(share);
        }
        self.touched.sort_unstable();
        self.touched.dedup();
        self.known.len()
    }

    fn of(&self, tagger: u32) -> f64 {
        self.sums[tagger as usize]
    }

    /// Forgets the clause.
    fn clear(&mut self) {
        self.known.clear();
        self.touched.drain(..).for_each(|tagger| self.sums[tagger as usize] = 0.0);
    }
}

/// Puts the distinct n-grams of a clause into a buffer, sorted.
pub fn distinct(clause: &Clause, into: &mut Vec<u64>) {
    into.clear();
    tokens::pieces(&clause.tokens, 0..clause.tokens.len(), |piece, _| into.push(piece.hash));
    into.sort_unstable();
    into.dedup();
}

/// The value of each n-gram of a clause that has so many distinct ones.
#[must_use]
pub fn scale(grams: usize) -> f64 {
    f64::from(u32::try_from(grams.max(1)).unwrap_or(u32::MAX)).sqrt().recip()
}
