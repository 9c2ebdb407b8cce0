//! `lurescan.toml`: where it is found, what goes before it, and every mistake in it.

use super::{LURE, Sandbox};

#[test]
fn mistakes_are_told_with_their_line_and_what_to_write() {
    let sandbox = Sandbox::new();
    let cases = [
        ("fail-no = \"high\"", "lurescan.toml:2: unknown key 'fail-no'", "did you mean 'fail-on'?"),
        ("xyzzy = 1", "unknown key 'xyzzy'", "the keys are baseline, fail-on"),
        ("fail-on = \"hihg\"", "lurescan.toml:2: fail-on: there is no 'hihg'", "did you mean 'high'?"),
        ("fail-on = \"low\"", "fail-on: there is no 'low'", "hint"),
        ("format = \"sarfi\"", "format: there is no 'sarfi'", "did you mean 'sarif'?"),
        ("without = [\"tagers\"]", "without: there is no 'tagers'", "did you mean 'taggers'?"),
        ("prior = 1.5", "lurescan.toml:2: prior: it must lie above 0 and below 1", ""),
        ("threads = 0", "threads: it must be at least 1", ""),
        ("prior = \"much\"", "lurescan.toml:2: invalid type", ""),
        ("prior = ", "lurescan.toml:2: ", ""),
        ("rules = \"my-rules\"", "lurescan.toml:2: invalid type", ""),
        ("[[suppress]]\nrule = \"x\"", "lurescan.toml:2: suppression: it has no reason", "say who looked"),
        ("[[suppress]]\nreason = \" \"\nrule = \"x\"", "it has no reason", ""),
        ("[[suppress]]\nreason = \"r\"", "it names nothing to suppress", "a rule, a fingerprint or a path"),
        ("[[suppress]]\nreasn = \"r\"\nrule = \"x\"", "lurescan.toml:3: unknown key 'reasn'", "did you mean 'reason'?"),
        ("[[suppress]]\nreason = \"r\"\nfingerprint = \"12\"", "'12' is no fingerprint", "SARIF"),
        ("[[suppress]]\nreason = \"r\"\npath = \"a[\"", "suppression: ", ""),
        ("[[suppress]]\nreason = \"r\"\nrule = \"x\"\nuntil = \"2026-02-30\"", "'until' is no date", ""),
        ("[[suppress]]\nreason = \"r\"\nrule = \"x\"\nuntil = \"soon\"", "'until' is no date", ""),
        ("[[suppress]]\nreason = \"r\"\nrule = \"x\"\nuntil = 2026-01-01T10:00:00", "'until' is no date", ""),
    ];
    for (text, problem, hint) in cases {
        sandbox.write("lurescan.toml", format!("# settings\n{text}\n"));
        let seen = sandbox.run("check calm.txt");
        seen.check(text, 2, &[problem, hint]);
        assert_eq!(seen.out, "", "{text}");
        sandbox.run("check calm.txt --no-config").check(text, 0, &[]);
    }
    sandbox.run("check calm.txt --config nowhere.toml").check(
        "named",
        2,
        &["--config nowhere.toml: there is no such file"],
    );
}

#[test]
fn flags_go_before_the_file_and_the_file_before_defaults() {
    let sandbox = Sandbox::new();
    sandbox.write("known/base.json", "");
    sandbox.write(
        "lurescan.toml",
        "fail-on = \"critical\"\nformat = \"csv\"\nprior = 0.01\nrules = [\"pack\"]\nmodel = \"model.json\"\n\
         text-field = [\"text\", \"title\"]\nredact = true\n[[suppress]]\nrule = \"x\"\nreason = \"r\"\n",
    );
    let seen = sandbox.run_bare("check --fail-on elevated --threads 3 --show-config", "");
    seen.check("show", 0, &[]);
    insta::assert_snapshot!("show_config", seen.out);
    let parsed: toml::Table = toml::from_str(&seen.out).expect("what is shown is TOML");
    assert_eq!(parsed["fail-on"].as_str(), Some("elevated"));
    sandbox.run_bare("campaigns --show-config", "").check("campaigns", 0, &["prior = 0.01", "# lurescan.toml"]);
    // The pack and the model of the file are used, and its format; a typed one goes before it, and so does an extension.
    let seen = sandbox.run_bare("check ads.csv --fail-on elevated", "");
    seen.check("file", 1, &["settings of lurescan.toml", "at or above elevated: 1"]);
    assert!(seen.out.starts_with("id,path,"), "{}", seen.out);
    assert!(sandbox.run_bare("score ads.csv -f jsonl", "").out.starts_with('{'));
    sandbox.run_bare("score ads.csv -o out.jsonl", "").check("extension", 0, &[]);
    assert!(sandbox.read("out.jsonl").starts_with('{'));
    let brief = sandbox.run_bare("score ads.csv --brief", "").out;
    assert!(brief.contains("critical ") && !brief.starts_with("id,path,"), "--brief is of cards: {brief}");
}

#[test]
fn the_nearest_file_above_the_first_input_holds_as_far_as_the_repository() {
    let sandbox = Sandbox::new();
    sandbox.write("lurescan.toml", "fail-on = \"critical\"\n");
    sandbox.write("board/lurescan.toml", "rules = [\"../pack\"]\nmodel = \"../model.json\"\nfail-on = \"elevated\"\n");
    sandbox.write("board/jobs/lure.txt", LURE);
    sandbox.write("clone/.git/HEAD", "");
    sandbox.write("clone/jobs/lure.txt", LURE);
    let show = |line: &str| sandbox.run_bare(&format!("check {line} --show-config"), "").out;
    for line in ["board/jobs/lure.txt", "board/jobs", "board"] {
        assert!(show(line).contains("fail-on = \"elevated\""), "{line}: {}", show(line));
    }
    for line in ["", "-", "lure.txt", "lure.txt board/jobs"] {
        assert!(show(line).contains("fail-on = \"critical\""), "{line}: {}", show(line));
    }
    assert!(show("clone/jobs").starts_with("# no lurescan.toml\n"), "{}", show("clone/jobs"));
    assert!(show("board --no-config").contains("fail-on = \"high\""));
    // Paths lead from the folder of the file.
    sandbox.run_bare("check board/jobs", "").check(
        "paths",
        1,
        &["settings of board/lurescan.toml", "at or above elevated: 1"],
    );
}

#[test]
fn the_schema_is_of_these_keys() {
    let sandbox = Sandbox::new();
    let seen = sandbox.run_bare("generate schema config", "");
    seen.check("schema", 0, &[]);
    let schema: serde_json::Value = serde_json::from_str(&seen.out).expect("a schema is JSON");
    let keys: Vec<&str> = schema["properties"].as_object().expect("properties").keys().map(String::as_str).collect();
    sandbox.write("lurescan.toml", "xyzzy = 1\n");
    let told = sandbox.run("check calm.txt").err;
    assert!(told.contains(&format!("the keys are {}", keys.join(", "))), "{told}\n{keys:?}");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let valid = |text: &str| {
        let table: toml::Table = toml::from_str(text).expect("TOML");
        validator.is_valid(&serde_json::to_value(table).expect("JSON"))
    };
    assert!(valid(
        "fail-on = \"high\"\nprior = 0.01\n[[suppress]]\nrule = \"x\"\nreason = \"r\"\nuntil = \"2027-01-31\"\n"
    ));
    for wrong in
        ["fail-on = \"low\"", "prior = 2.0", "xyzzy = 1", "[[suppress]]\nreason = \"r\"", "[[suppress]]\nrule = \"x\""]
    {
        assert!(!valid(wrong), "{wrong}");
    }
}
