//! Folding, its way back to the original, and language identification.

use lurescan::span::Span;
use lurescan::text::language::identify;
use lurescan::text::script::is_mark;
use lurescan::text::{Disguise, NormalizedText};
use proptest::prelude::*;

mod cut;

use cut::WANTED;

/// `(original, normalized, what was undone)`; the last as `kind=count` in the order of the kinds.
type Case = (&'static str, &'static str, &'static str);

/// Checks a table; every input also runs with its words behind others, where the shortcuts do not see it alone.
fn check(cases: &[Case]) {
    check_with(cases, NormalizedText::new);
}

fn check_with(cases: &[Case], fold: impl Fn(&str) -> NormalizedText) {
    let mut failures = Vec::new();
    for (original, expected, undone) in cases {
        let text = fold(original);
        if text.as_str() != *expected || counts(&text) != *undone {
            failures.push(format!(
                "{original:?}: {:?} [{}]\n    expected {expected:?} [{undone}]",
                text.as_str(),
                counts(&text)
            ));
        }
    }
    assert!(failures.is_empty(), "{} of {} wrong\n{}", failures.len(), cases.len(), failures.join("\n"));
}

fn counts(text: &NormalizedText) -> String {
    let count = |kind: Disguise| (text.obfuscation().count(kind), kind.as_str());
    let found = Disguise::ALL.into_iter().map(count).filter(|(n, _)| *n > 0);
    found.map(|(n, name)| format!("{name}={n}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn case_and_white_space() {
    check(&[
        ("", "", ""),
        (" \r\n\t ", "", ""),
        ("Free  Flight\r\n\r\n NOW \n", "free flight\nnow", ""),
        ("a\u{a0}\u{3000}b\u{2028}c\u{2800}d", "a b\nc d", ""),
        ("Ёлка ЙОД ЇЖАК ҐАНОК", "елка йод їжак ґанок", ""),
        ("İstanbul IĞDIR ısı ΣΟΦΟΣ", "istanbul igdir isi σοφοσ", ""),
    ]);
}

#[test]
fn compatibility_forms() {
    check(&[
        ("ｆｒｅｅ visa", "free visa", "width=4"),
        ("高薪ＶＩＰ，月薪１００００！", "高薪vip,月薪10000!", ""),
        ("𝗪𝗼𝗿𝗸 𝓪𝓫𝓻𝓸𝓪𝓭", "work abroad", "width=10"),
        ("Ⓦⓞⓡⓚ 🅆🄾🅁🄺 🅦🅞🅡🅚", "work work work", "width=12"),
        ("ᴡᴏʀᴋ ᶠʳᵉᵉ", "work free", "width=8"),
        ("𝗡𝘂𝗿𝘀𝗲 𝗮𝗻𝗱 𝗰𝗼𝗼𝗸", "nurse and cook", ""),
        ("𝗡𝘂𝗿𝘀𝗲\nWe look for a nurse in our house in town.", "nurse\nwe look for a nurse in our house in town.", ""),
        ("𝗡𝘂𝗿𝘀𝗲\nWe 𝗽𝗮𝘆 for a house in the old town now.", "nurse\nwe pay for a house in the old town now.", "width=3"),
        ("𝗡𝘂𝗿𝘀𝗲\n𝗪𝗲 𝗽𝗮𝘆", "nurse\nwe pay", "width=8"),
        ("𝗡𝘂𝗿𝘀𝗲 𝗼𝗿 𝗰𝗼𝗼𝗸\nWe pay", "nurse or cook\nwe pay", ""),
        ("𝗧𝘂𝘆ể𝗻 đầ𝘂 𝗯ế𝗽\nWe pay", "tuyen dau bep\nwe pay", ""),
        ("We pay\n𝗡𝘂𝗿𝘀𝗲", "we pay\nnurse", "width=5"),
        ("tel𝐞gram", "telegram", "width=1"),
        ("1ˢᵗ №5 ½ ﬁne™ ①②", "1st no5 1/2 finetm 12", ""),
        ("ﾃﾚｸﾞﾗﾑ", "テレグラム", ""),
        ("한국 \u{1112}\u{1161}\u{11ab}글 ㅋㅋ", "한국 한글 ㅋㅋ", ""),
        ("١٥٠٠ ۱۲ १२ ১২ ๑๒ ១២ ၁၂ １２", "1500 12 12 12 12 12 12 12", ""),
        ("“don’t” – «ok»", "\"don't\" - \"ok\"", ""),
        ("น้ำ น้ํา เเละ", "น้ำ น้ำ และ", ""),
    ]);
}

#[test]
fn accents_are_set_aside() {
    check(&[
        ("Bảo vệ MÁY BAY Đà Nẵng", "bao ve may bay da nang", ""),
        ("ba\u{309}o ve\u{323}\u{302}", "bao ve", ""),
        ("Straße señor œuvre łódź ø", "strasse senor oeuvre lodz o", ""),
        ("أجور إلى مُرَتَّب كـــار ﻛﺎﺭ کار ہوٹل", "اجور الي مرتب كار كار كار هوٹل", ""),
        ("молоко\u{301} ещё", "молоко еще", ""),
        ("ज़रूरत", "जरूरत", ""),
    ]);
    // Accents of languages that no rule is written in are forgotten.
    assert!(NormalizedText::new("sąłary vįšą žloty").accents().is_empty());
    let heaped = NormalizedText::new("pa\u{301}y f\u{30d}\u{33f}e\u{310}\u{352}e\u{313}\u{306}s\u{30d}\u{33f} né");
    assert_eq!(heaped.accents().within(Span::new(0, 20)), [(10, 'é')]);
    let text = NormalizedText::new("Bảo vệ ve ещё أ");
    assert_eq!(text.accents().within(Span::new(0, text.as_str().len())), [(1, 'ả'), (5, 'ệ')]);
    assert_eq!(text.accents().within(Span::new(2, 6)), [(5, 'ệ')]);
    assert_eq!((text.accents().at(5), text.accents().at(8)), (Some('ệ'), None));
}

#[test]
fn characters_that_stand_for_each_other() {
    check(&[
        ("網絡推廣，飛機聯繫", "网络推广,飞机联系", ""),
        ("电话客服", "电话客服", ""),
        ("妳看著甚麼", "你看着什么", ""),
        ("ሒሳብ ሠራተኛ ዓረብ ፀሐይ", "ሂሳብ ሰራተኛ አረብ ጸሀይ", ""),
    ]);
}

#[test]
fn invisible_characters() {
    check(&[
        ("tele\u{200b}gr\u{200d}am", "telegram", "invisible=2"),
        ("微\u{200b}信", "微信", "invisible=1"),
        ("a\u{0}b", "ab", "invisible=1"),
        ("\u{feff}free \u{200b}visa\u{ad} com\u{ad}pany", "free visa company", ""),
        ("👩\u{200d}💻 ✈\u{fe0f} 👍\u{1f3fd} 1\u{fe0f}\u{20e3}", "👩💻 ✈ 👍 1", ""),
        ("می\u{200c}خواهم क्\u{200d}ष งาน\u{200b}ดี", "ميخواهم क्ष งานดี", ""),
        ("abc\u{202e}fed\u{202c}", "abcdef", "bidi=1"),
        ("call \u{202d}+1 555\u{202c} \u{200e}now", "call +1 555 now", ""),
        ("tele\u{2066}gram", "telegram", "bidi=1"),
    ]);
}

#[test]
fn what_an_override_turns_is_read_as_it_is_shown() {
    check(&[
        ("join \u{202e}margelet\u{202c} now", "join telegram now", "bidi=1"),
        ("\u{202e}001 $ yap\nsecond line", "pay $ 100\nsecond line", "bidi=1"),
        ("\u{202e}e\u{301}fac\u{202c}", "cafe", "bidi=1"),
        // Arabic runs that way by itself, and is turned by the other override alone.
        ("\u{202e}سفر\u{202c} \u{202d}رفس\u{202c}", "سفر سفر", "bidi=2"),
        ("call \u{202e}+1 555\u{202c}", "call +1 555", "bidi=1"),
    ]);
    let original = "join \u{202e}margelet\u{202c} now";
    let text = NormalizedText::new(original);
    assert_eq!(&original[text.original(Span::new(5, 9)).range()], "margelet", "what is turned is shown whole");
}

#[test]
fn references_of_a_page() {
    check(&[
        ("fr&#101;e fl&#x69;ght&nbsp;and f&#xF6;&#111;d", "free flight and food", ""),
        ("&#24494;&#20449; &#128176;", "微信 💰", ""),
        ("tele&#8203;gram", "telegram", "invisible=1"),
        (
            "R&D, a&b; Q&A &amp; &#0; &#xD800; &#99999999; &#x; &# ;",
            "r&d, a&b; q&a &amp; &#0; &#xd800; &#99999999; &#x; &# ;",
            "",
        ),
    ]);
}

#[test]
fn capitals_that_pass_for_small_letters() {
    check(&[
        ("high saIary, free fIight, coIIect and caII", "high salary, free flight, collect and call", ""),
        ("lnterview for a VlSA", "lnterview for a visa", ""),
        (
            "LinkedIn, WorkIndia, JobIsland, PeopleIT, WiFi II, full name, ltd",
            "linkedin, workindia, jobisland, peopleit, wifi ii, full name, ltd",
            "",
        ),
    ]);
}

#[test]
fn words_parted_at_the_end_of_a_line() {
    check(&[
        ("a regis-\ntration fee, re-\r\nfundable", "a registration fee, refundable", ""),
        ("регистра-\nция", "регистрация", ""),
        (
            "skills:\n-\ncook\nself-\n\n\nmade A-\nlevel 24-\nhour",
            "skills:\n-\ncook\nself-\nmade a-\nlevel 24-\nhour",
            "",
        ),
    ]);
}

#[test]
fn words_one_to_a_line() {
    let words = "free flight and food for all who come to us this week with a pass and no fee to pay before you go";
    let broken = words.replace(' ', "\n");
    assert_eq!(NormalizedText::new(&broken).as_str(), words);
    assert_eq!(NormalizedText::new(&broken.replace("pay", "páy")).as_str(), words);
    let few = "cook\nnurse\ndriver\nclerk";
    assert_eq!(NormalizedText::new(few).as_str(), few);
    let list = "sales clerk\n".repeat(30);
    assert_eq!(NormalizedText::new(&list).as_str(), list.trim());
}

#[test]
fn heaped_marks() {
    check(&[
        ("T\u{30d}\u{33f}e\u{310}\u{352}l\u{313}\u{306}e", "tele", "marks=3"),
        ("f\u{336}r\u{336}e\u{336}e\u{336}", "free", "marks=4"),
        ("赌\u{336}博\u{336}", "赌博", "marks=2"),
        ("ที่นี่ ក្នុង ဝန်ထမ်း ব্যাংক", "ที่นี่ ក្នុង ဝန်ထမ်း ব্যাংক", ""),
        ("มาก\u{e48}\u{e48}\u{e48}\u{e48}", "มาก\u{e48}", "marks=1"),
        ("ที\u{e35}่\u{e48}พั\u{e31}ก\u{e3a} ก\u{e4d}าร\u{e4e}", "ที่พัก กำร", ""),
        ("ក\u{17d1}ា\u{17dd}រ\u{17cf}ងារ ក\u{17cf} ដ\u{17cf}", "ការងារ ក\u{17cf} ដ\u{17cf}", ""),
        // One mark on a letter makes an accent; among heaps it is noise, and an accent of the writer's own stays.
        ("p\u{301}a\u{301}y\u{301} pa\u{301}y", "pay pay", ""),
    ]);
}

#[test]
fn letters_apart() {
    check(&[
        ("T e l e g r a m now", "telegram now", "spaced=1"),
        ("join t.e.l.e.g.r.a.m", "join telegram", "spaced=1"),
        ("加 微 信 号 吧", "加微信号吧", "spaced=1"),
        ("加微.信.号", "加微.信.号", ""),
        ("в а к а н с и я", "вакансия", "spaced=1"),
        ("W A N T E D  N O W !", "wanted n o w !", "spaced=1"),
        ("텔-레-그-램 온 지 두 달", "텔레그램 온 지 두 달", "spaced=1"),
        ("L.0.K.3.R a d m 1 n", "loker admin", "spaced=2 leet=3"),
        ("o o o o, grade 1 2 3 4", "o o o o, grade 1 2 3 4", ""),
        ("A.S.A.P. or P.O.E.A. or U.S.A.", "asap. or poea. or u.s.a.", ""),
        ("категории B C D E, classes A/B/C/D", "категории b c d e, classes a/b/c/d", ""),
        ("grade a b or c, 9 5 8 8", "grade a b or c, 9 5 8 8", ""),
    ]);
}

#[test]
fn confusable_letters() {
    check(&[
        ("telegrаm", "telegram", "confusable=1"),
        ("рабoта в Mоскве", "работа в москве", "confusable=2"),
        ("cаsіnо VІSА", "casino visa", "confusable=5"),
        ("ραγ fαst", "ραγ fast", "confusable=1"),
        ("ищу ᴧюдᴇй, ᴨᴩᴏᴇᴋᴛ, ᴛᴇʟᴇɢʀᴀᴍ", "ищу людей, проект, telegram", "confusable=16"),
        (
            "работа в Telegram, WhatsAppта, IT-отдел, ЮMoney, 5 µm",
            "работа в telegram, whatsappта, it-отдел, юmoney, 5 μm",
            "",
        ),
        ("жұмысқа кiру IТ", "жұмысқа кіру it", ""),
    ]);
}

#[test]
fn signs_for_letters() {
    check(&[
        ("S1HANOUKVILLE v1sa", "sihanoukville visa", "leet=2"),
        ("c@sino pa$$port s@lary", "casino passport salary", "leet=4"),
        ("s3cr3t te1egram: f1ight", "secret telegram: f1ight", "leet=3"),
        ("free f1ight", "free flight", "leet=1"),
        ("0nline K4MB0J4 RM4k BP3MI", "online kamboja rm4k bp3mi", "leet=4"),
        ("вака4ия р@бота", "вакачия работа", "leet=2"),
        (
            "hr4u@mail.example @j0bs4you t.me/j0bs https://x.example/v1sa",
            "hr4u@mail.example @j0bs4you t.me/j0bs https://x.example/v1sa",
            "",
        ),
        (
            "8k h2o b2b web3dev RTX4090 Level3Support D3Berpengalaman iphone15pro 5star",
            "8k h2o b2b web3dev rtx4090 level3support d3berpengalaman iphone15pro 5star",
            "",
        ),
        (
            "WeChat: ab1cde, Line ID sam1rock, 微信：jo2nny, user_n4me",
            "wechat: ab1cde, line id sam1rock, 微信:jo2nny, user_n4me",
            "",
        ),
    ]);
}

#[test]
fn honest_text_undoes_nothing() {
    for text in [
        "Warehouse staff (m/f/d), 40 h/week, €14.50/hour. Send your CV to jobs@example.com or call +49 30 000000.",
        "【招聘】广州天河区，月薪８０００－１２０００元，双休，五险一金。",
        "Tuyển nhân viên phục vụ, lương 8 triệu/tháng, liên hệ: 0900 000 000",
        "Требуется водитель кат. B, C, E. З/п от 60 000 ₽. Тел. 8-900-000-00-00",
        "مطلوب موظّف استقبال، الراتب ٣٠٠٠ درهم، الدوام ٨ ساعات",
        "รับสมัครพนักงานขาย รายได้ 15,000-20,000 บาท\u{200b} มีประกันสังคม",
    ] {
        assert_eq!(counts(&NormalizedText::new(text)), "", "{text}");
    }
}

#[test]
fn spans_reach_back_over_what_was_hidden() {
    for (original, normalized, expected) in [
        ("get FL\u{200b}IGHT\u{200b} now", "flight", "FL\u{200b}IGHT"),
        ("加 微 信 号", "微信", "微 信"),
        ("vé ma\u{301}y  bay!", "may bay", "ma\u{301}y  bay"),
        ("so ﬁne", "fi", "ﬁ"),
        ("x ﷼", "ریال", "﷼"),
    ] {
        let text = NormalizedText::new(original);
        let folded = NormalizedText::new(normalized);
        let at = text.as_str().find(folded.as_str()).expect("the text holds it");
        let span = text.original(Span::new(at, at + folded.as_str().len()));
        assert_eq!(&original[span.range()], expected);
    }
}

#[test]
fn disguises_are_located() {
    let original = "v1sa, c@sino, t e l e g r a m";
    let text = NormalizedText::new(original);
    let quoted = |kind| text.obfuscation().spans(kind).map(|s| &original[s.range()]).collect::<Vec<_>>();
    assert_eq!(quoted(Disguise::Leet), ["v1sa", "c@sino"]);
    assert_eq!(quoted(Disguise::Spaced), ["t e l e g r a m"]);
    assert_eq!(text.obfuscation().total(), 3);
    let many = NormalizedText::new(&"v1sa ".repeat(50));
    assert_eq!((many.obfuscation().leet, many.obfuscation().spans(Disguise::Leet).count()), (50, 8));
}

/// `(text, code)`; `-` for none.
#[test]
fn languages_are_told_apart() {
    for (text, code) in [
        ("We are hiring warehouse staff, apply with your CV.", "en"),
        ("招聘客服，包吃住，月薪两万", "zh"),
        ("高薪誠聘打字員 Telegram @example_hr", "zh"),
        ("Tuyển nhân viên đánh máy, lương cao, bao ăn ở", "vi"),
        ("tuyen nhan vien luong cao khong can kinh nghiem, lien he zalo", "vi"),
        ("รับสมัครแอดมิน เงินเดือนสูง", "th"),
        ("Dibutuhkan karyawan gudang, gaji 5 juta, lowongan terbatas", "id"),
        ("Jawatan kosong di kilang, gaji RM1800 sebulan, EPF dan SOCSO", "ms"),
        ("Hiring po kami ng encoder, libre ang tirahan, walang bayad sa placement", "fil"),
        ("दुबई में नौकरी, वेतन और रहना कंपनी की तरफ से है", "hi"),
        ("bhai Dubai mein kaam hai, khana rehna free, koi agent nahi chahiye", "hi"),
        ("دبئی میں ملازمت، رہائش اور کھانا مفت ہے", "ur"),
        ("দুবাইতে চাকরি, থাকা খাওয়া ফ্রি", "bn"),
        ("துபாயில் வேலை, தங்குமிடம் இலவசம்", "ta"),
        ("कतारमा कामदार चाहियो, तलब राम्रो, खान बस्न कम्पनीले दिने", "ne"),
        ("ဝန်ထမ်း ခေါ်ယူသည်", "my"),
        ("ជ្រើសរើសបុគ្គលិក ប្រាក់ខែខ្ពស់", "km"),
        ("ຮັບສະໝັກພະນັກງານ ເງິນເດືອນສູງ", "lo"),
        ("고수익 알바 모집, 숙식 제공", "ko"),
        ("高収入バイト募集、寮完備です", "ja"),
        ("Требуются операторы, зарплата высокая, жильё бесплатно", "ru"),
        ("Потрібні оператори, висока зарплата, житло безкоштовно", "uk"),
        ("Oferecemos vaga de digitador, salário alto, você não precisa de experiência", "pt"),
        ("Se busca operador para la empresa, sueldo alto y sin experiencia", "es"),
        ("Nous recrutons des opérateurs pour une entreprise, salaire élevé et logement", "fr"),
        ("Nafasi za kazi ya ofisi, mshahara mzuri kwa mwezi, wasiliana nasi", "sw"),
        ("ለሥራ ሠራተኞች እንፈልጋለን", "am"),
        ("مطلوب موظفين للعمل في دبي براتب ممتاز", "ar"),
        ("Ofis için eleman aranıyor, maaş yüksek ve sigorta var", "tr"),
        ("Wir suchen Mitarbeiter für das Lager, keine Erfahrung nötig", "de"),
        ("Ish bor, oylik yuqori, tajriba kerak emas, yotoqxona bilan", "uz"),
        ("Жұмысқа адам керек, жалақысы жоғары, жатақхана тегін", "kk"),
        ("", "-"),
        ("+1 555 0100 💰💰", "-"),
        ("Poszukujemy pracowników do magazynu na terenie Niemiec, praca od zaraz, zakwaterowanie na miejscu", "-"),
        ("Ζητείται υπάλληλος γραφείου", "-"),
        ("استخدام کارمند با حقوق بالا، اسکان رایگان برای همه", "-"),
    ] {
        assert_eq!(identify(text).map_or("-", |language| language.0), code, "{text}");
    }
}

#[test]
fn marks_are_those_of_unicode() {
    let class = regex::Regex::new(r"^\p{M}$").expect("a valid class");
    let mut buffer = [0; 4];
    for c in '\0'..=char::MAX {
        assert_eq!(is_mark(c), class.is_match(c.encode_utf8(&mut buffer)), "U+{:04X}", u32::from(c));
    }
}

#[test]
fn time_grows_with_the_text() {
    // Quadratic work on any of these would take minutes.
    for piece in [
        "o ",
        "a b c d ",
        "A@",
        "a.",
        "1a",
        "\u{200b}",
        "e\u{301}\u{302}",
        "\u{e32}\u{301}\u{e4d}",
        "аa",
        "微 ",
        "(:",
        " ",
        "ﷺ",
        "᾽",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let _ = NormalizedText::new(&text);
        let _ = identify(&text);
    }
}

/// Characters that meet every fold, beside arbitrary ones.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z .,:@$0-9\\-\n\t]{1,6}",
        2 => "[аеорсухАВЕКМНОРСТХіїёЁαβοa-z]{1,6}",
        2 => "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{ad}\u{feff}\u{fe0f}\u{e0041}\u{0}\u{7f}]{1,3}",
        2 => "[\u{300}-\u{36f}\u{20d0}-\u{20f0}]{1,12}",
        2 => "[一-鿿微信號網　０-９Ａ-Ｚａ-ｚ]{1,5}",
        2 => "[ก-๛ກ-ໝក-៹က-႟]{1,6}",
        2 => "[ا-ۿऀ-ॿঀ-৿஀-௿]{1,6}",
        1 => "[𝐀-𝟿🅐-🆉Ⓐ-ⓩℂ-ℵᴀ-ᶿ]{1,5}",
        1 => "[\u{1100}-\u{11ff}가-힣ㄱ-ㆎﾠ-ￜ゙ﾞ]{1,5}",
        1 => "[\u{1f000}-\u{1faff}\u{1f3fb}-\u{1f3ff}]{1,3}",
        2 => "\\PC{1,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_span_maps_to_character_boundaries(original in hostile(), a in 0usize..400, b in 0usize..400) {
        let text = NormalizedText::new(&original);
        let span = text.original(Span::new(a, b));
        prop_assert!(original.get(span.range()).is_some(), "{span:?}");
        prop_assert_eq!(span.is_empty(), a >= b || a >= text.as_str().len());
    }

    #[test]
    fn a_joined_text_is_the_folded_one_without_joints(original in hostile(), cut in "(tele.gram|pass\nport|护.照|é.é| ){0,9}") {
        let original = format!("{original} {cut}");
        let (plain, text) = (NormalizedText::new(&original), NormalizedText::joined(&original, || &WANTED));
        let mut rest = plain.as_str();
        for c in text.as_str().chars() {
            let at = rest.find(c);
            prop_assert!(at.is_some_and(|at| rest[..at].chars().all(|c| ".\n*·•~|".contains(c))), "{c:?} in {rest:?}");
            rest = &rest[at.unwrap_or(0) + c.len_utf8()..];
        }
        prop_assert!(rest.is_empty());
        for (at, accented) in text.accents().within(Span::new(0, usize::MAX)) {
            let bare = text.as_str().get(*at as usize..).and_then(|rest| rest.chars().next());
            prop_assert!(bare.is_some_and(|c| c != *accented && c.is_alphabetic()), "{at} {accented:?} {bare:?}");
        }
    }

    #[test]
    fn spans_are_monotonic(original in hostile(), joined in any::<bool>()) {
        let original = if joined { format!("{original} tele.gram pass\nport {original}") } else { original };
        let text = NormalizedText::joined(&original, || &WANTED);
        let singles: Vec<_> = text.as_str().char_indices().map(|(at, c)| text.original(Span::new(at, at + c.len_utf8()))).collect();
        for pair in singles.windows(2) {
            prop_assert!(pair[0].start <= pair[1].start && pair[0].end <= pair[1].end, "{pair:?}");
            prop_assert!(pair[0] == pair[1] || pair[0].end <= pair[1].start, "{pair:?}");
        }
        if let (Some(first), Some(last)) = (singles.first(), singles.last()) {
            prop_assert_eq!(text.original(Span::new(0, text.as_str().len())), first.cover(*last));
        }
    }

    #[test]
    fn white_space_is_single_and_inside(original in hostile()) {
        let text = NormalizedText::new(&original);
        let text = text.as_str();
        prop_assert_eq!(text, text.trim());
        prop_assert!(text.chars().all(|c| !c.is_whitespace() || c == ' ' || c == '\n'));
        let spaces: Vec<bool> = text.chars().map(char::is_whitespace).collect();
        prop_assert!(!spaces.windows(2).any(|pair| pair == [true, true]));
    }

    #[test]
    fn accents_point_at_letters(original in hostile()) {
        let text = NormalizedText::new(&original);
        for (at, accented) in text.accents().within(Span::new(0, usize::MAX)) {
            let bare = text.as_str().get(*at as usize..).and_then(|rest| rest.chars().next());
            prop_assert!(bare.is_some_and(|c| c != *accented && c.is_alphabetic()), "{at} {accented:?} {bare:?}");
        }
    }

    #[test]
    fn words_fold_alike_out_of_their_context(original in hostile(), a in 0usize..30, b in 0usize..30) {
        // Without digits and such: one may be left alone for the word before it ("Line ID: j0bs"), which the slice lacks.
        // Without overrides: what one turns is not turned without it. Without small capitals beside Cyrillic: they pass for
        // letters of either alphabet, and which is told by whether the text has any of the other.
        let cyrillic = original.contains(|c| ('\u{400}'..'\u{530}').contains(&c));
        let told_by_text = |c: char| "\u{202d}\u{202e}".contains(c) || cyrillic && is_small_capital(c);
        let original: String = original.chars().filter(|c| !is_sign(*c) && !told_by_text(*c)).collect();
        let text = NormalizedText::new(&original);
        let bounds: Vec<usize> = words(text.as_str()).map(|(start, _)| start).collect();
        let ends: Vec<usize> = words(text.as_str()).map(|(_, end)| end).collect();
        prop_assume!(!bounds.is_empty());
        let first = a % bounds.len();
        let last = first + b % (bounds.len() - first);
        let span = Span::new(bounds[first], ends[last]);
        let again = NormalizedText::new(&original[text.original(span).range()]);
        // Line breaks are spaces in a text that has little else, which a slice of it need not have.
        let plain = |text: &str| text.replace('\n', " ");
        let (found, folded) = (plain(again.as_str()), plain(&text.as_str()[span.range()]));
        prop_assert!(found.contains(&folded), "{folded:?} in {found:?}");
    }

    #[test]
    fn plain_words_fold_to_themselves(original in "([a-z]{2,7}|[A-Z][a-z]{2,5}|[а-яіїґ]{2,7}|[一-龥]{2,4}|[ก-ฮ][ะ-ู]|[ا-ي]{2,5}|[가-힣]{2,4}|[àáảãạăâđêôơư]{2,4})( ([a-z]{2,7}|[А-ЯЁ]{2,7}|[一-龥]{2,4}))*") {
        let once = NormalizedText::new(&original);
        let twice = NormalizedText::new(once.as_str());
        prop_assert_eq!(once.as_str(), twice.as_str());
        prop_assert!(twice.accents().is_empty());
        prop_assert_eq!(once.obfuscation().total(), 0);
    }

    #[test]
    fn the_shortcut_for_ascii_changes_nothing(original in "([a-zA-Z0-9@$ .,:/_\\-\n\r\t\x0b]|[ -~]|a b |x\\.y){0,40}") {
        prop_assert_shortcut(&original)?;
    }

    #[test]
    fn the_shortcut_for_plain_characters_changes_nothing(
        original in "([a-zA-Z0-9@$ .,:/_\\-\n\r\t]|[а-яА-Яіїё]|[α-ω]|[一-龥]|[ก-ฮ]|[ا-ي]|[à-ỹ]|[…“”’–—•·、。，：（）※]|[가-힣]|[ァ-ヾ]|ᴀ|Ａ|ｶﾞ|n\u{303}|a b c|x\\.y\\.z|lI|Il|微 信 号|тeл|V1sa|&#|&nbsp;|[\u{80}-\u{2fff}]){0,30}"
    ) {
        // What an override turns, it turns with what stands behind.
        prop_assume!(!original.contains(['\u{202d}', '\u{202e}']));
        prop_assert_shortcut(&original)?;
    }
}

/// Whether a text folds as it does the long way, on which a hidden character at its end sends it.
fn prop_assert_shortcut(original: &str) -> Result<(), TestCaseError> {
    let short = NormalizedText::new(original);
    let long = NormalizedText::new(&format!("{original} \u{200b}"));
    prop_assert_eq!(short.as_str(), long.as_str());
    prop_assert_eq!(short.obfuscation(), long.obfuscation());
    prop_assert_eq!(short.accents(), long.accents());
    for (at, c) in short.as_str().char_indices() {
        let span = Span::new(at, at + c.len_utf8());
        prop_assert_eq!(short.original(span), long.original(span));
    }
    Ok(())
}

#[test]
fn a_mark_on_nothing_takes_no_other_character() {
    let heaped = "e\u{20d2}\u{301}\u{302} ".repeat(6);
    let text = NormalizedText::new(&format!("\u{363}\u{20d0}🀀 {heaped}"));
    assert!(text.as_str().starts_with("🀀 e"), "{:?}", text.as_str());
}

/// Phonetic letters, superscripts and small capitals.
fn is_small_capital(c: char) -> bool {
    matches!(u32::from(c), 0x250..0x300 | 0x1D00..0x1DC0 | 0x2071..0x2080 | 0xA720..0xA800)
}

/// Whether a character folds to something that may stand for a letter.
fn is_sign(c: char) -> bool {
    NormalizedText::new(c.encode_utf8(&mut [0; 4]))
        .as_str()
        .contains(|c: char| c.is_ascii_digit() || c == '@' || c == '$')
}

/// The words of a normalized text between white space, as byte ranges.
fn words(text: &str) -> impl Iterator<Item = (usize, usize)> {
    text.split([' ', '\n']).scan(0, |at, word| {
        let start = *at;
        *at += word.len() + 1;
        Some((start, start + word.len()))
    })
}
