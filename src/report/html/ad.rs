//! What the page shows of one ad: its row, and the part that unfolds with its text, reasons, questions, ledger and help.

use askama::Template;

use crate::ad::FieldName;
use crate::assess::{Assessment, Band, HelpLine, Reason, Status};
use crate::report::human::excerpt::{self, Mark};
use crate::report::human::listing::{Item, Listing};
use crate::report::human::words;
use crate::report::{Detail, escape, finding};

/// Fields of at most this many bytes are shown whole, longer ones around their evidence.
const WHOLE: usize = 8_000;
/// Characters of a name, a path, a quote.
const NAME: usize = 120;
const QUOTE: usize = 100;
/// Quotes of a reason, and sources.
const QUOTES: usize = 4;
const SOURCES: usize = 3;
/// Log-odds that fill half of the ledger's width.
const LEDGER_REACH: f64 = 8.0;

#[derive(Template)]
#[template(config = ".askama.toml", path = "report/html/ad.html")]
pub(super) struct AdPart {
    /// From 1, on the page.
    number: u64,
    /// `None` when too short to judge.
    score: Option<u8>,
    /// What to sort by where it is not scored: below everything.
    weight: f64,
    name: String,
    place: String,
    article: Article,
}

/// What unfolds; also shown by itself, outside of the page.
#[derive(Template)]
#[template(config = ".askama.toml", path = "report/html/article.html")]
pub(super) struct Article {
    /// From 1, on the page.
    number: u64,
    band: &'static str,
    verdict: String,
    meaning: &'static str,
    /// `None` when too short to judge.
    score: Option<u8>,
    probability: f64,
    scheme: String,
    about: Vec<String>,
    lang: &'static str,
    title: Vec<Piece>,
    text: Vec<Piece>,
    lists: Vec<ReasonList>,
    left_out: String,
    adjustments: Vec<[String; 3]>,
    questions: Vec<String>,
    ledger: Vec<LedgerRow>,
    help_title: String,
    help: Vec<HelpItem>,
}

/// A piece of the ad's text.
pub(super) enum Piece {
    Plain(String),
    /// With the numbers of the reasons that rest on it.
    Marked {
        words: String,
        numbers: String,
        class: &'static str,
    },
    /// Something is left out here.
    Gap,
}

/// Reasons that pull one way.
struct ReasonList {
    heading: &'static str,
    raises: bool,
    items: Vec<ReasonItem>,
}

struct ReasonItem {
    number: usize,
    title: String,
    strength: &'static str,
    contribution: String,
    quotes: Vec<String>,
    why: String,
    sources: Vec<Source>,
}

struct Source {
    text: String,
    /// The address it ends with, if it does.
    link: String,
}

/// A bar of the ledger; places are of a drawing 200 wide with 0 in the middle.
struct LedgerRow {
    name: &'static str,
    value: String,
    x: f64,
    width: f64,
    raises: bool,
    total: bool,
}

struct HelpItem {
    name: String,
    contact: String,
    gives: String,
}

impl AdPart {
    /// Reads an assessment; everything in it is made visible here and escaped by the template.
    pub(super) fn new(assessment: &Assessment, number: u64) -> Self {
        let scored = assessment.status == Status::Scored;
        Self {
            number,
            score: scored.then_some(assessment.score),
            weight: if scored { (assessment.ledger.logit * 1e4).round() / 1e4 } else { -1e9 },
            name: finding::name(assessment, NAME),
            place: place(assessment),
            article: Article::new(assessment, number, about(assessment)),
        }
    }
}

impl Article {
    /// Reads an assessment, likewise; `about` says where the ad came from.
    pub(super) fn new(assessment: &Assessment, number: u64, about: Vec<String>) -> Self {
        let scored = assessment.status == Status::Scored;
        let listing = if scored {
            Listing::new(assessment, Detail::Plain)
        } else {
            Listing { raising: Vec::new(), lowering: Vec::new(), adjustments: Vec::new(), left_out: 0 }
        };
        let scheme = finding::scheme(assessment).filter(|_| scored && assessment.band > Band::Low);
        Self {
            number,
            band: if scored { assessment.band.as_str() } else { "short" },
            verdict: finding::verdict(assessment),
            meaning: if scored { words::meaning(assessment.band) } else { words::INSUFFICIENT_MEANING },
            score: scored.then_some(assessment.score),
            probability: (assessment.probability * 1e4).round() / 1e4,
            scheme: scheme.unwrap_or_default(),
            about,
            lang: assessment.language.unwrap_or(""),
            title: pieces(assessment, FieldName::Title, &listing),
            text: pieces(assessment, FieldName::Text, &listing),
            left_out: if listing.left_out > 0 { words::left_out(listing.left_out) } else { String::new() },
            adjustments: listing.adjustments.iter().map(|reason| adjustment(reason)).collect(),
            questions: if assessment.band > Band::Low {
                listing.questions().into_iter().map(escape::terminal_line).collect()
            } else {
                Vec::new()
            },
            ledger: if scored { ledger(assessment) } else { Vec::new() },
            help_title: words::help(assessment.help.first().map_or("", |line| &line.as_of)),
            help: assessment.help.iter().map(HelpItem::new).collect(),
            lists: [(words::RAISING, true, &listing.raising), (words::LOWERING, false, &listing.lowering)]
                .into_iter()
                .filter(|(.., items)| !items.is_empty())
                .map(|(heading, raises, items)| ReasonList {
                    heading,
                    raises,
                    items: items.iter().map(|item| ReasonItem::new(assessment, item)).collect(),
                })
                .collect(),
        }
    }

    /// Whether nothing at all speaks for a risk.
    fn nothing_found(&self) -> bool {
        self.score.is_some() && !self.lists.iter().any(|list| list.raises)
    }

    fn nothing(&self) -> &'static str {
        words::NOTHING_FOUND
    }

    fn ask(&self) -> &'static str {
        words::ASK
    }
}

impl HelpItem {
    fn new(line: &HelpLine) -> Self {
        let [name, contact, gives] = [&line.name, &line.contact, &line.gives].map(|part| escape::terminal_line(part));
        Self { name, contact, gives }
    }
}

impl ReasonItem {
    fn new(assessment: &Assessment, item: &Item<'_>) -> Self {
        let explained = item.explained();
        let mut quotes: Vec<String> = Vec::new();
        let most = if explained.is_some() { QUOTES } else { 2 * QUOTES };
        for place in item.reasons.iter().flat_map(|reason| &reason.spans) {
            let quote = finding::cut(&escape::terminal_line(assessment.quote(place)), QUOTE);
            if !quote.is_empty() && quotes.len() < most && !quotes.contains(&quote) {
                quotes.push(quote);
            }
        }
        let references = explained.map_or(&[][..], |reason| &reason.references);
        Self {
            number: item.number,
            title: escape::terminal_line(item.title),
            strength: words::strength(item.contribution),
            contribution: signed(item.contribution),
            quotes,
            why: explained.map(|reason| escape::terminal_line(&reason.why)).unwrap_or_default(),
            sources: references.iter().take(SOURCES).map(|source| Source::new(source)).collect(),
        }
    }
}

impl Source {
    fn new(source: &str) -> Self {
        let link = finding::address(source).unwrap_or_default();
        let words = source.strip_suffix(link).unwrap_or(source).trim_end().trim_end_matches([',', ':']);
        Self { text: escape::terminal_line(words), link: link.to_owned() }
    }
}

/// File and line.
fn place(assessment: &Assessment) -> String {
    let path = finding::path(assessment).unwrap_or_else(|| "standard input".to_owned());
    let line = if assessment.origin.line > 1 { format!(":{}", assessment.origin.line) } else { String::new() };
    finding::cut(&escape::terminal_line(&format!("{path}{line}")), NAME)
}

/// Where the ad came from, in full.
pub(super) fn about(assessment: &Assessment) -> Vec<String> {
    let origin = &assessment.origin;
    let mut parts = vec![place(assessment), format!("record {}", origin.record)];
    parts.push(format!("id {}", finding::cut(&escape::terminal_line(&assessment.ad_id), NAME)));
    parts.extend(assessment.language.map(|language| format!("language {language}")));
    parts.extend(assessment.encoding.map(|encoding| format!("decoded from {encoding}")));
    parts
}

/// A field with its evidence.
fn pieces(assessment: &Assessment, name: FieldName, listing: &Listing<'_>) -> Vec<Piece> {
    let text = assessment.field(name);
    let detail = if text.len() <= WHOLE { Detail::Full } else { Detail::Plain };
    let marks = excerpt::marks(text, name, listing, Detail::Full);
    let mut pieces = Vec::new();
    let mut shown = 0;
    for window in excerpt::windows(text, &marks, detail) {
        if window.start > shown {
            pieces.push(Piece::Gap);
        }
        shown = window.start;
        for mark in marks.iter().filter(|mark| window.start <= mark.span.start && mark.span.end <= window.end) {
            pieces.push(Piece::Plain(escape::terminal(&text[shown..mark.span.start]).into_owned()));
            pieces.push(marked(text, mark, listing));
            shown = mark.span.end;
        }
        pieces.push(Piece::Plain(escape::terminal(&text[shown..window.end]).into_owned()));
        shown = window.end;
    }
    if shown < text.len() {
        pieces.push(Piece::Gap);
    }
    pieces
}

/// Words of the ad that reasons rest on; those that only wording rests on are set off less.
fn marked(text: &str, mark: &Mark, listing: &Listing<'_>) -> Piece {
    let explained = listing.items().any(|(item, _)| mark.numbers.contains(&item.number) && item.explained().is_some());
    let numbers: Vec<String> = mark.numbers.iter().map(usize::to_string).collect();
    Piece::Marked {
        words: escape::terminal(&text[mark.span.clone()]).into_owned(),
        numbers: numbers.join(","),
        class: match (explained, mark.raises) {
            (true, true) => "",
            (true, false) => "lowers",
            (false, true) => "wording",
            (false, false) => "wording lowers",
        },
    }
}

/// Title, which way it went, why.
fn adjustment(reason: &Reason) -> [String; 3] {
    let [title, why] = [&reason.title, &reason.why].map(|part| escape::terminal_line(part));
    [title, words::direction(reason.contribution).to_owned(), why]
}

/// The ledger as bars.
fn ledger(assessment: &Assessment) -> Vec<LedgerRow> {
    let ledger = &assessment.ledger;
    let parts = [
        ("where every ad starts", ledger.prior),
        ("rules", ledger.rules),
        ("facts", ledger.facts),
        ("resemblance", ledger.taggers),
        ("wording", ledger.wording),
        ("adjustments", ledger.adjustments),
        ("sum", ledger.logit),
    ];
    let row = |(at, (name, value)): (usize, (&'static str, f64))| {
        let width = ((value.abs() / LEDGER_REACH).min(1.0) * 1000.0).round() / 10.0;
        let x = if value < 0.0 { 100.0 - width } else { 100.0 };
        LedgerRow { name, value: signed(value), x, width, raises: value >= 0.0, total: at == 6 }
    };
    parts.into_iter().enumerate().map(row).collect()
}

/// A number with its sign, to hundredths.
fn signed(value: f64) -> String {
    let text = format!("{:+.2}", value + 0.0);
    if text == "-0.00" { "+0.00".to_owned() } else { text.replace('-', "−") }
}
