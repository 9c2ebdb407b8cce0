//! Fits the wording model: n-grams to weights, learned from contrasts inside one source.
//!
//! Each source has an indicator of its own during the fit, dropped afterwards: what tells sources apart is explained by
//! it, and the n-grams are left with what tells harmful from genuine within a source. A source of harmful ads only shares the
//! indicator of the board it is told from, if its data set names one. Other boards, which hold genuine ads only, take part at a
//! small weight.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::sparse::{Objective, Rows, minimize};
use super::{Kind, Prepared, Settings, TrainError, significant};
use crate::model::WordingFile;
use crate::model::frequency;
use crate::model::token::{Token, Tokens};
use crate::model::tokens::{self, Block};
use crate::span::Span;

/// Letters of each ad that are learned from: authored ads are short, real ones long, and length must not be learned.
const LETTERS: usize = 1200;
/// Ads an n-gram must stand in to be known.
const LEAST_ADS: u32 = 3;
/// Gradient left per unit of training weight at which a fit stops.
const TOLERANCE: f64 = 3e-6;
/// Gradient left per unit of training weight above which the fit counts as failed.
const FAILED: f64 = 1e-3;
/// Iterations of the first fit, which only ranks n-grams.
const RANKING: u64 = 30;
/// Iterations of the fit whose weights are kept.
const FITTING: u64 = 150;

/// N-gram counts of one ad, sorted by hash.
type Counts = Vec<(u64, u32)>;

/// An n-gram known to the vocabulary.
#[derive(Debug, Clone)]
struct Gram {
    block: Block,
    text: String,
    ads: u32,
}

/// What a wording model tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Harmful ads from genuine ones.
    Harmful,
    /// Texts about lures, such as warnings and testimony, from offers of every kind; learned from annotated ads alone.
    About,
}

impl Target {
    fn holds(self, ad: &Prepared<'_>) -> bool {
        match self {
            Self::Harmful => ad.example.harmful,
            Self::About => ad.about,
        }
    }
}

/// N-grams kept where texts about lures are told from offers, and inverse strength of the penalty: there are few to learn from.
const ABOUT_VOCABULARY: usize = 10_000;
const ABOUT_C: f64 = 8.0;
/// Weight of a text about lures among the offers, which are some fifteen times as many.
const ABOUT_WEIGHT: f64 = 4.0;

/// Fits on the ads that `include` accepts.
///
/// # Errors
/// When the solver does not converge.
pub(super) fn fit(
    ads: &[Prepared<'_>],
    include: impl Fn(&Prepared<'_>) -> bool,
    target: Target,
    settings: Settings,
) -> Result<WordingFile, TrainError> {
    let chosen = match target {
        Target::Harmful => choose(ads, include, settings.real_wording_cap),
        Target::About => ads.iter().filter(|ad| ad.example.kind == Kind::Authored && include(ad)).collect(),
    };
    let labels: Vec<bool> = chosen.iter().map(|ad| target.holds(ad)).collect();
    if target == Target::About && !labels.contains(&true) {
        return Ok(WordingFile::default());
    }
    let texts: Vec<Tokens> = chosen.iter().map(|ad| beginning(ad)).collect();
    let vocabulary = vocabulary(&texts);
    let counts: Vec<Counts> = texts.iter().map(|tokens| count(tokens, &vocabulary)).collect();
    let (weights, most, c) = match target {
        Target::Harmful => (row_weights(&chosen, settings.real_weight), settings.vocabulary, settings.wording_c),
        Target::About => {
            let weight = |about: &bool| if *about { ABOUT_WEIGHT } else { 1.0 };
            (labels.iter().map(weight).collect(), ABOUT_VOCABULARY, ABOUT_C)
        }
    };
    let fit = Fit { chosen: &chosen, counts: &counts, weights: &weights, labels: &labels, c };
    let mut known: Vec<u64> = vocabulary.keys().copied().collect();
    known.sort_unstable();
    let first = fit.run(&known, &vocabulary, texts.len(), RANKING)?;
    let mut ranked: Vec<(f64, u64)> = known.iter().zip(&first.weights).map(|(hash, w)| (w.abs(), *hash)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut kept: Vec<u64> = ranked.into_iter().take(most).map(|(_, hash)| hash).collect();
    kept.sort_unstable();
    let solution = fit.run(&kept, &vocabulary, texts.len(), FITTING)?;
    if solution.left > FAILED {
        let why = format!("the gradient per unit of weight is still {:.1e}", solution.left);
        return Err(TrainError::Solver { what: "the wording model", why });
    }
    let mut file = WordingFile { intercept: significant(solution.intercept, 6), ..WordingFile::default() };
    for (hash, weight) in kept.iter().zip(solution.weights) {
        let gram = &vocabulary[hash];
        let entry = [significant(weight, 4), significant(idf(texts.len(), gram.ads), 3)];
        let map = if gram.block == Block::Characters { &mut file.characters } else { &mut file.words };
        map.insert(gram.text.clone(), entry);
    }
    Ok(file)
}

/// The ads a fit sees: every ad of a source with contrasts, the harmful ads of one that is told from another, and of the other
/// sources genuine ads, one per campaign and at most `cap` per source.
fn choose<'a, 'c>(
    ads: &'a [Prepared<'c>],
    include: impl Fn(&Prepared<'_>) -> bool,
    cap: usize,
) -> Vec<&'a Prepared<'c>> {
    let mut per_source: FxHashMap<usize, usize> = FxHashMap::default();
    let mut campaigns: FxHashMap<usize, ()> = FxHashMap::default();
    ads.iter()
        .filter(|ad| include(ad))
        .filter(|ad| {
            if ad.contrast || ad.example.harmful {
                return ad.taught;
            }
            let seen = per_source.entry(ad.example.source).or_default();
            let fresh = campaigns.insert(ad.group, ()).is_none();
            *seen += usize::from(fresh);
            fresh && *seen <= cap
        })
        .collect()
}

/// The words of the first letters of an ad, both fields as one text.
fn beginning(ad: &Prepared<'_>) -> Tokens {
    let mut all = Tokens::default();
    let mut before = 0;
    for field in &ad.detection.fields {
        for token in tokens::tokens(field).iter() {
            let token = Token { before: token.before + before, span: Span::new(0, 0), ..token };
            if token.before >= LETTERS {
                return all;
            }
            all.push(token);
        }
        before = all.last().map_or(before, |last| last.until());
    }
    all
}

/// N-grams that stand in enough ads.
fn vocabulary(texts: &[Tokens]) -> FxHashMap<u64, Gram> {
    let mut all: FxHashMap<u64, Gram> = FxHashMap::default();
    let mut last_seen: FxHashMap<u64, usize> = FxHashMap::default();
    for (index, tokens) in texts.iter().enumerate() {
        tokens::pieces(tokens, 0..tokens.len(), |piece, text| {
            if last_seen.insert(piece.hash, index) != Some(index) {
                let new = || Gram { block: piece.block, text: text.to_owned(), ads: 0 };
                all.entry(piece.hash).or_insert_with(new).ads += 1;
            }
        });
    }
    all.retain(|_, gram| gram.ads >= LEAST_ADS);
    all
}

fn count(tokens: &Tokens, vocabulary: &FxHashMap<u64, Gram>) -> Counts {
    let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
    tokens::pieces(tokens, 0..tokens.len(), |piece, _| {
        if vocabulary.contains_key(&piece.hash) {
            *counts.entry(piece.hash).or_default() += 1;
        }
    });
    counts.into_iter().collect()
}

/// Smoothed inverse document frequency.
fn idf(total: usize, ads: u32) -> f64 {
    let total = f64::from(u32::try_from(total).unwrap_or(u32::MAX));
    ((1.0 + total) / (1.0 + f64::from(ads))).ln() + 1.0
}

/// Ads that have a contrast weigh as often as they count; the other genuine ads share `real_weight` times as much as the genuine
/// among them are.
fn row_weights(chosen: &[&Prepared<'_>], real_weight: f64) -> Vec<f64> {
    let number = |test: &dyn Fn(&Prepared<'_>) -> bool| {
        f64::from(u32::try_from(chosen.iter().filter(|ad| test(ad)).count()).unwrap_or(u32::MAX))
    };
    let contrasted = number(&|ad| ad.taught && !ad.example.harmful);
    let others = number(&|ad| !ad.taught).max(1.0);
    chosen.iter().map(|ad| if ad.taught { f64::from(ad.counts) } else { real_weight * contrasted / others }).collect()
}

/// Weights of the n-grams fitted, in their order.
struct Solution {
    weights: Vec<f64>,
    intercept: f64,
    /// Gradient left per unit of training weight.
    left: f64,
}

/// What every fit of one selection shares.
struct Fit<'a, 'c> {
    chosen: &'a [&'a Prepared<'c>],
    counts: &'a [Counts],
    weights: &'a [f64],
    labels: &'a [bool],
    c: f64,
}

impl Fit<'_, '_> {
    /// Weights of the n-grams in `known` (sorted) and the intercept.
    fn run(
        &self,
        known: &[u64],
        vocabulary: &FxHashMap<u64, Gram>,
        total: usize,
        iterations: u64,
    ) -> Result<Solution, TrainError> {
        let position: FxHashMap<u64, u32> = (0u32..).zip(known).map(|(i, hash)| (*hash, i)).collect();
        let grams: Vec<(f64, Block)> =
            known.iter().map(|hash| (idf(total, vocabulary[hash].ads), vocabulary[hash].block)).collect();
        let base = u32::try_from(known.len()).unwrap_or(u32::MAX);
        let sources = self.chosen.iter().map(|ad| ad.beside).max().unwrap_or(0) + 1;
        let mut rows = Rows::new();
        for (ad, counts) in self.chosen.iter().zip(self.counts) {
            let mut row = weighed(counts, &position, &grams);
            row.push((base + u32::try_from(ad.beside).unwrap_or(0), 1.0));
            rows.push(row);
        }
        let columns = known.len() + sources;
        let objective = Objective::new(&rows, self.labels, self.weights, 1.0 / self.c, columns);
        let (mut parameters, left) = minimize(objective, TOLERANCE, iterations)?;
        let intercept = parameters[columns] + self.mean_source(&parameters[known.len()..columns]);
        parameters.truncate(known.len());
        Ok(Solution { weights: parameters, intercept, left })
    }

    /// The mean indicator over ads of sources with contrasts, authored ones where there are any: what an ad of no known source
    /// starts from.
    fn mean_source(&self, indicators: &[f64]) -> f64 {
        let of = |kinds: &[Kind]| -> Vec<f64> {
            let taught = self.chosen.iter().filter(|ad| ad.taught && kinds.contains(&ad.example.kind));
            taught.map(|ad| indicators[ad.beside]).collect()
        };
        let authored = of(&[Kind::Authored]);
        let authored = if authored.is_empty() { of(&[Kind::Real]) } else { authored };
        authored.iter().sum::<f64>() / f64::from(u32::try_from(authored.len()).unwrap_or(u32::MAX)).max(1.0)
    }
}

/// One row: `(1 + ln n) · idf`, each block scaled to length 1, both together to length 1, as in scoring.
fn weighed(counts: &Counts, position: &FxHashMap<u64, u32>, grams: &[(f64, Block)]) -> Vec<(u32, f32)> {
    let known = counts.iter().filter_map(|(hash, n)| position.get(hash).map(|at| (*at, *n)));
    let values: Vec<(u32, f64, Block)> = known
        .map(|(at, n)| {
            let (idf, block) = grams[at as usize];
            (at, frequency(n) * idf, block)
        })
        .collect();
    let mut squares = [0.0f64; 2];
    values.iter().for_each(|(_, value, block)| squares[*block as usize] += value * value);
    let scale = squares.map(|s| if s > 0.0 { (s * 2.0).sqrt().recip() } else { 0.0 });
    #[expect(clippy::cast_possible_truncation, reason = "unit-length rows lose nothing that matters in 32 bits")]
    let narrow = |value: f64| value as f32;
    values.into_iter().map(|(at, value, block)| (at, narrow(value * scale[block as usize]))).collect()
}
