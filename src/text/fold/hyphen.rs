//! Words parted by a hyphen at the end of a line, put together: `regis-` above `tration`.
//!
//! Only where small letters stand on both sides; a hyphen behind a digit or a capital is one of the word's own.

use super::compose::is_european;
use super::{Cell, Draft};
use crate::text::script::is_alphabetic;

pub(super) fn fold(draft: &mut Draft) {
    if !draft.cells.windows(2).any(|two| two[0].ch == '-' && is_break(two[1].ch)) {
        return;
    }
    let cells = std::mem::take(&mut draft.cells);
    let mut joined: Vec<Cell> = Vec::with_capacity(cells.len());
    let mut at = 0;
    while at < cells.len() {
        let breaks = cells[at + 1..].iter().take(2).take_while(|cell| is_break(cell.ch)).count();
        let after = cells.get(at + 1 + breaks);
        let inside = joined.last().zip(after).is_some_and(|(before, after)| are_of_one_word(before.ch, after.ch));
        if cells[at].ch == '-' && breaks > 0 && inside {
            at += 1 + breaks;
            continue;
        }
        joined.push(cells[at]);
        at += 1;
    }
    draft.cells = joined;
}

fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n')
}

/// Whether both are small letters, of European alphabets or neither of them.
fn are_of_one_word(before: char, after: char) -> bool {
    let small = |c: char| is_alphabetic(c) && !c.is_uppercase();
    small(before) && small(after) && is_european(before) == is_european(after)
}
