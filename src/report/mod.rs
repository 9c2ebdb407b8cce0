//! Assessments as bytes: one file per output format, all reading the same [`Assessment`]; [`campaigns`] likewise.
//!
//! A report writes into what it is given and knows no file, flag or terminal. Text of an ad is hostile and passes
//! through [`escape`] on its way to every sink. To add a format: one file here, its `mod` line and its row in
//! [`FORMATS`].

use std::io::{self, Write};

use crate::assess::{Assessment, Run, Summary};

pub mod campaigns;
pub mod escape;
pub mod position;
pub mod view;

mod csv;
mod human;
mod json;
mod jsonl;

use campaigns::NewCampaignReport;

/// Writes one run, ad by ad, in the order given.
///
/// Call [`begin`](Report::begin) once, [`add`](Report::add) for every ad, [`finish`](Report::finish) once. Nothing grows
/// with the number of ads. Writes are small: hand in a buffered writer. The only errors are those of the writer.
pub trait Report: Send {
    /// Starts the report.
    ///
    /// # Errors
    /// Whatever writing to `out` gives.
    fn begin(&mut self, out: &mut dyn Write, run: &Run) -> io::Result<()>;

    /// Writes one assessment.
    ///
    /// # Errors
    /// Whatever writing to `out` gives.
    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()>;

    /// Ends the report.
    ///
    /// # Errors
    /// Whatever writing to `out` gives.
    fn finish(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()>;
}

/// How much the human report explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// Plain words, the strongest reasons, long ads abbreviated.
    #[default]
    Plain,
    /// Every reason with its id, log-odds, places and sources, the whole ad, and the ledger that sums.
    Full,
}

/// How a report is to look; formats for machines ignore it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether the sink takes terminal colours.
    pub color: bool,
    /// Columns to wrap to; less than 40 counts as 40.
    pub width: usize,
    /// How much to explain.
    pub explain: Detail,
    /// One line per ad or campaign instead of a card.
    pub brief: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { color: false, width: 80, explain: Detail::Plain, brief: false }
    }
}

/// One output format.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name on the command line.
    pub name: &'static str,
    /// File name extensions that choose it, without the dot.
    pub extensions: &'static [&'static str],
    /// What it is for, one line.
    pub about: &'static str,
    /// Makes a report ready for [`Report::begin`].
    pub new: fn(Options) -> Box<dyn Report>,
    /// Makes a report of campaigns, where the format has one.
    pub campaigns: Option<NewCampaignReport>,
}

/// Every output format; the command line, help and tests read this table.
pub const FORMATS: &[Format] = &[
    Format {
        name: "human",
        extensions: &["txt"],
        about: "cards to read, with the words each reason rests on",
        new: |options| Box::new(human::Human::new(options)),
        campaigns: Some(|options, members| Box::new(human::campaigns::HumanCampaigns::new(options, members))),
    },
    Format {
        name: "json",
        extensions: &["json"],
        about: "one JSON array of lurescan/1 objects",
        new: |_| Box::new(json::Json::default()),
        campaigns: Some(|_, members| Box::new(campaigns::json::Json::new(members))),
    },
    Format {
        name: "jsonl",
        extensions: &["jsonl", "ndjson"],
        about: "one lurescan/1 object per line",
        new: |_| Box::new(jsonl::JsonLines::default()),
        campaigns: Some(|_, members| Box::new(campaigns::json::JsonLines::new(members))),
    },
    Format {
        name: "csv",
        extensions: &["csv"],
        about: "one row per ad, safe to open in a spreadsheet",
        new: |_| Box::new(csv::Csv::default()),
        campaigns: Some(|_, members| Box::new(campaigns::csv::Csv::new(members))),
    },
];

impl Format {
    /// The format of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format a file name asks for by its extension, letter case aside.
    #[must_use]
    pub fn of_file_name(name: &str) -> Option<&'static Self> {
        let (_, extension) = name.rsplit_once('.')?;
        FORMATS.iter().find(|format| format.extensions.iter().any(|known| known.eq_ignore_ascii_case(extension)))
    }
}
