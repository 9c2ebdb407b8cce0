//! HTML: one self-contained page to open in a browser: counts, a table to sort and filter, each ad with its evidence in place.
//!
//! The page needs no network and no other file. Its policy allows its own scripts and style sheet by their hashes, so
//! nothing an ad says can run, and everything from an ad passes the escaping of the template. Ads are written as they
//! come; the script sorts them. Without a script the page shows every ad open, in the order of the input.
//! `ad` says what stands in the part of an ad; the texts of the page are `head.html`, `ad.html` with `article.html`, and
//! `tail.html`. [`card`] is what unfolds of one ad by itself, to be shown inside of another page.

mod ad;

use std::io::{self, Write};

use askama::Template;

use super::{Report, Unreadable, escape, finding};
use crate::assess::{Assessment, Band, Run, Status, Summary};
use ad::{AdPart, Article};

/// Ads shown of each band, in the order of [`Band::ALL`]; those not judged count as low. A browser takes some three
/// milliseconds to open each.
const SHOWN: [u64; 4] = [1_000, 500, 500, 1_000];
/// Unreadable records named.
const UNREADABLE: usize = 200;

const STYLE: &str = concat!("\n", include_str!("html/palette.css"), include_str!("html/page.css"));
const SCRIPT: &str = concat!("\n", include_str!("html/page.js"));
/// Folds the ads before they are laid out; without it a long page would be laid out twice.
const EARLY: &str = "document.documentElement.classList.add(\"script\")";
/// Hashes of the three for the page's policy, in base 64; a test says what they must be.
const STYLE_HASH: &str = "sha256-FkMUJehDnj8le5aGthY1QJawr7JEZKudGPo3eUpbD/Q=";
const EARLY_HASH: &str = "sha256-S1qAc6QSEBxfpRWp19oOd6jNzgpHOaeCWH5k/NDHANU=";
const SCRIPT_HASH: &str = "sha256-E/80QtKqiUoEgV87NddpPbGIf66QAKb8wjbVxhl9O7E=";

/// Writes one page.
#[derive(Default)]
pub(super) struct Html {
    run: Option<Run>,
    shown: Shown,
    unreadable: Vec<[String; 2]>,
}

/// How many ads of each band are on the page, and how many are left out.
#[derive(Debug, Default, Clone, Copy)]
struct Shown {
    by_band: [u64; 4],
    left_out: u64,
}

impl Shown {
    /// Whether there is room for this ad; counts it either way.
    fn admit(&mut self, assessment: &Assessment) -> bool {
        let band = if assessment.status == Status::Scored { assessment.band } else { Band::Low };
        let count = &mut self.by_band[band.index()];
        let admitted = *count < SHOWN[band.index()];
        *if admitted { count } else { &mut self.left_out } += 1;
        admitted
    }

    fn ads(self) -> u64 {
        self.by_band.iter().sum()
    }
}

#[derive(Template)]
#[template(config = ".askama.toml", path = "report/html/head.html")]
struct Head {
    style: &'static str,
    style_hash: &'static str,
    early: &'static str,
    early_hash: &'static str,
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
            early: EARLY,
            early_hash: EARLY_HASH,
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

/// One ad with its evidence, reasons and ledger as part of another page, such as a notebook: an element with a style of its
/// own, without script.
#[must_use]
pub fn card(assessment: &Assessment) -> String {
    // Every rule of the page's style is nested below the element; what it says of the page holds for the element.
    let style = STYLE.replace(":root", "&").replace("body {", "& {");
    let mut about = vec![assessment.ad_id.clone()];
    about.extend(assessment.language.map(|language| format!("language {language}")));
    about.retain(|part| !part.is_empty());
    let about = about.iter().map(|part| finding::cut(&escape::terminal_line(part), 120)).collect();
    let article = Article::new(assessment, 1, about).to_string();
    format!("<div class=\"lurescan-card\"><style>.lurescan-card {{{style}}}</style>{article}</div>")
}

fn write(out: &mut dyn Write, part: &impl Template) -> io::Result<()> {
    // Rendering goes through a string: a part is small, and the template's errors are none of ours.
    let text = part.render().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}
