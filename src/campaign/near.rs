//! Who belongs to whom: signatures that agree in a band meet, and those that meet are compared.
//!
//! Within a bucket signatures are sorted by the next band, so that those alike stand side by side, and each is compared
//! with a few before it and with the first. The work is linear in the number of ads however large a bucket grows, and the
//! outcome does not depend on their order.

use super::minhash::{BANDS, Signature};
use super::union::Union;

/// How many of those before it each signature is compared with; four found all that comparing each with each found in the
/// authored ads and the boards.
pub const NEIGHBORS: usize = 8;

/// Joins the near ones of the signatures.
pub(super) fn join(signatures: &[&Signature]) -> Union {
    let mut union = Union::new(signatures.len());
    let mut keyed: Vec<(u64, u64, u32)> = Vec::with_capacity(signatures.len());
    for band in 0..BANDS {
        keyed.clear();
        let next = (band + 1) % BANDS;
        keyed.extend((0..).zip(signatures).map(|(at, signature)| (signature.band(band), signature.band(next), at)));
        keyed.sort_unstable();
        for bucket in keyed.chunk_by(|a, b| a.0 == b.0).filter(|bucket| bucket.len() > 1) {
            join_bucket(bucket, signatures, &mut union);
        }
    }
    union
}

fn join_bucket(bucket: &[(u64, u64, u32)], signatures: &[&Signature], union: &mut Union) {
    for (at, (.., one)) in bucket.iter().enumerate().skip(1) {
        let near = bucket[at.saturating_sub(NEIGHBORS)..at].iter().rev();
        for (.., other) in near.chain(&bucket[..1]) {
            let (one, other) = (*one as usize, *other as usize);
            if union.root(one) != union.root(other) && signatures[one].is_near(signatures[other]) {
                union.join(one, other);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest member of each signature's set, when all are compared with all.
    fn exhaustive(signatures: &[&Signature]) -> Vec<usize> {
        let mut union = Union::new(signatures.len());
        for (one, a) in signatures.iter().enumerate() {
            for (other, b) in signatures.iter().enumerate().skip(one + 1) {
                if a.is_near(b) {
                    union.join(one, other);
                }
            }
        }
        (0..signatures.len()).map(|at| union.root(at)).collect()
    }

    /// Ads that all begin alike and go on, twenty by twenty, with words of their own: one bucket holds many campaigns.
    fn boilerplate() -> Vec<Signature> {
        let ad = |n: usize| {
            let shared: String = (0..40).map(|word| format!("shared{} ", letters(word))).collect();
            let own: String = (0..60).map(|word| format!("w{}x{} ", letters(n / 20), letters(word))).collect();
            let place: String = (0..3).map(|word| format!("p{}x{} ", letters(n), letters(word))).collect();
            Signature::of("", &format!("{shared}{own}{place}"))
        };
        (0..400).filter_map(ad).collect()
    }

    /// A number in letters, for digits are masked.
    fn letters(mut number: usize) -> String {
        let mut word = String::new();
        loop {
            word.push(char::from(b'a' + u8::try_from(number % 26).unwrap()));
            number /= 26;
            if number == 0 {
                return word;
            }
        }
    }

    #[test]
    fn crowded_buckets_are_joined_as_if_all_were_compared() {
        let signatures = boilerplate();
        let signatures: Vec<&Signature> = signatures.iter().collect();
        let mut union = join(&signatures);
        let found: Vec<usize> = (0..signatures.len()).map(|at| union.root(at)).collect();
        assert_eq!(found, exhaustive(&signatures));
        assert_eq!(found, (0..400).map(|n| n / 20 * 20).collect::<Vec<_>>());
    }
}
