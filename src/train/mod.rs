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

use rayon::prelude::*;
use serde_json::json;

use crate::detect::{Detection, Detector};
use crate::features::{Feature, FeatureSpace};
use crate::model::{ModelFile, Wording};
use crate::rules::RuleSet;

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
    /// Share of harmful ads the stored probabilities assume.
    pub reference_prior: f64,
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
            reference_prior: 0.05,
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
}

/// Detects and groups every example.
pub(crate) fn prepare<'c>(
    corpus: &'c Corpus,
    detector: &Detector,
    space: &FeatureSpace,
    folds: usize,
) -> Vec<Prepared<'c>> {
    let groups = campaign::groups(&corpus.examples);
    let fold = split::folds(&groups, folds);
    let detect = |example: &'c Example| {
        let detection = detector.detect(&example.ad);
        let features = space.vector(detector.rules(), &detection);
        (detection, features)
    };
    let detected: Vec<_> = corpus.examples.par_iter().map(detect).collect();
    let all = corpus.examples.iter().zip(detected).zip(groups).enumerate();
    all.map(|(i, ((example, (detection, features)), group))| Prepared {
        example,
        detection,
        features,
        group,
        fold: fold[i],
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
    let ads = prepare(corpus, detector, &space, settings.folds);
    let crossed = crossfit(&ads, detector.rules(), &space, settings)?;
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
            "cross_validated": evaluation.view(),
        }),
        wording: words,
    })
}

fn check(corpus: &Corpus) -> Result<(), TrainError> {
    for label in [true, false] {
        if !corpus.examples.iter().any(|e| e.harmful == label && e.kind == Kind::Authored) {
            let name = if label { "harmful" } else { "genuine" };
            return Err(TrainError::Unfit(format!(
                "no authored {name} ad in the data: wording needs both labels in one source"
            )));
        }
    }
    if !corpus.examples.iter().any(|e| !e.harmful && e.kind == Kind::Real) {
        return Err(TrainError::Unfit("no real genuine ad in the data: operating points cannot be set".to_owned()));
    }
    Ok(())
}

/// Logits for every example from wording and feature models that never saw its campaign. The feature model of a fold is
/// fitted on wording logits of the other folds, whose wording models did see this one: the usual shortcut, a small leak.
pub(crate) struct Crossfit {
    /// Of the wording model.
    pub(crate) wording: Vec<f64>,
    /// Of the whole, uncalibrated.
    pub(crate) logits: Vec<f64>,
}

pub(crate) fn crossfit(
    ads: &[Prepared<'_>],
    rules: &RuleSet,
    space: &FeatureSpace,
    settings: Settings,
) -> Result<Crossfit, TrainError> {
    let mut wording = vec![0.0; ads.len()];
    for fold in 0..settings.folds {
        let model: Wording = wording::fit(ads, |ad| ad.fold != fold, settings)?.build();
        let held =
            |(i, ad): (usize, &Prepared<'_>)| (ad.fold == fold).then(|| (i, model.score(&ad.detection.fields).logit));
        let scored: Vec<(usize, f64)> = ads.par_iter().enumerate().filter_map(held).collect();
        scored.into_iter().for_each(|(i, logit)| wording[i] = logit);
    }
    let mut logits = vec![0.0; ads.len()];
    for fold in 0..settings.folds {
        let weights = fit::features(ads, |ad| ad.fold != fold, &wording, rules, space, settings)?;
        for (i, ad) in ads.iter().enumerate().filter(|(_, ad)| ad.fold == fold) {
            logits[i] = weights.logit(&ad.features, wording[i], space, rules);
        }
    }
    Ok(Crossfit { wording, logits })
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
