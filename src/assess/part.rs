//! An ad is judged by its worst part as well as by the whole, so that what is put beside an offer cannot hide it.
//!
//! A part is a passage of a few sentences. Where indicators stand in one, it is read as an ad of its own, with the same rules,
//! model and gates; the rest of the ad speaks for it only within bounds, and a short part, or one whose indicators and wording
//! weigh little, must say more. If the part then weighs more than the whole, the ledger gains the difference in one line. A
//! warning is about the parts near it, and about all when it is the title or opens the text: what is hung on elsewhere gates
//! nothing. Parts are first judged by what was found in the whole, and read only if they seem to matter.

use std::ops::Range;

use super::gates::adjustment;
use super::{Assessor, Evidence, Read, Reason, ReasonKind, about};
use crate::ad::Ad;
use crate::detect::Detection;
use crate::features::{FactFeature, quoted_indicators};
use crate::model::{Passage, Reading, Weighing};
use crate::span::{FieldName, Original, Span};
use crate::text::script::{ends_sentence, is_separator, is_word};

/// Letters of a part, and the log-odds it must say more for being short.
const PARTS: [(usize, f64); 3] = [(150, 1.0), (300, 0.0), (600, 0.0)];
/// Log-odds of a part's indicators and wording from which it is believed.
const STRONG: f64 = 4.5;
/// Log-odds a part must say more for each by which they stay below.
const SCRUPLE: f64 = 2.0;
/// Most log-odds that ordinary signs outside of a part take from it.
const CREDIT: f64 = 1.0;
/// Log-odds a part must say more than the whole to be told of.
const LEAST: f64 = 0.05;
/// Parts of one length that are looked at.
const LOOKED_AT: usize = 4;
/// How far below what it must reach a part may seem to lie and still be read.
const SLACK: f64 = 1.0;
/// Characters of what may be left of a sentence.
const LONGEST: usize = 120;
/// Characters around a part within which a warning is about it.
const NEAR: usize = 200;
/// Characters from the beginning within which a warning is about the whole text.
const OPENING: usize = 150;

/// What the worst part says beyond the whole; `None` if there is none worth reading, or none that says more.
pub(super) fn worst(
    assessor: &Assessor,
    ad: &Ad,
    detection: &Detection,
    read: &mut Read<'_>,
    reasons: &[Reason],
) -> Option<Reason> {
    let own = read.reading.is_none().then(|| Reading::of(&detection.fields));
    let reading = read.reading.or(own.as_ref())?;
    let whole = assessor.model.intercept() + super::sum(reasons);
    let floor = whole.max(assessor.model.bands().elevated + assessor.shift);
    let parts = candidates(&ad.text, detection, reading, reasons);
    let parts = seeming(assessor, read.wording.as_mut(), reasons, parts);
    let worth = parts.into_iter().filter(|(_, seems)| seems + SLACK > floor).map(|(part, _)| part);
    // Passages of different lengths are often the same part of a short text.
    let mut read: Vec<(Span<Original>, Option<f64>)> = Vec::new();
    let said = |part: Part| {
        let known = read.iter().find(|(span, _)| *span == part.span).map(|(_, said)| *said);
        let said = known.unwrap_or_else(|| {
            let said = said(assessor, ad, detection, reasons, &part);
            read.push((part.span, said));
            said
        });
        Some(said? - part.margin)
    };
    let most = worth.filter_map(said).max_by(f64::total_cmp)?;
    (most - floor >= LEAST).then(|| {
        adjustment("worst-part", "One part of the text, read by itself, weighs more than the whole", most - whole)
    })
}

/// A part that may be read.
struct Part {
    span: Span<Original>,
    words: Range<usize>,
    /// Whether it stands in the beginning by which the whole is taken to tell of lures.
    opens: bool,
    /// Log-odds it must say more for being short.
    margin: f64,
    /// Log-odds of the indicators and signs in it.
    weight: f64,
}

fn is_placed(reason: &Reason) -> bool {
    matches!(reason.kind, ReasonKind::Rule | ReasonKind::Combination | ReasonKind::Tagger) && !reason.spans.is_empty()
}

/// The parts worth looking at: those whose indicators weigh most, and of equals those that begin last.
fn candidates(original: &str, detection: &Detection, reading: &Reading, reasons: &[Reason]) -> Vec<Part> {
    let text = &detection.fields[1];
    let (start, end) = (text.original(Span::new(0, 1)).start, text.original(Span::new(0, usize::MAX)).end);
    let placed: Vec<&Reason> = reasons.iter().filter(|reason| is_placed(reason)).collect();
    let mut out = Vec::new();
    if placed.iter().all(|reason| reason.contribution <= 0.0) {
        return out;
    }
    for (letters, margin) in PARTS {
        let of = |passage: Passage| {
            let span = sentences(original, text.original(passage.span))?;
            let inside: Vec<&&Reason> = placed.iter().filter(|reason| stands_in(&reason.spans, span)).collect();
            let weight = inside.iter().map(|reason| reason.contribution).sum();
            // A part as long as the text is the whole.
            let part = passage.field == FieldName::Text && (span.start > start || span.end < end);
            let risk = inside.iter().any(|reason| reason.contribution > 0.0);
            let opens = reading.is_beginning(&passage.words);
            (part && risk).then_some(Part { span, words: passage.words, opens, margin, weight })
        };
        let mut parts: Vec<Part> = reading.passages(letters).filter_map(of).collect();
        parts.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(b.span.start.cmp(&a.span.start)));
        out.extend(parts.into_iter().take(LOOKED_AT));
    }
    out
}

/// What the parts seem to say, judged by what was found in the whole.
fn seeming(
    assessor: &Assessor,
    wording: Option<&mut Weighing<'_>>,
    reasons: &[Reason],
    parts: Vec<Part>,
) -> Vec<(Part, f64)> {
    if parts.is_empty() {
        return Vec::new();
    }
    let facts = |r: &&Reason| r.kind == ReasonKind::Fact || r.id == "prior";
    let facts: f64 = reasons.iter().filter(facts).map(|reason| reason.contribution).sum();
    let words = parts.iter().map(|part| part.words.clone());
    let wording = wording.map_or_else(|| vec![0.0; parts.len()], |wording| wording.sums(words));
    let all = assessor.model.intercept() + facts;
    let seems = |(part, wording): (Part, f64)| {
        let seems = all + part.weight + wording * assessor.model.wording_weight() - part.margin;
        (part, seems)
    };
    parts.into_iter().zip(wording).map(seems).collect()
}

/// A passage to the end of its last sentence; `None` if it begins within one, where a negation may be left out.
fn sentences(text: &str, passage: Span<Original>) -> Option<Span<Original>> {
    let (before, rest) = (text.get(..passage.start)?, text.get(passage.end..)?);
    let begins = before
        .trim_end_matches(|c: char| c != '\n' && c.is_whitespace() || "-–—\"«“(\u{fe0e}\u{fe0f}".contains(c))
        .chars()
        .next_back();
    if !begins.is_none_or(|c| ends_sentence(c) || !is_word(c) && !is_separator(c)) {
        return None;
    }
    let last = |(at, c): &(usize, char)| {
        let next = rest[at + c.len_utf8()..].chars().next();
        ends_sentence(*c) && (*c != '.' || next.is_none_or(char::is_whitespace))
    };
    let end = rest.char_indices().take(LONGEST).find(last).map_or(0, |(at, c)| at + c.len_utf8());
    Some(Span::new(passage.start, passage.end + end))
}

/// Whether any of some words stands in a part of the text; those of the title stand in every part.
fn stands_in(spans: &[Evidence], part: Span<Original>) -> bool {
    spans.iter().any(|e| e.field == FieldName::Title || e.span.overlaps(part))
}

/// What a part says as an ad of its own, less what ordinary signs outside of it may take.
fn said(assessor: &Assessor, ad: &Ad, detection: &Detection, reasons: &[Reason], part: &Part) -> Option<f64> {
    let text = ad.text.get(part.span.range())?.to_owned();
    let alone = Ad { title: ad.title.clone(), text, ..Ad::default() };
    let found = assessor.detector.detect(&alone);
    if is_warned_of(assessor, ad, detection, &found, part.span) {
        return None;
    }
    let reading = assessor.reading(&found);
    let own = assessor.reasons(&alone, &found, &mut assessor.read(reading.as_ref()));
    let scruple = SCRUPLE * (STRONG - strength(&own)).max(0.0);
    let outside = |r: &&Reason| r.kind == ReasonKind::Rule && r.contribution < 0.0 && !own.iter().any(|o| o.id == r.id);
    let signs: f64 = reasons.iter().filter(outside).map(|reason| reason.contribution).sum();
    // What a warning quotes near its beginning is told of with it.
    let tells = |reasons: &[Reason]| of_fact(reasons, FactFeature::TellsOfLures);
    let told = if part.opens { (tells(reasons) - tells(&own)).min(0.0) } else { 0.0 };
    // A part may begin or end within a quotation.
    let quoted = quoted_indicators(assessor.rules(), detection, part.span);
    let quoted = quoted * assessor.weight(FactFeature::QuotedIndicators);
    let quoted = (quoted - of_fact(&own, FactFeature::QuotedIndicators)).min(0.0);
    Some(assessor.model.intercept() + super::sum(&own) + signs.max(-CREDIT) + told + quoted - scruple)
}

/// What a fact adds to a text.
fn of_fact(reasons: &[Reason], fact: FactFeature) -> f64 {
    let of = |reason: &&Reason| reason.kind == ReasonKind::Fact && reason.id == fact.id();
    reasons.iter().filter(of).map(|reason| reason.contribution).sum()
}

/// Log-odds of what speaks against a part: its indicators, and its wording if that does.
fn strength(reasons: &[Reason]) -> f64 {
    let indicator = |r: &&Reason| matches!(r.kind, ReasonKind::Rule | ReasonKind::Combination | ReasonKind::Tagger);
    let sum = |of: &dyn Fn(&&Reason) -> bool| reasons.iter().filter(of).map(|r| r.contribution).sum::<f64>();
    sum(&|r| indicator(r) && r.contribution > 0.0) + sum(&|r| r.kind == ReasonKind::Wording).max(0.0)
}

/// Whether what the ad says about lures is about this part of its text. A part with a contact of its own is set apart by an
/// empty line.
fn is_warned_of(assessor: &Assessor, ad: &Ad, detection: &Detection, found: &Detection, part: Span<Original>) -> bool {
    let warnings = about::places(assessor.rules(), ad, detection);
    if warnings.is_empty() {
        return false;
    }
    let text = &ad.text;
    let opening = text.char_indices().nth(OPENING).map_or(text.len(), |(at, _)| at);
    let before = text[..part.start].char_indices().nth_back(NEAR).map_or(0, |(at, _)| at);
    let after = text[part.end..].char_indices().nth(NEAR).map_or(text.len(), |(at, _)| part.end + at);
    let apart = |between: Span<Original>| {
        !found.facts.contact_keys().is_empty() && text.get(between.range()).is_some_and(|gap| gap.contains("\n\n"))
    };
    warnings.iter().any(|warning| {
        let span = warning.span;
        let gap =
            if span.end <= part.start { Span::new(span.end, part.start) } else { Span::new(part.end, span.start) };
        warning.field == FieldName::Title
            || span.start < opening
            || span.overlaps(part)
            || span.end > before && span.start < after && !apart(gap)
    })
}
