//! Ads, names and files written by adversaries: nothing moves the cursor, nothing ends a run.

use super::{CALM, LURE, Sandbox, Seen};

/// Neither stream holds a control character that a terminal would act on.
fn harmless(seen: &Seen, case: &str) {
    for text in [&seen.out, &seen.err] {
        let bad =
            text.chars().find(|c| (c.is_control() && !"\n\t".contains(*c)) || "\u{202e}\u{2066}\u{200b}".contains(*c));
        assert_eq!(bad, None, "{case}: {text}");
    }
}

#[test]
fn nothing_in_an_ad_reaches_the_terminal_raw() {
    let sandbox = Sandbox::new();
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}Free\u{200b} flight\u{9b}31m and a registration fee of 50 USD, write to us today.";
    sandbox.write("evil.csv", format!("id,title,text\n\u{1b}[31mid,\u{202e}title,\"{evil}\"\nb\u{1b}[2J\n"));
    for format in ["human", "json", "jsonl", "csv"] {
        let seen = sandbox.run(&format!("score evil.csv --format {format}"));
        seen.check(format, 3, &[]);
        harmless(&seen, format);
    }
    sandbox.write("columns.csv", "id,\u{1b}[31mbody\u{202e},other\na,b,c\n");
    let seen = sandbox.run("score columns.csv");
    seen.check("columns", 3, &["--text-field"]);
    harmless(&seen, "columns");
}

#[test]
fn nothing_in_a_pack_or_model_reaches_the_terminal_raw() {
    let sandbox = Sandbox::new();
    sandbox.write("pack/money/evil.yaml", "id: \"\\x1b[2J\"\ntitle: \"\\u202e\"\ncategory: \"\\e[31m\"\npolarity: x\nweight: 1\nwhy: a\nask: b\nlanguages: {}\n");
    let seen = sandbox.run("rules test");
    seen.check("pack", 2, &["evil.yaml"]);
    harmless(&seen, "pack");
    sandbox.write("evil.json", "{\"format\": \"\\u001b[2J\", \"\\u202e\": 1}");
    let seen = sandbox.run_bare("score calm.txt --model evil.json --rules pack/promise/example-flight.yaml", "");
    assert_eq!(seen.status, 2);
    harmless(&seen, "model");
}

#[test]
fn rules_that_multiply_or_nest_without_end_are_mistakes() {
    let sandbox = Sandbox::new();
    let laughs: String = ('b'..='k')
        .map(|c| format!("{c}: &{c} [{0}]\n", vec![format!("*{}", char::from(c as u8 - 1)); 9].join(",")))
        .collect();
    for (name, text) in [("aliases", format!("a: &a [x]\n{laughs}")), ("depth", format!("id: {}", "[".repeat(100_000)))]
    {
        sandbox.write("pack/money/evil.yaml", text);
        sandbox.run("rules test").check(name, 2, &["evil.yaml:1:", "error[R001]"]);
    }
}

#[cfg(unix)]
#[test]
fn nothing_in_a_file_name_reaches_the_terminal_raw() {
    let sandbox = Sandbox::new();
    sandbox.write("ads/a\u{1b}[2J\u{202e}.txt", LURE);
    sandbox.write("ads/b\u{1b}[2J.txt", b"%PDF-1.4 binary");
    for format in ["human", "jsonl", "csv"] {
        let seen = sandbox.run(&format!("score ads --format {format}"));
        seen.check(format, 3, &["PDF"]);
        harmless(&seen, format);
    }
}

#[test]
fn bad_inputs_cost_nothing_but_themselves() {
    let sandbox = Sandbox::new();
    sandbox.write("in/a.pdf.txt", b"%PDF-1.4\n1 0 obj");
    sandbox.write(
        "in/b.jsonl",
        format!("{{\"text\": \"{}\"}}\n{{broken\n[1,2]\n{{\"text\": \"{}\"}}\n", CALM.trim(), LURE.trim()),
    );
    sandbox.write("in/c.json", "[[[[[[");
    sandbox.write("in/d.txt", CALM);
    sandbox.write("in/e.csv", "id,text\n1,\"never closed\n2,x\n");
    sandbox.write("in/f.gz", b"not gzip");
    sandbox.write("in/g.csv", b"\xff\xfe\x00\x00");
    sandbox.write("in/h.txt", LURE);
    let seen = sandbox.run("score in nowhere.txt");
    seen.check("folder", 3, &["a.pdf.txt", "in/b.jsonl:2", "in/c.json", "in/e.csv", "nowhere.txt", "in/h.txt"]);
    assert!(seen.out.lines().count() >= 4, "{}", seen.out);
    harmless(&seen, "folder");
}

#[test]
fn the_same_mistake_in_every_record_is_told_a_hundred_times() {
    let sandbox = Sandbox::new();
    let rows: String = (0..250).map(|n| format!("{n}\n")).collect();
    sandbox.write("bad.csv", format!("id,text\n{rows}"));
    let seen = sandbox.run("score bad.csv");
    seen.check("many", 3, &["bad.csv: 150 more records: has 1 of 2 columns", "unreadable 250"]);
    assert_eq!(seen.err.lines().filter(|line| line.contains(": record ")).count(), 100);
}
