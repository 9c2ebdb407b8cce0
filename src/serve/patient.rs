//! A connection whose other end must take what it is sent: after a while in which it takes nothing, writing fails. A bare
//! refusal, with which the HTTP library answers what is no request, is kept back, so that a whole one can take its place.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

use super::door::Seat;

/// What the first line of a refusal begins with.
const REFUSAL: &[u8] = b"HTTP/1.1 4";

/// The connection.
pub(super) struct Patient {
    stream: TcpStream,
    stall: Duration,
    /// Runs while the other end takes nothing.
    waiting: Option<Pin<Box<Sleep>>>,
    seat: Arc<Seat>,
    /// Requests whose answers have been written.
    answered: u64,
    /// Whether anything has come since the last of these.
    begun: bool,
    /// The status of a refusal that was kept back.
    muted: Option<StatusCode>,
    /// Whether nothing is kept back any more.
    last_word: bool,
}

impl Patient {
    pub(super) fn new(stream: TcpStream, stall: Duration, seat: Arc<Seat>) -> Self {
        Self { stream, stall, waiting: None, seat, answered: 0, begun: false, muted: None, last_word: false }
    }

    /// Whether a request has begun to come and none is being answered.
    pub(super) fn has_begun(&self) -> bool {
        self.begun && !self.is_answering()
    }

    /// The status of a refusal that was kept back.
    pub(super) fn muted(&self) -> Option<StatusCode> {
        self.muted
    }

    /// From here on everything is written.
    pub(super) fn unmute(&mut self) {
        (self.muted, self.last_word) = (None, true);
    }

    /// Whether what is written answers a request.
    fn is_answering(&self) -> bool {
        self.seat.requests() > self.answered
    }

    /// Keeps back what answers no request.
    fn keeps_back(&mut self, bytes: &[u8]) -> bool {
        if self.muted.is_none() && !self.last_word && !self.is_answering() && bytes.starts_with(REFUSAL) {
            self.muted = bytes.get(9..12).and_then(|status| StatusCode::from_bytes(status).ok());
        }
        self.muted.is_some()
    }

    /// What came of an attempt to write, or an error if it has been in vain for too long.
    fn patiently<T>(&mut self, cx: &mut Context<'_>, attempt: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if attempt.is_ready() {
            self.waiting = None;
            return attempt;
        }
        let stall = self.stall;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(stall)));
        if waiting.deadline() <= Instant::now() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        ready!(waiting.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buf);
        this.begun |= buf.filled().len() > before;
        read
    }
}

impl AsyncWrite for Patient {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.keeps_back(buf) {
            return Poll::Ready(Ok(buf.len()));
        }
        let attempt = Pin::new(&mut this.stream).poll_write(cx, buf);
        this.patiently(cx, attempt)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.keeps_back(bufs.first().map(|first| &**first).unwrap_or_default()) {
            return Poll::Ready(Ok(bufs.iter().map(|some| some.len()).sum()));
        }
        let attempt = Pin::new(&mut this.stream).poll_write_vectored(cx, bufs);
        this.patiently(cx, attempt)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if !this.seat.is_busy() && this.is_answering() {
            // Everything there was to answer has been written.
            (this.answered, this.begun) = (this.seat.requests(), false);
        }
        let attempt = Pin::new(&mut this.stream).poll_flush(cx);
        this.patiently(cx, attempt)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let attempt = Pin::new(&mut this.stream).poll_shutdown(cx);
        this.patiently(cx, attempt)
    }
}
