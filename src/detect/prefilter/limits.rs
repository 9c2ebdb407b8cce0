//! What limits a match, company and exceptions, waits until it is known what matched near it: most of it limits nothing then.

use rustc_hash::FxHashSet;

use super::{Found, Hit, Owner, PAGE, Purpose};
use crate::rules::{MOST_WITHIN, RuleIndex};
use crate::span::{Normalized, Span};

/// Bytes between a match and the anchor of what may limit it, at most: as far as company may stand, and the phrases themselves,
/// of which none worth writing takes half of the rest.
const REACH: usize = 4 * MOST_WITHIN + 4192;
/// Bytes of a text that are one place to [`Matched`].
const PLACE: usize = 4096;

const _: () = assert!(REACH + PLACE <= PAGE, "a limit waits for one page behind its own");

/// Limits that may stand in a text, page by page.
#[derive(Debug, Default)]
pub(super) struct Limits {
    /// Those of the last page, by the number of their owner and where their anchor stands. A long text has many.
    waiting: Vec<(u32, u32, u32)>,
    page: Vec<(u32, u32, u32)>,
    matched: Matched,
}

impl Limits {
    /// Keeps one of this page for later.
    pub(super) fn wait(&mut self, owner: u32, anchor: &Hit) {
        self.page.push((owner, anchor.start, anchor.end));
    }

    /// Ends a page, up to which `found` is all that was found. Gives those limits of the page before that can make a difference, in
    /// the order they came in.
    pub(super) fn turn(&mut self, found: &[Found], owner: impl Fn(u32) -> Owner) -> Vec<(u32, Span<Normalized>)> {
        self.matched.add(found);
        let due = self.waiting.drain(..).map(|(number, start, end)| (number, Span::new(start as usize, end as usize)));
        let due = due.filter(|(number, anchor)| self.matched.is_limited_by(owner(*number), anchor.start)).collect();
        std::mem::swap(&mut self.waiting, &mut self.page);
        due
    }
}

/// What matched, and where about.
#[derive(Debug, Default)]
struct Matched {
    matchers: FxHashSet<(RuleIndex, usize, usize, usize)>,
    rules: FxHashSet<(RuleIndex, usize)>,
    /// How much of what was found is in.
    known: usize,
}

impl Matched {
    fn add(&mut self, found: &[Found]) {
        for Found { owner, span } in &found[self.known..] {
            let Purpose::Match(number) = owner.purpose else { continue };
            for place in span.start.saturating_sub(REACH) / PLACE..=(span.end + REACH) / PLACE {
                self.matchers.insert((owner.rule, owner.block, number, place));
                self.rules.insert((owner.rule, place));
            }
        }
        self.known = found.len();
    }

    /// Company is of one matcher; an exception may speak for other blocks of its rule too.
    fn is_limited_by(&self, owner: Owner, at: usize) -> bool {
        match owner.purpose {
            Purpose::Near(number) => self.matchers.contains(&(owner.rule, owner.block, number, at / PLACE)),
            Purpose::Unless => self.rules.contains(&(owner.rule, at / PLACE)),
            Purpose::Match(_) => false,
        }
    }
}
