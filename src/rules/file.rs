//! What a rule author wrote, with its positions: the serde shapes of every YAML file under `rules/` but the fact tables.
//!
//! May be wrong; [`check`](super::check) turns it into [`Rule`](super::Rule)s. Shapes avoid untagged and flattened serde
//! so that every mistake keeps its line and column.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_yaml::Spanned;

use crate::diagnostic::{Diagnostic, Place, Severity};

/// `rules/<category>/<id>.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub(super) id: Spanned<String>,
    pub(super) title: Spanned<String>,
    pub(super) category: Spanned<String>,
    pub(super) polarity: Spanned<String>,
    pub(super) weight: Spanned<f64>,
    #[serde(default)]
    pub(super) schemes: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) indicators: Vec<Spanned<String>>,
    pub(super) why: Spanned<String>,
    pub(super) ask: Spanned<String>,
    #[serde(default)]
    pub(super) references: Vec<String>,
    #[serde(default, rename = "since")]
    _since: Option<String>,
    #[serde(default)]
    pub(super) negation: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) silenced_by: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) counts: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) when: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) combine: Option<CombineFile>,
    pub(super) languages: BTreeMap<String, BlockFile>,
}

/// The phrases and proofs of one rule in one language.
#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockFile {
    #[serde(default)]
    pub(super) phrases: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) patterns: Vec<PatternFile>,
    #[serde(default)]
    pub(super) unless: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) hit: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) miss: Vec<Spanned<String>>,
    /// The rule's texts in this language.
    #[serde(default)]
    pub(super) title: Option<String>,
    #[serde(default)]
    pub(super) why: Option<String>,
    #[serde(default)]
    pub(super) ask: Option<String>,
}

/// `rules/indicators.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IndicatorsFile {
    pub(super) indicators: Vec<IndicatorFile>,
}

/// One entry of a closed list outside this project.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IndicatorFile {
    pub(super) id: String,
    pub(super) title: String,
}

/// `rules/signals.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignalsFile {
    pub(super) signals: Vec<SignalFile>,
}

/// A documented signal: what covers it, or why nothing does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignalFile {
    pub(super) id: Spanned<String>,
    #[serde(default)]
    pub(super) rules: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) facts: Vec<String>,
    #[serde(default)]
    pub(super) left_out: Option<String>,
}

/// A structured matcher.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PatternFile {
    #[serde(default)]
    pub(super) phrase: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) regex: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) literal: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) field: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) near: Option<NearFile>,
}

/// `near`: phrases of which one must stand close by, or lists of them with one of each.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NearFile {
    #[serde(default)]
    pub(super) phrases: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) each: Vec<Vec<Spanned<String>>>,
    pub(super) within: Spanned<usize>,
}

/// `combine`: a rule over rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CombineFile {
    #[serde(default)]
    pub(super) all: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) any: Vec<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) at_least: Option<AtLeastFile>,
    #[serde(default)]
    pub(super) none: Vec<Spanned<String>>,
}

/// `at_least`: N of a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AtLeastFile {
    pub(super) count: Spanned<usize>,
    pub(super) of: Vec<Spanned<String>>,
}

/// `rules/languages/<code>.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageFile {
    pub(super) language: Spanned<String>,
    pub(super) name: String,
    /// Countries, as lower-case ISO codes, in which most of its readers of job ads live.
    #[serde(default)]
    pub(super) home: Vec<String>,
    #[serde(default)]
    pub(super) negators: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) adjacent_negators: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) slots: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) rules: BTreeMap<String, BlockFile>,
}

/// `rules/translations/<code>.yaml`: what readers of a language are told of rules, and nothing that finds anything.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TranslationFile {
    pub(super) language: Spanned<String>,
    pub(super) rules: BTreeMap<String, ToldFile>,
}

/// One rule as it is told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldFile {
    pub(super) title: Spanned<String>,
    pub(super) why: String,
    pub(super) ask: String,
}

/// `rules/categories.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CategoriesFile {
    pub(super) categories: Vec<CategoryFile>,
}

/// One category.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CategoryFile {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) cap: f64,
}

/// `rules/schemes.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SchemesFile {
    pub(super) schemes: Vec<SchemeFile>,
}

/// One scheme.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SchemeFile {
    pub(super) id: String,
    pub(super) title: String,
}

/// `rules/help.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HelpFile {
    /// Year and month in which the entries were seen, such as 2026-11.
    pub(super) compiled: String,
    pub(super) help: Vec<HelpEntry>,
}

/// One service a reader can turn to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HelpEntry {
    pub(super) cc: String,
    pub(super) country: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) contact: String,
    pub(super) gives: String,
    pub(super) checked: bool,
}

/// `pack.yaml` of a user's rule folder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PackFile {
    #[serde(default)]
    pub(super) extends: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) disable: Vec<Spanned<String>>,
}

/// Reads one YAML file, strictly and within a budget: packs may come from strangers.
pub(super) fn parse<T: DeserializeOwned>(file: &str, source: &str) -> Result<T, Diagnostic> {
    let options = serde_yaml::options! {
        strict_booleans: true,
        budget: serde_yaml::budget! { max_depth: 24, max_aliases: 0, max_anchors: 0 },
    };
    serde_yaml::from_str_with_options(source, options).map_err(|error| {
        let location = error.location();
        let text = error.to_string();
        Diagnostic {
            place: Place {
                file: file.to_owned(),
                line: location.map_or(0, |l| l.line()),
                column: location.map_or(0, |l| l.column()),
            },
            severity: Severity::Error,
            code: "R001",
            message: plain_message(&text),
            help: None,
        }
    })
}

/// The first line of a parser's message, without the position it repeats.
fn plain_message(text: &str) -> String {
    let line = text.lines().next().unwrap_or(text);
    let line = line.strip_prefix("error: ").unwrap_or(line);
    match line.strip_prefix("line ").and_then(|rest| rest.split_once(": ")) {
        Some((position, message)) if position.len() < 24 => message.to_owned(),
        _ => line.to_owned(),
    }
}

/// The place of a spanned value.
pub(super) fn place<T>(file: &str, value: &Spanned<T>) -> Place {
    Place { file: file.to_owned(), line: value.defined.line(), column: value.defined.column() }
}
