//! JSON Lines: one `lurescan/1` object per ad and line, nothing else.

use std::io::{self, Write};

use super::Report;
use super::view::View;
use crate::assess::{Assessment, Run, Summary};

/// Writes JSON Lines.
#[derive(Debug, Default)]
pub(super) struct JsonLines {
    run: Option<Run>,
}

impl Report for JsonLines {
    fn begin(&mut self, _: &mut dyn Write, run: &Run) -> io::Result<()> {
        self.run = Some(run.clone());
        Ok(())
    }

    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        let run = self.run.as_ref().expect("invariant: begin comes before add");
        View::new(run, assessment).write(out)?;
        out.write_all(b"\n")
    }

    fn finish(&mut self, _: &mut dyn Write, _: &Summary) -> io::Result<()> {
        Ok(())
    }
}
