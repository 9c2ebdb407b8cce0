//! The syntax of phrases: source text to parts.
//!
//! Knows no boundary and no search: `compile` decides where words must begin and end, and what to look for.

use super::slots::{Filling, Slots};
use crate::text::script::is_separator;

/// How deep brackets and slots may nest.
const MAX_DEPTH: usize = 6;

/// One element of a phrase as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Literal folded text.
    Word(WrittenWord),
    /// At least one separator, or none beside an unspaced script.
    Separator,
    /// `...`
    Gap {
        /// Whether it stays inside one clause.
        clause: bool,
    },
    /// `#`
    Number,
    /// `(a|b)`
    Either(Vec<Vec<Part>>),
    /// `{slot}`, known to exist.
    Slot(String),
    /// `[a]`
    Optional(Vec<Part>),
}

/// A run of letters as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrittenWord {
    /// Folded text.
    pub(super) text: String,
    /// The accents it is written with: byte offset and letter.
    pub(super) accents: Vec<(u32, char)>,
    /// `stem*`: any letters may follow.
    pub(super) open: bool,
}

/// Turns source text into parts.
pub(super) struct Parser<'a> {
    pub(super) slots: &'a Slots,
    pub(super) depth: usize,
    /// Whether gaps stay inside one clause.
    pub(super) clause: bool,
}

impl Parser<'_> {
    pub(super) fn sequence(&self, source: &str) -> Result<Vec<Part>, String> {
        let mut parts = Vec::new();
        let mut rest = source.trim();
        while let Some(first) = rest.chars().next() {
            rest = match first {
                '(' => self.alternatives(rest, &mut parts)?,
                '[' => self.optional(rest, &mut parts)?,
                '{' => self.slot(rest, &mut parts)?,
                '#' => {
                    parts.push(Part::Number);
                    &rest[1..]
                }
                '*' => {
                    self.open_last(&mut parts)?;
                    &rest[1..]
                }
                ')' | ']' | '}' | '|' => return Err(format!("unexpected `{first}` in phrase `{source}`")),
                _ if rest.starts_with("...") || first == '…' => {
                    if matches!(parts.last(), Some(Part::Separator)) {
                        parts.pop();
                    }
                    parts.push(Part::Gap { clause: self.clause });
                    let after = rest.strip_prefix('…').unwrap_or_else(|| &rest[3..]);
                    after.trim_start()
                }
                _ if is_separator(first) => {
                    if !matches!(parts.last(), Some(Part::Separator)) {
                        parts.push(Part::Separator);
                    }
                    &rest[first.len_utf8()..]
                }
                _ => self.literal(rest, &mut parts),
            };
        }
        Ok(attach_separators(parts))
    }

    /// Reads one run of letters.
    fn literal<'s>(&self, rest: &'s str, parts: &mut Vec<Part>) -> &'s str {
        let stop = |c: char| "()[]{}#*|…".contains(c) || is_separator(c);
        let end = rest.find(stop).filter(|end| *end > 0).unwrap_or(rest.len());
        parts.push(Part::Word(self.slots.folded(&rest[..end])));
        &rest[end..]
    }

    fn nested(&self, source: &str) -> Result<Vec<Part>, String> {
        if self.depth >= MAX_DEPTH {
            return Err("brackets and slots are nested too deep".to_owned());
        }
        Parser { slots: self.slots, depth: self.depth + 1, clause: self.clause }.sequence(source)
    }

    fn alternatives<'s>(&self, rest: &'s str, parts: &mut Vec<Part>) -> Result<&'s str, String> {
        let (inner, after) = bracketed(rest, '(', ')')?;
        let branches = split_top(inner).into_iter().map(|part| self.nested(part)).collect::<Result<Vec<_>, _>>()?;
        if branches.iter().any(Vec::is_empty) {
            return Err(format!("empty alternative in `({inner})`"));
        }
        parts.push(Part::Either(branches));
        Ok(after)
    }

    fn optional<'s>(&self, rest: &'s str, parts: &mut Vec<Part>) -> Result<&'s str, String> {
        let (inner, after) = bracketed(rest, '[', ']')?;
        let branches = split_top(inner).into_iter().map(|part| self.nested(part)).collect::<Result<Vec<_>, _>>()?;
        parts.push(Part::Optional(match <[_; 1]>::try_from(branches) {
            Ok([only]) => only,
            Err(many) => vec![Part::Either(many)],
        }));
        Ok(after)
    }

    fn slot<'s>(&self, rest: &'s str, parts: &mut Vec<Part>) -> Result<&'s str, String> {
        let (name, after) = bracketed(rest, '{', '}')?;
        self.filling(name)?;
        parts.push(Part::Slot(name.to_owned()));
        Ok(after)
    }

    /// What a slot stands for.
    fn filling(&self, name: &str) -> Result<Filling, String> {
        self.slots.filling(name, self.clause, |phrase| self.nested(phrase))
    }

    /// Marks the word before `*` as a stem; after a bracket, every alternative's last word.
    fn open_last(&self, parts: &mut [Part]) -> Result<(), String> {
        match parts.last_mut() {
            Some(Part::Word(word)) => {
                word.open = true;
                Ok(())
            }
            Some(Part::Either(branches)) => branches.iter_mut().try_for_each(|branch| self.open_last(branch)),
            Some(Part::Optional(inner)) => self.open_last(inner),
            Some(Part::Slot(name)) => {
                // The stems are opened in what the slot stands for, which is then this phrase's own.
                let mut branches = self.filling(name)?.to_vec();
                branches.iter_mut().try_for_each(|branch| self.open_last(branch))?;
                parts[parts.len() - 1] = Part::Either(branches);
                Ok(())
            }
            // The stem ends in a separator of its own, as in `jan'*`: there is nothing to extend.
            Some(Part::Separator) => Ok(()),
            _ => Err("`*` must follow a word".to_owned()),
        }
    }
}

/// Moves a separator or gap before an optional part into it, so that leaving the part out leaves neither behind.
fn attach_separators(parts: Vec<Part>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        match (out.last(), part) {
            (Some(Part::Separator | Part::Gap { .. }), Part::Optional(mut inner)) => {
                inner.splice(0..0, out.pop());
                out.push(Part::Optional(inner));
            }
            (Some(Part::Gap { .. }), Part::Separator) => {}
            (_, part) => out.push(part),
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
