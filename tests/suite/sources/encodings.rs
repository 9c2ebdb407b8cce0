//! Encodings: found, named, and broken.

use encoding_rs::Encoding;
use lurescan::source::{ReadOptions, Source, SourceErrorKind};

use super::{ADS, assert_offsets, bytes, ids, read, read_with};

/// Titles and texts in languages with encodings of their own.
const FOREIGN: [(&[&str], &str, &str); 10] = [
    (
        &["gb18030", "utf-16le", "utf-16be"],
        "客服专员（长沙）",
        "示例科技招聘客服专员三名，月薪5500元，双休，入职当月缴纳社保。联系人小例，电话000-0000-0000。",
    ),
    (
        &["big5", "utf-16le"],
        "門市服務人員",
        "範例商店徵求門市服務人員兩名，月薪三萬二千元，週休二日，享勞健保。請電洽陳小姐，電話000-0000-0000。",
    ),
    (
        &["shift_jis", "euc-jp"],
        "倉庫スタッフ募集",
        "サンプル物流では倉庫スタッフを二名募集しています。時給は1200円、週五日勤務、交通費は全額支給です。お問い合わせは担当の見本まで。",
    ),
    (
        &["euc-kr"],
        "매장 직원 모집",
        "예시상점에서 매장 직원 두 명을 모집합니다. 월급은 230만 원이며 주 5일 근무, 4대 보험을 제공합니다. 문의는 담당자에게 전화 바랍니다.",
    ),
    (
        &["windows-1251", "utf-16be"],
        "Кладовщик на склад",
        "Компания «Пример» приглашает на работу двух кладовщиков. Оплата 55000 рублей в месяц, график пять через два, оформление по трудовому кодексу.",
    ),
    (
        &["windows-1256"],
        "موظف مبيعات",
        "تعلن شركة المثال عن حاجتها إلى موظف مبيعات للعمل في الفرع الرئيسي براتب شهري ثابت وتأمين صحي وإجازة أسبوعية يومين.",
    ),
    (
        &["windows-874"],
        "พนักงานขายหน้าร้าน",
        "ร้านตัวอย่างรับสมัครพนักงานขายหน้าร้านสองตำแหน่ง เงินเดือนหนึ่งหมื่นสองพันบาท มีประกันสังคม หยุดวันอาทิตย์ สนใจติดต่อคุณสมมติ",
    ),
    (
        &["windows-1258"],
        "Nhân viên bán hàng",
        "Cư\u{309}a hàng câ\u{300}n tuyê\u{309}n nhân viên bán hàng, lương tám triê\u{323}u đô\u{300}ng mô\u{323}t tháng, nghi\u{309} chu\u{309} nhâ\u{323}t, đươ\u{323}c đóng ba\u{309}o hiê\u{309}m xa\u{303} hô\u{323}i.",
    ),
    (
        &["windows-1252", "utf-16le"],
        "Vendeur à Genève",
        "La société Exemple recherche un vendeur expérimenté pour son magasin près de la gare ; le salaire est versé à la fin du mois, congés payés dès l’arrivée.",
    ),
    (
        &["utf-8"],
        "Nhân viên bán hàng",
        "Cửa hàng Ví Dụ cần tuyển 2 nhân viên bán hàng, lương 8 triệu đồng/tháng, nghỉ Chủ nhật.",
    ),
];

#[test]
fn every_encoding_is_found() {
    for (encodings, title, text) in FOREIGN {
        let plain = format!("{title}\n\n{text}\n");
        let lines: String =
            (1..=3).map(|n| format!("{{\"id\":\"{n}\",\"title\":\"{title}\",\"text\":\"{text}\"}}\n")).collect();
        let table = format!("id,title,text\n1,{title},\"{text}\"\n2,{title},\"{text}\"\n3,{title},\"{text}\"\n");
        for label in encodings {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            for (name, decoded, count) in [("ad.txt", &plain, 1), ("ads.jsonl", &lines, 3), ("ads.csv", &table, 3)] {
                let input = bytes(name, encode(decoded, encoding));
                let found = Source::open(&input, &ReadOptions::default()).unwrap();
                let expected = if *label == "gb18030" { ["GBK", "gb18030"] } else { [encoding.name(); 2] };
                assert!(expected.contains(&found.info().encoding.name()), "{label} {name}: {:?}", found.info());
                assert_eq!(found.info().encoding_guessed, *label != "utf-8", "{label} {name}");
                let (ads, errors) = read_with(&input, &ReadOptions::default());
                assert!(errors.is_empty(), "{label} {name}: {errors:?}");
                assert_eq!(ads.len(), count, "{label} {name}");
                assert!(ads.iter().all(|ad| ad.title == title && ad.text == text), "{label} {name}: {ads:?}");
                assert_offsets(&ads, decoded);
            }
        }
    }
}

fn encode(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    match encoding.name() {
        "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => {
            let (encoded, _, lossy) = encoding.encode(text);
            assert!(!lossy, "{} cannot hold {text:?}", encoding.name());
            encoded.into_owned()
        }
    }
}

#[test]
fn marks_and_flags_settle_the_encoding() {
    let text = "Café près du marché\n\nÉquipe de quatre, salaire fixé.";
    let marked = [b"\xff\xfe".to_vec(), encode(text, encoding_rs::UTF_16LE)].concat();
    let (ads, _) = read("ad.txt", &marked);
    assert_eq!(ads[0].title, "Café près du marché");
    let options = ReadOptions { encoding: Some(encoding_rs::WINDOWS_1252), ..ReadOptions::default() };
    let (ads, _) = read_with(&bytes("ad.txt", encode(text, encoding_rs::WINDOWS_1252)), &options);
    assert_eq!(ads[0].text, "Équipe de quatre, salaire fixé.");
    // The wrong flag is said, not hidden.
    let options = ReadOptions { encoding: Some(encoding_rs::SHIFT_JIS), ..ReadOptions::default() };
    let (ads, errors) = read_with(&bytes("ad.txt", ADS[1][2]), &options);
    assert!(
        ads.is_empty() && matches!(errors[0].kind, SourceErrorKind::Encoding { encoding: "Shift_JIS" }),
        "{ads:?} {errors:?}"
    );
}

#[test]
fn invalid_bytes_cost_their_record_only() {
    let lines = b"{\"id\":1,\"text\":\"Nh\xc3\xa2n vi\xc3\xaan\"}\n{\"id\":2,\"text\":\"b\xff\xfed\"}\n{\"id\":3,\"text\":\"c\"}\n";
    let ascii = b"{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"text\":\"b\xff\xfed\"}\n{\"id\":3,\"text\":\"c\"}\n";
    let table = b"id,text\n1,a\n2,b\xe9d\n3,c\n";
    let document = b"[{\"id\":1,\"text\":\"a\"},\n{\"id\":2,\"text\":\"b\xff\xfed\"},\n{\"id\":3,\"text\":\"c\"}]\n";
    let long =
        [b"{\"id\":1,\"text\":\"".to_vec(), vec![b'a'; 100_000], b"\"}\n".to_vec(), ascii[20..].to_vec()].concat();
    let cases: [(&str, &[u8], u64); 5] = [
        ("a.jsonl", lines, 2),
        ("a.jsonl", ascii, 2),
        ("a.csv", table, 3),
        ("a.json", document, 2),
        ("a.jsonl", &long, 2),
    ];
    for (name, content, line) in cases {
        let (ads, errors) = read(name, content);
        assert_eq!(ids(&ads), ["1", "3"], "{name}: {errors:?}");
        let [error] = errors.as_slice() else { panic!("{name}: {errors:?}") };
        assert!(matches!(error.kind, SourceErrorKind::Encoding { encoding: "UTF-8" }), "{name}: {error}");
        assert_eq!((error.place.record, error.place.line), (Some(2), Some(line)), "{name}");
        let byte = usize::try_from(error.place.byte.unwrap()).unwrap();
        assert!(!content[byte].is_ascii() && content[..byte].is_ascii() || name == "a.jsonl", "{name}: byte {byte}");
    }
}

#[test]
fn little_to_go_by_is_enough() {
    let texts = [
        // Bullets and quotes are all that is not ASCII.
        ("windows-1252", "Duties:\n• lift boxes\n• drive the “small” van – weekdays only\n• 12 £ an hour"),
        ("windows-1252", "Cook for our café wanted.\nGood pay.\nCall 555-0100.\nAsk for Robin."),
        // Latin letters stand for Cyrillic ones that look alike, as lures are written to slip by.
        ("windows-1251", "Ищу пaртнёрoв нa yдaлённый зaрaбoтoк, в дeнь oт 100 дoллaрoв, пишитe в личныe сooбщeния"),
    ];
    for (label, text) in texts {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap();
        let (ads, errors) = read("ad.txt", encode(text, encoding));
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(ads[0].text, text);
    }
}

#[test]
fn mojibake_is_refused() {
    // Cyrillic of a DOS machine, which is not looked for, is an error rather than a text of accents or boxes.
    let (text, _, _) =
        encoding_rs::IBM866.encode("Компания приглашает на работу двух кладовщиков, оплата раз в месяц.");
    let (ads, errors) = read("ad.txt", text);
    assert!(ads.is_empty() && matches!(errors[0].kind, SourceErrorKind::Encoding { .. }), "{ads:?} {errors:?}");
}
