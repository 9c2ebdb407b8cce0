//! An input as text: its encoding found, readable as UTF-8.
//!
//! Knows nothing of files and formats.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8};

use super::bytes::Bytes;
use super::encoding::{self, Hints, Transcoder};
use super::error::{SourceError, SourceErrorKind, SourcePlace, size};
use super::{ReadOptions, Reader, sniff};

/// A decoded input with what is known about it.
pub(super) struct Stream {
    /// As named by the user; `None` for standard input.
    pub(super) path: Option<String>,
    /// UTF-8 without a byte order mark; invalid bytes may occur only if the encoding is UTF-8.
    pub(super) reader: Reader,
    /// The decoded beginning of what `reader` gives.
    pub(super) sample: String,
    /// Whether the sample is all there is.
    pub(super) whole: bool,
    pub(super) encoding: &'static Encoding,
    pub(super) guessed: bool,
    pub(super) compressed: bool,
}

impl Stream {
    /// Decodes an input.
    pub(super) fn decode(bytes: Bytes, options: &ReadOptions) -> Result<Self, SourceError> {
        let path = bytes.path.clone();
        Self::decode_kind(bytes, options).map_err(|kind| SourceError::whole(path.as_deref(), kind))
    }

    fn decode_kind(bytes: Bytes, options: &ReadOptions) -> Result<Self, SourceErrorKind> {
        let Bytes { path, mut reader, sample, whole, compressed, charset, .. } = bytes;
        let promised = options.format.or_else(|| path.as_deref().and_then(sniff::by_name));
        let records = promised.map_or_else(
            || sample.trim_ascii_start().starts_with(b"{"),
            |format| !["text", "html"].contains(&format.name),
        );
        let named = options.encoding.or(charset);
        let found = encoding::detect(&sample, Hints { whole, records, named })?;
        io::copy(&mut (&mut reader).take(found.mark as u64), &mut io::sink())?;
        let (text, _) = found.encoding.decode_without_bom_handling(&sample[found.mark..]);
        let reader = if found.encoding == UTF_8 { reader } else { Box::new(Transcoder::new(reader, found.encoding)) };
        Ok(Self {
            path,
            reader,
            sample: text.into_owned(),
            whole,
            encoding: found.encoding,
            guessed: found.guessed,
            compressed,
        })
    }

    /// The whole text, unless it is larger than `limit` bytes. Damage is put up with as it is in other encodings than
    /// UTF-8: a single text is better read in part than not.
    pub(super) fn read_text(&mut self, limit: usize, what: &'static str) -> Result<String, SourceErrorKind> {
        let mut bytes = Vec::new();
        (&mut self.reader).take(limit as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > limit {
            return Err(SourceErrorKind::TooLarge { what, limit: size(limit as u64) });
        }
        let (text, damaged) = match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        };
        if damaged || self.encoding != UTF_8 {
            encoding::check_replaced(&text, self.encoding)?;
        }
        Ok(text)
    }

    /// The byte that ends a line: `\r` in old files that have no `\n`.
    pub(super) fn terminator(&self) -> u8 {
        if self.sample.contains('\r') && !self.sample.contains('\n') { b'\r' } else { b'\n' }
    }

    /// The parts of the stream that readers of records need to judge and place them.
    pub(super) fn context(&self) -> Context {
        Context { path: self.path.clone(), encoding: self.encoding }
    }
}

/// What every record of a stream shares.
#[derive(Debug, Clone)]
pub(super) struct Context {
    pub(super) path: Option<String>,
    pub(super) encoding: &'static Encoding,
}

impl Context {
    /// An error about a record.
    pub(super) fn error(&self, record: u64, line: u64, byte: u64, kind: impl Into<SourceErrorKind>) -> SourceError {
        let place = SourcePlace { path: self.path.clone(), record: Some(record), line: Some(line), byte: Some(byte) };
        SourceError { place, kind: kind.into() }
    }

    /// An error about a record of a file that has no lines.
    pub(super) fn unplaced(&self, record: u64, kind: impl Into<SourceErrorKind>) -> SourceError {
        let place = SourcePlace { path: self.path.clone(), record: Some(record), ..SourcePlace::default() };
        SourceError { place, kind: kind.into() }
    }

    /// The error that ends a stream: it cannot be read any further than `line`.
    pub(super) fn fatal(&self, line: u64, byte: u64, kind: impl Into<SourceErrorKind>) -> SourceError {
        let place = SourcePlace { path: self.path.clone(), record: None, line: Some(line), byte: Some(byte) };
        SourceError { place, kind: kind.into() }
    }

    /// The bytes of a record as text: no invalid UTF-8, few replaced characters. On failure also where, as an offset.
    pub(super) fn text<'a>(&self, bytes: &'a [u8]) -> Result<&'a str, (usize, SourceErrorKind)> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| (error.valid_up_to(), SourceErrorKind::Encoding { encoding: UTF_8.name() }))?;
        if self.encoding != UTF_8 {
            encoding::check_replaced(text, self.encoding).map_err(|kind| (0, kind))?;
        }
        Ok(text)
    }

    /// The id of a record that names none.
    pub(super) fn made_id(&self, record: u64) -> String {
        format!("{}#{record}", self.path.as_deref().unwrap_or("-"))
    }
}
