//! How well scores put harmful ads above genuine ones: areas and curves.

use super::{Scored, count};

/// Area under the ROC curve: the chance that a harmful ad scores above a genuine one, ties counting half. `None` unless
/// both labels occur.
#[must_use]
pub fn roc_auc(scored: &[Scored]) -> Option<f64> {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut area) = (0.0, 0.0);
    for tie in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let harmful = count(tie.iter().filter(|s| s.1).count());
        let genuine = count(tie.len()) - harmful;
        area += harmful * (below + genuine / 2.0);
        below += genuine;
    }
    let harmful = count(scored.len()) - below;
    (harmful > 0.0 && below > 0.0).then(|| area / (harmful * below))
}

/// Area under the precision-recall curve by average precision. `None` without a harmful ad.
#[must_use]
pub fn average_precision(scored: &[Scored]) -> Option<f64> {
    let harmful = scored.iter().any(|s| s.1);
    let (mut area, mut before) = (0.0, 0.0);
    for (recall, precision) in precision_recall_curve(scored) {
        area += (recall - before) * precision;
        before = recall;
    }
    harmful.then_some(area)
}

/// A point `(recall, precision)` for every distinct score, from the highest down; empty without a harmful ad.
#[must_use]
pub fn precision_recall_curve(scored: &[Scored]) -> Vec<(f64, f64)> {
    let harmful = count(scored.iter().filter(|s| s.1).count());
    if harmful == 0.0 {
        return Vec::new();
    }
    let (mut hits, mut seen) = (0.0, 0.0);
    let point = |(tie_hits, tie_all): (f64, f64)| {
        hits += tie_hits;
        seen += tie_all;
        (hits / harmful, hits / seen)
    };
    ties(scored).into_iter().map(point).collect()
}

/// A point `(share of genuine ads, share of harmful ads)` at or above every distinct score, from the highest down,
/// beginning at `(0, 0)`; empty unless both labels occur.
#[must_use]
pub fn roc_curve(scored: &[Scored]) -> Vec<(f64, f64)> {
    let harmful = count(scored.iter().filter(|s| s.1).count());
    let genuine = count(scored.len()) - harmful;
    if harmful == 0.0 || genuine == 0.0 {
        return Vec::new();
    }
    let (mut hits, mut alarms) = (0.0, 0.0);
    let point = |(tie_hits, tie_all): (f64, f64)| {
        hits += tie_hits;
        alarms += tie_all - tie_hits;
        (alarms / genuine, hits / harmful)
    };
    std::iter::once((0.0, 0.0)).chain(ties(scored).into_iter().map(point)).collect()
}

/// Harmful ads and all ads of every distinct score, from the highest down.
fn ties(scored: &[Scored]) -> Vec<(f64, f64)> {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let tie = |tie: &[Scored]| (count(tie.iter().filter(|s| s.1).count()), count(tie.len()));
    sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()).map(tie).collect()
}
