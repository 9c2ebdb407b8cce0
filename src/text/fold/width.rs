//! Letters in fancy dress made plain: full width, mathematical alphabets, circled, squared, superscript, small capitals.
//!
//! Single ones are left to the compatibility forms. A run counts as a disguise, as does a dressed letter inside a plain
//! word; full width does not where Chinese, Japanese or Korean is written, nor does bold in a heading: posts have no other.

use std::ops::Range;

use super::{Cell, Draft};
use crate::text::Disguise;
use crate::text::script::{is_alphabetic, is_unspaced};

/// How a letter is dressed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dress {
    FullWidth,
    Mathematical,
    /// Circled, squared, parenthesized.
    Enclosed,
    /// Superscripts and small capitals.
    Small,
}

/// Dressed letters in a row that count as a disguise: ordinals and trademarks have two.
const RUN: usize = 3;
/// Characters of a heading.
const LONGEST: usize = 100;

pub(super) fn fold(draft: &mut Draft) {
    if !draft.cells.iter().any(|cell| undress(cell.ch).is_some()) {
        return;
    }
    let east_asian = draft.cells.iter().any(|cell| is_unspaced(cell.ch));
    // Small capitals pass for Cyrillic letters too; which, their word tells.
    let cyrillic = draft.cells.iter().any(|cell| matches!(cell.ch, '\u{400}'..='\u{52f}'));
    let mut headings = headings(&draft.cells).into_iter().peekable();
    let mut at = 0;
    while at < draft.cells.len() {
        while headings.peek().is_some_and(|heading| heading.end <= at) {
            headings.next();
        }
        let honest = headings.peek().is_some_and(|heading| heading.contains(&at));
        let run = draft.cells[at..].iter().take_while(|cell| undress(cell.ch).is_some()).count();
        if run == 0 {
            at += 1;
            continue;
        }
        let range = at..at + run;
        let plain_before = at.checked_sub(1).is_some_and(|n| draft.cells[n].ch.is_ascii_alphabetic());
        let plain_after = draft.cells.get(range.end).is_some_and(|cell| cell.ch.is_ascii_alphabetic());
        at = range.end;
        for cell in &mut draft.cells[range] {
            let Some((letter, dress)) = undress(cell.ch) else { continue };
            if cyrillic && dress == Dress::Small {
                continue;
            }
            let inside_word = (plain_before || plain_after) && matches!(dress, Dress::FullWidth | Dress::Mathematical);
            if (run >= RUN || inside_word) && !honest && !(east_asian && dress == Dress::FullWidth) {
                draft.undone.add(Disguise::Width, cell.start, cell.end);
            }
            if run > 1 || dress == Dress::Mathematical {
                *cell = Cell { ch: letter, ..*cell };
            }
        }
    }
}

/// The lines that have bold letters wherever there are such, if they are short and most of the text is plain, or if it is one line
/// that opens the text: accented letters and other scripts have none.
fn headings(cells: &[Cell]) -> Vec<Range<usize>> {
    let (mut found, mut letters, mut bold) = (Vec::new(), 0, 0);
    let mut first = 0;
    for line in cells.split_inclusive(|cell| cell.ch == '\n') {
        letters += line.iter().filter(|cell| is_alphabetic(cell.ch)).count();
        let count = line.iter().filter(|cell| is_bold(cell.ch)).count();
        let other = |cell: &Cell| cell.ch.is_ascii_alphabetic() || undress(cell.ch).is_some() && !is_bold(cell.ch);
        if count > 0 && line.len() <= LONGEST && !line.iter().any(other) {
            bold += count;
            found.push(first..first + line.len());
        }
        first += line.len();
    }
    let opens = found.len() == 1 && !cells[..found[0].start].iter().any(|cell| is_alphabetic(cell.ch));
    if opens || 3 * bold <= letters { found } else { Vec::new() }
}

/// Mathematical bold, with serifs or without.
fn is_bold(c: char) -> bool {
    matches!(u32::from(c), 0x1D400..=0x1D433 | 0x1D5D4..=0x1D607)
}

/// The plain letter of a dressed one.
pub(super) fn plain(c: char) -> Option<char> {
    undress(c).map(|(letter, _)| letter)
}

/// The plain letter of a dressed one, and its dress.
fn undress(c: char) -> Option<(char, Dress)> {
    let code = u32::from(c);
    let (alphabet, first, dress) = match code {
        0..0x250 => return None,
        0xFF21..=0xFF3A => (UPPER, 0xFF21, Dress::FullWidth),
        0xFF41..=0xFF5A => (LOWER, 0xFF41, Dress::FullWidth),
        0x1D400..=0x1D6A3 => return Some((letter(BOTH, (code - 0x1D400) % 52)?, Dress::Mathematical)),
        0x249C..=0x24B5 => (LOWER, 0x249C, Dress::Enclosed),
        0x24B6..=0x24CF => (UPPER, 0x24B6, Dress::Enclosed),
        0x24D0..=0x24E9 => (LOWER, 0x24D0, Dress::Enclosed),
        0x1F110..=0x1F129 => (UPPER, 0x1F110, Dress::Enclosed),
        0x1F130..=0x1F149 => (UPPER, 0x1F130, Dress::Enclosed),
        0x1F150..=0x1F169 => (UPPER, 0x1F150, Dress::Enclosed),
        0x1F170..=0x1F189 => (UPPER, 0x1F170, Dress::Enclosed),
        0x250..0x300 | 0x1D00..0x1DC0 | 0x2071..0x2080 | 0x2100..0x2150 | 0xA730..0xA740 => return listed(c),
        _ => return None,
    };
    Some((letter(alphabet, code - first)?, dress))
}

/// Letters whose code points follow no alphabet, beside their plain forms.
fn listed(c: char) -> Option<(char, Dress)> {
    for (dressed, plain, dress) in [
        ("ℂℊℋℌℍℎℐℑℒℓℕℙℚℛℜℝℤℨℬℭℯℰℱℳℴ", "CgHHHhIILlNPQRRRZZBCeEFMo", Dress::Mathematical),
        ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", Dress::Small),
        ("ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "abcdefghijklmnoprstuvwxyz", Dress::Small),
    ] {
        if let Some(at) = dressed.chars().position(|other| other == c) {
            return plain.chars().nth(at).map(|letter| (letter, dress));
        }
    }
    None
}

const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const BOTH: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A letter by its place in the alphabet.
fn letter(alphabet: &[u8], place: u32) -> Option<char> {
    alphabet.get(place as usize).map(|byte| char::from(*byte))
}
