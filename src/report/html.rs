//! HTML: one self-contained page to open in a browser: counts, a table to sort and filter, each ad with its evidence in place.
//!
//! The page needs no network and no other file. Its policy allows one script and one style sheet by their hashes, so
//! nothing an ad says can run, and everything from an ad passes the escaping of the template. Ads are written as they
//! come; the script sorts them. Without a script the page shows every ad open, in the order of the input.
//! `ad` says what stands in the part of an ad; the texts of the page are `head.html`, `ad.html` and `tail.html`.

mod ad;

use std::io::{self, Write};

use askama::Template;

use super::{Report, Unreadable, escape, finding};
use crate::assess::{Assessment, Band, Run, Status, Summary};
use ad::AdPart;

/// Ads at or above the second band that are shown; a browser stays quick with these.
const FINDINGS: u64 = 5_000;
/// Other ads shown.
const OTHERS: u64 = 2_000;
/// Unreadable records named.
const UNREADABLE: usize = 200;

const STYLE: &str = concat!("\n", include_str!("html/palette.css"), include_str!("html/page.css"));
const SCRIPT: &str = concat!("\n", include_str!("html/page.js"));
/// Hashes of the two for the page's policy, in base 64; a test says what they must be.
const STYLE_HASH: &str = "sha256-g1X8eWTAYkKLKoGLDGzTksua78kVKcO8QJSvB7C1g3U=";
const SCRIPT_HASH: &str = "sha256-e785cp0g7FmwZ5uokb8U/MvqYHA69CzODgPI4rZM84U=";

/// Writes one page.
#[derive(Default)]
pub(super) struct Html {
    run: Option<Run>,
    shown: Shown,
    unreadable: Vec<[String; 2]>,
}

/// How many ads are on the page, and how many are left out.
#[derive(Debug, Default, Clone, Copy)]
struct Shown {
    findings: u64,
    others: u64,
    left_out: u64,
}

impl Shown {
    /// Whether there is room for this ad; counts it either way.
    fn admit(&mut self, assessment: &Assessment) -> bool {
        let finding = assessment.status == Status::Scored && assessment.band > Band::Low;
        let (count, most) = if finding { (&mut self.findings, FINDINGS) } else { (&mut self.others, OTHERS) };
        let admitted = *count < most;
        *if admitted { count } else { &mut self.left_out } += 1;
        admitted
    }

    fn ads(self) -> u64 {
        self.findings + self.others
    }
}

#[derive(Template)]
#[template(config = ".askama.toml", path = "report/html/head.html")]
struct Head {
    style: &'static str,
    style_hash: &'static str,
    script_hash: &'static str,
    closing: &'static str,
}

#[derive(Template)]
#[template(config = ".askama.toml", path = "report/html/tail.html")]
struct Tail<'a> {
    ads: u64,
    left_out: u64,
    summary: &'a Summary,
    /// Band, what it means, count, width of its bar in percent.
    bands: Vec<BandCount>,
    unreadable: &'a [[String; 2]],
    unnamed: u64,
    run: &'a Run,
    script: &'static str,
}

/// A row of the counts.
struct BandCount {
    name: &'static str,
    meaning: &'static str,
    count: u64,
    /// Of 100.
    width: f64,
}

impl Report for Html {
    fn begin(&mut self, out: &mut dyn Write, run: &Run) -> io::Result<()> {
        self.run = Some(run.clone());
        let head = Head {
            style: STYLE,
            style_hash: STYLE_HASH,
            script_hash: SCRIPT_HASH,
            closing: super::human::words::CLOSING,
        };
        write(out, &head)
    }

    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        if !self.shown.admit(assessment) {
            return Ok(());
        }
        write(out, &AdPart::new(assessment, self.shown.ads()))
    }

    fn unreadable(&mut self, _: &mut dyn Write, record: &Unreadable) -> io::Result<()> {
        if self.unreadable.len() < UNREADABLE {
            let path = escape::terminal_line(record.path.as_deref().unwrap_or("standard input"));
            let place = record.line.map_or(path.clone(), |line| format!("{path}:{line}"));
            let problem = finding::cut(&escape::terminal_line(&record.problem), 400);
            self.unreadable.push([finding::cut(&place, 300), problem]);
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let tail = Tail {
            ads: self.shown.ads(),
            left_out: self.shown.left_out,
            summary,
            bands: bands(summary),
            unreadable: &self.unreadable,
            unnamed: summary.unreadable.saturating_sub(self.unreadable.len() as u64),
            run: self.run.as_ref().expect("invariant: begin comes before finish"),
            script: SCRIPT,
        };
        write(out, &tail)
    }
}

/// The counts, the gravest band first.
fn bands(summary: &Summary) -> Vec<BandCount> {
    let most = summary.by_band.iter().copied().max().unwrap_or(0).max(1);
    #[expect(clippy::cast_precision_loss, reason = "the width of a bar")]
    let width = |count: u64| (count as f64 / most as f64 * 1000.0).round() / 10.0;
    let band = |band: &Band| {
        let count = summary.by_band[band.index()];
        BandCount { name: band.as_str(), meaning: super::human::words::meaning(*band), count, width: width(count) }
    };
    Band::ALL.iter().rev().map(band).collect()
}

fn write(out: &mut dyn Write, part: &impl Template) -> io::Result<()> {
    // Rendering goes through a string: a part is small, and the template's errors are none of ours.
    let text = part.render().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}
