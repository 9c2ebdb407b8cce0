//! Standard input and output, order, threads, closed pipes.

use std::io::{BufRead, BufReader, Write as _};
use std::process::{Command, Stdio};

use lurescan::report::FORMATS;

use super::{CALM, LURE, Sandbox};

/// Many ads in order, of all kinds, some unreadable.
pub(super) fn many(count: usize) -> String {
    let mut csv = String::from("id,text\n");
    for n in 0..count {
        match n % 7 {
            3 => csv.push_str(&format!("ad-{n},\"{}\"\n", LURE.trim().repeat(1 + n % 5))),
            5 => csv.push_str(&format!("ad-{n}\n")),
            6 => csv.push_str(&format!("ad-{n},hi\n")),
            _ => csv.push_str(&format!("ad-{n},\"{} Number {n}.\"\n", CALM.trim())),
        }
    }
    csv
}

#[test]
fn results_do_not_depend_on_threads() {
    let sandbox = Sandbox::new();
    sandbox.write("many.csv", many(400));
    for format in FORMATS.iter().filter(|format| !format.binary).map(|format| format.name) {
        let one = sandbox.run(&format!("score many.csv ads.csv nowhere.txt --format {format} --threads 1"));
        assert_eq!(one.status, 3);
        for threads in [2, 5] {
            let other =
                sandbox.run(&format!("score many.csv ads.csv nowhere.txt --format {format} --threads {threads}"));
            assert!(one.out == other.out, "{format} differs with {threads} threads");
            assert_eq!(one.err, other.err);
        }
    }
}

#[test]
fn results_come_in_the_order_of_the_input() {
    let sandbox = Sandbox::new();
    sandbox.write("many.csv", many(300));
    let seen = sandbox.run("score many.csv --threads 4");
    let wanted: Vec<String> = (0..300).filter(|n| n % 7 != 5).map(|n| format!("\"id\":\"ad-{n}\"")).collect();
    let lines: Vec<&str> = seen.out.lines().collect();
    assert_eq!(lines.len(), wanted.len());
    for (line, id) in lines.iter().zip(&wanted) {
        assert!(line.contains(id.as_str()), "{id} expected in {line}");
    }
    assert_eq!(seen.err.matches("has 1 of 2 columns").count(), 43);
}

#[test]
fn standard_input_is_read_when_named() {
    let sandbox = Sandbox::new();
    let seen = sandbox.run_with("score - --format human", LURE);
    seen.check("text", 0, &["Critical risk", "scored 1 "]);
    let seen = sandbox.run_with("score - calm.txt", super::ADS);
    seen.check("csv by content", 0, &["\"id\":\"tiny\"", "\"path\":null", "\"path\":\"calm.txt\""]);
    sandbox.run_with("score", LURE).check("not named", 2, &["give - to read what is piped in"]);
    sandbox.run_with("score - --input-format jsonl", "{\"text\": \"x\"}\nnot json\n").check(
        "jsonl",
        3,
        &["standard input:2"],
    );
}

#[test]
fn results_do_not_depend_on_how_the_input_arrives() {
    let sandbox = Sandbox::new();
    let csv = many(20).replace("Number", "Nommé 号 🌍");
    let lines: String = (0..12).map(|n| format!("{{\"id\":{n},\"text\":\"{} é号🌍 {n}\"}}\n", CALM.trim())).collect();
    for (format, content) in [("csv", &csv), ("jsonl", &lines), ("text", &csv)] {
        let settings = ["--input-format", format, "--rules", "pack", "--model", "model.json", "--format", "jsonl"];
        let args: Vec<&str> = ["score", "-"].into_iter().chain(settings).collect();
        let read_in = |size: usize| {
            let mut child = command(&sandbox, &args);
            let mut input = child.stdin.take().expect("stdin is piped");
            for part in content.as_bytes().chunks(size) {
                input.write_all(part).expect("the program reads");
                input.flush().expect("the program reads");
                if size < 1000 {
                    std::thread::yield_now();
                }
            }
            drop(input);
            child.wait_with_output().expect("the program ends").stdout
        };
        let whole = read_in(usize::MAX);
        assert!(!whole.is_empty(), "{format}");
        for size in [1, 7, 4096] {
            assert!(read_in(size) == whole, "{format} differs in parts of {size} bytes");
        }
    }
}

#[test]
fn colour_is_for_terminals_and_those_who_ask() {
    let sandbox = Sandbox::new();
    let cases = [
        ("score lure.txt --format human", false),
        ("score lure.txt --format human --color always", true),
        ("score lure.txt --format human --color never", false),
        ("score lure.txt --format jsonl --color always", false),
    ];
    for (line, colored) in cases {
        assert_eq!(sandbox.run(line).out.contains('\u{1b}'), colored, "{line}");
    }
}

#[test]
fn a_closed_pipe_is_success_but_a_gate_still_answers() {
    let sandbox = Sandbox::new();
    let mut csv = String::from("id,text\n");
    for n in 0..3000 {
        csv.push_str(&format!("ad-{n},\"{}\"\n", LURE.trim()));
    }
    sandbox.write("large.csv", csv);
    for (verb, status) in [("score", 0), ("check", 1)] {
        let mut child =
            command(&sandbox, &[verb, "large.csv", "--format", "jsonl", "--rules", "pack", "--model", "model.json"]);
        let mut output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut line = String::new();
        output.read_line(&mut line).expect("a line comes");
        drop(output);
        assert_eq!(child.wait().expect("the program ends").code(), Some(status), "{verb}");
    }
}

/// Starts a command line as it stands.
pub(super) fn command(sandbox: &Sandbox, args: &[&str]) -> std::process::Child {
    Command::new(assert_cmd::cargo::cargo_bin!("lurescan"))
        .current_dir(sandbox.dir.path())
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}
