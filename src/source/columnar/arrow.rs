//! Arrow IPC: streams, and files, which are streams between two magic words.

use std::io::{self, Read};

use arrow_ipc::reader::StreamReader;
use arrow_ipc::root_as_message;

use super::super::careful::careful;
use super::super::error::{Exceeded, SourceError, SourceErrorKind, size};
use super::super::{Ads, Bytes, Format, Kind, ReadOptions, Reader};
use super::Rows;
use crate::ad::Ad;

/// The entry in the table of formats.
pub(in super::super) const FORMAT: Format = Format {
    name: "arrow",
    extensions: &["arrow", "arrows", "feather", "ipc"],
    about: "Arrow IPC files and streams, by record batch; only the columns of an ad are read",
    kind: Kind::Binary { sniff: |start| start.starts_with(MAGIC) || start.starts_with(CONTINUES), read },
};

/// How a file begins, padded to eight bytes.
const MAGIC: &[u8] = b"ARROW1\0\0";
/// How a message begins.
const CONTINUES: &[u8] = b"\xff\xff\xff\xff";
/// Bytes of the description of a message.
const DESCRIPTION: u64 = 16 << 20;

fn read(mut bytes: Bytes, options: &ReadOptions) -> Result<Ads, SourceError> {
    let path = bytes.path.clone();
    let whole = |kind| SourceError::whole(path.as_deref(), kind);
    let wrong = |message: String| whole(SourceErrorKind::Syntax { format: "Arrow", message });
    let limit = options.limits.document as u64;
    let messages = |reader: Reader| Messages { reader, limit, message: io::Cursor::default(), ended: false };
    let skipped = if bytes.sample.starts_with(MAGIC) { MAGIC.len() } else { 0 };
    // The schema comes first: it is read once to choose columns, and once more by the reader of those.
    let start: Reader = Box::new(io::Cursor::new(bytes.sample[skipped..].to_vec()));
    let schema = careful(|| StreamReader::try_new(messages(start), None)).map_err(wrong)?.schema();
    let rows = Rows::new(path.clone(), "Arrow", &schema, options).map_err(whole)?;
    io::copy(&mut (&mut bytes.reader).take(skipped as u64), &mut io::sink()).map_err(|error| whole(error.into()))?;
    let projection = Some(rows.projection.clone());
    let reader = careful(|| StreamReader::try_new(messages(bytes.reader), projection)).map_err(wrong)?;
    Ok(Box::new(Batches { reader, rows, ended: false }))
}

struct Batches {
    reader: StreamReader<Messages>,
    rows: Rows,
    ended: bool,
}

impl Iterator for Batches {
    type Item = Result<Ad, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ad) = self.rows.waiting.pop_front() {
                return Some(ad);
            }
            if self.ended {
                return None;
            }
            let reader = &mut self.reader;
            match careful(|| reader.next().transpose()) {
                Ok(Some(batch)) => self.rows.take(&batch),
                Ok(None) => self.ended = true,
                Err(message) => {
                    // Nothing says where the next message begins.
                    self.ended = true;
                    self.rows.fail(&message);
                }
            }
        }
    }
}

/// Hands on messages one by one, each looked at before: a few bytes can claim to unpack to more than there is memory.
struct Messages {
    reader: Reader,
    /// Bytes of the body of a message, packed and unpacked.
    limit: u64,
    message: io::Cursor<Vec<u8>>,
    ended: bool,
}

impl Read for Messages {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.message.read(buffer)?;
            if count > 0 || buffer.is_empty() || self.ended {
                return Ok(count);
            }
            self.next_message()?;
        }
    }
}

impl Messages {
    /// Reads a message.
    fn next_message(&mut self) -> io::Result<()> {
        let mut message = Vec::new();
        self.take(&mut message, 4)?;
        if message == CONTINUES {
            self.take(&mut message, 4)?;
        }
        let start = message.len();
        let length = message.last_chunk::<4>().map_or(0, |length| i32::from_le_bytes(*length));
        self.ended = length <= 0 || start < 4;
        if !self.ended {
            let length = u64::try_from(length).unwrap_or(0);
            if length > DESCRIPTION {
                return Err(exceeded("the description of a record batch", DESCRIPTION));
            }
            self.take(&mut message, length)?;
            let (body, packed) = described(&message[start..])?;
            if body > self.limit {
                return Err(exceeded("a record batch", self.limit));
            }
            let start = message.len();
            self.take(&mut message, body)?;
            let unpacked = packed.iter().map(|at| unpacked(&message[start..], *at)).fold(0, u64::saturating_add);
            if unpacked > self.limit {
                return Err(exceeded("an unpacked record batch", self.limit));
            }
        }
        self.message = io::Cursor::new(message);
        Ok(())
    }

    /// Adds up to `length` bytes to a message; the reader of messages finds out if there are less.
    fn take(&mut self, message: &mut Vec<u8>, length: u64) -> io::Result<()> {
        (&mut self.reader).take(length).read_to_end(message).map(drop)
    }
}

fn exceeded(what: &'static str, limit: u64) -> io::Error {
    io::Error::other(Exceeded { what, limit: size(limit) })
}

/// The length of the body of a message, and where in it compressed buffers begin.
fn described(description: &[u8]) -> io::Result<(u64, Vec<usize>)> {
    let message = root_as_message(description).map_err(|error| io::Error::other(error.to_string()))?;
    let body = u64::try_from(message.bodyLength()).map_err(io::Error::other)?;
    let batch = message.header_as_record_batch();
    let batch = batch.or_else(|| message.header_as_dictionary_batch().and_then(|dictionary| dictionary.data()));
    let packed = batch.filter(|batch| batch.compression().is_some()).and_then(|batch| batch.buffers());
    let buffers = packed.map(|buffers| {
        let used = buffers.iter().filter(|buffer| buffer.length() >= 8);
        used.filter_map(|buffer| usize::try_from(buffer.offset()).ok()).collect()
    });
    Ok((body, buffers.unwrap_or_default()))
}

/// What a compressed buffer says it unpacks to.
fn unpacked(body: &[u8], at: usize) -> u64 {
    let length =
        body.get(at..).and_then(|rest| rest.first_chunk::<8>()).map_or(0, |length| i64::from_le_bytes(*length));
    // −1 marks a buffer that is stored as it is.
    if length == -1 { 0 } else { u64::try_from(length).unwrap_or(u64::MAX) }
}
