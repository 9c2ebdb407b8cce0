//! N-Quads, as Web Data Commons publishes the JobPostings it finds: the statements of each page, one a line.
//!
//! The statements of a page follow each other; they are gathered until the page changes and made into the objects that
//! JSON-LD would give. A line that breaks the grammar costs itself alone.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value};

use super::columns::Columns;
use super::error::{SourceError, SourceErrorKind, size};
use super::jsonl::Place;
use super::lines::{Line, LineReader, blank, content};
use super::stream::{Context, Stream};
use super::{Ads, ColumnMap, Format, Kind, ReadOptions, jsonld};
use crate::ad::Ad;

/// The entry in the table of formats.
pub(super) const FORMAT: Format = Format {
    name: "nquads",
    extensions: &["nq", "nquads"],
    about: "N-Quads: the schema.org JobPostings of every page, as Web Data Commons has them",
    kind: Kind::Text { sniff: |sample, _: &ColumnMap| looks_like_quads(sample), read },
};

const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/// Statements about things within things deeper than this are left out.
const DEEPEST: u32 = 6;
/// How many times what is said of a page its postings may say: an employer is told once and pointed at by all of them.
const UNROLLED: usize = 4;

fn looks_like_quads(sample: &str) -> bool {
    let mut lines = sample.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.next().is_some_and(|line| Quad::parse(line).is_some_and(|quad| !quad.graph.is_empty()))
}

fn read(stream: Stream, options: &ReadOptions) -> Result<Ads, SourceError> {
    Ok(Box::new(Quads {
        context: stream.context(),
        lines: LineReader::new(stream.reader, b'\n'),
        columns: Columns::new(&options.columns),
        limit: options.limits.record,
        page: Gathered::default(),
        waiting: VecDeque::new(),
        record: 0,
        ended: false,
    }))
}

/// What a statement says of its subject.
enum Object {
    /// Another thing, by name.
    Thing(String),
    Text(String),
}

/// A statement.
struct Quad {
    subject: String,
    predicate: String,
    object: Object,
    graph: String,
}

impl Quad {
    /// Reads a line; `None` if it is no statement.
    fn parse(line: &str) -> Option<Self> {
        let (subject, rest) = name(line)?;
        let (predicate, rest) = name(rest)?;
        let (object, rest) = match rest.trim_start().strip_prefix('"') {
            Some(text) => literal(text)?,
            None => name(rest).map(|(name, rest)| (Object::Thing(name), rest))?,
        };
        let rest = rest.trim();
        let graph = if rest == "." { String::new() } else { name(rest)?.0 };
        rest.ends_with('.').then_some(Self { subject, predicate, object, graph })
    }
}

/// The name that a text begins with, `<…>` or `_:…`, and what follows it.
fn name(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix('<') {
        let (name, rest) = rest.split_once('>')?;
        return Some((name.to_owned(), rest));
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.starts_with("_:").then(|| (text[..end].to_owned(), &text[end..]))
}

/// The text up to the closing quote, escapes undone, and what follows it, language and type passed over.
fn literal(text: &str) -> Option<(Object, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    let end = loop {
        let (at, c) = chars.next()?;
        match c {
            '"' => break at + 1,
            '\\' => match chars.next()?.1 {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                'b' | 'f' => value.push(' '),
                'u' => value.push(code_point(&mut chars, 4)),
                'U' => value.push(code_point(&mut chars, 8)),
                other => value.push(other),
            },
            other => value.push(other),
        }
    };
    let mut rest = &text[end..];
    if let Some(tagged) = rest.strip_prefix('@') {
        rest = &tagged[tagged.find(char::is_whitespace)?..];
    } else if let Some(typed) = rest.strip_prefix("^^") {
        rest = name(typed)?.1;
    }
    Some((Object::Text(value), rest))
}

fn code_point(chars: &mut std::str::CharIndices<'_>, digits: usize) -> char {
    let hex: String = chars.take(digits).map(|(_, c)| c).collect();
    u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
}

/// The statements of a page.
#[derive(Default)]
struct Gathered {
    graph: String,
    line: u64,
    byte: u64,
    bytes: usize,
    /// Subjects in the order in which they come.
    subjects: Vec<String>,
    statements: FxHashMap<String, Vec<(String, Object)>>,
}

impl Gathered {
    fn add(&mut self, quad: Quad) {
        let Quad { subject, predicate, object, .. } = quad;
        if !self.statements.contains_key(&subject) {
            self.subjects.push(subject.clone());
        }
        self.statements.entry(subject).or_default().push((predicate, object));
    }

    /// The postings of the page.
    fn postings(&self) -> Vec<Map<String, Value>> {
        let posting = |subject: &&String| {
            let kinds = self.statements[*subject].iter().filter(|(predicate, _)| predicate == TYPE);
            kinds.into_iter().any(|(_, kind)| matches!(kind, Object::Thing(kind) if key(kind) == "JobPosting"))
        };
        let mut left = self.bytes.saturating_mul(UNROLLED);
        let subjects = self.subjects.iter().filter(posting);
        subjects.map(|subject| self.thing(subject, 0, &mut left, &mut FxHashSet::default())).collect()
    }

    /// A thing as an object, with those it points at, as long as `left` bytes of them are left.
    fn thing<'a>(
        &'a self,
        subject: &'a str,
        depth: u32,
        left: &mut usize,
        within: &mut FxHashSet<&'a str>,
    ) -> Map<String, Value> {
        let mut object = Map::new();
        let statements = self.statements.get(subject).map(Vec::as_slice).unwrap_or_default();
        if depth > DEEPEST || !within.insert(subject) {
            return object;
        }
        for (predicate, value) in statements {
            let (Object::Thing(said) | Object::Text(said)) = value;
            let cost = predicate.len() + said.len();
            if *left < cost {
                break;
            }
            *left -= cost;
            let (key, value) = match value {
                Object::Thing(name) if predicate == TYPE => ("@type", Value::String(name.clone())),
                Object::Thing(name) if self.statements.contains_key(name) => {
                    (key(predicate), Value::Object(self.thing(name, depth + 1, left, within)))
                }
                Object::Thing(name) => (key(predicate), Value::String(name.clone())),
                Object::Text(text) => (key(predicate), Value::String(text.trim().to_owned())),
            };
            match object.get_mut(key) {
                None => drop(object.insert(key.to_owned(), value)),
                Some(Value::Array(values)) => values.push(value),
                Some(one) => *one = Value::Array(vec![one.take(), value]),
            }
        }
        within.remove(subject);
        object
    }
}

/// The key that a predicate is: its last part, for old data puts the type between vocabulary and property.
fn key(predicate: &str) -> &str {
    predicate.rsplit(['/', '#']).next().unwrap_or(predicate)
}

struct Quads {
    context: Context,
    lines: LineReader,
    columns: Columns,
    limit: usize,
    page: Gathered,
    waiting: VecDeque<Result<Ad, SourceError>>,
    record: u64,
    ended: bool,
}

impl Iterator for Quads {
    type Item = Result<Ad, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut buffer = Vec::new();
        loop {
            if let Some(ad) = self.waiting.pop_front() {
                return Some(ad);
            }
            if self.ended {
                return None;
            }
            let (line, byte) = (self.lines.line(), self.lines.byte());
            buffer.clear();
            match self.lines.read(&mut buffer, self.limit) {
                Ok(Line::Read) if blank(&buffer) || buffer.starts_with(b"#") => {}
                Ok(Line::Read) => self.line(content(&buffer), line, byte),
                Ok(Line::TooLong) => self.fail(line, byte, self.too_large("the line")),
                Ok(Line::End) => {
                    self.ended = true;
                    self.turn(Gathered::default());
                }
                Err(error) => {
                    self.ended = true;
                    self.turn(Gathered::default());
                    self.waiting.push_back(Err(self.context.fatal(line, byte, error)));
                }
            }
        }
    }
}

impl Quads {
    fn too_large(&self, what: &'static str) -> SourceErrorKind {
        SourceErrorKind::TooLarge { what, limit: size(self.limit as u64) }
    }

    fn fail(&mut self, line: u64, byte: u64, kind: SourceErrorKind) {
        self.record += 1;
        self.waiting.push_back(Err(self.context.error(self.record, line, byte, kind)));
    }

    /// Takes a line.
    fn line(&mut self, bytes: &[u8], line: u64, byte: u64) {
        let text = match self.context.text(bytes) {
            Ok(text) => text,
            Err((at, kind)) => return self.fail(line, byte + at as u64, kind),
        };
        let Some(quad) = Quad::parse(text) else {
            let message = "the line is no statement of subject, predicate, object and graph".to_owned();
            return self.fail(line, byte, SourceErrorKind::Syntax { format: "N-Quads", message });
        };
        if quad.graph != self.page.graph || self.page.subjects.is_empty() {
            self.turn(Gathered { graph: quad.graph.clone(), line, byte, ..Gathered::default() });
        }
        let before = self.page.bytes;
        self.page.bytes += bytes.len();
        if self.page.bytes <= self.limit {
            self.page.add(quad);
        } else if before <= self.limit {
            self.fail(line, byte, self.too_large("what is said of the page"));
        }
    }

    /// Lines up the postings of the page and turns to another.
    fn turn(&mut self, next: Gathered) {
        let page = std::mem::replace(&mut self.page, next);
        for object in page.postings() {
            self.record += 1;
            let place = Place { record: self.record, line: page.line, byte: page.byte, line_start: true };
            self.waiting.push_back(jsonld::posting_ad(&self.context, &mut self.columns, &object, ("", place)));
        }
    }
}
