//! What one compiled phrase accepts at a place of a text.

use std::cell::Cell;

use super::book::PhraseBook;
use super::boundary::Haystack;
use super::code::{Letters, Step, Steps};
use super::{GAP_CHARS, GAP_WORDS, SEPARATORS};
use crate::span::Span;
use crate::text::script::{ends_sentence, is_alphabetic, is_separator, is_unspaced, is_word};

/// Matching by sets of positions: each node maps the places reached so far to the places reached after it, so no phrase
/// can take more than (length × positions) steps.
pub(super) struct Cursor<'h, 't> {
    book: &'h PhraseBook,
    haystack: &'h Haystack<'t>,
    start: usize,
    /// Whether a word was met that the text writes without the accents of the phrase.
    bare: Cell<bool>,
}

impl<'h, 't> Cursor<'h, 't> {
    /// A match that begins at `start`.
    pub(super) fn new(book: &'h PhraseBook, haystack: &'h Haystack<'t>, start: usize) -> Self {
        Self { book, haystack, start, bare: Cell::new(false) }
    }

    /// Whether a word was met that the text writes without the accents of the phrase.
    pub(super) fn met_bare_word(&self) -> bool {
        self.bare.get()
    }

    fn whole(&self) -> &str {
        self.haystack.as_str()
    }

    /// Moves every place to all places that the nodes lead to from it.
    pub(super) fn sequence(&self, steps: Steps<'_>, places: &mut Vec<usize>) {
        for step in steps {
            self.step(step, places);
            if places.is_empty() {
                break;
            }
            if places.len() > 1 {
                places.sort_unstable();
                places.dedup();
            }
        }
    }

    fn step(&self, node: Step<'_>, places: &mut Vec<usize>) {
        match node {
            Step::Word(word) => step(places, |at| self.word(word, at)),
            Step::Separator => step(places, |at| self.separator(at)),
            Step::Number => step(places, |at| self.number(at)),
            Step::Gap { clause } => self.spread(places, |at, reached| self.gap(at, clause, reached)),
            Step::Either(alternatives) => {
                let branches = self.book.branches(alternatives);
                self.spread(places, |at, reached| {
                    for branch in branches.beginning(self.whole()[at..].chars().next()) {
                        self.branch(branch, at, reached);
                    }
                });
            }
            Step::Optional(inner) => self.spread(places, |at, reached| {
                reached.push(at);
                self.branch(inner, at, reached);
            }),
        }
    }

    /// Replaces places by all that `reach` adds for each.
    fn spread(&self, places: &mut Vec<usize>, reach: impl Fn(usize, &mut Vec<usize>)) {
        let mut reached = self.haystack.buffer();
        places.iter().for_each(|at| reach(*at, &mut reached));
        std::mem::swap(places, &mut reached);
        self.haystack.give_back(reached);
    }

    /// Adds where the nodes end when they begin at `at`.
    fn branch(&self, steps: Steps<'_>, at: usize, reached: &mut Vec<usize>) {
        let (mut steps, mut at) = (steps, at);
        let mut behind = steps;
        if let Some(Step::Word(word)) = behind.next() {
            // Most branches part at their first word.
            let Some(end) = self.word(word, at) else { return };
            if behind.0.is_empty() {
                reached.push(end);
                return;
            }
            (steps, at) = (behind, end);
        }
        let mut places = self.haystack.buffer();
        places.push(at);
        self.sequence(steps, &mut places);
        reached.append(&mut places);
        self.haystack.give_back(places);
    }

    fn word(&self, word: Letters<'_>, at: usize) -> Option<usize> {
        let whole = self.whole();
        let rest = &whole.as_bytes()[at..];
        // Most words part at the first letter.
        let stands = rest.first() == word.text.first() && rest.starts_with(word.text);
        if !stands || word.left() && self.haystack.is_inside(at) {
            return None;
        }
        let mut end = at + word.text.len();
        if word.open() {
            let tail = whole[end..].chars().take_while(|c| is_word(*c) && !is_unspaced(*c));
            end += tail.map(char::len_utf8).sum::<usize>();
        } else if word.right() && self.haystack.is_inside(end) {
            return None;
        }
        self.has_accents(word, at).then_some(end)
    }

    /// Whether the accents written where a word stands are among its own; remembers when some are missing.
    fn has_accents(&self, word: Letters<'_>, at: usize) -> bool {
        let written = self.haystack.accents(Span::new(at, at + word.text.len()));
        if !written.iter().all(|(offset, c)| word.has_accent(offset - u32::try_from(at).unwrap_or(0), *c)) {
            return false;
        }
        if written.len() < word.accented {
            self.bare.set(true);
        }
        true
    }

    /// Steps over a run of separators; none is needed at the start, after another separator, beside an unspaced script or
    /// between a letter and a digit (`rm9000`).
    fn separator(&self, at: usize) -> Option<usize> {
        let whole = self.whole();
        let run = separators(&whole[at..]);
        (run > 0 || at == self.start || !self.haystack.is_inside(at)).then_some(at + run)
    }

    /// Every place a gap from `at` may end: the starts of the next words of the sentence.
    fn gap(&self, at: usize, clause: bool, places: &mut Vec<usize>) {
        let whole = self.whole();
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
    }

    /// A number from `at`: digits with separators, a magnitude letter, and an optional second end of a range.
    fn number(&self, at: usize) -> Option<usize> {
        let whole = self.whole();
        if self.haystack.is_inside(at) {
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
