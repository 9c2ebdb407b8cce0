//! Every output format over the same assessments: what is printed, and that it is true and harmless.
//!
//! `findings` has what holds of formats for code hosts, `page` of the HTML page, `hostile` of every format under attack.
//!
//! A format gets its snapshots by standing in the table of formats; the properties after them say what no snapshot can.

mod columns;
mod findings;
mod hostile;
mod page;

use lurescan::ad::FieldName;
use lurescan::assess::{Assessment, Status};
use lurescan::report::position::{Lines, Position};
use lurescan::report::{Detail, FORMATS, Format, Options, Unreadable, escape};
use proptest::prelude::*;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::fixture;

/// What a format writes for these assessments and this many unreadable records.
fn bytes(format: &str, options: Options, assessments: &[Assessment], unreadable: &[Unreadable]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut report = (Format::named(format).expect("a known format").new)(options);
    report.begin(&mut out, &fixture::run()).expect("writing to memory does not fail");
    for assessment in assessments {
        report.add(&mut out, assessment).expect("writing to memory does not fail");
    }
    for record in unreadable {
        report.unreadable(&mut out, record).expect("writing to memory does not fail");
    }
    let mut summary = fixture::summary(assessments);
    summary.unreadable = unreadable.len() as u64;
    report.finish(&mut out, &summary).expect("writing to memory does not fail");
    out
}

/// The same as text; of a binary format its rows.
fn render(format: &str, options: Options, assessments: &[Assessment]) -> String {
    shown(format, bytes(format, options, assessments, &[]))
}

fn shown(format: &str, bytes: Vec<u8>) -> String {
    if format == "parquet" { columns::rows(bytes) } else { String::from_utf8(bytes).expect("reports are UTF-8") }
}

/// A report for its snapshot: a page without its style and script, which stand in files of their own.
fn recorded(format: &str, text: String) -> String {
    let Some((head, rest)) = text.split_once("<style>").filter(|_| format == "html") else { return text };
    let (_, rest) = rest.split_once("</style>").expect("a style ends");
    let (_, rest) = rest.split_once("</script>").expect("a script ends");
    let (body, end) = rest.rsplit_once("<script>").expect("a page has a script");
    let (_, end) = end.split_once("</script>").expect("a script ends");
    format!("{head}<style>…</style>{body}<script>…</script>{end}")
}

/// Records that cannot be read: one of a file, a whole file, one that attacks.
fn unreadable() -> Vec<Unreadable> {
    let record = |path: Option<&str>, place: Option<u64>, problem: &str| Unreadable {
        path: path.map(str::to_owned),
        record: place,
        line: place.map(|place| place + 1),
        problem: problem.to_owned(),
    };
    vec![
        record(Some("ads.csv"), Some(7), "3 columns where 5 were expected"),
        record(Some("lost.json"), None, "no such file"),
        record(None, Some(2), "invalid JSON: <b>&\u{1b}[31m]]>|`x`|\n::error::forged"),
    ]
}

fn plain(format: &str, assessments: &[Assessment]) -> String {
    render(format, Options::default(), assessments)
}

#[test]
fn every_format_is_as_recorded() {
    for format in FORMATS {
        let snapshot = |case: &str, assessments: &[Assessment]| {
            let text = recorded(format.name, plain(format.name, assessments));
            insta::assert_snapshot!(format!("{}_{case}", format.name), text);
        };
        snapshot("empty", &[]);
        snapshot("one", &[fixture::typist()]);
        snapshot(
            "many",
            &[fixture::vacancy(), fixture::compound(), fixture::farm(), fixture::driver(), fixture::warning()],
        );
        snapshot("hostile", &[fixture::hostile()]);
        snapshot("insufficient", &[fixture::short()]);
        let text = shown(format.name, bytes(format.name, Options::default(), &[fixture::vacancy()], &unreadable()));
        insta::assert_snapshot!(format!("{}_unreadable", format.name), recorded(format.name, text));
    }
}

#[test]
fn cards_are_as_recorded_in_their_other_looks() {
    let look = |case: &str, options: Options, assessments: &[Assessment]| {
        let text = render("human", options, assessments).replace('\u{1b}', "␛");
        insta::assert_snapshot!(format!("human_{case}"), text);
    };
    let full = Options { explain: Detail::Full, ..Options::default() };
    look("full", full, &[fixture::typist(), fixture::driver()]);
    look("color", Options { color: true, ..Options::default() }, &[fixture::typist(), fixture::vacancy()]);
    look("narrow", Options { width: 40, ..Options::default() }, &[fixture::compound()]);
    look("long", Options::default(), &[fixture::long()]);
    look("brief", Options { brief: true, width: 100, ..Options::default() }, &fixture::all());
}

#[test]
fn formats_are_found_by_name_and_extension() {
    let of = |name: &str| Format::of_file_name(name).map(|format| format.name);
    assert_eq!(of("out.JSONL"), Some("jsonl"));
    assert_eq!(of("scored.v1.csv"), Some("csv"));
    assert_eq!((of("out.xyz"), of("csv")), (None, None));
    for (at, format) in FORMATS.iter().enumerate() {
        let others: Vec<&Format> = FORMATS.iter().skip(at + 1).collect();
        assert!(others.iter().all(|other| other.name != format.name), "{} is listed twice", format.name);
        for extension in format.extensions {
            assert!(others.iter().all(|other| !other.extensions.contains(extension)), "two formats want .{extension}");
        }
    }
}

/// The objects of a JSON or JSON Lines report.
fn objects(format: &str, assessments: &[Assessment]) -> Vec<Value> {
    let text = plain(format, assessments);
    if format == "json" {
        return serde_json::from_str(&text).expect("a JSON array");
    }
    text.lines().map(|line| serde_json::from_str(line).expect("a JSON object per line")).collect()
}

#[test]
fn json_and_json_lines_say_the_same() {
    for assessments in [vec![], vec![fixture::typist()], fixture::all()] {
        assert_eq!(objects("json", &assessments), objects("jsonl", &assessments));
        assert_eq!(objects("json", &assessments).len(), assessments.len());
    }
}

#[test]
fn every_reported_place_holds_the_reported_words() {
    for (object, assessment) in objects("jsonl", &fixture::all()).iter().zip(fixture::all()) {
        let reasons = object["reasons"].as_array().unwrap();
        assert_eq!(reasons.len(), assessment.reasons.len());
        for span in reasons.iter().flat_map(|reason| reason["spans"].as_array().unwrap()) {
            let field = if span["field"] == "title" { &assessment.title } else { &assessment.text };
            let place = |key: &str| usize::try_from(span[key].as_u64().unwrap()).unwrap();
            assert_eq!(&field[place("start")..place("end")], span["text"].as_str().unwrap());
        }
    }
}

#[test]
fn evidence_outside_the_text_is_never_shown() {
    let mut assessment = fixture::typist();
    let text = assessment.text.len();
    for (reason, (start, end)) in
        assessment.reasons.iter_mut().zip([(1, 2), (text, text + 1), (usize::MAX - 1, usize::MAX)])
    {
        for evidence in &mut reason.spans {
            evidence.span = lurescan::span::Span::new(start, end);
        }
    }
    let object = &objects("jsonl", std::slice::from_ref(&assessment))[0];
    assert_eq!(object["reasons"][0]["spans"], Value::Array(Vec::new()));
    for format in FORMATS {
        plain(format.name, std::slice::from_ref(&assessment));
    }
}

#[test]
fn every_ledger_sums_to_its_probability() {
    for object in objects("jsonl", &fixture::all()) {
        let ledger = &object["ledger"];
        let part = |key: &str| ledger[key].as_f64().unwrap();
        let parts: f64 = ["prior", "rules", "facts", "wording", "adjustments"].into_iter().map(part).sum();
        let reasons = object["reasons"].as_array().unwrap().iter();
        let contributions: f64 = reasons.map(|reason| reason["contribution"].as_f64().unwrap()).sum();
        assert!((parts - part("logit")).abs() < 1e-6, "{object}");
        assert!((part("prior") + contributions - part("logit")).abs() < 1e-6, "{object}");
        match object["status"].as_str().unwrap() {
            "scored" => {
                let probability = 1.0 / (1.0 + (-part("logit")).exp());
                assert!((object["probability"].as_f64().unwrap() - probability).abs() < 1e-6, "{object}");
            }
            status => {
                assert_eq!(status, "insufficient");
                assert!(["score", "probability", "band"].into_iter().all(|key| object[key].is_null()), "{object}");
            }
        }
    }
}

#[test]
fn csv_rows_have_every_column_and_round_trip() {
    let assessments = fixture::all();
    let text = plain("csv", &assessments);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), assessments.len());
    for (row, assessment) in rows.iter().zip(&assessments) {
        assert_eq!(row[column("id")].trim_start_matches('\''), assessment.ad_id);
        assert_eq!(
            row[column("probability")].parse().ok(),
            (assessment.status == Status::Scored).then_some(assessment.probability)
        );
        assert_eq!(row[column("logit")].parse(), Ok(assessment.ledger.logit));
        for cell in row {
            assert!(!cell.starts_with(escape::starts_formula) || cell.parse::<f64>().is_ok(), "{cell:?} computes");
        }
    }
}

/// The text without the sequences that colour it.
fn uncolored(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, sequence)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let (codes, after) = sequence.split_once('m').expect("a colour ends with m");
        assert!(codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'), "{codes:?} is no colour");
        rest = after;
    }
    plain + rest
}

#[test]
fn cards_fit_their_width_and_hold_nothing_but_text() {
    for width in [0, 40, 61, 80, 300] {
        for (color, explain, brief) in
            [(false, Detail::Plain, false), (true, Detail::Full, false), (false, Detail::Plain, true)]
        {
            let text = render("human", Options { color, width, explain, brief, ..Options::default() }, &fixture::all());
            let text = if color { uncolored(&text) } else { text };
            for line in text.lines() {
                assert!(line.width() <= width.max(40), "{} columns: {line}", line.width());
                assert!(!line.contains(escape::is_unsafe), "{line:?}");
            }
        }
    }
}

#[test]
fn colors_change_no_words() {
    for assessment in fixture::all() {
        let words = |color| {
            let text =
                render("human", Options { color, width: 100, ..Options::default() }, std::slice::from_ref(&assessment));
            uncolored(&text).replace(['⟦', '⟧', '│'], "").split_whitespace().collect::<String>()
        };
        assert_eq!(words(true), words(false));
    }
}

#[test]
fn a_card_marks_each_quoted_word_in_the_ad() {
    let options = Options { width: 100, ..Options::default() };
    let text = render("human", options, &[fixture::driver()]);
    for marked in ["⟦on your own account⟧[1]", "⟦forward them the same day⟧[2]", "⟦company no. 00000000⟧[3]"]
    {
        assert!(text.contains(marked), "{marked} in\n{text}");
    }
}

#[test]
fn a_full_card_adds_up_on_paper() {
    for assessment in fixture::all().into_iter().filter(|assessment| assessment.status == Status::Scored) {
        let options = Options { explain: Detail::Full, width: 100, ..Options::default() };
        let text = render("human", options, &[assessment]);
        let (_, ledger) = text.split_once("How the score adds up (log-odds)\n").expect("a ledger");
        let mut figures = Vec::new();
        for line in ledger.lines() {
            let Some(Ok(figure)) = line.split_whitespace().next().map(|word| word.replace('.', "").parse::<i64>())
            else {
                continue;
            };
            if line.ends_with("  sum") {
                assert_eq!(figures.iter().sum::<i64>(), figure, "{ledger}");
                break;
            }
            figures.push(figure);
        }
        assert!(!figures.is_empty());
    }
}

#[test]
fn no_report_accuses() {
    let text = render("human", Options { explain: Detail::Full, ..Options::default() }, &fixture::all()).to_lowercase();
    for word in ["is a scam", "trafficker", "criminal ad", "fraudster", "liar"] {
        assert!(!text.contains(word), "{word}");
    }
    assert!(text.contains("risk indicators, not proof"));
}

#[test]
fn positions_count_lines_and_code_points_from_one() {
    let text = "aé文\r\n\n👍b";
    let cases = [("a", 1, 1), ("é", 1, 2), ("文", 1, 3), ("\n\n", 1, 5), ("👍", 3, 1), ("b", 3, 2)];
    let lines = Lines::new(text);
    for (words, line, column) in cases {
        assert_eq!(lines.at(text.find(words).unwrap()), Position { line, column }, "{words:?}");
    }
    assert_eq!(lines.at(text.find('文').unwrap() + 1), Position { line: 1, column: 3 }, "inside a character");
    assert_eq!(lines.at(usize::MAX), Position { line: 3, column: 3 }, "past the end");
    assert_eq!(Lines::new("").at(0), Position { line: 1, column: 1 });
}

/// Text as an adversary writes it: any characters, with the dangerous ones over-represented.
fn hostile_text() -> impl Strategy<Value = String> {
    let dangerous = prop::sample::select(vec![
        '\u{1b}',
        '\u{9b}',
        '\u{7f}',
        '\0',
        '\u{7}',
        '\u{202e}',
        '\u{2066}',
        '\u{200f}',
        '\u{200b}',
        '\u{feff}',
        '\u{2028}',
        '\u{e0041}',
        '\u{301}',
        '=',
        '+',
        '-',
        '@',
        '＝',
        '\t',
        '\r',
        '\n',
        '"',
        '\'',
        ',',
        '\\',
        '⟦',
        '文',
        'ท',
        '\u{e35}',
        'a',
        ' ',
    ]);
    prop::collection::vec(prop_oneof![dangerous, any::<char>()], 0..60).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn terminal_text_controls_nothing(text in hostile_text()) {
        prop_assert!(!escape::terminal(&text).contains(|c| escape::is_unsafe(c) && c != '\n' && c != '\t'));
        prop_assert!(!escape::terminal_line(&text).contains(escape::is_unsafe));
    }

    #[test]
    fn csv_cells_round_trip_and_never_compute(text in hostile_text()) {
        let cell = escape::csv_cell(&text);
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record([&*cell, "end"]).unwrap();
        let bytes = writer.into_inner().unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*bytes);
        let row = reader.records().next().unwrap().unwrap();
        prop_assert_eq!(&row[0], &*cell);
        prop_assert!(!row[0].starts_with(escape::starts_formula));
        prop_assert!(!row[0].contains(|c| escape::is_unsafe(c) && c != '\n' && c != '\t'));
        if !text.contains(escape::is_unsafe) {
            prop_assert!(row[0] == text || row[0].strip_prefix('\'') == Some(&*text));
        }
    }

    #[test]
    fn json_parses_back_to_the_same_text_and_controls_nothing(text in hostile_text(), title in hostile_text()) {
        let assessment = fixture::Builder::new(&text, None, &title, &text).scored();
        let written = plain("jsonl", &[assessment]);
        prop_assert!(!written.trim_end_matches('\n').contains(escape::is_unsafe));
        let object: Value = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(object["id"].as_str(), Some(&*text));
    }

    #[test]
    fn any_ad_with_any_evidence_makes_a_harmless_card(
        text in hostile_text(),
        spans in prop::collection::vec((any::<bool>(), 0..80_usize, 0..20_usize), 0..8),
        width in 0..120_usize,
        full in any::<bool>(),
    ) {
        let mut assessment = fixture::typist();
        (assessment.title, assessment.text) = (text.clone(), text.repeat(40));
        for (at, (title, start, length)) in spans.into_iter().enumerate() {
            let at = at % assessment.reasons.len();
            let field = if title { FieldName::Title } else { FieldName::Text };
            let span = lurescan::span::Span::new(start, start + length);
            assessment.reasons[at].spans.push(lurescan::assess::Evidence { field, span });
        }
        let explain = if full { Detail::Full } else { Detail::Plain };
        let card = render("human", Options { width, explain, ..Options::default() }, &[assessment]);
        for line in card.lines() {
            prop_assert!(!line.contains(escape::is_unsafe));
            prop_assert!(line.width() <= width.max(40), "{} columns: {}", line.width(), line);
        }
    }

    #[test]
    fn positions_lead_back_to_their_character(text in hostile_text(), pick in any::<prop::sample::Index>()) {
        let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let offset = offsets[pick.index(offsets.len())];
        let Position { line, column } = Lines::new(&text).at(offset);
        let before = text.split_inclusive('\n').take(usize::try_from(line).unwrap() - 1).map(str::len).sum::<usize>();
        let within: usize = text[before..].chars().take(usize::try_from(column).unwrap() - 1).map(char::len_utf8).sum();
        prop_assert_eq!(before + within, offset);
    }
}
