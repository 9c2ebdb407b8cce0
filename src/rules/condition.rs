//! Fact tests of rule files, such as `pay.multiple >= 4`.
//!
//! Owns their syntax and what they compare; the values come from the detector. Knows no extractor.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diagnostic::nearest;

/// What a fact test looks at. Units and values are in `rules/README.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FactKey {
    /// Pay per month in US dollars, low end of a range.
    PayMonthlyUsd,
    /// Pay as a multiple of a typical wage, low end of a range.
    PayMultiple,
    /// High end of a pay range over its low end.
    PayRangeRatio,
    /// Pay period.
    PayPeriod,
    /// Pay currency.
    PayCurrency,
    /// Percentage offered as pay, low end of a range.
    PayCommission,
    /// Tier of a place.
    PlaceTier,
    /// Country of those the ad is written for.
    CorridorOrigin,
    /// Country of the work.
    CorridorDestination,
    /// Whether the two differ.
    CorridorAbroad,
    /// What the origin's authorities say of work in the destination.
    CorridorBan,
    /// Kind of a contact.
    ContactKind,
    /// The one kind every contact is of.
    ContactOnly,
    /// Whether the employer is named by a legal form, generically, or not.
    EmployerNamed,
    /// Whether the worksite is stated.
    WorksiteStated,
    /// Whether the duties are stated.
    DutiesStated,
    /// A limit of age.
    LimitsAge,
    /// A limit of sex.
    LimitsSex,
    /// A wish for looks.
    LimitsAppearance,
    /// An address to the people of a country.
    LimitsNationality,
    /// Country of a licence.
    LicenceCountry,
    /// All undone obfuscation.
    ObfuscationCount,
    /// Invisible and direction characters.
    ObfuscationInvisible,
    /// Look-alike letters.
    ObfuscationConfusable,
    /// Words spaced apart.
    ObfuscationSpaced,
    /// Digits and signs standing for letters.
    ObfuscationLeet,
    /// Stacked combining marks.
    ObfuscationMarks,
    /// Words in the ad.
    TextWords,
    /// How much of what mark-up states the visible text does not show.
    PostingUnseen,
    /// What of it that is.
    PostingUnseenClaim,
}

/// What mark-up can state of an ad, by its names in rules.
pub const CLAIMS: [&str; 5] = ["title", "employer", "place", "pay", "text"];

const KEYS: [(&str, FactKey); 30] = [
    ("pay.monthly_usd", FactKey::PayMonthlyUsd),
    ("pay.multiple", FactKey::PayMultiple),
    ("pay.range_ratio", FactKey::PayRangeRatio),
    ("pay.period", FactKey::PayPeriod),
    ("pay.currency", FactKey::PayCurrency),
    ("pay.commission", FactKey::PayCommission),
    ("place.tier", FactKey::PlaceTier),
    ("corridor.origin", FactKey::CorridorOrigin),
    ("corridor.destination", FactKey::CorridorDestination),
    ("corridor.abroad", FactKey::CorridorAbroad),
    ("corridor.ban", FactKey::CorridorBan),
    ("contact.kind", FactKey::ContactKind),
    ("contact.only", FactKey::ContactOnly),
    ("employer.named", FactKey::EmployerNamed),
    ("worksite.stated", FactKey::WorksiteStated),
    ("duties.stated", FactKey::DutiesStated),
    ("limits.age", FactKey::LimitsAge),
    ("limits.sex", FactKey::LimitsSex),
    ("limits.appearance", FactKey::LimitsAppearance),
    ("limits.nationality", FactKey::LimitsNationality),
    ("licence.country", FactKey::LicenceCountry),
    ("obfuscation.count", FactKey::ObfuscationCount),
    ("obfuscation.invisible", FactKey::ObfuscationInvisible),
    ("obfuscation.confusable", FactKey::ObfuscationConfusable),
    ("obfuscation.spaced", FactKey::ObfuscationSpaced),
    ("obfuscation.leet", FactKey::ObfuscationLeet),
    ("obfuscation.marks", FactKey::ObfuscationMarks),
    ("text.words", FactKey::TextWords),
    ("posting.unseen", FactKey::PostingUnseen),
    ("posting.unseen_claim", FactKey::PostingUnseenClaim),
];

impl FactKey {
    /// Whether the values are numbers rather than names.
    #[must_use]
    pub fn is_numeric(self) -> bool {
        matches!(
            self,
            Self::PayMonthlyUsd
                | Self::PayMultiple
                | Self::PayRangeRatio
                | Self::PayCommission
                | Self::ObfuscationCount
                | Self::ObfuscationInvisible
                | Self::ObfuscationConfusable
                | Self::ObfuscationSpaced
                | Self::ObfuscationLeet
                | Self::ObfuscationMarks
                | Self::TextWords
                | Self::PostingUnseen
        )
    }

    /// Whether the fact is a property of a wage, so that several tests must hold of one and the same.
    #[must_use]
    pub fn is_of_wages(self) -> bool {
        matches!(
            self,
            Self::PayMonthlyUsd | Self::PayMultiple | Self::PayRangeRatio | Self::PayPeriod | Self::PayCurrency
        )
    }

    /// Whether the fact is only ever there or not.
    fn is_presence(self) -> bool {
        matches!(
            self,
            Self::LimitsAge
                | Self::LimitsSex
                | Self::LimitsAppearance
                | Self::LimitsNationality
                | Self::PostingUnseenClaim
        )
    }

    /// The names a value may have, where the list is closed.
    fn names(self) -> Option<&'static [&'static str]> {
        match self {
            Self::PayPeriod => Some(&["hour", "day", "week", "month", "year", "piece"]),
            Self::PlaceTier => Some(&["compound", "border", "hub", "transit", "emerging"]),
            Self::EmployerNamed => Some(&["registered", "generic", "not-stated"]),
            Self::WorksiteStated | Self::DutiesStated => Some(&["yes", "not-stated"]),
            Self::LimitsAge | Self::LimitsSex | Self::LimitsAppearance | Self::LimitsNationality => Some(&["yes"]),
            Self::CorridorAbroad => Some(&["yes", "no"]),
            Self::CorridorBan => Some(&["ban", "no-placement-agreement", "advisory"]),
            Self::ContactKind => Some(&[
                "phone",
                "email",
                "free-email",
                "company-email",
                "telegram",
                "whatsapp",
                "line",
                "wechat",
                "zalo",
                "viber",
                "signal",
                "kakao",
                "messenger-other",
                "link",
            ]),
            Self::PostingUnseenClaim => Some(&CLAIMS),
            Self::ContactOnly => Some(&["messenger", "telegram", "free-email", "none"]),
            _ => None,
        }
    }
}

/// How a test compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `<`
    Below,
    /// `==`
    Equal,
    /// `!=`
    Different,
}

const OPERATORS: [(&str, Comparison); 6] = [
    (">=", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    ("==", Comparison::Equal),
    ("!=", Comparison::Different),
    (">", Comparison::Above),
    ("<", Comparison::Below),
];

/// The right-hand side of a test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FactValue {
    /// A number.
    Number(f64),
    /// A name.
    Name(String),
}

/// One test over the facts of an ad.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactTest {
    /// What is looked at.
    pub key: FactKey,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: FactValue,
}

impl FactTest {
    /// Reads `key operator value`.
    ///
    /// # Errors
    /// A sentence naming the part that is wrong and the nearest known word.
    pub fn parse(source: &str) -> Result<Self, String> {
        let (operator, comparison) = *OPERATORS
            .iter()
            .filter(|(sign, _)| source.contains(sign))
            .min_by_key(|(sign, _)| source.find(sign))
            .ok_or_else(|| format!("fact test `{source}` has no comparison such as `>=` or `==`"))?;
        let (name, value) = source.split_once(operator).expect("invariant: the operator was found in the source");
        let (name, value) = (name.trim(), value.trim());
        let key = KEYS.iter().find(|(known, _)| *known == name).map(|(_, key)| *key).ok_or_else(|| {
            let near = nearest(name, KEYS.iter().map(|(known, _)| *known));
            format!("unknown fact `{name}`{}", near.map_or_else(String::new, |n| format!("; did you mean `{n}`?")))
        })?;
        let value = if key.is_numeric() {
            let number: f64 = value.parse().map_err(|_| format!("`{value}` in `{source}` is not a number"))?;
            FactValue::Number(number)
        } else {
            if !matches!(comparison, Comparison::Equal | Comparison::Different) {
                return Err(format!("`{name}` is a name: compare it with `==` or `!=`"));
            }
            if key.is_presence() && comparison != Comparison::Equal {
                let value = key.names().map_or("yes", |names| names[0]);
                return Err(format!("`{name}` tells presence only: write `{name} == {value}`"));
            }
            if let Some(names) = key.names().filter(|names| !names.contains(&value)) {
                return Err(format!("`{value}` is no value of `{name}`; it is one of {}", names.join(", ")));
            }
            FactValue::Name(value.to_owned())
        };
        Ok(Self { key, comparison, value })
    }

    /// The name compared with, empty for a number, and whether it must be equal.
    #[must_use]
    pub fn name(&self) -> (&str, bool) {
        let name = match &self.value {
            FactValue::Name(name) => name.as_str(),
            FactValue::Number(_) => "",
        };
        (name, self.comparison == Comparison::Equal)
    }

    /// Whether a number found in the ad satisfies the test.
    #[must_use]
    pub fn accepts_number(&self, found: f64) -> bool {
        let FactValue::Number(wanted) = self.value else { return false };
        match self.comparison {
            Comparison::AtLeast => found >= wanted,
            Comparison::AtMost => found <= wanted,
            Comparison::Above => found > wanted,
            Comparison::Below => found < wanted,
            Comparison::Equal => (found - wanted).abs() < 1e-9,
            Comparison::Different => (found - wanted).abs() >= 1e-9,
        }
    }

    /// Whether a name found in the ad satisfies the test.
    #[must_use]
    pub fn accepts_name(&self, found: &str) -> bool {
        let (wanted, equal) = self.name();
        (found == wanted) == equal
    }
}

impl fmt::Display for FactTest {
    /// As it is written in a rule file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = KEYS.iter().find(|(_, key)| *key == self.key).map_or("", |(name, _)| name);
        let sign = OPERATORS.iter().find(|(_, known)| *known == self.comparison).map_or("", |(sign, _)| sign);
        match &self.value {
            FactValue::Number(number) => write!(f, "{key} {sign} {number}"),
            FactValue::Name(name) => write!(f, "{key} {sign} {name}"),
        }
    }
}
