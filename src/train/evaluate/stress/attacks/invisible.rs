//! Characters that show nothing, put inside words.

use super::super::words::between_letters;
use super::Attack;

pub(super) const ATTACKS: &[Attack] = &[
    Attack::characters("zero-width characters between letters", |text, chance| {
        between_letters(text, || Some(chance.one(&['\u{200b}', '\u{2060}', '\u{feff}', '\u{200c}'])))
    }),
    Attack::characters("soft hyphens between letters", |text, _| between_letters(text, || Some('\u{ad}'))),
    Attack::characters("fillers and tags between some letters", |text, chance| {
        between_letters(text, || {
            chance.once_in(3).then(|| chance.one(&['\u{34f}', '\u{2062}', '\u{180e}', '\u{e0061}', '\u{fe0f}']))
        })
    }),
];
