//! What becomes of ads at one threshold: shares flagged, precision where harmful ads are rare, and what it costs.

use super::{Scored, count};

/// The lowest threshold at or above which lie at most `share` (0 to 1) of `genuine` scores: a score counts as flagged
/// when it is at least the threshold.
#[must_use]
pub fn threshold_at(genuine: &[f64], share: f64) -> f64 {
    let mut sorted = genuine.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let allowed = count(sorted.len()) * share;
    let mut above = 0.0;
    for tie in sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()) {
        if above + count(tie.len()) > allowed {
            return tie[0].next_up();
        }
        above += count(tie.len());
    }
    f64::NEG_INFINITY
}

/// Share of `scores` at or above a threshold; 0 for none.
#[must_use]
pub fn share_at(scores: &[f64], threshold: f64) -> f64 {
    if scores.is_empty() {
        return 0.0;
    }
    count(scores.iter().filter(|s| **s >= threshold).count()) / count(scores.len())
}

/// Joint recall: recall on harmful ads at the threshold above which lie at most 1 % of real genuine ads and at most 5 % of
/// hard negatives. Returns recall and threshold.
#[must_use]
pub fn joint_recall(harmful: &[f64], real: &[f64], hard: &[f64]) -> (f64, f64) {
    let threshold = threshold_at(real, 0.01).max(threshold_at(hard, 0.05));
    (share_at(harmful, threshold), threshold)
}

/// Harmonic mean of precision and recall at a threshold, over ads in the proportion they come in. `None` without a
/// harmful ad.
#[must_use]
pub fn f1(scored: &[Scored], threshold: f64) -> Option<f64> {
    let harmful = count(scored.iter().filter(|s| s.1).count());
    let flagged = count(scored.iter().filter(|s| s.0 >= threshold).count());
    let hits = count(scored.iter().filter(|s| s.1 && s.0 >= threshold).count());
    (harmful > 0.0).then(|| 2.0 * hits / (harmful + flagged))
}

/// Share of flagged ads that are harmful where a share `prevalence` of all ads is, given the shares of harmful and of
/// genuine ads that are flagged. `None` where nothing is flagged.
#[must_use]
pub fn expected_precision(recall: f64, false_alarms: f64, prevalence: f64) -> Option<f64> {
    let flagged = alert_rate(recall, false_alarms, prevalence);
    (flagged > 0.0).then(|| recall * prevalence / flagged)
}

/// Share of all ads that are flagged where a share `prevalence` of them is harmful.
#[must_use]
pub fn alert_rate(recall: f64, false_alarms: f64, prevalence: f64) -> f64 {
    recall * prevalence + false_alarms * (1.0 - prevalence)
}

/// The threshold with the least expected cost, and what the choice costs per ad.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cheapest {
    /// Flag what scores at least this; above every score where flagging nothing is cheapest.
    pub threshold: f64,
    /// Expected cost per ad at the threshold.
    pub cost: f64,
    /// Expected cost per ad of flagging nothing.
    pub flag_none: f64,
    /// Expected cost per ad of flagging everything.
    pub flag_all: f64,
}

/// Tries every distinct score as a threshold where a share `prevalence` of all ads is harmful, a genuine ad flagged costs
/// `cost_fp` and a harmful ad missed `cost_fn`; of equally cheap thresholds the highest. `None` unless both labels occur.
#[must_use]
pub fn cheapest(harmful: &[f64], genuine: &[f64], prevalence: f64, (cost_fp, cost_fn): (f64, f64)) -> Option<Cheapest> {
    let mut scored: Vec<Scored> =
        harmful.iter().map(|s| (*s, true)).chain(genuine.iter().map(|s| (*s, false))).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let highest = scored.first()?.0;
    if harmful.is_empty() || genuine.is_empty() {
        return None;
    }
    let (missed, alarm) = (prevalence * cost_fn, (1.0 - prevalence) * cost_fp);
    let mut best = Cheapest { threshold: highest.next_up(), cost: missed, flag_none: missed, flag_all: alarm };
    let (mut hits, mut alarms) = (0.0, 0.0);
    for tie in scored.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let here = count(tie.iter().filter(|s| s.1).count());
        hits += here;
        alarms += count(tie.len()) - here;
        let cost = missed * (1.0 - hits / count(harmful.len())) + alarm * alarms / count(genuine.len());
        if cost < best.cost {
            best = Cheapest { threshold: tie[0].0, cost, ..best };
        }
    }
    Some(best)
}
