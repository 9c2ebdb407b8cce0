//! Campaigns as cards to read in a terminal, or one line per campaign.

use std::io::{self, Write};

use super::sheet::{Painted, Sheet};
use super::style::Style;
use super::{BAND_WIDTH, NARROWEST, WIDEST, words, wrap};
use crate::assess::{Band, Run};
use crate::campaign::{Campaign, Member, Part, Scores, Slot, mark, unmarked};
use crate::report::campaigns::{CampaignReport, Counts};
use crate::report::{Detail, Options, escape};

/// Characters of a template that a plain card shows.
const TEMPLATE: usize = 700;
/// Slots a plain card explains.
const SLOTS: usize = 8;
/// Ads a card names where they are not asked for.
const NAMED: usize = 3;

/// Writes cards of campaigns.
pub(in crate::report) struct HumanCampaigns {
    options: Options,
    /// Whether every ad is named.
    members: bool,
    /// Whether a card was written, so that the next is set apart.
    filled: bool,
}

impl HumanCampaigns {
    /// A report of that look, which names every ad or a few.
    pub(in crate::report) fn new(options: Options, members: bool) -> Self {
        Self { options, members, filled: false }
    }

    fn sheet<'a>(&self, out: &'a mut dyn Write) -> Sheet<'a> {
        let most = if self.options.brief { usize::MAX } else { WIDEST };
        Sheet { out, color: self.options.color, width: self.options.width.clamp(NARROWEST, most) }
    }

    fn full(&self) -> bool {
        self.options.explain == Detail::Full
    }

    /// One line for one campaign: band, highest score, size, id, how the template begins.
    fn brief(&self, sheet: &mut Sheet<'_>, campaign: &Campaign) -> io::Result<()> {
        let (band, score, style) = match campaign.scores {
            Some(scores) => (scores.band.as_str(), scores.highest.to_string(), Style::Band(scores.band)),
            None => ("too short", "-".to_owned(), Style::Dim),
        };
        let Campaign { id, size, .. } = campaign;
        let begin = escape::terminal_line(&campaign.template.flat());
        style.write(sheet.out, band, sheet.color)?;
        let line = format!("  {score:>3}  {size:>5} ads  {id}: {begin}");
        let room = sheet.width - BAND_WIDTH;
        writeln!(sheet.out, "{}{}", " ".repeat(BAND_WIDTH - band.len()), wrap::elide(&line, room))
    }

    fn card(&self, sheet: &mut Sheet<'_>, campaign: &Campaign) -> io::Result<()> {
        head(sheet, campaign)?;
        contacts(sheet, campaign)?;
        sheet.blank()?;
        let shown = self.template(sheet, campaign)?;
        self.slots(sheet, campaign, shown)?;
        if self.members {
            return members(sheet, campaign);
        }
        sheet.blank()?;
        let named: Vec<String> = campaign.members.iter().take(NAMED).map(name).collect();
        let rest = if campaign.size > NAMED { format!(" and {} more", campaign.size - NAMED) } else { String::new() };
        sheet.block("", &Painted::of(&format!("Ads: {}{rest}", named.join(", ")), Style::Dim))
    }

    /// The template; returns how many of its slots could be shown.
    fn template(&self, sheet: &mut Sheet<'_>, campaign: &Campaign) -> io::Result<usize> {
        let mut painted = Painted::default();
        let (mut room, mut slots) = (if self.full() { usize::MAX } else { TEMPLATE }, 0);
        let mut cut = campaign.template.clipped;
        for part in &campaign.template.parts {
            match part {
                Part::Constant(text) => {
                    let text = unmarked(text);
                    let shown: String = text.chars().take(room).collect();
                    cut |= shown.len() < text.len();
                    room -= shown.chars().count().min(room);
                    painted.push(&escape::terminal(&shown), Style::Plain);
                }
                Part::Slot(_) => {
                    slots += 1;
                    let mark = mark(slots);
                    painted.push(&mark, Style::Heading);
                    painted.keep(mark.len());
                    room = room.saturating_sub(mark.chars().count());
                }
            }
            if room == 0 {
                cut = true;
                break;
            }
        }
        if cut {
            painted.push(" […]", Style::Dim);
        }
        sheet.barred(&painted)?;
        Ok(slots)
    }

    /// What fills the first `shown` slots.
    fn slots(&self, sheet: &mut Sheet<'_>, campaign: &Campaign, shown: usize) -> io::Result<()> {
        if shown == 0 {
            return Ok(());
        }
        sheet.heading(words::VARIES)?;
        let listed = if self.full() { shown } else { shown.min(SLOTS) };
        for (number, slot) in (1..).zip(campaign.template.slots().take(listed)) {
            sheet.block(&format!("  {} ", mark(number)), &Painted::of(&filling(slot), Style::Plain))?;
        }
        match shown - listed {
            0 => Ok(()),
            1 => sheet.block("  ", &Painted::of("and at one more place", Style::Dim)),
            more => sheet.block("  ", &Painted::of(&format!("and at {more} more places"), Style::Dim)),
        }
    }
}

/// Band, size, scores, id and language.
fn head(sheet: &mut Sheet<'_>, campaign: &Campaign) -> io::Result<()> {
    let ads = if campaign.size == 1 { "1 ad".to_owned() } else { format!("{} ads", campaign.size) };
    let texts = match (campaign.size, campaign.texts) {
        (1, _) => String::new(),
        (_, 1) => ", all with the same text".to_owned(),
        (_, texts) => format!(", {texts} different texts"),
    };
    let headline = match campaign.scores {
        Some(scores) => Painted::of(words::headline(scores.band), Style::Band(scores.band)),
        None => Painted::of(words::INSUFFICIENT, Style::Heading),
    };
    sheet.block("", &headline.and(&format!("  {ads}{texts}"), Style::Heading))?;
    if let Some(scores) = campaign.scores {
        sheet.block("", &Painted::of(&told(scores, campaign.insufficient), Style::Plain))?;
    }
    let languages = match campaign.languages.as_slice() {
        [] => String::new(),
        [one] => format!(" · language {one}"),
        several => format!(" · languages {}", several.join(", ")),
    };
    sheet.block("", &Painted::of(&format!("campaign {}{languages}", campaign.id), Style::Dim))
}

/// The scores in words.
fn told(scores: Scores, insufficient: usize) -> String {
    let Scores { highest, median, by_band, .. } = scores;
    let bands = Band::ALL.iter().rev().filter(|band| by_band[band.index()] > 0);
    let mut counts: Vec<String> = bands.map(|band| format!("{} {}", band.as_str(), by_band[band.index()])).collect();
    if insufficient > 0 {
        counts.push(format!("too short {insufficient}"));
    }
    format!("Highest score {highest}/100, median {median} ({})", counts.join(", "))
}

/// Contacts that stand in several ads, and the campaigns they lead to.
fn contacts(sheet: &mut Sheet<'_>, campaign: &Campaign) -> io::Result<()> {
    let told = campaign.contacts.iter().map(|shared| {
        let elsewhere = match shared.ads_elsewhere {
            0 => String::new(),
            ads => format!(" and {ads} elsewhere"),
        };
        format!("{} (in {} here{elsewhere})", shared.contact, shared.ads)
    });
    list(sheet, "Contacts in several ads: ", told.collect(), campaign.contacts_total)?;
    let told = campaign.shared_with.iter().map(|link| format!("{} ({})", link.campaign, link.contacts.join(", ")));
    list(sheet, "Same contact in campaign: ", told.collect(), campaign.shared_with_total)
}

fn list(sheet: &mut Sheet<'_>, label: &str, items: Vec<String>, total: usize) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    let rest = if total > items.len() { format!(" and {} more", total - items.len()) } else { String::new() };
    let text = escape::terminal_line(&format!("{}{rest}", items.join(", ")));
    sheet.block(label, &Painted::of(&text, Style::Plain))
}

/// What stands in a slot.
fn filling(slot: &Slot) -> String {
    let mut examples: Vec<String> = slot.examples.iter().map(|example| format!("“{example}”")).collect();
    let shown = slot.examples.len() + usize::from(slot.optional);
    match slot.kinds.saturating_sub(shown) {
        0 => {}
        1 => examples.push("one other".to_owned()),
        others => examples.push(format!("{others} others")),
    }
    if slot.optional {
        examples.push("nothing".to_owned());
    }
    escape::terminal_line(&examples.join(" or "))
}

/// Every ad, with its place and score.
fn members(sheet: &mut Sheet<'_>, campaign: &Campaign) -> io::Result<()> {
    sheet.heading(words::MEMBERS)?;
    for member in &campaign.members {
        let score = member.score.map_or("-".to_owned(), |(score, _)| score.to_string());
        sheet.block(&format!("  {score:>3}  "), &Painted::of(&name(member), Style::Plain))?;
    }
    Ok(())
}

/// An ad's id, with its place where that says more.
fn name(member: &Member) -> String {
    let path = member.path.as_deref().unwrap_or("standard input");
    let name =
        if member.id.starts_with(path) { member.id.clone() } else { format!("{} ({path}:{})", member.id, member.line) };
    escape::terminal_line(&name)
}

impl CampaignReport for HumanCampaigns {
    fn begin(&mut self, _: &mut dyn Write, _: &Run) -> io::Result<()> {
        Ok(())
    }

    fn add(&mut self, out: &mut dyn Write, campaign: &Campaign) -> io::Result<()> {
        let mut sheet = self.sheet(out);
        if self.options.brief {
            self.brief(&mut sheet, campaign)?;
        } else {
            if self.filled {
                sheet.blank()?;
                sheet.rule()?;
                sheet.blank()?;
            }
            self.card(&mut sheet, campaign)?;
        }
        self.filled = true;
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, counts: &Counts) -> io::Result<()> {
        let mut sheet = self.sheet(out);
        if !self.filled {
            return sheet.block("", &Painted::of(words::NO_CAMPAIGNS, Style::Plain));
        }
        sheet.blank()?;
        let Counts { campaigns, grouped, ads } = counts;
        let campaigns =
            if *campaigns == 1 { "1 campaign holds".to_owned() } else { format!("{campaigns} campaigns hold") };
        sheet.block("", &Painted::of(&format!("{campaigns} {grouped} of {ads} ads."), Style::Plain))?;
        sheet.block("", &Painted::of(words::CLOSING, Style::Dim))
    }
}
