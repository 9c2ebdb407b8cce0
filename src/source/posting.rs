//! JSON values as readable text, those of schema.org's JobPosting above all.
//!
//! Salary, place and employer become lines of their own, so that whoever reads the text for facts finds them.

use serde_json::{Map, Value};

/// Whether an object says by its type that it is a JobPosting.
pub(super) fn is_typed(object: &Map<String, Value>) -> bool {
    let named =
        |value: &Value| value.as_str().is_some_and(|name| name.rsplit(['/', ':', '#']).next() == Some("JobPosting"));
    match object.get("@type") {
        Some(Value::Array(types)) => types.iter().any(named),
        Some(value) => named(value),
        None => false,
    }
}

/// Whether an object is a JobPosting, by its type or by keys that nothing else has.
pub(super) fn is_posting(object: &Map<String, Value>) -> bool {
    is_typed(object)
        || (object.contains_key("description")
            && ["hiringOrganization", "jobLocation", "baseSalary"].iter().any(|key| object.contains_key(*key)))
}

/// The facts of a JobPosting that stand outside its running text, with the words that name them.
const LINES: [(&str, &str); 25] = [
    ("hiringOrganization", "Employer"),
    ("employmentUnit", "Unit"),
    ("employerOverview", "About the employer"),
    ("jobLocation", "Location"),
    ("jobLocationType", "Place of work"),
    ("applicantLocationRequirements", "Applicants from"),
    ("employmentType", "Employment"),
    ("workHours", "Hours"),
    ("baseSalary", "Salary"),
    ("estimatedSalary", "Estimated salary"),
    ("incentiveCompensation", "Incentives"),
    ("industry", "Industry"),
    ("occupationalCategory", "Occupation"),
    ("educationRequirements", "Education"),
    ("experienceRequirements", "Experience"),
    ("eligibilityToWorkRequirement", "Eligibility"),
    ("physicalRequirement", "Physical requirements"),
    ("sensoryRequirement", "Sensory requirements"),
    ("securityClearanceRequirement", "Clearance"),
    ("specialCommitments", "Commitments"),
    ("jobStartDate", "Start"),
    ("jobImmediateStart", "Immediate start"),
    ("totalJobOpenings", "Openings"),
    ("directApply", "Direct application"),
    ("applicationContact", "Contact"),
];

/// The facts of a JobPosting that stand outside its running text, a line each.
pub(super) fn lines(object: &Map<String, Value>) -> Vec<String> {
    LINES
        .iter()
        .filter_map(|(key, label)| Some((label, fact(object, key)?)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| format!("{label}: {value}"))
        .collect()
}

/// Names that feeds and front matter use, folded, and the property of a JobPosting that each of them is.
const PROPERTIES: [(&str, &str); 27] = [
    ("guid", "identifier"),
    ("referencenumber", "identifier"),
    ("link", "url"),
    ("encoded", "content"),
    ("company", "hiringOrganization"),
    ("companyname", "hiringOrganization"),
    ("employer", "hiringOrganization"),
    ("organization", "hiringOrganization"),
    ("location", "jobLocation"),
    ("streetaddress", "jobLocation"),
    ("city", "jobLocation"),
    ("state", "jobLocation"),
    ("country", "jobLocation"),
    ("salary", "baseSalary"),
    ("pay", "baseSalary"),
    ("wage", "baseSalary"),
    ("compensation", "baseSalary"),
    ("jobtype", "employmentType"),
    ("type", "employmentType"),
    ("hours", "workHours"),
    ("experience", "experienceRequirements"),
    ("education", "educationRequirements"),
    ("email", "applicationContact"),
    ("phone", "applicationContact"),
    ("contact", "applicationContact"),
    ("author", "applicationContact"),
    ("apply", "applicationContact"),
];

/// Fields by their names as a JobPosting, each also under the property that it is.
pub(super) fn of_fields(fields: impl IntoIterator<Item = (String, Value)>) -> Map<String, Value> {
    let mut found = Map::new();
    found.insert("@type".to_owned(), Value::String("JobPosting".to_owned()));
    for (name, value) in fields {
        let folded: String =
            name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect();
        let known = PROPERTIES.iter().find(|(known, _)| *known == folded).map(|(_, property)| *property);
        let known = known.or_else(|| LINES.iter().map(|(key, _)| *key).find(|key| key.to_lowercase() == folded));
        if let Some(property) = known.filter(|property| *property != name) {
            add(&mut found, property, value.clone());
        }
        add(&mut found, &name, value);
    }
    found
}

/// Adds a value to a property, on a line with what it has.
fn add(posting: &mut Map<String, Value>, name: &str, value: Value) {
    let joined = match posting.get(name).map(one_line).filter(|before| !before.is_empty()) {
        None => value,
        Some(before) => match one_line(&value) {
            after if after == before || after.is_empty() => return,
            after => Value::String(format!("{before}, {after}")),
        },
    };
    posting.insert(name.to_owned(), joined);
}

/// One fact of a JobPosting in words.
pub(super) fn fact(object: &Map<String, Value>, key: &str) -> Option<String> {
    let value = object.get(key)?;
    let said = match value {
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        _ => one_line(value),
    };
    // A salary that is a bare figure leaves its currency to the posting.
    match (key, value, object.get("salaryCurrency").map(readable)) {
        ("baseSalary" | "estimatedSalary", Value::Number(_) | Value::String(_), Some(currency))
            if !said.is_empty() && !said.contains(&currency) =>
        {
            Some(format!("{currency} {said}"))
        }
        _ => Some(said),
    }
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
        let keys = ["name", "contactType", "telephone", "email", "url", "sameAs"];
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
