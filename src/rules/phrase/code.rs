//! Phrases as bytes: how nodes are written one behind the other, and read again while they are matched.
//!
//! A word is its letters, an optional part its nodes with their length before them; alternatives, which phrases share, are
//! named by the place they were written at.

use std::ops::Range;

use super::{Node, Word};
use crate::packed::{number, read};

const SEPARATOR: u8 = 0;
const NUMBER: u8 = 1;
const GAP: u8 = 2;
const CLAUSE_GAP: u8 = 3;
const EITHER: u8 = 4;
const OPTIONAL: u8 = 5;
const WORD: u8 = 6;
/// The bits of a byte that tell nodes apart.
const KIND: u8 = 7;
/// Further bits of a word's.
const OPEN: u8 = 1 << 3;
const LEFT: u8 = 1 << 4;
const RIGHT: u8 = 1 << 5;
const ACCENTED: u8 = 1 << 6;

/// Bytes of a number of fixed width.
pub(super) const WIDTH: usize = 4;

/// A node as it is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'c> {
    Word(Letters<'c>),
    Separator,
    Gap {
        clause: bool,
    },
    Number,
    /// Alternatives, by their place.
    Either(usize),
    Optional(Steps<'c>),
}

/// A word as it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letters<'c> {
    /// Folded text.
    pub(super) text: &'c [u8],
    flags: u8,
    accents: &'c [u8],
    /// How many accents it is written with.
    pub(super) accented: usize,
}

impl Letters<'_> {
    /// `stem*`: any letters may follow.
    pub(super) fn open(&self) -> bool {
        self.flags & OPEN != 0
    }

    /// Whether a word boundary is asked on the left.
    pub(super) fn left(&self) -> bool {
        self.flags & LEFT != 0
    }

    /// Whether one is asked on the right.
    pub(super) fn right(&self) -> bool {
        self.flags & RIGHT != 0
    }

    /// Whether it is written with an accent at a byte.
    pub(super) fn has_accent(&self, offset: u32, letter: char) -> bool {
        let mut rest = self.accents;
        let mut next = || (short(&mut rest), short(&mut rest));
        (0..self.accented).any(|_| next() == (offset as usize, letter as usize))
    }
}

/// Nodes one behind the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps<'c>(pub(super) &'c [u8]);

impl<'c> Iterator for Steps<'c> {
    type Item = Step<'c>;

    #[inline]
    fn next(&mut self) -> Option<Step<'c>> {
        let (&flags, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(match flags & KIND {
            WORD => {
                let letters = short(&mut self.0);
                let text = self.take(letters);
                let (mut accents, mut accented) = (&[][..], 0);
                if flags & ACCENTED != 0 {
                    accented = short(&mut self.0);
                    let length = short(&mut self.0);
                    accents = self.take(length);
                }
                Step::Word(Letters { text, flags, accents, accented })
            }
            EITHER => Step::Either(read(self.take(WIDTH)) as usize),
            OPTIONAL => {
                let length = short(&mut self.0);
                Step::Optional(Steps(self.take(length)))
            }
            NUMBER => Step::Number,
            SEPARATOR => Step::Separator,
            kind => Step::Gap { clause: kind == CLAUSE_GAP },
        })
    }
}

impl<'c> Steps<'c> {
    fn take(&mut self, length: usize) -> &'c [u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }
}

/// Writes nodes; `alternatives` says where those that stand in them were written.
pub(super) fn write(nodes: &[Node], alternatives: &mut dyn FnMut(&Node) -> usize, into: &mut Vec<u8>) {
    for node in nodes {
        match node {
            Node::Word(word) => write_word(word, into),
            Node::Separator => into.push(SEPARATOR),
            Node::Gap { clause } => into.push(if *clause { CLAUSE_GAP } else { GAP }),
            Node::Number => into.push(NUMBER),
            Node::Either(_) => {
                into.push(EITHER);
                into.extend(number(alternatives(node)).to_le_bytes());
            }
            Node::Optional(inner) => {
                let mut body = Vec::new();
                write(inner, alternatives, &mut body);
                into.push(OPTIONAL);
                write_short(body.len(), into);
                into.append(&mut body);
            }
        }
    }
}

fn write_word(word: &Word, into: &mut Vec<u8>) {
    let flag = |set: bool, bit: u8| if set { bit } else { 0 };
    let accented = flag(!word.accents.is_empty(), ACCENTED);
    into.push(WORD | flag(word.open, OPEN) | flag(word.left, LEFT) | flag(word.right, RIGHT) | accented);
    write_short(word.text.len(), into);
    into.extend_from_slice(word.text.as_bytes());
    if accented != 0 {
        let mut accents = Vec::new();
        for (offset, letter) in &word.accents {
            write_short(*offset as usize, &mut accents);
            write_short(*letter as usize, &mut accents);
        }
        write_short(word.accents.len(), into);
        write_short(accents.len(), into);
        into.append(&mut accents);
    }
}

/// Reads a number that takes one byte for each seven bits.
#[inline]
pub(super) fn short(rest: &mut &[u8]) -> usize {
    // Nearly all take one.
    if let [byte @ ..0x80, after @ ..] = *rest {
        *rest = after;
        return usize::from(*byte);
    }
    let mut value = 0;
    let mut shift = 0;
    while let Some((&byte, after)) = rest.split_first() {
        *rest = after;
        value |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

/// Writes such a number.
pub(super) fn write_short(mut value: usize, into: &mut Vec<u8>) {
    while value >= 0x80 {
        into.push(0x80 | (value & 0x7f) as u8);
        value >>= 7;
    }
    into.push((value & 0x7f) as u8);
}

/// Branches of which one must match, as they are read.
///
/// How many begin with a letter and how many there are, those letters, where each branch ends, and the branches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Branches<'c>(pub(super) &'c [u8]);

impl<'c> Branches<'c> {
    /// The branches that may match where `letter` stands.
    pub(super) fn beginning(self, letter: Option<char>) -> impl Iterator<Item = Steps<'c>> {
        let (heads, all) = (self.at(0) as usize, self.at(1) as usize);
        let words = letter.map_or(0..0, |letter| self.headed(heads, u32::from(letter)));
        words.chain(heads..all).map(move |branch| self.branch(heads, all, branch))
    }

    /// The branches that begin with a letter.
    fn headed(self, heads: usize, letter: u32) -> Range<usize> {
        let (mut from, mut to) = (0, heads);
        while from < to {
            let middle = from.midpoint(to);
            if self.at(2 + middle) < letter { from = middle + 1 } else { to = middle }
        }
        from..from + (from..heads).take_while(|head| self.at(2 + head) == letter).count()
    }

    fn branch(self, heads: usize, all: usize, branch: usize) -> Steps<'c> {
        let end = |branch: usize| self.at(2 + heads + branch) as usize;
        let body = WIDTH * (2 + heads + all);
        let start = branch.checked_sub(1).map_or(0, end);
        Steps(&self.0[body + start..body + end(branch)])
    }

    fn at(self, place: usize) -> u32 {
        read(&self.0[WIDTH * place..])
    }

    /// Writes branches sorted by the letters that the first of them begin with.
    pub(super) fn write(heads: &[char], bodies: &[Vec<u8>], into: &mut Vec<u8>) {
        let mut add = |value: u32| into.extend(value.to_le_bytes());
        add(number(heads.len()));
        add(number(bodies.len()));
        heads.iter().for_each(|head| add(u32::from(*head)));
        let mut end = 0;
        for body in bodies {
            end += body.len();
            add(number(end));
        }
        bodies.iter().for_each(|body| into.extend_from_slice(body));
    }
}
