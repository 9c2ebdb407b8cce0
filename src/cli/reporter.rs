//! A report on its way to an output: begun once, ads added in order, finished once.

use std::io::{self, Write};

use super::error::Failure;
use super::output::Output;
use super::partial::Partial;
use super::plan::Writing;
use super::tally::Tally;
use super::term::Terminal;
use crate::assess::{Assessment, Redactor, Run};
use crate::report::{Report, Unreadable};
use crate::source::SourceError;

/// What to do when nobody reads the output any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WhenClosed {
    /// End the run: the output was all there is to it.
    Stop,
    /// Go on without writing: the exit status is still awaited.
    GoOn,
}

/// Writes a report.
pub(super) struct Reporter {
    output: Output,
    report: Box<dyn Report>,
    run: Run,
    /// Whether nothing at all is written unless an ad is.
    silent: bool,
    begun: bool,
    when_closed: WhenClosed,
    closed: bool,
}

impl Reporter {
    /// Opens the output and makes the report ready; `silent` reports write nothing unless an ad is added.
    ///
    /// # Errors
    /// As [`Output::open`].
    pub(super) fn open(writing: &Writing, run: Run, silent: bool, when_closed: WhenClosed) -> Result<Self, Failure> {
        let output = Output::open(&writing.target, writing.look.color)?;
        let report = writing.report();
        Ok(Self { output, report, run, silent, begun: false, when_closed, closed: false })
    }

    /// Goes on with a report, of which something stands if `begun`.
    ///
    /// # Errors
    /// None: what begins a report is written into nothing.
    pub(super) fn go_on(writing: &Writing, run: Run, partial: Partial, begun: bool) -> Result<Self, Failure> {
        let mut report = writing.report();
        if begun {
            report.begin(&mut io::sink(), &run).map_err(|error| Failure::output(partial.name(), &error))?;
        }
        let output = Output::partial(partial);
        Ok(Self { output, report, run, silent: false, begun, when_closed: WhenClosed::Stop, closed: false })
    }

    /// A record has been dealt with, and this is what has been seen: an output that survives interruptions takes note.
    pub(super) fn passed(&mut self, tally: &Tally, redactor: Option<&Redactor>) -> Result<(), Failure> {
        self.output.passed(|| tally.counts(), || redactor.map(Redactor::known).unwrap_or_default())
    }

    /// Writes one ad.
    pub(super) fn add(&mut self, assessment: &Assessment) -> Result<(), Failure> {
        self.begin()?;
        self.write(|report, output| report.add(output, assessment))
    }

    /// Names a record that cannot be read, where the report has room for that.
    pub(super) fn unreadable(&mut self, error: &SourceError) -> Result<(), Failure> {
        if self.silent {
            return Ok(());
        }
        self.begin()?;
        let place = &error.place;
        let record = Unreadable {
            path: place.path.clone(),
            record: place.record,
            line: place.line,
            problem: error.kind.to_string(),
        };
        self.write(|report, output| report.unreadable(output, &record))
    }

    /// Hands on what is gathered, so that a reader who waits sees it.
    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        if self.output.is_whole() {
            return Ok(());
        }
        self.write(|_, output| output.flush())
    }

    /// Ends the report and puts a file in its place, unless nothing could be read: then the file stays as it was.
    pub(super) fn close(mut self, tally: &Tally, terminal: &Terminal) -> Result<(), Failure> {
        if self.output.is_whole() && tally.nothing_read() {
            terminal.note(format!("{} is not written, for nothing could be read", self.output.name()));
            return self.output.discard();
        }
        if !self.silent {
            self.begin()?;
        }
        if self.begun {
            self.write(|report, output| report.finish(output, &tally.summary))?;
        }
        if self.closed { Ok(()) } else { self.put_in_place(tally) }
    }

    fn put_in_place(self, tally: &Tally) -> Result<(), Failure> {
        let when_closed = self.when_closed;
        match self.output.finish_with(|| tally.counts()) {
            Err(failure) if failure.is_closed_pipe() && when_closed == WhenClosed::GoOn => Ok(()),
            other => other,
        }
    }

    fn begin(&mut self) -> Result<(), Failure> {
        if self.begun {
            return Ok(());
        }
        self.begun = true;
        let run = self.run.clone();
        self.write(|report, output| report.begin(output, &run))
    }

    fn write(&mut self, act: impl FnOnce(&mut dyn Report, &mut Output) -> io::Result<()>) -> Result<(), Failure> {
        if self.closed {
            return Ok(());
        }
        let Err(error) = act(self.report.as_mut(), &mut self.output) else { return Ok(()) };
        let failure = Failure::output(self.output.name(), &error);
        if failure.is_closed_pipe() && self.when_closed == WhenClosed::GoOn {
            self.closed = true;
            return Ok(());
        }
        Err(failure)
    }
}
