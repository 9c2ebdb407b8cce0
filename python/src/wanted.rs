//! Which columns of a table, or keys of a mapping, hold what, as Python names them.

use arrow_schema::Schema;
use lurescan::diagnostic::nearest;
use lurescan::source::{ColumnMap, Limits, SourceErrorKind, Table};
use pyo3::exceptions::{PyOverflowError, PyValueError};
use pyo3::prelude::*;

use crate::error::ColumnError;

/// One name or several.
#[derive(Debug, Clone, FromPyObject)]
pub(crate) enum Names {
    /// One.
    One(String),
    /// Several, joined in this order.
    Several(Vec<String>),
}

/// What was asked for; what was not is found by the built-in names.
pub(crate) fn columns(text: Option<Names>, title: Option<String>, id: Option<String>) -> ColumnMap {
    let text = match text {
        None => Vec::new(),
        Some(Names::One(name)) => vec![name],
        Some(Names::Several(names)) => names,
    };
    ColumnMap { id, title, text, ..ColumnMap::default() }
}

/// A number of things, however large it was written.
#[derive(Debug, Clone)]
pub(crate) struct Count {
    number: i64,
    written: String,
}

impl FromPyObject<'_, '_> for Count {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let number = match object.extract::<i64>() {
            Err(error) if error.is_instance_of::<PyOverflowError>(object.py()) => {
                if object.lt(0)? {
                    i64::MIN
                } else {
                    i64::MAX
                }
            }
            number => number?,
        };
        Ok(Self { number, written: object.str()?.to_string() })
    }
}

impl From<i64> for Count {
    fn from(number: i64) -> Self {
        Self { number, written: number.to_string() }
    }
}

impl Count {
    /// The number, if it is at least one and no more than `most`.
    ///
    /// # Errors
    /// One that names it and says why if not.
    pub(crate) fn within(&self, name: &str, most: usize, why: &str) -> PyResult<usize> {
        let taken = usize::try_from(self.number).ok().filter(|taken| (1..=most).contains(taken));
        taken.ok_or_else(|| PyValueError::new_err(format!("{name}={}: {why}", self.written)))
    }
}

/// Whether a number can be the share of harmful ads among all.
///
/// # Errors
/// One that names it if not.
pub(crate) fn share(name: &str, share: f64) -> PyResult<()> {
    if share > 0.0 && share < 1.0 {
        return Ok(());
    }
    Err(PyValueError::new_err(format!("{name}={share}: a share lies strictly between 0 and 1")))
}

/// The columns of a schema that hold ads.
///
/// # Errors
/// One error that names every column that is not there, or whose values are no text, and the columns there are.
pub(crate) fn table(schema: &Schema, columns: &ColumnMap) -> PyResult<Table> {
    let asked = columns.id.iter().chain(&columns.title).chain(&columns.text).chain(&columns.keep);
    let missing: Vec<&String> = asked.filter(|name| !has(schema, name)).collect();
    if !missing.is_empty() {
        return Err(absent(schema, &missing));
    }
    let table = Table::new(schema, columns, &Limits::default()).map_err(|error| match error.kind {
        SourceErrorKind::MissingColumn { wanted: None, .. } => ColumnError::new_err(format!(
            "no column is known to hold the text of an ad: name it with text=…; the columns are {}",
            listed(schema)
        )),
        kind => ColumnError::new_err(format!("the table {kind}")),
    })?;
    let no_text = |index: &usize| !Table::holds_text(schema.field(*index).data_type());
    let wrong: Vec<String> =
        table.projection().into_iter().filter(no_text).map(|index| described(schema, index)).collect();
    match wrong.is_empty() {
        true => Ok(table),
        false => Err(ColumnError::new_err(format!("no text can be read from {}", wrong.join(", ")))),
    }
}

/// Whether a schema has a column of that name as formats look it up.
fn has(schema: &Schema, name: &str) -> bool {
    let alone = ColumnMap { text: vec![name.to_owned()], ..ColumnMap::default() };
    Table::new(schema, &alone, &Limits::default()).is_ok()
}

fn absent(schema: &Schema, missing: &[&String]) -> PyErr {
    let known: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let named: Vec<String> = missing
        .iter()
        .map(|name| match nearest(name, known.iter().copied()) {
            Some(near) => format!("{name:?} (did you mean {near:?}?)"),
            None => format!("{name:?}"),
        })
        .collect();
    let what = if named.len() == 1 { "column" } else { "columns" };
    ColumnError::new_err(format!("no {what} {}; the columns are {}", named.join(", "), listed(schema)))
}

fn listed(schema: &Schema) -> String {
    let names: Vec<String> = schema.fields().iter().map(|field| format!("{:?}", field.name())).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn described(schema: &Schema, index: usize) -> String {
    let field = schema.field(index);
    format!("column {:?} of type {}", field.name(), field.data_type())
}
