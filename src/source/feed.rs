//! RSS, Atom and the XML feeds of job boards: every item, entry or job of it is an ad.
//!
//! The feed is cut into items as it streams by and each item is parsed by itself, so that one broken item costs no other
//! and a feed of any size takes the memory of its largest item.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use super::columns::Columns;
use super::error::{SourceError, SourceErrorKind, size};
use super::jsonl::Place;
use super::lines::{Line, LineReader};
use super::stream::{Context, Stream};
use super::{Ads, ColumnMap, Format, Kind, ReadOptions, jsonld, posting};
use crate::ad::Ad;

/// The entry in the table of formats.
pub(super) const FORMAT: Format = Format {
    name: "feed",
    extensions: &["rss", "atom", "xml"],
    about: "RSS and Atom feeds, and XML feeds of <job> elements",
    kind: Kind::Text { sniff: |sample, _: &ColumnMap| looks_like_feed(sample), read },
};

/// Elements that hold one ad each.
const ITEMS: [&str; 3] = ["item", "entry", "job"];

fn looks_like_feed(sample: &str) -> bool {
    let start = sample.trim_start();
    let among = |names: &[&str]| {
        names.iter().any(|name| {
            start
                .match_indices(name)
                .any(|(at, _)| !start[at + name.len()..].starts_with(|c: char| c.is_alphanumeric()))
        })
    };
    start.starts_with('<')
        && (among(&["<rss", "<rdf:RDF"]) || among(&["<feed", "<source", "<jobs"]) && start.starts_with("<?xml"))
        || start.starts_with("<feed")
}

/// Whether what begins so may be a feed under the general name of XML: much else lies in folders under it.
pub(super) fn may_be_feed(start: &[u8]) -> bool {
    // With two bytes to a letter, which few others have.
    let wide = start.contains(&0);
    let text = String::from_utf8_lossy(start);
    let begins = |(at, _): (usize, &str)| {
        let name = text[at + 1..].split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))).next();
        name.is_some_and(|name| ITEMS.contains(&name.rsplit(':').next().unwrap_or(name)))
    };
    wide || looks_like_feed(&text) || text.match_indices('<').any(begins)
}

fn read(stream: Stream, options: &ReadOptions) -> Result<Ads, SourceError> {
    let context = stream.context();
    let items =
        Items { chunks: LineReader::new(stream.reader, b'>'), limit: options.limits.record, line: 1, ended: false };
    let columns = Columns::new(&options.columns);
    Ok(Box::new(Feed { context, items, columns, record: 0 }))
}

struct Feed {
    context: Context,
    items: Items,
    columns: Columns,
    record: u64,
}

impl Iterator for Feed {
    type Item = Result<Ad, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.items.next()?;
        self.record += 1;
        let (record, context) = (self.record, &self.context);
        Some(match item {
            Ok(Item { line, byte, text }) => {
                ad(context, &mut self.columns, &text, Place { record, line, byte, line_start: false })
            }
            Err((line, byte, kind)) => Err(context.error(record, line, byte, kind)),
        })
    }
}

/// The ad of an item as it is written.
fn ad(context: &Context, columns: &mut Columns, bytes: &[u8], place: Place) -> Result<Ad, SourceError> {
    let error = |at: usize, kind| context.error(place.record, place.line, place.byte + at as u64, kind);
    let raw = context.text(bytes).map_err(|(at, kind)| error(at, kind))?;
    let wrong = |(at, message)| error(at, SourceErrorKind::Syntax { format: "XML", message });
    let fields = elements(raw).map_err(wrong)?.into_iter().map(|(name, text)| (name, Value::String(text)));
    jsonld::posting_ad(context, columns, &posting::of_fields(fields), (raw, place))
}

/// The names and contents of the elements directly within an item. An element that holds others gives its mark-up.
fn elements(item: &str) -> Result<Vec<(String, String)>, (usize, String)> {
    let mut reader = Reader::from_str(item);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_dangling_amp = true;
    let mut found = Vec::new();
    let mut open = 0usize;
    let (mut name, mut text, mut start, mut nested) = (String::new(), String::new(), 0, false);
    loop {
        let before = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| (before, error.to_string()))?;
        match event {
            Event::Start(tag) => {
                open += 1;
                nested |= open > 2;
                if open == 2 {
                    name = tag.local_name().as_ref().to_owned();
                    (start, nested) = (reader.buffer_position() as usize, false);
                    text.clear();
                }
            }
            Event::End(_) => {
                if open == 2 {
                    let content = if nested { &item[start..before] } else { text.trim() };
                    found.push((name.clone(), content.trim().to_owned()));
                }
                open = open.saturating_sub(1);
            }
            // A link in Atom.
            Event::Empty(tag) if open == 1 => {
                let target = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == "href");
                if let Some(target) = target {
                    found.push((tag.local_name().as_ref().to_owned(), target.value.to_string()));
                }
            }
            Event::Text(part) if open >= 2 => text.push_str(&part),
            Event::CData(part) if open >= 2 => text.push_str(&part),
            Event::GeneralRef(name) if open >= 2 => match name.resolve_char_ref() {
                Ok(Some(c)) => text.push(c),
                _ => text.push_str(&reference(&name)),
            },
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// A named reference: one of the five of XML, or as written, for those of HTML are read later.
fn reference(name: &str) -> String {
    quick_xml::escape::resolve_predefined_entity(name).map_or_else(|| format!("&{name};"), str::to_owned)
}

/// An item as it is written.
struct Item {
    line: u64,
    byte: u64,
    text: Vec<u8>,
}

/// Cuts a feed into items.
struct Items {
    /// The feed up to each `>`.
    chunks: LineReader,
    limit: usize,
    line: u64,
    ended: bool,
}

impl Iterator for Items {
    type Item = Result<Item, (u64, u64, SourceErrorKind)>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut item: Option<(Vec<u8>, Item)> = None;
        let mut large = false;
        let mut chunk = Vec::new();
        while !self.ended {
            let byte = self.chunks.byte();
            chunk.clear();
            let read = self.chunks.read(&mut chunk, self.limit);
            match read {
                Ok(Line::Read) => {}
                Ok(Line::TooLong) => {
                    large = item.is_some();
                    continue;
                }
                Ok(Line::End) => {
                    self.ended = true;
                    let message = "the feed ends within an item".to_owned();
                    return item.map(|(_, Item { line, byte, .. })| {
                        Err((line, byte, SourceErrorKind::Syntax { format: "XML", message }))
                    });
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err((self.line, byte, error.into())));
                }
            }
            let newlines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
            match &mut item {
                None => {
                    if let Some((at, name)) = opens(&chunk) {
                        let line = self.line + newlines(&chunk[..at]);
                        item = Some((name, Item { line, byte: byte + at as u64, text: chunk[at..].to_vec() }));
                    }
                }
                Some((_, item)) if large => item.text.clone_from(&chunk),
                Some((_, item)) => item.text.extend_from_slice(&chunk),
            }
            self.line += newlines(&chunk);
            if item.as_ref().is_some_and(|(name, item)| closes(&item.text, name)) {
                let (_, item) = item?;
                return Some(match large {
                    true => Err((item.line, item.byte, too_large(self.limit))),
                    false => Ok(item),
                });
            }
            if let Some((_, item)) = item.as_mut().filter(|(_, item)| item.text.len() > self.limit) {
                large = true;
                item.text.clear();
            }
        }
        None
    }
}

fn too_large(limit: usize) -> SourceErrorKind {
    SourceErrorKind::TooLarge { what: "the item", limit: size(limit as u64) }
}

/// Where the tag at the end of a chunk begins and its name, if it opens an item.
fn opens(chunk: &[u8]) -> Option<(usize, Vec<u8>)> {
    let at = chunk.iter().rposition(|byte| *byte == b'<')?;
    let tag = chunk.get(at + 1..chunk.len().checked_sub(1)?)?;
    let name = tag.split(u8::is_ascii_whitespace).next()?;
    let local = name.rsplit(|byte| *byte == b':').next()?;
    let known = ITEMS.iter().any(|item| local.eq_ignore_ascii_case(item.as_bytes()));
    (known && !tag.ends_with(b"/")).then(|| (at, name.to_vec()))
}

/// Whether an item ends here with the end tag of that name, and not in a section of characters.
fn closes(item: &[u8], name: &[u8]) -> bool {
    let Some(rest) = item.strip_suffix(b">").map(<[u8]>::trim_ascii_end) else { return false };
    let Some(rest) = rest.strip_suffix(name).and_then(|rest| rest.strip_suffix(b"</")) else { return false };
    let last = |mark: &[u8]| rest.windows(mark.len()).rposition(|found| found == mark);
    match (last(b"<![CDATA["), last(b"]]>")) {
        (Some(open), close) => close.is_some_and(|close| close > open),
        (None, _) => true,
    }
}
