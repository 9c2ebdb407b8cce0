//! Cards a recruiter reads in a terminal, or one line per ad.
//!
//! `card` says what stands on a card, `listing` which reasons, `excerpt` shows the ad with its evidence, `words` holds the
//! wording, `sheet`, `wrap` and `style` put it on the page. Help lines and the closing sentence stand once, at the end.
//! `campaigns` does the same for campaigns.

pub(super) mod campaigns;
mod card;
pub(super) mod excerpt;
mod ledger;
pub(super) mod listing;
mod sheet;
mod style;
pub(super) mod words;
mod wrap;

use std::io::{self, Write};

use super::{Options, Report, escape};
use crate::assess::{Assessment, Band, HelpLine, Run, Status, Summary};
use listing::Listing;
use sheet::{Painted, Sheet};
use style::Style;

/// The narrowest page.
const NARROWEST: usize = 40;
/// Lines longer than this are tiring to read.
const WIDEST: usize = 100;
/// Most help lines shown; there are about as many countries as that.
const HELP_LINES: usize = 40;

/// Writes cards.
pub(super) struct Human {
    options: Options,
    /// Whether a card was written, so that the next is set apart.
    filled: bool,
    /// Help lines of all ads so far, each once.
    help: Vec<HelpLine>,
}

impl Human {
    /// A report of that look.
    pub(super) fn new(options: Options) -> Self {
        Self { options, filled: false, help: Vec::new() }
    }

    fn sheet<'a>(&self, out: &'a mut dyn Write) -> Sheet<'a> {
        let most = if self.options.brief { usize::MAX } else { WIDEST };
        Sheet { out, color: self.options.color, width: self.options.width.clamp(NARROWEST, most) }
    }

    /// One line for one ad: band, score, place, strongest reasons.
    fn brief(&self, sheet: &mut Sheet<'_>, assessment: &Assessment) -> io::Result<()> {
        let (band, score, style) = match assessment.status {
            Status::Scored => (assessment.band.as_str(), assessment.score.to_string(), Style::Band(assessment.band)),
            Status::Insufficient => ("too short", "-".to_owned(), Style::Dim),
        };
        let mut line = format!("  {score:>3}  {}", card::short_place(assessment));
        if assessment.status == Status::Scored {
            let listing = Listing::new(assessment, self.options.explain);
            // Named indicators first: every ad has some wording, and on a low one it is not worth a word.
            let (named, wording): (Vec<_>, Vec<_>) =
                listing.raising.iter().partition(|item| item.explained().is_some());
            let wording = wording.into_iter().filter(|_| assessment.band > Band::Low);
            let titles: Vec<&str> = named.into_iter().chain(wording).map(|item| item.title).collect();
            if !titles.is_empty() {
                line = format!("{line}: {}", escape::terminal_line(&titles.join("; ")));
            }
        }
        style.write(sheet.out, band, sheet.color)?;
        let room = sheet.width - BAND_WIDTH;
        writeln!(sheet.out, "{}{}", " ".repeat(BAND_WIDTH - band.len()), wrap::elide(&line, room))
    }

    /// Where to get help, for all ads of the run.
    fn help(&self, sheet: &mut Sheet<'_>) -> io::Result<()> {
        if self.help.is_empty() {
            return Ok(());
        }
        let as_of = self.help.first().map_or("", |line| line.as_of.as_str());
        sheet.heading(&words::help(as_of))?;
        for line in &self.help {
            let HelpLine { country, kind, name, contact, gives, as_of: _ } = line;
            let country = country.to_uppercase();
            let about: Vec<&str> = [kind.as_str(), &country].into_iter().filter(|part| !part.is_empty()).collect();
            let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
            let gives = if gives.is_empty() { String::new() } else { format!(". {gives}") };
            let text = escape::terminal_line(&format!("{name}{about}: {contact}{gives}"));
            sheet.block("   • ", &Painted::of(&text, Style::Plain))?;
        }
        Ok(())
    }
}

/// Columns of the band in a brief line, as wide as the widest.
const BAND_WIDTH: usize = 9;

impl Report for Human {
    fn begin(&mut self, _: &mut dyn Write, _: &Run) -> io::Result<()> {
        Ok(())
    }

    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        let mut sheet = self.sheet(out);
        if self.options.brief {
            self.brief(&mut sheet, assessment)?;
        } else {
            if self.filled {
                sheet.blank()?;
                sheet.rule()?;
                sheet.blank()?;
            }
            card::write(&mut sheet, assessment, self.options.explain)?;
        }
        self.filled = true;
        for line in &assessment.help {
            if self.help.len() < HELP_LINES && !self.help.contains(line) {
                self.help.push(line.clone());
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Summary) -> io::Result<()> {
        let mut sheet = self.sheet(out);
        if !self.filled {
            return sheet.block("", &Painted::of(words::NO_ADS, Style::Plain));
        }
        if !self.options.brief {
            self.help(&mut sheet)?;
        }
        sheet.blank()?;
        sheet.block("", &Painted::of(words::CLOSING, Style::Dim))
    }
}
