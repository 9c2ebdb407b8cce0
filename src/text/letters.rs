//! Letters and words at the speed of a look-up: what Unicode's tables say of the scripts the program reads, as bits.
//!
//! Says exactly what `char::is_alphabetic`, `char::is_alphanumeric` and [`is_mark`] say.

use std::sync::LazyLock;

use super::marks::is_mark;

/// Code points below this one are looked up: every alphabet served, Latin to Khmer.
const END: u32 = 0x2000;

static BITS: LazyLock<Bits> = LazyLock::new(Bits::new);

/// One bit per code point.
struct Bits {
    alphabetic: [u64; END as usize / 64],
    word: [u64; END as usize / 64],
}

impl Bits {
    fn new() -> Self {
        let mut bits = Self { alphabetic: [0; END as usize / 64], word: [0; END as usize / 64] };
        for c in (0..END).filter_map(char::from_u32) {
            let (at, bit) = place(c);
            bits.alphabetic[at] |= u64::from(c.is_alphabetic()) << bit;
            bits.word[at] |= u64::from(c.is_alphanumeric() || is_mark(c)) << bit;
        }
        bits
    }
}

/// Where the bit of a code point is.
fn place(c: char) -> (usize, u32) {
    (u32::from(c) as usize / 64, u32::from(c) % 64)
}

/// Whether `c` is of the bulk of Chinese, Japanese and Korean: letters all.
fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}')
}

/// Whether `c` is a letter, as `char::is_alphabetic` has it.
#[must_use]
pub fn is_alphabetic(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    if u32::from(c) < END {
        let (at, bit) = place(c);
        return BITS.alphabetic[at] >> bit & 1 == 1;
    }
    is_east_asian(c) || c.is_alphabetic()
}

/// Whether `c` is part of a word: a letter, a digit or a combining mark.
#[must_use]
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    if u32::from(c) < END {
        let (at, bit) = place(c);
        return BITS.word[at] >> bit & 1 == 1;
    }
    is_east_asian(c) || c.is_alphanumeric() || is_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_what_unicode_says() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphabetic(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_word(c), c.is_alphanumeric() || is_mark(c), "{c:?}");
        }
    }
}
