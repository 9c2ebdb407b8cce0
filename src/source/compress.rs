//! Decompression by magic bytes, with limits.
//!
//! gzip (also of several members) and Zstandard (also of several frames). A small file that would unpack into a huge
//! one is stopped by ratio and by total.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::error::{Exceeded, size};
use super::{Limits, Reader};

/// File name endings that are taken off before the format is looked up.
pub(super) const EXTENSIONS: [&str; 4] = ["gz", "gzip", "zst", "zstd"];

/// The decompressed bytes of `input`, which begins with `start`; `input` itself if it is not compressed.
pub(super) fn decompress(start: &[u8], input: Reader, limits: &Limits) -> Reader {
    if !is_compressed(start) {
        return input;
    }
    guarded(input, limits, |packed| match is_gzip(start) {
        true => Box::new(MultiGzDecoder::new(packed)),
        false => Box::new(Frames::new(packed)),
    })
}

/// The bytes of a member of an archive that was deflated.
pub(super) fn inflate(input: Reader, limits: &Limits) -> Reader {
    guarded(input, limits, |packed| Box::new(DeflateDecoder::new(packed)))
}

/// What `unpack` makes of the input, within the limits.
fn guarded(input: Reader, limits: &Limits, unpack: impl FnOnce(Packed) -> Reader) -> Reader {
    let taken = Arc::new(AtomicU64::new(0));
    let packed = BufReader::with_capacity(1 << 16, Metered { input, taken: Arc::clone(&taken) });
    Box::new(Guard { unpacked: unpack(packed), taken, given: 0, limits: *limits })
}

/// Compressed bytes on their way.
type Packed = BufReader<Metered>;

/// Whether a file that begins so is compressed in a way known here.
pub(super) fn is_compressed(start: &[u8]) -> bool {
    // Zstandard frames, and the skippable frames that may precede them.
    let skippable = start.len() >= 4 && (0x50..=0x5f).contains(&start[0]) && start[1..4] == *b"\x2a\x4d\x18";
    is_gzip(start) || start.starts_with(b"\x28\xb5\x2f\xfd") || skippable
}

fn is_gzip(start: &[u8]) -> bool {
    start.starts_with(b"\x1f\x8b")
}

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

/// Stops decompression beyond the limits.
struct Guard {
    unpacked: Reader,
    taken: Arc<AtomicU64>,
    given: u64,
    limits: Limits,
}

impl Read for Guard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.unpacked.read(buffer)?;
        self.given += count as u64;
        let fair = self.taken.load(Ordering::Relaxed).saturating_mul(self.limits.ratio).max(self.limits.ratio_from);
        if self.given > self.limits.decompressed {
            return Err(io::Error::other(Exceeded {
                what: "the decompressed file",
                limit: size(self.limits.decompressed),
            }));
        }
        if self.given > fair {
            let limit = format!("{} times its compressed size", self.limits.ratio);
            return Err(io::Error::other(Exceeded { what: "the decompressed file", limit }));
        }
        Ok(count)
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
