//! How often each rule fires on genuine ads, by source and language: the table kept beside the model.
//!
//! A rule that fires on many honest ads says little by itself, and one that fires in a single source more often tells the
//! source than the world. Counts only; who measures them is `train`'s business.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ModelError;

const FORMAT: &str = "lurescan-firing/1";
const BUILTIN: &str = include_str!("../../models/firing.json");

/// More ads than there are; up to here counts are exact as floating-point numbers too.
const MOST: u64 = 1 << 52;

/// Counts of genuine ads, by language code.
pub type ByLanguage = BTreeMap<String, u64>;

/// One source of genuine ads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiringSource {
    /// Whether the texts were published by somebody else, rather than written as hard negatives.
    pub real: bool,
    /// Genuine ads in it.
    pub ads: ByLanguage,
}

/// Firing of rules on genuine ads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiringTable {
    /// Always `lurescan-firing/1`.
    pub format: String,
    /// Fingerprint of the rules that were measured.
    pub rules_fingerprint: String,
    /// What was read, by name.
    pub sources: BTreeMap<String, FiringSource>,
    /// Ads a rule fired on, by rule id, then source, then language; nothing where it never did.
    pub rules: BTreeMap<String, BTreeMap<String, ByLanguage>>,
}

impl FiringTable {
    /// An empty table for rules of a fingerprint.
    #[must_use]
    pub fn new(rules_fingerprint: &str) -> Self {
        Self {
            format: FORMAT.to_owned(),
            rules_fingerprint: rules_fingerprint.to_owned(),
            sources: BTreeMap::new(),
            rules: BTreeMap::new(),
        }
    }

    /// The table of the built-in rules.
    ///
    /// # Errors
    /// Only if the embedded file is broken, which a test excludes.
    pub fn builtin() -> Result<Self, ModelError> {
        Self::parse(BUILTIN)
    }

    /// Reads a table.
    ///
    /// # Errors
    /// When the text is no table of a known version.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let table: Self = serde_json::from_str(text)?;
        if table.format != FORMAT {
            return Err(ModelError::Format { found: table.format });
        }
        let ads = table.sources.values().flat_map(|source| source.ads.values());
        let fired = table.rules.values().flat_map(BTreeMap::values).flat_map(BTreeMap::values);
        // Sums of counts must be counts.
        match ads.chain(fired).try_fold(0, |sum: u64, count| sum.checked_add(*count)) {
            Some(sum) if sum < MOST => Ok(table),
            _ => Err(ModelError::Range { name: "ads" }),
        }
    }

    /// The file's text: sorted, indented, with a line break at the end.
    ///
    /// # Errors
    /// Never for a table of counts; serde's signature allows it.
    pub fn to_json(&self) -> Result<String, ModelError> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Genuine ads in a source, all languages together.
    #[must_use]
    pub fn ads(&self, source: &str) -> u64 {
        self.sources.get(source).map_or(0, |source| source.ads.values().sum())
    }

    /// Genuine ads of a source on which a rule fired.
    #[must_use]
    pub fn fired(&self, rule: &str, source: &str) -> u64 {
        let there = self.rules.get(rule).and_then(|sources| sources.get(source));
        there.map_or(0, |languages| languages.values().sum())
    }

    /// Share of a source's genuine ads on which a rule fired; 0 for a source without any.
    #[must_use]
    pub fn share(&self, rule: &str, source: &str) -> f64 {
        ratio(self.fired(rule, source), self.ads(source))
    }

    /// Ads a rule fired on, and ads in all, over the real sources.
    #[must_use]
    pub fn real(&self, rule: &str) -> (u64, u64) {
        let real = || self.sources.iter().filter(|(_, source)| source.real).map(|(name, _)| name);
        (real().map(|name| self.fired(rule, name)).sum(), real().map(|name| self.ads(name)).sum())
    }

    /// How strongly a rule's firing goes with an ad being of one source, over all real sources: the phi coefficient of the
    /// two, from -1 to 1; 0 where either never varies.
    #[must_use]
    pub fn collinearity(&self, rule: &str, source: &str) -> f64 {
        let (fired, ads) = self.real(rule);
        let (here, both) = (self.ads(source), self.fired(rule, source));
        #[expect(clippy::cast_precision_loss, reason = "counts of ads are far below 2^52")]
        let [n, fired, here, both] = [ads, fired, here, both].map(|count| count as f64);
        let spread = (fired * (n - fired) * here * (n - here)).sqrt();
        if spread > 0.0 { (both * n - fired * here) / spread } else { 0.0 }
    }
}

/// `part` of `whole`, 0 of nothing.
fn ratio(part: u64, whole: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of ads are far below 2^52")]
    let (part, whole) = (part as f64, whole as f64);
    if whole > 0.0 { part / whole } else { 0.0 }
}
