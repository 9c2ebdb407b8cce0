//! Traditional Chinese characters to Simplified ones, character by character.
//!
//! Enough for matching, since the phrases of the rules pass through the same table. Japanese text passes too.

use super::Draft;

/// The character the table begins with.
pub(super) const FIRST: char = '\u{3400}';

pub(super) fn fold(draft: &mut Draft) {
    for cell in &mut draft.cells {
        if let Some(simplified) = simplified(cell.ch) {
            cell.ch = simplified;
        }
    }
}

/// The Simplified form of a character that has another one.
fn simplified(c: char) -> Option<char> {
    let at = 2 * u32::from(c).checked_sub(u32::from(FIRST))? as usize;
    // Two bytes, little-endian, for every character from the first: its Simplified form, 0 for itself. See `build/han.rs`.
    let table = crate::builtin::han();
    let code = u16::from_le_bytes([*table.get(at)?, *table.get(at + 1)?]);
    char::from_u32(u32::from(code)).filter(|c| *c != '\0')
}
