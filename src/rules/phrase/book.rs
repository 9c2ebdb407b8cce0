//! Every phrase of a pack in one stretch of bytes, matched where it lies.
//!
//! Beside the phrases it holds what the search has to look for: the sets of literals of which one stands in every match, each
//! set and each literal once.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::alternatives::{Alternatives, FirstLetters};
use super::code::{self, Branches, Steps};
use super::cursor::Cursor;
use super::{Anchor, Haystack, LEAST_BARE, Need, Node, Phrase, Side};
use crate::packed::{Bytes, Lists, Numbers, Strings, number};
use crate::span::{Normalized, Span};
use crate::text::script::is_separator;

/// Number of a phrase in its book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PhraseNumber(pub(crate) u32);

/// Phrases that follow one another in their book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PhraseRange {
    pub(crate) first: u32,
    pub(crate) count: u32,
}

impl PhraseRange {
    /// How many there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.count as usize
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.count == 0
    }

    /// The phrase at a place among them, which must be less than their number.
    #[must_use]
    pub fn at(self, place: usize) -> PhraseNumber {
        PhraseNumber(self.first + number(place))
    }

    /// Each of them.
    pub fn iter(self) -> impl ExactSizeIterator<Item = PhraseNumber> {
        (self.first..self.first + self.count).map(PhraseNumber)
    }
}

/// A set of literals of which one must stand near an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Company {
    /// Number of the set.
    pub set: u32,
    /// Most bytes between the start of such a literal and the near end of the anchor.
    pub within: u32,
}

/// What a phrase is searched by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search {
    /// The set its anchors make.
    pub anchors: u32,
    /// What must stand before an anchor.
    pub before: Option<Company>,
    /// What must stand after it.
    pub after: Option<Company>,
}

/// A literal as it must stand to be one of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Number of the literal.
    pub literal: u32,
    /// Whether a word must begin where it does.
    pub begins: bool,
    /// Whether a word must end where it does.
    pub ends: bool,
}

/// Phrases ready to be matched, by number.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct PhraseBook {
    code: Bytes,
    /// Where each phrase is written.
    starts: Numbers,
    /// By phrase, five numbers: see [`PhraseBook::search`].
    searches: Numbers,
    /// By set, its members: twice two bits beside the number of a literal.
    sets: Lists,
    literals: Strings,
}

/// Numbers that tell what a phrase is searched by.
const SEARCH: usize = 5;
/// Stands for no set.
const NONE: u32 = u32::MAX;

impl PhraseBook {
    /// A book of one phrase, which is its first.
    #[must_use]
    pub fn of(phrase: &Phrase) -> (Self, PhraseNumber) {
        let mut writer = Writer::default();
        let number = writer.phrase(phrase);
        (writer.finish(), number)
    }

    /// How many phrases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Folded literals, each once.
    pub fn literals(&self) -> impl ExactSizeIterator<Item = &str> {
        self.literals.iter()
    }

    /// A literal by number.
    #[must_use]
    pub fn literal(&self, literal: u32) -> &str {
        self.literals.get(literal as usize)
    }

    /// How many sets there are.
    #[must_use]
    pub fn sets(&self) -> usize {
        self.sets.len()
    }

    /// The literals of a set.
    pub fn members(&self, set: u32) -> impl Iterator<Item = Member> {
        let member = |item: u32| Member { literal: item >> 2, begins: item & 1 != 0, ends: item & 2 != 0 };
        self.sets.get(set).map(member)
    }

    /// What a phrase is searched by.
    #[must_use]
    pub fn search(&self, phrase: PhraseNumber) -> Search {
        let at = |field: usize| self.searches.get(SEARCH * phrase.0 as usize + field);
        let company = |set: u32, within: u32| (set != NONE).then_some(Company { set, within });
        Search { anchors: at(0), before: company(at(1), at(2)), after: company(at(3), at(4)) }
    }

    /// The leftmost, then longest match that covers `anchor`, a place where one of the anchors stands in the text, and begins
    /// at `from` or later.
    #[must_use]
    pub fn matches_at(
        &self,
        phrase: PhraseNumber,
        haystack: &Haystack<'_>,
        anchor: Span<Normalized>,
        from: usize,
    ) -> Option<Span<Normalized>> {
        let written = Written::read(&self.code[self.starts.get(phrase.0 as usize) as usize..]);
        let whole = haystack.as_str();
        let floor = haystack.before(anchor.start, written.reach).max(from);
        let mut ends = haystack.buffer();
        let mut found = None;
        for start in haystack.starts(floor, anchor.start) {
            if !written.may_begin(&whole[start..]) {
                continue;
            }
            let cursor = Cursor::new(self, haystack, start);
            ends.clear();
            ends.push(start);
            cursor.sequence(written.steps, &mut ends);
            if let Some(end) = ends.iter().copied().filter(|end| *end >= anchor.end).max() {
                let trimmed = whole[start..end].trim_end_matches(is_separator);
                // A short word without its accents is too often a word of another language.
                if !cursor.met_bare_word() || trimmed.chars().count() >= LEAST_BARE {
                    found = Some(Span::new(start, start + trimmed.len()));
                    break;
                }
            }
        }
        haystack.give_back(ends);
        found
    }

    /// Alternatives by their place.
    pub(super) fn branches(&self, place: usize) -> Branches<'_> {
        Branches(&self.code[place..])
    }
}

/// A phrase as it lies in its book: what it can begin with and the length of that, how far before its anchor it may, and its
/// nodes with their length.
struct Written<'c> {
    /// The first byte of the word it begins with, a set of first letters, or empty where it may begin with anything.
    first: &'c [u8],
    /// Most characters a match can hold before its anchor.
    reach: usize,
    steps: Steps<'c>,
}

impl<'c> Written<'c> {
    fn read(code: &'c [u8]) -> Self {
        let (first, mut rest) = code[1..].split_at(usize::from(code[0]));
        let reach = code::short(&mut rest);
        let nodes = code::short(&mut rest);
        Self { first, reach, steps: Steps(&rest[..nodes]) }
    }

    /// Whether a match may begin where `rest` does.
    fn may_begin(&self, rest: &str) -> bool {
        match self.first {
            [] => true,
            [byte] => rest.as_bytes().first() == Some(byte),
            set => rest.chars().next().is_some_and(|letter| FirstLetters::written_hold(set, letter)),
        }
    }
}

/// Writes a book.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    code: Vec<u8>,
    starts: Vec<u32>,
    searches: Vec<u32>,
    /// Where alternatives were written, by the address of what phrases that use a slot share. They live on here.
    shared: FxHashMap<usize, (Arc<Alternatives>, usize)>,
    /// The same by what was written, for those that merely look alike.
    by_branches: FxHashMap<Box<[u8]>, usize>,
    sets: Vec<Vec<u32>>,
    by_anchors: FxHashMap<Arc<[Anchor]>, u32>,
    /// Sets by the address of their anchors, which live on above.
    by_address: FxHashMap<usize, u32>,
    literals: Vec<String>,
    by_literal: FxHashMap<String, u32>,
}

impl Writer {
    /// How many phrases were written.
    pub(crate) fn len(&self) -> u32 {
        number(self.starts.len())
    }

    /// Writes a phrase behind the others.
    pub(crate) fn phrase(&mut self, phrase: &Phrase) -> PhraseNumber {
        let needs = phrase.needs();
        let mut company = |side| needs.iter().find(|need| need.side == side).map(|need| self.company(need));
        let around = [company(Side::Before), company(Side::After)];
        let anchors = self.set(phrase.anchors());
        self.searches.push(anchors);
        for company in around {
            self.searches.extend(company.map_or([NONE, 0], |Company { set, within }| [set, within]));
        }
        let mut nodes = Vec::new();
        code::write(&phrase.nodes, &mut |node| self.alternatives(node), &mut nodes);
        let letters = match (&phrase.nodes[..], phrase.first) {
            (_, None) => Vec::new(),
            ([Node::Word(word), ..], _) => word.text.bytes().take(1).collect(),
            (_, Some(letters)) => letters.written().to_vec(),
        };
        self.starts.push(number(self.code.len()));
        self.code.extend(u8::try_from(letters.len()));
        self.code.extend_from_slice(&letters);
        code::write_short(phrase.reach, &mut self.code);
        code::write_short(nodes.len(), &mut self.code);
        self.code.append(&mut nodes);
        PhraseNumber(self.len() - 1)
    }

    /// The number of the set of a literal that may stand anywhere in a word.
    pub(crate) fn literal_alone(&mut self, text: &str) -> u32 {
        self.set(&Arc::from([Anchor { text: text.to_owned(), begins: false, ends: false }]))
    }

    pub(crate) fn finish(self) -> PhraseBook {
        PhraseBook {
            code: self.code.into(),
            starts: self.starts.into_iter().collect(),
            searches: self.searches.into_iter().collect(),
            sets: Lists::new(self.sets),
            literals: self.literals.into_iter().collect(),
        }
    }

    /// Where the alternatives of a node are written; those inside them come before them.
    fn alternatives(&mut self, node: &Node) -> usize {
        let Node::Either(alternatives) = node else { return 0 };
        let address = Arc::as_ptr(alternatives).addr();
        if let Some((_, place)) = self.shared.get(&address) {
            return *place;
        }
        let bodies: Vec<Vec<u8>> = alternatives.branches().map(|branch| self.branch(branch)).collect();
        let mut branches = Vec::new();
        Branches::write(alternatives.heads(), &bodies, &mut branches);
        let place = *self.by_branches.entry(branches.into()).or_insert_with_key(|branches| {
            self.code.extend_from_slice(branches);
            self.code.len() - branches.len()
        });
        self.shared.insert(address, (Arc::clone(alternatives), place));
        place
    }

    fn branch(&mut self, nodes: &[Node]) -> Vec<u8> {
        let mut body = Vec::new();
        code::write(nodes, &mut |node| self.alternatives(node), &mut body);
        body
    }

    fn company(&mut self, need: &Need) -> Company {
        Company { set: self.set(&need.literals), within: u32::try_from(need.within).unwrap_or(u32::MAX) }
    }

    /// The number of a set, new or known.
    fn set(&mut self, anchors: &Arc<[Anchor]>) -> u32 {
        let address = anchors.as_ptr().addr();
        if let Some(known) = self.by_address.get(&address) {
            return *known;
        }
        if let Some(known) = self.by_anchors.get(anchors) {
            return *known;
        }
        let members = anchors.iter().map(|anchor| self.member(anchor)).collect();
        let set = number(self.sets.len());
        self.sets.push(members);
        // An address tells only while what stands there lives: this does, in the next line.
        self.by_address.insert(address, set);
        self.by_anchors.insert(Arc::clone(anchors), set);
        set
    }

    fn member(&mut self, anchor: &Anchor) -> u32 {
        let next = number(self.literals.len());
        let literal = *self.by_literal.entry(anchor.text.clone()).or_insert(next);
        if literal == next {
            self.literals.push(anchor.text.clone());
        }
        literal << 2 | u32::from(anchor.begins) | u32::from(anchor.ends) << 1
    }
}
