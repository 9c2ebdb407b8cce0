//! Ordinary typography: what honest advertisers do to make an ad look well. It must move no score.

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::super::chance::Chance;
use super::{Attack, Change, Make, Subject};

pub(super) const ATTACKS: &[Attack] = &[
    typography("accents as separate marks", |subject, _| {
        each(subject, |text| DecomposingNormalizerBorrowed::new_nfd().normalize(text).into_owned())
    }),
    typography("full-width letters and digits in Chinese and Japanese", |subject, _| match subject.language.get(..2) {
        Some("zh" | "ja") => each(subject, |text| text.chars().map(full_width).collect()),
        _ => each(subject, str::to_owned),
    }),
    typography("direction marks in Arabic and Urdu", |subject, _| match subject.language {
        "ar" | "ur" => each(subject, directed),
        _ => each(subject, str::to_owned),
    }),
    typography("emoji bullets", |subject, chance| {
        let bullet = chance.one(&["✅ ", "👉 ", "🔹 ", "⭐️ ", "▪️ "]);
        (subject.title.to_owned(), lines(subject.text, |line| format!("{bullet}{line}")))
    }),
    typography("ornaments around the heading", |subject, chance| {
        let ornament = chance.one(&["★", "━━━", "◆", "✨", "~*~"]);
        headed(subject, |line| format!("{ornament} {line} {ornament}"))
    }),
    typography("heading in capitals", |subject, _| headed(subject, str::to_uppercase)),
    typography("heading in bold letters", |subject, _| headed(subject, |line| line.chars().map(bold).collect())),
    typography("printer's quotation marks, dashes and spaces", |subject, _| {
        each(subject, |text| text.replace('\'', "’").replace(" - ", " – ").replace("...", "…").replace(": ", ":\u{a0}"))
    }),
    typography("empty lines between lines, spaces at their ends", |subject, _| {
        (subject.title.to_owned(), subject.text.replace('\n', "  \r\n\r\n"))
    }),
];

const fn typography(name: &'static str, of: fn(&Subject<'_>, &mut Chance) -> (String, String)) -> Attack {
    Attack { name, change: Change::Typography, make: Make::Whole(of) }
}

fn each(subject: &Subject<'_>, of: impl Fn(&str) -> String) -> (String, String) {
    (of(subject.title), of(subject.text))
}

fn lines(text: &str, of: impl Fn(&str) -> String) -> String {
    let line = |line: &str| if line.trim().is_empty() { line.to_owned() } else { of(line) };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// The title dressed, or where there is none the first line if others follow.
fn headed(subject: &Subject<'_>, of: impl Fn(&str) -> String) -> (String, String) {
    match (subject.title, subject.text.split_once('\n')) {
        ("", Some((first, rest))) => (String::new(), format!("{}\n{rest}", of(first))),
        ("", None) => (String::new(), subject.text.to_owned()),
        (title, _) => (of(title), subject.text.to_owned()),
    }
}

fn full_width(c: char) -> char {
    match c {
        '0'..='9' | 'A'..='Z' | 'a'..='z' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        other => other,
    }
}

/// Marks as phones and word processors put them: at the beginning of lines and around numbers.
fn directed(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut before = '\n';
    for c in text.chars() {
        match (before.is_ascii_digit(), c.is_ascii_digit()) {
            (false, true) | (true, false) => out.push('\u{200e}'),
            _ if before == '\n' => out.push('\u{200f}'),
            _ => {}
        }
        out.push(c);
        before = c;
    }
    out
}

/// Sans-serif bold, as posts on social media have it for want of a bold face.
fn bold(c: char) -> char {
    let moved = match c {
        'A'..='Z' => u32::from(c) - u32::from('A') + 0x1D5D4,
        'a'..='z' => u32::from(c) - u32::from('a') + 0x1D5EE,
        _ => return c,
    };
    char::from_u32(moved).unwrap_or(c)
}
