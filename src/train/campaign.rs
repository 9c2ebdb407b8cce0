//! Campaigns: clusters of near-duplicate ads, found by MinHash over shingles and joined with declared families.
//!
//! Two ads belong together when their shingle sets have an estimated Jaccard index of at least one half, or when they name
//! the same family (contrast twins).

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Example;
use crate::model::tokens;
use crate::text::NormalizedText;
use crate::text::script::is_unspaced;

/// Hash functions of a signature.
const HASHES: usize = 64;
/// Rows of a band: two ads meet when all rows of one band agree.
const ROWS: usize = 2;
/// Words in a shingle; in scripts without spaces every character counts as a word.
const SHINGLE: usize = 4;
/// Ads of one bucket that later ones are compared with.
const REPRESENTATIVES: usize = 16;
/// Least estimated Jaccard index.
const LEAST_JACCARD: f64 = 0.5;

type Signature = [u64; HASHES];

/// The campaign of every example, numbered from 0 in order of first appearance.
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
pub(super) fn similar(examples: &[Example]) -> Vec<usize> {
    let signatures: Vec<Signature> = examples.par_iter().map(signature).collect();
    let mut union = Union::new(examples.len());
    for band in 0..HASHES / ROWS {
        let mut buckets: FxHashMap<&[u64], Vec<usize>> = FxHashMap::default();
        for (i, signature) in signatures.iter().enumerate() {
            let key = &signature[band * ROWS..(band + 1) * ROWS];
            let known = buckets.entry(key).or_default();
            match known.iter().find(|k| jaccard(&signatures[**k], signature) >= LEAST_JACCARD) {
                Some(near) => union.join(*near, i),
                None if known.len() < REPRESENTATIVES => known.push(i),
                None => {}
            }
        }
    }
    union.numbered()
}

fn signature(example: &Example) -> Signature {
    let words: Vec<String> = [example.ad.title.as_str(), example.ad.text.as_str()]
        .iter()
        .flat_map(|field| tokens::tokens(&NormalizedText::new(field)))
        .flat_map(|token| {
            if token.text.chars().any(is_unspaced) {
                token.text.chars().map(String::from).collect()
            } else {
                vec![token.text]
            }
        })
        .collect();
    let mut least = [u64::MAX; HASHES];
    if words.is_empty() {
        // Nothing to compare by: alike only if the same letter for letter.
        let seeds = 0u64..;
        let text = [example.ad.title.as_str(), example.ad.text.as_str()].join("\n");
        least.iter_mut().zip(seeds).for_each(|(slot, seed)| *slot = xxh3_64_with_seed(text.as_bytes(), seed));
        return least;
    }
    let width = SHINGLE.min(words.len());
    for shingle in words.windows(width) {
        let text = shingle.join(" ");
        for (seed, slot) in (0u64..).zip(&mut least) {
            *slot = (*slot).min(xxh3_64_with_seed(text.as_bytes(), seed));
        }
    }
    least
}

fn jaccard(a: &Signature, b: &Signature) -> f64 {
    let same = a.iter().zip(b).filter(|(x, y)| x == y).count();
    f64::from(u32::try_from(same).unwrap_or(0)) / f64::from(u32::try_from(HASHES).unwrap_or(u32::MAX))
}

/// Union-find with path halving.
struct Union {
    parent: Vec<usize>,
}

impl Union {
    fn new(count: usize) -> Self {
        Self { parent: (0..count).collect() }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high] = low;
    }

    fn numbered(mut self) -> Vec<usize> {
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
