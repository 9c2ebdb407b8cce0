//! The syntax of phrases: source text to nodes.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use super::{Node, Word};
use crate::span::Span;
use crate::text::NormalizedText;
use crate::text::script::is_separator;

/// How deep brackets and slots may nest.
const MAX_DEPTH: usize = 6;

/// What slots stand for, by name and by whether gaps stay inside one clause.
type Fillings = BTreeMap<(String, bool), Vec<Vec<Node>>>;

/// Phrases a language defines once under a name, each read when the first phrase asks for it.
#[derive(Debug, Default)]
pub struct Slots {
    written: BTreeMap<String, Vec<String>>,
    read: RwLock<Fillings>,
}

impl Slots {
    /// Slots in source form, by name.
    #[must_use]
    pub fn new(written: BTreeMap<String, Vec<String>>) -> Self {
        Self { written, read: RwLock::default() }
    }
}

/// Turns source text into nodes.
pub(super) struct Parser<'a> {
    pub(super) slots: &'a Slots,
    pub(super) depth: usize,
    /// Whether gaps stay inside one clause.
    pub(super) clause: bool,
}

impl Parser<'_> {
    pub(super) fn sequence(&self, source: &str) -> Result<Vec<Node>, String> {
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
        if let Some(known) = self.slots.read.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(known.clone());
        }
        let Some(phrases) = self.slots.written.get(name) else {
            let hint = crate::diagnostic::nearest(name, self.slots.written.keys().map(String::as_str));
            let hint = hint.map_or_else(String::new, |near| format!("; did you mean `{{{near}}}`?"));
            return Err(format!("unknown slot `{{{name}}}`{hint}"));
        };
        let filling = phrases.iter().map(|phrase| self.nested(phrase)).collect::<Result<Vec<_>, _>>()?;
        self.slots.read.write().unwrap_or_else(PoisonError::into_inner).insert(key, filling.clone());
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
pub(super) fn set_edges(nodes: &mut [Node], left: bool, right: bool) {
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
