//! Names of countries, peoples and languages, which wording must not know: who is addressed is no evidence.
//!
//! `peoples.txt` lists folded beginnings of words, one a line: in scripts that set words apart a word that begins so is a
//! name with its endings, in others the characters are one wherever they stand. `#` starts a comment; `=` before an entry
//! asks for the whole word, and two words are a name where they stand together, as in Vietnamese. `+` marks a
//! word that belongs to a name it stands before: *Sri*, *South*.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::builtin;
use crate::packed;
use crate::text::script::is_unspaced;
use crate::text::trie::Trie;

static NAMES: LazyLock<Names> =
    LazyLock::new(|| packed::unpack(builtin::peoples()).unwrap_or_else(|| Names::read(LIST)));

const LIST: &str = include_str!("peoples.txt");

/// The names as bytes to embed.
#[allow(dead_code, reason = "what calls it is the build script, and the test below")]
pub(crate) fn packed() -> Vec<u8> {
    packed::pack(&Names::read(LIST))
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Names {
    /// Beginnings of words in spaced scripts.
    beginnings: Trie,
    /// Whole words in spaced scripts.
    whole: Trie,
    /// Names in unspaced scripts.
    inside: Trie,
    /// Words that belong to the name behind them.
    leading: Trie,
    /// Names of two words, parted by one space.
    pairs: Trie,
}

impl Names {
    fn read(list: &'static str) -> Self {
        let (mut beginnings, mut inside) = (FxHashSet::default(), FxHashSet::default());
        let (mut whole, mut leading, mut pairs) = (FxHashSet::default(), FxHashSet::default(), FxHashSet::default());
        for line in list.lines() {
            let entry = line.split('#').next().unwrap_or_default().trim();
            match entry.strip_prefix('=') {
                _ if entry.is_empty() => {}
                Some(word) => drop(whole.insert(word)),
                None if entry.starts_with('+') => drop(leading.insert(&entry[1..])),
                None if entry.contains(' ') => drop(pairs.insert(entry)),
                None if entry.chars().any(is_unspaced) => drop(inside.insert(entry)),
                None => drop(beginnings.insert(entry)),
            }
        }
        let tree = |names: FxHashSet<&'static str>| Trie::new(names.into_iter().map(|name| (name, 0)).collect());
        Self {
            beginnings: tree(beginnings),
            whole: tree(whole),
            inside: tree(inside),
            leading: tree(leading),
            pairs: tree(pairs),
        }
    }
}

/// Whether any string of a tree begins a text.
fn any(tree: &Trie, text: &str) -> bool {
    let mut any = false;
    tree.beginnings(text.as_bytes(), |_, _| any = true);
    any
}

/// Whether a folded word belongs to the name behind it.
pub(super) fn leads(word: &str) -> bool {
    NAMES.leading.holds(word.bytes())
}

/// Whether two folded words that follow one another make a name.
pub(super) fn pair(first: &str, second: &str) -> bool {
    NAMES.pairs.holds(first.bytes().chain([b' ']).chain(second.bytes()))
}

/// The parts of a folded word that name a country, a people or a language, in order and apart.
pub(super) fn named(word: &str) -> Vec<Range<usize>> {
    if !word.chars().any(is_unspaced) {
        let is_name = any(&NAMES.beginnings, word) || NAMES.whole.holds(word.bytes());
        return if is_name { std::iter::once(0..word.len()).collect() } else { Vec::new() };
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for (from, c) in word.char_indices() {
        if !is_unspaced(c) || found.last().is_some_and(|last| from < last.end) {
            continue;
        }
        let mut longest = None;
        NAMES.inside.beginnings(&word.as_bytes()[from..], |_, length| longest = Some(from..from + length));
        found.extend(longest);
    }
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_names_embedded_are_those_of_the_list() {
        assert!(super::packed() == crate::builtin::peoples(), "embedded names differ from peoples.txt");
    }
}
