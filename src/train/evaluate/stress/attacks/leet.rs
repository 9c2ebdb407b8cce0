//! Digits and signs in place of letters, inside Latin words.

use super::super::words::{some_words, swapped};
use super::Attack;

pub(super) const ATTACKS: &[Attack] = &[
    Attack::characters("a digit in some words", |text, chance| {
        some_words(text, chance, |word, chance| {
            let written: String = word.iter().collect();
            swapped(&written, chance, 2, "oieasOIEAS", "0134501345")
        })
    }),
    Attack::characters("digits and signs for all letters that have one, in some words", |text, chance| {
        some_words(text, chance, |word, chance| {
            let written: String = word.iter().collect();
            swapped(&written, chance, 1, "oieastOIEAST", "013@$7013@$7")
        })
    }),
];
