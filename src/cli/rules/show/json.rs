//! A rule as one JSON object, with every example.

use serde_json::{Value, json};

use super::Shown;
use crate::report::escape::JsonFormatter;
use crate::rules::{Block, Example};
use serde::Serialize;

/// The object, on one line as programs read it.
pub(super) fn page(shown: &Shown<'_>) -> String {
    let mut bytes = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, JsonFormatter);
    object(shown).serialize(&mut writer).expect("invariant: strings and numbers always serialize");
    String::from_utf8_lossy(&bytes).into_owned() + "\n"
}

fn object(shown: &Shown<'_>) -> Value {
    let rule = shown.rule;
    let conditions: Vec<Value> =
        shown.conditions().into_iter().map(|(what, of)| json!({"what": what, "of": of})).collect();
    json!({
        "schema": "lurescan-rule/1",
        "id": rule.id,
        "title": shown.told.title,
        "category": rule.category,
        "polarity": shown.polarity(),
        "weight": rule.counts_alone.then_some(rule.weight),
        "learned": shown.learned().map(|weight| (weight * 1e4).round() / 1e4),
        "genuine": shown.genuine().map(|(fired, ads)| json!({"fired": fired, "ads": ads})),
        "schemes": rule.schemes,
        "indicators": rule.indicators,
        "why": shown.told.why,
        "ask": shown.told.ask,
        "conditions": conditions,
        "references": rule.references,
        "languages": rule.blocks.iter().map(block).collect::<Vec<_>>(),
        "file": rule.place.file,
    })
}

fn block(block: &Block) -> Value {
    json!({
        "language": block.language,
        "title": block.title,
        "patterns": block.matchers(),
        "exceptions": block.unless.len(),
        "hits": block.hits().iter().map(example).collect::<Vec<_>>(),
        "misses": block.misses().iter().map(example).collect::<Vec<_>>(),
    })
}

/// A text and the byte ranges of the words in it that must be found.
fn example(example: &Example) -> Value {
    let marked: Vec<[usize; 2]> = example.marked.iter().map(|span| [span.start, span.end]).collect();
    let stated: Vec<Value> =
        example.stated.iter().map(|(about, words)| json!({"about": about, "stated": words})).collect();
    json!({"text": example.text, "marked": marked, "unseen": stated})
}
