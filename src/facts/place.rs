//! Places named in an ad, from a gazetteer of regions known from trafficking and scam-compound reports.
//!
//! Owns `places.yaml` and what to do with ambiguous names: those listed as `paired` (西港, *Clark*, *Bangkok*) count only
//! when the field also names a place of the same entry or country, or a compound, beyond doubt. Naming a place is no
//! accusation: most jobs in most of them are honest, and a tier only says how the place appears in reports.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::lexicon::{Lexicon, LexiconBuilder, Words, inflected};
use super::pay::overlaps_any;
use super::tables::{Problems, Text};
use crate::span::{Normalized, Span};
use crate::text::NormalizedText;
use crate::text::script::{is_unspaced, is_word};

/// How a place appears in reports, from most to least specific.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PlaceTier {
    /// A compound, or a town or zone known for them.
    Compound,
    /// A border crossing toward one.
    Border,
    /// A country or city where many compounds stand.
    Hub,
    /// A country people are taken through.
    Transit,
    /// A place named in recent reports.
    Emerging,
}

impl PlaceTier {
    /// Every tier, with its name in tables and rules.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Compound, "compound"),
        (Self::Border, "border"),
        (Self::Hub, "hub"),
        (Self::Transit, "transit"),
        (Self::Emerging, "emerging"),
    ];

    /// The name used in tables and rules.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(tier, _)| *tier == self).map_or("hub", |(_, name)| name)
    }
}

/// One mention of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where it is named.
    pub span: Span<Normalized>,
    /// The entry of the gazetteer, kebab-case.
    pub id: String,
    /// ISO 3166 code in lower case.
    pub country: String,
    /// How it appears in reports.
    pub tier: PlaceTier,
    /// Whether the country is the main one of the ad's language, so that the ad may well be domestic.
    pub home: bool,
}

impl Place {
    /// Whether a country is named in an ad that is probably written there: no destination.
    #[must_use]
    pub fn is_domestic(&self) -> bool {
        self.home && self.tier >= PlaceTier::Hub
    }
}

/// The gazetteer, ready to search.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Places {
    lexicon: Lexicon,
    entries: Vec<Entry>,
    /// By number of the form: what it may name, and whether that is certain.
    names: Vec<Vec<Name>>,
    /// Words that make a country the one people come from.
    pub(super) origins: Origins,
}

/// Words that make a country the one people come from: whom an ad addresses is no destination.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Origins {
    /// Folded words in front of the country.
    before: Vec<String>,
    /// Folded words behind it.
    after: Vec<String>,
}

impl Origins {
    fn build(raw: &RawOrigins) -> Self {
        let fold = |words: &[String]| words.iter().map(|w| NormalizedText::new(w).as_str().to_owned()).collect();
        Self { before: fold(&raw.before), after: fold(&raw.after) }
    }

    /// Whether the country at `span` is named as the one people come from, not the one they go to.
    pub(super) fn mark(&self, text: &str, span: Span<Normalized>) -> bool {
        let left = text[..span.start].trim_end_matches([' ', '-']);
        let right = text[span.end..].trim_start_matches([' ', '-']);
        let ends = |word: &String| {
            // Most words part at the last letter.
            let may = left.as_bytes().last() == word.as_bytes().last();
            may && left
                .strip_suffix(word.as_str())
                .is_some_and(|rest| apart(rest.chars().next_back(), word.chars().next()))
        };
        let begins = |word: &String| {
            let may = right.as_bytes().first() == word.as_bytes().first();
            may && right
                .strip_prefix(word.as_str())
                .is_some_and(|rest| apart(word.chars().next_back(), rest.chars().next()))
        };
        self.before.iter().any(ends) || self.after.iter().any(begins)
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    id: String,
    country: String,
    tier: PlaceTier,
    home: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Name {
    entry: usize,
    sure: bool,
    /// The only languages in which the form means the place; empty for all.
    languages: Vec<String>,
}

/// `places.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceFile {
    origins: RawOrigins,
    places: Vec<RawPlace>,
}

/// Words that make a place the one people come from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOrigins {
    before: Vec<String>,
    after: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPlace {
    id: Text,
    country: Text,
    tier: Text,
    /// Languages in which an ad that names it is probably domestic.
    #[serde(default)]
    home: Vec<Text>,
    names: Vec<Text>,
    #[serde(default)]
    paired: Vec<Text>,
    /// Forms that mean the place in one language only.
    #[serde(default)]
    only: Vec<RawOnly>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOnly {
    languages: Vec<String>,
    names: Vec<Text>,
}

impl Places {
    /// Checks and compiles the gazetteer.
    pub(super) fn build(file: PlaceFile, problems: &mut Problems) -> Self {
        let mut builder = LexiconBuilder::default();
        let mut names: Vec<Vec<Name>> = Vec::new();
        let mut entries = Vec::new();
        let mut ids: FxHashMap<String, usize> = FxHashMap::default();
        for raw in file.places {
            let tier = PlaceTier::ALL.iter().find(|(_, name)| *name == raw.tier.value);
            let Some((tier, _)) = tier else {
                problems.unknown("F010", &raw.tier, "tier", PlaceTier::ALL.iter().map(|(_, name)| *name));
                continue;
            };
            if raw.country.value.len() != 2 || !raw.country.value.bytes().all(|b| b.is_ascii_lowercase()) {
                problems.error("F011", &raw.country, format!("`{}` is no lower-case country code", raw.country.value));
            }
            let entry = entries.len();
            if ids.insert(raw.id.value.clone(), entry).is_some() {
                problems.error("F007", &raw.id, format!("`{}` stands twice", raw.id.value));
            }
            let sure = raw.names.iter().map(|name| (name, true, Vec::new()));
            let paired = raw.paired.iter().map(|name| (name, false, Vec::new()));
            let only = raw.only.iter().flat_map(|o| o.names.iter().map(|name| (name, true, o.languages.clone())));
            let written = sure.chain(paired).chain(only).flat_map(|(name, sure, languages)| {
                let forms = if sure { inflected(&name.value) } else { vec![name.value.clone()] };
                forms.into_iter().map(move |form| (name, form, sure, languages.clone()))
            });
            for (name, form, sure, languages) in written {
                let Some(number) = builder.add(&form) else {
                    problems.error("F004", name, format!("`{}` leaves nothing to search for", name.value));
                    continue;
                };
                if number == names.len() {
                    names.push(Vec::new());
                }
                if names[number].iter().any(|known| known.entry != entry && known.languages == languages) {
                    problems.error("F012", name, format!("`{}` already names another place", name.value));
                }
                names[number].push(Name { entry, sure, languages });
            }
            entries.push(Entry {
                id: raw.id.value,
                country: raw.country.value,
                tier: *tier,
                home: raw.home.into_iter().map(|l| l.value).collect(),
            });
        }
        Self { lexicon: builder.build(), entries, names, origins: Origins::build(&file.origins) }
    }
}

/// Whether a word ends between two characters.
fn apart(left: Option<char>, right: Option<char>) -> bool {
    let within = |c: Option<char>| c.is_some_and(|c| is_word(c) && !is_unspaced(c));
    !(within(left) && within(right))
}

/// Every place named in `text` outside the sorted spans in `taken`, in reading order.
pub(super) fn find(
    text: &Words<'_>,
    places: &Places,
    language: Option<&str>,
    taken: &[Span<Normalized>],
) -> Vec<Place> {
    let speaks =
        |name: &Name| name.languages.is_empty() || language.is_some_and(|l| name.languages.iter().any(|n| n == l));
    let named: Vec<(Span<Normalized>, &Name)> = places
        .lexicon
        .find(text)
        .iter()
        // The `mm` of an address or handle is no country.
        .filter(|hit| !overlaps_any(taken, hit.span))
        .filter_map(|hit| places.names[hit.form].iter().find(|name| speaks(name)).map(|name| (hit.span, name)))
        // To leave from a border town is a sign; a country people come from is none.
        .filter(|(span, name)| {
            let country = places.entries[name.entry].tier >= PlaceTier::Hub;
            !(country && places.origins.mark(text.as_str(), *span))
        })
        .collect();
    let certain: Vec<&Entry> = named.iter().filter(|(_, n)| n.sure).map(|(_, n)| &places.entries[n.entry]).collect();
    let compound = certain.iter().any(|entry| entry.tier == PlaceTier::Compound);
    let countries: FxHashSet<&str> = certain.iter().map(|entry| entry.country.as_str()).collect();
    let backed = |name: &Name| compound || countries.contains(places.entries[name.entry].country.as_str());
    named
        .iter()
        .filter(|(_, name)| name.sure || backed(name))
        .map(|(span, name)| {
            let entry = &places.entries[name.entry];
            Place {
                span: *span,
                id: entry.id.clone(),
                country: entry.country.clone(),
                tier: entry.tier,
                home: language.is_some_and(|l| entry.home.iter().any(|h| h == l)),
            }
        })
        .collect()
}
