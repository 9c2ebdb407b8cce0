//! Gates: what may not reach a band whatever its weights say, as negative items of the ledger.

use super::{Assessor, Evidence, Reason, ReasonKind, about};
use crate::ad::Ad;
use crate::detect::{Detection, Signal};
use crate::features::risk_categories;
use crate::model::{WordShare, WordingScore};
use crate::rules::{Polarity, RuleIndex, RuleSet};
use crate::span::FieldName;
use crate::text::Disguise;

/// How far below an operating point a gated ad is held at most, in log-odds.
const MARGIN: f64 = 0.01;
/// Log-odds that indicators must weigh for wording to count beside them.
const INDICATOR_WEIGHT: f64 = 0.25;
/// Log-odds that the words of an ad must weigh together to count as a kind of evidence.
const WORDING_WEIGHT: f64 = 1.5;
/// Log-odds of those that must stand in clauses without an indicator: a clause that says an indicator weighs because of it.
const WORDING_ELSEWHERE: f64 = 0.75;
/// Such clauses there must be, and the log-odds each must weigh: what else a sentence says is no second kind of evidence.
const WORDING_CLAUSES: (usize, f64) = (3, 0.25);
/// Log-odds that wording must weigh to need no indicator beside it, and so many clauses, any, of that weight: what is said in
/// five ways is not of one kind.
const WORDING_ALONE: (f64, usize) = (4.0, 5);
/// Bytes that two indicators must each rest on beside the other: two short words, or four Chinese characters.
const OWN_WORDS: usize = 12;

/// What brings log-odds above a ceiling back to it: into the margin above the ceiling, in the order they had, so that the ads
/// held there can still be told apart.
fn held(open: f64, ceiling: f64) -> f64 {
    let above = open - ceiling;
    ceiling + 0.9 * MARGIN * above / (1.0 + above) - open
}

/// An item that rests on no words of the ad by itself.
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

/// Holds a text about lures (a warning, news, an appeal) below every band; the words that say so are its evidence.
pub(super) fn context(assessor: &Assessor, ad: &Ad, detection: &Detection, open: f64) -> Option<Reason> {
    let ceiling = assessor.model.bands().elevated + assessor.shift - MARGIN;
    let spans = about::places(assessor.rules(), ad, detection);
    (!spans.is_empty() && open > ceiling).then(|| {
        let title = "Reads as a text about lures, not as an advertisement";
        Reason { spans, ..adjustment("about-lures", title, held(open, ceiling)) }
    })
}

/// Holds an ad below the high band when all its evidence is of one kind: one indicator means little, and a few words without
/// any indicator less. Kinds are categories of indicators; two indicators that rest on different words are a kind more, for
/// tasks with a deposit are two things though both concern money; so is wording elsewhere in the ad. Wording that weighs much
/// throughout the ad is no one thing.
pub(super) fn single_indicator(
    assessor: &Assessor,
    detection: &Detection,
    (reasons, wording): (&[Reason], &WordingScore),
    open: f64,
) -> Option<Reason> {
    let ceiling = assessor.model.bands().high + assessor.shift - MARGIN;
    if open <= ceiling {
        return None;
    }
    let indicators = risk_categories(assessor.rules(), detection).len() + usize::from(stand_apart(assessor, detection));
    let clauses = weighed(assessor, detection, wording);
    let told = strength(reasons) >= INDICATOR_WEIGHT && beside_indicators(&clauses);
    let alone = (indicators == 0 || indicators == 1 && !told) && !throughout(&clauses);
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

/// Whether two risk indicators stand apart, each with words of its own, though they be of one category: on different words
/// altogether, or one on more than the words of the other. Where a line is turned round as a whole, its place is all that is known
/// of the words in it.
fn stand_apart(assessor: &Assessor, detection: &Detection) -> bool {
    let rules = assessor.rules();
    let counts = |signal: &&Signal| {
        let rule = rules.rule(signal.rule);
        rule.polarity == Polarity::Risk
            && rule.combine.is_none()
            && (rule.counts_alone || is_combined(rules, detection, signal.rule))
    };
    let indicators: Vec<&[Evidence]> =
        detection.signals.iter().filter(counts).map(|signal| signal.evidence.as_slice()).collect();
    let share = |x: &Evidence, y: &Evidence| {
        x.field == y.field && x.span.overlaps(y.span) && !(x == y && is_turned(detection, x))
    };
    let apart = |a: &[Evidence], b: &[Evidence]| {
        let different = !a.is_empty() && !b.is_empty() && !a.iter().any(|x| b.iter().any(|y| share(x, y)));
        different || words_beside(a, b) >= OWN_WORDS && words_beside(b, &[]) >= OWN_WORDS
    };
    indicators.iter().any(|a| indicators.iter().any(|b| !std::ptr::eq(a, b) && apart(a, b)))
}

/// How many bytes of some places lie outside the others.
fn words_beside(places: &[Evidence], others: &[Evidence]) -> usize {
    let outside = |place: &Evidence| {
        let covered =
            |byte: &usize| others.iter().any(|o| o.field == place.field && (o.span.start..o.span.end).contains(byte));
        (place.span.start..place.span.end).filter(|byte| !covered(byte)).count()
    };
    places.iter().map(outside).sum()
}

/// Whether a place is all of what an override of the direction of writing turned round.
fn is_turned(detection: &Detection, place: &Evidence) -> bool {
    let text = &detection.fields[usize::from(place.field == FieldName::Text)];
    text.obfuscation().spans(Disguise::Bidi).any(|control| control.end == place.span.start)
}

/// Whether a combination fired that has a rule among its members.
fn is_combined(rules: &RuleSet, detection: &Detection, member: RuleIndex) -> bool {
    let combinations = detection.signals.iter().filter_map(|signal| rules.rule(signal.rule).combine.as_ref());
    combinations.into_iter().any(|combine| combine.members().any(|other| other == member))
}

/// Log-odds of rules and combinations that speak against an ad.
fn strength(reasons: &[Reason]) -> f64 {
    let indicator = |r: &&Reason| matches!(r.kind, ReasonKind::Rule | ReasonKind::Combination) && r.contribution > 0.0;
    reasons.iter().filter(indicator).map(|r| r.contribution).sum()
}

/// What a clause weighs by its words, and whether a risk indicator stands in it.
struct Clause {
    weight: f64,
    indicated: bool,
}

/// The clauses of an ad that wording weighs.
fn weighed(assessor: &Assessor, detection: &Detection, wording: &WordingScore) -> Vec<Clause> {
    let risk = |rule: RuleIndex| assessor.rules().rule(rule).polarity == Polarity::Risk;
    let told: Vec<Evidence> =
        detection.signals.iter().filter(|s| risk(s.rule)).flat_map(|s| s.evidence.iter().copied()).collect();
    let indicated = |word: &WordShare| {
        let clause = detection.fields[usize::from(word.field == FieldName::Text)].original(word.clause);
        told.iter().any(|t| t.field == word.field && t.span.overlaps(clause))
    };
    let clauses = wording.words.chunk_by(|a, b| a.field == b.field && a.clause == b.clause);
    clauses
        .map(|words| Clause {
            weight: words.iter().map(|word| word.contribution).sum::<f64>() * assessor.model.wording_weight(),
            indicated: indicated(&words[0]),
        })
        .collect()
}

/// Whether the words make a kind of evidence of their own beside an indicator: in all, and in clauses in which none stands.
fn beside_indicators(clauses: &[Clause]) -> bool {
    let (fewest, least) = WORDING_CLAUSES;
    let elsewhere = || clauses.iter().filter(|clause| !clause.indicated).map(|clause| clause.weight);
    weight(clauses) >= WORDING_WEIGHT
        && elsewhere().sum::<f64>() >= WORDING_ELSEWHERE
        && elsewhere().filter(|weight| *weight >= least).count() >= fewest
}

/// Whether the words weigh so much, in so many clauses, that they need no indicator.
fn throughout(clauses: &[Clause]) -> bool {
    let (least, fewest) = WORDING_ALONE;
    weight(clauses) >= least && clauses.iter().filter(|clause| clause.weight >= WORDING_CLAUSES.1).count() >= fewest
}

fn weight(clauses: &[Clause]) -> f64 {
    clauses.iter().map(|clause| clause.weight).sum()
}
