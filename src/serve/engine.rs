//! Scoring on threads of its own, so that connections are answered meanwhile; the rules and the model in use.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

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
    workers: Workers,
    queue: Arc<Semaphore>,
    current: RwLock<Arc<Loaded>>,
}

impl Engine {
    pub(super) fn new(assessor: Assessor, threads: usize, queue: usize) -> Result<Self, ThreadPoolBuildError> {
        let workers = Workers::new(threads)?;
        let current = RwLock::new(Arc::new(Loaded::new(assessor)));
        Ok(Self { workers, queue: Arc::new(Semaphore::new(queue)), current })
    }

    /// Threads that score.
    pub(super) fn threads(&self) -> usize {
        self.workers.pool.current_num_threads()
    }

    /// The rules and the model in use; a request keeps those it began with.
    pub(super) fn loaded(&self) -> Arc<Loaded> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts others in their place.
    pub(super) fn replace(&self, loaded: Loaded) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
    }

    /// A place among those that score or wait for it. It goes with the job, whose caller may be gone before it is done.
    pub(super) fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.queue)
            .try_acquire_owned()
            .map_err(|_| Problem::busy("as many requests as are let in are being scored"))
    }

    /// Starts a job on the scoring threads once it is its turn; what it gives arrives once it is done, and nothing if it panics.
    /// `held` is dropped when it is done, or when it is its turn and nobody waits for it.
    pub(super) async fn start<T: Send + 'static>(
        &self,
        held: impl Send + 'static,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        self.workers.start(held, job).await
    }

    /// Runs a job as `start` does, to its end.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        held: impl Send + 'static,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        self.workers.start(held, job).await.await.map_err(|_| Problem::fault())
    }
}

/// The scoring threads, and as many turns as there are threads. Who waits for a turn waits outside the pool: a thread that waits
/// for its share of a job runs another job of the pool on the same stack, which must not grow with the number of requests.
#[derive(Debug)]
struct Workers {
    pool: ThreadPool,
    turns: Arc<Semaphore>,
}

impl Workers {
    fn new(threads: usize) -> Result<Self, ThreadPoolBuildError> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).thread_name(|n| format!("score-{n}")).build()?;
        let turns = Arc::new(Semaphore::new(pool.current_num_threads()));
        Ok(Self { pool, turns })
    }

    async fn start<T: Send + 'static>(
        &self,
        held: impl Send + 'static,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.expect("invariant: turns are never closed");
        let (done, result) = oneshot::channel();
        self.pool.spawn_fifo(move || {
            if done.is_closed() {
                return;
            }
            // A panic costs this job alone.
            let value = catch_unwind(AssertUnwindSafe(job));
            // Before the caller hears of it, so that its next request finds room.
            drop((turn, held));
            if let Ok(value) = value {
                let _ = done.send(value);
            }
        });
        result
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    fn block_on<T>(what: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(what)
    }

    #[test]
    fn a_job_that_runs_keeps_its_place_though_its_caller_is_gone() {
        let workers = Workers::new(1).unwrap();
        let queue = Arc::new(Semaphore::new(1));
        block_on(async {
            let (go, wait) = mpsc::channel::<()>();
            let (begun, running) = oneshot::channel();
            let place = Arc::clone(&queue).try_acquire_owned().unwrap();
            let result = workers.start(place, move || {
                begun.send(()).unwrap();
                wait.recv().unwrap();
            });
            let result = result.await;
            running.await.unwrap();
            drop(result);
            assert_eq!(queue.available_permits(), 0);
            go.send(()).unwrap();
            drop(queue.acquire().await.unwrap());
        });
    }

    #[test]
    fn who_gives_up_waiting_for_a_turn_leaves_nothing_behind() {
        let workers = Workers::new(1).unwrap();
        let ran = Arc::new(AtomicUsize::new(0));
        block_on(async {
            let (go, wait) = mpsc::channel::<()>();
            let first = workers.start((), move || wait.recv().unwrap()).await;
            for _ in 0..100 {
                let ran = Arc::clone(&ran);
                let waiting = workers.start((), move || ran.fetch_add(1, Ordering::Relaxed));
                assert!(tokio::time::timeout(Duration::from_micros(10), waiting).await.is_err());
            }
            go.send(()).unwrap();
            first.await.unwrap();
            workers.start((), || ()).await.await.unwrap();
        });
        assert_eq!(ran.load(Ordering::Relaxed), 0);
    }
}
