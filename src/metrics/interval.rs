//! How far figures would move if other campaigns had been met: the cluster bootstrap.

use rayon::prelude::*;

use super::count;

/// 95 % intervals for several statistics at once, by drawing whole clusters with replacement `rounds` times.
///
/// `clusters` holds the cluster of each item. A draw keeps the order of the items, so that sorted items stay sorted.
/// Deterministic: the same seed draws the same clusters, whatever the number of threads. A statistic that has no value in
/// half of the draws or more has no interval.
#[must_use]
pub fn cluster_intervals<T: Sync>(
    items: &[T],
    clusters: &[usize],
    rounds: usize,
    seed: u64,
    statistics: impl Fn(&[&T]) -> Vec<Option<f64>> + Sync,
) -> Vec<Option<(f64, f64)>> {
    let mut ids: Vec<usize> = clusters.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let place: Vec<usize> = clusters.iter().map(|id| ids.partition_point(|known| known < id)).collect();
    let draw = |round: usize| {
        let mut state = seed ^ mix(round as u64);
        let mut times = vec![0u32; ids.len()];
        (0..ids.len()).for_each(|_| times[below(&mut state, ids.len())] += 1);
        let drawn: Vec<&T> =
            items.iter().zip(&place).flat_map(|(item, at)| (0..times[*at]).map(move |_| item)).collect();
        statistics(&drawn)
    };
    let draws: Vec<Vec<Option<f64>>> = (0..rounds).into_par_iter().map(draw).collect();
    let width = draws.iter().map(Vec::len).max().unwrap_or(0);
    (0..width).map(|at| middle(draws.iter().filter_map(|draw| *draw.get(at)?).collect(), rounds)).collect()
}

/// The values between which the middle 95 % lie.
fn middle(mut values: Vec<f64>, rounds: usize) -> Option<(f64, f64)> {
    if values.len() * 2 <= rounds {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a small length")]
        let index = (count(values.len() - 1) * share).round() as usize;
        values[index]
    };
    Some((at(0.025), at(0.975)))
}

/// A number below `limit`, which is at least 1.
fn below(state: &mut u64, limit: usize) -> usize {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    usize::try_from(mix(*state) % limit.max(1) as u64).unwrap_or(0)
}

/// The mixing function of SplitMix64.
fn mix(value: u64) -> u64 {
    let z = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
