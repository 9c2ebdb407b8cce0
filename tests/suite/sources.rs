//! Inputs: every format gives the same ads, every bad record is told with its place and costs no other.

mod bad;
mod encodings;
mod mixed;
mod pages;

use std::io::Write as _;
use std::path::Path;

use lurescan::ad::{Ad, FieldName};
use lurescan::report::position::Lines;
use lurescan::source::{
    ColumnMap, FORMATS, Format, Input, ReadOptions, Source, SourceError, SourceErrorKind, expand, expand_all, open,
};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/sources");

/// Id, title and text of the three reference ads: English, Chinese, Vietnamese.
const ADS: [[&str; 3]; 3] = [
    [
        "en-1",
        "Warehouse assistant, day shift",
        "Example Logistics seeks two warehouse assistants in Sampletown; no night work.\n\
         Pay is 14.20 an hour, weekly. Ask for \"Robin\" at jobs@example.com or call 555-0100.",
    ],
    [
        "zh-1",
        "客服专员（长沙）",
        "示例科技招聘客服专员三名，月薪5500元，双休，入职当月缴纳社保。\n联系人：小例，电话000-0000-0000。",
    ],
    [
        "vi-1",
        "Nhân viên bán hàng tại Đà Lạt",
        "Cửa hàng Ví Dụ cần tuyển 2 nhân viên bán hàng, lương 8 triệu đồng/tháng, nghỉ Chủ nhật.\n\
         Liên hệ chị Mẫu, số 0900 000 000.",
    ],
];

fn bytes(name: &str, content: impl AsRef<[u8]>) -> Input {
    Input::Bytes { name: name.to_owned(), bytes: content.as_ref().into() }
}

/// The ads and the errors of an input, an error on opening among them.
fn read_with(input: &Input, options: &ReadOptions) -> (Vec<Ad>, Vec<SourceError>) {
    let mut found = (Vec::new(), Vec::new());
    match open(input, options) {
        Ok(ads) => {
            for ad in ads {
                match ad {
                    Ok(ad) => found.0.push(ad),
                    Err(error) => found.1.push(error),
                }
            }
        }
        Err(error) => found.1.push(error),
    }
    found
}

fn read(name: &str, content: impl AsRef<[u8]>) -> (Vec<Ad>, Vec<SourceError>) {
    read_with(&bytes(name, content), &ReadOptions::default())
}

fn ids(ads: &[Ad]) -> Vec<&str> {
    ads.iter().map(|ad| ad.id.as_str()).collect()
}

fn fields(ads: &[Ad]) -> Vec<[&str; 3]> {
    ads.iter().map(|ad| [ad.id.as_str(), ad.title.as_str(), ad.text.as_str()]).collect()
}

/// Slices the decoded file where a field is said to stand.
fn assert_offsets(ads: &[Ad], decoded: &str) {
    for ad in ads {
        for (name, offset) in FieldName::ALL.into_iter().zip(ad.origin.field_offsets) {
            if let Some(offset) = offset {
                let offset = usize::try_from(offset).expect("an offset fits");
                let field = ad.field(name);
                assert_eq!(decoded.get(offset..offset + field.len()), Some(field), "{} {name}", ad.id);
                if let Some(start) = ad.origin.field_starts[name as usize] {
                    let at = Lines::new(decoded).at(offset);
                    assert_eq!((start.line, start.column), (at.line, at.column), "{} {name}", ad.id);
                }
            }
        }
        let lines = Lines::new(decoded);
        for piece in &ad.origin.pieces {
            let [start, end] =
                [piece.file.start, piece.file.end].map(|at| usize::try_from(at).expect("an offset fits"));
            let (part, there) = (ad.field(piece.field).get(piece.start..piece.end), decoded.get(start..end));
            assert!(part.is_some() && there.is_some(), "{}: {piece:?}", ad.id);
            let place = lines.at(start);
            assert_eq!((piece.starts.line, piece.starts.column), (place.line, place.column), "{}: {piece:?}", ad.id);
            assert!(
                part == there || there.is_some_and(|there| there.starts_with(['&', '%'])),
                "{}: {part:?} {there:?}",
                ad.id
            );
        }
    }
}

/// Formats of which a file is one ad.
const ONE_A_FILE: [&str; 2] = ["text", "eml"];
/// Formats whose files can be read as text, so that offsets can be looked up in them.
const TEXTS: [&str; 9] = ["text", "json", "jsonl", "jsonld", "html", "feed", "csv", "tsv", "nquads"];

/// The files of a format's fixtures.
fn fixtures(format: Format) -> Vec<Input> {
    files(format.name)
}

/// The files of a folder of fixtures.
fn files(folder: &str) -> Vec<Input> {
    let (inputs, errors) = expand(&[format!("{FIXTURES}/{folder}")]);
    assert!(errors.is_empty(), "{errors:?}");
    assert!(!inputs.is_empty(), "no fixtures in {folder}");
    inputs
}

/// The ads of several files, none of them unreadable.
fn read_all(inputs: &[Input]) -> Vec<Ad> {
    let read = |input| {
        let (ads, errors) = read_with(input, &ReadOptions::default());
        assert!(errors.is_empty(), "{input:?}: {errors:?}");
        ads
    };
    inputs.iter().flat_map(read).collect()
}

fn content(input: &Input) -> (String, Vec<u8>) {
    let Input::File { path, name } = input else { panic!("not a file") };
    #[expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]
    let content = std::fs::read(path).expect("a fixture is there");
    (name.clone(), content)
}

#[test]
fn every_format_gives_the_same_ads() {
    for &format in FORMATS {
        let inputs = fixtures(format);
        for input in &inputs {
            let source = Source::open(input, &ReadOptions::default()).unwrap();
            assert_eq!(source.info().format, format, "{input:?}");
        }
        if ONE_A_FILE.contains(&format.name) {
            let ads = read_all(&inputs);
            let found: Vec<[&str; 2]> = ads.iter().map(|ad| [ad.title.as_str(), ad.text.as_str()]).collect();
            assert_eq!(found, ADS.map(|[_, title, text]| [title, text]));
            continue;
        }
        for input in &inputs {
            let ads = read_all(std::slice::from_ref(input));
            assert_eq!(fields(&ads), ADS, "{input:?}");
            let records: Vec<u64> = ads.iter().map(|ad| ad.origin.record).collect();
            // A web archive has other records among those that are pages.
            let expected = if format.name == "warc" { [3, 5, 7] } else { [1, 2, 3] };
            assert_eq!(records, expected, "{input:?}");
        }
    }
    assert_eq!(fields(&read_all(&files("front_matter"))), ADS);
    let pages = read_all(&files("page"));
    assert_eq!(
        fields(&pages).iter().map(|[_, title, text]| [*title, *text]).collect::<Vec<_>>(),
        ADS.map(|[_, title, text]| [title, text])
    );
}

#[test]
fn fields_stand_where_their_offsets_say() {
    let formats = FORMATS.iter().filter(|format| TEXTS.contains(&format.name));
    let more = files("page").into_iter().chain(files("front_matter"));
    for input in formats.flat_map(|format| fixtures(*format)).chain(more) {
        let (name, content) = content(&input);
        let decoded = String::from_utf8(content).unwrap();
        let decoded = decoded.trim_start_matches('\u{feff}');
        let (ads, _) = read_with(&input, &ReadOptions::default());
        assert_offsets(&ads, decoded);
        let known = ads.iter().filter(|ad| FieldName::ALL.iter().any(|field| stands(ad, *field))).count();
        // Statements are gathered from anywhere, and a page that shows a title twice has it nowhere in particular.
        let nowhere = ["escaped.ndjson", "pages.nq", "html/jsonld.html", "1_en.md"];
        assert!(known == ads.len() || nowhere.iter().any(|end| name.ends_with(end)), "{name}: {known} with offsets");
        for ad in &ads {
            let line = usize::try_from(ad.origin.line).unwrap();
            let there = decoded.lines().nth(line - 1).unwrap_or_default();
            let title = ad.title.chars().next().unwrap();
            let begins = ["{", "\\u", "<", "---", "_:"];
            assert!(
                there.contains(title) || begins.iter().any(|begin| there.contains(begin)),
                "{name}: line {line} is {there:?}"
            );
        }
    }
}

/// Whether some of a field can be pointed at in the file.
fn stands(ad: &Ad, field: FieldName) -> bool {
    let text = ad.field(field);
    (0..text.len()).any(|at| ad.origin.in_file(field, at..at + 1).is_some())
}

#[test]
fn compressed_files_give_the_same_ads() {
    let one_ad = |format: &&Format| ONE_A_FILE.contains(&format.name);
    for input in FORMATS.iter().filter(|format| !one_ad(format)).flat_map(|format| fixtures(*format)) {
        let (name, content) = content(&input);
        if name.ends_with(".gz") {
            continue;
        }
        let half = content.len() / 2;
        let two_members = [gzip(&content[..half]), gzip(&content[half..])].concat();
        let skippable = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc".to_vec();
        let two_frames = [zstd(&content[..half]), skippable, zstd(&content[half..])].concat();
        for (ending, packed) in [
            (".gz", gzip(&content)),
            (".gz", two_members),
            (".zst", zstd(&content)),
            (".zst", two_frames),
            (".bz2", bzip2(&content)),
            (".bz2", [bzip2(&content[..half]), bzip2(&content[half..])].concat()),
            (".xz", xz(&content)),
            (".xz", [xz(&content[..half]), xz(&content[half..])].concat()),
        ] {
            for name in [format!("{name}{ending}"), name.clone()] {
                let (ads, errors) = read(&name, &packed);
                assert!(errors.is_empty(), "{name}: {errors:?}");
                assert_eq!(fields(&ads), ADS, "{name}");
            }
        }
    }
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

fn bzip2(content: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(content).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

fn xz(content: &[u8]) -> Vec<u8> {
    let mut encoder =
        lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(6)).expect("it is a preset");
    encoder.write_all(content).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

fn zstd(content: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(content, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn quoting_is_read_as_the_csv_crate_reads_it() {
    let fields = ["", "a", "a b", "a,b", "a\nb", "a\r\nb", "\"", "\"\"", "a\"b", " a ", "\"a\",\"b\"", "é,\n\"ü\""];
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "title", "text"]).unwrap();
    for (index, title) in fields.iter().enumerate() {
        for text in &fields {
            writer.write_record([&format!("{index}"), *title, *text]).unwrap();
        }
    }
    let table = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    let (ads, errors) = read("ads.csv", &table);
    assert!(errors.is_empty(), "{errors:?}");
    let expected: Vec<Vec<String>> = csv::Reader::from_reader(table.as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(ads.len(), fields.len() * fields.len());
    assert_eq!(
        ads.iter().map(|ad| vec![ad.id.clone(), ad.title.clone(), ad.text.clone()]).collect::<Vec<_>>(),
        expected
    );
    assert_offsets(&ads, &table);
}

#[test]
fn columns_are_named_nested_joined_and_kept() {
    let columns = ColumnMap {
        id: Some("meta.ref".into()),
        title: Some("head".into()),
        text: vec!["parts.name".into(), "more".into()],
        keep: vec!["label".into(), "n".into(), "flag".into(), "tags".into(), "gone".into()],
        keep_strictly: true,
    };
    let options = ReadOptions { columns, ..ReadOptions::default() };
    let record = r#"{"meta":{"ref":7},"head":"T","parts":[{"name":"a"},{"name":"b"}],"more":"c","label":"x y","n":1.50,"flag":true,"tags":["q"],"gone":null}"#;
    let later = r#"{"meta":{},"parts":[],"more":"only","label":"z","n":2,"flag":false,"tags":{}}"#;
    let (ads, errors) = read_with(&bytes("ads.jsonl", format!("{record}\n{later}\n")), &options);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(fields(&ads), [["7", "T", "a\nb\nc"], ["ads.jsonl#2", "", "only"]]);
    let kept = |name: &str| ads[0].column(name).unwrap().to_owned();
    assert_eq!(["label", "n", "flag", "tags", "gone"].map(kept), ["x y", "1.5", "true", "[\"q\"]", ""]);
}

#[test]
fn built_in_columns_are_found() {
    let emscad = "job_id,title,location,company_profile,description,requirements,benefits\n9,T,US,P,D,R,\n";
    assert_eq!(fields(&read("e.csv", emscad).0), [["9", "T", "P\nD\nR"]]);
    let chinese = "{\"編號\":\"1\",\"職位\":\"店員\",\"描述\":\"看店\"}";
    assert_eq!(fields(&read("c.jsonl", chinese).0), [["1", "店員", "看店"]]);
    let posting = r#"{"@context":"https://schema.org/","@type":"JobPosting","title":"Cook","description":"Cooks.","responsibilities":["Soup","Bread"],
        "hiringOrganization":{"@type":"Organization","name":"Example Kitchen"},
        "jobLocation":{"@type":"Place","address":{"@type":"PostalAddress","addressLocality":"Sampletown","addressCountry":"US"}},
        "baseSalary":{"@type":"MonetaryAmount","currency":"USD","value":{"@type":"QuantitativeValue","minValue":3000,"maxValue":3500.0,"unitText":"MONTH"}},
        "jobBenefits":"Meals","employmentType":"FULL_TIME"}"#;
    let (ads, errors) = read("posting.json", posting);
    assert!(errors.is_empty(), "{errors:?}");
    let lines = "Cooks.\nSoup\nBread\nMeals\nEmployer: Example Kitchen\nLocation: Sampletown, US\nEmployment: FULL_TIME\nSalary: USD 3000-3500 per month";
    assert_eq!(fields(&ads), [["posting.json#1", "Cook", lines]]);
}

#[test]
fn content_decides_where_the_name_does_not() {
    let object = "{\"id\":\"1\",\"text\":\"a\"}";
    let cases = [
        ("-", format!("{object}\n{object}\n"), "jsonl"),
        ("ads.dat", format!("[{object}]"), "json"),
        ("ads", object.to_owned(), "json"),
        ("ads.json", format!("{object}\n{object}\n"), "jsonl"),
        ("ads.jsonl", format!("[\n{object}\n]"), "json"),
        ("ads.out", "id;text\n1;a\n".to_owned(), "csv"),
        ("ads.out", "id\ttext\n1\ta\n".to_owned(), "csv"),
        ("ad", "[Hiring] Cook, {urgent}\nCall, text, mail us\n".to_owned(), "text"),
        ("ad.xyz", "Cook wanted, good pay, call 555-0100".to_owned(), "text"),
    ];
    for (name, content, format) in cases {
        let source = Source::open(&bytes(name, &content), &ReadOptions::default()).unwrap();
        assert_eq!(source.info().format.name, format, "{name}: {content}");
        if format != "text" {
            assert!(source.count() > 0, "{name}: {content}");
        }
    }
    let options = ReadOptions { format: Format::named("text"), ..ReadOptions::default() };
    assert_eq!(read_with(&bytes("ads.csv", "id,text\n1,a\n"), &options).0[0].text, "id,text\n1,a");
}

#[test]
fn titles_of_texts() {
    let cases = [
        ("# Cook wanted ##\nGood pay.", "Cook wanted", "Good pay."),
        ("\n\n  Cook wanted  \n\nGood pay.\n", "Cook wanted", "Good pay."),
        ("Cook wanted\n-----------\nGood pay.", "Cook wanted", "Good pay."),
        ("Cook wanted\nGood pay.", "", "Cook wanted\nGood pay."),
        ("Cook wanted", "", "Cook wanted"),
        ("#cook #wanted\nGood pay.", "", "#cook #wanted\nGood pay."),
        ("# Only a heading", "Only a heading", ""),
        ("Cook\r\n\r\nGood\r\npay.\r\n", "Cook", "Good\r\npay."),
    ];
    for (content, title, text) in cases {
        let (ads, _) = read("ad.md", content);
        assert_eq!((ads[0].title.as_str(), ads[0].text.as_str()), (title, text), "{content:?}");
        assert_offsets(&ads, content);
    }
    let long = format!("{}\n\nMore.", "word ".repeat(40));
    assert_eq!(read("ad.txt", &long).0[0].title, "");
}

#[test]
fn folders_are_walked_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let put = |name: &str| {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::File::create(path).unwrap().write_all(name.as_bytes()).unwrap();
    };
    for name in ["b.txt", "a/z.CSV.gz", "a/b.md", "skip.bin", "noextension", ".hidden.txt", "old/gone.txt", "c.txt"] {
        put(name);
    }
    std::fs::File::create(root.join(".gitignore")).unwrap().write_all(b"old/\n").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(root.join("b.txt"), root.join("link.txt")).unwrap();
    std::fs::create_dir(root.join("empty")).unwrap();
    let path = |name: &str| root.join(name).to_string_lossy().into_owned();
    let names = |inputs: &[Input]| -> Vec<String> {
        inputs
            .iter()
            .map(|input| if let Input::File { name, .. } = input { name.clone() } else { "-".into() })
            .collect()
    };
    let found = expand_all(&[path("")]);
    assert!(found.errors.is_empty(), "{:?}", found.errors);
    assert_eq!(names(&found.inputs), ["a/b.md", "a/z.CSV.gz", "b.txt", "c.txt"].map(path));
    assert_eq!(found.skipped, if cfg!(unix) { 3 } else { 2 });
    let found = expand_all(&[path("empty"), "-".into(), path("skip.bin"), path("nowhere.txt"), path("old/gone.txt")]);
    assert_eq!(names(&found.inputs), ["-".into(), path("skip.bin"), path("old/gone.txt")]);
    assert_eq!(found.barren, [path("empty")]);
    assert!(matches!(found.errors[0].kind, SourceErrorKind::Unreadable(_)) && found.errors.len() == 1);
}

#[test]
fn every_format_has_fixtures_and_its_own_extensions() {
    let mut extensions: Vec<&str> = FORMATS.iter().flat_map(|format| format.extensions.iter().copied()).collect();
    extensions.sort_unstable();
    let count = extensions.len();
    extensions.dedup();
    assert_eq!(extensions.len(), count);
    for format in FORMATS {
        assert!(Path::new(FIXTURES).join(format.name).is_dir(), "no fixtures for {format:?}");
        assert_eq!(Format::named(format.name), Some(*format));
    }
}
