//! Typed values read from one field of an ad: pay, places, contacts, licence and registry numbers.
//!
//! Owns the extractors and the tables under `rules/facts/` they read. Knows nothing of rules, weights or whole ads: the
//! caller passes one folded field at a time and maps the spans back. A value says what stands there, never what it means.
//! A new fact is one file here, its table in `rules/facts/` and one field of [`Facts`].

mod commission;
mod compare;
mod contact;
mod corridor;
mod country;
mod lexicon;
mod licence;
mod money;
mod number;
mod numeral;
mod pay;
mod place;
mod tables;
mod term;

pub use commission::Commission;
pub use compare::Level;
pub use contact::{Contact, ContactKind};
pub use corridor::{BanKind, Corridor, End};
pub use country::Country;
pub use licence::Licence;
pub use pay::{Currency, Pay, PayKind, Period};
pub use place::{Place, PlaceTier};
pub use tables::Tables;
pub use term::{Term, TermKind};

use lexicon::Words;

use crate::text::NormalizedText;
use crate::text::language::Language;

/// What one field of an ad states, each list in reading order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Amounts of money, wages and others.
    pub pay: Vec<Pay>,
    /// Percentages offered as pay.
    pub commissions: Vec<Commission>,
    /// Places the gazetteer knows.
    pub places: Vec<Place>,
    /// Countries named, and peoples addressed.
    pub countries: Vec<Country>,
    /// Ways to reach the advertiser.
    pub contacts: Vec<Contact>,
    /// Licence, job-order and registry numbers in a recognized form.
    pub licences: Vec<Licence>,
    /// What is stated or limited, by the words for it.
    pub terms: Vec<Term>,
    /// What the work asks of those who do it, if the field tells.
    pub level: Option<Level>,
    /// Words, a pair of characters counting as one in scripts without spaces.
    pub words: usize,
}

/// Reads the facts of one field. `language` is the ad's; it only decides what is written ambiguously, such as `$` or an
/// amount without a currency.
#[must_use]
pub fn extract(text: &NormalizedText, tables: &Tables, language: Option<Language>) -> Facts {
    let folded = text.as_str();
    let words = Words::of(text);
    let contacts = contact::find(&words, &tables.contacts);
    let licences = licence::find(folded, &tables.licences);
    let mut taken: Vec<_> = contacts.iter().map(|c| c.span).chain(licences.iter().map(|l| l.span)).collect();
    taken.sort_unstable();
    let (pay, level) = pay::find(&words, &tables.money, &tables.places.origins, language.map(|l| l.0), &taken);
    Facts {
        pay,
        commissions: commission::find(&words, &tables.commissions),
        places: place::find(&words, &tables.places, language.map(|l| l.0), &taken),
        countries: country::find(&words, &tables.countries, &tables.places.origins, &taken),
        contacts,
        licences,
        terms: term::find(&words, &tables.terms),
        level,
        words: count_words(folded),
    }
}

/// Reads the corridor of an ad from the facts of its fields, and compares its wages with those of the people it is written for.
#[must_use]
pub fn relate(fields: &mut [Facts], tables: &Tables, language: Option<Language>) -> Corridor {
    let corridor = corridor::read(fields, tables, language);
    compare::compare(fields, &corridor, &tables.money);
    corridor
}

/// Runs of letters and digits; characters of scripts without spaces count half each.
fn count_words(text: &str) -> usize {
    let (mut words, mut unspaced, mut inside) = (0, 0, false);
    for c in text.chars() {
        if lexicon::is_unspaced(c) {
            unspaced += usize::from(c.is_alphanumeric());
            inside = false;
        } else {
            let letter = c.is_ascii_digit() || lexicon::is_spaced_letter(c);
            words += usize::from(letter && !inside);
            inside = letter;
        }
    }
    words + unspaced.div_ceil(2)
}
