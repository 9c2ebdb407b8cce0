//! The groups that a split keeps together: near-duplicates, joined with declared families.
//!
//! Two ads belong together when their signatures are near (see [`campaign`](crate::campaign)), or when they name the same
//! family (contrast twins). Ads without a word, of which nothing can be told apart, are one group.
//!
//! Who is compared with whom is settled here, in the order of the examples, and not where campaigns of a run are found:
//! groups decide the folds, and with another comparison the built-in model could not be made again from the same data.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Example;
use crate::campaign::{BANDS, Signature, Union};

/// Ads of one bucket that later ones are compared with.
const REPRESENTATIVES: usize = 16;

/// The group of every example, numbered from 0 in order of first appearance.
pub(super) fn groups(examples: &[Example]) -> Vec<usize> {
    let sign = |example: &Example| Signature::of_words(&example.ad.title, &example.ad.text);
    let signatures: Vec<Option<Signature>> = examples.par_iter().map(sign).collect();
    let mut union = Union::new(examples.len());
    let mut families: FxHashMap<&str, usize> = FxHashMap::default();
    let mut wordless = None;
    for (i, example) in examples.iter().enumerate() {
        let first = *families.entry(example.family.as_str()).or_insert(i);
        union.join(first, i);
        if signatures[i].is_none() {
            union.join(*wordless.get_or_insert(i), i);
        }
    }
    for band in 0..BANDS {
        let mut buckets: FxHashMap<u64, Vec<(usize, &Signature)>> = FxHashMap::default();
        for (i, signature) in signatures.iter().enumerate() {
            let Some(signature) = signature else { continue };
            let known = buckets.entry(signature.band(band)).or_default();
            match known.iter().find(|(_, other)| other.is_near(signature)) {
                Some((near, _)) => union.join(*near, i),
                None if known.len() < REPRESENTATIVES => known.push((i, signature)),
                None => {}
            }
        }
    }
    union.numbered()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use xxhash_rust::xxh3::xxh3_64;

    use super::groups;
    use crate::train::read_all;

    /// The groups of the ads distributed here, as the built-in model was trained with them. Another value means other
    /// folds and so another model: it changes only with a retrained one.
    #[test]
    fn groups_are_those_the_model_was_trained_with() {
        let set = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets").join(name);
        let corpus = read_all(&[set("authored"), set("heldout")], &[]).expect("the data sets can be read");
        let groups = groups(&corpus.examples);
        let bytes: Vec<u8> =
            groups.iter().flat_map(|group| u32::try_from(*group).expect("few groups").to_le_bytes()).collect();
        assert_eq!((groups.len(), groups.iter().max()), (4067, Some(&2235)));
        assert_eq!(format!("{:016x}", xxh3_64(&bytes)), "2b6bb769285590d1");
    }
}
