//! What a reader of a page sees of it, and where in the page that is written.
//!
//! Scripts, styles, navigation and what is hidden are left out; blocks begin lines; white space runs together, as it
//! does on a screen. Style sheets are not read: what they alone hide is taken for visible.

use std::ops::Range;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use rustc_hash::FxHashMap;
use scraper::Node;
use scraper::node::Element;

use super::links::{self, Showing};
use super::parse::Page;
use super::scan::LINKS;

/// Elements nothing of which is read.
const UNREAD: [&str; 19] = [
    "script", "style", "noscript", "template", "nav", "head", "title", "iframe", "object", "canvas", "svg", "math",
    "audio", "video", "select", "noembed", "noframes", "datalist", "map",
];
/// Elements that stand in their line.
const INLINE: [&str; 37] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "label", "mark", "meter", "nobr", "q", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "wbr",
];

/// Elements that are about the site rather than the ad: their links reach whoever runs it.
const OF_THE_SITE: [&str; 3] = ["footer", "header", "aside"];
/// Links of an ad that are asked whom they reach.
const CONTACTS: usize = 50;
/// Links looked at.
const TARGETS: usize = 2000;

/// How many runs of text may be passed over to find that of a node.
const PASSED_OVER: usize = 64;

/// A text as it is seen, with where its parts are written.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) text: String,
    pub(super) parts: Vec<Part>,
    pending: Pending,
    /// Whether what is pending is written as one blank.
    blank: bool,
    /// Links that can be seen.
    links: Vec<NodeId>,
}

/// A part of a text, and where it is written: by as many bytes if verbatim, else by a reference such as `&eacute;`.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) at: Range<usize>,
}

/// What goes before the next word.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pending {
    #[default]
    Nothing,
    Space,
    Line,
}

/// Where the texts of nodes are written in a page.
pub(super) struct Places<'a> {
    page: &'a str,
    runs: FxHashMap<NodeId, Range<usize>>,
    targets: FxHashMap<NodeId, Range<usize>>,
}

impl<'a> Places<'a> {
    /// Finds the texts of the nodes of a page in the order in which they stand in it.
    pub(super) fn new(page: &'a str, parsed: &Page) -> Self {
        let mut runs = FxHashMap::default();
        let mut next = 0;
        for node in parsed.tree.tree.nodes() {
            let Node::Text(text) = node.value() else { continue };
            let raw = |parent: NodeRef<'_, Node>| {
                parent.value().as_element().is_some_and(|e| ["script", "style", "noscript"].contains(&e.name()))
            };
            if text.trim().is_empty() || node.parent().is_some_and(raw) {
                continue;
            }
            let ahead = parsed.written.runs[next..].iter().take(PASSED_OVER);
            let found = ahead.enumerate().find(|(_, run)| align(&page[(*run).clone()], text, |_, _| {}));
            if let Some((passed, run)) = found {
                runs.insert(node.id(), run.clone());
                next += passed + 1;
            }
        }
        Self { page, runs, targets: targets(page, parsed) }
    }
}

/// Where the targets of the links of a page are written, found as texts are.
fn targets(page: &str, parsed: &Page) -> FxHashMap<NodeId, Range<usize>> {
    let mut found = FxHashMap::default();
    let mut next = 0;
    for node in parsed.tree.tree.nodes() {
        let Some(target) = node.value().as_element().and_then(target) else { continue };
        let ahead = parsed.written.targets[next..].iter().take(PASSED_OVER);
        let written = ahead.enumerate().find(|(_, run)| align(&page[(*run).clone()], target, |_, _| {}));
        if let Some((passed, run)) = written {
            found.insert(node.id(), run.clone());
            next += passed + 1;
        }
    }
    found
}

/// Where an element leads.
fn target(element: &Element) -> Option<&str> {
    LINKS.contains(&element.name()).then(|| element.attr("href")).flatten()
}

/// What is seen of a part of a page and whom its links reach, without one of its nodes. What the text does not show stands
/// on lines after it.
pub(super) fn seen_and_linked(part: NodeRef<'_, Node>, without: Option<NodeId>, places: Option<&Places<'_>>) -> Seen {
    let mut seen = seen(part, without, places);
    let contacts = std::mem::take(&mut seen.links).into_iter().filter_map(|id| {
        let target = target(part.tree().get(id)?.value().as_element()?)?;
        links::contact(target).map(|(label, names)| (id, target, label, names))
    });
    let contacts: Vec<_> = contacts.take(CONTACTS).collect();
    if contacts.is_empty() {
        return seen;
    }
    let showing = Showing::new(&seen.text);
    let mut told: Vec<String> = Vec::new();
    for (id, target, label, names) in contacts {
        let letters = letters(target, names, places.and_then(|places| Some((places, places.targets.get(&id)?))));
        let names: String = letters.iter().map(|(c, _)| c).collect();
        if showing.has(&names) || told.contains(&names) {
            continue;
        }
        told.push(names);
        seen.pending = Pending::Line;
        label.chars().for_each(|c| seen.push(c, None));
        letters.into_iter().for_each(|(c, at)| seen.push(c, at));
    }
    seen
}

/// The letters of a part of a target, those in percent resolved, and where each is written.
fn letters(
    target: &str,
    part: Range<usize>,
    written: Option<(&Places<'_>, &Range<usize>)>,
) -> Vec<(char, Option<Range<usize>>)> {
    let mut places = Vec::new();
    if let Some((places_of, run)) = written {
        align(&places_of.page[run.clone()], target, |_, at| places.push(run.start + at.start..run.start + at.end));
    }
    let all: Vec<(usize, char)> = target.char_indices().collect();
    let mut letters = Vec::new();
    let mut index = all.partition_point(|(at, _)| *at < part.start);
    while let Some((at, c)) = all.get(index).filter(|(at, _)| *at < part.end) {
        let hex = target.get(at + 1..at + 3).filter(|_| *c == '%' && at + 3 <= part.end);
        let decoded = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii_graphic);
        let count = if decoded.is_some() { 3 } else { 1 };
        let place = places.get(index).zip(places.get(index + count - 1)).map(|(first, last)| first.start..last.end);
        letters.push((decoded.map_or(*c, char::from), place));
        index += count;
    }
    letters
}

/// What is seen of a part of a page, without one of its nodes.
pub(super) fn seen(part: NodeRef<'_, Node>, without: Option<NodeId>, places: Option<&Places<'_>>) -> Seen {
    let mut seen = Seen::default();
    let mut unread: Option<NodeId> = None;
    let mut of_the_site = 0_u32;
    for edge in part.traverse() {
        match edge {
            Edge::Open(node) if unread.is_none() => match node.value() {
                Node::Element(element)
                    if node.id() != part.id() && is_unread(element) || without == Some(node.id()) =>
                {
                    unread = Some(node.id());
                }
                Node::Element(element) => {
                    seen.border(element);
                    of_the_site += u32::from(OF_THE_SITE.contains(&element.name()));
                    if of_the_site == 0 && target(element).is_some() && seen.links.len() < TARGETS {
                        seen.links.push(node.id());
                    }
                }
                Node::Text(text) => match places.and_then(|places| Some((places, places.runs.get(&node.id())?))) {
                    Some((places, run)) => {
                        align(&places.page[run.clone()], text, |c, at| {
                            seen.push(c, Some(run.start + at.start..run.start + at.end));
                        });
                    }
                    None => text.chars().for_each(|c| seen.push(c, None)),
                },
                _ => {}
            },
            Edge::Close(node) if unread == Some(node.id()) => unread = None,
            Edge::Close(node) if unread.is_none() => {
                if let Node::Element(element) = node.value() {
                    seen.border(element);
                    of_the_site -= u32::from(OF_THE_SITE.contains(&element.name()));
                }
            }
            _ => {}
        }
    }
    seen
}

/// Whether an element is not shown, or shown on every page of its site.
fn is_unread(element: &Element) -> bool {
    let style = || {
        let style = element.attr("style").unwrap_or_default().to_ascii_lowercase();
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        ["display:none", "visibility:hidden"].iter().any(|hidden| style.contains(hidden))
    };
    UNREAD.contains(&element.name())
        || element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || element.attr("role") == Some("navigation")
        || style()
}

impl Seen {
    /// Begins or ends an element.
    fn border(&mut self, element: &Element) {
        let pending = match element.name() {
            "td" | "th" => Pending::Space,
            name if INLINE.contains(&name) => return,
            _ => Pending::Line,
        };
        self.pending = self.pending.max(pending);
    }

    /// Adds a character that is written at a place of the page.
    fn push(&mut self, c: char, at: Option<Range<usize>>) {
        if c.is_ascii_whitespace() {
            self.blank = self.pending == Pending::Nothing && c == ' ';
            self.pending = self.pending.max(Pending::Space);
            return;
        }
        match self.pending {
            Pending::Space if !self.text.is_empty() => self.text.push(' '),
            Pending::Line if !self.text.is_empty() => self.text.push('\n'),
            _ => {}
        }
        self.pending = Pending::Nothing;
        let (start, end) = (self.text.len(), self.text.len() + c.len_utf8());
        self.text.push(c);
        let Some(at) = at else { return };
        let apart = start - self.parts.last().map_or(0, |last| last.end);
        let verbatim = |part: &Part| part.end - part.start == part.at.len();
        match self.parts.last_mut() {
            // Nothing stands between it and this one, or one blank, in text and page alike.
            Some(last)
                if verbatim(last)
                    && at.len() == c.len_utf8()
                    && (apart == 0 || apart == 1 && self.blank)
                    && last.at.end + apart == at.start =>
            {
                (last.end, last.at.end) = (end, at.end);
            }
            _ => self.parts.push(Part { start, end, at }),
        }
    }
}

/// Whether a run of a page is the text, and if so which of its bytes are which character.
///
/// Entities are not looked up: what stands in the text where the page has one is what it means.
fn align(run: &str, text: &str, mut each: impl FnMut(char, Range<usize>)) -> bool {
    let mut at = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let here = &run[at..];
        let Some(written) = here.chars().next() else { return false };
        let after = &rest[c.len_utf8()..];
        let entity = if written == '&' { entity(here) } else { None };
        let length = match entity {
            // A bare ampersand is followed in the text by what follows it in the page.
            Some(length) if !(c == '&' && after.starts_with(&here[1..length])) => length,
            _ if written == c => c.len_utf8(),
            _ if c == '\n' && here.starts_with("\r\n") => 2,
            _ if c == '\n' && written == '\r' => 1,
            _ => return false,
        };
        each(c, at..at + length);
        (at, rest) = (at + length, after);
    }
    run[at..].is_empty()
}

/// The length of the character reference that a text begins with, if it looks like one.
fn entity(text: &str) -> Option<usize> {
    const LONGEST: usize = 33;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = text[1..end].strip_prefix('#').unwrap_or(&text[1..end]);
    (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(end + 1)
}
