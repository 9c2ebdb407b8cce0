//! The readers of inputs: a function per format, all held to the same.
//!
//! Whatever the bytes, reading ends; every error can be told; every place an ad is said to come from is there, and holds
//! the words it is said to hold.

use encoding_rs::Encoding;
use lurescan::ad::{Ad, FieldName};
use lurescan::source::{Format, Input, Limits, ReadOptions, Source};

/// Small enough for many inputs a second.
pub(crate) const LIMITS: Limits = Limits {
    record: 1 << 20,
    document: 4 << 20,
    decompressed: 8 << 20,
    ratio: 1000,
    ratio_from: 1 << 20,
    members: 100,
};

/// More records than bytes that can be unpacked: whoever gives so many does not end.
const ENDLESS: usize = 9 << 20;

/// Formats whose files are text, so that places can be looked up in them.
const TEXTS: [&str; 9] = ["text", "json", "jsonl", "jsonld", "html", "feed", "csv", "tsv", "nquads"];

/// Reads bytes as a file of that name and checks what comes.
pub(crate) fn read(name: &str, data: &[u8], options: &ReadOptions) -> Vec<Ad> {
    let input = Input::Bytes { name: name.to_owned(), bytes: data.into() };
    let source = match Source::open(&input, options) {
        Ok(source) => source,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return Vec::new();
        }
    };
    let info = source.info();
    assert!(!info.empty || data.len() <= 1 << 16 || info.compressed, "nothing in {} bytes", data.len());
    let plain = TEXTS.contains(&info.format.name) && !info.compressed;
    let text = std::str::from_utf8(data).ok().filter(|_| plain && info.encoding == encoding_rs::UTF_8);
    let text = text.map(|text| text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut ads = Vec::new();
    for (at, found) in source.enumerate() {
        assert!(at < ENDLESS, "no end of records");
        match found {
            Ok(ad) => {
                placed(&ad, text);
                // The first and the last tell enough, and a file of a million empty records is no reason to run out of memory.
                ads.truncate(1000);
                ads.push(ad);
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    ads
}

/// Checks where an ad is said to stand, by the text of the file where that is known.
fn placed(ad: &Ad, file: Option<&str>) {
    for (name, offset) in FieldName::ALL.into_iter().zip(ad.origin.field_offsets) {
        let (Some(offset), Some(file)) = (offset, file) else { continue };
        let field = ad.field(name);
        assert_eq!(part(file, offset, offset + field.len() as u64), Some(field), "{} of {}", name, ad.id);
    }
    let mut last = (FieldName::Title, 0);
    for piece in &ad.origin.pieces {
        let words = ad.field(piece.field).get(piece.start..piece.end);
        assert!(words.is_some_and(|words| !words.is_empty()), "{piece:?} of {}", ad.id);
        assert!((piece.field, piece.start) >= last, "{piece:?} lies before {last:?}");
        last = (piece.field, piece.end);
        assert!(piece.file.start <= piece.file.end, "{piece:?}");
        if let Some(file) = file {
            let there = part(file, piece.file.start, piece.file.end);
            assert!(there.is_some() && (!piece.verbatim() || there == words), "{piece:?}: {words:?}, not {there:?}");
        }
    }
    for name in FieldName::ALL {
        let all = 0..ad.field(name).len();
        let _ = (ad.origin.in_file(name, all.clone()), ad.origin.places(name, ad.field(name), all));
    }
}

fn part(file: &str, start: u64, end: u64) -> Option<&str> {
    file.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

/// Reads bytes in one format.
fn of(format: &str, name: &str, data: &[u8]) {
    let format = Some(Format::named(format).unwrap_or_else(|| panic!("no format {format}")));
    read(name, data, &ReadOptions { format, limits: LIMITS, ..ReadOptions::default() });
}

/// Reads bytes as their name has it.
fn named(name: &str, data: &[u8]) {
    read(name, data, &ReadOptions { limits: LIMITS, ..ReadOptions::default() });
}

/// Plain text.
pub(crate) fn text(data: &[u8]) {
    of("text", "ad.txt", data);
}

/// Comma-separated values, and whatever other delimiter is found.
pub(crate) fn csv(data: &[u8]) {
    of("csv", "ads.csv", data);
}

/// Tab-separated values.
pub(crate) fn tsv(data: &[u8]) {
    of("tsv", "ads.tsv", data);
}

/// JSON documents.
pub(crate) fn json(data: &[u8]) {
    of("json", "ads.json", data);
}

/// JSON Lines.
pub(crate) fn jsonl(data: &[u8]) {
    of("jsonl", "ads.jsonl", data);
}

/// JSON-LD.
pub(crate) fn jsonld(data: &[u8]) {
    of("jsonld", "ads.jsonld", data);
}

/// Pages.
pub(crate) fn html(data: &[u8]) {
    of("html", "page.html", data);
}

/// RSS, Atom and job feeds.
pub(crate) fn feed(data: &[u8]) {
    of("feed", "jobs.xml", data);
}

/// E-mail.
pub(crate) fn eml(data: &[u8]) {
    of("eml", "mail.eml", data);
}

/// N-Quads.
pub(crate) fn nquads(data: &[u8]) {
    of("nquads", "pages.nq", data);
}

/// Parquet.
pub(crate) fn parquet(data: &[u8]) {
    of("parquet", "ads.parquet", data);
}

/// Arrow files and streams.
pub(crate) fn arrow(data: &[u8]) {
    of("arrow", "ads.arrow", data);
}

/// Workbooks.
pub(crate) fn xlsx(data: &[u8]) {
    of("xlsx", "ads.xlsx", data);
}

/// ZIP archives and what is in them.
pub(crate) fn zip(data: &[u8]) {
    of("zip", "ads.zip", data);
}

/// Tar archives and what is in them.
pub(crate) fn tar(data: &[u8]) {
    of("tar", "ads.tar", data);
}

/// Web archives and the pages in them.
pub(crate) fn warc(data: &[u8]) {
    of("warc", "pages.warc", data);
}

/// Markdown that may begin with front matter.
pub(crate) fn front_matter(data: &[u8]) {
    named("ad.md", data);
}

/// What begins like a compressed file is unpacked, whatever its name.
pub(crate) fn compressed(data: &[u8]) {
    named("ads.csv", data);
}

/// No name that tells the format: it is found by content.
pub(crate) fn any(data: &[u8]) {
    named("input", data);
}

/// Text in an encoding that the first byte chooses: one that is found out, or one that is forced.
pub(crate) fn encoding(data: &[u8]) {
    const FORCED: [&str; 12] = [
        "utf-8",
        "utf-16le",
        "utf-16be",
        "gb18030",
        "big5",
        "euc-jp",
        "iso-2022-jp",
        "shift_jis",
        "euc-kr",
        "windows-1258",
        "windows-874",
        "x-user-defined",
    ];
    let Some((first, data)) = data.split_first() else { return };
    let encoding =
        FORCED.get(usize::from(first.wrapping_sub(b'a'))).and_then(|name| Encoding::for_label(name.as_bytes()));
    for name in ["ad.txt", "ads.csv"] {
        read(name, data, &ReadOptions { encoding, limits: LIMITS, ..ReadOptions::default() });
    }
}
