//! The terminal: what it can show, and everything said on standard error.
//!
//! Owns colour, width, progress and messages. Text in messages comes from files and is made harmless here. A message that
//! cannot be written is dropped: standard error has nobody else to turn to.

use std::cell::Cell;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::error::{Failure, Kind};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::escape;

/// Columns to wrap to where there is no terminal to ask.
const WIDTH: usize = 80;

/// What the process is connected to; asked once.
#[derive(Debug)]
pub(super) struct Terminal {
    /// Whether standard output is a terminal.
    pub(super) interactive: bool,
    /// Whether reports on standard output are coloured.
    pub(super) color: bool,
    /// Whether colour was asked for whatever the output is.
    pub(super) always: bool,
    /// Columns of the terminal.
    pub(super) width: usize,
    /// Whether standard input is something other than a terminal.
    pub(super) piped: bool,
    messages: ColorChoice,
    quiet: bool,
    bar: ProgressBar,
    /// Inputs of the run whose progress is shown.
    inputs: Cell<u64>,
}

impl Terminal {
    /// Asks the process's streams and environment.
    pub(super) fn of_process(color: ColorChoice, quiet: bool) -> Self {
        let (stdout, stderr) = (io::stdout(), io::stderr());
        let resolved = |auto: ColorChoice| if color == ColorChoice::Auto { auto } else { color };
        let interactive = stdout.is_terminal();
        Self {
            interactive,
            color: resolved(AutoStream::choice(&stdout)) != ColorChoice::Never,
            always: color == ColorChoice::Always,
            width: terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0)),
            piped: !io::stdin().is_terminal(),
            messages: resolved(AutoStream::choice(&stderr)),
            quiet,
            bar: ProgressBar::hidden(),
            inputs: Cell::new(0),
        }
    }

    /// Something to know that changes nothing; silent with `--quiet`.
    pub(super) fn note(&self, text: impl Display) {
        if !self.quiet {
            self.say(Some(("note", AnsiColor::Cyan)), &text.to_string());
        }
    }

    /// Something to look at; silent with `--quiet`.
    pub(super) fn warning(&self, text: impl Display) {
        if !self.quiet {
            self.say(Some(("warning", AnsiColor::Yellow)), &text.to_string());
        }
    }

    /// Something that went wrong while the run goes on.
    pub(super) fn error(&self, text: impl Display) {
        self.say(Some(("error", AnsiColor::Red)), &text.to_string());
    }

    /// What helps against what was just told.
    pub(super) fn hint(&self, text: &str) {
        self.say(Some(("hint", AnsiColor::Green)), text);
    }

    /// A line of a summary; silent with `--quiet`.
    pub(super) fn line(&self, text: impl Display) {
        if !self.quiet {
            self.say(None, &text.to_string());
        }
    }

    /// What ended the run.
    pub(super) fn failure(&self, failure: &Failure) {
        match &failure.kind {
            Kind::ClosedPipe => return,
            Kind::Files(problems) => self.diagnostics(problems),
            _ => {}
        }
        self.error(&failure.message);
        if let Some(hint) = &failure.hint {
            self.hint(hint);
        }
    }

    /// Mistakes in files, each with its place.
    pub(super) fn diagnostics(&self, problems: &[Diagnostic]) {
        for problem in problems {
            let color = if problem.severity == Severity::Error { AnsiColor::Red } else { AnsiColor::Yellow };
            let text = escape::terminal(&problem.to_string()).into_owned();
            self.print(&paint_first_word_after_place(&text, color));
        }
    }

    fn say(&self, label: Option<(&str, AnsiColor)>, text: &str) {
        let text = escape::terminal(text);
        match label {
            Some((label, color)) => {
                let style = Style::new().bold().fg_color(Some(color.into()));
                self.print(&format!("{style}{label}{style:#}: {text}"));
            }
            None => self.print(&text),
        }
    }

    fn print(&self, text: &str) {
        self.bar.suspend(|| {
            let mut stderr = AutoStream::new(io::stderr().lock(), self.messages);
            let _ = writeln!(stderr, "{text}");
        });
    }

    /// Shows progress from now on, if standard error is a terminal and the report is not shown there too.
    pub(super) fn start_progress(&self, inputs: u64, report_is_shown: bool) {
        if self.quiet || report_is_shown || !io::stderr().is_terminal() {
            return;
        }
        self.inputs.set(inputs);
        // The time it took to load rules and model is no part of it.
        self.bar.reset();
        self.bar.set_style(style("{spinner} {msg}, {elapsed}"));
        self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(8));
        self.bar.enable_steady_tick(Duration::from_millis(125));
    }

    /// Tells how many bytes there are to read, if progress is shown and somebody knows.
    pub(super) fn expect(&self, bytes: impl FnOnce() -> Option<u64>) {
        if !self.bar.is_hidden()
            && let Some(bytes) = bytes()
        {
            self.bar.set_style(style("{spinner} {bar:30} {percent}%, {msg}, {elapsed}, {eta} left"));
            self.bar.set_length(bytes);
        }
    }

    /// Tells how far the run is: bytes and inputs read, ads dealt with now and before it was gone on with.
    pub(super) fn progress(&self, bytes: u64, inputs: u64, ads: u64, before: u64) {
        if self.bar.is_hidden() {
            return;
        }
        let rate = (ads - before) as f64 / self.bar.elapsed().as_secs_f64().max(0.001);
        let of = match self.inputs.get() {
            0 | 1 => String::new(),
            all => format!("{inputs}/{all} inputs, "),
        };
        self.bar.set_position(bytes);
        self.bar.set_message(format!("{of}{ads} ads, {rate:.0} ads/s"));
    }

    /// Takes the progress bar away.
    pub(super) fn end_progress(&self) {
        self.bar.finish_and_clear();
    }
}

/// How progress looks.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Colours the word `error` or `warning` of a rendered diagnostic, the place before it left as it is.
fn paint_first_word_after_place(text: &str, color: AnsiColor) -> String {
    let style = Style::new().bold().fg_color(Some(color.into()));
    for word in ["error[", "warning["] {
        if let Some(at) = text.find(&format!(": {word}")) {
            let (place, rest) = text.split_at(at + 2);
            let (label, rest) = rest.split_once(": ").unwrap_or((rest, ""));
            return format!("{place}{style}{label}{style:#}: {rest}");
        }
    }
    text.to_owned()
}
