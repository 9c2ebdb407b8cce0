//! Countries an ad names and the people it addresses: the raw material of the corridor.
//!
//! Owns `countries.yaml`. Reads words and dialing codes alone; which country is the origin and which the destination is
//! `corridor`'s to decide. Naming a country or its people says nothing about anybody.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::lexicon::{Lexicon, LexiconBuilder, Words, inflected};
use super::pay::overlaps_any;
use super::place::Origins;
use super::tables::{Problems, Text};
use crate::span::{Normalized, Span};

/// One mention of a country or of its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// Where it stands.
    pub span: Span<Normalized>,
    /// ISO 3166 code in lower case.
    pub code: String,
    /// Whether the ad speaks to the country's people rather than of the country.
    pub people: bool,
}

/// `countries.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountryFile {
    #[serde(rename = "source")]
    _source: String,
    countries: Vec<RawCountry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCountry {
    code: Text,
    dial: Vec<Text>,
    names: Vec<Text>,
    #[serde(default)]
    people: Vec<Text>,
    #[serde(default)]
    adjective: Vec<Text>,
}

/// The table, ready to search.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Countries {
    lexicon: Lexicon,
    /// By number of the form: code, and whether it means people.
    forms: Vec<(String, bool)>,
    /// Country by dialing code.
    dial: BTreeMap<String, String>,
}

/// What makes an adjective address people.
const ADDRESSED: [&str; 9] = [
    "nationals",
    "national only",
    "citizens",
    "workers",
    "applicants",
    "candidates",
    "passport holders",
    "passport",
    "nationality",
];

/// Digits in the longest dialing code.
const LONGEST_DIAL: usize = 3;

impl Countries {
    /// Checks and compiles the table.
    pub(super) fn build(file: CountryFile, problems: &mut Problems) -> Self {
        let mut builder = LexiconBuilder::default();
        let mut forms: Vec<(String, bool)> = Vec::new();
        let mut dial = BTreeMap::default();
        for raw in &file.countries {
            let code = &raw.code.value;
            if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_lowercase()) {
                problems.error("F011", &raw.code, format!("`{code}` is no lower-case country code"));
            }
            for prefix in &raw.dial {
                if dial.insert(prefix.value.clone(), code.clone()).is_some() {
                    problems.error("F007", prefix, format!("`{}` dials two countries", prefix.value));
                }
            }
            let addressed = raw.adjective.iter().flat_map(|adjective| {
                ADDRESSED.map(|who| Text { value: format!("{} {who}", adjective.value), ..adjective.clone() })
            });
            let people = raw.people.iter().cloned().chain(addressed).map(|form| (form, true));
            let names = raw
                .names
                .iter()
                .flat_map(|name| inflected(&name.value).into_iter().map(|value| Text { value, ..name.clone() }));
            for (form, people) in names.map(|form| (form, false)).chain(people) {
                match builder.add(&form.value) {
                    Some(number) if number == forms.len() => forms.push((code.clone(), people)),
                    Some(number) if forms[number].0 == *code => {}
                    Some(_) => problems.error("F012", &form, format!("`{}` already names another place", form.value)),
                    None => problems.error("F004", &form, format!("`{}` leaves nothing to search for", form.value)),
                }
            }
        }
        Self { lexicon: builder.build(), forms, dial }
    }

    /// The country a number in international form is dialed in, by the longest code that fits.
    pub(super) fn dialed(&self, key: &str) -> Option<&str> {
        let digits = key.strip_prefix('+')?;
        let longest = LONGEST_DIAL.min(digits.len());
        (1..=longest).rev().find_map(|length| self.dial.get(digits.get(..length)?)).map(String::as_str)
    }
}

/// Every country and people named in `text` outside the sorted spans in `taken`, in reading order; a country people come from
/// counts as its people.
pub(super) fn find(text: &Words<'_>, table: &Countries, origins: &Origins, taken: &[Span<Normalized>]) -> Vec<Country> {
    let hits = table.lexicon.find(text);
    let free = hits.iter().filter(|hit| !overlaps_any(taken, hit.span));
    free.map(|hit| {
        let (code, people) = &table.forms[hit.form];
        let people = *people || origins.mark(text.as_str(), hit.span);
        Country { span: hit.span, code: code.clone(), people }
    })
    .collect()
}
