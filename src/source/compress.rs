//! Decompression by magic bytes, with limits.
//!
//! gzip, bzip2, xz (also of several members or streams) and Zstandard (also of several frames). A small file that would
//! unpack into a huge one is stopped by ratio and by total, and so is what the members of an archive give together.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use lzma_rust2::XzReader;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::error::{Exceeded, size};
use super::{Limits, Reader};

/// File name endings that are taken off before the format is looked up.
pub(super) const EXTENSIONS: [&str; 7] = ["gz", "gzip", "zst", "zstd", "bz2", "bzip2", "xz"];

/// Bytes of a file that tell how it is compressed.
pub(super) const MAGIC: usize = 10;
/// KiB that unpacking xz may take: twice what its strongest setting asks for.
const XZ_MEMORY: u32 = 128 << 10;

/// A way of compressing known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// As members of ZIP archives are, without a header.
    Deflate,
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}

impl Packing {
    /// How a file that begins so is compressed, if it is.
    pub(super) fn of(start: &[u8]) -> Option<Self> {
        // Zstandard frames, and the skippable frames that may precede them.
        let skippable = start.len() >= 4 && (0x50..=0x5f).contains(&start[0]) && start[1..4] == *b"\x2a\x4d\x18";
        // A digit, then a block or, in an empty file, the end.
        let bzip2 = start.starts_with(b"BZh")
            && start.get(3).is_some_and(u8::is_ascii_digit)
            && start
                .get(4..10)
                .is_some_and(|block| [*b"1AY&SY", *b"\x17\x72\x45\x38\x50\x90"].iter().any(|b| b == block));
        match start {
            _ if start.starts_with(b"\x1f\x8b") => Some(Self::Gzip),
            _ if start.starts_with(b"\xfd7zXZ\0") => Some(Self::Xz),
            _ if start.starts_with(b"\x28\xb5\x2f\xfd") || skippable => Some(Self::Zstd),
            _ if bzip2 => Some(Self::Bzip2),
            _ => None,
        }
    }

    fn unpack(self, packed: Packed) -> Reader {
        match self {
            Self::Deflate => Box::new(DeflateDecoder::new(packed)),
            Self::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Self::Bzip2 => Box::new(MultiBzDecoder::new(packed)),
            Self::Xz => Box::new(XzReader::new_mem_limit(packed, true, XZ_MEMORY)),
            Self::Zstd => Box::new(Frames::new(packed)),
        }
    }
}

/// The decompressed bytes of an input packed so, within the limits.
pub(super) fn decompress(packing: Packing, input: Reader, limits: &Limits) -> Reader {
    let taken = Arc::new(AtomicU64::new(0));
    let packed = BufReader::with_capacity(1 << 16, Metered { input, taken: Arc::clone(&taken) });
    let amount = Amount { what: "the decompressed file", taken, given: Arc::default(), limits: *limits };
    amount.guard(packing.unpack(packed))
}

/// Compressed bytes on their way.
type Packed = BufReader<Metered>;

/// Counts the bytes that go by.
pub(super) struct Metered {
    pub(super) input: Reader,
    pub(super) taken: Arc<AtomicU64>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// How much has been taken from something packed, and how much it gave: both go on being counted.
#[derive(Debug, Clone)]
pub(super) struct Amount {
    /// What is packed, for the message.
    pub(super) what: &'static str,
    pub(super) taken: Arc<AtomicU64>,
    pub(super) given: Arc<AtomicU64>,
    pub(super) limits: Limits,
}

impl Amount {
    /// A reader that counts and stops beyond the limits.
    pub(super) fn guard(&self, unpacked: Reader) -> Reader {
        Box::new(Guard { unpacked, amount: self.clone() })
    }

    /// The limit that was passed, if one was.
    pub(super) fn exceeded(&self) -> Option<Exceeded> {
        let Self { what, taken, given, limits } = self;
        let given = given.load(Ordering::Relaxed);
        let fair = taken.load(Ordering::Relaxed).saturating_mul(limits.ratio).max(limits.ratio_from);
        if given > limits.decompressed {
            return Some(Exceeded { what, limit: size(limits.decompressed) });
        }
        let limit = || format!("{} times its compressed size", limits.ratio);
        (given > fair).then(|| Exceeded { what, limit: limit() })
    }
}

/// Stops decompression beyond the limits.
struct Guard {
    unpacked: Reader,
    amount: Amount,
}

impl Read for Guard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.unpacked.read(buffer)?;
        self.amount.given.fetch_add(count as u64, Ordering::Relaxed);
        self.amount.exceeded().map_or(Ok(count), |exceeded| Err(io::Error::other(exceeded)))
    }
}

/// Reads every Zstandard frame of a stream.
struct Frames<R> {
    packed: R,
    decoder: FrameDecoder,
    open: bool,
}

impl<R: BufRead> Frames<R> {
    fn new(packed: R) -> Self {
        Self { packed, decoder: FrameDecoder::new(), open: false }
    }

    /// Opens the next frame; false at the end of the stream.
    fn next_frame(&mut self) -> io::Result<bool> {
        while !self.packed.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.packed) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    io::copy(&mut (&mut self.packed).take(u64::from(length)), &mut io::sink())?;
                }
                Err(error) => return Err(damaged(error)),
            }
        }
        Ok(false)
    }

    /// Closes a frame that has been read to its end.
    fn close_frame(&mut self) -> io::Result<()> {
        self.open = false;
        let stored = self.decoder.get_checksum_from_data();
        if stored.is_some() && stored != self.decoder.get_calculated_checksum() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the zstd checksum does not match"));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.open {
                self.open = self.next_frame()?;
                if !self.open {
                    return Ok(0);
                }
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let strategy = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.packed, strategy).map_err(damaged)?;
            }
            let count = self.decoder.read(buffer)?;
            if count > 0 {
                return Ok(count);
            }
            self.close_frame()?;
        }
    }
}

/// A damaged frame as the error of a read.
fn damaged(error: FrameDecoderError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("damaged zstd data: {error}"))
}
