//! Tables of others, batch by batch: anything with the Arrow PyCapsule interface.
//!
//! Strings are looked at where they are. Who hands over a string column promises that it is UTF-8, and nothing keeps them
//! from being wrong; so strings are taken for bytes here, and every value is looked at before it is called text.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{
    Array as _, ArrayRef, BinaryArray, GenericListArray, LargeBinaryArray, OffsetSizeTrait, RecordBatch,
    RecordBatchIterator, RecordBatchReader,
};
use arrow_pyarrow::FromPyArrow as _;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use lurescan::source::{ColumnMap, Table};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use crate::error::ColumnError;
use crate::wanted;

/// Batches of ads.
pub(crate) struct Rows {
    reader: Box<dyn RecordBatchReader + Send>,
    /// What makes ads of a batch that holds only the columns read.
    pub(crate) table: Table,
    projection: Vec<usize>,
}

/// What can be read of an object.
pub(crate) fn open(object: &Bound<'_, PyAny>) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    if object.hasattr("__arrow_c_stream__")? {
        let object = match is_pandas(object)? {
            true => object.py().import("lurescan._pandas")?.call_method1("readable", (object,))?,
            false => object.clone(),
        };
        let stream =
            RecordBatchStreamReader::from_pyarrow_bound(&object).map_err(|error| untaken(object.py(), error))?;
        return Ok(Box::new(stream));
    }
    if object.hasattr("__arrow_c_array__")? {
        let batch = RecordBatch::from_pyarrow_bound(object)?;
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    Err(PyTypeError::new_err(format!(
        "{} is no Arrow table: pass a pyarrow, Polars, DuckDB or pandas table, or anything else with __arrow_c_stream__ \
         (a lazy frame has to be collected first; one ad is scored with score)",
        object.get_type().fully_qualified_name()?
    )))
}

/// Why a stream cannot be taken, such as a column of a type that others do not know.
fn untaken(py: Python<'_>, error: PyErr) -> PyErr {
    if !error.is_instance_of::<PyValueError>(py) {
        return error;
    }
    let told = ColumnError::new_err(format!("the table cannot be taken as Arrow: {}", error.value(py)));
    told.set_cause(py, Some(error));
    told
}

/// Whether it is a frame of pandas, whose columns may hold objects of any kind.
fn is_pandas(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    let of = object.get_type();
    Ok(of.name()? == "DataFrame" && of.module()?.to_str()?.starts_with("pandas."))
}

impl Rows {
    /// Opens a table of ads.
    pub(crate) fn open(object: &Bound<'_, PyAny>, columns: &ColumnMap) -> PyResult<Self> {
        let reader = open(object)?;
        let table = wanted::table(&reader.schema(), columns)?;
        let projection = table.projection();
        Ok(Self { reader, table: table.projected(), projection })
    }

    /// The column of ids.
    pub(crate) fn has_ids(&self) -> bool {
        self.table.id_column().is_some()
    }
}

impl Iterator for Rows {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.next()?;
        Some(batch.and_then(|batch| bytes_of(&batch, &self.projection)))
    }
}

/// Columns of a batch, strings as bytes.
fn bytes_of(batch: &RecordBatch, projection: &[usize]) -> Result<RecordBatch, ArrowError> {
    let columns = projection.iter().map(|index| bytes(batch.column(*index))).collect::<Result<Vec<_>, _>>()?;
    let name = |index: &usize| batch.schema_ref().field(*index).name().clone();
    let fields = projection
        .iter()
        .zip(&columns)
        .map(|(index, column)| Field::new(name(index), column.data_type().clone(), true));
    let schema: SchemaRef = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(schema, columns, &options)
}

/// The same values, strings as bytes; nothing is copied.
fn bytes(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(match column.data_type() {
        DataType::Utf8 => {
            let (offsets, values, nulls) = column.as_string::<i32>().clone().into_parts();
            Arc::new(BinaryArray::try_new(offsets, values, nulls)?)
        }
        DataType::LargeUtf8 => {
            let (offsets, values, nulls) = column.as_string::<i64>().clone().into_parts();
            Arc::new(LargeBinaryArray::try_new(offsets, values, nulls)?)
        }
        DataType::Utf8View => Arc::new(column.as_string_view().clone().to_binary_view()),
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary();
            dictionary.with_values(bytes(dictionary.values())?)
        }
        DataType::List(_) => Arc::new(items(column.as_list::<i32>())?),
        DataType::LargeList(_) => Arc::new(items(column.as_list::<i64>())?),
        _ => Arc::clone(column),
    })
}

fn items<O: OffsetSizeTrait>(list: &GenericListArray<O>) -> Result<GenericListArray<O>, ArrowError> {
    let (_, offsets, values, nulls) = list.clone().into_parts();
    let values = bytes(&values)?;
    let field = Arc::new(Field::new("item", values.data_type().clone(), true));
    GenericListArray::try_new(field, offsets, values, nulls)
}
