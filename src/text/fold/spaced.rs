//! Letters of a word written apart: `T e l e g r a m`, `t.e.l.e.g.r.a.m`, `微 信 号`.
//!
//! At least four single letters of one script (three in Chinese), each parted from the next by the same one sign.
//! Abbreviations with dots are joined but honest; an alphabetical list (`B C D E`) is left alone.

use unicode_script::{Script, UnicodeScript};

use super::compose::is_european;
use super::{Cell, Draft};
use crate::text::Disguise;
use crate::text::script::{is_alphabetic, is_mark, is_word};

/// Signs that part letters. Commas and slashes make lists of letters.
const SIGNS: &[char] = &[' ', '.', '-', '_', '·', '•', '・', '*', '|', '~', '=', '+', '^'];

pub(super) fn fold(draft: &mut Draft) {
    let mut joined: Vec<Cell> = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    while at < draft.cells.len() {
        if draft.cells.get(at + 1).is_some_and(|next| next.ch.is_ascii_alphanumeric()) {
            // No sign and no mark follows: nothing stands apart here. Asked first, since most characters are such.
            at += 1;
            continue;
        }
        let letters = apart(&draft.cells, at);
        if !is_word_apart(&draft.cells, &letters) {
            // The last letter may begin another row; those before it may not, or long rows would be read again and again.
            at = letters.last().map_or(at + 1, |&last| last.max(at + 1));
            continue;
        }
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

/// The places of the letters in a row from `at` that stand apart by one sign; none if no row starts there.
fn apart(cells: &[Cell], at: usize) -> Vec<usize> {
    let end = letter_end(cells, at);
    // Cheap tests first: this is asked of every character.
    let Some(sign) = cells.get(end).map(|cell| cell.ch).filter(|c| SIGNS.contains(c)) else { return Vec::new() };
    let Some(script) = single(cells, at).filter(|_| at == 0 || !is_word(cells[at - 1].ch)) else { return Vec::new() };
    let (mut letters, mut end) = (vec![at], end);
    while cells.get(end).is_some_and(|cell| cell.ch == sign)
        && (single(cells, end + 1) == Some(script) || script == Script::Latin && is_digit(cells, end + 1))
    {
        letters.push(end + 1);
        end = letter_end(cells, end + 1);
    }
    letters
}

/// Whether a row of letters is long and varied enough to be a word, and no list.
fn is_word_apart(cells: &[Cell], letters: &[usize]) -> bool {
    let Some(&first) = letters.first() else { return false };
    let enough = match cells[first].ch.script() {
        Script::Han => 3,
        // Korean has many words of one syllable, scripts of India and Ethiopia have them of one letter with its vowel.
        Script::Hangul if cells[letter_end(cells, first)].ch == ' ' => 5,
        script if has_words_of_one_letter(script) && cells[letter_end(cells, first)].ch == ' ' => 6,
        _ => 4,
    };
    let digits = letters.iter().filter(|&&at| cells[at].ch.is_ascii_digit()).count();
    let varied = letters.iter().any(|&at| cells[at].ch != cells[first].ch);
    letters.len() >= enough && letters.len() > 2 * digits && varied && !is_alphabetical(cells, letters)
}

fn has_words_of_one_letter(script: Script) -> bool {
    use Script::{
        Bengali, Devanagari, Ethiopic, Gujarati, Gurmukhi, Kannada, Malayalam, Oriya, Sinhala, Tamil, Telugu,
    };
    matches!(
        script,
        Bengali | Devanagari | Ethiopic | Gujarati | Gurmukhi | Kannada | Malayalam | Oriya | Sinhala | Tamil | Telugu
    )
}

/// The script of the letter at `at` if it stands alone, with Latin, Cyrillic and Greek as one.
fn single(cells: &[Cell], at: usize) -> Option<Script> {
    let c = cells.get(at).filter(|cell| is_alphabetic(cell.ch))?.ch;
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
