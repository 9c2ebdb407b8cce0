//! Percentages that are pay: a commission, a share of sales or of what passes through one's hands.
//!
//! Owns the `commission` part of `pay.yaml`. A percentage counts when a word of sharing stands beside it in the same clause;
//! discounts, taxes and growth have none. Says nothing of what the percentage is worth: nobody can know.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::lexicon::{Hit, Lexicon, LexiconBuilder, Words};
use super::tables::{Problems, Text};
use crate::packed::Expression;
use crate::span::{Normalized, Span};
use crate::text::NormalizedText;
use crate::text::trie::Trie;

/// A percentage offered as pay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Commission {
    /// The percentage with the word that makes it pay.
    pub span: Span<Normalized>,
    /// Percent, low end.
    pub low: f64,
    /// Percent, high end; equals `low` when there is no range.
    pub high: f64,
}

/// The `commission` part of `pay.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommissionFile {
    /// Words that make a percentage pay.
    words: Vec<Text>,
    /// Words that make it something else: a tax, a discount.
    other: Vec<Text>,
    /// *Percent*, in words, behind a number.
    percent: Vec<Text>,
    /// The same before a number.
    percent_before: Vec<Text>,
}

/// The words, ready to search.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Commissions {
    lexicon: Lexicon,
    /// By number of the form: whether it makes a percentage pay.
    shares: Vec<bool>,
    /// What a percentage is written with.
    signs: Trie,
    percentage: Expression,
}

/// Largest compiled size of the expression, in bytes.
const EXPRESSION_SIZE: usize = 10 << 20;
/// Longest gap in characters between a percentage and a word before it.
const REACH_BEFORE: usize = 18;
/// The same for a word behind it.
const REACH_BEHIND: usize = 14;
/// How many words on either side are looked at.
const NEIGHBORS: usize = 4;

impl Commissions {
    /// Checks and compiles the table.
    pub(super) fn build(file: &CommissionFile, problems: &mut Problems) -> Self {
        let mut builder = LexiconBuilder::default();
        let mut shares: Vec<bool> = Vec::new();
        for (form, share) in file.words.iter().map(|w| (w, true)).chain(file.other.iter().map(|w| (w, false))) {
            match builder.add(&form.value) {
                Some(number) if number == shares.len() => shares.push(share),
                Some(number) if shares[number] == share => {}
                Some(_) => problems.error("F012", form, format!("`{}` already means something else", form.value)),
                None => problems.error("F004", form, format!("`{}` leaves nothing to search for", form.value)),
            }
        }
        let mut folded = |words: &[Text]| {
            let mut signs = Vec::new();
            for word in words {
                match NormalizedText::new(&word.value).as_str() {
                    "" => problems.error("F004", word, format!("`{}` leaves nothing to search for", word.value)),
                    sign => signs.push(sign.to_owned()),
                }
            }
            signs.extend(["%".to_owned(), "٪".to_owned()]);
            signs
        };
        let (behind, before) = (folded(&file.percent), folded(&file.percent_before));
        let either = |signs: &[String]| signs.iter().map(|sign| regex::escape(sign)).collect::<Vec<_>>().join("|");
        let signs = Trie::of(&behind.iter().chain(&before).cloned().collect::<BTreeSet<String>>());
        let number = "[0-9]{1,3}(?:[.,][0-9]{1,2})?";
        let (behind, before) = (either(&behind), either(&before));
        let join = "(?:-|–|—|~|to|до|a|à|bis|至|到|から)";
        let pattern = format!(
            "(?:(?P<low>{number}) ?(?:{behind})? ?{join} ?)?(?P<high>{number}) ?(?:{behind})|(?:{before}) ?(?P<led>{number})"
        );
        let percentage =
            Expression::new(&pattern, EXPRESSION_SIZE).expect("invariant: escaped words make a pattern that compiles");
        Self { lexicon: builder.build(), shares, signs, percentage }
    }
}

/// Every percentage of a text that is offered as pay, in reading order.
pub(super) fn find(words: &Words<'_>, table: &Commissions) -> Vec<Commission> {
    let text = words.as_str();
    if !table.signs.stands_in(text) {
        return Vec::new();
    }
    let mut hits: Option<Vec<Hit>> = None;
    let mut found = Vec::new();
    for capture in table.percentage.captures_iter(text) {
        let (Some(whole), Some(high)) = (capture.get(0), capture.name("high").or_else(|| capture.name("led"))) else {
            continue;
        };
        // The 5 of 105% or 2.5% is no number of its own.
        if text[..whole.start()].ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',')) {
            continue;
        }
        let value = |written: &str| written.replace(',', ".").parse::<f64>().unwrap_or(0.0);
        let high = value(high.as_str());
        let low = capture.name("low").map_or(high, |low| value(low.as_str()));
        let hits = hits.get_or_insert_with(|| table.lexicon.find(words));
        let span = Span::new(whole.start(), whole.end());
        if let Some(word) = explained(text, table, hits, span).filter(|_| 0.0 < low && low <= high && high <= 100.0) {
            found.push(Commission { span: span.cover(word), low, high });
        }
    }
    found
}

/// The nearest word beside a percentage, if it makes it pay.
fn explained(text: &str, table: &Commissions, hits: &[Hit], span: Span<Normalized>) -> Option<Span<Normalized>> {
    let gap = |from: usize, to: usize, reach: usize| {
        let between = text.get(from..to).filter(|gap| gap.len() <= 4 * reach)?;
        let breaks =
            |c: char| c.is_ascii_digit() || matches!(c, '\n' | ',' | ';' | '.' | '!' | '。' | '；' | '，' | '、' | '|');
        (!between.contains(breaks)).then(|| between.chars().count()).filter(|count| *count <= reach)
    };
    let middle = hits.partition_point(|h| h.span.start < span.start);
    let before = hits[..middle].iter().rev().take(NEIGHBORS);
    let before = before.filter_map(|h| Some((gap(h.span.end.min(span.start), span.start, REACH_BEFORE)?, h)));
    let behind = hits[middle..].iter().skip_while(|h| h.span.start < span.end).take(NEIGHBORS);
    let behind = behind.filter_map(|h| Some((gap(span.end, h.span.start, REACH_BEHIND)?, h)));
    let (_, nearest) = before.chain(behind).min_by_key(|(distance, h)| (*distance, h.span.start))?;
    table.shares[nearest.form].then_some(nearest.span)
}
