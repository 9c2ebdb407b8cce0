//! Strings to a tree of bytes: finds room for the children of each node among the places that others left free.

use rustc_hash::FxHashMap;

use super::{NONE, Node, ROOT, TAIL, Trie};
use crate::packed::number;

/// Places that are looked through for room before the tree grows.
const LOOKED_AT: usize = 16 * BLOCK;
/// Places the tree grows by: one for each byte.
const BLOCK: usize = 256;

/// A tree that grows.
#[derive(Default)]
pub(super) struct Builder<'s> {
    nodes: Vec<Node>,
    tails: Vec<u8>,
    /// Where a tail lies, for others that end alike.
    known: FxHashMap<&'s [u8], u32>,
    /// No place before this one is free.
    first_free: usize,
}

/// Strings that share their first bytes, with the place of the node that these lead to.
struct Shared<'s, 'l> {
    place: u32,
    strings: &'l [(&'s str, u32)],
}

impl<'s> Builder<'s> {
    /// The tree over sorted strings.
    pub(super) fn of(mut self, strings: &[(&'s str, u32)]) -> Trie {
        self.grow();
        self.nodes[ROOT as usize] = Node { children: 0, parent: NONE, number: NONE };
        self.first_free = 1;
        let mut level = vec![Shared { place: ROOT, strings }];
        let mut depth = 0;
        while !level.is_empty() {
            let mut below = Vec::new();
            for shared in level {
                self.add(&shared, depth, &mut below);
            }
            level = below;
            depth += 1;
        }
        let numbers = self.nodes.iter().flat_map(|node| [node.children, node.parent, node.number]);
        Trie { nodes: numbers.collect(), tails: self.tails.into(), root: self.nodes[ROOT as usize].children }
    }

    /// Gives a node its number and its children, which are added to `below`, or the tail of its one string.
    fn add<'l>(&mut self, shared: &Shared<'s, 'l>, depth: usize, below: &mut Vec<Shared<'s, 'l>>) {
        let at = shared.place as usize;
        if let [(text, only)] = shared.strings
            && shared.place != ROOT
            && text.len() - depth <= usize::from(u16::MAX)
        {
            let tail = self.tail(&text.as_bytes()[depth..]);
            self.nodes[at].children = TAIL | tail;
            self.nodes[at].number = *only;
            return;
        }
        let longer = match shared.strings {
            [(text, own), longer @ ..] if text.len() == depth => {
                self.nodes[at].number = *own;
                longer
            }
            all => all,
        };
        let byte = |(text, _): &(&str, u32)| text.as_bytes()[depth];
        let groups: Vec<&[(&str, u32)]> = longer.chunk_by(|a, b| byte(a) == byte(b)).collect();
        let labels: Vec<u8> = groups.iter().map(|group| byte(&group[0])).collect();
        let children = self.room(&labels);
        self.nodes[at].children = children;
        for (label, strings) in labels.iter().zip(groups) {
            let place = children ^ u32::from(*label);
            self.nodes[place as usize].parent = shared.place;
            below.push(Shared { place, strings });
        }
    }

    fn tail(&mut self, tail: &'s [u8]) -> u32 {
        let Self { tails, known, .. } = self;
        *known.entry(tail).or_insert_with(|| {
            let at = number(tails.len());
            tails.extend(u16::try_from(tail.len()).unwrap_or(u16::MAX).to_le_bytes());
            tails.extend_from_slice(tail);
            at
        })
    }

    /// A number that leads to a free place by each of some bytes.
    fn room(&mut self, labels: &[u8]) -> u32 {
        let Some(first) = labels.first() else { return ROOT };
        while self.nodes.get(self.first_free).is_some_and(|node| node.parent != NONE) {
            self.first_free += 1;
        }
        let from = self.first_free.max(self.nodes.len().saturating_sub(LOOKED_AT));
        let free = |place: usize| place != ROOT as usize && self.nodes[place].parent == NONE;
        let fits = |children: &usize| labels.iter().all(|label| free(children ^ usize::from(*label)));
        let places = (from..self.nodes.len()).filter(|place| free(*place));
        let found = places.map(|place| place ^ usize::from(*first)).find(fits);
        number(found.unwrap_or_else(|| {
            self.grow();
            self.nodes.len() - BLOCK
        }))
    }

    fn grow(&mut self) {
        let empty = Node { children: 0, parent: NONE, number: NONE };
        self.nodes.resize(self.nodes.len() + BLOCK, empty);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_string_and_no_other_is_found_where_a_text_begins_with_it() {
        let strings = ["a", "ab", "abc", "abcd efg", "abx", "b", "bcd", "d\u{e9}", "\u{4e00}\u{4e8c}", "zzz"];
        let trie = Trie::new(strings.iter().zip(0..).map(|(text, number)| (*text, number)).collect());
        let more = ["", "abcd ef", "abcd efgh", "bc", "\u{4e00}", "zz", "zzzz", "q"];
        for text in strings.iter().chain(&more) {
            let mut found = Vec::new();
            trie.beginnings(text.as_bytes(), |number, length| found.push((strings[number as usize], length)));
            let expected = strings.iter().filter(|string| text.starts_with(**string)).map(|s| (*s, s.len()));
            assert_eq!(found, expected.collect::<Vec<_>>(), "{text:?}");
            assert_eq!(trie.holds(text.bytes()), strings.contains(text), "{text:?}");
        }
    }
}
