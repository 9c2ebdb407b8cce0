//! `lurescan check`: a gate for CI that reports what is at or above a band.

use super::args::CheckArgs;
use super::engine;
use super::error::{Failure, Status};
use super::pipeline::{self, Sink};
use super::plan::{self, Setup};
use super::reporter::{Reporter, WhenClosed};
use super::term::Terminal;
use crate::assess::{self, Assessment, Band};
use crate::source::SourceError;

/// Runs the verb. Findings go before unreadable records in the exit status, for they are what the gate is asked about.
pub(super) fn run(setup: &Setup, typed: &CheckArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let mut writing = plan::writing(&typed.output, "human", terminal)?;
    writing.look.finding = typed.fail_on;
    let reading = plan::reading(&typed.input, &writing.target, terminal)?;
    let assessor = engine::assessor(setup)?;
    let silent = writing.for_people();
    let reporter = Reporter::open(&writing, assessor.run(), silent, WhenClosed::GoOn)?;
    let mut gate = Gate { reporter, from: typed.fail_on, all: typed.all, found: 0 };
    terminal.start_progress(reading.inputs.len() as u64, writing.shown);
    let tally = pipeline::run(assessor, reading, setup.threads, writing.redact, terminal, &mut gate);
    terminal.end_progress();
    let mut tally = tally?;
    gate.reporter.close(&tally, terminal)?;
    tally.tell(terminal);
    terminal.line(format!("at or above {}: {}", gate.from.as_str(), gate.found));
    Ok(match tally.status() {
        Status::Wrong => Status::Wrong,
        _ if gate.found > 0 => Status::Found,
        other => other,
    })
}

/// Reports findings and counts them.
struct Gate {
    reporter: Reporter,
    from: Band,
    all: bool,
    found: u64,
}

impl Sink for Gate {
    type Beside = ();

    fn beside(_: &Assessment) {}

    fn add(&mut self, assessment: &Assessment, (): ()) -> Result<(), Failure> {
        let finding = assessment.status == assess::Status::Scored && assessment.band >= self.from;
        self.found += u64::from(finding);
        if finding || self.all { self.reporter.add(assessment) } else { Ok(()) }
    }

    fn unreadable(&mut self, error: &SourceError) -> Result<(), Failure> {
        self.reporter.unreadable(error)
    }

    fn idle(&mut self) -> Result<(), Failure> {
        self.reporter.flush()
    }
}
