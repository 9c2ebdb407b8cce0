//! What a model is worth: measures over labeled ads, the two halves of the truth together, and slices.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::dataset::{Corpus, SourceEntry};
use super::{Crossfit, Kind, Prepared, Settings, TrainError, calibrate, crossfit, prepare, significant};
use crate::assess::{Assessor, Status};
use crate::detect::Detector;
use crate::features::FeatureSpace;
use crate::metrics::{
    Bin, average_precision, brier, calibration_error, cluster_interval, joint_recall, reliability, roc_auc, share_at,
    threshold_at,
};
use crate::model::{Calibration, logistic};

/// Clusters are drawn this often for an interval.
const ROUNDS: usize = 200;
/// Seed of the draws.
const SEED: u64 = 20_250_101;

/// One scored ad.
#[derive(Debug, Clone)]
struct Judged {
    logit: f64,
    harmful: bool,
    kind: Kind,
    group: usize,
    language: String,
    source: String,
    /// Family of a contrast pair.
    pair: Option<String>,
}

/// Measures over one part of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// What part.
    pub name: String,
    /// Harmful ads in it.
    pub harmful: usize,
    /// Genuine ads in it.
    pub genuine: usize,
    /// Area under the ROC curve within the part; `None` with one label.
    pub roc_auc: Option<f64>,
    /// Recall at the threshold that 1 % of all real genuine ads reach.
    pub recall: f64,
    /// Share of the part's genuine ads at or above that threshold.
    pub false_alarms: f64,
}

/// Everything measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Authored ads only: harmful against hard negatives, with a 95 % interval over campaigns.
    pub roc_auc: Option<(f64, f64, f64)>,
    /// All ads.
    pub pr_auc: Option<f64>,
    /// Recall on harmful authored ads at 1 % of real genuine ads.
    pub recall_at_1: f64,
    /// At 0.1 %.
    pub recall_at_01: f64,
    /// Share of authored hard negatives above the 1 % threshold.
    pub hard_negatives_at_1: f64,
    /// Recall at 1 % of real genuine ads and 5 % of hard negatives together, with a 95 % interval over campaigns.
    pub joint_recall: (f64, f64, f64),
    /// Share of contrast pairs whose harmful half scores higher; `None` without pairs.
    pub pair_accuracy: Option<f64>,
    /// Brier score of the probabilities, at the reference prior's calibration moved to the data's own prior.
    pub brier: f64,
    /// Expected calibration error, likewise.
    pub calibration_error: f64,
    /// Reliability table, likewise.
    pub reliability: Vec<Bin>,
    /// By language and by source.
    pub slices: Vec<Slice>,
}

impl Evaluation {
    /// The figures as JSON, rounded to what they are worth.
    #[must_use]
    pub fn view(&self) -> Value {
        let three = |x: f64| significant((x * 1000.0).round() / 1000.0, 3);
        let interval = |(value, low, high): (f64, f64, f64)| json!({"value": three(value), "low": three(low), "high": three(high)});
        json!({
            "roc_auc": self.roc_auc.map(interval),
            "pr_auc": self.pr_auc.map(three),
            "recall_at_1_percent": three(self.recall_at_1),
            "recall_at_0.1_percent": three(self.recall_at_01),
            "hard_negatives_at_1_percent": three(self.hard_negatives_at_1),
            "joint_recall": interval(self.joint_recall),
            "pair_accuracy": self.pair_accuracy.map(three),
            "brier": three(self.brier),
            "calibration_error": three(self.calibration_error),
            "reliability": self.reliability.iter().map(|b| json!({"ads": b.ads, "predicted": three(b.predicted), "observed": three(b.observed)})).collect::<Vec<_>>(),
            "slices": self.slices.iter().map(|s| json!({
                "name": s.name, "harmful": s.harmful, "genuine": s.genuine,
                "roc_auc": s.roc_auc.map(three), "recall": three(s.recall), "false_alarms": three(s.false_alarms),
            })).collect::<Vec<_>>(),
        })
    }
}

/// Cross-validates the whole recipe on a corpus: every ad is judged by models that never saw its campaign. With
/// `by_row` near-duplicates and twins may fall on both sides, as in most published figures.
///
/// # Errors
/// As for training.
pub fn evaluate(
    corpus: &Corpus,
    detector: &Detector,
    settings: Settings,
    by_row: bool,
) -> Result<Evaluation, TrainError> {
    let space = FeatureSpace::new(detector.rules());
    let mut ads = prepare(corpus, detector, settings.folds);
    if by_row {
        let rows: Vec<usize> = (0..ads.len()).collect();
        let folds = super::split::folds(&rows, settings.folds);
        ads.iter_mut().zip(folds).for_each(|(ad, fold)| ad.fold = fold);
    }
    let Crossfit { logits, .. } = crossfit(&mut ads, detector, &space, settings)?;
    let (calibration, _) = calibrate::operating_points(&ads, &logits, settings);
    Ok(of_logits(&ads, &logits, calibration, &corpus.sources))
}

/// Measures a finished model as users meet it, gates included; insufficient ads count as the lowest score.
#[must_use]
pub fn evaluation_of(assessor: &Assessor, corpus: &Corpus) -> Evaluation {
    let groups = super::campaign::groups(&corpus.examples);
    let judge = |(example, group): (&super::Example, usize)| {
        let assessment = assessor.assess(&example.ad);
        let logit = if assessment.status == Status::Scored { assessment.ledger.logit } else { f64::MIN };
        Judged {
            logit,
            harmful: example.harmful,
            kind: example.kind,
            group,
            language: example.language.clone(),
            source: corpus.sources[example.source].name.clone(),
            pair: None,
        }
    };
    let mut judged: Vec<Judged> = corpus.examples.par_iter().zip(groups).map(judge).collect();
    for (one, example) in judged.iter_mut().zip(&corpus.examples) {
        one.pair = Some(example.family.clone());
    }
    measure(&judged)
}

/// Measures logits of prepared ads.
pub(super) fn of_logits(
    ads: &[Prepared<'_>],
    logits: &[f64],
    calibration: Calibration,
    sources: &[SourceEntry],
) -> Evaluation {
    let judge = |(ad, logit): (&Prepared<'_>, &f64)| Judged {
        logit: calibration.slope * logit + calibration.offset,
        harmful: ad.example.harmful,
        kind: ad.example.kind,
        group: ad.group,
        language: ad.example.language.clone(),
        source: sources[ad.example.source].name.clone(),
        pair: Some(ad.example.family.clone()),
    };
    measure(&ads.iter().zip(logits).map(judge).collect::<Vec<_>>())
}

fn measure(judged: &[Judged]) -> Evaluation {
    let logits =
        |test: &dyn Fn(&Judged) -> bool| -> Vec<f64> { judged.iter().filter(|j| test(j)).map(|j| j.logit).collect() };
    let real = logits(&|j| !j.harmful && j.kind == Kind::Real);
    let hard = logits(&|j| !j.harmful && j.kind == Kind::Authored);
    let harmful = logits(&|j| j.harmful && j.kind == Kind::Authored);
    let threshold = threshold_at(&real, 0.01);
    let authored: Vec<Judged> = judged.iter().filter(|j| j.kind == Kind::Authored).cloned().collect();
    let clusters = clusters(&authored);
    let joint = |drawn: &[&Judged]| {
        let part =
            |harmful: bool| -> Vec<f64> { drawn.iter().filter(|j| j.harmful == harmful).map(|j| j.logit).collect() };
        Some(joint_recall(&part(true), &real, &part(false)).0)
    };
    let auc = |drawn: &[&Judged]| roc_auc(&drawn.iter().map(|j| (j.logit, j.harmful)).collect::<Vec<_>>());
    let all: Vec<&Judged> = authored.iter().collect();
    let with_interval = |value: f64, statistic: &dyn Fn(&[&Judged]) -> Option<f64>| {
        let (low, high) = cluster_interval(&clusters, ROUNDS, SEED, statistic).unwrap_or((value, value));
        (value, low, high)
    };
    let scored: Vec<(f64, bool)> = judged.iter().map(|j| (j.logit, j.harmful)).collect();
    let probabilities = at_own_prior(&scored);
    Evaluation {
        roc_auc: auc(&all).map(|value| with_interval(value, &auc)),
        pr_auc: average_precision(&scored),
        recall_at_1: share_at(&harmful, threshold),
        recall_at_01: share_at(&harmful, threshold_at(&real, 0.001)),
        hard_negatives_at_1: share_at(&hard, threshold),
        joint_recall: with_interval(joint_recall(&harmful, &real, &hard).0, &joint),
        pair_accuracy: pair_accuracy(&authored),
        brier: brier(&probabilities),
        calibration_error: calibration_error(&probabilities),
        reliability: reliability(&probabilities),
        slices: slices(judged, threshold),
    }
}

fn clusters(judged: &[Judged]) -> Vec<Vec<Judged>> {
    let mut map: BTreeMap<usize, Vec<Judged>> = BTreeMap::new();
    judged.iter().for_each(|j| map.entry(j.group).or_default().push(j.clone()));
    map.into_values().collect()
}

/// Probabilities with the offset moved so that their mean is the data's own share of harmful ads: what is judged is the
/// shape of the calibration, not how common harmful ads happen to be in a test set.
fn at_own_prior(scored: &[(f64, bool)]) -> Vec<(f64, bool)> {
    let finite: Vec<(f64, bool)> = scored.iter().copied().filter(|s| s.0 > f64::MIN).collect();
    let count = f64::from(u32::try_from(finite.len()).unwrap_or(u32::MAX)).max(1.0);
    let share = finite.iter().map(|s| f64::from(u8::from(s.1))).sum::<f64>() / count;
    let (mut low, mut high) = (-30.0, 30.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        let mean = finite.iter().map(|s| logistic(s.0 + middle)).sum::<f64>() / count;
        if mean < share { low = middle } else { high = middle }
    }
    finite.iter().map(|(logit, harmful)| (logistic(logit + low), *harmful)).collect()
}

/// Of every contrast pair the harmful half should score higher; ties count half.
fn pair_accuracy(judged: &[Judged]) -> Option<f64> {
    let mut pairs: FxHashMap<&str, [Option<f64>; 2]> = FxHashMap::default();
    for one in judged {
        if let Some(pair) = &one.pair {
            pairs.entry(pair).or_default()[usize::from(one.harmful)] = Some(one.logit);
        }
    }
    let mut order: Vec<f64> = pairs
        .into_values()
        .filter_map(|pair| match pair {
            [Some(genuine), Some(harmful)] => Some(match harmful.total_cmp(&genuine) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            }),
            _ => None,
        })
        .collect();
    order.sort_by(f64::total_cmp);
    let count = f64::from(u32::try_from(order.len()).unwrap_or(u32::MAX));
    (count > 0.0).then(|| order.iter().sum::<f64>() / count)
}

fn slices(judged: &[Judged], threshold: f64) -> Vec<Slice> {
    let mut parts: BTreeMap<String, Vec<&Judged>> = BTreeMap::new();
    for one in judged {
        let kind = if one.kind == Kind::Authored { "authored" } else { "real" };
        parts.entry(format!("{kind} {}", one.language)).or_default().push(one);
        if !one.source.is_empty() {
            parts.entry(format!("source {}", one.source)).or_default().push(one);
        }
    }
    let slice = |(name, part): (String, Vec<&Judged>)| {
        let logits =
            |harmful: bool| -> Vec<f64> { part.iter().filter(|j| j.harmful == harmful).map(|j| j.logit).collect() };
        let (harmful, genuine) = (logits(true), logits(false));
        Slice {
            name,
            harmful: harmful.len(),
            genuine: genuine.len(),
            roc_auc: roc_auc(&part.iter().map(|j| (j.logit, j.harmful)).collect::<Vec<_>>()),
            recall: share_at(&harmful, threshold),
            false_alarms: share_at(&genuine, threshold),
        }
    };
    parts.into_iter().map(slice).collect()
}
