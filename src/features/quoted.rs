//! Indicators that stand in quotation marks: what a text quotes it tells of, and does not offer.

use crate::detect::{Detection, Evidence};
use crate::rules::{Polarity, RuleSet};
use crate::span::{FieldName, Original, Span};
use crate::text::quotations;

/// Most quoted indicators that count.
const MOST: usize = 4;
/// Share of a text that must stand outside of its quotations.
const OUTSIDE: f64 = 0.4;
/// Most places shown.
const SHOWN: usize = 8;

/// How many of the risk indicators in a part of the text are quoted, at most [`MOST`], times their share of all there.
pub(super) fn indicators(rules: &RuleSet, detection: &Detection, part: Span<Original>) -> f64 {
    let text = &detection.fields[1];
    let inside: usize = quotations(text).iter().map(|quotation| quotation.len()).sum();
    if inside == 0 || ratio(inside, text.as_str().len()) > 1.0 - OUTSIDE {
        return 0.0;
    }
    let quotations = places(detection);
    let in_part = |place: &&Evidence| place.field == FieldName::Title || place.span.overlaps(part);
    let quoted: Vec<bool> = detection
        .signals
        .iter()
        .filter(|signal| {
            rules.rule(signal.rule).polarity == Polarity::Risk && rules.rule(signal.rule).combine.is_none()
        })
        .filter(|signal| signal.evidence.iter().any(|place| in_part(&place)))
        .map(|signal| signal.evidence.iter().filter(in_part).all(|place| is_within(&quotations, *place)))
        .collect();
    let count = quoted.iter().filter(|quoted| **quoted).count();
    ratio(count.min(MOST), 1) * ratio(count, quoted.len())
}

/// The words of signals that stand in quotations, in reading order.
pub(super) fn evidence(detection: &Detection) -> Vec<Evidence> {
    let quotations = places(detection);
    let all = detection.signals.iter().flat_map(|signal| signal.evidence.iter().copied());
    let mut quoted: Vec<Evidence> = all.filter(|place| is_within(&quotations, *place)).collect();
    quoted.sort_unstable();
    quoted.dedup();
    quoted.truncate(SHOWN);
    quoted
}

/// The quotations of the text in its original.
fn places(detection: &Detection) -> Vec<Span<Original>> {
    let text = &detection.fields[1];
    quotations(text).into_iter().map(|span| text.original(span)).collect()
}

fn is_within(quotations: &[Span<Original>], place: Evidence) -> bool {
    let holds = |quotation: &Span<Original>| quotation.start <= place.span.start && place.span.end <= quotation.end;
    place.field == FieldName::Text && quotations.iter().any(holds)
}

fn ratio(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(part) / number(whole.max(1))
}
