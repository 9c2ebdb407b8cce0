//! Normalized text and rules to signals and facts.
//!
//! One pass finds every literal of every language (`prefilter`), the phrases and expressions behind them are
//! confirmed where their literal stood, `scope` drops what is negated, excepted or out of reach, `facts` evaluates fact
//! tests, and combinations follow from what fired. Knows no weight and no model: a signal says that a rule matched, and
//! where.

mod facts;
mod prefilter;
mod prove;
mod scope;

pub use facts::AdFacts;
pub use prove::prove;

use std::sync::OnceLock;

use crate::ad::Ad;
use crate::rules::{RuleIndex, RuleSet};
use crate::span::{FieldName, Normalized, Original, Span};
use crate::text::language::{self, Language};
use crate::text::{NormalizedText, WordList};
use prefilter::Prefilter;

/// Most places kept as evidence of one signal.
const MAX_EVIDENCE: usize = 8;

/// Words of an ad that a signal rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Evidence {
    /// The field.
    pub field: FieldName,
    /// The words, in that field as decoded.
    pub span: Span<Original>,
}

/// A rule fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// Which rule.
    pub rule: RuleIndex,
    /// Where, in reading order; empty for a rule that rests on something absent.
    pub evidence: Vec<Evidence>,
}

/// Everything found in one ad.
#[derive(Debug)]
pub struct Detection {
    /// The ad's language, if it could be told.
    pub language: Option<Language>,
    /// Normalized fields, in the order of [`FieldName::ALL`].
    pub fields: [NormalizedText; 2],
    /// One signal per rule that fired, in rule order.
    pub signals: Vec<Signal>,
    /// Typed values found in both fields.
    pub facts: AdFacts,
}

impl Detection {
    /// Whether a rule fired.
    #[must_use]
    pub fn fired(&self, rule: RuleIndex) -> bool {
        self.signals.binary_search_by_key(&rule, |signal| signal.rule).is_ok()
    }
}

/// A match that counts, before it becomes a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    rule: RuleIndex,
    field: usize,
    span: Span<Normalized>,
}

/// Compiled search over a rule set: build once, share across threads.
#[derive(Debug)]
pub struct Detector {
    rules: RuleSet,
    prefilter: Prefilter,
    /// Rules over rules, after every rule they refer to.
    combinations: Vec<RuleIndex>,
    word_list: OnceLock<WordList>,
}

impl Detector {
    /// Compiles the one-pass search.
    #[must_use]
    pub fn new(rules: RuleSet) -> Self {
        let prefilter = Prefilter::new(&rules);
        let combinations = in_order(&rules);
        Self { rules, prefilter, combinations, word_list: OnceLock::new() }
    }

    /// The rules this detector was built from.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The folded literals of every phrase and expression, each once: what the one pass searches for.
    pub fn literals(&self) -> impl ExactSizeIterator<Item = &str> {
        self.rules.phrases().literals()
    }

    /// The search as bytes to embed.
    #[doc(hidden)]
    #[must_use]
    pub fn packed(&self) -> Vec<u8> {
        self.prefilter.packed()
    }

    /// The words searched for, and small words beside them.
    fn word_list(&self) -> &WordList {
        self.word_list.get_or_init(|| self.prefilter.word_list())
    }

    /// Normalizes an ad and finds every signal and fact in it.
    #[must_use]
    pub fn detect(&self, ad: &Ad) -> Detection {
        let fields = FieldName::ALL.map(|name| NormalizedText::joined(ad.field(name), || self.word_list()));
        let language = language::identify(&ad.text).or_else(|| language::identify(&ad.title));
        let facts = AdFacts::extract(ad, &fields, self.rules.tables(), language);
        let mut signals = self.simple_signals(&fields, &facts, language);
        self.combine(&mut signals);
        Detection { language, fields, signals, facts }
    }

    /// Signals of every rule that is not a combination, in rule order.
    fn simple_signals(&self, fields: &[NormalizedText; 2], facts: &AdFacts, language: Option<Language>) -> Vec<Signal> {
        let mut matches: Vec<Match> = Vec::new();
        for (index, text) in fields.iter().enumerate() {
            let found = self.prefilter.scan(&self.rules, text, FieldName::ALL[index]);
            scope::counting(&self.rules, text, language.map(|l| l.0), &found, |rule, span| {
                matches.push(Match { rule, field: index, span });
            });
        }
        matches.sort_unstable();
        matches.dedup();
        let mut signals = Vec::new();
        let mut rest = matches.as_slice();
        for (index, rule) in self.rules.rules().iter().enumerate() {
            let rule_index = RuleIndex(index);
            let mine = rest.iter().take_while(|m| m.rule == rule_index).count();
            let (matched, after) = rest.split_at(mine);
            rest = after;
            if rule.combine.is_some() || (rule.has_matchers() && matched.is_empty()) {
                continue;
            }
            let mut evidence = originals(fields, matched);
            if !rule.when.is_empty() {
                let Some(mentions) = facts.satisfy(&rule.when) else { continue };
                evidence.extend(mentions);
            } else if !rule.has_matchers() {
                continue;
            }
            evidence.sort_unstable();
            evidence.dedup();
            evidence.truncate(MAX_EVIDENCE);
            signals.push(Signal { rule: rule_index, evidence });
        }
        silence(&self.rules, &mut signals);
        signals
    }

    /// Adds the combinations whose members fired; their evidence is the first evidence of each member.
    fn combine(&self, signals: &mut Vec<Signal>) {
        for index in &self.combinations {
            let rule = self.rules.rule(*index);
            let Some(combine) = &rule.combine else { continue };
            let position = |r: RuleIndex| signals.binary_search_by_key(&r, |signal| signal.rule).ok();
            let silenced = rule.silenced_by.iter().any(|r| position(*r).is_some());
            if silenced || !combine.holds(|r| position(r).is_some()) {
                continue;
            }
            let mut evidence: Vec<Evidence> =
                combine.members().filter_map(position).filter_map(|at| signals[at].evidence.first().copied()).collect();
            evidence.sort_unstable();
            evidence.dedup();
            evidence.truncate(MAX_EVIDENCE);
            let at = signals.partition_point(|signal| signal.rule < *index);
            signals.insert(at, Signal { rule: *index, evidence });
        }
    }
}

/// Drops the signals of rules in whose presence another rule is silent.
fn silence(rules: &RuleSet, signals: &mut Vec<Signal>) {
    let fired: Vec<RuleIndex> = signals.iter().map(|signal| signal.rule).collect();
    signals.retain(|signal| !rules.rule(signal.rule).silenced_by.iter().any(|r| fired.binary_search(r).is_ok()));
}

/// Matches as evidence in the original fields; a match inside another is left out.
fn originals(fields: &[NormalizedText; 2], matches: &[Match]) -> Vec<Evidence> {
    let mut kept: Vec<Match> = Vec::new();
    for found in matches {
        match kept.last_mut() {
            Some(last) if last.field == found.field && found.span.start < last.span.end => {
                if last.span.start == found.span.start && found.span.end > last.span.end {
                    *last = *found;
                }
            }
            _ => kept.push(*found),
        }
    }
    let original = |m: &Match| Evidence { field: FieldName::ALL[m.field], span: fields[m.field].original(m.span) };
    kept.iter().map(original).collect()
}

/// Combinations ordered so that one that refers to another follows it; those in a cycle never fire and keep id order.
fn in_order(rules: &RuleSet) -> Vec<RuleIndex> {
    let mut waiting: Vec<RuleIndex> =
        (0..rules.rules().len()).map(RuleIndex).filter(|r| rules.rule(*r).combine.is_some()).collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready: Vec<RuleIndex> = waiting
            .iter()
            .copied()
            .filter(|r| !rules.rule(*r).depends_on().any(|other| waiting.contains(&other)))
            .collect();
        if ready.is_empty() {
            ordered.append(&mut waiting);
            break;
        }
        waiting.retain(|r| !ready.contains(r));
        ordered.extend(ready);
    }
    ordered
}
