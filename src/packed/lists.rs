//! Many short lists, and many strings, in one stretch of memory.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Bytes, Numbers, number};

/// Lists of numbers by their own number.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Lists {
    items: Numbers,
    /// Where each list begins; they end where the next begins.
    starts: Numbers,
}

impl Lists {
    pub(crate) fn new<L: IntoIterator<Item = u32>>(lists: impl IntoIterator<Item = L>) -> Self {
        let mut starts = vec![0];
        let mut items = Vec::new();
        for list in lists {
            items.extend(list);
            starts.push(number(items.len()));
        }
        Self { items: items.into_iter().collect(), starts: starts.into_iter().collect() }
    }

    /// How many lists there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Where the items of a list lie.
    #[inline]
    pub(crate) fn range(&self, list: u32) -> Range<usize> {
        let list = list as usize;
        self.starts.get(list) as usize..self.starts.get(list + 1) as usize
    }

    /// An item by its place among all.
    #[inline]
    pub(crate) fn item(&self, at: usize) -> u32 {
        self.items.get(at)
    }

    /// The items of a list.
    #[inline]
    pub(crate) fn get(&self, list: u32) -> impl ExactSizeIterator<Item = u32> {
        self.items.within(self.range(list))
    }
}

/// Strings by number.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Strings {
    letters: Bytes,
    /// Where each ends.
    ends: Numbers,
}

impl Strings {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, at: usize) -> &str {
        let from = at.checked_sub(1).map_or(0, |before| self.ends.get(before));
        std::str::from_utf8(&self.letters[from as usize..self.ends.get(at) as usize]).unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at))
    }
}

impl<S: AsRef<str>> FromIterator<S> for Strings {
    fn from_iter<I: IntoIterator<Item = S>>(strings: I) -> Self {
        let mut letters = Vec::new();
        let mut ends = Vec::new();
        for string in strings {
            letters.extend_from_slice(string.as_ref().as_bytes());
            ends.push(number(letters.len()));
        }
        Self { letters: letters.into(), ends: ends.into_iter().collect() }
    }
}
