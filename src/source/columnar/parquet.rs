//! Parquet files.

use std::fs::File;
use std::io;
use std::sync::Arc;

use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

use super::super::bytes::Store;
use super::super::careful::careful;
use super::super::error::{SourceError, SourceErrorKind, size};
use super::super::{Ads, Bytes, Format, Kind, ReadOptions};
use super::Rows;
use crate::ad::Ad;

/// The entry in the table of formats.
pub(in super::super) const FORMAT: Format = Format {
    name: "parquet",
    extensions: &["parquet", "pq"],
    about: "Parquet, by row group; only the columns of an ad are read",
    kind: Kind::Binary { sniff: |start| start.starts_with(b"PAR1"), read },
};

/// Rows read at a time.
const BATCH: usize = 256;

fn read(bytes: Bytes, options: &ReadOptions) -> Result<Ads, SourceError> {
    let path = bytes.path.clone();
    let whole = |kind| SourceError::whole(path.as_deref(), kind);
    let file = match bytes.seekable(&options.limits).map_err(whole)? {
        Store::Memory(memory) => Stored::Memory(bytes::Bytes::from_owner(memory)),
        Store::File(file) => {
            #[expect(clippy::disallowed_methods, reason = "an input that has been opened is read from another place")]
            let file = File::open(file).map_err(|error| whole(error.into()))?;
            Stored::File(Arc::new(file))
        }
    };
    let wrong = |message: String| whole(SourceErrorKind::Syntax { format: "Parquet", message });
    let metadata = careful(|| ArrowReaderMetadata::load(&file, ArrowReaderOptions::default())).map_err(wrong)?;
    let rows = Rows::new(path.clone(), "Parquet", metadata.schema(), options).map_err(whole)?;
    Ok(Box::new(Groups { file, metadata, rows, next: 0, open: None, limit: options.limits.decompressed }))
}

/// Where the library reads.
#[derive(Clone)]
enum Stored {
    File(Arc<File>),
    Memory(bytes::Bytes),
}

impl Length for Stored {
    fn len(&self) -> u64 {
        match self {
            Self::File(file) => file.len(),
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }
}

impl ChunkReader for Stored {
    type T = Box<dyn io::Read>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(match self {
            Self::File(file) => Box::new(file.get_read(start)?),
            Self::Memory(bytes) => Box::new(bytes.get_read(start)?),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes, ParquetError> {
        // A length that a file does not have must not be reserved.
        if start.saturating_add(length as u64) > self.len() {
            return Err(ParquetError::EOF("a part of the file lies behind its end".to_owned()));
        }
        match self {
            Self::File(file) => file.get_bytes(start, length),
            Self::Memory(bytes) => bytes.get_bytes(start, length),
        }
    }
}

struct Groups {
    file: Stored,
    metadata: ArrowReaderMetadata,
    rows: Rows,
    next: usize,
    open: Option<ParquetRecordBatchReader>,
    /// Bytes that one row group may unpack to.
    limit: u64,
}

impl Iterator for Groups {
    type Item = Result<Ad, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ad) = self.rows.waiting.pop_front() {
                return Some(ad);
            }
            match &mut self.open {
                Some(reader) => match careful(|| reader.next().transpose()) {
                    Ok(Some(batch)) => self.rows.take(&batch),
                    Ok(None) => self.open = None,
                    Err(message) => {
                        self.open = None;
                        self.rows.fail(&message);
                    }
                },
                None if self.next < self.metadata.metadata().num_row_groups() => {
                    self.next += 1;
                    match self.group(self.next - 1) {
                        Ok(reader) => self.open = Some(reader),
                        Err(message) => self.rows.fail(&message),
                    }
                }
                None => return None,
            }
        }
    }
}

impl Groups {
    /// A reader of one row group.
    fn group(&self, index: usize) -> Result<ParquetRecordBatchReader, String> {
        let group = self.metadata.metadata().row_group(index);
        let unpacked = u64::try_from(group.total_byte_size()).unwrap_or(u64::MAX);
        if unpacked > self.limit {
            return Err(format!("row group {} unpacks to more than {}", index + 1, size(self.limit)));
        }
        let mask = ProjectionMask::roots(self.metadata.parquet_schema(), self.rows.projection.iter().copied());
        careful(|| {
            ParquetRecordBatchReaderBuilder::new_with_metadata(self.file.clone(), self.metadata.clone())
                .with_row_groups(vec![index])
                .with_projection(mask)
                .with_batch_size(BATCH)
                .build()
        })
    }
}
