//! Groups of training ads that must stay on one side of a split: near-duplicates, joined with declared families.
//!
//! What makes two ads near-duplicates is the business of [`crate::campaign`]; families (contrast twins) are declared by the
//! data.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Example;
use crate::campaign::{BANDS, Signature, Union};

/// Ads of one bucket that later ones are compared with.
const REPRESENTATIVES: usize = 16;

/// The group of every example, numbered from 0 in order of first appearance.
pub(super) fn groups(examples: &[Example]) -> Vec<usize> {
    with_families(examples, &similar(examples))
}

/// Clusters of near-duplicates joined with declared families: campaigns.
pub(super) fn with_families(examples: &[Example], similar: &[usize]) -> Vec<usize> {
    let mut union = Union::new(examples.len());
    let mut families: FxHashMap<&str, usize> = FxHashMap::default();
    let mut clusters: FxHashMap<usize, usize> = FxHashMap::default();
    for (i, example) in examples.iter().enumerate() {
        union.join(*families.entry(example.family.as_str()).or_insert(i), i);
        union.join(*clusters.entry(similar[i]).or_insert(i), i);
    }
    union.numbered()
}

/// The cluster of near-duplicates of every example, declared families aside, numbered from 0 in order of first appearance.
/// Ads without a word to compare by are alike only if they are the same letter for letter.
pub(super) fn similar(examples: &[Example]) -> Vec<usize> {
    let sign = |example: &Example| Signature::of_words(&example.ad.title, &example.ad.text);
    let signatures: Vec<Option<Signature>> = examples.par_iter().map(sign).collect();
    let mut union = Union::new(examples.len());
    let mut wordless: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for (i, example) in examples.iter().enumerate().filter(|(i, _)| signatures[*i].is_none()) {
        union.join(*wordless.entry((&example.ad.title, &example.ad.text)).or_insert(i), i);
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
