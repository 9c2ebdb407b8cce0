//! reviewdog's rdjson: one object with a diagnostic per reason of each finding.
//!
//! Columns count bytes of UTF-8 here, unlike anywhere else.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::escape::{self, JsonFormatter};
use super::finding::{self, Finding, findings};
use super::{Options, Report, Unreadable};
use crate::assess::{Assessment, Run, Summary};
use serde::Serialize;

/// Writes one object.
pub(super) struct Rdjson {
    options: Options,
    filled: bool,
}

impl Rdjson {
    /// Diagnostics of the findings these options ask for.
    pub(super) fn new(options: Options) -> Self {
        Self { options, filled: false }
    }

    fn write(&mut self, out: &mut dyn Write, diagnostic: &Value) -> io::Result<()> {
        out.write_all(if self.filled { b",\n" } else { b"\n" })?;
        self.filled = true;
        diagnostic.serialize(&mut serde_json::Serializer::with_formatter(out, JsonFormatter)).map_err(io::Error::from)
    }
}

impl Report for Rdjson {
    fn begin(&mut self, out: &mut dyn Write, _: &Run) -> io::Result<()> {
        out.write_all(br#"{"source":{"name":"lurescan"},"diagnostics":["#)
    }

    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        for found in findings(assessment, self.options) {
            self.write(out, &diagnostic(assessment, &found))?;
        }
        Ok(())
    }

    fn unreadable(&mut self, out: &mut dyn Write, record: &Unreadable) -> io::Result<()> {
        let mut location = json!({"path": record.path.as_deref().unwrap_or("-")});
        if let Some(line) = record.line {
            location["range"] = json!({"start": {"line": line}});
        }
        let message = format!("cannot be read: {}", escape::terminal_line(&record.problem));
        self.write(out, &json!({"message": message, "location": location, "severity": "ERROR"}))
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Summary) -> io::Result<()> {
        out.write_all(if self.filled { b"\n]}\n" } else { b"]}\n" })
    }
}

fn diagnostic(assessment: &Assessment, found: &Finding<'_>) -> Value {
    let mut location = json!({"path": finding::path(assessment).unwrap_or_else(|| "-".to_owned())});
    if let Some(region) = finding::region(assessment, found.reason.spans.first()) {
        let start = region.start;
        location["range"] = match region.end {
            None => json!({"start": {"line": start.line}}),
            Some(end) => json!({
                "start": {"line": start.line, "column": start.byte_column},
                "end": {"line": end.line, "column": end.byte_column},
            }),
        };
    }
    let mut code = json!({"value": escape::terminal_line(&found.reason.id)});
    if let Some(link) = found.reason.references.iter().find_map(|source| finding::address(source)) {
        code["url"] = json!(link);
    }
    json!({
        "message": finding::message(assessment, &found.reason),
        "location": location,
        "severity": finding::severity(assessment.band).replace("note", "info").to_uppercase(),
        "code": code,
    })
}
