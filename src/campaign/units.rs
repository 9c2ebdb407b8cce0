//! A text cut into what is compared: words, characters of scripts without spaces, and signs, each with its place in the
//! original.

use unicode_segmentation::UnicodeSegmentation;

use crate::span::{Normalized, Span};
use crate::text::NormalizedText;
use crate::text::script::{is_unspaced, is_word};

/// Bytes of a text that are read.
const BYTES: usize = 4096;
/// Bytes of a text that are kept: enough more to see that there is more.
const KEPT: usize = BYTES + 8;
/// Words of a text, or characters of a script without spaces, that are compared.
const UNITS: usize = 600;

/// What must be kept of an ad for its campaign's template: headline and body, cut to what is read.
#[must_use]
pub fn excerpt(title: &str, text: &str) -> String {
    let gap = if title.is_empty() { "" } else { "\n" };
    let title = &title[..title.floor_char_boundary(KEPT)];
    let text = &text[..text.floor_char_boundary(KEPT - title.len())];
    format!("{title}{gap}{text}")
}

/// A text cut into units.
pub(super) struct Text<'a> {
    original: &'a str,
    folded: NormalizedText,
    units: Vec<Unit>,
    /// Whether the text goes on where the units end.
    pub(super) clipped: bool,
}

/// A word, a character of a script without spaces, or a sign.
struct Unit {
    span: Span<Normalized>,
    /// What it adds to a stretch.
    weight: usize,
}

impl<'a> Text<'a> {
    /// Cuts the beginning of a text.
    pub(super) fn read(original: &'a str) -> Self {
        let read = &original[..original.floor_char_boundary(BYTES)];
        let folded = NormalizedText::new(read);
        let mut units = units(folded.as_str());
        let clipped = read.len() < original.len() || units.len() > UNITS;
        units.truncate(UNITS);
        Self { original: read, folded, units, clipped }
    }

    /// How many units there are.
    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    /// What so many units add up to: two for a word, one for a character of a script without spaces, none for a sign.
    pub(super) fn weight(&self, from: usize, count: usize) -> usize {
        self.units[from..from + count].iter().map(|unit| unit.weight).sum()
    }

    /// A unit, folded.
    pub(super) fn unit(&self, at: usize) -> &str {
        &self.folded.as_str()[self.units[at].span.range()]
    }

    /// Where the units `from..to` stand in the original, which is nowhere if there are none.
    fn place(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let units = self.units.get(from..to).filter(|units| !units.is_empty())?;
        let span = self.folded.original(units[0].span.cover(units[units.len() - 1].span));
        Some((span.start, span.end))
    }

    /// Units as written, with the white space around them.
    pub(super) fn constant(&self, from: usize, count: usize) -> &str {
        let Some((start, end)) = self.place(from, from + count) else { return "" };
        let (Some(before), Some(after)) = (self.original.get(..start), self.original.get(end..)) else { return "" };
        let start = if from == 0 { start } else { before.trim_end().len() };
        let end = if from + count == self.units.len() { end } else { self.original.len() - after.trim_start().len() };
        self.original.get(start..end).unwrap_or_default()
    }

    /// Units as written.
    pub(super) fn filling(&self, from: usize, to: usize) -> &str {
        self.place(from, to).and_then(|(start, end)| self.original.get(start..end)).unwrap_or_default().trim()
    }
}

/// Cuts folded text into words, characters of scripts without spaces, and signs. White space parts them.
fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut open = false;
    for (at, cluster) in text.grapheme_indices(true) {
        let first = cluster.chars().next().unwrap_or(' ');
        let span = Span::new(at, at + cluster.len());
        let spaced = is_word(first) && !is_unspaced(first);
        match units.last_mut() {
            Some(word) if open && spaced => word.span = word.span.cover(span),
            _ if first.is_whitespace() => {}
            _ => units.push(Unit { span, weight: if spaced { 2 } else { usize::from(is_unspaced(first)) } }),
        }
        open = spaced;
    }
    units
}
