//! What an ad does not say that a checkable vacancy says: who hires, where, for what pay, by what procedure.
//!
//! To leave something out is common and proves nothing; it is what to ask about next. Each item rests on facts and protective
//! rules alone, so it holds in every language that has them, and where a language lacks a rule an item may be told although
//! the ad states it.

use super::Assessor;
use crate::ad::Ad;
use crate::facts::{ContactKind, PayKind};

/// Something an ad does not state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unstated {
    /// Who hires, by a name that can be looked up.
    Employer,
    /// Where the work is.
    Place,
    /// What is paid.
    Pay,
    /// How one is chosen: interview, test, documents.
    Selection,
    /// What is needed for the work.
    Qualifications,
    /// Contract, hours, leave, insurance.
    Terms,
    /// Somebody to reach otherwise than by a messenger.
    Contact,
}

impl Unstated {
    /// Every item, in the order in which they are told.
    pub const ALL: [Self; 7] =
        [Self::Employer, Self::Place, Self::Pay, Self::Terms, Self::Qualifications, Self::Selection, Self::Contact];

    /// The name used in output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::Place => "place",
            Self::Pay => "pay",
            Self::Selection => "selection",
            Self::Qualifications => "qualifications",
            Self::Terms => "terms",
            Self::Contact => "contact",
        }
    }

    /// Rules that find it stated.
    fn rules(self) -> &'static [&'static str] {
        match self {
            Self::Employer => &[
                "named-registered-employer",
                "production-details",
                "government-channel",
                "licence-number-present",
                "company-domain-email",
            ],
            Self::Place => &["named-site-address"],
            Self::Pay => &["pay-in-market-range"],
            Self::Selection => &["structured-selection"],
            Self::Qualifications => &["specific-qualifications"],
            Self::Terms => &["standard-contract", "statutory-benefits", "mlc-vessel-details"],
            Self::Contact => &["company-domain-email", "government-channel", "named-site-address"],
        }
    }
}

impl Assessor {
    /// What the ad leaves out.
    #[must_use]
    pub fn unstated(&self, ad: &Ad) -> Vec<Unstated> {
        let detection = self.detector().detect(ad);
        let fired = |id: &&str| self.rules().index(id).is_some_and(|rule| detection.fired(rule));
        let facts = detection.facts.per_field();
        let by_facts = |item: Unstated| match item {
            Unstated::Pay => facts.iter().flat_map(|f| &f.pay).any(|pay| pay.kind == PayKind::Wage),
            Unstated::Place => facts.iter().any(|f| !f.places.is_empty() || !f.countries.is_empty()),
            Unstated::Contact => facts.iter().flat_map(|f| &f.contacts).any(|contact| {
                matches!(contact.kind, ContactKind::Phone | ContactKind::CompanyEmail | ContactKind::Link)
            }),
            _ => false,
        };
        Unstated::ALL.into_iter().filter(|item| !by_facts(*item) && !item.rules().iter().any(fired)).collect()
    }
}
