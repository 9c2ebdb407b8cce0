//! JSON: one array of `lurescan/1` objects, one object per line so that it can be read and compared.

use std::io::{self, Write};

use super::view::View;
use super::{Report, Selection};
use crate::assess::{Assessment, Run, Summary};

/// Writes one JSON document.
#[derive(Debug)]
pub(super) struct Json {
    selection: Selection,
    run: Option<Run>,
    /// Whether an object was written, so that the next needs a comma.
    filled: bool,
}

impl Json {
    pub(super) fn new(selection: Selection) -> Self {
        Self { selection, run: None, filled: false }
    }
}

impl Report for Json {
    fn begin(&mut self, out: &mut dyn Write, run: &Run) -> io::Result<()> {
        self.run = Some(run.clone());
        out.write_all(b"[")
    }

    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        let run = self.run.as_ref().expect("invariant: begin comes before add");
        out.write_all(if self.filled { b",\n" } else { b"\n" })?;
        self.filled = true;
        View::new(run, assessment).write_selected(&self.selection, assessment, out)
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Summary) -> io::Result<()> {
        out.write_all(if self.filled { b"\n]\n" } else { b"]\n" })
    }
}
