//! `lurescan serve`, run as its users run it and talked to over the loopback interface: every path, every refusal, reloads,
//! stopping, limits. What a browser makes of the page is tested in `tests/outside`.

mod limits;
mod page;
mod refusals;
mod running;
mod schema;
mod streams;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cli::Sandbox;

/// Words of two risk indicators of the sandbox's pack.
const LURE: &str = "Free flight to a warm country and a registration fee of 50 USD, write to us today for the details.";
/// An ad in which nothing is found.
const CALM: &str = "We look for a clerk in our office in town, full time, with experience in accounts and letters.";
/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server in a sandbox of its own; ended when it is dropped.
struct Served {
    sandbox: Sandbox,
    child: Child,
    address: SocketAddr,
    /// What it has said on standard error.
    said: Arc<Mutex<String>>,
    token: Option<String>,
}

impl Served {
    fn new(flags: &str) -> Self {
        Self::in_sandbox(Sandbox::new(), flags)
    }

    fn in_sandbox(sandbox: Sandbox, flags: &str) -> Self {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("lurescan"));
        command.args(["serve", "--rules", "pack", "--model", "model.json"]).args(flags.split_whitespace());
        if !flags.contains("--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.current_dir(sandbox.dir.path()).env_remove("LURESCAN_TOKEN");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (heard, errors) = (Arc::clone(&said), child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                *heard.lock().unwrap() += &(line + "\n");
            }
        });
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let address = url.trim().trim_start_matches("http://").trim_end_matches('/').parse();
        let address = address.unwrap_or_else(|_| panic!("{url:?}: {}", said.lock().unwrap()));
        let token = flags.split_once("--token ").map(|(_, rest)| rest.split(' ').next().unwrap().to_owned());
        Self { sandbox, child, address, said, token }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// The head of a request of HTTP/1.1 with these headers.
    fn head(&self, line: &str, headers: &[(&str, &str)]) -> String {
        let mut head = format!("{line} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head += &format!("Host: {}\r\n", self.address);
        }
        if let Some(token) = self.token.as_ref().filter(|_| !headers.iter().any(|(name, _)| *name == "Authorization")) {
            head += &format!("Authorization: Bearer {token}\r\n");
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head + "\r\n"
    }

    /// Sends a request and takes the whole answer.
    fn ask(&self, line: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let length = body.len().to_string();
        let mut all = vec![("Connection", "close")];
        if !body.is_empty() {
            all.push(("Content-Length", &length));
        }
        all.extend(headers);
        let mut stream = self.connect();
        stream.write_all(self.head(line, &all).as_bytes()).unwrap();
        // Who is refused may be answered before all is sent.
        let _ = stream.write_all(body);
        Answer::read(stream)
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[], b"")
    }

    fn post(&self, path: &str, kind: &str, body: impl AsRef<[u8]>) -> Answer {
        self.ask(&format!("POST {path}"), &[("Content-Type", kind)], body.as_ref())
    }

    fn json(&self, path: &str, body: &Value) -> Answer {
        self.post(path, "application/json", body.to_string())
    }

    /// The band of an ad.
    fn band(&self, text: &str) -> String {
        let answer = self.json("/v1/score", &serde_json::json!({"text": text}));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["band"].as_str().unwrap().to_owned()
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Waits until it has said something.
    fn hears(&self, words: &str) -> String {
        let began = Instant::now();
        loop {
            let said = self.said.lock().unwrap().clone();
            if said.contains(words) {
                return said;
            }
            assert!(began.elapsed() < PATIENCE, "never said {words:?}:\n{said}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Its exit status, once it has ended.
    fn ended(&mut self) -> i32 {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            assert!(began.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn read(stream: TcpStream) -> Self {
        let mut bytes = Vec::new();
        BufReader::new(stream).read_to_end(&mut bytes).unwrap();
        Self::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut answer = Self { status, headers, body: bytes[end + 4..].to_vec() };
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = dechunked(&answer.body);
        }
        answer
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The lines of a stream.
    fn lines(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// That an answer is a whole problem document of this status and kind, with the headers that every answer carries.
fn refused(answer: &Answer, status: u16, kind: &str) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(answer.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'")));
    let problem = answer.json();
    assert_eq!(problem["type"], format!("urn:lurescan:problem:{kind}"));
    assert_eq!(problem["status"], status);
    assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()));
    assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    problem
}

/// A body without its chunks; one that does not end as it should fails.
fn dechunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|two| two == b"\r\n").expect("a chunk has a length");
        let length = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            return whole;
        }
        whole.extend_from_slice(&body[end + 2..end + 2 + length]);
        body = &body[end + 4 + length..];
    }
}

#[test]
fn answers_are_the_bytes_that_the_program_writes() {
    let served = Served::new("");
    let one = serde_json::json!({"id": "a", "title": "Helper", "text": LURE});
    let many = serde_json::json!([one, {"text": CALM}, {"text": "hi"}, {"id": null, "title": null, "text": "Ünïcode ✈ 🏠 free flight"}]);
    for (document, format) in [(&one, "jsonl"), (&many, "json"), (&serde_json::json!([]), "json")] {
        for written in [document.to_string(), serde_json::to_string_pretty(document).unwrap()] {
            let answer = served.post("/v1/score", "application/json; charset=utf-8", &written);
            let seen = served.sandbox.run_with(&format!("score --quiet --input-format json -f {format} -"), &written);
            assert_eq!((answer.status, answer.text()), (200, seen.out), "{written}");
            assert_eq!(answer.header("content-type"), Some("application/json"));
        }
    }
}

#[test]
fn a_file_gives_the_report_that_the_program_writes() {
    let served = Served::new("");
    let ads = served.sandbox.read("ads.csv");
    for format in ["json", "csv", "html", "markdown"] {
        let answer = served.post(&format!("/v1/score-file?name=ads.csv&format={format}"), "text/csv", &ads);
        let seen = served.sandbox.run(&format!("score --quiet ads.csv -f {format}"));
        assert_eq!((answer.status, answer.text()), (200, seen.out), "{format}");
        assert!(
            answer.header("content-disposition").unwrap().starts_with("attachment"),
            "a browser must not show it as ours"
        );
    }
    let with_bad = format!("{ads}short\n");
    let rows = served.post("/v1/score-file?name=ads.csv", "text/csv", &with_bad).lines();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[1]["text"], LURE);
    assert_eq!(rows[1]["assessment"]["source"]["record"], 2);
    assert_eq!(rows[3]["unreadable"]["record"], 4);
    let lines = served.post("/v1/score-file?name=ads.csv&format=jsonl", "text/csv", &with_bad).lines();
    assert_eq!(lines[3]["type"], "urn:lurescan:problem:unreadable");
    assert_eq!(lines[3]["line"], 5);
}

#[test]
fn an_explanation_holds_the_assessment_and_what_a_person_asks_next() {
    let served = Served::new("");
    let text = format!("{LURE} We look for a helper who likes people and long walks by the sea.");
    let asked = serde_json::json!({"title": "Helper", "text": text, "counterfactual": true});
    let explained = served.json("/v1/explain", &asked).json();
    let scored = served.json("/v1/score", &serde_json::json!({"title": "Helper", "text": text})).json();
    for key in ["id", "language", "status", "score", "probability", "band", "schemes", "ledger", "rules", "model"] {
        assert_eq!(explained["assessment"][key], scored[key], "{key}");
    }
    assert_eq!(explained["assessment"]["band"], "critical");
    assert_eq!(explained["schemes"][0]["id"], "fee-fraud");
    assert!(explained["help"].as_array().unwrap().iter().all(|line| line["contact"] != ""));
    let unstated: Vec<&str> =
        explained["unstated"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert!(unstated.contains(&"employer") && unstated.contains(&"pay"), "{unstated:?}");
    let together = &explained["counterfactual"]["together"];
    assert_ne!(together["band"], "critical");
    // The answer is proven by scoring what is left.
    let spans = explained["assessment"]["reasons"].as_array().unwrap().iter();
    let mut cut: Vec<(usize, usize)> = spans
        .filter(|reason| together["reasons"].as_array().unwrap().contains(&reason["id"]))
        .flat_map(|reason| reason["spans"].as_array().unwrap())
        .map(|span| {
            (
                usize::try_from(span["start"].as_u64().unwrap()).unwrap(),
                usize::try_from(span["end"].as_u64().unwrap()).unwrap(),
            )
        })
        .collect();
    cut.sort_unstable();
    let mut left = text.clone();
    cut.iter().rev().for_each(|(start, end)| left.replace_range(start..end, " "));
    assert_eq!(served.band(&left), together["band"]);
    let plain = served.json("/v1/explain", &serde_json::json!({"text": CALM})).json();
    assert_eq!((plain["counterfactual"].clone(), plain["help"].clone()), (Value::Null, serde_json::json!([])));
}

#[test]
fn rules_are_told() {
    let served = Served::new("");
    let rules = served.get("/v1/rules").json();
    let ids: Vec<&str> = rules.as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["example-fee", "example-flight"]);
    let one = served.get("/v1/rules/example-fee?lang=vi").json();
    assert_eq!((one["learned"].as_f64(), one["weight"].as_f64()), (Some(3.0), Some(3.0)));
    assert_eq!(one["examples"]["en"]["hits"][0]["text"], "You must pay a registration fee of $50.");
    assert_eq!(one["examples"]["en"]["hits"][0]["marked"], serde_json::json!([[15, 31]]));
    let health = served.get("/healthz").json();
    assert_eq!((health["status"].as_str(), health["program"].as_str()), (Some("ok"), Some(env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_users_translation_is_told_by_page_and_program() {
    let sandbox = Sandbox::new();
    let fee = "language: zh-Hant\nrules:\n  example-fee:\n    title: 要求繳費\n    why: 雇主不向求職者收費。\n    ask: 請問哪條法律允許收費。\n";
    sandbox.write("pack/translations/zh-Hant.yaml", fee);
    let served = Served::in_sandbox(sandbox, "");
    let ad = serde_json::json!({"text": LURE});
    let fee_of = |answer: &Value| {
        let reasons = answer["reasons"].as_array().unwrap().iter();
        reasons
            .filter(|r| r["id"] == "example-fee")
            .map(|r| r["title"].as_str().unwrap().to_owned())
            .collect::<String>()
    };
    assert_eq!(fee_of(&served.json("/v1/score?lang=zh-Hant", &ad).json()), "要求繳費");
    assert_eq!(
        fee_of(&served.json("/v1/score?lang=zh-Hans", &ad).json()),
        "Asks for a fee",
        "another script has its own"
    );
    assert_eq!(fee_of(&served.json("/v1/score?lang=zh-TW", &ad).json()), "要求繳費", "a region writes one of them");
    assert_eq!(fee_of(&served.json("/v1/score", &ad).json()), "Asks for a fee");
    assert_eq!(
        served.json("/v1/explain", &serde_json::json!({"text": LURE, "lang": "zh-Hant"})).json()["assessment"]["band"],
        "critical"
    );
    let told = served.get("/v1/languages").json();
    assert_eq!(told, serde_json::json!([{"tag": "en", "told": 2}, {"tag": "zh-Hant", "told": 1}]));
}
