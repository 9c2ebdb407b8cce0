//! `POST /v1/score-stream`: order, answers as they come, damage in its place, and nobody made to hold what nobody takes.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::time::Duration;

use serde_json::{Value, json};

use super::{Answer, CALM, LURE, Served};

const KIND: &str = "application/x-ndjson";

/// A connection on which a stream has begun.
fn begun(served: &Served) -> std::net::TcpStream {
    let mut stream = served.connect();
    let head = served.head(
        "POST /v1/score-stream",
        &[("Content-Type", KIND), ("Transfer-Encoding", "chunked"), ("Connection", "close")],
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

#[test]
fn lines_are_answered_in_order_as_the_program_answers_them() {
    let served = Served::new("");
    let line = |at: usize| {
        json!({"id": format!("ad {at}"), "title": "Helper", "text": if at.is_multiple_of(3) { LURE } else { CALM }})
            .to_string()
    };
    let lines: String = (0..300).map(|at| line(at) + if at % 7 == 0 { "\r\n\n" } else { "\n" }).collect();
    let answer = served.post("/v1/score-stream", KIND, &lines);
    let seen = served.sandbox.run_with("score --quiet --input-format jsonl -f jsonl -", &lines);
    assert_eq!((answer.status, answer.text()), (200, seen.out));
    assert_eq!(served.post("/v1/score-stream", KIND, "").text(), "");
}

#[test]
fn what_cannot_be_read_is_told_in_its_place() {
    let served = Served::new("");
    let mut lines = Vec::new();
    lines.extend_from_slice(format!("{}\n", json!({"text": CALM})).as_bytes());
    lines.extend_from_slice(b"{\"text\": \n\n7\n{\"text\": \"\xff\"}\n{\"nothing\": 1}\n");
    lines.extend_from_slice(json!({"description": LURE}).to_string().as_bytes());
    let lines = served.post("/v1/score-stream", KIND, lines).lines();
    let told: Vec<(u64, u64, u64)> = lines[1..5]
        .iter()
        .map(|line| [&line["status"], &line["record"], &line["line"]].map(|value| value.as_u64().unwrap()).into())
        .collect();
    assert_eq!(told, [(422, 2, 2), (422, 3, 4), (422, 4, 5), (422, 5, 6)]);
    assert_eq!((lines[0]["band"].as_str(), lines[5]["band"].as_str()), (Some("low"), Some("critical")));
    assert_eq!(lines[5]["source"], json!({"path": null, "record": 6, "line": 7}));
}

#[test]
fn a_line_that_is_too_long_costs_only_itself() {
    let served = Served::new("");
    let long = json!({"text": "a".repeat(3 << 20)});
    let lines = served.post("/v1/score-stream", KIND, format!("{long}\n{}\n", json!({"text": CALM}))).lines();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (lines[0]["type"].as_str(), lines[0]["record"].as_u64()),
        (Some("urn:lurescan:problem:too-large"), Some(1))
    );
    assert_eq!(lines[1]["band"], "low");
}

#[test]
fn an_answer_comes_before_the_next_line_is_sent() {
    let served = Served::new("");
    let stream = begun(&served);
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        answers.read_line(&mut head).unwrap();
    }
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    for text in [LURE, CALM, LURE] {
        stream.write_all(chunk(&format!("{}\n", json!({"text": text}))).as_bytes()).unwrap();
        let (mut size, mut line) = (String::new(), String::new());
        answers.read_line(&mut size).unwrap();
        answers.read_line(&mut line).unwrap();
        let value: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["band"], if text == LURE { "critical" } else { "low" });
        answers.read_line(&mut String::new()).unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    let mut rest = String::new();
    answers.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "0\r\n\r\n");
}

#[test]
fn who_takes_no_answers_is_not_listened_to() {
    let served = Served::new("--threads 1");
    let mut stream = begun(&served);
    stream.set_write_timeout(Some(Duration::from_millis(500))).unwrap();
    // Answers are several times as long as lines.
    let line = format!("{}\n", json!({"text": format!("{LURE} {}", CALM.repeat(5))}));
    let piece = chunk(&line.repeat(100));
    let most = 64 << 20;
    let (mut sent, mut rest) = (0, piece.as_bytes());
    while sent < most {
        match stream.write(rest) {
            Ok(count) => {
                sent += count;
                rest = &rest[count..];
                if rest.is_empty() {
                    rest = piece.as_bytes();
                }
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => break,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(sent < most, "{sent} bytes were taken and no answer was");
    // What was begun is sent to its end; then every answer is there.
    let mut writer = stream.try_clone().unwrap();
    writer.set_write_timeout(None).unwrap();
    let rest = rest.to_vec();
    let ending = std::thread::spawn(move || {
        if rest.len() < piece.len() {
            writer.write_all(&rest).unwrap();
        }
        writer.write_all(b"0\r\n\r\n").unwrap();
    });
    let answer = Answer::read(stream);
    ending.join().unwrap();
    let records: Vec<u64> = answer.lines().iter().map(|line| line["source"]["record"].as_u64().unwrap()).collect();
    let chunks = sent.div_ceil(chunk(&line.repeat(100)).len()) as u64;
    assert_eq!(records, (1..=chunks * 100).collect::<Vec<u64>>());
}
