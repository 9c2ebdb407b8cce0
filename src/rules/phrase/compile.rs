//! Parts of a phrase to nodes: where words must begin and end, and slots shared by all phrases that use them.

use std::sync::Arc;

use super::read::{Part, WrittenWord};
use super::slots::Slots;
use super::{Alternatives, Node, Word};

/// Compiles parts; word boundaries are asked at the ends of the phrase and beside separators and gaps, not between parts
/// written together.
pub(super) struct Compiler<'a> {
    pub(super) slots: &'a Slots,
    /// Whether gaps stay inside one clause.
    pub(super) clause: bool,
}

impl Compiler<'_> {
    /// The nodes of a sequence; `left` and `right` say whether a boundary is asked at its ends.
    pub(super) fn sequence(&self, parts: &[Part], left: bool, right: bool) -> Vec<Node> {
        let last = parts.len().saturating_sub(1);
        let node = |(i, part): (usize, &Part)| {
            let left = if i == 0 { left } else { is_loose(&parts[i - 1]) };
            let right = if i == last { right } else { is_loose(&parts[i + 1]) || may_start_loose(&parts[i + 1]) };
            self.node(part, left, right)
        };
        parts.iter().enumerate().map(node).collect()
    }

    fn node(&self, part: &Part, left: bool, right: bool) -> Node {
        match part {
            Part::Word(WrittenWord { text, accents, open }) => Node::Word(Word {
                text: text.as_str().into(),
                accents: accents.as_slice().into(),
                open: *open,
                left,
                right,
            }),
            Part::Separator => Node::Separator,
            Part::Gap { clause } => Node::Gap { clause: *clause },
            Part::Number => Node::Number,
            Part::Either(branches) => Node::Either(Arc::new(self.alternatives(branches, left, right))),
            Part::Slot(name) => Node::Either(
                self.slots
                    .compiled(name, (self.clause, left, right), |filling| self.alternatives(filling, left, right)),
            ),
            Part::Optional(inner) => Node::Optional(self.sequence(inner, left, right)),
        }
    }

    fn alternatives(&self, branches: &[Vec<Part>], left: bool, right: bool) -> Alternatives {
        Alternatives::new(branches.iter().map(|branch| self.sequence(branch, left, right)).collect())
    }
}

/// Whether a word ends before, or begins after such a part.
fn is_loose(part: &Part) -> bool {
    matches!(part, Part::Separator | Part::Gap { .. })
}

/// Whether a part that may be missing begins with what ends a word.
fn may_start_loose(part: &Part) -> bool {
    matches!(part, Part::Optional(inner) if inner.first().is_some_and(is_loose))
}
