//! Taggers: one small detector per documented signal, which reads one clause at a time and says whether the signal stands in
//! it. They may find what no phrase of a rule matches; how much that counts is the features' and the weights' business.
//!
//! A clause is the set of its n-grams, each of the same value, scaled to length 1: its margin is the exact sum of what its
//! n-grams weigh, and only n-grams of the table are looked at. One table serves all taggers.

use rustc_hash::FxHashMap;

use super::clause::{Clause, clauses};
use super::tokens;
use crate::span::{FieldName, Normalized, Span};
use crate::text::NormalizedText;

/// What one n-gram weighs for one tagger.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Share {
    tagger: u32,
    weight: f64,
}

/// The detectors of a model.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Taggers {
    /// Signal and least margin of each.
    signals: Vec<(String, f64)>,
    table: FxHashMap<u64, Vec<Share>>,
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
    /// Adds a detector: log-odds of each n-gram, by the hash of [`tokens::hash`], and the least margin at which it fires.
    pub fn add(&mut self, signal: &str, threshold: f64, weights: impl IntoIterator<Item = (u64, f64)>) {
        let tagger = u32::try_from(self.signals.len()).unwrap_or(u32::MAX);
        self.signals.push((signal.to_owned(), threshold));
        for (hash, weight) in weights {
            self.table.entry(hash).or_default().push(Share { tagger, weight });
        }
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

    /// What the taggers find in the fields of an ad, at most one clause a signal, in the order of [`Taggers::signals`].
    #[must_use]
    pub fn find(&self, fields: &[NormalizedText; 2]) -> Vec<Tagged> {
        if self.is_empty() {
            return Vec::new();
        }
        self.best(fields).into_iter().flatten().filter(|tagged| tagged.margin >= 0.0).collect()
    }

    /// The clause that speaks most clearly for each signal, fire the tagger or not; `None` where no n-gram is known.
    #[must_use]
    pub fn best(&self, fields: &[NormalizedText; 2]) -> Vec<Option<Tagged>> {
        let mut best: Vec<Option<Tagged>> = vec![None; self.signals.len()];
        let mut sums: Vec<f64> = vec![0.0; self.signals.len()];
        let mut touched: Vec<u32> = Vec::new();
        let mut grams: Vec<u64> = Vec::new();
        for clause in clauses(fields) {
            let scale = self.weigh(&clause, &mut sums, &mut touched, &mut grams);
            for tagger in touched.drain(..) {
                let at = tagger as usize;
                let margin = std::mem::take(&mut sums[at]) * scale - self.signals[at].1;
                if best[at].is_none_or(|known| margin > known.margin) {
                    best[at] = Some(Tagged { tagger: at, field: clause.field, span: clause.span, margin });
                }
            }
        }
        best
    }

    /// Sums up the n-grams of a clause by tagger; returns what scales the clause to length 1.
    fn weigh(&self, clause: &Clause, sums: &mut [f64], touched: &mut Vec<u32>, grams: &mut Vec<u64>) -> f64 {
        distinct(clause, grams);
        for share in grams.iter().filter_map(|hash| self.table.get(hash)).flatten() {
            let sum = &mut sums[share.tagger as usize];
            if *sum == 0.0 {
                touched.push(share.tagger);
            }
            *sum += share.weight;
        }
        touched.sort_unstable();
        touched.dedup();
        scale(grams.len())
    }
}

/// Puts the distinct n-grams of a clause into a buffer, sorted.
pub fn distinct(clause: &Clause, into: &mut Vec<u64>) {
    into.clear();
    tokens::pieces(&clause.tokens, |piece, _| into.push(piece.hash));
    into.sort_unstable();
    into.dedup();
}

/// The value of each n-gram of a clause that has so many distinct ones.
#[must_use]
pub fn scale(grams: usize) -> f64 {
    f64::from(u32::try_from(grams.max(1)).unwrap_or(u32::MAX)).sqrt().recip()
}
