//! What an ad states or limits, by the words for it: legal forms, generic names of employers, worksite, duties, limits of age,
//! sex and appearance.
//!
//! Owns `terms.yaml`. Says that words stand there, never whether they are true or lawful. A limit is a weak fact: tables of rules
//! may use it in combination alone.

use serde::{Deserialize, Serialize};

use super::lexicon::{Lexicon, LexiconBuilder, Words};
use super::tables::{Problems, Text};
use crate::span::{Normalized, Span};
use crate::text::NormalizedText;

/// What a term shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TermKind {
    /// A legal form or a registration: *Ltd*, 有限公司, ООО.
    EmployerRegistered,
    /// A company without a name: *our client*, 某公司.
    EmployerGeneric,
    /// Where the work is, or a label for it.
    Worksite,
    /// What the work is, or a label for it.
    Duties,
    /// A limit of age, with its number.
    LimitAge,
    /// A limit to one sex, or its mention.
    LimitSex,
    /// A wish for looks, height or photographs.
    LimitAppearance,
}

impl TermKind {
    /// Every kind, with its name in the table.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::EmployerRegistered, "employer-registered"),
        (Self::EmployerGeneric, "employer-generic"),
        (Self::Worksite, "worksite"),
        (Self::Duties, "duties"),
        (Self::LimitAge, "limit-age"),
        (Self::LimitSex, "limit-sex"),
        (Self::LimitAppearance, "limit-appearance"),
    ];
}

/// One term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Where it stands.
    pub span: Span<Normalized>,
    /// What it shows.
    pub kind: TermKind,
}

/// `terms.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermFile {
    terms: Vec<RawTerm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTerm {
    kind: Text,
    #[serde(default)]
    near_digits: bool,
    #[serde(default)]
    after: Vec<Text>,
    words: Vec<Text>,
}

/// The table, ready to search.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Terms {
    lexicon: Lexicon,
    /// By number of the form: what it may show.
    forms: Vec<Vec<Meaning>>,
}

/// What a form shows, and under which conditions.
#[derive(Debug, Serialize, Deserialize)]
struct Meaning {
    kind: TermKind,
    /// Only beside a number.
    near_digits: bool,
    /// Only behind one of these on its line; empty for everywhere.
    after: Vec<String>,
}

/// Longest gap in bytes between a word of age and its number.
const DIGIT_REACH: usize = 12;

/// Farthest that `after` words are looked for, in bytes.
const LINE_REACH: usize = 120;

impl Terms {
    /// Checks and compiles the table; one form may show several things.
    pub(super) fn build(file: &TermFile, problems: &mut Problems) -> Self {
        let mut builder = LexiconBuilder::default();
        let mut forms: Vec<Vec<Meaning>> = Vec::new();
        for raw in &file.terms {
            let Some((kind, _)) = TermKind::ALL.iter().find(|(_, name)| *name == raw.kind.value) else {
                problems.unknown("F050", &raw.kind, "kind", TermKind::ALL.iter().map(|(_, name)| *name));
                continue;
            };
            for word in &raw.words {
                let Some(number) = builder.add(&word.value) else {
                    problems.error("F004", word, format!("`{}` leaves nothing to search for", word.value));
                    continue;
                };
                if number == forms.len() {
                    forms.push(Vec::new());
                }
                if !forms[number].iter().any(|known| known.kind == *kind) {
                    let after = raw.after.iter().map(|w| NormalizedText::new(&w.value).as_str().to_owned()).collect();
                    forms[number].push(Meaning { kind: *kind, near_digits: raw.near_digits, after });
                }
            }
        }
        Self { lexicon: builder.build(), forms }
    }
}

/// Every term of a text, in reading order.
pub(super) fn find(words: &Words<'_>, terms: &Terms) -> Vec<Term> {
    let text = words.as_str();
    let hits = terms.lexicon.find(words);
    let shown = hits.iter().flat_map(|hit| terms.forms[hit.form].iter().map(|meaning| (hit.span, meaning)));
    shown
        .filter(|(span, meaning)| !meaning.near_digits || beside_digits(text, *span))
        .filter(|(span, meaning)| meaning.after.is_empty() || behind(text, *span, &meaning.after))
        .map(|(span, meaning)| Term { span, kind: meaning.kind })
        .collect()
}

/// Whether one of `words` stands before a word on its line, not too far off.
fn behind(text: &str, span: Span<Normalized>, words: &[String]) -> bool {
    let from = text.floor_char_boundary(span.start.saturating_sub(LINE_REACH));
    let line = text[from..span.start].rsplit('\n').next().unwrap_or("");
    words.iter().any(|word| line.contains(word.as_str()))
}

/// Whether a number of one or two digits stands beside a word.
fn beside_digits(text: &str, span: Span<Normalized>) -> bool {
    let from = text.floor_char_boundary(span.start.saturating_sub(DIGIT_REACH));
    let to = text.ceil_char_boundary((span.end + DIGIT_REACH).min(text.len()));
    let aged = |part: &str| {
        part.split(|c: char| !c.is_ascii_digit())
            .any(|run| run.len() == 2 && run.starts_with(['1', '2', '3', '4', '5', '6']))
    };
    aged(&text[from..span.start]) || aged(&text[span.end..to])
}
