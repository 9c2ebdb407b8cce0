//! Formats for code hosts: valid by schema, every place holds the words reported there, fingerprints that stay.

use std::collections::BTreeSet;

use jsonschema::Validator;
use lurescan::ad::{Ad, FieldName};
use lurescan::assess::{Assessment, Band, Evidence, Fingerprints, Redactor};
use lurescan::report::Options;
use lurescan::source::{Format as SourceFormat, Input, ReadOptions, Source};
use lurescan::span::Span;
use roxmltree::{Document, Node};
use serde_json::Value;

use super::{bytes, plain, render, unreadable};
use crate::fixture;

const EVERY_BAND: Options =
    Options { finding: Band::Low, color: false, width: 80, explain: lurescan::report::Detail::Plain, brief: false };

fn schema(name: &str) -> Validator {
    let path = format!("{}/tests/fixtures/schemas/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn parsed(format: &str, options: Options, assessments: &[Assessment]) -> Value {
    serde_json::from_slice(&bytes(format, options, assessments, &unreadable())).unwrap()
}

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"].as_array().unwrap()
}

#[test]
fn reports_for_code_hosts_are_valid_by_schema() {
    for name in ["sarif", "gitlab", "rdjson"] {
        let schema = schema(name);
        let empty: Value = serde_json::from_str(&plain(name, &[])).unwrap();
        let placed = placed().into_iter().map(|(assessment, _)| assessment).collect::<Vec<_>>();
        for report in [empty, parsed(name, Options::default(), &fixture::all()), parsed(name, EVERY_BAND, &placed)] {
            let wrong: Vec<String> =
                schema.iter_errors(&report).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
        }
    }
}

#[test]
fn a_schema_that_is_violated_is_noticed() {
    let mut log = parsed("sarif", Options::default(), &fixture::all());
    assert!(schema("sarif").is_valid(&log));
    log["runs"][0]["results"][0]["rank"] = 101.into();
    assert!(!schema("sarif").is_valid(&log));
}

/// Ads read from files of three formats, with a reason that rests on words in each field, and the decoded file.
fn placed() -> Vec<(Assessment, String)> {
    let title = "Giúp việc 👍 文员";
    let text = "Bao vé máy bay,\r\nlương 3-5万。\n\n  ở lại: 包吃住 ngay.";
    let json =
        serde_json::to_string(&serde_json::json!({"id": "é", "title": title, "text": "Bao vé máy bay, 包吃住 ngay."}));
    let files = [
        ("text", format!("\n#  {title}\n\n{text}\n")),
        ("csv", format!("id,title,text\n1,x,y\n2,{title},\"{text}\"\n")),
        ("jsonl", format!("{{\"text\": \"x\"}}\n{}\n", json.unwrap())),
    ];
    let mut placed = Vec::new();
    for (format, content) in files {
        let input = Input::Bytes { name: format!("jobs/{format} ä.x"), bytes: content.clone().into_bytes().into() };
        let options = ReadOptions { format: SourceFormat::named(format), ..ReadOptions::default() };
        let ad: Ad = Source::open(&input, &options).unwrap().last().unwrap().unwrap();
        let mut builder = fixture::Builder::new(&ad.id, None, &ad.title, &ad.text);
        for quote in ["vé máy bay", "包吃住", "文员"] {
            builder = builder.rule(&format!("rule-{quote}"), "A sign", 2.5, &[quote], "", "");
        }
        let mut assessment = builder.scored();
        assessment.origin = ad.origin;
        placed.push((assessment, content));
    }
    placed
}

/// The words between two places of a file, both 1-based; columns count what `size` measures of a character.
fn slice(file: &str, start: (u64, u64), end: (u64, u64), size: fn(char) -> usize) -> &str {
    let offset = |(line, column): (u64, u64)| {
        let lines = usize::try_from(line).unwrap() - 1;
        let before: usize = file.split_inclusive('\n').take(lines).map(str::len).sum();
        let mut left = usize::try_from(column).unwrap() - 1;
        let within = file[before..].chars().take_while(|c| {
            let more = left > 0;
            left = left.saturating_sub(size(*c));
            more
        });
        before + within.map(char::len_utf8).sum::<usize>()
    };
    &file[offset(start)..offset(end)]
}

#[test]
fn every_place_holds_the_words_reported_there() {
    for (assessment, file) in placed() {
        let log = parsed("sarif", EVERY_BAND, std::slice::from_ref(&assessment));
        assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
        let at = |region: &Value, key: &str| region[key].as_u64().unwrap();
        let mut seen = BTreeSet::new();
        for result in results(&log) {
            let region = &result["locations"][0]["physicalLocation"]["region"];
            let start = (at(region, "startLine"), at(region, "startColumn"));
            let end = (at(region, "endLine"), at(region, "endColumn"));
            let words = slice(&file, start, end, |_| 1);
            assert_eq!(words, region["snippet"]["text"], "{result}");
            assert_eq!(format!("rule-{words}"), result["ruleId"].as_str().unwrap());
            seen.insert(words.to_owned());
        }
        assert_eq!(seen.len(), 3, "{seen:?}");
        for diagnostic in
            parsed("rdjson", EVERY_BAND, std::slice::from_ref(&assessment))["diagnostics"].as_array().unwrap()
        {
            let Some(rule) = diagnostic["code"]["value"].as_str() else { continue };
            let range = &diagnostic["location"]["range"];
            let place = |end: &str| (at(&range[end], "line"), at(&range[end], "column"));
            assert_eq!(format!("rule-{}", slice(&file, place("start"), place("end"), char::len_utf8)), rule);
        }
    }
}

#[test]
fn a_field_that_stands_elsewhere_is_placed_by_its_record() {
    let log = parsed("sarif", Options::default(), &[fixture::typist()]);
    let physical = &results(&log)[0]["locations"][0]["physicalLocation"];
    assert_eq!(physical["region"], serde_json::json!({"startLine": 203}));
    let log = parsed("sarif", Options::default(), &[fixture::driver()]);
    let location = &results(&log)[0]["locations"][0];
    assert!(location["physicalLocation"].is_null(), "standard input is no file");
    assert_eq!(location["logicalLocations"][0]["name"], "-#1");
}

#[test]
fn only_ads_at_or_above_the_band_are_findings() {
    for (least, ads) in [(Band::Low, 8), (Band::Elevated, 6), (Band::High, 3), (Band::Critical, 1)] {
        let options = Options { finding: least, ..Options::default() };
        let log = parsed("sarif", options, &fixture::all());
        let found: BTreeSet<&str> = results(&log).iter().map(|r| r["properties"]["ad"].as_str().unwrap()).collect();
        let expected = fixture::all();
        let expected: BTreeSet<&str> = expected
            .iter()
            .filter(|a| a.band >= least && a.status == lurescan::assess::Status::Scored)
            .map(|a| a.ad_id.as_str())
            .collect();
        assert_eq!(found, expected);
        assert_eq!(found.len(), ads, "{least:?}");
        let junit = render("junit", options, &fixture::all());
        assert_eq!(junit.matches("<failure ").count(), ads, "{least:?}");
    }
}

#[test]
fn sarif_keeps_the_worst_results_and_tells_how_many_are_dropped() {
    let ad = |number: usize| {
        let builder = fixture::Builder::new(&format!("ad-{number}"), Some("en"), "", "one two three");
        let weight = 4.0 + (number % 1_999) as f64 / 1_000.0;
        builder
            .rule("a", "First", weight, &["one"], "", "")
            .rule("b", "Second", weight / 2.0, &["two"], "", "")
            .rule("c", "Third", weight / 4.0, &["three"], "", "")
            .scored()
    };
    let ads: Vec<Assessment> = (0..2_000).map(ad).collect();
    let log = parsed("sarif", Options::default(), &ads);
    assert!(schema("sarif").is_valid(&log));
    let run = &log["runs"][0];
    assert_eq!((results(&log).len(), &run["properties"]["resultsDropped"]), (5_000, &Value::from(1_000)));
    let told = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert!(told.iter().any(|told| told["message"]["text"].as_str().unwrap().starts_with("1000 results")));
    let of = |rule: &str| results(&log).iter().filter(|result| result["ruleId"] == rule).count();
    assert_eq!((of("a"), of("b"), of("c")), (2_000, 2_000, 1_000), "each ad keeps its strongest reason");
    let kept = results(&log).iter().map(|result| result["rank"].as_f64().unwrap()).fold(100.0, f64::min);
    assert!(kept > 10.0, "{kept}");
}

#[test]
fn every_result_names_its_rule_by_place_in_the_table() {
    let log = parsed("sarif", EVERY_BAND, &fixture::all());
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results(&log) {
        let at = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[at]["id"], result["ruleId"]);
    }
    let used: BTreeSet<&str> = results(&log).iter().map(|result| result["ruleId"].as_str().unwrap()).collect();
    assert_eq!(used.len(), rules.len());
}

#[test]
fn brackets_and_braces_of_an_ad_make_no_link_in_a_message() {
    let ad = fixture::Builder::new("x", None, "", "pay [here](https://example.com) {0} now")
        .rule("r", "A [b](c)", 6.0, &["[here](https://example.com) {0}"], "", "")
        .scored();
    let log = parsed("sarif", Options::default(), &[ad]);
    let text = results(&log)[0]["message"]["text"].as_str().unwrap();
    assert!(text.starts_with(r"A \[b\](c): “\[here\](https://example.com) {{0}}”."), "{text}");
}

fn findings_of(assessment: &Assessment) -> Vec<String> {
    let prints = Fingerprints::new(assessment);
    assessment.reasons.iter().map(|reason| prints.finding(assessment, reason)).collect()
}

/// An ad of one reason that rests on `quote`.
fn marked(path: &str, title: &str, text: &str, rule: &str, quote: &str) -> Assessment {
    fixture::Builder::new("id", None, title, text)
        .from(Some(path), 3, 9)
        .rule(rule, "A sign", 3.0, &[quote], "", "")
        .scored()
}

#[test]
fn fingerprints_survive_moving_and_reformatting() {
    let first =
        marked("a.md", "Typist abroad", "Free flight to Myawaddy.\nApply: call 555 0100 22 now!", "f", "Free flight");
    let moved = marked(
        "b/c.csv",
        "TYPIST  abroad",
        "**free\n  flight** to myawaddy... apply, call 555-0199-77 now",
        "f",
        "free\n  flight",
    );
    assert_eq!(findings_of(&first), findings_of(&moved));
    let others = [
        marked("a.md", "Typist abroad", "Free flight to Myawaddy.\nApply: call 555 0100 22 now!", "g", "Free flight"),
        marked("a.md", "Typist abroad", "Free flight to Myawaddy.\nApply: call 555 0100 22 now!", "f", "Myawaddy"),
        marked("a.md", "Typist abroad", "Free flight to Mae Sot.\nApply: call 555 0100 22 now!", "f", "Free flight"),
    ];
    for other in others {
        assert_ne!(findings_of(&first), findings_of(&other));
    }
    assert!(findings_of(&first).iter().all(|print| print.len() == 16));
}

#[test]
fn fingerprints_are_the_same_of_a_masked_ad() {
    for mut assessment in fixture::all() {
        let before = findings_of(&assessment);
        Redactor::default().redact(&mut assessment);
        assert_eq!(findings_of(&assessment), before, "{}", assessment.ad_id);
    }
}

/// Elements of JUnit XML: parent, attributes that must be there, those that may.
const JUNIT: &[(&str, &str, &[&str], &[&str])] = &[
    ("testsuites", "", &[], &["name", "tests", "failures", "errors", "time"]),
    ("testsuite", "testsuites", &["name", "tests", "failures", "errors", "skipped", "time"], &[]),
    ("testcase", "testsuite", &["name", "classname", "time"], &[]),
    ("failure", "testcase", &["message", "type"], &[]),
    ("error", "testcase", &["message", "type"], &[]),
    ("skipped", "testcase", &["message"], &[]),
];

fn assert_junit(text: &str) {
    let document = Document::parse(text).unwrap();
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let (_, parent, must, may) =
            JUNIT.iter().find(|(known, ..)| *known == name).unwrap_or_else(|| panic!("no element {name}"));
        let above = node.parent_element().map_or("", |parent| parent.tag_name().name());
        assert_eq!(above, *parent, "{name}");
        assert!(must.iter().all(|attribute| node.has_attribute(*attribute)), "{name}");
        let known = |attribute: &str| must.contains(&attribute) || may.contains(&attribute);
        assert!(node.attributes().all(|attribute| known(attribute.name())), "{name}");
    }
    for suite in document.descendants().filter(|node| node.has_tag_name("testsuite")) {
        let count = |name: &str| suite.descendants().filter(|node| node.has_tag_name(name)).count().to_string();
        for (attribute, element) in
            [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
        {
            assert_eq!(suite.attribute(attribute), Some(count(element).as_str()), "{attribute}");
        }
    }
}

#[test]
fn junit_has_the_structure_its_readers_expect_and_its_counts_are_true() {
    assert_junit(&plain("junit", &[]));
    let text = String::from_utf8(bytes("junit", Options::default(), &fixture::all(), &unreadable())).unwrap();
    assert_junit(&text);
    assert_eq!(text.matches("<testcase ").count(), fixture::all().len() + unreadable().len());
}

#[test]
fn a_file_of_many_ads_becomes_several_suites() {
    let ads: Vec<Assessment> = (0..2_001).map(|_| fixture::vacancy()).collect();
    let text = plain("junit", &ads);
    assert_junit(&text);
    let document = Document::parse(&text).unwrap();
    let suites: Vec<_> = document.descendants().filter(|node| node.has_tag_name("testsuite")).collect();
    assert_eq!(
        suites.iter().map(|suite| suite.attribute("name").unwrap()).collect::<Vec<_>>(),
        ["ads.csv", "ads.csv (2)", "ads.csv (3)"]
    );
}

#[test]
fn github_annotates_the_worst_ads_and_counts_the_rest() {
    let mut ads: Vec<Assessment> = (0..60).map(|_| fixture::farm()).collect();
    ads.push(fixture::typist());
    let text = plain("github", &ads);
    assert_eq!(text.lines().filter(|line| line.starts_with("::error ") || line.starts_with("::warning ")).count(), 50);
    assert!(
        text.starts_with("::error file=ads.csv,line=203,title=Critical risk%2C 91 of 100%3A ")
            || text.starts_with("::error file=ads.csv,line=203,title=Critical"),
        "{text}"
    );
    assert!(text.contains("11 more ads are not annotated"));
}

#[test]
fn evidence_in_both_fields_is_listed() {
    let mut ad = fixture::typist();
    let places: Vec<Evidence> = ad.reasons[0].spans.clone();
    ad.reasons[0].spans.extend(places);
    ad.reasons[0].spans.push(Evidence { field: FieldName::Title, span: Span::new(0, 3) });
    let log = parsed("sarif", Options::default(), &[ad]);
    let related = results(&log)[0]["relatedLocations"].as_array().unwrap();
    assert_eq!(related.len(), 2);
    assert_eq!(related[1]["message"]["text"], "【");
}
