//! The table of paths, and what their handlers share.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use schemars::JsonSchema;
use serde::Serialize;

use super::door::{Door, Seat};
use super::engine::Engine;
use super::limits::Memory;
use super::metrics::Metrics;
use super::problem::Problem;
use super::{Settings, explain, file, guard, openapi, page, rules, score, stream};

/// What every handler may use.
pub(super) struct App {
    pub(super) settings: Settings,
    pub(super) engine: Engine,
    pub(super) metrics: Metrics,
    pub(super) memory: Memory,
    /// Whose streams and files are being answered.
    streams: Arc<Door>,
    door: Arc<Door>,
}

impl App {
    pub(super) fn new(settings: Settings, engine: Engine, door: Arc<Door>) -> Self {
        let limits = &settings.limits;
        let memory = Memory::new(limits.memory);
        Self { metrics: Metrics::new(), memory, streams: Arc::default(), settings, engine, door }
    }

    /// A place for a stream or file.
    pub(super) fn seat(&self) -> Result<Arc<Seat>, Problem> {
        let limits = &self.settings.limits;
        let seat = self.streams.enter(limits.streams, limits.wait);
        seat.ok_or_else(|| Problem::busy("as many streams and files as are let in are being answered"))
    }
}

/// A path: how it is written, what it takes, who answers.
type Route = (&'static str, &'static str, fn() -> MethodRouter<Arc<App>>);

/// Every path of the API. The document of `openapi` must describe each, and a test says so.
pub(super) const API: [Route; 10] = [
    ("/v1/score", "POST", || post(score::score)),
    ("/v1/score-stream", "POST", || post(stream::stream)),
    ("/v1/score-file", "POST", || post(file::file)),
    ("/v1/explain", "POST", || post(explain::explain)),
    ("/v1/rules", "GET", || get(rules::list)),
    ("/v1/rules/{id}", "GET", || get(rules::one)),
    ("/v1/languages", "GET", || get(rules::languages)),
    ("/healthz", "GET", || get(health)),
    ("/metrics", "GET", || get(metrics)),
    ("/openapi.json", "GET", || get(openapi::answer)),
];

/// Everything that is answered.
pub(super) fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for (path, method, handler) in API {
        let allow = if method == "GET" { "GET, HEAD" } else { method };
        router = router.route(path, handler().fallback(move || async move { Problem::method(allow) }));
    }
    for file in page::FILES {
        let handler = get(move || async move { page::answer(file) });
        router = router.route(file.path, handler.fallback(|| async { Problem::method("GET, HEAD") }));
    }
    let router = router.fallback(|| async { Problem::not_found("no such path; /openapi.json tells which there are") });
    router.layer(from_fn_with_state(Arc::clone(&app), guard::guard)).with_state(app)
}

/// What is in use.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Health {
    /// Always `ok`: who cannot answer does not.
    status: &'static str,
    /// Program version.
    program: &'static str,
    /// Fingerprint of the rules.
    rules: String,
    /// Fingerprint of the model.
    model: String,
}

async fn health(State(app): State<Arc<App>>) -> Response {
    let run = app.engine.loaded().run.clone();
    let health = Health { status: "ok", program: run.program, rules: run.rules, model: run.model };
    (StatusCode::OK, axum::Json(health)).into_response()
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    let (kind, text) = app.metrics.text(&app.engine.loaded().run, app.door.open());
    ([(CONTENT_TYPE, kind)], text).into_response()
}
