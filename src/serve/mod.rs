//! The page and the API of `lurescan serve`: HTTP over what the rest of the library does, on the loopback interface.
//!
//! Owns sockets, signals, limits and the shapes of requests and answers. Scores nothing by itself and writes assessments with
//! the writers of [`report`](crate::report), so an answer is what the program writes for the same ad, byte for byte. Opens
//! one listening socket and never a connection; reads no file: rules and model come from a [`Load`], which is asked again when
//! they are to be reloaded.
//!
//! `listen` accepts and stops, `door` bounds connections, `limits` bodies, `engine` the scoring; `guard` says who is let in,
//! `farewell` what is told to who never got as far;
//! `routes` has the table of paths, with one file for each; `openapi` describes them from the types they are written in;
//! `page` holds the files of the page. To add a path: its handler in a file here, its row in `routes`, its words in `openapi`.

mod door;
mod engine;
mod explain;
mod farewell;
mod file;
mod guard;
mod limits;
mod listen;
mod metrics;
mod openapi;
mod page;
mod patient;
mod problem;
mod routes;
mod rules;
mod score;
mod sink;
mod stream;

use std::net::SocketAddr;
use std::sync::Arc;

pub use limits::Limits;
pub use listen::{ServeError, run};
pub use openapi::document;
pub use page::{FILES, LANGUAGES, PageFile};

use crate::assess::Assessor;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// What callers of the API must send as a bearer token; `None` lets everybody in.
    pub token: Option<String>,
    /// How many ads to score at once, at least 1.
    pub threads: usize,
    /// Limits.
    pub limits: Limits,
}

/// Loads rules and model: once at the start, and again for every reload.
pub type Load<E> = Arc<dyn Fn() -> Result<Assessor, E> + Send + Sync>;

/// What whoever runs the server should know; `E` is what [`Load`] fails with.
#[derive(Debug)]
pub enum Notice<E> {
    /// Listening here; sent once, when connections are taken.
    Listening(SocketAddr),
    /// The rules and the model were loaded anew; their fingerprints.
    Reloaded {
        /// Of the rules.
        rules: String,
        /// Of the model.
        model: String,
    },
    /// They could not be; the ones in use stay.
    NotReloaded(E),
    /// No more connections are taken; what has been taken is being finished.
    Stopping,
    /// The time for that is over, and this many connections were cut.
    Cut(usize),
}
