//! Letters of a word written apart: `T e l e g r a m`, `t.e.l.e.g.r.a.m`, `微 信 号`.
//!
//! At least four single letters of one script (three in Chinese), each parted from the next by the same one sign.
//! Abbreviations with dots are joined but honest; an alphabetical list (`B C D E`) is left alone.

use unicode_script::{Script, UnicodeScript};

use super::compose::is_european;
use super::{Cell, Draft};
use crate::text::Disguise;
use crate::text::script::{is_mark, is_word};

/// Signs that part letters. Commas and slashes make lists of letters.
const SIGNS: &[char] = &[' ', '.', '-', '_', '·', '•', '・', '*', '|', '~', '=', '+', '^'];

pub(super) fn fold(draft: &mut Draft) {
    let mut joined: Vec<Cell> = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    while at < draft.cells.len() {
        let Some(letters) = apart(&draft.cells, at) else {
            at += 1;
            continue;
        };
        let (first, last) = (at, letters[letters.len() - 1]);
        if !is_abbreviation(&draft.cells, &letters) {
            draft.undone.add(Disguise::Spaced, draft.cells[first].start, draft.cells[last].end);
        }
        joined.extend_from_slice(&draft.cells[copied..first]);
        for &letter in &letters {
            joined.extend_from_slice(&draft.cells[letter..letter_end(&draft.cells, letter)]);
        }
        at = letter_end(&draft.cells, last);
        copied = at;
    }
    if copied > 0 {
        joined.extend_from_slice(&draft.cells[copied..]);
        draft.cells = joined;
    }
}

/// The places of the letters of a word written apart that starts at `at`.
fn apart(cells: &[Cell], at: usize) -> Option<Vec<usize>> {
    // Cheap tests first: this is asked of every character.
    let sign = cells.get(at + 1)?.ch;
    let sign = if is_mark(sign) { cells.get(letter_end(cells, at))?.ch } else { sign };
    if !SIGNS.contains(&sign) || at > 0 && is_word(cells[at - 1].ch) {
        return None;
    }
    let script = single(cells, at)?;
    let mut letters = vec![at];
    let mut end = letter_end(cells, at);
    while cells.get(end).is_some_and(|cell| cell.ch == sign)
        && (single(cells, end + 1) == Some(script) || script == Script::Latin && is_digit(cells, end + 1))
    {
        letters.push(end + 1);
        end = letter_end(cells, end + 1);
    }
    let digits = letters.iter().filter(|&&at| cells[at].ch.is_ascii_digit()).count();
    let enough = match script {
        Script::Han => 3,
        // Korean has many words of one syllable.
        Script::Hangul if sign == ' ' => 5,
        _ => 4,
    };
    let varied = letters.iter().any(|&at| cells[at].ch != cells[letters[0]].ch);
    let listed = is_alphabetical(cells, &letters);
    (letters.len() >= enough && letters.len() > 2 * digits && varied && !listed).then_some(letters)
}

/// The script of the letter at `at` if it stands alone, with Latin, Cyrillic and Greek as one.
fn single(cells: &[Cell], at: usize) -> Option<Script> {
    let c = cells.get(at).filter(|cell| cell.ch.is_alphabetic())?.ch;
    if is_mark(c) || cells.get(letter_end(cells, at)).is_some_and(|cell| is_word(cell.ch)) {
        return None;
    }
    Some(if is_european(c) { Script::Latin } else { c.script() })
}

/// Whether a digit stands alone at `at`; within letters apart it stands for one (`L.0.K.3.R`).
fn is_digit(cells: &[Cell], at: usize) -> bool {
    cells.get(at).is_some_and(|cell| cell.ch.is_ascii_digit())
        && !cells.get(at + 1).is_some_and(|cell| is_word(cell.ch))
}

/// Where the letter at `at` ends, with the marks it carries.
fn letter_end(cells: &[Cell], at: usize) -> usize {
    at + 1 + cells[at + 1..].iter().take_while(|cell| is_mark(cell.ch)).count()
}

/// Whether the letters are a list in the order of the alphabet, such as classes of driving licences.
fn is_alphabetical(cells: &[Cell], letters: &[usize]) -> bool {
    letters.windows(2).all(|pair| {
        let step = u32::from(cells[pair[1]].ch).wrapping_sub(u32::from(cells[pair[0]].ch));
        is_european(cells[pair[0]].ch) && (1..=2).contains(&step)
    })
}

/// Whether letters with dots are an ordinary abbreviation: `a.s.a.p.`, `P.O.E.A.`.
fn is_abbreviation(cells: &[Cell], letters: &[usize]) -> bool {
    let capitals = letters.iter().all(|&at| cells[at].ch.is_uppercase());
    let dotted = cells[letter_end(cells, letters[0])].ch == '.';
    dotted && is_european(cells[letters[0]].ch) && (letters.len() == 4 || capitals && letters.len() == 5)
}
