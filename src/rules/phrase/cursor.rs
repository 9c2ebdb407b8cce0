//! What one compiled phrase accepts at a place of a text.

use std::cell::Cell;

use super::{GAP_CHARS, GAP_WORDS, Node, SEPARATORS, Word};
use crate::span::{Normalized, Span};
use crate::text::NormalizedText;
use crate::text::script::{ends_sentence, is_alphabetic, is_separator, is_unspaced, is_word};

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
    pub(super) fn within(&self, first: usize, last: usize) -> impl Iterator<Item = usize> {
        let from = self.0.partition_point(|at| (*at as usize) < first);
        self.0[from..].iter().map(|at| *at as usize).take_while(move |at| *at <= last)
    }
}

/// Matching by sets of positions: each node maps the places reached so far to the places reached after it, so no phrase
/// can take more than (length × positions) steps.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t NormalizedText,
    pub(super) start: usize,
    /// Whether a word was met that the text writes without the accents of the phrase.
    pub(super) bare: Cell<bool>,
}

impl Cursor<'_> {
    fn whole(&self) -> &str {
        self.text.as_str()
    }

    pub(super) fn sequence(&self, nodes: &[Node], mut places: Vec<usize>) -> Vec<usize> {
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
