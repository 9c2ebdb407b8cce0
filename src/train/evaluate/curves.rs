//! What is drawn: curves thinned to what an eye can tell apart, score histograms, and the ads at the wrong end.

use super::judged::{Basis, Judged, Role, Sample};
use crate::metrics::{precision_recall_curve, roc_curve};
use crate::train::Kind;

/// Points nearer to the last one kept are left out.
const NEAR: f64 = 0.004;
/// Lowest and highest bin of a histogram, in log-odds; what lies beyond is counted there.
const ENDS: (i32, i32) = (-12, 12);
/// Ads shown at each wrong end.
const EXTREMES: usize = 12;

/// Points and bins ready to draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves {
    /// `(recall, precision)` over all ads, from the highest score down.
    pub precision_recall: Vec<(f64, f64)>,
    /// `(share of genuine ads flagged, recall)`, from the highest score down.
    pub roc: Vec<(f64, f64)>,
    /// Log-odds at which the first bin begins; every bin is one unit wide.
    pub first_bin: i32,
    /// Ads in each bin, by [`Role::ALL`]; ads with too little text to judge stand in the first bin.
    pub histogram: [Vec<usize>; 4],
}

/// Makes the curves of a sample.
pub(super) fn curves(sample: &Sample) -> Curves {
    let parts = [&sample.harmful, &sample.other_harmful, &sample.genuine, &sample.hard];
    Curves {
        precision_recall: thinned(precision_recall_curve(&sample.scored), |x| x),
        roc: thinned(roc_curve(&sample.detection()), |x| x.max(1e-4).log10() / 4.0),
        first_bin: ENDS.0,
        histogram: parts.map(|scores| bins(scores)),
    }
}

/// Leaves out points that lie close to the last one kept, on the scale they are drawn on; the ends stay.
fn thinned(points: Vec<(f64, f64)>, scale: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    let count = points.len();
    for (index, point) in points.into_iter().enumerate() {
        let far = kept
            .last()
            .is_none_or(|last| (scale(point.0) - scale(last.0)).abs() > NEAR || (point.1 - last.1).abs() > NEAR);
        if far || index + 1 == count {
            kept.push(point);
        }
    }
    kept
}

fn bins(scores: &[f64]) -> Vec<usize> {
    let width = usize::try_from(ENDS.1 - ENDS.0).unwrap_or(1);
    let mut bins = vec![0; width];
    for score in scores {
        let clamped = score.clamp(f64::from(ENDS.0), f64::from(ENDS.1) - 0.5);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a few bins above 0")]
        let bin = (clamped - f64::from(ENDS.0)).floor() as usize;
        bins[bin.min(width - 1)] += 1;
    }
    bins
}

/// An ad at the wrong end.
#[derive(Debug, Clone, PartialEq)]
pub struct Extreme {
    /// Identifier in its source.
    pub id: String,
    /// Its source.
    pub source: String,
    /// Authored or real.
    pub kind: Kind,
    /// Language as labeled.
    pub language: String,
    /// Scheme as labeled, may be empty.
    pub scheme: String,
    /// Log-odds; `None` with too little text to judge.
    pub logit: Option<f64>,
}

/// The ads a person should look at first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extremes {
    /// Harmful ads with the lowest scores.
    pub missed: Vec<Extreme>,
    /// Genuine ads with the highest scores, hard negatives apart.
    pub alarming: Vec<Extreme>,
}

/// Finds them; of equal scores the first in the data.
pub(super) fn extremes(judged: &[Judged], basis: Basis) -> Extremes {
    let of = |role: Role| -> Vec<&Judged> {
        let mut ads: Vec<&Judged> = judged.iter().filter(|j| basis.role(j.harmful, j.kind) == role).collect();
        ads.sort_by(|a, b| a.score().total_cmp(&b.score()));
        ads
    };
    let view = |one: &Judged| Extreme {
        id: one.id.clone(),
        source: one.source.clone(),
        kind: one.kind,
        language: one.language.clone(),
        scheme: one.scheme.clone(),
        logit: one.logit,
    };
    Extremes {
        missed: of(Role::Harmful).into_iter().take(EXTREMES).map(view).collect(),
        alarming: of(Role::Genuine).into_iter().rev().take(EXTREMES).map(view).collect(),
    }
}
