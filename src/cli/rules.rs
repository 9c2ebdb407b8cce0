//! `lurescan rules`: one file per task; each loads the rules the plan names and prints to standard output.

mod coverage;
#[cfg(feature = "train")]
mod firing;
mod lint;
mod list;
#[cfg(feature = "train")]
mod recall;
mod show;
mod signals;
mod test;

use super::args::RulesTask;
use super::error::{Failure, Status};
use super::plan::Setup;
use super::term::Terminal;
use crate::rules::Polarity;

/// Runs the task.
pub(super) fn run(setup: &Setup, task: &RulesTask, terminal: &Terminal) -> Result<Status, Failure> {
    match task {
        RulesTask::List { format } => list::run(setup, format),
        RulesTask::Show { id } => show::run(setup, id),
        RulesTask::Test => test::run(setup, terminal),
        RulesTask::Lint => lint::run(setup, terminal),
        RulesTask::Signals(typed) => signals::run(setup, typed),
        RulesTask::Coverage(typed) => coverage::run(setup, typed),
        #[cfg(feature = "train")]
        RulesTask::Firing(typed) => firing::run(setup, typed, terminal),
        #[cfg(feature = "train")]
        RulesTask::Recall(typed) => recall::run(setup, typed, terminal),
    }
}

/// The name of a polarity in rule files.
fn polarity(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Risk => "risk",
        Polarity::Protective => "protective",
        Polarity::Context => "context",
    }
}
