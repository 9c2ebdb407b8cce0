//! Letters as character references, in text that a page shows as letters and a file holds as it is.

use super::Attack;
use crate::text::script::is_alphabetic;

pub(super) const ATTACKS: &[Attack] = &[
    Attack::characters("some letters as HTML references", |text, chance| {
        let mut out = String::with_capacity(3 * text.len());
        for c in text.chars() {
            if !(is_alphabetic(c) && chance.once_in(3)) {
                out.push(c);
                continue;
            }
            let code = u32::from(c);
            out.push_str(&if chance.once_in(2) { format!("&#{code};") } else { format!("&#x{code:X};") });
        }
        out
    }),
    Attack::characters("spaces as HTML references", |text, chance| {
        let mut out = String::with_capacity(2 * text.len());
        for c in text.chars() {
            match c {
                ' ' => out.push_str(chance.one(&["&nbsp;", "&#32;", "&#160;", "&ensp;"])),
                other => out.push(other),
            }
        }
        out
    }),
];
