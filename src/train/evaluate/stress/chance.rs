//! Chance that always falls the same way for one attack on one ad.

use xxhash_rust::xxh3::xxh3_64;

/// A stream of numbers, seeded with the names of an attack and an ad.
pub(super) struct Chance(u64);

impl Chance {
    /// The stream of one attack on one ad, whatever else is measured.
    pub(super) fn of(attack: &str, ad: &str) -> Self {
        Self(xxh3_64(attack.as_bytes()) ^ xxh3_64(ad.as_bytes()).rotate_left(1))
    }

    /// A number below `end`, which is not 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(0) % end
    }

    /// Whether what happens once in `times` happens now.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several, of which there is at least one.
    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}
