//! `lurescan rules lint`: advice for rule authors about rules that load.
//!
//! Every piece of advice is one function over one rule; codes begin with `L`. With `--rules` only the user's own files
//! are reviewed.

use super::super::error::{Failure, Status};
use super::super::plan::Setup;
use super::super::term::Terminal;
use super::super::{engine, output};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::engine::pack;
use crate::rules::phrase::PhraseBook;
use crate::rules::{Block, Pattern, Polarity, Rule};
use crate::text::script::is_unspaced;

/// Fewer phrases and patterns than this rarely cover how people write in a language.
const FEW_PHRASES: usize = 3;
/// A weight from here on asks for more proof.
const HEAVY: f64 = 1.5;
/// Near-misses a heavy rule should have in every language.
const ENOUGH_MISSES: usize = 3;
/// A literal with fewer letters than this is found in too many words to search for.
const SHORT_LITERAL: usize = 3;
/// Words that accuse people rather than name features of a text.
const ACCUSING: [&str; 8] =
    ["scammer", "trafficker", "fraudster", "swindler", "criminals", "con artist", "crook", "is a scam"];

pub(super) fn run(setup: &Setup, terminal: &Terminal) -> Result<Status, Failure> {
    let rules = engine::rules(setup)?;
    let mut own = Vec::new();
    for path in &setup.packs {
        own.extend(pack::read(path, &mut Vec::new())?.into_iter().map(|file| file.shown));
    }
    let in_scope = |place: &Place| setup.packs.is_empty() || own.contains(&place.file);
    let reviewed = rules.rules().iter().filter(|rule| in_scope(&rule.place)).count();
    let mut advice: Vec<Diagnostic> = rules
        .rules()
        .iter()
        .flat_map(|rule| review(rule, rules.phrases()))
        .filter(|piece| in_scope(&piece.place))
        .collect();
    advice.sort();
    advice.dedup();
    terminal.diagnostics(&advice);
    output::print(&format!("rules reviewed: {reviewed}; advice: {}\n", advice.len()))?;
    Ok(Status::Clean)
}

/// All advice about one rule.
fn review(rule: &Rule, phrases: &PhraseBook) -> Vec<Diagnostic> {
    let mut advice = Vec::new();
    sources(rule, &mut advice);
    wording(rule, &mut advice);
    for block in &rule.blocks {
        proof(rule, block, &mut advice);
        patterns(rule, block, phrases, &mut advice);
    }
    advice
}

/// References and schemes.
fn sources(rule: &Rule, advice: &mut Vec<Diagnostic>) {
    if rule.references.is_empty() && rule.polarity != Polarity::Context {
        let help = "name a public source: an advisory, a court record, a report";
        advice.push(piece(&rule.place, "L001", format!("rule `{}` names no source", rule.id), help));
    }
    if rule.schemes.is_empty() && rule.polarity == Polarity::Risk {
        let help = "name the schemes it is a feature of, so that reports can say what an ad resembles";
        advice.push(piece(&rule.place, "L006", format!("rule `{}` names no scheme", rule.id), help));
    }
}

/// Texts the reader sees speak of features, not of people.
fn wording(rule: &Rule, advice: &mut Vec<Diagnostic>) {
    for (name, text) in [("title", &rule.title), ("why", &rule.why), ("ask", &rule.ask)] {
        let text = text.to_lowercase();
        if let Some(word) = ACCUSING.into_iter().find(|word| text.contains(word)) {
            let message = format!("`{name}` of rule `{}` says \"{word}\"", rule.id);
            advice.push(piece(
                &rule.place,
                "L007",
                message,
                "say what the text does; people behind an ad may be victims",
            ));
        }
    }
}

/// Enough phrases, enough near-misses.
fn proof(rule: &Rule, block: &Block, advice: &mut Vec<Diagnostic>) {
    let (language, matchers, misses) = (&block.language, block.matchers(), block.misses());
    if matchers == 0 || language == "any" {
        return;
    }
    let at = place(rule, block);
    if matchers < FEW_PHRASES {
        let message = format!("rule `{}` has {} of phrases and patterns in `{language}`", rule.id, matchers);
        advice.push(piece(&at, "L002", message, "add the other ways people say it"));
    }
    if rule.weight.abs() >= HEAVY && misses.len() < ENOUGH_MISSES {
        let message =
            format!("rule `{}` weighs {} with {} near-misses in `{language}`", rule.id, rule.weight, misses.len());
        advice.push(piece(&at, "L004", message, "show more texts of honest ads in which it must stay silent"));
    }
}

/// Expressions and literals.
fn patterns(rule: &Rule, block: &Block, phrases: &PhraseBook, advice: &mut Vec<Diagnostic>) {
    let at = place(rule, block);
    let plain: Vec<Pattern> = block.phrases.iter().map(Pattern::Phrase).collect();
    for pattern in plain.iter().chain(block.patterns.iter().map(|matcher| &matcher.pattern)) {
        let literals: Vec<&str> = match pattern {
            Pattern::Phrase(phrase) => {
                let anchors = phrases.search(*phrase).anchors;
                phrases.members(anchors).map(|member| phrases.literal(member.literal)).collect()
            }
            Pattern::Regex(expression) => {
                let regex = expression.regex();
                if let Some(class) = unicode_class(regex.as_str()) {
                    let message = format!("regex `{}` has a Unicode `{class}`", regex.as_str());
                    advice.push(piece(
                        &at,
                        "L003",
                        message,
                        &format!("write `(?-u:{class})`: text is folded, and it is faster"),
                    ));
                }
                vec![expression.literal.as_str()]
            }
        };
        if let Some(short) = literals.iter().find(|literal| is_short(literal)) {
            let message = format!("rule `{}` searches for `{short}` in `{}`", rule.id, block.language);
            advice.push(piece(&at, "L005", message, "a longer word in the phrase is found less often by chance"));
        }
    }
}

/// Whether a literal is a few letters or digits of a script with spaces; one sign of Chinese already says much.
fn is_short(literal: &str) -> bool {
    literal.chars().count() < SHORT_LITERAL && literal.chars().all(|c| c.is_alphanumeric() && !is_unspaced(c))
}

/// The first `\b`, `\w`, `\d` or `\s` outside `(?-u:…)`.
fn unicode_class(regex: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let mut ascii_from = None;
    let mut at = 0;
    while let Some(c) = regex[at..].chars().next() {
        let rest = &regex[at..];
        let mut step = c.len_utf8();
        match c {
            '(' => {
                depth += 1;
                if ascii_from.is_none() && rest.starts_with("(?-u:") {
                    ascii_from = Some(depth);
                }
            }
            ')' => {
                if ascii_from == Some(depth) {
                    ascii_from = None;
                }
                depth = depth.saturating_sub(1);
            }
            '\\' => {
                let next = rest[1..].chars().next()?;
                step += next.len_utf8();
                if ascii_from.is_none() && "bBwWdDsS".contains(next) {
                    return Some(&rest[..step]);
                }
            }
            _ => {}
        }
        at += step;
    }
    None
}

/// Where a block is written: its examples know, for a language file may hold it.
fn place(rule: &Rule, block: &Block) -> Place {
    let example = block.hits().first().or_else(|| block.misses().first());
    match example {
        Some(example) if example.place.file != rule.place.file => example.place.clone(),
        _ => rule.place.clone(),
    }
}

fn piece(place: &Place, code: &'static str, message: String, help: &str) -> Diagnostic {
    Diagnostic { place: place.clone(), severity: Severity::Warning, code, message, help: Some(help.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::unicode_class;

    #[test]
    fn finds_unicode_classes_outside_ascii_groups() {
        let cases = [
            (r"\bwpm", Some(r"\b")),
            (r"(?-u:\b)[0-9]{2} ?wpm", None),
            (r"(?-u:\b)x\d", Some(r"\d")),
            (r"(?-u:(a|\w))b", None),
            (r"\\b", None),
            (r"招聘", None),
            ("\\", None),
        ];
        for (regex, class) in cases {
            assert_eq!(unicode_class(regex), class, "{regex}");
        }
    }
}
