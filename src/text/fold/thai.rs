//! Thai and Lao vowels typed in pieces: nikhahit and aa for am (a tone mark may stand between), two e for ae.

use super::{Cell, Draft};

pub(super) fn fold(draft: &mut Draft) {
    if !draft.cells.iter().any(|cell| matches!(cell.ch, '\u{e4d}' | '\u{ecd}' | '\u{e40}' | '\u{ec0}')) {
        return;
    }
    let cells = std::mem::take(&mut draft.cells);
    let mut folded: Vec<Cell> = Vec::with_capacity(cells.len());
    let mut at = 0;
    while at < cells.len() {
        let (whole, length) = match chars(&cells[at..]) {
            ['\u{e40}', '\u{e40}', _] => (vec!['\u{e41}'], 2),
            ['\u{ec0}', '\u{ec0}', _] => (vec!['\u{ec1}'], 2),
            ['\u{e4d}', '\u{e32}', _] => (vec!['\u{e33}'], 2),
            ['\u{ecd}', '\u{eb2}', _] => (vec!['\u{eb3}'], 2),
            ['\u{e4d}', tone @ '\u{e48}'..='\u{e4b}', '\u{e32}']
            | [tone @ '\u{e48}'..='\u{e4b}', '\u{e4d}', '\u{e32}'] => (vec![tone, '\u{e33}'], 3),
            ['\u{ecd}', tone @ '\u{ec8}'..='\u{ecb}', '\u{eb2}']
            | [tone @ '\u{ec8}'..='\u{ecb}', '\u{ecd}', '\u{eb2}'] => (vec![tone, '\u{eb3}'], 3),
            _ => {
                folded.push(cells[at]);
                at += 1;
                continue;
            }
        };
        let (start, end) = (cells[at].start, cells[at + length - 1].end);
        folded.extend(whole.into_iter().map(|ch| Cell { ch, accent: None, start, end }));
        at += length;
    }
    draft.cells = folded;
}

/// The first three characters, NUL where the text ends.
fn chars(cells: &[Cell]) -> [char; 3] {
    [0, 1, 2].map(|at| cells.get(at).map_or('\0', |cell| cell.ch))
}
