//! What makes `check` fail: baselines, suppressions, changed files, and the exit status of each combination.

use std::process::Command;

use super::{CALM, LURE, Sandbox};

/// A second lure, of other words.
const OTHER: &str =
    "Free flight next week and only a visa fee of 30 USD to pay, the office in the capital waits for your answer.\n";

/// The findings in the baseline of that name: ad, rule and fingerprint.
fn findings(sandbox: &Sandbox, name: &str) -> Vec<[String; 3]> {
    let file: serde_json::Value = serde_json::from_str(&sandbox.read(name)).expect("a baseline is JSON");
    let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().expect("a text").to_owned();
    let list = file["findings"].as_array().expect("a list");
    list.iter().map(|one| ["ad", "rule", "fingerprint"].map(|key| text(one, key))).collect()
}

/// Runs git in the sandbox with a configuration of its own.
pub(super) fn git(sandbox: &Sandbox, line: &str) {
    let mut command = Command::new("git");
    command.current_dir(sandbox.dir.path()).args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]);
    command.args(["-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"]).args(line.split_whitespace());
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    let output = command.output().expect("git can be run");
    assert!(output.status.success(), "git {line}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn exit_statuses_of_the_gate_are_those_of_the_table() {
    let sandbox = Sandbox::new();
    sandbox.write("other.txt", OTHER);
    sandbox.run("check lure.txt --write-baseline known.json").check("writing accepts", 0, &["wrote ", "known.json"]);
    let reason = "reason = \"a training text\"\n";
    sandbox.write("path.toml", format!("[[suppress]]\npath = \"lure.*\"\n{reason}"));
    sandbox.write("other.toml", format!("[[suppress]]\npath = \"other.txt\"\n{reason}"));
    sandbox.write("expired.toml", format!("[[suppress]]\npath = \"lure.txt\"\nuntil = 2020-02-29\n{reason}"));
    sandbox.write("lasting.toml", format!("[[suppress]]\npath = \"lure.txt\"\nuntil = \"9999-12-31\"\n{reason}"));
    sandbox.write("rule.toml", format!("[[suppress]]\nrule = \"example-fee\"\n{reason}"));
    let cases: &[(&str, i32, &[&str])] = &[
        ("check lure.txt", 1, &["at or above high: 1"]),
        ("check lure.txt --exit-zero", 0, &["critical", "at or above high: 1"]),
        ("check lure.txt nowhere.txt --exit-zero", 3, &["unreadable 1"]),
        ("check lure.txt --baseline known.json", 0, &["at or above high: 1 (new 0, in the baseline 1)"]),
        ("check lure.txt other.txt --baseline known.json", 1, &["at or above high: 2 (new 1, in the baseline 1)"]),
        (
            "check other.txt --baseline known.json --exit-zero",
            0,
            &["new 1", "findings of the baseline that are gone: 3"],
        ),
        ("check lure.txt nowhere.txt --baseline known.json", 3, &["unreadable 1", "new 0"]),
        ("check lure.txt --config path.toml", 0, &["at or above high: 1 (new 0, suppressed 1)"]),
        ("check lure.txt other.txt --config path.toml", 1, &["at or above high: 2 (new 1, suppressed 1)"]),
        (
            "check lure.txt other.txt --baseline known.json --config other.toml",
            0,
            &["(new 0, in the baseline 1, suppressed 1)"],
        ),
        (
            "check lure.txt --config other.toml",
            1,
            &["other.toml:1: suppression meets no finding of this run (a training text)"],
        ),
        (
            "check lure.txt --config expired.toml",
            1,
            &["expired.toml:1: suppression expired after 2020-02-29; its findings count again"],
        ),
        ("check calm.txt --config expired.toml", 0, &["expired after 2020-02-29; it can go"]),
        ("check lure.txt --config lasting.toml", 0, &["suppressed 1"]),
        // The flight is a finding of its own.
        ("check lure.txt --config rule.toml", 1, &["new 1, suppressed 0"]),
        ("check lure.txt --max-ads 1 --fail-on critical", 1, &["stopped after 1 ads"]),
        ("check calm.txt lure.txt --max-ads 1", 0, &["scored 1 ", "stopped after 1 ads", "at or above high: 0"]),
        ("check calm.txt lure.txt --max-ads 3", 1, &["scored 2 "]),
        ("check calm.txt --max-ads 0", 2, &["--max-ads"]),
        ("check lure.txt --write-baseline new.json --max-ads 1", 2, &["cannot be used with"]),
        ("check lure.txt --write-baseline ads.csv", 2, &["ads.csv: the file is there and is no baseline"]),
        ("check nowhere.txt --write-baseline never.json", 3, &["unreadable 1"]),
        ("check calm.txt --since HEAD", 2, &["--since", "not a git repository"]),
        ("check - --since HEAD", 2, &["--since does not go with standard input"]),
    ];
    for (line, status, words) in cases {
        sandbox.run(line).check(line, *status, words);
    }
    assert!(!sandbox.path("never.json").exists());
    assert!(!sandbox.path("new.json").exists());
}

#[test]
fn a_baseline_that_cannot_be_used_is_told() {
    let sandbox = Sandbox::new();
    sandbox.run("check calm.txt --write-baseline none.json").check("none", 0, &["wrote 0 findings"]);
    let none = sandbox.read("none.json");
    sandbox.write("empty.json", " \n");
    sandbox.write("cut.json", &none[..none.len() / 2]);
    sandbox.write("list.json", "[]");
    sandbox.write("newer.json", none.replace("lurescan-baseline/1", "lurescan-baseline/2"));
    sandbox.write("form.json", none.replace("lurescan/v1", "lurescan/v0"));
    let finding = r#"[{"ad":"a","rule":"r","fingerprint":"xyz"}]"#;
    sandbox.write("print.json", none.replace("[]", finding));
    let cases = [
        ("nowhere.json", "nowhere.json: No such file"),
        ("empty.json", "the file is empty"),
        ("cut.json", "broken: EOF"),
        ("list.json", "not a baseline"),
        ("lure.txt", "broken"),
        ("newer.json", "of format lurescan-baseline/2, but this lurescan reads lurescan-baseline/1"),
        ("form.json", "of the form 'lurescan/v0', but this lurescan makes lurescan/v1"),
        ("print.json", "'xyz' is no fingerprint"),
    ];
    for (name, words) in cases {
        let seen = sandbox.run(&format!("check lure.txt --baseline {name}"));
        seen.check(name, 2, &[words, "--write-baseline"]);
        assert_eq!(seen.out, "", "{name}");
    }
    sandbox.run("check lure.txt --baseline none.json").check("of a clean run", 1, &["new 1"]);
}

#[test]
fn a_baseline_survives_moving_and_setting_anew_but_no_new_words() {
    let sandbox = Sandbox::new();
    sandbox.run("check lure.txt --write-baseline known.json").check("write", 0, &[]);
    let before = sandbox.read("known.json");
    assert!(!before.contains("lure.txt") && !before.contains("flight to a"), "nothing of the ads: {before}");
    let known = findings(&sandbox, "known.json");
    let rules: Vec<&str> = known.iter().map(|[_, rule, _]| rule.as_str()).collect();
    assert!(rules.contains(&"example-fee") && rules.contains(&"example-flight"), "{rules:?}");
    sandbox.write("moved/deep/ad.md", LURE);
    sandbox.write("set.txt", LURE.to_uppercase().replace(' ', "\n  "));
    let text = LURE.trim();
    sandbox.write("column.csv", format!("id,text\n1,\"{text}\"\n2,\"{}\"\n", CALM.trim()));
    sandbox.write("words.txt", LURE.replace("warm", "cold"));
    for name in ["moved", "set.txt", "column.csv"] {
        sandbox.run(&format!("check {name} --baseline known.json")).check(name, 0, &["new 0, in the baseline 1"]);
    }
    sandbox.run("check words.txt --baseline known.json").check("other words", 1, &["new 1"]);
    // The same findings give the same bytes, wherever the file lies and however it was read.
    sandbox.run("check moved set.txt calm.txt --write-baseline known.json").check("anew", 0, &[]);
    assert_eq!(sandbox.read("known.json"), before);
    sandbox.run("check lure.txt --redact --write-baseline masked.json").check("masked", 0, &[]);
    assert_eq!(sandbox.read("masked.json"), before);
}

#[test]
fn a_finding_of_an_ad_that_is_not_in_the_baseline_counts() {
    let sandbox = Sandbox::new();
    sandbox.run("check lure.txt --write-baseline known.json").check("write", 0, &[]);
    let all = sandbox.read("known.json");
    let fee = findings(&sandbox, "known.json").into_iter().find(|[_, rule, _]| rule == "example-fee").expect("the fee");
    let kept: Vec<&str> = all.lines().filter(|line| !line.contains(&fee[2])).collect();
    sandbox.write("known.json", kept.join("\n").replace("},\n  ]", "}\n  ]"));
    sandbox.run("check lure.txt --baseline known.json").check("one is new", 1, &["new 1, in the baseline 0"]);
    let seen = sandbox.run("check lure.txt --baseline known.json -f gitlab");
    let issues: serde_json::Value = serde_json::from_str(&seen.out).expect("an array");
    let issues = issues.as_array().expect("an array");
    assert_eq!(issues.len(), 1, "the findings that were there before are left out: {}", seen.out);
    assert_eq!(issues[0]["check_name"], "example-fee");
    assert_eq!(issues[0]["fingerprint"], fee[2]);
}

#[test]
fn suppressed_findings_stay_in_sarif_with_their_reason() {
    let sandbox = Sandbox::new();
    sandbox.write("jobs/lure.txt", LURE);
    sandbox.write("jobs/other.txt", OTHER);
    sandbox.run("check jobs/lure.txt --write-baseline known.json").check("write", 0, &[]);
    let known = findings(&sandbox, "known.json");
    let finding = known.iter().find(|[_, rule, _]| rule == "example-fee").expect("the fee")[2].clone();
    sandbox.write(
        "jobs/lurescan.toml",
        format!("[[suppress]]\nfingerprint = \"{finding}\"\nreason = \"fee is [refunded] by law\"\n"),
    );
    let results = |line: &str, status: i32| -> Vec<serde_json::Value> {
        let seen = sandbox.run(line);
        seen.check(line, status, &[]);
        let log: serde_json::Value = serde_json::from_str(&seen.out).expect("SARIF is JSON");
        log["runs"][0]["results"].as_array().expect("results").clone()
    };
    let one = results("check jobs/lure.txt -f sarif", 1);
    let marked: Vec<&serde_json::Value> = one.iter().filter(|result| result["suppressions"].is_array()).collect();
    assert_eq!(marked.len(), 1);
    assert_eq!(marked[0]["partialFingerprints"]["lurescan/v1"], finding.as_str());
    assert_eq!(
        marked[0]["suppressions"][0],
        serde_json::json!({"kind": "external", "status": "accepted", "justification": "fee is [refunded] by law"})
    );
    // The fingerprint of the ad stands for all of its findings; the run from another folder finds the same file.
    let ad = &known[0][0];
    sandbox.write("jobs/lurescan.toml", format!("[[suppress]]\nfingerprint = \"{ad}\"\nreason = \"looked at\"\n"));
    let all = results("check jobs -f sarif", 1);
    let (marked, open): (Vec<_>, Vec<_>) = all.iter().partition(|result| result["suppressions"].is_array());
    assert_eq!(marked.len(), known.len());
    assert!(open.iter().all(|result| result["locations"][0].to_string().contains("other.txt")), "{open:?}");
    assert!(!open.is_empty());
    for format in ["gitlab", "rdjson", "github", "junit", "jsonl", "csv"] {
        let seen = sandbox.run(&format!("check jobs/lure.txt -f {format}"));
        seen.check(format, 0, &["(new 0, suppressed 1)"]);
        assert!(!seen.out.contains("fee of 50"), "{format}: {}", seen.out);
    }
    let junit = sandbox.run("check jobs/lure.txt --all -f junit").out;
    assert!(junit.contains("tests=\"1\" failures=\"0\""), "an accepted ad passes: {junit}");
}

#[test]
fn suppressions_hold_through_their_last_day_and_where_their_pattern_says() {
    let sandbox = Sandbox::new();
    sandbox.write("jobs/old/lure.txt", LURE);
    let today = || {
        let output = Command::new("date").args(["-u", "+%F"]).output().expect("date can be run");
        String::from_utf8(output.stdout).expect("a date").trim().to_owned()
    };
    // Once more if midnight has passed meanwhile.
    for _ in 0..2 {
        let day = today();
        sandbox.write("lurescan.toml", format!("[[suppress]]\npath = \"jobs/**\"\nuntil = {day}\nreason = \"r\"\n"));
        let seen = sandbox.run("check jobs");
        if today() == day {
            seen.check("today", 0, &["suppressed 1"]);
            break;
        }
    }
    let cases = [
        ("jobs/**", 0),
        ("**/lure.txt", 0),
        ("./jobs/old/*.txt", 0),
        ("jobs/{old,new}/*", 0),
        ("jobs/*", 1),
        ("lure.txt", 1),
        ("/jobs/**", 1),
    ];
    for (pattern, status) in cases {
        sandbox.write("lurescan.toml", format!("[[suppress]]\npath = \"{pattern}\"\nreason = \"r\"\n"));
        sandbox.run("check jobs").check(pattern, status, &[]);
        let absolute = super::typed(&sandbox.path("jobs/old/lure.txt"));
        sandbox.run(&format!("check {absolute}")).check(&format!("{pattern}, absolute"), status, &[]);
    }
}

#[test]
fn since_reads_only_what_changed_on_this_branch() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", "ignored.txt\n");
    sandbox.write("jobs/lure.txt", LURE);
    sandbox.write("jobs/é ü.txt", CALM);
    for line in ["init -q", "add .", "commit -q -m one", "branch topic"] {
        git(&sandbox, line);
    }
    let none = sandbox.run("check jobs --since HEAD");
    none.check("nothing changed", 0, &["changed since HEAD: 0 of 2 files", "there was no ad to read"]);
    // The other branch goes on: what changed there did not change here.
    sandbox.write("jobs/lure.txt", OTHER);
    git(&sandbox, "commit -q -a -m two");
    git(&sandbox, "checkout -q topic");
    sandbox.run("check jobs --since main").check("not on this branch", 0, &["changed since main: 0 of 2 files"]);
    sandbox.write("jobs/é ü.txt", OTHER);
    sandbox.run("check jobs --since main").check("in the working tree", 1, &["changed since main: 1 of 2 files"]);
    git(&sandbox, "commit -q -a -m three");
    sandbox.run("check jobs --since main").check("committed", 1, &["changed since main: 1 of 2 files"]);
    sandbox.run("check jobs --since HEAD").check("since itself", 0, &["0 of 2 files"]);
    sandbox.write("jobs/new.txt", CALM);
    sandbox.write("ignored.txt", LURE);
    sandbox.run("check jobs ignored.txt --since HEAD").check("new and ignored", 0, &["1 of 4 files", "scored 1 "]);
    for (revision, words) in [
        ("nowhere", "--since nowhere: git knows no such commit"),
        ("--output=jobs/stolen", "git knows no such commit"),
        ("-h", "git knows no such commit"),
        ("HEAD:jobs", "git knows no such commit"),
    ] {
        sandbox.run(&format!("check jobs --since={revision}")).check(revision, 2, &[words]);
    }
    assert!(!sandbox.path("jobs/stolen").exists());
    let outside = Sandbox::new();
    let line = format!("check jobs {} --since HEAD", super::typed(&outside.path("lure.txt")));
    sandbox.run(&line).check("two places", 2, &["is not in the repository"]);
    git(&sandbox, "checkout -q --orphan alone");
    git(&sandbox, "commit -q -m four");
    sandbox.run("check jobs --since main").check("no common history", 2, &["no commit in common", "fetch-depth: 0"]);
}

#[test]
fn without_git_since_says_so() {
    let sandbox = Sandbox::new();
    let mut command = assert_cmd::cargo::cargo_bin_cmd!("lurescan");
    let output = command.current_dir(sandbox.dir.path()).env("PATH", sandbox.dir.path());
    let output = output.args(["check", "lure.txt", "--since", "HEAD"]).output().expect("the program starts");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("--since needs git, which cannot be run"), "{err}");
}
