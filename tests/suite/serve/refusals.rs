//! What is refused, with which status, and in which words.

use serde_json::json;

use super::{CALM, Served, refused};
use crate::cli::Sandbox;

#[test]
fn what_is_no_ad_is_refused_with_the_place() {
    let served = Served::new("--max-batch 3");
    let cases: &[(&[u8], u16, &str, &str)] = &[
        (b"", 400, "syntax", "EOF"),
        (b"{", 400, "syntax", "line 1 column 1"),
        (b"{\"text\": \"a\"} x", 400, "syntax", "trailing characters"),
        (b"{\"text\": \"\xff\xfe\"}", 400, "syntax", "line 1"),
        (b"null", 422, "shape", "invalid type: null"),
        (b"\"text\"", 422, "shape", "invalid type: string"),
        (b"{}", 422, "shape", "missing field `text`"),
        (b"{\"text\": 7}", 422, "shape", "expected a string"),
        (b"{\"text\": \"a\", \"body\": \"b\"}", 422, "shape", "unknown field `body`"),
        (b"{\"text\": \"a\", \"text\": \"b\"}", 422, "shape", "duplicate field `text`"),
        (b"[{\"text\": \"a\"}, 7]", 422, "shape", "invalid type: integer"),
        (b"[{\"text\":\"a\"},{\"text\":\"b\"},{\"text\":\"c\"},{\"text\":\"d\"}]", 422, "shape", "at most 3"),
    ];
    for (body, status, kind, words) in cases {
        let answer = served.post("/v1/score", "application/json", body);
        let problem = refused(&answer, *status, kind);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(words), "{}: {detail}", String::from_utf8_lossy(body));
    }
    let deep = "[".repeat(100_000);
    refused(&served.post("/v1/score", "application/json", deep), 422, "shape");
    let deep = format!("{{\"text\": {}", "[".repeat(100_000));
    assert!(matches!(served.post("/v1/score", "application/json", deep).status, 400 | 422));
    assert_eq!(served.band(CALM), "low", "it goes on answering");
    let marked = format!("\u{feff}{}", json!([{"text": CALM}]));
    assert_eq!(
        served.post("/v1/score", "application/json", &marked).json()[0]["band"],
        "low",
        "after a byte order mark"
    );
    for ads in ["[[null, null, \"an ad\"]]", "[[\"an ad\"]]"] {
        let problem = refused(&served.post("/v1/score", "application/json", ads), 422, "shape");
        assert!(problem["detail"].as_str().unwrap().contains("invalid type: sequence, expected an object"));
    }
    let list = "[\"Helper\", \"an ad\", null, false]";
    refused(&served.post("/v1/explain", "application/json", list), 422, "shape");
}

#[test]
fn requests_of_the_wrong_kind_are_refused() {
    let served = Served::new("");
    refused(&served.get("/v2/score"), 404, "not-found");
    refused(&served.get("/v1/rules/none"), 404, "not-found");
    refused(&served.get("/v1/rules/%ff"), 404, "not-found");
    let problem = served.get("/v1/score");
    refused(&problem, 405, "method");
    assert_eq!(problem.header("allow"), Some("POST"));
    refused(&served.ask("DELETE /v1/rules", &[], b""), 405, "method");
    refused(&served.ask("POST /", &[], b""), 405, "method");
    for path in ["/v1/score", "/v1/explain"] {
        refused(&served.post(path, "text/plain", "{\"text\": \"a\"}"), 415, "media-type");
        refused(&served.ask(&format!("POST {path}"), &[], b"{\"text\": \"a\"}"), 415, "media-type");
    }
    refused(&served.post("/v1/score-stream", "application/json", "{}"), 415, "media-type");
    let problem = refused(&served.json("/v1/score?lang=tlh", &json!({"text": "a"})), 422, "shape");
    assert!(problem["detail"].as_str().unwrap().contains("no such language"));
    refused(&served.json("/v1/score?long=vi", &json!({"text": "a"})), 422, "shape");
    refused(&served.post("/v1/score-file?format=sarif", "text/plain", CALM), 422, "shape");
}

#[test]
fn other_sites_and_other_names_are_kept_out() {
    let served = Served::new("");
    let body = b"{\"text\": \"a\"}";
    let json = ("Content-Type", "application/json");
    for site in ["cross-site", "same-site"] {
        let answer = served.ask("POST /v1/score", &[json, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "cors")], body);
        refused(&answer, 403, "cross-site");
    }
    for site in ["same-origin", "none"] {
        let answer = served.ask("POST /v1/score", &[json, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "cors")], body);
        assert_eq!(answer.status, 200);
    }
    let followed = served.ask("GET /", &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")], b"");
    assert_eq!(followed.status, 200, "a link to the page may be followed");
    let sent = [json, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")];
    refused(&served.ask("POST /v1/score", &sent, body), 403, "cross-site");
    let own = format!("http://{}", served.address);
    assert_eq!(served.ask("POST /v1/score", &[json, ("Origin", &own)], body).status, 200);
    for origin in ["http://example.com", "null", "http://127.0.0.1:1"] {
        refused(&served.ask("POST /v1/score", &[json, ("Origin", origin)], body), 403, "cross-site");
    }
    for host in ["example.com", "example.com:80", "127.0.0.1.example.com", "", "[2001:db8::1]:80"] {
        refused(&served.ask("GET /v1/rules", &[("Host", host)], b""), 421, "misdirected");
    }
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "127.9.9.9:80", "[::1]:80"] {
        assert_eq!(served.ask("GET /v1/rules", &[("Host", host)], b"").status, 200, "{host}");
        assert_eq!(served.ask(&format!("GET http://{host}/v1/rules"), &[], b"").status, 200, "{host} in the target");
    }
    refused(&served.ask("GET http://example.com/v1/rules", &[("Host", "localhost")], b""), 421, "misdirected");
}

#[test]
fn a_token_is_asked_for() {
    let served = Served::new("--token 0123456789abcdef");
    for given in [
        "",
        "Bearer",
        "Bearer 0123456789abcdeF",
        "Bearer 0123456789abcdef0",
        "Basic 0123456789abcdef",
        "0123456789abcdef",
    ] {
        let answer = served.ask("GET /v1/rules", &[("Authorization", given)], b"");
        refused(&answer, 401, "unauthorized");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
    for path in ["/metrics", "/v1/languages", "/v1/rules/example-fee", "/nowhere"] {
        refused(&served.ask(&format!("GET {path}"), &[("Authorization", "")], b""), 401, "unauthorized");
    }
    for path in ["/", "/page.js", "/healthz", "/openapi.json"] {
        assert_eq!(served.ask(&format!("GET {path}"), &[("Authorization", "")], b"").status, 200, "{path}");
    }
    assert_eq!(served.ask("GET /v1/rules", &[("Authorization", "bearer 0123456789abcdef")], b"").status, 200);
    assert_eq!(served.band(CALM), "low");
}

#[test]
fn the_network_is_listened_on_only_with_a_token_or_by_saying_so() {
    let sandbox = Sandbox::new();
    for flags in ["--listen 0.0.0.0:0", "--listen [::]:0"] {
        let seen = sandbox.run(&format!("serve {flags}"));
        assert_eq!(seen.status, 2, "{}", seen.err);
        assert!(seen.err.contains("no token is asked") && seen.err.contains("--no-auth"), "{}", seen.err);
    }
    let seen = sandbox.run("serve --token short");
    assert!(seen.status == 2 && seen.err.contains("16 or more"), "{}", seen.err);
    let seen = sandbox.run("serve --listen 192.0.2.1:0 --token 0123456789abcdef");
    assert!(seen.status == 2 && seen.err.contains("--listen 192.0.2.1:0"), "{}", seen.err);
    let open = Served::new("--no-auth --listen 0.0.0.0:0");
    open.hears("without a token");
    let asked = Served::new("--token 0123456789abcdef --listen 0.0.0.0:0");
    asked.hears("the token is asked for");
}
