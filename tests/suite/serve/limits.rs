//! How much, how long, how many: the limits, and that whoever runs into them hurts nobody else.

use std::io::{Read, Write};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Answer, CALM, Served, refused};

/// A request that takes a while.
fn long_batch(ads: usize) -> String {
    let text = format!("{CALM} ").repeat(5);
    json!(vec![json!({"text": text}); ads]).to_string()
}

#[test]
fn bodies_have_a_limit() {
    let served = Served::new("--max-body 1 --max-file 1");
    let most = json!({"text": "a".repeat(1024 - 11)}).to_string();
    assert_eq!(most.len(), 1024);
    assert_eq!(served.post("/v1/score", "application/json", &most).status, 200);
    let more = json!({"text": "a".repeat(1024 - 10)}).to_string();
    for path in ["/v1/score", "/v1/explain"] {
        let answer = served.post(path, "application/json", &more);
        assert_eq!((answer.status, answer.json()["type"].as_str()), (413, Some("urn:lurescan:problem:too-large")));
    }
    let mut stream = served.connect();
    let head = served.head(
        "POST /v1/score",
        &[("Content-Type", "application/json"), ("Transfer-Encoding", "chunked"), ("Connection", "close")],
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(format!("{:x}\r\n{more}\r\n0\r\n\r\n", more.len()).as_bytes()).unwrap();
    assert_eq!(Answer::read(stream).status, 413, "without a promised length");
    assert_eq!(served.post("/v1/score-file", "text/plain", vec![b'a'; (1 << 20) + 1]).status, 413);
    assert_eq!(served.post("/v1/score", "application/json", vec![b' '; 40 << 20]).status, 413, "much larger");
}

/// Sends bytes that are no request, and reads what is said to them.
fn said_to(served: &Served, bytes: &[u8]) -> Answer {
    let mut stream = served.connect();
    // A refusal may come before everything is sent.
    let _ = stream.write_all(bytes);
    Answer::read(stream)
}

#[test]
fn headers_have_a_limit() {
    let served = Served::new("");
    let most = 32 << 10;
    let spent = served.head("GET /healthz", &[("Connection", "close"), ("X-Long", "")]).len();
    for (length, status) in
        [(most - spent, 200), (most - spent + 1, 431), (33_000, 431), (40_000, 431), (64 << 10, 431)]
    {
        let answer = said_to(
            &served,
            served.head("GET /healthz", &[("Connection", "close"), ("X-Long", &"a".repeat(length))]).as_bytes(),
        );
        match status {
            200 => assert_eq!(answer.status, 200, "{length}"),
            _ => drop(refused(&answer, 431, "long-head")),
        }
    }
    refused(&served.ask("GET /healthz", &[("X-Many", "a"); 100], b""), 431, "long-head");
    refused(&said_to(&served, served.head(&format!("GET /{}", "a".repeat(100_000)), &[]).as_bytes()), 431, "long-head");
}

#[test]
fn what_is_no_request_hears_why() {
    let served = Served::new("");
    for wrong in [
        "hello\r\n\r\n",
        "GET /healthz\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nBad Header: b\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/3.0\r\n\r\n",
    ] {
        refused(&said_to(&served, wrong.as_bytes()), 400, "malformed");
    }
    let after = [served.head("GET /healthz", &[]), "no request\r\n\r\n".to_owned()];
    let mut stream = served.connect();
    stream.write_all(after[0].as_bytes()).unwrap();
    thread::sleep(Duration::from_millis(200));
    stream.write_all(after[1].as_bytes()).unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).unwrap();
    assert!(told.starts_with("HTTP/1.1 200") && told.contains("urn:lurescan:problem:malformed"), "{told}");
    assert_eq!(told.matches("HTTP/1.1 4").count(), 1, "{told}");
    let text = served.get("/metrics").text();
    assert!(text.contains("400"), "they are counted: {text}");
}

/// Callers that hang up leave their places: what they asked is not done before what others ask.
#[test]
fn who_hangs_up_is_not_worked_for() {
    let served = Served::new("--threads 1 --max-queue 40 --max-body 8192");
    let text = format!("{CALM} ").repeat(60);
    let body = json!(vec![json!({"text": text}); 900]).to_string();
    let length = body.len().to_string();
    let head = served.head("POST /v1/score", &[("Content-Type", "application/json"), ("Content-Length", &length)]);
    let began = Instant::now();
    assert_eq!(served.post("/v1/score", "application/json", &body).status, 200);
    let one = began.elapsed();
    for _ in 0..30 {
        let mut stream = served.connect();
        stream.write_all((head.clone() + &body).as_bytes()).unwrap();
        thread::sleep(Duration::from_millis(20));
    }
    thread::sleep(Duration::from_millis(300));
    let began = Instant::now();
    assert_eq!(served.band(CALM), "low");
    assert!(began.elapsed() < one * 8, "{:?} where one takes {one:?}", began.elapsed());
}

#[test]
fn a_head_that_does_not_arrive_is_given_up() {
    let served = Served::new("--timeout 1");
    let (idle, began) = (served.connect(), Instant::now());
    refused(&said_to(&served, b"POST /v1/score HTTP/1.1\r\nHost: local"), 408, "timeout");
    assert!(began.elapsed() >= Duration::from_millis(900) && began.elapsed() < Duration::from_secs(10));
    let mut told = Vec::new();
    { idle }.read_to_end(&mut told).unwrap();
    assert!(told.is_empty(), "who has asked nothing hears nothing");
}

#[test]
fn a_packed_body_is_told_so() {
    let served = Served::new("");
    let headers = [("Content-Type", "application/json"), ("Content-Encoding", "gzip")];
    let answer = served.ask("POST /v1/score", &headers, b"\x1f\x8b\x08");
    refused(&answer, 415, "encoded");
    assert!(answer.json()["detail"].as_str().unwrap().contains("gzip"));
}

#[test]
fn a_body_that_does_not_arrive_is_given_up() {
    let served = Served::new("--timeout 1");
    let mut stream = served.connect();
    let head = served.head(
        "POST /v1/score",
        &[("Content-Type", "application/json"), ("Content-Length", "100"), ("Connection", "close")],
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(b"{\"text\"").unwrap();
    let began = Instant::now();
    let answer = Answer::read(stream);
    assert_eq!((answer.status, answer.json()["type"].as_str()), (408, Some("urn:lurescan:problem:timeout")));
    assert!(began.elapsed() >= Duration::from_millis(900) && began.elapsed() < Duration::from_secs(10));
}

#[test]
fn more_than_the_queue_takes_is_refused_and_may_come_again() {
    let served = Served::new("--max-queue 1 --threads 1 --max-body 8192");
    let body = long_batch(1000);
    let statuses: Vec<u16> = thread::scope(|scope| {
        let asking: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let answer = served.post("/v1/score", "application/json", &body);
                    if answer.status == 429 {
                        assert_eq!(answer.json()["type"], "urn:lurescan:problem:busy");
                        assert_eq!(answer.header("retry-after"), Some("1"));
                    }
                    answer.status
                })
            })
            .collect();
        asking.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(statuses.contains(&200) && statuses.contains(&429), "{statuses:?}");
    assert_eq!(served.band(CALM), "low", "then there is room again");
}

#[test]
fn idle_connections_keep_nobody_out() {
    let served = Served::new("--max-connections 4");
    let mut idle: Vec<_> = (0..40).map(|_| served.connect()).collect();
    for half in idle.iter_mut().skip(20) {
        half.write_all(b"POST /v1/score HTTP/1.1\r\nHost: local").unwrap();
    }
    for _ in 0..8 {
        assert_eq!(served.band(CALM), "low");
    }
    let mut byte = [0];
    assert!(matches!(idle[0].read(&mut byte), Ok(0) | Err(_)), "the one idle longest made room");
}

/// Streams whose callers send a byte now and then, or take nothing, make room for those who have something to ask.
#[test]
fn slow_streams_keep_nobody_out() {
    let served = Served::new("");
    let head = served
        .head("POST /v1/score-stream", &[("Content-Type", "application/x-ndjson"), ("Transfer-Encoding", "chunked")]);
    let mut slow: Vec<_> = (0..32)
        .map(|_| {
            let mut stream = served.connect();
            stream.write_all(format!("{head}1\r\n{{\r\n").as_bytes()).unwrap();
            let mut told = [0; 12];
            stream.read_exact(&mut told).unwrap();
            assert_eq!(&told, b"HTTP/1.1 200", "it is open");
            stream
        })
        .collect();
    for _ in 0..6 {
        thread::sleep(Duration::from_millis(200));
        slow.iter_mut().for_each(|stream| stream.write_all(b"1\r\n \r\n").unwrap());
    }
    let line = json!({"text": CALM}).to_string();
    for path in ["/v1/score-stream", "/v1/score-file?name=ads.jsonl&format=jsonl"] {
        let answer = served.post(path, "application/x-ndjson", &line);
        assert_eq!((answer.status, answer.lines()[0]["band"].as_str()), (200, Some("low")), "{path}");
    }
    let told = slow.iter_mut().map(|stream| {
        stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let mut told = Vec::new();
        // Those that keep their places are told nothing.
        let _ = stream.read_to_end(&mut told);
        String::from_utf8(told).unwrap().contains("urn:lurescan:problem:displaced")
    });
    assert_eq!(told.collect::<Vec<_>>(), [vec![true; 2], vec![false; 30]].concat(), "the first to wait");
}

#[test]
fn where_every_connection_is_busy_no_other_comes_in() {
    let served = Served::new("--max-connections 2");
    let body = json!({"text": CALM}).to_string();
    let length = body.len().to_string();
    let headers = [("Content-Type", "application/json"), ("Content-Length", &length), ("Expect", "100-continue")];
    let mut slow: Vec<_> = (0..2)
        .map(|_| {
            let mut stream = served.connect();
            stream.write_all(served.head("POST /v1/score", &headers).as_bytes()).unwrap();
            let mut told = [0; 25];
            stream.read_exact(&mut told).unwrap();
            assert!(told.starts_with(b"HTTP/1.1 100 "), "its body is being waited for");
            stream
        })
        .collect();
    for _ in 0..4 {
        let mut byte = [0];
        assert!(matches!(served.connect().read(&mut byte), Ok(0) | Err(_)));
    }
    for stream in &mut slow {
        stream.write_all(body.as_bytes()).unwrap();
        let mut told = [0; 12];
        stream.read_exact(&mut told).unwrap();
        assert_eq!(&told, b"HTTP/1.1 200");
    }
    drop(slow);
    assert_eq!(served.band(CALM), "low", "then there is room again");
}

#[test]
fn a_neighbor_is_answered_while_a_batch_is_scored() {
    let served = Served::new("--threads 1 --max-body 8192");
    let body = long_batch(1000);
    thread::scope(|scope| {
        let long = scope.spawn(|| served.post("/v1/score", "application/json", &body).status);
        thread::sleep(Duration::from_millis(50));
        let began = Instant::now();
        assert_eq!(served.get("/healthz").status, 200);
        let health = began.elapsed();
        assert!(health < Duration::from_secs(2), "{health:?}");
        assert_eq!(long.join().unwrap(), 200);
    });
}

#[test]
fn bombs_and_damage_cost_only_their_request() {
    let served = Served::new("");
    let mut packed = flate(&vec![b' '; 80 << 20]);
    let answer = served.post("/v1/score-file?name=ads.jsonl.gz&format=jsonl", "application/gzip", &packed);
    assert!(answer.status == 422 || answer.lines().iter().all(|line| line["status"] == 422), "{}", answer.status);
    packed.truncate(packed.len() / 2);
    let cut = served.post("/v1/score-file?name=ads.csv.gz", "application/gzip", &packed);
    assert!(matches!(cut.status, 200 | 422));
    assert_eq!(
        served.post("/v1/score-file?name=a.parquet", "application/octet-stream", b"PAR1nothingPAR1").status,
        422
    );
    assert_eq!(served.post("/v1/score-file?name=a.xlsx", "application/octet-stream", b"PK\x03\x04no").status / 100, 4);
    assert_eq!(served.band(CALM), "low");
}

/// Bytes as gzip packs them.
fn flate(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}
