//! What an ad says as a whole: for whom it is written, where it leads, what it states and limits, and what
//! another ad must share to come from the same hand.

use lurescan::facts;
use lurescan::text::Language;

use super::{check, read, tables};

#[test]
fn pay_is_high_for_those_the_ad_is_written_for() {
    let worth = |language: &'static str, text| {
        let mut fields = [read(text, language).1];
        let _ = facts::relate(&mut fields, tables(), (!language.is_empty()).then_some(Language(language)));
        let pay = fields[0].pay[0].clone();
        (pay.country.unwrap_or_default(), pay.multiple)
    };
    // Dirhams in a Thai ad are compared with Thai wages, and where nobody is addressed with those of the place of work.
    assert_eq!(worth("th", "งานขับรถ เงินเดือน 3000 AED").0, "th");
    assert_eq!(worth("fil", "Hanap: waiter sa Dubai, sahod AED 3000 kada buwan").0, "ph");
    // A people that is wanted by name changes nothing: the same offer must not score by nationality.
    assert_eq!(worth("en", "Filipinos for Dubai, salary AED 3000").0, "ae");
    assert_eq!(worth("en", "Waiters from Nepal for Dubai, salary AED 3000").0, "ae");
    assert_eq!(worth("en", "Waiter in Dubai, salary AED 3000").0, "ae");
    // What needs nothing is compared with the lowest wages, what needs a degree with the highest.
    let [entry, skilled, professional] = [
        "Lowongan kerja, gaji Rp 5 juta, tanpa pengalaman",
        "Lowongan kerja, gaji Rp 5 juta",
        "Lowongan kerja, gaji Rp 5 juta, minimal S1",
    ]
    .map(|text| worth("id", text).1);
    assert!(entry > skilled && skilled > professional, "{entry} {skilled} {professional}");
}

#[test]
fn corridors_are_read_in_order_of_trust() {
    for (language, text, expected) in [
        // The people addressed are an origin, but no law follows from a nationality asked for.
        ("en", "Hiring Filipinos for chat support in Myanmar", "ph mm"),
        ("en", "Chat support in Myanmar, call +63 900 000 0000", "ph mm ban"),
        ("fil", "Trabaho sa Myanmar, libreng ticket", "ph mm ban"),
        ("id", "Lowongan kerja di Kamboja, gaji USD 1000", "id kh ban"),
        ("id", "Lowongan kerja di Thailand", "id th no-placement-agreement"),
        ("am", "ሥራ በታይላንድ", "et th no-placement-agreement"),
        ("vi", "Tuyển nhân viên tại Bình Dương", "vn vn"),
        ("vi", "việc làm tại Campuchia", "vn kh"),
        ("en", "Waiter, Dubai. WhatsApp +254 700 000 000", "ke ae"),
        ("en", "Waiter in Dubai, apply today", "- ae"),
        ("en", "Clerk wanted, apply today", "- -"),
        ("th", "งานขับรถ เงินเดือน 3000 AED", "th ae"),
        ("de", "Büros in Paris, London und Warszawa", "de -"),
        ("zh", "柬埔寨西港招聘客服", "cn kh"),
        ("zh", "台北門市人員", "tw tw"),
        ("vi", "phương pháp làm việc, đạo đức tốt", "vn -"),
    ] {
        let facts = read(text, language).1;
        let language = (!language.is_empty()).then_some(Language(language));
        let corridor = facts::relate(&mut [facts], tables(), language);
        let end = |end: &Option<facts::End>| end.as_ref().map_or("-".to_owned(), |e| e.country.clone());
        let ban = corridor.ban.map_or(String::new(), |ban| format!(" {}", ban.as_str()));
        let found = format!("{} {}{ban}", end(&corridor.origin), end(&corridor.destination));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn what_an_ad_states_and_limits_is_found() {
    check(
        &[
            ("en", "Harbor Foods ⟦Pvt Ltd⟧ hires", "EmployerRegistered"),
            ("en", "limited slots, unlimited leave", ""),
            ("en", "⟦Our client⟧ needs agents", "EmployerGeneric"),
            ("zh", "海港食品⟦有限公司⟧", "EmployerRegistered"),
            ("zh", "⟦某公司⟧招聘", "EmployerGeneric"),
            ("vi", "⟦Công ty TNHH⟧ Hải Cảng", "EmployerRegistered"),
            ("ms", "Harbor Foods ⟦Sdn Bhd⟧", "EmployerRegistered"),
            ("ja", "⟦株式会社⟧ハーバー", "EmployerRegistered"),
            ("ko", "⟦주식회사⟧ 하버", "EmployerRegistered"),
            ("ru", "⟦ООО⟧ «Гавань»", "EmployerRegistered"),
            ("ru", "⟦Крупная компания⟧ ищет", "EmployerGeneric"),
            ("tr", "Liman Gıda ⟦A.Ş.⟧", "EmployerRegistered"),
            ("de", "Hafen ⟦GmbH⟧", "EmployerRegistered"),
            ("th", "บริษัท ท่าเรืออาหาร ⟦จำกัด⟧", "EmployerRegistered"),
            ("th", "รับไม่จำกัดวุฒิ", ""),
            ("en", "⟦Responsibilities⟧: packing", "Duties"),
            ("vi", "⟦Địa chỉ⟧: 12 Lê Lợi", "Worksite"),
            ("en", "⟦Aged⟧ 18-35, ⟦female only⟧, ⟦good looking⟧", "LimitAge; LimitSex; LimitAppearance"),
            ("en", "age no bar", ""),
            ("zh", "18-35⟦岁⟧, ⟦限女⟧, ⟦形象好⟧", "LimitAge; LimitSex; LimitAppearance"),
            ("vi", "18-35 ⟦tuổi⟧", "LimitAge"),
            ("th", "⟦อายุ⟧ 20-35 ปี", "LimitAge"),
            ("id", "⟦usia⟧ maksimal 30 tahun", "LimitAge"),
            ("ru", "⟦возраст⟧ от 18, ⟦только девушки⟧", "LimitAge; LimitSex"),
            ("ru", "10 лет на рынке", ""),
            ("hi", "⟦उम्र⟧ 18 से 30", "LimitAge"),
        ],
        |facts| facts.terms.iter().map(|t| (t.span, format!("{:?}", t.kind))).collect(),
    );
}

#[test]
fn contacts_have_one_key_however_they_are_written() {
    for (text, keys) in [
        ("Call +855 12 345 678 or (+855) 12-345-678", "+85512345678 +85512345678"),
        ("WhatsApp: +65 8000 0000, wa.me/6580000000", "+6580000000"),
        ("Telegram @Example_HR", "telegram:example_hr"),
        ("https://t.me/example_hr", "telegram:example_hr"),
        ("wechat: example_hr1", "wechat:example_hr1"),
        ("mail HR.Team@Gmail.com", "hr.team@gmail.com"),
        ("https://www.harbor.example/jobs/", "harbor.example/jobs"),
        ("add me on WhatsApp", ""),
    ] {
        let facts = read(text, "en").1;
        let found: Vec<&str> = facts.contacts.iter().filter_map(|c| c.key.as_deref()).collect();
        assert_eq!(found.join(" "), keys, "{text}");
    }
}
