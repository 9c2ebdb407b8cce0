//! In what order patterns are confirmed, so that few are in vain: a matcher that needs company waits until it is known whether any
//! may stand near it, and what limits a match, company and exceptions, until it is known what matched near it.

use rustc_hash::FxHashSet;

use super::{Found, Hit, Owner, PAGE, Purpose};
use crate::rules::{MOST_WITHIN, RuleIndex};
use crate::span::{Normalized, Span};

/// Bytes between a match and the anchor of what may limit it, at most: as far as company may stand, and the phrases themselves,
/// of which none worth writing takes half of the rest.
const REACH: usize = 4 * MOST_WITHIN + 4192;
/// Bytes of a text that are one place.
const PLACE: usize = 4096;

const _: () = assert!(REACH + PLACE <= PAGE, "what waits for one page needs no more");

/// The places within reach of a stretch.
fn places(span: Span<Normalized>) -> impl Iterator<Item = usize> {
    span.start.saturating_sub(REACH) / PLACE..=(span.end + REACH) / PLACE
}

/// The number of a pattern's owner and where its anchor stands. A long text has many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    pub(super) owner: u32,
    start: u32,
    end: u32,
}

impl Waiting {
    pub(super) fn new(owner: u32, anchor: &Hit) -> Self {
        Self { owner, start: anchor.start, end: anchor.end }
    }

    pub(super) fn anchor(self) -> Span<Normalized> {
        Span::new(self.start as usize, self.end as usize)
    }
}

/// What waits for a number of pages, in the order it came in.
#[derive(Debug)]
pub(super) struct Line<const PAGES: usize> {
    page: Vec<Waiting>,
    /// From the last page back.
    before: [Vec<Waiting>; PAGES],
}

impl<const PAGES: usize> Line<PAGES> {
    pub(super) fn new() -> Self {
        Self { page: Vec::new(), before: [const { Vec::new() }; PAGES] }
    }

    pub(super) fn push(&mut self, waiting: Waiting) {
        self.page.push(waiting);
    }

    /// Ends a page, and gives what came in so many before it.
    pub(super) fn turn(&mut self) -> Vec<Waiting> {
        self.before.iter_mut().fold(std::mem::take(&mut self.page), |later, page| std::mem::replace(page, later))
    }
}

/// Where company may stand: its anchors do.
#[derive(Debug, Default)]
pub(super) struct Company(FxHashSet<(RuleIndex, usize, usize, usize)>);

impl Company {
    /// Takes an anchor of a phrase of such an owner, if it is company.
    pub(super) fn add(&mut self, owner: Owner, anchor: &Hit) {
        if let Purpose::Near(matcher) = owner.purpose {
            self.0.insert((owner.rule, owner.block, matcher, anchor.start as usize / PLACE));
        }
    }

    /// Whether any may stand near an anchor of a matcher.
    pub(super) fn may_stand(&self, owner: Owner, anchor: Span<Normalized>) -> bool {
        let Purpose::Match(matcher) = owner.purpose else { return false };
        places(anchor).any(|place| self.0.contains(&(owner.rule, owner.block, matcher, place)))
    }

    /// Forgets what stands out of reach of a place and all behind it.
    pub(super) fn forget_before(&mut self, at: usize) {
        let first = at.saturating_sub(REACH) / PLACE;
        if first > 0 {
            self.0.retain(|(.., place)| *place >= first);
        }
    }
}

/// What matched, and where about.
#[derive(Debug, Default)]
pub(super) struct Matched {
    matchers: FxHashSet<(RuleIndex, usize, usize, usize)>,
    rules: FxHashSet<(RuleIndex, usize)>,
    /// How much of what was found is in.
    known: usize,
}

impl Matched {
    /// Takes what was found since the last time.
    pub(super) fn add(&mut self, found: &[Found]) {
        for Found { owner, span } in &found[self.known..] {
            let Purpose::Match(matcher) = owner.purpose else { continue };
            for place in places(*span) {
                self.matchers.insert((owner.rule, owner.block, matcher, place));
                self.rules.insert((owner.rule, place));
            }
        }
        self.known = found.len();
    }

    /// Whether a phrase of such an owner can make a difference: company is of one matcher, an exception may speak for other blocks of
    /// its rule too.
    pub(super) fn is_limited_by(&self, owner: Owner, anchor: Span<Normalized>) -> bool {
        let place = anchor.start / PLACE;
        match owner.purpose {
            Purpose::Near(matcher) => self.matchers.contains(&(owner.rule, owner.block, matcher, place)),
            Purpose::Unless => self.rules.contains(&(owner.rule, place)),
            Purpose::Match(_) => false,
        }
    }
}
