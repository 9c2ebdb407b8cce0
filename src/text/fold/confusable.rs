//! Letters of another script inside a word: Cyrillic `о` in `telegram`, Latin `a` in a Russian word.
//!
//! Only words that mix Latin, Cyrillic and Greek are touched, and only if the change leaves them in one script. Brands
//! with the endings of a Cyrillic language (`WhatsAppта`) stay.

use icu_normalizer::DecomposingNormalizerBorrowed;
use unicode_security::confusable_detection::skeleton;

use super::compose::is_european;
use super::{Draft, width};
use crate::text::Disguise;
use crate::text::script::is_alphabetic;

/// The alphabets that share look-alikes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Alphabet {
    Latin,
    Cyrillic,
    Greek,
    /// Phonetic letters: Latin, but at home in no word of the languages served.
    Phonetic,
}

pub(super) fn fold(draft: &mut Draft) {
    if !is_mixed(draft) {
        return;
    }
    let mut at = 0;
    while at < draft.cells.len() {
        let word = draft.cells[at..].iter().take_while(|cell| is_european(cell.ch) || cell.ch.is_ascii_digit()).count();
        if is_suspect(draft.cells[at..at + word].iter().map(|cell| cell.ch)) {
            unify(draft, at, at + word);
        }
        at += word.max(1);
    }
}

/// Whether a text has letters of several of these alphabets, or phonetic ones: no word of another text can.
fn is_mixed(draft: &Draft) -> bool {
    let (mut latin, mut others) = (false, false);
    for c in draft.cells.iter().map(|cell| cell.ch) {
        match u32::from(c) {
            0x41..=0x5A | 0x61..=0x7A => latin = true,
            0x80..0x250 | 0x1E00..0x1F00 => latin |= is_alphabetic(c),
            0x250..0x2B0 | 0x1D00..0x1DC0 => return true,
            // What is no letter of these alphabets belongs to none of them, or is Latin.
            0x370..0x400 | 0x1F00..0x2000 | 0x400..0x530 | 0x1C80..0x1C90 | 0xA640..0xA6A0 => others = true,
            0x2C60..0x2C80 | 0xA720..0xA800 => latin = true,
            _ => {}
        }
    }
    others && (latin || draft.cells.iter().any(|cell| of(cell.ch) == Some(Alphabet::Greek)))
}

/// Whether a word has letters of several alphabets, or phonetic ones.
fn is_suspect(word: impl Iterator<Item = char>) -> bool {
    let mut alphabets = word.filter_map(of);
    let first = alphabets.next();
    first == Some(Alphabet::Phonetic) || alphabets.any(|alphabet| Some(alphabet) != first)
}

/// Brings the letters of one word into one alphabet, if they are of several and all can be.
fn unify(draft: &mut Draft, start: usize, end: usize) {
    let letters: Vec<char> = draft.cells[start..end].iter().map(|cell| cell.ch).collect();
    let count = |alphabet| letters.iter().filter(|c| of(**c) == Some(alphabet)).count();
    let mut homes = [Alphabet::Latin, Alphabet::Cyrillic, Alphabet::Greek].map(|home| (count(home), home));
    let total = letters.iter().filter(|c| of(**c).is_some()).count();
    let phonetic = count(Alphabet::Phonetic);
    if homes.iter().any(|(n, _)| *n == total) || is_suffixed(&letters) {
        return;
    }
    // A brand may be Latin but for one letter (`ЮMoney`). The sort is stable: of equal shares Latin wins.
    homes.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    let Some(plain) =
        homes.iter().filter(|(n, _)| 3 * n >= total - phonetic).find_map(|(_, home)| all_in(&letters, *home))
    else {
        return;
    };
    // Ukrainians and Kazakhs type a Latin i for want of a key; two letters are a slip of the keyboard.
    let foreign = letters.iter().zip(&plain).filter(|(old, new)| old != new);
    let slip = foreign.clone().all(|(old, new)| matches!((old, new), ('i', 'і') | ('I', 'І')));
    let honest = total < 3 || slip || is_garbled(&letters, &plain);
    let (first, last) = (draft.cells[start].start, draft.cells[end - 1].end);
    for (cell, letter) in draft.cells[start..end].iter_mut().zip(plain) {
        if cell.ch != letter {
            cell.ch = letter;
            if !honest {
                draft.undone.add(Disguise::Confusable, first, last);
            }
        }
    }
}

/// Whether a look-alike is a capital behind a small letter (`шTэь`): a text decoded wrongly. One that should pass for another
/// letter keeps its case.
fn is_garbled(letters: &[char], plain: &[char]) -> bool {
    let first_small = letters.iter().position(|c| c.is_lowercase());
    let capital = |at: usize| letters[at] != plain[at] && letters[at].is_uppercase();
    first_small.is_some_and(|small| (small + 1..letters.len()).any(capital))
}

/// The alphabet of a letter.
pub(super) fn of(c: char) -> Option<Alphabet> {
    match u32::from(c) {
        0x250..0x2B0 | 0x1D00..0x1DC0 => Some(Alphabet::Phonetic),
        0x370..0x400 | 0x1F00..0x2000 => Some(Alphabet::Greek),
        0x400..0x530 | 0x1C80..0x1C90 | 0xA640..0xA6A0 => Some(Alphabet::Cyrillic),
        _ => is_alphabetic(c).then_some(Alphabet::Latin),
    }
}

/// The word with every letter in one alphabet, `None` if a letter has no look-alike there.
fn all_in(letters: &[char], home: Alphabet) -> Option<Vec<char>> {
    letters
        .iter()
        .map(|&c| if of(c).is_none_or(|alphabet| alphabet == home) { Some(c) } else { like(c, home) })
        .collect()
}

/// Cyrillic letters above the Latin ones they pass for, small and capital.
const CYRILLIC: &str = "авгекмнопрстухьіїјѕһԁԛԝӏѵүАВЕКМНОРСТУХІЇЈЅҺԚԜҮЬ";
const CYRILLIC_AS_LATIN: &str = "abrekmhonpctyxbiijshdqwlvyABEKMHOPCTYXIIJSHQWYb";
/// Greek letters above the Latin ones they pass for.
const GREEK: &str = "αβγεηικνορστυχωάέίόΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
const GREEK_AS_LATIN: &str = "abyenikvopotuxwaeioABEZHIKMNOPTYX";
/// Latin letters above the Cyrillic ones they pass for.
const LATIN: &str = "acehijkmnoprstuxyABCEHIJKMOPSTXY";
const LATIN_AS_CYRILLIC: &str = "асеніјкмпоргѕтихуАВСЕНІЈКМОРЅТХУ";

/// Phonetic letters and small capitals above the Cyrillic ones they pass for.
const PHONETIC: &str = "ᴧᴨᴩʙʍᴍᴀᴇᴏᴄᴛᴋʜᴦᴜʏ";
const PHONETIC_AS_CYRILLIC: &str = "лпрвммаеосткнгиу";

/// The letter of the alphabet `home` that looks like `c`, with or without its accent.
fn like(c: char, home: Alphabet) -> Option<char> {
    let base = DecomposingNormalizerBorrowed::new_nfd().normalize_iter(std::iter::once(c)).next();
    exactly_like(c, home).or_else(|| base.filter(|base| *base != c).and_then(|base| exactly_like(base, home)))
}

/// The letter of the alphabet `home` that looks like `c` as it stands.
fn exactly_like(c: char, home: Alphabet) -> Option<char> {
    let (from, to) = match (of(c)?, home) {
        (Alphabet::Cyrillic, Alphabet::Latin) => (CYRILLIC, CYRILLIC_AS_LATIN),
        (Alphabet::Greek, Alphabet::Latin) => (GREEK, GREEK_AS_LATIN),
        (Alphabet::Latin, Alphabet::Cyrillic) => (LATIN, LATIN_AS_CYRILLIC),
        (Alphabet::Phonetic, Alphabet::Cyrillic) => (PHONETIC, PHONETIC_AS_CYRILLIC),
        (Alphabet::Phonetic, Alphabet::Latin) => match width::plain(c) {
            Some(letter) => return Some(letter),
            None => ("", ""),
        },
        _ => return None,
    };
    let listed = from.chars().position(|other| other == c).and_then(|at| to.chars().nth(at));
    if listed.is_some() || home != Alphabet::Latin {
        return listed;
    }
    let mut buffer = [0; 4];
    let mut prototype = skeleton(c.encode_utf8(&mut buffer));
    prototype.next().filter(|p| p.is_ascii_alphabetic()).filter(|_| prototype.next().is_none())
}

/// Whether a word is a Latin name with the case ending of a Cyrillic language.
fn is_suffixed(letters: &[char]) -> bool {
    let stem = letters.iter().take_while(|c| of(**c) == Some(Alphabet::Latin)).count();
    let ending: String = letters[stem..].iter().collect();
    stem >= 3 && matches!(ending.as_str(), "та" | "те" | "ка" | "ке" | "на" | "не" | "тан" | "тен" | "нан" | "нен")
}
