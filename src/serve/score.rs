//! `POST /v1/score`: one ad or an array of them in, assessments out.

use std::fmt;
use std::io::Cursor;
use std::marker::PhantomData;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;

use super::engine::Loaded;
use super::limits::Received;
use super::problem::Problem;
use super::routes::App;
use crate::ad::Ad;
use crate::assess::{Assessment, Summary};
use crate::report::Format;
use crate::source::{self, ReadOptions, Source};

/// One job advertisement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "says what is taken; ads are read by the reader of JSON, as those of a file are")]
pub(super) struct AdInput {
    /// Your own identifier, given back.
    #[serde(default)]
    id: Option<String>,
    /// The headline.
    #[serde(default)]
    title: Option<String>,
    /// The body, plain text.
    text: String,
}

/// How to answer.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Telling {
    /// The language to tell reasons in, such as `vi` or `zh-Hant`, where their rules have texts in it; the server's own choice
    /// otherwise.
    pub(super) lang: Option<String>,
}

impl Telling {
    /// The parameters of a request.
    pub(super) fn of(query: Result<Query<Self>, impl std::fmt::Display>) -> Result<Self, Problem> {
        query.map(|Query(telling)| telling).map_err(|error| Problem::shape(error.to_string()))
    }

    /// That the rules have a name for the language.
    pub(super) fn known(self, loaded: &Loaded) -> Result<Self, Problem> {
        let rules = loaded.assessor.rules();
        let Some(tag) = &self.lang else { return Ok(self) };
        let (whole, rest) = tag.split_once('-').unwrap_or((tag, "x"));
        let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if rules.languages().contains_key(whole) && rest.split('-').all(part) {
            return Ok(self);
        }
        let known: Vec<&str> = rules.languages().keys().map(String::as_str).collect();
        Err(Problem::shape(format!("lang: no such language; the rules know {}", known.join(", "))))
    }
}

/// Refuses a body that says it is something else.
pub(super) fn is_json(headers: &HeaderMap) -> Result<(), Problem> {
    is_one_of(headers, &["application/json"])
}

/// Refuses a body of none of these media types.
pub(super) fn is_one_of(headers: &HeaderMap, wanted: &[&str]) -> Result<(), Problem> {
    let told = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let told = told.split(';').next().unwrap_or_default().trim();
    if wanted.iter().any(|kind| told.eq_ignore_ascii_case(kind)) {
        return Ok(());
    }
    Err(Problem::media_type(&wanted.join(" or ")))
}

/// A body without the byte order mark that some editors set before it.
pub(super) fn unmarked(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

/// A JSON object, where the names of its members say what they are; an array has none.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Object<T>;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members)).map(Object)
            }
        }
        from.deserialize_map(Members(PhantomData))
    }
}

/// A JSON body as what it must be.
pub(super) fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| match error.classify() {
        Category::Data => Problem::shape(error.to_string()),
        Category::Syntax | Category::Eof | Category::Io => Problem::syntax(error.to_string()),
    })
}

/// Answers `POST /v1/score`.
pub(super) async fn score(
    State(app): State<Arc<App>>,
    query: Result<Query<Telling>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    is_json(&headers)?;
    let loaded = app.engine.loaded();
    let telling = Telling::of(query)?.known(&loaded)?;
    let limits = &app.settings.limits;
    let received = app.memory.receive(&headers, body, limits.body, limits.body_time).await?;
    let place = app.engine.place()?;
    let most = limits.batch;
    let job = move || answer(&loaded, &received, most, telling.lang.as_deref());
    let (assessments, bytes) = app.engine.run(place, job).await??;
    assessments.iter().for_each(|assessment| app.metrics.assessed(assessment));
    Ok(([(CONTENT_TYPE, "application/json")], bytes).into_response())
}

/// The assessments of a body, and the answer's bytes: those that the program writes for it.
fn answer(
    loaded: &Loaded,
    received: &Received,
    most: usize,
    language: Option<&str>,
) -> Result<(Vec<Assessment>, Vec<u8>), Problem> {
    let body = unmarked(&received.bytes);
    let array = body.trim_ascii_start().starts_with(b"[");
    let count =
        if array { parsed::<Vec<Object<AdInput>>>(body)?.len() } else { parsed::<Object<AdInput>>(body).map(|_| 1)? };
    if count > most {
        return Err(Problem::shape(format!("the array holds {count} ads; at most {most} are taken at once")));
    }
    let ads = read(body)?;
    let assessments = loaded.assess_all(&ads, language);
    let bytes = written(loaded, if array { "json" } else { "jsonl" }, &assessments)?;
    Ok((assessments, bytes))
}

/// The ads of a JSON document, as the program reads them from standard input.
fn read(document: &[u8]) -> Result<Vec<Ad>, Problem> {
    let options = ReadOptions { format: source::Format::named("json"), ..ReadOptions::default() };
    let document = Cursor::new(document.to_vec());
    let source = Source::piped(document, &options).map_err(|error| Problem::unreadable(&[error]))?;
    let (mut ads, mut errors) = (Vec::new(), Vec::new());
    for record in source {
        match record {
            Ok(ad) => ads.push(ad),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(ads) } else { Err(Problem::unreadable(&errors)) }
}

/// Assessments in an output format.
fn written(loaded: &Loaded, format: &str, assessments: &[Assessment]) -> Result<Vec<u8>, Problem> {
    let format = Format::named(format).ok_or_else(Problem::fault)?;
    let mut report = (format.new)(crate::report::Options::default());
    let mut bytes = Vec::new();
    let mut write = || {
        report.begin(&mut bytes, &loaded.run)?;
        assessments.iter().try_for_each(|assessment| report.add(&mut bytes, assessment))?;
        report.finish(&mut bytes, &Summary::default())
    };
    write().map_err(|_| Problem::fault())?;
    Ok(bytes)
}
