//! Output formats through the program: chosen by extension, what a gate writes, records that cannot be read, masks.

use lurescan::report::FORMATS;
use serde_json::Value;

use super::{CALM, Sandbox};

/// An ad with everything that is to be masked, twice as two near-duplicates.
const CONTACTS: &str = "\
id,title,text
a@example.com,Helper,\"Free flight to a warm country and a registration fee of 50 USD. Contact Ms. Robin Doe, +1 555 010 0199, robin@example.com, Telegram @example_robin for the details.\"
b,Helper,\"Free flight to a warm country and a registration fee of 60 USD. Contact Ms. Robin Doe, +1 555 010 0199, robin@example.com, Telegram @example_robin for the details.\"
";

const SECRETS: [&str; 7] =
    ["555 010 0199", "5550100199", "robin@example.com", "example_robin", "Robin Doe", "Robin", "a@example.com"];

#[test]
fn a_gate_writes_its_findings_for_a_code_host() {
    let sandbox = Sandbox::new();
    sandbox.run("check lure.txt calm.txt -o found.sarif").check("found", 1, &["at or above high: 1"]);
    let log: Value = serde_json::from_str(&sandbox.read("found.sarif")).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let of = |rule: &str| results.iter().find(|result| result["ruleId"] == rule).unwrap();
    let region = &of("example-fee")["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["snippet"]["text"], "registration fee");
    assert_eq!(
        (&region["startLine"], &region["startColumn"], &region["endColumn"]),
        (&1.into(), &37.into(), &53.into())
    );
    assert_eq!(of("example-flight")["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "lure.txt");
    sandbox.run("check calm.txt -o none.sarif").check("nothing", 0, &["at or above high: 0"]);
    let log: Value = serde_json::from_str(&sandbox.read("none.sarif")).unwrap();
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn the_band_asked_for_decides_what_a_finding_is() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "fee.txt",
        "We look for a clerk in our office in town, full time. Please send the visa fee with your letter.",
    );
    let count = |line: &str| {
        let seen = sandbox.run(line);
        serde_json::from_str::<Vec<Value>>(&seen.out).unwrap().len()
    };
    assert!(count("check fee.txt --fail-on elevated --format gitlab") > 0);
    assert_eq!(count("check fee.txt --fail-on critical --all --format gitlab"), 0);
}

#[test]
fn fingerprints_are_the_same_wherever_the_ad_stands() {
    let sandbox = Sandbox::new();
    let prints = |name: &str, text: &str| {
        sandbox.write(name, text);
        let seen = sandbox.run(&format!("check {name} --format gitlab"));
        let issues: Vec<Value> = serde_json::from_str(&seen.out).unwrap();
        let mut prints: Vec<String> = issues.iter().map(|issue| issue["fingerprint"].to_string()).collect();
        prints.sort();
        prints
    };
    let text = super::LURE.trim();
    let first = prints("first.txt", text);
    assert!(first.len() >= 2, "{first:?}");
    assert_eq!(first, prints("moved/there.txt", &text.replace(' ', "\n  ").to_uppercase()));
    assert_ne!(first, prints("other.txt", &format!("{text} Knitting skills are welcome.")));
}

#[test]
fn what_cannot_be_read_is_in_the_report() {
    let sandbox = Sandbox::new();
    sandbox.write("bad.jsonl", format!("{{\"text\": \"{}\"}}\n{{broken\n", CALM.trim()));
    for (format, mark) in [
        ("sarif", "Cannot be read: "),
        ("junit", "<error type=\"unreadable\""),
        ("github", "::warning file=bad.jsonl,line=2,title=Cannot be read::"),
        ("rdjson", "cannot be read: "),
        ("markdown", "### Could not be read"),
        ("html", "<h3>Could not be read</h3>"),
    ] {
        let seen = sandbox.run(&format!("score bad.jsonl --format {format}"));
        assert_eq!(seen.status, 3, "{format}");
        assert!(seen.out.contains(mark), "{format}: {}", seen.out);
    }
}

#[test]
fn every_format_is_masked_on_demand() {
    let sandbox = Sandbox::new();
    sandbox.write("contacts.csv", CONTACTS);
    for format in FORMATS {
        let file = format!("out.{}", format.name);
        let bytes = |flags: &str| {
            let seen = sandbox.run(&format!("score contacts.csv --format {} -o {file} {flags}", format.name));
            assert_eq!(seen.status, 0, "{}", seen.err);
            #[expect(clippy::disallowed_methods, reason = "a test reads what was written")]
            let bytes = std::fs::read(sandbox.path(&file)).unwrap();
            (String::from_utf8_lossy(&bytes).into_owned(), seen.err)
        };
        let (masked, told) = bytes("--redact");
        for secret in SECRETS {
            assert!(!masked.contains(secret), "{}: {secret}\n{masked}", format.name);
            assert!(!told.contains(secret), "{}: {secret}\n{told}", format.name);
        }
        if format.campaigns.is_some() {
            let seen = sandbox.run(&format!("campaigns contacts.csv --members --format {} --redact", format.name));
            for secret in SECRETS {
                assert!(!seen.out.contains(secret), "campaigns {}: {secret}\n{}", format.name, seen.out);
            }
        }
    }
    let open = sandbox.run("score contacts.csv --format jsonl");
    assert!(
        open.out.contains("robin@example.com") && open.out.contains("\"contacts\":[\"+15550100199\""),
        "{}",
        open.out
    );
    let masked = sandbox.run("score contacts.csv --format jsonl --redact");
    assert!(masked.out.contains("\"contacts\":[\"phone-1\""), "{}", masked.out);
    let campaign = sandbox.run("campaigns contacts.csv --redact --format human");
    assert!(campaign.out.contains("phone-1 (in 2 here"), "{}", campaign.out);
}

#[test]
fn parquet_goes_into_a_file() {
    let sandbox = Sandbox::new();
    sandbox.run("score ads.csv -o scored.parquet").check("by extension", 0, &["scored 2"]);
    #[expect(clippy::disallowed_methods, reason = "a test reads what was written")]
    let bytes = std::fs::read(sandbox.path("scored.parquet")).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
}
