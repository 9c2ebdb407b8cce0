//! What a finding is known by from one run to the next: the rule, the words it rests on and the ad, and nothing about where
//! they stand.
//!
//! Only letters count, folded: neither the file, the line, white space, punctuation, letter case, mark-up signs nor digits
//! change a fingerprint, and what is private is left out, so that it can be published. A word added to the ad or taken
//! from it makes another ad. The form is versioned: see [`VERSION`].

use std::ops::Range;

use xxhash_rust::xxh3::Xxh3;

use super::private::private;
use super::{Assessment, Reason, ReasonKind};
use crate::ad::FieldName;
use crate::text::NormalizedText;

/// The way fingerprints are made; another way gets another number.
pub(super) const VERSION: u8 = 1;

/// The fingerprints of one ad and its findings, as 16 hexadecimal digits each.
#[derive(Debug, Clone)]
pub struct Fingerprints {
    ad: String,
    private: [Vec<Range<usize>>; 2],
}

impl Fingerprints {
    /// The name of the way they are made; fingerprints of another one cannot be compared with these.
    pub const FORM: &str = "lurescan/v1";

    /// Reads an assessment; the same whether it has been redacted or not.
    #[must_use]
    pub fn new(assessment: &Assessment) -> Self {
        let private = private(assessment);
        let mut hash = Xxh3::new();
        hash.update(&[VERSION]);
        for name in FieldName::ALL {
            let text = assessment.field(name);
            add(&mut hash, text, 0..text.len(), &private[name as usize]);
        }
        Self { ad: digits(&hash), private }
    }

    /// The ad's own.
    #[must_use]
    pub fn ad(&self) -> &str {
        &self.ad
    }

    /// That of one reason of the same assessment.
    #[must_use]
    pub fn finding(&self, assessment: &Assessment, reason: &Reason) -> String {
        let mut hash = Xxh3::new();
        hash.update(&[VERSION]);
        let id = if reason.kind == ReasonKind::Wording { "wording" } else { &reason.id };
        hash.update(id.as_bytes());
        hash.update(&[0]);
        for place in &reason.spans {
            add(&mut hash, assessment.field(place.field), place.span.range(), &self.private[place.field as usize]);
        }
        hash.update(self.ad.as_bytes());
        digits(&hash)
    }
}

/// Adds the letters of a stretch that are not private, and an end.
fn add(hash: &mut Xxh3, text: &str, stretch: Range<usize>, private: &[Range<usize>]) {
    let mut from = stretch.start;
    let hidden = private.iter().filter(|hidden| hidden.start < stretch.end && stretch.start < hidden.end);
    for part in hidden.cloned().chain(std::iter::once(stretch.end..stretch.end)) {
        let words = text.get(from..part.start.max(from)).unwrap_or_default();
        let folded = NormalizedText::new(words);
        for letter in folded.as_str().chars().filter(|c| c.is_alphabetic()) {
            hash.update(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
        from = part.end.max(from);
    }
    hash.update(&[0]);
}

fn digits(hash: &Xxh3) -> String {
    format!("{:016x}", hash.digest())
}
