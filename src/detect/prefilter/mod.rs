//! The one-pass search over the literals of every phrase and expression of every language.
//!
//! Where a literal stands (`entrances`) and what else its phrase needs stands near (`nearest`), the phrase or expression is
//! confirmed. Nothing else of the pack ever looks at a text, so the cost of a pack is the cost of one pass plus what its
//! literals hit. `build` makes the tables.

mod build;
mod entrances;
mod lists;
mod nearest;

use regex::Regex;
use rustc_hash::FxHashMap;

use crate::rules::phrase::{Haystack, Inside, Phrase};
use crate::rules::{Pattern, RuleIndex, RuleSet};
use crate::span::{FieldName, Normalized, Span};
use crate::text::NormalizedText;
use build::Builder;
use entrances::Entrances;
use lists::Lists;
use nearest::{NEAREST, Nearest};

/// Most confirmed matches of one pattern kept per field: more says nothing new and would let a hostile text cost more.
const MAX_MATCHES: usize = 4096;

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
    /// Number of the phrase in its list.
    phrase: usize,
}

/// A confirmed pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) owner: Owner,
    pub(super) span: Span<Normalized>,
}

/// A pattern that a set of literals stands for, and what must stand around one of them.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    /// Index into the owners.
    owner: u32,
    before: Option<Condition>,
    after: Option<Condition>,
}

/// A set a literal is of, and how it must stand to be one of them: all that a hit has to look at, in one place.
#[derive(Debug, Clone, Copy)]
struct Member {
    set: u32,
    edges: Edges,
}

/// How a literal must stand in its word.
#[derive(Debug, Clone, Copy)]
struct Edges {
    begins: bool,
    ends: bool,
}

impl Edges {
    fn allow(self, inside: Inside) -> bool {
        !(self.begins && inside.left || self.ends && inside.right)
    }
}

/// A set of which one literal must stand near.
#[derive(Debug, Clone, Copy)]
struct Condition {
    set: u32,
    /// Bytes.
    within: u32,
}

/// What is searched for and what each literal stands for.
#[derive(Debug)]
pub(super) struct Prefilter {
    entrances: Entrances,
    literals: Vec<String>,
    /// By literal, the sets it is of at which patterns are anchored.
    anchors: Lists<Member>,
    /// By literal, the sets it is of that patterns need before their anchor.
    before: Lists<Member>,
    /// By literal, the sets it is of that patterns need after their anchor.
    after: Lists<Member>,
    /// By set, the patterns to confirm where one of its literals stands.
    candidates: Lists<Candidate>,
    /// How many sets there are.
    sets: usize,
    owners: Vec<Owner>,
}

/// A literal found.
#[derive(Debug, Clone, Copy)]
struct Hit {
    literal: u32,
    span: Span<Normalized>,
    inside: Inside,
}

impl Hit {
    /// The sets it is of as it stands.
    fn among<'m>(&self, members: &'m Lists<Member>) -> impl Iterator<Item = &'m Member> {
        let inside = self.inside;
        members.get(self.literal).iter().filter(move |member| member.edges.allow(inside))
    }
}

/// A pattern to confirm at a hit.
#[derive(Debug, Clone, Copy)]
struct Attempt {
    hit: usize,
    owner: u32,
    after: Option<Condition>,
}

impl Prefilter {
    /// Makes the tables of a rule set.
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut builder = Builder::default();
        builder.add_all(rules);
        builder.build()
    }

    /// What is searched for.
    pub(super) fn literals(&self) -> &[String] {
        &self.literals
    }

    /// Every confirmed pattern in one field, sorted by owner and place.
    pub(super) fn scan(&self, rules: &RuleSet, text: &NormalizedText, field: FieldName) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut progress: FxHashMap<u32, Progress> = FxHashMap::default();
        let haystack = Haystack::new(text);
        let hits = self.hits(&haystack);
        let attempts = self.attempts(&hits);
        for attempt in attempts {
            let anchor = hits[attempt.hit].span;
            let state = progress.entry(attempt.owner).or_default();
            if state.count >= MAX_MATCHES || anchor.end <= state.done {
                continue;
            }
            let owner = self.owners[attempt.owner as usize];
            if let Some(span) = self.confirm(rules, owner, text, &haystack, field, anchor, state, &mut found) {
                state.count += 1;
                state.done = span.end;
                state.tried = span.end;
                found.push(Found { owner, span });
            } else {
                // Hits come by rising end: a start that failed once can never cover a later anchor.
                state.tried = state.tried.max(anchor.start + 1);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Every literal in the text, by rising end.
    fn hits(&self, haystack: &Haystack<'_>) -> Vec<Hit> {
        let mut hits = Vec::with_capacity(haystack.as_str().len());
        self.entrances.each(haystack, |literal, start, end| {
            let span = Span::new(start, end);
            hits.push(Hit { literal, span, inside: haystack.inside(span) });
        });
        hits.sort_by_key(|hit| hit.span.end);
        hits
    }

    /// The patterns worth confirming, in the order of the hits: those around whose anchor everything they need stands near.
    ///
    /// One walk forward knows what stood before each hit, one walk back what stands after it.
    fn attempts(&self, hits: &[Hit]) -> Vec<Attempt> {
        NEAREST.with_borrow_mut(|nearest| {
            let attempts = self.after_what_they_need(hits, nearest.cleared(self.sets));
            self.before_what_they_need(hits, attempts, nearest.cleared(self.sets))
        })
    }

    /// The patterns before whose anchor everything stands that they need there.
    fn after_what_they_need(&self, hits: &[Hit], last: &mut Nearest) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for (index, hit) in hits.iter().enumerate() {
            for member in hit.among(&self.anchors) {
                for candidate in self.candidates.get(member.set) {
                    let seen =
                        |c: Condition| last.get(c.set).is_some_and(|at| at + c.within as usize >= hit.span.start);
                    if candidate.before.is_none_or(seen) {
                        attempts.push(Attempt { hit: index, owner: candidate.owner, after: candidate.after });
                    }
                }
            }
            for member in hit.among(&self.before) {
                last.set(member.set, |known| known.max(hit.span.start), hit.span.start);
            }
        }
        attempts
    }

    /// Those of `attempts` behind whose anchor everything stands that they need there.
    fn before_what_they_need(&self, hits: &[Hit], mut attempts: Vec<Attempt>, next: &mut Nearest) -> Vec<Attempt> {
        let mut passed = hits.len();
        attempts.reverse();
        attempts.retain(|attempt| {
            while passed > attempt.hit + 1 {
                passed -= 1;
                let hit = &hits[passed];
                for member in hit.among(&self.after) {
                    next.set(member.set, |known| known.min(hit.span.start), hit.span.start);
                }
            }
            let end = hits[attempt.hit].span.end;
            attempt.after.is_none_or(|c| next.get(c.set).is_some_and(|at| at <= end + c.within as usize))
        });
        attempts.reverse();
        attempts
    }

    /// Confirms a phrase around its anchor; an expression is run once over the field and pushes its matches itself.
    #[expect(clippy::too_many_arguments, reason = "one call site; a struct would only rename the arguments")]
    fn confirm(
        &self,
        rules: &RuleSet,
        owner: Owner,
        text: &NormalizedText,
        haystack: &Haystack<'_>,
        field: FieldName,
        anchor: Span<Normalized>,
        state: &mut Progress,
        found: &mut Vec<Found>,
    ) -> Option<Span<Normalized>> {
        let block = &rules.rule(owner.rule).blocks[owner.block];
        let phrase: &Phrase = match owner.purpose {
            Purpose::Unless => &block.unless[owner.phrase],
            Purpose::Near(m) => &block.matchers[m].near.as_ref()?.phrases[owner.phrase],
            Purpose::Match(m) => {
                let matcher = &block.matchers[m];
                if matcher.field.is_some_and(|only| only != field) {
                    return None;
                }
                match &matcher.pattern {
                    Pattern::Phrase(phrase) => phrase,
                    Pattern::Regex { regex, .. } => {
                        state.done = usize::MAX;
                        found.extend(expression(regex, text).map(|span| Found { owner, span }));
                        return None;
                    }
                }
            }
        };
        phrase.matches_at(haystack, anchor, state.tried)
    }
}

fn expression<'t>(regex: &'t Regex, text: &'t NormalizedText) -> impl Iterator<Item = Span<Normalized>> + 't {
    regex.find_iter(text.as_str()).filter(|m| !m.is_empty()).take(MAX_MATCHES).map(|m| Span::new(m.start(), m.end()))
}

/// How far one pattern has been confirmed in a field.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    count: usize,
    done: usize,
    /// Starts before this one have failed or are taken.
    tried: usize,
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("invariant: a pack holds fewer than 2^32 phrases")
}
