//! Gates: what may not reach a band whatever its weights say, as negative items of the ledger.

use super::{Assessor, Evidence, Reason, ReasonKind, about_lures};
use crate::detect::Detection;
use crate::features::risk_categories;
use crate::model::{Clause, WordShare, WordingScore, clauses};

use crate::rules::{Polarity, RuleIndex};
use crate::span::FieldName;

/// How far below an operating point a gated ad is held at most, in log-odds.
const MARGIN: f64 = 0.01;
/// Log-odds that wording must weigh to count as a kind of evidence.
const WORDING_WEIGHT: f64 = 2.0;
/// Risky words that must carry them.
const WORDING_WORDS: usize = 14;

/// What brings log-odds above a ceiling back to it: into the margin above the ceiling, in the order they had, so that the ads
/// held there can still be told apart.
fn held(open: f64, ceiling: f64) -> f64 {
    let above = open - ceiling;
    ceiling + 0.9 * MARGIN * above / (1.0 + above) - open
}

/// An item that rests on no words of the ad.
pub(super) fn adjustment(id: &str, title: &str, contribution: f64) -> Reason {
    Reason {
        id: id.to_owned(),
        kind: ReasonKind::Adjustment,
        title: title.to_owned(),
        category: String::new(),
        contribution,
        spans: Vec::new(),
        why: String::new(),
        ask: String::new(),
        references: Vec::new(),
        learned: false,
    }
}

/// Holds a text about lures (a warning, news, an appeal) below every band.
pub(super) fn context(assessor: &Assessor, detection: &Detection, open: f64) -> Option<Reason> {
    let ceiling = assessor.model.bands().elevated + assessor.shift - MARGIN;
    (about_lures(assessor.rules(), detection) && open > ceiling)
        .then(|| adjustment("about-lures", "Reads as a text about lures, not as an advertisement", held(open, ceiling)))
}

/// Holds an ad below the high band when all its evidence is of one kind: one indicator means little, and wording without any
/// indicator nothing that could be shown. Kinds are categories of indicators; a combination of two indicators that rest on
/// different words is a kind more, for tasks with a deposit are two things though both concern money; so is wording
/// elsewhere in the ad.
pub(super) fn single_indicator(
    assessor: &Assessor,
    detection: &Detection,
    wording: &WordingScore,
    open: f64,
) -> Option<Reason> {
    let ceiling = assessor.model.bands().high + assessor.shift - MARGIN;
    if open <= ceiling {
        return None;
    }
    let indicators =
        risk_categories(assessor.rules(), detection).len() + usize::from(combines_apart(assessor, detection));
    let alone = indicators == 0 || indicators == 1 && !wording_counts(assessor, detection, wording);
    alone.then(|| adjustment("one-kind", "Only one kind of indicator was found", held(open, ceiling)))
}

/// Holds below the critical band an ad that only what taggers found lifts there: resemblance alone is no proof.
pub(super) fn taggers(assessor: &Assessor, reasons: &[Reason], open: f64) -> Option<Reason> {
    let ceiling = assessor.model.bands().critical + assessor.shift - MARGIN;
    let raised: f64 =
        reasons.iter().filter(|r| r.kind == ReasonKind::Tagger && r.contribution > 0.0).map(|r| r.contribution).sum();
    let only_by_taggers = open > ceiling && open - raised <= ceiling;
    only_by_taggers.then(|| {
        adjustment("taggers-alone", "Only sentences that resemble known lures lift it this far", held(open, ceiling))
    })
}

/// Whether a combination fired of which two members rest on different words.
fn combines_apart(assessor: &Assessor, detection: &Detection) -> bool {
    let evidence = |rule: RuleIndex| detection.signals.iter().find(|s| s.rule == rule).map(|s| s.evidence.as_slice());
    let apart = |a: &[Evidence], b: &[Evidence]| {
        let overlap = |x: &Evidence| b.iter().any(|y| x.field == y.field && x.span.overlaps(y.span));
        !a.is_empty() && !b.is_empty() && !a.iter().any(overlap)
    };
    let combinations = detection.signals.iter().filter_map(|s| assessor.rules().rule(s.rule).combine.as_ref());
    combinations.into_iter().any(|combine| {
        let members: Vec<&[Evidence]> = combine.members().filter_map(evidence).collect();
        members.iter().enumerate().any(|(i, a)| members[i + 1..].iter().any(|b| apart(a, b)))
    })
}

/// Whether the words make a kind of evidence of their own: many risky ones, in clauses in which no risk indicator stands.
fn wording_counts(assessor: &Assessor, detection: &Detection, wording: &WordingScore) -> bool {
    let risk = |rule: RuleIndex| assessor.rules().rule(rule).polarity == Polarity::Risk;
    let told: Vec<Evidence> =
        detection.signals.iter().filter(|s| risk(s.rule)).flat_map(|s| s.evidence.iter().copied()).collect();
    let tells = |clause: &Clause| {
        let span = detection.fields[usize::from(clause.field == FieldName::Text)].original(clause.span);
        told.iter().any(|t| t.field == clause.field && t.span.overlaps(span))
    };
    let mut telling = clauses(&detection.fields);
    telling.retain(tells);
    let free = |word: &&WordShare| !telling.iter().any(|c| c.field == word.field && c.span.overlaps(word.span));
    let (mut weight, mut words) = (0.0, 0);
    for word in wording.words.iter().filter(free) {
        weight += word.contribution * assessor.model.wording_weight();
        words += usize::from(word.contribution > 0.0);
    }
    weight >= WORDING_WEIGHT && words >= WORDING_WORDS
}
