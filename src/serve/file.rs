//! `POST /v1/score-file`: a file of any format that can be read in, a report of all its ads out.

use std::io::{self, Write};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::engine::Loaded;
use super::limits::Limits;
use super::problem::Problem;
use super::routes::App;
use super::score::Telling;
use super::sink::{FeedWriter, fed};
use crate::ad::Ad;
use crate::assess::{Assessment, Run, Summary};
use crate::report::escape::JsonFormatter;
use crate::report::view::View;
use crate::report::{self, Report, Unreadable};
use crate::source::{Input, ReadOptions, Source, SourceError};

/// Files in an archive.
const MEMBERS: u64 = 10_000;
/// The longest file name.
const NAME: usize = 200;

/// How to read a file and how to answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FileQuery {
    /// The file's name, whose ending tells its format; without one its content does.
    #[serde(default)]
    name: String,
    /// How to answer.
    #[serde(default)]
    format: Format,
    /// The language to tell reasons in.
    lang: Option<String>,
}

/// How a report on a file is written.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    /// A `FileRow` per line: each ad with its text.
    #[default]
    Ads,
    /// JSON Lines; a record that cannot be read is a `Problem` in its place.
    Jsonl,
    /// An array.
    Json,
    /// A table for spreadsheets.
    Csv,
    /// A page for a browser.
    Html,
    /// Text for a ticket.
    Markdown,
}

impl Format {
    /// Its media type.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Ads | Self::Jsonl => super::stream::KINDS[0],
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
        }
    }

    /// Its name among the formats of reports, and the ending of its files.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Ads => ("", "jsonl"),
            Self::Jsonl => ("jsonl", "jsonl"),
            Self::Json => ("json", "json"),
            Self::Csv => ("csv", "csv"),
            Self::Html => ("html", "html"),
            Self::Markdown => ("markdown", "md"),
        }
    }

    fn report(self) -> Option<Box<dyn Report>> {
        match self {
            Self::Ads => Some(Box::new(Rows { run: None })),
            _ => report::Format::named(self.names().0).map(|format| (format.new)(report::Options::default())),
        }
    }
}

/// Answers `POST /v1/score-file`.
pub(super) async fn file(
    State(app): State<Arc<App>>,
    query: Result<Query<FileQuery>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|error| Problem::shape(error.to_string()))?;
    let loaded = app.engine.loaded();
    let telling = Telling { lang: query.lang.clone() }.known(&loaded)?;
    let limits = app.settings.limits;
    let received = app.memory.receive(&headers, body, limits.file, limits.body_time).await?;
    let report = query.format.report().ok_or_else(Problem::fault)?;
    let (feed, answer) = fed(limits.stall, app.seat()?);
    let out = FeedWriter::new(feed, Handle::current());
    let (opened, opening) = oneshot::channel();
    let job = Job {
        app: Arc::clone(&app),
        loaded,
        lines: query.format == Format::Jsonl,
        language: telling.lang,
        report,
        runtime: Handle::current(),
        out,
    };
    let name: String = query.name.chars().filter(|c| !c.is_control()).take(NAME).collect();
    tokio::task::spawn_blocking(move || {
        let input = Input::Bytes { name, bytes: received.bytes.as_slice().into() };
        drop(received);
        match Source::open(&input, &options(&limits)) {
            Ok(source) => {
                // Whoever asked may be gone by now; then writing fails.
                let _ = opened.send(Ok(()));
                let _ = job.run(source);
            }
            Err(error) => drop(opened.send(Err(Problem::unreadable(&[error])))),
        }
    });
    opening.await.map_err(|_| Problem::fault())??;
    let disposition = format!("attachment; filename=\"lurescan.{}\"", query.format.names().1);
    Ok(([(CONTENT_TYPE, query.format.media_type().to_owned()), (CONTENT_DISPOSITION, disposition)], answer)
        .into_response())
}

fn options(limits: &Limits) -> ReadOptions {
    let mut options = ReadOptions::default();
    options.limits.record = limits.record;
    options.limits.document = limits.file;
    options.limits.decompressed = limits.unpacked;
    options.limits.members = MEMBERS;
    options
}

/// A report that is being made.
struct Job {
    app: Arc<App>,
    loaded: Arc<Loaded>,
    /// Whether records that cannot be read are told on lines of their own.
    lines: bool,
    language: Option<String>,
    report: Box<dyn Report>,
    runtime: Handle,
    out: FeedWriter,
}

impl Job {
    /// Reads, scores and writes, a few ads at a time and in order.
    fn run(mut self, mut source: Source) -> io::Result<()> {
        let few = 4 * self.app.engine.threads();
        let mut summary = Summary::default();
        self.report.begin(&mut self.out, &self.loaded.run)?;
        loop {
            let records: Vec<Result<Ad, SourceError>> = source.by_ref().take(few).collect();
            if records.is_empty() {
                break;
            }
            let ads: Vec<Ad> = records.iter().filter_map(|record| record.as_ref().ok().cloned()).collect();
            let mut assessments = self.score(ads)?.into_iter();
            for record in records {
                match record {
                    Ok(_) => {
                        let assessment = assessments.next().ok_or(io::ErrorKind::UnexpectedEof)?;
                        self.app.metrics.assessed(&assessment);
                        summary.count(&assessment);
                        self.report.add(&mut self.out, &assessment)?;
                    }
                    Err(error) => {
                        summary.unreadable += 1;
                        self.unreadable(&error)?;
                    }
                }
            }
        }
        self.report.finish(&mut self.out, &summary)?;
        self.out.finish()
    }

    fn score(&self, ads: Vec<Ad>) -> io::Result<Vec<Assessment>> {
        let (loaded, language) = (Arc::clone(&self.loaded), self.language.clone());
        let job = move || loaded.assess_all(&ads, language.as_deref());
        let scored = self.runtime.block_on(async { self.app.engine.start((), job).await.await });
        scored.map_err(io::Error::other)
    }

    fn unreadable(&mut self, error: &SourceError) -> io::Result<()> {
        self.app.metrics.unreadable("/v1/score-file");
        if self.lines {
            return self.out.write_all(&Problem::record(error).into_line());
        }
        let place = error.place.clone();
        let problem = error.kind.to_string();
        let record = Unreadable { path: place.path, record: place.record, line: place.line, problem };
        self.report.unreadable(&mut self.out, &record)
    }
}

/// One line of the answer in the format `ads`: an ad with its assessment, or a record that cannot be read.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "FileRow")]
#[expect(clippy::large_enum_variant, reason = "made, written and dropped one at a time")]
pub(super) enum Row<'a> {
    /// An ad.
    Ad {
        /// The headline, which spans of the assessment index.
        title: &'a str,
        /// The text, likewise.
        text: &'a str,
        /// What is said of it.
        assessment: View<'a>,
    },
    /// No ad.
    Unreadable {
        /// What is wrong.
        unreadable: UnreadableRow<'a>,
    },
}

/// A record that cannot be read.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "UnreadableRow")]
pub(super) struct UnreadableRow<'a> {
    /// 1-based number of the record; null when the rest of the file cannot be read.
    record: Option<u64>,
    /// 1-based line.
    line: Option<u64>,
    /// What is wrong.
    problem: &'a str,
}

/// Writes rows.
struct Rows {
    run: Option<Run>,
}

fn line(out: &mut dyn Write, row: &Row<'_>) -> io::Result<()> {
    row.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, JsonFormatter))?;
    out.write_all(b"\n")
}

impl Report for Rows {
    fn begin(&mut self, _: &mut dyn Write, run: &Run) -> io::Result<()> {
        self.run = Some(run.clone());
        Ok(())
    }

    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        let run = self.run.as_ref().expect("invariant: begin comes before add");
        let Assessment { title, text, .. } = assessment;
        line(out, &Row::Ad { title, text, assessment: View::new(run, assessment) })
    }

    fn unreadable(&mut self, out: &mut dyn Write, record: &Unreadable) -> io::Result<()> {
        let problem = record.problem.as_str();
        line(out, &Row::Unreadable { unreadable: UnreadableRow { record: record.record, line: record.line, problem } })
    }

    fn finish(&mut self, _: &mut dyn Write, _: &Summary) -> io::Result<()> {
        Ok(())
    }
}
