//! Work that Ctrl-C ends: another thread does it, while the one that was called listens for signals.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, park_timeout};
use std::time::Duration;

use pyo3::prelude::*;

/// How long a signal may go unheard.
const UNHEARD: Duration = Duration::from_millis(100);

/// Whether work is to end before it is done.
#[derive(Debug, Default)]
pub(crate) struct Stop(AtomicBool);

impl Stop {
    /// Asked between ads.
    pub(crate) fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Does work without the interpreter.
///
/// # Errors
/// What a handler of a signal raises, once the work has stopped; else whatever the work ends in.
pub(crate) fn run<T: Send>(py: Python<'_>, work: impl FnOnce(&Stop) -> PyResult<T> + Send) -> PyResult<T> {
    let (stop, done) = (Stop::default(), AtomicBool::new(false));
    let listener = thread::current();
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let outcome = work(&stop);
            done.store(true, Ordering::Release);
            listener.unpark();
            outcome
        });
        let mut raised = None;
        while raised.is_none() && !done.load(Ordering::Acquire) && !worker.is_finished() {
            py.detach(|| park_timeout(UNHEARD));
            raised = py.check_signals().err();
        }
        stop.0.store(raised.is_some(), Ordering::Relaxed);
        let outcome = py.detach(|| worker.join());
        match raised {
            Some(raised) => Err(raised),
            None => outcome.unwrap_or_else(|fault| resume_unwind(fault)),
        }
    })
}
