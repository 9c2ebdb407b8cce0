//! The built program, run as its users run it: exit statuses, what stands on which stream, what becomes of files.
//!
//! Every case brings its own rules and model, so that built-in rules and models may change.

mod action;
mod batch;
mod campaigns;
mod config;
mod evaluate;
mod faults;
mod files;
mod formats;
mod gate;
mod hostile;
mod network;
mod packs;
mod resume;
mod streams;

use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin_cmd;
use tempfile::TempDir;

const MODEL: &str = r#"{
  "format": "lurescan-model/1", "program": "0.1.0", "rules_fingerprint": "none", "reference_prior": 0.5,
  "intercept": -4.0, "wording_weight": 0.0, "calibration": {"slope": 1.0, "offset": 0.0},
  "bands": {"elevated": -2.0, "high": -0.5, "critical": 1.5},
  "weights": {"fact:indicator-kinds": 0.6, "rule:example-fee": 3.0, "rule:example-flight": 2.5},
  "training": null,
  "wording": {"intercept": 0.0, "characters": {}, "words": {}}
}"#;

const FEE: &str = "\
id: example-fee
title: Asks for a fee
category: money
polarity: risk
weight: 3.0
schemes: [fee-fraud]
why: Employers do not charge applicants.
ask: Ask which law allows the fee.
references: [\"Example Gazette, 2024\"]
languages:
  en:
    phrases: [\"registration fee\", \"visa fee\", \"training fee\"]
    hit:
      - \"You must pay a ⟦registration fee⟧ of $50.\"
      - \"The ⟦visa fee⟧ is 30 USD.\"
    miss:
      - \"Registration is free of charge.\"
      - \"Fees of lawyers are paid by us.\"
";

const FLIGHT: &str = "\
id: example-flight
title: Pays the flight
category: promise
polarity: risk
weight: 2.5
why: Known lures pay the flight.
ask: Ask who books it.
languages:
  en:
    phrases: [\"free flight\"]
    hit:
      - \"We give a ⟦free flight⟧ to you.\"
      - \"⟦Free flight⟧ and food.\"
    miss:
      - \"Flights are at your own cost.\"
      - \"Flight attendants wanted.\"
";

/// A genuine ad, one with two indicators, one with too little text.
const ADS: &str = "\
id,title,text
calm,Clerk,\"We look for a clerk in our office in town, full time, with experience in accounts.\"
lure,Helper,\"Free flight to a warm country and a registration fee of 50 USD, write to us today for the details.\"
tiny,Short,hi
";

/// The words that make an ad a finding.
const LURE: &str =
    "Free flight to a warm country and a registration fee of 50 USD, write to us today for the details.\n";
/// An ad in which nothing is found.
const CALM: &str = "We look for a clerk in our office in town, full time, with experience in accounts and letters.\n";

/// A folder of its own with a pack, a model and ads, in which the program is run.
pub(crate) struct Sandbox {
    pub(crate) dir: TempDir,
}

/// What a run gave.
pub(crate) struct Seen {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        let sandbox = Self { dir: TempDir::new().expect("a temporary folder") };
        sandbox.write("model.json", MODEL);
        sandbox.write("pack/pack.yaml", "extends: none\n");
        sandbox.write("pack/money/example-fee.yaml", FEE);
        sandbox.write("pack/promise/example-flight.yaml", FLIGHT);
        sandbox.write("ads.csv", ADS);
        sandbox.write("lure.txt", LURE);
        sandbox.write("calm.txt", CALM);
        sandbox
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    #[expect(clippy::disallowed_methods, reason = "a test writes its fixtures")]
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("folders can be made");
        std::fs::write(path, content).expect("fixtures can be written");
    }

    #[expect(clippy::disallowed_methods, reason = "a test reads what was written")]
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("the file is there")
    }

    /// Names of the files in the folder itself, sorted.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.dir.path()).expect("the folder can be listed");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Runs a command line, with the sandbox's pack and model.
    pub(crate) fn run(&self, line: &str) -> Seen {
        self.run_with(line, "")
    }

    /// Runs a command line with something on standard input.
    pub(crate) fn run_with(&self, line: &str, input: impl AsRef<[u8]>) -> Seen {
        self.run_bare(&format!("{line} --rules pack --model model.json"), input)
    }

    /// Runs a command line as it stands.
    fn run_bare(&self, line: &str, input: impl AsRef<[u8]>) -> Seen {
        let mut command = cargo_bin_cmd!("lurescan");
        command.current_dir(self.dir.path()).args(line.split_whitespace()).write_stdin(input.as_ref());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        let output = command.output().expect("the program starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
        Seen { status: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Seen {
    /// Asserts the exit status and that each of the words stands on one of the streams.
    fn check(&self, case: &str, status: i32, words: &[&str]) {
        let Self { out, err, .. } = self;
        assert_eq!(self.status, status, "{case}\n--- stdout\n{out}\n--- stderr\n{err}");
        for word in words {
            assert!(
                out.contains(word) || err.contains(word),
                "{case}: no {word:?}\n--- stdout\n{out}\n--- stderr\n{err}"
            );
        }
    }
}

/// A path as it is typed.
fn typed(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn exit_statuses_are_those_of_the_table() {
    let sandbox = Sandbox::new();
    sandbox.write("short.csv", "id,text\na,A first text that is long enough to be scored by anyone at all.\nb\n");
    sandbox.write("broken.json", "{ no json");
    sandbox
        .write("foreign.json", MODEL.replace("fact:indicator-kinds", "fact:x").replace("rule:example", "rule:other"));
    let cases: &[(&str, i32, &[&str])] = &[
        (
            "score ads.csv",
            0,
            &["\"id\":\"lure\"", "scored 2 (low 1, elevated 0, high 0, critical 1), insufficient 1, unreadable 0"],
        ),
        ("score calm.txt lure.txt", 0, &["scored 2"]),
        ("check calm.txt", 0, &["at or above high: 0"]),
        ("check ads.csv", 1, &["critical", "at or above high: 1"]),
        ("check ads.csv --fail-on critical", 1, &["at or above critical: 1"]),
        ("check ads.csv nowhere.txt", 1, &["nowhere.txt: cannot be read", "unreadable 1"]),
        ("check calm.txt nowhere.txt", 3, &["unreadable 1"]),
        ("score short.csv", 3, &["short.csv:3: record 2: has 1 of 2 columns", "scored 1 ", "unreadable 1"]),
        ("score nowhere.txt calm.txt", 3, &["nowhere.txt: cannot be read", "scored 1 "]),
        ("score", 2, &["nothing to read", "give - "]),
        ("score - -", 2, &["named twice"]),
        ("score ads.csv --prior 1", 2, &["below 1"]),
        ("score ads.csv --prior -0.5", 2, &["above 0"]),
        ("score ads.csv --threads 0", 2, &["--threads"]),
        ("score ads.csv --format jsnl", 2, &["jsonl"]),
        ("score ads.csv --encoding klingon", 2, &["gb18030"]),
        ("score ads.csv --brief --format csv", 2, &["--brief"]),
        ("score ads.csv --text-field txt", 2, &["no column 'txt'", "did you mean 'text'?"]),
        ("score ads.csv --nonsense", 2, &["--nonsense"]),
        ("check ads.csv --fail-on low", 2, &["elevated"]),
        ("rules show exmple-fee", 2, &["did you mean `example-fee`?"]),
        (
            "rules show example-fee",
            0,
            &["Employers do not charge", "+3.00 log-odds in the model", "genuine ads not measured", "⟦visa fee⟧"],
        ),
        ("rules show example-fee --format markdown", 0, &["# Asks for a fee\n", "> The <b>visa fee</b> is 30 USD."]),
        ("rules show example-fee --format yaml", 2, &["markdown"]),
        ("score --explain example-fee", 0, &["Employers do not charge", "⟦visa fee⟧"]),
        ("check nowhere.txt --explain example-fee -f markdown", 0, &["| Kind | risk |", "- Example Gazette, 2024"]),
        ("campaigns --explain example-fee -f json", 0, &["\"schema\":\"lurescan-rule/1\""]),
        ("score --explain exmple-fee", 2, &["no rule `exmple-fee`", "did you mean `example-fee`?"]),
        ("score ads.csv --explain ful", 2, &["did you mean `full`?"]),
        ("score --explain example-fee -f sarif", 2, &["format sarif", "markdown or json"]),
        ("score --explain example-fee -o rule.md", 2, &["leave -o out"]),
        ("rules test", 0, &["rules 2, examples 8, languages 1; every example holds"]),
    ];
    for (line, status, words) in cases {
        sandbox.run(line).check(line, *status, words);
    }
    let bare: &[(&str, i32, &[&str])] = &[
        ("", 2, &["Usage"]),
        ("--version", 0, &["lurescan "]),
        ("--help", 0, &["Exit status:", "  3  finished, but"]),
        ("score --help", 0, &["Examples:", "jsonl"]),
        ("score ads.csv --rules nowhere", 2, &["--rules nowhere"]),
        ("score ads.csv --rules pack --model nowhere.json", 2, &["--model nowhere.json"]),
        ("score ads.csv --rules pack --model broken.json", 2, &["broken.json: not a model file"]),
        ("score ads.csv --rules pack --model foreign.json", 2, &["knows none of these rules"]),
        ("generate man", 0, &[".TH", "lurescan"]),
        ("generate completions bash", 0, &["_lurescan"]),
        ("generate man nowhere", 2, &["no folder nowhere"]),
    ];
    for (line, status, words) in bare {
        sandbox.run_bare(line, "").check(line, *status, words);
    }
}

#[test]
fn a_model_of_other_rules_is_a_warning_that_names_them() {
    let sandbox = Sandbox::new();
    sandbox.write("model.json", MODEL.replace("rule:example-flight", "rule:gone"));
    let seen = sandbox.run("score lure.txt");
    seen.check("other rules", 0, &["warning", "rule:example-flight", "rule:gone"]);
    assert!(!sandbox.run("score lure.txt --quiet").err.contains("warning"));
}

#[test]
fn nothing_to_score_is_success_with_a_note() {
    let sandbox = Sandbox::new();
    sandbox.write("empty.csv", "");
    sandbox.write("header.csv", "id,text\n");
    sandbox.write("folder/picture.png", "x");
    for line in ["score empty.csv", "score header.csv", "score folder", "score folder -q", "check folder"] {
        let seen = sandbox.run(line);
        seen.check(line, 0, &[]);
        assert_eq!(seen.out, "", "{line}");
        assert_eq!(seen.err.contains("no ad to read"), !line.ends_with("-q"), "{line}: {}", seen.err);
    }
}
