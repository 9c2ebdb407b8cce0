//! The ad itself with its evidence marked in place.
//!
//! Marked words stand in colour, or between ⟦ ⟧ without it, followed by the numbers of the items that rest on them. A
//! long ad is cut to its beginning and the surroundings of its evidence.

use std::ops::Range;

use crate::ad::FieldName;
use crate::assess::{Assessment, Evidence};
use crate::report::{Detail, escape};

use super::listing::{Item, Listing};
use super::sheet::Painted;
use super::style::Style;

/// Fields of at most this many bytes are shown whole.
const SHORT: usize = 1200;
/// Bytes shown of the beginning of a long field, and on either side of evidence.
const LEAD: usize = 200;
const AROUND: usize = 90;
/// A gap shorter than this is shown rather than cut.
const GAP: usize = 60;
/// How far to look for white space at which to cut.
const NEAR: usize = 24;
/// Most marks per item, in a plain card and in a full one.
const MARKS: [usize; 2] = [8, 64];

/// Words marked in one field, merged where evidence overlaps.
#[derive(Debug)]
pub(in crate::report) struct Mark {
    pub(in crate::report) span: Range<usize>,
    /// Numbers of the items that rest on them, rising.
    pub(in crate::report) numbers: Vec<usize>,
    /// Whether any of them raises the score.
    pub(in crate::report) raises: bool,
}

/// One field of the ad as a card shows it, escaped. `base` is the style of words that are not marked.
pub(super) fn field(
    assessment: &Assessment,
    name: FieldName,
    listing: &Listing<'_>,
    detail: Detail,
    color: bool,
    base: Style,
) -> Painted {
    let text = assessment.field(name);
    let marks = marks(text, name, listing, detail);
    let mut painted = Painted::default();
    let mut shown = 0;
    for window in windows(text, &marks, detail) {
        if window.start > shown {
            painted.push(if shown == 0 { "… " } else { " … " }, Style::Dim);
        }
        shown = window.start;
        for mark in marks.iter().filter(|mark| window.start <= mark.span.start && mark.span.end <= window.end) {
            painted.push(&safe(&text[shown..mark.span.start]), base);
            if text[..mark.span.start].ends_with(char::is_alphabetic) {
                painted.may_break();
            }
            push_mark(&mut painted, &safe(&text[mark.span.clone()]), mark, color);
            if text[mark.span.end..].starts_with(char::is_alphabetic) {
                painted.may_break();
            }
            shown = mark.span.end;
        }
        painted.push(&safe(&text[shown..window.end]), base);
        shown = window.end;
    }
    if shown < text.len() {
        painted.push(" …", Style::Dim);
    }
    painted
}

/// Text of the ad for the terminal; it may not forge marks either.
fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in escape::terminal(text).chars() {
        match c {
            '⟦' | '⟧' => escape::push_visible(&mut safe, c),
            '\t' => safe.push_str("    "),
            _ => safe.push(c),
        }
    }
    safe
}

/// Appends marked words with their numbers.
fn push_mark(painted: &mut Painted, words: &str, mark: &Mark, color: bool) {
    let style = if mark.raises { Style::Raising } else { Style::Lowering };
    let numbers: Vec<String> = mark.numbers.iter().map(usize::to_string).collect();
    if color {
        painted.push(words, style);
    } else {
        painted.push(&format!("⟦{words}⟧"), style);
    }
    let numbers = format!("[{}]", numbers.join(","));
    painted.push(&numbers, Style::Dim);
    painted.keep(numbers.len() + 1);
}

/// The marks of one field in reading order, none overlapping another.
pub(in crate::report) fn marks(text: &str, name: FieldName, listing: &Listing<'_>, detail: Detail) -> Vec<Mark> {
    let most = MARKS[usize::from(detail == Detail::Full)];
    let mut marks: Vec<Mark> = Vec::new();
    for first in [true, false] {
        let taken = marks.len();
        for (item, raises) in listing.items().filter(|(item, _)| item.marks_first() == first) {
            for span in spans(item, name).filter(|span| text.get(span.clone()).is_some()).take(most) {
                if first || !marks[..taken].iter().any(|mark| overlap(&mark.span, &span)) {
                    marks.push(Mark { span, numbers: vec![item.number], raises });
                }
            }
        }
    }
    marks.sort_by_key(|mark| (mark.span.start, mark.span.end));
    let mut merged: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks {
        match merged.last_mut() {
            Some(last) if overlap(&last.span, &mark.span) => {
                last.span.end = last.span.end.max(mark.span.end);
                last.numbers.extend(mark.numbers);
                last.numbers.sort_unstable();
                last.numbers.dedup();
                last.raises |= mark.raises;
            }
            _ => merged.push(mark),
        }
    }
    merged
}

/// The stretches of one field an item rests on.
fn spans<'a>(item: &'a Item<'_>, name: FieldName) -> impl Iterator<Item = Range<usize>> + 'a {
    let evidence = item.reasons.iter().flat_map(|reason| &reason.spans);
    evidence.filter(move |Evidence { field, span }| *field == name && !span.is_empty()).map(|e| e.span.range())
}

/// Whether two ranges share a byte.
fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The parts of a field to show, in order, apart from one another; each mark lies in one of them.
pub(in crate::report) fn windows(text: &str, marks: &[Mark], detail: Detail) -> Vec<Range<usize>> {
    if detail == Detail::Full || text.len() <= SHORT {
        let whole = 0..text.len();
        return vec![whole];
    }
    let lead = 0..cut_after(text, LEAD);
    let mut windows = vec![lead];
    for Mark { span, .. } in marks {
        let start = cut_before(text, span.start.saturating_sub(AROUND));
        let end = cut_after(text, span.end.saturating_add(AROUND));
        match windows.last_mut() {
            Some(last) if start <= last.end.saturating_add(GAP) => last.end = last.end.max(end),
            _ => windows.push(start..end),
        }
    }
    if let Some(last) = windows.last_mut().filter(|last| text.len() - last.end <= GAP) {
        last.end = text.len();
    }
    windows
}

/// A place to begin a window, at or before `at`: after white space if some is near.
fn cut_before(text: &str, at: usize) -> usize {
    let at = text.floor_char_boundary(at);
    let from = text.floor_char_boundary(at.saturating_sub(NEAR));
    let near = &text[from..at];
    near.char_indices().rfind(|(_, c)| c.is_whitespace()).map_or(at, |(offset, c)| from + offset + c.len_utf8())
}

/// A place to end a window, at or after `at`: before white space if some is near.
fn cut_after(text: &str, at: usize) -> usize {
    let at = text.ceil_char_boundary(at.min(text.len()));
    let to = text.ceil_char_boundary((at + NEAR).min(text.len()));
    text[at..to].find(char::is_whitespace).map_or(at, |offset| at + offset)
}
