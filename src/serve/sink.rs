//! Answers that are written while they are made: a body fed piece by piece, and a writer into it for reports.
//!
//! Both ends wait for one another: whoever makes an answer stops when nobody takes it, and gives up after the stall time, or when
//! others wait for its place.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::door::{Busy, Seat};

/// Pieces that wait to be sent.
const WAITING: usize = 2;
/// Bytes of a piece.
pub(super) const PIECE: usize = 32 << 10;

/// The end into which pieces are put. Dropped before it is finished, it breaks the body off: what is cut must not look whole.
#[derive(Debug)]
pub(super) struct Feed {
    pieces: mpsc::Sender<Option<Bytes>>,
    stall: Duration,
    seat: Arc<Seat>,
}

/// Nobody takes what is sent, or its place is another's.
#[derive(Debug)]
pub(super) struct Gone;

/// A body and the end that feeds it.
pub(super) fn fed(stall: Duration, seat: Arc<Seat>) -> (Feed, Body) {
    let (pieces, taken) = mpsc::channel(WAITING);
    (Feed { pieces, stall, seat }, Body::new(Fed { pieces: taken, ended: false }))
}

impl Feed {
    /// Sends a piece.
    pub(super) async fn send(&self, piece: Vec<u8>) -> Result<(), Gone> {
        self.put(Some(piece.into())).await
    }

    /// Says that the body is whole.
    pub(super) async fn finish(self) -> Result<(), Gone> {
        self.put(None).await
    }

    /// Waits until the place is another's.
    pub(super) async fn displaced(&self) {
        self.seat.leave.notified().await;
    }

    async fn put(&self, piece: Option<Bytes>) -> Result<(), Gone> {
        tokio::select! {
            biased;
            sent = timeout(self.stall, self.pieces.send(piece)) => match sent {
                Ok(Ok(())) => Ok(()),
                _ => Err(Gone),
            },
            () = self.displaced() => Err(Gone),
        }
    }
}

/// The body.
struct Fed {
    pieces: mpsc::Receiver<Option<Bytes>>,
    ended: bool,
}

impl HttpBody for Fed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let fed = self.get_mut();
        if fed.ended {
            return Poll::Ready(None);
        }
        let piece = ready!(fed.pieces.poll_recv(cx));
        fed.ended = !matches!(piece, Some(Some(_)));
        Poll::Ready(match piece {
            Some(piece) => piece.map(|piece| Ok(Frame::data(piece))),
            None => Some(Err(io::ErrorKind::UnexpectedEof.into())),
        })
    }
}

/// A body that holds something until it has been sent or is given up.
pub(super) struct Held<T> {
    body: Body,
    _held: T,
}

impl<T> Held<T> {
    pub(super) fn new(body: Body, held: T) -> Self {
        Self { body, _held: held }
    }
}

impl<T: Unpin> HttpBody for Held<T> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Writes into a feed from a thread that may wait; busy but while it does.
pub(super) struct FeedWriter {
    feed: Feed,
    busy: Option<Busy>,
    runtime: Handle,
    piece: Vec<u8>,
}

impl FeedWriter {
    /// A writer; `runtime` is that of the feed.
    pub(super) fn new(feed: Feed, runtime: Handle) -> Self {
        Self { busy: Some(feed.seat.busy()), feed, runtime, piece: Vec::with_capacity(PIECE) }
    }

    /// Sends what is left, and that it is all.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        self.busy = None;
        self.runtime.block_on(self.feed.finish()).map_err(|Gone| io::ErrorKind::BrokenPipe.into())
    }

    fn send(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.busy = None;
        self.runtime.block_on(self.feed.send(piece)).map_err(|Gone| io::Error::from(io::ErrorKind::BrokenPipe))?;
        self.busy = Some(self.feed.seat.busy());
        Ok(())
    }
}

impl Write for FeedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() { Ok(()) } else { self.send() }
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::super::door::Door;
    use super::*;

    #[test]
    fn a_body_that_is_not_finished_does_not_end_well() {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            for whole in [true, false] {
                let seat = Arc::new(Door::default()).enter(1, Duration::ZERO).unwrap();
                let (feed, body) = fed(Duration::from_secs(1), seat);
                feed.send(b"a".to_vec()).await.unwrap();
                if whole {
                    feed.finish().await.unwrap();
                } else {
                    drop(feed);
                }
                assert_eq!(body.collect().await.is_ok(), whole);
            }
        });
    }
}
