//! Rules, facts, taggers and wording to reasons: titles, quoted words and the caps on declared weights.

use std::collections::BTreeMap;

use super::{Assessor, CRUMBS, Evidence, Reason, ReasonKind};
use crate::detect::Detection;
use crate::features::FactFeature;
use crate::model::{Tagged, WordShare, WordingScore};
use crate::rules::{RuleIndex, RuleSet};
use crate::span::FieldName;

/// Most clauses listed one by one; the rest is summed up.
const MOST_CLAUSES: usize = 8;
/// Clauses shown for a text that tells of lures.
const MOST_OF_ABOUT: usize = 3;
/// Log-odds below which a clause is not listed by itself.
const SMALLEST_CLAUSE: f64 = 0.02;

/// The reason a rule gives.
pub(super) fn rule(
    assessor: &Assessor,
    detection: &Detection,
    index: RuleIndex,
    contribution: f64,
    learned: bool,
) -> Reason {
    let rule = assessor.rules().rule(index);
    let told = rule.told(&assessor.language);
    let spans = detection.signals.iter().find(|s| s.rule == index).map_or_else(Vec::new, |s| s.evidence.clone());
    Reason {
        id: rule.id.clone(),
        kind: if rule.combine.is_some() { ReasonKind::Combination } else { ReasonKind::Rule },
        title: told.title.to_owned(),
        category: rule.category.clone(),
        contribution,
        spans,
        why: told.why.to_owned(),
        ask: told.ask.to_owned(),
        references: rule.references.clone(),
        learned,
    }
}

impl Assessor {
    /// Tells the reasons of an assessment in another language, where their rules have texts in it.
    pub fn retell(&self, assessment: &mut super::Assessment, language: &str) {
        let rules = self.rules();
        for reason in &mut assessment.reasons {
            let (rule, resembles) = match reason.kind {
                ReasonKind::Rule | ReasonKind::Combination => (rules.index(&reason.id).map(|at| rules.rule(at)), false),
                ReasonKind::Tagger => {
                    let id = reason.id.strip_prefix("tagger:").unwrap_or_default();
                    let documented = rules.signals().iter().find(|signal| signal.id == id);
                    let told = documented.and_then(|signal| {
                        signal.rules.iter().map(|rule| rules.rule(*rule)).find(|rule| rule.counts_alone)
                    });
                    (told, true)
                }
                _ => (None, false),
            };
            let Some(told) = rule.map(|rule| rule.told(language)) else { continue };
            reason.title = if resembles { format!("Resembles: {}", told.title) } else { told.title.to_owned() };
            reason.why = told.why.to_owned();
            reason.ask = told.ask.to_owned();
        }
    }
}

/// The reason a fact gives.
pub(super) fn fact(detection: &Detection, fact: FactFeature, contribution: f64, learned: bool) -> Reason {
    Reason {
        id: fact.id().to_owned(),
        kind: ReasonKind::Fact,
        title: fact.title().to_owned(),
        category: String::new(),
        contribution,
        spans: fact.evidence(detection),
        why: fact.why().to_owned(),
        ask: String::new(),
        references: Vec::new(),
        learned,
    }
}

/// What says that a text tells of lures: the clauses that say so most clearly.
pub(super) fn about(detection: &Detection, score: &WordingScore, contribution: f64, learned: bool) -> Reason {
    let mut clauses: Vec<(f64, Evidence)> = score
        .words
        .chunk_by(|a, b| a.field == b.field && a.clause == b.clause)
        .map(|words| {
            let WordShare { field, clause, .. } = words[0];
            let text = &detection.fields[usize::from(field == FieldName::Text)];
            let place = Evidence { field, span: text.original(clause) };
            (words.iter().map(|word| word.contribution).sum(), place)
        })
        .filter(|(sum, _)| *sum > 0.0)
        .collect();
    clauses.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut spans: Vec<Evidence> = clauses.into_iter().take(MOST_OF_ABOUT).map(|(_, place)| place).collect();
    spans.sort_unstable();
    Reason { spans, ..fact(detection, FactFeature::TellsOfLures, contribution, learned) }
}

/// The reason a tagger gives: told as the signal's first rule tells it, resting on the clause.
pub(super) fn tagger(
    assessor: &Assessor,
    detection: &Detection,
    signal: usize,
    clause: Option<&Tagged>,
    contribution: f64,
) -> Reason {
    let documented = &assessor.rules().signals()[signal];
    let rule = documented.rules.iter().map(|rule| assessor.rules().rule(*rule)).find(|rule| rule.counts_alone);
    let told = rule.map(|rule| rule.told(&assessor.language));
    let title = told.map_or(documented.id.as_str(), |told| told.title);
    let place = |clause: &Tagged| {
        let field = &detection.fields[usize::from(clause.field == FieldName::Text)];
        Evidence { field: clause.field, span: field.original(clause.span) }
    };
    Reason {
        id: format!("tagger:{}", documented.id),
        kind: ReasonKind::Tagger,
        title: format!("Resembles: {title}"),
        category: rule.map(|rule| rule.category.clone()).unwrap_or_default(),
        contribution,
        spans: clause.map(place).into_iter().collect(),
        why: told.map(|told| told.why.to_owned()).unwrap_or_default(),
        ask: told.map(|told| told.ask.to_owned()).unwrap_or_default(),
        references: Vec::new(),
        learned: true,
    }
}

/// Scales declared weights down where one category would exceed its cap; learned weights stand as learned.
pub(super) fn cap_declared(rules: &RuleSet, reasons: &mut [Reason]) {
    for category in rules.categories() {
        let declared = |r: &Reason| !r.learned && r.category == category.id && r.kind != ReasonKind::Fact;
        let sum: f64 = reasons.iter().filter(|r| declared(r)).map(|r| r.contribution.abs()).sum();
        if sum > category.cap {
            let scale = category.cap / sum;
            reasons.iter_mut().filter(|r| declared(r)).for_each(|r| r.contribution *= scale);
        }
    }
}

/// The wording's reasons: the clauses that weigh most one by one, for a word alone says little, and the rest as one item.
pub(super) fn wording(detection: &Detection, score: &WordingScore, weight: f64) -> Vec<Reason> {
    let mut told: BTreeMap<&str, (f64, Vec<Evidence>)> = BTreeMap::new();
    for clause in score.words.chunk_by(|a, b| a.field == b.field && a.clause == b.clause) {
        let WordShare { field: name, clause: span, .. } = clause[0];
        let field = &detection.fields[usize::from(name == FieldName::Text)];
        let entry = told.entry(&field.as_str()[span.range()]).or_default();
        entry.0 += clause.iter().map(|word| word.contribution * weight).sum::<f64>();
        entry.1.push(Evidence { field: name, span: field.original(span) });
    }
    let total: f64 = told.values().map(|(contribution, _)| contribution).sum();
    let mut listed: Vec<(&str, f64, Vec<Evidence>)> =
        told.into_iter().map(|(clause, (contribution, spans))| (clause, contribution, spans)).collect();
    listed.retain(|(_, contribution, _)| contribution.abs() >= SMALLEST_CLAUSE);
    listed.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(b.0)));
    listed.truncate(MOST_CLAUSES);
    let rest = total - listed.iter().map(|(_, contribution, _)| contribution).sum::<f64>();
    let mut reasons: Vec<Reason> = listed
        .into_iter()
        .map(|(clause, contribution, spans)| item(&format!("wording:{clause}"), clause, contribution, spans))
        .collect();
    if rest.abs() > CRUMBS {
        reasons.push(item("wording", "the rest of the wording", rest, Vec::new()));
    }
    reasons
}

fn item(id: &str, title: &str, contribution: f64, spans: Vec<Evidence>) -> Reason {
    Reason {
        id: id.to_owned(),
        kind: ReasonKind::Wording,
        title: title.to_owned(),
        category: String::new(),
        contribution,
        spans,
        why: String::new(),
        ask: String::new(),
        references: Vec::new(),
        learned: true,
    }
}
