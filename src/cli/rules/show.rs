//! `lurescan rules show ID` and `--explain ID`: all there is to know about one rule, for people and for programs.
//!
//! Owns what is told of a rule; how it is written is a file here for each format.

mod json;
mod markdown;
mod text;

use super::super::error::{Failure, Status};
use super::super::plan::Setup;
use super::super::{engine, output};
use crate::diagnostic::nearest;
use crate::model::{FiringTable, ModelFile};
use crate::rules::{Example, Rule, RuleIndex, RuleSet, Told};

/// Examples shown of each kind and language; programs get them all.
const EXAMPLES: usize = 2;

/// The formats, the default first.
pub(in crate::cli) const FORMATS: [&str; 3] = ["text", "markdown", "json"];

/// Prints a rule. `others` are words that were possible in place of the id.
pub(in crate::cli) fn run(setup: &Setup, id: &str, format: &str, others: &[&str]) -> Result<Status, Failure> {
    let rules = engine::rules(setup)?;
    let Some(index) = rules.index(id) else {
        let known = rules.rules().iter().map(|rule| rule.id.as_str());
        let near = nearest(id, known.chain(others.iter().copied()));
        let hint = near
            .map_or_else(|| "`lurescan rules list` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(Failure::usage(format!("there is no rule `{id}`")).hint(hint));
    };
    let (model, table) = (engine::model_file(setup)?, FiringTable::builtin().ok());
    let shown = Shown::new(&rules, index, setup.language.as_deref(), model.as_ref(), table.as_ref());
    let page = match format {
        "markdown" => markdown::page(&shown),
        "json" => json::page(&shown),
        _ => text::page(&shown),
    };
    output::print(&page)?;
    Ok(Status::Clean)
}

/// What is told of a rule.
struct Shown<'a> {
    rules: &'a RuleSet,
    rule: &'a Rule,
    told: Told<'a>,
    model: Option<&'a ModelFile>,
    /// How often rules fire on genuine ads, if that was measured for this one.
    table: Option<&'a FiringTable>,
}

impl<'a> Shown<'a> {
    fn new(
        rules: &'a RuleSet,
        index: RuleIndex,
        language: Option<&str>,
        model: Option<&'a ModelFile>,
        table: Option<&'a FiringTable>,
    ) -> Self {
        let rule = rules.rule(index);
        let measured = |table: &&FiringTable| table.sources.values().any(|source| source.real);
        let table = table.filter(|table| knows(table, rules, rule)).filter(measured);
        Self { rules, rule, told: rule.told(language.unwrap_or("en")), model, table }
    }

    fn polarity(&self) -> &'static str {
        super::polarity(self.rule.polarity)
    }

    /// The calibrated weight, if the model has one.
    fn learned(&self) -> Option<f64> {
        let model = self.model?;
        Some(model.weights.get(&format!("rule:{}", self.rule.id))? * model.calibration.slope)
    }

    /// On how many real genuine ads it fires, and of how many.
    fn genuine(&self) -> Option<(u64, u64)> {
        self.table.map(|table| table.real(&self.rule.id))
    }

    /// What decides beside its phrases whether it fires: what is asked, of which rules or facts.
    fn conditions(&self) -> Vec<(String, Vec<String>)> {
        let ids = |list: &[RuleIndex]| list.iter().map(|index| self.rules.rule(*index).id.clone()).collect::<Vec<_>>();
        let mut found = Vec::new();
        if let Some(combine) = &self.rule.combine {
            found.push(("all of".to_owned(), ids(&combine.all)));
            found.extend(combine.any.iter().map(|group| ("any of".to_owned(), ids(group))));
            found.extend(combine.at_least.iter().map(|(count, of)| (format!("at least {count} of"), ids(of))));
            found.push(("none of".to_owned(), ids(&combine.none)));
        }
        found.push(("facts".to_owned(), self.rule.when.iter().map(ToString::to_string).collect()));
        found.push(("silent when one of these fired".to_owned(), ids(&self.rule.silenced_by)));
        found.retain(|(_, list)| !list.is_empty());
        found
    }
}

/// Whether a table tells of a rule: it never fired, or was never measured, where the table is silent on it.
fn knows(table: &FiringTable, rules: &RuleSet, rule: &Rule) -> bool {
    table.rules.contains_key(&rule.id) || table.rules_fingerprint == rules.fingerprint()
}

/// The example as rule files have it, its words written by `plain` and those marked wrapped by `mark`.
fn marked(example: &Example, plain: impl Fn(&str) -> String, mark: impl Fn(String) -> String) -> String {
    let stated = example.stated.iter().map(|(claim, words)| plain(&format!("⟪{claim}: {words}⟫ ")));
    let (mut text, mut from) = (stated.collect::<String>(), 0);
    for span in &example.marked {
        text += &plain(&example.text[from..span.start]);
        text += &mark(plain(&example.text[span.clone()]));
        from = span.end;
    }
    text += &plain(&example.text[from..]);
    text.trim().to_owned()
}

/// Marks as rule files have them.
fn marks(words: String) -> String {
    format!("⟦{words}⟧")
}
