//! Thai and Lao vowels typed in pieces: nikhahit and aa for am (a tone mark may stand between), two e for ae; and marks of
//! Thai, Lao and Khmer that no word of today has where they stand.

use super::{Cell, Draft};

pub(super) fn fold(draft: &mut Draft) {
    whole_vowels(draft);
    stray_marks(draft);
}

/// Drops a mark written twice, which looks as if written once, and marks out of place.
fn stray_marks(draft: &mut Draft) {
    let stray = |before: char, c: char| match c {
        '\u{e31}'
        | '\u{e34}'..='\u{e39}'
        | '\u{e47}'..='\u{e4c}'
        | '\u{eb1}'
        | '\u{eb4}'..='\u{ebb}'
        | '\u{ec8}'..='\u{ecc}' => before == c,
        // Of Pali alone: phinthu, a nikhahit that makes no vowel, yamakkan; in Khmer viriam and atthacan.
        '\u{e3a}' | '\u{e4d}' | '\u{e4e}' | '\u{17d1}' | '\u{17dd}' => true,
        // Ahsda stands in two Khmer words, on their one letter.
        '\u{17cf}' => !matches!(before, '\u{1780}' | '\u{178a}'),
        _ => false,
    };
    let mut before = '\0';
    draft.cells.retain(|cell| {
        let kept = !stray(before, cell.ch);
        if kept {
            before = cell.ch;
        }
        kept
    });
}

/// Makes one vowel of those typed in pieces.
fn whole_vowels(draft: &mut Draft) {
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
