//! `lurescan rules list`: every rule on a line.

use serde_json::json;

use super::super::error::{Failure, Status};
use super::super::plan::Setup;
use super::super::{engine, output, table};
use super::polarity;
use crate::rules::Rule;

/// Most language codes named in a row of the table.
const NAMED: usize = 6;

pub(super) fn run(setup: &Setup, format: &str) -> Result<Status, Failure> {
    let rules = engine::rules(setup)?;
    let text = match format {
        "json" => {
            let list: Vec<_> = rules.rules().iter().map(object).collect();
            serde_json::to_string_pretty(&list).expect("invariant: strings and numbers always serialize") + "\n"
        }
        _ => {
            let mut rows =
                vec![["ID", "CATEGORY", "POLARITY", "WEIGHT", "LANGUAGES", "TITLE"].map(str::to_owned).to_vec()];
            rows.extend(rules.rules().iter().map(row));
            table::aligned(&rows, |column| column == 3)
        }
    };
    output::print(&text)?;
    Ok(Status::Clean)
}

fn row(rule: &Rule) -> Vec<String> {
    let languages = languages(rule);
    let mut named = languages.iter().take(NAMED).copied().collect::<Vec<_>>().join(" ");
    if languages.len() > NAMED {
        named.push_str(&format!(" +{}", languages.len() - NAMED));
    }
    let weight = format!("{:+.1}", rule.weight);
    vec![rule.id.clone(), rule.category.clone(), polarity(rule.polarity).to_owned(), weight, named, rule.title.clone()]
}

fn object(rule: &Rule) -> serde_json::Value {
    json!({
        "id": rule.id,
        "title": rule.title,
        "category": rule.category,
        "polarity": polarity(rule.polarity),
        "weight": rule.weight,
        "combination": rule.combine.is_some(),
        "schemes": rule.schemes,
        "indicators": rule.indicators,
        "languages": languages(rule),
        "references": rule.references,
        "file": rule.place.file,
    })
}

/// Codes of its languages, sorted, each once.
fn languages(rule: &Rule) -> Vec<&str> {
    let mut languages: Vec<&str> = rule.languages().collect();
    languages.sort_unstable();
    languages.dedup();
    languages
}
