//! Gates: what may not reach a band whatever its weights say, as negative items of the ledger.

use super::{Assessor, Evidence, Reason, ReasonKind, about_lures};
use crate::detect::Detection;
use crate::features::risk_categories;
use crate::model::WordingScore;
use crate::rules::{Polarity, RuleIndex};
use crate::span::FieldName;

/// How far below an operating point a gated ad is held at most, in log-odds.
const MARGIN: f64 = 0.01;
/// What wording must weigh, and how many risky words must carry it, to count as one kind of evidence and as two. Words that
/// an indicator already rests on do not count: they would be counted twice.
const WORDING_KINDS: [(f64, usize); 2] = [(1.5, 14), (2.5, 20)];

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

/// Holds an ad below the high band when all its evidence is of one kind: one indicator means little. Kinds are categories of
/// indicators; a combination of two indicators that rest on different words is a kind more, for tasks with a deposit are two
/// things though both concern money.
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
    let kinds = risk_categories(assessor.rules(), detection).len()
        + usize::from(combines_apart(assessor, detection))
        + wording_kinds(assessor, detection, wording);
    (kinds < 2).then(|| adjustment("one-kind", "Only one kind of indicator was found", held(open, ceiling)))
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

/// How many kinds of evidence the words make that no risk indicator rests on.
fn wording_kinds(assessor: &Assessor, detection: &Detection, wording: &WordingScore) -> usize {
    let risk = |rule: RuleIndex| assessor.rules().rule(rule).polarity == Polarity::Risk;
    let taken: Vec<Evidence> =
        detection.signals.iter().filter(|s| risk(s.rule)).flat_map(|s| s.evidence.iter().copied()).collect();
    let free = wording.words.iter().filter(|word| {
        let field = &detection.fields[usize::from(word.field == FieldName::Text)];
        let span = field.original(word.span);
        !taken.iter().any(|t| t.field == word.field && t.span.overlaps(span))
    });
    let (mut weight, mut words) = (0.0, 0);
    for word in free {
        weight += word.contribution * assessor.model.wording_weight();
        words += usize::from(word.contribution > 0.0);
    }
    WORDING_KINDS.iter().filter(|(least, many)| weight >= *least && words >= *many).count()
}
