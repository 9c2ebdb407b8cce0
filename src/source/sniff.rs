//! Which format an input has: by the end of its name, then by how it begins.

use super::bytes::Bytes;
use super::columns::Columns;
use super::error::SourceError;
use super::stream::Stream;
use super::{Ads, ColumnMap, FORMATS, Format, Kind, ReadOptions, compress, json, jsonl, jsonld, text};

/// How a binary format is read.
type ReadBytes = fn(Bytes, &ReadOptions) -> Result<Ads, SourceError>;
/// How a text format is read.
type ReadText = fn(Stream, &ReadOptions) -> Result<Ads, SourceError>;

/// The binary format of an input and how to read it; `None` if the input is text, or claims to be.
pub(super) fn binary(bytes: &Bytes, options: &ReadOptions) -> Option<(Format, ReadBytes)> {
    let by_content = || {
        FORMATS.iter().find(|format| matches!(format.kind, Kind::Binary { sniff, .. } if sniff(&bytes.sample))).copied()
    };
    let named = options.format.or_else(|| bytes.path.as_deref().and_then(by_name));
    let format = named.or_else(by_content)?;
    match format.kind {
        Kind::Binary { read, .. } => Some((format, read)),
        Kind::Text { .. } => None,
    }
}

/// The text format of an input and how to read it.
pub(super) fn text(stream: &Stream, options: &ReadOptions) -> (Format, ReadText) {
    let format = options.format.unwrap_or_else(|| text_format(stream, &options.columns));
    match format.kind {
        Kind::Text { read, .. } => (format, read),
        Kind::Binary { .. } => (text::FORMAT, text::read),
    }
}

fn text_format(stream: &Stream, columns: &ColumnMap) -> Format {
    let fits = |format: &&Format| matches!(format.kind, Kind::Text { sniff, .. } if sniff(&stream.sample, columns));
    match stream.path.as_deref().and_then(by_name) {
        // The kinds of JSON often go under each other's name.
        Some(format) if format == json::FORMAT && jsonl::several_records(&stream.sample) => jsonl::FORMAT,
        Some(format) if format == json::FORMAT && jsonld::looks_linked(&stream.sample) => jsonld::FORMAT,
        Some(format) if format == jsonl::FORMAT && stream.sample.trim_start().starts_with('[') => json::FORMAT,
        Some(format) => format,
        None => FORMATS.iter().find(fits).copied().unwrap_or(text::FORMAT),
    }
}

/// The format that a file name promises, the ending of a compression taken off first.
pub(super) fn by_name(name: &str) -> Option<Format> {
    let mut name = name.to_lowercase();
    for packed in compress::EXTENSIONS {
        if let Some(rest) = name.strip_suffix(packed).and_then(|rest| rest.strip_suffix('.')) {
            name.truncate(rest.len());
            break;
        }
    }
    let (_, extension) = name.rsplit_once(['/', '\\']).map_or(name.as_str(), |(_, file)| file).rsplit_once('.')?;
    FORMATS.iter().find(|format| format.extensions.contains(&extension)).copied()
}

/// Whether these cells of a first line are a header rather than words of a text: two of them are known names.
pub(super) fn is_header(cells: &[String], columns: &ColumnMap) -> bool {
    cells.len() > 1 && Columns::new(columns).known_names(cells) > 1
}
