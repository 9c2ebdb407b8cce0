//! Words cut in two by a dot or a line break, put together: `tele.gram`, `sala` above `ry`.
//!
//! Runs behind folding, on texts of which somebody looks for words. A joint goes where the word around it is one that is
//! looked for and its parts are not; where many words are cut, those go as well that no two words explain. What an honest text
//! writes so stays: addresses, numbers, abbreviations, ends of sentences, and lines that end between words.

use std::ops::Range;

use unicode_script::{Script, UnicodeScript};

use super::map::MapBuilder;
use super::script::{is_alphabetic, is_mark, is_unspaced, is_word};
use super::{Disguise, NormalizedText, OffsetMap, WordList};
use crate::span::{Normalized, Span};

/// Words surely cut from which on a text is taken to be cut throughout.
const SEVERAL: usize = 3;
/// One in so many joints must then be sure.
const SHARE: usize = 5;
/// Fewest letters of a part, and of the word.
const PART: usize = 2;
const WORD: usize = 5;
/// Letters of a part that stand for themselves when they are a word, whatever surrounds them.
const OWN: usize = 5;
/// Most letters of the end of an address.
const ADDRESS: usize = 3;
/// Letters an honest abbreviation may keep.
const ABBREVIATED: usize = 4;
/// Most parts a word is cut into.
const PARTS: usize = 4;
/// Endings that German, French and Spanish set behind a star or a point so that a word names everyone: `Kund*innen`, `employé·es`.
const INCLUSIVE: [&str; 16] = [
    "in", "innen", "es", "ne", "nes", "le", "les", "ve", "ves", "rice", "rices", "trice", "trices", "euse", "euses",
    "as",
];
/// Letters looked at on either side in scripts without spaces, and bytes in the others.
const AROUND: usize = 10;
const REACH: usize = 60;

/// A sign between two runs of letters.
struct Joint {
    span: Range<usize>,
    left: Range<usize>,
    right: Range<usize>,
    broken: bool,
    unspaced: bool,
}

/// What the word list says of a joint.
#[derive(Clone, Copy, Default)]
struct Verdict {
    /// The word around it is looked for.
    whole: bool,
    /// What stands before it, and behind it, is a word.
    parts: [bool; 2],
    /// A part is a word long enough to stand for itself.
    own: bool,
}

impl Verdict {
    fn sure(self) -> bool {
        self.whole && self.parts != [true, true]
    }
}

/// Takes the joints out of a folded text. `word_list` is asked for only if there are any.
pub(super) fn join<'l>(
    text: NormalizedText,
    original: &str,
    word_list: impl FnOnce() -> &'l WordList,
) -> NormalizedText {
    let joints = joints(&text, original);
    if joints.is_empty() {
        return text;
    }
    let word_list = word_list();
    let verdicts: Vec<Verdict> = (0..joints.len()).map(|at| verdict(&text, &joints, at, word_list)).collect();
    let sure = verdicts.iter().filter(|verdict| verdict.sure()).count();
    let throughout = sure >= SEVERAL && sure * SHARE >= joints.len();
    let goes = |joint: &Joint, verdict: Verdict| {
        let explained = verdict.parts == [true, true] || verdict.own;
        let address = !joint.broken && !joint.unspaced && joint.right.len() <= ADDRESS;
        verdict.sure() || throughout && (verdict.whole || !explained && !address)
    };
    let gone: Vec<&Joint> =
        joints.iter().zip(verdicts).filter(|(joint, verdict)| goes(joint, *verdict)).map(|(joint, _)| joint).collect();
    if gone.is_empty() { text } else { without(text, &gone, throughout) }
}

/// Every place where a sign may cut a word.
fn joints(text: &NormalizedText, original: &str) -> Vec<Joint> {
    let whole = text.as_str();
    let signs = whole.char_indices().filter(|(_, c)| matches!(c, '.' | '\n' | '*' | '·' | '•' | '~' | '|'));
    signs.filter_map(|(at, sign)| joint(text, original, at..at + sign.len_utf8(), sign == '\n')).collect()
}

fn joint(text: &NormalizedText, original: &str, span: Range<usize>, broken: bool) -> Option<Joint> {
    let whole = text.as_str();
    let before = whole[..span.start].chars().next_back().filter(|c| is_letter(*c))?;
    let after = whole[span.end..].chars().next().filter(|c| is_alphabetic(*c) && !is_mark(*c))?;
    let unspaced = is_unspaced(before);
    if unspaced != is_unspaced(after) || broken && !is_bare(text, original, &span) {
        return None;
    }
    if unspaced {
        let left = whole[..span.start].char_indices().rev().take(AROUND).take_while(|(_, c)| is_unspaced(*c)).last()?.0;
        let right = &whole[span.end..];
        let end: usize = right.chars().take(AROUND).take_while(|c| is_unspaced(*c)).map(char::len_utf8).sum();
        return Some(Joint { left: left..span.start, right: span.end..span.end + end, span, broken, unspaced });
    }
    let stop = |c: char| !is_letter(c) || is_unspaced(c);
    let left = whole[..span.start].rfind(stop).map_or(0, |at| at + char_at(whole, at).len_utf8());
    let right = whole[span.end..].find(stop).map_or(whole.len(), |at| span.end + at);
    let digit = |c: Option<char>| c.is_some_and(|c| is_word(c) && !is_unspaced(c));
    let beside = digit(whole[..left].chars().next_back()) || digit(whole[right..].chars().next());
    let joint = Joint { left: left..span.start, right: span.end..right, span, broken, unspaced };
    let long = |range: &Range<usize>| whole[range.clone()].chars().take(PART).count() == PART;
    let inclusive =
        matches!(&whole[joint.span.clone()], "*" | "·" | "•") && INCLUSIVE.contains(&&whole[joint.right.clone()]);
    let word = long(&joint.left) && long(&joint.right) && !beside && !inclusive && !begins_anew(text, original, &joint);
    (word && (broken || !is_of_address(whole, &joint))).then_some(joint)
}

fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or_default()
}

fn is_letter(c: char) -> bool {
    is_alphabetic(c) || is_mark(c)
}

/// Whether a line break is nothing but one: no blanks around it, no empty line.
fn is_bare(text: &NormalizedText, original: &str, span: &Range<usize>) -> bool {
    let written = &original[text.original(Span::new(span.start, span.end)).range()];
    written == "\r\n" || written.chars().count() == 1
}

/// Whether the second part begins something new: a capital behind a small letter, or before one.
fn begins_anew(text: &NormalizedText, original: &str, joint: &Joint) -> bool {
    let capital = |at: usize, c: char| {
        let span: Span<Normalized> = Span::new(at, at + c.len_utf8());
        original[text.original(span).range()].chars().next().is_some_and(char::is_uppercase)
    };
    let whole = text.as_str();
    let last = whole[..joint.left.end].char_indices().next_back();
    let mut letters = whole[joint.right.clone()].char_indices().map(|(at, c)| capital(joint.right.start + at, c));
    letters.next() == Some(true) && !(letters.next() == Some(true) && last.is_some_and(|(at, c)| capital(at, c)))
}

/// Whether a dot stands within what is written like an address.
fn is_of_address(whole: &str, joint: &Joint) -> bool {
    let start = whole.ceil_char_boundary(joint.span.start.saturating_sub(REACH));
    let end = whole.floor_char_boundary((joint.span.end + REACH).min(whole.len()));
    let left = whole[start..joint.span.start].rsplit(char::is_whitespace).next().unwrap_or_default();
    let right = whole[joint.span.end..end].split(char::is_whitespace).next().unwrap_or_default();
    left.contains(['@', '/']) || right.contains(['@', '/']) || left.contains("www.") || left == "www"
}

/// What the word list says of one of the joints.
fn verdict(text: &NormalizedText, joints: &[Joint], at: usize, word_list: &WordList) -> Verdict {
    let whole = text.as_str();
    let joint = &joints[at];
    if joint.unspaced {
        return unspaced(&whole[joint.left.clone()], &whole[joint.right.clone()], word_list);
    }
    let part = |range: &Range<usize>| {
        let word = &whole[range.clone()];
        (word_list.knows(word), word.chars().count())
    };
    let (left, right) = (part(&joint.left), part(&joint.right));
    let own = |(known, letters): (bool, usize)| known && letters >= OWN;
    Verdict { whole: is_cut_word(whole, joints, at, word_list), parts: [left.0, right.0], own: own(left) || own(right) }
}

/// Whether some word of a few parts is looked for that is cut at this joint.
fn is_cut_word(whole: &str, joints: &[Joint], at: usize, word_list: &WordList) -> bool {
    let follows = |a: usize, b: usize| joints[a].right == joints[b].left && joints[a].broken == joints[b].broken;
    let first = (0..PARTS - 2).take_while(|back| *back < at && follows(at - back - 1, at - back)).count();
    let last = (0..PARTS - 2).take_while(|on| at + on + 1 < joints.len() && follows(at + on, at + on + 1)).count();
    (at - first..=at).any(|from| {
        let mut word = whole[joints[from].left.clone()].to_owned();
        (from..=at + last).take(PARTS - 1).any(|to| {
            let before = word.chars().count();
            word.push_str(&whole[joints[to].right.clone()]);
            let letters = word.chars().count();
            to >= at && (WORD..=2 * word_list.longest()).contains(&letters) && word_list.knows_beyond(&word, before)
        })
    })
}

/// Where words are not set apart: whether one stands across the joint, and whether one ends or begins at it.
fn unspaced(left: &str, right: &str, word_list: &WordList) -> Verdict {
    let starts: Vec<usize> = left.char_indices().map(|(at, _)| at).collect();
    let ends: Vec<usize> = right.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let parts = [
        starts.iter().rev().skip(1).any(|start| word_list.knows(&left[*start..])),
        ends.iter().skip(1).any(|end| word_list.knows(&right[..*end])),
    ];
    let across = |fewest: usize| {
        starts.iter().rev().enumerate().any(|(before, start)| {
            let reach = ends.iter().enumerate().filter(|(after, _)| before + after + 2 >= fewest);
            reach.into_iter().any(|(_, end)| word_list.knows(&[&left[*start..], &right[..*end]].concat()))
        })
    };
    Verdict { whole: across(3) || parts == [false, false] && across(2), parts, own: false }
}

/// Whether the first part is as short as Slavic languages cut it in honest compounds: `мед.осмотр`.
fn is_abbreviated(part: &str) -> bool {
    part.chars().count() <= ABBREVIATED && part.chars().all(|c| c.script() == Script::Cyrillic)
}

/// The text without some joints. Those of words cut by dots are a disguise, and those of lines where many are.
fn without(mut text: NormalizedText, gone: &[&Joint], throughout: bool) -> NormalizedText {
    let honest = |joint: &Joint| joint.broken || is_abbreviated(&text.text[joint.left.clone()]);
    let counted: Vec<&&Joint> = gone.iter().filter(|joint| throughout || !honest(joint)).collect();
    for joint in counted {
        let word = text.original(Span::new(joint.left.start, joint.right.end));
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        text.obfuscation.add(Disguise::Spaced, offset(word.start), offset(word.end));
    }
    let map = rebuilt(&text, gone);
    let mut before = gone.iter().peekable();
    let mut bytes = 0;
    for (at, _) in &mut text.accents.0 {
        while let Some(joint) = before.next_if(|joint| joint.span.start < *at as usize) {
            bytes += u32::try_from(joint.span.len()).unwrap_or(0);
        }
        *at -= bytes;
    }
    let mut kept = String::with_capacity(text.text.len());
    let mut from = 0;
    for joint in gone {
        kept.push_str(&text.text[from..joint.span.start]);
        from = joint.span.end;
    }
    kept.push_str(&text.text[from..]);
    NormalizedText { text: kept, map, ..text }
}

/// The map of what is left.
fn rebuilt(text: &NormalizedText, gone: &[&Joint]) -> OffsetMap {
    let mut map = MapBuilder::default();
    let mut gone = gone.iter().peekable();
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    for (at, c) in text.text.char_indices() {
        if gone.next_if(|joint| joint.span.start == at).is_some() {
            continue;
        }
        let from = text.map.original(Span::new(at, at + c.len_utf8()));
        map.push(offset(c.len_utf8()), offset(from.start), offset(from.end));
    }
    map.finish(text.map.length())
}
