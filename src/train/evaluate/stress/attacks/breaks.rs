//! Lines broken where no reader would break them.

use super::super::words::some_words;
use super::Attack;
use crate::text::script::is_mark;

pub(super) const ATTACKS: &[Attack] = &[
    Attack::characters("line breaks inside some words", |text, chance| {
        some_words(text, chance, |word, _| broken(word, "\n"))
    }),
    Attack::characters("hyphens and line breaks inside some words", |text, chance| {
        some_words(text, chance, |word, _| broken(word, "-\n"))
    }),
    Attack::characters("line breaks for spaces", |text, _| text.replace(' ', "\n")),
    Attack::characters("line breaks taken out", |text, _| text.replace('\n', " ")),
];

fn broken(word: &[char], by: &str) -> String {
    let middle = (word.len() / 2..word.len()).find(|at| !is_mark(word[*at])).unwrap_or(word.len());
    let (before, after) = word.split_at(middle);
    format!("{}{by}{}", before.iter().collect::<String>(), after.iter().collect::<String>())
}
