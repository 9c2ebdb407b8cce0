//! `lurescan rules coverage`: which rules speak which language.

use std::collections::BTreeSet;

use super::super::args::CoverageArgs;
use super::super::error::{Failure, Status};
use super::super::plan::Setup;
use super::super::{engine, output, table};
use crate::rules::{Rule, RuleSet};

pub(super) fn run(setup: &Setup, typed: &CoverageArgs) -> Result<Status, Failure> {
    let rules = engine::rules(setup)?;
    let rows = if typed.by_rule { by_rule(&rules) } else { by_category(&rules) };
    output::print(&table::formatted(&rows, &typed.table.format))?;
    Ok(Status::Clean)
}

/// A row per language, the one with most rules first; a column per category with the number of rules that speak the
/// language, and their sum. Fact-only rules and combinations speak the languages their examples are in.
fn by_category(rules: &RuleSet) -> table::Rows {
    let categories = rules.categories();
    let header = ["language", "code"].into_iter().chain(categories.iter().map(|category| category.id.as_str()));
    let mut rows = vec![header.chain(["rules"]).map(str::to_owned).collect::<Vec<_>>()];
    let mut languages: Vec<(usize, &str, &str)> = rules
        .languages()
        .iter()
        .filter(|(code, _)| *code != "any")
        .map(|(code, name)| (speaking(rules, code).count(), code.as_str(), name.as_str()))
        .collect();
    languages.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    for (sum, code, name) in languages {
        let of = |id: &str| match speaking(rules, code).filter(|rule| rule.category == id).count() {
            0 => "·".to_owned(),
            count => count.to_string(),
        };
        let cells = categories.iter().map(|category| of(&category.id));
        let row = [name.to_owned(), code.to_owned()].into_iter().chain(cells).chain([sum.to_string()]);
        rows.push(row.collect());
    }
    rows
}

/// The rules that speak a language.
fn speaking<'r>(rules: &'r RuleSet, code: &str) -> impl Iterator<Item = &'r Rule> {
    rules.rules().iter().filter(move |rule| rule.languages().any(|language| language == code))
}

/// A row per rule, a column per language, in the cells the number of phrases and patterns; at the end how many rules
/// speak each language. A language that only gives examples, as for a combination, shows `x`.
fn by_rule(rules: &RuleSet) -> table::Rows {
    let mut languages: BTreeSet<&str> = rules.languages().keys().map(String::as_str).collect();
    languages.extend(rules.rules().iter().flat_map(Rule::languages));
    let mut rows =
        vec![std::iter::once("rule").chain(languages.iter().copied()).map(str::to_owned).collect::<Vec<_>>()];
    for rule in rules.rules() {
        let cells = languages.iter().map(|language| cell(rule, language));
        rows.push(std::iter::once(rule.id.clone()).chain(cells).collect());
    }
    let totals = languages.iter().map(|language| speaking(rules, language).count().to_string());
    rows.push(std::iter::once("rules".to_owned()).chain(totals).collect());
    rows
}

fn cell(rule: &Rule, language: &str) -> String {
    let blocks: Vec<_> = rule.blocks.iter().filter(|block| block.language == language && block.finds()).collect();
    match blocks.iter().map(|block| block.matchers()).sum::<usize>() {
        0 if blocks.is_empty() => "·".to_owned(),
        0 => "x".to_owned(),
        count => count.to_string(),
    }
}
