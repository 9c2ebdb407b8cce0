//! `POST /v1/score-stream`: JSON Lines in, JSON Lines out, in order and as they come.
//!
//! A few records are under way at a time. When the caller takes no answers, no more records are taken; when it sends none for
//! a while, or takes none, the stream ends, and sooner where others wait for its place.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::door::{Busy, Seat};
use super::engine::Loaded;
use super::problem::Problem;
use super::routes::App;
use super::score::{Telling, is_one_of, unmarked};
use super::sink::{Feed, PIECE, fed};
use crate::report::view::View;
use crate::source::{self, RecordPlace};

/// Media types of JSON Lines.
pub(super) const KINDS: [&str; 3] = ["application/x-ndjson", "application/jsonl", "application/json-lines"];

/// A line of the answer that is being made.
type Line = oneshot::Receiver<Vec<u8>>;

/// Answers `POST /v1/score-stream`.
pub(super) async fn stream(
    State(app): State<Arc<App>>,
    query: Result<Query<Telling>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    is_one_of(&headers, &KINDS)?;
    let telling = Telling::of(query)?.known(&app.engine.loaded())?;
    let seat = app.seat()?;
    let (feed, answer) = fed(app.settings.limits.stall, Arc::clone(&seat));
    let (lines, made) = mpsc::channel(2 * app.engine.threads());
    tokio::spawn(give(made, feed));
    tokio::spawn(take(app, seat, body, telling.lang, lines));
    Ok(([(CONTENT_TYPE, KINDS[0])], answer).into_response())
}

/// Takes records apart and has them scored, until the body ends or nobody takes the answers.
async fn take(
    app: Arc<App>,
    seat: Arc<Seat>,
    mut body: Body,
    language: Option<String>,
    lines: mpsc::Sender<Option<Line>>,
) {
    let limits = &app.settings.limits;
    let mut splitter = Splitter::default();
    loop {
        let come = tokio::select! {
            come = timeout(limits.stall, body.frame()) => come,
            () = lines.closed() => return,
        };
        let end = match come {
            Ok(Some(Ok(frame))) => {
                if let Ok(data) = frame.into_data() {
                    splitter.feed(&data);
                }
                None
            }
            Ok(None) => Some(None),
            Ok(Some(Err(_))) => Some(Some(Problem::broken_body())),
            Err(_) => Some(Some(Problem::timeout("the next record", limits.stall))),
        };
        while let Some((line, place)) = splitter.next(limits.record, end.is_some()) {
            let made = match line {
                Ok(line) => score(&app, seat.busy(), line, place, language.clone()).await,
                Err(TooLong) => ready(Problem::too_large("the record", limits.record).at(place)),
            };
            if lines.send(Some(made)).await.is_err() {
                return;
            }
        }
        if let Some(last) = end {
            if let Some(problem) = last {
                // Nobody hears it if the caller is gone.
                let _ = lines.send(Some(ready(problem))).await;
            }
            // Nor this.
            let _ = lines.send(None).await;
            return;
        }
    }
}

/// Starts scoring one record.
async fn score(app: &Arc<App>, busy: Busy, line: Vec<u8>, place: RecordPlace, language: Option<String>) -> Line {
    let (loaded, shared) = (app.engine.loaded(), Arc::clone(app));
    let job = move || match source::record(&line, place) {
        Ok(ad) => {
            let assessment = loaded.assess(&ad, language.as_deref());
            shared.metrics.assessed(&assessment);
            written(&loaded, &assessment)
        }
        Err(error) => {
            shared.metrics.unreadable("/v1/score-stream");
            Problem::record(&error).into_line()
        }
    };
    app.engine.start(busy, job).await
}

/// An assessment on a line of its own.
fn written(loaded: &Loaded, assessment: &crate::assess::Assessment) -> Vec<u8> {
    let mut line = Vec::new();
    // Writing to memory takes everything.
    let _ = View::new(&loaded.run, assessment).write(&mut line);
    line.push(b'\n');
    line
}

/// A line that is made already.
fn ready(problem: Problem) -> Line {
    let (made, line) = oneshot::channel();
    // The receiver is right here.
    let _ = made.send(problem.into_line());
    line
}

/// Sends lines in order, several at once where they are ready, until the end that is told as none or the place is another's.
async fn give(mut lines: mpsc::Receiver<Option<Line>>, feed: Feed) {
    let mut ended = false;
    while !ended {
        let line = tokio::select! {
            line = lines.recv() => line,
            () = feed.displaced() => Some(Some(ready(Problem::displaced()))),
        };
        let Some(line) = line else { return };
        let Some(line) = line else { break };
        let mut piece = made(line).await;
        while piece.len() < PIECE
            && let Ok(next) = lines.try_recv()
        {
            let Some(next) = next else {
                ended = true;
                break;
            };
            piece.extend(made(next).await);
        }
        if feed.send(piece).await.is_err() {
            return;
        }
    }
    // Nobody hears it if the caller is gone.
    let _ = feed.finish().await;
}

/// A line once it is made; scoring that failed is told in its place.
async fn made(line: Line) -> Vec<u8> {
    line.await.unwrap_or_else(|_| Problem::fault().into_line())
}

/// A line longer than a record may be; what of it arrives is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TooLong;

/// Bytes as they arrive to lines that are not blank.
#[derive(Debug, Default)]
struct Splitter {
    /// What has arrived, of which so much has been given.
    rest: Vec<u8>,
    given: usize,
    /// How much of it holds no line break.
    searched: usize,
    /// Whether the line it begins in has been told to be too long.
    skipping: bool,
    records: u64,
    lines: u64,
    bytes: u64,
}

impl Splitter {
    fn feed(&mut self, data: &[u8]) {
        self.rest.drain(..self.given);
        self.searched -= self.given;
        self.given = 0;
        self.rest.extend_from_slice(data);
    }

    /// The next line and its place; `end` says that nothing more will arrive.
    fn next(&mut self, most: usize, end: bool) -> Option<(Result<Vec<u8>, TooLong>, RecordPlace)> {
        loop {
            let found = self.rest[self.searched..].iter().position(|byte| *byte == b'\n');
            let found = found.map(|at| self.searched + at + 1);
            let whole = found.or_else(|| (end && self.given < self.rest.len()).then_some(self.rest.len()));
            let Some(until) = whole else {
                self.searched = self.rest.len();
                let left = self.searched - self.given;
                if left <= most {
                    return None;
                }
                let told = self.skipping;
                self.bytes += left as u64;
                (self.skipping, self.searched, self.given) = (true, 0, 0);
                self.rest.clear();
                if told {
                    return None;
                }
                return Some((Err(TooLong), self.place(0, self.lines + 1)));
            };
            let line = &self.rest[self.given..until];
            let length = line.len();
            // Some editors set a byte order mark before everything.
            let line = if self.lines == 0 { unmarked(line) } else { line }.to_vec();
            (self.given, self.searched) = (until, until);
            self.bytes += length as u64;
            self.lines += 1;
            if std::mem::take(&mut self.skipping) || line.trim_ascii().is_empty() {
                continue;
            }
            let place = self.place(length as u64, self.lines);
            return Some((if length > most + 1 { Err(TooLong) } else { Ok(line) }, place));
        }
    }

    /// The place of a record whose bytes have been counted.
    fn place(&mut self, length: u64, line: u64) -> RecordPlace {
        self.records += 1;
        RecordPlace { record: self.records, line, byte: self.bytes - length }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_same_however_they_arrive() {
        let all = b"\xef\xbb\xbf{\"text\":\"a\"}\n\n  \r\n{\"text\":\"b\"}\r\n{\"text\":\"c\"}";
        let mut expected = None;
        for size in 1..=all.len() {
            let mut splitter = Splitter::default();
            let mut found = Vec::new();
            for piece in all.chunks(size) {
                splitter.feed(piece);
                found.extend(std::iter::from_fn(|| splitter.next(100, false)));
            }
            found.extend(std::iter::from_fn(|| splitter.next(100, true)));
            let places: Vec<[u64; 3]> = found.iter().map(|(_, at)| [at.record, at.line, at.byte]).collect();
            assert_eq!(places, [[1, 1, 0], [2, 4, 21], [3, 5, 35]], "in pieces of {size}");
            assert_eq!(found[0].0.as_deref(), Ok(&b"{\"text\":\"a\"}\n"[..]));
            assert_eq!(*expected.get_or_insert_with(|| found.clone()), found);
        }
    }

    #[test]
    fn a_line_that_is_too_long_costs_only_itself() {
        let mut splitter = Splitter::default();
        let mut found = Vec::new();
        for piece in [&b"aaaaaaaaaaaa"[..], b"aaaaaaaaaaaaaaaaaa", b"aa\n{}\n"] {
            splitter.feed(piece);
            found.extend(std::iter::from_fn(|| splitter.next(10, false)));
        }
        let places: Vec<(bool, u64, u64)> = found.iter().map(|(line, at)| (line.is_ok(), at.record, at.line)).collect();
        assert_eq!(places, [(false, 1, 1), (true, 2, 2)]);
    }
}
