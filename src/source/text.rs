//! Plain text and Markdown: one file is one ad.
//!
//! A heading, or a short first line set apart by a blank line, is the title; what follows is the text. Both stand
//! verbatim in the file, so both have offsets. YAML front matter gives fields of its own.

use std::ops::Range;

use super::columns::Columns;
use super::error::{SourceError, SourceErrorKind};
use super::stream::Stream;
use super::{Ads, Format, Kind, ReadOptions, front_matter};
use crate::ad::{Ad, FilePlace, Origin};

/// The entry in the table of formats.
pub(super) const FORMAT: Format = Format {
    name: "text",
    extensions: &["txt", "text", "md", "markdown"],
    about: "plain text or Markdown, one ad a file; YAML front matter is read as fields",
    kind: Kind::Text { sniff: |_, _| true, read },
};

/// A first line of more characters than this is not a title.
const TITLE_CHARS: usize = 120;

pub(super) fn read(mut stream: Stream, options: &ReadOptions) -> Result<Ads, SourceError> {
    let ad = read_ad(&mut stream, options).map_err(|kind| SourceError::whole(stream.path.as_deref(), kind))?;
    Ok(Box::new(ad.map(Ok).into_iter()))
}

/// The ad of a file; none if there is only white space.
fn read_ad(stream: &mut Stream, options: &ReadOptions) -> Result<Option<Ad>, SourceErrorKind> {
    let file = stream.read_text(options.limits.record, "the text")?;
    let front = front_matter::parse(&file);
    let body = front.as_ref().map_or(0, |front| front.end);
    let Parts { title, text } = split(&file, body);
    if front.is_none() && title.is_empty() && text.is_empty() {
        return Ok(None);
    }
    let first = if title.is_empty() { text.start } else { title.start };
    let origin = Origin {
        path: stream.path.clone(),
        record: 1,
        line: 1 + file[..first].bytes().filter(|b| *b == b'\n').count() as u64,
        field_offsets: [&title, &text].map(|part| (!part.is_empty()).then_some(part.start as u64)),
        field_starts: [&title, &text]
            .map(|part| (!part.is_empty()).then(|| FilePlace::line_start(1).after(&file[..part.start]))),
        ..Origin::default()
    };
    let ad = Ad {
        id: stream.context().made_id(1),
        title: file[title].to_owned(),
        text: file[text].to_owned(),
        columns: Vec::new(),
        origin,
    };
    Ok(Some(match front {
        Some(front) => front.lay_over(ad, &file, &mut Columns::new(&options.columns)),
        None => ad,
    }))
}

/// Where title and text stand in a file.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    title: Range<usize>,
    text: Range<usize>,
}

/// Finds the title, if there is one, and the text after it, both without surrounding white space.
fn split(file: &str, from: usize) -> Parts {
    let start = file.len() - file[from..].trim_start().len();
    let end = file.trim_end().len().max(start);
    let (first, after) = line(file, start, end);
    let (second, after_second) = line(file, after, end);
    let words = file[first.clone()].trim_start_matches('#');
    let hashes = first.len() - words.len();
    let heading = (1..=6).contains(&hashes) && words.starts_with([' ', '\t']);
    let underline = &file[second.clone()];
    let underlined =
        underline.len() > 2 && (underline.chars().all(|c| c == '=') || underline.chars().all(|c| c == '-'));
    let apart = second.is_empty() && after < end && file[first.clone()].chars().count() <= TITLE_CHARS;
    if heading {
        let title = trim(file, first.start + hashes..first.end);
        // A closing run of hashes is ornament.
        let bare = file[title.clone()].trim_end_matches('#').trim_end().len();
        Parts { title: title.start..title.start + bare, text: trim(file, after..end) }
    } else if underlined && !first.is_empty() {
        Parts { title: first, text: trim(file, after_second..end) }
    } else if apart {
        Parts { title: first, text: trim(file, after..end) }
    } else {
        Parts { title: start..start, text: start..end }
    }
}

/// The line that begins at `from`, trimmed, and where the next one begins.
fn line(file: &str, from: usize, end: usize) -> (Range<usize>, usize) {
    let rest = &file[from..end];
    let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let terminator = if rest[length..].starts_with("\r\n") { 2 } else { usize::from(length < rest.len()) };
    (trim(file, from..from + length), from + length + terminator)
}

/// The range without white space at its ends.
fn trim(file: &str, range: Range<usize>) -> Range<usize> {
    let part = &file[range.clone()];
    let start = range.end - part.trim_start().len();
    start..start + part.trim().len()
}
