//! From where to where an ad leads: the country of those it is written for and the country of the work.
//!
//! Owns `deployment-bans.yaml` and the order of trust. Both ends are guesses from a text, and no end is known when the signs
//! are many or none:
//! - *Origin*, by falling trust: the people addressed (*Filipinos*, *WNI*), the language's home country, the dialing code of a
//!   contact, the country of the currency of a wage. Dialing code and currency count only where they are not the destination's.
//! - *Destination*: the only foreign country named (a place of the gazetteer before a country, the more specific tier first); the
//!   origin itself if only that is named; the country of the currency of a wage; the dialing code of a contact. Where more than
//!   two foreign countries are named, such as a list of offices, none is taken.
//!
//! A corridor never says anything about the people who take it, and no rule may rest on nationality and destination alone.

use serde::{Deserialize, Serialize};

use super::tables::{Problems, Tables, Text};
use super::{Facts, PayKind};
use crate::span::{Normalized, Span};
use crate::text::language::Language;

/// One end of a corridor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// ISO 3166 code in lower case.
    pub country: String,
    /// The words it rests on: the number of the field and the place in it; none for the language alone.
    pub evidence: Option<(usize, Span<Normalized>)>,
    /// Whether it was read from the people addressed.
    pub people: bool,
}

/// From where to where an ad leads, as far as its text tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corridor {
    /// The country of those the ad is written for.
    pub origin: Option<End>,
    /// The country of the work.
    pub destination: Option<End>,
    /// What the origin's authorities say of work in the destination, if the table knows.
    pub ban: Option<BanKind>,
}

impl Corridor {
    /// Whether the work is abroad, where both ends are known.
    #[must_use]
    pub fn abroad(&self) -> Option<bool> {
        let (origin, destination) = self.origin.as_ref().zip(self.destination.as_ref())?;
        Some(origin.country != destination.country)
    }
}

/// What a line of the ban table says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum BanKind {
    /// New workers may not be deployed.
    Ban,
    /// The origin places nobody there: there is no agreement.
    NoPlacementAgreement,
    /// A formal travel ban or warning over job fraud.
    Advisory,
}

impl BanKind {
    /// Every kind, with its name in tables and rules.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Ban, "ban"), (Self::NoPlacementAgreement, "no-placement-agreement"), (Self::Advisory, "advisory")];

    /// The name used in tables and rules.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("advisory", |(_, name)| name)
    }
}

/// `deployment-bans.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BanFile {
    as_of: String,
    bans: Vec<RawBan>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBan {
    origin: Text,
    destination: Text,
    kind: Text,
    since: Text,
    until: Option<Text>,
    source: Text,
}

/// The lines in force when the table was made.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Bans(Vec<(String, String, BanKind)>);

impl Bans {
    /// Checks the table; what ended before `as_of` is left out.
    pub(super) fn build(file: &BanFile, problems: &mut Problems) -> Self {
        let mut bans = Vec::new();
        for raw in &file.bans {
            let Some((kind, _)) = BanKind::ALL.iter().find(|(_, name)| *name == raw.kind.value) else {
                problems.unknown("F040", &raw.kind, "kind", BanKind::ALL.iter().map(|(_, name)| *name));
                continue;
            };
            for code in [&raw.origin, &raw.destination] {
                if code.value.len() != 2 || !code.value.bytes().all(|b| b.is_ascii_lowercase()) {
                    problems.error("F011", code, format!("`{}` is no lower-case country code", code.value));
                }
            }
            if raw.source.value.trim().is_empty() || raw.since.value.len() < 4 {
                problems.error("F041", &raw.kind, "a ban needs its source and the date it began".to_owned());
            }
            if raw.until.as_ref().is_none_or(|until| until.value >= file.as_of) {
                bans.push((raw.origin.value.clone(), raw.destination.value.clone(), *kind));
            }
        }
        Self(bans)
    }

    fn kind(&self, origin: &str, destination: &str) -> Option<BanKind> {
        self.0.iter().find(|(from, to, _)| from == origin && to == destination).map(|(_, _, kind)| *kind)
    }
}

/// Where Chinese is the language at home; the first is the one taken for it where nothing else tells.
const CHINESE: [&str; 4] = ["cn", "hk", "tw", "mo"];

/// The most foreign countries an ad may name for one of them to be its destination.
const MOST_FOREIGN: usize = 2;

/// Reads the corridor of an ad from the facts of its fields.
pub(super) fn read(fields: &[Facts], tables: &Tables, language: Option<Language>) -> Corridor {
    let named = named(fields);
    let people = fields.iter().enumerate().find_map(|(field, facts)| {
        let addressed = facts.countries.iter().find(|c| c.people)?;
        Some(End { country: addressed.code.clone(), evidence: Some((field, addressed.span)), people: true })
    });
    let home = language.and_then(|l| tables.money.home_country(l.0));
    let home = home.map(|country| End { country: country.to_owned(), evidence: None, people: false });
    let paid = paid_in(fields, tables);
    let dialed = dialed(fields, tables);
    let sure = people.or(home);
    // Chinese is written at home in several places: the one an ad names is where its readers are.
    let sure = sure.map(|origin| {
        let local = named.iter().find(|end| CHINESE.contains(&end.country.as_str()));
        local.filter(|_| origin.evidence.is_none() && origin.country == CHINESE[0]).cloned().unwrap_or(origin)
    });
    let foreign: Vec<&End> =
        named.iter().filter(|end| sure.as_ref().is_none_or(|origin| origin.country != end.country)).collect();
    let only = (1..=MOST_FOREIGN).contains(&foreign.len()).then(|| foreign[0].clone());
    let domestic = foreign.is_empty().then(|| named.first().cloned()).flatten();
    let place = only.or(domestic);
    let crowded = foreign.len() > MOST_FOREIGN;
    let other = |end: &&End, than: Option<&End>| than.is_none_or(|known| known.country != end.country);
    let origin = sure.or_else(|| {
        let ends = dialed.iter().chain(&paid).find(|end| place.is_some() && other(end, place.as_ref()));
        ends.cloned()
    });
    let destination = place.or_else(|| {
        let ends = paid.iter().chain(&dialed).find(|end| !crowded && other(end, origin.as_ref()));
        ends.cloned()
    });
    // The law of the readers' country counts, not the nationality an ad asks for: the same offer must not score by people.
    let readers = origin.as_ref().filter(|origin| !origin.people);
    let ban = readers.zip(destination.as_ref());
    let ban = ban.and_then(|(from, to)| tables.bans.kind(&from.country, &to.country));
    Corridor { origin, destination, ban }
}

/// The countries named, each once: those of gazetteer places first, by tier, then the others in reading order.
fn named(fields: &[Facts]) -> Vec<End> {
    let mut places: Vec<_> = fields
        .iter()
        .enumerate()
        .flat_map(|(field, facts)| facts.places.iter().map(move |p| (p.tier, field, p)))
        .collect();
    places.sort_by_key(|(tier, field, place)| (*tier, *field, place.span.start));
    let places = places.into_iter().map(|(_, field, p)| (field, p.span, &p.country));
    let others = fields
        .iter()
        .enumerate()
        .flat_map(|(field, facts)| facts.countries.iter().filter(|c| !c.people).map(move |c| (field, c.span, &c.code)));
    let mut ends: Vec<End> = Vec::new();
    for (field, span, country) in places.chain(others) {
        if !ends.iter().any(|known| known.country == *country) {
            ends.push(End { country: country.clone(), evidence: Some((field, span)), people: false });
        }
    }
    ends
}

/// The country of the currency of the first wage in one that belongs to a single country.
fn paid_in(fields: &[Facts], tables: &Tables) -> Option<End> {
    fields.iter().enumerate().find_map(|(field, facts)| {
        facts.pay.iter().filter(|p| p.kind == PayKind::Wage && p.written).find_map(|pay| {
            let country = tables.money.country_of(&pay.currency.0)?;
            Some(End { country: country.to_owned(), evidence: Some((field, pay.span)), people: false })
        })
    })
}

/// The country dialed by the first contact in international form.
fn dialed(fields: &[Facts], tables: &Tables) -> Option<End> {
    fields.iter().enumerate().find_map(|(field, facts)| {
        facts.contacts.iter().find_map(|contact| {
            let country = tables.countries.dialed(contact.key.as_deref()?)?;
            Some(End { country: country.to_owned(), evidence: Some((field, contact.span)), people: false })
        })
    })
}
