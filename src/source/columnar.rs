//! Parquet and Arrow: tables by column, of which only those that hold an ad are read.
//!
//! A Parquet file streams by row group, Arrow by record batch; a row group that is damaged costs no other.

mod arrow;
mod cell;
mod parquet;

pub(super) use arrow::FORMAT as ARROW;
pub(super) use parquet::FORMAT as PARQUET;

use std::collections::VecDeque;

use arrow_array::RecordBatch;
use arrow_schema::Schema;

use super::ReadOptions;
use super::columns::{Columns, Indices};
use super::error::{SourceError, SourceErrorKind, size};
use super::stream::Context;
use crate::ad::Ad;

/// What makes ads of batches.
struct Rows {
    context: Context,
    format: &'static str,
    /// Which of the columns that are read is what.
    indices: Indices,
    /// Which of the columns of the file are read.
    projection: Vec<usize>,
    limit: usize,
    record: u64,
    waiting: VecDeque<Result<Ad, SourceError>>,
}

impl Rows {
    /// Chooses columns by a schema.
    fn new(
        path: Option<String>,
        format: &'static str,
        schema: &Schema,
        options: &ReadOptions,
    ) -> Result<Self, SourceErrorKind> {
        let header: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
        let mut indices = Columns::new(&options.columns).of_header(&header)?;
        let projection = indices.all();
        let place = |index: &mut usize| *index = projection.binary_search(index).unwrap_or_default();
        indices.id.iter_mut().chain(&mut indices.title).chain(&mut indices.text).for_each(place);
        indices.keep.iter_mut().for_each(|(_, index)| place(index));
        let context = Context { path, encoding: encoding_rs::UTF_8 };
        let (limit, waiting) = (options.limits.record, VecDeque::new());
        Ok(Self { context, format, indices, projection, limit, record: 0, waiting })
    }

    /// Lines up the ads of a batch.
    fn take(&mut self, batch: &RecordBatch) {
        for row in 0..batch.num_rows() {
            self.record += 1;
            let ad = self.indices.ad(&self.context, self.record, |index| cell::text(batch.column(index), row));
            let large = ad.title.len() + ad.text.len() > self.limit;
            self.waiting.push_back(match large {
                true => {
                    let kind = SourceErrorKind::TooLarge { what: "the row", limit: size(self.limit as u64) };
                    Err(self.context.unplaced(self.record, kind))
                }
                false => Ok(ad),
            });
        }
    }

    /// Lines up what is wrong with the rows that follow.
    fn fail(&mut self, message: &dyn std::fmt::Display) {
        let kind = SourceErrorKind::Syntax { format: self.format, message: message.to_string() };
        self.record += 1;
        self.waiting.push_back(Err(self.context.unplaced(self.record, kind)));
    }
}
