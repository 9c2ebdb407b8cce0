//! Findings of an ad that its readers have looked at before and do not want to be stopped by again.
//!
//! Nothing here moves a score: an ad with accepted findings is what it was.

use std::collections::BTreeMap;

/// Accepted findings of one ad, by their fingerprints (see [`Fingerprints`](super::Fingerprints)).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted(BTreeMap<String, Option<String>>);

impl Accepted {
    /// Adds a finding that was there before.
    pub fn known(&mut self, fingerprint: &str) {
        self.0.entry(fingerprint.to_owned()).or_insert(None);
    }

    /// Adds a finding that is suppressed, with the reason given for that.
    pub fn suppressed(&mut self, fingerprint: &str, reason: &str) {
        self.0.insert(fingerprint.to_owned(), Some(reason.to_owned()));
    }

    /// Whether this finding is among them.
    #[must_use]
    pub fn holds(&self, fingerprint: &str) -> bool {
        self.0.contains_key(fingerprint)
    }

    /// Why this finding is suppressed, if it is.
    #[must_use]
    pub fn reason(&self, fingerprint: &str) -> Option<&str> {
        self.0.get(fingerprint)?.as_deref()
    }

    /// Whether any finding is suppressed.
    #[must_use]
    pub fn any_suppressed(&self) -> bool {
        self.0.values().any(Option::is_some)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
