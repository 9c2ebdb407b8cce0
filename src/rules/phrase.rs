//! The phrase language of rule files: words, stems, options, alternatives, gaps, numbers and slots.
//!
//! Owns the syntax ([`Phrase::parse`]) and what one compiled phrase accepts ([`Phrase::matches_at`]). Knows no rule, no
//! weight and no file; positions in a text come from the detector's one-pass search over [`Phrase::anchors`].
//! `rules/README.md` documents the syntax for rule authors.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::span::{Normalized, Span};
use crate::text::NormalizedText;
use crate::text::script::{ends_sentence, is_alphabetic, is_separator, is_unspaced, is_word};

/// The longest gap `...` may bridge, in words of spaced scripts.
const GAP_WORDS: usize = 4;
/// The longest gap `...` may bridge, in characters of unspaced scripts.
const GAP_CHARS: usize = 12;
/// The longest run of separators between two words.
const SEPARATORS: usize = 4;
/// Fewest characters of a match in which accents may be missing.
const LEAST_BARE: usize = 7;
/// How rare a literal must be for its absence to be worth looking up, as [`selectivity`] counts.
const LEAST_NEEDED: usize = 2;
/// Bytes of the widest character.
const WIDEST: usize = 4;
/// Bytes allowed for words longer than [`longest`] reckons with.
const SLACK: usize = 128;
/// How deep brackets and slots may nest.
const MAX_DEPTH: usize = 6;

/// Phrases a language defines once under a name, each read when the first phrase asks for it.
#[derive(Debug, Clone, Default)]
pub struct Slots {
    written: BTreeMap<String, Vec<String>>,
    /// By name, and whether gaps stay inside one clause.
    read: RefCell<BTreeMap<(String, bool), Vec<Vec<Node>>>>,
}

impl Slots {
    /// Slots in source form, by name.
    #[must_use]
    pub fn new(written: BTreeMap<String, Vec<String>>) -> Self {
        Self { written, read: RefCell::default() }
    }
}

/// One element of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    /// Literal folded text.
    Word(Word),
    /// At least one separator, or none beside an unspaced script.
    Separator,
    /// `...`: a few words inside one sentence; inside one clause in an exception.
    Gap { clause: bool },
    /// `#`: a number as people write it.
    Number,
    /// `(a|b)` or `{slot}`.
    Either(Vec<Vec<Node>>),
    /// `[a]`.
    Optional(Vec<Node>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    text: String,
    /// Accents the phrase is written with: the text may omit them but not differ from them.
    accents: Vec<(u32, char)>,
    /// `stem*`: any letters may follow.
    open: bool,
    /// Whether a word boundary is asked on the left and on the right.
    left: bool,
    right: bool,
}

/// A literal of which a phrase needs one in every match.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    /// Folded text.
    pub text: String,
    /// Whether a word must begin where it does.
    pub begins: bool,
    /// Whether a word must end where it does.
    pub ends: bool,
}

/// Literals of which a part of a phrase other than its anchor needs one in every match: without them near, no anchor is worth
/// a second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Sorted; one of them stands in every match.
    pub literals: Vec<Anchor>,
    /// Whether they stand before the anchor, or after it.
    pub side: Side,
    /// Most bytes between the start of such a literal and the near end of the anchor.
    pub within: usize,
}

/// A side of an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Before its start.
    Before,
    /// After its end.
    After,
}

/// Whether a place in a text begins or ends inside a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Inside {
    /// The word began before it.
    pub left: bool,
    /// The word goes on after it.
    pub right: bool,
}

impl Inside {
    /// Looks at the letters on both sides of a place that is not empty.
    #[must_use]
    pub fn at(text: &str, span: Span<Normalized>) -> Self {
        let (within, before, after) = (&text[span.range()], &text[..span.start], &text[span.end..]);
        Self {
            left: joined(before.chars().next_back(), within.chars().next()),
            right: joined(within.chars().next_back(), after.chars().next()),
        }
    }
}

/// A checked phrase, ready to be matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    nodes: Vec<Node>,
    anchors: Vec<Anchor>,
    needs: Vec<Need>,
    /// Most characters a match can hold before its anchor.
    reach: usize,
    first: Option<FirstWords>,
}

impl Phrase {
    /// Reads a phrase; slots are looked up in `slots`.
    ///
    /// # Errors
    /// A sentence that says what is wrong: unbalanced brackets, an unknown slot, or no literal to search for.
    pub fn parse(source: &str, slots: &Slots) -> Result<Self, String> {
        Self::compile(source, Parser { slots, depth: 0, clause: false })
    }

    /// Reads an exception: its gaps stay inside one clause, so that `no ... fee` does not reach over a comma.
    ///
    /// # Errors
    /// As for [`Phrase::parse`].
    pub fn parse_exception(source: &str, slots: &Slots) -> Result<Self, String> {
        Self::compile(source, Parser { slots, depth: 0, clause: true })
    }

    fn compile(source: &str, parser: Parser<'_>) -> Result<Self, String> {
        let mut nodes = parser.sequence(source)?;
        set_edges(&mut nodes, true, true);
        let (at, anchors) = anchors(&nodes)
            .ok_or_else(|| format!("phrase `{source}` holds no literal of two letters outside optional parts"))?;
        let inside = if matches!(nodes[at], Node::Word(_)) { 0 } else { longest(&nodes[at..=at]) };
        let reach = longest(&nodes[..at]) + inside;
        let first = first_words(&nodes).map(FirstWords::new);
        let needs = needs(&nodes, at, reach);
        Ok(Self { nodes, anchors, needs, reach, first })
    }

    /// Folded literals of which at least one stands in every match.
    #[must_use]
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }

    /// What stands around the anchor in every match: the rarest literals on either side.
    #[must_use]
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// The leftmost, then longest match that covers `anchor`, a place where one of the anchors stands in `text`, and begins
    /// at `from` or later. `starts` are those of the text.
    #[must_use]
    pub fn matches_at(
        &self,
        text: &NormalizedText,
        starts: &WordStarts,
        anchor: Span<Normalized>,
        from: usize,
    ) -> Option<Span<Normalized>> {
        let whole = text.as_str();
        let floor = anchor.start.saturating_sub(WIDEST * self.reach).max(from);
        for start in starts.within(floor, anchor.start) {
            let far = || anchor.start - start > self.reach && whole[start..anchor.start].chars().count() > self.reach;
            if !self.may_begin(&whole[start..]) || far() {
                continue;
            }
            let cursor = Cursor { text, start, bare: Cell::new(false) };
            let ends = cursor.sequence(&self.nodes, vec![start]);
            if let Some(end) = ends.into_iter().filter(|end| *end >= anchor.end).max() {
                let trimmed = whole[start..end].trim_end_matches(is_separator);
                // A short word without its accents is too often a word of another language.
                if !cursor.bare.get() || trimmed.chars().count() >= LEAST_BARE {
                    return Some(Span::new(start, start + trimmed.len()));
                }
            }
        }
        None
    }

    /// Whether a match may begin where `rest` does.
    fn may_begin(&self, rest: &str) -> bool {
        self.first.as_ref().is_none_or(|first| first.begin(rest))
    }
}

/// The words a match can begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FirstWords {
    /// Sorted; none is the beginning of another.
    words: Vec<String>,
    /// A bit for each of their first bytes.
    bytes: [u64; 4],
}

impl FirstWords {
    fn new(mut words: Vec<String>) -> Self {
        words.sort_unstable();
        words.dedup_by(|longer, shorter| longer.starts_with(shorter.as_str()));
        let mut bytes = [0; 4];
        words.iter().filter_map(|word| word.bytes().next()).for_each(|b| bytes[usize::from(b / 64)] |= 1 << (b % 64));
        Self { words, bytes }
    }

    /// Whether a text begins with one of them.
    fn begin(&self, text: &str) -> bool {
        let known = |b: u8| self.bytes[usize::from(b / 64)] >> (b % 64) & 1 == 1;
        if !text.bytes().next().is_some_and(known) {
            return false;
        }
        let after = self.words.partition_point(|word| word.as_bytes() <= text.as_bytes());
        // None begins another, so only the last that does not come after the text can begin it.
        after > 0 && text.starts_with(self.words[after - 1].as_str())
    }
}

/// The places of a text at which a phrase may begin: where a word does, and every character of a script without spaces.
#[derive(Debug)]
pub struct WordStarts(Vec<u32>);

impl WordStarts {
    /// Finds them in one pass.
    #[must_use]
    pub fn of(text: &NormalizedText) -> Self {
        let mut before = None;
        let begins = |(at, c): (usize, char)| {
            let begins = !is_separator(c) && !joined(before, Some(c));
            before = Some(c);
            begins.then(|| u32::try_from(at).ok()).flatten()
        };
        Self(text.as_str().char_indices().filter_map(begins).collect())
    }

    /// Those from `first` to `last`, both included, in order.
    fn within(&self, first: usize, last: usize) -> impl Iterator<Item = usize> {
        let from = self.0.partition_point(|at| (*at as usize) < first);
        self.0[from..].iter().map(|at| *at as usize).take_while(move |at| *at <= last)
    }
}

/// Turns source text into nodes.
struct Parser<'a> {
    slots: &'a Slots,
    depth: usize,
    /// Whether gaps stay inside one clause.
    clause: bool,
}

impl Parser<'_> {
    fn sequence(&self, source: &str) -> Result<Vec<Node>, String> {
        let mut nodes = Vec::new();
        let mut rest = source.trim();
        while let Some(first) = rest.chars().next() {
            rest = match first {
                '(' => self.alternatives(rest, &mut nodes)?,
                '[' => self.optional(rest, &mut nodes)?,
                '{' => self.slot(rest, &mut nodes)?,
                '#' => {
                    nodes.push(Node::Number);
                    &rest[1..]
                }
                '*' => {
                    open_last(&mut nodes)?;
                    &rest[1..]
                }
                ')' | ']' | '}' | '|' => return Err(format!("unexpected `{first}` in phrase `{source}`")),
                _ if rest.starts_with("...") || first == '…' => {
                    if matches!(nodes.last(), Some(Node::Separator)) {
                        nodes.pop();
                    }
                    nodes.push(Node::Gap { clause: self.clause });
                    let after = rest.strip_prefix('…').unwrap_or_else(|| &rest[3..]);
                    after.trim_start()
                }
                _ if is_separator(first) => {
                    if !matches!(nodes.last(), Some(Node::Separator)) {
                        nodes.push(Node::Separator);
                    }
                    &rest[first.len_utf8()..]
                }
                _ => literal(rest, &mut nodes),
            };
        }
        Ok(attach_separators(nodes))
    }

    fn nested(&self, source: &str) -> Result<Vec<Node>, String> {
        if self.depth >= MAX_DEPTH {
            return Err("brackets and slots are nested too deep".to_owned());
        }
        Parser { slots: self.slots, depth: self.depth + 1, clause: self.clause }.sequence(source)
    }

    fn alternatives<'s>(&self, rest: &'s str, nodes: &mut Vec<Node>) -> Result<&'s str, String> {
        let (inner, after) = bracketed(rest, '(', ')')?;
        let branches = split_top(inner).into_iter().map(|part| self.nested(part)).collect::<Result<Vec<_>, _>>()?;
        if branches.iter().any(Vec::is_empty) {
            return Err(format!("empty alternative in `({inner})`"));
        }
        nodes.push(Node::Either(branches));
        Ok(after)
    }

    fn optional<'s>(&self, rest: &'s str, nodes: &mut Vec<Node>) -> Result<&'s str, String> {
        let (inner, after) = bracketed(rest, '[', ']')?;
        let branches = split_top(inner).into_iter().map(|part| self.nested(part)).collect::<Result<Vec<_>, _>>()?;
        nodes.push(Node::Optional(match <[_; 1]>::try_from(branches) {
            Ok([only]) => only,
            Err(many) => vec![Node::Either(many)],
        }));
        Ok(after)
    }

    fn slot<'s>(&self, rest: &'s str, nodes: &mut Vec<Node>) -> Result<&'s str, String> {
        let (name, after) = bracketed(rest, '{', '}')?;
        nodes.push(Node::Either(self.filling(name)?));
        Ok(after)
    }

    /// What a slot stands for.
    fn filling(&self, name: &str) -> Result<Vec<Vec<Node>>, String> {
        let key = (name.to_owned(), self.clause);
        if let Some(known) = self.slots.read.borrow().get(&key) {
            return Ok(known.clone());
        }
        let Some(phrases) = self.slots.written.get(name) else {
            let hint = crate::diagnostic::nearest(name, self.slots.written.keys().map(String::as_str));
            let hint = hint.map_or_else(String::new, |near| format!("; did you mean `{{{near}}}`?"));
            return Err(format!("unknown slot `{{{name}}}`{hint}"));
        };
        let filling = phrases.iter().map(|phrase| self.nested(phrase)).collect::<Result<Vec<_>, _>>()?;
        self.slots.read.borrow_mut().insert(key, filling.clone());
        Ok(filling)
    }
}

/// Reads one literal run and folds it the way ads are folded.
fn literal<'s>(rest: &'s str, nodes: &mut Vec<Node>) -> &'s str {
    let stop = |c: char| "()[]{}#*|…".contains(c) || is_separator(c);
    let end = rest.find(stop).filter(|end| *end > 0).unwrap_or(rest.len());
    let folded = NormalizedText::new(&rest[..end]);
    let text = folded.as_str().to_owned();
    let accents = folded.accents().within(Span::new(0, text.len())).to_vec();
    nodes.push(Node::Word(Word { text, accents, open: false, left: false, right: false }));
    &rest[end..]
}

/// Marks the word before `*` as a stem; after a bracket, every alternative's last word.
fn open_last(nodes: &mut [Node]) -> Result<(), String> {
    match nodes.last_mut() {
        Some(Node::Word(word)) => {
            word.open = true;
            Ok(())
        }
        Some(Node::Either(branches)) => branches.iter_mut().try_for_each(|branch| open_last(branch)),
        Some(Node::Optional(inner)) => open_last(inner),
        // The stem ends in a separator of its own, as in `jan'*`: there is nothing to extend.
        Some(Node::Separator) => Ok(()),
        _ => Err("`*` must follow a word".to_owned()),
    }
}

/// Moves a separator or gap before an optional part into it, so that leaving the part out leaves neither behind.
fn attach_separators(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes {
        match (out.last(), node) {
            (Some(Node::Separator | Node::Gap { .. }), Node::Optional(mut inner)) => {
                inner.splice(0..0, out.pop());
                out.push(Node::Optional(inner));
            }
            (Some(Node::Gap { .. }), Node::Separator) => {}
            (_, node) => out.push(node),
        }
    }
    out
}

/// The text between a bracket and its partner, and what follows it.
fn bracketed(rest: &str, open: char, close: char) -> Result<(&str, &str), String> {
    let mut depth = 0usize;
    for (i, c) in rest.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Ok((&rest[1..i], &rest[i + 1..]));
            }
        }
    }
    Err(format!("`{open}` is never closed in `{rest}`"))
}

/// Splits at `|` outside nested brackets.
fn split_top(inner: &str) -> Vec<&str> {
    let mut depth = 0i32;
    let mut parts = Vec::new();
    let mut from = 0;
    for (i, c) in inner.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '|' if depth == 0 => {
                parts.push(&inner[from..i]);
                from = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[from..]);
    parts
}

/// Decides where word boundaries are asked: at the ends of the phrase and beside separators and gaps, not between parts
/// written together.
fn set_edges(nodes: &mut [Node], left: bool, right: bool) {
    let loose: Vec<bool> = nodes.iter().map(|n| matches!(n, Node::Separator | Node::Gap { .. })).collect();
    let starts_loose: Vec<bool> = nodes
        .iter()
        .map(
            |n| matches!(n, Node::Optional(inner) if matches!(inner.first(), Some(Node::Separator | Node::Gap { .. }))),
        )
        .collect();
    let last = nodes.len().saturating_sub(1);
    for (i, node) in nodes.iter_mut().enumerate() {
        let left = if i == 0 { left } else { loose[i - 1] };
        let right = if i == last { right } else { loose[i + 1] || starts_loose[i + 1] };
        match node {
            Node::Word(word) => (word.left, word.right) = (left, right),
            Node::Either(branches) => branches.iter_mut().for_each(|branch| set_edges(branch, left, right)),
            Node::Optional(inner) => set_edges(inner, left, right),
            Node::Separator | Node::Gap { .. } | Node::Number => {}
        }
    }
}

/// Literals of which one stands in every match, the most selective choice in the sequence.
///
/// Returns the index of the node they stand in too.
fn anchors(nodes: &[Node]) -> Option<(usize, Vec<Anchor>)> {
    let candidates = nodes.iter().enumerate().filter_map(|(i, node)| Some((i, node_anchors(node)?)));
    candidates.max_by_key(|(at, literals)| {
        let shortest = literals.iter().map(|l| selectivity(&l.text)).min().unwrap_or(0);
        (shortest.min(8), std::cmp::Reverse(literals.len()), std::cmp::Reverse(*at))
    })
}

/// The rarest literals that the nodes around the anchor at `at` need, one set on either side.
fn needs(nodes: &[Node], at: usize, reach: usize) -> Vec<Need> {
    let rarity = |literals: &[Anchor]| literals.iter().map(|l| selectivity(&l.text)).min().unwrap_or(0).min(8);
    let need = |(i, node): (usize, &Node)| {
        let literals = if i == at { None } else { node_anchors(node) };
        let literals = literals.filter(|literals| rarity(literals) >= LEAST_NEEDED)?;
        let (side, within) =
            if i < at { (Side::Before, WIDEST * reach) } else { (Side::After, 2 * WIDEST * longest(&nodes[at..=i])) };
        Some(Need { literals, side, within: within + SLACK })
    };
    let mut all: Vec<Need> = nodes.iter().enumerate().filter_map(need).collect();
    all.sort_by_key(|need| (std::cmp::Reverse(rarity(&need.literals)), need.literals.len()));
    let rarest = |side| all.iter().find(|need| need.side == side).cloned();
    [Side::Before, Side::After].into_iter().filter_map(rarest).collect()
}

/// Every word or stem a match of `nodes` can begin with; `None` when it may begin with anything.
fn first_words(nodes: &[Node]) -> Option<Vec<String>> {
    let mut all = Vec::new();
    for node in nodes {
        match node {
            Node::Word(word) => {
                all.push(word.text.clone());
                return Some(all);
            }
            Node::Either(branches) => {
                for branch in branches {
                    all.extend(first_words(branch)?);
                }
                return Some(all);
            }
            Node::Optional(inner) => all.extend(first_words(inner)?),
            Node::Separator => {}
            Node::Gap { .. } | Node::Number => return None,
        }
    }
    // Everything was optional: a match may begin with what follows, which is not known here.
    None
}

fn node_anchors(node: &Node) -> Option<Vec<Anchor>> {
    match node {
        Node::Word(word) if selectivity(&word.text) < 2 => None,
        Node::Word(word) => {
            let ends = word.right && !word.open;
            Some(vec![Anchor { text: word.text.clone(), begins: word.left, ends }])
        }
        Node::Either(branches) => {
            let each = branches.iter().map(|branch| Some(anchors(branch)?.1)).collect::<Option<Vec<_>>>()?;
            let mut all: Vec<Anchor> = each.into_iter().flatten().collect();
            all.sort();
            all.dedup();
            Some(all)
        }
        Node::Separator | Node::Gap { .. } | Node::Number | Node::Optional(_) => None,
    }
}

/// How rare a literal is likely to be: its letters, those of unspaced scripts and symbols counting double.
fn selectivity(literal: &str) -> usize {
    literal.chars().map(|c| if is_unspaced(c) || !is_word(c) { 2 } else { 1 }).sum()
}

/// The most characters a match of `nodes` can take, which bounds how far before an anchor a match may begin.
fn longest(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| match node {
            Node::Word(word) => word.text.chars().count() + if word.open { 16 } else { 0 },
            Node::Separator => SEPARATORS,
            Node::Gap { .. } => GAP_WORDS * 12,
            Node::Number => 16,
            Node::Either(branches) => branches.iter().map(|branch| longest(branch)).max().unwrap_or(0),
            Node::Optional(inner) => longest(inner),
        })
        .sum()
}

/// Matching by sets of positions: each node maps the places reached so far to the places reached after it, so no phrase
/// can take more than (length × positions) steps.
struct Cursor<'t> {
    text: &'t NormalizedText,
    start: usize,
    /// Whether a word was met that the text writes without the accents of the phrase.
    bare: Cell<bool>,
}

impl Cursor<'_> {
    fn whole(&self) -> &str {
        self.text.as_str()
    }

    fn sequence(&self, nodes: &[Node], mut places: Vec<usize>) -> Vec<usize> {
        for node in nodes {
            if places.is_empty() {
                break;
            }
            self.node(node, &mut places);
            if places.len() > 1 {
                places.sort_unstable();
                places.dedup();
            }
        }
        places
    }

    fn node(&self, node: &Node, places: &mut Vec<usize>) {
        match node {
            Node::Word(word) => step(places, |at| self.word(word, at)),
            Node::Separator => step(places, |at| self.separator(at)),
            Node::Gap { clause } => *places = places.iter().flat_map(|at| self.gap(*at, *clause)).collect(),
            Node::Number => step(places, |at| self.number(at)),
            Node::Either(branches) => {
                let mut reached = Vec::new();
                branches.iter().for_each(|branch| self.branch(branch, places, &mut reached));
                *places = reached;
            }
            Node::Optional(inner) => {
                let mut reached = Vec::new();
                self.branch(inner, places, &mut reached);
                places.append(&mut reached);
            }
        }
    }

    /// Adds where `nodes` end to `reached`, from the places where their first word can begin: most begin nowhere.
    fn branch(&self, nodes: &[Node], places: &[usize], reached: &mut Vec<usize>) {
        let whole = self.whole().as_bytes();
        let begins = |at: &usize| match nodes.first() {
            Some(Node::Word(word)) => whole.get(*at) == word.text.as_bytes().first(),
            _ => true,
        };
        let from: Vec<usize> = places.iter().copied().filter(begins).collect();
        if !from.is_empty() {
            reached.append(&mut self.sequence(nodes, from));
        }
    }

    fn word(&self, word: &Word, at: usize) -> Option<usize> {
        let whole = self.whole();
        let rest = whole[at..].strip_prefix(word.text.as_str())?;
        let mut end = at + word.text.len();
        if word.left && joined(whole[..at].chars().next_back(), word.text.chars().next()) {
            return None;
        }
        let written = self.text.accents().within(Span::new(at, end));
        if !written.iter().all(|(offset, c)| word.accents.contains(&(offset - u32::try_from(at).unwrap_or(0), *c))) {
            return None;
        }
        if written.len() < word.accents.len() {
            self.bare.set(true);
        }
        let last = word.text.chars().next_back();
        if word.open {
            let tail = rest.chars().take_while(|c| is_word(*c) && !is_unspaced(*c));
            end += tail.map(char::len_utf8).sum::<usize>();
        } else if word.right && joined(last, rest.chars().next()) {
            return None;
        }
        Some(end)
    }

    /// Steps over a run of separators; none is needed at the start, after another separator, beside an unspaced script or
    /// between a letter and a digit (`rm9000`).
    fn separator(&self, at: usize) -> Option<usize> {
        let whole = self.whole();
        let run = separators(&whole[at..]);
        let before = whole[..at].chars().next_back();
        let after = whole[at + run..].chars().next();
        let free = at == self.start || !joined(before, after);
        (run > 0 || free).then_some(at + run)
    }

    /// Every place a gap from `at` may end: the starts of the next words of the sentence.
    fn gap(&self, at: usize, clause: bool) -> Vec<usize> {
        let whole = self.whole();
        let mut places = Vec::new();
        let (mut words, mut chars, mut inside) = (0usize, 0usize, false);
        for (i, c) in whole[at..].char_indices() {
            if ends_sentence(c) || c == '\n' || (clause && ",،、，".contains(c)) {
                break;
            }
            if is_unspaced(c) {
                places.push(at + i);
                chars += 1;
                inside = false;
            } else if is_word(c) {
                if !inside {
                    places.push(at + i);
                    words += 1;
                }
                inside = true;
            } else {
                if !is_separator(c) {
                    places.push(at + i);
                }
                inside = false;
            }
            if words > GAP_WORDS + 1 || chars > GAP_CHARS {
                break;
            }
        }
        places
    }

    /// A number from `at`: digits with separators, a magnitude letter, and an optional second end of a range.
    fn number(&self, at: usize) -> Option<usize> {
        let whole = self.whole();
        if joined(whole[..at].chars().next_back(), whole[at..].chars().next()) {
            return None;
        }
        let first = at + number_length(&whole[at..])?;
        let rest = &whole[first..];
        let dash: usize = rest.chars().take(3).take_while(|c| " -–~至到".contains(*c)).map(char::len_utf8).sum();
        let second = if dash > 0 { number_length(&rest[dash..]) } else { None };
        Some(second.map_or(first, |length| first + dash + length))
    }
}

/// Moves every place to where a step from it leads, and drops those from which none does.
fn step(places: &mut Vec<usize>, to: impl Fn(usize) -> Option<usize>) {
    places.retain_mut(|at| {
        let reached = to(*at);
        *at = reached.unwrap_or(*at);
        reached.is_some()
    });
}

/// The length of one number at the start of `text`, in bytes.
fn number_length(text: &str) -> Option<usize> {
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百千万两半几".contains(c);
    if !text.starts_with(numeral) {
        return None;
    }
    let mut end = 0;
    for (i, c) in text.char_indices() {
        let grouped = ",.'".contains(c) && text[i + 1..].starts_with(|d: char| d.is_ascii_digit());
        if !(numeral(c) || grouped) {
            break;
        }
        end = i + c.len_utf8();
    }
    let tail = &text[end..];
    let magnitude = tail.chars().next().filter(|c| "kwm".contains(*c)).map_or(0, char::len_utf8);
    let alone = !tail[magnitude..].starts_with(|c: char| is_alphabetic(c) && !is_unspaced(c));
    Some(if alone { end + magnitude } else { end })
}

/// The length of the run of separators at the start of `text`, in bytes. A full stop before white space ends a sentence and
/// is none, unless a digit follows, as in `no. 5`.
fn separators(text: &str) -> usize {
    let mut run = 0;
    for (i, c) in text.char_indices().take(SEPARATORS) {
        let rest = text[i..].strip_prefix('.').and_then(|rest| rest.strip_prefix([' ', '\n']));
        let stop = rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
        if stop || !is_separator(c) {
            break;
        }
        run = i + c.len_utf8();
    }
    run
}

/// Whether two neighboring characters belong to one word, so that no boundary lies between them. A letter and a digit
/// do not: people write `5days` and `wa000`.
fn joined(left: Option<char>, right: Option<char>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return false };
    if is_unspaced(left) || is_unspaced(right) || !is_word(left) || !is_word(right) {
        return false;
    }
    left.is_ascii_digit() == right.is_ascii_digit()
}
