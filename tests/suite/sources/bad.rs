//! Inputs that are broken, hostile or not there: each is told with its place and costs no other record.

use lurescan::source::{ColumnMap, FORMATS, Input, Limits, ReadOptions, Source, SourceErrorKind, expand, expand_all};

use super::mixed::{tarred, zipped};
use super::{ADS, assert_offsets, bytes, bzip2, fields, gzip, ids, read, read_with, xz, zstd};

#[test]
fn broken_json_costs_its_record_only() {
    let mut lines: Vec<String> = (1..=20).map(|n| format!("{{\"id\":{n},\"text\":\"ad {n}\"}}")).collect();
    for broken in ["{\"id\":17,\"text\":\"ad", "{\"id\":17,,}", "17", "[]", "{} trailing", &"[".repeat(5000)] {
        broken.clone_into(&mut lines[16]);
        let (ads, errors) = read("ads.jsonl", lines.join("\n"));
        assert_eq!(ads.len(), 19, "{broken}");
        assert_eq!((errors.len(), errors[0].place.line), (1, Some(17)), "{broken}: {errors:?}");
        assert!(matches!(errors[0].kind, SourceErrorKind::Syntax { format: "JSON", .. }), "{broken}");
        assert!(errors[0].to_string().starts_with("ads.jsonl:17: record 17: is not valid JSON: "), "{}", errors[0]);
    }
    for broken in ["{\"id\":17,\"text\":tru}", "{\"id\":17,,}", "17", "{\"id\" 17}"] {
        broken.clone_into(&mut lines[16]);
        let (ads, errors) = read("ads.json", format!("[\n{}\n]", lines.join(",\n")));
        assert_eq!(ads.len(), 19, "{broken}: {errors:?}");
        assert_eq!((errors.len(), errors[0].place.line), (1, Some(18)), "{broken}: {errors:?}");
    }
    "{\"id\":17,\"text\":\"ad".clone_into(&mut lines[16]);
    let (ads, errors) = read("ads.json", format!("[\n{}\n]", lines.join(",\n")));
    assert_eq!((ads.len(), errors.len()), (16, 1), "{errors:?}");
    assert_eq!((errors[0].place.record, errors[0].place.line), (None, Some(18)));
}

#[test]
fn rows_of_the_wrong_width_are_told() {
    let table = "id,title,text\n1,a,b\n2,c\n3,d,e,f\n4,g,h,,\n\n5,i,\"j\n\nk\"\n6,l,m\n";
    let (ads, errors) = read("ads.csv", table);
    assert_eq!(fields(&ads), [["1", "a", "b"], ["4", "g", "h"], ["5", "i", "j\n\nk"], ["6", "l", "m"]]);
    assert_eq!(ads.iter().map(|ad| ad.origin.line).collect::<Vec<_>>(), [2, 5, 7, 10]);
    assert!(matches!(errors[0].kind, SourceErrorKind::TooFewColumns { expected: 3, found: 2 }));
    assert!(matches!(errors[1].kind, SourceErrorKind::TooManyColumns { expected: 3, found: 4 }));
    assert_eq!(errors[0].to_string(), "ads.csv:3: record 2: has 2 of 3 columns");
    assert_offsets(&ads, table);
}

#[test]
fn a_quote_never_closed_costs_its_row_only() {
    let (ads, errors) = read("ads.csv", "id,text\n1,a\n2,\"b\n3,c\n4,d");
    assert_eq!(ids(&ads), ["1", "3", "4"]);
    assert_eq!(ads.iter().map(|ad| (ad.origin.record, ad.origin.line)).collect::<Vec<_>>(), [(1, 2), (3, 4), (4, 5)]);
    assert_eq!(errors[0].to_string(), "ads.csv:3: record 2: is not valid CSV: a quote is opened and never closed");
    let (ads, errors) = read("ads.csv", "id,text\n1,a\n2,\"b");
    assert_eq!((ads.len(), errors.len()), (1, 1));
    // Quotes that close each other by accident leave the last one open.
    let table = format!("\r\n\nid;text\n{}", "1;\"\"\"\n2;a\n".repeat(2001));
    let (ads, errors) = read("ads.csv", table);
    assert!(!ads.is_empty() && !errors.is_empty());
}

#[test]
fn a_missing_column_names_the_nearest() {
    let columns = ColumnMap { text: vec!["descripton".into()], ..ColumnMap::default() };
    let options = ReadOptions { columns, ..ReadOptions::default() };
    let (ads, errors) = read_with(&bytes("ads.csv", "id,title,description\n1,a,b\n"), &options);
    assert!(ads.is_empty());
    let told = "ads.csv:1: has no column 'descripton'; did you mean 'description'? (columns: id, title, description)";
    assert_eq!(errors[0].to_string(), told);
    let (ads, errors) = read_with(&bytes("ads.jsonl", "{\"description\":\"a\"}\n{\"description\":\"b\"}"), &options);
    assert!(ads.is_empty() && errors.len() == 2, "{errors:?}");
    let (_, errors) = read("ads.csv", "a,b\u{1b}[31m\n1,2\n");
    assert_eq!(
        errors[0].to_string(),
        "ads.csv:1: has no column known to hold the text of an ad; name it (columns: a, b\\u{1b}[31m)"
    );
}

#[test]
fn nothing_in_it_is_no_error() {
    let names = FORMATS.iter().map(|format| format!("a.{}", format.extensions[0]));
    for name in names.chain(["a".to_owned(), "a.csv.gz".to_owned()]) {
        let name = name.as_str();
        for content in ["", "\n", " \r\n\t\n", "\u{feff}"] {
            let source = Source::open(&bytes(name, content), &ReadOptions::default()).unwrap();
            assert!(source.info().empty, "{name} {content:?}");
            assert_eq!(source.count(), 0, "{name} {content:?}");
        }
    }
    for (name, content) in
        [("a.csv", "id,text\n"), ("a.json", "[]"), ("a.json", "{\"jobs\": []}"), ("a.csv.gz", "id,text\n")]
    {
        let packed = if name.ends_with("gz") { gzip(content.as_bytes()) } else { content.into() };
        let (ads, errors) = read(name, packed);
        assert!(ads.is_empty() && errors.is_empty(), "{name} {content:?}: {errors:?}");
    }
}

#[test]
fn binary_files_are_refused() {
    let noise: Vec<u8> = (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let cases: [&[u8]; 7] = [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        b"%PDF-1.7\n%abc",
        b"\x7fELF\x02\x01\x01\0\0\0",
        b"\0\x01\x02\x03",
        b"\xff\xfe\0\0a\0\0\0",
        &noise,
    ];
    for content in cases {
        for name in ["a.txt", "a.csv", "a.jsonl", "a.json", "a"] {
            let (ads, errors) = read(name, content);
            assert!(
                ads.is_empty() && matches!(errors[0].kind, SourceErrorKind::Binary { .. }),
                "{name} {content:?}: {errors:?}"
            );
        }
    }
}

#[test]
fn a_name_that_promises_text_is_held_to_it() {
    for content in [&b"PK\x03\x04\x14\0"[..], b"PAR1\x15\0", b"ARROW1\0\0"] {
        let (_, errors) = read("a.csv", content);
        assert!(matches!(errors[0].kind, SourceErrorKind::Binary { .. }), "{errors:?}");
        let (_, errors) = read("upload", content);
        assert!(matches!(errors[0].kind, SourceErrorKind::Syntax { .. }), "{errors:?}");
    }
}

#[test]
fn what_is_too_large_is_skipped_and_told() {
    let limits = Limits { record: 100, document: 400, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let huge = "x".repeat(200_000);
    let (ads, errors) = read_with(&bytes("a.txt", &huge), &options);
    assert!(ads.is_empty());
    assert_eq!(errors[0].to_string(), "a.txt: the text is larger than 100 bytes, the limit");
    let lines = format!("{{\"id\":1,\"text\":\"a\"}}\n{{\"id\":2,\"text\":\"{huge}\"}}\n{{\"id\":3,\"text\":\"c\"}}\n");
    let row = format!("id,text\n1,a\n2,\"{huge}\"\n3,c\n");
    let rows = format!("id,text\n1,a\n2,\"{}\"\n3,c\n", "words, \"\"words\"\"\n".repeat(1000));
    for (name, content, line) in [("a.jsonl", lines, 2), ("a.csv", row, 3), ("a.csv", rows, 3)] {
        let (ads, errors) = read_with(&bytes(name, content), &options);
        assert_eq!(ids(&ads), ["1", "3"], "{name}: {errors:?}");
        assert!(matches!(errors[0].kind, SourceErrorKind::TooLarge { .. }) && errors.len() == 1, "{name}: {errors:?}");
        assert_eq!((errors[0].place.record, errors[0].place.line), (Some(2), Some(line)), "{name}");
    }
    let item = format!("[{{\"text\":\"a\"}},{{\"text\":\"{}\"}},{{\"text\":\"c\"}}]", "x".repeat(150));
    let (ads, errors) = read_with(&bytes("a.json", item), &options);
    assert_eq!((ids(&ads), errors.len()), (vec!["a.json#1", "a.json#3"], 1), "{errors:?}");
    let (_, errors) = read_with(&bytes("a.json", format!("[{{\"text\":\"{huge}\"}}]")), &options);
    assert!(matches!(errors[0].kind, SourceErrorKind::TooLarge { .. }), "{errors:?}");
}

#[test]
fn decompression_is_limited() {
    let content = format!("{{\"text\":\"{}\"}}\n", "a".repeat(1000)).repeat(2000);
    let limits = Limits { ratio: 10, ratio_from: 100_000, ..Limits::default() };
    for (limits, told) in
        [(limits, "10 times its compressed size"), (Limits { decompressed: 1 << 20, ..Limits::default() }, "1 MiB")]
    {
        let options = ReadOptions { limits, ..ReadOptions::default() };
        let content = content.as_bytes();
        for packed in [gzip(content), zstd(content), bzip2(content), xz(content)] {
            let (ads, errors) = read_with(&bytes("a.jsonl", packed), &options);
            assert!(ads.len() > 50 && ads.len() < 1200, "{}", ads.len());
            assert!(matches!(&errors[0].kind, SourceErrorKind::TooLarge { limit, .. } if limit == told), "{errors:?}");
            assert_eq!(errors.len(), 1);
        }
    }
}

/// A header may ask for a dictionary of gigabytes.
#[test]
fn xz_may_not_ask_for_all_memory() {
    let mut options = lzma_rust2::XzOptions::with_preset(0);
    options.lzma_options.dict_size = 1 << 29;
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    std::io::Write::write_all(&mut encoder, b"{\"text\":\"a\"}").unwrap();
    let (ads, errors) = read("a.jsonl.xz", encoder.finish().unwrap());
    assert!(ads.is_empty() && errors.len() == 1, "{ads:?} {errors:?}");
}

/// Each member keeps within the limits of one file; together they do not.
#[test]
fn the_members_of_an_archive_are_limited_together() {
    let line = format!("{{\"text\":\"{}\"}}\n", "a".repeat(999));
    let member = line.repeat(100);
    let names: Vec<String> = (0..30).map(|n| format!("{n:02}.jsonl")).collect();
    let names_packed: Vec<String> = names.iter().map(|name| format!("{name}.gz")).collect();
    let small = gzip(member.as_bytes());
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), member.as_bytes())).collect();
    let packed: Vec<(&str, &[u8])> = names_packed.iter().map(|name| (name.as_str(), small.as_slice())).collect();
    let large = Limits { decompressed: 1 << 20, ..Limits::default() };
    let dense = Limits { ratio: 2, ratio_from: 1 << 20, ..Limits::default() };
    let many = Limits { members: 9, ..Limits::default() };
    let cases = [
        ("a.zip", zipped(&members), large, "hold together is larger than 1 MiB", 1000..1050),
        ("a.zip", zipped(&packed), dense, "hold together is larger than 2 times its compressed size", 1000..1050),
        ("a.tar", tarred(&packed), dense, "hold together is larger than 2 times its compressed size", 1000..1050),
        ("a.zip", zipped(&members), many, "the number of members is larger than 9", 1000..1001),
        ("a.tar", tarred(&members), many, "the number of members is larger than 9", 1000..1001),
    ];
    for (name, archive, limits, told, expected) in cases {
        let options = ReadOptions { limits, ..ReadOptions::default() };
        let (ads, errors) = read_with(&bytes(name, archive), &options);
        assert!(expected.contains(&ads.len()), "{told}: {}", ads.len());
        let last = errors.last().map(ToString::to_string).unwrap_or_default();
        assert!(last.starts_with(&format!("{name}: ")) && last.contains(told) && errors.len() < 3, "{errors:?}");
    }
}

/// `pom.xml` beside the ads is none of them, and no failure either; named, it is tried.
#[test]
fn xml_that_is_no_feed_is_passed_over_in_folders() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &[u8]| std::fs::write(dir.path().join(name), content).unwrap();
    let feed = b"<positions><job><title>Cook</title><description>Soup.</description></job></positions>";
    write("build.xml", b"<?xml version=\"1.0\"?><project><jobless/><items/></project>");
    write("feed.xml", feed);
    write("packed.xml.gz", &gzip(b"<project/>"));
    write("wide.xml", &[0xff, 0xfe, b'<', 0, b'r', 0]);
    let found = expand_all(&[dir.path().to_string_lossy().into_owned()]);
    let names: Vec<_> = found.inputs.iter().map(|input| format!("{input:?}")).collect();
    assert_eq!((found.inputs.len(), found.no_feeds, found.skipped), (2, 2, 0), "{names:?}");
    let named = expand_all(&[dir.path().join("build.xml").to_string_lossy().into_owned()]);
    assert_eq!((named.inputs.len(), named.no_feeds), (1, 0));
}

#[test]
fn a_truncated_file_gives_what_is_there_and_one_error() {
    let content: String = (0..5000).map(|n| format!("{{\"id\":{n},\"text\":\"ad number {}\"}}\n", n * n)).collect();
    let tables = content.replace("{\"id\":", "").replace(",\"text\":\"", ",").replace("\"}", "");
    for (name, content) in [("a.jsonl", content), ("a.csv", format!("id,text\n{tables}"))] {
        let content = content.as_bytes();
        for packed in [gzip(content), zstd(content), bzip2(content), xz(content)] {
            let (ads, errors) = read(name, &packed[..packed.len() / 2]);
            assert!(ads.len() < 5000 && errors.len() == 1, "{name}: {} ads, {errors:?}", ads.len());
            assert!(matches!(errors[0].kind, SourceErrorKind::Unreadable(_)), "{errors:?}");
        }
    }
    let (ads, errors) = read("a.txt", &gzip(ADS[0][2].as_bytes())[..40]);
    assert!(ads.is_empty() && matches!(errors[0].kind, SourceErrorKind::Unreadable(_)), "{errors:?}");
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe.txt");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let pipe = pipe.to_string_lossy().into_owned();
    let (inputs, errors) = expand(&[pipe.clone(), "/dev/null".into()]);
    assert!(inputs.is_empty() && errors.len() == 2);
    assert_eq!(errors[1].to_string(), "/dev/null: is not a regular file; pipe it in and name it '-'");
    let (_, errors) = read_with(&Input::file(&pipe), &ReadOptions::default());
    assert!(matches!(errors[0].kind, SourceErrorKind::NotAFile));
    let found = expand_all(&[dir.path().to_string_lossy().into_owned()]);
    assert_eq!((found.inputs.len(), found.skipped), (0, 1));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_an_error() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.txt");
    std::fs::File::create(&path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    // Who may read everything may read this as well.
    if std::fs::OpenOptions::new().read(true).open(&path).is_err() {
        let (_, errors) = read_with(&Input::file(&path.to_string_lossy()), &ReadOptions::default());
        assert!(matches!(errors[0].kind, SourceErrorKind::Unreadable(_)));
    }
    let (_, errors) = read_with(&Input::file(&dir.path().to_string_lossy()), &ReadOptions::default());
    assert!(matches!(errors[0].kind, SourceErrorKind::NotAFile));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// Whatever the bytes, reading ends, twice alike, and every offset that is given is right.
    #[test]
    fn any_bytes_can_be_read(content in proptest::collection::vec(hostile(), 0..40), name in 0..NAMES.len(), packed in 0..4usize) {
        let content = content.concat();
        let name = NAMES[name];
        let mut stored = [content.clone(), gzip(&content), zstd(&content), gzip(&content)][packed].clone();
        if packed == 3 {
            let middle = stored.len() / 2;
            stored[middle] ^= 0x10;
        }
        let limits = Limits { record: 60, document: 200, ..Limits::default() };
        let input = bytes(name, stored);
        let options = ReadOptions { limits, ..ReadOptions::default() };
        let (ads, errors) = read_with(&input, &options);
        let again = read_with(&input, &options);
        proptest::prop_assert_eq!(&ads, &again.0);
        proptest::prop_assert_eq!(format!("{errors:?}"), format!("{:?}", again.1));
        let decoded = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&content);
        if packed < 3 && let Ok(decoded) = std::str::from_utf8(decoded) && !content.contains(&0) {
            assert_offsets(&ads, decoded);
        }
    }
}

/// Names of files in every format that is text, and one that says nothing.
const NAMES: [&str; 12] =
    ["a.txt", "a.csv", "a.tsv", "a.jsonl", "a.json", "a.md", "a", "a.jsonld", "a.html", "a.rss", "a.nq", "a.eml"];

/// Pieces of the grammars of all formats, and bytes that belong to none.
fn hostile() -> impl proptest::strategy::Strategy<Value = Vec<u8>> {
    let pieces: [&[u8]; 44] = [
        b"id",
        b"text",
        b"\"id\":",
        b"\"text\":",
        b"\"",
        b"\"\"",
        b"\\",
        b"\\\"",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\n",
        b"\r\n",
        b"\r",
        b"\n\n",
        b"\t",
        b"# ",
        b"id,text\n",
        b"{\"text\":\"a\"}\n",
        b"<",
        b">",
        b"<p>",
        b"</p>",
        b"<b>",
        b"<h1>",
        b"<title>",
        b"<!--",
        b"<script type=application/ld+json>",
        b"{\"@type\":\"JobPosting\",\"title\":\"x\"}",
        b"</script>",
        b"<div itemscope itemtype=https://schema.org/JobPosting>",
        b"<i itemprop=description>",
        b"<item>",
        b"</item>",
        b"<![CDATA[",
        b"&amp;",
        b"<s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/JobPosting> <g> .\n",
        "é工".as_bytes(),
        b"\xff",
        b"\0",
        b"\xef\xbb\xbf",
    ];
    proptest::sample::select(pieces.map(<[u8]>::to_vec).to_vec())
}
