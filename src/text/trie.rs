//! Many strings as a tree of bytes: which of them a text begins with.
//!
//! An automaton reads every byte once and follows failures; a tree is entered only where a string can begin, which in most
//! scripts is the beginning of a word, and left at the first byte that leads nowhere. A place costs at most as many steps as
//! the longest string has bytes. The tree is a double array: where a byte leads from a node is one look into one table, and
//! where one string alone is left its letters are compared at once.

mod build;

use serde::{Deserialize, Serialize};

use crate::packed::{Bytes, Numbers};

/// A tree of bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Trie {
    /// By place of a node three numbers, see [`Node`].
    nodes: Numbers,
    /// What is left of strings where no other shares their beginning: two bytes of length before each.
    tails: Bytes,
    /// Where the children of the root lie.
    root: u32,
}

/// A node as it is read.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// The place of a child is this number with the child's byte in its lowest bits, by exclusive or; with [`TAIL`] set it is
    /// where the rest of the one string lies that is left.
    children: u32,
    /// The place of the node before it; [`NONE`] where there is no node.
    parent: u32,
    /// The number of the string that ends here, or [`NONE`].
    number: u32,
}

const NONE: u32 = u32::MAX;
/// Set where one string is left.
const TAIL: u32 = 1 << 31;
/// The place of the root.
const ROOT: u32 = 0;

impl Trie {
    /// Builds the tree over numbered strings; each is there once, and none is empty.
    pub(crate) fn new(mut strings: Vec<(&str, u32)>) -> Self {
        strings.sort_unstable();
        build::Builder::default().of(&strings)
    }

    /// Builds the tree over strings numbered as they come; each is there once, and none is empty.
    pub(crate) fn of<'s>(strings: impl IntoIterator<Item = &'s String>) -> Self {
        Self::new((0..).zip(strings).map(|(number, string)| (string.as_str(), number)).collect())
    }

    /// Calls `found` with the number of every string a text begins with and its length, shortest first.
    #[inline]
    pub(crate) fn beginnings(&self, text: &[u8], mut found: impl FnMut(u32, usize)) {
        let (mut place, mut children) = (ROOT, self.root);
        for (length, byte) in (1..).zip(text) {
            let next = children ^ u32::from(*byte);
            let node = self.node(next);
            if node.parent != place {
                return;
            }
            if node.children & TAIL != 0 {
                let tail = self.tail(node);
                if text[length..].starts_with(tail) {
                    found(node.number, length + tail.len());
                }
                return;
            }
            if node.number != NONE {
                found(node.number, length);
            }
            (place, children) = (next, node.children);
        }
    }

    /// Whether bytes are one of the strings.
    pub(crate) fn holds(&self, bytes: impl IntoIterator<Item = u8>) -> bool {
        let (mut place, mut node) = (ROOT, self.node(ROOT));
        let mut bytes = bytes.into_iter();
        while let Some(byte) = bytes.next() {
            let next = node.children ^ u32::from(byte);
            node = self.node(next);
            if node.parent != place {
                return false;
            }
            if node.children & TAIL != 0 {
                return bytes.eq(self.tail(node).iter().copied());
            }
            place = next;
        }
        node.number != NONE
    }

    /// Calls `found` with the number of every string, wherever it stands in a text.
    pub(crate) fn anywhere(&self, text: &str, mut found: impl FnMut(u32)) {
        for start in starts(text.as_bytes()) {
            self.beginnings(&text.as_bytes()[start..], |number, _| found(number));
        }
    }

    /// Whether any of the strings stands in a text.
    pub(crate) fn stands_in(&self, text: &str) -> bool {
        starts(text.as_bytes()).any(|start| {
            let mut any = false;
            self.beginnings(&text.as_bytes()[start..], |_, _| any = true);
            any
        })
    }

    #[inline]
    fn node(&self, place: u32) -> Node {
        let [children, parent, number] = self.nodes.three(place as usize);
        Node { children, parent, number }
    }

    /// What is left of the one string at a node.
    fn tail(&self, node: Node) -> &[u8] {
        let tail = &self.tails[(node.children ^ TAIL) as usize..];
        let (length, letters) = tail.split_first_chunk().unwrap_or((&[0; 2], &[]));
        &letters[..usize::from(u16::from_le_bytes(*length))]
    }
}

/// Where characters begin: no string stands elsewhere.
#[inline]
pub(crate) fn starts(text: &[u8]) -> impl Iterator<Item = usize> {
    // Bytes that go on a character are 0x80 to 0xBF.
    text.iter().enumerate().filter(|(_, byte)| !(0x80..0xC0).contains(*byte)).map(|(at, _)| at)
}
