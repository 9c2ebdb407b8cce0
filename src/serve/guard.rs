//! Who is let in, and what every answer carries: hosts and sites, the token, counts, headers for browsers.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use super::page;
use super::problem::Problem;
use super::routes::App;

/// What a browser may do with anything served here: its own style and script, its own API, nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Headers of every answer.
const HEADERS: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Goes around every request.
pub(super) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let answering = app.metrics.answering();
    let mut response = match admitted(&app, &request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    drop(answering);
    dress(&mut response);
    app.metrics.answered(path.as_deref().unwrap_or("none"), response.status().as_u16(), began.elapsed());
    response
}

/// Gives an answer the headers that every one carries.
pub(super) fn dress(response: &mut Response) {
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// Bytes of a request line and its headers, line ends and spaces as they are usually written.
fn head(request: &Request) -> usize {
    let line = request.method().as_str().len() + request.uri().to_string().len() + "  HTTP/1.1\r\n\r\n".len();
    let headers = request.headers().iter();
    line + headers.map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum::<usize>()
}

/// Whether a request is let in.
fn admitted(app: &App, request: &Request) -> Result<(), Problem> {
    let headers = request.headers();
    // The HTTP library looks after whole reads only.
    if head(request) > app.settings.limits.header {
        return Err(Problem::long_head(&app.settings.limits));
    }
    if app.settings.listen.ip().is_loopback() {
        // A name that leads here may belong to a stranger, whose page would then pass for ours. A target that names a host itself
        // means that one, whatever the header says.
        let header = headers.get(HOST).map(|host| host.to_str().unwrap_or_default());
        let hosts: Vec<&str> = request.uri().host().into_iter().chain(header).collect();
        if hosts.is_empty() || !hosts.iter().all(|host| is_loopback(host)) {
            return Err(Problem::misdirected(&hosts.join(" or ")));
        }
    }
    if is_foreign(request) {
        return Err(Problem::cross_site());
    }
    match &app.settings.token {
        Some(token) if !is_open(request.uri().path()) && !knows(token, headers) => return Err(Problem::unauthorized()),
        _ => {}
    }
    match headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        Some(coding) if !coding.eq_ignore_ascii_case(b"identity") => Err(Problem::encoded(coding)),
        _ => Ok(()),
    }
}

/// Whether a page of another site makes its reader's browser ask.
fn is_foreign(request: &Request) -> bool {
    let headers = request.headers();
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        // The browser has compared itself, and knows the name it used even where a proxy tells another.
        Some(b"same-origin" | b"none") => false,
        // A link may be followed; a form may not be sent.
        Some(_) => {
            let opened = headers.get("sec-fetch-mode").is_some_and(|mode| mode.as_bytes() == b"navigate");
            !(opened && [Method::GET, Method::HEAD].contains(request.method()))
        }
        // Browsers say no more than this to a plain address that is not the loopback interface.
        None => headers.get(ORIGIN).is_some_and(|origin| {
            let host = headers.get(HOST).and_then(|host| host.to_str().ok());
            let host = host.or_else(|| request.uri().authority().map(|host| host.as_str())).unwrap_or_default();
            let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
            !origin.is_some_and(|(_, origin)| origin.eq_ignore_ascii_case(host))
        }),
    }
}

/// Whether a path needs no token: what it tells is no secret.
fn is_open(path: &str) -> bool {
    ["/healthz", "/openapi.json"].contains(&path) || page::FILES.iter().any(|file| file.path == path)
}

/// Whether a host, with or without a port, is this machine by its loopback names.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether the headers hold the token.
fn knows(token: &str, headers: &HeaderMap) -> bool {
    let sent = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
    let Some((scheme, sent)) = sent.split_at_checked(7) else { return false };
    scheme.eq_ignore_ascii_case(b"bearer ") && bool::from(sent.trim_ascii().ct_eq(token.as_bytes()))
}
