//! JSON Lines: one object a line, in constant memory.

use serde_json::Value;

use super::columns::Columns;
use super::error::{SourceError, SourceErrorKind, size};
use super::lines::{Line, LineReader, blank, content};
use super::stream::{Context, Stream};
use super::{Ads, ColumnMap, Format, Kind, ReadOptions, json};
use crate::ad::{Ad, FilePlace, Origin};

/// The entry in the table of formats.
pub(super) const FORMAT: Format = Format {
    name: "jsonl",
    extensions: &["jsonl", "ndjson"],
    about: "JSON Lines, one object a line",
    kind: Kind::Text { sniff: |sample, _: &ColumnMap| several_records(sample), read },
};

/// Whether at least two lines follow each other that begin as objects, the first of them complete.
pub(super) fn several_records(sample: &str) -> bool {
    let mut lines = sample.lines().filter(|line| !line.trim().is_empty());
    let (first, second) = (lines.next().unwrap_or_default().trim(), lines.next().unwrap_or_default().trim());
    second.starts_with('{') && first.starts_with('{') && first.ends_with('}')
}

fn read(stream: Stream, options: &ReadOptions) -> Result<Ads, SourceError> {
    let terminator = stream.terminator();
    Ok(Box::new(JsonLines {
        context: stream.context(),
        lines: LineReader::new(stream.reader, terminator),
        columns: Columns::new(&options.columns),
        limit: options.limits.record,
        buffer: Vec::new(),
        record: 0,
        ended: false,
    }))
}

struct JsonLines {
    context: Context,
    lines: LineReader,
    columns: Columns,
    limit: usize,
    buffer: Vec<u8>,
    record: u64,
    ended: bool,
}

impl Iterator for JsonLines {
    type Item = Result<Ad, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let (line, byte) = (self.lines.line(), self.lines.byte());
            self.buffer.clear();
            match self.lines.read(&mut self.buffer, self.limit) {
                Ok(Line::Read) if blank(&self.buffer) => {}
                Ok(Line::Read) => {
                    self.record += 1;
                    let place = Place { record: self.record, line, byte, line_start: true };
                    return Some(object_ad(&self.context, &mut self.columns, content(&self.buffer), place));
                }
                Ok(Line::TooLong) => {
                    self.record += 1;
                    let kind = SourceErrorKind::TooLarge { what: "the line", limit: size(self.limit as u64) };
                    return Some(Err(self.context.error(self.record, line, byte, kind)));
                }
                Ok(Line::End) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(self.context.fatal(line, byte, error)));
                }
            }
        }
        None
    }
}

/// Where a record begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) record: u64,
    pub(super) line: u64,
    pub(super) byte: u64,
    /// Whether it begins its line, so that columns in it are columns of the file.
    pub(super) line_start: bool,
}

impl Place {
    /// The place of an offset into the text of the record, where that is known.
    pub(super) fn at(self, raw: &str, offset: usize) -> Option<FilePlace> {
        let known = self.line_start || raw[..offset].contains('\n');
        known.then(|| FilePlace::line_start(self.line).after(&raw[..offset]))
    }
}

/// The ad of one object as it is written.
pub(super) fn object_ad(
    context: &Context,
    columns: &mut Columns,
    bytes: &[u8],
    place: Place,
) -> Result<Ad, SourceError> {
    let error = |kind| context.error(place.record, place.line, place.byte, kind);
    let (raw, value) = parse(context, bytes, place)?;
    let Value::Object(object) = value else {
        let message = "a record must be an object".to_owned();
        return Err(error(SourceErrorKind::Syntax { format: "JSON", message }));
    };
    let fields = columns.of_object(&object).map_err(error)?;
    let [title_key, text_key] = fields.verbatim;
    let stands = |key: Option<String>, value: &str| json::verbatim_offset(raw, &key?, value);
    let stands = [stands(title_key, &fields.title), stands(text_key, &fields.text)];
    let start = |at| place.at(raw, at);
    let origin = Origin {
        path: context.path.clone(),
        record: place.record,
        line: place.line,
        field_offsets: stands.map(|at| at.map(|at| place.byte + at as u64)),
        field_starts: stands.map(|at| at.and_then(start)),
        ..Origin::default()
    };
    let id = fields.id.filter(|id| !id.is_empty()).unwrap_or_else(|| context.made_id(place.record));
    Ok(Ad { id, title: fields.title, text: fields.text, columns: fields.keep, origin })
}

/// A record as text and as the value it holds.
pub(super) fn parse<'a>(context: &Context, bytes: &'a [u8], place: Place) -> Result<(&'a str, Value), SourceError> {
    let raw = context
        .text(bytes)
        .map_err(|(at, kind)| context.error(place.record, place.line, place.byte + at as u64, kind))?;
    let value = serde_json::from_str(raw).map_err(|problem| {
        let before: usize = raw.split_inclusive('\n').take(problem.line().saturating_sub(1)).map(str::len).sum();
        let at = before + problem.column().saturating_sub(1);
        let line = place.line + problem.line().saturating_sub(1) as u64;
        let column = (place.line_start || problem.line() > 1).then(|| problem.column());
        context.error(place.record, line, place.byte + at as u64, json::syntax(&problem, column))
    })?;
    Ok((raw, value))
}
