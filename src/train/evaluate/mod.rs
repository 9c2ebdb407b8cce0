//! What a model is worth on labeled ads, and what the ads are worth to measure on.
//!
//! A recipe is cross-validated with ads held out in the ways a [`Holdout`] names; a finished model is measured as it is.
//! Both end in [`Judged`] ads, and everything after is pure: `evaluation` measures them at bands and chosen thresholds,
//! `measures` is the table of measures, `slices` takes parts, `curves` what is drawn. `rules` and `leakage` look at the ads
//! alone: what rules fire on, and how far style gives the label away. `view` makes JSON of it; pages and tables are made
//! elsewhere.

mod ablation;
mod curves;
mod duplicates;
mod evaluation;
mod holdout;
mod judged;
mod leakage;
mod measures;
mod refuse;
mod rules;
mod slices;
mod stress;
mod surface;
mod view;
mod words;

pub use curves::{Curves, Extreme, Extremes};
pub use duplicates::{Duplicates, Shared};
pub use evaluation::{CostPoint, Counts, Evaluation, Expected, Figure, Measured, OperatingPoint, Question, measure};
pub use holdout::Holdout;
pub use judged::{Basis, Judged, Role};
pub use leakage::{Leak, Leakage};
pub(super) use measures::measure_titles;
pub use rules::RuleRow;
pub use slices::{Dimension, Slice};
pub use stress::{Change, Fallen, Limit, Moved, Stress, StressTable};
pub use words::{basis_in_words, percent, thousands};

use rayon::prelude::*;

use super::crossfit::crossfit;
use super::dataset::{Corpus, SourceEntry};
use super::{Example, Prepared, Settings, TrainError, calibrate, campaign, prepare};
use crate::assess::{Assessor, Status};
use crate::detect::{Detection, Detector};
use crate::features::FeatureSpace;
use crate::model::{BandLogits, Calibration};
use crate::rules::RuleSet;

/// Clusters are drawn this often for an interval.
const ROUNDS: usize = 400;
/// Seed of the draws.
const SEED: u64 = 20_250_101;

/// Everything `evaluate` reports on one corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// Version of the program.
    pub program: String,
    /// Fingerprint of the rules.
    pub rules_fingerprint: String,
    /// Fingerprint of the model measured; `None` where the recipe was cross-validated.
    pub model_fingerprint: Option<String>,
    /// What was read, as in a model file.
    pub data: serde_json::Value,
    /// Records whose label is not used.
    pub left_out: usize,
    /// One per way of holding out, or the finished model's.
    pub runs: Vec<Run>,
    /// Every rule that fires on an ad.
    pub rules: Vec<RuleRow>,
    /// How far style, contacts, batch and language give the label away.
    pub leakage: Leakage,
    /// Near-duplicates across labels and sources.
    pub duplicates: Duplicates,
    /// What becomes of ads that are disguised, padded, cut or set in other type; `None` unless asked for.
    pub stress: Option<StressTable>,
}

/// What to try changed ads of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attacks {
    /// At most so many harmful ads, and as many genuine ones; `None` takes all.
    pub sample: Option<usize>,
}

/// One way of measuring.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// What was held out, `None` for a finished model.
    pub holdout: Option<Holdout>,
    /// What part of the recipe was measured, `None` for the whole.
    pub step: Option<&'static str>,
    /// Models fitted for it; 0 for a finished model.
    pub folds: usize,
    /// What was measured.
    pub evaluation: Evaluation,
}

impl Run {
    /// What it is called in tables.
    #[must_use]
    pub fn title(&self) -> String {
        match (self.holdout, self.step) {
            (None, _) => "model as it is".to_owned(),
            (Some(holdout), None) => format!("by {}", holdout.as_str()),
            (Some(holdout), Some(step)) => format!("by {}: {step}", holdout.as_str()),
        }
    }
}

impl Study {
    /// The run by campaign and the one by row, if both were made: their difference is what a random split flatters.
    #[must_use]
    pub fn gap(&self) -> Option<(&Evaluation, &Evaluation)> {
        let of = |holdout| {
            self.runs.iter().find(|run| run.holdout == Some(holdout) && run.step.is_none()).map(|run| &run.evaluation)
        };
        Some((of(Holdout::Campaign)?, of(Holdout::Row)?))
    }
}

/// Cross-validates the whole recipe on a corpus once for each way of holding out, with `ablate` also with parts left out; `progress` is told before each with the
/// number of folds.
///
/// # Errors
/// When the ads cannot show anything or cannot be held out that way, or as for training.
pub fn study(
    corpus: &Corpus,
    detector: &Detector,
    settings: Settings,
    holdouts: &[Holdout],
    ablate: bool,
    question: &Question,
    progress: &dyn Fn(Holdout, usize),
) -> Result<Study, TrainError> {
    refuse::unmeasurable(corpus)?;
    super::check(corpus)?;
    let space = FeatureSpace::new(detector.rules());
    let mut ads = prepare(corpus, detector, settings.folds);
    let mut runs = Vec::new();
    for holdout in holdouts {
        let folds = holdout.assign(&mut ads, corpus, settings.folds)?;
        progress(*holdout, folds);
        let held = Settings { folds, ..settings };
        let whole = crossfit(&mut ads, detector, &space, held)?;
        let mut steps = vec![(None, whole.logits.clone())];
        if ablate {
            let without = ablation::ablate(&mut ads, detector, &space, &whole, held)?;
            steps.extend(without.into_iter().map(|(name, logits)| (Some(name), logits)));
        }
        for (step, logits) in steps {
            let (calibration, bands) = calibrate::operating_points(&ads, &logits, held);
            let evaluation = measure(&judged(&ads, &logits, calibration, &corpus.sources), bands, question);
            runs.push(Run { holdout: Some(*holdout), step, folds, evaluation });
        }
    }
    let groups: Vec<usize> = ads.iter().map(|ad| ad.group).collect();
    let detections: Vec<&Detection> = ads.iter().map(|ad| &ad.detection).collect();
    let similar = campaign::similar(&corpus.examples);
    let mut study = about_ads(corpus, detector.rules(), &detections, &groups, &similar)?;
    study.runs = runs;
    Ok(study)
}

/// Measures a finished model as users meet it, gates included, whatever prior the assessor shifts to; with `attacks` also on
/// changed ads. `stopped` is asked before every ad.
///
/// # Errors
/// When the ads cannot show anything, or it is to stop.
pub fn study_of(
    assessor: &Assessor,
    corpus: &Corpus,
    question: &Question,
    attacks: Option<Attacks>,
    stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Study, TrainError> {
    refuse::unmeasurable(corpus)?;
    let similar = campaign::similar(&corpus.examples);
    let groups = campaign::with_families(&corpus.examples, &similar);
    let judge = |(example, group): (&Example, &usize)| {
        let detection = assessor.detector().detect(&example.ad);
        let assessment = assessor.assess_detected(&example.ad, &detection);
        let logit = (assessment.status == Status::Scored).then_some(assessment.ledger.logit - assessor.shift());
        (one(example, logit, *group, &corpus.sources), detection)
    };
    let going = |ad| (!stopped()).then(|| judge(ad));
    let all: Option<Vec<_>> = corpus.examples.par_iter().zip(&groups).map(going).collect();
    let (judged, detections): (Vec<Judged>, Vec<Detection>) = all.ok_or(TrainError::Stopped)?.into_iter().unzip();
    let evaluation = measure(&judged, assessor.model().bands(), question);
    let detections: Vec<&Detection> = detections.iter().collect();
    let mut study = about_ads(corpus, assessor.rules(), &detections, &groups, &similar)?;
    study.stress = attacks.map(|Attacks { sample }| {
        let logits: Vec<Option<f64>> = judged.iter().map(|ad| ad.logit).collect();
        stress::stress(assessor, corpus, &logits, &groups, sample)
    });
    study.model_fingerprint = Some(assessor.model().fingerprint().to_owned());
    study.runs = vec![Run { holdout: None, step: None, folds: 0, evaluation }];
    Ok(study)
}

/// What the ads alone tell; nothing is measured yet.
fn about_ads(
    corpus: &Corpus,
    rules: &RuleSet,
    detections: &[&Detection],
    groups: &[usize],
    similar: &[usize],
) -> Result<Study, TrainError> {
    Ok(Study {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        rules_fingerprint: rules.fingerprint().to_owned(),
        model_fingerprint: None,
        data: corpus.provenance(),
        left_out: corpus.records() - corpus.examples.len(),
        runs: Vec::new(),
        rules: rules::table(corpus, rules, detections),
        leakage: leakage::leakage(corpus, detections, groups)?,
        duplicates: duplicates::duplicates(corpus, similar),
        stress: None,
    })
}

/// Measures logits of prepared ads, for the model file.
pub(super) fn of_logits(
    ads: &[Prepared<'_>],
    logits: &[f64],
    (calibration, bands): (Calibration, BandLogits),
    sources: &[SourceEntry],
) -> Evaluation {
    measure(&judged(ads, logits, calibration, sources), bands, &Question::default())
}

/// Prepared ads with calibrated log-odds.
fn judged(ads: &[Prepared<'_>], logits: &[f64], calibration: Calibration, sources: &[SourceEntry]) -> Vec<Judged> {
    let calibrated = |logit: &f64| calibration.slope * logit + calibration.offset;
    ads.iter().zip(logits).map(|(ad, logit)| one(ad.example, Some(calibrated(logit)), ad.group, sources)).collect()
}

fn one(example: &Example, logit: Option<f64>, group: usize, sources: &[SourceEntry]) -> Judged {
    Judged {
        id: example.ad.id.clone(),
        logit,
        harmful: example.harmful,
        kind: example.kind,
        group,
        language: example.language.clone(),
        source: sources[example.source].name.clone(),
        scheme: example.scheme.clone(),
        length: example.ad.title.chars().count() + example.ad.text.chars().count(),
        pair: Some(example.family.clone()),
    }
}
