//! `GET /openapi.json`: the API as OpenAPI 3.1, with schemas made from the types that requests are read into and answers written
//! from.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::explain::{ExplainInput, Explanation};
use super::file::{Format, Row};
use super::limits::Limits;
use super::problem::{self, Problem};
use super::routes::{API, App, Health};
use super::rules::{LanguageView, RuleDetail, RuleView};
use super::score::AdInput;
use super::stream;
use crate::report::view::View;

const TITLE: &str = "lurescan";
const ABOUT: &str = "Scores job advertisements for risk indicators of trafficking lures and employment fraud, with the reasons and \
    the words behind every score. A score says that an ad shares features with known lures; it is no verdict on people. Every \
    refusal is a problem document of RFC 9457; whatever the path, these are among them: 400 for what is no request of HTTP/1.1, 408 for \
    one whose head does not arrive in time, 415 for a body with a content coding, 431 for too many or too long headers.";

/// Answers `GET /openapi.json`.
pub(super) async fn answer(State(app): State<Arc<App>>) -> Json<Value> {
    let loaded = app.engine.loaded();
    let languages = loaded.assessor.rules().languages().keys().map(String::as_str);
    Json(document(&app.settings.limits, &languages.collect::<Vec<_>>()))
}

/// The document of a server with these limits, whose rules know these languages.
#[must_use]
pub fn document(limits: &Limits, languages: &[&str]) -> Value {
    let tags = format!("^({})(-[A-Za-z0-9]{{1,8}})*$", languages.join("|"));
    let mut schemas = Schemas::new(tags);
    let mut paths = Map::new();
    for (path, method, _) in API {
        let mut operation = operation(path, limits, &mut schemas);
        operation["operationId"] = json!(operation_id(path));
        let problems = operation["responses"].as_object().map(|responses| responses.len()).unwrap_or_default();
        debug_assert!(problems > 0, "{path} is not described");
        paths.insert(path.to_owned(), json!({ method.to_lowercase(): operation }));
    }
    let problem = schemas.of::<Problem>();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas.definitions(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {"Problem": {
                "description": "Refused, with the reason",
                "content": {problem::MEDIA_TYPE: {"schema": problem}},
            }},
        },
    })
}

/// Schemas of types, by reference.
struct Schemas {
    /// Of what is read: a key that may be left out is optional.
    read: SchemaGenerator,
    /// Of what is written: a key that is always there is required.
    written: SchemaGenerator,
    /// What a tag of a language looks like.
    tags: String,
}

impl Schemas {
    fn new(tags: String) -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        let written = settings.clone().for_serialize().into_generator();
        Self { read: settings.for_deserialize().into_generator(), written, tags }
    }

    fn input<T: JsonSchema>(&mut self) -> Value {
        self.read.subschema_for::<T>().to_value()
    }

    fn of<T: JsonSchema>(&mut self) -> Value {
        self.written.subschema_for::<T>().to_value()
    }

    /// Every type that was asked for; none is both read and written.
    fn definitions(&self) -> Map<String, Value> {
        let both = self.read.definitions().iter().chain(self.written.definitions());
        let mut all: Map<String, Value> = both.map(|(name, schema)| (name.clone(), schema.clone())).collect();
        if let Some(lang) = all.get_mut("ExplainInput").and_then(|input| input.pointer_mut("/properties/lang")) {
            lang["pattern"] = json!(self.tags);
        }
        all
    }

    /// The parameter that chooses the language of reasons.
    fn lang(&self) -> Value {
        json!({
            "name": "lang", "in": "query", "required": false,
            "description": "The language to tell reasons in, such as `vi` or `zh-Hant`, where their rules have texts in it; one the rules do not know is refused.",
            "schema": {"type": "string", "pattern": self.tags},
            "examples": {"Vietnamese": {"value": "vi"}, "Chinese": {"value": "zh-Hant"}},
        })
    }

    /// An answer of this type, and the refusals beside it.
    fn answers<T: JsonSchema>(&mut self, what: &str, refusals: &[u16]) -> Value {
        let schema = self.of::<T>();
        answers(what, json!({"application/json": {"schema": schema}}), refusals)
    }
}

/// Answers with this content, and the refusals beside it.
fn answers(what: &str, content: Value, refusals: &[u16]) -> Value {
    let mut responses = Map::new();
    responses.insert("200".to_owned(), json!({"description": what, "content": content}));
    // Whatever the path: a token that is missing, another site's page, another host's name.
    for status in [401, 403, 421].iter().chain(refusals) {
        responses.insert(status.to_string(), json!({"$ref": "#/components/responses/Problem"}));
    }
    Value::Object(responses)
}

fn operation_id(path: &str) -> String {
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty() && *word != "v1");
    words.collect::<Vec<_>>().join("-")
}

/// Refusals of whatever takes a body and scores.
const SCORING: [u16; 7] = [400, 408, 413, 415, 422, 429, 500];

fn operation(path: &str, limits: &Limits, schemas: &mut Schemas) -> Value {
    match path {
        "/v1/score" => score(limits, schemas),
        "/v1/score-stream" => lines(limits, schemas),
        "/v1/score-file" => file(limits, schemas),
        "/v1/explain" => {
            let input = schemas.input::<ExplainInput>();
            json!({
                "summary": "Score one ad, and tell what a person asks next",
                "requestBody": {"required": true, "content": {"application/json": {"schema": input}}},
                "responses": schemas.answers::<Explanation<'_>>("The assessment, help, what is not stated, what would change the verdict", &SCORING),
            })
        }
        "/v1/rules" => json!({
            "summary": "Every rule",
            "parameters": [schemas.lang()],
            "responses": schemas.answers::<Vec<RuleView>>("Rules in the order of their ids", &[422]),
        }),
        "/v1/rules/{id}" => json!({
            "summary": "One rule, with the examples that prove it",
            "parameters": [
                {"name": "id", "in": "path", "required": true, "description": "The id of a rule.",
                 "schema": {"type": "string"}, "examples": {"one": {"value": "upfront-fee"}}},
                schemas.lang(),
            ],
            "responses": schemas.answers::<RuleDetail>("The rule", &[404, 422]),
        }),
        "/v1/languages" => json!({
            "summary": "Languages that reasons can be told in",
            "responses": schemas.answers::<Vec<LanguageView>>("Languages, and how many rules have texts in each", &[]),
        }),
        "/healthz" => json!({
            "summary": "Whether it answers, and what is in use",
            "responses": schemas.answers::<Health>("It does", &[]),
        }),
        "/metrics" => json!({
            "summary": "Counts, as Prometheus text",
            "responses": answers("Counts", json!({"text/plain": {"schema": {"type": "string"}}}), &[]),
        }),
        "/openapi.json" => json!({
            "summary": "This document",
            "responses": answers("This document", json!({"application/json": {"schema": {"type": "object"}}}), &[]),
        }),
        _ => json!({}),
    }
}

fn score(limits: &Limits, schemas: &mut Schemas) -> Value {
    let ad = schemas.input::<AdInput>();
    let view = schemas.of::<View<'_>>();
    json!({
        "summary": "Score one ad, or an array of them",
        "description": format!("An object gives an object, an array an array in the same order: the bytes that `lurescan score` writes for the same document. At most {} bytes. An array with a record that cannot be read is refused as a whole.", limits.body),
        "parameters": [schemas.lang()],
        "requestBody": {"required": true, "content": {"application/json": {
            "schema": {"oneOf": [ad, {"type": "array", "items": ad, "maxItems": limits.batch}]},
            "examples": {"one": {"value": {"id": "7", "title": "Chat support", "text": "No experience needed, free flight, send your passport on Telegram, we leave this week."}}},
        }}},
        "responses": answers("The assessment, or assessments", json!({"application/json": {
            "schema": {"oneOf": [view, {"type": "array", "items": view}]},
        }}), &SCORING),
    })
}

/// A media type map with the same entry for every name of JSON Lines.
fn json_lines(entry: &Value) -> Value {
    Value::Object(stream::KINDS.iter().map(|kind| ((*kind).to_owned(), entry.clone())).collect())
}

fn lines(limits: &Limits, schemas: &mut Schemas) -> Value {
    let (view, problem) = (schemas.of::<View<'_>>(), schemas.of::<Problem>());
    json!({
        "summary": "Score JSON Lines as they come",
        "description": format!("Each line is an object as `lurescan score` reads it, with its text under any name known to it, of at most {} bytes. Each answer is a line, in order: an assessment, or a problem with its record and line. Answers come while lines are sent; take them, or no more lines are taken. A stream that gives nothing for {} seconds ends with a problem.", limits.record, limits.stall.as_secs()),
        "parameters": [schemas.lang()],
        "requestBody": {"required": true, "content": json_lines(&json!({"schema": {"contentMediaType": "application/json"}}))},
        "responses": answers("A line for each line", json!({stream::KINDS[0]: {
            "schema": {"type": "string", "contentMediaType": "application/json", "contentSchema": {"oneOf": [view, problem]}},
        }}), &[415, 422, 429]),
    })
}

fn file(limits: &Limits, schemas: &mut Schemas) -> Value {
    let (format, row) = (schemas.input::<Format>(), schemas.of::<Row<'_>>());
    let mut content = Map::new();
    for format in [Format::Csv, Format::Html, Format::Markdown] {
        let kind = format.media_type().split(';').next().unwrap_or_default();
        content.insert(kind.to_owned(), json!({"schema": {"type": "string"}}));
    }
    let view = schemas.of::<View<'_>>();
    content.insert("application/json".to_owned(), json!({"schema": {"type": "array", "items": view}}));
    let lines = json!({"schema": {"type": "string", "contentMediaType": "application/json", "contentSchema": row}});
    content.insert(stream::KINDS[0].to_owned(), lines);
    json!({
        "summary": "Score every ad of a file",
        "description": format!("Text, HTML, e-mail, CSV, JSON Lines and every other format the program reads, compressed or not: at most {} bytes, {} unpacked, {} per record.", limits.file, limits.unpacked, limits.record),
        "parameters": [
            {"name": "name", "in": "query", "required": false, "description": "The file's name, whose ending tells its format; without one its content does.", "schema": {"type": "string"}},
            {"name": "format", "in": "query", "required": false, "description": "How to answer.", "schema": format},
            schemas.lang(),
        ],
        "requestBody": {"required": false, "content": {"application/octet-stream": {"schema": {}}}},
        "responses": answers("The report", Value::Object(content), &SCORING),
    })
}
