//! Digits and signs in place of letters, in words somebody looks for: `$alary`, `7e1egr@m`, `p4$$p0r7`.
//!
//! Runs behind folding, which undoes what is plain from the word itself; here it is the word list that tells a disguised word
//! from a code. A sign gives way to a letter of the same length, so the map to the original stays as it is.

use std::ops::Range;

use super::fold::leet::{is_address, is_labelled, is_sign, letters_of};
use super::fold::offset;
use super::{Disguise, NormalizedText, WordList};
use crate::span::{Normalized, Span};

/// Fewest characters of a word, and letters among them.
const WORD: usize = 4;
const LETTERS: usize = 2;
/// Most signs that may stand for one letter or another.
const DOUBTS: usize = 3;

/// Writes such words in letters. `word_list` is asked for only if there may be any.
pub(super) fn undo<'l>(mut text: NormalizedText, word_list: impl FnOnce() -> &'l WordList) -> NormalizedText {
    let words = disguised(&text.text);
    if words.is_empty() {
        return text;
    }
    let word_list = word_list();
    for (at, word) in words {
        // What is known must reach beyond the last sign: `insurance401k` is a word and a number.
        let inner = word.trim_end_matches(is_sign).rfind(is_sign);
        let last = inner.or_else(|| word.rfind(is_sign)).unwrap_or_default();
        let known = |plain: &String| word_list.knows_beyond(plain, last);
        let Some(plain) = readings(&word).into_iter().find(known) else { continue };
        for (byte, (sign, letter)) in word.bytes().zip(plain.bytes()).enumerate() {
            if sign != letter {
                let span: Span<Normalized> = Span::new(at + byte, at + byte + 1);
                let original = text.original(span);
                text.obfuscation.add(Disguise::Leet, offset(original.start), offset(original.end));
            }
        }
        text.text.replace_range(at..at + word.len(), &plain);
    }
    text
}

/// Words of Latin letters and signs, with their places.
fn disguised(text: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut from = 0;
    // Most numbers stand by themselves, and their runs need no look.
    while let Some(found) = text.as_bytes()[from..].windows(2).position(is_beside) {
        let at = from + found;
        let blank = |c: char| matches!(c, ' ' | '\n');
        let start = text[from..at].rfind(blank).map_or(from, |blank| from + blank + 1);
        let end = text[at..].find(blank).map_or(text.len(), |length| at + length);
        words(text, start..end, &mut out);
        from = end;
    }
    out
}

/// Whether a letter and a sign stand side by side.
fn is_beside(pair: &[u8]) -> bool {
    let sign = |byte: u8| is_sign(char::from(byte));
    sign(pair[0]) && pair[1].is_ascii_lowercase() || pair[0].is_ascii_lowercase() && sign(pair[1])
}

/// The words of one run without blanks that may be disguised.
fn words(text: &str, run: Range<usize>, out: &mut Vec<(usize, String)>) {
    let chunk = &text[run.clone()];
    let written: Vec<char> = chunk.chars().collect();
    if written.len() < WORD || is_address(&written) {
        return;
    }
    for word in chunk.split(|c: char| !(c.is_ascii_lowercase() || is_sign(c))) {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        if is_candidate(word) && !is_labelled(text[..at].chars().rev()) {
            out.push((at, word.to_owned()));
        }
    }
}

/// Whether a word may be a disguised one: long enough, with letters, and signs that each stand for some letter. A digit before or
/// behind a word (`1details`, `html5`) is none.
fn is_candidate(word: &str) -> bool {
    let signs = || word.chars().filter(|c| is_sign(*c));
    let doubts = signs().filter(|sign| letters_of(*sign).len() > 1).count();
    let letters = word.len() - signs().count();
    let inside = word.trim_matches(is_sign).contains(is_sign);
    (inside || word.starts_with('$') || signs().count() > 1)
        && word.len() >= WORD
        && letters >= LETTERS
        && letters < word.len()
        && doubts <= DOUBTS
        && signs().all(|sign| !letters_of(sign).is_empty())
}

/// Everything a word may say, the likeliest first.
fn readings(word: &str) -> Vec<String> {
    let mut out = vec![String::with_capacity(word.len())];
    for c in word.chars() {
        let letters = if is_sign(c) { letters_of(c) } else { &[] };
        let [first, others @ ..] = letters else {
            out.iter_mut().for_each(|reading| reading.push(c));
            continue;
        };
        let more: Vec<String> =
            others.iter().flat_map(|other| out.iter().map(move |reading| format!("{reading}{other}"))).collect();
        out.iter_mut().for_each(|reading| reading.push(*first));
        out.extend(more);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undone(text: &str) -> String {
        let list = WordList::new(["salary", "telegram", "passport", "visa", "free", "commission", "test", "kyiv"]);
        undo(NormalizedText::new(text), || &list).text
    }

    #[test]
    fn words_that_are_looked_for_are_read_through_their_signs() {
        for (written, read) in [
            ("$@1@ry 2000", "salary 2000"),
            ("via 7e1egr@m, no p4$$p0r7", "via telegram, no passport"),
            ("vi5a fr33", "visa free"),
            ("(c0mm1$$10n5)", "(commissions)"),
        ] {
            assert_eq!(undone(written), read);
        }
    }

    #[test]
    fn codes_sums_and_addresses_stay() {
        for text in [
            "room 5a1a, 24h",
            "telegram: v15a",
            "me@v15a.example",
            "@fr33_jobs",
            "10 000 usd",
            "ref fr33",
            "4ree",
            "salary5",
            "1salary",
            "salary401k",
            "2024",
            "$2000",
        ] {
            assert_eq!(undone(text), NormalizedText::new(text).as_str(), "{text}");
        }
    }

    #[test]
    fn a_repaired_letter_is_counted_where_it_stands() {
        let list = WordList::new(["salary"]);
        let text = undo(NormalizedText::new("good $@1@ry"), || &list);
        assert_eq!(text.obfuscation().leet, 4);
        assert_eq!(text.original(Span::new(5, 11)), Span::new(5, 11));
    }
}
