//! Fitting and judging models: data sets by manifest, splits by campaign, the wording model, the signed logistic model
//! over named features, calibration and the model card.
//!
//! Everything is deterministic: the same data, rules and settings give the same bytes. Uses the same detection and
//! features as scoring, so the two cannot drift apart.

mod annotation;
mod calibrate;
mod campaign;
mod card;
mod crossfit;
mod dataset;
mod evaluate;
mod firing;
mod fit;
mod settings;
mod sparse;
mod split;
mod tagger;
mod tagging;
mod wording;

pub use annotation::{Agreement, Difference, Tally, agreement, median};
pub use card::card;
pub use dataset::{Annotation, Corpus, DataError, Example, Kind, SourceEntry, read_all};
pub use evaluate::{
    Attacks, Basis, Change, CostPoint, Counts, Curves, Dimension, Duplicates, Evaluation, Expected, Extreme, Extremes,
    Fallen, Figure, Holdout, Judged, Leak, Leakage, Limit, Measured, Moved, OperatingPoint, Question, Role, RuleRow,
    Run, Shared, Slice, Stress, StressTable, Study, basis_in_words, measure, percent, study, study_of, thousands,
};
pub use firing::firing;
pub use settings::{Part, Parts, Settings};

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde_json::json;

use crate::detect::{Detection, Detector};
use crate::features::{Feature, FeatureSpace};
use crate::model::ModelFile;
use crate::rules::{Polarity, RuleIndex, RuleSet};

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
    /// It was told to stop.
    #[error("stopped before the end")]
    Stopped,
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
    /// How many times it counts where weights are learned.
    pub(crate) counts: u8,
    /// Whether its source holds harmful and genuine ads, so that they can be told apart within it.
    pub(crate) contrast: bool,
    /// The source it shares its way of writing with: its own, or the one its source is told from.
    pub(crate) beside: usize,
    /// Whether such ads are of both labels, so that their wording teaches.
    pub(crate) taught: bool,
    /// Whether annotators marked it as a text about lures, such as a warning.
    pub(crate) about: bool,
}

/// Detects and groups every example, and deals the groups into folds; a fresh source stays in one fold.
pub(crate) fn prepare<'c>(corpus: &'c Corpus, detector: &Detector, folds: usize) -> Vec<Prepared<'c>> {
    let groups = campaign::groups(&corpus.examples);
    let fresh = corpus.fresh_sources();
    let sources: Vec<usize> = corpus.examples.iter().map(|example| example.source).collect();
    let fold = split::by_campaign(&groups, &sources, &fresh, folds);
    let own: Vec<usize> = (0..corpus.sources.len()).collect();
    let beside = beside(corpus);
    let (contrasts, taught) = (of_both_labels(corpus, &own), of_both_labels(corpus, &beside));
    let context = context(detector.rules());
    let detected: Vec<Detection> = corpus.examples.par_iter().map(|example| detector.detect(&example.ad)).collect();
    let all = corpus.examples.iter().zip(detected).zip(groups).enumerate();
    all.map(|(i, ((example, detection), group))| Prepared {
        example,
        detection,
        features: Vec::new(),
        group,
        fold: fold[i],
        fresh: fresh.contains(&example.source),
        counts: corpus.sources[example.source].counts,
        contrast: contrasts.contains(&example.source),
        beside: beside[example.source],
        taught: taught.contains(&beside[example.source]),
        about: !example.harmful && is_about(example, &context),
    })
    .collect()
}

/// The documented signals of texts about lures.
fn context(rules: &RuleSet) -> BTreeSet<&str> {
    let of_context = |rule: &RuleIndex| rules.rule(*rule).polarity == Polarity::Context;
    let signals = rules.signals().iter().filter(|signal| signal.rules.iter().any(of_context));
    signals.map(|signal| signal.id.as_str()).collect()
}

/// Whether annotators marked one of some signals in an example.
fn is_about(example: &Example, signals: &BTreeSet<&str>) -> bool {
    example.annotations.iter().flatten().any(|annotation| signals.contains(annotation.id.as_str()))
}

/// Fits a model.
///
/// # Errors
/// When one label is missing, a solver does not converge, or a coefficient is not finite.
pub fn train(corpus: &Corpus, detector: &Detector, settings: Settings) -> Result<ModelFile, TrainError> {
    check(corpus)?;
    let space = FeatureSpace::new(detector.rules());
    let mut ads = prepare(corpus, detector, settings.folds);
    let crossed = crossfit::crossfit(&mut ads, detector, &space, settings)?;
    let everyone = |_: &Prepared<'_>| true;
    let words = wording::fit(&ads, everyone, wording::Target::Harmful, settings)?;
    let mut about = wording::fit(&ads, everyone, wording::Target::About, settings)?;
    about.intercept = significant(about.intercept - crossed.about_floor, 6);
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
            "settings": settings.view(),
            "dropped_for_sign": weights.dropped,
            "gradient": weights.gradient,
            "taggers": crossed.tagging.report,
            "cross_validated": evaluation.view(),
        }),
        taggers: crossed.tagging.files,
        wording: words,
        about,
    })
}

/// For every source the one it is told from, itself if none is named or its file is missing.
fn beside(corpus: &Corpus) -> Vec<usize> {
    corpus.sources.iter().enumerate().map(|(i, source)| source.beside.unwrap_or(i)).collect()
}

/// Groups of sources that hold both labels; `group` gives that of each source.
fn of_both_labels(corpus: &Corpus, group: &[usize]) -> BTreeSet<usize> {
    let of = |harmful: bool| -> BTreeSet<usize> {
        corpus.examples.iter().filter(|e| e.harmful == harmful).map(|e| group[e.source]).collect()
    };
    of(true).intersection(&of(false)).copied().collect()
}

fn check(corpus: &Corpus) -> Result<(), TrainError> {
    if of_both_labels(corpus, &beside(corpus)).is_empty() {
        return Err(TrainError::Unfit(
            "no source in the data holds harmful and genuine ads, and none names one to be told from: wording is learned within one source".to_owned(),
        ));
    }
    if !corpus.examples.iter().any(|e| !e.harmful && e.kind == Kind::Real) {
        return Err(TrainError::Unfit("no real genuine ad in the data: operating points cannot be set".to_owned()));
    }
    Ok(())
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
