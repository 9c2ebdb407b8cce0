//! What a character is to a phrase matcher: part of a word, a separator, the end of a sentence, or of a script that is
//! written without spaces.
//!
//! Knows nothing of languages. All functions take characters of the normalized text.

use unicode_script::{Script, UnicodeScript};

pub use super::letters::{is_alphabetic, is_word};
pub use super::marks::is_mark;

/// Whether `c` belongs to a script in which no word boundary is asked: Han, Kana, Hangul, Thai, Lao, Khmer, Burmese.
///
/// Korean is written with spaces, but its particles cling to the word before them.
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    match u32::from(c) {
        0..0xE00 => false,
        0xE00..0xF00 | 0x1000..0x10A0 | 0x1780..0x1800 | 0x19E0..0x1A00 => true,
        0x3041..0x3100 | 0x3400..0xA000 | 0xAC00..0xD7A4 => true,
        // The ideographic marks 々 〆 〇 count as Han, the punctuation beside them does not.
        _ => {
            matches!(
                c.script(),
                Script::Han
                    | Script::Hiragana
                    | Script::Katakana
                    | Script::Thai
                    | Script::Lao
                    | Script::Khmer
                    | Script::Myanmar
                    | Script::Hangul
            ) || c == 'ー'
        }
    }
}

/// Whether `c` may stand between two words of a phrase: white space, a hyphen or dash, comma, slash, dot, middle dot,
/// ideographic comma or apostrophe.
#[must_use]
pub fn is_separator(c: char) -> bool {
    if c.is_ascii_alphanumeric() {
        return false;
    }
    c.is_whitespace()
        || matches!(
            c,
            '-' | '\u{2010}'
                ..='\u{2015}' | '\u{2212}' | '_' | ',' | '،' | '、' | '/' | '.' | '·' | '・' | '•' | '\'' | '’'
        )
}

/// Whether `c` ends a sentence in any of the scripts served. Line breaks do too.
#[must_use]
pub fn ends_sentence(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '\n'
            | ';'
            | '…'
            | '。'
            | '．'
            | '！'
            | '？'
            | '؟'
            | '۔'
            | '؛'
            | '।'
            | '॥'
            | '။'
            | '។'
            | '៕'
            | '።'
            | '๏'
    )
}
