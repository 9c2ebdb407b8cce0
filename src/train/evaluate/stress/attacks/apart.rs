//! Letters of a word written apart.

use super::super::chance::Chance;
use super::super::words::{between_letters, some_words};
use super::Attack;

pub(super) const ATTACKS: &[Attack] = &[
    Attack::characters("letters of some words spaced", |text, chance| apart(text, chance, ' ')),
    Attack::characters("letters of some words dotted", |text, chance| apart(text, chance, '.')),
    Attack::characters("letters of some words dashed", |text, chance| apart(text, chance, '-')),
    Attack::characters("letters of some words parted by stars", |text, chance| apart(text, chance, '*')),
    Attack::characters("some words cut in two by a dot", |text, chance| {
        some_words(text, chance, |word, _| {
            let middle = word.len() / 2;
            let halves = [&word[..middle], &word[middle..]];
            // A mark may not begin a half.
            if crate::text::script::is_mark(word[middle]) {
                return word.iter().collect();
            }
            halves.map(|half| half.iter().collect::<String>()).join(".")
        })
    }),
];

fn apart(text: &str, chance: &mut Chance, by: char) -> String {
    some_words(text, chance, |word, _| between_letters(&word.iter().collect::<String>(), || Some(by)))
}
