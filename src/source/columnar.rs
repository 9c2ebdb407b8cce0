//! Parquet and Arrow: tables by column, of which only those that hold an ad are read.
//!
//! A Parquet file streams by row group, Arrow by record batch; a row group that is damaged costs no other. [`Table`] makes
//! ads of batches, those of files and those somebody has in memory.

mod arrow;
mod cell;
mod parquet;

pub(super) use arrow::FORMAT as ARROW;
pub(super) use parquet::FORMAT as PARQUET;

use std::collections::VecDeque;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Schema};

use super::columns::{Columns, Indices};
use super::error::{SourceError, SourceErrorKind, size};
use super::stream::Context;
use super::{ColumnMap, Limits, ReadOptions};
use crate::ad::Ad;

/// Which columns of a table in memory hold what, and the ads of its rows: what files are read with, for tables of others.
#[derive(Debug, Clone)]
pub struct Table {
    context: Context,
    indices: Indices,
    limit: usize,
}

impl Table {
    /// Chooses columns by a schema.
    ///
    /// # Errors
    /// If a column that is named, or any that is known to hold the text of an ad, is not there.
    pub fn new(schema: &Schema, columns: &ColumnMap, limits: &Limits) -> Result<Self, SourceError> {
        Self::of_file(None, schema, columns, limits).map_err(|kind| SourceError::whole(None, kind))
    }

    fn of_file(
        path: Option<String>,
        schema: &Schema,
        columns: &ColumnMap,
        limits: &Limits,
    ) -> Result<Self, SourceErrorKind> {
        let header: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
        let indices = Columns::new(columns).of_header(&header)?;
        let context = Context { path, encoding: encoding_rs::UTF_8 };
        Ok(Self { context, indices, limit: limits.record })
    }

    /// The columns that are read, by their places in the schema, rising.
    #[must_use]
    pub fn projection(&self) -> Vec<usize> {
        self.indices.all()
    }

    /// Whether values of a type are read as text: strings, bytes, numbers, dates, and lists of them.
    #[must_use]
    pub fn holds_text(of: &DataType) -> bool {
        cell::holds_text(of)
    }

    /// The column of ids, if there is one.
    #[must_use]
    pub fn id_column(&self) -> Option<usize> {
        self.indices.id
    }

    /// The same for batches that hold only the columns of the [`projection`](Self::projection).
    #[must_use]
    pub fn projected(mut self) -> Self {
        let projection = self.projection();
        let place = |index: &mut usize| *index = projection.binary_search(index).unwrap_or_default();
        let Indices { id, title, text, keep } = &mut self.indices;
        id.iter_mut().chain(title).chain(text).for_each(place);
        keep.iter_mut().for_each(|(_, index)| place(index));
        self
    }

    /// The ad in a row of a batch that has this number among all rows, from 1.
    ///
    /// # Errors
    /// If it is larger than the limits allow, or what should be text is not UTF-8.
    pub fn ad(&self, batch: &RecordBatch, row: usize, record: u64) -> Result<Ad, SourceError> {
        let bad = |kind| self.context.unplaced(record, kind);
        for index in self.indices.all() {
            cell::check(batch.column(index), row).map_err(bad)?;
        }
        let ad = self.indices.ad(&self.context, record, |index| cell::text(batch.column(index), row));
        match ad.title.len() + ad.text.len() > self.limit {
            true => Err(bad(SourceErrorKind::TooLarge { what: "the row", limit: size(self.limit as u64) })),
            false => Ok(ad),
        }
    }

    /// The id of a row, whatever the rest of it is.
    #[must_use]
    pub fn id(&self, batch: &RecordBatch, row: usize, record: u64) -> String {
        let id = self.indices.id.map(|index| cell::text(batch.column(index), row));
        id.filter(|id| !id.is_empty()).unwrap_or_else(|| self.context.made_id(record))
    }
}

/// What makes ads of the batches of a file.
struct Rows {
    table: Table,
    format: &'static str,
    /// Which of the columns of the file are read.
    projection: Vec<usize>,
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
        let table = Table::of_file(path, schema, &options.columns, &options.limits)?;
        let projection = table.projection();
        Ok(Self { table: table.projected(), format, projection, record: 0, waiting: VecDeque::new() })
    }

    /// Lines up the ads of a batch.
    fn take(&mut self, batch: &RecordBatch) {
        for row in 0..batch.num_rows() {
            self.record += 1;
            self.waiting.push_back(self.table.ad(batch, row, self.record));
        }
    }

    /// Lines up what is wrong with the rows that follow.
    fn fail(&mut self, message: &dyn std::fmt::Display) {
        let kind = SourceErrorKind::Syntax { format: self.format, message: message.to_string() };
        self.record += 1;
        self.waiting.push_back(Err(self.table.context.unplaced(self.record, kind)));
    }
}
