//! Clauses: the stretches of an ad that a tagger reads at once, a sentence or a part of one.
//!
//! Training and scoring both cut here. A clause ends at punctuation or a line break once it holds a few letters, and in any
//! case before it grows long. Knows no weights.

use std::ops::Range;

use super::token::{Token, Tokens};
use super::tokens;
use crate::span::{FieldName, Normalized, Span};
use crate::text::NormalizedText;
use crate::text::script::is_unspaced;

/// Fewest letters of a clause that punctuation may end.
const FEWEST: usize = 12;
/// Letters at which a clause ends in any case.
const MOST: usize = 80;
/// Marks that end a clause wherever they stand.
fn is_strong(c: char) -> bool {
    matches!(c, '\n' | '!' | '?' | '。' | '…' | '•' | '|' | '।' | '۔' | '؟' | '።' | '፣' | '፤' | '၊' | '။' | '،' | '؛')
}
/// Marks that end one before a blank, or beside a script without spaces.
fn is_weak(c: char) -> bool {
    matches!(c, '.' | ',' | ':' | ';' | '–' | '—' | '-' | '、')
}

/// A stretch of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The field it stands in.
    pub field: FieldName,
    /// From its first word to its last.
    pub span: Span<Normalized>,
    /// Its masked words; not empty.
    pub tokens: Tokens,
}

/// The clauses of an ad, in reading order; fields in the order of [`FieldName::ALL`].
#[must_use]
pub fn clauses(fields: &[NormalizedText; 2]) -> Vec<Clause> {
    FieldName::ALL.into_iter().zip(fields).flat_map(|(name, field)| cut(name, field)).collect()
}

fn cut(name: FieldName, field: &NormalizedText) -> Vec<Clause> {
    let tokens = tokens::tokens(field);
    let clause = |range: Range<usize>| Clause { field: name, span: tokens.extent(&range), tokens: tokens.part(&range) };
    ranges(field, &tokens, 0..tokens.len()).into_iter().map(clause).collect()
}

/// Where the clauses of a field begin and end among its words, which are some of an ad's; none is empty.
pub(super) fn ranges(field: &NormalizedText, tokens: &Tokens, words: Range<usize>) -> Vec<Range<usize>> {
    let text = field.as_str();
    let mut out = Vec::new();
    let (mut first, mut letters) = (words.start, 0);
    for at in words.clone() {
        let token = tokens.at(at);
        if first < at {
            let ended = letters >= FEWEST && ends(text, tokens.at(at - 1), token);
            if ended || letters > MOST {
                out.push(first..at);
                (first, letters) = (at, 0);
            }
        }
        letters += token.letters();
    }
    if first < words.end {
        out.push(first..words.end);
    }
    out
}

/// Whether a clause ends between two neighboring words.
fn ends(text: &str, last: Token<'_>, next: Token<'_>) -> bool {
    let gap = text.get(last.span.range().end..next.span.range().start).unwrap_or_default();
    let beside = || last.text.chars().next_back().is_some_and(is_unspaced) || next.text.starts_with(is_unspaced);
    gap.chars().any(is_strong) || gap.chars().any(is_weak) && (gap.contains(char::is_whitespace) || beside())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let fields = [NormalizedText::new(""), NormalizedText::new(text)];
        clauses(&fields).iter().map(|c| fields[1].as_str()[c.span.range()].to_owned()).collect()
    }

    #[test]
    fn a_clause_ends_at_punctuation_and_lines() {
        let found =
            texts("We pay the flight to the office. Send your passport today, no contract given\nInterview on arrival");
        assert_eq!(
            found,
            [
                "we pay the flight to the office",
                "send your passport today",
                "no contract given",
                "interview on arrival"
            ]
            .map(str::to_owned)
        );
    }

    #[test]
    fn short_beginnings_and_numbers_do_not_end_one() {
        assert_eq!(texts("Hi, all: we pay 1,200.50 a month"), ["hi, all: we pay 1,200.50 a month".to_owned()]);
    }

    #[test]
    fn scripts_without_spaces_end_at_their_marks() {
        assert_eq!(
            texts("公司报销机票和签证费用吗,到了以后再签合同和培训"),
            ["公司报销机票和签证费用吗", "到了以后再签合同和培训"].map(str::to_owned)
        );
        assert!(texts("").is_empty());
    }
}
