//! Microdata: the items of a page as the objects that JSON-LD would give.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;
use serde_json::{Map, Value};

use super::super::jsonld::local;
use super::visible;

/// Items within items deeper than this are left out.
const DEEPEST: u32 = 16;
/// Bytes of text in the properties of a page: those within each other repeat it.
const TEXT: usize = 16 << 20;

/// The JobPostings of a page in the order in which they stand.
pub(super) fn postings(root: NodeRef<'_, Node>) -> Vec<Map<String, Value>> {
    let named = |element: &Element| {
        let kinds = element.attr("itemtype").unwrap_or_default();
        element.attr("itemscope").is_some()
            && kinds.split_ascii_whitespace().any(|kind| kind.rsplit('/').next() == Some("JobPosting"))
    };
    let items = root.descendants().filter(|node| node.value().as_element().is_some_and(named));
    let mut left = TEXT;
    items.map(|node| item(node, DEEPEST, &mut left)).collect()
}

/// The properties of an item.
fn item(node: NodeRef<'_, Node>, depth: u32, left: &mut usize) -> Map<String, Value> {
    let mut found = Map::new();
    if let Some(kind) = node.value().as_element().and_then(|element| element.attr("itemtype")) {
        let kind = kind.split_ascii_whitespace().next().unwrap_or_default();
        found.insert("@type".to_owned(), Value::String(kind.rsplit('/').next().unwrap_or_default().to_owned()));
    }
    let mut open: Vec<NodeRef<'_, Node>> = node.children().collect();
    open.reverse();
    while let Some(node) = open.pop() {
        let Some(element) = node.value().as_element() else { continue };
        let is_item = element.attr("itemscope").is_some();
        if let Some(names) = element.attr("itemprop") {
            let value = match is_item {
                true if depth == 0 => Value::Null,
                true => Value::Object(item(node, depth - 1, left)),
                false if *left == 0 => Value::Null,
                false => {
                    let text = text(node, element);
                    *left = left.saturating_sub(text.len());
                    Value::String(text)
                }
            };
            names.split_ascii_whitespace().for_each(|name| add(&mut found, local(name), value.clone()));
        }
        if !is_item {
            let children = open.len();
            open.extend(node.children());
            open[children..].reverse();
        }
    }
    found
}

/// Adds a value to a property, which becomes a list if it has one.
fn add(item: &mut Map<String, Value>, name: &str, value: Value) {
    match item.get_mut(name) {
        None => drop(item.insert(name.to_owned(), value)),
        Some(Value::Array(values)) => values.push(value),
        Some(one) => *one = Value::Array(vec![one.take(), value]),
    }
}

/// The value of a property that is no item.
fn text(node: NodeRef<'_, Node>, element: &Element) -> String {
    let attribute = match element.name() {
        "a" | "area" | "link" => "href",
        "audio" | "embed" | "iframe" | "img" | "source" | "track" | "video" => "src",
        "data" | "meter" => "value",
        "time" => "datetime",
        "object" => "data",
        _ => "content",
    };
    let stated = element.attr("content").or_else(|| element.attr(attribute));
    stated.map_or_else(|| visible::seen_and_linked(node, None, None).text, str::to_owned)
}
