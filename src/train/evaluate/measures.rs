//! The table of measures: a new one is one row here.

use super::judged::Sample;
use crate::metrics::{
    Scored, average_precision, brier, calibration_error, joint_recall, roc_auc, share_at, threshold_at,
};

/// Fewer genuine ads cannot show a rate of 1 %.
const LEAST_FOR_1_PERCENT: usize = 100;
/// Fewer genuine ads cannot show a rate of 0.1 %.
const LEAST_FOR_01_PERCENT: usize = 1000;

/// A measure over a whole sample.
pub(super) struct Measure {
    /// Key in JSON and in the model file.
    pub(super) key: &'static str,
    /// What it is, for people.
    pub(super) title: &'static str,
    /// Its value; `None` where the sample cannot show it. Probabilities are those of the sample.
    pub(super) of: fn(&Sample, &[Scored]) -> Option<f64>,
}

/// Every measure, in the order it is shown.
pub(super) const MEASURES: &[Measure] = &[
    Measure {
        key: "roc_auc",
        title: "ROC-AUC, harmful against hard negatives",
        of: |sample, _| roc_auc(&sample.contrast()),
    },
    Measure { key: "roc_auc_all", title: "ROC-AUC, all ads", of: |sample, _| roc_auc(&sample.scored) },
    Measure { key: "pr_auc", title: "PR-AUC, all ads", of: |sample, _| average_precision(&sample.scored) },
    Measure {
        key: "recall_at_1_percent",
        title: "recall where 1 % of genuine ads are flagged",
        of: |sample, _| recall_at(sample, &sample.harmful, 0.01, LEAST_FOR_1_PERCENT),
    },
    Measure {
        key: "recall_at_0.1_percent",
        title: "recall where 0.1 % of genuine ads are flagged",
        of: |sample, _| recall_at(sample, &sample.harmful, 0.001, LEAST_FOR_01_PERCENT),
    },
    Measure {
        key: "hard_negatives_at_1_percent",
        title: "hard negatives flagged at the 1 % threshold",
        of: |sample, _| recall_at(sample, &sample.hard, 0.01, LEAST_FOR_1_PERCENT),
    },
    Measure {
        key: "joint_recall",
        title: "joint recall (1 % of genuine, 5 % of hard negatives)",
        of: |sample, _| {
            let enough = sample.genuine.len() >= LEAST_FOR_1_PERCENT && !sample.hard.is_empty();
            (enough && !sample.harmful.is_empty())
                .then(|| joint_recall(&sample.harmful, &sample.genuine, &sample.hard).0)
        },
    },
    Measure {
        key: "other_recall_at_1_percent",
        title: "recall on real ads labeled harmful, 1 % threshold",
        of: |sample, _| recall_at(sample, &sample.other_harmful, 0.01, LEAST_FOR_1_PERCENT),
    },
    Measure {
        key: "pair_accuracy",
        title: "contrast pairs ordered rightly",
        of: |sample, _| {
            let pairs = f64::from(u32::try_from(sample.pairs.len()).unwrap_or(u32::MAX));
            (pairs > 0.0).then(|| sample.pairs.iter().sum::<f64>() / pairs)
        },
    },
    Measure {
        key: "brier",
        title: "Brier score, at the data's own share of harmful ads",
        of: |_, probabilities| Some(brier(probabilities)),
    },
    Measure {
        key: "calibration_error",
        title: "expected calibration error, likewise",
        of: |_, probabilities| Some(calibration_error(probabilities)),
    },
];

/// Key and title of every measure.
pub(in crate::train) fn measure_titles() -> impl Iterator<Item = (&'static str, &'static str)> {
    MEASURES.iter().map(|measure| (measure.key, measure.title))
}

/// Share of some ads at or above the threshold that a share of genuine ads reaches, if there are enough of those.
fn recall_at(sample: &Sample, of: &[f64], share: f64, least: usize) -> Option<f64> {
    let enough = sample.genuine.len() >= least && !of.is_empty();
    enough.then(|| share_at(of, threshold_at(&sample.genuine, share)))
}

/// The threshold for slices: where 1 % of genuine ads are flagged, if there are enough to tell.
pub(super) fn one_percent(genuine: &[f64]) -> Option<f64> {
    (genuine.len() >= LEAST_FOR_1_PERCENT).then(|| threshold_at(genuine, 0.01))
}
