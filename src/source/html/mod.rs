//! HTML pages: the JobPostings of their mark-up, or else one ad of what a reader sees.
//!
//! Owns what a page says and where; must not know what its words mean. A posting that says other things than the page
//! shows carries that as observations, and the visible text becomes an ad of its own beside it.

mod links;
mod microdata;
mod parse;
mod scan;
mod unseen;
mod visible;

use ego_tree::NodeRef;
use scraper::{Html, Node};
use serde_json::{Map, Value};

use super::columns::Columns;
use super::error::{SourceError, SourceErrorKind};
use super::jsonl::Place;
use super::stream::{Context, Stream};
use super::{Ads, ColumnMap, Format, Kind, ReadOptions, json, jsonld};
use crate::ad::{Ad, Claim, FieldName, FilePlace, Origin, Piece};
use parse::Page;
use visible::{Part, Places, Seen};

/// The entry in the table of formats.
pub(super) const FORMAT: Format = Format {
    name: "html",
    extensions: &["html", "htm", "xhtml"],
    about: "HTML pages: schema.org JobPosting in JSON-LD or microdata, else the visible text",
    kind: Kind::Text { sniff: |sample, _: &ColumnMap| looks_like_html(sample), read },
};

/// A page with more postings than this is a list, which shows little of each.
const COMPARED: usize = 20;

/// Whether a text begins as a page does.
fn looks_like_html(sample: &str) -> bool {
    let mut start = sample.trim_start();
    while let Some((_, after)) = start.strip_prefix("<!--").and_then(|rest| rest.split_once("-->")) {
        start = after.trim_start();
    }
    let begins = |tag: &str| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    let xml = start.starts_with("<?xml") && sample.contains("<html");
    xml || ["<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<div", "<article", "<main"]
        .into_iter()
        .any(begins)
}

fn read(mut stream: Stream, options: &ReadOptions) -> Result<Ads, SourceError> {
    let context = stream.context();
    let whole = |kind| SourceError::whole(context.path.as_deref(), kind);
    let page = stream.read_text(options.limits.record, "the page").map_err(whole)?;
    let ads = ads(&page, &context, &mut Columns::new(&options.columns)).map_err(whole)?;
    Ok(Box::new(ads.into_iter()))
}

/// The ads of a page.
fn ads(page: &str, context: &Context, columns: &mut Columns) -> Result<Vec<Record>, SourceErrorKind> {
    let parsed = parse::parse(page)?;
    let (mut postings, mut found) = linked(page, &parsed.tree, context);
    if postings.is_empty() {
        postings = microdata::postings(parsed.tree.tree.root());
    }
    let Shown { whole, title, text } = shown(page, &parsed);
    let mut apart = postings.is_empty();
    let raw = jsonld::searchable(page, postings.len());
    let compared = postings.len() <= COMPARED;
    for posting in &postings {
        let record = found.len() as u64 + 1;
        let place = Place { record, line: 1, byte: 0, line_start: true };
        found.push(jsonld::posting_ad(context, columns, posting, (raw, place)).map(|mut ad| {
            if compared {
                let described = posting.get("description").and_then(Value::as_str).map(readable).unwrap_or_default();
                ad.origin.observations = unseen::observations(posting, &described, &whole.text);
            }
            apart |= postings.len() == 1 && ad.origin.observations.iter().any(|seen| seen.about == Claim::Text);
            ad.origin.line = line_of(page, &ad.origin);
            ad
        }));
    }
    if apart && !(title.text.is_empty() && text.text.is_empty()) {
        found.push(Ok(visible_ad(page, context, found.len() as u64 + 1, title, text)));
    }
    Ok(found)
}

/// An ad, or what is wrong with one.
type Record = Result<Ad, SourceError>;

/// What is seen of a page: all of it, its headline, and the rest.
struct Shown {
    whole: Seen,
    title: Seen,
    text: Seen,
}

fn shown(page: &str, parsed: &Page) -> Shown {
    let places = Places::new(page, parsed);
    let root = parsed.tree.tree.root();
    let named = |name: &'static str| {
        move |node: &NodeRef<'_, Node>| node.value().as_element().is_some_and(|element| element.name() == name)
    };
    let seen = |node: NodeRef<'_, Node>| visible::seen(node, None, Some(&places));
    let mut headings = root.descendants().filter(named("h1"));
    // More than one heads parts of a page rather than the page.
    let heading = headings.next().filter(|_| headings.next().is_none()).filter(|node| !seen(*node).text.is_empty());
    let title = match heading {
        Some(heading) => seen(heading),
        None => root.descendants().find(named("title")).map(seen).unwrap_or_default(),
    };
    let text = visible::seen_and_linked(root, heading.map(|node| node.id()), Some(&places));
    Shown { whole: seen(root), title, text }
}

/// The ad of what is seen.
fn visible_ad(page: &str, context: &Context, record: u64, title: Seen, text: Seen) -> Ad {
    let mut origin = Origin { path: context.path.clone(), record, ..Origin::default() };
    for (field, seen) in [(FieldName::Title, &title), (FieldName::Text, &text)] {
        let pieces = pieces(page, field, &seen.parts);
        match pieces.as_slice() {
            [only] if only.verbatim() && only.end - only.start == seen.text.len() => {
                origin.field_offsets[field as usize] = Some(only.file.start);
                origin.field_starts[field as usize] = Some(only.starts);
            }
            _ => origin.pieces.extend(pieces),
        }
    }
    origin.line = line_of(page, &origin);
    Ad { id: context.made_id(record), title: title.text, text: text.text, columns: Vec::new(), origin }
}

/// The parts of a field with their lines and columns. They need not stand in the page in their own order: whom a link reaches
/// is told after the text.
fn pieces(page: &str, field: FieldName, parts: &[Part]) -> Vec<Piece> {
    let mut by_place: Vec<&Part> = parts.iter().collect();
    by_place.sort_by_key(|part| (part.at.start, part.at.end));
    let (mut counted, mut starts) = (0, FilePlace::line_start(1));
    let mut pieces = Vec::new();
    for Part { start, end, at } in by_place {
        let Some(between) = page.get(counted..at.start) else { continue };
        starts = starts.after(between);
        counted = at.start;
        let file = at.start as u64..at.end as u64;
        pieces.push(Piece { field, start: *start, end: *end, file, starts });
    }
    pieces.sort_by_key(|piece| piece.start);
    pieces
}

/// The line on which the first part of an ad that stands in the page begins.
fn line_of(page: &str, origin: &Origin) -> u64 {
    let fields = origin.field_offsets.iter().flatten().copied();
    let first = fields.chain(origin.pieces.iter().map(|piece| piece.file.start)).min().unwrap_or(0);
    let before = page.as_bytes().iter().zip(0..first);
    1 + before.filter(|(byte, _)| **byte == b'\n').count() as u64
}

/// The postings of the JSON-LD of a page, and what of it cannot be read.
fn linked(page: &str, tree: &Html, context: &Context) -> (Vec<Map<String, Value>>, Vec<Record>) {
    let mut values = Vec::new();
    let mut errors = Vec::new();
    for node in tree.tree.nodes() {
        let script = node.value().as_element().filter(|element| element.name() == "script");
        let kind = script.and_then(|element| element.attr("type")).unwrap_or_default().trim().to_ascii_lowercase();
        if !kind.starts_with("application/ld+json") {
            continue;
        }
        let text: String = node.children().filter_map(|child| child.value().as_text().map(|text| &**text)).collect();
        match parse_script(&text) {
            Ok(value) => values.push(value),
            Err(problem) if text.contains("JobPosting") => {
                let at = page.find(text.trim()).unwrap_or(0);
                let line = 1 + page[..at].matches('\n').count() + problem.line().saturating_sub(1);
                let kind = json::syntax(&problem, None);
                errors.push(Err(context.error(errors.len() as u64 + 1, line as u64, at as u64, kind)));
            }
            // Of no job, as far as one can see.
            Err(_) => {}
        }
    }
    let nodes = jsonld::nodes(&values);
    let mut postings: Vec<Map<String, Value>> = values.into_iter().flat_map(jsonld::find).collect();
    let mut left = jsonld::ADDED;
    for posting in &mut postings {
        jsonld::follow(posting, jsonld::FOLLOWED, &mut left, &mut |id| nodes.get(id).cloned());
    }
    (postings, errors)
}

/// The value in a script of JSON-LD, as search engines are ready to read it: in a comment, with bare line breaks.
fn parse_script(text: &str) -> Result<Value, serde_json::Error> {
    let mut text = text.trim();
    for (open, close) in [("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")] {
        if let Some(inner) = text.strip_prefix(open) {
            text = inner.trim_end().trim_end_matches(close).trim();
        }
    }
    let text = text.trim_end_matches(';');
    serde_json::from_str(text).or_else(|problem| {
        let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&flat).map_err(|_| problem)
    })
}

/// What is seen of a page that comes within something else.
pub(super) fn readable_page(page: &str) -> String {
    seen_text(page)
}

/// A text without the mark-up in it, if it has any.
pub(super) fn readable(text: &str) -> String {
    let mut text = text.to_owned();
    // Escaped mark-up in mark-up is common; more is a game.
    for _ in 0..2 {
        text = match (has_tags(&text), has_entities(&text)) {
            (true, _) => seen_text(&text),
            // Without tags its line breaks are its own.
            (false, true) => text.lines().map(seen_text).collect::<Vec<_>>().join("\n"),
            (false, false) => break,
        };
    }
    text
}

/// What is seen of a piece of mark-up; the mark-up itself if it is too large to be parsed.
fn seen_text(text: &str) -> String {
    parse::parse(text)
        .map_or_else(|_| text.to_owned(), |part| visible::seen_and_linked(part.tree.tree.root(), None, None).text)
}

/// Whether a text has a tag in it.
fn has_tags(text: &str) -> bool {
    let last = text.rfind('>').unwrap_or(0);
    let name = |rest: &str| rest.strip_prefix('/').unwrap_or(rest).starts_with(|c: char| c.is_ascii_alphabetic());
    text[..last].match_indices('<').any(|(at, _)| name(&text[at + 1..]))
}

/// Whether a text has a character reference in it.
fn has_entities(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let rest = &text.as_bytes()[at + 1..];
        let end = rest.iter().take(32).position(|byte| *byte == b';').unwrap_or(0);
        end > 1 && rest[..end].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
    })
}
