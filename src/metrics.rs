//! Measures over scores and labels: pure functions, no state, no file.
//!
//! Scores are any numbers where higher means riskier; `true` is harmful. Ties are handled exactly: equal scores are one
//! operating point.

/// A score and whether the ad is harmful.
pub type Scored = (f64, bool);

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
    let harmful = count(scored.iter().filter(|s| s.1).count());
    if harmful == 0.0 {
        return None;
    }
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut hits, mut seen, mut area) = (0.0, 0.0, 0.0);
    for tie in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let here = count(tie.iter().filter(|s| s.1).count());
        seen += count(tie.len());
        hits += here;
        area += here / harmful * (hits / seen);
    }
    Some(area)
}

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

/// Mean squared error of probabilities.
#[must_use]
pub fn brier(predicted: &[Scored]) -> f64 {
    let error = |(p, harmful): &Scored| (p - f64::from(u8::from(*harmful))).powi(2);
    predicted.iter().map(error).sum::<f64>() / count(predicted.len()).max(1.0)
}

/// One row of a reliability table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Ads in the bin.
    pub ads: usize,
    /// Mean predicted probability.
    pub predicted: f64,
    /// Share that is harmful.
    pub observed: f64,
}

/// Ten bins of equal width over the predicted probability; empty bins are left out.
#[must_use]
pub fn reliability(predicted: &[Scored]) -> Vec<Bin> {
    let bin_of = |p: f64| (0..9u8).find(|i| p < f64::from(i + 1) / 10.0).unwrap_or(9);
    let mut bins = Vec::new();
    for index in 0..10u8 {
        let inside: Vec<&Scored> = predicted.iter().filter(|(p, _)| bin_of(*p) == index).collect();
        if inside.is_empty() {
            continue;
        }
        let n = count(inside.len());
        bins.push(Bin {
            ads: inside.len(),
            predicted: inside.iter().map(|s| s.0).sum::<f64>() / n,
            observed: count(inside.iter().filter(|s| s.1).count()) / n,
        });
    }
    bins
}

/// Expected calibration error over the bins of [`reliability`].
#[must_use]
pub fn calibration_error(predicted: &[Scored]) -> f64 {
    let total = count(predicted.len()).max(1.0);
    reliability(predicted).iter().map(|b| count(b.ads) / total * (b.predicted - b.observed).abs()).sum()
}

/// A 95 % interval for a statistic, by drawing whole clusters with replacement `rounds` times. Deterministic: the same
/// seed draws the same clusters. `clusters` holds the members of each cluster.
#[must_use]
pub fn cluster_interval<T>(
    clusters: &[Vec<T>],
    rounds: usize,
    seed: u64,
    statistic: impl Fn(&[&T]) -> Option<f64>,
) -> Option<(f64, f64)> {
    let mut state = seed;
    let mut values: Vec<f64> = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let mut drawn: Vec<&T> = Vec::new();
        for _ in 0..clusters.len() {
            let index = next(&mut state) % clusters.len().max(1) as u64;
            drawn.extend(&clusters[usize::try_from(index).unwrap_or(0)]);
        }
        values.extend(statistic(&drawn));
    }
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let last = values.len().checked_sub(1)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a small length")]
        let index = (count(last) * share).round() as usize;
        values.get(index).copied()
    };
    Some((at(0.025)?, at(0.975)?))
}

/// SplitMix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
