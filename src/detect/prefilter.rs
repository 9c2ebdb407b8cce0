//! The one-pass search: an automaton over the literals of every phrase and expression of every language.
//!
//! Where a literal stands and what else its phrase needs stands near, the phrase or expression is confirmed. Nothing else of
//! the pack ever looks at a text, so the cost of a pack is the cost of one pass plus what its literals hit.

use std::cell::RefCell;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use rustc_hash::FxHashMap;

use crate::rules::phrase::{Anchor, Inside, Need, Phrase, Side, WordStarts};
use crate::rules::{Pattern, RuleIndex, RuleSet};
use crate::span::{FieldName, Normalized, Span};
use crate::text::NormalizedText;

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

/// A pattern behind a literal, and what must stand around the literal: all that a hit has to look at, in one place.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    /// Index into the owners.
    owner: u32,
    edges: Edges,
    before: Option<Condition>,
    after: Option<Condition>,
}

/// A set of literals that patterns need, and how a literal must stand to be one of them.
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
    fn of(anchor: &Anchor) -> Self {
        Self { begins: anchor.begins, ends: anchor.ends }
    }

    fn ask(self) -> bool {
        self.begins || self.ends
    }

    fn allow(self, inside: Inside) -> bool {
        !(self.begins && inside.left || self.ends && inside.right)
    }
}

/// A set of which one literal must stand near.
#[derive(Debug, Clone, Copy)]
struct Condition {
    set: u32,
    within: u32,
}

/// The automaton and what each literal stands for.
#[derive(Debug)]
pub(super) struct Prefilter {
    automaton: AhoCorasick,
    literals: Vec<String>,
    /// By literal, whether anything asks how it stands in its word.
    whole_words: Vec<bool>,
    /// By literal, the patterns to confirm.
    candidates: Lists<Candidate>,
    /// By literal, the sets it is in.
    members: Lists<Member>,
    /// How many sets there are.
    sets: usize,
    owners: Vec<Owner>,
}

/// Many short lists in one stretch of memory.
#[derive(Debug)]
struct Lists<T> {
    items: Vec<T>,
    /// Where each list ends.
    ends: Vec<usize>,
}

impl<T> Lists<T> {
    fn new(lists: Vec<Vec<T>>) -> Self {
        let ends = lists.iter().scan(0, |end, list| {
            *end += list.len();
            Some(*end)
        });
        let ends = ends.collect();
        Self { items: lists.into_iter().flatten().collect(), ends }
    }

    fn get(&self, list: usize) -> &[T] {
        let start = if list == 0 { 0 } else { self.ends[list - 1] };
        &self.items[start..self.ends[list]]
    }
}

/// A literal found.
#[derive(Debug, Clone, Copy)]
struct Hit {
    literal: usize,
    span: Span<Normalized>,
    inside: Inside,
}

/// A pattern to confirm at a hit.
#[derive(Debug, Clone, Copy)]
struct Attempt {
    hit: usize,
    owner: u32,
    after: Option<Condition>,
}

impl Prefilter {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut builder = Builder::default();
        for (index, rule) in rules.rules().iter().enumerate() {
            for (block_index, block) in rule.blocks.iter().enumerate() {
                let mut add = |purpose, phrase, anchors: &[Anchor], needs: &[Need]| {
                    builder.add(Owner { rule: RuleIndex(index), block: block_index, purpose, phrase }, anchors, needs);
                };
                for (m, matcher) in block.matchers.iter().enumerate() {
                    match &matcher.pattern {
                        Pattern::Phrase(phrase) => add(Purpose::Match(m), 0, phrase.anchors(), &phrase.needs()),
                        Pattern::Regex { literal, .. } => {
                            let anchor = Anchor { text: literal.clone(), begins: false, ends: false };
                            add(Purpose::Match(m), 0, &[anchor], &[]);
                        }
                    }
                    for (n, phrase) in matcher.near.iter().flat_map(|near| near.phrases.iter().enumerate()) {
                        add(Purpose::Near(m), n, phrase.anchors(), &phrase.needs());
                    }
                }
                for (n, phrase) in block.unless.iter().enumerate() {
                    add(Purpose::Unless, n, phrase.anchors(), &phrase.needs());
                }
            }
        }
        builder.build()
    }

    /// What the automaton searches for.
    pub(super) fn literals(&self) -> &[String] {
        &self.literals
    }

    /// Every confirmed pattern in one field, sorted by owner and place.
    pub(super) fn scan(&self, rules: &RuleSet, text: &NormalizedText, field: FieldName) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut progress: FxHashMap<u32, Progress> = FxHashMap::default();
        let hits = self.hits(text.as_str());
        let attempts = self.attempts(&hits);
        let starts = WordStarts::of(text);
        for attempt in attempts {
            let anchor = hits[attempt.hit].span;
            let state = progress.entry(attempt.owner).or_default();
            if state.count >= MAX_MATCHES || anchor.end <= state.done {
                continue;
            }
            let owner = self.owners[attempt.owner as usize];
            if let Some(span) = self.confirm(rules, owner, text, &starts, field, anchor, state, &mut found) {
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
    fn hits(&self, text: &str) -> Vec<Hit> {
        let hit = |found: aho_corasick::Match| {
            let (literal, span) = (found.pattern().as_usize(), Span::new(found.start(), found.end()));
            let inside = if self.whole_words[literal] { Inside::at(text, span) } else { Inside::default() };
            Hit { literal, span, inside }
        };
        self.automaton.find_overlapping_iter(text).map(hit).collect()
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
            for candidate in self.candidates.get(hit.literal).iter().filter(|c| c.edges.allow(hit.inside)) {
                let seen = |c: Condition| last.get(c.set).is_some_and(|at| at + c.within as usize >= hit.span.start);
                if candidate.before.is_none_or(seen) {
                    attempts.push(Attempt { hit: index, owner: candidate.owner, after: candidate.after });
                }
            }
            self.members(hit).for_each(|set| last.set(set, |known| known.max(hit.span.start), hit.span.start));
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
                let start = hits[passed].span.start;
                self.members(&hits[passed]).for_each(|set| next.set(set, |known| known.min(start), start));
            }
            let end = hits[attempt.hit].span.end;
            attempt.after.is_none_or(|c| next.get(c.set).is_some_and(|at| at <= end + c.within as usize))
        });
        attempts.reverse();
        attempts
    }

    /// The sets a hit is of.
    fn members(&self, hit: &Hit) -> impl Iterator<Item = u32> {
        let inside = hit.inside;
        self.members.get(hit.literal).iter().filter(move |member| member.edges.allow(inside)).map(|member| member.set)
    }

    /// Confirms a phrase around its anchor; an expression is run once over the field and pushes its matches itself.
    #[expect(clippy::too_many_arguments, reason = "one call site; a struct would only rename the arguments")]
    fn confirm(
        &self,
        rules: &RuleSet,
        owner: Owner,
        text: &NormalizedText,
        starts: &WordStarts,
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
        phrase.matches_at(text, starts, anchor, state.tried)
    }
}

fn expression<'t>(regex: &'t Regex, text: &'t NormalizedText) -> impl Iterator<Item = Span<Normalized>> + 't {
    regex.find_iter(text.as_str()).filter(|m| !m.is_empty()).take(MAX_MATCHES).map(|m| Span::new(m.start(), m.end()))
}

thread_local! {
    /// Kept from field to field: the table is as long as the pack, most fields touch little of it.
    static NEAREST: RefCell<Nearest> = const { RefCell::new(Nearest { places: Vec::new(), touched: Vec::new() }) };
}

/// The nearest place of every set of literals met so far; zero stands for none.
struct Nearest {
    places: Vec<u32>,
    /// Sets with a place.
    touched: Vec<u32>,
}

impl Nearest {
    /// Forgets every place; room for so many sets.
    fn cleared(&mut self, sets: usize) -> &mut Self {
        self.touched.drain(..).for_each(|set| self.places[set as usize] = 0);
        self.places.resize(sets.max(self.places.len()), 0);
        self
    }

    fn get(&self, set: u32) -> Option<usize> {
        self.places[set as usize].checked_sub(1).map(|at| at as usize)
    }

    /// Puts a place, or what `nearer` makes of the known one.
    fn set(&mut self, set: u32, nearer: impl Fn(usize) -> usize, place: usize) {
        let known = self.get(set);
        if known.is_none() {
            self.touched.push(set);
        }
        let place = known.map_or(place, nearer);
        // Offsets are 32 bits wide; the last one of 4 GiB is not worth a wider table.
        self.places[set as usize] = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
    }
}

/// How far one pattern has been confirmed in a field.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    count: usize,
    done: usize,
    /// Starts before this one have failed or are taken.
    tried: usize,
}

#[derive(Default)]
struct Builder {
    literals: Vec<String>,
    by_literal: FxHashMap<String, usize>,
    candidates: Vec<Vec<Candidate>>,
    members: Vec<Vec<Member>>,
    sets: FxHashMap<Vec<Anchor>, u32>,
    owners: Vec<Owner>,
}

impl Builder {
    fn add(&mut self, owner: Owner, anchors: &[Anchor], needs: &[Need]) {
        let number = number(self.owners.len());
        self.owners.push(owner);
        let mut condition = |side| needs.iter().find(|need| need.side == side).map(|need| self.condition(need));
        let (before, after) = (condition(Side::Before), condition(Side::After));
        for anchor in anchors {
            let index = self.literal(&anchor.text);
            self.candidates[index].push(Candidate { owner: number, edges: Edges::of(anchor), before, after });
        }
    }

    /// The number of a literal, new or known.
    fn literal(&mut self, text: &str) -> usize {
        if let Some(known) = self.by_literal.get(text) {
            return *known;
        }
        let index = self.literals.len();
        self.by_literal.insert(text.to_owned(), index);
        self.literals.push(text.to_owned());
        self.candidates.push(Vec::new());
        self.members.push(Vec::new());
        index
    }

    fn condition(&mut self, need: &Need) -> Condition {
        let within = u32::try_from(need.within).unwrap_or(u32::MAX);
        if let Some(set) = self.sets.get(&need.literals) {
            return Condition { set: *set, within };
        }
        let set = number(self.sets.len());
        self.sets.insert(need.literals.clone(), set);
        for literal in &need.literals {
            let index = self.literal(&literal.text);
            self.members[index].push(Member { set, edges: Edges::of(literal) });
        }
        Condition { set, within }
    }

    fn build(self) -> Prefilter {
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&self.literals)
            .expect("invariant: literals are non-empty and far below the automaton's limits");
        let Self { literals, candidates, members, sets, owners, .. } = self;
        let asks = |(c, m): (&Vec<Candidate>, &Vec<Member>)| {
            c.iter().any(|c| c.edges.ask()) || m.iter().any(|m| m.edges.ask())
        };
        Prefilter {
            automaton,
            literals,
            whole_words: candidates.iter().zip(&members).map(asks).collect(),
            candidates: Lists::new(candidates),
            members: Lists::new(members),
            sets: sets.len(),
            owners,
        }
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("invariant: a pack holds fewer than 2^32 phrases")
}
