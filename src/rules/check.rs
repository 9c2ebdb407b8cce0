//! Validation: rule files as written to checked rules, with every mistake reported at once.
//!
//! Knows the closed lists (categories, schemes, languages, ids) and suggests the nearest entry for a typo. A rule that
//! passes here can be matched; whether its examples hold is proven by the detector.

use std::collections::BTreeMap;

use serde_yaml::Spanned;

use super::condition::{CLAIMS, FactTest};
use super::file::{BlockFile, CombineFile, NearFile, PatternFile, RuleFile, place};
use super::phrase::{Phrase, PhraseRange, Slots};
use super::{
    Block, Combine, Example, Expression, MOST_WITHIN, Matcher, Near, Pattern, Polarity, Proofs, Rule, RuleIndex,
};
use crate::diagnostic::{Diagnostic, Place, Severity, nearest};
use crate::packed;
use crate::span::FieldName;
use crate::text::NormalizedText;

/// Largest compiled size of one regular expression, in bytes.
const REGEX_SIZE: usize = 1 << 18;
/// Largest absolute declared weight.
const MAX_WEIGHT: f64 = 3.0;

/// The closed lists rules are checked against.
pub(super) struct Known<'a> {
    pub(super) categories: &'a [String],
    pub(super) schemes: &'a [String],
    pub(super) indicators: &'a [String],
    /// Ids of every rule that will be in the set, sorted: the order of [`RuleIndex`].
    pub(super) rules: &'a [String],
    /// Slots per language, those that serve all of them included.
    pub(super) slots: &'a BTreeMap<String, Slots>,
    /// Those that serve all.
    pub(super) shared_slots: &'a Slots,
}

/// What comes of a rule file beside the rule.
#[derive(Default)]
pub(super) struct Outcome {
    /// Mistakes.
    pub(super) found: Vec<Diagnostic>,
    /// The rule's phrases, by the number that stands for each in the rule.
    pub(super) phrases: Vec<Phrase>,
}

/// Collects mistakes in one file.
struct Problems<'a> {
    file: &'a str,
    found: &'a mut Vec<Diagnostic>,
    phrases: &'a mut Vec<Phrase>,
}

impl Problems<'_> {
    fn error<T>(&mut self, at: &Spanned<T>, code: &'static str, message: String, help: Option<String>) {
        let place = place(self.file, at);
        self.found.push(Diagnostic { place, severity: Severity::Error, code, message, help });
    }
}

/// Checks one rule file together with its blocks from language files; `None` when it cannot become a rule.
pub(super) fn rule(
    written: &RuleFile,
    extra: &[(&str, &str, &BlockFile)],
    known: &Known<'_>,
    file: &str,
    outcome: &mut Outcome,
) -> Option<Rule> {
    let Outcome { found, phrases } = outcome;
    let before = found.len();
    let mut problems = Problems { file, found, phrases };
    let polarity = metadata(written, known, &mut problems);
    let silenced_by = indices(&written.silenced_by, known, &mut problems);
    let when = conditions(&written.when, &mut problems);
    let combine = written.combine.as_ref().map(|combine| combination(combine, known, &mut problems));
    let mut blocks = Vec::new();
    for (language, block) in &written.languages {
        blocks.push(self::block(language, block, known, &mut problems));
    }
    for (path, language, block) in extra {
        let mut problems = Problems { file: path, found: problems.found, phrases: problems.phrases };
        if written.languages.contains_key(*language) {
            let place = Place { file: (*path).to_owned(), ..Place::default() };
            let message = format!("rule `{}` already has `{language}` in its own file", written.id.value);
            problems.found.push(Diagnostic { place, severity: Severity::Error, code: "R016", message, help: None });
        }
        blocks.push(self::block(language, block, known, &mut problems));
    }
    let mut problems = Problems { file, found, phrases };
    proofs(written, &blocks, &mut problems);
    let can_fire = combine.is_some() || !when.is_empty() || blocks.iter().any(|b| b.matchers() > 0);
    if !can_fire {
        let message =
            format!("rule `{}` has no phrase, pattern, fact test or combination: it cannot fire", written.id.value);
        problems.error(&written.id, "R011", message, None);
    }
    if found.len() > before {
        return None;
    }
    Some(Rule {
        id: written.id.value.clone(),
        title: written.title.value.clone(),
        category: written.category.value.clone(),
        polarity: polarity?,
        weight: written.weight.value,
        schemes: written.schemes.iter().map(|s| s.value.clone()).collect(),
        indicators: written.indicators.iter().map(|s| s.value.clone()).collect(),
        why: written.why.value.trim().to_owned(),
        ask: written.ask.value.trim().to_owned(),
        references: written.references.clone(),
        counts_alone: written.counts.is_none(),
        negatable: written.negation.is_none() && polarity != Some(Polarity::Context),
        silenced_by,
        when,
        combine,
        blocks,
        translations: Vec::new().into(),
        place: place(file, &written.id),
    })
}

/// Checks ids, closed lists and the weight; returns the polarity if it is one.
fn metadata(written: &RuleFile, known: &Known<'_>, problems: &mut Problems<'_>) -> Option<Polarity> {
    let stem = problems.file.rsplit('/').next().and_then(|name| name.strip_suffix(".yaml")).unwrap_or_default();
    let id = &written.id.value;
    if id != stem {
        problems.error(&written.id, "R002", format!("id `{id}` differs from the file's name `{stem}`"), None);
    }
    let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || !id.chars().all(kebab) || id.starts_with('-') || id.ends_with('-') {
        problems.error(&written.id, "R003", format!("id `{id}` is not kebab-case"), None);
    }
    member(&written.category, known.categories, "category", "R004", problems);
    written.schemes.iter().for_each(|scheme| member(scheme, known.schemes, "scheme", "R005", problems));
    written.indicators.iter().for_each(|id| member(id, known.indicators, "indicator", "R026", problems));
    for (text, name) in [(&written.title, "title"), (&written.why, "why"), (&written.ask, "ask")] {
        if text.value.trim().is_empty() {
            problems.error(text, "R006", format!("`{name}` is empty"), None);
        }
    }
    if let Some(negation) = written.negation.as_ref().filter(|n| n.value != "ignore") {
        let message = format!("`negation: {}` is not known", negation.value);
        problems.error(negation, "R007", message, Some("write `negation: ignore` or leave the key out".to_owned()));
    }
    let polarity = match written.polarity.value.as_str() {
        "risk" => Polarity::Risk,
        "protective" => Polarity::Protective,
        "context" => Polarity::Context,
        other => {
            let help = Some("polarity is risk, protective or context".to_owned());
            problems.error(&written.polarity, "R008", format!("unknown polarity `{other}`"), help);
            return None;
        }
    };
    let weight = written.weight.value;
    let weightless = counting(written, polarity, problems);
    let fits = match polarity {
        _ if weightless => weight.abs() < f64::EPSILON,
        Polarity::Risk => (0.0..=MAX_WEIGHT).contains(&weight),
        Polarity::Protective => (-MAX_WEIGHT..=0.0).contains(&weight),
        Polarity::Context => weight.abs() < f64::EPSILON,
    };
    if !fits {
        let message = format!("weight {weight} does not fit a {} rule", written.polarity.value);
        let help = Some(format!(
            "risk: 0 to {MAX_WEIGHT}; protective: -{MAX_WEIGHT} to 0; context, and what counts in combinations only: 0"
        ));
        problems.error(&written.weight, "R009", message, help);
    }
    Some(polarity)
}

/// Whether the rule serves combinations only, which a rule that is one itself, or is no risk, cannot.
fn counting(written: &RuleFile, polarity: Polarity, problems: &mut Problems<'_>) -> bool {
    let Some(counts) = &written.counts else { return false };
    if counts.value != "in-combinations" {
        let help = Some("write `counts: in-combinations` or leave the key out".to_owned());
        problems.error(counts, "R024", format!("`counts: {}` is not known", counts.value), help);
    } else if polarity != Polarity::Risk || written.combine.is_some() {
        let message = "only a simple risk rule can count in combinations alone".to_owned();
        problems.error(counts, "R024", message, None);
    }
    true
}

fn member(value: &Spanned<String>, list: &[String], what: &str, code: &'static str, problems: &mut Problems<'_>) {
    if list.contains(&value.value) {
        return;
    }
    let help = nearest(&value.value, list.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
    problems.error(value, code, format!("unknown {what} `{}`", value.value), help);
}

fn indices(ids: &[Spanned<String>], known: &Known<'_>, problems: &mut Problems<'_>) -> Vec<RuleIndex> {
    let mut out = Vec::new();
    for id in ids {
        match known.rules.binary_search(&id.value) {
            Ok(index) => out.push(RuleIndex(index)),
            Err(_) => member(id, known.rules, "rule id", "R010", problems),
        }
    }
    out
}

fn conditions(tests: &[Spanned<String>], problems: &mut Problems<'_>) -> Vec<FactTest> {
    let mut out = Vec::new();
    for test in tests {
        match FactTest::parse(&test.value) {
            Ok(parsed) => out.push(parsed),
            Err(message) => problems.error(test, "R013", message, None),
        }
    }
    out
}

fn combination(written: &CombineFile, known: &Known<'_>, problems: &mut Problems<'_>) -> Combine {
    let at_least = written.at_least.as_ref().map(|at_least| {
        let of = indices(&at_least.of, known, problems);
        let count = at_least.count.value;
        if count == 0 || count > at_least.of.len() {
            let message = format!("`count: {count}` of {} rules can never be meant", at_least.of.len());
            problems.error(&at_least.count, "R017", message, None);
        }
        (count, of)
    });
    Combine {
        all: indices(&written.all, known, problems),
        any: written.any.iter().map(|group| indices(group, known, problems)).collect(),
        at_least,
        none: indices(&written.none, known, problems),
    }
}

fn block(language: &str, written: &BlockFile, known: &Known<'_>, problems: &mut Problems<'_>) -> Block {
    let slots = known.slots.get(language).unwrap_or(known.shared_slots);
    let phrases = phrases(&written.phrases, slots, problems);
    let patterns = written.patterns.iter().filter_map(|pattern| matcher(pattern, slots, problems)).collect();
    let unless = parsed(&written.unless, problems, |source| Phrase::parse_exception(source, slots));
    let mut examples = |texts: &[Spanned<String>]| texts.iter().filter_map(|text| example(text, problems)).collect();
    let proofs = Proofs { hits: examples(&written.hit), misses: examples(&written.miss) };
    Block {
        language: language.to_owned(),
        phrases,
        patterns,
        unless,
        proven: !proofs.hits.is_empty() || !proofs.misses.is_empty(),
        proofs: proofs.into(),
        title: written.title.clone(),
        why: written.why.clone(),
        ask: written.ask.clone(),
    }
}

fn phrases(written: &[Spanned<String>], slots: &Slots, problems: &mut Problems<'_>) -> PhraseRange {
    parsed(written, problems, |source| Phrase::parse(source, slots))
}

fn parsed(
    written: &[Spanned<String>],
    problems: &mut Problems<'_>,
    parse: impl Fn(&str) -> Result<Phrase, String>,
) -> PhraseRange {
    let first = packed::number(problems.phrases.len());
    for phrase in written {
        match parse(&phrase.value) {
            Ok(parsed) => problems.phrases.push(parsed),
            Err(message) => problems.error(phrase, "R012", message, None),
        }
    }
    PhraseRange { first, count: packed::number(problems.phrases.len()) - first }
}

fn matcher(written: &PatternFile, slots: &Slots, problems: &mut Problems<'_>) -> Option<Matcher> {
    let pattern = match (&written.phrase, &written.regex) {
        (Some(phrase), None) => Pattern::Phrase(phrases(std::slice::from_ref(phrase), slots, problems).iter().next()?),
        (None, Some(regex)) => expression(regex, written.literal.as_ref(), problems)?,
        (Some(at), Some(_)) => {
            problems.error(at, "R014", "a pattern has either `phrase` or `regex`, not both".to_owned(), None);
            return None;
        }
        (None, None) => {
            let place = Place { file: problems.file.to_owned(), ..Place::default() };
            let message = "a pattern has neither `phrase` nor `regex`".to_owned();
            problems.found.push(Diagnostic { place, severity: Severity::Error, code: "R014", message, help: None });
            return None;
        }
    };
    let field = match written.field.as_ref().map(|f| (f, f.value.as_str())) {
        None | Some((_, "any")) => None,
        Some((_, "title")) => Some(FieldName::Title),
        Some((_, "text")) => Some(FieldName::Text),
        Some((at, other)) => {
            let help = Some("field is title, text or any".to_owned());
            problems.error(at, "R018", format!("unknown field `{other}`"), help);
            return None;
        }
    };
    let near = written.near.as_ref().map(|written| near(written, slots, problems));
    Some(Matcher { pattern, field, near })
}

/// A closeness condition; `phrases` is one list among `each`.
fn near(written: &NearFile, slots: &Slots, problems: &mut Problems<'_>) -> Near {
    let alone = Some(&written.phrases).filter(|list| !list.is_empty());
    let mut all = PhraseRange { first: packed::number(problems.phrases.len()), count: 0 };
    let mut ends = Vec::new();
    for list in alone.into_iter().chain(&written.each) {
        all.count += phrases(list, slots, problems).count;
        ends.push(all.len());
    }
    if ends.is_empty() || written.each.iter().any(Vec::is_empty) {
        let message = "`near` needs `phrases`, or lists under `each` that are not empty".to_owned();
        problems.error(&written.within, "R014", message, None);
    }
    if written.within.value > MOST_WITHIN {
        problems.error(&written.within, "R014", format!("`within` is at most {MOST_WITHIN} characters"), None);
    }
    Near { phrases: all, ends, within: written.within.value }
}

fn expression(
    regex: &Spanned<String>,
    literal: Option<&Spanned<String>>,
    problems: &mut Problems<'_>,
) -> Option<Pattern> {
    let Some(literal) = literal else {
        let help = Some("name a literal that every match holds: `literal: deposit`".to_owned());
        problems.error(regex, "R015", "a regex needs a `literal`".to_owned(), help);
        return None;
    };
    let folded = NormalizedText::new(&literal.value).as_str().to_owned();
    if folded.chars().count() < 2 {
        problems.error(literal, "R015", format!("literal `{}` is too short to search for", literal.value), None);
        return None;
    }
    match packed::Expression::new(&regex.value, REGEX_SIZE) {
        Ok(regex) => Some(Pattern::Regex(Box::new(Expression { regex, literal: folded, anchors: 0 }))),
        Err(error) => {
            let text = error.to_string();
            let message = text.lines().last().unwrap_or(&text).trim().to_owned();
            problems.error(regex, "R015", format!("regex does not compile: {message}"), None);
            None
        }
    }
}

/// What an example says of the mark-up around it, and the rest of it.
fn stated<'w>(
    written: &'w Spanned<String>,
    problems: &mut Problems<'_>,
) -> Option<(Vec<(&'static str, String)>, &'w str)> {
    let mut rest = written.value.as_str();
    let mut stated = Vec::new();
    while let Some((inside, after)) = rest.strip_prefix('⟪').and_then(|rest| rest.split_once('⟫')) {
        let (name, words) = inside.split_once(':').unwrap_or((inside, ""));
        let Some(claim) = CLAIMS.into_iter().find(|claim| *claim == name.trim()) else {
            let help = Some(format!("write ⟪claim: words⟫, a claim being one of {}", CLAIMS.join(", ")));
            problems.error(written, "R019", format!("unknown claim `{}`", name.trim()), help);
            return None;
        };
        stated.push((claim, words.trim().to_owned()));
        rest = after;
    }
    Some((stated, rest))
}

/// Reads the ⟦marks⟧ out of an example.
fn example(written: &Spanned<String>, problems: &mut Problems<'_>) -> Option<Example> {
    let place = place(problems.file, written);
    let (stated, rest) = stated(written, problems)?;
    let mut text = String::with_capacity(rest.len());
    let mut marked = Vec::new();
    let mut open = None;
    for c in rest.chars() {
        match (c, open) {
            ('⟦', None) => open = Some(text.len()),
            ('⟧', Some(start)) => {
                marked.push(start..text.len());
                open = None;
            }
            ('⟦' | '⟧', _) => {
                problems.error(written, "R019", "⟦ and ⟧ do not pair up".to_owned(), None);
                return None;
            }
            _ => text.push(c),
        }
    }
    if open.is_some() {
        problems.error(written, "R019", "⟦ is never closed".to_owned(), None);
        return None;
    }
    Some(Example { text, marked, stated, place })
}

/// Demands two hits and two misses per language.
fn proofs(written: &RuleFile, blocks: &[Block], problems: &mut Problems<'_>) {
    let translated = |block: &&Block| !block.finds() && block.title.is_some();
    for block in blocks.iter().filter(|block| !translated(block)) {
        let (hits, misses) = (block.hits().len(), block.misses().len());
        let counted = block.language != "any" || hits + misses > 0 || blocks.len() == 1;
        if counted && (hits < 2 || misses < 2) {
            let message = format!(
                "rule `{}` has {hits} hits and {misses} misses in `{}`; two of each are required",
                written.id.value, block.language
            );
            problems.error(&written.id, "R020", message, None);
        }
    }
}
