//! What a wage is worth to those the ad is written for.
//!
//! Owns the level of work and the choice of the country whose wages count: the corridor's origin, else its destination, else
//! the country `pay` read the amount for. A people that an ad names as wanted never decides what counts as high pay, or the same
//! offer would score by nationality; the language, the dialing code and the currency of an ad tell whom it speaks to. The wages themselves are `money`'s.

use serde::{Deserialize, Serialize};

use super::lexicon::Hit;
use super::money::Money;
use super::{Corridor, Facts};

/// What work asks of those who do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// No experience, no degree.
    Entry,
    /// Anything between, and what does not tell.
    Skilled,
    /// A degree or a licence.
    Professional,
}

impl Level {
    /// Every level, with its name in the table.
    pub(super) const ALL: [(Self, &'static str); 3] =
        [(Self::Entry, "entry"), (Self::Skilled, "skilled"), (Self::Professional, "professional")];
}

/// The level of work that the words found in a field ask for: entry where one says that nothing is needed, whatever the others say.
pub(super) fn level(hits: &[Hit], money: &Money) -> Option<Level> {
    hits.iter().filter_map(|hit| money.words[hit.form].level).min()
}

/// Compares wages with the wages of those the ad is written for: of the corridor's origin, else of its destination, else of
/// the country each amount was read for; at the level the ad asks for.
pub(super) fn compare(fields: &mut [Facts], corridor: &Corridor, money: &Money) {
    let level = fields.iter().filter_map(|f| f.level).min().unwrap_or(Level::Skilled);
    let addressed = corridor.origin.as_ref().filter(|origin| !origin.people);
    let end = addressed.or(corridor.destination.as_ref()).map(|end| end.country.as_str());
    for pay in fields.iter_mut().flat_map(|facts| &mut facts.pay) {
        let known = end.filter(|country| money.wage_at(country, level).is_some()).or(pay.country.as_deref());
        let Some(wage) = known.and_then(|country| money.wage_at(country, level)) else { continue };
        pay.country = known.map(str::to_owned);
        pay.multiple = pay.monthly_usd_low / wage;
        pay.multiple_high = pay.monthly_usd_high / wage;
    }
}
