//! `-o`: formats by extension, files that appear whole or not at all.

use super::{LURE, Sandbox};

#[test]
fn the_extension_chooses_the_format() {
    let sandbox = Sandbox::new();
    let cases = [
        ("out.jsonl", "{\"schema\":\"lurescan/1\""),
        ("out.ndjson", "{\"schema\":\"lurescan/1\""),
        ("out.JSON", "[\n{\"schema\""),
        ("out.csv", "id,path,"),
        ("out.txt", "Low risk"),
        ("out", "{\"schema\":\"lurescan/1\""),
    ];
    for (name, start) in cases {
        let seen = sandbox.run(&format!("score ads.csv -o {name}"));
        seen.check(name, 0, &[]);
        assert_eq!(seen.out, "", "{name}");
        assert!(sandbox.read(name).starts_with(start), "{name}: {}", sandbox.read(name));
    }
    sandbox.run("score ads.csv -o out.csv --format jsonl").check("--format goes before", 0, &[]);
    assert!(sandbox.read("out.csv").starts_with('{'));
    sandbox.run("score ads.csv -o out.xyz").check("unknown", 2, &["extension", "jsonl"]);
    assert!(!sandbox.path("out.xyz").exists());
    assert!(sandbox.run("score ads.csv -o -").out.starts_with('{'));
}

#[test]
fn a_file_is_replaced_whole_or_stays_as_it_was() {
    let sandbox = Sandbox::new();
    sandbox.write("out.jsonl", "as it was");
    let failing = ["score ads.csv -o out.jsonl --text-field no-such", "score nowhere.csv -o out.jsonl"];
    for line in failing {
        assert_ne!(sandbox.run(line).status, 0, "{line}");
        assert_eq!(sandbox.read("out.jsonl"), "as it was", "{line}");
    }
    let names = sandbox.names();
    sandbox.run("score ads.csv -o out.jsonl").check("good", 0, &[]);
    assert_eq!(sandbox.read("out.jsonl").lines().count(), 3);
    assert_eq!(sandbox.names(), names, "nothing is left behind");
    sandbox.run("score ads.csv nowhere.csv -o out.jsonl").check("partly", 3, &[]);
    assert_eq!(sandbox.read("out.jsonl").lines().count(), 3);
}

#[test]
fn an_input_is_never_replaced_and_the_output_never_read() {
    let sandbox = Sandbox::new();
    sandbox.run("score ads.csv -o ./ads.csv").check("same file", 2, &["is an input"]);
    assert_eq!(sandbox.read("ads.csv"), super::ADS);
    sandbox.write("ads/one.txt", LURE);
    for round in ["first", "second"] {
        let seen = sandbox.run("score ads -o ads/scored.jsonl");
        seen.check(round, 0, &["scored 1 "]);
        assert_eq!(sandbox.read("ads/scored.jsonl").lines().count(), 1, "{round}");
    }
}

#[test]
fn an_output_that_cannot_be_is_told_before_the_work() {
    let sandbox = Sandbox::new();
    sandbox.run("score ads.csv -o pack").check("folder", 2, &["is a folder"]);
    sandbox.run("score ads.csv -o no/such/out.csv").check("no folder", 2, &["there is no folder"]);
}

#[cfg(unix)]
#[test]
fn devices_are_written_through_links_and_permissions_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let sandbox = Sandbox::new();
    sandbox.run("score ads.csv -o /dev/null").check("device", 0, &[]);
    if cfg!(target_os = "linux") {
        sandbox.run("score ads.csv -o /dev/full").check("full device", 2, &["cannot write /dev/full"]);
    }
    assert!(sandbox.run("score ads.csv -o /dev/stdout").out.starts_with('{'));
    sandbox.write("real.jsonl", "old");
    let private = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(sandbox.path("real.jsonl"), private).expect("permissions can be set");
    symlink(sandbox.path("real.jsonl"), sandbox.path("link.jsonl")).expect("links can be made");
    sandbox.run("score ads.csv -o link.jsonl").check("link", 0, &[]);
    assert!(sandbox.path("link.jsonl").is_symlink());
    assert!(sandbox.read("real.jsonl").starts_with('{'));
    let mode = std::fs::metadata(sandbox.path("real.jsonl")).expect("the file is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
