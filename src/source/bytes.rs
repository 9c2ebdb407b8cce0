//! An input as bytes: opened, decompressed, its beginning looked at.
//!
//! The one place where files are opened. Knows nothing of encodings and formats.

use std::io::{self, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::compress::{self, Amount, MAGIC, Metered, Packing};
use super::error::{SourceError, SourceErrorKind, size};
use super::{Input, Limits, ReadOptions, Reader};

/// How much of an input is looked at to find its encoding and format.
pub(super) const SAMPLE: usize = 1 << 16;

/// The decompressed bytes of an input, or of a file in an archive.
pub(super) struct Bytes {
    /// As named by the user; `None` for standard input.
    pub(super) path: Option<String>,
    pub(super) reader: Reader,
    /// The beginning of what `reader` gives.
    pub(super) sample: Vec<u8>,
    /// Whether the sample is all there is.
    pub(super) whole: bool,
    pub(super) compressed: bool,
    /// The encoding that came with the bytes, as in the header of a response.
    pub(super) charset: Option<&'static Encoding>,
    /// Where the same bytes can be had once more, from any place.
    store: Option<Store>,
}

impl Bytes {
    /// Opens an input.
    pub(super) fn open(input: &Input, options: &ReadOptions) -> Result<Self, SourceError> {
        let path = input.path();
        let whole = |kind| SourceError::whole(path.as_deref(), kind);
        let store = match input {
            Input::Stdin => None,
            Input::Bytes { bytes, .. } => Some(Store::Memory(Arc::clone(bytes))),
            Input::File { path, .. } => Some(Store::file(path.clone()).map_err(whole)?),
        };
        let reader: Reader = match &store {
            None => Box::new(io::stdin()),
            Some(store) => {
                let input = Box::new(store.open().map_err(|error| whole(error.into()))?);
                Box::new(Metered { input, taken: Arc::clone(&options.taken) })
            }
        };
        let mut bytes = Self::new(path.clone(), reader, &options.limits).map_err(|error| whole(error.into()))?;
        bytes.store = store.filter(|_| !bytes.compressed);
        Ok(bytes)
    }

    /// Bytes of that name, which are decompressed if they are compressed.
    pub(super) fn new(path: Option<String>, stored: Reader, limits: &Limits) -> io::Result<Self> {
        let (start, stored) = peek(stored, MAGIC)?;
        let packing = Packing::of(&start);
        let unpacked = match packing {
            Some(packing) => compress::decompress(packing, stored, limits),
            None => stored,
        };
        let (sample, reader) = peek(unpacked, SAMPLE)?;
        Ok(Self {
            path,
            reader,
            whole: sample.len() < SAMPLE,
            sample,
            compressed: packing.is_some(),
            charset: None,
            store: None,
        })
    }

    /// The same, counted as a part of something larger.
    pub(super) fn within(self, amount: &Amount) -> Self {
        Self { reader: amount.guard(self.reader), store: None, ..self }
    }

    /// Whether there is nothing in them but white space.
    pub(super) fn is_blank(&self) -> bool {
        let sample = self.sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.sample);
        self.whole && sample.trim_ascii().is_empty()
    }

    /// The bytes as a place to seek in. What is neither a file nor in memory is read into it, up to the limit.
    pub(super) fn seekable(self, limits: &Limits) -> Result<Store, SourceErrorKind> {
        match self.store {
            Some(store) => Ok(store),
            None => Ok(Store::Memory(self.read_whole(limits.document, "what is not a file of its own")?.into())),
        }
    }

    /// All the bytes, unless they are more than `limit`.
    pub(super) fn read_whole(mut self, limit: usize, what: &'static str) -> Result<Vec<u8>, SourceErrorKind> {
        let mut bytes = Vec::new();
        (&mut self.reader).take(limit as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > limit {
            return Err(SourceErrorKind::TooLarge { what, limit: size(limit as u64) });
        }
        Ok(bytes)
    }
}

/// Bytes that can be read again and from any place.
#[derive(Debug, Clone)]
pub(super) enum Store {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

/// What can be read from any place.
pub(super) trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

impl Store {
    fn file(path: PathBuf) -> Result<Self, SourceErrorKind> {
        // Opening a pipe would wait for a writer, perhaps for ever.
        if !std::fs::metadata(&path)?.is_file() {
            return Err(SourceErrorKind::NotAFile);
        }
        Ok(Self::File(path))
    }

    /// How many bytes there are.
    pub(super) fn size(&self) -> io::Result<u64> {
        match self {
            Self::File(path) => Ok(std::fs::metadata(path)?.len()),
            Self::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// A reader at the start.
    pub(super) fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        match self {
            Self::File(path) => {
                #[expect(clippy::disallowed_methods, reason = "the one place where input files are opened")]
                let file = std::fs::File::open(path)?;
                Ok(Box::new(file))
            }
            Self::Memory(bytes) => Ok(Box::new(io::Cursor::new(Arc::clone(bytes)))),
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
