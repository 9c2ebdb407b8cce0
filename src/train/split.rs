//! Splits by campaign: every group of near-duplicates and twins falls into one fold, whatever its order.

/// The fold of every example, given the group of each. Groups are dealt out by falling size, each to the smallest fold.
pub(super) fn folds(groups: &[usize], folds: usize) -> Vec<usize> {
    let count = groups.iter().max().map_or(0, |most| most + 1);
    let mut sizes = vec![0usize; count];
    groups.iter().for_each(|group| sizes[*group] += 1);
    let mut order: Vec<usize> = (0..count).collect();
    // Groups of one size are shuffled by a fixed mix, so that neighbors in a file do not land in one fold.
    order.sort_by_key(|group| (std::cmp::Reverse(sizes[*group]), mix(*group)));
    let mut filled = vec![0usize; folds.max(1)];
    let mut fold_of = vec![0usize; count];
    for group in order {
        let smallest = (0..filled.len()).min_by_key(|fold| filled[*fold]).unwrap_or(0);
        fold_of[group] = smallest;
        filled[smallest] += sizes[group];
    }
    groups.iter().map(|group| fold_of[*group]).collect()
}

/// The fold of every example by campaign, except that the ads of a fresh source stay together: `fresh_sources` in order, and the
/// source of each example.
pub(super) fn by_campaign(groups: &[usize], sources: &[usize], fresh_sources: &[usize], folds: usize) -> Vec<usize> {
    let rank = |source: &usize| fresh_sources.iter().position(|fresh| fresh == source);
    let dealt = self::folds(groups, folds).into_iter().zip(sources);
    dealt.map(|(fold, source)| rank(source).map_or(fold, |rank| rank % folds.max(1))).collect()
}

/// A fixed permutation of small numbers.
fn mix(value: usize) -> u64 {
    (value as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31)
}
