//! A rule set to what the search looks up: the sets that literals are of, and the patterns each set stands for.

use super::entrances::Entrances;
use super::{CANDIDATE, Members, NONE, Part, Prefilter, Purpose, owner};
use crate::packed::{Lists, number};
use crate::rules::phrase::{Company, PhraseBook, PhraseNumber, Search};
use crate::rules::{Pattern, RuleIndex, RuleSet};
use crate::text::script::{is_unspaced, is_word};

/// What is gathered while the rules are walked through.
pub(super) struct Builder<'r> {
    book: &'r PhraseBook,
    /// By set, the patterns anchored there and what they need, number after number.
    candidates: Vec<Vec<u32>>,
    /// By set, whether a pattern needs it before its anchor, and after it.
    before: Vec<bool>,
    after: Vec<bool>,
    /// Most bytes behind an anchor at which a pattern needs anything.
    ahead: u32,
    owners: Vec<[u32; 4]>,
}

impl<'r> Builder<'r> {
    /// Adds every pattern of every rule.
    pub(super) fn of(rules: &'r RuleSet) -> Self {
        let book = rules.phrases();
        let sets = book.sets();
        let mut builder = Self {
            book,
            candidates: vec![Vec::new(); sets],
            before: vec![false; sets],
            after: vec![false; sets],
            ahead: 0,
            owners: Vec::new(),
        };
        for (index, rule) in rules.rules().iter().enumerate() {
            for (number, block) in rule.blocks.iter().enumerate() {
                let accompanied = |purpose| matches!(purpose, Purpose::Match(m) if block.limited(m).is_some_and(|m| m.near.is_some()));
                let owner = |purpose, phrase| owner(RuleIndex(index), number, purpose, phrase, accompanied(purpose));
                for (m, phrase) in block.phrases.iter().enumerate() {
                    builder.add_phrase(owner(Purpose::Match(m), 0), phrase);
                }
                for (m, matcher) in (block.phrases.len()..).zip(&block.patterns) {
                    match &matcher.pattern {
                        Pattern::Phrase(phrase) => builder.add_phrase(owner(Purpose::Match(m), 0), *phrase),
                        Pattern::Regex(expression) => {
                            let search = Search { anchors: expression.anchors, before: None, after: None };
                            builder.add(owner(Purpose::Match(m), 0), search);
                        }
                    }
                    for (n, phrase) in matcher.near.iter().flat_map(|near| near.phrases.iter().enumerate()) {
                        builder.add_phrase(owner(Purpose::Near(m), n), phrase);
                    }
                }
                for (n, phrase) in block.unless.iter().enumerate() {
                    builder.add_phrase(owner(Purpose::Unless, n), phrase);
                }
            }
        }
        builder
    }

    fn add_phrase(&mut self, owner: [u32; 4], phrase: PhraseNumber) {
        self.add(owner, self.book.search(phrase));
    }

    fn add(&mut self, owner: [u32; 4], Search { anchors, before, after }: Search) {
        before.iter().for_each(|company| self.before[company.set as usize] = true);
        after.iter().for_each(|company| self.after[company.set as usize] = true);
        self.ahead = after.map_or(self.ahead, |company| self.ahead.max(company.within));
        let company = |company: Option<Company>| company.map_or([NONE, 0], |c| [c.set, c.within]);
        let candidate: [u32; CANDIDATE] = [&[number(self.owners.len())][..], &company(before), &company(after)]
            .concat()
            .try_into()
            .unwrap_or_default();
        self.candidates[anchors as usize].extend(candidate);
        self.owners.push(owner);
    }

    pub(super) fn build(self) -> Prefilter {
        let literals = self.book.literals().len();
        let mut members = vec![Vec::new(); Part::ALL.len() * literals];
        for set in 0..self.candidates.len() {
            let is = |part: Part| match part {
                Part::Anchor => !self.candidates[set].is_empty(),
                Part::Before => self.before[set],
                Part::After => self.after[set],
            };
            for part in Part::ALL.into_iter().filter(|part| is(*part)) {
                for member in self.book.members(number(set)) {
                    let list = Part::ALL.len() * member.literal as usize + part as usize;
                    members[list].push(Members::item(number(set), member));
                }
            }
        }
        let mut inside = vec![false; literals];
        for member in (0..self.book.sets()).flat_map(|set| self.book.members(number(set))).filter(|m| !m.begins) {
            inside[member.literal as usize] |=
                self.book.literal(member.literal).starts_with(|c| is_word(c) && !is_unspaced(c));
        }
        Prefilter {
            entrances: Entrances::new(self.book.literals(), |literal| inside[literal]),
            members: Members(Lists::new(members)),
            sets: self.candidates.len(),
            ahead: self.ahead,
            candidates: Lists::new(self.candidates),
            owners: self.owners.into_iter().flatten().collect(),
        }
    }
}
