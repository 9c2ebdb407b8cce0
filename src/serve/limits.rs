//! How much, how many and how long: every limit, and the reading of bodies within them.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

use super::problem::Problem;

/// Every limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a body that holds ads.
    pub body: usize,
    /// Bytes of a file.
    pub file: usize,
    /// What a compressed file may unpack to.
    pub unpacked: u64,
    /// Ads in one array.
    pub batch: usize,
    /// Bytes of one line of a stream, and of one record of a file.
    pub record: usize,
    /// Requests that score or wait for it; one more is refused.
    pub queue: usize,
    /// Streams and files at once; one more takes the place of the one that has waited for its caller longest, or is refused if
    /// none has for `wait`.
    pub streams: usize,
    /// Connections; one more takes the place of the one that has been idle longest, or is closed if none is.
    pub connections: usize,
    /// Memory for bodies that are being received, in bytes.
    pub memory: usize,
    /// Bytes of a request line and its headers.
    pub header: usize,
    /// Headers of a request.
    pub headers: usize,
    /// Time for the headers of a request; also how long a connection may stay without one.
    pub header_time: Duration,
    /// Time for a whole body.
    pub body_time: Duration,
    /// Time in which a stream must give something, and a reader take something.
    pub stall: Duration,
    /// How long a stream has waited for its caller before it makes room for another.
    pub wait: Duration,
    /// Time to finish what was taken when stopping.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            file: 16 << 20,
            unpacked: 64 << 20,
            batch: 1000,
            record: 1 << 20,
            queue: 256,
            streams: 32,
            connections: 8192,
            memory: 256 << 20,
            header: 32 << 10,
            headers: 64,
            header_time: Duration::from_secs(20),
            body_time: Duration::from_secs(20),
            stall: Duration::from_secs(30),
            wait: Duration::from_secs(1),
            grace: Duration::from_secs(30),
        }
    }
}

/// Bytes per permit of the memory for bodies.
const UNIT: usize = 1 << 10;
/// What is read and thrown away of a body that is refused, so that its sender hears why.
const LINGER: Duration = Duration::from_secs(2);

/// Memory for bodies that are being received.
#[derive(Debug, Clone)]
pub(super) struct Memory(Arc<Semaphore>);

/// A body, and the memory it takes until it is dropped.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) bytes: Vec<u8>,
    pub(super) held: Option<OwnedSemaphorePermit>,
}

impl Memory {
    pub(super) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new((bytes / UNIT).min(Semaphore::MAX_PERMITS))))
    }

    /// Receives a whole body of at most `most` bytes within `time`.
    pub(super) async fn receive(
        &self,
        headers: &HeaderMap,
        mut body: Body,
        most: usize,
        time: Duration,
    ) -> Result<Received, Problem> {
        let promised = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if promised.is_some_and(|length| length > most as u64) {
            drain(body).await;
            return Err(Problem::too_large("the body", most));
        }
        let until = Instant::now() + time;
        let mut bytes = Vec::new();
        let mut held: Option<OwnedSemaphorePermit> = None;
        let mut paid = 0;
        loop {
            let frame = timeout_at(until, body.frame()).await.map_err(|_| Problem::timeout("the body", time))?;
            let Some(frame) = frame else { return Ok(Received { bytes, held }) };
            let frame = frame.map_err(|_| Problem::broken_body())?;
            let Ok(data) = frame.into_data() else { continue };
            if bytes.len() + data.len() > most {
                drain(body).await;
                return Err(Problem::too_large("the body", most));
            }
            bytes.extend_from_slice(&data);
            if let Some(more) = bytes.len().checked_sub(paid).filter(|more| *more > 0) {
                let units = u32::try_from(more.div_ceil(UNIT)).unwrap_or(u32::MAX);
                let Ok(permit) = Arc::clone(&self.0).try_acquire_many_owned(units) else {
                    drain(body).await;
                    return Err(Problem::busy("too much is being received"));
                };
                paid += units as usize * UNIT;
                match &mut held {
                    Some(held) => held.merge(permit),
                    None => held = Some(permit),
                }
            }
        }
    }
}

/// Reads on for a while without keeping anything: a connection that is closed while its sender still sends is reset, and the
/// answer lost.
async fn drain(mut body: Body) {
    // Whatever comes of it, the body was refused before.
    let _ = timeout(LINGER, async { while let Some(Ok(_)) = body.frame().await {} }).await;
}
