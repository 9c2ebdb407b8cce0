//! Campaigns: who belongs to whom whatever the order, what is told of them, and every format over the same ones.

use lurescan::assess::{Assessment, Band};
use lurescan::campaign::{Campaign, Gatherer, Signature, excerpt};
use lurescan::report::campaigns::Counts;
use lurescan::report::{Detail, FORMATS, Format, Options, escape};
use proptest::prelude::*;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::fixture::{self, Builder};

/// An assessed ad with a score, or too short for one, and contacts.
fn ad(id: &str, text: &str, score: Option<u8>, contacts: &[&str]) -> Assessment {
    let mut ad = Builder::new(id, Some("en"), "", text).scored();
    let band = |score| match score {
        0..10 => Band::Low,
        10..40 => Band::Elevated,
        40..80 => Band::High,
        _ => Band::Critical,
    };
    match score {
        Some(score) => (ad.score, ad.band) = (score, band(score)),
        None => ad = Builder::new(id, None, "", text).insufficient(),
    }
    ad.contacts = contacts.iter().map(|contact| (*contact).to_owned()).collect();
    ad
}

/// The campaigns of these ads.
fn campaigns(ads: &[Assessment], least: usize) -> Vec<Campaign> {
    let mut gatherer = Gatherer::default();
    let mut excerpts = Vec::new();
    for ad in ads {
        if gatherer.add(ad, Signature::of(&ad.title, &ad.text)) {
            excerpts.push(excerpt(&ad.title, &ad.text));
        }
    }
    let found = gatherer.found(least);
    let campaign = |outline| {
        let samples: Vec<&str> = found.samples(outline).map(|text| excerpts[text].as_str()).collect();
        found.campaign(outline, &samples)
    };
    let campaigns: Vec<Campaign> = found.outlines().iter().map(campaign).collect();
    assert_eq!(found.grouped(), campaigns.iter().map(|campaign| campaign.size).sum::<usize>());
    campaigns
}

/// The ids of the ads of each campaign.
fn members(campaigns: &[Campaign]) -> Vec<Vec<&str>> {
    campaigns.iter().map(|campaign| campaign.members.iter().map(|member| member.id.as_str()).collect()).collect()
}

/// The ids of the ads of each campaign of ads that are nothing but texts, numbered from 0.
fn grouped(texts: &[&str]) -> Vec<Vec<String>> {
    let ads: Vec<Assessment> =
        texts.iter().enumerate().map(|(n, text)| ad(&n.to_string(), text, Some(5), &[])).collect();
    let campaigns = campaigns(&ads, 2);
    let mut groups: Vec<Vec<String>> =
        members(&campaigns).iter().map(|group| group.iter().map(|id| (*id).to_owned()).collect()).collect();
    groups.sort();
    groups
}

const LURE: &str = "Customer service abroad, free flight and visa, no experience needed. We pay 1800 USD a month and a room \
    in the company park. Our driver meets you at the airport. Bring your passport and write to ";
const CLERK: &str = "We look for a clerk in our office in town, full time, with experience in accounts and letters, for an \
    agreed wage and paid holiday. Please send your certificates by post to ";

/// A run with a risky campaign, a larger calm one with the same contact, one too short to score, and others.
fn run() -> Vec<Assessment> {
    let lure = |id: &str, to: &str, score, contacts: &[&str]| ad(id, &format!("{LURE}{to}"), Some(score), contacts);
    let clerk = |id: &str, to: &str| ad(id, &format!("{CLERK}{to}"), Some(3), &["board.example", "telegram:lina"]);
    vec![
        lure("l1", "@lina today", 85, &["telegram:lina", "+85500000000"]),
        clerk("c1", "Ashby"),
        ad("t2", "Driver wanted", None, &[]),
        lure("l2", "@lina today", 85, &["telegram:lina", "+85500000000"]),
        ad("a", "Something else altogether, written by nobody we know, about cooks.", Some(1), &["board.example"]),
        clerk("c2", "Corby"),
        lure("l3", "@anna on Friday", 42, &["telegram:anna"]),
        ad("empty", " ", None, &[]),
        clerk("c3", "Derby"),
        clerk("c4", "Frome"),
        ad("t1", "Driver wanted", None, &[]),
    ]
}

#[test]
fn near_duplicates_belong_together_and_others_do_not() {
    let campaigns = campaigns(&run(), 2);
    assert_eq!(members(&campaigns), [&["l1", "l2", "l3"][..], &["c1", "c2", "c3", "c4"], &["t1", "t2"]]);
    let told: Vec<_> = campaigns.iter().map(|c| (c.size, c.texts, c.scores.map(|s| (s.highest, s.band)))).collect();
    assert_eq!(told, [(3, 2, Some((85, Band::Critical))), (4, 4, Some((3, Band::Low))), (2, 1, None)]);
    let scores = campaigns[0].scores.unwrap();
    assert_eq!((scores.median.to_string(), scores.by_band), ("85".to_owned(), [0, 0, 1, 2]));
    assert_eq!((campaigns[2].insufficient, campaigns[2].languages.as_slice()), (2, &[][..]));
    assert!(campaigns[0].template.flat().ends_with("and write to @⟨1⟩"), "{}", campaigns[0].template.flat());
}

#[test]
fn contacts_link_campaigns_but_do_not_merge_them() {
    let campaigns = campaigns(&run(), 2);
    let told = |at: usize| -> Vec<(&str, usize, usize)> {
        campaigns[at].contacts.iter().map(|c| (c.contact.as_str(), c.ads, c.ads_elsewhere)).collect()
    };
    assert_eq!(told(0), [("+85500000000", 2, 0), ("telegram:lina", 2, 4)], "a contact of one ad alone is not told");
    assert_eq!(told(1), [("board.example", 4, 1), ("telegram:lina", 4, 2)]);
    let links = |at: usize| -> Vec<(&str, &[String])> {
        campaigns[at].shared_with.iter().map(|link| (link.campaign.as_str(), link.contacts.as_slice())).collect()
    };
    let lina = ["telegram:lina".to_owned()];
    assert_eq!(links(0), [(campaigns[1].id.as_str(), &lina[..])]);
    assert_eq!(links(1), [(campaigns[0].id.as_str(), &lina[..])]);
    assert_eq!(links(2), []);
}

#[test]
fn the_least_size_counts_ads() {
    let sizes = |least| campaigns(&run(), least).iter().map(|campaign| campaign.size).collect::<Vec<_>>();
    assert_eq!(sizes(1), [3, 4, 1, 2]);
    assert_eq!(sizes(3), [3, 4]);
    assert_eq!(sizes(5), Vec::<usize>::new());
    assert_eq!(campaigns(&[], 1), []);
}

#[test]
fn texts_of_every_script_find_their_like() {
    let cases: [(&str, [&str; 3]); 6] = [
        (
            "zh",
            [
                "高薪诚聘打字员包机票包食宿微信联系小王",
                "高薪诚聘打字员包机票包食宿微信联系小李",
                "诚聘会计一名五险一金双休",
            ],
        ),
        (
            "th",
            [
                "รับสมัครพนักงานคีย์ข้อมูล รายได้ดี ที่พักฟรี ติดต่อคุณเอ",
                "รับสมัครพนักงานคีย์ข้อมูล รายได้ดี ที่พักฟรี ติดต่อคุณบี",
                "ร้านอาหารต้องการแม่ครัวประจำ",
            ],
        ),
        (
            "ar",
            [
                "مطلوب موظفين خدمة عملاء في الخارج راتب عالي وسكن مجاني وتذكرة سفر راسلنا اليوم",
                "مطلوب موظفين خدمة عملاء في الخارج راتب عالي وسكن مجاني وتذكرة سفر راسلنا غدا",
                "محاسب للعمل في مكتب داخل المدينة بدوام كامل",
            ],
        ),
        (
            "he",
            [
                "דרושים נציגי שירות לחוץ לארץ שכר גבוה טיסה חינם ומגורים כתבו לנו היום",
                "דרושים נציגי שירות לחוץ לארץ שכר גבוה טיסה חינם ומגורים כתבו לנו מחר",
                "דרוש מנהל חשבונות למשרד בעיר במשרה מלאה",
            ],
        ),
        ("emoji", ["🔥💰✈️🏠🔥💰✈️🏠📞", "🔥💰✈️🏠🔥💰✈️🏠📱", "🎓📚🎒✏️📐"]),
        (
            "disguised",
            [
                "Free flight and visa for every typist, write to us on Telegram today",
                "F r e e flight and v1sa for every t\u{200b}ypist, write to us on Τelegram today",
                "We look for a clerk in our office in town, full time",
            ],
        ),
    ];
    for (script, texts) in cases {
        assert_eq!(grouped(&texts), [["0", "1"]], "{script}");
    }
}

#[test]
fn texts_in_which_nothing_can_be_read_are_no_campaign() {
    assert_eq!(grouped(&["", "", " ", "\n\t", "\u{200b}", "\u{3000}", ""]), Vec::<Vec<String>>::new());
    assert_eq!(grouped(&["🔥", "🔥", "+85512345678", "+66987654321", "", ""]), [["0", "1"]]);
}

#[test]
fn the_same_text_ten_thousand_times_is_one_campaign_of_one_text() {
    let mut gatherer = Gatherer::default();
    let mut ad = ad("", LURE, Some(50), &["telegram:lina"]);
    let signature = Signature::of("", LURE);
    for n in 0..10_000 {
        ad.ad_id = format!("ad-{n}");
        assert_eq!(gatherer.add(&ad, signature.clone()), n == 0);
    }
    let found = gatherer.found(2);
    let campaign = found.campaign(&found.outlines()[0], &[LURE]);
    assert_eq!((found.outlines().len(), campaign.size, campaign.texts), (1, 10_000, 1));
    assert_eq!(campaign.contacts[0].ads, 10_000);
}

#[test]
fn texts_that_differ_in_contacts_alone_are_joined_in_linear_time() {
    // Comparing each with each would take some thousand million comparisons in every band.
    let mut gatherer = Gatherer::default();
    let signature = Signature::of("", LURE);
    for n in 0..20_000 {
        let ad = ad(&n.to_string(), &format!("{LURE}@lina_{n}"), Some(50), &[]);
        assert!(gatherer.add(&ad, signature.clone()));
    }
    let found = gatherer.found(2);
    assert_eq!((found.outlines().len(), found.outlines()[0].size()), (1, 20_000));
}

/// A text of phrases by their numbers from 0 to 5, so that some are near-duplicates, some share little, some nothing.
fn phrased(numbers: &[u8]) -> String {
    const PHRASES: [&str; 6] = [
        "free flight and visa for everyone who starts this week",
        "write to us on telegram and send your passport today",
        "accounts and letters in an office in the old town",
        "the company has a park with rooms and three meals",
        "高薪诚聘打字员包机票包食宿",
        "registration fee of fifty dollars to be paid before",
    ];
    numbers.iter().map(|n| PHRASES[usize::from(*n)]).collect::<Vec<_>>().join(". ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Ids, members, templates, contacts, links, scores: all of it.
    #[test]
    fn campaigns_do_not_depend_on_the_order_of_the_input(
        texts in prop::collection::vec(prop::collection::vec(0u8..6, 0..5), 1..40), seed in any::<u64>()
    ) {
        let contact = |n: usize| ["telegram:lina", "telegram:anna", "+85500000000"][n % 3];
        let ads: Vec<Assessment> = texts
            .iter()
            .enumerate()
            .map(|(n, numbers)| {
                let score = (!numbers.is_empty()).then(|| numbers.iter().sum::<u8>() * 3 % 100);
                ad(&format!("ad-{n}"), &phrased(numbers), score, &[contact(numbers.len()), contact(usize::from(numbers.iter().sum::<u8>()))])
            })
            .collect();
        let mut shuffled: Vec<(u64, Assessment)> = ads
            .iter()
            .enumerate()
            .map(|(n, ad)| ((n as u64 + 1).wrapping_mul(seed | 1).rotate_left(29).wrapping_mul(0x9E37_79B9_7F4A_7C15), ad.clone()))
            .collect();
        shuffled.sort_by_key(|(key, _)| *key);
        let shuffled: Vec<Assessment> = shuffled.into_iter().map(|(_, ad)| ad).collect();
        for least in [1, 2] {
            prop_assert_eq!(campaigns(&ads, least), campaigns(&shuffled, least));
        }
    }

    #[test]
    fn no_two_ads_are_near_across_campaigns(
        texts in prop::collection::vec(prop::collection::vec(0u8..6, 1..5), 1..40)
    ) {
        let ads: Vec<Assessment> =
            texts.iter().enumerate().map(|(n, numbers)| ad(&n.to_string(), &phrased(numbers), Some(1), &[])).collect();
        let campaigns = campaigns(&ads, 1);
        let signatures: Vec<Signature> = ads.iter().filter_map(|ad| Signature::of("", &ad.text)).collect();
        let mut campaign_of = vec![usize::MAX; ads.len()];
        for (number, group) in members(&campaigns).iter().enumerate() {
            group.iter().for_each(|id| campaign_of[id.parse::<usize>().unwrap()] = number);
        }
        for (a, one) in signatures.iter().enumerate() {
            for (b, other) in signatures.iter().enumerate() {
                prop_assert!(!one.is_near(other) || campaign_of[a] == campaign_of[b], "{} and {}", a, b);
            }
        }
    }
}

/// What a format writes for these campaigns.
fn render(format: &str, options: Options, members: bool, campaigns: &[Campaign]) -> String {
    let new = Format::named(format).and_then(|format| format.campaigns).expect("a format that holds campaigns");
    let mut report = new(options, members);
    let mut out = Vec::new();
    let grouped = campaigns.iter().map(|campaign| campaign.size).sum();
    report.begin(&mut out, &fixture::run()).unwrap();
    campaigns.iter().for_each(|campaign| report.add(&mut out, campaign).unwrap());
    report.finish(&mut out, &Counts { campaigns: campaigns.len(), grouped, ads: grouped + 2 }).unwrap();
    String::from_utf8(out).unwrap()
}

/// Campaigns of ads by someone who wants to move the cursor, forge slots, and compute in a spreadsheet.
fn hostile() -> Vec<Campaign> {
    let text = |end: &str| {
        format!(
            "=HYPERLINK(1)\u{1b}[2J\u{202e} free ⟨1⟩ flight and\u{200b} visa for all of you, write to us today\n│ {end}"
        )
    };
    let mut ads = vec![
        ad("=1+1\u{1b}[31m", &text("\u{9b}31m,\"x\" one"), Some(90), &["telegram:\u{1b}[2J"]),
        ad("@b\u{202e}", &text("\u{7}two"), Some(70), &["telegram:\u{1b}[2J"]),
    ];
    ads[1].origin.path = Some("-evil\u{1b}]0;x\u{7}.csv".to_owned());
    campaigns(&ads, 2)
}

#[test]
fn every_format_of_campaigns_is_as_recorded() {
    let all = campaigns(&run(), 2);
    for format in FORMATS.iter().filter(|format| format.campaigns.is_some()) {
        for (case, named, campaigns) in
            [("empty", false, &[][..]), ("all", false, &all), ("members", true, &all), ("hostile", true, &hostile())]
        {
            let text = render(format.name, Options::default(), named, campaigns);
            insta::assert_snapshot!(format!("{}_{case}", format.name), text);
        }
    }
    let brief = Options { brief: true, width: 100, ..Options::default() };
    insta::assert_snapshot!("human_brief", render("human", brief, false, &all));
    let colored = render("human", Options { color: true, ..Options::default() }, false, &all[..1]);
    insta::assert_snapshot!("human_color", colored.replace('\u{1b}', "␛"));
}

#[test]
fn cards_fit_their_width_and_hold_nothing_but_text() {
    let all: Vec<Campaign> = campaigns(&run(), 1).into_iter().chain(hostile()).collect();
    for width in [0, 40, 61, 80, 300] {
        for (explain, brief, named) in
            [(Detail::Plain, false, false), (Detail::Full, false, true), (Detail::Plain, true, false)]
        {
            let text = render("human", Options { width, explain, brief, ..Options::default() }, named, &all);
            for line in text.lines() {
                assert!(line.width() <= width.max(40), "{} columns: {line}", line.width());
                assert!(!line.contains(escape::is_unsafe), "{line:?}");
            }
        }
    }
}

#[test]
fn json_holds_the_campaign_and_json_lines_the_same() {
    let all = campaigns(&run(), 1);
    let lines: Vec<Value> = render("jsonl", Options::default(), true, &all)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON object per line"))
        .collect();
    let array: Vec<Value> = serde_json::from_str(&render("json", Options::default(), true, &all)).expect("an array");
    assert_eq!(lines, array);
    for (object, campaign) in lines.iter().zip(&all) {
        assert_eq!((&object["schema"], &object["id"]), (&"lurescan-campaign/1".into(), &campaign.id.as_str().into()));
        assert_eq!(object["size"], campaign.members.len());
        assert_eq!(object["members"].as_array().unwrap().len(), campaign.size);
        assert_eq!(object["template"]["text"], campaign.template.flat());
        assert_eq!(object["template"]["parts"].as_array().unwrap().len(), campaign.template.parts.len());
    }
}
