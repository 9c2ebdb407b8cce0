//! Masking what is private in an assessment, between scoring and whatever is made of it.
//!
//! Every masked character is replaced by one of as many bytes, so that spans, lines and columns stay true in the masked
//! text and in the file. What is private is `private`'s business.

use std::ops::Range;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::private::{private, shaped};
use super::{Assessment, ReasonKind};
use crate::ad::FieldName;

/// Contacts told apart in one run; later ones are called by their kind alone.
const MOST: usize = 400_000;
/// What stands for a reason that quotes something masked.
const MASKED: &str = "(masked)";

/// Masks the assessments of one run, in order: the same contact is called the same in all of them.
#[derive(Debug, Default)]
pub struct Redactor {
    /// Contacts by their hash, numbered as they come.
    numbers: FxHashMap<u64, usize>,
    /// The hashes in that order.
    known: Vec<u64>,
}

impl Redactor {
    /// A redactor that goes on where another was that had come to know these.
    #[must_use]
    pub fn of(known: Vec<u64>) -> Self {
        Self { numbers: known.iter().zip(1..).map(|(hash, number)| (*hash, number)).collect(), known }
    }

    /// Hashes of the contacts met so far, in order.
    #[must_use]
    pub fn known(&self) -> &[u64] {
        &self.known
    }

    /// Masks phone numbers, e-mail addresses, handles and the names of contacts in the texts, what has the shape of a number
    /// or an address in the id and in kept columns, and replaces the contacts themselves by names such as `telegram-3`.
    ///
    /// Names are found by the words around them: this protects from a glance, not from research.
    pub fn redact(&mut self, assessment: &mut Assessment) {
        let found = private(assessment);
        let touched = |place: &super::Evidence| {
            let masked = &found[place.field as usize];
            masked.iter().any(|range| range.start < place.span.end && place.span.start < range.end)
        };
        for reason in assessment.reasons.iter_mut().filter(|reason| reason.kind == ReasonKind::Wording) {
            if reason.spans.iter().any(touched) {
                reason.id = format!("wording:{MASKED}");
                MASKED.clone_into(&mut reason.title);
            }
        }
        for name in FieldName::ALL {
            let text = match name {
                FieldName::Title => &mut assessment.title,
                FieldName::Text => &mut assessment.text,
            };
            *text = masked(text, &found[name as usize]);
        }
        assessment.ad_id = masked(&assessment.ad_id, &shaped(&assessment.ad_id));
        for (_, value) in &mut assessment.kept {
            *value = masked(value, &shaped(value));
        }
        for observation in &mut assessment.origin.observations {
            observation.stated = masked(&observation.stated, &shaped(&observation.stated));
        }
        for contact in &mut assessment.contacts {
            *contact = self.pseudonym(contact);
        }
        assessment.masked = Some(found);
    }

    /// What a contact is called instead.
    fn pseudonym(&mut self, contact: &str) -> String {
        let kind = match contact.split_once(':') {
            Some((kind, _)) => kind,
            None if contact.starts_with('+') || contact.starts_with(|c: char| c.is_ascii_digit()) => "phone",
            None if contact.contains('@') => "email",
            None => "link",
        };
        let hash = xxh3_64(contact.as_bytes());
        let next = self.numbers.len() + 1;
        match self.numbers.get(&hash) {
            Some(number) => format!("{kind}-{number}"),
            None if next > MOST => kind.to_owned(),
            None => {
                self.numbers.insert(hash, next);
                self.known.push(hash);
                format!("{kind}-{next}")
            }
        }
    }
}

/// The text with these stretches masked, as long as before in bytes and in characters.
fn masked(text: &str, stretches: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for stretch in stretches {
        let Some(words) = text.get(stretch.clone()).filter(|_| stretch.start >= from) else { continue };
        out.push_str(&text[from..stretch.start]);
        out.extend(words.chars().map(mask));
        from = stretch.end;
    }
    out.push_str(&text[from..]);
    out
}

/// What stands for a character: a sign of as many bytes. White space stays.
fn mask(c: char) -> char {
    match c.len_utf8() {
        _ if c.is_whitespace() => c,
        1 => '*',
        2 => '·',
        3 => '•',
        _ => '🞄',
    }
}
