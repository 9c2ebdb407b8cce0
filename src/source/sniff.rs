//! Which format an input has: by the end of its name, then by how it begins.

use super::columns::Columns;
use super::stream::Stream;
use super::{ColumnMap, FORMATS, Format, compress, json, jsonl, text};

/// The format of an input.
pub(super) fn format(stream: &Stream, columns: &ColumnMap) -> Format {
    let by_content =
        || FORMATS.iter().find(|format| (format.sniff)(&stream.sample, columns)).copied().unwrap_or(text::FORMAT);
    match stream.path.as_deref().and_then(by_name) {
        // The two kinds of JSON often go under each other's name.
        Some(format) if format == json::FORMAT && jsonl::several_records(&stream.sample) => jsonl::FORMAT,
        Some(format) if format == jsonl::FORMAT && stream.sample.trim_start().starts_with('[') => json::FORMAT,
        Some(format) => format,
        None => by_content(),
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
