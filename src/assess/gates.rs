//! Gates: what may not reach a band whatever its weights say, as negative items of the ledger.

use super::{Assessor, Reason, ReasonKind, about_lures};
use crate::detect::Detection;
use crate::features::risk_categories;

/// How far below an operating point a gated ad is held, in log-odds.
const MARGIN: f64 = 0.01;
/// Log-odds from which wording counts as evidence of its own.
const WORDING_COUNTS: f64 = 0.5;
/// Risky words from which wording counts as more than one indicator.
const MANY_WORDS: usize = 6;

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
        .then(|| adjustment("about-lures", "Reads as a text about lures, not as an advertisement", ceiling - open))
}

/// Holds an ad below the high band when all its evidence is of one kind: one indicator means little.
pub(super) fn single_indicator(
    assessor: &Assessor,
    detection: &Detection,
    reasons: &[Reason],
    open: f64,
) -> Option<Reason> {
    let ceiling = assessor.model.bands().high + assessor.shift - MARGIN;
    let kinds = risk_categories(assessor.rules(), detection).len() + wording_kinds(reasons);
    (kinds < 2 && open > ceiling).then(|| adjustment("one-kind", "Only one kind of indicator was found", ceiling - open))
}

/// Wording counts as one kind of evidence when it weighs, as two when many different words carry it.
fn wording_kinds(reasons: &[Reason]) -> usize {
    let wording = || reasons.iter().filter(|r| r.kind == ReasonKind::Wording);
    let weight: f64 = wording().map(|r| r.contribution).sum();
    if weight < WORDING_COUNTS {
        return 0;
    }
    let risky = wording().filter(|r| r.contribution > 0.0 && !r.spans.is_empty()).count();
    if risky >= MANY_WORDS { 2 } else { 1 }
}
