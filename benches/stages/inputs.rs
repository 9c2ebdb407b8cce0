//! The ads that stages run over, by name: all from data that comes with the project, the same on every machine.

use std::fs;
use std::path::Path;

use lurescan::ad::Ad;
use lurescan::source::{self, Input, ReadOptions};

use super::ASSESSOR;

/// A named set of ads.
pub(crate) struct Ads {
    /// The name.
    pub(crate) name: &'static str,
    /// Makes the ads.
    pub(crate) make: fn() -> Vec<Ad>,
}

/// Every named set; the first is what single stages run over.
pub(crate) const INPUTS: &[Ads] = &[
    Ads { name: "many-languages", make: many_languages },
    Ads { name: "english-board", make: || authored("english", |ad| ad.column("register") == Some("board")) },
    Ads { name: "chinese", make: || authored("chinese", |_| true) },
    Ads { name: "short-messages", make: || authored("", |ad| ad.text.chars().count() < 200) },
    Ads { name: "html-pages", make: pages },
    Ads { name: "adversarial", make: adversarial },
];

/// Ads of one set at most, evenly chosen.
const MOST: usize = 60;

/// Synthetic ads of files whose name begins so.
fn authored(file: &str, wanted: fn(&Ad) -> bool) -> Vec<Ad> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/authored");
    let entries =
        fs::read_dir(&folder).expect("the data set is there").map(|entry| entry.expect("it can be listed").path());
    let named = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(file) && name.ends_with(".jsonl")
    };
    let mut files: Vec<_> = entries.filter(named).collect();
    files.sort();
    let open = |path: &std::path::PathBuf| {
        let columns = source::ColumnMap { keep: vec!["register".to_owned()], ..source::ColumnMap::default() };
        let options = ReadOptions { columns, ..ReadOptions::default() };
        source::open(&Input::file(&path.to_string_lossy()), &options).expect("a file of the data set opens")
    };
    let ads: Vec<Ad> =
        files.iter().flat_map(open).map(|ad| ad.expect("every record can be read")).filter(wanted).collect();
    let step = ads.len().div_ceil(MOST).max(1);
    ads.into_iter().step_by(step).collect()
}

fn many_languages() -> Vec<Ad> {
    authored("", |_| true)
}

/// Pages as boards have them: the ad among navigation, scripts and mark-up.
fn pages() -> Vec<Ad> {
    let page = |ad: Ad| {
        let menu: String = (0..40).map(|n| format!("<li><a href=\"/jobs/{n}\">Category {n}</a></li>")).collect();
        let paragraphs: String = ad.text.lines().map(|line| format!("<p class=\"d\">{line}</p>\n")).collect();
        let html = format!(
            "<!doctype html><html><head><title>{0}</title><script>var a=[{1}];</script><style>p{{margin:0}}</style></head><body>\
             <nav><ul>{menu}</ul></nav><main><h1>{0}</h1>{paragraphs}</main><footer>Example Jobs, 1 Example Street</footer></body></html>",
            ad.title,
            "0,".repeat(200),
        );
        let options = ReadOptions { format: source::Format::named("html"), ..ReadOptions::default() };
        let read = source::Source::piped(std::io::Cursor::new(html.into_bytes()), &options).expect("a page opens");
        read.map(|ad| ad.expect("a page is an ad")).collect::<Vec<_>>()
    };
    many_languages().into_iter().flat_map(page).collect()
}

/// Texts of 2 KB that match as much as can be matched: the pack's own literals side by side, tiny ones, heaps of marks.
fn adversarial() -> Vec<Ad> {
    let literals: Vec<&str> = ASSESSOR.detector().literals().collect();
    let mut texts: Vec<String> =
        literals.chunks(literals.len().div_ceil(40)).map(|part| cut(&part.join(" "))).collect();
    let mut tiny: Vec<&str> = literals.iter().copied().filter(|literal| literal.len() <= 3).collect();
    tiny.sort_unstable();
    texts.push(cut(&tiny.join(" ").repeat(20)));
    texts.push(cut(&format!("a{}", "\u{301}".repeat(30)).repeat(60)));
    texts.into_iter().map(|text| Ad::from_text("", text)).collect()
}

fn cut(text: &str) -> String {
    text.chars().take(2000).collect()
}
