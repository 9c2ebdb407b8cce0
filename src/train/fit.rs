//! Fits the logistic model over named features with linfa-logistic, with signs kept.
//!
//! linfa-logistic 0.8.1 calls the majority class positive: the orientation is read from its labels and asserted. It gives
//! no convergence status: the gradient is computed here and must be small. The penalty draws every rule toward its declared
//! weight, scaled as a whole by one learned factor, and not toward zero: where the data say little, the rule's author
//! does. A coefficient whose sign contradicts its feature is dropped and the model fitted again.

use std::collections::BTreeMap;

use linfa::Dataset;
use linfa::prelude::Fit as _;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2, ShapeBuilder as _};
use rustc_hash::FxHashMap;

use super::{Feature, FeatureSpace, Kind, Prepared, Settings, TrainError};
use crate::features::Direction;
use crate::model::logistic;
use crate::rules::{Polarity, RuleIndex, RuleSet};

/// Largest gradient component per row that counts as converged.
const CONVERGED: f64 = 1e-4;
/// Iterations the solver may take.
const ITERATIONS: u64 = 500;
/// Refits after which sign conflicts count as unsolvable.
const REFITS: usize = 25;

/// Declared weight of a tagger, over that of its signal's rules.
const TAGGER_SHARE: f64 = 0.5;
/// Most a tagger may weigh, over the rules of its signal.
const TAGGER_LIMIT: f64 = 0.8;

/// A fitted model over columns: coefficients oriented so that positive means harmful.
#[derive(Debug, Clone)]
pub(super) struct Fitted {
    coefficients: Vec<f64>,
    intercept: f64,
    gradient: f64,
}

/// The feature model by name.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    /// Learned features, dropped ones at 0.
    pub(super) features: BTreeMap<String, f64>,
    /// Of the wording logit.
    pub(super) wording: f64,
    pub(super) intercept: f64,
    /// Features dropped for their sign.
    pub(super) dropped: Vec<String>,
    /// Largest gradient component per row at the solution.
    pub(super) gradient: f64,
}

impl Weights {
    /// The uncalibrated logit of an ad; a rule that was not learned counts with its declared weight.
    pub(super) fn logit(&self, vector: &[(usize, f64)], wording: f64, space: &FeatureSpace, rules: &RuleSet) -> f64 {
        let named: Vec<(&str, Feature, Direction)> = space.iter().collect();
        let part = |(at, value): &(usize, f64)| {
            let (name, feature, _) = named[*at];
            let weight = self.features.get(name).copied().unwrap_or_else(|| unlearned(rules, feature));
            weight * value
        };
        self.intercept + self.wording * wording + vector.iter().map(part).sum::<f64>()
    }
}

/// The weight of a feature that too few ads have to learn it: a rule's author has one, nobody else.
fn unlearned(rules: &RuleSet, feature: Feature) -> f64 {
    if let Feature::Rule(index) = feature { rules.rule(index).weight } else { 0.0 }
}

/// The weight a feature has before anything is learned.
fn declared(rules: &RuleSet, feature: Feature) -> f64 {
    match feature {
        Feature::Rule(index) => rules.rule(index).weight,
        Feature::Fact(_) => 0.0,
        Feature::Tagger(signal) => {
            let weights = rules.signals()[signal].rules.iter().map(|rule| rules.rule(*rule));
            let counting = weights.filter(|rule| rule.counts_alone).map(|rule| rule.weight);
            TAGGER_SHARE * counting.fold(0.0, |most: f64, weight| if weight.abs() > most.abs() { weight } else { most })
        }
    }
}

/// Holds every tagger below the rules of its signal: what a phrase shows is surer than what resembles it. Rules of context have
/// no weight to be held below.
fn hold_taggers(features: &mut BTreeMap<String, f64>, rules: &RuleSet, space: &FeatureSpace) {
    for (name, feature, _) in space.iter() {
        let (Feature::Tagger(signal), Some(weight)) = (feature, features.get(name).copied()) else { continue };
        if !name.starts_with("tagger:") {
            continue;
        }
        let about_lures = |rule: &RuleIndex| rules.rule(*rule).polarity == Polarity::Context;
        if rules.signals()[signal].rules.iter().any(about_lures) {
            continue;
        }
        let learned = |rule: &RuleIndex| features.get(&format!("rule:{}", rules.rule(*rule).id)).map(|w| w.abs());
        let most = rules.signals()[signal].rules.iter().filter_map(learned).fold(0.0, f64::max);
        features.insert(name.to_owned(), weight.clamp(-TAGGER_LIMIT * most, TAGGER_LIMIT * most));
    }
}

/// Fits the feature model on the ads that `include` accepts.
pub(super) fn features(
    ads: &[Prepared<'_>],
    include: impl Fn(&Prepared<'_>) -> bool,
    wording: &[f64],
    rules: &RuleSet,
    space: &FeatureSpace,
    settings: Settings,
) -> Result<Weights, TrainError> {
    let chosen = choose(ads, include, settings);
    let names: Vec<(&str, Feature, Direction)> = space.iter().collect();
    let mut support = vec![0usize; space.len()];
    let mut once = chosen.clone();
    once.dedup();
    once.iter().flat_map(|i| &ads[*i].features).for_each(|(at, _)| support[*at] += 1);
    let columns: Vec<usize> = (0..space.len()).filter(|at| support[*at] >= settings.support).collect();
    let place: FxHashMap<usize, usize> = columns.iter().enumerate().map(|(i, at)| (*at, i)).collect();
    let mut matrix = Array2::<f64>::zeros((chosen.len(), columns.len() + 1).f());
    for (row, index) in chosen.iter().enumerate() {
        for (at, value) in &ads[*index].features {
            if let Some(column) = place.get(at) {
                matrix[[row, *column]] = *value;
            }
        }
        matrix[[row, columns.len()]] = wording[*index];
    }
    let labels: Vec<bool> = chosen.iter().map(|i| ads[*i].example.harmful).collect();
    let mut directions: Vec<Direction> = columns.iter().map(|at| names[*at].2).collect();
    directions.push(Direction::Raises);
    let mut declared: Vec<f64> = columns.iter().map(|at| declared(rules, names[*at].1)).collect();
    declared.push(0.0);
    let (fitted, dropped) = fit_signed(&matrix, &labels, &directions, &declared, settings.alpha)?;
    let named =
        |i: &usize| names.get(columns.get(*i).copied().unwrap_or(usize::MAX)).map_or("wording", |n| n.0).to_owned();
    let mut features: BTreeMap<String, f64> =
        columns.iter().enumerate().map(|(i, at)| (names[*at].0.to_owned(), fitted.coefficients[i])).collect();
    hold_taggers(&mut features, rules, space);
    Ok(Weights {
        features,
        wording: fitted.coefficients[columns.len()],
        intercept: fitted.intercept,
        dropped: dropped.iter().map(named).collect(),
        gradient: fitted.gradient,
    })
}

/// Every authored ad as often as it counts, and of real ads one per campaign, up to a number per source and label.
fn choose(ads: &[Prepared<'_>], include: impl Fn(&Prepared<'_>) -> bool, settings: Settings) -> Vec<usize> {
    let mut per_source: FxHashMap<usize, usize> = FxHashMap::default();
    let mut campaigns: FxHashMap<usize, ()> = FxHashMap::default();
    let mut take = |ad: &Prepared<'_>| {
        if ad.example.kind == Kind::Authored {
            return true;
        }
        let fresh = campaigns.insert(ad.group, ()).is_none();
        let seen = per_source.entry(ad.example.source * 2 + usize::from(ad.example.harmful)).or_default();
        *seen += usize::from(fresh);
        fresh && *seen <= settings.real_feature_cap
    };
    let included = ads.iter().enumerate().filter(|(_, ad)| include(ad));
    included.filter(|(_, ad)| take(ad)).flat_map(|(i, ad)| std::iter::repeat_n(i, usize::from(ad.counts))).collect()
}

/// Fits until no coefficient contradicts its direction; returns the model, dropped columns at 0, and their positions.
///
/// With `declared` weights `d` the coefficients are `κ·d + δ`: `κ` is the coefficient of the column `Σ d·x`. The penalty
/// falls on `κ` and every `δ` alike, which costs the one `κ` next to nothing and holds the many `δ` near zero.
///
/// # Errors
/// When a fit fails, does not converge, or conflicts do not end.
pub(super) fn fit_signed(
    matrix: &Array2<f64>,
    labels: &[bool],
    directions: &[Direction],
    declared: &[f64],
    alpha: f64,
) -> Result<(Fitted, Vec<usize>), TrainError> {
    let mut kept: Vec<usize> = (0..matrix.ncols()).collect();
    for _ in 0..REFITS {
        let mut part = Array2::<f64>::zeros((matrix.nrows(), kept.len() + 1).f());
        let mut sum = Array1::<f64>::zeros(matrix.nrows());
        for (to, from) in kept.iter().enumerate() {
            part.column_mut(to).assign(&matrix.column(*from));
            sum.scaled_add(declared[*from], &matrix.column(*from));
        }
        part.column_mut(kept.len()).assign(&sum);
        let fitted = fit(&part, labels, alpha)?;
        let factor = fitted.coefficients[kept.len()];
        let own: Vec<f64> = kept.iter().zip(&fitted.coefficients).map(|(at, w)| w + factor * declared[*at]).collect();
        let wrong = |i: &usize| directions[kept[*i]].contradicts(own[*i]);
        let conflicts: Vec<usize> = (0..kept.len()).filter(wrong).map(|i| kept[i]).collect();
        if conflicts.is_empty() {
            let mut coefficients = vec![0.0; matrix.ncols()];
            kept.iter().zip(own).for_each(|(at, w)| coefficients[*at] = w);
            let dropped = (0..matrix.ncols()).filter(|at| !kept.contains(at)).collect();
            return Ok((Fitted { coefficients, ..fitted }, dropped));
        }
        kept.retain(|at| !conflicts.contains(at));
    }
    Err(TrainError::Solver { what: "the feature model", why: format!("signs still conflict after {REFITS} fits") })
}

fn fit(matrix: &Array2<f64>, labels: &[bool], alpha: f64) -> Result<Fitted, TrainError> {
    let failed = |why: String| TrainError::Solver { what: "the feature model", why };
    let dataset = Dataset::new(matrix.clone(), Array1::from(labels.to_vec()));
    let model = LogisticRegression::default()
        .alpha(alpha)
        .max_iterations(ITERATIONS)
        .gradient_tolerance(1e-6)
        .fit(&dataset)
        .map_err(|error| failed(error.to_string()))?;
    let sign = if model.labels().pos.class { 1.0 } else { -1.0 };
    let coefficients: Vec<f64> = model.params().iter().map(|w| w * sign).collect();
    let intercept = model.intercept() * sign;
    if coefficients.iter().chain([&intercept]).any(|w| !w.is_finite()) {
        return Err(failed("a coefficient is not finite".to_owned()));
    }
    let gradient = gradient(matrix, labels, &coefficients, intercept, alpha);
    if gradient > CONVERGED {
        return Err(failed(format!("the gradient per row is still {gradient:.2e}")));
    }
    Ok(Fitted { coefficients, intercept, gradient })
}

/// Largest component of the penalized gradient, per row. Small only if the coefficients are oriented as the labels are.
fn gradient(matrix: &Array2<f64>, labels: &[bool], coefficients: &[f64], intercept: f64, alpha: f64) -> f64 {
    let weights = Array1::from(coefficients.to_vec());
    let margins = matrix.dot(&weights) + intercept;
    let residuals: Array1<f64> =
        margins.iter().zip(labels).map(|(m, harmful)| logistic(*m) - f64::from(u8::from(*harmful))).collect();
    let parts = matrix.t().dot(&residuals) + weights * alpha;
    let largest = parts.iter().chain([&residuals.sum()]).fold(0.0f64, |most, g| most.max(g.abs()));
    largest / f64::from(u32::try_from(labels.len()).unwrap_or(u32::MAX)).max(1.0)
}
