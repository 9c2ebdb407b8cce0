//! The shortcut for texts whose characters stand each for itself, which is most: what the steps up to `punctuation` make of each
//! is looked up, and of the steps behind them only those run that something asks for.
//!
//! Must give exactly what the general steps give; it declines (`None`) texts with anything hidden, dressed or in pieces.

use std::sync::OnceLock;

use super::confusable::Alphabet;
use super::{Cell, Draft, capital, case, compose, confusable, han, hyphen, invisible, leet, offset, punctuation, space};
use super::{spaced, width};
use crate::text::{NormalizedText, Obfuscation};
use crate::text::script::{is_alphabetic, is_word};

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

impl Steps {
    /// Looks at a character with the six before it, the nearest last.
    fn see(&mut self, before: &[Plain; 6], next: Plain) {
        let [outside, first, sign, middle, again, last] = before;
        let letter = |plain: &Plain| plain.alphabet.is_some();
        let inside = letter(again) && (letter(&next) || last.ch == '$' && next.ch == '$');
        self.leet |= leet::is_sign(last.ch) && (inside || last.ch == '0' && letter(&next));
        self.hyphen |= last.ch == '-' && matches!(next.ch, '\r' | '\n');
        self.capital |= match last.ch {
            'I' => again.ch.is_ascii_lowercase() && (next.ch == 'I' || capital::is_small_l(1, next.ch)),
            'l' => again.ch.is_ascii_uppercase() && next.ch.is_ascii_uppercase(),
            _ => false,
        };
        self.spaced |= sign.ch == again.ch
            && !sign.is_word
            && [first, middle, last].iter().all(|letter| letter.is_word)
            && !outside.is_word
            && !next.is_word;
        self.han |= next.ch >= han::FIRST;
    }
}

/// Reads a text into cells, each as the steps up to `punctuation` leave it.
fn read(draft: &mut Draft<'_>) -> Option<Steps> {
    let mut steps = Steps::default();
    let mut before = [NOTHING; 6];
    let mut alphabet = None;
    for (at, c) in draft.original.char_indices() {
        let plain = known(c)?;
        if before[5].ch == '&' && (plain.ch == '#' || plain.ch.is_ascii_lowercase()) {
            return None;
        }
        steps.see(&before, plain);
        // Digits do not part the letters of a word.
        match plain.alphabet {
            Some(Alphabet::Phonetic) => steps.confusable = true,
            Some(_) if alphabet.is_none() => alphabet = plain.alphabet,
            Some(_) => steps.confusable |= alphabet != plain.alphabet,
            None if plain.ch.is_ascii_digit() => {}
            None => alphabet = None,
        }
        before = [before[1], before[2], before[3], before[4], before[5], plain];
        let start = offset(at);
        let end = start + super::width(c);
        let times = if c == ELLIPSIS { 3 } else { 1 };
        draft.cells.extend(std::iter::repeat_n(Cell { ch: plain.ch, accent: None, start, end }, times));
    }
    steps.see(&before, NOTHING);
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
    let characters = |page: usize| (page * PAGE..(page + 1) * PAGE).map(|code| of(char::from_u32(u32::try_from(code).ok()?)?));
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
