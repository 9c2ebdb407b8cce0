//! Less of the ad, or the same divided otherwise between title and text.

use super::super::chance::Chance;
use super::{Attack, Change, Make, Subject};

/// Characters left of an ad that is cut short.
const SHORT: usize = 200;

pub(super) const ATTACKS: &[Attack] = &[
    Attack { name: "cut to its first half", change: Change::Extent, make: Make::Whole(half) },
    Attack { name: "cut to 200 characters", change: Change::Extent, make: Make::Whole(short) },
    Attack { name: "first half moved into the title", change: Change::Extent, make: Make::Whole(divided) },
    Attack { name: "title moved into the text", change: Change::Extent, make: Make::Whole(joined) },
];

fn half(subject: &Subject<'_>, _: &mut Chance) -> (String, String) {
    (subject.title.to_owned(), subject.text[..middle(subject.text)].to_owned())
}

fn short(subject: &Subject<'_>, _: &mut Chance) -> (String, String) {
    (subject.title.to_owned(), subject.text.chars().take(SHORT).collect())
}

fn divided(subject: &Subject<'_>, chance: &mut Chance) -> (String, String) {
    let (_, text) = joined(subject, chance);
    let (title, text) = text.split_at(middle(&text));
    (title.to_owned(), text.to_owned())
}

fn joined(subject: &Subject<'_>, _: &mut Chance) -> (String, String) {
    match subject.title {
        "" => (String::new(), subject.text.to_owned()),
        title => (String::new(), format!("{title}\n{}", subject.text)),
    }
}

/// The end of the line, sentence or word nearest behind the middle; where there is none, the middle.
fn middle(text: &str) -> usize {
    let half = text.ceil_char_boundary(text.len() / 2);
    let near = text.ceil_char_boundary(text.len().min(half + 120));
    let behind = |at: Option<usize>| at.map(|at| half + at);
    let rest = &text[half..near];
    behind(rest.find('\n'))
        .or_else(|| behind(rest.find(['.', '。', '!', '！', '?', '？', '।', '۔', '။', '។'])))
        .map(|at| at + text[at..].chars().next().map_or(0, char::len_utf8))
        .filter(|at| *at < text.len())
        .or_else(|| behind(rest.find(' ')))
        .unwrap_or(half)
}
