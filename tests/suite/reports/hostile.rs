//! Every format under attack: what an ad says changes no structure, runs nothing and forges nothing.
//!
//! Each attack stands in every text that comes from outside: the fields, the id, the path, a reason's words, a scheme, a
//! help line, a record that cannot be read. What a format makes of it must have the same structure as what it makes of a
//! harmless word in the same places.

use lurescan::assess::{Assessment, HelpLine, ReasonKind, SchemeShare};
use lurescan::report::{FORMATS, Options, Unreadable, escape};
use proptest::prelude::*;
use roxmltree::Document;
use serde_json::Value;

use super::{bytes, shown};
use crate::fixture;

/// What adversaries write, one per sink and more.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)' x='",
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    "</td></tr></table><h1>Low risk</h1>",
    "<!-- --><!--",
    "]]><testcase name=\"forged\"/><![CDATA[",
    "&lt;b&gt; &#x3c;b&#x3e; &amp;",
    "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]>&b;",
    "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m",
    "\u{202e}yap hgih\u{202c}\u{2066}x\u{2069}\u{200f}",
    "zero\u{200b}width\u{feff}\u{ad}\u{e0041}",
    "nul\0 del\u{7f} sep\u{2028}par\u{2029} noncharacter\u{fffe}\u{ffff}",
    "\r\n::error file=x::forged\n::set-output name=a::b\n##[error]x",
    "%0A::error::forged%0D",
    "a\nb\r\nc\rd\te",
    "=HYPERLINK(\"http://example.com\",\"x\")",
    "+1+1|-2|@SUM(A1)|＝1",
    "| a | b |\n| --- | --- |\n| forged | row |",
    "\\| a \\\\| b |",
    "`code` ``two`` ``` three",
    "[link](https://example.com) ![img](https://example.com/x.png) <https://example.com> www.example.com",
    "@octocat @example/team #1 GH-1 example/repo#2 0123456789abcdef0123456789abcdef01234567",
    "# heading\n- item\n1. item\n> quote\n***\n<details open>",
    "*bold* _it_ ~~no~~ $x$ :smile: \\",
    "{0} {{1}} {% raw %} {{ 7 * 7 }} ${x}",
    "\", \"band\": \"low\", \"x\": \"",
    "javascript:alert(1)",
];

/// The two ads, one critical, one elevated, in which a text stands everywhere.
fn ads(text: &str) -> Vec<Assessment> {
    let body = format!("Before {text} after. Second sign here.");
    [6.5, 3.6]
        .into_iter()
        .map(|weight| {
            let reason = lurescan::assess::Reason {
                why: format!("Why {text}."),
                ask: format!("Ask {text}?"),
                references: vec!["https://example.com/page".to_owned(), format!("Source {text}")],
                category: text.to_owned(),
                ..fixture::reason(ReasonKind::Rule, &format!("id-{text}"), &format!("Title {text}"), weight)
            };
            let mut ad = fixture::Builder::new(&format!("ad {text}"), Some("en"), &format!("A {text}"), &body)
                .reason(reason, &[&body[7..7 + text.len()]])
                .rule("second", "Second sign", 0.4, &["Second sign"], "", "")
                .wording(-0.2, "after")
                .from(Some(&format!("dir {text}/ads.csv")), 2, 3)
                .scored();
            ad.schemes.push(SchemeShare { id: text.to_owned(), title: format!("scheme {text}"), share: 0.9 });
            let part = || text.to_owned();
            ad.help.push(HelpLine {
                country: part(),
                kind: part(),
                name: part(),
                contact: part(),
                gives: part(),
                as_of: "2026-11".to_owned(),
            });
            ad.contacts.push(format!("telegram:{text}"));
            ad
        })
        .collect()
}

fn report(format: &str, text: &str) -> String {
    let record =
        Unreadable { path: Some(text.to_owned()), record: Some(1), line: Some(2), problem: format!("problem {text}") };
    shown(format, bytes(format, Options::default(), &ads(text), &[record]))
}

/// What of a report must not depend on what an ad says.
fn structure(format: &str, report: &str) -> Vec<String> {
    match format {
        "json" | "sarif" | "gitlab" | "rdjson" => skeleton(&serde_json::from_str(report).unwrap(), String::new()),
        "jsonl" => {
            report.lines().flat_map(|line| skeleton(&serde_json::from_str(line).unwrap(), String::new())).collect()
        }
        "csv" => {
            let mut reader = csv::Reader::from_reader(report.as_bytes());
            reader.records().map(|row| row.unwrap().len().to_string()).collect()
        }
        "junit" => {
            let document = Document::parse(report).unwrap();
            document
                .descendants()
                .filter(|node| node.is_element())
                .map(|node| node.tag_name().name().to_owned())
                .collect()
        }
        "html" => tags(report),
        "github" => report.lines().map(|line| line.split(['=', ' ']).next().unwrap_or_default().to_owned()).collect(),
        "markdown" => outside_code(report).lines().map(|line| line.chars().take(2).collect()).collect(),
        _ => Vec::new(),
    }
}

/// The paths of all keys, array lengths included; ids of rules are sorted, so their order is not compared.
fn skeleton(value: &Value, path: String) -> Vec<String> {
    match value {
        Value::Object(object) => {
            object.iter().flat_map(|(key, value)| skeleton(value, format!("{path}.{key}"))).collect()
        }
        Value::Array(items) if path.ends_with(".rules") => vec![format!("{path}[{}]", items.len())],
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(at, item)| skeleton(item, format!("{path}[{at}]"))).collect()
        }
        _ => vec![path],
    }
}

/// The tags of a page with the names of their attributes, its script and style left out.
fn tags(page: &str) -> Vec<String> {
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let (_, rest) = rest.split_once("</script>").unwrap();
    let (body, _) = rest.rsplit_once("<script>").unwrap();
    let mut tags = Vec::new();
    for part in format!("{before}{body}").split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        let mut quoted = false;
        let outside: String = tag
            .chars()
            .filter(|c| {
                quoted ^= *c == '"';
                !quoted && *c != '"'
            })
            .collect();
        tags.push(outside);
    }
    tags
}

/// Markdown without its spans of code; the line that opens a folded part is HTML, in which a backtick is none.
fn outside_code(text: &str) -> String {
    let folds =
        text.lines().map(|line| if line.starts_with("<details>") { line.replace('`', "'") } else { line.to_owned() });
    let text = folds.collect::<Vec<_>>().join("\n");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('`') {
        let fence = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let after = &rest[at + fence..];
        if rest[..at].ends_with('\\') {
            out.push_str(&rest[..at + fence]);
            rest = after;
            continue;
        }
        let run = "`".repeat(fence);
        let end = after
            .match_indices(&run)
            .find(|(end, _)| !after[..*end].ends_with('`') && !after[end + fence..].starts_with('`'));
        let (end, _) = end.unwrap_or_else(|| panic!("code is not closed: {after}"));
        assert!(!after[..end].contains('\n'), "code runs over its line");
        out.push_str(&rest[..at]);
        out.push('C');
        rest = &after[end + fence..];
    }
    out + rest
}

fn assert_same(found: &[String], harmless: &[String], what: &str) {
    let differs = found.iter().zip(harmless).position(|(a, b)| a != b);
    let at = differs.unwrap_or(found.len().min(harmless.len()));
    assert!(found == harmless, "{what}: {:?} instead of {:?}", found.get(at), harmless.get(at));
}

#[test]
fn no_attack_changes_the_structure_of_any_report() {
    for format in FORMATS {
        let harmless = structure(format.name, &report(format.name, "word"));
        for attack in ATTACKS {
            let text = report(format.name, attack);
            assert_same(&structure(format.name, &text), &harmless, &format!("{}: {attack:?}", format.name));
        }
    }
}

#[test]
fn no_report_holds_a_character_that_controls_or_hides() {
    for format in FORMATS.iter().filter(|format| !format.binary) {
        for attack in ATTACKS {
            let text = report(format.name, attack);
            let found = text.chars().find(|c| escape::is_unsafe(*c) && !matches!(c, '\n' | '\t'));
            assert_eq!(found, None, "{}: {attack:?}", format.name);
        }
    }
}

#[test]
fn a_log_of_commands_holds_no_other_command() {
    for attack in ATTACKS {
        for line in report("github", attack).lines() {
            let known = ["::error ", "::warning ", "::notice "].into_iter().any(|command| line.starts_with(command));
            assert!(known && line.matches("::").count() >= 2, "{line}");
            let (properties, _) = line[2..].split_once("::").unwrap();
            let names = properties.split_once(' ').unwrap().1.split(',').map(|pair| pair.split('=').next().unwrap());
            assert!(
                names.clone().all(|name| ["file", "line", "col", "endColumn", "endLine", "title"].contains(&name)),
                "{line}"
            );
        }
    }
}

#[test]
fn nothing_of_an_ad_calls_or_links_in_a_comment() {
    for attack in ATTACKS {
        let text = outside_code(&report("markdown", attack)).replace("<!-- lurescan -->", "");
        for line in text.lines() {
            let line = ["@<!-- -->", "#<!-- -->", "&#58;", "&#10;", "&#9;"]
                .into_iter()
                .fold(line.to_owned(), |line, safe| line.replace(safe, ""));
            // What stands between tags of code neither calls nor links.
            let line = match (line.split_once("<code>"), line.split_once("</code>")) {
                (Some((before, _)), Some((_, after))) => format!("{before}{after}"),
                _ => line,
            };
            let own = line.trim_start_matches('#');
            assert!(!own.contains(['@', '#']), "{line}");
            assert!(!line.contains("http://") && !line.contains("https://"), "{line}");
            let marks = [
                "<details>",
                "</details>",
                "<summary>",
                "</summary>",
                "<code>",
                "</code>",
                "<sub>",
                "</sub>",
                "<!-- -->",
            ];
            let bare = marks.into_iter().fold(line.clone(), |line, mark| line.replace(mark, ""));
            assert!(!bare.contains(['<', '>']), "{line}");
            let plain = bare.replace("\\[", "").replace("\\]", "").replace("\\`", "").replace("\\|", "");
            assert!(!plain.contains("](") && !plain.contains('`'), "{line}");
        }
    }
}

#[test]
fn addresses_that_are_no_pages_are_no_links() {
    for attack in ATTACKS {
        let page = report("html", attack);
        for (at, _) in page.match_indices("href=\"") {
            let target = page[at + 6..].split('"').next().unwrap();
            assert!(target.starts_with("https://") || target == "#ads", "{target}");
        }
    }
}

/// Every text of a value, at any depth.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(entries) => entries.values().for_each(|entry| texts(entry, found)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_json_escapes_is_read_back_as_it_was(text in super::hostile_text()) {
        let text = format!("x{text}");
        for format in ["json", "jsonl"] {
            let mut found = Vec::new();
            for line in report(format, &text).lines().filter(|line| line.starts_with('{')) {
                texts(&serde_json::from_str(line.trim_end_matches(',')).unwrap(), &mut found);
            }
            for whole in [format!("ad {text}"), format!("id-{text}"), format!("Why {text}."), text.clone()] {
                prop_assert!(found.contains(&whole), "{}: {:?} is not among {:?}", format, whole, found);
            }
        }
    }

    #[test]
    fn a_cell_of_csv_never_begins_a_formula_or_holds_a_control(text in super::hostile_text(), sign in "[=+@\\-\t\r＝＋－＠]") {
        let report = report("csv", &format!("{sign}{text}"));
        for row in csv::Reader::from_reader(report.as_bytes()).records() {
            for cell in &row.unwrap() {
                let number = cell.parse::<f64>().is_ok();
                prop_assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']), "{cell:?}");
                prop_assert!(!cell.chars().any(|c| c.is_control() && !"\n\t".contains(c)), "{cell:?}");
            }
        }
    }

    #[test]
    fn no_text_changes_the_structure_of_any_report(text in super::hostile_text(), tail in "[<>&\"'`|:@#\\\\\\]\\[%{}-]{0,12}") {
        let text = format!("x{text}{tail}");
        for format in FORMATS {
            let harmless = structure(format.name, &report(format.name, "word"));
            assert_same(&structure(format.name, &report(format.name, &text)), &harmless, format.name);
        }
    }
}
