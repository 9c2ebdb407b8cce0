//! What is kept of every ad of a run, until its end tells who belongs to whom.
//!
//! A text that comes again is kept once. Nothing kept grows with the length of a text.

use std::collections::HashMap;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::contacts::{Contacts, Number};
use super::found::Found;
use super::minhash::Signature;
use crate::assess::{Assessment, Band, Status};

/// Takes the assessments of a run.
#[derive(Debug, Default)]
pub struct Gatherer {
    pub(super) ads: Vec<AdRecord>,
    pub(super) texts: Vec<TextRecord>,
    pub(super) contacts: Contacts,
    /// By the hash of a text, its number.
    known: HashMap<u128, u32>,
    last_path: Option<Arc<str>>,
}

/// What is kept of an ad.
#[derive(Debug)]
pub(super) struct AdRecord {
    pub(super) id: Box<str>,
    pub(super) path: Option<Arc<str>>,
    pub(super) record: u64,
    pub(super) line: u64,
    /// Number of its text.
    pub(super) text: u32,
}

/// What is kept of a text, which ads may share.
#[derive(Debug)]
pub(super) struct TextRecord {
    /// Hash of headline and body.
    pub(super) hash: u128,
    pub(super) signature: Option<Signature>,
    pub(super) score: Option<(u8, Band)>,
    pub(super) language: Option<&'static str>,
    pub(super) contacts: Box<[Number]>,
    /// How many ads have it.
    pub(super) ads: u32,
}

impl Gatherer {
    /// Adds an ad with the signature of its text; whether its text is new.
    ///
    /// New texts are numbered from 0. Whoever wants templates keeps an [`excerpt`](super::excerpt) of each.
    ///
    /// # Panics
    /// With more than four thousand million texts, of which memory holds no more than the signatures.
    pub fn add(&mut self, assessment: &Assessment, signature: Option<Signature>) -> bool {
        let hash = text_hash(&assessment.title, &assessment.text);
        let next = u32::try_from(self.texts.len()).expect("invariant: so many texts do not fit into memory");
        let text = *self.known.entry(hash).or_insert(next);
        if text == next {
            self.texts.push(TextRecord {
                hash,
                signature,
                score: (assessment.status == Status::Scored).then_some((assessment.score, assessment.band)),
                language: assessment.language,
                contacts: self.contacts.numbers(&assessment.contacts),
                ads: 0,
            });
        }
        let record = &mut self.texts[text as usize];
        record.ads += 1;
        self.contacts.count(&record.contacts);
        let path = self.path(assessment.origin.path.as_deref());
        let (record, line) = (assessment.origin.record, assessment.origin.line);
        self.ads.push(AdRecord { id: assessment.ad_id.as_str().into(), path, record, line, text });
        text == next
    }

    /// Finds the campaigns of at least so many ads.
    #[must_use]
    pub fn found(self, least: usize) -> Found {
        Found::new(self, least)
    }

    /// A path, kept once for the ads of a file that follow one another.
    fn path(&mut self, path: Option<&str>) -> Option<Arc<str>> {
        if self.last_path.as_deref() != path {
            self.last_path = path.map(Arc::from);
        }
        self.last_path.clone()
    }
}

/// The hash of an ad's text, by which campaigns are named and ordered; the length keeps headline and body apart.
#[must_use]
pub fn text_hash(title: &str, text: &str) -> u128 {
    let mut hasher = Xxh3::new();
    hasher.update(&(title.len() as u64).to_le_bytes());
    hasher.update(title.as_bytes());
    hasher.update(text.as_bytes());
    hasher.digest128()
}
