//! The sections and charts of a study as one HTML page.

use askama::Template;

use super::chart::Chart;
use super::plots;
use super::sections::{Section, sections};
use crate::report::escape;
use crate::train::Study;

/// Characters of a cell that are shown; more is no name.
const LONGEST: usize = 160;
/// Rows from which on a table is folded away.
const LONG: usize = 24;

/// Writes a study as one self-contained page: no script, no network, no other file.
///
/// # Panics
/// Never: writing to memory cannot fail.
#[must_use]
pub fn html(study: &Study) -> String {
    let parts: Vec<Part> = sections(study).into_iter().map(|section| Part::new(section, study)).collect();
    let page = Page {
        parts,
        program: &study.program,
        rules: &study.rules_fingerprint,
        model: study.model_fingerprint.as_deref(),
        runs: study.runs.iter().map(crate::train::Run::title).collect(),
        sources: sources(study),
    };
    page.render().expect("invariant: writing to memory cannot fail") + "\n"
}

#[derive(Template)]
#[template(config = ".askama.toml", path = "page/page.html")]
struct Page<'s> {
    parts: Vec<Part>,
    program: &'s str,
    rules: &'s str,
    model: Option<&'s str>,
    runs: Vec<String>,
    /// Data set, source, rows, licence, content hash.
    sources: Vec<[String; 5]>,
}

/// A section with its charts.
struct Part {
    section: Section,
    charts: Vec<Chart>,
}

impl Part {
    fn new(mut section: Section, study: &Study) -> Self {
        let mut charts = plots::beside(&section.id, study);
        section.rows.iter_mut().flatten().for_each(|cell| *cell = shown(cell));
        for chart in &mut charts {
            let labels = chart.y_ticks.iter_mut().map(|tick| &mut tick.label);
            labels.chain(chart.dots.iter_mut().map(|dot| &mut dot.label)).for_each(|label| *label = shown(label));
            chart.about = shown(&chart.about);
        }
        Self { section, charts }
    }

    /// Whether the table is folded away until it is asked for.
    fn folded(&self) -> bool {
        !self.charts.is_empty() && self.section.id != "measures" && self.section.id != "bands"
            || self.section.rows.len() > LONG
    }

    /// Whether a column holds words.
    fn is_words(&self, column: &usize) -> bool {
        self.section.words.contains(column)
    }

    fn header(&self) -> &[String] {
        self.section.rows.first().map_or(&[], Vec::as_slice)
    }

    fn body(&self) -> &[Vec<String>] {
        self.section.rows.get(1..).unwrap_or_default()
    }
}

/// What was read, for the foot of the page.
fn sources(study: &Study) -> Vec<[String; 5]> {
    let text = |value: &serde_json::Value| shown(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let entry = |one: &serde_json::Value| ["set", "source", "rows", "licence", "hash"].map(|key| text(&one[key]));
    study.data.as_array().into_iter().flatten().map(entry).collect()
}

/// A stranger's text for a page: nothing that hides or reorders letters, and not endless.
fn shown(text: &str) -> String {
    let line = escape::terminal_line(text);
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST - 1).chain(['…']).collect()
}
