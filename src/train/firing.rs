//! Measures how often every rule fires on the genuine ads of labeled data.

use rayon::prelude::*;

use super::dataset::{Corpus, Kind};
use crate::detect::Detector;
use crate::model::{FiringSource, FiringTable};
use crate::rules::RuleIndex;

/// Counts, for every rule, the genuine ads it fires on, by source and labeled language.
#[must_use]
pub fn firing(corpus: &Corpus, detector: &Detector) -> FiringTable {
    let genuine: Vec<_> = corpus.examples.iter().filter(|example| !example.harmful).collect();
    let fired: Vec<Vec<RuleIndex>> = genuine
        .par_iter()
        .map(|example| detector.detect(&example.ad).signals.iter().map(|signal| signal.rule).collect())
        .collect();
    let mut table = FiringTable::new(detector.rules().fingerprint());
    for (example, rules) in genuine.iter().zip(fired) {
        let source = &corpus.sources[example.source].name;
        let entry = table.sources.entry(source.clone());
        let read = entry.or_insert_with(|| FiringSource { real: example.kind == Kind::Real, ads: Default::default() });
        *read.ads.entry(example.language.clone()).or_default() += 1;
        for rule in rules {
            let id = detector.rules().rule(rule).id.clone();
            let sources = table.rules.entry(id).or_default();
            *sources.entry(source.clone()).or_default().entry(example.language.clone()).or_default() += 1;
        }
    }
    table
}
