//! Drops characters that show nothing: zero-width and other format characters, controls, direction controls, variation
//! selectors and skin tones.
//!
//! They count only where honest text has none: inside words of scripts that do not use them. Scripts of South and
//! South-East Asia and Arabic need joiners and mark words with zero-width spaces; phones put direction controls around
//! numbers.

use super::{Cell, Draft};
use crate::text::Disguise;
use crate::text::script::{is_alphabetic, is_word};

/// Why a character shows nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hidden {
    /// Zero-width characters, joiners, fillers, controls.
    Zero,
    /// Overrides of the direction of writing.
    Override,
    /// Other direction controls.
    Direction,
    /// Never a disguise: soft hyphens, variation selectors, skin tones, tags.
    Harmless,
}

/// The kind of invisible character, `None` for a visible one.
fn hidden(c: char) -> Option<Hidden> {
    let kind = match c {
        '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{34e}' | ' '..='~' => return None,
        '\t'..='\r' | '\u{85}' => return None,
        '\0'..='\u{1f}' | '\u{7f}' => Hidden::Zero,
        // What is left of a wrongly decoded quotation mark.
        '\u{80}'..='\u{9f}' => Hidden::Harmless,
        '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' => Hidden::Zero,
        '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' => Hidden::Zero,
        '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}' => Hidden::Zero,
        '\u{202d}' | '\u{202e}' => Hidden::Override,
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}' => Hidden::Direction,
        '\u{ad}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e0fff}' => Hidden::Harmless,
        _ => return None,
    };
    Some(kind)
}

/// Whether a character shows nothing.
pub(super) fn is_hidden(c: char) -> bool {
    hidden(c).is_some()
}

/// Whether the scripts of `c` use joiners and zero-width spaces in honest text: Arabic and its neighbors, the Indic
/// family, Thai to Khmer, Mongolian.
fn uses_joiners(c: char) -> bool {
    matches!(u32::from(c), 0x600..0x1100 | 0x1780..0x18B0 | 0xFB50..0xFE00 | 0xFE70..0xFEFF)
}

pub(super) fn fold(draft: &mut Draft) {
    if !draft.cells.iter().any(|cell| hidden(cell.ch).is_some()) {
        return;
    }
    let cells = std::mem::take(&mut draft.cells);
    let mut kept: Vec<Cell> = Vec::with_capacity(cells.len());
    let mut at = 0;
    while at < cells.len() {
        if hidden(cells[at].ch).is_none() {
            kept.push(cells[at]);
            at += 1;
            continue;
        }
        let end = cells[at..].iter().position(|cell| hidden(cell.ch).is_none()).map_or(cells.len(), |n| at + n);
        let (before, after) = (kept.last().map(|cell| cell.ch), cells.get(end).map(|cell| cell.ch));
        for cell in &cells[at..end] {
            if let Some(kind) = hidden(cell.ch).and_then(|kind| disguise(kind, cell.ch, before, after)) {
                draft.undone.add(kind, cell.start, cell.end);
            }
        }
        at = end;
    }
    draft.cells = kept;
}

/// What an invisible character between two visible ones counts as.
fn disguise(kind: Hidden, c: char, before: Option<char>, after: Option<char>) -> Option<Disguise> {
    let inside = matches!((before, after), (Some(b), Some(a)) if is_word(b) && is_word(a));
    let joined = before.is_some_and(uses_joiners) || after.is_some_and(uses_joiners);
    match kind {
        Hidden::Zero => (inside && !joined).then_some(Disguise::Invisible),
        // Phones copy numbers with a left-to-right override around them.
        Hidden::Override => (c == '\u{202e}' || after.is_some_and(char::is_alphabetic)).then_some(Disguise::Bidi),
        Hidden::Direction => {
            let letters = matches!((before, after), (Some(b), Some(a)) if is_alphabetic(b) && is_alphabetic(a));
            (letters && !joined && !before.is_some_and(is_hebrew) && !after.is_some_and(is_hebrew))
                .then_some(Disguise::Bidi)
        }
        Hidden::Harmless => None,
    }
}

/// Hebrew is written right to left too.
fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}')
}
