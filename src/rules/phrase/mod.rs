//! The phrase language of rule files: words, stems, options, alternatives, gaps, numbers and slots.
//!
//! Owns the syntax (`read`), what is shared by phrases (`slots`), where words begin and end (`compile`, `boundary`), the
//! literals a phrase is searched by (`anchor`), the phrases of a pack as one stretch of bytes (`book`, `code`) and what one of them
//! accepts (`cursor`). Knows no rule, no weight and
//! no file; positions in a text come from the detector's one-pass search over [`Phrase::anchors`]. `rules/README.md`
//! documents the syntax for rule authors.

mod alternatives;
mod anchor;
mod book;
mod boundary;
mod code;
mod compile;
mod cursor;
mod read;
mod slots;

use std::sync::Arc;

use alternatives::{Alternatives, FirstLetters};
use anchor::{Anchors, anchors, first_letters, longest, needs};
use compile::Compiler;
use read::Parser;

pub use anchor::{Anchor, Need, Side};
pub(crate) use book::Writer;
pub use book::{Company, Member, PhraseBook, PhraseNumber, PhraseRange, Search};
pub use boundary::{Haystack, Inside};
pub use slots::Slots;

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
    Either(Arc<Alternatives>),
    /// `[a]`.
    Optional(Vec<Node>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: Box<str>,
    /// Accents the phrase is written with: the text may omit them but not differ from them.
    accents: Box<[(u32, char)]>,
    /// `stem*`: any letters may follow.
    open: bool,
    /// Whether a word boundary is asked on the left and on the right.
    left: bool,
    right: bool,
}

/// A checked phrase, ready to be written into a [`PhraseBook`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    nodes: Vec<Node>,
    anchors: Arc<[Anchor]>,
    /// The node the anchors stand in.
    anchored: usize,
    /// Most characters a match can hold before its anchor.
    reach: usize,
    first: Option<FirstLetters>,
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
        let parts = parser.sequence(source)?;
        let nodes = Compiler { slots: parser.slots, clause: parser.clause }.sequence(&parts, true, true);
        let Anchors { at, literals } = anchors(&nodes)
            .ok_or_else(|| format!("phrase `{source}` holds no literal of two letters outside optional parts"))?;
        let inside = if matches!(nodes[at], Node::Word(_)) { 0 } else { longest(&nodes[at..=at]) };
        let reach = longest(&nodes[..at]) + inside;
        let first = first_letters(&nodes);
        Ok(Self { nodes, anchors: literals, anchored: at, reach, first })
    }

    /// Folded literals of which at least one stands in every match. Phrases that use the same slot share them.
    #[must_use]
    pub fn anchors(&self) -> &Arc<[Anchor]> {
        &self.anchors
    }

    /// What stands around the anchor in every match: the rarest literals on either side. Gathered anew: a pack's are many,
    /// and wanted once.
    #[must_use]
    pub fn needs(&self) -> Vec<Need> {
        needs(&self.nodes, self.anchored, self.reach)
    }
}
