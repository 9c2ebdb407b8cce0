//! A rule as Markdown, to be pasted into a ticket or a manual.
//!
//! Rule packs come from strangers: their texts stand as words, in which no reader of Markdown finds mark-up, and only
//! addresses of the web become links.

use super::{EXAMPLES, Shown, marked};
use crate::report::escape::{guarded, markdown, markdown_code, markdown_line, markdown_link};
use crate::rules::{Block, Example};

/// The page.
pub(super) fn page(shown: &Shown<'_>) -> String {
    let rule = shown.rule;
    let mut parts = vec![format!("# {}", markdown(shown.told.title)), format!("Rule {}", markdown_code(&rule.id))];
    parts.push(table(shown));
    for (heading, text) in [("Why it matters", shown.told.why), ("What to ask", shown.told.ask)] {
        if !text.trim().is_empty() {
            parts.push(format!("## {heading}\n\n{}", markdown_line(text)));
        }
    }
    let conditions = shown.conditions();
    if !conditions.is_empty() {
        let code = |list: &[String]| list.iter().map(|item| markdown_code(item)).collect::<Vec<_>>().join(", ");
        parts.push(list("## Fires when", conditions.iter().map(|(what, of)| format!("{what}: {}", code(of)))));
    }
    if !rule.references.is_empty() {
        parts.push(list("## Sources", rule.references.iter().map(|source| reference(source))));
    }
    let examples: Vec<String> = rule.blocks.iter().filter_map(|block| examples(shown, block)).collect();
    if !examples.is_empty() {
        parts.push("## Examples".to_owned());
        parts.extend(examples);
    }
    parts.join("\n\n") + "\n"
}

fn list(heading: &str, items: impl Iterator<Item = String>) -> String {
    format!("{heading}\n\n{}", items.map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n"))
}

/// What kind of rule it is, a row each.
fn table(shown: &Shown<'_>) -> String {
    let rule = shown.rule;
    let titled = |id: &str, known: Option<&str>| match known {
        Some(title) => format!("{} ({})", markdown(title), markdown_code(id)),
        None => markdown_code(id),
    };
    let category = shown.rules.categories().iter().find(|category| category.id == rule.category);
    let scheme = |id: &String| shown.rules.schemes().iter().find(|known| known.id == *id).map(|s| s.title.as_str());
    let entry = |id: &String| shown.rules.indicators().iter().find(|known| known.id == *id).map(|i| i.title.as_str());
    let schemes: Vec<String> = rule.schemes.iter().map(|id| titled(id, scheme(id))).collect();
    let indicators: Vec<String> = rule.indicators.iter().map(|id| titled(id, entry(id))).collect();
    let languages: Vec<String> =
        rule.blocks.iter().filter(|b| b.finds()).map(|b| language(shown, &b.language)).collect();
    let genuine = shown.genuine().map(|(fired, ads)| format!("fires on {fired} of {ads} real ones"));
    let rows = [
        ("Kind", shown.polarity().to_owned()),
        ("Category", titled(&rule.category, category.map(|category| category.title.as_str()))),
        ("Weight", weight(shown)),
        ("Genuine ads", genuine.unwrap_or_else(|| "not measured".to_owned())),
        ("Schemes", schemes.join("; ")),
        ("Indicators", indicators.join("; ")),
        ("Languages", languages.join(", ")),
        ("File", markdown_code(&rule.place.file)),
    ];
    let rows = rows.iter().filter(|(_, cell)| !cell.is_empty()).map(|(name, cell)| format!("| {name} | {cell} |"));
    format!("| | |\n|---|---|\n{}", rows.collect::<Vec<_>>().join("\n"))
}

fn weight(shown: &Shown<'_>) -> String {
    match (shown.rule.counts_alone, shown.learned()) {
        (false, _) => "none by itself; it counts in combinations".to_owned(),
        (true, Some(learned)) => format!("{learned:+.2} log-odds in the model"),
        (true, None) => format!("{:+.2} log-odds as declared; no model has learned it", shown.rule.weight),
    }
}

fn language(shown: &Shown<'_>, code: &str) -> String {
    shown.rules.languages().get(code).map_or_else(|| markdown_code(code), |name| markdown(name))
}

/// A source, with its address as a link where it has one.
fn reference(source: &str) -> String {
    let at = ["https://", "http://"].iter().filter_map(|scheme| source.find(scheme)).min();
    let (label, address) = source.split_at(at.unwrap_or(source.len()));
    let (address, rest) = address.split_at(address.find(char::is_whitespace).unwrap_or(address.len()));
    let label = label.trim().trim_end_matches([',', ':']);
    match (address.is_empty(), label.is_empty()) {
        (true, _) => markdown_line(source),
        (false, true) => markdown_link(address, address) + &markdown(rest),
        (false, false) => {
            let rest = if rest.is_empty() { String::new() } else { format!(" {}", markdown(rest)) };
            markdown_link(label, address) + &rest
        }
    }
}

/// The proofs of one language: what it finds, and what only looks alike.
fn examples(shown: &Shown<'_>, block: &Block) -> Option<String> {
    let quotes = |heading: &str, quotes: Vec<String>| match quotes.is_empty() {
        true => String::new(),
        false => format!("\n\n{heading}\n\n> {}", quotes.join("\n>\n> ")),
    };
    let hits = block.hits().iter().take(EXAMPLES).map(quote).collect();
    let misses = block.misses().iter().take(EXAMPLES).map(quote).collect();
    let bold = block.hits().iter().take(EXAMPLES).any(|hit| !hit.marked.is_empty());
    let found = if bold { "Found, on the words in bold:" } else { "Found:" };
    let body = quotes(found, hits) + &quotes("Not found, though it looks alike:", misses);
    let title = block.title.as_ref().map(|title| format!(": {}", markdown(title))).unwrap_or_default();
    (!body.is_empty()).then(|| format!("### {}{title}{body}", language(shown, &block.language)))
}

/// An example on one line, the marked words in bold: by tags, for signs are no mark-up between letters of every script.
fn quote(example: &Example) -> String {
    // The blanks at the ends of a part are those between words.
    let plain = |part: &str| {
        let blank = |at_end: bool| if at_end { " " } else { "" };
        let safe = markdown(part);
        match safe.is_empty() {
            true => blank(!part.is_empty()).to_owned(),
            false => format!(
                "{}{safe}{}",
                blank(part.starts_with(char::is_whitespace)),
                blank(part.ends_with(char::is_whitespace))
            ),
        }
    };
    guarded(marked(example, plain, |words| format!("<b>{words}</b>")))
}
