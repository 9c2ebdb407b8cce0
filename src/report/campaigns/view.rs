//! The public JSON of a campaign, version `lurescan-campaign/1`.
//!
//! A view of its own, as that of an assessment is, with the same promise: keys may be added at the end of an object within a
//! version; none is renamed, removed or given another meaning.

use std::io::{self, Write};

use serde::Serialize;

use crate::assess::{Band, Run};
use crate::campaign::{Campaign, Link, Member, Part, SharedContact, Template};
use crate::report::escape::JsonFormatter;

/// The name of this version, the first key of every object.
pub const SCHEMA: &str = "lurescan-campaign/1";

/// One campaign.
#[derive(Debug, Serialize)]
pub struct View<'a> {
    schema: &'static str,
    /// Depends on the texts alone.
    id: &'a str,
    /// Ads.
    size: usize,
    /// Different texts.
    texts: usize,
    /// The band of the highest score; null with the next two when no ad has a score.
    band: Option<&'static str>,
    /// 0 to 100.
    highest_score: Option<u8>,
    /// 0 to 100, with one half where it lies between two scores.
    median_score: Option<f64>,
    /// Ads per band.
    bands: Bands,
    /// Ads with too little text for a score.
    insufficient: usize,
    /// Language codes by falling number of ads.
    languages: &'a [&'static str],
    template: TemplateView<'a>,
    /// Contacts that stand in several ads of the run, by falling number of ads of this campaign; the first of them.
    contacts: Vec<ContactView<'a>>,
    /// How many such contacts there are.
    contacts_total: usize,
    /// Other campaigns with a contact of this one; the first of them.
    shared_with: Vec<LinkView<'a>>,
    /// How many such campaigns there are.
    shared_with_total: usize,
    /// Every ad; only when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<Vec<MemberView<'a>>>,
    /// Program version.
    program: &'a str,
    /// Fingerprint of the rules.
    rules: &'a str,
    /// Fingerprint of the model.
    model: &'a str,
}

#[derive(Debug, Serialize)]
struct Bands {
    low: usize,
    elevated: usize,
    high: usize,
    critical: usize,
}

/// The template of a campaign.
#[derive(Debug, Serialize)]
pub struct TemplateView<'a> {
    /// Slots are numbers in marks: `free flight to ⟨1⟩`.
    text: String,
    /// Constant texts and slots, in reading order.
    parts: Vec<PartView<'a>>,
    /// How many of the texts it was made of.
    texts: usize,
    /// Whether the texts go on where it ends.
    clipped: bool,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum PartView<'a> {
    Constant {
        /// The same in every text.
        text: &'a str,
    },
    Slot {
        /// From 1, as in the text of the template.
        slot: usize,
        /// Some of what stands there, the most frequent first.
        examples: &'a [String],
        /// How many different things stand there in the texts it was made of.
        kinds: usize,
        /// Whether nothing stands there in some of them.
        optional: bool,
    },
}

#[derive(Debug, Serialize)]
struct ContactView<'a> {
    contact: &'a str,
    /// Ads of the campaign it stands in.
    ads: usize,
    /// Other ads of the run it stands in.
    ads_elsewhere: usize,
}

#[derive(Debug, Serialize)]
struct LinkView<'a> {
    /// Id of the other campaign.
    campaign: &'a str,
    contacts: &'a [String],
}

#[derive(Debug, Serialize)]
struct MemberView<'a> {
    id: &'a str,
    /// Null for standard input.
    path: Option<&'a str>,
    /// 1-based.
    record: u64,
    /// 1-based line on which the record starts.
    line: u64,
    /// 0 to 100; null with the next when there was too little text.
    score: Option<u8>,
    band: Option<&'static str>,
}

impl<'a> View<'a> {
    /// The view of one campaign of a run, with its ads or without.
    #[must_use]
    pub fn new(run: &'a Run, campaign: &'a Campaign, members: bool) -> Self {
        let scores = campaign.scores;
        let of = |band: Band| scores.map_or(0, |scores| scores.by_band[band.index()]);
        Self {
            schema: SCHEMA,
            id: &campaign.id,
            size: campaign.size,
            texts: campaign.texts,
            band: scores.map(|scores| scores.band.as_str()),
            highest_score: scores.map(|scores| scores.highest),
            median_score: scores.map(|scores| scores.median),
            bands: Bands {
                low: of(Band::Low),
                elevated: of(Band::Elevated),
                high: of(Band::High),
                critical: of(Band::Critical),
            },
            insufficient: campaign.insufficient,
            languages: &campaign.languages,
            template: TemplateView::new(&campaign.template),
            contacts: campaign.contacts.iter().map(ContactView::new).collect(),
            contacts_total: campaign.contacts_total,
            shared_with: campaign.shared_with.iter().map(LinkView::new).collect(),
            shared_with_total: campaign.shared_with_total,
            members: members.then(|| campaign.members.iter().map(MemberView::new).collect()),
            program: run.program,
            rules: &run.rules,
            model: &run.model,
        }
    }

    /// Writes the object on one line, without a line break.
    ///
    /// # Errors
    /// Whatever writing to `out` gives.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.serialize(&mut serde_json::Serializer::with_formatter(out, JsonFormatter)).map_err(io::Error::from)
    }
}

impl<'a> TemplateView<'a> {
    /// The view of a template.
    #[must_use]
    pub fn new(template: &'a Template) -> Self {
        let mut slots = 0;
        let part = |part: &'a Part| match part {
            Part::Constant(text) => PartView::Constant { text },
            Part::Slot(slot) => {
                slots += 1;
                PartView::Slot { slot: slots, examples: &slot.examples, kinds: slot.kinds, optional: slot.optional }
            }
        };
        let parts = template.parts.iter().map(part).collect();
        Self { text: template.flat(), parts, texts: template.texts, clipped: template.clipped }
    }
}

impl<'a> ContactView<'a> {
    fn new(shared: &'a SharedContact) -> Self {
        Self { contact: &shared.contact, ads: shared.ads, ads_elsewhere: shared.ads_elsewhere }
    }
}

impl<'a> LinkView<'a> {
    fn new(link: &'a Link) -> Self {
        Self { campaign: &link.campaign, contacts: &link.contacts }
    }
}

impl<'a> MemberView<'a> {
    fn new(member: &'a Member) -> Self {
        Self {
            id: &member.id,
            path: member.path.as_deref(),
            record: member.record,
            line: member.line,
            score: member.score.map(|(score, _)| score),
            band: member.score.map(|(_, band)| band.as_str()),
        }
    }
}
