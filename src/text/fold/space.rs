//! White space: a run becomes one space, or one line break if it holds any; none at either end of the text.

use super::{Cell, Draft};

pub(super) fn fold(draft: &mut Draft) {
    let cells = std::mem::take(&mut draft.cells);
    let mut folded: Vec<Cell> = Vec::with_capacity(cells.len());
    let mut gap: Option<Cell> = None;
    for cell in cells {
        if is_space(cell.ch) {
            let newline = matches!(cell.ch, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
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

/// White space, and the blank Braille cell that passes for it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
}
