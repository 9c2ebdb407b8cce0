//! What users hold: rules and model, ready to assess.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use lurescan::assess::{Assessor, Policy, Run};
use lurescan::engine::{self, Settings};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::assessment::Assessment;
use crate::pool::Pool;
use crate::rows::Rows;
use crate::table::Table;
use crate::wanted::{self, Count, Names};
use crate::{ad, campaigns, error, listening, scored, spread};

/// More threads than any machine this runs on has cores; a slip of the finger asks for more.
const MOST_THREADS: usize = 1024;

/// One path or several.
#[derive(Debug, Clone, FromPyObject)]
pub(crate) enum Paths {
    /// One.
    One(PathBuf),
    /// Several, later ones laid over earlier ones.
    Several(Vec<PathBuf>),
}

/// Reads job ads and weighs their risk indicators.
///
/// Build one and share it: with rules of one's own it takes about a second and 180 MB; it is never changed and may be used by
/// several threads at once. Scanners with nothing but the built-in rules and model share them.
#[pyclass(frozen, module = "lurescan")]
#[derive(Debug)]
pub(crate) struct Scanner {
    /// Rules and model as they are; kept so that others can share them.
    shared: Arc<Assessor>,
    pub(crate) assessor: Assessor,
    pub(crate) run: Arc<Run>,
    pub(crate) pool: Pool,
    rules: Vec<PathBuf>,
    model: Option<PathBuf>,
    prior: Option<f64>,
    threads: Option<usize>,
}

/// What every scanner without files of its own shares, as long as there is one.
static BUILT_IN: Mutex<Weak<Assessor>> = Mutex::new(Weak::new());

/// An engine of these files; that of no files is there once.
fn engine(packs: &[PathBuf], model: Option<&PathBuf>) -> PyResult<Arc<Assessor>> {
    let settings = Settings { packs: packs.to_vec(), model: model.cloned(), policy: Policy::default() };
    let build = || engine::assessor(&settings).map(Arc::new).map_err(|error| error::engine(&error));
    if !packs.is_empty() || model.is_some() {
        return build();
    }
    let mut shared = BUILT_IN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(engine) = shared.upgrade() {
        return Ok(engine);
    }
    let engine = build()?;
    *shared = Arc::downgrade(&engine);
    Ok(engine)
}

#[pymethods]
impl Scanner {
    #[new]
    #[pyo3(signature = (rules = None, model = None, prior = None, threads = None))]
    fn new(
        py: Python<'_>,
        rules: Option<Paths>,
        model: Option<PathBuf>,
        prior: Option<f64>,
        threads: Option<Count>,
    ) -> PyResult<Self> {
        check(prior)?;
        let threads = threads.as_ref().map(of_threads).transpose()?;
        let rules = match rules {
            None => Vec::new(),
            Some(Paths::One(path)) => vec![path],
            Some(Paths::Several(paths)) => paths,
        };
        let shared = py.detach(|| engine(&rules, model.as_ref()))?;
        Ok(Self::of(shared, rules, model, prior, threads))
    }

    /// The same rules and model, shared, for another expected share of harmful ads.
    #[pyo3(signature = (prior))]
    fn with_prior(&self, prior: Option<f64>) -> PyResult<Self> {
        check(prior)?;
        Ok(Self::of(Arc::clone(&self.shared), self.rules.clone(), self.model.clone(), prior, self.threads))
    }

    /// Assesses one ad.
    #[pyo3(signature = (ad, *, text = None, title = None, id = None))]
    fn score(
        &self,
        py: Python<'_>,
        ad: &Bound<'_, PyAny>,
        text: Option<Names>,
        title: Option<String>,
        id: Option<String>,
    ) -> PyResult<Assessment> {
        let ad = ad::of(ad, wanted::columns(text, title, id))?;
        let assessment = py.detach(|| self.assessor.assess_owned(ad));
        Ok(Assessment::new(assessment, Arc::clone(&self.run)))
    }

    /// Assesses every row of a table.
    #[pyo3(signature = (table, *, text = None, title = None, id = None))]
    fn score_batch(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        text: Option<Names>,
        title: Option<String>,
        id: Option<String>,
    ) -> PyResult<Table> {
        let rows = Rows::open(table, &wanted::columns(text, title, id))?;
        let threads = self.pool.threads();
        let batches = listening::run(py, |stop| {
            self.pool.run(|| scored::score(&self.assessor, &self.run, rows, (threads, stop)))?.map_err(error::other)
        })?;
        Ok(Table::new(scored::schema(), batches))
    }

    /// Groups the rows of a table that are near-duplicates of one another.
    #[pyo3(
        signature = (table, *, text = None, title = None, id = None, min_size = Count::from(2), members = true),
        text_signature = "($self, table, *, text=None, title=None, id=None, min_size=2, members=True)"
    )]
    #[expect(clippy::too_many_arguments, reason = "they are named in Python")]
    fn campaigns(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        text: Option<Names>,
        title: Option<String>,
        id: Option<String>,
        min_size: Count,
        members: bool,
    ) -> PyResult<Table> {
        let least = min_size.within("min_size", usize::MAX, "a campaign has at least one ad")?;
        let rows = Rows::open(table, &wanted::columns(text, title, id))?;
        let batch = listening::run(py, |stop| {
            self.pool.run(|| campaigns::find(self, rows, least, members, stop))?.map_err(error::other)
        })?;
        Ok(Table::new(batch.schema(), vec![batch]))
    }

    /// What a cluster finds campaigns by: for every row its text's hash, signature and bands beside its score.
    #[pyo3(signature = (table, *, text = None, title = None, id = None))]
    fn _signatures(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        text: Option<Names>,
        title: Option<String>,
        id: Option<String>,
    ) -> PyResult<Table> {
        let rows = Rows::open(table, &wanted::columns(text, title, id))?;
        let batches =
            listening::run(py, |stop| self.pool.run(|| spread::signatures(self, rows, stop))?.map_err(error::other))?;
        Ok(Table::new(spread::schema(), batches))
    }

    /// A result without rows, for its columns.
    #[staticmethod]
    fn _no_scores() -> Table {
        Table::new(scored::schema(), Vec::new())
    }

    /// Signatures without rows, for their columns.
    #[staticmethod]
    fn _no_signatures() -> Table {
        Table::new(spread::schema(), Vec::new())
    }

    /// Whether a table has a column of ids, of those named or known; an error if other columns are missing.
    #[staticmethod]
    #[pyo3(signature = (table, *, text = None, title = None, id = None))]
    fn _has_ids(
        table: &Bound<'_, PyAny>,
        text: Option<Names>,
        title: Option<String>,
        id: Option<String>,
    ) -> PyResult<bool> {
        Ok(Rows::open(table, &wanted::columns(text, title, id))?.has_ids())
    }

    /// Version of the program.
    #[getter]
    fn program(&self) -> &'static str {
        self.run.program
    }

    /// Fingerprint of the rules.
    #[getter]
    fn rules(&self) -> &str {
        &self.run.rules
    }

    /// Fingerprint of the model.
    #[getter]
    fn model(&self) -> &str {
        &self.run.model
    }

    /// The expected share of harmful ads that was asked for.
    #[getter]
    fn prior(&self) -> Option<f64> {
        self.prior
    }

    /// The share of harmful ads the model expects by itself.
    #[getter]
    fn reference_prior(&self) -> f64 {
        self.assessor.model().reference_prior()
    }

    /// Threads that tables are scored on.
    #[getter]
    fn threads(&self) -> usize {
        self.pool.threads()
    }

    /// Lowest probability of the bands elevated, high and critical.
    #[getter]
    fn bands(&self) -> Vec<(&'static str, f64)> {
        ["elevated", "high", "critical"].into_iter().zip(self.run.bands).collect()
    }

    /// What is to be known about rules and model that are not made for each other.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.assessor.notes()
    }

    /// Scanners travel as what they were made of and are built anew.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let this = slf.get();
        let rules = (!this.rules.is_empty()).then(|| this.rules.clone());
        let made_of = (rules, this.model.clone(), this.prior, this.threads);
        Ok((slf.get_type().into_any(), made_of.into_pyobject(slf.py())?))
    }

    fn __repr__(&self) -> String {
        format!("<lurescan.Scanner {}, rules {}, model {}>", self.run.program, self.run.rules, self.run.model)
    }
}

impl Scanner {
    fn of(
        shared: Arc<Assessor>,
        rules: Vec<PathBuf>,
        model: Option<PathBuf>,
        prior: Option<f64>,
        threads: Option<usize>,
    ) -> Self {
        let assessor = shared.with_policy(Policy { prior, ..Policy::default() });
        let run = Arc::new(assessor.run());
        Self { shared, assessor, run, pool: Pool::new(threads), rules, model, prior, threads }
    }
}

fn check(prior: Option<f64>) -> PyResult<()> {
    prior.map_or(Ok(()), |prior| wanted::share("prior", prior))
}

fn of_threads(threads: &Count) -> PyResult<usize> {
    threads.within("threads", MOST_THREADS, &format!("from one to {MOST_THREADS} threads score"))
}
