//! Lower case, accents and the letters that stand for each other.
//!
//! Accents of Latin and Greek letters are set aside in the cell; `ё`, the forms of alef, yeh, kaf and heh, Ethiopic letters of
//! one sound, vowel points and the Devanagari nukta are optional in writing and are dropped for good, as are accents that no
//! language of the rules has: they stand in foreign names, and in words that should not be found. `й`, `ї` and `ґ` are letters
//! of their own.

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::{Cell, Draft};

pub(super) fn fold(draft: &mut Draft) {
    let cells = std::mem::take(&mut draft.cells);
    let mut folded = Vec::with_capacity(cells.len());
    for cell in cells {
        if cell.ch.is_ascii() {
            folded.push(Cell { ch: cell.ch.to_ascii_lowercase(), ..cell });
            continue;
        }
        // Only the dotted capital I has a second character, a mark.
        let lower = cell.ch.to_lowercase().next().unwrap_or(cell.ch);
        match lower {
            'ß' => folded.extend([Cell { ch: 's', ..cell }; 2]),
            'æ' => folded.extend([Cell { ch: 'a', ..cell }, Cell { ch: 'e', ..cell }]),
            'œ' => folded.extend([Cell { ch: 'o', ..cell }, Cell { ch: 'e', ..cell }]),
            _ if is_optional(lower) => {}
            _ => {
                let bare = bare(lower);
                let remembered = bare != lower && is_accented(lower) && is_at_home(lower);
                folded.push(Cell { ch: bare, accent: remembered.then_some(lower), ..cell });
            }
        }
    }
    draft.cells = folded;
}

/// Vowel points and other signs that writers leave out as they please.
fn is_optional(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{8d3}'..='\u{8ff}' | '\u{93c}')
}

/// Whether a letter is one whose accent may be missing but not different.
fn is_accented(c: char) -> bool {
    matches!(u32::from(c), 0xC0..0x250 | 0x370..0x400 | 0x1E00..0x2000)
}

/// Whether some language of the rules writes this letter: those of Western Europe, Turkish, Vietnamese; Greek besides.
fn is_at_home(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{ff}' | '\u{1ea0}'..='\u{1ef9}' | '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
        || "ăđğĩıœşũơư".contains(c)
}

/// The letter without its accent.
fn bare(c: char) -> char {
    match c {
        'đ' | 'ð' => 'd',
        'ı' => 'i',
        'ł' => 'l',
        'ø' => 'o',
        'ħ' => 'h',
        'ŧ' => 't',
        'ς' => 'σ',
        'ё' => 'е',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ې' => 'ي',
        'ک' | 'ڪ' => 'ك',
        'ہ' | 'ە' | 'ۂ' | 'ۀ' => 'ه',
        '\u{1200}'..='\u{137f}' => one_of_homophones(c),
        _ if is_accented(c) => {
            DecomposingNormalizerBorrowed::new_nfd().normalize_iter(std::iter::once(c)).next().unwrap_or(c)
        }
        _ => c,
    }
}

/// The letter of the row that Amharic writers use for every row of the same sound; the first and the fourth vowel of h and of
/// the glottal stop sound alike too.
fn one_of_homophones(c: char) -> char {
    let code = u32::from(c);
    let row = match code {
        0x1210..=0x1217 => code - 0x1210 + 0x1200,
        0x1280..=0x1287 => code - 0x1280 + 0x1200,
        0x1220..=0x1227 => code - 0x1220 + 0x1230,
        0x12D0..=0x12D7 => code - 0x12D0 + 0x12A0,
        0x1340..=0x1347 => code - 0x1340 + 0x1338,
        _ => code,
    };
    let letter = match row {
        0x1203 => 0x1200,
        0x12A3 => 0x12A0,
        _ => row,
    };
    char::from_u32(letter).unwrap_or(c)
}
