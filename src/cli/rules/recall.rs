//! `lurescan rules recall`: the rules against the signals marked in data sets.

use std::collections::BTreeMap;

use super::super::args::RecallArgs;
use super::super::error::{Failure, Status};
use super::super::plan::Setup;
use super::super::term::Terminal;
use super::super::train::read;
use super::super::{engine, output, table};
use crate::detect::Detector;
use crate::report::escape;
use crate::rules::RuleSet;
use crate::train::{self, Agreement, Tally};

/// Prints recall by signal and precision by rule, then both by language; or the disagreements about one of them.
///
/// # Errors
/// When rules or data are wrong, or nothing is marked in the data.
pub(super) fn run(setup: &Setup, typed: &RecallArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let detector = Detector::new(engine::rules(setup)?);
    let corpus = read(&typed.corpus, terminal)?;
    let agreement = train::agreement(&corpus, &detector);
    if agreement.recall.is_empty() {
        return Err(Failure::usage("no signal is marked in these ads")
            .hint("a manifest names the column of marked signals as `signals`"));
    }
    let text = match &typed.differences {
        Some(id) => differences(&agreement, detector.rules(), id),
        None => {
            let tables = [by_signal(&agreement, detector.rules()), by_language(&agreement)];
            tables.map(|rows| table::formatted(&rows, &typed.table.format)).join("\n")
        }
    };
    output::print(&text)?;
    Ok(Status::Clean)
}

fn words(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn share(tally: Tally) -> String {
    if tally.all == 0 { "·".to_owned() } else { format!("{:.2}", tally.share()) }
}

/// A row per documented signal with rules: ads it is marked in, share found, and the precision of each of its rules.
fn by_signal(agreement: &Agreement, rules: &RuleSet) -> table::Rows {
    let mut rows = vec![words(&["signal", "marked", "recall", "rules, with how many of their firings were marked"])];
    for signal in rules.signals() {
        let Some(languages) = agreement.recall.get(&signal.id) else { continue };
        let all: Tally = languages.values().sum();
        let rules: Vec<String> = signal
            .rules
            .iter()
            .map(|index| {
                let id = &rules.rule(*index).id;
                let tally: Tally = agreement.precision.get(id).into_iter().flat_map(BTreeMap::values).sum();
                format!("{id} {}/{}", tally.right, tally.all)
            })
            .collect();
        rows.push(vec![signal.id.clone(), all.all.to_string(), share(all), rules.join(", ")]);
    }
    rows
}

/// A row per language: share of the marked signals found, share of the firings that were marked, and the medians over
/// signals and rules with at least ten ads.
fn by_language(agreement: &Agreement) -> table::Rows {
    let mut rows = vec![words(&[
        "language",
        "marked",
        "found",
        "median recall",
        "of signals",
        "fired",
        "marked",
        "median precision",
        "of rules",
    ])];
    let mut languages: Vec<&str> = agreement.recall.values().flat_map(|l| l.keys().map(String::as_str)).collect();
    languages.sort_unstable();
    languages.dedup();
    for language in languages {
        rows.push(row(
            language,
            &of_language(&agreement.recall, language),
            &of_language(&agreement.precision, language),
        ));
    }
    let all = |table: &BTreeMap<String, BTreeMap<String, Tally>>| {
        table.values().map(|languages| languages.values().sum()).collect::<Vec<Tally>>()
    };
    rows.push(row("all", &all(&agreement.recall), &all(&agreement.precision)));
    rows
}

fn of_language(table: &BTreeMap<String, BTreeMap<String, Tally>>, language: &str) -> Vec<Tally> {
    table.values().filter_map(|languages| languages.get(language).copied()).collect()
}

fn row(language: &str, recall: &[Tally], precision: &[Tally]) -> Vec<String> {
    let mut cells = vec![language.to_owned()];
    for tallies in [recall, precision] {
        let all: Tally = tallies.iter().sum();
        let (median, of) = train::median(tallies.iter()).map_or(("·".to_owned(), 0), |(m, n)| (format!("{m:.2}"), n));
        cells.extend([all.all.to_string(), share(all), median, of.to_string()]);
    }
    cells
}

/// The disagreements about one documented signal, or one rule and the signals it looks for.
fn differences(agreement: &Agreement, rules: &RuleSet, id: &str) -> String {
    let about = |difference: &str| {
        let looks_for = |rule: usize, signal: &str| {
            rules.signals().iter().any(|s| s.id == signal && s.rules.iter().any(|r| r.0 == rule))
        };
        difference == id || rules.index(id).is_some_and(|rule| looks_for(rule.0, difference))
    };
    let line = |difference: &train::Difference| {
        let what = if difference.missed { "not found" } else { "not marked" };
        format!("{}  {what}  {}  {}\n", difference.ad, difference.id, difference.words.join(" | "))
    };
    let lines = agreement.differences.iter().filter(|d| about(&d.id)).map(line);
    escape::terminal(&lines.collect::<String>()).into_owned()
}
