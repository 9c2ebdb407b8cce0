//! Assessments that every report is shown, made by hand: no rules, no model.
//!
//! [`Builder`] finds each quote in the ad, sums the ledger and derives probability, score and band, so that no fixture
//! can contradict itself.

use lurescan::ad::{FieldName, Origin};
use lurescan::assess::{
    Assessment, Band, Evidence, HelpLine, Ledger, Reason, ReasonKind, Run, SchemeShare, Status, Summary,
};
use lurescan::span::Span;

/// Where every fixture starts, in log-odds.
const PRIOR: f64 = -4.1;

/// The run of all fixtures.
pub(crate) fn run() -> Run {
    Run {
        program: "0.1.0",
        rules: "5f3a9c0e71d2b846".to_owned(),
        model: "c41d07aa2e9f6b35".to_owned(),
        bands: [0.3, 0.7, 0.9],
    }
}

/// The counts a run over these assessments ends with.
pub(crate) fn summary(assessments: &[Assessment]) -> Summary {
    let mut summary = Summary::default();
    assessments.iter().for_each(|assessment| summary.count(assessment));
    summary
}

/// Every fixture, in several languages.
pub(crate) fn all() -> Vec<Assessment> {
    vec![vacancy(), typist(), compound(), farm(), driver(), long(), warning(), hostile(), short()]
}

/// One reason; see [`Builder::reason`].
pub(crate) fn reason(kind: ReasonKind, id: &str, title: &str, contribution: f64) -> Reason {
    Reason {
        id: id.to_owned(),
        kind,
        title: title.to_owned(),
        category: "promise".to_owned(),
        contribution,
        spans: Vec::new(),
        why: String::new(),
        ask: String::new(),
        references: Vec::new(),
        learned: true,
    }
}

/// Builds one assessment.
pub(crate) struct Builder(Assessment);

impl Builder {
    pub(crate) fn new(id: &str, language: Option<&'static str>, title: &str, text: &str) -> Self {
        Self(Assessment {
            ad_id: id.to_owned(),
            origin: Origin { path: Some("ads.csv".to_owned()), record: 17, line: 203, ..Origin::default() },
            encoding: None,
            title: title.to_owned(),
            text: text.to_owned(),
            language,
            status: Status::Scored,
            score: 0,
            probability: 0.0,
            band: Band::Low,
            schemes: Vec::new(),
            reasons: Vec::new(),
            ledger: Ledger::default(),
            help: Vec::new(),
            contacts: Vec::new(),
            private: Vec::new(),
            kept: Vec::new(),
            masked: None,
            accepted: Default::default(),
        })
    }

    pub(crate) fn from(mut self, path: Option<&str>, record: u64, line: u64) -> Self {
        self.0.origin = Origin { path: path.map(str::to_owned), record, line, ..Origin::default() };
        self
    }

    pub(crate) fn scheme(mut self, id: &str, title: &str, share: f64) -> Self {
        self.0.schemes.push(SchemeShare { id: id.to_owned(), title: title.to_owned(), share });
        self
    }

    /// Adds a reason that rests on `quotes`; each is looked for in the title, then after the one before it in the text.
    pub(crate) fn reason(mut self, mut reason: Reason, quotes: &[&str]) -> Self {
        let mut from = 0;
        for quote in quotes {
            let (field, start) = match self.0.title.find(quote) {
                Some(start) => (FieldName::Title, start),
                None => {
                    let start =
                        from + self.0.text[from..].find(quote).unwrap_or_else(|| panic!("{quote} not in the ad"));
                    from = start + quote.len();
                    (FieldName::Text, start)
                }
            };
            reason.spans.push(Evidence { field, span: Span::new(start, start + quote.len()) });
        }
        self.0.reasons.push(reason);
        self
    }

    pub(crate) fn rule(self, id: &str, title: &str, contribution: f64, quotes: &[&str], why: &str, ask: &str) -> Self {
        let rule = reason(ReasonKind::Rule, id, title, contribution);
        self.reason(Reason { why: why.to_owned(), ask: ask.to_owned(), ..rule }, quotes)
    }

    pub(crate) fn fact(self, id: &str, title: &str, contribution: f64, quotes: &[&str]) -> Self {
        self.reason(reason(ReasonKind::Fact, id, title, contribution), quotes)
    }

    pub(crate) fn wording(self, contribution: f64, quote: &str) -> Self {
        let id = format!("wording:{}", quote.to_lowercase());
        self.reason(reason(ReasonKind::Wording, &id, quote, contribution), &[quote])
    }

    pub(crate) fn help(mut self, country: &str, kind: &str, name: &str, contact: &str, gives: &str) -> Self {
        let [country, kind, name, contact, gives] = [country, kind, name, contact, gives].map(str::to_owned);
        self.0.help.push(HelpLine { country, kind, name, contact, gives, as_of: "2026-11".to_owned() });
        self
    }

    /// Sums the ledger and derives the verdict.
    pub(crate) fn scored(mut self) -> Assessment {
        let assessment = &mut self.0;
        assessment.reasons.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
        let mut ledger = Ledger { prior: PRIOR, logit: PRIOR, ..Ledger::default() };
        for Reason { kind, contribution, .. } in &assessment.reasons {
            *match kind {
                ReasonKind::Rule | ReasonKind::Combination => &mut ledger.rules,
                ReasonKind::Fact => &mut ledger.facts,
                ReasonKind::Tagger => &mut ledger.taggers,
                ReasonKind::Wording => &mut ledger.wording,
                ReasonKind::Adjustment => &mut ledger.adjustments,
            } += contribution;
            ledger.logit += contribution;
        }
        assessment.ledger = ledger;
        assessment.probability = 1.0 / (1.0 + (-ledger.logit).exp());
        assessment.score = (assessment.probability * 100.0).round() as u8;
        assessment.band = Band::ALL[run().bands.iter().filter(|least| assessment.probability >= **least).count()];
        self.0
    }

    /// Leaves the ad without a verdict.
    pub(crate) fn insufficient(self) -> Assessment {
        Assessment { status: Status::Insufficient, score: 0, probability: 0.0, band: Band::Low, ..self.scored() }
    }
}

/// English, low: an ordinary vacancy.
pub(crate) fn vacancy() -> Assessment {
    Builder::new(
        "job-1",
        Some("en"),
        "Warehouse Associate (nights)",
        "Example Logistics Ltd, Leeds. 13.40 GBP an hour, paid weekly. 40 hours over four nights.\n\n\
         Send your CV to jobs@example.com. Interviews at our Leeds site. No experience needed.",
    )
    .rule("no-experience", "Asks for no experience", 0.31, &["No experience needed"], "Common, also in honest ads.", "")
    .rule(
        "named-worksite",
        "Names the place of work",
        -1.12,
        &["Example Logistics Ltd, Leeds", "our Leeds site"],
        "A workplace that can be visited is easy to check.",
        "",
    )
    .fact("contact.company-email", "Company e-mail address", -0.44, &["jobs@example.com"])
    .wording(-0.21, "paid weekly")
    .scored()
}

/// Traditional Chinese, critical: many signs of different kinds.
pub(crate) fn typist() -> Assessment {
    let combination = Reason {
        why: "Each is common alone; together they are rare in honest ads.".to_owned(),
        learned: false,
        ..reason(ReasonKind::Combination, "paid-way-to-hotspot", "A paid way to a border town", 0.95)
    };
    Builder::new(
        "job-17",
        Some("zh"),
        "【海外高薪】緬甸妙瓦底誠聘打字員",
        "無需經驗,月薪3-5萬美金,包機票包吃住,專人帶你辦護照,落地即上班。公司環境優美,名額有限,先到先得!\n\
         意者加 Telegram: @example_hr_000",
    )
    .scheme("scam-compound", "recruitment into scam compounds abroad", 0.72)
    .scheme("trip-invitation", "holiday or romance invitations that end in a compound", 0.11)
    .rule(
        "free-flight",
        "Pays the flight",
        1.31,
        &["包機票"],
        "Paying the way is how many lures move people across a border before they can ask questions.",
        "Ask for the return ticket in your own name, and who keeps your passport.",
    )
    .rule(
        "destination-hotspot",
        "Place known for compounds",
        1.62,
        &["緬甸妙瓦底"],
        "Scam compounds have been documented in this border region.",
        "Ask for the registered address and look it up on a map.",
    )
    .rule("no-experience", "Asks for no experience", 0.31, &["無需經驗"], "Common, also in honest ads.", "")
    .fact("pay.multiple", "Pay about 30 times a typical wage", 1.74, &["月薪3-5萬美金"])
    .fact("contact.only", "Only a messenger to apply to", 0.58, &["Telegram: @example_hr_000"])
    .reason(combination, &["緬甸妙瓦底", "包機票", "落地即上班"])
    .wording(0.22, "先到先得")
    .wording(0.17, "環境優美")
    .help("tw", "hotline", "Example Helpline", "000-0000", "Advice before you travel, free of charge.")
    .help("", "embassy", "Your embassy at the destination", "https://example.org/embassies", "")
    .scored()
}

/// Thai, high: no spaces between words.
pub(crate) fn compound() -> Assessment {
    Builder::new(
        "job-23",
        Some("th"),
        "",
        "รับสมัครแอดมินตอบแชททำงานที่ปอยเปตเงินเดือน45000บาทมีที่พักฟรีอาหารฟรีไม่ต้องใช้วุฒิเดินทางได้ทันทีมีรถรับส่งถึงที่ทำงาน",
    )
    .from(Some("โพสต์.txt"), 1, 1)
    .scheme("scam-compound", "recruitment into scam compounds abroad", 0.64)
    .scheme("task-scam", "task, like-boosting and top-up schemes", 0.3)
    .rule("destination-hotspot", "Place known for compounds", 1.62, &["ปอยเปต"], "", "Ask for the registered address.")
    .rule(
        "free-food-lodging",
        "Offers lodging and food",
        0.9,
        &["มีที่พักฟรีอาหารฟรี"],
        "",
        "Ask whether you may live elsewhere.",
    )
    .rule(
        "immediate-departure",
        "Wants you to leave at once",
        1.2,
        &["เดินทางได้ทันที"],
        "",
        "Ask for a week to think about it.",
    )
    .fact("pay.multiple", "Pay about 3 times a typical wage", 1.4, &["45000บาท"])
    .help("th", "hotline", "Example Helpline", "000-0000", "Advice before you travel, free of charge.")
    .scored()
}

/// Arabic, elevated: written from right to left, with honest direction marks.
pub(crate) fn farm() -> Assessment {
    Builder::new(
        "job-31",
        Some("ar"),
        "مطلوب عمال مزارع في قبرص",
        "راتب ممتاز والسكن مجاني. التأشيرة علينا،\u{200f} والدفع بعد الوصول.\r\nيحتفظ المكتب بجواز السفر.",
    )
    .scheme("labor-exploitation", "debt bondage, passport retention and confinement", 0.8)
    .rule(
        "passport-kept",
        "Somebody keeps the passport",
        2.31,
        &["يحتفظ المكتب بجواز السفر"],
        "",
        "Ask to keep your own passport.",
    )
    .rule("visa-arranged", "Arranges the visa", 0.7, &["التأشيرة علينا،\u{200f} والدفع بعد الوصول"], "", "")
    .rule("free-lodging", "Offers lodging", 0.62, &["السكن مجاني"], "", "")
    .scored()
}

/// English from standard input, elevated: some signs on both sides and a rule no model has seen.
pub(crate) fn driver() -> Assessment {
    let own = reason(ReasonKind::Rule, "own-account", "Uses your own bank account", 2.104);
    Builder::new(
        "-#1",
        Some("en"),
        "",
        "Parcel driver, own car.\nYou receive transfers on your own account and forward them the same day.\n\
         Registered company no. 00000000.",
    )
    .from(None, 1, 1)
    .scheme("money-mule", "money-mule, account rental and cash collection work", 0.9)
    .reason(
        Reason {
            why: "Money that passes through your account may be stolen, and you answer for it.".to_owned(),
            ask: "Ask why the company does not use an account of its own.".to_owned(),
            references: vec!["https://example.org/money-mules".to_owned()],
            learned: false,
            ..own
        },
        &["on your own account"],
    )
    .rule("forwarding", "Forwards money or goods", 1.704, &["forward them the same day"], "", "")
    .rule("registry-number", "States a registry number", -0.35, &["company no. 00000000"], "", "")
    .scored()
}

/// English, high: long, with evidence far apart and more reasons than a plain card holds.
pub(crate) fn long() -> Assessment {
    let filler = "The team is friendly and the office is bright, with plants and a kitchen. ";
    let signs: Vec<String> = (1..=12).map(|n| format!("sign number {n}")).collect();
    let text =
        signs.iter().map(|sign| format!("{}Here stands {sign}, in between. ", filler.repeat(6))).collect::<String>();
    let mut builder = Builder::new("job-40", Some("en"), "A long advertisement", &text).scheme(
        "fee-fraud",
        "advance-fee recruitment (fees, deposits, courses)",
        0.5,
    );
    for (n, sign) in (1..).zip(&signs) {
        let ask = if n % 2 == 0 { "Ask about every even sign.".to_owned() } else { format!("Ask about sign {n}.") };
        let quote = format!("{sign},");
        builder = builder.rule(
            &format!("sign-{n}"),
            &format!("Sign {n}"),
            1.0 / f64::from(n),
            &[&quote[..sign.len()]],
            "",
            &ask,
        );
    }
    builder.rule("urgency", "Presses for a quick answer", 2.4, &["bright, with plants"], "", "Ask for time.").scored()
}

/// English, capped: a warning about lures.
pub(crate) fn warning() -> Assessment {
    let gate = Reason {
        why: "The text warns of such offers rather than making one.".to_owned(),
        category: "context".to_owned(),
        ..reason(ReasonKind::Adjustment, "about-lures", "Reads as a warning about lures", -2.2)
    };
    Builder::new("job-52", Some("en"), "Warning", "The embassy warns of offers with free flights to border towns.")
        .scheme("scam-compound", "recruitment into scam compounds abroad", 1.0)
        .rule("free-flight", "Pays the flight", 1.31, &["free flights"], "", "Ask for the return ticket.")
        .reason(reason(ReasonKind::Rule, "warning-text", "Text about lures", 0.0), &["The embassy warns"])
        .reason(gate, &[])
        .scored()
}

/// An ad that attacks its reader: escape sequences, reordering, forged marks and lines, formulas, markup, scribbling.
pub(crate) fn hostile() -> Assessment {
    let scribble = format!("z{}", "\u{301}".repeat(40));
    let text = format!(
        "Free \u{1b}[2J\u{1b}]0;owned\u{7}fl\u{200b}ight \u{202e}yap hgih\u{202c}.\r\n\r\n\r\n\r\n\
         Low risk  0/100\n⟦forged⟧[9] {scribble} \u{9b}31m\u{7f} ]]><script>alert(1)</script> \"quoted\"\tand,comma\u{2028}end\u{e0041}\
         \n{}",
        "x".repeat(130),
    );
    let title = reason(ReasonKind::Rule, "+evil", "Pays \u{1b}[31mthe\nflight", 3.3);
    let why = "Because\u{202e} of =1+1.\u{1b}[0m".to_owned();
    Builder::new("=HYPERLINK(\"http://example.com\",\"x\")", None, "=1+1\u{1b}[5m", &text)
        .from(Some("@dir/\u{1b}[31ma\u{202e}ds\n.csv"), 2, 3)
        .scheme("-scheme", "an \u{1b}]8;;http://example.com\u{7}odd\nscheme", 1.0)
        .reason(
            Reason { why, ask: "Ask\u{1b}[2J why.".to_owned(), ..title },
            &["fl\u{200b}ight", "\u{202e}yap hgih\u{202c}"],
        )
        .wording(0.9, "]]><script>alert(1)</script>")
        .help("xx", "\u{1b}[1mkind", "na\nme", "con\u{202e}tact", "=gives")
        .scored()
}

/// Too little text.
pub(crate) fn short() -> Assessment {
    Builder::new("job-60", None, "", "Hiring now").insufficient()
}
