//! WARC: the pages of a web archive, each by its address.
//!
//! Owns records and the HTTP responses in them; pages are read by their own formats. Records stream by. After one that
//! states too small a length reading goes on where the next begins; one that states too large a length takes in what it
//! claims.

use std::io::{self, BufRead as _, Read as _};

use encoding_rs::Encoding;
use flate2::bufread::{MultiGzDecoder, ZlibDecoder};

use super::bytes::Bytes;
use super::error::{SourceError, SourceErrorKind, size};
use super::lines::{Line, LineReader, blank, content};
use super::stream::Context;
use super::{Ads, Format, Kind, Limits, ReadOptions, Source, feed, html, jsonld, text};
use crate::ad::Ad;

/// The entry in the table of formats.
pub(super) const FORMAT: Format = Format {
    name: "warc",
    extensions: &["warc", "wet"],
    about: "WARC web archives: the responses that are HTML, JSON-LD, feeds or text",
    kind: Kind::Binary { sniff: |start| start.starts_with(b"WARC/"), read },
};

/// Bytes of the headers of a record or a response.
const HEADERS: usize = 1 << 16;

fn read(bytes: Bytes, options: &ReadOptions) -> Result<Ads, SourceError> {
    let context = Context { path: bytes.path.clone(), encoding: encoding_rs::UTF_8 };
    Ok(Box::new(Warc {
        context,
        lines: LineReader::new(bytes.reader, b'\n'),
        options: ReadOptions { format: None, encoding: options.encoding, ..options.clone() },
        record: 0,
        open: None,
        ended: false,
    }))
}

struct Warc {
    context: Context,
    lines: LineReader,
    options: ReadOptions,
    record: u64,
    open: Option<Source>,
    ended: bool,
}

/// Headers by name in lower case.
type Headers = Vec<(String, String)>;

/// The value of a header.
fn header<'a>(headers: &'a Headers, name: &str) -> &'a str {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

impl Iterator for Warc {
    type Item = Result<Ad, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(mut ad) = self.open.as_mut().and_then(Source::next) {
                if let Ok(ad) = &mut ad {
                    (ad.origin.record, ad.origin.line) = (self.record, 0);
                }
                return Some(ad);
            }
            self.open = None;
            if self.ended {
                return None;
            }
            match self.record() {
                Ok(open) => self.open = open,
                Err(Stop::Record(kind)) => return Some(Err(self.context.unplaced(self.record, kind))),
                Err(Stop::File(kind)) => {
                    self.ended = true;
                    return Some(Err(SourceError::whole(self.context.path.as_deref(), kind)));
                }
            }
        }
    }
}

/// Why a record could not be read.
enum Stop {
    /// The next can.
    Record(SourceErrorKind),
    /// Nothing after it can.
    File(SourceErrorKind),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::File(error.into())
    }
}

/// A mistake in the grammar of WARC.
fn wrong(message: &str) -> SourceErrorKind {
    SourceErrorKind::Syntax { format: "WARC", message: message.to_owned() }
}

impl Warc {
    /// Reads a record; the page in it, if there is one.
    fn record(&mut self) -> Result<Option<Source>, Stop> {
        if !self.begin()? {
            self.ended = true;
            return Ok(None);
        }
        self.record += 1;
        let headers = self.headers()?;
        let Ok(length) = header(&headers, "content-length").parse::<u64>() else {
            return Err(Stop::Record(wrong("a record does not state its length")));
        };
        let kind = header(&headers, "warc-type");
        let http = header(&headers, "content-type").starts_with("application/http");
        let wanted = kind == "response" && http || ["resource", "conversion"].contains(&kind);
        let limit = self.options.limits.record;
        if !wanted || length > limit as u64 {
            let skipped = self.lines.skip(length)?;
            self.complete(skipped, length)?;
            let kind = SourceErrorKind::TooLarge { what: "the record", limit: size(limit as u64) };
            return if wanted { Err(Stop::Record(kind)) } else { Ok(None) };
        }
        let mut block = Vec::new();
        self.lines.read_exactly(&mut block, length)?;
        self.complete(block.len() as u64, length)?;
        let address = header(&headers, "warc-target-uri").trim_matches(['<', '>']);
        let parts = match kind {
            "response" => response(&block, &self.options.limits).map_err(Stop::Record)?,
            _ => Some((header(&headers, "content-type").to_ascii_lowercase(), block)),
        };
        let Some((kind, body)) = parts else { return Ok(None) };
        let Some(format) = format(&kind) else { return Ok(None) };
        self.page(address, &kind, format, body).map(Some)
    }

    /// Passes over to the line that begins a record; false at the end.
    fn begin(&mut self) -> Result<bool, Stop> {
        let mut line = Vec::new();
        let mut lost = false;
        loop {
            line.clear();
            match self.lines.read(&mut line, HEADERS)? {
                Line::End if lost => return Err(Stop::File(wrong("no record begins where the last one ends"))),
                Line::End => return Ok(false),
                Line::Read if line.starts_with(b"WARC/") && !lost => return Ok(true),
                Line::Read if line.starts_with(b"WARC/") => {
                    let from = self.lines.line() - 1;
                    self.lines.put_back(&line, from);
                    self.record += 1;
                    return Err(Stop::Record(wrong("no record begins where the last one ends")));
                }
                Line::Read => lost |= !blank(&line),
                Line::TooLong => lost = true,
            }
        }
    }

    /// The headers of a record, up to the empty line.
    fn headers(&mut self) -> Result<Headers, Stop> {
        let mut head = Vec::new();
        loop {
            let start = head.len();
            match self.lines.read(&mut head, HEADERS)? {
                Line::Read if blank(&head[start..]) => return Ok(parse_headers(&head)),
                Line::Read if head.len() <= HEADERS => {}
                Line::End => return Err(Stop::File(wrong("the file ends within the headers of a record"))),
                _ => {
                    let limit = size(HEADERS as u64);
                    return Err(Stop::Record(SourceErrorKind::TooLarge { what: "the head of the record", limit }));
                }
            }
        }
    }

    /// That as much of a block was there as its record said.
    fn complete(&self, found: u64, length: u64) -> Result<(), Stop> {
        match found < length {
            true => Err(Stop::File(wrong("the file ends within a record"))),
            false => Ok(()),
        }
    }

    /// Opens a page.
    fn page(&self, address: &str, kind: &str, format: Format, body: Vec<u8>) -> Result<Source, Stop> {
        let path = format!("{}/{address}", self.context.path.as_deref().unwrap_or("-"));
        let options = ReadOptions { format: Some(format), ..self.options.clone() };
        let bytes = Bytes::new(Some(path), Box::new(io::Cursor::new(body)), &options.limits);
        let mut bytes = bytes.map_err(|error| Stop::Record(error.into()))?;
        let label = kind.split_once("charset=").map(|(_, label)| label.trim_matches(['"', '\'', ' ']));
        bytes.charset = label.and_then(|label| Encoding::for_label(label.split(';').next()?.as_bytes()));
        Source::of(bytes, &options).map_err(|error| Stop::Record(error.kind))
    }
}

/// The format of a content type; `None` if nothing of that type can be an ad.
fn format(kind: &str) -> Option<Format> {
    match kind.split(';').next().unwrap_or_default().trim() {
        "text/html" | "application/xhtml+xml" => Some(html::FORMAT),
        "application/ld+json" => Some(jsonld::FORMAT),
        "application/rss+xml" | "application/atom+xml" => Some(feed::FORMAT),
        "text/plain" => Some(text::FORMAT),
        _ => None,
    }
}

/// Headers as written, one a line.
fn parse_headers(head: &[u8]) -> Headers {
    let head = String::from_utf8_lossy(head);
    let pairs = head.lines().filter_map(|line| line.split_once(':'));
    pairs.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned())).collect()
}

/// The content type and the body of a response, transfer and compression undone; `None` if it brought no page.
fn response(block: &[u8], limits: &Limits) -> Result<Option<(String, Vec<u8>)>, SourceErrorKind> {
    let looked_at = &block[..block.len().min(HEADERS)];
    let gaps: [&[u8]; 2] = [b"\r\n\r\n", b"\n\n"];
    let behind = |gap: &[u8]| Some(looked_at.windows(gap.len()).position(|found| found == gap)? + gap.len());
    let Some(end) = gaps.into_iter().filter_map(behind).min() else {
        return Err(wrong("a response has no end of headers"));
    };
    let (head, body) = block.split_at(end);
    let status = content(head.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default());
    if status.split(|byte| *byte == b' ').nth(1) != Some(b"200") {
        return Ok(None);
    }
    let headers = parse_headers(head);
    let kind = header(&headers, "content-type").to_ascii_lowercase();
    if format(&kind).is_none() {
        return Ok(None);
    }
    let chunked = header(&headers, "transfer-encoding").to_ascii_lowercase().contains("chunked");
    // Some crawlers undo the transfer and leave the header.
    let body = if chunked { unchunked(body).unwrap_or_else(|| body.to_vec()) } else { body.to_vec() };
    let packed = header(&headers, "content-encoding").to_ascii_lowercase();
    let limit = limits.record;
    let unpacked = match packed.as_str() {
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => unpack(MultiGzDecoder::new(body.as_slice()), limit)?,
        "deflate" => match unpack(ZlibDecoder::new(body.as_slice()), limit) {
            Err(SourceErrorKind::Unreadable(_)) => body,
            other => other?,
        },
        "br" | "zstd" if std::str::from_utf8(&body).is_err() => {
            return Err(SourceErrorKind::Skipped { why: "its body is compressed in a way that is not supported" });
        }
        _ => body,
    };
    Ok(Some((kind, unpacked)))
}

/// All that a decoder gives, unless it is more than the limit.
fn unpack(decoder: impl io::Read, limit: usize) -> Result<Vec<u8>, SourceErrorKind> {
    let mut body = Vec::new();
    decoder.take(limit as u64 + 1).read_to_end(&mut body)?;
    match body.len() > limit {
        true => Err(SourceErrorKind::TooLarge { what: "the body of the response", limit: size(limit as u64) }),
        false => Ok(body),
    }
}

/// The body without the lengths between its chunks; `None` if there are none.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut rest = body;
    let mut whole = Vec::new();
    loop {
        let mut line = Vec::new();
        (&mut rest).take(64).read_until(b'\n', &mut line).ok()?;
        let line = std::str::from_utf8(content(&line)).ok()?;
        let length = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        if length == 0 {
            return Some(whole);
        }
        // A response that was cut off is read as far as it goes.
        let chunk = &rest[..length.min(rest.len())];
        whole.extend_from_slice(chunk);
        rest = &rest[chunk.len()..];
        if rest.is_empty() {
            return Some(whole);
        }
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    }
}
