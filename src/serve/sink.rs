//! Answers that are written while they are made: a body fed piece by piece, and a writer into it for reports.
//!
//! Both ends wait for one another: whoever makes an answer stops when nobody takes it, and gives up after the stall time.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Pieces that wait to be sent.
const WAITING: usize = 2;
/// Bytes of a piece.
pub(super) const PIECE: usize = 32 << 10;

/// The end into which pieces are put.
#[derive(Debug, Clone)]
pub(super) struct Feed {
    pieces: mpsc::Sender<Bytes>,
    stall: Duration,
}

/// Nobody takes what is sent.
#[derive(Debug)]
pub(super) struct Gone;

/// A body and the end that feeds it.
pub(super) fn fed(stall: Duration) -> (Feed, Body) {
    let (pieces, taken) = mpsc::channel(WAITING);
    (Feed { pieces, stall }, Body::new(Fed(taken)))
}

impl Feed {
    /// Sends a piece.
    pub(super) async fn send(&self, piece: Vec<u8>) -> Result<(), Gone> {
        match timeout(self.stall, self.pieces.send(piece.into())).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Gone),
        }
    }
}

/// The body.
struct Fed(mpsc::Receiver<Bytes>);

impl HttpBody for Fed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let piece = ready!(self.get_mut().0.poll_recv(cx));
        Poll::Ready(piece.map(|piece| Ok(Frame::data(piece))))
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

/// Writes into a feed from a thread that may wait.
pub(super) struct FeedWriter {
    feed: Feed,
    runtime: Handle,
    piece: Vec<u8>,
}

impl FeedWriter {
    /// A writer; `runtime` is that of the feed.
    pub(super) fn new(feed: Feed, runtime: Handle) -> Self {
        Self { feed, runtime, piece: Vec::with_capacity(PIECE) }
    }

    fn send(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.runtime.block_on(self.feed.send(piece)).map_err(|Gone| io::ErrorKind::BrokenPipe.into())
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
