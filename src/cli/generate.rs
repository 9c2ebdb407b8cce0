//! `lurescan generate`: man pages and completions, made from the argument types by the running program, and model cards, made
//! from model files.

use std::path::Path;

use clap::CommandFactory;

use super::args::{Cli, Generated};
#[cfg(feature = "train")]
use super::config;
#[cfg(feature = "train")]
use super::engine;
#[cfg(feature = "train")]
use super::error::plain;
use super::error::{Failure, Status};
use super::output;
use super::plan::Setup;
use super::term::Terminal;
#[cfg(feature = "train")]
use crate::engine::bounded;
use crate::model::{FiringTable, ModelFile};

/// Runs the verb.
pub(super) fn run(setup: &Setup, what: &Generated, terminal: &Terminal) -> Result<Status, Failure> {
    let mut command = Cli::command();
    command.build();
    let mut bytes = Vec::new();
    match what {
        Generated::Man { dir: Some(dir) } => return man_pages(command, dir, terminal),
        Generated::Man { dir: None } => {
            let page = clap_mangen::Man::new(command);
            page.render(&mut bytes).map_err(|error| Failure::output("the manual", &error))?;
        }
        #[cfg(feature = "train")]
        Generated::Card { firing } => bytes.extend(card(setup, firing.as_deref())?.into_bytes()),
        Generated::Schema { .. } => bytes.extend(config::SCHEMA.bytes()),
        Generated::Completions { shell } => clap_complete::generate(*shell, &mut command, "lurescan", &mut bytes),
    }
    output::print(&String::from_utf8_lossy(&bytes))?;
    Ok(Status::Clean)
}

/// The card of the model in use, with the firings of its rules on genuine ads where they were measured.
#[cfg(feature = "train")]
fn card(setup: &Setup, firing: Option<&Path>) -> Result<String, Failure> {
    let file = engine::model_file(setup)?.ok_or_else(|| Failure::internal("the built-in model cannot be read"))?;
    let table = match firing {
        None => FiringTable::builtin().ok(),
        Some(path) => Some(firing_table(path, &file)?),
    };
    Ok(crate::train::card(&file, table.as_ref()))
}

/// The longest table of firings, in bytes.
#[cfg(feature = "train")]
const LONGEST: u64 = 64 << 20;

/// A table of firings that belongs to a model.
#[cfg(feature = "train")]
fn firing_table(path: &Path, file: &ModelFile) -> Result<FiringTable, Failure> {
    let shown = path.display();
    let text =
        bounded::text(path, LONGEST).map_err(|error| Failure::usage(format!("--firing {shown}: {}", plain(&error))))?;
    let table = FiringTable::parse(&text).map_err(|error| Failure::usage(format!("--firing {shown}: {error}")))?;
    if table.rules_fingerprint != file.rules_fingerprint {
        return Err(Failure::usage(format!("--firing {shown}: it was measured with other rules than the model's"))
            .hint("measure anew with `lurescan rules firing -o FILE`"));
    }
    Ok(table)
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
