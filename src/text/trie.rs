//! Many strings as a tree of bytes: which of them a text begins with.
//!
//! An automaton reads every byte once and follows failures; a tree is entered only where a string can begin, which in most
//! scripts is the beginning of a word, and left at the first byte that leads nowhere. A place costs at most as many steps as
//! the longest string has bytes.

/// A tree of bytes, level by level, so that the children of a node lie side by side.
#[derive(Debug)]
pub(crate) struct Trie {
    /// The byte that leads to each node; sorted among siblings.
    labels: Vec<u8>,
    /// Where the children of each node begin; they end where those of the next begin.
    children: Vec<u32>,
    /// By node, the number of the string that ends there, or [`NONE`].
    numbers: Vec<u32>,
    /// By byte, the child of the root, or [`NONE`].
    root: [u32; 256],
}

const NONE: u32 = u32::MAX;

impl Trie {
    /// Builds the tree over numbered strings; each is there once, and none is empty.
    pub(crate) fn new(mut strings: Vec<(&str, u32)>) -> Self {
        strings.sort_unstable();
        let mut trie = Self { labels: Vec::new(), children: Vec::new(), numbers: Vec::new(), root: [NONE; 256] };
        // Stretches of the sorted strings that share their first `depth` bytes, in the order of their nodes.
        let mut level: Vec<&[(&str, u32)]> = vec![&strings];
        trie.labels.push(0);
        let mut depth = 0;
        while !level.is_empty() {
            let mut below = Vec::new();
            for shared in level {
                let (own, longer) = match shared {
                    [(text, number), longer @ ..] if text.len() == depth => (*number, longer),
                    _ => (NONE, shared),
                };
                trie.numbers.push(own);
                trie.children.push(u32::try_from(trie.labels.len()).unwrap_or(NONE));
                for child in longer.chunk_by(|(a, _), (b, _)| a.as_bytes()[depth] == b.as_bytes()[depth]) {
                    trie.labels.push(child[0].0.as_bytes()[depth]);
                    below.push(child);
                }
            }
            level = below;
            depth += 1;
        }
        trie.children.push(u32::try_from(trie.labels.len()).unwrap_or(NONE));
        for child in trie.of(0) {
            trie.root[usize::from(trie.labels[child])] = u32::try_from(child).unwrap_or(NONE);
        }
        trie
    }

    /// The children of a node.
    fn of(&self, node: usize) -> std::ops::Range<usize> {
        self.children[node] as usize..self.children[node + 1] as usize
    }

    /// Calls `found` with the number of every string a text begins with and its length, shortest first.
    #[inline]
    pub(crate) fn beginnings(&self, text: &[u8], found: impl FnMut(u32, usize)) {
        let node = text.first().map_or(NONE, |first| self.root[usize::from(*first)]);
        if node != NONE {
            self.walk(node, text, found);
        }
    }

    /// Goes on from the node of the first byte.
    fn walk(&self, mut node: u32, text: &[u8], mut found: impl FnMut(u32, usize)) {
        for at in 1.. {
            if node == NONE {
                return;
            }
            let number = self.numbers[node as usize];
            if number != NONE {
                found(number, at);
            }
            node = text.get(at).map_or(NONE, |byte| self.child(node as usize, *byte));
        }
    }

    fn child(&self, node: usize, byte: u8) -> u32 {
        let (first, end) = (self.children[node], self.children[node + 1]);
        let labels = &self.labels[first as usize..end as usize];
        let at = match labels.len() {
            0 => None,
            1 => (labels[0] == byte).then_some(0),
            _ => labels.binary_search(&byte).ok(),
        };
        at.map_or(NONE, |at| first + u32::try_from(at).unwrap_or(NONE))
    }
}
