//! One ad as a card: headline, the ad with its evidence, the reasons, what to ask.

use std::collections::BTreeSet;
use std::io;

use crate::ad::{FieldName, Origin};
use crate::assess::{Assessment, Band, Evidence, SchemeShare, Status};
use crate::report::position::Lines;
use crate::report::{Detail, escape};

use super::listing::{Item, Listing};
use super::sheet::{Painted, Sheet};
use super::style::Style;
use super::wrap::elide;
use super::{excerpt, ledger, words};

/// How many quotes an item shows, of wording, and in a full card; how many columns of each.
const QUOTES: usize = 3;
const WORDING_QUOTES: usize = 8;
const FULL_QUOTES: usize = 40;
const QUOTE_WIDTH: usize = 60;
/// How many columns of a path or an id.
const NAME_WIDTH: usize = 120;
/// How many questions a card asks.
const QUESTIONS: usize = 5;
/// A second scheme is named from this share on.
const SECOND_SCHEME: f64 = 0.25;

/// Writes the card of one ad.
pub(super) fn write(sheet: &mut Sheet<'_>, assessment: &Assessment, detail: Detail) -> io::Result<()> {
    if assessment.status == Status::Insufficient {
        return insufficient(sheet, assessment, detail);
    }
    let listing = Listing::new(assessment, detail);
    headline(sheet, assessment, detail)?;
    unseen(sheet, assessment)?;
    ad(sheet, assessment, &listing, detail)?;
    if listing.raising.is_empty() {
        sheet.blank()?;
        sheet.block("", &Painted::of(words::NOTHING_FOUND, Style::Plain))?;
    } else {
        sheet.heading(words::RAISING)?;
        items(sheet, assessment, &listing.raising, detail)?;
        if listing.left_out > 0 {
            sheet.block("     ", &Painted::of(&words::left_out(listing.left_out), Style::Dim))?;
        }
    }
    if !listing.lowering.is_empty() {
        sheet.heading(words::LOWERING)?;
        items(sheet, assessment, &listing.lowering, detail)?;
    }
    adjustments(sheet, &listing)?;
    if assessment.band > Band::Low {
        questions(sheet, &listing)?;
    }
    if detail == Detail::Full {
        ledger::write(sheet, assessment)?;
    }
    Ok(())
}

/// Where the ad came from, in full; safe.
fn place(assessment: &Assessment) -> String {
    let Origin { record, line, .. } = &assessment.origin;
    let mut parts = vec![path(assessment)];
    if *line > 1 {
        parts.push(format!("record {record}, line {line}"));
    }
    parts.extend(id(assessment).map(|id| format!("id {id}")));
    parts.extend(assessment.language.map(|language| format!("language {language}")));
    parts.extend(assessment.encoding.map(|encoding| format!("decoded from {encoding}")));
    parts.join(" · ")
}

/// Where the ad came from, for a line of many; safe.
pub(super) fn short_place(assessment: &Assessment) -> String {
    let mut place = path(assessment);
    if assessment.origin.line > 1 {
        place = format!("{place}:{}", assessment.origin.line);
    }
    id(assessment).map_or(place.clone(), |id| format!("{place} {id}"))
}

fn path(assessment: &Assessment) -> String {
    let path = assessment.origin.path.as_deref().unwrap_or("standard input");
    elide(&escape::terminal_line(path), NAME_WIDTH)
}

/// The id, unless it was made of the path or of the dash that stands for standard input.
fn id(assessment: &Assessment) -> Option<String> {
    let path = assessment.origin.path.as_deref().unwrap_or("-");
    let own = !assessment.ad_id.is_empty() && !assessment.ad_id.starts_with(path);
    own.then(|| elide(&escape::terminal_line(&assessment.ad_id), NAME_WIDTH))
}

/// An ad that cannot be judged.
fn insufficient(sheet: &mut Sheet<'_>, assessment: &Assessment, detail: Detail) -> io::Result<()> {
    let nothing = Listing { raising: Vec::new(), lowering: Vec::new(), adjustments: Vec::new(), left_out: 0 };
    sheet.block("", &Painted::of(words::INSUFFICIENT, Style::Heading))?;
    sheet.block("", &Painted::of(&place(assessment), Style::Dim))?;
    sheet.block("", &Painted::of(words::INSUFFICIENT_MEANING, Style::Plain))?;
    ad(sheet, assessment, &nothing, detail)
}

/// Band, score, meaning and scheme.
fn headline(sheet: &mut Sheet<'_>, assessment: &Assessment, detail: Detail) -> io::Result<()> {
    let Assessment { band, score, .. } = assessment;
    let first = Painted::of(words::headline(*band), Style::Band(*band));
    sheet.block("", &first.and(&format!("  {score}/100"), Style::Heading))?;
    sheet.block("", &Painted::of(&place(assessment), Style::Dim))?;
    sheet.block("", &Painted::of(words::meaning(*band), Style::Plain))?;
    let named = assessment.schemes.iter().enumerate();
    let named = named
        .filter(|(rank, scheme)| detail == Detail::Full || *rank == 0 || *rank == 1 && scheme.share >= SECOND_SCHEME);
    let named: Vec<String> = named.map(|(_, scheme)| scheme_words(scheme, detail)).collect();
    if *band > Band::Low && !named.is_empty() {
        let line = format!("Features seen in {}.", named.join(", and in "));
        sheet.block("", &Painted::of(&line, Style::Plain))?;
    }
    Ok(())
}

/// What the mark-up of a page states and its visible text does not.
fn unseen(sheet: &mut Sheet<'_>, assessment: &Assessment) -> io::Result<()> {
    for seen in &assessment.origin.observations {
        let stated = elide(&escape::terminal_line(&seen.stated), QUOTE_WIDTH);
        let line = format!("Only in the page's mark-up, not in what it shows: {} “{stated}”.", seen.about.as_str());
        sheet.block("", &Painted::of(&line, Style::Plain))?;
    }
    Ok(())
}

/// A scheme's title, with its share in a full card.
fn scheme_words(scheme: &SchemeShare, detail: Detail) -> String {
    let title = escape::terminal_line(&scheme.title);
    if detail == Detail::Full { format!("{title} ({:.0} %)", scheme.share * 100.0) } else { title }
}

/// The ad's own words behind a bar.
fn ad(sheet: &mut Sheet<'_>, assessment: &Assessment, listing: &Listing<'_>, detail: Detail) -> io::Result<()> {
    sheet.blank()?;
    for (name, base) in [(FieldName::Title, Style::Heading), (FieldName::Text, Style::Plain)] {
        sheet.barred(&excerpt::field(assessment, name, listing, detail, sheet.color, base))?;
    }
    Ok(())
}

/// A list of items with their words and what they mean.
fn items(sheet: &mut Sheet<'_>, assessment: &Assessment, items: &[Item<'_>], detail: Detail) -> io::Result<()> {
    const INDENT: &str = "     ";
    for item in items {
        let label = format!("{:>3}. ", item.number);
        let quotes = quotes(assessment, item, detail).join(", ");
        let title = escape::terminal_line(item.title);
        let strength = match detail {
            Detail::Plain => words::strength(item.contribution).to_owned(),
            Detail::Full => format!("{:+.2}", item.contribution),
        };
        let Some(reason) = item.explained() else {
            let line = Painted::of(&title, Style::Heading).and(&format!(": {quotes}"), Style::Plain);
            sheet.block(&label, &with_strength(line, &strength))?;
            continue;
        };
        sheet.block(&label, &with_strength(Painted::of(&title, Style::Heading), &strength))?;
        if detail == Detail::Full {
            let line = format!("{} {}{}", reason.kind.as_str(), reason.id, words::weight_origin(reason));
            sheet.block(INDENT, &Painted::of(&escape::terminal_line(&line), Style::Dim))?;
        }
        for line in [quotes, escape::terminal_line(&reason.why)].iter().filter(|line| !line.is_empty()) {
            sheet.block(INDENT, &Painted::of(line, Style::Plain))?;
        }
        for source in reason.references.iter().filter(|_| detail == Detail::Full) {
            sheet.block(INDENT, &Painted::of(&escape::terminal_line(&format!("Source: {source}")), Style::Dim))?;
        }
    }
    Ok(())
}

/// A title with the weight of its item behind it, in one piece.
fn with_strength(title: Painted, strength: &str) -> Painted {
    let mut line = title.and("  ", Style::Plain);
    line.push(strength, Style::Dim);
    line.keep(strength.len());
    line
}

/// The words an item rests on, each once, safe; a full card says where each stands.
fn quotes(assessment: &Assessment, item: &Item<'_>, detail: Detail) -> Vec<String> {
    let lines = (detail == Detail::Full).then(|| FieldName::ALL.map(|name| Lines::new(assessment.field(name))));
    let mut seen = BTreeSet::new();
    let mut quotes: Vec<String> = Vec::new();
    for reason in &item.reasons {
        for evidence in &reason.spans {
            let Evidence { field, span } = evidence;
            let quote = escape::terminal_line(assessment.quote(evidence));
            if quote.is_empty() || !seen.insert(quote.to_lowercase()) && lines.is_none() {
                continue;
            }
            let mut quote = format!("“{}”", elide(&quote, QUOTE_WIDTH));
            if let Some(lines) = &lines {
                let at = lines[*field as usize].at(span.start);
                quote = format!("{quote} ({field} {}:{})", at.line, at.column);
            }
            quotes.push(quote);
        }
    }
    let most = match (detail, item.explained()) {
        (Detail::Full, _) => FULL_QUOTES,
        (Detail::Plain, Some(_)) => QUOTES,
        (Detail::Plain, None) => WORDING_QUOTES,
    };
    if quotes.len() > most {
        let more = quotes.len() - most;
        quotes.truncate(most);
        quotes.push(format!("and {more} more"));
    }
    quotes
}

/// Caps and gates, which way they went and why.
fn adjustments(sheet: &mut Sheet<'_>, listing: &Listing<'_>) -> io::Result<()> {
    if listing.adjustments.is_empty() {
        return Ok(());
    }
    sheet.heading(words::ADJUSTED)?;
    for reason in &listing.adjustments {
        let title = escape::terminal_line(&reason.title);
        let direction = format!("  {}", words::direction(reason.contribution));
        sheet.block("   • ", &Painted::of(&title, Style::Heading).and(&direction, Style::Dim))?;
        if !reason.why.is_empty() {
            sheet.block("     ", &Painted::of(&escape::terminal_line(&reason.why), Style::Plain))?;
        }
    }
    Ok(())
}

/// The questions of the strongest reasons.
fn questions(sheet: &mut Sheet<'_>, listing: &Listing<'_>) -> io::Result<()> {
    let questions = listing.questions();
    if questions.is_empty() {
        return Ok(());
    }
    sheet.heading(words::ASK)?;
    for question in questions.into_iter().take(QUESTIONS) {
        sheet.block("   • ", &Painted::of(&escape::terminal_line(question), Style::Plain))?;
    }
    Ok(())
}
