//! The steps of folding, in order.
//!
//! A [`Draft`] is the text as cells: one character each, with the bytes of the original it stands for. A step may
//! change, drop, split or merge cells as long as their ranges stay in order; a cell that vanishes leaves a gap in the
//! original, which is what "hidden" means to the map. A new step is a file here and a line in [`FOLDS`]; the shortcuts (`ascii`,
//! `plain`) must know when it has something to do.

mod ascii;
mod bidi;
mod capital;
mod case;
mod compose;
mod confusable;
mod han;
mod hyphen;
mod invisible;
pub(super) mod leet;
mod plain;
mod punctuation;
mod reference;
mod space;
mod spaced;
mod stretch;
mod thai;
mod width;

use super::map::MapBuilder;
use super::{Accents, NormalizedText, Obfuscation};

/// Every step, in the order of their running. Letters still carry their case and accents until `case`.
const FOLDS: &[fn(&mut Draft)] = &[
    reference::fold,
    bidi::fold,
    invisible::fold,
    width::fold,
    compose::fold,
    punctuation::fold,
    hyphen::fold,
    thai::fold,
    spaced::fold,
    capital::fold,
    confusable::fold,
    leet::fold,
    han::fold,
    case::fold,
    space::fold,
];

/// One character of the text being folded.
#[derive(Debug, Clone, Copy)]
struct Cell {
    ch: char,
    /// The letter with its accent, when `ch` is the letter without.
    accent: Option<char>,
    /// First byte in the original.
    start: u32,
    /// Byte after the last in the original. Ranges of neighbors never overlap, but may be equal.
    end: u32,
}

/// A text on its way to being normalized.
struct Draft<'a> {
    original: &'a str,
    cells: Vec<Cell>,
    undone: Obfuscation,
}

/// Folds any text.
pub(super) fn normalize(original: &str) -> NormalizedText {
    // Offsets are 32 bits wide.
    let limit = original.floor_char_boundary(u32::MAX as usize);
    let original = &original[..limit];
    stretch::by_stretches(original, at_once).unwrap_or_else(|| at_once(original))
}

/// Folds a text by the shortest way there is.
fn at_once(original: &str) -> NormalizedText {
    ascii::normalize(original).or_else(|| plain::normalize(original)).unwrap_or_else(|| general(original))
}

/// Folds any text step by step, without a shortcut.
fn general(original: &str) -> NormalizedText {
    let mut draft = Draft::new(original);
    for fold in FOLDS {
        fold(&mut draft);
    }
    draft.settle();
    draft.finish()
}

/// A byte offset as the map stores it; the text was cut to what fits.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("invariant: folded texts are shorter than 4 GiB")
}

/// Bytes of a character in UTF-8.
fn width(c: char) -> u32 {
    offset(c.len_utf8())
}

impl<'a> Draft<'a> {
    fn new(original: &'a str) -> Self {
        let cells = original
            .char_indices()
            .map(|(at, ch)| Cell { ch, accent: None, start: offset(at), end: offset(at) + width(ch) })
            .collect();
        Self { original, cells, undone: Obfuscation::default() }
    }

    /// Gives cells whose ranges came to overlap one range, so that ranges are disjoint or equal.
    fn settle(&mut self) {
        let mut at = 0;
        while at < self.cells.len() {
            let (start, mut end) = (self.cells[at].start, self.cells[at].end);
            let group = self.cells[at..].iter().take_while(|cell| {
                let joins = cell.start < end;
                if joins {
                    end = end.max(cell.end);
                }
                joins
            });
            let next = at + group.count();
            for cell in &mut self.cells[at..next] {
                (cell.start, cell.end) = (start, end);
            }
            at = next.max(at + 1);
        }
    }

    /// Writes the cells out as text, map and accents.
    fn finish(self) -> NormalizedText {
        let mut text = String::with_capacity(self.original.len());
        let mut map = MapBuilder::default();
        let mut accents = Vec::new();
        for cell in &self.cells {
            // A compatibility character may unfold to many, so even a text that fits can outgrow the offsets.
            let Ok(at) = u32::try_from(text.len() + 4) else { break };
            if let Some(accent) = cell.accent {
                accents.push((at - 4, accent));
            }
            text.push(cell.ch);
            map.push(width(cell.ch), cell.start, cell.end);
        }
        NormalizedText {
            text,
            map: map.finish(offset(self.original.len())),
            accents: Accents(accents),
            obfuscation: self.undone,
        }
    }
}
