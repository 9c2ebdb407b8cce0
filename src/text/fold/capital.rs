//! A capital I that passes for a small l, and the other way round: `saIary`, `caII`, `VlSA`.
//!
//! Names written together (`LinkedIn`, `WorkIndia`) keep their capital. Never counted: pages lose the spaces between sentences
//! (`to applyIf you`), and what comes of those is no word either way.

use super::Draft;
use crate::text::script::is_word;

pub(super) fn fold(draft: &mut Draft) {
    let mut changed: Vec<(usize, char)> = Vec::new();
    let char_at = |at: Option<usize>| at.and_then(|at| draft.cells.get(at)).map_or(' ', |cell| cell.ch);
    let mut at = 0;
    while at < draft.cells.len() {
        let c = draft.cells[at].ch;
        let run = draft.cells[at..].iter().take_while(|cell| c == 'I' && cell.ch == 'I').count();
        let (before, after) = (char_at(at.checked_sub(1)), char_at(Some(at + run.max(1))));
        if c == 'I' && before.is_ascii_lowercase() && is_small_l(run, after) {
            changed.extend((at..at + run).map(|at| (at, 'l')));
        } else if c == 'l' && before.is_ascii_uppercase() && after.is_ascii_uppercase() {
            changed.push((at, 'I'));
        }
        at += run.max(1);
    }
    for (at, letter) in changed {
        draft.cells[at].ch = letter;
    }
}

/// Whether so many capitals behind a small letter are small l: one may begin a name.
pub(super) fn is_small_l(run: usize, after: char) -> bool {
    match run {
        1 => {
            !is_word(after)
                || matches!(after, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'c' | 'f' | 'g' | 'k' | 'l' | 'p' | 'v')
        }
        _ => !after.is_ascii_uppercase(),
    }
}
