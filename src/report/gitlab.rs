//! GitLab Code Quality: one array of issues, one per reason of each finding.
//!
//! GitLab tells issues apart by their fingerprint: the same ad twice is one issue.

use std::io::{self, Write};

use serde::Serialize;

use super::escape::{self, JsonFormatter};
use super::finding::{self, Finding, findings};
use super::{Options, Report};
use crate::assess::{Assessment, Band, Run, Summary};

/// Writes one array.
pub(super) struct Gitlab {
    options: Options,
    filled: bool,
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: String,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<u64>,
}

impl Gitlab {
    /// Issues of the findings these options ask for.
    pub(super) fn new(options: Options) -> Self {
        Self { options, filled: false }
    }
}

impl Report for Gitlab {
    fn begin(&mut self, out: &mut dyn Write, _: &Run) -> io::Result<()> {
        out.write_all(b"[")
    }

    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        for found in findings(assessment, self.options) {
            out.write_all(if self.filled { b",\n" } else { b"\n" })?;
            self.filled = true;
            let issue = issue(assessment, &found);
            issue
                .serialize(&mut serde_json::Serializer::with_formatter(&mut *out, JsonFormatter))
                .map_err(io::Error::from)?;
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Summary) -> io::Result<()> {
        out.write_all(if self.filled { b"\n]\n" } else { b"]\n" })
    }
}

fn issue<'a>(assessment: &Assessment, found: &'a Finding<'_>) -> Issue<'a> {
    let region = finding::region(assessment, found.reason.spans.first());
    Issue {
        description: finding::message(assessment, &found.reason),
        check_name: escape::terminal_line(&found.reason.id),
        fingerprint: &found.fingerprint,
        severity: match assessment.band {
            Band::Low => "info",
            Band::Elevated => "minor",
            Band::High => "major",
            Band::Critical => "critical",
        },
        location: Location {
            path: finding::path(assessment).unwrap_or_else(|| "-".to_owned()),
            lines: Lines {
                begin: region.map_or(1, |region| region.start.line),
                end: region.and_then(|region| region.end).map(|end| end.line),
            },
        },
    }
}
