//! Every refusal, as problem details of RFC 9457.

use std::time::Duration;

use axum::Json;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use super::limits::Limits;
use crate::source::{RecordPlace, SourceError};

/// The media type of an answer that is a problem.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";
/// Seconds after which to try again.
const RETRY: &str = "1";

/// Why a request, or one record of it, is refused.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(transparent)]
pub(super) struct Problem(Box<Details>);

/// Why a request, or one record of it, is refused: problem details of RFC 9457.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
struct Details {
    /// A name of this kind of problem that does not change, such as `urn:lurescan:problem:too-large`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The kind in words; the same for every problem of the kind.
    title: &'static str,
    /// The HTTP status; of a record within a stream, the one it would have had by itself.
    status: u16,
    /// What is wrong here.
    detail: String,
    /// 1-based number of the record in a stream or file; only for a problem of one record.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    /// 1-based line on which that record starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    /// What is wrong with each record, when it is more than one thing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<RecordProblem>,
    #[serde(skip)]
    allow: Option<&'static str>,
}

/// What is wrong with one record of an array.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct RecordProblem {
    /// 1-based number in the array.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    /// What is wrong.
    detail: String,
}

impl Problem {
    fn new(status: StatusCode, kind: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let status = status.as_u16();
        Self(Box::new(Details {
            kind,
            title,
            status,
            detail,
            record: None,
            line: None,
            errors: Vec::new(),
            allow: None,
        }))
    }

    /// 400: the body is no JSON.
    pub(super) fn syntax(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "urn:lurescan:problem:syntax", "The body is not valid JSON", detail)
    }

    /// 400: the body did not arrive as HTTP has it.
    pub(super) fn broken_body() -> Self {
        let detail = "the connection ended, or its chunks are malformed";
        Self::new(StatusCode::BAD_REQUEST, "urn:lurescan:problem:broken-body", "The body could not be received", detail)
    }

    /// 401: no token, or the wrong one.
    pub(super) fn unauthorized() -> Self {
        let detail = "send the header Authorization: Bearer TOKEN with the token the server was started with";
        Self::new(StatusCode::UNAUTHORIZED, "urn:lurescan:problem:unauthorized", "A token is needed", detail)
    }

    /// 403: another site's page asks.
    pub(super) fn cross_site() -> Self {
        let detail = "a page of another site may not use this service through its reader's browser";
        Self::new(StatusCode::FORBIDDEN, "urn:lurescan:problem:cross-site", "Cross-site requests are refused", detail)
    }

    /// 404: no such path, or no such rule.
    pub(super) fn not_found(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "urn:lurescan:problem:not-found", "There is nothing here", what)
    }

    /// 405.
    pub(super) fn method(allow: &'static str) -> Self {
        let detail = format!("this path takes {allow}");
        let title = "The method is not allowed here";
        let mut problem = Self::new(StatusCode::METHOD_NOT_ALLOWED, "urn:lurescan:problem:method", title, detail);
        problem.0.allow = Some(allow);
        problem
    }

    /// 408: it did not arrive in time.
    pub(super) fn timeout(what: &str, time: Duration) -> Self {
        let detail = format!("{what} did not arrive within {} seconds", time.as_secs());
        Self::new(StatusCode::REQUEST_TIMEOUT, "urn:lurescan:problem:timeout", "The request took too long", detail)
    }

    /// 413.
    pub(super) fn too_large(what: &str, most: usize) -> Self {
        let detail = format!("{what} is larger than {most} bytes, the limit");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "urn:lurescan:problem:too-large", "The body is too large", detail)
    }

    /// 415.
    pub(super) fn media_type(wanted: &str) -> Self {
        let title = "The media type is not supported";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Self::new(status, "urn:lurescan:problem:media-type", title, format!("send Content-Type: {wanted}"))
    }

    /// 415: the body is packed.
    pub(super) fn encoded(coding: &[u8]) -> Self {
        let shown: String = String::from_utf8_lossy(coding).chars().filter(|c| !c.is_control()).take(40).collect();
        let detail =
            format!("send the body as it is, without Content-Encoding: {shown} (a packed file is a body of its own)");
        let (title, status) = ("The content coding is not supported", StatusCode::UNSUPPORTED_MEDIA_TYPE);
        Self::new(status, "urn:lurescan:problem:encoded", title, detail)
    }

    /// 421: the request is meant for another host.
    pub(super) fn misdirected(host: &str) -> Self {
        let shown: String = host.chars().filter(|c| !c.is_control()).take(80).collect();
        let detail = format!("this service answers on the loopback interface only, not as {shown:?}");
        let title = "The request is meant for another host";
        Self::new(StatusCode::MISDIRECTED_REQUEST, "urn:lurescan:problem:misdirected", title, detail)
    }

    /// 422: JSON, but not what is asked for.
    pub(super) fn shape(detail: impl Into<String>) -> Self {
        let title = "The request does not hold what is asked for";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "urn:lurescan:problem:shape", title, detail)
    }

    /// 422: records that are no ads.
    pub(super) fn unreadable(errors: &[SourceError]) -> Self {
        let first = errors.first().map(|error| error.kind.to_string()).unwrap_or_default();
        let errors = errors.iter();
        let errors = errors.map(|error| RecordProblem { record: error.place.record, detail: error.kind.to_string() });
        let title = "Some records cannot be read";
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "urn:lurescan:problem:unreadable", title, first);
        problem.0.errors = errors.collect();
        problem
    }

    /// One record of a stream or file that cannot be read.
    pub(super) fn record(error: &SourceError) -> Self {
        let (title, detail) = ("A record cannot be read", error.kind.to_string());
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "urn:lurescan:problem:unreadable", title, detail);
        (problem.0.record, problem.0.line) = (error.place.record, error.place.line);
        problem
    }

    /// The same, of one record.
    pub(super) fn at(mut self, place: RecordPlace) -> Self {
        (self.0.record, self.0.line) = (Some(place.record), Some(place.line));
        self
    }

    /// 429: more than is let in at once.
    pub(super) fn busy(detail: &str) -> Self {
        let title = "Too many requests at once";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "urn:lurescan:problem:busy", title, format!("{detail}; try again"))
    }

    /// 429: a stream waited for its caller while others waited for its place.
    pub(super) fn displaced() -> Self {
        let detail =
            "many streams are open and this one waited longest for its caller, so another has its place; try again";
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "urn:lurescan:problem:displaced",
            "The stream made room for another",
            detail,
        )
    }

    /// 431.
    pub(super) fn long_head(limits: &Limits) -> Self {
        let Limits { header, headers, .. } = limits;
        let detail =
            format!("the request line and its headers are more than {header} bytes or {headers} headers, the limits");
        let (title, status) = ("The head of the request is too large", StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
        Self::new(status, "urn:lurescan:problem:long-head", title, detail)
    }

    /// 400: no request of HTTP/1.1.
    pub(super) fn malformed() -> Self {
        let detail = "the request line or a header is malformed, or of another version of HTTP";
        Self::new(StatusCode::BAD_REQUEST, "urn:lurescan:problem:malformed", "This is no request of HTTP/1.1", detail)
    }

    /// 500: a fault of this program.
    pub(super) fn fault() -> Self {
        let (title, detail) = ("A fault of this program", "scoring stopped; other requests are not touched");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "urn:lurescan:problem:fault", title, detail)
    }

    /// The problem on a line of its own, as it stands in a stream.
    pub(super) fn into_line(self) -> Vec<u8> {
        let mut line = serde_json::to_vec(&self).unwrap_or_default();
        line.push(b'\n');
        line
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let allow = self.0.allow;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        match status {
            StatusCode::TOO_MANY_REQUESTS => drop(headers.insert(RETRY_AFTER, HeaderValue::from_static(RETRY))),
            StatusCode::UNAUTHORIZED => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        if let Some(allow) = allow {
            headers.insert(ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}
