//! `lurescan rules show ID`: all there is to know about one rule, for people.

use std::fmt::{self, Write};

use super::super::error::{Failure, Status};
use super::super::plan::Setup;
use super::super::{engine, output};
use super::polarity;
use crate::diagnostic::nearest;
use crate::model::{FiringTable, ModelFile};
use crate::report::escape;
use crate::rules::{Block, Example, Rule, RuleIndex, RuleSet};

/// Columns of a paragraph.
const WIDTH: usize = 96;
/// Examples shown of each kind and language.
const EXAMPLES: usize = 2;

pub(super) fn run(setup: &Setup, id: &str) -> Result<Status, Failure> {
    let rules = engine::rules(setup)?;
    let Some(index) = rules.index(id) else {
        let near = nearest(id, rules.rules().iter().map(|rule| rule.id.as_str()));
        let hint = near
            .map_or_else(|| "`lurescan rules list` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(Failure::usage(format!("there is no rule `{id}`")).hint(hint));
    };
    let model = engine::model_file(setup)?;
    let mut page = String::new();
    let table = FiringTable::builtin().ok();
    write_page(&mut page, &rules, rules.rule(index), model.as_ref(), table.as_ref())
        .expect("invariant: writing to a string does not fail");
    output::print(&escape::terminal(&page))?;
    Ok(Status::Clean)
}

fn write_page(
    page: &mut String,
    rules: &RuleSet,
    rule: &Rule,
    model: Option<&ModelFile>,
    table: Option<&FiringTable>,
) -> fmt::Result {
    writeln!(page, "{}\n{}\n", rule.id, rule.title)?;
    writeln!(page, "category    {}", rule.category)?;
    writeln!(page, "polarity    {}", polarity(rule.polarity))?;
    if rule.counts_alone {
        writeln!(page, "weight      {:+.2} log-odds until a model has learned it", rule.weight)?;
        writeln!(page, "learned     {}", learned(rule, model))?;
    } else {
        writeln!(page, "weight      none by itself: it counts in combinations only")?;
    }
    firing(page, rule, table.filter(|table| knows(table, rules, rule)))?;
    for (name, list) in [("schemes    ", &rule.schemes), ("indicators ", &rule.indicators)] {
        if !list.is_empty() {
            writeln!(page, "{name} {}", list.join(", "))?;
        }
    }
    writeln!(page, "file        {}", rule.place.file)?;
    paragraph(page, "Why it matters", &rule.why)?;
    paragraph(page, "What to ask", &rule.ask)?;
    conditions(page, rules, rule)?;
    if !rule.references.is_empty() {
        writeln!(page, "\nSources")?;
        rule.references.iter().try_for_each(|source| item(page, source))?;
    }
    for block in &rule.blocks {
        write_block(page, block)?;
    }
    Ok(())
}

/// The calibrated weight, if the model has one.
fn learned(rule: &Rule, model: Option<&ModelFile>) -> String {
    let Some(model) = model else { return "no model at hand".to_owned() };
    match model.weights.get(&format!("rule:{}", rule.id)) {
        Some(weight) => format!("{:+.2} log-odds in the model", weight * model.calibration.slope),
        None => "not by this model".to_owned(),
    }
}

/// Whether a table tells of a rule: it never fired, or was never measured, where the table is silent on it.
fn knows(table: &FiringTable, rules: &RuleSet, rule: &Rule) -> bool {
    table.rules.contains_key(&rule.id) || table.rules_fingerprint == rules.fingerprint()
}

/// How often it fires on genuine ads, as measured beside the model: in all, and where most.
fn firing(page: &mut String, rule: &Rule, table: Option<&FiringTable>) -> fmt::Result {
    let Some(table) = table.filter(|table| table.sources.values().any(|source| source.real)) else {
        return writeln!(page, "genuine ads not measured");
    };
    let share = |source: &str| table.share(&rule.id, source);
    let (fired, ads) = table.real(&rule.id);
    writeln!(page, "genuine ads fires on {fired} of {ads} real ones")?;
    let mut sources: Vec<&str> = table.sources.keys().map(String::as_str).filter(|name| share(name) > 0.0).collect();
    sources.sort_by(|a, b| share(b).total_cmp(&share(a)));
    for source in sources {
        let languages = table.rules.get(&rule.id).and_then(|sources| sources.get(source));
        let read = &table.sources[source];
        let each = languages.into_iter().flatten().map(|(language, count)| {
            let ads = read.ads.get(language).copied().unwrap_or_default();
            format!("{language} {count} of {ads}")
        });
        let kind = if read.real { "" } else { ", written as hard negatives" };
        writeln!(
            page,
            "            {source}: {:.2} % ({}{kind})",
            100.0 * share(source),
            each.collect::<Vec<_>>().join(", ")
        )?;
    }
    Ok(())
}

/// Which other rules decide whether this one fires.
fn conditions(page: &mut String, rules: &RuleSet, rule: &Rule) -> fmt::Result {
    let ids =
        |list: &[RuleIndex]| list.iter().map(|index| rules.rule(*index).id.as_str()).collect::<Vec<_>>().join(", ");
    let mut lines = Vec::new();
    if let Some(combine) = &rule.combine {
        if !combine.all.is_empty() {
            lines.push(format!("all of: {}", ids(&combine.all)));
        }
        lines.extend(combine.any.iter().map(|group| format!("any of: {}", ids(group))));
        lines.extend(combine.at_least.iter().map(|(count, of)| format!("at least {count} of: {}", ids(of))));
        if !combine.none.is_empty() {
            lines.push(format!("none of: {}", ids(&combine.none)));
        }
    }
    if !rule.when.is_empty() {
        lines.push(format!("every one of its {} fact tests holds", rule.when.len()));
    }
    if !rule.silenced_by.is_empty() {
        lines.push(format!("silent when one of these fired: {}", ids(&rule.silenced_by)));
    }
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(page, "\nFires when")?;
    lines.iter().try_for_each(|line| item(page, line))
}

fn write_block(page: &mut String, block: &Block) -> fmt::Result {
    let Block { language, matchers, unless, hits, misses, .. } = block;
    let (matchers, unless) = (matchers.len(), unless.len());
    writeln!(page, "\n[{language}] phrases and patterns: {matchers}; exceptions: {unless}")?;
    hits.iter().take(EXAMPLES).try_for_each(|hit| item(page, &format!("fires: {}", marked(hit))))?;
    misses.iter().take(EXAMPLES).try_for_each(|miss| item(page, &format!("silent: {}", miss.text.trim())))
}

/// The example with its marks put back.
fn marked(example: &Example) -> String {
    let mut text = example.text.clone();
    for span in example.marked.iter().rev() {
        text.insert(span.end, '⟧');
        text.insert(span.start, '⟦');
    }
    text.trim().to_owned()
}

fn paragraph(page: &mut String, heading: &str, text: &str) -> fmt::Result {
    writeln!(page, "\n{heading}")?;
    wrapped(page, text, "  ", "  ")
}

fn item(page: &mut String, text: &str) -> fmt::Result {
    wrapped(page, text, "  - ", "    ")
}

fn wrapped(page: &mut String, text: &str, first: &str, rest: &str) -> fmt::Result {
    // Words by spaces: for scripts without them textwrap has no model and says so on stderr in debug builds.
    let by_spaces = textwrap::WordSeparator::AsciiSpace;
    let options = textwrap::Options::new(WIDTH).word_separator(by_spaces).initial_indent(first).subsequent_indent(rest);
    writeln!(page, "{}", textwrap::fill(&escape::terminal_line(text), options))
}
