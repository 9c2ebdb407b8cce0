//! `lurescan generate`: man pages and completions, made from the argument types by the running program.

use std::path::Path;

use clap::CommandFactory;

use super::args::{Cli, Generated};
use super::error::{Failure, Status};
use super::output;
use super::term::Terminal;

/// Runs the verb.
pub(super) fn run(what: &Generated, terminal: &Terminal) -> Result<Status, Failure> {
    let mut command = Cli::command();
    command.build();
    let mut bytes = Vec::new();
    match what {
        Generated::Man { dir: Some(dir) } => return man_pages(command, dir, terminal),
        Generated::Man { dir: None } => {
            let page = clap_mangen::Man::new(command);
            page.render(&mut bytes).map_err(|error| Failure::output("the manual", &error))?;
        }
        Generated::Completions { shell } => clap_complete::generate(*shell, &mut command, "lurescan", &mut bytes),
    }
    output::print(&String::from_utf8_lossy(&bytes))?;
    Ok(Status::Clean)
}

/// Every page, into a folder that is there.
fn man_pages(command: clap::Command, dir: &Path, terminal: &Terminal) -> Result<Status, Failure> {
    let shown = dir.display();
    if !dir.is_dir() {
        return Err(
            Failure::usage(format!("there is no folder {shown}")).hint(format!("make it first: mkdir -p {shown}"))
        );
    }
    clap_mangen::generate_to(command, dir).map_err(|error| Failure::output(&shown.to_string(), &error))?;
    terminal.line(format!("wrote the manual pages into {shown}"));
    Ok(Status::Clean)
}
