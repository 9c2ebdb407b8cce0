//! `lurescan rules test`: loads every rule and proves it on its own examples.

use std::collections::BTreeSet;

use super::super::error::{Failure, Status};
use super::super::plan::Setup;
use super::super::term::Terminal;
use super::super::{engine, output};
use crate::detect::{Detector, prove};
use crate::rules::RuleSet;

pub(super) fn run(setup: &Setup, terminal: &Terminal) -> Result<Status, Failure> {
    let detector = Detector::new(engine::rules(setup)?);
    let problems = prove(&detector);
    let counts = counts(detector.rules());
    if problems.is_empty() {
        output::print(&format!("{counts}; every example holds\n"))?;
        return Ok(Status::Clean);
    }
    terminal.diagnostics(&problems);
    terminal.error(format!("{counts}; examples that do not hold: {}", problems.len()));
    Ok(Status::Wrong)
}

/// How much was proved.
fn counts(rules: &RuleSet) -> String {
    let blocks = || rules.rules().iter().flat_map(|rule| &rule.blocks);
    let examples: usize = blocks().map(|block| block.hits().len() + block.misses().len()).sum();
    let languages: BTreeSet<&str> =
        blocks().map(|block| block.language.as_str()).filter(|code| *code != "any").collect();
    format!("rules {}, examples {examples}, languages {}", rules.rules().len(), languages.len())
}
