//! Numbers in words: `twenty-five thousand`, `dua puluh juta`, `สามหมื่น`.
//!
//! Owns how words add up to a number. The words themselves are in `pay.yaml`; from thousands on they are its magnitudes, which
//! `pay` multiplies by. A small number in words is kept only where money is meant: before a magnitude, behind one, or beside a
//! currency. *Two days* is none.

use serde::{Deserialize, Serialize};

use super::lexicon::Hit;
use super::money::{Money, Word};
use super::number::{Number, Shape};
use crate::span::Span;

/// From here on a number is kept whatever stands beside it, in the hope of a pay word.
const LARGE: f64 = 1_000.0;
/// The least number that a currency alone makes an amount: *one dollar* is a way of speaking.
const LEAST: f64 = 10.0;

/// What may stand between two words of one number: *treinta y cinco*.
const JOINERS: [&str; 5] = ["y", "e", "et", "na", "and"];

/// What one word says.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Numeral {
    /// Added: *five*, *twenty*; 0 when the word is no such number.
    pub(super) value: f64,
    /// Multiplies what stands before it, or stands alone: *puluh*, *hundred*; 0 when it does not.
    pub(super) times: f64,
}

/// Every number in words of `text`, left to right; `hits` are all words that money knows.
pub(super) fn find(text: &str, hits: &[Hit], money: &Money) -> Vec<Number> {
    let numerals = Numerals { text, hits, money };
    let mut runs: Vec<(Number, usize)> = Vec::new();
    let mut index = 0;
    while index < hits.len() {
        match numerals.run(index) {
            Some((number, next)) => {
                runs.push((number, next));
                index = next;
            }
            None => index += 1,
        }
    }
    let mut kept: Vec<Number> = Vec::new();
    for (number, next) in runs.into_iter().rev() {
        if numerals.is_money(number, next) || kept.last().is_some_and(|upper| numerals.leads_to(number, next, *upper)) {
            kept.push(number);
        }
    }
    kept.reverse();
    kept
}

/// A text and the words of it that money knows.
struct Numerals<'a> {
    text: &'a str,
    hits: &'a [Hit],
    money: &'a Money,
}

impl Numerals<'_> {
    /// The longest number that begins with word `index`, and the first word behind it.
    fn run(&self, index: usize) -> Option<(Number, usize)> {
        let first = self.hits[index];
        let mut sum = Sum::default();
        let (mut end, mut next, mut behind) = (first.span.start, index, index);
        while let Some(hit) = self.hits.get(next) {
            let word = &self.text[hit.span.range()];
            // A second reading of the same letters, or what joins two words of one number.
            if hit.span.start < end || next > index && JOINERS.contains(&word) {
                next += 1;
                continue;
            }
            if !sum.takes(self.word(*hit).numeral, &self.text[end..hit.span.start], word.starts_with('و')) {
                break;
            }
            end = hit.span.end;
            next += 1;
            behind = next;
        }
        let number =
            Number { span: Span::new(first.span.start, end), value: sum.value, digits: 0, shape: Shape::Words };
        (end > first.span.start && sum.value > 0.0).then_some((number, behind))
    }

    /// Whether the words beside a number make it money.
    fn is_money(&self, number: Number, next: usize) -> bool {
        let behind = self.beside(self.hits[next..].iter().take(2), |hit| (number.span.end, hit.span.start));
        let before =
            self.hits[..self.hits.partition_point(|hit| hit.span.start < number.span.start)].iter().rev().take(2);
        let before = self.beside(before, |hit| (hit.span.end, number.span.start));
        number.value >= LARGE
            || behind.clone().any(|word| word.magnitude >= LARGE)
            || before.clone().any(|word| word.magnitude >= LARGE || word.magnitude_before > 0.0)
            || number.value >= LEAST && behind.chain(before).any(|word| word.is_currency() && !word.glued)
    }

    /// The words of `hits` that nothing but a space parts from a number; a letter parted from it is no word of its.
    fn beside<'h>(
        &self,
        hits: impl Iterator<Item = &'h Hit> + Clone,
        gap: impl Fn(&Hit) -> (usize, usize) + Clone,
    ) -> impl Iterator<Item = &Word> + Clone {
        let near = move |hit: &&Hit| {
            let (from, to) = gap(hit);
            matches!(self.text.get(from..to), Some(""))
                || matches!(self.text.get(from..to), Some(" ")) && hit.span.len() > 1
        };
        hits.filter(near).map(|hit| self.word(*hit))
    }

    /// Whether a number is the lower end of a range that ends with `upper`: *two to three* thousand.
    fn leads_to(&self, number: Number, next: usize, upper: Number) -> bool {
        let Some(gap) = self.text.get(number.span.end..upper.span.start) else { return false };
        let joined = self.hits.get(next).is_some_and(|hit| hit.span.end <= upper.span.start && self.word(*hit).range);
        matches!(gap.trim(), "-" | "–" | "~") || joined && gap.split_whitespace().count() == 1 || gap.is_empty()
    }

    fn word(&self, hit: Hit) -> &Word {
        &self.money.words[hit.form]
    }
}

/// A number as far as it has been read.
#[derive(Debug)]
struct Sum {
    value: f64,
    /// What was added last and may still be multiplied.
    last: f64,
    /// What comes next must be smaller.
    below: f64,
}

impl Default for Sum {
    fn default() -> Self {
        Self { value: 0.0, last: 0.0, below: f64::INFINITY }
    }
}

impl Sum {
    /// Adds a word that stands behind `gap`, if it can go on the number. Arabic joins the tens to the units before them.
    fn takes(&mut self, Numeral { value, times }: Numeral, gap: &str, joined: bool) -> bool {
        // Filipino writes its joiner onto the tens: dalawampu't limang.
        let near = matches!(gap, "" | " " | "-" | "'t ") || JOINERS.contains(&gap.trim());
        if near && times > self.last {
            let lifted = self.last.max(1.0) * times;
            self.value += lifted - self.last;
            (self.last, self.below) = (lifted, times);
            return true;
        }
        let ascends = joined && self.value < 10.0 && value >= 20.0;
        if !near || value <= 0.0 || !(value < self.below || ascends) {
            return false;
        }
        self.value += value;
        self.last = value;
        self.below = match value {
            v if v >= 100.0 => 100.0,
            v if v >= 20.0 && !ascends => 10.0,
            _ => 0.0,
        };
        true
    }
}
