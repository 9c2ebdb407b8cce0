//! The one-pass search: an automaton over the literals of every phrase and expression of every language.
//!
//! Where a literal stands, the phrase or expression behind it is confirmed. Nothing else of the pack ever looks at a text,
//! so the cost of a pack is the cost of one pass plus what its literals hit.

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use rustc_hash::FxHashMap;

use crate::rules::phrase::{Anchor, Inside, Phrase};
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

/// A pattern behind a literal.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    /// Index into the owners.
    owner: u32,
    begins: bool,
    ends: bool,
}

impl Candidate {
    fn stands(self, inside: Inside) -> bool {
        !(self.begins && inside.left || self.ends && inside.right)
    }
}

/// The automaton and what each literal stands for.
#[derive(Debug)]
pub(super) struct Prefilter {
    automaton: AhoCorasick,
    /// By literal, the patterns to confirm.
    candidates: Vec<Vec<Candidate>>,
    owners: Vec<Owner>,
}

impl Prefilter {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut builder = Builder::default();
        for (index, rule) in rules.rules().iter().enumerate() {
            for (block_index, block) in rule.blocks.iter().enumerate() {
                let mut add = |purpose, phrase, anchors: &[Anchor]| {
                    builder.add(Owner { rule: RuleIndex(index), block: block_index, purpose, phrase }, anchors);
                };
                for (m, matcher) in block.matchers.iter().enumerate() {
                    match &matcher.pattern {
                        Pattern::Phrase(phrase) => add(Purpose::Match(m), 0, phrase.anchors()),
                        Pattern::Regex { literal, .. } => {
                            let anchor = Anchor { text: literal.clone(), begins: false, ends: false };
                            add(Purpose::Match(m), 0, &[anchor]);
                        }
                    }
                    for (n, phrase) in matcher.near.iter().flat_map(|near| near.phrases.iter().enumerate()) {
                        add(Purpose::Near(m), n, phrase.anchors());
                    }
                }
                for (n, phrase) in block.unless.iter().enumerate() {
                    add(Purpose::Unless, n, phrase.anchors());
                }
            }
        }
        builder.build()
    }

    /// Every confirmed pattern in one field, sorted by owner and place.
    pub(super) fn scan(&self, rules: &RuleSet, text: &NormalizedText, field: FieldName) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut progress: FxHashMap<u32, Progress> = FxHashMap::default();
        for hit in self.automaton.find_overlapping_iter(text.as_str()) {
            let anchor = Span::new(hit.start(), hit.end());
            let inside = Inside::at(text.as_str(), anchor);
            for candidate in self.candidates[hit.pattern().as_usize()].iter().filter(|c| c.stands(inside)) {
                let state = progress.entry(candidate.owner).or_default();
                if state.count >= MAX_MATCHES || anchor.end <= state.done {
                    continue;
                }
                let owner = self.owners[candidate.owner as usize];
                if let Some(span) = self.confirm(rules, owner, text, field, anchor, state, &mut found) {
                    state.count += 1;
                    state.done = span.end;
                    state.tried = span.end;
                    found.push(Found { owner, span });
                } else {
                    // Hits come by rising end: a start that failed once can never cover a later anchor.
                    state.tried = state.tried.max(anchor.start + 1);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Confirms a phrase around its anchor; an expression is run once over the field and pushes its matches itself.
    #[expect(clippy::too_many_arguments, reason = "one call site; a struct would only rename the arguments")]
    fn confirm(
        &self,
        rules: &RuleSet,
        owner: Owner,
        text: &NormalizedText,
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
        phrase.matches_at(text, anchor, state.tried)
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

#[derive(Default)]
struct Builder {
    literals: Vec<String>,
    by_literal: FxHashMap<String, usize>,
    candidates: Vec<Vec<Candidate>>,
    owners: Vec<Owner>,
}

impl Builder {
    fn add(&mut self, owner: Owner, anchors: &[Anchor]) {
        let number = u32::try_from(self.owners.len()).expect("invariant: a pack holds fewer than 2^32 phrases");
        self.owners.push(owner);
        for anchor in anchors {
            let next = self.literals.len();
            let index = *self.by_literal.entry(anchor.text.clone()).or_insert(next);
            if index == next {
                self.literals.push(anchor.text.clone());
                self.candidates.push(Vec::new());
            }
            self.candidates[index].push(Candidate { owner: number, begins: anchor.begins, ends: anchor.ends });
        }
    }

    fn build(self) -> Prefilter {
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&self.literals)
            .expect("invariant: literals are non-empty and far below the automaton's limits");
        Prefilter { automaton, candidates: self.candidates, owners: self.owners }
    }
}
