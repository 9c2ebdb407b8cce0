//! The verdict on one ad, typed, under the names of the JSON view.

use std::sync::Arc;

use lurescan::assess::{self, Run, Status};
use lurescan::report;
use lurescan::report::view::{SCHEMA, View};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::error;

/// The finished verdict on one ad, with its reasons.
#[pyclass(frozen, module = "lurescan")]
#[derive(Debug)]
pub(crate) struct Assessment {
    inner: assess::Assessment,
    run: Arc<Run>,
}

/// Words of an ad that a reason rests on.
#[pyclass(frozen, get_all, eq, skip_from_py_object, module = "lurescan")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Span {
    /// `title` or `text`.
    field: &'static str,
    /// Byte offset into the UTF-8 of the field.
    start: usize,
    /// Byte offset just past the end.
    end: usize,
    /// The words.
    text: String,
}

/// One thing that moved the score.
#[pyclass(frozen, get_all, eq, skip_from_py_object, module = "lurescan")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reason {
    /// Stable id.
    id: String,
    /// `rule`, `combination`, `fact`, `tagger`, `wording` or `adjustment`.
    kind: &'static str,
    /// One line.
    title: String,
    /// Log-odds it added.
    contribution: f64,
    /// The words it rests on.
    spans: Vec<Span>,
    /// Why it matters.
    why: String,
    /// What to ask or check next.
    ask: String,
    /// Public sources.
    references: Vec<String>,
    /// Id of the category, may be empty.
    category: String,
    /// Whether a model learned its weight.
    learned: bool,
}

/// A scheme whose features were seen.
#[pyclass(frozen, get_all, eq, skip_from_py_object, module = "lurescan")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scheme {
    /// Id from the closed list.
    id: String,
    /// Share of the risk evidence, 0 to 1.
    share: f64,
}

/// How the score adds up, in log-odds.
#[pyclass(frozen, get_all, eq, skip_from_py_object, module = "lurescan")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ledger {
    prior: f64,
    rules: f64,
    facts: f64,
    wording: f64,
    adjustments: f64,
    logit: f64,
    taggers: f64,
}

#[pymethods]
impl Span {
    fn __repr__(&self) -> String {
        format!("Span({}[{}:{}], {:?})", self.field, self.start, self.end, self.text)
    }
}

#[pymethods]
impl Reason {
    fn __repr__(&self) -> String {
        format!("Reason({:+.2} {:?}, {:?})", self.contribution, self.id, self.title)
    }
}

#[pymethods]
impl Scheme {
    fn __repr__(&self) -> String {
        format!("Scheme({:?}, {:.2})", self.id, self.share)
    }
}

#[pymethods]
impl Ledger {
    fn __repr__(&self) -> String {
        let Self { prior, rules, facts, taggers, wording, adjustments, logit } = self;
        format!(
            "Ledger(prior={prior:.2}, rules={rules:.2}, facts={facts:.2}, taggers={taggers:.2}, wording={wording:.2}, \
             adjustments={adjustments:.2}, logit={logit:.2})"
        )
    }
}

impl Assessment {
    /// A verdict and what made it.
    pub(crate) fn new(inner: assess::Assessment, run: Arc<Run>) -> Self {
        Self { inner, run }
    }

    fn scored(&self) -> bool {
        self.inner.status == Status::Scored
    }

    fn json(&self) -> PyResult<String> {
        let mut bytes = Vec::new();
        View::new(&self.run, &self.inner).write(&mut bytes).map_err(error::other)?;
        String::from_utf8(bytes).map_err(error::other)
    }

    fn reason(&self, reason: &assess::Reason) -> Reason {
        let span = |place: &assess::Evidence| Span {
            field: place.field.as_str(),
            start: place.span.start,
            end: place.span.end,
            text: self.inner.quote(place).to_owned(),
        };
        Reason {
            id: reason.id.clone(),
            kind: reason.kind.as_str(),
            title: reason.title.clone(),
            contribution: reason.contribution + 0.0,
            spans: reason.spans.iter().map(span).collect(),
            why: reason.why.clone(),
            ask: reason.ask.clone(),
            references: reason.references.clone(),
            category: reason.category.clone(),
            learned: reason.learned,
        }
    }
}

#[pymethods]
impl Assessment {
    #[getter]
    fn schema(&self) -> &'static str {
        SCHEMA
    }

    #[getter]
    fn id(&self) -> &str {
        &self.inner.ad_id
    }

    #[getter]
    fn title(&self) -> &str {
        &self.inner.title
    }

    #[getter]
    fn text(&self) -> &str {
        &self.inner.text
    }

    #[getter]
    fn language(&self) -> Option<&'static str> {
        self.inner.language
    }

    #[getter]
    fn status(&self) -> &'static str {
        self.inner.status.as_str()
    }

    #[getter]
    fn score(&self) -> Option<u8> {
        self.scored().then_some(self.inner.score)
    }

    #[getter]
    fn probability(&self) -> Option<f64> {
        self.scored().then_some(self.inner.probability)
    }

    #[getter]
    fn band(&self) -> Option<&'static str> {
        self.scored().then_some(self.inner.band.as_str())
    }

    #[getter]
    fn schemes(&self) -> Vec<Scheme> {
        self.inner.schemes.iter().map(|one| Scheme { id: one.id.clone(), share: one.share }).collect()
    }

    #[getter]
    fn reasons(&self) -> Vec<Reason> {
        self.inner.reasons.iter().map(|reason| self.reason(reason)).collect()
    }

    #[getter]
    fn ledger(&self) -> Ledger {
        let of = self.inner.ledger;
        Ledger {
            prior: of.prior + 0.0,
            rules: of.rules + 0.0,
            facts: of.facts + 0.0,
            wording: of.wording + 0.0,
            adjustments: of.adjustments + 0.0,
            logit: of.logit + 0.0,
            taggers: of.taggers + 0.0,
        }
    }

    #[getter]
    fn contacts(&self) -> Vec<String> {
        self.inner.contacts.clone()
    }

    #[getter]
    fn program(&self) -> &'static str {
        self.run.program
    }

    #[getter]
    fn rules(&self) -> &str {
        &self.run.rules
    }

    #[getter]
    fn model(&self) -> &str {
        &self.run.model
    }

    /// The `lurescan/1` object as the program writes it, on one line.
    fn to_json(&self) -> PyResult<String> {
        self.json()
    }

    /// The same as a dictionary.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.json()?,))
    }

    /// Nothing of it ever changes, so a copy is itself.
    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    /// The same.
    fn __deepcopy__<'py>(slf: Bound<'py, Self>, memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        let _ = memo;
        slf
    }

    /// It leaves its process as text only.
    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("an Assessment cannot be pickled; send what to_dict or to_json gives"))
    }

    fn _repr_html_(&self) -> String {
        report::card(&self.inner)
    }

    fn __repr__(&self) -> String {
        match (self.score(), self.band()) {
            (Some(score), Some(band)) => {
                format!("<lurescan.Assessment {:?}: {band}, {score} of 100>", self.inner.ad_id)
            }
            _ => format!("<lurescan.Assessment {:?}: {}>", self.inner.ad_id, self.status()),
        }
    }
}
