//! The page's files: what they may do, and that they say the same in every language.

use std::collections::BTreeSet;

use lurescan::serve::{FILES, LANGUAGES};
use serde_json::Value;

use super::Served;

fn file(path: &str) -> &'static str {
    FILES.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path} is not served")).text
}

fn texts(language: &str) -> serde_json::Map<String, Value> {
    match serde_json::from_str(file(&format!("/texts/{language}.json"))).unwrap() {
        Value::Object(texts) => texts,
        other => panic!("{other}"),
    }
}

/// The places in a text where something is put in, such as `{count}`.
fn slots(text: &str) -> BTreeSet<String> {
    text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap().to_owned()).collect()
}

#[test]
fn every_language_says_everything() {
    let english = texts("en");
    assert!(english.len() > 60, "{}", english.len());
    for language in LANGUAGES {
        let own = texts(language);
        let missing: Vec<&String> = english.keys().filter(|key| !own.contains_key(*key)).collect();
        let unknown: Vec<&String> = own.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "{language}: missing {missing:?}, unknown {unknown:?}");
        for (key, text) in &own {
            let (text, wanted) = (text.as_str().unwrap(), english[key].as_str().unwrap());
            assert!(!text.trim().is_empty() && slots(text) == slots(wanted), "{language}: {key}: {text}");
        }
    }
    let same = |language: &str| {
        let own = texts(language);
        own.iter().filter(|(key, text)| english[*key] == **text && text.as_str().unwrap().len() > 12).count()
    };
    for language in LANGUAGES.iter().filter(|language| **language != "en") {
        assert!(same(language) < 4, "{language} is English in {} places", same(language));
    }
}

#[test]
fn every_text_that_is_asked_for_is_there() {
    let english = texts("en");
    let mut asked = BTreeSet::new();
    for path in ["/page.js", "/verdict.js", "/table.js"] {
        let script = file(path);
        for rest in script.split("say(\"").skip(1) {
            asked.insert(rest.split('"').next().unwrap().to_owned());
        }
    }
    for rest in file("/").split("data-say=\"").skip(1) {
        asked.insert(rest.split('"').next().unwrap().to_owned());
    }
    assert!(asked.len() > 40, "{}", asked.len());
    let missing: Vec<&String> = asked.iter().filter(|key| !key.ends_with('.') && !english.contains_key(*key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn nothing_of_the_page_runs_what_it_should_not() {
    let page = file("/");
    let document = page.to_ascii_lowercase();
    for banned in [" onclick", " onload", " onerror", "style=", "javascript:", "http:", "https:", "<style", "<iframe"] {
        assert!(!document.contains(banned), "{banned}");
    }
    assert_eq!(document.matches("<script").count(), document.matches("<script type=\"module\" src=\"/").count());
    for path in ["/page.js", "/verdict.js", "/table.js", "/words.js"] {
        for banned in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "http://",
            "https://",
            "localStorage.setItem(\"ad",
        ] {
            assert!(!file(path).contains(banned), "{path}: {banned}");
        }
    }
    assert!(!file("/page.css").contains("@import") && !file("/page.css").contains("url("), "nothing is fetched");
}

#[test]
fn files_are_served_under_a_strict_policy() {
    let served = Served::new("");
    for file in FILES {
        let answer = served.get(file.path);
        assert_eq!((answer.status, answer.text().as_str()), (200, file.text), "{}", file.path);
        assert_eq!(answer.header("content-type"), Some(file.media_type));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe") && !policy.contains('*'),
            "{policy}"
        );
    }
}
