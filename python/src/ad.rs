//! One ad from Python: a string is read as a plain text file is, a mapping as a record of JSON.

use lurescan::ad::{Ad, Origin};
use lurescan::source::{ColumnMap, Format, Input, ReadOptions, SourceErrorKind, open};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyFrozenSet, PyMapping, PyMemoryView, PySet, PyString};

use crate::error::{self, ColumnError, LurescanError};

/// The name ads have while they are read.
const NAME: &str = "ad";

/// The ad a string or mapping holds.
pub(crate) fn of(object: &Bound<'_, PyAny>, columns: ColumnMap) -> PyResult<Ad> {
    if let Ok(text) = object.cast::<PyString>() {
        return of_text(text.to_str().map_err(half)?);
    }
    let Ok(mapping) = object.cast::<PyMapping>() else {
        let of = object.get_type().fully_qualified_name()?;
        return Err(PyTypeError::new_err(format!(
            "an ad is a str or a mapping, not {of}; for a table use score_batch"
        )));
    };
    read("jsonl", json(mapping)?, columns).map_err(|kind| match kind {
        SourceErrorKind::MissingColumn { .. } => ColumnError::new_err(format!("the ad {kind}")),
        kind => unread(&kind),
    })
}

/// Half of a surrogate pair.
fn half(_: PyErr) -> PyErr {
    LurescanError::new_err("the ad holds half of a surrogate pair, which is no text")
}

/// Why an ad cannot be read: most kinds say what it is or holds, and one what of it is too large.
fn unread(kind: &SourceErrorKind) -> PyErr {
    match kind {
        SourceErrorKind::TooLarge { .. } => error::other(format!("the ad cannot be read: {kind}")),
        _ => error::other(format!("the ad {kind}")),
    }
}

fn of_text(text: &str) -> PyResult<Ad> {
    match read("text", text.to_owned(), ColumnMap::default()) {
        Ok(ad) => Ok(ad),
        // A file would not be taken for text; a string is text.
        Err(SourceErrorKind::Binary { .. } | SourceErrorKind::Encoding { .. }) => Ok(Ad::from_text("", text)),
        Err(kind) => Err(unread(&kind)),
    }
}

/// A mapping as one line of JSON, missing values as null.
fn json(mapping: &Bound<'_, PyMapping>) -> PyResult<String> {
    let py = mapping.py();
    let record = PyDict::new(py);
    for item in mapping.items()?.iter() {
        let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        record.set_item(key.str()?, if absent(&value)? { py.None().into_bound(py) } else { value })?;
    }
    let options = PyDict::new(py);
    options.set_item("default", wrap_pyfunction!(plain, py)?)?;
    options.set_item("ensure_ascii", false)?;
    let line = py.import("json")?.call_method("dumps", (record,), Some(&options))?;
    line.cast::<PyString>()?.to_str().map(str::to_owned).map_err(half)
}

/// What JSON can hold in place of a value it cannot: bytes as UTF-8, arrays as lists, whatever says itself in words as these.
///
/// # Errors
/// A `TypeError` for what has no words of its own, or no order, an error if bytes are no UTF-8.
#[pyfunction]
fn plain<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = value.py();
    if value.is_instance_of::<PyMemoryView>() {
        return plain(&value.call_method0("tobytes")?);
    }
    if value.is_instance_of::<PyBytes>() || value.is_instance_of::<PyByteArray>() {
        let wrong = |_| LurescanError::new_err("the ad holds bytes that are not UTF-8");
        return value.call_method1("decode", ("utf-8",)).map_err(wrong);
    }
    if value.hasattr("tolist")? {
        return value.call_method0("tolist");
    }
    let (of, any) = (value.get_type(), py.get_type::<PyAny>());
    let own = |name: &str| PyResult::Ok(!of.getattr(name)?.is(&any.getattr(name)?));
    let set = value.is_instance_of::<PySet>() || value.is_instance_of::<PyFrozenSet>();
    if set || !own("__str__")? && !own("__repr__")? {
        return Err(PyTypeError::new_err(format!("the ad holds a {}, which is no text", of.fully_qualified_name()?)));
    }
    Ok(value.str()?.into_any())
}

/// Whether it is no value: not equal to itself, as NaN and NaT, or the NA of pandas, of which that cannot be asked.
fn absent(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(value.ne(value).unwrap_or(false) || value.get_type().name()? == "NAType")
}

/// Reads one ad, as from a file without a name.
fn read(format: &str, text: String, columns: ColumnMap) -> Result<Ad, SourceErrorKind> {
    let input = Input::Bytes { name: NAME.to_owned(), bytes: text.into_bytes().into() };
    let options = ReadOptions { columns, format: Format::named(format), ..ReadOptions::default() };
    let first = open(&input, &options).map_err(|error| error.kind)?.next();
    let mut ad = first.transpose().map_err(|error| error.kind)?.unwrap_or_default();
    if ad.id == format!("{NAME}#1") {
        ad.id.clear();
    }
    // Where it stands in the text that was made of it is nowhere.
    ad.origin = Origin { record: 1, observations: ad.origin.observations, ..Origin::default() };
    Ok(ad)
}
