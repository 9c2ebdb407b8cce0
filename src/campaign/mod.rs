//! Campaigns: ads that are near-duplicates of one another, what varies in them, and the contacts that tie them together.
//!
//! Two ads belong together when half of their shingles are the same, as far as their [`Signature`]s tell, or when others
//! stand between them. A [`Gatherer`] takes the assessments of a run one by one and keeps a few hundred bytes of each: its
//! signature, score, contacts and place, but not its text. [`Found`] then knows every campaign, the largest and riskiest
//! first, and makes a [`Campaign`] of each once it is handed [`excerpt`]s of the few texts its template is made of.
//!
//! Nothing here depends on the order of the input: neither who belongs to whom nor ids nor templates. An ad in which
//! nothing can be read belongs to no campaign. Ads of different wording that share a contact stay apart and are linked.
//!
//! Who spreads the work over many machines does the same steps: [`kept_contacts`], [`text_hash`], a [`Signature`] and its
//! [`BANDS`]; of those that meet in a band each is compared with [`NEIGHBORS`] before it and with the first.
//!
//! Knows no file and no output format.
//!
//! ```
//! # use lurescan::{ad::Ad, assess::{Assessor, Policy}, detect::Detector, model::Model, rules::{PackSources, RuleSet}};
//! # let rules = RuleSet::load(&PackSources::builtin()).expect("the built-in rules load");
//! # let assessor = Assessor::new(Detector::new(rules), Model::builtin()?, Policy::default());
//! use lurescan::campaign::{Gatherer, Signature, excerpt};
//!
//! let mut gatherer = Gatherer::default();
//! let mut excerpts = Vec::new();
//! for place in ["Bavet", "Poipet"] {
//!     let ad = Ad::from_text("", format!("Chat support in {place}, free flight and visa, write to us on Telegram today."));
//!     let assessment = assessor.assess(&ad);
//!     if gatherer.add(&assessment, Signature::of(&ad.title, &ad.text)) {
//!         excerpts.push(excerpt(&ad.title, &ad.text));
//!     }
//! }
//! let found = gatherer.found(2);
//! for outline in found.outlines() {
//!     let samples = found.samples(outline).map(|text| excerpts[text].as_str());
//!     let campaign = found.campaign(outline, &samples.collect::<Vec<_>>());
//!     assert_eq!(campaign.size, 2);
//!     assert!(campaign.template.flat().starts_with("Chat support in ⟨1⟩, free flight"));
//! }
//! # Ok::<(), lurescan::model::ModelError>(())
//! ```

mod align;
mod contacts;
mod found;
mod gather;
mod minhash;
mod near;
mod shingle;
mod template;
mod union;
mod units;

use std::sync::Arc;

use crate::assess::Band;

pub use contacts::{LINKING, kept_contacts};
pub use found::{Found, LISTED, Outline};
pub use gather::{Gatherer, text_hash};
pub use minhash::{BANDS, HASHES, Signature};
pub use near::NEIGHBORS;
pub use template::{Part, Slot, TEXTS, Template};
pub(crate) use template::{mark, unmarked};
pub use units::excerpt;

#[cfg(feature = "train")]
pub(crate) use union::Union;

/// Near-duplicate ads.
#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    /// 16 hexadecimal digits that depend on the texts alone: those of the text whose hash is the smallest.
    pub id: String,
    /// How many ads there are.
    pub size: usize,
    /// How many different texts they have.
    pub texts: usize,
    /// The scores of the ads that have one.
    pub scores: Option<Scores>,
    /// Ads with too little text for a score.
    pub insufficient: usize,
    /// Language codes by falling number of ads.
    pub languages: Vec<&'static str>,
    /// What the texts have in common, and where they differ.
    pub template: Template,
    /// Contacts that stand in several ads of the run, at least one of them of this campaign; by falling number of its ads.
    pub contacts: Vec<SharedContact>,
    /// How many such contacts there are; more than are listed, perhaps.
    pub contacts_total: usize,
    /// Other campaigns with a contact of this one, by falling number of contacts.
    pub shared_with: Vec<Link>,
    /// How many such campaigns there are; more than are listed, perhaps.
    pub shared_with_total: usize,
    /// Every ad, by its id.
    pub members: Vec<Member>,
}

/// The scores of a campaign's ads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// The highest, 0 to 100.
    pub highest: u8,
    /// The one in the middle, or between the two in the middle.
    pub median: f64,
    /// The band of the highest.
    pub band: Band,
    /// Ads per band, in the order of [`Band::ALL`].
    pub by_band: [usize; 4],
}

/// One ad of a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Identifier of the ad in its source.
    pub id: String,
    /// The path it was read from, `None` for standard input.
    pub path: Option<Arc<str>>,
    /// 1-based number of the record in its file.
    pub record: u64,
    /// 1-based line on which the record starts.
    pub line: u64,
    /// Score and band, if there was enough text.
    pub score: Option<(u8, Band)>,
}

/// A contact that stands in several ads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedContact {
    /// In comparable form, such as `telegram:name`.
    pub contact: String,
    /// Ads of the campaign it stands in.
    pub ads: usize,
    /// Other ads of the run it stands in.
    pub ads_elsewhere: usize,
}

/// Another campaign with the same contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Id of the other campaign.
    pub campaign: String,
    /// The contacts that stand in both.
    pub contacts: Vec<String>,
}
