//! What the mark-up of a page states and its visible text does not: search engines read the one, people the other.

use serde_json::{Map, Value};

use super::super::posting;
use crate::ad::{Claim, Observation};

/// A page that shows less than this shows nothing: its text is put there by scripts.
const SHOWS: usize = 200;

/// What a posting states that the visible text does not.
pub(super) fn observations(posting: &Map<String, Value>, text: &str, visible: &str) -> Vec<Observation> {
    if visible.chars().count() < SHOWS {
        return Vec::new();
    }
    let page = folded(visible);
    let says = |words: &str| page.contains(folded(words).trim());
    let observed = |about, stated: String| Observation { about, stated };
    let mut found = Vec::new();
    let title = posting.get("title").or_else(|| posting.get("name")).map(posting::readable).unwrap_or_default();
    if !says(&title) {
        found.push(observed(Claim::Title, title));
    }
    let employers = strings(posting.get("hiringOrganization"), &["name", "legalName"]);
    if !employers.is_empty() && !employers.iter().any(|name| says(name)) {
        found.push(observed(Claim::Employer, employers.join("; ")));
    }
    // Countries and regions are written as codes; a town is written as what it is.
    let towns = strings(posting.get("jobLocation"), &["addressLocality"]);
    let unseen: Vec<String> = towns.into_iter().filter(|town| !says(town)).collect();
    if !unseen.is_empty() {
        found.push(observed(Claim::Place, unseen.join("; ")));
    }
    let pay = posting::fact(posting, "baseSalary").unwrap_or_default();
    let amounts = figures(&pay);
    let shown = figures(visible);
    if !amounts.is_empty() && !amounts.iter().any(|amount| shown.contains(amount)) {
        found.push(observed(Claim::Pay, pay));
    }
    if !text.is_empty() && !shows(&page, text) {
        found.push(observed(Claim::Text, text.chars().take(SHOWS).collect()));
    }
    found
}

/// Whether a page has at least half of the lines of a text.
fn shows(page: &str, text: &str) -> bool {
    let lines: Vec<String> =
        text.split(['\n', '.', '。', '!', '?']).map(folded).filter(|line| line.len() > 12).collect();
    let there = lines.iter().filter(|line| page.contains(line.trim())).count();
    there * 2 >= lines.len()
}

/// The texts under one of the keys in a value, at any depth that mark-up has.
fn strings(value: Option<&Value>, keys: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = value.into_iter().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if value_is_name(keys) => found.push(text.clone()),
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::Object(object) => {
                let named = keys.iter().filter_map(|key| object.get(*key)).filter_map(Value::as_str);
                found.extend(named.filter(|text| !text.trim().is_empty()).map(str::to_owned));
                open.extend(object.values().filter(|value| value.is_object() || value.is_array()));
            }
            _ => {}
        }
    }
    found
}

/// Whether a plain string stands for what is looked for: an employer may be its name, a place is rarely its town.
fn value_is_name(keys: &[&str]) -> bool {
    keys.contains(&"name")
}

/// A text in lower case, its white space run together.
fn folded(text: &str) -> String {
    text.split_whitespace().flat_map(|word| word.chars().flat_map(char::to_lowercase).chain([' '])).collect()
}

/// The whole amounts in a text, without separators and decimals.
fn figures(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut digits = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '0'..='9' => digits.push(c),
            ',' | '.' | '\'' | ' ' | '\u{a0}' | '\u{202f}' if !digits.is_empty() && three_digits(chars.clone()) => {}
            '.' | ',' if !digits.is_empty() => {
                // Decimals.
                while chars.next_if(char::is_ascii_digit).is_some() {}
                found.push(std::mem::take(&mut digits));
            }
            _ if !digits.is_empty() => {
                // 3k
                if matches!(c, 'k' | 'K') {
                    digits.push_str("000");
                }
                found.push(std::mem::take(&mut digits));
            }
            _ => {}
        }
    }
    if !digits.is_empty() {
        found.push(digits);
    }
    found
}

/// Whether a group of three digits follows, and no fourth.
fn three_digits(mut rest: impl Iterator<Item = char>) -> bool {
    let group = rest.by_ref().take(3).filter(char::is_ascii_digit).count();
    group == 3 && !rest.next().is_some_and(|c| c.is_ascii_digit())
}
