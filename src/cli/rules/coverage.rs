//! `lurescan rules coverage`: which rule speaks which language.

use std::collections::BTreeSet;

use super::super::error::{Failure, Status};
use super::super::plan::Setup;
use super::super::{engine, output, table};
use crate::rules::{Rule, RuleSet};

pub(super) fn run(setup: &Setup, format: &str) -> Result<Status, Failure> {
    let rules = engine::rules(setup)?;
    let rows = matrix(&rules);
    let text = match format {
        "markdown" => table::markdown(&rows),
        "csv" => table::csv(&rows),
        _ => table::aligned(&rows, |column| column > 0),
    };
    output::print(&text)?;
    Ok(Status::Clean)
}

/// A row per rule, a column per language, in the cells the number of phrases and patterns; at the end how many rules
/// speak each language. A language that only gives examples, as for a combination, shows `x`.
fn matrix(rules: &RuleSet) -> table::Rows {
    let mut languages: BTreeSet<&str> = rules.languages().keys().map(String::as_str).collect();
    languages.extend(rules.rules().iter().flat_map(Rule::languages));
    let mut rows =
        vec![std::iter::once("rule").chain(languages.iter().copied()).map(str::to_owned).collect::<Vec<_>>()];
    for rule in rules.rules() {
        let cells = languages.iter().map(|language| cell(rule, language));
        rows.push(std::iter::once(rule.id.clone()).chain(cells).collect());
    }
    let speaking =
        |language: &str| rules.rules().iter().filter(|rule| rule.languages().any(|code| code == language)).count();
    let totals = languages.iter().map(|language| speaking(language).to_string());
    rows.push(std::iter::once("rules".to_owned()).chain(totals).collect());
    rows
}

fn cell(rule: &Rule, language: &str) -> String {
    let blocks: Vec<_> = rule.blocks.iter().filter(|block| block.language == language).collect();
    match blocks.iter().map(|block| block.matchers.len()).sum::<usize>() {
        0 if blocks.is_empty() => "·".to_owned(),
        0 => "x".to_owned(),
        count => count.to_string(),
    }
}
