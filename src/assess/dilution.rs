//! What keeps an ad from being diluted: several kinds of strong risk indicators keep most of their weight, however much ordinary
//! text is added to them and however many signs of an ordinary vacancy.
//!
//! Where they stand together the ad's wording is judged by its worst passage that holds them, and what signs of an ordinary
//! vacancy and harmless wording may take away is bounded. Weaker indicators leave more room, and an ad with few is not touched. A
//! passage runs forward from a clause, so what follows a very short offer still counts with it.

use super::gates::adjustment;
use super::{Evidence, Reason, ReasonKind};
use crate::detect::Detection;
use crate::features::risk_categories;
use crate::model::{Reading, Weighing, WordingScore};
use crate::rules::{Polarity, RuleSet};
use crate::span::FieldName;

/// Log-odds of risk indicators from which the rest of an ad can take no more than [`CREDIT`].
const RISK: f64 = 3.5;
/// Most log-odds that ordinary signs and wording may then take.
const CREDIT: f64 = 2.0;
/// How many log-odds more they may take for each by which the indicators stay below [`RISK`].
const LENIENCE: f64 = 4.0;
/// Log-odds of indicators from which wording is judged by passages.
const PASSAGE_RISK: f64 = 2.5;
/// Letters of the passages that are looked at.
const PASSAGES: [usize; 2] = [150, 300];
/// Fewest indicators a passage must hold.
const FEWEST: usize = 2;

/// Most log-odds that ordinary signs may take from any indicator: whoever lists every sign there is copied a list.
const SIGNS: f64 = 1.5;

/// Log-odds of risk indicators.
fn indicators(reasons: &[Reason]) -> f64 {
    let weighs = |reason: &&Reason| {
        let indicator = matches!(reason.kind, ReasonKind::Rule | ReasonKind::Combination | ReasonKind::Tagger);
        indicator && reason.contribution > 0.0
    };
    reasons.iter().filter(weighs).map(|reason| reason.contribution).sum()
}

/// Log-odds of risk indicators of several categories; `None` when all are of one.
fn risk(rules: &RuleSet, detection: &Detection, reasons: &[Reason]) -> Option<f64> {
    (risk_categories(rules, detection).len() > 1).then(|| indicators(reasons))
}

/// What the wording of the worst passage says in which several indicators stand; `None` if there is no need to look, or none
/// that says more than the whole.
pub(super) fn worst_passage(
    rules: &RuleSet,
    detection: &Detection,
    reasons: &[Reason],
    reading: &Reading,
    wording: &mut Weighing<'_>,
    whole: &WordingScore,
) -> Option<WordingScore> {
    risk(rules, detection, reasons).filter(|risk| *risk >= PASSAGE_RISK)?;
    let indicators: Vec<&[Evidence]> = detection
        .signals
        .iter()
        .filter(|signal| {
            rules.rule(signal.rule).polarity == Polarity::Risk && rules.rule(signal.rule).combine.is_none()
        })
        .map(|signal| signal.evidence.as_slice())
        .collect();
    let holds = |field: FieldName, span| {
        let text = &detection.fields[usize::from(field == FieldName::Text)];
        let place = Evidence { field, span: text.original(span) };
        let within = |e: &Evidence| e.field == place.field && e.span.overlaps(place.span);
        indicators.iter().filter(|evidence| evidence.iter().any(within)).count() >= FEWEST
    };
    let passages = PASSAGES.into_iter().flat_map(|letters| reading.passages(letters));
    let held: Vec<_> = passages.filter(|passage| holds(passage.field, passage.span)).map(|p| p.words).collect();
    wording.worst(held).filter(|worst| worst.logit > whole.logit)
}

/// Gives back what ordinary signs and wording take beyond what they may.
pub(super) fn credit(rules: &RuleSet, detection: &Detection, reasons: &[Reason]) -> Option<Reason> {
    let sum = |of: &dyn Fn(&&Reason) -> bool| reasons.iter().filter(of).map(|r| r.contribution).sum::<f64>();
    let signs = sum(&|r| r.kind == ReasonKind::Rule && r.contribution < 0.0);
    let wording = sum(&|r| r.kind == ReasonKind::Wording);
    let most = |risk: f64| CREDIT + LENIENCE * (RISK - risk).max(0.0);
    let beyond = risk(rules, detection, reasons).map_or(0.0, |risk| -(signs + wording.min(0.0)) - most(risk));
    let listed = if indicators(reasons) > 0.0 { -signs - SIGNS } else { 0.0 };
    let beyond = beyond.max(listed);
    (beyond > 0.0).then(|| {
        adjustment("bounded-credit", "Ordinary signs and wording weigh only so much against indicators", beyond)
    })
}
