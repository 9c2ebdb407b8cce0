//! What Python is told when something cannot be done at all. What is wrong with single ads is a status instead.

use lurescan::engine::EngineError;
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

create_exception!(lurescan, LurescanError, PyValueError, "What lurescan was asked for cannot be done.");
create_exception!(
    lurescan,
    RulesError,
    LurescanError,
    "Rules hold mistakes: every one of them, with file, line and column."
);
create_exception!(lurescan, ModelError, LurescanError, "A model file cannot be used.");
create_exception!(
    lurescan,
    ColumnError,
    LurescanError,
    "Columns that were named, or any with the text of an ad, are not there."
);

/// Why there is no engine.
pub(crate) fn engine(error: &EngineError) -> PyErr {
    let message = error.to_string();
    match error {
        EngineError::Pack { .. } | EngineError::EmptyPack { .. } | EngineError::Rules(_) => {
            RulesError::new_err(message)
        }
        EngineError::ModelFile { .. } | EngineError::Model { .. } | EngineError::ForeignModel { .. } => {
            ModelError::new_err(message)
        }
        _ => LurescanError::new_err(message),
    }
}

/// Anything else.
pub(crate) fn other(error: impl std::fmt::Display) -> PyErr {
    LurescanError::new_err(error.to_string())
}
