//! `lurescan score`: every ad in, one assessment out.

use super::args::ScoreArgs;
use super::engine;
use super::error::{Failure, Status};
use super::pipeline::{self, Sink};
use super::plan::{self, Setup};
use super::reporter::{Reporter, WhenClosed};
use super::term::Terminal;
use crate::assess::Assessment;
use crate::source::SourceError;

/// Runs the verb.
pub(super) fn run(setup: &Setup, typed: &ScoreArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let writing = plan::writing(&typed.output, "jsonl", terminal)?;
    let reading = plan::reading(&typed.input, &writing.target, terminal)?;
    let assessor = engine::assessor(setup)?;
    let mut every = Every { reporter: Reporter::open(&writing, assessor.run(), false, WhenClosed::Stop)? };
    terminal.start_progress(reading.inputs.len() as u64, writing.shown);
    let tally = pipeline::run(assessor, reading, setup.threads, writing.redact, terminal, &mut every);
    terminal.end_progress();
    let mut tally = tally?;
    every.reporter.close(&tally, terminal)?;
    tally.tell(terminal);
    Ok(tally.status())
}

/// Reports every ad.
struct Every {
    reporter: Reporter,
}

impl Sink for Every {
    type Beside = ();

    fn beside(_: &Assessment) {}

    fn add(&mut self, assessment: &Assessment, (): ()) -> Result<(), Failure> {
        self.reporter.add(assessment)
    }

    fn unreadable(&mut self, error: &SourceError) -> Result<(), Failure> {
        self.reporter.unreadable(error)
    }

    fn idle(&mut self) -> Result<(), Failure> {
        self.reporter.flush()
    }
}
