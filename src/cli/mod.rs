//! The command-line program: arguments to a plan, a plan to a run, a run to an exit status.
//!
//! The only module with a voice: it alone prints, asks the terminal and the environment, and decides the exit status.
//! `args` holds what was typed, `plan` resolves it once, each verb has one file, `error` words every failure, `config`
//! fills in what a project always types, `gate` knows which findings count. To add a verb: one file here, one variant of
//! `args::Verb` and its line in `dispatch`.

mod args;
mod batch;
mod campaigns;
mod check;
mod config;
mod engine;
mod error;
#[cfg(feature = "train")]
mod evaluate;
#[doc(hidden)]
pub mod foreign;
mod gate;
mod generate;
mod journal;
mod output;
mod partial;
mod pipeline;
mod plan;
mod reporter;
mod resume;
mod reuse;
mod rules;
mod score;
#[cfg(feature = "serve")]
mod serve;
mod since;
mod spool;
mod table;
mod tally;
mod term;
#[cfg(feature = "train")]
mod train;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Verb};
use config::Configured;
use error::{Failure, Status};
use term::Terminal;

/// Runs the program with the arguments and the environment of the process.
///
/// Never exits by itself and never panics on any input; a closed pipe on standard output is success.
#[must_use]
pub fn run() -> ExitCode {
    let mut cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            // Help asked for is no mistake. Nothing can be done about a terminal that takes no message.
            let _ = usage.print();
            let status = if usage.use_stderr() { Status::Wrong } else { Status::Clean };
            return status.into();
        }
    };
    let terminal = Terminal::of_process(cli.global.color, cli.global.quiet);
    let status = dispatch(&mut cli, &terminal).unwrap_or_else(|failure| {
        terminal.failure(&failure);
        failure.status()
    });
    status.into()
}

/// One line per verb.
fn dispatch(cli: &mut Cli, terminal: &Terminal) -> Result<Status, Failure> {
    let suppressions = match config::apply(cli, terminal)? {
        Configured::Go(suppressions) => suppressions,
        Configured::Shown(status) => return Ok(status),
    };
    let setup = plan::setup(&cli.global);
    if let Some((id, output)) = rules::asked(&cli.verb) {
        return rules::explain(&setup, id, output);
    }
    match &cli.verb {
        Verb::Score(typed) => score::run(&setup, typed, terminal),
        Verb::Check(typed) => check::run(&setup, typed, suppressions, terminal),
        Verb::Campaigns(typed) => campaigns::run(&setup, typed, terminal),
        Verb::Rules(typed) => rules::run(&setup, &typed.task, terminal),
        #[cfg(feature = "train")]
        Verb::Train(typed) => train::run(&setup, typed, terminal),
        #[cfg(feature = "train")]
        Verb::Evaluate(typed) => evaluate::run(&setup, typed, terminal),
        #[cfg(feature = "serve")]
        Verb::Serve(typed) => serve::run(&setup, typed, terminal),
        Verb::Generate(typed) => generate::run(&setup, &typed.what, terminal),
    }
}
