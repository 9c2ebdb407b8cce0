//! JSON Lines: one `lurescan/1` object per ad and line, nothing else; in [`sidecar`] one of attributes alone.

pub(super) mod sidecar;

use std::io::{self, Write};

use super::view::View;
use super::{Report, Selection};
use crate::assess::{Assessment, Run, Summary};

/// Writes JSON Lines.
#[derive(Debug)]
pub(super) struct JsonLines {
    selection: Selection,
    run: Option<Run>,
}

impl JsonLines {
    pub(super) fn new(selection: Selection) -> Self {
        Self { selection, run: None }
    }
}

impl Report for JsonLines {
    fn begin(&mut self, _: &mut dyn Write, run: &Run) -> io::Result<()> {
        self.run = Some(run.clone());
        Ok(())
    }

    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        let run = self.run.as_ref().expect("invariant: begin comes before add");
        View::new(run, assessment).write_selected(&self.selection, assessment, out)?;
        out.write_all(b"\n")
    }

    fn finish(&mut self, _: &mut dyn Write, _: &Summary) -> io::Result<()> {
        Ok(())
    }
}
