//! What the built-in pack claims about itself: documented signals, outside lists, languages, and what it does to honest ads.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use lurescan::model::FiringTable;
use lurescan::rules::{Polarity, Rule};

use crate::rules::BUILTIN;

/// The eleven indicators of forced labour of the ILO, in its own order.
const ILO: [&str; 11] = [
    "abuse-of-vulnerability",
    "deception",
    "restriction-of-movement",
    "isolation",
    "physical-and-sexual-violence",
    "intimidation-and-threats",
    "retention-of-identity-documents",
    "withholding-of-wages",
    "debt-bondage",
    "abusive-working-and-living-conditions",
    "excessive-overtime",
];
/// The elements of trafficking in persons in article 3 of the UN Protocol of 2000.
const PROTOCOL: [&str; 3] = ["act", "means", "purpose"];
/// Languages, and the fewest rules that speak each.
const FEWEST: [(usize, &[&str]); 4] = [
    (130, &["en", "zh"]),
    (90, &["vi", "th", "id", "ms", "fil", "hi", "es", "pt", "fr", "ru"]),
    (60, &["ar", "uk", "ko", "ja", "ur", "bn", "sw", "de", "tr"]),
    (35, &["ta", "ne", "my", "km", "lo", "am", "uz", "kk"]),
];
/// Largest share of a source's genuine ads on which a rule that counts by itself may fire.
const LARGEST_SHARE: f64 = 0.02;
/// A source with fewer genuine ads gives no share worth testing.
const ENOUGH_ADS: u64 = 200;
/// A rule's firing goes no more than so far with an ad's source.
const LARGEST_PHI: f64 = 0.5;
/// Fewer firings than this are chance.
const ENOUGH_FIRINGS: u64 = 20;

#[test]
fn indicators_are_the_closed_lists_they_name() {
    let known: BTreeSet<&str> = BUILTIN.rules().indicators().iter().map(|i| i.id.as_str()).collect();
    let ilo = ILO.map(|id| format!("ilo:{id}"));
    let protocol = PROTOCOL.map(|id| format!("unodc:{id}"));
    let closed: BTreeSet<&str> = ilo.iter().chain(&protocol).map(String::as_str).collect();
    assert_eq!(known, closed);
    let used: BTreeSet<&str> =
        BUILTIN.rules().rules().iter().flat_map(|rule| rule.indicators.iter().map(String::as_str)).collect();
    assert!(used.is_subset(&closed), "{:?}", used.difference(&closed));
    for id in ["ilo:debt-bondage", "ilo:retention-of-identity-documents", "unodc:means"] {
        assert!(used.contains(id), "no rule points to {id}");
    }
}

/// Rule ids in the file that are no rules would be passed over in silence by the loader, as a user's pack may leave rules out.
#[test]
fn every_documented_signal_is_covered_or_left_out_with_a_reason() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/signals.yaml")).unwrap();
    let written: usize = text
        .lines()
        .filter_map(|line| line.split_once("rules: [")?.1.split_once(']'))
        .map(|(ids, _)| ids.split(',').count())
        .sum();
    let signals = BUILTIN.rules().signals();
    assert_eq!(
        written,
        signals.iter().map(|signal| signal.rules.len()).sum::<usize>(),
        "an id in signals.yaml is no rule"
    );
    let ids: BTreeSet<&str> = signals.iter().map(|signal| signal.id.as_str()).collect();
    assert_eq!(ids.len(), signals.len(), "a signal stands twice");
    assert_eq!(signals.len(), 188);
    let left_out = signals.iter().filter(|signal| signal.left_out.is_some());
    assert!(left_out.count() <= 12, "too many signals are left out");
}

#[test]
fn every_language_has_its_rules() {
    for (fewest, languages) in FEWEST {
        for code in languages {
            let speaks = |rule: &&Rule| rule.languages().any(|language| language == *code);
            let count = BUILTIN.rules().rules().iter().filter(speaks).count();
            assert!(count >= fewest, "{code}: {count} rules, fewer than {fewest}");
        }
    }
}

#[test]
fn the_firing_table_is_of_the_builtin_rules() {
    let table = FiringTable::builtin().unwrap();
    assert_eq!(table.rules_fingerprint, BUILTIN.rules().fingerprint(), "measure models/firing.json again");
    assert!(table.sources.values().filter(|source| source.real).count() >= 10);
}

#[test]
fn no_rule_that_counts_alone_is_common_in_honest_ads() {
    let table = FiringTable::builtin().unwrap();
    let mut common = Vec::new();
    for rule in BUILTIN.rules().rules().iter().filter(|rule| counts_by_words_alone(rule)) {
        for source in table.sources.keys().filter(|source| table.ads(source) >= ENOUGH_ADS) {
            let share = table.share(&rule.id, source);
            if share > LARGEST_SHARE {
                common.push(format!("{} fires on {:.1} % of {source}", rule.id, 100.0 * share));
            }
        }
    }
    assert!(common.is_empty(), "{}", common.join("\n"));
}

#[test]
fn no_rule_is_collinear_with_a_source() {
    let table = FiringTable::builtin().unwrap();
    let mut bound = Vec::new();
    for rule in BUILTIN.rules().rules().iter().filter(|rule| rule.polarity == Polarity::Risk && rule.counts_alone) {
        for (source, read) in &table.sources {
            let phi = table.collinearity(&rule.id, source);
            if read.real && table.fired(&rule.id, source) >= ENOUGH_FIRINGS && phi > LARGEST_PHI {
                bound.push(format!("{} goes with {source}: phi {phi:.2}", rule.id));
            }
        }
    }
    assert!(bound.is_empty(), "{}", bound.join("\n"));
}

/// A risk rule that neither a fact nor a combination conditions.
fn counts_by_words_alone(rule: &Rule) -> bool {
    rule.polarity == Polarity::Risk && rule.counts_alone && rule.combine.is_none() && rule.when.is_empty()
}
