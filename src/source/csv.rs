//! CSV and TSV with a header, in constant memory.
//!
//! Rows are taken apart here rather than by the `csv` crate, which neither bounds the size of a record (one quote never
//! closed would swallow the file) nor tells where in the file a field stands. Quoting is read as that crate does.

use super::columns::{Columns, Indices};
use super::error::{SourceError, SourceErrorKind, size};
use super::lines::{Line, LineReader, blank};
use super::row::Row;
use super::stream::{Context, Stream};
use super::{Ads, ColumnMap, Format, Kind, ReadOptions, sniff};
use crate::ad::{Ad, FilePlace, Origin};

/// The entry of comma-separated values in the table of formats.
pub(super) const CSV: Format = Format {
    name: "csv",
    extensions: &["csv"],
    about: "comma-separated values with a header; also separated by ; | or tabs",
    kind: Kind::Text {
        sniff: |sample, columns| sniff_header(sample, columns, &DELIMITERS),
        read: |stream, options| read(stream, options, &DELIMITERS),
    },
};

/// The entry of tab-separated values in the table of formats.
pub(super) const TSV: Format = Format {
    name: "tsv",
    extensions: &["tsv", "tab"],
    about: "tab-separated values with a header",
    kind: Kind::Text {
        sniff: |sample, columns| sniff_header(sample, columns, b"\t"),
        read: |stream, options| read(stream, options, b"\t"),
    },
};

const DELIMITERS: [u8; 4] = *b",;\t|";

/// How often reading may start over behind a quote that is never closed: more often is an attack on time.
const RESTARTS: u32 = 100;

/// Whether the first line of a text names columns known here.
fn sniff_header(sample: &str, columns: &ColumnMap, delimiters: &[u8]) -> bool {
    let first = first_line(sample);
    sniff::is_header(&cells(first, delimiter(first, delimiters)), columns)
}

/// The first line that is not blank.
fn first_line(sample: &str) -> &str {
    sample.split(['\n', '\r']).find(|line| !line.trim().is_empty()).unwrap_or_default()
}

/// The delimiter that occurs most in a header, the earlier of equals.
fn delimiter(header: &str, among: &[u8]) -> u8 {
    let count = |delimiter: u8| cells(header, delimiter).len();
    among.iter().copied().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

/// The cells of a line.
fn cells(line: &str, delimiter: u8) -> Vec<String> {
    let mut row = Row::default();
    row.line(line.as_bytes(), 0, delimiter);
    row.texts()
}

fn read(stream: Stream, options: &ReadOptions, delimiters: &[u8]) -> Result<Ads, SourceError> {
    let context = stream.context();
    let terminator = stream.terminator();
    let mut rows = Rows {
        lines: LineReader::new(stream.reader, terminator),
        delimiter: delimiter(first_line(&stream.sample), delimiters),
        limit: options.limits.record,
        raw: Vec::new(),
        row: Row::default(),
        restarts: 0,
    };
    let (header, line, byte) = loop {
        let (line, byte) = match rows.read() {
            Ok(Some(place)) => place,
            Ok(None) => return Ok(Box::new(std::iter::empty())),
            Err(Stop { line, byte, kind, .. }) => return Err(context.fatal(line, byte, kind)),
        };
        // A spreadsheet's way to say which delimiter follows.
        if let [b's', b'e', b'p', b'=', named, b'\r' | b'\n', ..] = *rows.raw.as_slice() {
            rows.delimiter = named;
            continue;
        }
        context.text(&rows.raw).map_err(|(at, kind)| context.fatal(line, byte + at as u64, kind))?;
        break (rows.row.texts(), line, byte);
    };
    let indices = Columns::new(&options.columns).of_header(&header).map_err(|kind| context.fatal(line, byte, kind))?;
    Ok(Box::new(Csv { context, rows, columns: header.len(), indices, record: 0, ended: false }))
}

struct Csv {
    context: Context,
    rows: Rows,
    columns: usize,
    indices: Indices,
    record: u64,
    ended: bool,
}

impl Iterator for Csv {
    type Item = Result<Ad, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = self.rows.read();
        self.record += 1;
        match read {
            Ok(Some((line, byte))) => Some(
                self.ad(line, byte).map_err(|(at, kind)| self.context.error(self.record, line, byte + at as u64, kind)),
            ),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(Stop { line, byte, kind, last }) => {
                self.ended = last;
                Some(Err(match last {
                    true => self.context.fatal(line, byte, kind),
                    false => self.context.error(self.record, line, byte, kind),
                }))
            }
        }
    }
}

impl Csv {
    /// The ad of the row read last, which begins at `line` and `byte`.
    fn ad(&self, line: u64, byte: u64) -> Result<Ad, (usize, SourceErrorKind)> {
        let raw = self.context.text(&self.rows.raw)?;
        let row = &self.rows.row;
        let (expected, found) = (self.columns, row.len());
        if found < expected {
            return Err((0, SourceErrorKind::TooFewColumns { expected, found }));
        }
        if (expected..found).any(|index| !blank(row.value(index))) {
            return Err((0, SourceErrorKind::TooManyColumns { expected, found }));
        }
        let at = &self.indices;
        let texts: Vec<usize> = at.text.iter().copied().filter(|index| !row.value(*index).is_empty()).collect();
        let text: Vec<String> = texts.iter().map(|index| row.text(*index)).collect();
        let title = at.title.filter(|title| !row.value(*title).is_empty()).and_then(|title| row.stands(title));
        let stands = [title, if let [only] = texts.as_slice() { row.stands(*only) } else { None }];
        let row_start = FilePlace::line_start(line);
        let origin = Origin {
            path: self.context.path.clone(),
            record: self.record,
            line,
            field_offsets: stands.map(|start| start.map(|start| byte + start as u64)),
            field_starts: stands.map(|start| start.map(|start| row_start.after(&raw[..start]))),
            ..Origin::default()
        };
        let id = at.id.map(|id| row.text(id)).filter(|id| !id.is_empty());
        Ok(Ad {
            id: id.unwrap_or_else(|| self.context.made_id(self.record)),
            title: at.title.map(|title| row.text(title)).unwrap_or_default(),
            text: text.join("\n"),
            columns: at.keep.iter().map(|(name, index)| (name.clone(), row.text(*index))).collect(),
            origin,
        })
    }
}

/// Why no row could be read.
struct Stop {
    line: u64,
    byte: u64,
    kind: SourceErrorKind,
    /// Nothing can be read after it.
    last: bool,
}

/// Reads rows, one at a time.
struct Rows {
    lines: LineReader,
    delimiter: u8,
    limit: usize,
    /// The row as it stands in the file.
    raw: Vec<u8>,
    row: Row,
    restarts: u32,
}

impl Rows {
    /// Reads the next row that is not blank into `raw` and `row`; its line and byte offset, `None` at the end.
    fn read(&mut self) -> Result<Option<(u64, u64)>, Stop> {
        loop {
            self.raw.clear();
            self.row.clear();
            let (line, byte) = (self.lines.line(), self.lines.byte());
            let mut second = None;
            let mut large = false;
            loop {
                let start = self.raw.len();
                match self.lines.read(&mut self.raw, self.limit) {
                    Ok(Line::Read) => {}
                    // What its quotes would have said is lost: the next line is taken for a new row.
                    Ok(Line::TooLong) => return Err(self.too_large(line, byte)),
                    Ok(Line::End) if large => return Err(self.too_large(line, byte)),
                    Ok(Line::End) if start == 0 => return Ok(None),
                    Ok(Line::End) => return Err(self.unclosed(line, byte, second)),
                    Err(error) => return Err(Stop { line, byte, kind: error.into(), last: true }),
                }
                second.get_or_insert(self.raw.len());
                if self.row.line(&self.raw, start, self.delimiter) {
                    break;
                }
                if self.raw.len() > self.limit {
                    large = true;
                    self.raw.clear();
                    self.row.forget();
                }
            }
            if large || self.raw.len() > self.limit {
                return Err(self.too_large(line, byte));
            }
            if !blank(&self.raw) {
                return Ok(Some((line, byte)));
            }
        }
    }

    fn too_large(&self, line: u64, byte: u64) -> Stop {
        let kind = SourceErrorKind::TooLarge { what: "the row", limit: size(self.limit as u64) };
        Stop { line, byte, kind, last: false }
    }

    /// A quote that is not closed by the end of the file: reading starts over behind its first line.
    fn unclosed(&mut self, line: u64, byte: u64, second: Option<usize>) -> Stop {
        self.restarts += 1;
        let last = self.restarts > RESTARTS;
        if let (Some(second), false) = (second, last) {
            self.lines.put_back(&self.raw[second..], line + 1);
        }
        let message = "a quote is opened and never closed".to_owned();
        Stop { line, byte, kind: SourceErrorKind::Syntax { format: "CSV", message }, last }
    }
}
