//! Inputs to ads: the only part of the crate that reads the files it is given.
//!
//! Owns paths, compression, encodings, formats and the choice of columns; must not know what a text means. An
//! unreadable record is an item of the iterator, never its end, and the same input always gives the same ads in the
//! same order. A format is added as one file and its two lines here: the `mod` and its entry in [`FORMATS`].

mod archive;
mod bytes;
mod careful;
#[cfg(feature = "parquet")]
mod columnar;
mod columns;
mod compress;
mod csv;
mod encoding;
mod error;
mod feed;
mod front_matter;
mod html;
mod json;
mod jsonl;
mod jsonld;
mod lines;
mod mail;
mod nquads;
mod posting;
mod record;
mod row;
mod sniff;
mod stream;
mod text;
mod walk;
mod warc;
mod xlsx;

use std::fmt;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use encoding_rs::Encoding;

use crate::ad::Ad;

#[cfg(feature = "parquet")]
pub use columnar::Table;
pub use error::{SourceError, SourceErrorKind, SourcePlace};
pub use record::{RecordPlace, record};
pub use walk::{Expanded, expand, expand_all};

use bytes::Bytes;
use stream::Stream;

/// Every format that can be read, in the order in which content is tried against them.
pub static FORMATS: &[Format] = &[
    json::FORMAT,
    jsonl::FORMAT,
    jsonld::FORMAT,
    html::FORMAT,
    feed::FORMAT,
    nquads::FORMAT,
    csv::CSV,
    csv::TSV,
    xlsx::FORMAT,
    #[cfg(feature = "parquet")]
    columnar::PARQUET,
    #[cfg(feature = "parquet")]
    columnar::ARROW,
    mail::FORMAT,
    warc::FORMAT,
    archive::ZIP,
    archive::TAR,
    text::FORMAT,
];

/// Bytes of an input.
type Reader = Box<dyn Read + Send>;

/// The ads of an input, or what is wrong with a record.
pub type Ads = Box<dyn Iterator<Item = Result<Ad, SourceError>> + Send>;

/// An input format: an entry of [`FORMATS`].
#[derive(Clone, Copy)]
pub struct Format {
    /// The name by which the user asks for it.
    pub name: &'static str,
    /// File name endings, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// One line of help.
    pub about: &'static str,
    kind: Kind,
}

/// What a format is made of, and so what it is recognized by and read from.
#[derive(Clone, Copy)]
enum Kind {
    /// Text in some encoding.
    Text {
        /// Whether a text that begins so is of this format.
        sniff: fn(&str, &ColumnMap) -> bool,
        read: fn(Stream, &ReadOptions) -> Result<Ads, SourceError>,
    },
    /// Bytes that hold their own structure, and their own encodings.
    Binary {
        /// Whether bytes that begin so are of this format.
        sniff: fn(&[u8]) -> bool,
        read: fn(Bytes, &ReadOptions) -> Result<Ads, SourceError>,
    },
}

impl Format {
    /// The format of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        FORMATS.iter().find(|format| format.name == name).copied()
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Format({})", self.name)
    }
}

/// Something to read ads from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A regular file.
    File {
        /// Where it is.
        path: PathBuf,
        /// How the user named it, or the folder it was found in; goes into ids and reports.
        name: String,
    },
    /// Bytes in memory, treated as a file of that name.
    Bytes {
        /// Its name, for ids, reports and the choice of format.
        name: String,
        /// Its content.
        bytes: Arc<[u8]>,
    },
}

impl Input {
    /// A file under the name it has.
    #[must_use]
    pub fn file(path: &str) -> Self {
        Self::File { path: PathBuf::from(path), name: path.to_owned() }
    }

    /// How many bytes it has as it is stored; `None` for standard input and what cannot be asked.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::Stdin => None,
            Self::File { path, .. } => std::fs::metadata(path).ok().map(|about| about.len()),
            Self::Bytes { bytes, .. } => Some(bytes.len() as u64),
        }
    }

    /// The path as named by the user, `None` for standard input.
    fn path(&self) -> Option<String> {
        match self {
            Self::Stdin => None,
            Self::File { name, .. } | Self::Bytes { name, .. } => Some(name.clone()),
        }
    }
}

/// Which columns hold what, as named by the user; whatever is not named is found by the built-in maps.
///
/// In JSON a dot descends (`hiringOrganization.name`), unless a key has that very name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnMap {
    /// Identifier.
    pub id: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// Body; several are joined by newlines.
    pub text: Vec<String>,
    /// Columns to keep beside the text, verbatim; empty where absent.
    pub keep: Vec<String>,
    /// Whether a header that lacks one of `keep` is an error. Objects may always lack one.
    pub keep_strictly: bool,
}

/// Limits against hostile or mistaken input, in bytes unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// One record; also a whole plain-text file.
    pub record: usize,
    /// A JSON document, which is held in memory as a whole (JSON Lines are not).
    pub document: usize,
    /// What a compressed file may unpack to.
    pub decompressed: u64,
    /// How many times its compressed size it may unpack to…
    pub ratio: u64,
    /// …once it has unpacked to this much.
    pub ratio_from: u64,
    /// Files in an archive; what they hold together is limited as a compressed file is.
    pub members: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record: 16 << 20,
            document: 256 << 20,
            decompressed: 1 << 40,
            ratio: 1000,
            ratio_from: 1 << 30,
            members: 1_000_000,
        }
    }
}

/// How to read; the default finds everything out by itself.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Which columns hold what.
    pub columns: ColumnMap,
    /// The format, if not by extension and content.
    pub format: Option<Format>,
    /// The encoding, if not by byte order mark and content; a mark goes before it.
    pub encoding: Option<&'static Encoding>,
    /// Limits.
    pub limits: Limits,
    /// Counts the bytes taken from files as they are read one behind the other, for whoever watches; files that are read
    /// here and there, such as workbooks, count little.
    pub taken: Arc<AtomicU64>,
}

/// An opened input: an iterator of its ads that can tell how it is read.
pub struct Source {
    ads: Ads,
    info: SourceInfo,
}

/// What was found out about an input, for the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceInfo {
    /// The path as named by the user, `None` for standard input.
    pub path: Option<String>,
    /// The format it is read as.
    pub format: Format,
    /// The encoding it is read as.
    pub encoding: &'static Encoding,
    /// Whether the encoding was inferred from the bytes: neither UTF-8 nor told by a mark or the user.
    pub encoding_guessed: bool,
    /// Whether it was compressed.
    pub compressed: bool,
    /// Whether there is nothing in it; it gives no ads and no error.
    pub empty: bool,
}

impl Source {
    /// Opens an input.
    ///
    /// # Errors
    /// If it cannot be opened, is not text, or lacks a column without which no record can be read.
    pub fn open(input: &Input, options: &ReadOptions) -> Result<Self, SourceError> {
        Self::of(Bytes::open(input, options)?, options)
    }

    /// Opens bytes that come from no file, as those of standard input do.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn piped(bytes: impl Read + Send + 'static, options: &ReadOptions) -> Result<Self, SourceError> {
        let whole = |error: std::io::Error| SourceError::whole(None, error);
        Self::of(Bytes::new(None, Box::new(bytes), &options.limits).map_err(whole)?, options)
    }

    /// Reads bytes, those of a file or of something in it.
    fn of(bytes: Bytes, options: &ReadOptions) -> Result<Self, SourceError> {
        if let Some((format, read)) = sniff::binary(&bytes, options) {
            let info = SourceInfo {
                path: bytes.path.clone(),
                format,
                encoding: encoding_rs::UTF_8,
                encoding_guessed: false,
                compressed: bytes.compressed,
                empty: bytes.is_blank(),
            };
            let ads = if info.empty { Ok(none()) } else { attempted(&info, || read(bytes, options)) }?;
            return Ok(Self { ads, info });
        }
        let stream = Stream::decode(bytes, options)?;
        let (format, read) = sniff::text(&stream, options);
        let info = SourceInfo {
            path: stream.path.clone(),
            format,
            encoding: stream.encoding,
            encoding_guessed: stream.guessed,
            compressed: stream.compressed,
            empty: stream.sample.trim().is_empty() && stream.whole,
        };
        let ads = if info.empty { Ok(none()) } else { attempted(&info, || read(stream, options)) }?;
        Ok(Self { ads, info })
    }

    /// How it is read.
    #[must_use]
    pub fn info(&self) -> &SourceInfo {
        &self.info
    }
}

/// No ads.
fn none() -> Ads {
    Box::new(std::iter::empty())
}

/// What opening a file gives, if the library that reads it does not panic.
fn attempted(info: &SourceInfo, read: impl FnOnce() -> Result<Ads, SourceError>) -> Result<Ads, SourceError> {
    careful::attempt(read).unwrap_or_else(|| Err(damaged(info)))
}

/// The error of a file over which a library panics.
fn damaged(info: &SourceInfo) -> SourceError {
    let message = careful::DAMAGED.to_owned();
    SourceError::whole(info.path.as_deref(), SourceErrorKind::Syntax { format: info.format.name, message })
}

impl Iterator for Source {
    type Item = Result<Ad, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        let ads = &mut self.ads;
        careful::attempt(|| ads.next()).unwrap_or_else(|| {
            self.ads = none();
            Some(Err(damaged(&self.info)))
        })
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("info", &self.info).finish_non_exhaustive()
    }
}

/// The ads of an input; [`Source::open`] for those who also want to know how it is read.
///
/// # Errors
/// As [`Source::open`].
pub fn open(input: &Input, options: &ReadOptions) -> Result<Ads, SourceError> {
    Ok(Box::new(Source::open(input, options)?))
}
