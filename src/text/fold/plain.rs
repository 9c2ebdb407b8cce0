//! The shortcut for texts whose characters stand each for itself, which is most: what the steps up to `punctuation` make of each
//! is looked up, and of the steps behind them only those run that something asks for.
//!
//! Must give exactly what the general steps give; it declines (`None`) texts with anything hidden, dressed or in pieces.

use std::sync::OnceLock;

use super::confusable::Alphabet;
use super::{
    Cell, Draft, capital, case, compose, confusable, han, hyphen, invisible, leet, offset, punctuation, space,
};
use super::{spaced, width};
use crate::text::script::{is_alphabetic, is_word};
use crate::text::{NormalizedText, Obfuscation};

/// What the first steps make of a character that stands for itself.
#[derive(Debug, Clone, Copy)]
struct Plain {
    ch: char,
    is_word: bool,
    /// The alphabet of a letter that another alphabet may lend to.
    alphabet: Option<Alphabet>,
}

/// Characters of one page.
const PAGE: usize = 256;

/// By page of the first plane and character, made when one of the page is first met; `None` for one that takes the long way.
static PAGES: [OnceLock<Box<[Option<Plain>]>>; 0x1_0000 / PAGE] = [const { OnceLock::new() }; 0x1_0000 / PAGE];

/// Folds a text of plain characters, `None` for any other.
pub(super) fn normalize(original: &str) -> Option<NormalizedText> {
    let mut draft = Draft { original, cells: Vec::with_capacity(original.len()), undone: Obfuscation::default() };
    let steps = read(&mut draft)?;
    // Letters put together have new neighbors.
    let anew = steps.hyphen || steps.spaced;
    for (fold, asked) in [
        (hyphen::fold as fn(&mut Draft), steps.hyphen),
        (spaced::fold, steps.spaced),
        (capital::fold, steps.capital || anew),
        (confusable::fold, steps.confusable || anew),
        (leet::fold, steps.leet || anew),
        (han::fold, steps.han),
        (case::fold, true),
        (space::fold, true),
    ] {
        if asked {
            fold(&mut draft);
        }
    }
    Some(draft.finish())
}

/// The steps that may find something to do.
#[derive(Debug, Default)]
struct Steps {
    hyphen: bool,
    spaced: bool,
    capital: bool,
    confusable: bool,
    leet: bool,
    han: bool,
}

/// What is known of the characters before one.
struct Before {
    /// The last two.
    two: [Plain; 2],
    /// A bit for each that is part of a word, the last in the lowest.
    words: u32,
    /// The alphabet of the word they end with. Digits do not part its letters.
    alphabet: Option<Alphabet>,
}

/// Letters of a word that stand apart, the first and the last by themselves: which of seven characters are part of a word.
const APART: u32 = 0b010_1010;

impl Steps {
    /// Looks at a character and those before it, which are the last cells.
    fn see(&mut self, before: &Before, next: Plain, cells: &[Cell]) {
        let [again, last] = before.two;
        match last.ch {
            '-' => self.hyphen |= matches!(next.ch, '\r' | '\n'),
            'I' => {
                self.capital |= again.ch.is_ascii_lowercase() && (next.ch == 'I' || capital::is_small_l(1, next.ch));
            }
            'l' => self.capital |= again.ch.is_ascii_uppercase() && next.ch.is_ascii_uppercase(),
            c if leet::is_sign(c) => {
                let letter = |plain: Plain| plain.alphabet.is_some();
                let inside = letter(again) && (letter(next) || c == '$' && next.ch == '$');
                self.leet |= inside || c == '0' && letter(next);
            }
            _ => {}
        }
        if (before.words << 1 | u32::from(next.is_word)) & 0x7F == APART {
            let sign = |back: usize| cells.len().checked_sub(back).and_then(|at| cells.get(at)).map(|cell| cell.ch);
            self.spaced |= sign(2) == sign(4);
        }
        self.han |= next.ch >= han::FIRST;
        self.confusable |= match (before.alphabet, next.alphabet) {
            (_, Some(Alphabet::Phonetic)) => true,
            (Some(before), Some(next)) => before != next,
            _ => false,
        };
    }
}

impl Before {
    /// Goes on to the next character.
    fn step(&mut self, next: Plain) {
        self.two = [self.two[1], next];
        self.words = self.words << 1 | u32::from(next.is_word);
        if !next.ch.is_ascii_digit() {
            self.alphabet = next.alphabet;
        }
    }
}

/// Reads a text into cells, each as the steps up to `punctuation` leave it.
fn read(draft: &mut Draft<'_>) -> Option<Steps> {
    let mut steps = Steps::default();
    let mut before = Before { two: [NOTHING; 2], words: 0, alphabet: None };
    for (at, c) in draft.original.char_indices() {
        let plain = known(c)?;
        if before.two[1].ch == '&' && (plain.ch == '#' || plain.ch.is_ascii_lowercase()) {
            return None;
        }
        steps.see(&before, plain, &draft.cells);
        before.step(plain);
        let start = offset(at);
        let cell = Cell { ch: plain.ch, accent: None, start, end: start + super::width(c) };
        draft.cells.push(cell);
        if c == ELLIPSIS {
            draft.cells.extend([cell; 2]);
        }
    }
    steps.see(&before, NOTHING, &draft.cells);
    Some(steps)
}

/// What stands around a text.
const NOTHING: Plain = Plain { ch: ' ', is_word: false, alphabet: None };

/// The one character of several that is frequent: three dots.
const ELLIPSIS: char = '…';

#[inline]
fn known(c: char) -> Option<Plain> {
    if matches!(c, '\u{4e00}'..='\u{9fff}' | '가'..='\u{d7a3}') {
        return Some(Plain { ch: c, is_word: true, alphabet: None });
    }
    let code = u32::from(c) as usize;
    let Some(page) = PAGES.get(code / PAGE) else { return of(c) };
    let characters =
        |page: usize| (page * PAGE..(page + 1) * PAGE).map(|code| of(char::from_u32(u32::try_from(code).ok()?)?));
    page.get_or_init(|| characters(code / PAGE).collect())[code % PAGE]
}

/// What the first steps make of a character, if they look at nothing beside it.
fn of(c: char) -> Option<Plain> {
    if c == ELLIPSIS {
        return Some(Plain { ch: '.', is_word: false, alphabet: None });
    }
    // Thai and Lao vowels are typed in pieces; phonetic letters pass for others.
    let piece = matches!(u32::from(c), 0xE00..0xF00 | 0x250..0x2B0 | 0x1D00..0x1DC0);
    if piece || invisible::is_hidden(c) || width::plain(c).is_some() {
        return None;
    }
    let ch = punctuation::plain(compose::alone(c)?);
    let alphabet = if compose::is_european(ch) { confusable::of(ch) } else { None };
    Some(Plain { ch, is_word: is_word(ch) || is_alphabetic(ch), alphabet })
}
