//! Combining marks heaped on letters, and marks of a script put where its words have none.

use super::super::chance::Chance;
use super::Attack;
use crate::text::script::{is_alphabetic, is_mark};

pub(super) const ATTACKS: &[Attack] = &[
    Attack::characters("Zalgo: marks heaped on every letter", |text, chance| {
        marked(
            text,
            |c| is_alphabetic(c) && !is_mark(c),
            |out| {
                for _ in 0..=chance.below(4) {
                    out.push(
                        char::from_u32(0x300 + u32::try_from(chance.below(0x2f)).unwrap_or(0)).unwrap_or('\u{301}'),
                    );
                }
            },
        )
    }),
    Attack::characters("letters struck through", |text, _| marked(text, is_alphabetic, |out| out.push('\u{336}'))),
    Attack::characters("Thai and Lao marks written twice", |text, _| {
        marked(
            text,
            |c| matches!(c, '\u{e31}' | '\u{e34}'..='\u{e4d}' | '\u{eb1}' | '\u{eb4}'..='\u{ecd}') && is_mark(c),
            |out| {
                out.extend(out.chars().next_back());
            },
        )
    }),
    Attack::characters("Thai marks inserted", |text, chance| {
        inserted(text, chance, ('\u{e01}', '\u{e2e}'), &['\u{e3a}', '\u{e4d}', '\u{e4e}'])
    }),
    Attack::characters("Khmer marks inserted", |text, chance| {
        inserted(text, chance, ('\u{1780}', '\u{17a2}'), &['\u{17cf}', '\u{17d1}', '\u{17dd}'])
    }),
];

/// Lets `mark` add to the text after every character it is asked for.
fn marked(text: &str, asked: impl Fn(char) -> bool, mut mark: impl FnMut(&mut String)) -> String {
    let mut out = String::with_capacity(2 * text.len());
    for c in text.chars() {
        out.push(c);
        if asked(c) {
            mark(&mut out);
        }
    }
    out
}

/// Adds one of the marks after some consonants, not before a mark that belongs there.
fn inserted(text: &str, chance: &mut Chance, (first, last): (char, char), marks: &[char]) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, &c) in letters.iter().enumerate() {
        out.push(c);
        let bare = !letters.get(at + 1).is_some_and(|next| is_mark(*next));
        if (first..=last).contains(&c) && bare && chance.once_in(3) {
            out.push(chance.one(marks));
        }
    }
    out
}
