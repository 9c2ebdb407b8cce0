//! A field while its patterns are confirmed.

use regex::Regex;
use rustc_hash::FxHashMap;

use super::waiting::{Company, Line, Matched, Waiting};
use super::{Found, Hit, Owner, PAGE, Prefilter, Purpose};
use crate::rules::phrase::{Haystack, PhraseNumber};
use crate::rules::{Pattern, RuleSet};
use crate::span::{FieldName, Normalized, Span};

/// Most confirmed matches of one pattern kept per field: more says nothing new and would let a hostile text cost more.
const MAX_MATCHES: usize = 4096;

/// What is known of a field so far.
pub(super) struct Scan<'s, 't> {
    prefilter: &'s Prefilter,
    rules: &'s RuleSet,
    haystack: &'s Haystack<'t>,
    field: FieldName,
    /// By owner.
    progress: FxHashMap<u32, Progress>,
    found: Vec<Found>,
    pages: usize,
    /// Matchers that need company, and where it may stand.
    accompanied: Line<1>,
    company: Company,
    /// What limits matches, and what matched.
    limits: Line<2>,
    matched: Matched,
}

/// How far one pattern has been confirmed in a field.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    count: usize,
    done: usize,
    /// Starts before this one have failed or are taken.
    tried: usize,
}

impl<'s, 't> Scan<'s, 't> {
    pub(super) fn new(
        prefilter: &'s Prefilter,
        rules: &'s RuleSet,
        haystack: &'s Haystack<'t>,
        field: FieldName,
    ) -> Self {
        Self {
            prefilter,
            rules,
            haystack,
            field,
            progress: FxHashMap::default(),
            found: Vec::new(),
            pages: 0,
            accompanied: Line::new(),
            company: Company::default(),
            limits: Line::new(),
            matched: Matched::default(),
        }
    }

    /// Confirms a pattern at an anchor, or lets it wait.
    pub(super) fn receive(&mut self, number: u32, anchor: &Hit) {
        let owner = self.prefilter.owner(number);
        let waiting = Waiting::new(number, anchor);
        match owner.purpose {
            Purpose::Match(_) if self.prefilter.needs_company(number) => self.accompanied.push(waiting),
            Purpose::Match(_) => self.attempt(owner, waiting),
            Purpose::Near(_) | Purpose::Unless => {
                self.company.add(owner, anchor);
                self.limits.push(waiting);
            }
        }
    }

    /// Ends a page: confirms what has waited long enough and can still make a difference.
    pub(super) fn turn(&mut self) {
        for waiting in self.accompanied.turn() {
            let owner = self.prefilter.owner(waiting.owner);
            if self.company.may_stand(owner, waiting.anchor()) {
                self.attempt(owner, waiting);
            }
        }
        self.company.forget_before(self.pages * PAGE);
        self.matched.add(&self.found);
        for waiting in self.limits.turn() {
            let owner = self.prefilter.owner(waiting.owner);
            if self.matched.is_limited_by(owner, waiting.anchor()) {
                self.attempt(owner, waiting);
            }
        }
        self.pages += 1;
    }

    /// All that was found, when every page has ended.
    pub(super) fn finish(mut self) -> Vec<Found> {
        // What waits longest waits for two pages.
        (0..2).for_each(|_| self.turn());
        self.found
    }

    /// Confirms a pattern at an anchor.
    fn attempt(&mut self, owner: Owner, waiting: Waiting) {
        let anchor = waiting.anchor();
        let mut state = self.progress.get(&waiting.owner).copied().unwrap_or_default();
        if state.count >= MAX_MATCHES || anchor.end <= state.done {
            return;
        }
        if let Some(span) = self.confirm(owner, anchor, &mut state) {
            state.count += 1;
            state.done = span.end;
            state.tried = span.end;
            self.found.push(Found { owner, span });
        } else {
            // Hits come by rising end: a start that failed once can never cover a later anchor.
            state.tried = state.tried.max(anchor.start + 1);
        }
        self.progress.insert(waiting.owner, state);
    }

    /// Confirms a phrase around its anchor; an expression is run once over the field and adds its matches itself.
    fn confirm(&mut self, owner: Owner, anchor: Span<Normalized>, state: &mut Progress) -> Option<Span<Normalized>> {
        let phrase = match self.pattern(owner)? {
            Written::Phrase(phrase) => phrase,
            Written::Regex(regex) => {
                state.done = usize::MAX;
                let text = self.haystack.as_str();
                let matches = regex.find_iter(text).filter(|m| !m.is_empty()).take(MAX_MATCHES);
                self.found.extend(matches.map(|m| Found { owner, span: Span::new(m.start(), m.end()) }));
                return None;
            }
        };
        self.rules.phrases().matches_at(phrase, self.haystack, anchor, state.tried)
    }

    /// What an owner asks for in this field, if anything.
    fn pattern(&self, owner: Owner) -> Option<Written<'s>> {
        let block = &self.rules.rule(owner.rule).blocks[owner.block];
        Some(Written::Phrase(match owner.purpose {
            Purpose::Unless => block.unless.at(owner.phrase),
            Purpose::Near(matcher) => block.limited(matcher)?.near.as_ref()?.phrases.at(owner.phrase),
            Purpose::Match(matcher) if matcher < block.phrases.len() => block.phrases.at(matcher),
            Purpose::Match(matcher) => {
                let matcher = block.limited(matcher)?;
                if matcher.field.is_some_and(|only| only != self.field) {
                    return None;
                }
                match &matcher.pattern {
                    Pattern::Phrase(phrase) => *phrase,
                    Pattern::Regex(known) => return Some(Written::Regex(known.regex())),
                }
            }
        }))
    }
}

/// A pattern as it is confirmed.
enum Written<'r> {
    Phrase(PhraseNumber),
    Regex(&'r Regex),
}
