//! Annotations in the log of a GitHub workflow: one `::error` or `::warning` per ad, the worst first, then a notice with the
//! counts.
//!
//! GitHub shows ten annotations of each kind for a step and fifty for a job, so only the worst ads are annotated and the
//! rest is counted. Everything from outside is one property or one message of one line: no second command fits in.

use std::io::{self, Write};

use super::escape::{workflow_data, workflow_property};
use super::finding::{self, findings};
use super::worst::Worst;
use super::{Options, Report, Unreadable};
use crate::assess::{Assessment, Run, Summary};

/// Annotations a job may have.
const ADS: usize = 50;
/// Unreadable records annotated.
const UNREADABLE: u64 = 10;
/// Reasons told of one ad.
const REASONS: usize = 5;

/// Writes workflow commands.
pub(super) struct Github {
    options: Options,
    worst: Worst<String>,
    unreadable: u64,
}

impl Github {
    /// Annotations of the findings these options ask for.
    pub(super) fn new(options: Options) -> Self {
        Self { options, worst: Worst::new(ADS), unreadable: 0 }
    }
}

impl Report for Github {
    fn begin(&mut self, _: &mut dyn Write, _: &Run) -> io::Result<()> {
        Ok(())
    }

    fn add(&mut self, _: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        if finding::is_finding(assessment, self.options) {
            let options = self.options;
            self.worst.add(assessment.probability, || annotation(assessment, options));
        }
        Ok(())
    }

    fn unreadable(&mut self, out: &mut dyn Write, record: &Unreadable) -> io::Result<()> {
        self.unreadable += 1;
        if self.unreadable > UNREADABLE {
            return Ok(());
        }
        let line = record.line.map(|line| format!("line={line},")).unwrap_or_default();
        let file = record.path.as_deref().map(|path| format!("file={},{line}", workflow_property(path)));
        let place = file.unwrap_or_default();
        writeln!(out, "::warning {place}title=Cannot be read::{}", workflow_data(&record.problem))
    }

    fn finish(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let left_out = self.worst.dropped();
        for line in std::mem::replace(&mut self.worst, Worst::new(ADS)).into_ranked() {
            writeln!(out, "{line}")?;
        }
        let [_, elevated, high, critical] = summary.by_band;
        let mut counts = format!(
            "{} scored: critical {critical}, high {high}, elevated {elevated}. {} too short, {} unreadable.",
            summary.scored, summary.insufficient, summary.unreadable
        );
        if left_out > 0 {
            counts = format!("{counts} {left_out} more ads are not annotated.");
        }
        writeln!(out, "::notice title=lurescan::{counts} {}", super::human::words::CLOSING)
    }
}

/// The command of one ad.
fn annotation(assessment: &Assessment, options: Options) -> String {
    let found = findings(assessment, options);
    let strongest = found.first().and_then(|finding| finding.reason.spans.first());
    let mut place =
        finding::path(assessment).map(|path| format!("file={},", workflow_property(&path))).unwrap_or_default();
    if let (false, Some(region)) = (place.is_empty(), finding::region(assessment, strongest)) {
        place = format!("{place}line={},", region.start.line);
        // Columns go with one line only.
        if let Some(end) = region.end {
            let last =
                if end.line == region.start.line { end.column.saturating_sub(1).max(region.start.column) } else { 0 };
            let columns = format!("col={},endColumn={last},", region.start.column);
            place = if last > 0 { place + &columns } else { format!("{place}endLine={},", end.line) };
        }
    }
    let scheme = finding::scheme(assessment).map(|scheme| format!("Features seen in {scheme}.\n")).unwrap_or_default();
    let reasons: Vec<String> = found
        .iter()
        .take(REASONS)
        .map(|finding| {
            let title = super::escape::terminal_line(&finding.reason.title);
            let quote =
                finding::quote(assessment, &finding.reason).map(|quote| format!(": “{quote}”")).unwrap_or_default();
            format!("- {title}{quote}")
        })
        .collect();
    let more = match found.len().saturating_sub(REASONS) {
        0 => String::new(),
        more => format!("\nand {more} more"),
    };
    let title = format!("{}: {}", finding::verdict(assessment), finding::name(assessment, 60));
    let message = format!("{scheme}{}{more}", reasons.join("\n"));
    let command = finding::severity(assessment.band).replace("note", "notice");
    format!("::{command} {place}title={}::{}", workflow_property(&title), workflow_data(&message))
}
