//! `lurescan score`: every ad in, one assessment out.

use super::args::ScoreArgs;
use super::batch;
use super::engine;
use super::error::{Failure, Status};
use super::partial::{Opened, Partial};
use super::pipeline::{self, Before, Sink};
use super::plan::{self, Reading, Setup, Writing};
use super::reporter::{Reporter, WhenClosed};
use super::resume;
use super::tally::Tally;
use super::term::Terminal;
use crate::assess::{Assessment, Redactor, Run};
use crate::source::SourceError;

/// Runs the verb.
pub(super) fn run(setup: &Setup, typed: &ScoreArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let mut writing = plan::writing(&typed.output, "jsonl", terminal)?;
    batch::content(&typed.batch, &typed.output, &mut writing)?;
    let mut reading = plan::reading(&typed.input, &writing.target, terminal)?;
    batch::reading(&typed.batch, &mut reading);
    let assessor = engine::assessor(setup)?;
    let start = if typed.batch.resume {
        match open(setup, &mut reading, &writing, &assessor.run(), terminal)? {
            Start::Done(tally) => return Ok(end(tally, terminal)),
            Start::Run(reporter, before) => (*reporter, before),
        }
    } else {
        let reporter = Reporter::open(&writing, assessor.run(), false, WhenClosed::Stop)?;
        (reporter, Before::nothing(writing.redact))
    };
    let (reporter, before) = start;
    let mut every = Every { reporter, empty: typed.batch.keep.clone() };
    let began = before.tally.counts().records() == 0;
    terminal.start_progress(reading.inputs.len() as u64, writing.shown);
    let tally = pipeline::go_on(assessor, reading, setup.threads, before, terminal, &mut every);
    terminal.end_progress();
    let tally = tally?;
    every.reporter.close(&tally, terminal)?;
    if began && tally.summary.assessed() > 0 {
        every.empty.iter().for_each(|name| terminal.warning(format!("--keep: the column {name} is empty in every ad")));
    }
    Ok(end(tally, terminal))
}

/// Tells the counts of a run that came to its end.
fn end(mut tally: Tally, terminal: &Terminal) -> Status {
    tally.tell(terminal);
    tally.status()
}

/// Where a run starts that can be gone on with.
enum Start {
    /// At its end.
    Done(Tally),
    /// Here, after what has been seen before.
    Run(Box<Reporter>, Before),
}

/// Opens an output that survives an interruption, or has survived one.
fn open(
    setup: &Setup,
    reading: &mut Reading,
    writing: &Writing,
    run: &Run,
    terminal: &Terminal,
) -> Result<Start, Failure> {
    let place = resume::place(writing, reading)?;
    let made = resume::made(setup, reading, writing, run);
    let start = |partial, before, begun| {
        let reporter = Reporter::go_on(writing, run.clone(), partial, begun)?;
        Ok(Start::Run(Box::new(reporter), before))
    };
    match Partial::open(place, &made)? {
        Opened::New(partial) => start(partial, Before::nothing(writing.redact), false),
        Opened::Begun(partial, mark) => {
            reading.done = mark.counts.records();
            terminal.note(format!("going on after {} records of the interrupted run", reading.done));
            let redactor = writing.redact.then(|| Redactor::of(mark.contacts));
            start(partial, Before { tally: Tally::of(mark.counts), redactor }, mark.bytes > 0)
        }
        Opened::Finished(mark) => {
            terminal.note("the interrupted run had come to its end; nothing is left to do");
            Ok(Start::Done(Tally::of(mark.counts)))
        }
    }
}

/// Reports every ad.
struct Every {
    reporter: Reporter,
    /// Carried columns in which nothing has been found yet.
    empty: Vec<String>,
}

impl Sink for Every {
    type Beside = ();

    fn beside(_: &Assessment) {}

    fn add(&mut self, assessment: &Assessment, (): ()) -> Result<(), Failure> {
        self.empty.retain(|name| !assessment.kept.iter().any(|(column, value)| column == name && !value.is_empty()));
        self.reporter.add(assessment)
    }

    fn unreadable(&mut self, error: &SourceError) -> Result<(), Failure> {
        self.reporter.unreadable(error)
    }

    fn passed(&mut self, tally: &Tally, redactor: Option<&Redactor>) -> Result<(), Failure> {
        self.reporter.passed(tally, redactor)
    }

    fn idle(&mut self) -> Result<(), Failure> {
        self.reporter.flush()
    }
}
