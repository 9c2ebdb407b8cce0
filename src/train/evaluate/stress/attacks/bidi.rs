//! Controls of the direction of writing, and words written backwards behind one that turns them round again on the screen.

use super::super::words::{between_letters, is_letter, some_words};
use super::Attack;
use crate::text::script::is_mark;

pub(super) const ATTACKS: &[Attack] = &[
    Attack::characters("direction controls inside words", |text, chance| {
        between_letters(text, || {
            chance.once_in(2).then(|| chance.one(&['\u{200e}', '\u{202a}', '\u{202c}', '\u{2068}', '\u{2069}']))
        })
    }),
    Attack::characters("words reversed behind an override", |text, chance| {
        some_words(text, chance, |word, _| reversed(word))
    }),
    Attack::characters("lines reversed behind an override", |text, _| {
        let line = |line: &str| {
            let letters: Vec<char> = line.chars().collect();
            if is_left_to_right(&letters) { reversed(&letters) } else { line.to_owned() }
        };
        text.split('\n').map(line).collect::<Vec<_>>().join("\n")
    }),
];

/// The letters back to front, as the override shows them the right way round; right-to-left scripts stay as they are.
fn reversed(letters: &[char]) -> String {
    if !is_left_to_right(letters) {
        return letters.iter().collect();
    }
    let mut clusters: Vec<Vec<char>> = Vec::new();
    for &c in letters {
        match clusters.last_mut() {
            Some(cluster) if is_mark(c) => cluster.push(c),
            _ => clusters.push(vec![c]),
        }
    }
    clusters.reverse();
    format!("\u{202e}{}\u{202c}", clusters.concat().iter().collect::<String>())
}

/// Whether some letter is there and none of Hebrew, Arabic or its neighbors.
fn is_left_to_right(letters: &[char]) -> bool {
    letters.iter().any(|c| is_letter(*c))
        && !letters.iter().any(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefc}'))
}
