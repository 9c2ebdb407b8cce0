//! What `action.yml` runs, run on a scratch repository of front-matter ads: one lure is planted, one is in the baseline, one
//! is suppressed, one is an ordinary ad.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{CALM, LURE, Sandbox, Seen};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// An ad as a repository keeps it.
fn front_matter(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\nid: {title}\ncontact: jobs@example.com\n---\n\n{text}")
}

fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("lurescan.toml", "rules = [\"pack\"]\nmodel = \"model.json\"\n");
    sandbox.write("jobs/baselined.md", front_matter("baselined", LURE));
    sandbox.write("jobs/calm.md", front_matter("calm", CALM));
    sandbox.run_bare("check jobs --write-baseline lurescan-baseline.json", "").check("write", 0, &["wrote 3 findings"]);
    sandbox.write(
        "lurescan.toml",
        "baseline = \"lurescan-baseline.json\"\nrules = [\"pack\"]\nmodel = \"model.json\"\n\n[[suppress]]\n\
         path = \"jobs/suppressed.md\"\nreason = \"an example for training\"\nuntil = 9999-12-31\n",
    );
    sandbox.write("jobs/planted.md", front_matter("planted", &LURE.replace("warm", "planted")));
    sandbox.write("jobs/suppressed.md", front_matter("suppressed", &LURE.replace("warm", "suppressed")));
    for line in ["init -q", "add .", "commit -q -m ads"] {
        super::gate::git(&sandbox, line);
    }
    sandbox
}

/// Runs the script of the check step with these inputs.
fn run(sandbox: &Sandbox, inputs: &[(&str, &str)]) -> Seen {
    let mut command = Command::new("bash");
    command.arg(file("action/check")).current_dir(sandbox.dir.path());
    command.env("LURESCAN", assert_cmd::cargo::cargo_bin!("lurescan")).env("GITHUB_OUTPUT", sandbox.path("outputs"));
    command.envs(inputs.iter().copied());
    let output = command.output().expect("bash can be run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Seen { status: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn the_action_stops_at_the_planted_lure_alone() {
    let sandbox = repository();
    let seen = run(&sandbox, &[("INPUT_PATHS", "jobs\n"), ("INPUT_SARIF", "out.sarif")]);
    seen.check("action", 1, &["at or above high: 3 (new 1, in the baseline 1, suppressed 1)"]);
    let errors: Vec<&str> = seen.out.lines().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!(errors.len(), 1, "{}", seen.out);
    assert!(errors[0].contains("file=jobs/planted.md,line=7,"), "{}", errors[0]);
    assert_eq!(sandbox.read("outputs"), "status=1\n");
    let log: serde_json::Value = serde_json::from_str(&sandbox.read("out.sarif")).expect("SARIF is JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let file_of = |result: &serde_json::Value| {
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        (uri.as_str().expect("a file").to_owned(), result["suppressions"][0]["justification"].as_str().is_some())
    };
    let mut files: Vec<(String, bool)> = results.iter().map(file_of).collect();
    files.sort();
    files.dedup();
    let expected = [("jobs/planted.md".to_owned(), false), ("jobs/suppressed.md".to_owned(), true)];
    assert_eq!(files, expected);
}

#[test]
fn the_inputs_of_the_action_reach_the_check() {
    let sandbox = repository();
    type Case<'a> = (&'a [(&'a str, &'a str)], i32, &'a str);
    let cases: &[Case<'_>] = &[
        (&[("INPUT_PATHS", "jobs/calm.md\njobs/baselined.md")], 0, "new 0, in the baseline 1, suppressed 0"),
        (&[("INPUT_PATHS", "jobs"), ("INPUT_SINCE", "HEAD")], 0, "changed since HEAD: 0 of 4 files"),
        (&[("INPUT_PATHS", "jobs"), ("INPUT_BASELINE", "nowhere.json")], 2, "--baseline nowhere.json"),
        (&[("INPUT_PATHS", "jobs"), ("INPUT_FAIL_ON", "--help")], 2, "invalid value '--help'"),
        (&[("INPUT_PATHS", "jobs"), ("INPUT_SINCE", "$(touch stolen)")], 2, "git knows no such commit"),
        (&[("INPUT_PATHS", "--help")], 3, "--help: cannot be read"),
        (&[("INPUT_PATHS", "jobs"), ("INPUT_CONFIG", "nowhere.toml")], 2, "--config nowhere.toml"),
        (
            &[("INPUT_PATHS", "jobs"), ("INPUT_REDACT", "true"), ("INPUT_FAIL_ON", "critical")],
            1,
            "at or above critical",
        ),
    ];
    for (inputs, status, words) in cases {
        run(&sandbox, inputs).check(&format!("{inputs:?}"), *status, &[words]);
    }
    assert!(!sandbox.path("stolen").exists());
}

/// Lines of a file.
#[expect(clippy::disallowed_methods, reason = "a test reads what the repository holds")]
fn lines(name: &str) -> Vec<String> {
    std::fs::read_to_string(file(name)).expect("the file is there").lines().map(str::to_owned).collect()
}

#[test]
fn action_and_script_speak_of_the_same_inputs() {
    let action = lines("action.yml");
    let words = |line: &str| -> Vec<String> {
        let parts = line.split(|c: char| !c.is_ascii_uppercase() && c != '_');
        parts.filter(|word| word.starts_with("INPUT_")).map(str::to_owned).collect()
    };
    let unique = |lines: &[String]| -> std::collections::BTreeSet<String> {
        lines.iter().filter(|line| !line.trim_start().starts_with('#')).flat_map(|line| words(line)).collect()
    };
    assert_eq!(unique(&action), unique(&lines("action/check")));
    // Each is handed over in the environment under its own name, and none stands in a command.
    for line in action.iter().filter(|line| line.contains("INPUT_")) {
        let (name, value) = line.trim().split_once(": ").expect("an entry of env");
        let input = name.trim_start_matches("INPUT_").to_lowercase().replace('_', "-");
        assert_eq!(value, format!("${{{{ inputs.{input} }}}}"));
        assert!(action.contains(&format!("  {input}:")), "{input} is no input");
    }
    assert!(!action.iter().any(|line| line.contains("run:") && line.contains("${{")));
}

#[test]
fn the_hook_runs_a_check_of_the_files_it_is_given() {
    let hooks = lines(".pre-commit-hooks.yaml");
    let value = |key: &str| {
        let line = hooks.iter().find_map(|line| line.trim().strip_prefix(key)).expect("the key is there");
        line.trim().to_owned()
    };
    let arguments = value("args:").trim_matches(['[', ']']).replace(',', " ");
    let line = value("entry:").trim_start_matches("lurescan ").to_owned();
    let sandbox = repository();
    let run = |files: &str| sandbox.run_bare(&format!("{line} {arguments} {files}"), "");
    run("jobs/calm.md jobs/baselined.md").check("pass", 0, &["new 0"]);
    run("jobs/calm.md jobs/planted.md").check("fail", 1, &["planted"]);
}
