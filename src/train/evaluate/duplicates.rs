//! Near-duplicates in a corpus: across labels they make a truth doubtful, across sources they leak one into the other.

use std::collections::{BTreeMap, BTreeSet};

use crate::train::Corpus;

/// Clusters listed by their ads.
const LISTED: usize = 20;

/// Ads of one cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Sources in it, sorted.
    pub sources: Vec<String>,
    /// Harmful ads in it.
    pub harmful: usize,
    /// Genuine ads in it.
    pub genuine: usize,
    /// Identifiers of the first few ads.
    pub ids: Vec<String>,
}

/// Near-duplicates of a corpus. Ads of one declared family, such as contrast twins, may be alike and are not counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Duplicates {
    /// Clusters of ads of at least two families.
    pub clusters: usize,
    /// Ads in them.
    pub ads: usize,
    /// Clusters that hold both labels.
    pub across_labels: usize,
    /// Clusters that hold ads of several sources.
    pub across_sources: usize,
    /// Pairs of sources that share clusters, with how many.
    pub sources: Vec<(String, String, usize)>,
    /// The largest clusters of both labels or of several sources.
    pub listed: Vec<Shared>,
}

/// Looks through the clusters of near-duplicates that examples stand in.
pub(super) fn duplicates(corpus: &Corpus, similar: &[usize]) -> Duplicates {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (ad, cluster) in similar.iter().enumerate() {
        members.entry(*cluster).or_default().push(ad);
    }
    let families = |ads: &[usize]| ads.iter().map(|ad| corpus.examples[*ad].family.as_str()).collect::<BTreeSet<_>>();
    members.retain(|_, ads| families(ads).len() > 1);
    let shared: Vec<Shared> = members.values().map(|ads| describe(corpus, ads)).collect();
    let mixed = |one: &&Shared| one.harmful > 0 && one.genuine > 0;
    let several = |one: &&Shared| one.sources.len() > 1;
    let mut pairs: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for one in shared.iter().filter(several) {
        for (i, a) in one.sources.iter().enumerate() {
            one.sources[i + 1..].iter().for_each(|b| *pairs.entry((a, b)).or_default() += 1);
        }
    }
    let mut listed: Vec<&Shared> = shared.iter().filter(|one| mixed(one) || several(one)).collect();
    listed.sort_by_key(|one| (!mixed(one), std::cmp::Reverse(one.harmful + one.genuine)));
    Duplicates {
        clusters: shared.len(),
        ads: shared.iter().map(|one| one.harmful + one.genuine).sum(),
        across_labels: shared.iter().filter(mixed).count(),
        across_sources: shared.iter().filter(several).count(),
        sources: pairs.into_iter().map(|((a, b), n)| (a.to_owned(), b.to_owned(), n)).collect(),
        listed: listed.into_iter().take(LISTED).cloned().collect(),
    }
}

fn describe(corpus: &Corpus, ads: &[usize]) -> Shared {
    let examples = || ads.iter().map(|ad| &corpus.examples[*ad]);
    let sources: BTreeSet<&str> = examples().map(|example| corpus.sources[example.source].name.as_str()).collect();
    let harmful = examples().filter(|example| example.harmful).count();
    Shared {
        sources: sources.into_iter().map(str::to_owned).collect(),
        harmful,
        genuine: ads.len() - harmful,
        ids: examples().take(6).map(|example| example.ad.id.clone()).collect(),
    }
}
