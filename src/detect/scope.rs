//! Which confirmed matches count: exceptions, required company and negation.

use super::prefilter::{Found, Owner, Purpose};
use crate::rules::{Near, RuleIndex, RuleSet};
use crate::span::{Normalized, Span};
use crate::text::NormalizedText;
use crate::text::script::{ends_sentence, is_unspaced, is_word};

/// Words a reaching negator may stand before the match.
const REACH_WORDS: usize = 3;
/// Words an adjacent negator may stand before the match.
const ADJACENT_WORDS: usize = 1;
/// Characters of unspaced scripts a reaching negator may stand before the match.
const REACH_CHARS: usize = 4;
/// Characters of unspaced scripts an adjacent negator may stand before the match.
const ADJACENT_CHARS: usize = 1;
/// Bytes looked at before a match for negators: no clause worth reading is longer.
const WINDOW: usize = 96;

/// Calls `keep` for every match in `found` (sorted by owner) that counts. `language` is the ad's.
pub(super) fn counting(
    rules: &RuleSet,
    text: &NormalizedText,
    language: Option<&str>,
    found: &[Found],
    mut keep: impl FnMut(RuleIndex, Span<Normalized>),
) {
    for group in found.chunk_by(|a, b| a.owner.rule == b.owner.rule) {
        let rule = rules.rule(group[0].owner.rule);
        let exceptions: Vec<Exceptions> =
            group.chunk_by(|a, b| a.owner.block == b.owner.block).filter_map(Exceptions::of).collect();
        let excepted = |candidate: &Found| {
            let own = candidate.owner.block;
            let speaks = |block: usize| block == own || language == Some(rule.blocks[block].language.as_str());
            exceptions.iter().any(|e| speaks(e.block) && e.overlap(candidate.span))
        };
        for candidate in group {
            let Purpose::Match(number) = candidate.owner.purpose else { continue };
            let block = &rule.blocks[candidate.owner.block];
            let near = block.limited(number).and_then(|matcher| matcher.near.as_ref());
            let company = near.is_none_or(|near| has_company(group, candidate, number, near, text));
            if company
                && !excepted(candidate)
                && !(rule.negatable && negated(rules, &block.language, text, candidate.span))
            {
                keep(candidate.owner.rule, candidate.span);
            }
        }
    }
}

/// The exceptions of one block: starts ascending, each with the furthest end so far, so that a look-up is one search.
///
/// A match is excepted by its own language and by the ad's: a borrowed word may be matched by one language's phrase in
/// another's sentence.
struct Exceptions {
    block: usize,
    spans: Vec<(usize, usize)>,
}

impl Exceptions {
    /// Those among what was found of one block; `None` when there are none.
    fn of(found: &[Found]) -> Option<Self> {
        let mine = found.iter().filter(|f| f.owner.purpose == Purpose::Unless);
        let mut spans: Vec<(usize, usize)> = mine.map(|f| (f.span.start, f.span.end)).collect();
        spans.sort_unstable();
        let mut reach = 0;
        for span in &mut spans {
            reach = reach.max(span.1);
            span.1 = reach;
        }
        Some(Self { block: found.first()?.owner.block, spans }).filter(|exceptions| !exceptions.spans.is_empty())
    }

    fn overlap(&self, span: Span<Normalized>) -> bool {
        let until = self.spans.partition_point(|(start, _)| *start < span.end);
        until > 0 && self.spans[until - 1].1 > span.start
    }
}

/// Whether one phrase of each list that the matcher asks for stands close enough.
fn has_company(group: &[Found], candidate: &Found, matcher: usize, near: &Near, text: &NormalizedText) -> bool {
    let block = candidate.owner.block;
    let is_company = |owner: &Owner| owner.block == block && owner.purpose == Purpose::Near(matcher);
    let company = || group.iter().filter(|f| is_company(&f.owner));
    near.lists().all(|list| {
        company().any(|f| list.contains(&f.owner.phrase) && is_within(text, f.span, candidate.span, near.within))
    })
}

fn is_within(text: &NormalizedText, a: Span<Normalized>, b: Span<Normalized>, within: usize) -> bool {
    let (from, to) = if a.end <= b.start { (a.end, b.start) } else { (b.end, a.start) };
    let bytes = to.saturating_sub(from);
    // A character takes at most four bytes: what is farther need not be counted.
    bytes <= within || (bytes <= within.saturating_mul(4) && text.as_str()[from..to].chars().count() <= within)
}

/// Whether a negator of the block's language stands before the match in the same clause.
fn negated(rules: &RuleSet, language: &str, text: &NormalizedText, span: Span<Normalized>) -> bool {
    let Some(negators) = rules.negators(language) else { return false };
    let clause = clause_before(text.as_str(), span.start);
    let reaches = |negator: &String, words, chars| {
        clause.match_indices(negator.as_str()).any(|(at, _)| stands(clause, at, negator, words, chars))
    };
    negators.reaching.iter().any(|n| reaches(n, REACH_WORDS, REACH_CHARS))
        || negators.adjacent.iter().any(|n| reaches(n, ADJACENT_WORDS, ADJACENT_CHARS))
}

/// The text of the clause up to `end`.
fn clause_before(text: &str, end: usize) -> &str {
    let mut from = end.saturating_sub(WINDOW);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let window = &text[from..end];
    let breaks = |c: char| ends_sentence(c) || "\n,;:，；：、()（）!?".contains(c);
    window.rfind(breaks).map_or(window, |at| window[at..].trim_start_matches(breaks))
}

/// Whether a negator found at `at` is a whole word and close enough to the end of the clause.
fn stands(clause: &str, at: usize, negator: &str, words: usize, chars: usize) -> bool {
    let between = &clause[at + negator.len()..];
    let unspaced = negator.chars().next_back().is_some_and(is_unspaced);
    if unspaced {
        // In Thai, Lao, Khmer and Burmese a space parts clauses as a comma does elsewhere.
        let parts = |c: char| matches!(u32::from(c), 0xE00..0xF00 | 0x1000..0x10A0 | 0x1780..0x1800);
        return (!negator.chars().any(parts) || !between.trim_start().contains(char::is_whitespace))
            && between.chars().filter(|c| !c.is_whitespace()).count() <= chars;
    }
    let before = clause[..at].chars().next_back();
    let after = between.chars().next();
    let whole = |c: Option<char>| c.is_none_or(|c| !is_word(c));
    whole(before) && whole(after) && between.split_whitespace().count() <= words
}
