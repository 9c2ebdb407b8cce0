//! A rule as text for a terminal.

use std::fmt::{self, Write};

use super::{EXAMPLES, Shown, marked, marks};
use crate::report::escape;
use crate::rules::{Block, Rule};

/// Columns of a paragraph.
const WIDTH: usize = 96;

/// The page.
pub(super) fn page(shown: &Shown<'_>) -> String {
    let mut page = String::new();
    write_page(&mut page, shown).expect("invariant: writing to a string does not fail");
    escape::terminal(&page).into_owned()
}

fn write_page(page: &mut String, shown: &Shown<'_>) -> fmt::Result {
    let Shown { rule, told, .. } = shown;
    writeln!(page, "{}\n{}\n", rule.id, told.title)?;
    writeln!(page, "category    {}", rule.category)?;
    writeln!(page, "polarity    {}", shown.polarity())?;
    if rule.counts_alone {
        writeln!(page, "weight      {:+.2} log-odds until a model has learned it", rule.weight)?;
        writeln!(page, "learned     {}", learned(shown))?;
    } else {
        writeln!(page, "weight      none by itself: it counts in combinations only")?;
    }
    firing(page, shown)?;
    for (name, list) in [("schemes    ", &rule.schemes), ("indicators ", &rule.indicators)] {
        if !list.is_empty() {
            writeln!(page, "{name} {}", list.join(", "))?;
        }
    }
    writeln!(page, "file        {}", rule.place.file)?;
    paragraph(page, "Why it matters", told.why)?;
    paragraph(page, "What to ask", told.ask)?;
    let conditions = shown.conditions();
    if !conditions.is_empty() {
        writeln!(page, "\nFires when")?;
        conditions.iter().try_for_each(|(what, list)| item(page, &format!("{what}: {}", list.join(", "))))?;
    }
    sources(page, rule)?;
    rule.blocks.iter().filter(|block| block.finds()).try_for_each(|block| write_block(page, block))
}

/// The calibrated weight, if the model has one.
fn learned(shown: &Shown<'_>) -> String {
    match (shown.model, shown.learned()) {
        (None, _) => "no model at hand".to_owned(),
        (Some(_), Some(weight)) => format!("{weight:+.2} log-odds in the model"),
        (Some(_), None) => "not by this model".to_owned(),
    }
}

/// How often it fires on genuine ads, as measured beside the model: in all, and where most.
fn firing(page: &mut String, shown: &Shown<'_>) -> fmt::Result {
    let (Some(table), Some((fired, ads))) = (shown.table, shown.genuine()) else {
        return writeln!(page, "genuine ads not measured");
    };
    let id = &shown.rule.id;
    let share = |source: &str| table.share(id, source);
    writeln!(page, "genuine ads fires on {fired} of {ads} real ones")?;
    let mut sources: Vec<&str> = table.sources.keys().map(String::as_str).filter(|name| share(name) > 0.0).collect();
    sources.sort_by(|a, b| share(b).total_cmp(&share(a)));
    for source in sources {
        let languages = table.rules.get(id).and_then(|sources| sources.get(source));
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

fn sources(page: &mut String, rule: &Rule) -> fmt::Result {
    if rule.references.is_empty() {
        return Ok(());
    }
    writeln!(page, "\nSources")?;
    rule.references.iter().try_for_each(|source| item(page, source))
}

fn write_block(page: &mut String, block: &Block) -> fmt::Result {
    let (language, hits, misses) = (&block.language, block.hits(), block.misses());
    let (matchers, unless) = (block.matchers(), block.unless.len());
    writeln!(page, "\n[{language}] phrases and patterns: {matchers}; exceptions: {unless}")?;
    let hits = hits.iter().take(EXAMPLES);
    hits.map(|hit| marked(hit, str::to_owned, marks)).try_for_each(|hit| item(page, &format!("fires: {hit}")))?;
    misses.iter().take(EXAMPLES).try_for_each(|miss| item(page, &format!("silent: {}", miss.text.trim())))
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
