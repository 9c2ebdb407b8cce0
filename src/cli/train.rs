//! `lurescan train`: fits a model on labeled data sets and writes it with its card.

use std::path::Path;

use super::args::{CorpusArgs, TrainArgs};
use super::engine;
use super::error::{Failure, Status};
use super::output;
use super::plan::Setup;
use super::term::Terminal;
use crate::detect::Detector;
use crate::model::FiringTable;
use crate::train::{self, Corpus};

/// Fits, writes the model file and, beside it, the model card.
///
/// # Errors
/// When rules or data are wrong, a solver does not converge, or a file cannot be written.
pub(super) fn run(setup: &Setup, typed: &TrainArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let detector = Detector::new(engine::rules(setup)?);
    let corpus = read(&typed.data.corpus, terminal)?;
    terminal.note(format!("fitting on {} ads from {} sources", corpus.examples.len(), corpus.sources.len()));
    let file =
        train::train(&corpus, &detector, typed.data.settings()).map_err(|error| Failure::usage(error.to_string()))?;
    let json = file.to_json().map_err(|error| Failure::usage(error.to_string()))?;
    output::write_whole(&typed.output, json.as_bytes())?;
    let card = typed.output.with_extension("md");
    output::write_whole(&card, train::card(&file, FiringTable::builtin().ok().as_ref()).as_bytes())?;
    terminal.note(format!("wrote {} and {}", typed.output.display(), card.display()));
    Ok(Status::Clean)
}

/// Reads data sets and says which files were not found.
pub(super) fn read(typed: &CorpusArgs, terminal: &Terminal) -> Result<Corpus, Failure> {
    let CorpusArgs { data, data_root } = typed;
    let missing = |path: &&std::path::PathBuf| !Path::new(path).exists();
    if let Some(path) = data.iter().find(missing) {
        return Err(Failure::usage(format!("{}: no such file or folder", path.display())));
    }
    let corpus = train::read_all(data, data_root).map_err(|error| Failure::usage(error.to_string()))?;
    if !corpus.missing.is_empty() {
        terminal.note(format!("not found and left out: {}", corpus.missing.join(", ")));
    }
    Ok(corpus)
}
