//! White space: a run becomes one space, or one line break if it holds any; none at either end of the text. Where nearly
//! every word has a line of its own, line breaks are spaces: a phrase ends with a line, and such lines end nothing.

use super::{Cell, Draft};
use crate::text::script::is_unspaced;

/// Line breaks from which on words may stand one to a line.
pub(super) const BROKEN: usize = 20;

pub(super) fn fold(draft: &mut Draft) {
    let cells = std::mem::take(&mut draft.cells);
    let broken = is_broken(&cells);
    let mut folded: Vec<Cell> = Vec::with_capacity(cells.len());
    let mut gap: Option<Cell> = None;
    for cell in cells {
        if is_space(cell.ch) {
            let newline = is_break(cell.ch) && !broken;
            let run = gap.get_or_insert(Cell { ch: ' ', accent: None, ..cell });
            run.end = cell.end;
            if newline {
                run.ch = '\n';
            }
            continue;
        }
        if let Some(run) = gap.take()
            && !folded.is_empty()
        {
            folded.push(run);
        }
        folded.push(cell);
    }
    draft.cells = folded;
}

/// Whether nearly every word stands on a line of its own, in a script that parts words.
fn is_broken(cells: &[Cell]) -> bool {
    let breaks = cells.iter().filter(|cell| is_break(cell.ch)).count();
    breaks >= BROKEN
        && breaks >= 4 * cells.iter().filter(|cell| cell.ch == ' ').count()
        && cells.len() <= 12 * breaks
        && !cells.iter().any(|cell| is_unspaced(cell.ch))
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// White space, and the blank Braille cell that passes for it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
}
