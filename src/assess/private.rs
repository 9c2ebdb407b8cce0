//! What in an ad's text is private: phone numbers, e-mail addresses, handles, and the names of the people to be reached.
//!
//! Contacts come from the facts; numbers and addresses that no fact took are found by their shape, names by the words
//! around them (`names`). Finding names is a matter of degree: see [`private`].

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::names;
use super::{Assessment, Evidence};
use crate::ad::{Ad, FieldName};
use crate::span::Span;

/// Bytes of a text beyond which a piece is no identifier.
const LONGEST: usize = 200;
/// Fewer digits than this are no phone number.
const FEWEST_DIGITS: usize = 9;

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern =
        r"(?x) [\p{L}\p{N}._%+-]{1,64} [@＠] [\p{L}\p{N}-]+ (?:\.[\p{L}\p{N}-]+)+ | [@＠] [A-Za-z][A-Za-z0-9_.]{3,}";
    Regex::new(pattern).expect("invariant: the pattern is checked by a test")
});
static DIGITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[+＋]?\p{Nd}(?:[\p{Nd}\s().\-‐‑–/]{0,3}\p{Nd}){6,}")
        .expect("invariant: the pattern is checked by a test")
});
/// A sum or a range of sums: digits in threes.
static THREES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\p{Nd}{1,3}(?:[., ]\p{Nd}{3})+(?:\s?[-–]\s?\p{Nd}{1,3}(?:[., ]\p{Nd}{3})+)?$")
        .expect("invariant: the pattern is checked by a test")
});
/// A range of round figures.
static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([1-9][0-9]{3,8})\s?[-–]\s?([1-9][0-9]{3,8})$").expect("invariant: the pattern is checked by a test")
});

/// The identifier in each contact: its name or number alone where the messenger's own name stands before it.
pub(super) fn identifiers(ad: &Ad, contacts: &[(Evidence, &str)]) -> Vec<Evidence> {
    let narrowed = contacts.iter().map(|(place, key)| {
        let whole = place.span.range();
        let found = ad.field(place.field).get(whole.clone()).and_then(|words| within(words, key));
        let span = found.map_or(place.span, |part| Span::new(whole.start + part, whole.end));
        Evidence { field: place.field, span }
    });
    narrowed.collect()
}

/// Where in the words of a contact its identifier begins, the sign before it included.
fn within(words: &str, key: &str) -> Option<usize> {
    let identifier = key.split_once(':').map_or(key, |(_, identifier)| identifier);
    if identifier.chars().all(|c| c == '+' || c.is_ascii_digit()) {
        return words.find(|c: char| c.is_numeric() || matches!(c, '+' | '＋'));
    }
    let at = words.to_ascii_lowercase().rfind(identifier)?;
    let before = &words[..at];
    Some(before.strip_suffix(['@', '＠', '+', '＋']).map_or(at, str::len))
}

/// The private stretches of each field, in reading order and apart from one another; in a masked assessment those masked.
///
/// Contacts that facts know, other numbers of nine digits and more, addresses, handles, and names beside a contact, a form
/// of address or a word such as *contact*. A name in running text without any of these is not found, and a word that looks
/// like a name in such a place is taken for one.
pub(super) fn private(assessment: &Assessment) -> [Vec<Range<usize>>; 2] {
    if let Some(masked) = &assessment.masked {
        return masked.clone();
    }
    FieldName::ALL.map(|name| {
        let text = assessment.field(name);
        let known = assessment.private.iter().filter(|place| place.field == name).map(|place| place.span.range());
        let mut found: Vec<Range<usize>> = known.filter(|range| text.get(range.clone()).is_some()).collect();
        found.extend(shaped(text));
        let names = names::find(text, &merged(found.clone()));
        found.extend(names);
        merged(found)
    })
}

/// Numbers and addresses by their shape alone.
pub(super) fn shaped(text: &str) -> Vec<Range<usize>> {
    let addresses = ADDRESS.find_iter(text).filter(|found| found.len() <= LONGEST);
    let digits = |words: &str| words.chars().filter(|c| c.is_numeric()).count();
    let numbers =
        DIGITS.find_iter(text).filter(|found| digits(found.as_str()) >= FEWEST_DIGITS && !is_sum(found.as_str()));
    addresses.chain(numbers).map(|found| found.range()).collect()
}

/// The ranges in order, those that touch made one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// Whether a run of digits is rather money than a telephone number.
fn is_sum(words: &str) -> bool {
    let figure = |part: regex::Match<'_>| part.as_str().parse::<u64>().ok();
    let range = RANGE.captures(words).and_then(|parts| Some((figure(parts.get(1)?)?, figure(parts.get(2)?)?)));
    let rises = range.is_some_and(|(low, high)| low < high && high <= 10 * low && low % 100 == 0 && high % 100 == 0);
    rises || THREES.is_match(words)
}
