//! What a phrase can be searched by: literals of which every match holds one, and what stands around them.

use super::{GAP_WORDS, Node, SEPARATORS};
use crate::text::script::{is_unspaced, is_word};

/// How rare a literal must be for its absence to be worth looking up, as [`selectivity`] counts.
const LEAST_NEEDED: usize = 2;
/// Bytes of the widest character.
pub(super) const WIDEST: usize = 4;
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
    /// Sorted; one of them stands in every match.
    pub literals: Vec<Anchor>,
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

/// The words a match can begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FirstWords {
    /// Sorted; none is the beginning of another.
    words: Vec<String>,
    /// A bit for each of their first bytes.
    bytes: [u64; 4],
}

impl FirstWords {
    pub(super) fn new(mut words: Vec<String>) -> Self {
        words.sort_unstable();
        words.dedup_by(|longer, shorter| longer.starts_with(shorter.as_str()));
        let mut bytes = [0; 4];
        words.iter().filter_map(|word| word.bytes().next()).for_each(|b| bytes[usize::from(b / 64)] |= 1 << (b % 64));
        Self { words, bytes }
    }

    /// Whether a text begins with one of them.
    pub(super) fn begin(&self, text: &str) -> bool {
        let known = |b: u8| self.bytes[usize::from(b / 64)] >> (b % 64) & 1 == 1;
        if !text.bytes().next().is_some_and(known) {
            return false;
        }
        let after = self.words.partition_point(|word| word.as_bytes() <= text.as_bytes());
        // None begins another, so only the last that does not come after the text can begin it.
        after > 0 && text.starts_with(self.words[after - 1].as_str())
    }
}

/// Literals of which one stands in every match, the most selective choice in the sequence.
///
/// Returns the index of the node they stand in too.
pub(super) fn anchors(nodes: &[Node]) -> Option<(usize, Vec<Anchor>)> {
    let candidates = nodes.iter().enumerate().filter_map(|(i, node)| Some((i, node_anchors(node)?)));
    candidates.max_by_key(|(at, literals)| {
        let shortest = literals.iter().map(|l| selectivity(&l.text)).min().unwrap_or(0);
        (shortest.min(8), std::cmp::Reverse(literals.len()), std::cmp::Reverse(*at))
    })
}

/// The rarest literals that the nodes around the anchor at `at` need, one set on either side.
pub(super) fn needs(nodes: &[Node], at: usize, reach: usize) -> Vec<Need> {
    let rarity = |literals: &[Anchor]| literals.iter().map(|l| selectivity(&l.text)).min().unwrap_or(0).min(8);
    let need = |(i, node): (usize, &Node)| {
        let literals = if i == at { None } else { node_anchors(node) };
        let literals = literals.filter(|literals| rarity(literals) >= LEAST_NEEDED)?;
        let (side, within) =
            if i < at { (Side::Before, WIDEST * reach) } else { (Side::After, 2 * WIDEST * longest(&nodes[at..=i])) };
        Some(Need { literals, side, within: within + SLACK })
    };
    let mut all: Vec<Need> = nodes.iter().enumerate().filter_map(need).collect();
    all.sort_by_key(|need| (std::cmp::Reverse(rarity(&need.literals)), need.literals.len()));
    let rarest = |side| all.iter().find(|need| need.side == side).cloned();
    [Side::Before, Side::After].into_iter().filter_map(rarest).collect()
}

/// Every word or stem a match of `nodes` can begin with; `None` when it may begin with anything.
pub(super) fn first_words(nodes: &[Node]) -> Option<Vec<String>> {
    let mut all = Vec::new();
    for node in nodes {
        match node {
            Node::Word(word) => {
                all.push(word.text.clone());
                return Some(all);
            }
            Node::Either(branches) => {
                for branch in branches {
                    all.extend(first_words(branch)?);
                }
                return Some(all);
            }
            Node::Optional(inner) => all.extend(first_words(inner)?),
            Node::Separator => {}
            Node::Gap { .. } | Node::Number => return None,
        }
    }
    // Everything was optional: a match may begin with what follows, which is not known here.
    None
}

fn node_anchors(node: &Node) -> Option<Vec<Anchor>> {
    match node {
        Node::Word(word) if selectivity(&word.text) < 2 => None,
        Node::Word(word) => {
            let ends = word.right && !word.open;
            Some(vec![Anchor { text: word.text.clone(), begins: word.left, ends }])
        }
        Node::Either(branches) => {
            let each = branches.iter().map(|branch| Some(anchors(branch)?.1)).collect::<Option<Vec<_>>>()?;
            let mut all: Vec<Anchor> = each.into_iter().flatten().collect();
            all.sort();
            all.dedup();
            Some(all)
        }
        Node::Separator | Node::Gap { .. } | Node::Number | Node::Optional(_) => None,
    }
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
            Node::Either(branches) => branches.iter().map(|branch| longest(branch)).max().unwrap_or(0),
            Node::Optional(inner) => longest(inner),
        })
        .sum()
}
