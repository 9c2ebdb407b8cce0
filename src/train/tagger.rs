//! Fits the taggers: one sparse logistic model per documented signal over clauses, from the words that annotators marked and
//! from the examples of the rules.
//!
//! A clause that overlaps marked words is a positive, every other clause of an annotated ad a negative. The hits of a rule
//! are positives of its signal, its near-misses negatives that count double. Where a rule fires in an ad that nobody marked,
//! nobody knows: such clauses are left out. Only n-grams that positives have are learned, which keeps a tagger small.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::sparse::{Objective, Rows, minimize};
use super::{Kind, Prepared, TrainError, significant};
use crate::ad::Ad;
use crate::detect::Detector;
use crate::features::direction_of;
use crate::model::tokens::{self, Block};
use crate::model::{Clause, TaggerFile, Taggers, clauses, distinct, scale, taggers};
use crate::rules::{Example as RuleExample, RuleIndex, RuleSet};
use crate::span::{FieldName, Normalized, Original, Span};
use crate::text::NormalizedText;

/// Clauses that must carry a signal for it to be learned.
const LEAST_POSITIVES: usize = 25;
/// Clauses of annotated ads among them.
const LEAST_MARKED: usize = 5;
/// Positives an n-gram must stand in.
const LEAST_ROWS: u32 = 2;
/// N-grams kept for one tagger.
const MOST_GRAMS: usize = 250;
/// One of so many negatives is learned from, and weighs so much.
const THINNING: u64 = 4;
/// Weight of a near-miss of the signal's own rules.
const NEAR_MISS: f64 = 2.0;
/// Strength of the penalty.
const PENALTY: f64 = 0.1;
/// Iterations of a fit, and gradient left at which it stops.
const FITTING: (u64, f64) = (40, 3e-5);

/// A clause to learn from.
struct Row {
    /// Distinct n-grams, sorted.
    grams: Vec<u64>,
    /// The ad it stands in; none for the example of a rule.
    ad: Option<usize>,
    /// Signals that stand in it.
    carries: Vec<usize>,
    /// Signals of which nobody knows whether they do.
    unsure: Vec<usize>,
    /// The signal whose rules' near-miss it is.
    near_miss: Option<usize>,
}

/// All clauses to learn from, and the signals that can be learned.
pub(super) struct Material<'r> {
    rules: &'r RuleSet,
    rows: Vec<Row>,
    texts: FxHashMap<u64, (Block, String)>,
    /// Places in [`RuleSet::signals`].
    pub(super) signals: Vec<usize>,
}

impl<'r> Material<'r> {
    /// Cuts every annotated ad and every example of the rules.
    pub(super) fn new(ads: &[Prepared<'_>], detector: &'r Detector) -> Self {
        let rules = detector.rules();
        let places: FxHashMap<&str, usize> =
            rules.signals().iter().enumerate().map(|(at, signal)| (signal.id.as_str(), at)).collect();
        let annotated = ads.iter().enumerate().filter(|(_, ad)| ad.example.kind == Kind::Authored);
        let annotated: Vec<(usize, &Prepared<'_>)> = annotated.collect();
        let of_ads = annotated.par_iter().flat_map_iter(|(at, ad)| rows_of(*at, ad, rules, &places));
        let mut rows: Vec<(Row, Clause)> = of_ads.collect();
        if !rows.is_empty() {
            rows.extend(of_examples(rules));
        }
        let signals = learnable(rules, rows.iter().map(|(row, _)| row));
        let texts = texts(&rows);
        Self { rules, rows: rows.into_iter().map(|(row, _)| row).collect(), texts, signals }
    }

    /// Fits every signal on the clauses of the ads that `include` accepts, and of all examples. The thresholds are those at
    /// which a clause is as likely to carry the signal as not.
    ///
    /// # Errors
    /// When a solver does not converge.
    pub(super) fn fit(&self, include: impl Fn(usize) -> bool + Sync) -> Result<Fitted, TrainError> {
        let one = |signal: &usize| Ok(self.fit_one(*signal, &include)?.map(|fitted| (*signal, fitted)));
        let fitted: Result<Vec<_>, TrainError> = self.signals.par_iter().map(one).collect();
        Ok(Fitted(fitted?.into_iter().flatten().collect()))
    }

    fn fit_one(
        &self,
        signal: usize,
        include: &(impl Fn(usize) -> bool + Sync),
    ) -> Result<Option<Detectors>, TrainError> {
        let (mut chosen, mut labels, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.ad.is_none_or(include)) {
            let weight = match (row.carries.contains(&signal), row.near_miss == Some(signal)) {
                (true, _) => 1.0,
                (false, _) if row.unsure.contains(&signal) => continue,
                (false, true) => NEAR_MISS,
                (false, false) if !mix(at).is_multiple_of(THINNING) => continue,
                (false, false) => f64::from(u32::try_from(THINNING).unwrap_or(1)),
            };
            chosen.push(row);
            labels.push(row.carries.contains(&signal));
            weights.push(weight);
        }
        let positives = || chosen.iter().zip(&labels).filter(|(_, carries)| **carries).map(|(row, _)| *row);
        if positives().count() < LEAST_POSITIVES {
            return Ok(None);
        }
        let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
        positives().flat_map(|row| &row.grams).for_each(|gram| *counts.entry(*gram).or_default() += 1);
        counts.retain(|_, count| *count >= LEAST_ROWS);
        let all: Vec<u64> = counts.into_keys().collect();
        let first = solve(&chosen, &labels, &weights, &all)?;
        let mut ranked: Vec<(f64, u64)> = all.iter().zip(&first.0).map(|(gram, w)| (w.abs(), *gram)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut kept: Vec<u64> = ranked.into_iter().take(MOST_GRAMS).map(|(_, gram)| gram).collect();
        kept.sort_unstable();
        let (solution, intercept) = solve(&chosen, &labels, &weights, &kept)?;
        let weights = kept.into_iter().zip(solution).map(|(gram, weight)| (gram, significant(weight, 3))).collect();
        Ok(Some(Detectors { intercept: significant(intercept, 4), weights }))
    }

    /// The taggers as stored: of each signal in `margins` the weights, firing from that margin on.
    pub(super) fn files(&self, fitted: &Fitted, margins: &BTreeMap<usize, f64>) -> BTreeMap<String, TaggerFile> {
        let kept = fitted.0.iter().filter_map(|(signal, d)| Some((*signal, d, margins.get(signal)?)));
        kept.map(|(signal, detectors, margin)| {
            let mut file =
                TaggerFile { threshold: significant(margin - detectors.intercept, 5), ..TaggerFile::default() };
            for (gram, weight) in detectors.weights.iter().filter(|(_, weight)| *weight != 0.0) {
                let (block, text) = &self.texts[gram];
                let map = if *block == Block::Characters { &mut file.characters } else { &mut file.words };
                map.insert(text.clone(), *weight);
            }
            (self.rules.signals()[signal].id.clone(), file)
        })
        .filter(|(_, file)| file.threshold > 0.0)
        .collect()
    }
}

/// One signal's weights by n-gram, and its intercept.
struct Detectors {
    intercept: f64,
    weights: Vec<(u64, f64)>,
}

/// Weights of every signal that could be fitted, by its place.
pub(super) struct Fitted(Vec<(usize, Detectors)>);

impl Fitted {
    /// Ready for use, firing where a clause is as likely to carry the signal as not; with the place of each signal.
    pub(super) fn taggers(&self) -> (Taggers, Vec<usize>) {
        let detector = |(_, of): &'_ (usize, Detectors)| ("", -of.intercept, of.weights.clone());
        (Taggers::new(self.0.iter().map(detector)), self.0.iter().map(|(signal, _)| *signal).collect())
    }
}

/// The taggers of stored files, with the place of each signal.
pub(super) fn ready(files: &BTreeMap<String, TaggerFile>, rules: &RuleSet) -> (Taggers, Vec<usize>) {
    let place = |id: &String| rules.signals().iter().position(|signal| signal.id == *id).unwrap_or(usize::MAX);
    (taggers(files), files.keys().map(place).collect())
}

/// Weights of the grams, in their order, and the intercept.
fn solve(rows: &[&Row], labels: &[bool], weights: &[f64], grams: &[u64]) -> Result<(Vec<f64>, f64), TrainError> {
    let place: FxHashMap<u64, u32> = (0u32..).zip(grams).map(|(at, gram)| (*gram, at)).collect();
    let mut compressed = Rows::new();
    for row in rows {
        #[expect(clippy::cast_possible_truncation, reason = "values from 0 to 1 lose nothing that matters in 32 bits")]
        let value = scale(row.grams.len()) as f32;
        compressed.push(row.grams.iter().filter_map(|gram| place.get(gram)).map(|at| (*at, value)));
    }
    let objective = Objective::new(&compressed, labels, weights, PENALTY, grams.len());
    let (mut parameters, _) = minimize(objective, FITTING.1, FITTING.0)?;
    let intercept = parameters.pop().unwrap_or_default();
    Ok((parameters, intercept))
}

/// The clauses of an annotated ad; none without annotations.
fn rows_of<'a>(
    at: usize,
    ad: &'a Prepared<'_>,
    rules: &'a RuleSet,
    places: &'a FxHashMap<&str, usize>,
) -> impl Iterator<Item = (Row, Clause)> + 'a {
    let annotations = ad.example.annotations.as_deref();
    let marked: Vec<(usize, FieldName, Span<Normalized>)> = annotations
        .unwrap_or_default()
        .iter()
        .filter_map(|a| Some((*places.get(a.id.as_str())?, find(&ad.detection.fields, &a.quote)?)))
        .map(|(signal, (field, span))| (signal, field, span))
        .collect();
    let known: FxHashSet<&str> = annotations.unwrap_or_default().iter().map(|a| a.id.as_str()).collect();
    let fired = |rule: &RuleIndex| ad.detection.fired(*rule);
    let unsure: Vec<usize> = (0..rules.signals().len())
        .filter(|signal| {
            let signal = &rules.signals()[*signal];
            !known.contains(signal.id.as_str()) && signal.rules.iter().any(fired)
        })
        .collect();
    let cut = if annotations.is_some() { clauses(&ad.detection.fields) } else { Vec::new() };
    cut.into_iter().map(move |clause| {
        let here = |(_, field, span): &&(usize, FieldName, Span<Normalized>)| {
            *field == clause.field && span.overlaps(clause.span)
        };
        let mut carries: Vec<usize> = marked.iter().filter(here).map(|(signal, ..)| *signal).collect();
        carries.sort_unstable();
        carries.dedup();
        (Row { grams: grams(&clause), ad: Some(at), carries, unsure: unsure.clone(), near_miss: None }, clause)
    })
}

/// Where quoted words stand in the folded fields.
fn find(fields: &[NormalizedText; 2], quote: &str) -> Option<(FieldName, Span<Normalized>)> {
    let folded = NormalizedText::new(quote);
    let words = folded.as_str().trim();
    if words.is_empty() {
        return None;
    }
    let place = |(name, field): (FieldName, &NormalizedText)| {
        let start = field.as_str().find(words)?;
        Some((name, Span::new(start, start + words.len())))
    };
    FieldName::ALL.into_iter().zip(fields).find_map(place)
}

/// The examples of the rules that look for one signal alone.
fn of_examples(rules: &RuleSet) -> Vec<(Row, Clause)> {
    let mut signal_of: Vec<Vec<usize>> = vec![Vec::new(); rules.rules().len()];
    for (at, signal) in rules.signals().iter().enumerate() {
        signal.rules.iter().for_each(|rule| signal_of[rule.0].push(at));
    }
    let mut out = Vec::new();
    for (rule, signals) in rules.rules().iter().zip(signal_of) {
        let [signal] = signals[..] else { continue };
        for block in &rule.blocks {
            block.hits().iter().for_each(|hit| out.extend(of_example(hit, signal, true)));
            block.misses().iter().for_each(|miss| out.extend(of_example(miss, signal, false)));
        }
    }
    out
}

/// The clauses of one example: of a hit those with marked words, all without marks.
fn of_example(example: &RuleExample, signal: usize, hit: bool) -> Vec<(Row, Clause)> {
    let ad = Ad::from_text("", example.text.as_str());
    let fields = [NormalizedText::new(""), NormalizedText::new(&ad.text)];
    let marked = |clause: &Clause| {
        let original: Span<Original> = fields[1].original(clause.span);
        let overlaps = |range: &std::ops::Range<usize>| original.overlaps(Span::new(range.start, range.end));
        example.marked.is_empty() || example.marked.iter().any(overlaps)
    };
    let row = |clause: Clause| {
        let (carries, near_miss) = if hit { (vec![signal], None) } else { (Vec::new(), Some(signal)) };
        (Row { grams: grams(&clause), ad: None, carries, unsure: Vec::new(), near_miss }, clause)
    };
    clauses(&fields).into_iter().filter(|clause| !hit || marked(clause)).map(row).collect()
}

fn grams(clause: &Clause) -> Vec<u64> {
    let mut grams = Vec::new();
    distinct(clause, &mut grams);
    grams
}

/// Signals with rules of one direction and enough clauses.
fn learnable<'a>(rules: &RuleSet, rows: impl Iterator<Item = &'a Row>) -> Vec<usize> {
    let mut counts = vec![[0usize; 2]; rules.signals().len()];
    for row in rows {
        row.carries.iter().for_each(|signal| counts[*signal][usize::from(row.ad.is_some())] += 1);
    }
    let all = |at: usize| counts[at].iter().sum::<usize>();
    let enough = |at: &usize| {
        all(*at) >= LEAST_POSITIVES
            && counts[*at][1] >= LEAST_MARKED
            && direction_of(rules, &rules.signals()[*at]).is_some()
    };
    (0..counts.len()).filter(enough).collect()
}

/// The text of every n-gram that a clause with a signal has.
fn texts(rows: &[(Row, Clause)]) -> FxHashMap<u64, (Block, String)> {
    let mut texts: FxHashMap<u64, (Block, String)> = FxHashMap::default();
    for (_, clause) in rows.iter().filter(|(row, _)| !row.carries.is_empty()) {
        tokens::pieces(&clause.tokens, 0..clause.tokens.len(), |piece, text| {
            texts.entry(piece.hash).or_insert_with(|| (piece.block, text.to_owned()));
        });
    }
    texts
}

/// A fixed mix of small numbers.
fn mix(value: usize) -> u64 {
    (value as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40
}
