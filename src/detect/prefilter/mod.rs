//! The one-pass search over the literals of every phrase and expression of every language.
//!
//! Where a literal stands (`entrances`) and what else its phrase needs stands near (`nearest`), the phrase or expression is
//! confirmed (`scan`), in an order that spares most of the work (`waiting`). Nothing else of the pack ever looks at a text, so the
//! cost of a pack is the cost of one pass plus what its literals hit. `build` makes the tables.

mod build;
mod entrances;
mod nearest;
mod scan;
mod waiting;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::builtin;
use crate::packed::{self, Lists, Numbers, number};
use crate::rules::phrase::{Company, Haystack, Inside, Member};
use crate::rules::{RuleIndex, RuleSet};
use crate::span::{FieldName, Normalized, Span};
use crate::text::{NormalizedText, WordList};
use build::Builder;
use entrances::Entrances;
use nearest::{NEAREST, Nearest};
use scan::Scan;

/// Bytes of a text whose literals are held at once: those of a long text take several times its room.
const PAGE: usize = 1 << 16;

/// What a confirmed pattern means for its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Purpose {
    /// The matcher of this number.
    Match(usize),
    /// An exception.
    Unless,
    /// The company the matcher of this number needs.
    Near(usize),
}

/// A pattern and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Owner {
    pub(super) rule: RuleIndex,
    pub(super) block: usize,
    pub(super) purpose: Purpose,
    /// Number of the phrase among those of its purpose.
    pub(super) phrase: usize,
}

/// A confirmed pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) owner: Owner,
    pub(super) span: Span<Normalized>,
}

/// Numbers that an owner is written in.
const OWNER: usize = 4;

/// The kind of purpose of a matcher that needs company.
const ACCOMPANIED: usize = 3;

/// An owner as it is written: rule, block, purpose and its matcher in one number, and the phrase.
fn owner(rule: RuleIndex, block: usize, purpose: Purpose, phrase: usize, accompanied: bool) -> [u32; OWNER] {
    let purpose = match purpose {
        Purpose::Match(matcher) => matcher << 2 | if accompanied { ACCOMPANIED } else { 0 },
        Purpose::Unless => 1,
        Purpose::Near(matcher) => matcher << 2 | 2,
    };
    [rule.0, block, purpose, phrase].map(number)
}

/// A pattern that a set of literals stands for, and what must stand around one of them.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    /// Number of the owner.
    owner: u32,
    before: Option<Company>,
    after: Option<Company>,
}

/// Numbers that a candidate is written in: its owner, and twice a set with its reach.
const CANDIDATE: usize = 5;
/// Stands for no set.
const NONE: u32 = u32::MAX;

/// What a literal may be to the patterns of a set.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// They are anchored at it.
    Anchor,
    /// They need it before their anchor.
    Before,
    /// They need it after their anchor.
    After,
}

impl Part {
    const ALL: [Self; 3] = [Self::Anchor, Self::Before, Self::After];
}

/// By literal and part, the sets it is of and how it must stand to be one of them: all that a hit has to look at, in one place.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Members(Lists);

impl Members {
    /// A set as it is written, with how a member must stand.
    fn item(set: u32, member: Member) -> u32 {
        set << 2 | u32::from(member.begins) | u32::from(member.ends) << 1
    }

    /// The sets that a literal is of as it stands.
    fn of(&self, literal: u32, part: Part, inside: Inside) -> impl Iterator<Item = u32> {
        let list = number(Part::ALL.len()) * literal + part as u32;
        let forbidden = u32::from(inside.left) | u32::from(inside.right) << 1;
        self.0.get(list).filter(move |item| item & forbidden == 0).map(|item| item >> 2)
    }
}

/// What is searched for and what each literal stands for.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Prefilter {
    entrances: Entrances,
    members: Members,
    /// By set, the patterns to confirm where one of its literals stands.
    candidates: Lists,
    /// How many sets there are.
    sets: usize,
    /// Most bytes behind an anchor at which anything stands that a pattern needs there.
    ahead: u32,
    owners: Numbers,
}

/// A literal found. A long text has many.
#[derive(Debug, Clone, Copy)]
struct Hit {
    literal: u32,
    start: u32,
    end: u32,
    inside: Inside,
}

impl Hit {
    /// The sets it is of as it stands.
    fn among(&self, members: &Members, part: Part) -> impl Iterator<Item = u32> {
        members.of(self.literal, part, self.inside)
    }
}

/// A pattern to confirm at a hit.
#[derive(Debug, Clone, Copy)]
struct Attempt {
    hit: u32,
    owner: u32,
    after: Option<Company>,
}

impl Prefilter {
    /// The tables of a rule set; those of the built-in one were made when the library was built.
    pub(super) fn new(rules: &RuleSet) -> Self {
        let ready = rules.is_ahead().then(|| packed::unpack(builtin::search())).flatten();
        ready.unwrap_or_else(|| Builder::of(rules).build())
    }

    /// The literals as words to know.
    pub(super) fn word_list(&self) -> WordList {
        self.entrances.word_list()
    }

    /// The tables as bytes to embed.
    pub(super) fn packed(&self) -> Vec<u8> {
        packed::pack(self)
    }

    fn owner(&self, owner: u32) -> Owner {
        let [rule, block, purpose, phrase] =
            std::array::from_fn(|field| self.owners.get(OWNER * owner as usize + field) as usize);
        let purpose = match purpose & 3 {
            0 | ACCOMPANIED => Purpose::Match(purpose >> 2),
            1 => Purpose::Unless,
            _ => Purpose::Near(purpose >> 2),
        };
        Owner { rule: RuleIndex(rule), block, purpose, phrase }
    }

    /// Whether the owner of a number is a matcher that needs company.
    fn needs_company(&self, owner: u32) -> bool {
        self.owners.get(OWNER * owner as usize + 2) as usize & 3 == ACCOMPANIED
    }

    /// The patterns that a set stands for.
    fn candidates(&self, set: u32) -> impl Iterator<Item = Candidate> {
        let company = |set: u32, within: u32| (set != NONE).then_some(Company { set, within });
        let mut numbers = self.candidates.get(set);
        std::iter::from_fn(move || {
            let owner = numbers.next()?;
            let before = company(numbers.next()?, numbers.next()?);
            Some(Candidate { owner, before, after: company(numbers.next()?, numbers.next()?) })
        })
    }

    /// Every confirmed pattern in one field, sorted by owner and place.
    pub(super) fn scan(&self, rules: &RuleSet, text: &NormalizedText, field: FieldName) -> Vec<Found> {
        let haystack = Haystack::new(text);
        let mut scan = Scan::new(self, rules, &haystack, field);
        self.each_page(&haystack, |hits, attempts| {
            for attempt in attempts {
                scan.receive(attempt.owner, &hits[attempt.hit as usize]);
            }
            scan.turn();
        });
        let mut found = scan.finish();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Hands over, page by page, the literals by rising end and the patterns worth confirming at those that end in the page.
    fn each_page(&self, haystack: &Haystack<'_>, mut take: impl FnMut(&[Hit], &[Attempt])) {
        let whole = haystack.as_str().len();
        let ahead = self.ahead as usize;
        NEAREST.with_borrow_mut(|[last, next]| {
            let last = last.cleared(self.sets);
            let mut hits: Vec<Hit> = Vec::with_capacity(whole.min(PAGE + ahead) / 2);
            let (mut page, mut searched) = (0, 0);
            while page < whole {
                page = whole.min(page + PAGE);
                // What stands behind the last anchors of a page is of the next one.
                let until = whole.min(page.saturating_add(ahead).saturating_add(1));
                self.hits(haystack, searched..until, &mut hits);
                searched = until;
                let ended = hits.partition_point(|hit| hit.end as usize <= page);
                let attempts = self.after_what_they_need(&hits[..ended], last);
                let attempts = self.before_what_they_need(&hits, attempts, next.cleared(self.sets));
                take(&hits, &attempts);
                hits.drain(..ended);
            }
        });
    }

    /// Adds every literal that begins in a stretch of the text to those before it, all by rising end.
    fn hits(&self, haystack: &Haystack<'_>, stretch: Range<usize>, hits: &mut Vec<Hit>) {
        self.entrances.each(haystack, stretch, |literal, start, end| {
            let inside = haystack.inside(Span::new(start, end));
            hits.push(Hit { literal, start: number(start), end: number(end), inside });
        });
        hits.sort_by_key(|hit| hit.end);
    }

    /// The patterns before whose anchor everything stands that they need there.
    fn after_what_they_need(&self, hits: &[Hit], last: &mut Nearest) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for (index, hit) in (0..).zip(hits) {
            let start = hit.start as usize;
            for set in hit.among(&self.members, Part::Anchor) {
                for candidate in self.candidates(set) {
                    let seen = |c: Company| last.get(c.set).is_some_and(|at| at + c.within as usize >= start);
                    if candidate.before.is_none_or(seen) {
                        attempts.push(Attempt { hit: index, owner: candidate.owner, after: candidate.after });
                    }
                }
            }
            for set in hit.among(&self.members, Part::Before) {
                last.set(set, |known| known.max(start), start);
            }
        }
        attempts
    }

    /// Those of `attempts` behind whose anchor everything stands that they need there.
    fn before_what_they_need(&self, hits: &[Hit], mut attempts: Vec<Attempt>, next: &mut Nearest) -> Vec<Attempt> {
        let mut passed = hits.len();
        attempts.reverse();
        attempts.retain(|attempt| {
            while passed > attempt.hit as usize + 1 {
                passed -= 1;
                let hit = &hits[passed];
                let start = hit.start as usize;
                for set in hit.among(&self.members, Part::After) {
                    next.set(set, |known| known.min(start), start);
                }
            }
            let end = hits[attempt.hit as usize].end as usize;
            attempt.after.is_none_or(|c| next.get(c.set).is_some_and(|at| at <= end + c.within as usize))
        });
        attempts.reverse();
        attempts
    }
}
