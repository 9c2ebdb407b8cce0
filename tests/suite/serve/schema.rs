//! The OpenAPI document: that it is whole, that it describes every path, and that answers are as it says.

use serde_json::{Value, json};

use super::{CALM, LURE, Served};

/// Every `$ref` of a document.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(array) => array.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

/// The schema at a pointer of the document, with the document's other schemas at hand.
fn validator(document: &Value, schema: &Value) -> jsonschema::Validator {
    let mut whole =
        json!({"components": document["components"], "$schema": "https://json-schema.org/draft/2020-12/schema"});
    whole["allOf"] = json!([schema]);
    jsonschema::validator_for(&whole).unwrap()
}

fn holds(validator: &jsonschema::Validator, value: &Value) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}\n{value:#}", errors.join("\n"));
}

#[test]
fn every_path_is_described_and_every_reference_leads_somewhere() {
    let served = Served::new("");
    let document = served.get("/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 20);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 10);
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(operation["summary"].is_string() && operation["responses"]["200"].is_object(), "{method} {path}");
            let answer =
                served.ask(&format!("{} {}", method.to_uppercase(), path.replace("{id}", "example-fee")), &[], b"");
            assert!(![404, 405].contains(&answer.status), "{method} {path}: {}", answer.status);
        }
    }
}

#[test]
fn answers_are_as_described() {
    let served = Served::new("");
    let document = served.get("/openapi.json").json();
    let of = |path: &str, method: &str| {
        let pointer =
            format!("/paths/{}/{method}/responses/200/content/application~1json/schema", path.replace('/', "~1"));
        validator(&document, document.pointer(&pointer).unwrap_or_else(|| panic!("{pointer}")))
    };
    let score = of("/v1/score", "post");
    for text in [LURE, CALM, "hi", ""] {
        holds(&score, &served.json("/v1/score", &json!({"text": text})).json());
    }
    holds(&score, &served.json("/v1/score", &json!([{"text": LURE}, {"text": CALM}])).json());
    let explain = of("/v1/explain", "post");
    for text in [LURE, CALM, "hi"] {
        holds(&explain, &served.json("/v1/explain", &json!({"text": text, "counterfactual": true})).json());
    }
    holds(&of("/v1/rules", "get"), &served.get("/v1/rules").json());
    holds(&of("/v1/rules/{id}", "get"), &served.get("/v1/rules/example-fee").json());
    holds(&of("/v1/languages", "get"), &served.get("/v1/languages").json());
    holds(&of("/healthz", "get"), &served.get("/healthz").json());
    let rows = validator(&document, &document["components"]["schemas"]["FileRow"]);
    for row in
        served.post("/v1/score-file?name=a.csv", "text/csv", format!("{}bad\n", served.sandbox.read("ads.csv"))).lines()
    {
        holds(&rows, &row);
    }
    let problem = validator(&document, &document["components"]["schemas"]["Problem"]);
    holds(&problem, &served.get("/nowhere").json());
    holds(&problem, &served.json("/v1/score", &json!([1])).json());
    assert!(!score.is_valid(&json!({"schema": "lurescan/1"})), "the schema can fail");
}

#[test]
fn what_is_taken_is_as_described() {
    let served = Served::new("");
    let document = served.get("/openapi.json").json();
    let schema = &document["paths"]["/v1/score"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    let input = validator(&document, schema);
    for (body, right) in [
        (json!({"text": "a"}), true),
        (json!({"id": null, "title": null, "text": ""}), true),
        (json!([{"text": "a"}]), true),
        (json!([]), true),
        (json!({"text": null}), false),
        (json!({"text": "a", "other": 1}), false),
        (json!([[]]), false),
        (json!({"id": 7, "text": "a"}), false),
    ] {
        assert_eq!(input.is_valid(&body), right, "{body}");
        assert_eq!(served.json("/v1/score", &body).status == 200, right, "{body}");
    }
}
