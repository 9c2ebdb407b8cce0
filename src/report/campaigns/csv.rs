//! CSV: one row per campaign, or, with its ads, one row per ad of a campaign.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{CampaignReport, Counts};
use crate::assess::{Band, Run};
use crate::campaign::{Campaign, Member};
use crate::report::csv::{number, write_row};
use crate::report::escape;

/// The columns of a campaign.
const CAMPAIGN: [&str; 18] = [
    "campaign",
    "size",
    "texts",
    "band",
    "highest_score",
    "median_score",
    "low",
    "elevated",
    "high",
    "critical",
    "insufficient",
    "languages",
    "template",
    "contacts",
    "shared_with",
    "program",
    "rules_fingerprint",
    "model_fingerprint",
];

/// The columns of an ad; those named alike are those of its campaign.
const AD: [&str; 10] =
    ["campaign", "size", "campaign_band", "highest_score", "id", "path", "record", "line", "score", "band"];

/// Writes CSV.
#[derive(Debug)]
pub(in crate::report) struct Csv {
    run: Option<Run>,
    members: bool,
}

impl Csv {
    /// A report with a row per ad or per campaign.
    pub(in crate::report) fn new(members: bool) -> Self {
        Self { run: None, members }
    }
}

impl CampaignReport for Csv {
    fn begin(&mut self, out: &mut dyn Write, run: &Run) -> io::Result<()> {
        self.run = Some(run.clone());
        let header: &[&str] = if self.members { &AD } else { &CAMPAIGN };
        write_row(out, &header.iter().map(|name| Cow::Borrowed(*name)).collect::<Vec<_>>())
    }

    fn add(&mut self, out: &mut dyn Write, campaign: &Campaign) -> io::Result<()> {
        if self.members {
            return campaign.members.iter().try_for_each(|member| write_row(out, &of_ad(campaign, member)));
        }
        write_row(out, &of_campaign(self.run.as_ref().expect("invariant: begin comes before add"), campaign))
    }

    fn finish(&mut self, _: &mut dyn Write, _: &Counts) -> io::Result<()> {
        Ok(())
    }
}

fn of_campaign<'a>(run: &'a Run, campaign: &'a Campaign) -> Vec<Cow<'a, str>> {
    let scores = campaign.scores;
    let at = |band: Band| number(Some(scores.map_or(0, |scores| scores.by_band[band.index()])));
    let contacts: Vec<&str> = campaign.contacts.iter().map(|shared| shared.contact.as_str()).collect();
    let others: Vec<&str> = campaign.shared_with.iter().map(|link| link.campaign.as_str()).collect();
    let mut cells = vec![
        campaign.id.as_str().into(),
        number(Some(campaign.size)),
        number(Some(campaign.texts)),
        scores.map(|scores| scores.band.as_str()).unwrap_or_default().into(),
        number(scores.map(|scores| scores.highest)),
        number(scores.map(|scores| scores.median)),
    ];
    cells.extend(Band::ALL.map(at));
    cells.push(number(Some(campaign.insufficient)));
    cells.push(campaign.languages.join(" ").into());
    cells.push(cell(&campaign.template.flat()));
    cells.push(cell(&contacts.join(" ")));
    cells.push(others.join(" ").into());
    cells.extend([run.program.into(), cell(&run.rules), cell(&run.model)]);
    cells
}

fn of_ad<'a>(campaign: &'a Campaign, member: &'a Member) -> Vec<Cow<'a, str>> {
    let scores = campaign.scores;
    vec![
        campaign.id.as_str().into(),
        number(Some(campaign.size)),
        scores.map(|scores| scores.band.as_str()).unwrap_or_default().into(),
        number(scores.map(|scores| scores.highest)),
        escape::csv_cell(&member.id),
        escape::csv_cell(member.path.as_deref().unwrap_or_default()),
        number(Some(member.record)),
        number(Some(member.line)),
        number(member.score.map(|(score, _)| score)),
        member.score.map(|(_, band)| band.as_str()).unwrap_or_default().into(),
    ]
}

/// A text made for this cell.
fn cell(text: &str) -> Cow<'static, str> {
    escape::csv_cell(text).into_owned().into()
}
