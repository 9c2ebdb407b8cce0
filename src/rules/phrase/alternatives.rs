//! Alternatives: what `(a|b)` and `{slot}` accept, with what search and matching ask of all of them gathered once.

use std::sync::Arc;

use super::anchor::{Anchor, anchors, first_letters, longest, rarity};
use super::{Node, Word};

/// Branches of which one must match.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alternatives {
    /// Those that begin with a word by its first letter, then the others.
    branches: Vec<Vec<Node>>,
    /// First letters of the branches that begin with a word.
    heads: Vec<char>,
    anchors: Option<Arc<[Anchor]>>,
    /// Rarity of the commonest anchor.
    rarity: usize,
    /// What every match begins with, `None` when it may begin with anything.
    first: Option<FirstLetters>,
    longest: usize,
}

impl Alternatives {
    pub(super) fn new(mut branches: Vec<Vec<Node>>) -> Self {
        branches.sort_by_key(|branch| (head(branch).is_none(), head(branch)));
        let heads = branches.iter().map_while(|branch| head(branch)).collect();
        let anchors = all_anchors(&branches);
        let rarity = anchors.as_deref().map_or(0, rarity);
        let first =
            branches.iter().try_fold(FirstLetters::default(), |all, branch| Some(all.or(first_letters(branch)?)));
        let longest = branches.iter().map(|branch| longest(branch)).max().unwrap_or(0);
        Self { branches, heads, anchors, rarity, first, longest }
    }

    /// The branches: those that begin with a word by its first letter, then the others.
    pub(super) fn branches(&self) -> impl Iterator<Item = &[Node]> {
        self.branches.iter().map(Vec::as_slice)
    }

    /// First letters of the branches that begin with a word.
    pub(super) fn heads(&self) -> &[char] {
        &self.heads
    }

    /// Literals of which one stands in every match, if there are such.
    pub(super) fn anchors(&self) -> Option<(Arc<[Anchor]>, usize)> {
        self.anchors.clone().map(|anchors| (anchors, self.rarity))
    }

    /// The letters a match can begin with; `None` when it may begin with anything.
    pub(super) fn first(&self) -> Option<FirstLetters> {
        self.first
    }

    /// The most characters a match can take.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }
}

/// The letter a branch begins with, if it begins with a word.
fn head(branch: &[Node]) -> Option<char> {
    match branch.first() {
        Some(Node::Word(Word { text, .. })) => text.chars().next(),
        _ => None,
    }
}

fn all_anchors(branches: &[Vec<Node>]) -> Option<Arc<[Anchor]>> {
    let mut all = Vec::new();
    for branch in branches {
        all.extend(anchors(branch)?.literals.iter().cloned());
    }
    all.sort();
    all.dedup();
    Some(all.into())
}

/// A set of letters; beyond ASCII some share a place, so that it may seem to hold more than it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct FirstLetters([u64; 4]);

impl FirstLetters {
    pub(super) fn of(letter: char) -> Self {
        let (word, bit) = place(letter);
        let mut bits = [0; 4];
        bits[word] = 1 << bit;
        Self(bits)
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }

    /// The set as bytes.
    pub(super) fn written(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.chunks_exact_mut(8).zip(self.0).for_each(|(bytes, word)| bytes.copy_from_slice(&word.to_le_bytes()));
        bytes
    }

    /// Whether a set written so may hold a letter.
    pub(super) fn written_hold(set: &[u8], letter: char) -> bool {
        let (word, bit) = place(letter);
        set[word * 8 + bit as usize / 8] >> (bit % 8) & 1 == 1
    }
}

/// Where the bit of a letter is: ASCII in the first half, all others in the second.
fn place(letter: char) -> (usize, u32) {
    let code = u32::from(letter);
    let bit = if code < 128 { code } else { 128 + (code ^ code >> 7) % 128 };
    (bit as usize / 64, bit % 64)
}
