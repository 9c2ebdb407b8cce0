//! Character references that a page would show as characters, left in a text: `fl&#105;ght`, `free&nbsp;flight`.
//!
//! Numeric ones and spaces, once. The punctuation that page makers name stays as it is written: it stands in no word.

use super::{Cell, Draft};

/// Characters of the longest reference, `&#x10FFFF;`.
const LONGEST: usize = 10;

/// What stands between `&` and `;` for a space or for nothing.
const NAMED: [(&str, char); 7] = [
    ("nbsp", '\u{a0}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("shy", '\u{ad}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
];

pub(super) fn fold(draft: &mut Draft) {
    if !draft.cells.iter().any(|cell| cell.ch == '&') {
        return;
    }
    let cells = std::mem::take(&mut draft.cells);
    let mut folded: Vec<Cell> = Vec::with_capacity(cells.len());
    let mut at = 0;
    while at < cells.len() {
        let (ch, length) = match cells[at].ch {
            '&' => meant(&cells[at..]).unwrap_or(('&', 1)),
            other => (other, 1),
        };
        folded.push(Cell { ch, end: cells[at + length - 1].end, ..cells[at] });
        at += length;
    }
    draft.cells = folded;
}

/// The character a reference at the start stands for, and its length.
fn meant(cells: &[Cell]) -> Option<(char, usize)> {
    let end = cells.iter().take(LONGEST).position(|cell| cell.ch == ';')?;
    let inside: String = cells[1..end].iter().map(|cell| cell.ch).collect();
    let named = NAMED.iter().find(|(name, _)| *name == inside).map(|(_, c)| *c);
    let numeric = || {
        let digits = inside.strip_prefix('#')?;
        let hexadecimal = digits.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16));
        // A control would be dropped as invisible; no page shows one.
        hexadecimal.unwrap_or_else(|| digits.parse()).ok().and_then(char::from_u32).filter(|c| !c.is_control())
    };
    Some((named.or_else(numeric)?, end + 1))
}
