//! The ad among honest text of its language, so many times as long: words of genuine ads of the set.

use super::super::chance::Chance;
use super::{Attack, Change, Make, Subject};

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "padded with as much honest text",
        change: Change::Company,
        make: Make::Whole(|s, c| padded(s, c, 1)),
    },
    Attack {
        name: "padded with three times as much",
        change: Change::Company,
        make: Make::Whole(|s, c| padded(s, c, 3)),
    },
    Attack {
        name: "padded with ten times as much",
        change: Change::Company,
        make: Make::Whole(|s, c| padded(s, c, 10)),
    },
];

/// Whole genuine ads, one after another from a chance beginning, until there is enough; half the ads have it before
/// them, half behind.
fn padded(subject: &Subject<'_>, chance: &mut Chance, times: usize) -> (String, String) {
    let unchanged = (subject.title.to_owned(), subject.text.to_owned());
    if subject.honest.iter().all(|text| text.is_empty()) {
        return unchanged;
    }
    let wanted = times * subject.text.len();
    let mut padding = String::new();
    let mut at = chance.below(subject.honest.len());
    while padding.len() < wanted {
        padding.push_str(subject.honest[at % subject.honest.len()]);
        padding.push_str("\n\n");
        at += 1;
    }
    let text = if chance.once_in(2) {
        format!("{padding}{}", subject.text)
    } else {
        format!("{}\n\n{}", subject.text, padding.trim_end())
    };
    (unchanged.0, text)
}
