//! Scoring on threads of its own, so that connections are answered meanwhile; the rules and the model in use.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

use super::problem::Problem;
use crate::ad::Ad;
use crate::assess::{Assessment, Assessor, Run};

/// Rules and model as loaded together.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) assessor: Assessor,
    pub(super) run: Run,
}

impl Loaded {
    pub(super) fn new(assessor: Assessor) -> Self {
        let run = assessor.run();
        Self { assessor, run }
    }

    /// Assesses ads in order, on every thread of the pool this runs on, telling reasons in a language.
    ///
    /// A few at a time, so that others' requests come in between.
    pub(super) fn assess_all(&self, ads: &[Ad], language: Option<&str>) -> Vec<Assessment> {
        let few = 2 * rayon::current_num_threads();
        let one = |ad: &Ad| self.assess(ad, language);
        ads.chunks(few).flat_map(|ads| ads.par_iter().map(one).collect::<Vec<_>>()).collect()
    }

    /// Assesses one ad.
    pub(super) fn assess(&self, ad: &Ad, language: Option<&str>) -> Assessment {
        let mut assessment = self.assessor.assess(ad);
        if let Some(language) = language {
            self.assessor.retell(&mut assessment, language);
        }
        assessment
    }
}

/// What scores.
#[derive(Debug)]
pub(super) struct Engine {
    pool: ThreadPool,
    queue: Semaphore,
    current: RwLock<Arc<Loaded>>,
}

impl Engine {
    pub(super) fn new(assessor: Assessor, threads: usize, queue: usize) -> Result<Self, ThreadPoolBuildError> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(|n| format!("score-{n}")).build()?;
        let current = RwLock::new(Arc::new(Loaded::new(assessor)));
        Ok(Self { pool, queue: Semaphore::new(queue), current })
    }

    /// Threads that score.
    pub(super) fn threads(&self) -> usize {
        self.pool.current_num_threads()
    }

    /// The rules and the model in use; a request keeps those it began with.
    pub(super) fn loaded(&self) -> Arc<Loaded> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts others in their place.
    pub(super) fn replace(&self, loaded: Loaded) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
    }

    /// A place among those that score or wait for it.
    pub(super) fn place(&self) -> Result<SemaphorePermit<'_>, Problem> {
        self.queue.try_acquire().map_err(|_| Problem::busy("as many requests as are let in are being scored"))
    }

    /// Starts a job on the scoring threads; what it gives arrives once it is done, and nothing if it panics.
    pub(super) fn start<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> oneshot::Receiver<T> {
        let (done, result) = oneshot::channel();
        self.pool.spawn_fifo(move || {
            // A panic costs this job alone; nobody waits for it any more if its request is gone.
            if let Ok(value) = catch_unwind(AssertUnwindSafe(job)) {
                let _ = done.send(value);
            }
        });
        result
    }

    /// Runs a job on the scoring threads.
    pub(super) async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        self.start(job).await.map_err(|_| Problem::fault())
    }
}
