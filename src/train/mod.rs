//! Fitting and judging models: data sets by manifest, splits by campaign, the wording model, the signed logistic model
//! over named features, calibration and the model card.
//!
//! Everything is deterministic: the same data, rules and settings give the same bytes. Uses the same detection and
//! features as scoring, so the two cannot drift apart.

mod annotation;
mod calibrate;
mod campaign;
mod card;
mod dataset;
mod evaluate;
mod firing;
mod fit;
mod sparse;
mod split;
mod tagger;
mod tagging;
mod wording;

pub use annotation::{Agreement, Difference, Tally, agreement, median};
pub use card::card;
pub use dataset::{Annotation, Corpus, DataError, Example, Kind, SourceEntry, read_all};
pub use evaluate::{
    Basis, CostPoint, Counts, Curves, Dimension, Duplicates, Evaluation, Expected, Extreme, Extremes, Figure, Holdout,
    Judged, Leak, Leakage, Measured, OperatingPoint, Question, Role, RuleRow, Run, Shared, Slice, Stress, Study,
    basis_in_words, measure, percent, study, study_of, thousands,
};
pub use firing::firing;

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde_json::json;

use crate::detect::{Detection, Detector};
use crate::features::{Feature, FeatureSpace};
use crate::model::{ModelFile, Wording};
use crate::rules::RuleSet;
use tagging::Tagging;

/// Why a model could not be fitted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// The data could not be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The data cannot support a model.
    #[error("{0}")]
    Unfit(String),
    /// A solver failed or did not converge.
    #[error("{what} did not fit: {why}")]
    Solver {
        /// Which model.
        what: &'static str,
        /// The solver's words.
        why: String,
    },
}

/// Settings of a training run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Folds of the cross-fit.
    pub folds: usize,
    /// N-grams kept in the wording model.
    pub vocabulary: usize,
    /// Inverse strength of the wording model's penalty.
    pub wording_c: f64,
    /// Total weight of real genuine ads in the wording model, over that of authored genuine ads.
    pub real_weight: f64,
    /// Real ads per source that the wording model sees.
    pub real_wording_cap: usize,
    /// Real ads per source that the feature model sees.
    pub real_feature_cap: usize,
    /// Strength of the feature model's penalty.
    pub alpha: f64,
    /// Fewest training ads a rule must fire on to be learned; rarer rules keep their declared weight.
    pub support: usize,
    /// How often an ad of a fresh source counts in the feature model: what rules find there is what they find in ads they
    /// were not written from.
    pub fresh_weight: usize,
    /// Share of harmful ads the stored probabilities assume.
    pub reference_prior: f64,
    /// What the model may weigh.
    pub parts: Parts,
}

/// A part of what a model weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Rules over rules.
    Combinations,
    /// Values such as pay, and counts of kinds.
    Facts,
    /// Signals that taggers find and rules do not.
    Taggers,
    /// N-grams.
    Wording,
}

/// Parts in use; simple rules always are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts([bool; 4]);

impl Parts {
    /// Every part.
    pub const ALL: Self = Self([true; 4]);
    /// Simple rules alone.
    pub const NONE: Self = Self([false; 4]);

    /// With one part more.
    #[must_use]
    pub fn with(mut self, part: Part) -> Self {
        self.0[part as usize] = true;
        self
    }

    /// Whether a part is in use.
    #[must_use]
    pub fn has(self, part: Part) -> bool {
        self.0[part as usize]
    }

    /// Whether a feature belongs to a part in use.
    fn weigh(self, rules: &RuleSet, feature: Feature) -> bool {
        match feature {
            Feature::Rule(rule) => rules.rule(rule).combine.is_none() || self.has(Part::Combinations),
            Feature::Fact(_) => self.has(Part::Facts),
            Feature::Tagger(_) => self.has(Part::Taggers),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            folds: 5,
            vocabulary: 50_000,
            wording_c: 16.0,
            real_weight: 0.3,
            real_wording_cap: 250,
            real_feature_cap: 250,
            alpha: 10.0,
            support: 6,
            fresh_weight: 5,
            reference_prior: 0.05,
            parts: Parts::ALL,
        }
    }
}

/// An example with everything the models read of it.
pub(crate) struct Prepared<'c> {
    pub(crate) example: &'c Example,
    pub(crate) detection: Detection,
    pub(crate) features: Vec<(usize, f64)>,
    pub(crate) group: usize,
    pub(crate) fold: usize,
    /// Whether no rule was written from its source.
    pub(crate) fresh: bool,
    /// Whether its source holds harmful and genuine ads, so that they can be told apart within it.
    pub(crate) contrast: bool,
}

/// Detects and groups every example, and deals the groups into folds; a fresh source stays in one fold.
pub(crate) fn prepare<'c>(corpus: &'c Corpus, detector: &Detector, folds: usize) -> Vec<Prepared<'c>> {
    let groups = campaign::groups(&corpus.examples);
    let fresh = corpus.fresh_sources();
    let sources: Vec<usize> = corpus.examples.iter().map(|example| example.source).collect();
    let fold = split::by_campaign(&groups, &sources, &fresh, folds);
    let contrasts = contrasts(corpus);
    let detected: Vec<Detection> = corpus.examples.par_iter().map(|example| detector.detect(&example.ad)).collect();
    let all = corpus.examples.iter().zip(detected).zip(groups).enumerate();
    all.map(|(i, ((example, detection), group))| Prepared {
        example,
        detection,
        features: Vec::new(),
        group,
        fold: fold[i],
        fresh: fresh.contains(&example.source),
        contrast: contrasts.contains(&example.source),
    })
    .collect()
}

/// Fits a model.
///
/// # Errors
/// When one label is missing, a solver does not converge, or a coefficient is not finite.
pub fn train(corpus: &Corpus, detector: &Detector, settings: Settings) -> Result<ModelFile, TrainError> {
    check(corpus)?;
    let space = FeatureSpace::new(detector.rules());
    let mut ads = prepare(corpus, detector, settings.folds);
    let crossed = crossfit(&mut ads, detector, &space, settings)?;
    let everyone = |_: &Prepared<'_>| true;
    let words = wording::fit(&ads, everyone, settings)?;
    let weights = fit::features(&ads, everyone, &crossed.wording, detector.rules(), &space, settings)?;
    let (calibration, bands) = calibrate::operating_points(&ads, &crossed.logits, settings);
    let evaluation = evaluate::of_logits(&ads, &crossed.logits, (calibration, bands), &corpus.sources);
    Ok(ModelFile {
        format: ModelFile::format(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        rules_fingerprint: detector.rules().fingerprint().to_owned(),
        reference_prior: settings.reference_prior,
        intercept: round(weights.intercept),
        wording_weight: round(weights.wording),
        calibration,
        bands,
        weights: weights.features.iter().map(|(name, weight)| (name.clone(), round(*weight))).collect(),
        training: json!({
            "data": corpus.provenance(),
            "settings": settings_view(settings),
            "dropped_for_sign": weights.dropped,
            "gradient": weights.gradient,
            "taggers": crossed.tagging.report,
            "cross_validated": evaluation.view(),
        }),
        taggers: crossed.tagging.files,
        wording: words,
    })
}

/// Sources that hold both labels.
fn contrasts(corpus: &Corpus) -> BTreeSet<usize> {
    let of = |harmful: bool| -> BTreeSet<usize> {
        corpus.examples.iter().filter(|e| e.harmful == harmful).map(|e| e.source).collect()
    };
    of(true).intersection(&of(false)).copied().collect()
}

fn check(corpus: &Corpus) -> Result<(), TrainError> {
    if contrasts(corpus).is_empty() {
        return Err(TrainError::Unfit(
            "no source in the data holds harmful and genuine ads: wording is learned within one source".to_owned(),
        ));
    }
    if !corpus.examples.iter().any(|e| !e.harmful && e.kind == Kind::Real) {
        return Err(TrainError::Unfit("no real genuine ad in the data: operating points cannot be set".to_owned()));
    }
    Ok(())
}

/// Logits for every example from taggers, wording and feature models that never saw its campaign. The feature model of a fold
/// is fitted on what taggers and wording models say of the other folds, and those did see this one: the usual shortcut, a
/// small leak.
pub(crate) struct Crossfit {
    /// Of the wording model.
    pub(crate) wording: Vec<f64>,
    /// Of the whole, uncalibrated.
    pub(crate) logits: Vec<f64>,
    /// The taggers, and what they say of each ad.
    tagging: Tagging,
}

/// Cross-fits taggers, wording and feature models, and fills in the features of every ad.
pub(crate) fn crossfit(
    ads: &mut [Prepared<'_>],
    detector: &Detector,
    space: &FeatureSpace,
    settings: Settings,
) -> Result<Crossfit, TrainError> {
    let rules = detector.rules();
    let folds = 0..=ads.iter().map(|ad| ad.fold).max().unwrap_or(0);
    let tagging =
        if settings.parts.has(Part::Taggers) { tagging::tag(ads, detector, space)? } else { Tagging::none(ads.len()) };
    describe(ads, rules, space, &tagging, settings.parts);
    let mut wording = vec![0.0; ads.len()];
    for fold in folds.clone().filter(|_| settings.parts.has(Part::Wording)) {
        let model: Wording = wording::fit(ads, |ad| ad.fold != fold, settings)?.build();
        let held =
            |(i, ad): (usize, &Prepared<'_>)| (ad.fold == fold).then(|| (i, model.score(&ad.detection.fields).logit));
        let scored: Vec<(usize, f64)> = ads.par_iter().enumerate().filter_map(held).collect();
        scored.into_iter().for_each(|(i, logit)| wording[i] = logit);
    }
    let mut logits = vec![0.0; ads.len()];
    for fold in folds {
        let weights = fit::features(ads, |ad| ad.fold != fold, &wording, rules, space, settings)?;
        for (i, ad) in ads.iter().enumerate().filter(|(_, ad)| ad.fold == fold) {
            logits[i] = weights.logit(&ad.features, wording[i], space, rules);
        }
    }
    Ok(Crossfit { wording, logits, tagging })
}

/// Fills in the features of every ad, those of the parts in use.
fn describe(ads: &mut [Prepared<'_>], rules: &RuleSet, space: &FeatureSpace, tagging: &Tagging, parts: Parts) {
    let weighed: Vec<bool> = space.iter().map(|(_, feature, _)| parts.weigh(rules, feature)).collect();
    ads.par_iter_mut().zip(&tagging.tagged).for_each(|(ad, tagged)| {
        ad.features = space.vector(rules, &ad.detection, tagged);
        ad.features.retain(|(at, _)| weighed[*at]);
    });
}

fn settings_view(settings: Settings) -> serde_json::Value {
    json!({
        "folds": settings.folds,
        "vocabulary": settings.vocabulary,
        "wording_c": settings.wording_c,
        "real_weight": settings.real_weight,
        "real_wording_cap": settings.real_wording_cap,
        "real_feature_cap": settings.real_feature_cap,
        "alpha": settings.alpha,
        "support": settings.support,
        "fresh_weight": settings.fresh_weight,
    })
}

/// Six significant digits: what the figures are worth, and what keeps the file readable.
pub(crate) fn round(value: f64) -> f64 {
    significant(value, 6)
}

/// A number to so many significant digits.
pub(crate) fn significant(value: f64, digits: usize) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}
