//! The worst of many, kept in bounded memory: for sinks that take only so much.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Keeps at most `most` items: those of the highest rank, of equal rank the first.
#[derive(Debug)]
pub(super) struct Worst<T> {
    most: usize,
    seen: u64,
    kept: BinaryHeap<Reverse<Ranked<T>>>,
}

/// An item with its rank and its number among all.
#[derive(Debug)]
struct Ranked<T> {
    rank: f64,
    number: u64,
    item: T,
}

impl<T> Worst<T> {
    /// Nothing kept yet.
    pub(super) fn new(most: usize) -> Self {
        Self { most, seen: 0, kept: BinaryHeap::new() }
    }

    /// Takes an item, if it is among the worst so far; `make` is called only then.
    pub(super) fn add(&mut self, rank: f64, make: impl FnOnce() -> T) {
        let number = self.seen;
        self.seen += 1;
        let full = self.kept.len() >= self.most;
        let beaten = |lowest: &Reverse<Ranked<T>>| rank.total_cmp(&lowest.0.rank) != Ordering::Greater;
        if full && self.kept.peek().is_none_or(beaten) {
            return;
        }
        if full {
            self.kept.pop();
        }
        self.kept.push(Reverse(Ranked { rank, number, item: make() }));
    }

    /// How many were not kept.
    pub(super) fn dropped(&self) -> u64 {
        self.seen - self.kept.len() as u64
    }

    /// What is kept, the worst first.
    pub(super) fn into_ranked(self) -> Vec<T> {
        let mut kept: Vec<Ranked<T>> = self.kept.into_iter().map(|Reverse(ranked)| ranked).collect();
        kept.sort_by(|a, b| b.cmp(a));
        kept.into_iter().map(|ranked| ranked.item).collect()
    }

    /// What is kept, in the order it came.
    pub(super) fn into_ordered(self) -> Vec<T> {
        let mut kept: Vec<Ranked<T>> = self.kept.into_iter().map(|Reverse(ranked)| ranked).collect();
        kept.sort_by_key(|ranked| ranked.number);
        kept.into_iter().map(|ranked| ranked.item).collect()
    }
}

impl<T> Ord for Ranked<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.total_cmp(&other.rank).then_with(|| other.number.cmp(&self.number))
    }
}

impl<T> PartialOrd for Ranked<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Ranked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T> Eq for Ranked<T> {}
