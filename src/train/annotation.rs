//! Measures rules against signals somebody marked in ads: which of the marked ones are found, and which firings were
//! marked. By ad and signal; the exact words are the rule examples' business.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Sum;

use rayon::prelude::*;

use super::dataset::{Annotation, Corpus, Example};
use crate::detect::{Detection, Detector};
use crate::rules::{RuleIndex, RuleSet};

/// Part of a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Ads that were right: found, or rightly fired on.
    pub right: u32,
    /// Ads in all.
    pub all: u32,
}

impl Tally {
    fn count(&mut self, right: bool) {
        self.all += 1;
        self.right += u32::from(right);
    }

    /// The share, 0 to 1; not a number for nothing.
    #[must_use]
    pub fn share(self) -> f64 {
        f64::from(self.right) / f64::from(self.all)
    }
}

/// A marked signal that no rule found, or a firing nobody had marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The ad.
    pub ad: String,
    /// Documented signal or rule.
    pub id: String,
    /// Whether it was marked and not found, rather than found and not marked.
    pub missed: bool,
    /// The words marked, or the words the rule rests on.
    pub words: Vec<String>,
}

/// Recall by signal and precision by rule, each by language code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agreement {
    /// Of the ads in which a signal is marked, those in which one of its rules fires: by signal, then language.
    pub recall: BTreeMap<String, BTreeMap<String, Tally>>,
    /// Of the ads on which a rule fires, those in which one of its signals is marked: by rule, then language.
    pub precision: BTreeMap<String, BTreeMap<String, Tally>>,
    /// Every disagreement, in the order of the data.
    pub differences: Vec<Difference>,
}

/// Compares every rule that a documented signal names with the marks in the data; ads without marks are passed over.
#[must_use]
pub fn agreement(corpus: &Corpus, detector: &Detector) -> Agreement {
    let marked: Vec<(&Example, &[Annotation])> =
        corpus.examples.iter().filter_map(|example| Some((example, example.annotations.as_deref()?))).collect();
    let detections: Vec<Detection> = marked.par_iter().map(|(example, _)| detector.detect(&example.ad)).collect();
    let rules = detector.rules();
    let speaks_for = signals_of_rules(rules);
    let mut agreement = Agreement::default();
    for ((example, annotations), detection) in marked.into_iter().zip(&detections) {
        agreement.add(example, annotations, detection, rules, &speaks_for);
    }
    agreement
}

/// The documented signals each rule looks for.
fn signals_of_rules(rules: &RuleSet) -> BTreeMap<RuleIndex, BTreeSet<&str>> {
    let mut all: BTreeMap<RuleIndex, BTreeSet<&str>> = BTreeMap::new();
    for signal in rules.signals() {
        for rule in &signal.rules {
            all.entry(*rule).or_default().insert(&signal.id);
        }
    }
    all
}

impl Agreement {
    fn add(
        &mut self,
        example: &Example,
        annotations: &[Annotation],
        detection: &Detection,
        rules: &RuleSet,
        speaks_for: &BTreeMap<RuleIndex, BTreeSet<&str>>,
    ) {
        let language = pack_language(&example.language).to_owned();
        let ids: BTreeSet<&str> = annotations.iter().map(|annotation| annotation.id.as_str()).collect();
        for signal in rules.signals().iter().filter(|s| !s.rules.is_empty() && ids.contains(s.id.as_str())) {
            let found = signal.rules.iter().any(|rule| detection.fired(*rule));
            self.recall.entry(signal.id.clone()).or_default().entry(language.clone()).or_default().count(found);
            if !found {
                let quoted = annotations.iter().filter(|a| a.id == signal.id).map(|a| a.quote.clone());
                self.differ(example, &signal.id, true, quoted.collect());
            }
        }
        for fired in &detection.signals {
            let Some(signals) = speaks_for.get(&fired.rule) else { continue };
            let id = &rules.rule(fired.rule).id;
            let right = signals.iter().any(|signal| ids.contains(signal));
            self.precision.entry(id.clone()).or_default().entry(language.clone()).or_default().count(right);
            if !right {
                let words = fired.evidence.iter().map(|e| example.ad.field(e.field)[e.span.range()].to_owned());
                self.differ(example, id, false, words.collect());
            }
        }
    }

    fn differ(&mut self, example: &Example, id: &str, missed: bool, words: Vec<String>) {
        self.differences.push(Difference { ad: example.ad.id.clone(), id: id.to_owned(), missed, words });
    }
}

/// The code of the language file that serves a labeled language: the script and the region are left off.
pub(super) fn pack_language(labeled: &str) -> &str {
    match labeled.split('-').next().unwrap_or(labeled) {
        "tl" => "fil",
        "yue" => "zh",
        language => language,
    }
}

impl<'t> Sum<&'t Self> for Tally {
    fn sum<I: Iterator<Item = &'t Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |sum, t| Self { right: sum.right + t.right, all: sum.all + t.all })
    }
}

/// The median share over those with at least ten ads, and how many these are.
#[must_use]
pub fn median<'t>(tallies: impl Iterator<Item = &'t Tally>) -> Option<(f64, usize)> {
    let mut shares: Vec<f64> = tallies.filter(|tally| tally.all >= 10).map(|tally| tally.share()).collect();
    shares.sort_by(f64::total_cmp);
    Some((*shares.get(shares.len() / 2)?, shares.len()))
}
