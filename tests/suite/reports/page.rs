//! The HTML page: one file that needs nothing, allows one script, and says who it is to those who do not see it.
//!
//! How it behaves in a browser is tested by `tests/outside/check.mjs`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lurescan::report::Options;
use sha2::{Digest, Sha256};

use super::{bytes, plain, unreadable};
use crate::fixture;

fn page() -> String {
    String::from_utf8(bytes("html", Options::default(), &fixture::all(), &unreadable())).unwrap()
}

/// What stands between two marks, the first time.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).unwrap_or_else(|| panic!("no {from}")).0
}

#[test]
fn the_policy_allows_its_own_style_and_scripts_and_nothing_else() {
    let page = page();
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\">");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    for (tag, count) in [("style", 1), ("script", 2)] {
        let allowed = between(policy, &format!("{tag}-src "), ";");
        let (from, to) = (format!("<{tag}>"), format!("</{tag}>"));
        let contents = page.split(&from).skip(1).map(|rest| rest.split_once(&to).unwrap().0);
        let hash = |content| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content)));
        let hashes: Vec<String> = contents.map(hash).collect();
        assert_eq!(allowed, hashes.join(" "), "{tag}-src");
        assert_eq!((hashes.len(), page.matches(&format!("<{tag}")).count()), (count, count));
    }
}

#[test]
fn the_page_asks_for_nothing_else() {
    let page = page();
    for wanted in
        ["src=", "<link", "<iframe", "<object", "<embed", "@import", "url(", "fetch(", "innerHTML", " style=", "eval("]
    {
        assert!(!page.contains(wanted), "{wanted}");
    }
    for handler in ["onclick", "onload", "onerror", "onmouseover"] {
        assert!(!page.contains(&format!(" {handler}=")), "{handler}");
    }
}

#[test]
fn every_ad_has_a_row_that_opens_its_part() {
    let page = page();
    let ads = fixture::all();
    assert_eq!(page.matches("<tbody class=\"ad\"").count(), ads.len());
    for number in 1..=ads.len() {
        assert_eq!(page.matches(&format!(" id=\"ad-{number}\"")).count(), 1);
        assert_eq!(page.matches(&format!("aria-controls=\"detail-{number}\"")).count(), 1);
        assert_eq!(page.matches(&format!(" id=\"detail-{number}\"")).count(), 1);
    }
}

#[test]
fn text_is_set_in_its_own_language_and_direction() {
    for (assessment, language) in [(fixture::farm(), "ar"), (fixture::typist(), "zh"), (fixture::compound(), "th")] {
        let page = plain("html", &[assessment]);
        assert!(page.contains(&format!("<div class=\"text\" dir=\"auto\" lang=\"{language}\">")));
        assert!(page.contains(&format!("<bdi lang=\"{language}\">")));
    }
    assert!(page().contains("<html lang=\"en\">"));
}

#[test]
fn evidence_is_marked_with_the_numbers_of_its_reasons() {
    let page = plain("html", &[fixture::driver()]);
    for marked in [
        "<mark>on your own account<sup>&#8288;1</sup></mark>",
        "<mark>forward them the same day<sup>&#8288;2</sup></mark>",
        "<mark class=\"lowers\">company no. 00000000<sup>&#8288;3</sup></mark>",
    ] {
        assert!(page.contains(marked), "{marked}");
    }
}

#[test]
fn of_very_many_ads_the_risky_ones_are_kept() {
    let mut ads: Vec<_> = (0..1_100).map(|_| fixture::short()).collect();
    ads.extend((0..600).map(|_| fixture::farm()));
    ads.push(fixture::typist());
    let page = plain("html", &ads);
    assert_eq!(page.matches("<tbody class=\"ad\"").count(), 1_000 + 500 + 1);
    assert!(page.contains("200 more ads are counted here but not listed") && page.contains("data-band=\"critical\""));
}
