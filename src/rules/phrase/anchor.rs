//! What a phrase can be searched by: literals of which every match holds one, and what stands around them.

use std::sync::Arc;

use super::alternatives::FirstLetters;
use super::{GAP_WORDS, Node, SEPARATORS};
use crate::text::script::{is_unspaced, is_word};

/// How rare a literal must be for its absence to be worth looking up, as [`selectivity`] counts.
const LEAST_NEEDED: usize = 2;
/// Bytes of the widest character.
const WIDEST: usize = 4;
/// Bytes allowed for words longer than [`longest`] reckons with.
const SLACK: usize = 128;

/// A literal of which a phrase needs one in every match.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    /// Folded text.
    pub text: String,
    /// Whether a word must begin where it does.
    pub begins: bool,
    /// Whether a word must end where it does.
    pub ends: bool,
}

/// Literals of which a part of a phrase other than its anchor needs one in every match: without them near, no anchor is worth
/// a second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Sorted; one of them stands in every match. Phrases that use the same slot share them.
    pub literals: Arc<[Anchor]>,
    /// Whether they stand before the anchor, or after it.
    pub side: Side,
    /// Most bytes between the start of such a literal and the near end of the anchor.
    pub within: usize,
}

/// A side of an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Before its start.
    Before,
    /// After its end.
    After,
}

/// The literals a sequence is searched by.
pub(super) struct Anchors {
    /// Index of the node they stand in.
    pub(super) at: usize,
    /// Sorted; one of them stands in every match.
    pub(super) literals: Arc<[Anchor]>,
}

/// Literals of which one stands in every match, the most selective choice in the sequence.
pub(super) fn anchors(nodes: &[Node]) -> Option<Anchors> {
    let candidates = nodes.iter().enumerate().filter_map(|(at, node)| Some((at, node_anchors(node)?)));
    let rarest = candidates
        .max_by_key(|(at, (literals, rarity))| (*rarity, std::cmp::Reverse(literals.len()), std::cmp::Reverse(*at)));
    rarest.map(|(at, (literals, _))| Anchors { at, literals })
}

/// The rarest literals that the nodes around the anchor at `at` need, one set on either side.
pub(super) fn needs(nodes: &[Node], at: usize, reach: usize) -> Vec<Need> {
    let need = |(i, node): (usize, &Node)| {
        let (literals, rarity) = node_anchors(node).filter(|(_, rarity)| i != at && *rarity >= LEAST_NEEDED)?;
        let (side, within) =
            if i < at { (Side::Before, WIDEST * reach) } else { (Side::After, 2 * WIDEST * longest(&nodes[at..=i])) };
        Some((rarity, Need { literals, side, within: within + SLACK }))
    };
    let mut all: Vec<(usize, Need)> = nodes.iter().enumerate().filter_map(need).collect();
    all.sort_by_key(|(rarity, need)| (std::cmp::Reverse(*rarity), need.literals.len()));
    let rarest = |side| all.iter().find(|(_, need)| need.side == side).map(|(_, need)| need.clone());
    [Side::Before, Side::After].into_iter().filter_map(rarest).collect()
}

/// Every letter a match of `nodes` can begin with; `None` when it may begin with anything.
pub(super) fn first_letters(nodes: &[Node]) -> Option<FirstLetters> {
    let mut all = FirstLetters::default();
    for node in nodes {
        match node {
            Node::Word(word) => return Some(all.or(FirstLetters::of(word.text.chars().next()?))),
            Node::Either(alternatives) => return Some(all.or(alternatives.first()?)),
            Node::Optional(inner) => all = all.or(first_letters(inner)?),
            Node::Separator => {}
            Node::Gap { .. } | Node::Number => return None,
        }
    }
    // Everything was optional: a match may begin with what follows, which is not known here.
    None
}

/// The literals of a node of which every match holds one, and how rare the commonest of them is.
fn node_anchors(node: &Node) -> Option<(Arc<[Anchor]>, usize)> {
    match node {
        Node::Word(word) => {
            let ends = word.right && !word.open;
            let anchor = Anchor { text: word.text.to_string(), begins: word.left, ends };
            let rarity = rarity(std::slice::from_ref(&anchor));
            (rarity >= 2).then(|| (Arc::from([anchor]), rarity))
        }
        Node::Either(alternatives) => alternatives.anchors(),
        Node::Separator | Node::Gap { .. } | Node::Number | Node::Optional(_) => None,
    }
}

/// How rare the commonest of some literals is, at most 8.
pub(super) fn rarity(literals: &[Anchor]) -> usize {
    literals.iter().map(|literal| selectivity(&literal.text)).min().unwrap_or(0).min(8)
}

/// How rare a literal is likely to be: its letters, those of unspaced scripts and symbols counting double.
fn selectivity(literal: &str) -> usize {
    literal.chars().map(|c| if is_unspaced(c) || !is_word(c) { 2 } else { 1 }).sum()
}

/// The most characters a match of `nodes` can take, which bounds how far before an anchor a match may begin.
pub(super) fn longest(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| match node {
            Node::Word(word) => word.text.chars().count() + if word.open { 16 } else { 0 },
            Node::Separator => SEPARATORS,
            Node::Gap { .. } => GAP_WORDS * 12,
            Node::Number => 16,
            Node::Either(alternatives) => alternatives.longest(),
            Node::Optional(inner) => longest(inner),
        })
        .sum()
}
