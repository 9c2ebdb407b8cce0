//! Proof of a rule set: every example of every rule is detected as marked, every near-miss is not.

use super::{Detection, Detector};
use crate::ad::{Ad, Claim, Observation};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{Example, Rule, RuleIndex};
use crate::span::FieldName;

/// Runs every example through the detector; an empty list is a proof.
#[must_use]
pub fn prove(detector: &Detector) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (index, rule) in detector.rules().rules().iter().enumerate() {
        for block in &rule.blocks {
            for hit in block.hits() {
                problems.extend(hit_problem(detector, RuleIndex(index), rule, hit));
            }
            for miss in block.misses() {
                problems.extend(miss_problem(detector, RuleIndex(index), rule, miss));
            }
        }
    }
    problems.sort();
    problems
}

fn run(detector: &Detector, example: &Example) -> (Ad, Detection) {
    let mut ad = Ad::from_text("", example.text.as_str());
    let claims = example.stated.iter().filter_map(|(name, words)| Some((Claim::named(name)?, words)));
    ad.origin.observations = claims.map(|(about, words)| Observation { about, stated: words.clone() }).collect();
    let detection = detector.detect(&ad);
    (ad, detection)
}

fn reported<'a>(ad: &'a Ad, detection: &Detection, index: RuleIndex) -> Vec<(std::ops::Range<usize>, &'a str)> {
    let signal = detection.signals.iter().find(|signal| signal.rule == index);
    let spans = signal.iter().flat_map(|s| &s.evidence).filter(|e| e.field == FieldName::Text);
    spans.map(|e| (e.span.range(), &ad.text[e.span.range()])).collect()
}

fn hit_problem(detector: &Detector, index: RuleIndex, rule: &Rule, example: &Example) -> Option<Diagnostic> {
    let (ad, detection) = run(detector, example);
    if !detection.fired(index) {
        return Some(problem(example, "P001", format!("rule `{}` does not fire on its example", rule.id), None));
    }
    let spans = reported(&ad, &detection, index);
    let missing = example.marked.iter().find(|marked| !spans.iter().any(|(range, _)| range == *marked))?;
    let quoted: Vec<String> = spans.iter().map(|(_, text)| format!("⟦{text}⟧")).collect();
    let wanted = &ad.text[missing.clone()];
    let message = format!("rule `{}` reports {} where ⟦{wanted}⟧ is marked", rule.id, quoted.join(", "));
    Some(problem(example, "P002", message, None))
}

fn miss_problem(detector: &Detector, index: RuleIndex, rule: &Rule, example: &Example) -> Option<Diagnostic> {
    let (ad, detection) = run(detector, example);
    if !detection.fired(index) {
        return None;
    }
    let spans = reported(&ad, &detection, index);
    let quoted = spans.first().map_or_else(String::new, |(_, text)| format!(" at ⟦{text}⟧"));
    Some(problem(example, "P003", format!("rule `{}` fires on its near-miss{quoted}", rule.id), None))
}

fn problem(example: &Example, code: &'static str, message: String, help: Option<String>) -> Diagnostic {
    Diagnostic { place: example.place.clone(), severity: Severity::Error, code, message, help }
}
