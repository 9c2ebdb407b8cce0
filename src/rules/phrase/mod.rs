//! The phrase language of rule files: words, stems, options, alternatives, gaps, numbers and slots.
//!
//! Owns the syntax (`read`), the literals a phrase is searched by (`anchor`) and what one compiled phrase accepts (`cursor`).
//! Knows no rule, no weight and no file; positions in a text come from the detector's one-pass search over
//! [`Phrase::anchors`]. `rules/README.md` documents the syntax for rule authors.

mod anchor;
mod cursor;
mod read;

use std::cell::Cell;

use anchor::{FirstWords, WIDEST, anchors, first_words, longest, needs};
use cursor::Cursor;
use read::{Parser, set_edges};

use crate::span::{Normalized, Span};
use crate::text::NormalizedText;
use crate::text::script::is_separator;

pub use anchor::{Anchor, Need, Side};
pub use cursor::{Inside, WordStarts};
pub use read::Slots;

/// The longest gap `...` may bridge, in words of spaced scripts.
const GAP_WORDS: usize = 4;
/// The longest gap `...` may bridge, in characters of unspaced scripts.
const GAP_CHARS: usize = 12;
/// The longest run of separators between two words.
const SEPARATORS: usize = 4;
/// Fewest characters of a match in which accents may be missing.
const LEAST_BARE: usize = 7;

/// One element of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    /// Literal folded text.
    Word(Word),
    /// At least one separator, or none beside an unspaced script.
    Separator,
    /// `...`: a few words inside one sentence; inside one clause in an exception.
    Gap { clause: bool },
    /// `#`: a number as people write it.
    Number,
    /// `(a|b)` or `{slot}`.
    Either(Vec<Vec<Node>>),
    /// `[a]`.
    Optional(Vec<Node>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    /// Accents the phrase is written with: the text may omit them but not differ from them.
    accents: Vec<(u32, char)>,
    /// `stem*`: any letters may follow.
    open: bool,
    /// Whether a word boundary is asked on the left and on the right.
    left: bool,
    right: bool,
}

/// A checked phrase, ready to be matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    nodes: Vec<Node>,
    anchors: Vec<Anchor>,
    /// The node the anchors stand in.
    anchored: usize,
    /// Most characters a match can hold before its anchor.
    reach: usize,
    first: Option<FirstWords>,
}

impl Phrase {
    /// Reads a phrase; slots are looked up in `slots`.
    ///
    /// # Errors
    /// A sentence that says what is wrong: unbalanced brackets, an unknown slot, or no literal to search for.
    pub fn parse(source: &str, slots: &Slots) -> Result<Self, String> {
        Self::compile(source, Parser { slots, depth: 0, clause: false })
    }

    /// Reads an exception: its gaps stay inside one clause, so that `no ... fee` does not reach over a comma.
    ///
    /// # Errors
    /// As for [`Phrase::parse`].
    pub fn parse_exception(source: &str, slots: &Slots) -> Result<Self, String> {
        Self::compile(source, Parser { slots, depth: 0, clause: true })
    }

    fn compile(source: &str, parser: Parser<'_>) -> Result<Self, String> {
        let mut nodes = parser.sequence(source)?;
        set_edges(&mut nodes, true, true);
        let (at, anchors) = anchors(&nodes)
            .ok_or_else(|| format!("phrase `{source}` holds no literal of two letters outside optional parts"))?;
        let inside = if matches!(nodes[at], Node::Word(_)) { 0 } else { longest(&nodes[at..=at]) };
        let reach = longest(&nodes[..at]) + inside;
        let first = first_words(&nodes).map(FirstWords::new);
        Ok(Self { nodes, anchors, anchored: at, reach, first })
    }

    /// Folded literals of which at least one stands in every match.
    #[must_use]
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }

    /// What stands around the anchor in every match: the rarest literals on either side. Gathered anew: a pack's are many,
    /// and wanted once.
    #[must_use]
    pub fn needs(&self) -> Vec<Need> {
        needs(&self.nodes, self.anchored, self.reach)
    }

    /// The leftmost, then longest match that covers `anchor`, a place where one of the anchors stands in `text`, and begins
    /// at `from` or later. `starts` are those of the text.
    #[must_use]
    pub fn matches_at(
        &self,
        text: &NormalizedText,
        starts: &WordStarts,
        anchor: Span<Normalized>,
        from: usize,
    ) -> Option<Span<Normalized>> {
        let whole = text.as_str();
        let floor = anchor.start.saturating_sub(WIDEST * self.reach).max(from);
        for start in starts.within(floor, anchor.start) {
            let far = || anchor.start - start > self.reach && whole[start..anchor.start].chars().count() > self.reach;
            if !self.may_begin(&whole[start..]) || far() {
                continue;
            }
            let cursor = Cursor { text, start, bare: Cell::new(false) };
            let ends = cursor.sequence(&self.nodes, vec![start]);
            if let Some(end) = ends.into_iter().filter(|end| *end >= anchor.end).max() {
                let trimmed = whole[start..end].trim_end_matches(is_separator);
                // A short word without its accents is too often a word of another language.
                if !cursor.bare.get() || trimmed.chars().count() >= LEAST_BARE {
                    return Some(Span::new(start, start + trimmed.len()));
                }
            }
        }
        None
    }

    /// Whether a match may begin where `rest` does.
    fn may_begin(&self, rest: &str) -> bool {
        self.first.as_ref().is_none_or(|first| first.begin(rest))
    }
}
