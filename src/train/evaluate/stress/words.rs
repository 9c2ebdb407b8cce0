//! Changing some words of a text and leaving the rest byte for byte as it is.

use super::chance::Chance;
use crate::text::script::{is_alphabetic, is_mark};

/// Letters a word needs to be worth a disguise.
const LETTERS: usize = 4;

/// Changes every other long word on average, never two neighbors: what is between them is kept.
pub(super) fn some_words(text: &str, chance: &mut Chance, change: impl Fn(&[char], &mut Chance) -> String) -> String {
    let mut spared = true;
    words(text, |word| {
        let chosen = word.len() >= LETTERS && (!spared || chance.once_in(2));
        let changed = chosen && spared;
        if word.len() >= LETTERS {
            spared = !changed;
        }
        changed.then(|| change(word, chance))
    })
}

/// Hands every word, a run of letters with their marks, to `change`; `None` keeps it.
pub(super) fn words(text: &str, mut change: impl FnMut(&[char]) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word: Vec<char> = Vec::new();
    for c in text.chars().map(Some).chain([None]) {
        if let Some(c) = c.filter(|c| is_letter(*c)) {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            match change(&word) {
                Some(changed) => out.push_str(&changed),
                None => out.extend(&word),
            }
            word.clear();
        }
        out.extend(c);
    }
    out
}

/// Puts something between letters that carry no mark of the next: `between` may give nothing.
pub(super) fn between_letters(text: &str, mut between: impl FnMut() -> Option<char>) -> String {
    let mut out = String::with_capacity(2 * text.len());
    let mut before = ' ';
    for c in text.chars() {
        if is_letter(before) && is_alphabetic(c) && !is_mark(c) {
            out.extend(between());
        }
        out.push(c);
        before = c;
    }
    out
}

/// Replaces letters by a table, each with one chance in `times`; the letters of `from` stand above those of `to`.
pub(super) fn swapped(text: &str, chance: &mut Chance, times: usize, from: &str, to: &str) -> String {
    let swap = |c: char| from.chars().position(|other| other == c).and_then(|at| to.chars().nth(at));
    text.chars().map(|c| swap(c).filter(|_| chance.once_in(times)).unwrap_or(c)).collect()
}

/// Whether `c` is a letter or a mark on one.
pub(super) fn is_letter(c: char) -> bool {
    is_alphabetic(c) || is_mark(c)
}
