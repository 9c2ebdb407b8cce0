//! Pages, mark-up, mail and feeds: what is read of them, what is passed over, and where it stands.

use lurescan::ad::{Ad, Claim, FieldName};
use lurescan::report::position::Lines;
use lurescan::source::SourceErrorKind;

use super::{assert_offsets, fields, files, read, read_all};

/// A page around a body, with mark-up of a posting if there is any.
fn page(posting: &str, body: &str) -> String {
    let script = if posting.is_empty() {
        String::new()
    } else {
        format!("<script type=\"application/ld+json\">{posting}</script>")
    };
    format!("<!DOCTYPE html><html><head><title>Jobs | Example</title>{script}</head><body>{body}</body></html>")
}

/// What the page holds where a word of an ad is said to stand.
fn there<'a>(ad: &Ad, page: &'a str, field: FieldName, word: &str) -> Option<&'a str> {
    let start = ad.field(field).find(word).unwrap_or_else(|| panic!("no {word} in {:?}", ad.field(field)));
    let place = ad.origin.in_file(field, start..start + word.len())?;
    let [from, to] = [place.start, place.end].map(|at| usize::try_from(at).unwrap());
    let places = ad.origin.places(field, ad.field(field), start..start + word.len()).expect("lines are known too");
    for (at, place) in [(from, places.start), (to, places.end)] {
        let there = Lines::new(page).at(at);
        assert_eq!((place.line, place.column), (there.line, there.column), "{word}");
    }
    page.get(from..to)
}

#[test]
fn words_of_pages_stand_where_they_are_written() {
    let body = "<h1>Caf&eacute; &amp; bar</h1><p>Pay: 3&nbsp;000 &euro;<b>uro</b> a month,\n   R&D and\tmore</p><!-- a --><p>Call <i>now</i></p>";
    let page = page("", body);
    let (ads, errors) = read("a.html", &page);
    assert!(errors.is_empty(), "{errors:?}");
    let ad = &ads[0];
    assert_eq!(
        [ad.title.as_str(), ad.text.as_str()],
        ["Café & bar", "Pay: 3\u{a0}000 €uro a month, R&D and more\nCall now"]
    );
    assert_offsets(&ads, &page);
    let text = |word| there(ad, &page, FieldName::Text, word);
    assert_eq!(there(ad, &page, FieldName::Title, "Café"), Some("Caf&eacute;"));
    assert_eq!(there(ad, &page, FieldName::Title, "é & b"), Some("&eacute; &amp; b"));
    assert_eq!(text("Pay: 3\u{a0}000"), Some("Pay: 3&nbsp;000"));
    assert_eq!(text("€uro a"), Some("&euro;<b>uro</b> a"));
    assert_eq!(text("month, R&D"), Some("month,\n   R&D"));
    assert_eq!(text("more\nCall now"), Some("more</p><!-- a --><p>Call <i>now"));
    for ad in read_all(&files("page")) {
        let first = ad.text.chars().next().unwrap().to_string();
        assert!(ad.origin.in_file(FieldName::Text, 0..first.len()).is_some(), "{}", ad.id);
    }
}

#[test]
fn what_is_not_shown_is_not_read() {
    let hidden = [
        "<script>x</script>",
        "<style>x</style>",
        "<nav>x</nav>",
        "<div hidden>x</div>",
        "<div style='color: red; Display : None'>x</div>",
        "<p aria-hidden=true>x</p>",
        "<template>x</template>",
        "<noscript>x</noscript>",
        "<svg><text>x</text></svg>",
        "<!-- x -->",
        "<select><option>x</select>",
        "<input value=x>",
    ];
    for part in hidden {
        let (ads, _) = read("a.html", page("", &format!("<p>before</p>{part}<p>after</p>")));
        assert_eq!(ads[0].text, "before\nafter", "{part}");
    }
    let table =
        "<table><tr><th>Pay<td>3000<tr><th>Place<td>Sampletown</table><ul><li>a<li>b</ul>c<br>d <span>e</span>f";
    assert_eq!(read("a.html", page("", table)).0[0].text, "Pay 3000\nPlace Sampletown\na\nb\nc\nd ef");
}

#[test]
fn postings_of_pages_give_every_field() {
    let posting = r##"{"@context":"https://schema.org","@graph":[
        {"@type":"Organization","@id":"#us","name":"Example Kitchen","telephone":"+1 555 0100"},
        {"@type":"JobPosting","title":"Cook","description":"&lt;p&gt;Cooks.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Soup&lt;/li&gt;&lt;/ul&gt;",
         "hiringOrganization":{"@id":"#us"},"directApply":true,"industry":"Food","salaryCurrency":"EUR","baseSalary":1800,
         "jobLocation":[{"@type":"Place","address":{"addressLocality":"Sampletown","addressCountry":"XX"}},{"@type":"Place","address":"Elsewhere"}]},
        {"@type":"WebSite","name":"Jobs"}]}"##;
    let shown = "<p>Cook wanted by Example Kitchen in Sampletown or Elsewhere. Cooks. Soup. Pay 1,800 euro. ".repeat(4);
    let (ads, errors) = read("a.html", page(posting, &shown));
    assert!(errors.is_empty(), "{errors:?}");
    let text = "Cooks.\nSoup\nEmployer: Example Kitchen, +1 555 0100\nLocation: Sampletown, XX; Elsewhere\nSalary: EUR 1800\nIndustry: Food\nDirect application: yes";
    assert_eq!(fields(&ads), [["a.html#1", "Cook", text]]);
    assert!(ads[0].origin.observations.is_empty(), "{:?}", ads[0].origin.observations);
    let items = r#"<div itemscope itemtype="http://schema.org/JobPosting"><h2 itemprop=title>Cook</h2>
        <span itemprop="description">Cooks. <b>Soup</b></span>
        <div itemprop=hiringOrganization itemscope itemtype="http://schema.org/Organization"><span itemprop=name>Example Kitchen</span></div>
        <div itemprop=jobLocation itemscope><div itemprop=address itemscope><i itemprop=addressLocality>Sampletown</i></div></div>
        <div itemprop=baseSalary itemscope><meta itemprop=currency content=EUR><div itemprop=value itemscope><data itemprop=value value=1800>1.8k</data><meta itemprop=unitText content=MONTH></div></div>
        <link itemprop=url href=/cook></div>"#;
    let (ads, _) = read("a.html", page("", items));
    let text = "Cooks. Soup\nEmployer: Example Kitchen\nLocation: Sampletown\nSalary: EUR 1800 per month";
    assert_eq!(fields(&ads), [["a.html#1", "Cook", text]]);
}

#[test]
fn mark_up_that_says_another_thing_is_told() {
    let posting = r#"{"@type":"JobPosting","title":"Receptionist","description":"Greets guests of a small hotel by the lake.",
        "hiringOrganization":{"name":"Example Hotel"},"jobLocation":{"address":{"addressLocality":"Sampletown"}},
        "baseSalary":{"currency":"USD","value":{"value":1500,"unitText":"MONTH"}}}"#;
    let shown =
        "<h1>Receptionist</h1><p>Typists wanted in Othertown, 9,000 dollars a month, flight and visa are paid. "
            .repeat(3);
    let (ads, _) = read("a.html", page(posting, &shown));
    let observed: Vec<(Claim, &str)> =
        ads[0].origin.observations.iter().map(|seen| (seen.about, seen.stated.as_str())).collect();
    assert_eq!(
        observed,
        [
            (Claim::Employer, "Example Hotel"),
            (Claim::Place, "Sampletown"),
            (Claim::Pay, "USD 1500 per month"),
            (Claim::Text, "Greets guests of a small hotel by the lake.")
        ]
    );
    // What people see is scored as well.
    assert_eq!((ads.len(), ads[1].text.contains("Typists wanted")), (2, true));
    // A page that scripts fill shows nothing to compare with.
    let (ads, _) = read("a.html", page(posting, "<div id=app>Loading</div>"));
    assert!(ads.len() == 1 && ads[0].origin.observations.is_empty());
}

#[test]
fn broken_mark_up_is_told_and_the_page_is_read() {
    let (ads, errors) = read("a.html", page("{\"@type\":\"JobPosting\",\"title\":}", "<p>Cook wanted in Sampletown"));
    assert_eq!(ads[0].text, "Cook wanted in Sampletown");
    assert!(matches!(errors[0].kind, SourceErrorKind::Syntax { format: "JSON", .. }), "{errors:?}");
    // As search engines put up with it.
    let (ads, errors) =
        read("a.html", page("<!-- {\"@type\":\"JobPosting\",\"title\":\"Cook\",\"description\":\"a\nb\"}; -->", ""));
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(fields(&ads), [["a.html#1", "Cook", "a b"]]);
}

#[test]
fn hostile_pages_end() {
    let deep = ["<div>".repeat(100_000), "<b><p>".repeat(50_000), "<table><tr><td>".repeat(30_000)];
    for page in &deep {
        let (ads, errors) = read("a.html", page);
        assert!(ads.is_empty() && matches!(errors[0].kind, SourceErrorKind::TooLarge { .. }), "{errors:?}");
    }
    let wide = [
        format!("<p {}>text", (0..100_000).map(|n| format!("a{n} ")).collect::<String>()),
        // Each paragraph repeats every tag left open before it.
        (0..200_000).map(|n| format!("<p><b a={n}></p>")).collect(),
    ];
    for page in &wide {
        let (_, errors) = read("a.html", page);
        assert!(matches!(errors[0].kind, SourceErrorKind::TooLarge { .. }), "{errors:?}");
    }
    let open = ["<", "<!--", "<a href=\"", "<script>", "&", "<a<", "&#x", "<title>", "</", "<p>&amp;", "<textarea>"];
    for piece in open {
        read("a.html", piece.repeat(200_000));
        read(
            "a.jsonld",
            format!(
                "{{\"@type\":\"JobPosting\",\"title\":\"a\",\"description\":\"{}\"}}",
                piece.replace('"', "'").repeat(50_000)
            ),
        );
    }
    let nested = "<div itemprop=description>".repeat(400);
    let items = format!("<div itemscope itemtype=https://schema.org/JobPosting>{nested}{}", "word ".repeat(100_000));
    read("a.html", items);
}

#[test]
fn encodings_that_mark_up_names_are_used() {
    let text = "月薪五千元，双休，入职当月缴纳社保。";
    for label in ["gb2312", "GBK", "big5"] {
        let page =
            format!("<html><head><meta charset=\"{label}\"><title>a</title></head><body><p>{text}</p></body></html>");
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        let (encoded, _, lost) = encoding.encode(&page);
        if !lost {
            assert_eq!(read("a.html", encoded).0[0].text, text, "{label}");
        }
    }
    let feed = format!(
        "<?xml version=\"1.0\" encoding=\"gb18030\"?><rss><item><title>a</title><description>{text}</description></item></rss>"
    );
    let (encoded, ..) = encoding_rs::GB18030.encode(&feed);
    assert_eq!(read("a.rss", encoded).0[0].text, text);
    // What is UTF-8 is, whatever it says.
    assert_eq!(read("a.rss", feed).0[0].text, text);
}

#[test]
fn feeds_lose_only_their_broken_items() {
    let item = |n: u32, more: &str| {
        format!(
            "<item><guid>{n}</guid><title>Cook {n}</title><description>Pay &amp; meals {n}</description>{more}</item>\n"
        )
    };
    let feed = format!(
        "<rss><channel><title>Jobs</title>{}{}{}{}</channel></rss>",
        item(1, "<company>Example</company><city>Sampletown</city><country>XX</country><salary>3000 USD</salary>"),
        "<item><guid>2</guid><title a=\"></title><description/></item>\n",
        item(3, "<content:encoded><![CDATA[<p>In </item> full</p>]]></content:encoded>"),
        "<item><guid>4</guid><title>cut",
    );
    let (ads, errors) = read("a.rss", &feed);
    assert_eq!(
        fields(&ads).into_iter().filter(|[id, ..]| *id != "2").collect::<Vec<_>>(),
        [
            ["1", "Cook 1", "Pay & meals 1\nEmployer: Example\nLocation: Sampletown, XX\nSalary: 3000 USD"],
            ["3", "Cook 3", "In full"],
        ]
    );
    assert!(errors.iter().any(|error| error.to_string().contains("ends within an item")), "{errors:?}");
    let large = format!("<rss>{}<item><title>{}</title></item>{}</rss>", item(1, ""), "x".repeat(300), item(3, ""));
    let options = lurescan::source::ReadOptions {
        limits: lurescan::source::Limits { record: 200, ..Default::default() },
        ..Default::default()
    };
    let (ads, errors) = super::read_with(&super::bytes("a.rss", large), &options);
    assert_eq!(super::ids(&ads), ["1", "3"]);
    assert!(matches!(errors[0].kind, SourceErrorKind::TooLarge { .. }) && errors.len() == 1, "{errors:?}");
}

#[test]
fn entities_of_a_feed_are_neither_multiplied_nor_fetched() {
    let feed = "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
        <rss version=\"2.0\"><channel><item><title>&b;</title><description>&x; A clerk &amp; a cook.</description></item></channel></rss>";
    let (ads, errors) = read("feed.xml", feed);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!((ads[0].title.as_str(), ads[0].text.as_str()), ("&b;", "&x; A clerk & a cook."));
}

#[test]
fn mail_says_whom_it_is_from() {
    let mail = "From: \"HR\" <hr@example.com>\r\nReply-To: other@example.org\r\nTo: you@example.net\r\nSubject: Job offer\r\n\r\nGood pay, call now.\r\n";
    let (ads, _) = read("a.eml", mail);
    assert_eq!(
        fields(&ads),
        [["a.eml#1", "Job offer", "Good pay, call now.\nFrom: HR hr@example.com\nReply to: other@example.org"]]
    );
    let passed_on = mail.replace("Subject: ", "Subject: Fwd: ");
    assert_eq!(read("a.eml", passed_on).0[0].text, "Good pay, call now.");
    let attached = format!(
        "Subject: See below\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nIs this real?\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{mail}\r\n--b--\r\n"
    );
    let (ads, _) = read("a.eml", attached);
    assert_eq!(ads.iter().map(|ad| ad.title.as_str()).collect::<Vec<_>>(), ["See below", "Job offer"]);
}

#[test]
fn hostile_mail_and_references_end() {
    let nested =
        |depth| format!("{}Subject: x\r\n\r\nbody", "Subject: a\r\nContent-Type: message/rfc822\r\n\r\n".repeat(depth));
    let (_, errors) = read("a.eml", nested(100_000));
    assert!(matches!(errors[0].kind, SourceErrorKind::TooLarge { .. }), "{errors:?}");
    let (ads, errors) = read("a.eml", nested(500));
    assert!(!ads.is_empty() && errors.is_empty(), "{errors:?}");
    let digests = "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n".repeat(499);
    read("a.eml", digests);
    let front = format!("---\na: {}\n---\nbody", "[".repeat(30_000));
    assert_eq!(read("a.md", front).0.len(), 1);
    // A thousand postings that point at one large employer.
    let references = vec!["{\"@id\":\"n\"}"; 20_000].join(",");
    let name = "x".repeat(500_000);
    let graph = format!(
        "{{\"@context\":\"x\",\"@graph\":[{{\"@id\":\"n\",\"name\":\"{name}\"}},{{\"@type\":\"JobPosting\",\"title\":\"a\",\"description\":\"b\",\"hiringOrganization\":[{references}]}}]}}"
    );
    for ad in [&read("a.jsonld", &graph).0, &read("a.html", page(&graph, "")).0] {
        assert!(ad.len() == 1 && ad[0].text.len() < 6 << 20, "{}", ad[0].text.len());
    }
}

#[test]
fn front_matter_is_fields() {
    let text = "---\ntitle: Cook\ncompany: Example\nlocation: [Sampletown, Elsewhere]\nsalary: 3000 USD\nlabel: good\n---\n\nGood pay.\n";
    let (ads, _) = read("a.md", text);
    assert_eq!(
        fields(&ads),
        [["a.md#1", "Cook", "Good pay.\nEmployer: Example\nLocation: Sampletown; Elsewhere\nSalary: 3000 USD"]]
    );
    assert_eq!(there(&ads[0], text, FieldName::Text, "pay"), Some("pay"));
    assert_eq!(there(&ads[0], text, FieldName::Text, "3000"), None);
    assert_offsets(&ads, text);
    for plain in
        ["---\n\nA line above.\n", "---\nno: [closed\n---\ntext", "--- text\n---\n", "---\n- a\n- b\n---\ntext"]
    {
        let (ads, _) = read("a.md", plain);
        assert!(ads[0].title.contains("---") || ads[0].text.contains("---"), "{plain:?}");
    }
}

/// What an ad's links reach stands in its text, and points at where the page has it.
#[test]
fn links_to_people_are_part_of_the_ad() {
    let page = "<html><body><nav><a href='https://t.me/site_menu'>Menu</a></nav><header><a href=tel:+15550199>Board</a></header>\
        <h1>Cook</h1><p>Soup. <a class=b href=\"https://t.me/example_desk?start=1\">Apply</a> or <a href='mailto:jobs%40example.com?subject=Cook'>write</a>,\
        <a href=tel:+1-555-0123>ring</a>, <a href=\"https://wa.me/15550100100\">+1 555 010 0100</a>.\
        <a href='https://example.com/jobs'>More jobs</a> <a href='https://t.me/share/url?url=x'>Share</a>\
        <span style='display:none'><a href='https://t.me/hidden_one'>Apply</a></span>\
        <a href=\"https://api.whatsapp.com/send?text=a&amp;phone=15550100777\">Chat</a></p>\
        <footer><a href='mailto:board@example.org'>Board</a></footer></body></html>";
    let (ads, errors) = read("a.html", page);
    assert!(errors.is_empty(), "{errors:?}");
    let lines: Vec<&str> = ads[0].text.lines().collect();
    let expected = ["https://t.me/example_desk", "jobs@example.com", "tel: +1-555-0123", "wa.me/15550100777", "Board"];
    assert_eq!(lines[lines.len() - 4..], expected[..4], "{lines:?}");
    assert!(!ads[0].text.contains("site_menu") && !ads[0].text.contains("hidden") && !ads[0].text.contains("share"));
    assert!(ads[0].text.contains(expected[4]) && !ads[0].text.contains("example.org"), "{:?}", ads[0].text);
    for (words, written) in [
        ("https://t.me/example_desk", "https://t.me/example_desk"),
        ("jobs@example.com", "jobs%40example.com"),
        ("+1-555-0123", "+1-555-0123"),
        ("15550100777", "15550100777"),
    ] {
        let at = ads[0].text.rfind(words).unwrap();
        let file = ads[0].origin.in_file(FieldName::Text, at..at + words.len()).unwrap();
        let range = usize::try_from(file.start).unwrap()..usize::try_from(file.end).unwrap();
        assert_eq!(&page[range], written);
    }
    assert_offsets(&ads, page);
    // Descriptions of postings and mail are pages of their own.
    let posting = r#"{"@type":"JobPosting","title":"Cook","description":"<p>Soup.</p><a href=\"weixin://dl/chat?example_wx\">Apply</a>"}"#;
    let (ads, _) = read("b.jsonld", posting);
    assert_eq!(ads[0].text, "Soup.\nApply\nwechat: example_wx");
    let mail = "From: a@example.com\nSubject: Cook\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>Soup. <a href=3D\"x\">x</a><a href='viber://chat?number=%2B15550100100'>Apply</a></p>\n";
    let (ads, _) = read("c.eml", mail);
    assert!(ads[0].text.contains("\nviber: +15550100100\n"), "{:?}", ads[0].text);
}
