//! Many strings as a tree of bytes: which of them a text begins with.
//!
//! An automaton reads every byte once and follows failures; a tree is entered only where a string can begin, which in most
//! scripts is the beginning of a word, and left at the first byte that leads nowhere. A place costs at most as many steps as
//! the longest string has bytes.

use serde::{Deserialize, Serialize};

use crate::packed::{Bytes, Numbers};

/// A tree of bytes, level by level, so that the children of a node lie side by side.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Trie {
    /// The byte that leads to each node; sorted among siblings.
    labels: Bytes,
    /// Where the children of each node begin; they end where those of the next begin.
    children: Numbers,
    /// By node, the number of the string that ends there, or [`NONE`].
    numbers: Numbers,
    /// By byte, the child of the root, or [`NONE`].
    root: Numbers,
}

const NONE: u32 = u32::MAX;

impl Trie {
    /// Builds the tree over numbered strings; each is there once, and none is empty.
    pub(crate) fn new(mut strings: Vec<(&str, u32)>) -> Self {
        strings.sort_unstable();
        let (mut labels, mut children, mut numbers) = (vec![0], Vec::new(), Vec::new());
        // Stretches of the sorted strings that share their first `depth` bytes, in the order of their nodes.
        let mut level: Vec<&[(&str, u32)]> = vec![&strings];
        let mut depth = 0;
        while !level.is_empty() {
            let mut below = Vec::new();
            for shared in level {
                let (own, longer) = match shared {
                    [(text, number), longer @ ..] if text.len() == depth => (*number, longer),
                    _ => (NONE, shared),
                };
                numbers.push(own);
                children.push(u32::try_from(labels.len()).unwrap_or(NONE));
                for child in longer.chunk_by(|(a, _), (b, _)| a.as_bytes()[depth] == b.as_bytes()[depth]) {
                    labels.push(child[0].0.as_bytes()[depth]);
                    below.push(child);
                }
            }
            level = below;
            depth += 1;
        }
        children.push(u32::try_from(labels.len()).unwrap_or(NONE));
        let mut root = [NONE; 256];
        for child in children[0]..children[1] {
            root[usize::from(labels[child as usize])] = child;
        }
        Self {
            labels: labels.into(),
            children: children.into_iter().collect(),
            numbers: numbers.into_iter().collect(),
            root: root.into_iter().collect(),
        }
    }

    /// Builds the tree over strings numbered as they come; each is there once, and none is empty.
    pub(crate) fn of<'s>(strings: impl IntoIterator<Item = &'s String>) -> Self {
        Self::new((0..).zip(strings).map(|(number, string)| (string.as_str(), number)).collect())
    }

    /// Calls `found` with the number of every string a text begins with and its length, shortest first.
    #[inline]
    pub(crate) fn beginnings(&self, text: &[u8], found: impl FnMut(u32, usize)) {
        let node = text.first().map_or(NONE, |first| self.root.get(usize::from(*first)));
        if node != NONE {
            self.walk(node, text, found);
        }
    }

    /// Whether bytes are one of the strings.
    pub(crate) fn holds(&self, bytes: impl IntoIterator<Item = u8>) -> bool {
        let mut node = 0;
        for byte in bytes {
            node = self.child(node as usize, byte);
            if node == NONE {
                return false;
            }
        }
        self.numbers.get(node as usize) != NONE
    }

    /// Calls `found` with the number of every string, wherever it stands in a text.
    pub(crate) fn anywhere(&self, text: &str, mut found: impl FnMut(u32)) {
        for start in self.entrances(text) {
            self.beginnings(&text.as_bytes()[start..], |number, _| found(number));
        }
    }

    /// Whether any of the strings stands in a text.
    pub(crate) fn stands_in(&self, text: &str) -> bool {
        self.entrances(text).any(|start| {
            let mut any = false;
            self.beginnings(&text.as_bytes()[start..], |_, _| any = true);
            any
        })
    }

    /// Where a byte stands that one of the strings begins with.
    fn entrances(&self, text: &str) -> impl Iterator<Item = usize> {
        let places = text.bytes().enumerate();
        places.filter(|(_, byte)| self.root.get(usize::from(*byte)) != NONE).map(|(place, _)| place)
    }

    /// Goes on from the node of the first byte.
    fn walk(&self, mut node: u32, text: &[u8], mut found: impl FnMut(u32, usize)) {
        for at in 1.. {
            if node == NONE {
                return;
            }
            let number = self.numbers.get(node as usize);
            if number != NONE {
                found(number, at);
            }
            node = text.get(at).map_or(NONE, |byte| self.child(node as usize, *byte));
        }
    }

    fn child(&self, node: usize, byte: u8) -> u32 {
        let (first, end) = (self.children.get(node), self.children.get(node + 1));
        let labels = &self.labels[first as usize..end as usize];
        let at = match labels.len() {
            0 => None,
            1 => (labels[0] == byte).then_some(0),
            _ => labels.binary_search(&byte).ok(),
        };
        at.map_or(NONE, |at| first + u32::try_from(at).unwrap_or(NONE))
    }
}
