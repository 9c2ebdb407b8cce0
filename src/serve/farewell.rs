//! The answer to what never became a request: too slow, too long or malformed a head. The HTTP library would close such a
//! connection with a bare status or with nothing; who asked hears the reason as from anywhere else.

use std::io;
use std::time::Duration;

use axum::body::to_bytes;
use axum::http::header::{CONNECTION, CONTENT_LENGTH};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::guard;
use super::limits::Limits;
use super::patient::Patient;
use super::problem::Problem;

/// Bytes of a problem, at most.
const MOST: usize = 1 << 16;
/// How long what is still being sent is read and thrown away: a connection closed before is reset, and the answer lost.
const LINGER: Duration = Duration::from_secs(2);

/// Why a connection whose head could not be read is closed; nothing for one that ends without having begun.
pub(super) fn reason(error: &hyper::Error, io: &Patient, limits: &Limits) -> Option<Problem> {
    if error.is_timeout() && io.has_begun() {
        return Some(Problem::timeout("the head of the request", limits.header_time));
    }
    match io.muted() {
        Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE | StatusCode::URI_TOO_LONG) => {
            Some(Problem::long_head(limits))
        }
        Some(_) => Some(Problem::malformed()),
        // Such as the opening of HTTP/2, to which the library says nothing.
        None => (error.is_parse() && io.has_begun()).then(Problem::malformed),
    }
}

/// Says why, and closes the connection; its status.
pub(super) async fn say(io: &mut Patient, problem: Problem) -> u16 {
    let mut response = problem.into_response();
    let status = response.status().as_u16();
    guard::dress(&mut response);
    // Who does not hear it has gone.
    let _ = send(io, response).await;
    status
}

async fn send(io: &mut Patient, response: Response) -> io::Result<()> {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, MOST).await.map_err(io::Error::other)?;
    parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    parts.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    let mut bytes = format!("HTTP/1.1 {}\r\n", parts.status).into_bytes();
    for (name, value) in &parts.headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&body);
    io.unmute();
    io.write_all(&bytes).await?;
    io.shutdown().await?;
    let mut thrown_away = [0; 4096];
    let rest = async {
        while io.read(&mut thrown_away).await? > 0 {}
        io::Result::Ok(())
    };
    timeout(LINGER, rest).await?
}
