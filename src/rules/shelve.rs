//! The phrases of a rule into the book of its pack: numbers within a rule to numbers within the book.

use super::phrase::{Phrase, PhraseRange, Writer};
use super::{Block, Pattern, Rule};

/// Writes the phrases of a rule, which its numbers count from zero, behind those of the rules before it.
pub(super) fn shelve(rule: &mut Rule, phrases: &[Phrase], book: &mut Writer) {
    let first = book.len();
    for phrase in phrases {
        book.phrase(phrase);
    }
    let behind = |range: &mut PhraseRange| range.first += first;
    for Block { phrases, patterns, unless, .. } in &mut rule.blocks {
        behind(phrases);
        for matcher in patterns {
            match &mut matcher.pattern {
                Pattern::Phrase(phrase) => phrase.0 += first,
                Pattern::Regex(expression) => expression.anchors = book.literal_alone(&expression.literal),
            }
            matcher.near.iter_mut().for_each(|near| behind(&mut near.phrases));
        }
        behind(unless);
    }
}
