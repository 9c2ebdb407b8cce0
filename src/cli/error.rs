//! Every way a run can end: a status for the process, and for a failure its sentence, its hint and its status.
//!
//! The only place where exit statuses are decided. Records that cannot be read are no failures: they are counted and give
//! [`Status::Partial`].

use std::io;
use std::path::Path;
use std::process::ExitCode;

use crate::diagnostic::Diagnostic;
pub(super) use crate::engine::bounded::plain;
use crate::model::ModelError;

/// The exit status of the program; the table stands in `args/help.rs` and in the README.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// Done; for `check`: nothing at or above `--fail-on`.
    Clean = 0,
    /// `check` only: something at or above `--fail-on`.
    Found = 1,
    /// Usage, rules, model or configuration wrong, or the output could not be written.
    Wrong = 2,
    /// Finished, but some inputs or records could not be read.
    Partial = 3,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// What ended a run before its work was done.
#[derive(Debug)]
pub(super) enum Kind {
    /// The arguments do not go together or name what is not there.
    Usage,
    /// Files the user wrote hold mistakes: each is printed.
    Files(Vec<Diagnostic>),
    /// The model cannot be used.
    Model,
    /// The output could not be written.
    Output,
    /// The reader of the output went away: no mistake.
    ClosedPipe,
    /// A fault of this program.
    Internal,
}

/// A failure in the user's words.
#[derive(Debug)]
pub(super) struct Failure {
    /// What kind: it decides the status.
    pub(super) kind: Kind,
    /// What is wrong: a lower-case fragment with the offending value.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hint: Option<String>,
}

impl Failure {
    /// A mistake in the arguments.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, message: message.into(), hint: None }
    }

    /// The same failure with something to do about it.
    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Mistakes in files the user wrote.
    pub(super) fn files(problems: Vec<Diagnostic>) -> Self {
        let message = match problems.len() {
            1 => "1 mistake in the rules".to_owned(),
            count => format!("{count} mistakes in the rules"),
        };
        Self { kind: Kind::Files(problems), message, hint: None }
    }

    /// A model file that is none.
    pub(super) fn model(path: Option<&Path>, error: &ModelError) -> Self {
        let name = path.map_or_else(|| "the built-in model".into(), |path| path.display().to_string());
        let hint =
            path.map(|_| "`lurescan train` writes model files; without --model the built-in one is used".to_owned());
        Self { kind: Kind::Model, message: format!("{name}: {error}"), hint }
    }

    /// A model that knows nothing of these rules.
    pub(super) fn foreign_model(path: &Path) -> Self {
        let message = format!("{}: the model knows none of these rules and facts", path.display());
        let hint = Some("train a model for them with `lurescan train`, or leave --model out".to_owned());
        Self { kind: Kind::Model, message, hint }
    }

    /// Writing failed. A closed pipe is told apart, for it is no mistake.
    pub(super) fn output(name: &str, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self {
                kind: Kind::ClosedPipe,
                message: "the reader of the output went away".to_owned(),
                hint: None,
            };
        }
        Self { kind: Kind::Output, message: format!("cannot write {name}: {}", plain(error)), hint: None }
    }

    /// A fault of this program.
    pub(super) fn internal(what: &str) -> Self {
        let hint = Some("this is a fault of lurescan, please report it with the input if you can".to_owned());
        Self { kind: Kind::Internal, message: format!("internal fault: {what}"), hint }
    }

    /// Whether only the reader of the output went away.
    pub(super) fn is_closed_pipe(&self) -> bool {
        matches!(self.kind, Kind::ClosedPipe)
    }

    /// The exit status of the kind.
    pub(super) fn status(&self) -> Status {
        match self.kind {
            Kind::ClosedPipe => Status::Clean,
            Kind::Usage | Kind::Files(_) | Kind::Model | Kind::Output | Kind::Internal => Status::Wrong,
        }
    }
}
