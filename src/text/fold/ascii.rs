//! The shortcut for plain ASCII: lower case and white space in one pass over the bytes.
//!
//! Must give exactly what the general steps give; it declines (`None`) whatever it is not sure of.

use std::ops::Range;

use super::super::map::MapBuilder;
use super::super::{Accents, NormalizedText, Obfuscation};
use super::offset;

/// Folds a text of plain ASCII without anything to undo, `None` for any other.
pub(super) fn normalize(original: &str) -> Option<NormalizedText> {
    let bytes = original.as_bytes();
    if !original.is_ascii() || !is_plain(bytes) {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    let mut map = MapBuilder::default();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at += 1;
        if !is_space(bytes[start]) {
            text.push(char::from(bytes[start].to_ascii_lowercase()));
            map.push(1, offset(start), offset(at));
            continue;
        }
        let mut newline = is_newline(bytes[start]);
        while at < bytes.len() && is_space(bytes[at]) {
            newline |= is_newline(bytes[at]);
            at += 1;
        }
        if start > 0 && at < bytes.len() {
            text.push(if newline { '\n' } else { ' ' });
            map.push(1, offset(start), offset(at));
        }
    }
    let map = map.finish(offset(bytes.len()));
    Some(NormalizedText { text, map, accents: Accents::default(), obfuscation: Obfuscation::default() })
}

/// White space in ASCII, as `char::is_whitespace` has it.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Line breaks in ASCII; tabulators and form feeds are spaces.
fn is_newline(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Whether no step but lower case and white space could change anything.
fn is_plain(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| !byte.is_ascii_control() || is_space(byte))
        && bytes.windows(2).all(|two| !may_disguise(two))
        && bytes.windows(3).all(|three| !is_sign_in_word(three[0], three[1], three[2]))
        && bytes.windows(5).enumerate().all(|(at, five)| !(is_apart(five) && stands_alone(bytes, at..at + 5)))
        && !is_broken(bytes)
}

/// Whether words may stand one to a line.
fn is_broken(bytes: &[u8]) -> bool {
    let breaks = bytes.iter().filter(|byte| is_newline(**byte)).count();
    breaks >= super::space::BROKEN && breaks >= bytes.iter().filter(|byte| **byte == b' ').count()
}

/// Whether two bytes may begin a character reference, hold an I that passes for an l or an l that passes for an I, or part a
/// word at the end of its line.
fn may_disguise(two: &[u8]) -> bool {
    matches!(two, [b'&', b'#' | b'a'..=b'z'] | [b'a'..=b'z', b'I'] | [b'l', b'A'..=b'Z'] | [b'-', b'\r' | b'\n'])
}

/// Whether a byte may be a sign in place of a letter.
fn is_sign_in_word(before: u8, middle: u8, after: u8) -> bool {
    before.is_ascii_alphabetic()
        && (middle.is_ascii_digit() && after.is_ascii_alphabetic() || matches!(middle, b'@' | b'$'))
}

/// Whether no word goes on around a stretch.
fn stands_alone(bytes: &[u8], stretch: Range<usize>) -> bool {
    let before = stretch.start.checked_sub(1).and_then(|at| bytes.get(at));
    !before.into_iter().chain(bytes.get(stretch.end)).any(u8::is_ascii_alphanumeric)
}

/// Whether five bytes may be part of a word whose letters stand apart.
fn is_apart(five: &[u8]) -> bool {
    five[1] == five[3] && !five[1].is_ascii_alphanumeric() && five.iter().step_by(2).all(u8::is_ascii_alphanumeric)
}
