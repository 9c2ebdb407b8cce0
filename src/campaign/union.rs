//! Union-find: which members of a list belong together, directly or by others between them.

#[cfg(feature = "train")]
use rustc_hash::FxHashMap;

/// Disjoint sets of the numbers below a count, with path halving. The root of a set is its smallest member.
#[derive(Debug, Clone)]
pub(crate) struct Union {
    parent: Vec<u32>,
}

impl Union {
    /// Every number by itself.
    ///
    /// # Panics
    /// With more than four thousand million numbers.
    pub(crate) fn new(count: usize) -> Self {
        let count = u32::try_from(count).expect("invariant: four thousand million ads do not fit into memory");
        Self { parent: (0..count).collect() }
    }

    /// The smallest member of the set of `at`.
    pub(crate) fn root(&mut self, at: usize) -> usize {
        let mut at = at;
        while self.parent[at] as usize != at {
            self.parent[at] = self.parent[self.parent[at] as usize];
            at = self.parent[at] as usize;
        }
        at
    }

    /// Makes two sets one.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high] = self.parent[low];
    }

    /// The set of every number, the sets numbered from 0 in order of first appearance.
    #[cfg(feature = "train")]
    pub(crate) fn numbered(mut self) -> Vec<usize> {
        let mut numbers: FxHashMap<usize, usize> = FxHashMap::default();
        (0..self.parent.len())
            .map(|i| {
                let root = self.root(i);
                let next = numbers.len();
                *numbers.entry(root).or_insert(next)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Union;

    #[test]
    fn the_root_is_the_smallest_whatever_the_order_of_joining() {
        for pairs in [[(5, 3), (3, 1), (4, 2)], [(1, 3), (2, 4), (3, 5)], [(3, 5), (5, 1), (4, 2)]] {
            let mut union = Union::new(6);
            pairs.iter().for_each(|(a, b)| union.join(*a, *b));
            assert_eq!((0..6).map(|at| union.root(at)).collect::<Vec<_>>(), [0, 1, 2, 1, 2, 1], "{pairs:?}");
        }
    }

    #[cfg(feature = "train")]
    #[test]
    fn sets_are_numbered_in_order_of_appearance() {
        let mut union = Union::new(5);
        union.join(4, 1);
        union.join(2, 3);
        assert_eq!(union.numbered(), [0, 1, 2, 2, 1]);
    }
}
