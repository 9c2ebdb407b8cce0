//! What a model knows of n-grams, by their hash.
//!
//! Most n-grams of an ad are unknown, and a table of many thousands lies far from the processor: a set of bits close by tells
//! most of them first.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::packed::{Bytes, Numbers, number};

/// Bits of the set; a power of two.
const BITS: u64 = 1 << 20;

/// Numbers in a place.
const PLACE: usize = 3;

/// Stands for no n-gram.
const NONE: u32 = u32::MAX;

/// Numbers of n-grams by their hash.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Table {
    bits: Bytes,
    /// A power of two of places, in each three numbers: the two halves of a hash and the number of its n-gram, in the first free
    /// place from where the hash belongs.
    places: Numbers,
    known: u32,
}

impl Table {
    /// The number of an n-gram, if it is known.
    #[inline]
    pub(super) fn number(&self, hash: u64) -> Option<u32> {
        let (at, bit) = place(hash);
        if self.bits.get(at)? >> bit & 1 == 1 { self.looked_up(hash) } else { None }
    }

    fn looked_up(&self, hash: u64) -> Option<u32> {
        let last = self.places.len() / PLACE - 1;
        let mut at = first(hash, last);
        loop {
            let [low, high, number] = self.places.three(at);
            if number == NONE {
                return None;
            }
            if [low, high] == halves(hash) {
                return Some(number);
            }
            at = (at + 1) & last;
        }
    }

    /// How many n-grams are known.
    pub(super) fn len(&self) -> usize {
        self.known as usize
    }

    fn new(hashes: &[u64]) -> Self {
        let last = (2 * hashes.len()).next_power_of_two() - 1;
        let mut places = vec![[NONE; PLACE]; last + 1];
        let mut bits = vec![0; place(BITS - 1).0 + 1];
        for (index, hash) in hashes.iter().enumerate() {
            let (byte, bit) = place(*hash);
            bits[byte] |= 1 << bit;
            let mut at = first(*hash, last);
            while places[at][2] != NONE {
                at = (at + 1) & last;
            }
            let [low, high] = halves(*hash);
            places[at] = [low, high, number(index)];
        }
        Self { bits: bits.into(), places: places.into_iter().flatten().collect(), known: number(hashes.len()) }
    }
}

/// The low and the high half of a hash.
fn halves(hash: u64) -> [u32; 2] {
    [hash as u32, (hash >> 32) as u32]
}

/// Where the bit of a hash is.
fn place(hash: u64) -> (usize, u64) {
    let bit = hash % BITS;
    (usize::try_from(bit / 8).unwrap_or(0), bit % 8)
}

/// The place a hash belongs to, by bits that do not tell its place in the set of bits.
fn first(hash: u64, last: usize) -> usize {
    usize::try_from(hash >> 32).unwrap_or(0) & last
}

/// Gathers n-grams and what is known of each; numbers are given in the order in which they come.
#[derive(Debug, Default)]
pub(super) struct Known<T> {
    numbers: FxHashMap<u64, usize>,
    hashes: Vec<u64>,
    values: Vec<T>,
}

impl<T: Default> Known<T> {
    /// The value of an n-gram, empty when it is new.
    pub(super) fn entry(&mut self, hash: u64) -> &mut T {
        let Self { numbers, hashes, values } = self;
        let number = *numbers.entry(hash).or_insert_with(|| {
            hashes.push(hash);
            values.push(T::default());
            values.len() - 1
        });
        &mut values[number]
    }

    /// The table, and the values by number.
    pub(super) fn finish(self) -> (Table, Vec<T>) {
        (Table::new(&self.hashes), self.values)
    }
}
