//! JSON documents: one object, an array of objects, or an object that wraps one array.
//!
//! The document is held as a whole but taken apart before it is parsed, so that a broken element spoils itself only.

use std::io::Read;
use std::ops::Range;

use super::columns::Columns;
use super::error::{SourceError, SourceErrorKind, size};
use super::jsonl::{Place, object_ad};
use super::stream::{Context, Stream};
use super::{Ads, ColumnMap, Format, Kind, ReadOptions, jsonl, jsonld};
use crate::ad::Ad;

/// The entry in the table of formats.
pub(super) const FORMAT: Format = Format {
    name: "json",
    extensions: &["json"],
    about: "a JSON object, an array of objects, or an object that wraps one array",
    kind: Kind::Text {
        sniff: |sample, _: &ColumnMap| {
            looks_like_json(sample) && !jsonl::several_records(sample) && !jsonld::looks_linked(sample)
        },
        read,
    },
};

/// Whether a text begins as an object or an array of objects, which prose in brackets does not.
pub(super) fn looks_like_json(sample: &str) -> bool {
    let sample = sample.trim_start();
    if let Some(rest) = sample.strip_prefix('[') {
        return rest.trim_start().starts_with('{');
    }
    sample.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"'))
}

fn read(stream: Stream, options: &ReadOptions) -> Result<Ads, SourceError> {
    let context = stream.context();
    let mut columns = Columns::new(&options.columns);
    let records = Records::read(stream, options, &columns)?;
    Ok(Box::new(
        records
            .into_iter_of(move |document, (range, place)| object_ad(&context, &mut columns, &document[range], place)),
    ))
}

/// The records of a document, which is held as a whole, and where they stand.
pub(super) struct Records {
    context: Context,
    limit: usize,
    pub(super) document: Vec<u8>,
    /// Where records stand that have not been given yet.
    pub(super) ranges: std::vec::IntoIter<Range<usize>>,
    /// Where the document stops making sense, until that has been said.
    stuck: Option<usize>,
    record: u64,
    line: u64,
    /// Bytes in which lines have been counted.
    counted: usize,
}

impl Records {
    /// Reads a document and takes it apart.
    pub(super) fn read(mut stream: Stream, options: &ReadOptions, columns: &Columns) -> Result<Self, SourceError> {
        let whole = |kind: SourceErrorKind| SourceError::whole(stream.path.as_deref(), kind);
        let limit = options.limits.document;
        let mut document = Vec::new();
        (&mut stream.reader).take(limit as u64 + 1).read_to_end(&mut document).map_err(|error| whole(error.into()))?;
        if document.len() > limit {
            let what = "the JSON document (JSON Lines may be of any size)";
            return Err(whole(SourceErrorKind::TooLarge { what, limit: size(limit as u64) }));
        }
        let (ranges, stuck) = records(&document, columns);
        let ranges = ranges.into_iter();
        let limit = options.limits.record;
        Ok(Self { context: stream.context(), limit, document, ranges, stuck, record: 0, line: 1, counted: 0 })
    }

    /// What `make` makes of every record.
    fn into_iter_of(
        mut self,
        mut make: impl FnMut(&[u8], (Range<usize>, Place)) -> Result<Ad, SourceError> + Send,
    ) -> impl Iterator<Item = Result<Ad, SourceError>> + Send {
        std::iter::from_fn(move || {
            let record = self.next()?;
            Some(record.and_then(|record| make(&self.document, record)))
        })
    }

    /// The line of an offset; offsets must not fall.
    fn line_of(&mut self, offset: usize) -> u64 {
        self.line += self.document[self.counted..offset].iter().filter(|b| **b == b'\n').count() as u64;
        self.counted = offset;
        self.line
    }
}

impl Iterator for Records {
    type Item = Result<(Range<usize>, Place), SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some(range) = self.ranges.next() else {
            let at = self.stuck.take()?;
            let line = self.line_of(at);
            let message = "brackets, quotes or commas do not match up here".to_owned();
            return Some(Err(self.context.fatal(line, at as u64, SourceErrorKind::Syntax { format: "JSON", message })));
        };
        self.record += 1;
        let line_start = range.start == 0 || self.document[range.start - 1] == b'\n';
        let place =
            Place { record: self.record, line: self.line_of(range.start), byte: range.start as u64, line_start };
        if range.len() > self.limit {
            let kind = SourceErrorKind::TooLarge { what: "the record", limit: size(self.limit as u64) };
            return Some(Err(self.context.error(place.record, place.line, place.byte, kind)));
        }
        Some(Ok((range, place)))
    }
}

/// Where the records of a document stand, and where it stops making sense, if it does.
fn records(document: &[u8], columns: &Columns) -> (Vec<Range<usize>>, Option<usize>) {
    let mut records = Vec::new();
    let mut at = space(document, 0);
    // More than one value at the top is not JSON, but common.
    while at < document.len() {
        if document[at] == b'[' {
            let (items, end) = parts(document, at);
            records.extend(items);
            match end {
                Ok(end) => at = end,
                Err(stuck) => return (records, Some(stuck)),
            }
        } else {
            let Some(end) = value(document, at) else { return (records, Some(at)) };
            match wrapped(document, at, columns) {
                Some(items) => records.extend(items),
                None => records.push(at..end),
            }
            at = end;
        }
        at = space(document, at);
    }
    (records, None)
}

/// The elements of the one array of objects that the object at `at` wraps, if it does and is no ad itself.
fn wrapped(document: &[u8], at: usize, columns: &Columns) -> Option<Vec<Range<usize>>> {
    if document[at] != b'{' {
        return None;
    }
    let (members, end) = parts(document, at);
    end.ok()?;
    let mut keys = Vec::new();
    let mut arrays = Vec::new();
    for member in members {
        let key = value(document, member.start)?;
        keys.push(serde_json::from_slice::<String>(&document[member.start..key]).ok()?);
        let colon = space(document, key);
        let start = space(document, colon + 1);
        if document.get(start) == Some(&b'[') && matches!(document.get(space(document, start + 1)), Some(b'{' | b']')) {
            arrays.push(start);
        }
    }
    match arrays.as_slice() {
        [array] if !columns.is_ad(&keys) => Some(parts(document, *array).0),
        _ => None,
    }
}

/// The comma-separated parts of the array or object at `at`, and its end, or where it stops making sense.
fn parts(document: &[u8], at: usize) -> (Vec<Range<usize>>, Result<usize, usize>) {
    let close = if document[at] == b'[' { b']' } else { b'}' };
    let mut parts = Vec::new();
    let mut at = space(document, at + 1);
    if document.get(at) == Some(&close) {
        return (parts, Ok(at + 1));
    }
    loop {
        let start = at;
        // A member is a key, a colon and a value; an element is a value.
        while at < document.len() && !matches!(document[at], b',' | b']' | b'}') {
            match value(document, at) {
                Some(end) => at = space(document, end),
                None => return (parts, Err(at)),
            }
            at = if document.get(at) == Some(&b':') { space(document, at + 1) } else { at };
        }
        let mut end = at;
        while end > start && document[end - 1].is_ascii_whitespace() {
            end -= 1;
        }
        match document.get(at) {
            Some(b',') => {
                parts.push(start..end);
                at = space(document, at + 1);
            }
            Some(found) if *found == close => {
                if end > start {
                    parts.push(start..end);
                }
                return (parts, Ok(at + 1));
            }
            _ => return (parts, Err(start)),
        }
    }
}

/// The end of the value at `at`, by its brackets and quotes alone; `None` if it has none.
fn value(document: &[u8], at: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = at;
    loop {
        match *document.get(at)? {
            b'"' => at = string(document, at)?,
            b'[' | b'{' => {
                depth += 1;
                at += 1;
            }
            b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                at += 1;
            }
            _ => {
                let more =
                    document[at..].iter().position(|b| matches!(b, b'"' | b'[' | b'{' | b']' | b'}' | b',' | b':'));
                at += match more {
                    Some(0) => 1,
                    Some(more) => more,
                    None => document.len() - at,
                };
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// The end of the string at `at`.
fn string(document: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += document.get(at..)?.iter().position(|b| matches!(b, b'"' | b'\\'))?;
        if document[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The first byte from `at` that is not white space.
fn space(document: &[u8], at: usize) -> usize {
    let rest = document.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(rest.len())
}

/// A parser's complaint; the error states the line by itself.
pub(super) fn syntax(problem: &serde_json::Error, column: Option<usize>) -> SourceErrorKind {
    let sentence = problem.to_string();
    let complaint = sentence.split(" at line ").next().unwrap_or_default();
    let message = column.map_or_else(|| complaint.to_owned(), |column| format!("{complaint} (column {column})"));
    SourceErrorKind::Syntax { format: "JSON", message }
}

/// Where a string stands in an object as written, if it stands under its key without escapes.
pub(super) fn verbatim_offset(raw: &str, key: &str, value: &str) -> Option<usize> {
    if value.is_empty() || value.contains('\\') {
        return None;
    }
    // A quote within a string is escaped, so what looks like a key is one.
    let key = format!("\"{key}\"");
    raw.match_indices(&key).find_map(|(at, _)| {
        let rest = raw[at + key.len()..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        rest.strip_prefix(value)?.starts_with('"').then_some(raw.len() - rest.len())
    })
}
