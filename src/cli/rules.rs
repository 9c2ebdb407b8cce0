//! `lurescan rules`: one file per task; each loads the rules the plan names and prints to standard output.

mod coverage;
#[cfg(feature = "train")]
mod firing;
mod lint;
mod list;
#[cfg(feature = "train")]
mod recall;
pub(super) mod show;
mod signals;
mod test;

use super::args::values::DETAILS;
use super::args::{Explain, OutputArgs, RulesTask, Verb};
use super::error::{Failure, Status};
use super::plan::Setup;
use super::term::Terminal;
use crate::rules::Polarity;

/// Runs the task.
pub(super) fn run(setup: &Setup, task: &RulesTask, terminal: &Terminal) -> Result<Status, Failure> {
    match task {
        RulesTask::List { format } => list::run(setup, format),
        RulesTask::Show { id, format } => show::run(setup, id, format, &[]),
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

/// The rule that a verb is asked to explain in place of its work, and how.
pub(super) fn asked(verb: &Verb) -> Option<(&str, &OutputArgs)> {
    let output = match verb {
        Verb::Score(typed) => &typed.output,
        Verb::Check(typed) => &typed.output,
        Verb::Campaigns(typed) => &typed.output,
        _ => return None,
    };
    match &output.explain {
        Some(Explain::Rule(id)) => Some((id, output)),
        _ => None,
    }
}

/// Prints a rule as [`RulesTask::Show`] does, in the format that reports would have.
///
/// # Errors
/// If there is no such rule, or a report of another form is asked for.
pub(super) fn explain(setup: &Setup, id: &str, output: &OutputArgs) -> Result<Status, Failure> {
    let format = output.format.map_or("human", |format| format.name);
    let format = match format {
        "human" => "text",
        "markdown" | "json" => format,
        other => {
            return Err(Failure::usage(format!("a rule cannot be told in the format {other}"))
                .hint("leave it out, or choose markdown or json"));
        }
    };
    if output.output.is_some() {
        return Err(Failure::usage(format!("--explain {id} prints a rule and writes no report"))
            .hint("leave -o out, and send what is printed to a file"));
    }
    show::run(setup, id, format, &DETAILS.map(|(name, _)| name))
}

/// The name of a polarity in rule files.
fn polarity(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Risk => "risk",
        Polarity::Protective => "protective",
        Polarity::Context => "context",
    }
}
