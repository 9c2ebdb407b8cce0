//! Assessments as bytes: one file per output format, all reading the same [`Assessment`]; [`campaigns`] likewise.
//!
//! A report writes into what it is given and knows no file, flag or terminal. Text of an ad is hostile and passes
//! through [`escape`] on its way to every sink. To add a format: one file here, its `mod` line and its row in
//! [`FORMATS`].

use std::io::{self, Write};

use crate::assess::{Assessment, Band, Run, Summary};

pub mod campaigns;
pub mod escape;
pub mod position;
pub mod view;

mod csv;
mod finding;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod jsonl;
mod junit;
mod markdown;
#[cfg(feature = "parquet")]
mod parquet;
mod rdjson;
mod sarif;
mod selection;
mod worst;

#[cfg(feature = "parquet")]
pub use parquet::columns;
pub use selection::Selection;

use campaigns::NewCampaignReport;
pub use finding::{Identity, identities};
pub use html::card;

/// Writes one run, ad by ad, in the order given.
///
/// Call [`begin`](Report::begin) once, [`add`](Report::add) for every ad, [`unreadable`](Report::unreadable) for every
/// record that is none, [`finish`](Report::finish) once. What is held until the end is bounded, however many ads there
/// are. Writes are small: hand in a buffered writer. The only errors are those of the writer.
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

    /// Names a record that could not be read; formats without room for that leave it to the summary.
    ///
    /// # Errors
    /// Whatever writing to `out` gives.
    fn unreadable(&mut self, _out: &mut dyn Write, _record: &Unreadable) -> io::Result<()> {
        Ok(())
    }

    /// Ends the report.
    ///
    /// # Errors
    /// Whatever writing to `out` gives.
    fn finish(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()>;
}

/// A record, or a whole input, that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The path as named by the user, `None` for standard input.
    pub path: Option<String>,
    /// 1-based number of the record, `None` when the input as a whole could not be read.
    pub record: Option<u64>,
    /// 1-based line.
    pub line: Option<u64>,
    /// What is wrong, one line.
    pub problem: String,
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

/// How a report is to look; each format takes what concerns it.
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
    /// The lowest band that formats of findings take up, such as SARIF: what is below it is no finding.
    pub finding: Band,
}

impl Default for Options {
    fn default() -> Self {
        Self { color: false, width: 80, explain: Detail::Plain, brief: false, finding: Band::Elevated }
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
    /// Whether it is no text, and so nothing for a terminal.
    pub binary: bool,
    /// Whether it tells of findings that are suppressed, and marks them as such.
    pub suppressed: bool,
    /// Makes a report of campaigns, where the format has one.
    pub campaigns: Option<NewCampaignReport>,
    /// What can be chosen of it, where it is a record of named values per ad.
    pub records: Option<Records>,
}

/// A format that is a record of named values per ad.
#[derive(Debug, Clone, Copy)]
pub struct Records {
    /// The names of its columns or top-level keys, in order.
    pub names: fn() -> Vec<String>,
    /// Makes a report of what is chosen; names that are not among these are passed over.
    pub new: fn(Selection) -> Box<dyn Report>,
    /// Whether records simply follow one another, so that a report cut off behind one of them can be gone on with.
    pub appendable: bool,
}

/// A report of attributes by id and nothing of the texts, as JSON Lines; it can be gone on with after any line.
#[must_use]
pub fn sidecar() -> Box<dyn Report> {
    Box::new(jsonl::sidecar::Sidecar)
}

/// The keys of JSON.
fn keys() -> Vec<String> {
    view::KEYS.map(str::to_owned).to_vec()
}

/// Every output format; the command line, help and tests read this table.
pub const FORMATS: &[Format] = &[
    Format {
        extensions: &["txt"],
        campaigns: Some(|options, members| Box::new(human::campaigns::HumanCampaigns::new(options, members))),
        ..Format::of_ads("human", "cards to read, with the words each reason rests on", |options| {
            Box::new(human::Human::new(options))
        })
    },
    Format {
        extensions: &["json"],
        campaigns: Some(|_, members| Box::new(campaigns::json::Json::new(members))),
        records: Some(Records { names: keys, new: |chosen| Box::new(json::Json::new(chosen)), appendable: false }),
        ..Format::of_ads("json", "one JSON array of lurescan/1 objects", |_| {
            Box::new(json::Json::new(Selection::default()))
        })
    },
    Format {
        extensions: &["jsonl", "ndjson"],
        campaigns: Some(|_, members| Box::new(campaigns::json::JsonLines::new(members))),
        records: Some(Records { names: keys, new: |chosen| Box::new(jsonl::JsonLines::new(chosen)), appendable: true }),
        ..Format::of_ads("jsonl", "one lurescan/1 object per line", |_| {
            Box::new(jsonl::JsonLines::new(Selection::default()))
        })
    },
    Format {
        extensions: &["csv"],
        campaigns: Some(|_, members| Box::new(campaigns::csv::Csv::new(members))),
        records: Some(Records { names: csv::names, new: |chosen| Box::new(csv::Csv::new(chosen)), appendable: true }),
        ..Format::of_ads("csv", "one row per ad, safe to open in a spreadsheet", |_| {
            Box::new(csv::Csv::new(Selection::default()))
        })
    },
    Format {
        extensions: &["sarif"],
        suppressed: true,
        ..Format::of_ads("sarif", "SARIF 2.1.0 for code hosts: a result per reason, worst 5,000", |options| {
            Box::new(sarif::Sarif::new(options))
        })
    },
    Format {
        extensions: &["xml"],
        ..Format::of_ads("junit", "JUnit XML for CI: a test case per ad", |options| {
            Box::new(junit::Junit::new(options))
        })
    },
    Format::of_ads("github", "annotations in the log of a GitHub workflow, worst 50 ads", |options| {
        Box::new(github::Github::new(options))
    }),
    Format::of_ads("gitlab", "GitLab Code Quality: an issue per reason", |options| {
        Box::new(gitlab::Gitlab::new(options))
    }),
    Format {
        extensions: &["rdjson"],
        ..Format::of_ads("rdjson", "diagnostics for reviewdog, one per reason", |options| {
            Box::new(rdjson::Rdjson::new(options))
        })
    },
    Format {
        extensions: &["md", "markdown"],
        ..Format::of_ads("markdown", "a comment for a pull request: counts and the worst 20 ads", |_| {
            Box::new(markdown::Markdown::default())
        })
    },
    Format {
        extensions: &["html", "htm"],
        ..Format::of_ads("html", "one page for a browser: sort, filter, and read each ad with its evidence", |_| {
            Box::new(html::Html::default())
        })
    },
    #[cfg(feature = "parquet")]
    Format {
        extensions: &["parquet"],
        binary: true,
        ..Format::of_ads("parquet", "typed columns for data frames, with reasons and ledger as lists", |_| {
            Box::new(parquet::Parquet::default())
        })
    },
];

impl Format {
    /// A format of text for ads alone, of no extension.
    const fn of_ads(name: &'static str, about: &'static str, new: fn(Options) -> Box<dyn Report>) -> Self {
        Self { name, extensions: &[], about, new, campaigns: None, records: None, binary: false, suppressed: false }
    }

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
