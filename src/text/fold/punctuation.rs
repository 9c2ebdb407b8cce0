//! One form for each kind of quotation mark, apostrophe, dash and digit.

use super::Draft;

pub(super) fn fold(draft: &mut Draft) {
    for cell in &mut draft.cells {
        if cell.ch > '\u{7f}' {
            cell.ch = plain(cell.ch);
        }
    }
}

/// The ASCII form of a punctuation mark or decimal digit, any other character as it is.
pub(super) fn plain(c: char) -> char {
    match c {
        '‘' | '’' | '‛' | '′' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | '´' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2044}' | '\u{2215}' => '/',
        _ => digit(c).unwrap_or(c),
    }
}

/// The zeros of the scripts whose ten digits follow one another.
static ZEROS: &[u32] = &[
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20,
    0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0,
    0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
];

/// The ASCII form of a decimal digit of another script.
fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= code)].last()?;
    char::from_digit(code - zero, 10)
}
