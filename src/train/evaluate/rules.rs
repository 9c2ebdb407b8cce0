//! What each rule fires on: how many harmful ads it covers, how many honest ones, and which other rule says the same.

use super::judged::{Basis, Role};
use crate::detect::Detection;
use crate::rules::{Polarity, RuleSet};
use crate::train::{Corpus, Example, Tally};

/// One rule against labeled ads.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleRow {
    /// Its id.
    pub id: String,
    /// Whether it may raise or lower a score.
    pub polarity: Polarity,
    /// Harmful ads it fires on: coverage.
    pub harmful: Tally,
    /// Genuine ads it fires on: the benign firing rate.
    pub genuine: Tally,
    /// Hard negatives it fires on.
    pub hard_negatives: Tally,
    /// How many times as large the share of harmful ads is among those it fires on, hard negatives and the harmful ads to be
    /// found alone; `None` where it fires on none of them.
    pub lift: Option<f64>,
    /// The rule whose firings overlap most with its own over all ads, by Jaccard index.
    pub overlap: Option<(String, f64)>,
}

/// Every rule that fires on an ad, by falling coverage.
pub(super) fn table(corpus: &Corpus, rules: &RuleSet, detections: &[&Detection]) -> Vec<RuleRow> {
    let roles = roles(&corpus.examples);
    let fired = fired(rules, detections);
    let total = |role: Role| number(roles.iter().filter(|r| **r == role).count());
    let totals = [Role::Harmful, Role::Genuine, Role::HardNegative].map(total);
    // Without hard negatives a rule is compared on all genuine ads.
    let against = if totals[2] > 0 { 2 } else { 1 };
    let base = share(totals[0], totals[0] + totals[against]);
    let row = |(index, ads): (usize, &Vec<usize>)| {
        let of = |role: Role| number(ads.iter().filter(|ad| roles[**ad] == role).count());
        let right = [Role::Harmful, Role::Genuine, Role::HardNegative].map(of);
        let tally = |at: usize| Tally { right: right[at], all: totals[at] };
        let rule = &rules.rules()[index];
        let here = right[0] + right[against];
        RuleRow {
            id: rule.id.clone(),
            polarity: rule.polarity,
            harmful: tally(0),
            genuine: tally(1),
            hard_negatives: tally(2),
            lift: (here > 0 && base > 0.0).then(|| share(right[0], here) / base),
            overlap: nearest(index, &fired).map(|(other, jaccard)| (rules.rules()[other].id.clone(), jaccard)),
        }
    };
    let mut rows: Vec<RuleRow> = fired.iter().enumerate().filter(|(_, ads)| !ads.is_empty()).map(row).collect();
    rows.sort_by(|a, b| b.harmful.right.cmp(&a.harmful.right).then_with(|| a.id.cmp(&b.id)));
    rows
}

/// What each ad is counted as.
fn roles(examples: &[Example]) -> Vec<Role> {
    let ads = || examples.iter().map(|example| (example.harmful, example.kind));
    let basis = Basis::of(ads());
    ads().map(|(harmful, kind)| basis.role(harmful, kind)).collect()
}

/// The ads each rule fires on, rising, in the order of the rules.
fn fired(rules: &RuleSet, detections: &[&Detection]) -> Vec<Vec<usize>> {
    let mut fired = vec![Vec::new(); rules.rules().len()];
    for (ad, detection) in detections.iter().enumerate() {
        detection.signals.iter().for_each(|signal| fired[signal.rule.0].push(ad));
    }
    fired
}

/// The other rule with the largest Jaccard index of firings; the first of equals.
fn nearest(index: usize, fired: &[Vec<usize>]) -> Option<(usize, f64)> {
    let own = &fired[index];
    let mut best: Option<(usize, f64)> = None;
    for (other, theirs) in fired.iter().enumerate().filter(|(other, _)| *other != index) {
        let most = number(own.len().min(theirs.len()));
        let least_union = number(own.len().max(theirs.len()));
        // Not even full overlap would be more than what is known already.
        if share(most, least_union) <= best.map_or(0.0, |(_, jaccard)| jaccard) {
            continue;
        }
        let both = number(own.iter().filter(|ad| theirs.binary_search(ad).is_ok()).count());
        let jaccard = share(both, number(own.len()) + number(theirs.len()) - both);
        if jaccard > best.map_or(0.0, |(_, jaccard)| jaccard) {
            best = Some((other, jaccard));
        }
    }
    best
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn share(part: u32, all: u32) -> f64 {
    f64::from(part) / f64::from(all.max(1))
}
