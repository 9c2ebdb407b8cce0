//! Which units of one sequence stand in another, in the same order: a longest common subsequence.

/// The table of lengths, kept so that it is not made anew for every pair.
#[derive(Debug, Default)]
pub(super) struct Aligner {
    lengths: Vec<u16>,
}

impl Aligner {
    /// For every unit of `a` the place of its like in `b`, rising, as many as can be had; `None` where it has none.
    ///
    /// Takes time and memory in proportion to the product of both lengths, without what is alike at both ends. Sequences are
    /// shorter than 65,536.
    pub(super) fn align(&mut self, a: &[u32], b: &[u32]) -> Vec<Option<usize>> {
        let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
        let (rest_a, rest_b) = (&a[head..], &b[head..]);
        let tail = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(x, y)| x == y).count();
        let (middle_a, middle_b) = (&rest_a[..rest_a.len() - tail], &rest_b[..rest_b.len() - tail]);
        let mut places: Vec<Option<usize>> = (0..head).map(Some).collect();
        places.extend(self.middle(middle_a, middle_b).into_iter().map(|place| place.map(|at| head + at)));
        places.extend((b.len() - tail..b.len()).map(Some));
        places
    }

    /// The same by the table: the entry of row `i` and column `j` is the length for what follows them.
    fn middle(&mut self, a: &[u32], b: &[u32]) -> Vec<Option<usize>> {
        let columns = b.len() + 1;
        self.lengths.clear();
        self.lengths.resize((a.len() + 1) * columns, 0);
        for i in (0..a.len()).rev() {
            for j in (0..b.len()).rev() {
                let longest = if a[i] == b[j] {
                    self.lengths[(i + 1) * columns + j + 1] + 1
                } else {
                    self.lengths[(i + 1) * columns + j].max(self.lengths[i * columns + j + 1])
                };
                self.lengths[i * columns + j] = longest;
            }
        }
        let mut places = vec![None; a.len()];
        let (mut i, mut j) = (0, 0);
        while i < a.len() && j < b.len() {
            if a[i] == b[j] {
                places[i] = Some(j);
                (i, j) = (i + 1, j + 1);
            } else if self.lengths[(i + 1) * columns + j] >= self.lengths[i * columns + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Aligner;

    fn places(a: &[u32], b: &[u32]) -> Vec<Option<usize>> {
        Aligner::default().align(a, b)
    }

    #[test]
    fn what_was_put_in_or_left_out_is_stepped_over() {
        assert_eq!(places(&[1, 2, 3], &[1, 9, 2, 3]), [Some(0), Some(2), Some(3)]);
        assert_eq!(places(&[1, 2, 3], &[1, 3]), [Some(0), None, Some(1)]);
        assert_eq!(places(&[1, 2], &[3, 4]), [None, None]);
        assert_eq!(places(&[], &[3, 4]), []);
        assert_eq!(places(&[1, 1], &[1]), [Some(0), None]);
    }

    /// The length by the textbook's recursion.
    fn longest(a: &[u32], b: &[u32]) -> usize {
        match (a, b) {
            ([], _) | (_, []) => 0,
            ([x, a @ ..], [y, b @ ..]) if x == y => 1 + longest(a, b),
            ([_, short_a @ ..], [_, short_b @ ..]) => longest(short_a, b).max(longest(a, short_b)),
        }
    }

    proptest! {
        #[test]
        fn places_rise_hold_the_same_units_and_are_as_many_as_can_be_had(
            a in prop::collection::vec(0u32..4, 0..9), b in prop::collection::vec(0u32..4, 0..9)
        ) {
            let found = places(&a, &b);
            prop_assert_eq!(found.len(), a.len());
            let kept: Vec<(usize, usize)> = found.iter().enumerate().filter_map(|(i, at)| Some((i, (*at)?))).collect();
            prop_assert!(kept.windows(2).all(|two| two[0].1 < two[1].1));
            prop_assert!(kept.iter().all(|(i, at)| a[*i] == b[*at]));
            prop_assert_eq!(kept.len(), longest(&a, &b));
        }
    }
}
