//! Sentences that make an offer look honest, put behind it.

use super::super::chance::Chance;
use super::{Attack, Change, Make, Subject};

pub(super) const ATTACKS: &[Attack] = &[
    Attack { name: "three honest-sounding sentences added", change: Change::Company, make: Make::Whole(three) },
    Attack { name: "a sentence for every protective rule added", change: Change::Company, make: Make::Whole(all) },
];

fn three(subject: &Subject<'_>, chance: &mut Chance) -> (String, String) {
    let count = subject.credentials.len();
    let first = chance.below(count.max(1));
    let chosen: Vec<&str> =
        (0..count.min(3)).map(|at| subject.credentials[(first + at * (count / 3).max(1)) % count].as_str()).collect();
    behind(subject, &chosen)
}

fn all(subject: &Subject<'_>, _: &mut Chance) -> (String, String) {
    let chosen: Vec<&str> = subject.credentials.iter().map(String::as_str).collect();
    behind(subject, &chosen)
}

fn behind(subject: &Subject<'_>, sentences: &[&str]) -> (String, String) {
    let mut text = subject.text.to_owned();
    for sentence in sentences {
        text.push('\n');
        text.push_str(sentence);
    }
    (subject.title.to_owned(), text)
}
