//! `lurescan check`: a gate for CI that reports what is at or above a band and neither known nor suppressed.

use super::args::CheckArgs;
use super::engine;
use super::error::{Failure, Status};
use super::gate::{Gate, Suppressions};
use super::pipeline::{self, Sink};
use super::plan::{self, Reading, Setup, Writing};
use super::reporter::{Reporter, WhenClosed};
use super::since;
use super::term::Terminal;
use crate::assess::{self, Assessment, Band};
use crate::source::SourceError;

/// Runs the verb. Findings go before unreadable records in the exit status, for they are what the gate is asked about.
pub(super) fn run(
    setup: &Setup,
    typed: &CheckArgs,
    suppressions: Suppressions,
    terminal: &Terminal,
) -> Result<Status, Failure> {
    let flags = &typed.gate;
    let from = flags.fail_on.unwrap_or(Band::High);
    let mut writing = plan::writing(&typed.output, "human", terminal)?;
    writing.look.finding = from;
    let reading = reading(typed, &writing, terminal)?;
    let gate = Gate::new(flags.baseline.as_deref(), flags.write_baseline.as_deref(), suppressions)?;
    let assessor = engine::assessor(setup)?;
    let silent = writing.for_people();
    let reporter = Reporter::open(&writing, assessor.run(), silent, WhenClosed::GoOn)?;
    let mut check = Check { reporter, gate, from, all: typed.all, suppressed: writing.format.suppressed };
    terminal.start_progress(reading.inputs.len() as u64, writing.shown);
    let tally = pipeline::run(assessor, reading, setup.threads, writing.redact, terminal, &mut check);
    terminal.end_progress();
    let mut tally = tally?;
    let Check { reporter, gate, .. } = check;
    reporter.close(&tally, terminal)?;
    tally.tell(terminal);
    gate.tell(flags.since.is_none() && flags.max_ads.is_none(), terminal);
    terminal.line(format!("at or above {}: {}", from.as_str(), gate.told()));
    let status = tally.status();
    if let Some(path) = flags.write_baseline.as_deref().filter(|_| status != Status::Wrong && !tally.nothing_read()) {
        gate.write(path, terminal)?;
    }
    let accepted = flags.exit_zero || flags.write_baseline.is_some();
    Ok(match status {
        Status::Wrong => Status::Wrong,
        _ if gate.counts().open > 0 && !accepted => Status::Found,
        other => other,
    })
}

/// The inputs, without the files of the gate, narrowed to what changed.
fn reading(typed: &CheckArgs, writing: &Writing, terminal: &Terminal) -> Result<Reading, Failure> {
    let flags = &typed.gate;
    let mut reading = plan::reading(&typed.input, &writing.target, terminal)?;
    for file in [&flags.baseline, &flags.write_baseline].into_iter().flatten() {
        reading.leave_out(file);
    }
    if let Some(revision) = &flags.since {
        since::narrow(&mut reading, revision)?;
    }
    reading.most = flags.max_ads;
    Ok(reading)
}

/// Reports findings that count.
struct Check {
    reporter: Reporter,
    gate: Gate,
    from: Band,
    all: bool,
    /// Whether the report tells of suppressed findings.
    suppressed: bool,
}

impl Sink for Check {
    type Beside = ();

    fn beside(_: &Assessment) {}

    fn add(&mut self, assessment: &Assessment, (): ()) -> Result<(), Failure> {
        if assessment.status != assess::Status::Scored || assessment.band < self.from {
            return if self.all { self.reporter.add(assessment) } else { Ok(()) };
        }
        let (accepted, open) = self.gate.judge(assessment);
        let told = open || self.all || (self.suppressed && accepted.any_suppressed());
        match (told, accepted.is_empty()) {
            (false, _) => Ok(()),
            (true, true) => self.reporter.add(assessment),
            (true, false) => self.reporter.add(&Assessment { accepted, ..assessment.clone() }),
        }
    }

    fn unreadable(&mut self, error: &SourceError) -> Result<(), Failure> {
        self.reporter.unreadable(error)
    }

    fn idle(&mut self) -> Result<(), Failure> {
        self.reporter.flush()
    }
}
