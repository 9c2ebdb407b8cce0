//! Archives: the files in a ZIP or tar archive, each read as if it lay in a folder.
//!
//! Members stream: none is unpacked to disk or held whole unless its own format asks for it. Archives within archives are
//! not opened, so that none can be a thousand of them. Limits hold of all members together, for a small archive may have
//! a million, or the same bytes under a thousand names. Owns how members are walked; must not know their formats.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::bytes::{Bytes, Store};
use super::compress::{self, Amount, Packing};
use super::error::{Exceeded, SourceError, SourceErrorKind, size};
use super::{Ads, Format, Kind, Limits, ReadOptions, Reader, Source, sniff};
use crate::ad::Ad;

/// The entry of ZIP in the table of formats.
pub(super) const ZIP: Format = Format {
    name: "zip",
    extensions: &["zip"],
    about: "ZIP archives of files in any of these formats",
    kind: Kind::Binary { sniff: |start| start.starts_with(b"PK\x03\x04") && !is_office(start), read: read_zip },
};

/// The entry of tar in the table of formats.
pub(super) const TAR: Format = Format {
    name: "tar",
    extensions: &["tar", "tgz", "tzst", "tbz2", "txz"],
    about: "tar archives of files in any of these formats, compressed ones too",
    kind: Kind::Binary { sniff: |start| start.get(257..262) == Some(b"ustar"), read: read_tar },
};

/// Bytes of a long name in a tar archive.
const NAME: u64 = 1 << 16;
/// Blocks of tar archives.
const BLOCK: u64 = 512;

/// Whether a ZIP archive is the file of an office program.
pub(super) fn is_office(start: &[u8]) -> bool {
    let named = |name: &[u8]| start.windows(name.len()).any(|found| found == name);
    named(b"[Content_Types].xml") || named(b"mimetypeapplication/vnd.oasis")
}

/// One file of an archive.
struct Member {
    /// Its path in the archive.
    name: String,
    reader: Reader,
}

/// What an archive gives next: a member or what is wrong with one.
type Next = Result<Member, (String, SourceErrorKind)>;

/// The ads of all members, one member after the other.
struct Members<I> {
    path: Option<String>,
    members: I,
    options: ReadOptions,
    open: Option<Source>,
    ended: bool,
    /// What all members give.
    amount: Amount,
    /// How many members have been come upon.
    count: u64,
}

impl<I: Iterator<Item = Next>> Members<I> {
    /// `taken` are the bytes of the archive, as far as they have been read.
    fn new(path: Option<String>, members: I, options: &ReadOptions, taken: Arc<AtomicU64>) -> Self {
        let what = "what the members of the archive hold together";
        let amount = Amount { what, taken, given: Arc::default(), limits: options.limits };
        // The archive may have been named as one; its members are what they are.
        let options = ReadOptions { format: None, ..options.clone() };
        Self { path, members, options, open: None, ended: false, amount, count: 0 }
    }

    /// The limit that the archive as a whole has passed, after which nothing of it is read.
    fn exceeded(&self) -> Option<SourceErrorKind> {
        let most = self.options.limits.members;
        let many = (self.count > most).then(|| ("the number of members", most.to_string()));
        let large = || self.amount.exceeded().map(|Exceeded { what, limit }| (what, limit));
        let (what, limit) = many.or_else(large)?;
        Some(SourceErrorKind::TooLarge { what, limit })
    }

    /// Opens a member; `None` if it is of no format that can be read, as pictures in a folder are passed over.
    fn member(&self, next: Next) -> Option<Result<Source, SourceError>> {
        let shown = |name: &str| format!("{}/{name}", self.path.as_deref().unwrap_or("-"));
        let Member { name, reader } = match next {
            Ok(member) => member,
            Err((name, kind)) => return Some(Err(SourceError::whole(Some(&shown(&name)), kind))),
        };
        let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        let format = sniff::by_name(&name).filter(|_| !hidden)?;
        let path = shown(&name);
        if format == ZIP || format == TAR {
            let why = "an archive within an archive; unpack it first";
            return Some(Err(SourceError::whole(Some(&path), SourceErrorKind::Skipped { why })));
        }
        let opened = Bytes::new(Some(path.clone()), reader, &self.options.limits)
            .map_err(|error| SourceError::whole(Some(&path), error));
        Some(opened.and_then(|bytes| Source::of(bytes.within(&self.amount), &self.options)))
    }
}

impl<I: Iterator<Item = Next>> Iterator for Members<I> {
    type Item = Result<Ad, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ad) = self.open.as_mut().and_then(Source::next) {
                return Some(ad);
            }
            self.open = None;
            if self.ended {
                return None;
            }
            if let Some(limit) = self.exceeded() {
                self.ended = true;
                return Some(Err(SourceError::whole(self.path.as_deref(), limit)));
            }
            let next = self.members.next()?;
            self.count += 1;
            match self.member(next) {
                Some(Ok(source)) => self.open = Some(source),
                Some(Err(error)) => return Some(Err(error)),
                None => {}
            }
        }
    }
}

fn read_zip(bytes: Bytes, options: &ReadOptions) -> Result<Ads, SourceError> {
    let path = bytes.path.clone();
    let whole = |kind| SourceError::whole(path.as_deref(), kind);
    let store = bytes.seekable(&options.limits).map_err(whole)?;
    let file = store.open().map_err(|error| whole(error.into()))?;
    let archive = zip::ZipArchive::new(file).map_err(|error| whole(damaged("ZIP", &error)))?;
    let taken = Arc::new(AtomicU64::new(store.size().map_err(|error| whole(error.into()))?));
    let members = ZipMembers { archive, store, next: 0, limits: options.limits };
    Ok(Box::new(Members::new(path, members, options, taken)))
}

/// What a library says of a damaged archive.
fn damaged(format: &'static str, error: &dyn std::fmt::Display) -> SourceErrorKind {
    SourceErrorKind::Syntax { format, message: error.to_string() }
}

struct ZipMembers<R> {
    archive: zip::ZipArchive<R>,
    store: Store,
    next: usize,
    limits: Limits,
}

impl<R: Read + Seek> Iterator for ZipMembers<R> {
    type Item = Next;

    fn next(&mut self) -> Option<Next> {
        while self.next < self.archive.len() {
            self.next += 1;
            let name = self.archive.name_for_index(self.next - 1).and_then(Result::ok).unwrap_or_default().into_owned();
            if name.ends_with('/') {
                continue;
            }
            let content = self.member(&name);
            return Some(match content {
                Ok(reader) => Ok(Member { name, reader }),
                Err(kind) => Err((name, kind)),
            });
        }
        None
    }
}

impl<R: Read + Seek> ZipMembers<R> {
    /// The content of the member at hand, read by a handle of its own.
    fn member(&mut self, name: &str) -> Result<Reader, SourceErrorKind> {
        let file = self.archive.by_index_raw(self.next - 1).map_err(|error| damaged("ZIP", &error))?;
        if file.encrypted() {
            return Err(SourceErrorKind::Skipped { why: "it is encrypted" });
        }
        if sniff::by_name(name).is_none() {
            return Ok(Box::new(io::empty()));
        }
        let (method, length) = (file.compression(), file.compressed_size());
        let start = file.data_start().ok_or_else(|| damaged("ZIP", &"a member has no content"))?;
        drop(file);
        let mut packed = self.store.open()?;
        packed.seek(SeekFrom::Start(start))?;
        let packed: Reader = Box::new(packed.take(length));
        let packing = match method {
            zip::CompressionMethod::Stored => return Ok(packed),
            zip::CompressionMethod::Deflated => Packing::Deflate,
            zip::CompressionMethod::BZIP2 => Packing::Bzip2,
            zip::CompressionMethod::XZ => Packing::Xz,
            zip::CompressionMethod::ZSTD => Packing::Zstd,
            _ => return Err(SourceErrorKind::Skipped { why: "it is compressed in a way that is not supported" }),
        };
        Ok(compress::decompress(packing, packed, &self.limits))
    }
}

fn read_tar(bytes: Bytes, options: &ReadOptions) -> Result<Ads, SourceError> {
    let taken = Arc::new(AtomicU64::new(0));
    let archive = Arc::new(Mutex::new(Shared { reader: bytes.reader, left: 0, taken: Arc::clone(&taken) }));
    let members = TarMembers { archive, padding: 0, members: 0, ended: false };
    Ok(Box::new(Members::new(bytes.path, members, options, taken)))
}

/// A tar archive while one of its members is read.
struct Shared {
    reader: Reader,
    /// Bytes of the member that have not been read.
    left: u64,
    /// Bytes of members that have.
    taken: Arc<AtomicU64>,
}

/// The content of a member of a tar archive.
struct Content(Arc<Mutex<Shared>>);

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = usize::try_from(shared.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = shared.reader.read(&mut buffer[..most])?;
        if count == 0 && most > 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the archive ends within a member"));
        }
        shared.left -= count as u64;
        shared.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

struct TarMembers {
    archive: Arc<Mutex<Shared>>,
    /// Bytes between the end of the member and the next header.
    padding: u64,
    members: u64,
    ended: bool,
}

impl Iterator for TarMembers {
    type Item = Next;

    fn next(&mut self) -> Option<Next> {
        if self.ended {
            return None;
        }
        let member = self.member().transpose();
        if let None | Some(Err(_)) = member {
            self.ended = true;
        }
        Some(member?.map_err(|kind| (format!("#{}", self.members + 1), kind)))
    }
}

impl TarMembers {
    /// The next regular file; `None` at the end.
    fn member(&mut self) -> Result<Option<Member>, SourceErrorKind> {
        let mut long_name: Option<String> = None;
        let mut long_size = None;
        loop {
            self.skip_rest()?;
            let Some(header) = self.header()? else { return Ok(None) };
            let kind = header.entry_type();
            let length = long_size.take().map_or_else(|| header.entry_size(), Ok)?;
            self.begin(length);
            if kind.is_gnu_longname() {
                let name = self.small()?;
                long_name = Some(String::from_utf8_lossy(&name).trim_end_matches('\0').to_owned());
            } else if kind.is_pax_local_extensions() {
                let extensions = self.small()?;
                for extension in tar::PaxExtensions::new(&extensions).flatten() {
                    match (extension.key(), extension.value()) {
                        (Ok("path"), Ok(path)) => long_name = Some(path.to_owned()),
                        (Ok("size"), Ok(size)) => long_size = size.parse().ok(),
                        _ => {}
                    }
                }
            } else if kind.is_file() || kind.is_contiguous() {
                self.members += 1;
                let name = long_name.unwrap_or_else(|| String::from_utf8_lossy(&header.path_bytes()).into_owned());
                let name = name.trim_start_matches("./").to_owned();
                return Ok(Some(Member { name, reader: Box::new(Content(Arc::clone(&self.archive))) }));
            } else if !(kind.is_gnu_longlink() || kind.is_pax_global_extensions()) {
                // A folder or a link: what was said of it is not said of the next.
                long_name = None;
            }
        }
    }

    /// Notes how long the content after a header is.
    fn begin(&mut self, length: u64) {
        self.padding = (BLOCK - length % BLOCK) % BLOCK;
        self.archive.lock().unwrap_or_else(PoisonError::into_inner).left = length;
    }

    /// Passes over what is left of a member.
    fn skip_rest(&mut self) -> io::Result<()> {
        let shared = &mut *self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        let left = std::mem::take(&mut shared.left);
        let rest = left.saturating_add(std::mem::take(&mut self.padding));
        let passed = io::copy(&mut (&mut shared.reader).take(rest), &mut io::sink())?;
        // The padding of the last member may be missing, its content may not.
        if passed < left {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the archive ends within a member"));
        }
        Ok(())
    }

    /// The next header; `None` at the end of the archive.
    fn header(&mut self) -> Result<Option<tar::Header>, SourceErrorKind> {
        let shared = &mut *self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        let mut header = tar::Header::new_old();
        let mut block = Vec::new();
        (&mut shared.reader).take(BLOCK).read_to_end(&mut block)?;
        if block.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let bytes = header.as_mut_bytes();
        if block.len() < bytes.len() {
            return Err(damaged("tar", &"the archive ends within a header"));
        }
        bytes.copy_from_slice(&block);
        let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
        let right = sum(&block[..148]) + 8 * u32::from(b' ') + sum(&block[156..]);
        if header.cksum().ok() != Some(right) {
            return Err(damaged("tar", &"a header does not match its checksum"));
        }
        Ok(Some(header))
    }

    /// The content of a header of names.
    fn small(&mut self) -> Result<Vec<u8>, SourceErrorKind> {
        let mut content = Vec::new();
        Content(Arc::clone(&self.archive)).take(NAME + 1).read_to_end(&mut content)?;
        if content.len() as u64 > NAME {
            return Err(SourceErrorKind::TooLarge { what: "the name of a member", limit: size(NAME) });
        }
        Ok(content)
    }
}
