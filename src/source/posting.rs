//! JSON values as readable text, those of schema.org's JobPosting above all.
//!
//! Salary, place and employer become lines of their own, so that whoever reads the text for facts finds them.

use serde_json::{Map, Value};

/// Whether an object is a JobPosting, by its type or by keys that nothing else has.
pub(super) fn is_posting(object: &Map<String, Value>) -> bool {
    let named =
        |value: &Value| value.as_str().is_some_and(|name| name.rsplit(['/', ':', '#']).next() == Some("JobPosting"));
    let typed = match object.get("@type") {
        Some(Value::Array(types)) => types.iter().any(named),
        Some(value) => named(value),
        None => false,
    };
    typed
        || (object.contains_key("description")
            && ["hiringOrganization", "jobLocation", "baseSalary"].iter().any(|key| object.contains_key(*key)))
}

/// The facts of a JobPosting that stand outside its running text, a line each.
pub(super) fn lines(object: &Map<String, Value>) -> Vec<String> {
    const LINES: [(&str, &str); 9] = [
        ("hiringOrganization", "Employer"),
        ("jobLocation", "Location"),
        ("applicantLocationRequirements", "Applicants from"),
        ("employmentType", "Employment"),
        ("workHours", "Hours"),
        ("baseSalary", "Salary"),
        ("incentiveCompensation", "Incentives"),
        ("experienceRequirements", "Experience"),
        ("applicationContact", "Contact"),
    ];
    LINES
        .iter()
        .filter_map(|(key, label)| Some((label, one_line(object.get(*key)?))))
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| format!("{label}: {value}"))
        .collect()
}

/// An identifier: a plain value, or the value of a `PropertyValue`.
pub(super) fn identifier(value: &Value) -> String {
    match value {
        Value::Object(object) => object.get("value").map_or_else(|| json_text(value), readable),
        _ => readable(value),
    }
}

/// A value as text for readers: strings as they are, lists by line, known objects in words, the rest as JSON.
pub(super) fn readable(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Array(items) => {
            items.iter().map(readable).filter(|item| !item.is_empty()).collect::<Vec<_>>().join("\n")
        }
        Value::Object(object) => object_text(object).unwrap_or_else(|| value.to_string()),
        _ => json_text(value),
    }
}

/// A value verbatim: strings as they are, null as nothing, the rest as JSON.
pub(super) fn json_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        _ => value.to_string(),
    }
}

fn one_line(value: &Value) -> String {
    readable(value).lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
}

/// An object of schema.org in words; `None` if it is not one of those known here.
fn object_text(object: &Map<String, Value>) -> Option<String> {
    let has = |keys: &[&str]| keys.iter().any(|key| object.contains_key(*key));
    if has(&["currency", "minValue", "maxValue"]) || (has(&["value"]) && has(&["unitText"])) {
        return Some(amount(object));
    }
    if let Some(address) = object.get("address") {
        let name = object.get("name").map(one_line).unwrap_or_default();
        return Some(list([name, one_line(address)]));
    }
    if has(&["addressLocality", "addressRegion", "addressCountry", "streetAddress"]) {
        let keys = ["streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry"];
        return Some(list(keys.map(|key| object.get(key).map(one_line).unwrap_or_default())));
    }
    if has(&["name", "telephone", "email"]) {
        let keys = ["name", "contactType", "telephone", "email", "url"];
        return Some(list(keys.map(|key| object.get(key).map(one_line).unwrap_or_default())));
    }
    ["description", "value"].iter().find_map(|key| object.get(*key)).map(readable)
}

/// A `MonetaryAmount`, such as `USD 3000-5000 per month`.
fn amount(object: &Map<String, Value>) -> String {
    let inner = object.get("value").and_then(Value::as_object).unwrap_or(object);
    let text = |key: &str| inner.get(key).or_else(|| object.get(key)).map(number).unwrap_or_default();
    let (low, high) = (text("minValue"), text("maxValue"));
    let figure = match (low.as_str(), high.as_str()) {
        ("", "") => inner.get("value").map(number).unwrap_or_default(),
        (one, "") | ("", one) => one.to_owned(),
        (low, high) if low == high => low.to_owned(),
        (low, high) => format!("{low}-{high}"),
    };
    let unit = match text("unitText").to_uppercase().as_str() {
        "" => String::new(),
        "HOUR" | "HOURLY" => "per hour".to_owned(),
        "DAY" | "DAILY" => "per day".to_owned(),
        "WEEK" | "WEEKLY" => "per week".to_owned(),
        "MONTH" | "MONTHLY" => "per month".to_owned(),
        "YEAR" | "YEARLY" | "ANNUAL" => "per year".to_owned(),
        other => format!("per {}", other.to_lowercase()),
    };
    [text("currency"), figure, unit].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A number without a needless fraction, or the string that stands for one.
fn number(value: &Value) -> String {
    let text = match value {
        Value::Object(_) | Value::Array(_) => String::new(),
        _ => json_text(value),
    };
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

fn list<const N: usize>(parts: [String; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
