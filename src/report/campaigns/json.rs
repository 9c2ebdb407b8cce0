//! JSON and JSON Lines: one `lurescan-campaign/1` object per campaign and line.

use std::io::{self, Write};

use super::view::View;
use super::{CampaignReport, Counts};
use crate::assess::Run;
use crate::campaign::Campaign;

/// Writes JSON Lines.
#[derive(Debug)]
pub(in crate::report) struct JsonLines {
    run: Option<Run>,
    members: bool,
}

impl JsonLines {
    /// A report with the ads of every campaign or without.
    pub(in crate::report) fn new(members: bool) -> Self {
        Self { run: None, members }
    }

    fn write(&self, out: &mut dyn Write, campaign: &Campaign) -> io::Result<()> {
        let run = self.run.as_ref().expect("invariant: begin comes before add");
        View::new(run, campaign, self.members).write(out)
    }
}

impl CampaignReport for JsonLines {
    fn begin(&mut self, _: &mut dyn Write, run: &Run) -> io::Result<()> {
        self.run = Some(run.clone());
        Ok(())
    }

    fn add(&mut self, out: &mut dyn Write, campaign: &Campaign) -> io::Result<()> {
        self.write(out, campaign)?;
        out.write_all(b"\n")
    }

    fn finish(&mut self, _: &mut dyn Write, _: &Counts) -> io::Result<()> {
        Ok(())
    }
}

/// Writes one JSON array.
#[derive(Debug)]
pub(in crate::report) struct Json {
    lines: JsonLines,
    /// Whether an object was written, so that the next needs a comma.
    filled: bool,
}

impl Json {
    /// A report with the ads of every campaign or without.
    pub(in crate::report) fn new(members: bool) -> Self {
        Self { lines: JsonLines::new(members), filled: false }
    }
}

impl CampaignReport for Json {
    fn begin(&mut self, out: &mut dyn Write, run: &Run) -> io::Result<()> {
        self.lines.begin(out, run)?;
        out.write_all(b"[")
    }

    fn add(&mut self, out: &mut dyn Write, campaign: &Campaign) -> io::Result<()> {
        out.write_all(if self.filled { b",\n" } else { b"\n" })?;
        self.filled = true;
        self.lines.write(out, campaign)
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Counts) -> io::Result<()> {
        out.write_all(if self.filled { b"\n]\n" } else { b"]\n" })
    }
}
