//! Labeled tables to an evaluation of the finished model: the measures of `lurescan evaluate --as-is`.

use lurescan::ad::Ad;
use lurescan::page;
use lurescan::train::{Corpus, Example, Kind, Question, SourceEntry, Study, study_of};
use pyo3::prelude::*;

use crate::error::{self, LurescanError};
use crate::listening;
use crate::rows::Rows;
use crate::scanner::Scanner;
use crate::wanted::{self, Names};

/// Labels of harmful ads.
const HARMFUL: [&str; 6] = ["lure", "fraud", "harmful", "1", "1.0", "true"];
/// Labels of genuine ones.
const GENUINE: [&str; 5] = ["legit", "genuine", "0", "0.0", "false"];

/// Key, value, and the interval around it.
type Measure = (&'static str, Option<f64>, Option<(f64, f64)>);

/// What a model is worth on labeled ads.
#[pyclass(frozen, module = "lurescan")]
#[derive(Debug)]
pub(crate) struct Evaluation {
    study: Study,
}

#[pymethods]
impl Evaluation {
    /// The `lurescan-evaluation/1` object as a dictionary.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.study.view().to_string(),))
    }

    /// The measures by their keys: value, and a 95 % interval over campaigns where there is one.
    #[getter]
    fn measures(&self) -> Vec<Measure> {
        let measures = self.study.runs.iter().flat_map(|run| &run.evaluation.measures);
        measures.map(|one| (one.key, one.figure.value, one.figure.interval)).collect()
    }

    /// One self-contained page with tables and plots.
    fn to_html(&self) -> String {
        page::html(&self.study)
    }

    /// The page in a frame of its own, for its style is that of a whole page.
    fn _repr_html_(&self) -> String {
        let page = page::html(&self.study).replace('&', "&amp;").replace('"', "&quot;");
        format!(
            "<iframe sandbox srcdoc=\"{page}\" style=\"width: 100%; height: 40rem; border: 1px solid #8888\"></iframe>"
        )
    }

    fn __repr__(&self) -> String {
        let shown = |(key, value, _): (&str, Option<f64>, _)| value.map(|value| format!("{key} {value:.3}"));
        let measures: Vec<String> = self.measures().into_iter().filter_map(shown).collect();
        format!("<lurescan.Evaluation: {}>", measures.join(", "))
    }
}

/// Which columns tell what of a label.
struct Labels {
    label: String,
    source: Option<String>,
    language: Option<String>,
    scheme: Option<String>,
    group: Option<String>,
    kind: Option<String>,
}

/// Measures a finished model on the labeled ads of a table.
#[pyfunction]
#[pyo3(signature = (table, *, label, scanner = None, text = None, title = None, id = None, source = None, language = None, scheme = None, group = None, kind = None, prevalences = None))]
#[expect(clippy::too_many_arguments, reason = "they are named in Python")]
pub(crate) fn evaluate(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    label: String,
    scanner: Option<Bound<'_, Scanner>>,
    text: Option<Names>,
    title: Option<String>,
    id: Option<String>,
    source: Option<String>,
    language: Option<String>,
    scheme: Option<String>,
    group: Option<String>,
    kind: Option<String>,
    prevalences: Option<Vec<f64>>,
) -> PyResult<Evaluation> {
    let labels = Labels { label, source, language, scheme, group, kind };
    let asked = [&labels.source, &labels.language, &labels.scheme, &labels.group, &labels.kind];
    let mut columns = wanted::columns(text, title, id);
    columns.keep = std::iter::once(&labels.label).chain(asked.into_iter().flatten()).cloned().collect();
    columns.keep_strictly = true;
    let rows = Rows::open(table, &columns)?;
    let scanner = match scanner {
        Some(scanner) => scanner,
        None => py.get_type::<Scanner>().call0()?.cast_into()?,
    };
    let scanner = scanner.get();
    let question =
        Question { prevalences: prevalences.unwrap_or(Question::default().prevalences), ..Question::default() };
    question.prevalences.iter().try_for_each(|share| wanted::share("prevalences", *share))?;
    let study = listening::run(py, |stop| {
        let corpus = corpus(rows, &labels)?;
        let study = scanner.pool.run(|| study_of(&scanner.assessor, &corpus, &question, None, &|| stop.asked()))?;
        study.map_err(error::other)
    })?;
    Ok(Evaluation { study })
}

/// The labeled ads of a table; those without a label are left out.
fn corpus(rows: Rows, labels: &Labels) -> PyResult<Corpus> {
    let table = rows.table.clone();
    let mut sources: Vec<SourceEntry> = Vec::new();
    let mut examples = Vec::new();
    let mut record = 0;
    for batch in rows {
        let batch = batch.map_err(error::other)?;
        for row in 0..batch.num_rows() {
            record += 1;
            // What cannot be read has no score and cannot be measured on.
            let Ok(ad) = table.ad(&batch, row, record) else { continue };
            let Some(harmful) = harmful(&ad, labels)? else { continue };
            examples.push(example(ad, harmful, labels, &mut sources)?);
        }
    }
    Ok(Corpus::of_ads("table", "not stated", sources, examples))
}

fn value<'a>(ad: &'a Ad, column: Option<&String>) -> &'a str {
    column.and_then(|column| ad.column(column)).unwrap_or_default()
}

/// Whether an ad is labeled harmful; `None` without a label.
fn harmful(ad: &Ad, labels: &Labels) -> PyResult<Option<bool>> {
    let label = value(ad, Some(&labels.label)).trim().to_lowercase();
    match label.as_str() {
        "" => Ok(None),
        label if HARMFUL.contains(&label) => Ok(Some(true)),
        label if GENUINE.contains(&label) => Ok(Some(false)),
        other => Err(LurescanError::new_err(format!(
            "column {:?} holds {other:?}: harmful ads are labeled {}, genuine ones {}",
            labels.label,
            HARMFUL.join(", "),
            GENUINE.join(", ")
        ))),
    }
}

fn example(ad: Ad, harmful: bool, labels: &Labels, sources: &mut Vec<SourceEntry>) -> PyResult<Example> {
    let kind = match value(&ad, labels.kind.as_ref()) {
        "" | "real" => Kind::Real,
        "authored" => Kind::Authored,
        other => return Err(LurescanError::new_err(format!("a kind is real or authored, not {other:?}"))),
    };
    let name = match value(&ad, labels.source.as_ref()) {
        "" => "table",
        name => name,
    };
    let known = sources.iter().position(|source| source.name == name && source.kind == kind);
    let source = known.unwrap_or_else(|| {
        sources.push(SourceEntry::new(name.to_owned(), String::new(), kind));
        sources.len() - 1
    });
    let group = value(&ad, labels.group.as_ref());
    let family = if group.is_empty() { format!("row {}", ad.origin.record) } else { format!("group {group}") };
    Ok(Example {
        harmful,
        source,
        kind,
        language: value(&ad, labels.language.as_ref()).to_owned(),
        scheme: value(&ad, labels.scheme.as_ref()).to_owned(),
        family,
        annotations: None,
        ad,
    })
}
