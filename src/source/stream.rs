//! An input opened: decompressed, its encoding found, readable as UTF-8.
//!
//! The one place where files are opened. Knows nothing of formats.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8};

use super::encoding::{self, Hints, Transcoder};
use super::error::{SourceError, SourceErrorKind, SourcePlace};
use super::{Input, ReadOptions, Reader, compress, sniff};

/// How much of an input is looked at to find its encoding and format.
const SAMPLE: usize = 1 << 16;

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
    /// Opens an input.
    pub(super) fn open(input: &Input, options: &ReadOptions) -> Result<Self, SourceError> {
        let path = input.path();
        Self::open_kind(input, options).map_err(|kind| SourceError::whole(path.as_deref(), kind))
    }

    fn open_kind(input: &Input, options: &ReadOptions) -> Result<Self, SourceErrorKind> {
        let (start, raw) = peek(raw(input)?, 4)?;
        let (sample, mut reader) = peek(compress::decompress(&start, raw, &options.limits), SAMPLE)?;
        let whole = sample.len() < SAMPLE;
        let promised = options.format.or_else(|| input.path().as_deref().and_then(sniff::by_name));
        let records =
            promised.map_or_else(|| sample.trim_ascii_start().starts_with(b"{"), |format| format.name != "text");
        let found = encoding::detect(&sample, Hints { whole, records, named: options.encoding })?;
        io::copy(&mut (&mut reader).take(found.mark as u64), &mut io::sink())?;
        let (text, _) = found.encoding.decode_without_bom_handling(&sample[found.mark..]);
        let reader = if found.encoding == UTF_8 { reader } else { Box::new(Transcoder::new(reader, found.encoding)) };
        Ok(Self {
            path: input.path(),
            reader,
            sample: text.into_owned(),
            whole,
            encoding: found.encoding,
            guessed: found.guessed,
            compressed: compress::is_compressed(&start),
        })
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

/// The bytes of an input as they are stored.
fn raw(input: &Input) -> Result<Reader, SourceErrorKind> {
    match input {
        Input::Stdin => Ok(Box::new(io::stdin())),
        Input::Bytes { bytes, .. } => Ok(Box::new(io::Cursor::new(std::sync::Arc::clone(bytes)))),
        Input::File { path, .. } => {
            // Opening a pipe would wait for a writer, perhaps for ever.
            if !std::fs::metadata(path)?.is_file() {
                return Err(SourceErrorKind::NotAFile);
            }
            #[expect(clippy::disallowed_methods, reason = "the one place where input files are opened")]
            let file = std::fs::File::open(path)?;
            Ok(Box::new(file))
        }
    }
}

/// The first `most` bytes, and a reader that still gives them.
///
/// An error on the way is not lost: it comes up again, after the bytes before it.
fn peek(mut reader: Reader, most: usize) -> io::Result<(Vec<u8>, Reader)> {
    let mut start = Vec::new();
    match (&mut reader).take(most as u64).read_to_end(&mut start) {
        Err(error) if start.is_empty() => Err(error),
        Err(error) => Ok((start.clone(), Box::new(io::Cursor::new(start).chain(Broken(Some(error)))))),
        Ok(_) => Ok((start.clone(), Box::new(io::Cursor::new(start).chain(reader)))),
    }
}

/// Gives an error, once.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
