//! The threads of a scanner, which do not survive a fork: a process that finds itself a copy starts its own.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::PyResult;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error;

/// Threads to score on; none are started before they are needed.
#[derive(Debug)]
pub(crate) struct Pool {
    threads: usize,
    started: Mutex<Option<(u32, Arc<ThreadPool>)>>,
}

impl Pool {
    /// So many threads, or as many as there are cores.
    pub(crate) fn new(threads: Option<usize>) -> Self {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        Self { threads: threads.unwrap_or_else(cores), started: Mutex::new(None) }
    }

    /// How many threads there are.
    pub(crate) fn threads(&self) -> usize {
        self.threads
    }

    /// Runs work on the threads; on the calling one alone if that is all there is.
    pub(crate) fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> PyResult<T> {
        Ok(if self.threads == 1 { work() } else { self.started()?.install(work) })
    }

    /// The threads of this process.
    fn started(&self) -> PyResult<Arc<ThreadPool>> {
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        if let Some((of, pool)) = started.as_ref()
            && *of == process
        {
            return Ok(Arc::clone(pool));
        }
        let builder = ThreadPoolBuilder::new().num_threads(self.threads).thread_name(|n| format!("lurescan-{n}"));
        let pool = Arc::new(builder.build().map_err(error::other)?);
        // Threads of the process this one was forked from are not there: nothing may wait for them.
        std::mem::forget(started.replace((process, Arc::clone(&pool))));
        Ok(pool)
    }
}
