//! Latin languages written without their diacritics, as people in haste do.

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::Attack;

pub(super) const ATTACKS: &[Attack] =
    &[Attack::characters("Latin letters without diacritics", |text, _| text.chars().map(bare).collect())];

/// The Latin letter under its marks.
fn bare(c: char) -> char {
    match c {
        'đ' => 'd',
        'Đ' => 'D',
        'ı' => 'i',
        'ł' => 'l',
        'Ł' => 'L',
        'ø' => 'o',
        'Ø' => 'O',
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
            let mut decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize_iter(std::iter::once(c));
            decomposed.next().filter(char::is_ascii_alphabetic).unwrap_or(c)
        }
        _ => c,
    }
}
