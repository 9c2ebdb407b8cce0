//! What a model knows of n-grams, by their hash.
//!
//! Most n-grams of an ad are unknown, and a map of many thousands lies far from the processor: a set of bits close by tells
//! most of them first.

use rustc_hash::FxHashMap;

/// Bits of the set; a power of two.
const BITS: u64 = 1 << 20;

/// Values by the hash of an n-gram, each with a number of its own.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table<T> {
    bits: Vec<u64>,
    numbers: FxHashMap<u64, u32>,
    values: Vec<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { bits: vec![0; place(BITS - 1).0 + 1], numbers: FxHashMap::default(), values: Vec::new() }
    }
}

impl<T> Table<T> {
    /// The number of an n-gram, if it is known.
    pub(super) fn number(&self, hash: u64) -> Option<u32> {
        let (word, bit) = place(hash);
        if self.bits[word] >> bit & 1 == 1 { self.numbers.get(&hash).copied() } else { None }
    }

    /// The value of a number.
    pub(super) fn value(&self, number: u32) -> &T {
        &self.values[number as usize]
    }

    /// How many n-grams are known.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The value of an n-gram, made when it is new.
    pub(super) fn entry(&mut self, hash: u64, new: impl FnOnce() -> T) -> &mut T {
        let Self { bits, numbers, values } = self;
        let number = *numbers.entry(hash).or_insert_with(|| {
            let (word, bit) = place(hash);
            bits[word] |= 1 << bit;
            values.push(new());
            u32::try_from(values.len() - 1).unwrap_or(u32::MAX)
        });
        &mut values[number as usize]
    }
}

/// Where the bit of a hash is.
fn place(hash: u64) -> (usize, u64) {
    let bit = hash % BITS;
    (usize::try_from(bit / 64).unwrap_or(0), bit % 64)
}
