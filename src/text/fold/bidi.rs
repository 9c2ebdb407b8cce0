//! Text written backwards behind an override of the direction of writing, turned round as the screen shows it:
//! `margelet` between U+202E and U+202C reads `telegram`.
//!
//! Only where the override goes against the script: honest Arabic behind a right-to-left override already runs that way,
//! and phones put a left-to-right one around numbers. The controls themselves are dropped and counted with the other
//! invisible characters.

use super::{Cell, Draft};
use crate::text::script::{is_alphabetic, is_mark};

pub(super) fn fold(draft: &mut Draft) {
    let mut at = 0;
    while let Some(found) = draft.cells[at..].iter().position(|cell| is_override(cell.ch)) {
        let first = at + found + 1;
        let run = draft.cells[first..].iter().take_while(|cell| !ends(cell.ch)).count();
        let to_left = draft.cells[first - 1].ch == '\u{202e}';
        at = first + run;
        if runs_against(&draft.cells[first..at], to_left) {
            turn(&mut draft.cells[first..at]);
        }
    }
}

fn is_override(c: char) -> bool {
    matches!(c, '\u{202d}' | '\u{202e}')
}

/// Whether `c` ends what an override turns.
fn ends(c: char) -> bool {
    is_override(c) || matches!(c, '\n' | '\r' | '\u{85}' | '\u{2029}' | '\u{202c}')
}

/// Whether every letter is of a script that runs the other way.
fn runs_against(run: &[Cell], to_left: bool) -> bool {
    let mut letters = run.iter().map(|cell| cell.ch).filter(|c| is_alphabetic(*c)).peekable();
    letters.peek().is_some() && letters.all(|c| runs_to_left(c) != to_left)
}

/// Letters of Hebrew, Arabic and their neighbors.
fn runs_to_left(c: char) -> bool {
    matches!(u32::from(c), 0x590..0x900 | 0xFB1D..0xFE00 | 0xFE70..0xFEFF | 0x10800..0x11000 | 0x1E800..0x1F000)
}

/// Turns the cells round, marks behind their letters. What is turned stands for the whole of it.
fn turn(run: &mut [Cell]) {
    let (start, end) = (run[0].start, run[run.len() - 1].end);
    run.reverse();
    let mut at = 0;
    while at < run.len() {
        let marks = run[at..].iter().take_while(|cell| is_mark(cell.ch)).count();
        let last = (at + marks).min(run.len() - 1);
        run[at..=last].reverse();
        at = last + 1;
    }
    for cell in run {
        (cell.start, cell.end) = (start, end);
    }
}
