//! JSON-LD: the schema.org JobPostings of a document, wherever in it they stand.
//!
//! Arrays, `@graph`, lists of lists and nodes that only point at others are followed; what is no JobPosting is passed
//! over. Also for mark-up that other formats hold, which is turned into the same objects before it comes here.

use std::collections::VecDeque;
use std::ops::Range;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::columns::Columns;
use super::error::{SourceError, SourceErrorKind};
use super::json::{self, Records};
use super::jsonl::{self, Place};
use super::stream::{Context, Stream};
use super::{Ads, ColumnMap, Format, Kind, ReadOptions, html, posting};
use crate::ad::{Ad, Origin};

/// The entry in the table of formats.
pub(super) const FORMAT: Format = Format {
    name: "jsonld",
    extensions: &["jsonld"],
    about: "JSON-LD: every schema.org JobPosting in it, @graph, lists and references followed",
    kind: Kind::Text { sniff: |sample, _: &ColumnMap| looks_linked(sample), read },
};

/// How far references are followed: a posting, its employer, the employer's address.
pub(super) const FOLLOWED: u32 = 4;
/// Bytes that references may add to the postings of a record: a thousand may point at one node.
pub(super) const ADDED: usize = 4 << 20;

/// Whether a JSON document names the vocabulary its keys are of.
pub(super) fn looks_linked(sample: &str) -> bool {
    json::looks_like_json(sample)
        && !jsonl::several_records(sample)
        && ["\"@context\"", "\"@graph\""].iter().any(|key| sample.contains(key))
}

fn read(stream: Stream, options: &ReadOptions) -> Result<Ads, SourceError> {
    let context = stream.context();
    let columns = Columns::new(&options.columns);
    let records = Records::read(stream, options, &columns)?;
    let ranges = records.ranges.as_slice().to_vec();
    let waiting = VecDeque::new();
    Ok(Box::new(Postings { context, columns, records, ranges, nodes: None, waiting, given: 0 }))
}

struct Postings {
    context: Context,
    columns: Columns,
    records: Records,
    /// Where all records stand, for references.
    ranges: Vec<Range<usize>>,
    /// The records by their `@id`, once one has been asked for.
    nodes: Option<FxHashMap<String, Range<usize>>>,
    waiting: VecDeque<Result<Ad, SourceError>>,
    given: u64,
}

impl Iterator for Postings {
    type Item = Result<Ad, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ad) = self.waiting.pop_front() {
                return Some(ad);
            }
            match self.records.next() {
                Some(Ok((range, place))) => {
                    if let Err(error) = self.take(range, place) {
                        self.given += 1;
                        return Some(Err(error));
                    }
                }
                Some(Err(error)) => {
                    self.given += 1;
                    return Some(Err(error));
                }
                None if self.given == 0 => {
                    self.given = 1;
                    return Some(Err(SourceError::whole(self.context.path.as_deref(), nothing())));
                }
                None => return None,
            }
        }
    }
}

/// What is wrong with a document without postings.
fn nothing() -> SourceErrorKind {
    SourceErrorKind::Nothing { what: "schema.org JobPosting" }
}

impl Postings {
    /// Lines up the postings of a record.
    fn take(&mut self, range: Range<usize>, place: Place) -> Result<(), SourceError> {
        let document = std::mem::take(&mut self.records.document);
        let parsed = jsonl::parse(&self.context, &document[range], place);
        let parsed = parsed.map(|(raw, value)| (raw, find(value)));
        let parsed = parsed.map(|(raw, found)| {
            let raw = searchable(raw, found.len());
            let mut left = ADDED;
            for mut object in found {
                let (nodes, ranges) = (&mut self.nodes, &self.ranges);
                follow(&mut object, FOLLOWED, &mut left, &mut |id| node(nodes, ranges, &document, id));
                self.given += 1;
                let place = Place { record: self.given, ..place };
                self.waiting.push_back(posting_ad(&self.context, &mut self.columns, &object, (raw, place)));
            }
        });
        self.records.document = document;
        parsed
    }
}

/// The record of that `@id`.
fn node(
    nodes: &mut Option<FxHashMap<String, Range<usize>>>,
    ranges: &[Range<usize>],
    document: &[u8],
    id: &str,
) -> Option<Map<String, Value>> {
    let object = |range: &Range<usize>| match serde_json::from_slice(&document[range.clone()]) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    };
    let nodes = nodes.get_or_insert_with(|| {
        let named = |range: &Range<usize>| Some((object(range)?.get("@id")?.as_str()?.to_owned(), range.clone()));
        ranges.iter().filter_map(named).collect()
    });
    match plain(Value::Object(object(nodes.get(id)?)?)) {
        Value::Object(node) => Some(node),
        _ => None,
    }
}

/// Puts the nodes that an object points at in the place of the pointers, as long as `left` bytes of them are left.
pub(super) fn follow(
    object: &mut Map<String, Value>,
    depth: u32,
    left: &mut usize,
    node: &mut dyn FnMut(&str) -> Option<Map<String, Value>>,
) {
    if depth == 0 || *left == 0 {
        return;
    }
    for value in object.values_mut() {
        let items = match value {
            Value::Array(items) => items.as_mut_slice(),
            value => std::slice::from_mut(value),
        };
        for inner in items.iter_mut().filter_map(Value::as_object_mut) {
            if let (1, Some(Value::String(id))) = (inner.len(), inner.get("@id"))
                && *left > 0
                && let Some(found) = node(id)
            {
                *left = left.saturating_sub(found.values().map(weight).sum());
                *inner = found;
            }
            follow(inner, depth - 1, left, node);
        }
    }
}

/// About how many bytes a value takes.
fn weight(value: &Value) -> usize {
    16 + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(object) => object.iter().map(|(key, value)| key.len() + weight(value)).sum(),
        _ => 0,
    }
}

/// The nodes of documents that others may point at: what stands at their top, or in a list or graph there.
pub(super) fn nodes(documents: &[Value]) -> FxHashMap<String, Map<String, Value>> {
    let mut found = FxHashMap::default();
    let mut open: Vec<(&Value, u32)> = documents.iter().map(|value| (value, 0)).collect();
    while let Some((value, depth)) = open.pop() {
        match value {
            Value::Array(items) if depth < 3 => open.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(object) => {
                if let (Some(Value::String(id)), 2..) = (object.get("@id"), object.len())
                    && let Value::Object(node) = plain(value.clone())
                {
                    found.insert(id.clone(), node);
                }
                open.extend(object.get("@graph").map(|graph| (graph, depth + 1)));
            }
            _ => {}
        }
    }
    found
}

/// The JobPostings in a value, in the order in which they stand, their keys without prefix.
///
/// The value must not nest deeper than a parser of JSON lets it.
pub(super) fn find(value: Value) -> Vec<Map<String, Value>> {
    let mut found = Vec::new();
    let mut open = vec![plain(value)];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items.into_iter().rev()),
            Value::Object(object) if posting::is_typed(&object) => found.push(object),
            Value::Object(object) => open.extend(object.into_iter().map(|(_, value)| value).rev()),
            _ => {}
        }
    }
    found
}

/// A value without what JSON-LD wraps around it: prefixes of keys, typed literals, lists.
fn plain(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(plain).collect()),
        Value::Object(mut object) => {
            for wrapper in ["@value", "@list", "@set"] {
                if let Some(inner) = object.remove(wrapper) {
                    return plain(inner);
                }
            }
            Value::Object(object.into_iter().map(|(key, value)| (local(&key).to_owned(), plain(value))).collect())
        }
        other => other,
    }
}

/// A key without the vocabulary it is of.
pub(super) fn local(key: &str) -> &str {
    let prefixes = ["schema:", "https://schema.org/", "http://schema.org/"];
    prefixes.iter().find_map(|prefix| key.strip_prefix(prefix)).unwrap_or(key)
}

/// The ad of a JobPosting that was found in `raw`, the text of the record that begins at the place.
pub(super) fn posting_ad(
    context: &Context,
    columns: &mut Columns,
    object: &Map<String, Value>,
    (raw, place): (&str, Place),
) -> Result<Ad, SourceError> {
    let mut object: Map<String, Value> = object.iter().map(|(key, value)| (key.clone(), readable(value))).collect();
    if let (false, Some(name)) = (object.contains_key("title"), object.get("name").cloned()) {
        object.insert("title".to_owned(), name);
    }
    // A list of postings may give no more than their headlines and facts.
    object.entry("description").or_insert_with(|| Value::String(String::new()));
    let fields =
        columns.of_object(&object).map_err(|kind| context.error(place.record, place.line, place.byte, kind))?;
    let stands = [sole(raw, &fields.title), sole(raw, &fields.text)];
    let origin = Origin {
        path: context.path.clone(),
        record: place.record,
        line: place.line,
        field_offsets: stands.map(|at| at.map(|at| place.byte + at as u64)),
        field_starts: stands.map(|at| at.and_then(|at| place.at(raw, at))),
        ..Origin::default()
    };
    let id = fields.id.filter(|id| !id.is_empty()).unwrap_or_else(|| context.made_id(place.record));
    Ok(Ad { id, title: fields.title, text: fields.text, columns: fields.keep, origin })
}

/// A value with the mark-up of its texts taken off: descriptions come as HTML, some of them escaped twice.
fn readable(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(html::readable(text)),
        Value::Array(items) => Value::Array(items.iter().map(readable).collect()),
        Value::Object(object) => {
            Value::Object(object.iter().map(|(key, value)| (key.clone(), readable(value))).collect())
        }
        other => other.clone(),
    }
}

/// Where a value stands in a text, if it stands there once.
pub(super) fn sole(text: &str, value: &str) -> Option<usize> {
    let at = text.find(value).filter(|_| !value.is_empty())?;
    let next = at + value.chars().next().map_or(1, char::len_utf8);
    (!text[next..].contains(value)).then_some(at)
}

/// The text to look for fields in; nothing if so many are looked for in so much that it would take long.
pub(super) fn searchable(text: &str, postings: usize) -> &str {
    const MOST: usize = 1 << 30;
    if text.len().saturating_mul(postings) < MOST { text } else { "" }
}
