//! SARIF 2.1.0, for code hosts and editors: a result per reason of each finding, the rules with their help.
//!
//! Hosts take 5,000 results of a run: of more, those of the highest rank are kept and the number dropped is told. They are
//! held until the end, for they come in the order of the input. A suppressed finding is a result with the reason given.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::escape::{self, JsonFormatter};
use super::finding::{self, Finding, with_suppressed};
use super::worst::Worst;
use super::{Options, Report, Unreadable};
use crate::assess::{Assessment, Evidence, Fingerprints, Reason, Run, Summary};
use serde::Serialize;

/// Results a host takes of one run.
const RESULTS: usize = 5_000;
/// Unreadable records named one by one.
const UNREADABLE: usize = 500;
/// Other places listed with one result.
const RELATED: usize = 20;

/// Writes one SARIF log of one run.
pub(super) struct Sarif {
    options: Options,
    run: Option<Run>,
    results: Worst<(Value, Rule)>,
    unreadable: Vec<Value>,
}

/// What the log says of a rule.
#[derive(Debug, Clone)]
struct Rule {
    id: String,
    descriptor: Value,
}

impl Sarif {
    /// A log of the findings these options ask for.
    pub(super) fn new(options: Options) -> Self {
        Self { options, run: None, results: Worst::new(RESULTS), unreadable: Vec::new() }
    }
}

impl Report for Sarif {
    fn begin(&mut self, _: &mut dyn Write, run: &Run) -> io::Result<()> {
        self.run = Some(run.clone());
        Ok(())
    }

    fn add(&mut self, _: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        for found in with_suppressed(assessment, self.options) {
            self.results.add(found.rank, || (result(assessment, &found), rule(&found.reason)));
        }
        Ok(())
    }

    fn unreadable(&mut self, _: &mut dyn Write, record: &Unreadable) -> io::Result<()> {
        if self.unreadable.len() < UNREADABLE {
            self.unreadable.push(notification(record));
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let run = self.run.as_ref().expect("invariant: begin comes before finish");
        let dropped = self.results.dropped();
        let kept = std::mem::replace(&mut self.results, Worst::new(RESULTS)).into_ordered();
        let mut descriptors: BTreeMap<String, Value> = BTreeMap::new();
        for (_, rule) in &kept {
            descriptors.entry(rule.id.clone()).or_insert_with(|| rule.descriptor.clone());
        }
        let index: BTreeMap<&str, usize> = descriptors.keys().map(String::as_str).zip(0..).collect();
        let results = kept.into_iter().map(|(mut result, rule)| {
            result["ruleIndex"] = json!(index[rule.id.as_str()]);
            result
        });
        let results: Vec<Value> = results.collect();
        let rules: Vec<&Value> = descriptors.values().collect();
        let mut notifications = std::mem::take(&mut self.unreadable);
        if dropped > 0 {
            let text = format!("{dropped} results of lower rank are left out: hosts take {RESULTS} of one run.");
            notifications.push(json!({"level": "warning", "message": {"text": text}}));
        }
        let log = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "lurescan",
                    "semanticVersion": run.program,
                    "shortDescription": {"text": "Risk indicators of trafficking lures and employment fraud in job advertisements."},
                    "rules": rules,
                    "properties": {"rulesFingerprint": run.rules, "modelFingerprint": run.model},
                }},
                "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": notifications}],
                "columnKind": "unicodeCodePoints",
                "results": results,
                "properties": counts(summary, dropped),
            }],
        });
        write(out, &log)
    }
}

/// The log with unsafe characters escaped, and a line end.
fn write(out: &mut dyn Write, log: &Value) -> io::Result<()> {
    log.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, JsonFormatter)).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// What the run saw.
fn counts(summary: &Summary, dropped: u64) -> Value {
    let [low, elevated, high, critical] = summary.by_band;
    json!({
        "scored": summary.scored, "insufficient": summary.insufficient, "unreadable": summary.unreadable,
        "low": low, "elevated": elevated, "high": high, "critical": critical, "resultsDropped": dropped,
    })
}

/// One finding.
fn result(assessment: &Assessment, found: &Finding<'_>) -> Value {
    let reason = &*found.reason;
    let shown = reason.spans.iter().filter(|place| !assessment.quote(place).is_empty());
    let mut shown = shown.collect::<Vec<_>>().into_iter();
    let mut result = json!({
        "ruleId": rule_id(reason),
        "level": finding::severity(assessment.band),
        "rank": found.rank,
        "message": {"text": message_text(&finding::message(assessment, reason))},
        "locations": [location(assessment, shown.next())],
        "partialFingerprints": {Fingerprints::FORM: found.fingerprint},
        "properties": {
            "ad": assessment.ad_id, "score": assessment.score, "band": assessment.band.as_str(),
            "kind": reason.kind.as_str(), "contribution": reason.contribution,
        },
    });
    let related: Vec<Value> = shown.take(RELATED).zip(1..).map(|(place, id)| related(assessment, place, id)).collect();
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    if let Some(why) = assessment.accepted.reason(&found.fingerprint) {
        let why = escape::terminal_line(why);
        result["suppressions"] = json!([{"kind": "external", "status": "accepted", "justification": why}]);
    }
    result
}

/// Ids of rules are a hierarchy with slashes to SARIF; ours have none.
fn rule_id(reason: &Reason) -> String {
    escape::terminal_line(&reason.id)
}

/// Another place of a finding; what cannot be placed in a file is not listed.
fn related(assessment: &Assessment, place: &Evidence, id: usize) -> Value {
    let mut location = location(assessment, Some(place));
    location["id"] = json!(id);
    location["message"] =
        json!({"text": message_text(&finding::cut(&escape::terminal_line(assessment.quote(place)), 120))});
    location
}

/// A place: the file if there is one, the region as far as it is known, and the ad by its id.
fn location(assessment: &Assessment, place: Option<&Evidence>) -> Value {
    let mut location = Map::new();
    if let Some(path) = finding::path(assessment) {
        let mut physical = json!({"artifactLocation": artifact(&path)});
        if let Some(region) = finding::region(assessment, place) {
            physical["region"] = region_object(region, assessment, place);
        }
        location.insert("physicalLocation".to_owned(), physical);
    }
    location.insert("logicalLocations".to_owned(), json!([{"name": assessment.ad_id, "kind": "resource"}]));
    Value::Object(location)
}

/// Line and columns; the end column is just past the last character.
fn region_object(region: finding::Region, assessment: &Assessment, place: Option<&Evidence>) -> Value {
    let Some(end) = region.end else { return json!({"startLine": region.start.line}) };
    let mut object = json!({
        "startLine": region.start.line, "startColumn": region.start.column,
        "endLine": end.line, "endColumn": end.column,
    });
    if let Some(place) = place {
        object["snippet"] = json!({"text": assessment.quote(place)});
    }
    object
}

/// A file: relative to the root of the sources unless it is absolute.
fn artifact(path: &str) -> Value {
    let drive = path.as_bytes().get(1) == Some(&b':') && cfg!(windows);
    match path.strip_prefix('/') {
        Some(_) => json!({"uri": format!("file://{}", escape::uri_path(path))}),
        None if drive => json!({"uri": format!("file:///{}", escape::uri_path(path))}),
        None => json!({"uri": escape::uri_path(path), "uriBaseId": "%SRCROOT%"}),
    }
}

/// What the log says of the rule behind a reason.
fn rule(reason: &Reason) -> Rule {
    let id = rule_id(reason);
    let title = escape::terminal_line(&reason.title);
    let why = escape::terminal_line(&reason.why);
    let ask = escape::terminal_line(&reason.ask);
    let full = if why.is_empty() { title.clone() } else { why.clone() };
    let mut tags = vec!["risk-indicator".to_owned()];
    tags.extend((!reason.category.is_empty()).then(|| escape::terminal_line(&reason.category)));
    let mut descriptor = json!({
        "id": id,
        "name": title,
        "shortDescription": {"text": braces(&title)},
        "fullDescription": {"text": braces(&full)},
        "defaultConfiguration": {"level": "warning"},
        "help": {"text": braces(&help_text(&title, &why, &ask, reason)), "markdown": braces(&help_markdown(reason))},
        "properties": {"kind": reason.kind.as_str(), "tags": tags},
    });
    if let Some(link) = reason.references.iter().find_map(|source| finding::address(source)) {
        descriptor["helpUri"] = json!(link);
    }
    Rule { id, descriptor }
}

fn help_text(title: &str, why: &str, ask: &str, reason: &Reason) -> String {
    let mut parts: Vec<String> = vec![format!("{title}.")];
    parts.extend([why, ask].into_iter().filter(|part| !part.is_empty()).map(str::to_owned));
    parts.extend(reason.references.iter().map(|source| format!("Source: {}", escape::terminal_line(source))));
    parts.push(super::human::words::CLOSING.to_owned());
    parts.join("\n\n")
}

fn help_markdown(reason: &Reason) -> String {
    let mut parts = vec![format!("**{}**", escape::markdown(&reason.title))];
    if !reason.why.is_empty() {
        parts.push(format!("Why it matters: {}", escape::markdown(&reason.why)));
    }
    if !reason.ask.is_empty() {
        parts.push(format!("What to ask: {}", escape::markdown(&reason.ask)));
    }
    for source in &reason.references {
        let link = finding::address(source).unwrap_or_default();
        let words = source.strip_suffix(link).unwrap_or(source).trim_end();
        let link = if link.is_empty() { String::new() } else { format!(" <{link}>") };
        parts.push(format!("Source: {}{link}", escape::markdown(words)));
    }
    parts.push(format!("*{}*", super::human::words::CLOSING));
    parts.join("\n\n")
}

/// The text of a message: brackets would make a link of it.
fn message_text(text: &str) -> String {
    braces(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// Curly braces hold arguments in messages of SARIF; doubled, they are themselves.
fn braces(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// An unreadable record as a notification.
fn notification(record: &Unreadable) -> Value {
    let text = format!("Cannot be read: {}", escape::terminal_line(&record.problem));
    let mut notification = json!({"level": "error", "message": {"text": message_text(&text)}});
    if let Some(path) = &record.path {
        let mut physical = json!({"artifactLocation": artifact(path)});
        if let Some(line) = record.line.filter(|line| *line > 0) {
            physical["region"] = json!({"startLine": line});
        }
        notification["locations"] = json!([{"physicalLocation": physical}]);
    }
    notification
}
