//! Reloads and stopping.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Answer, CALM, LURE, PATIENCE, Served};

#[test]
fn rules_are_loaded_anew_and_a_broken_pack_keeps_the_old_ones() {
    let served = Served::new("");
    assert_eq!(served.band(LURE), "critical");
    let before = served.get("/healthz").json();
    let fee = served.sandbox.read("pack/money/example-fee.yaml");
    served.sandbox.write("pack/money/example-fee.yaml", fee.replace("phrases:", "phrasez:"));
    served.signal("HUP");
    let said = served.hears("not reloaded");
    assert!(said.contains("example-fee.yaml:12") && said.contains("phrasez"), "it says why:\n{said}");
    assert_eq!(served.band(LURE), "critical");
    assert_eq!(served.get("/healthz").json(), before);
    served.sandbox.write("pack/pack.yaml", "extends: none\ndisable: []\n");
    served.sandbox.write("pack/money/example-fee.yaml", fee.replace("Asks for a fee", "Wants money"));
    served.signal("HUP");
    served.hears("reloaded: rules");
    assert!(served.get("/v1/rules/example-fee").text().contains("Wants money"));
    assert_ne!(served.get("/healthz").json()["rules"], before["rules"]);
    let counts = served.get("/metrics").text();
    assert!(counts.contains("lurescan_reloads_total{outcome=\"loaded\"} 1"), "{counts}");
    assert!(counts.contains("lurescan_reloads_total{outcome=\"refused\"} 1"), "{counts}");
}

#[test]
fn no_request_is_dropped_while_rules_are_loaded_anew() {
    let served = Served::new("");
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let began = Instant::now();
            let mut answered = 0;
            while began.elapsed() < Duration::from_secs(3) {
                assert_eq!(served.band(LURE), "critical");
                answered += 1;
            }
            answered
        });
        for _ in 0..5 {
            served.signal("HUP");
            std::thread::sleep(Duration::from_millis(300));
        }
        assert!(asking.join().unwrap() > 10);
    });
    served.hears("reloaded: rules");
}

#[test]
fn stopping_finishes_what_was_taken() {
    for signal in ["TERM", "INT"] {
        let mut served = Served::new("");
        let idle = served.connect();
        let mut stream = served.connect();
        let headers = [("Content-Type", "application/x-ndjson"), ("Transfer-Encoding", "chunked")];
        stream.write_all(served.head("POST /v1/score-stream", &headers).as_bytes()).unwrap();
        let line = format!("{}\n", json!({"text": LURE}));
        stream.write_all(format!("{:x}\r\n{line}\r\n", line.len()).as_bytes()).unwrap();
        let mut slow = served.connect();
        let body = json!({"text": CALM}).to_string();
        let length = body.len().to_string();
        let headers = [("Content-Type", "application/json"), ("Content-Length", length.as_str())];
        slow.write_all(served.head("POST /v1/score", &headers).as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(300));
        served.signal(signal);
        served.hears("stopping");
        assert!(TcpStream::connect(served.address).is_err(), "no connection is taken any more");
        std::thread::sleep(Duration::from_millis(300));
        assert!(served.child.try_wait().unwrap().is_none(), "it waits for what it took");
        slow.write_all(body.as_bytes()).unwrap();
        assert_eq!(Answer::read(slow).json()["band"], "low");
        stream.write_all(format!("{:x}\r\n{line}\r\n0\r\n\r\n", line.len()).as_bytes()).unwrap();
        assert_eq!(Answer::read(stream).lines().len(), 2);
        assert_eq!(served.ended(), 0);
        drop(idle);
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut served = Served::new("");
    let mut slow = served.connect();
    let headers = [("Content-Type", "application/json"), ("Content-Length", "100")];
    slow.write_all(served.head("POST /v1/score", &headers).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    served.signal("INT");
    served.hears("stopping");
    // Whose coming must not use up the waiting for the other.
    served.signal("HUP");
    std::thread::sleep(Duration::from_millis(100));
    served.signal("INT");
    assert_eq!(served.ended(), 0);
    served.hears("connections cut before they were done: 1");
}

#[test]
fn counts_are_told_as_prometheus_text() {
    let served = Served::new("");
    served.band(LURE);
    served.band(CALM);
    served.json("/v1/score", &json!({"text": "hi"}));
    served.json("/v1/score", &json!({}));
    served.get("/nowhere");
    let began = Instant::now();
    let counts = loop {
        let answer = served.get("/metrics");
        assert!(answer.header("content-type").unwrap().starts_with("text/plain; version=0.0.4"));
        let counts = answer.text();
        // A connection is counted until its end has been noticed here too.
        if counts.contains("lurescan_connections 1\n") || began.elapsed() > PATIENCE {
            break counts;
        }
    };
    for line in [
        "lurescan_ads_total{band=\"critical\"} 1",
        "lurescan_ads_total{band=\"low\"} 1",
        "lurescan_ads_total{band=\"insufficient\"} 1",
        "lurescan_requests_total{path=\"/v1/score\",status=\"200\"} 3",
        "lurescan_requests_total{path=\"/v1/score\",status=\"422\"} 1",
        "lurescan_requests_total{path=\"none\",status=\"404\"} 1",
        "lurescan_requests_answering 1",
        "lurescan_connections 1",
    ] {
        assert!(counts.lines().any(|known| known == line), "{line} is missing:\n{counts}");
    }
    assert!(!counts.contains("flight"), "no words of ads");
}

#[test]
fn what_cannot_start_says_why() {
    let served = Served::new("");
    let seen = served.sandbox.run(&format!("serve --listen {}", served.address));
    assert!(seen.status == 2 && seen.err.contains("in use"), "{}", seen.err);
    served.sandbox.write("pack/money/example-fee.yaml", "id: x");
    let seen = served.sandbox.run("serve --listen 127.0.0.1:0");
    assert!(seen.status == 2 && seen.out.is_empty() && seen.err.contains("example-fee.yaml"), "{}", seen.err);
}
