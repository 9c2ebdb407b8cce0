//! Compatibility composition (NFKC), a base character with its marks at a time, so that the map stays fine.
//!
//! Marks beyond what composition takes up are noise on Latin, Cyrillic and Greek letters and are stripped; other
//! scripts keep theirs up to what any word needs. Hangul comes out composed.

use icu_normalizer::ComposingNormalizerBorrowed;

use super::{Cell, Draft};
use crate::text::Disguise;
use crate::text::script::{is_alphabetic, is_mark};

/// No syllable of any script needs more marks on one base; Burmese comes closest.
const MARKS: usize = 8;
/// Letters under a heap of marks from which on no separate mark of the text is taken for an accent.
const HEAPED: u32 = 4;
/// Characters of one segment that are looked at; sorting thousands of marks would be a gift to an attacker.
const LOOKED_AT: usize = 32;

pub(super) fn fold(draft: &mut Draft) {
    if draft.cells.iter().all(|cell| is_inert(cell.ch)) {
        return;
    }
    let cells = std::mem::take(&mut draft.cells);
    let mut composed: Vec<Cell> = Vec::with_capacity(cells.len());
    let mut joined: Vec<(usize, char)> = Vec::new();
    let mut buffer = Vec::new();
    let mut at = 0;
    while at < cells.len() {
        // Plain letters in a row stay as they are, but for the last, which a mark may follow.
        let plain = cells[at..].iter().take_while(|cell| is_plain(cell.ch)).count();
        if plain > 1 {
            composed.extend_from_slice(&cells[at..at + plain - 1]);
            at += plain - 1;
        }
        let end = cells[at + 1..].iter().position(|cell| !continues(cell.ch)).map_or(cells.len(), |n| at + 1 + n);
        let segment = &cells[at..end];
        at = end;
        if let [cell] = segment
            && is_inert(cell.ch)
        {
            composed.push(*cell);
            continue;
        }
        compose(segment, &mut buffer);
        let (start, end) = (segment[0].start, segment[segment.len() - 1].end);
        if strip(&mut buffer) {
            draft.undone.add(Disguise::Marks, start, end);
        }
        if buffer.len() == segment.len() && buffer.iter().zip(segment).all(|(c, cell)| *c == cell.ch) {
            composed.extend_from_slice(segment);
        } else {
            // A mark with which a text begins stands on nothing, and goes.
            if segment.len() > 1 && is_european(segment[0].ch) && !is_mark(segment[0].ch) {
                let mut alone = Vec::new();
                compose(&segment[..1], &mut alone);
                joined.extend(alone.first().map(|base| (composed.len(), *base)));
            }
            composed.extend(buffer.iter().map(|&ch| Cell { ch, accent: None, start, end }));
        }
    }
    // Where marks are heaped, those that happen to make an accent are noise too.
    if draft.undone.marks >= HEAPED {
        for (at, base) in joined {
            composed[at].ch = base;
        }
    }
    draft.cells = composed;
}

/// The composed form of a character with no mark behind it; `None` for one that joins what stands before it, and for one that
/// becomes several.
pub(super) fn alone(c: char) -> Option<char> {
    if is_mark(c) || continues(c) {
        return None;
    }
    if is_inert(c) {
        return Some(c);
    }
    let cell = Cell { ch: c, accent: None, start: 0, end: 0 };
    let mut buffer = Vec::new();
    compose(&[cell], &mut buffer);
    match buffer[..] {
        [composed] if !is_mark(composed) => Some(composed),
        _ => None,
    }
}

/// Writes the composed form of a segment to `buffer`.
fn compose(segment: &[Cell], buffer: &mut Vec<char>) {
    buffer.clear();
    let source = segment.iter().take(LOOKED_AT).map(|cell| cell.ch);
    if is_exempt(segment[0].ch) {
        buffer.extend(source);
    } else {
        buffer.extend(ComposingNormalizerBorrowed::new_nfkc().normalize_iter(source));
    }
}

/// Takes away the marks that no word needs; whether that was more than an honest writer's stress mark.
fn strip(buffer: &mut Vec<char>) -> bool {
    let Some(&base) = buffer.first() else { return false };
    let before = buffer.len();
    let european = is_european(base);
    let overlaid = is_alphabetic(base) && buffer.iter().any(|&c| is_overlay(c));
    if buffer.iter().any(|&c| is_mark(c)) {
        let mut kept = 0;
        let mut last = ['\0'; 2];
        buffer.retain(|&c| {
            if !is_mark(c) {
                return true;
            }
            if european || is_generic(c) || last == [c, c] || kept == MARKS {
                return false;
            }
            last = [last[1], c];
            kept += 1;
            true
        });
    }
    before - buffer.len() >= 2 || (overlaid && before > buffer.len())
}

/// Whether `c` joins the character before it.
fn continues(c: char) -> bool {
    c >= '\u{300}'
        && (is_mark(c) || matches!(c, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}' | '\u{ff9e}' | '\u{ff9f}'))
}

/// Whether `c` is surely its own compatibility form and joins nothing before it: ASCII, and the bulk of Chinese and Korean.
fn is_plain(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Whether `c` alone is its own compatibility form: a quick yes for the bulk of letters.
fn is_inert(c: char) -> bool {
    matches!(u32::from(c),
        0..0x80 | 0xC0..0x132 | 0x134..0x13F | 0x141..=0x148 | 0x14A..0x17F | 0x370..0x374 | 0x388..0x3D0 | 0x400..0x483
        | 0x48A..0x530 | 0x620..0x64B | 0x66E..0x675 | 0x679..0x6D6 | 0x904..0x93A | 0xE01..0xE31 | 0xE40..0xE47
        | 0x10D0..0x10FC | 0x1EA0..0x1F00 | 0x3041..0x3097 | 0x30A1..0x30FF | 0x4E00..0xA000 | 0xAC00..0xD7A4
        | 0x1F300..0x1FB00)
        && !matches!(c, '\u{387}' | '\u{38d}')
        || is_exempt(c)
}

/// Characters whose compatibility form would tear words apart: Thai and Lao am, Hangul letters used by themselves,
/// spacing accents typed as apostrophes.
fn is_exempt(c: char) -> bool {
    matches!(
        c,
        '\u{e33}' | '\u{eb3}' | '\u{3131}'..='\u{318e}' | '\u{ffa1}'..='\u{ffdc}' | '\u{a8}' | '\u{af}' | '\u{b4}' | '\u{b8}' | '\u{2d8}'..='\u{2dd}'
    )
}

/// Latin, Greek and Cyrillic letters.
pub(super) fn is_european(c: char) -> bool {
    is_alphabetic(c)
        && matches!(u32::from(c), 0..0x530 | 0x1C80..0x1C90 | 0x1D00..0x1DC0 | 0x1E00..0x2000 | 0x2C60..0x2C80 | 0xA640..0xA6A0 | 0xA720..0xA800)
}

/// Marks made for no script in particular.
fn is_generic(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Marks that strike through, underline or enclose a letter.
fn is_overlay(c: char) -> bool {
    matches!(c, '\u{305}' | '\u{332}'..='\u{338}' | '\u{33f}' | '\u{347}' | '\u{488}' | '\u{489}' | '\u{20d2}'..='\u{20ea}')
}
