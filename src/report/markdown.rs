//! Markdown for a comment on a pull request: counts, a table of the worst ads, and each of them folded with its reasons.
//!
//! A comment holds some 65,000 characters, so only the worst ads stand in it. Words of an ad stand as code, in which hosts
//! find no mark-up, links, mentions or issue numbers. The first line is a mark by which a script finds its own comment
//! again.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Report;
use super::escape::{markdown, markdown_code};
use super::finding;
use super::human::listing::{Item, Listing};
use super::human::words;
use super::worst::Worst;
use super::{Detail, Unreadable};
use crate::assess::{Assessment, Band, HelpLine, Run, Status, Summary};

/// Ads in the table, and those of them told in full.
const ADS: usize = 20;
/// Unreadable records named.
const UNREADABLE: usize = 10;
/// Help lines told.
const HELP: usize = 12;
/// Characters of a quote, and quotes of a reason.
const QUOTE: usize = 100;
const QUOTES: usize = 3;

/// Writes one comment.
pub(super) struct Markdown {
    run: Option<Run>,
    worst: Worst<Told>,
    unreadable: Vec<String>,
    help: Vec<HelpLine>,
}

/// An ad in words.
struct Told {
    row: String,
    details: String,
}

impl Default for Markdown {
    fn default() -> Self {
        Self { run: None, worst: Worst::new(ADS), unreadable: Vec::new(), help: Vec::new() }
    }
}

impl Report for Markdown {
    fn begin(&mut self, _: &mut dyn Write, run: &Run) -> io::Result<()> {
        self.run = Some(run.clone());
        Ok(())
    }

    fn add(&mut self, _: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        if assessment.status == Status::Insufficient {
            return Ok(());
        }
        self.worst.add(assessment.probability, || Told { row: row(assessment), details: details(assessment) });
        for line in &assessment.help {
            if self.help.len() < HELP && !self.help.contains(line) {
                self.help.push(line.clone());
            }
        }
        Ok(())
    }

    fn unreadable(&mut self, _: &mut dyn Write, record: &Unreadable) -> io::Result<()> {
        if self.unreadable.len() < UNREADABLE {
            let path = finding::cut(record.path.as_deref().unwrap_or("standard input"), QUOTE);
            let line = record.line.map(|line| format!(", line {line}")).unwrap_or_default();
            let problem = finding::cut(&record.problem, 2 * QUOTE);
            self.unreadable.push(format!("{}{line}: {}", markdown_code(&path), markdown_code(&problem)));
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let left_out = self.worst.dropped();
        let told = std::mem::replace(&mut self.worst, Worst::new(ADS)).into_ranked();
        writeln!(out, "<!-- lurescan -->\n## Job advertisements: risk indicators\n")?;
        writeln!(out, "{}", counts(summary))?;
        if !told.is_empty() {
            writeln!(out, "\n| Risk | Score | Ad | Where | Strongest signs |\n| --- | ---: | --- | --- | --- |")?;
            told.iter().try_for_each(|ad| out.write_all(ad.row.as_bytes()))?;
            if left_out > 0 {
                writeln!(out, "\n{left_out} more ads of lower score are not listed.")?;
            }
            told.iter().try_for_each(|ad| out.write_all(ad.details.as_bytes()))?;
        }
        if !self.unreadable.is_empty() {
            writeln!(out, "\n### Could not be read\n")?;
            self.unreadable.iter().try_for_each(|line| writeln!(out, "- {line}"))?;
            let more = summary.unreadable.saturating_sub(self.unreadable.len() as u64);
            if more > 0 {
                writeln!(out, "- and {more} more")?;
            }
        }
        self.help(out)?;
        let run = self.run.as_ref().expect("invariant: begin comes before finish");
        writeln!(out, "\n*{}*", words::CLOSING)?;
        writeln!(out, "\n<sub>lurescan {}, rules `{}`, model `{}`</sub>", run.program, run.rules, run.model)
    }
}

impl Markdown {
    fn help(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(first) = self.help.first() else { return Ok(()) };
        writeln!(out, "\n<details><summary>{}</summary>\n", words::help(&first.as_of))?;
        for HelpLine { name, contact, gives, .. } in &self.help {
            let gives = if gives.is_empty() { String::new() } else { format!(". {}", markdown(gives)) };
            writeln!(out, "- {}: {}{gives}", markdown(name), markdown(contact))?;
        }
        writeln!(out, "\n</details>")
    }
}

/// The counts in a sentence.
fn counts(summary: &Summary) -> String {
    let [low, elevated, high, critical] = summary.by_band;
    let mut text = format!(
        "{} scored: **{critical} critical**, **{high} high**, {elevated} elevated, {low} low.",
        plural(summary.scored, "ad")
    );
    for (count, what) in
        [(summary.insufficient, "with too little text to judge"), (summary.unreadable, "that could not be read")]
    {
        if count > 0 {
            write!(text, " {} {what}.", plural(count, "record")).expect("invariant: writing to a string does not fail");
        }
    }
    text
}

fn plural(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// The row of the table.
fn row(assessment: &Assessment) -> String {
    let listing = Listing::new(assessment, Detail::Plain);
    // Named signs first: every ad has some wording, and on a low one it is not worth a word.
    let (named, wording): (Vec<_>, Vec<_>) = listing.raising.iter().partition(|item| item.explained().is_some());
    let wording = wording.into_iter().filter(|_| assessment.band > Band::Low);
    let signs: Vec<String> = named.into_iter().chain(wording).take(3).map(|item| markdown(item.title)).collect();
    let signs = if signs.is_empty() { "none".to_owned() } else { signs.join("; ") };
    format!(
        "| {} | {} | {} | {} | {signs} |\n",
        band(assessment.band),
        assessment.score,
        markdown_code(&finding::name(assessment, 60)),
        place(assessment),
    )
}

fn band(band: Band) -> &'static str {
    match band {
        Band::Low => "low",
        Band::Elevated => "elevated",
        Band::High => "**high**",
        Band::Critical => "**critical**",
    }
}

/// File and line.
fn place(assessment: &Assessment) -> String {
    let path = finding::path(assessment).unwrap_or_else(|| "standard input".to_owned());
    let line = match assessment.origin.line {
        0 | 1 => String::new(),
        line => format!(":{line}"),
    };
    markdown_code(&finding::cut(&format!("{path}{line}"), QUOTE))
}

/// The folded part of an ad: what raises its score, what lowers it, what to ask.
fn details(assessment: &Assessment) -> String {
    if assessment.band == Band::Low {
        return String::new();
    }
    let listing = Listing::new(assessment, Detail::Plain);
    let name = super::escape::xml(&finding::name(assessment, 80));
    let mut text = format!("\n<details><summary>{}: <code>{name}</code></summary>\n\n", finding::verdict(assessment));
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    line(words::meaning(assessment.band));
    if let Some(scheme) = finding::scheme(assessment) {
        line(&format!("Features seen in {}.", markdown(&scheme)));
    }
    for (heading, items) in [(words::RAISING, &listing.raising), (words::LOWERING, &listing.lowering)] {
        if !items.is_empty() {
            line(&format!("\n**{heading}**\n"));
            items.iter().for_each(|item| line(&listed(assessment, item)));
        }
    }
    let questions = listing.questions();
    if !questions.is_empty() {
        line(&format!("\n**{}**\n", words::ASK));
        questions.into_iter().for_each(|question| line(&format!("- {}", markdown(question))));
    }
    line("\n</details>");
    text
}

/// One reason with its words.
fn listed(assessment: &Assessment, item: &Item<'_>) -> String {
    let spans = item.reasons.iter().flat_map(|reason| &reason.spans);
    let mut quotes: Vec<String> = Vec::new();
    for quote in spans.map(|place| markdown_code(&finding::cut(assessment.quote(place), QUOTE))) {
        if !quote.is_empty() && !quotes.contains(&quote) && quotes.len() < QUOTES {
            quotes.push(quote);
        }
    }
    let quotes = if quotes.is_empty() { String::new() } else { format!(": {}", quotes.join(", ")) };
    format!("{}. {}{quotes} ({})", item.number, markdown(item.title), words::strength(item.contribution))
}
