//! The phrases of a rule into the book of its pack: numbers within a rule to numbers within the book.

use super::phrase::{Phrase, PhraseNumber, Writer};
use super::{Block, Pattern, Rule};

/// Writes the phrases of a rule, which its numbers count from zero, behind those of the rules before it.
pub(super) fn shelve(rule: &mut Rule, phrases: &[Phrase], book: &mut Writer) {
    let first = book.len();
    for phrase in phrases {
        book.phrase(phrase);
    }
    let behind = |phrase: &mut PhraseNumber| phrase.0 += first;
    for Block { matchers, unless, .. } in &mut rule.blocks {
        for matcher in matchers {
            match &mut matcher.pattern {
                Pattern::Phrase(phrase) => behind(phrase),
                Pattern::Regex(expression) => expression.anchors = book.literal_alone(&expression.literal),
            }
            matcher.near.iter_mut().flat_map(|near| &mut near.phrases).for_each(behind);
        }
        unless.iter_mut().for_each(behind);
    }
}
