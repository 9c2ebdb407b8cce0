//! What would change a verdict: without which of its evidence the band falls, each answer proven by scoring the ad without those
//! words.
//!
//! Reasons are tried by falling contribution; a set that suffices is thinned until nothing in it can be spared. What is found
//! is *a* smallest set by that order, not the only one. Words are cut out of the ad, so what stood around them may be read
//! another way; the score told is that of the ad so cut, whatever the cause.

use std::ops::Range;

use super::{Assessment, Assessor, Band, Reason, Status};
use crate::ad::{Ad, FieldName};

/// Reasons tried one by one.
const ALONE: usize = 8;
/// Most reasons taken out together.
const TOGETHER: usize = 16;
/// Ads with more bytes are not tried: scoring them again and again would take too long.
const LONGEST: usize = 64 << 10;

/// What becomes of a verdict without some of its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterfactual {
    /// The strongest reasons, each taken out by itself, in the order of the assessment.
    pub alone: Vec<Cut>,
    /// Reasons without which the band falls, none of which can be spared; `None` if no evidence that could be cut out makes it
    /// fall, or it is the lowest already.
    pub together: Option<Cut>,
}

/// The ad without the words of some reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// Ids of the reasons whose words are cut out.
    pub reasons: Vec<String>,
    /// The band then; `None` if too little text is left to judge.
    pub band: Option<Band>,
    /// The score then.
    pub score: Option<u8>,
}

impl Assessor {
    /// What would change the verdict on an ad; `None` if it is not scored, or too long to try.
    #[must_use]
    pub fn counterfactual(&self, ad: &Ad, assessment: &Assessment) -> Option<Counterfactual> {
        if assessment.status != Status::Scored || ad.title.len() + ad.text.len() > LONGEST {
            return None;
        }
        let raising: Vec<&Reason> =
            assessment.reasons.iter().filter(|r| r.contribution > 0.0 && !r.spans.is_empty()).collect();
        let alone = raising.iter().take(ALONE).map(|reason| self.without(ad, &[reason])).collect();
        let together = (assessment.band > Band::Low).then(|| self.together(ad, assessment.band, &raising)).flatten();
        Some(Counterfactual { alone, together })
    }

    /// A set of reasons without which the ad stays below a band, and none of which can be spared.
    fn together(&self, ad: &Ad, band: Band, raising: &[&Reason]) -> Option<Cut> {
        let falls = |without: &Cut| without.band.is_some_and(|then| then < band);
        let most = raising.len().min(TOGETHER);
        let (mut taken, mut found) = (1..=most).find_map(|count| {
            let without = self.without(ad, &raising[..count]);
            falls(&without).then(|| (raising[..count].to_vec(), without))
        })?;
        // The last one taken made it fall, so it cannot be spared.
        for at in (0..taken.len().saturating_sub(1)).rev() {
            let mut fewer = taken.clone();
            fewer.remove(at);
            let without = self.without(ad, &fewer);
            if falls(&without) {
                (taken, found) = (fewer, without);
            }
        }
        Some(found)
    }

    /// Scores the ad without the words of these reasons.
    fn without(&self, ad: &Ad, reasons: &[&Reason]) -> Cut {
        let cut = |field: FieldName| {
            let spans = reasons.iter().flat_map(|reason| &reason.spans).filter(|place| place.field == field);
            without_words(ad.field(field), spans.map(|place| place.span.range()).collect())
        };
        let less = Ad { title: cut(FieldName::Title), text: cut(FieldName::Text), ..ad.clone() };
        let then = self.assess(&less);
        let scored = then.status == Status::Scored;
        Cut {
            reasons: reasons.iter().map(|reason| reason.id.clone()).collect(),
            band: scored.then_some(then.band),
            score: scored.then_some(then.score),
        }
    }
}

/// A text without these parts, each of which leaves a space.
fn without_words(text: &str, mut parts: Vec<Range<usize>>) -> String {
    parts.sort_by_key(|part| (part.start, part.end));
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    for part in parts {
        if part.start >= at {
            left.push_str(text.get(at..part.start).unwrap_or_default());
            left.push(' ');
        }
        at = at.max(part.end);
    }
    left.push_str(text.get(at..).unwrap_or_default());
    left
}
