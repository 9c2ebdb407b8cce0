//! A rule set to what the search looks up: literals, the sets they are of, and the patterns each set stands for.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::entrances::Entrances;
use super::lists::Lists;
use super::{Candidate, Condition, Edges, Member, Owner, Prefilter, Purpose, number};
use crate::rules::phrase::{Anchor, Need, Phrase, Side};
use crate::rules::{Pattern, RuleIndex, RuleSet};
use crate::text::script::{is_unspaced, is_word};

/// What is gathered while the rules are walked through.
#[derive(Default)]
pub(super) struct Builder {
    literals: Vec<String>,
    by_literal: FxHashMap<String, usize>,
    sets: Vec<Set>,
    by_anchors: FxHashMap<Arc<[Anchor]>, usize>,
    /// Sets by the address of their anchors: phrases that use a slot share them.
    by_address: FxHashMap<usize, usize>,
    owners: Vec<Owner>,
}

/// Literals of which one is asked for.
struct Set {
    anchors: Arc<[Anchor]>,
    candidates: Vec<Candidate>,
    before: bool,
    after: bool,
}

impl Builder {
    /// Adds every pattern of every rule.
    pub(super) fn add_all(&mut self, rules: &RuleSet) {
        for (index, rule) in rules.rules().iter().enumerate() {
            for (block_index, block) in rule.blocks.iter().enumerate() {
                let owner = |purpose, phrase| Owner { rule: RuleIndex(index), block: block_index, purpose, phrase };
                for (m, matcher) in block.matchers.iter().enumerate() {
                    match &matcher.pattern {
                        Pattern::Phrase(phrase) => self.add_phrase(owner(Purpose::Match(m), 0), phrase),
                        Pattern::Regex { literal, .. } => {
                            let anchor = Anchor { text: literal.clone(), begins: false, ends: false };
                            self.add(owner(Purpose::Match(m), 0), &Arc::from([anchor]), &[]);
                        }
                    }
                    for (n, phrase) in matcher.near.iter().flat_map(|near| near.phrases.iter().enumerate()) {
                        self.add_phrase(owner(Purpose::Near(m), n), phrase);
                    }
                }
                for (n, phrase) in block.unless.iter().enumerate() {
                    self.add_phrase(owner(Purpose::Unless, n), phrase);
                }
            }
        }
    }

    fn add_phrase(&mut self, owner: Owner, phrase: &Phrase) {
        self.add(owner, phrase.anchors(), &phrase.needs());
    }

    fn add(&mut self, owner: Owner, anchors: &Arc<[Anchor]>, needs: &[Need]) {
        let number = number(self.owners.len());
        self.owners.push(owner);
        let mut condition = |side| needs.iter().find(|need| need.side == side).map(|need| self.condition(need));
        let (before, after) = (condition(Side::Before), condition(Side::After));
        let set = self.set(anchors);
        self.sets[set].candidates.push(Candidate { owner: number, before, after });
    }

    fn condition(&mut self, need: &Need) -> Condition {
        let set = self.set(&need.literals);
        match need.side {
            Side::Before => self.sets[set].before = true,
            Side::After => self.sets[set].after = true,
        }
        Condition { set: number(set), within: u32::try_from(need.within).unwrap_or(u32::MAX) }
    }

    /// The number of a set, new or known.
    fn set(&mut self, anchors: &Arc<[Anchor]>) -> usize {
        let address = anchors.as_ptr().addr();
        if let Some(known) = self.by_address.get(&address) {
            return *known;
        }
        let known = self.by_anchors.get(anchors).copied();
        let set = known.unwrap_or_else(|| {
            self.sets.push(Set { anchors: Arc::clone(anchors), candidates: Vec::new(), before: false, after: false });
            self.by_anchors.insert(Arc::clone(anchors), self.sets.len() - 1);
            self.sets.len() - 1
        });
        // An address tells only while what stands there lives: that of a phrase's own anchors, kept in the set, does.
        if known.is_none() {
            self.by_address.insert(address, set);
        }
        set
    }

    /// The number of a literal, new or known.
    fn literal(&mut self, text: &str) -> usize {
        if let Some(known) = self.by_literal.get(text) {
            return *known;
        }
        let index = self.literals.len();
        self.by_literal.insert(text.to_owned(), index);
        self.literals.push(text.to_owned());
        index
    }

    pub(super) fn build(mut self) -> Prefilter {
        let sets = std::mem::take(&mut self.sets);
        let members: Vec<(usize, Member)> =
            sets.iter().enumerate().flat_map(|(set, of)| self.members(number(set), of)).collect();
        let of = |wanted: &dyn Fn(&Set) -> bool| {
            let mut lists = vec![Vec::new(); self.literals.len()];
            for (literal, member) in members.iter().filter(|(_, member)| wanted(&sets[member.set as usize])) {
                lists[*literal].push(*member);
            }
            Lists::new(lists)
        };
        let mut inside = vec![false; self.literals.len()];
        for (literal, _) in members.iter().filter(|(_, member)| !member.edges.begins) {
            inside[*literal] |= self.literals[*literal].starts_with(|c| is_word(c) && !is_unspaced(c));
        }
        Prefilter {
            entrances: Entrances::new(&self.literals, |literal| inside[literal]),
            anchors: of(&|set| !set.candidates.is_empty()),
            before: of(&|set| set.before),
            after: of(&|set| set.after),
            sets: sets.len(),
            candidates: Lists::new(sets.into_iter().map(|set| set.candidates).collect()),
            literals: self.literals,
            owners: self.owners,
        }
    }

    /// The literals of a set.
    fn members(&mut self, set: u32, of: &Set) -> Vec<(usize, Member)> {
        let member = |anchor: &Anchor| {
            let edges = Edges { begins: anchor.begins, ends: anchor.ends };
            (self.literal(&anchor.text), Member { set, edges })
        };
        of.anchors.iter().map(member).collect()
    }
}
