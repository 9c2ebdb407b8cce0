//! Parquet: a row per ad in typed columns, with schemes, reasons and ledger as lists.
//!
//! What the run is made by stands in the key-value metadata of the file, the columns in [`columns`]. Rows are gathered
//! and written group by group, so that nothing grows with the number of ads but the footer.

pub mod columns;

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use ::parquet::arrow::ArrowWriter;
use ::parquet::arrow::arrow_writer::ArrowWriterOptions;
use ::parquet::basic::Compression;
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;

use super::Report;
use super::view::SCHEMA;
use crate::assess::{Assessment, Run, Summary};
use columns::Columns;

/// Rows of a batch handed to the writer.
const BATCH: usize = 512;
/// Batches of a row group.
const BATCHES: usize = 16;

/// Writes one file.
#[derive(Default)]
pub(super) struct Parquet {
    columns: Columns,
    writer: Option<ArrowWriter<Shared>>,
    written: Shared,
    batches: usize,
}

/// Bytes the writer has finished, until they are handed on: the writer wants a sink of its own.
#[derive(Debug, Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Report for Parquet {
    fn begin(&mut self, out: &mut dyn Write, run: &Run) -> io::Result<()> {
        let [elevated, high, critical] = run.bands.map(|least| least.to_string());
        let about = [
            ("lurescan.schema", SCHEMA.to_owned()),
            ("lurescan.program", run.program.to_owned()),
            ("lurescan.rules", run.rules.clone()),
            ("lurescan.model", run.model.clone()),
            ("lurescan.bands", format!("elevated {elevated}, high {high}, critical {critical}")),
        ];
        let about = about.map(|(key, value)| KeyValue::new(key.to_owned(), value)).to_vec();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("lurescan {}", run.program))
            .set_key_value_metadata(Some(about))
            .build();
        let options = ArrowWriterOptions::new().with_properties(properties);
        let writer =
            ArrowWriter::try_new_with_options(self.written.clone(), columns::schema(), options).map_err(failed)?;
        self.writer = Some(writer);
        self.hand_on(out)
    }

    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        self.columns.add(assessment);
        if self.columns.rows() < BATCH {
            return Ok(());
        }
        self.write_batch()?;
        self.batches += 1;
        if self.batches.is_multiple_of(BATCHES) {
            self.writer().flush().map_err(failed)?;
        }
        self.hand_on(out)
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Summary) -> io::Result<()> {
        self.write_batch()?;
        let writer = self.writer.take().expect("invariant: begin comes before finish");
        writer.close().map_err(failed)?;
        self.hand_on(out)
    }
}

impl Parquet {
    fn writer(&mut self) -> &mut ArrowWriter<Shared> {
        self.writer.as_mut().expect("invariant: begin comes before add")
    }

    /// Hands the gathered rows to the writer.
    fn write_batch(&mut self) -> io::Result<()> {
        if self.columns.rows() == 0 {
            return Ok(());
        }
        let batch = self.columns.finish().map_err(io::Error::other)?;
        self.writer().write(&batch).map_err(failed)
    }

    /// Passes on what the writer has finished.
    fn hand_on(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.written.take())
    }
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}
