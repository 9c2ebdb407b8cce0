//! Whether a text is about lures (a warning, news, a question, an appeal) rather than an offer, and which words say so.

use unicode_width::UnicodeWidthStr;

use super::Evidence;
use crate::ad::Ad;
use crate::detect::Detection;
use crate::rules::{Polarity, RuleSet};
use crate::span::FieldName;

/// Bytes from the beginning of a text within which a few words are its heading.
const HEADING: usize = 60;
/// Columns that a phrase must take to be enough by itself: what is shorter any offer may say ("Safe? Safe").
const COLUMNS: usize = 12;

/// The places of rules of context, in reading order; none if all there is is one short phrase somewhere in the text.
pub(super) fn places(rules: &RuleSet, ad: &Ad, detection: &Detection) -> Vec<Evidence> {
    let about = detection.signals.iter().filter(|signal| rules.rule(signal.rule).polarity == Polarity::Context);
    let mut places: Vec<Evidence> = about.flat_map(|signal| signal.evidence.iter().copied()).collect();
    places.sort_unstable();
    places.dedup();
    let says_enough = |place: &Evidence| {
        let words = ad.field(place.field).get(place.span.range()).unwrap_or_default();
        place.field == FieldName::Title || place.span.start < HEADING || words.width() >= COLUMNS
    };
    if places.len() == 1 && !says_enough(&places[0]) {
        places.clear();
    }
    places
}
