//! Damage to order: from a number, a seed and a dictionary always the same bytes.
//!
//! This is no search: nothing is learned from what the bytes do. It is for where libFuzzer cannot run.

/// Longest input made.
const LONGEST: usize = 1 << 14;

/// A small generator of numbers (SplitMix64), the same on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    /// Numbers of a seed.
    #[must_use]
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 if there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % (end.max(1) as u64)).unwrap_or_default()
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let at = self.below(list.len());
        list.get(at)
    }

    /// A stretch of something that long, most often a short one.
    fn stretch(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        let most = (length - start).min(1 << self.below(11));
        start..start + self.below(most + 1)
    }
}

/// One of the seeds, damaged in one to eight ways.
pub(crate) fn damaged(dice: &mut Dice, seeds: &[Vec<u8>], words: &[Vec<u8>]) -> Vec<u8> {
    let mut data = dice.of(seeds).cloned().unwrap_or_default();
    for _ in 0..=dice.below(8) {
        once(dice, &mut data, seeds, words);
        data.truncate(LONGEST);
    }
    data
}

fn once(dice: &mut Dice, data: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[Vec<u8>]) {
    const TELLING: [u8; 12] = [0, 1, 9, 10, 13, 32, 0x22, 0x5c, 0x7f, 0x80, 0xc0, 0xff];
    let at = dice.below(data.len() + 1);
    let stretch = dice.stretch(data.len());
    match dice.below(10) {
        0 => data.truncate(at),
        1 => drop(data.drain(stretch)),
        2 => {
            let part = data[stretch].to_vec();
            put(data, at, &part);
        }
        3 => {
            // Nesting, long runs.
            let part = data[stretch].to_vec();
            let times = LONGEST.checked_div(part.len()).map_or(0, |most| dice.below(most.min(2000)));
            put(data, at, &part.repeat(times));
        }
        4 | 5 => {
            let word = dice.of(words).cloned().unwrap_or_default();
            let over = if dice.below(2) == 0 { word.len().min(data.len() - at) } else { 0 };
            data.splice(at..at + over, word);
        }
        6 => {
            let other = dice.of(seeds).cloned().unwrap_or_default();
            let part = dice.stretch(other.len());
            put(data, at, &other[part]);
        }
        7 => {
            let number: u64 = [0, 1, 0x7fff_ffff, 0xffff_ffff, u64::MAX, i64::MAX as u64][dice.below(6)];
            let bytes = [number.to_le_bytes(), number.to_be_bytes()][dice.below(2)];
            let width = [1, 2, 4, 8][dice.below(4)].min(data.len() - at);
            data[at..at + width].copy_from_slice(&bytes[..width]);
        }
        8 => {
            let byte = dice.of(&TELLING).copied().unwrap_or_default();
            data.iter_mut().skip(at).take(1).for_each(|there| *there = byte);
        }
        _ => {
            let bit = dice.below(8);
            data.iter_mut().skip(at).take(1).for_each(|there| *there ^= 1 << bit);
        }
    }
}

fn put(data: &mut Vec<u8>, at: usize, part: &[u8]) {
    data.splice(at..at, part.iter().copied());
}
