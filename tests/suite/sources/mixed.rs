//! Archives, web archives, tables by column and workbooks: what is in them, and what hostile ones cost.

use std::io::Write as _;
use std::time::{Duration, Instant};

use lurescan::source::{ColumnMap, FORMATS, Limits, ReadOptions, SourceErrorKind};

use super::{ADS, bytes, content, fields, fixtures, gzip, ids, read, read_with};

pub(super) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

pub(super) fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        archive.append_data(&mut header, name, *content).unwrap();
    }
    archive.into_inner().unwrap()
}

fn record(kind: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.com/{kind}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

fn response(text: &str) -> String {
    record(
        "response",
        &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>{text}</title><p>{text} text</p>"),
    )
}

#[test]
fn an_archive_that_ends_within_a_member_passed_over_says_so() {
    let mut archive = tarred(&[("picture.png", &[0; 4096]), ("ad.txt", b"an ad")]);
    archive.truncate(2048);
    let (ads, errors) = read("x.tar", archive);
    assert!(ads.is_empty());
    assert!(errors[0].to_string().ends_with("the archive ends within a member"), "{errors:?}");
}

#[test]
fn archives_hold_any_format() {
    let inner = zipped(&[("a.txt", b"text")]);
    let files: Vec<(&str, &[u8])> = vec![
        ("b/mail.eml", b"Subject: Mail\r\n\r\nBody\r\n"),
        ("a/page.html", b"<title>Page</title><p>Body</p>"),
        ("ads.jsonl", b"{\"id\":1,\"text\":\"a\"}\nnot json\n{\"id\":3,\"text\":\"c\"}\n"),
        (".hidden.txt", b"hidden"),
        ("picture.png", b"\x89PNG"),
        ("inner.zip", &inner),
        ("last.txt", b"Last\n\nBody"),
    ];
    for (name, packed) in [("x.zip", zipped(&files)), ("x.tar", tarred(&files)), ("x.tgz", gzip(&tarred(&files)))] {
        let (ads, errors) = read(name, &packed);
        assert_eq!(
            ads.iter().map(|ad| ad.title.as_str()).collect::<Vec<_>>(),
            ["Mail", "Page", "", "", "Last"],
            "{name}"
        );
        assert_eq!(ads[1].id, format!("{name}/a/page.html#1"));
        let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert!(told[0].starts_with(&format!("{name}/ads.jsonl:2: record 2: is not valid JSON")), "{told:?}");
        assert_eq!(told[1], format!("{name}/inner.zip: is skipped: an archive within an archive; unpack it first"));
        assert_eq!(told.len(), 2);
    }
    // By content, where the name says nothing.
    let found = read("upload", tarred(&files)).0;
    assert_eq!(found.len(), 5);
}

#[test]
fn archives_that_unpack_without_end_are_stopped() {
    let line = format!("{{\"text\":\"{}\"}}\n", "a".repeat(1000));
    let content = line.repeat(3000);
    let limits = Limits { ratio: 10, ratio_from: 100_000, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let files: [(&str, &[u8]); 2] = [("a.jsonl", content.as_bytes()), ("b.jsonl", line.as_bytes())];
    for (name, packed) in [("x.zip", zipped(&files)), ("x.tar.gz", gzip(&tarred(&files)))] {
        let (ads, errors) = read_with(&bytes(name, packed), &options);
        assert!(ads.len() < 1000, "{name}: {}", ads.len());
        assert!(matches!(errors[0].kind, SourceErrorKind::TooLarge { .. }), "{name}: {errors:?}");
    }
    let workbook = content_of("xlsx");
    let limits = Limits { document: 1000, ..Limits::default() };
    let (_, errors) = read_with(&bytes("a.xlsx", workbook), &ReadOptions { limits, ..ReadOptions::default() });
    assert!(matches!(errors[0].kind, SourceErrorKind::TooLarge { .. }), "{errors:?}");
}

/// The first fixture of a format.
fn content_of(format: &str) -> Vec<u8> {
    let format = *FORMATS.iter().find(|known| known.name == format).expect("a known format");
    content(&fixtures(format)[0]).1
}

#[test]
fn records_that_lie_about_their_length_cost_themselves() {
    let (one, two, three) = (response("One"), response("Two"), response("Three"));
    let titles = |text: &str| {
        let (ads, errors) = read("a.warc", text);
        (ads.into_iter().map(|ad| ad.title).collect::<Vec<_>>(), errors)
    };
    assert_eq!(titles(&format!("{one}{two}{three}")).0, ["One", "Two", "Three"]);
    let length = two.split("Content-Length: ").nth(1).unwrap().split("\r\n").next().unwrap();
    let lying = |claim: &str| two.replace(&format!("Content-Length: {length}"), &format!("Content-Length: {claim}"));
    for short in ["0", "20", "x", "-1", ""] {
        let (found, errors) = titles(&format!("{one}{}{three}", lying(short)));
        assert_eq!((found[0].as_str(), found.last().unwrap().as_str()), ("One", "Three"), "{short}");
        assert!(!errors.is_empty(), "{short}");
    }
    for long in ["150", "999999999", "99999999999999999"] {
        let (found, errors) = titles(&format!("{one}{}{three}", lying(long)));
        assert_eq!(found[0], "One", "{long}");
        assert!(!errors.is_empty() || found.len() == 2, "{long}");
    }
    let (found, errors) = titles(&one[..one.len() / 2]);
    assert!(found.is_empty() && errors.len() == 1, "{errors:?}");
    let (found, errors) = titles(&format!("junk\n{one}"));
    assert_eq!((found, errors.len()), (vec!["One".to_owned()], 1));
}

#[test]
fn other_records_of_web_archives_are_passed_over() {
    let moved = record("response", "HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\nLocation: /\r\n\r\n<p>Moved</p>");
    let picture = record("response", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\npng");
    let info = record("warcinfo", "software: example");
    let plain = "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://example.com/t\r\nContent-Type: text/plain\r\nContent-Length: 14\r\n\r\nHead\n\nIts text\r\n\r\n";
    let (ads, errors) = read("a.warc", format!("{info}{moved}{picture}{plain}"));
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(fields(&ads), [["a.warc/https://example.com/t#1", "Head", "Its text"]]);
}

#[test]
fn tables_by_column_are_read_by_the_columns_named() {
    let columns = ColumnMap {
        id: Some("title".into()),
        title: None,
        text: vec!["id".into(), "text".into()],
        keep: vec!["posted".into(), "tags".into(), "gone".into()],
        keep_strictly: false,
    };
    let options = ReadOptions { columns, ..ReadOptions::default() };
    for name in ["parquet", "arrow"] {
        let (ads, errors) = read_with(&bytes(&format!("a.{name}"), content_of(name)), &options);
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(ads[0].id, ADS[0][1]);
        assert_eq!(ads[0].text, format!("en-1\n{}", ADS[0][2]));
        let kept: Vec<&str> = ads.iter().filter_map(|ad| ad.column("posted")).collect();
        assert_eq!(kept, ["1", "2", "3"], "{name}");
        assert_eq!(
            (ads[0].column("tags"), ads[2].column("tags"), ads[0].column("gone")),
            (Some("x\ny"), Some(""), None)
        );
    }
    let wanted = ColumnMap { text: vec!["titel".into()], ..ColumnMap::default() };
    let options = ReadOptions { columns: wanted, ..ReadOptions::default() };
    for name in ["parquet", "arrow", "xlsx"] {
        let (_, errors) = read_with(&bytes(&format!("a.{name}"), content_of(name)), &options);
        assert!(
            matches!(&errors[0].kind, SourceErrorKind::MissingColumn { wanted: Some(_), known } if known.len() > 2)
        );
    }
}

#[test]
fn damaged_files_end_in_errors() {
    // Nothing may panic, hang or take memory by what a damaged file claims.
    let kinds = ["parquet", "arrow", "xlsx", "zip", "tar", "warc", "eml", "html", "feed", "nquads", "jsonld"];
    let began = Instant::now();
    for format in FORMATS.iter().filter(|format| kinds.contains(&format.name)) {
        for input in fixtures(*format) {
            let (name, whole) = content(&input);
            for at in (0..whole.len()).step_by(whole.len() / 40 + 1) {
                for value in [0x00, 0xff] {
                    let mut damaged = whole.clone();
                    damaged[at] = value;
                    read(&name, &damaged);
                }
                let (ads, _) = read(&name, &whole[..at]);
                assert!(ads.len() <= 3, "{name}: {at}");
            }
        }
    }
    assert!(began.elapsed() < Duration::from_secs(300), "{:?}", began.elapsed());
}

#[test]
fn a_damaged_row_group_costs_no_other() {
    let mut parquet = content_of("parquet");
    let first = parquet.windows(5).position(|found| found == b"PAR1\x15").map_or(4, |at| at + 4);
    for byte in &mut parquet[first..first + 40] {
        *byte ^= 0x55;
    }
    let (ads, errors) = read("a.parquet", &parquet);
    assert_eq!((ids(&ads), errors.len()), (vec!["vi-1"], 1), "{errors:?}");
}

#[test]
fn statements_that_break_the_grammar_cost_themselves() {
    let said = |n: u32, more: &str| {
        format!(
            "_:p{n} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/JobPosting> <https://example.com/{n}> .\n\
             _:p{n} <http://schema.org/title> \"Cook {n}\"@en <https://example.com/{n}> .\n{more}\
             _:p{n} <http://schema.org/description> \"Pay \\u20ac\\n{n}\"^^<http://www.w3.org/2001/XMLSchema#string> <https://example.com/{n}> .\n"
        )
    };
    let quads = format!(
        "{}{}{}",
        said(
            1,
            "_:p1 <http://schema.org/hiringOrganization> _:o <https://example.com/1> .\n_:o <http://schema.org/name> \"Example\" <https://example.com/1> .\n_:o <http://schema.org/jobs> _:p1 <https://example.com/1> .\n"
        ),
        said(2, "_:p2 <http://schema.org/broken> \"open\n"),
        said(3, ""),
    );
    let (ads, errors) = read("a.nq", quads);
    assert_eq!(
        fields(&ads),
        [
            ["a.nq#1", "Cook 1", "Pay €\n1\nEmployer: Example"],
            ["a.nq#3", "Cook 2", "Pay €\n2"],
            ["a.nq#4", "Cook 3", "Pay €\n3"]
        ]
    );
    assert_eq!((errors.len(), errors[0].place.line), (1, Some(9)), "{errors:?}");
}
