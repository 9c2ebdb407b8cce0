//! `lurescan campaigns`: every ad in, groups of near-duplicates out.
//!
//! Ads are read once, also from standard input. Their texts wait in a spool until it is known who belongs to whom.

use super::args::CampaignsArgs;
use super::engine;
use super::error::{Failure, Status};
use super::output::Output;
use super::pipeline::{self, Sink};
use super::plan::{self, Setup, Writing};
use super::spool::{Spool, Texts};
use super::term::Terminal;
use crate::assess::{Assessment, Run};
use crate::campaign::{Found, Gatherer, Signature, excerpt};
use crate::report::FORMATS;
use crate::report::campaigns::{CampaignReport, Counts};

/// Runs the verb.
pub(super) fn run(setup: &Setup, typed: &CampaignsArgs, terminal: &Terminal) -> Result<Status, Failure> {
    let writing = plan::writing(&typed.output, "jsonl", terminal)?;
    let report = report(&writing, typed.members)?;
    let reading = plan::reading(&typed.input, &writing.target, terminal)?;
    let assessor = engine::assessor(setup)?;
    let about = assessor.run();
    let output = Output::open(&writing.target, writing.look.color)?;
    let mut keeper = Keeper { gatherer: Gatherer::default(), spool: Spool::open()? };
    // The report comes at the end, so that progress does not stand in its way.
    terminal.start_progress(reading.inputs.len() as u64, false);
    let tally = pipeline::run(assessor, reading, setup.threads, writing.redact, terminal, &mut keeper);
    terminal.end_progress();
    let mut tally = tally?;
    if output.is_whole() && tally.nothing_read() {
        terminal.note(format!("{} is not written, for nothing could be read", output.name()));
        tally.tell(terminal);
        return Ok(tally.status());
    }
    let found = keeper.gatherer.found(typed.min_size as usize);
    write(&found, keeper.spool.close()?, report, &about, output)?;
    tally.tell(terminal);
    tell(&found, terminal);
    Ok(tally.status())
}

/// The report of campaigns in the format chosen.
fn report(writing: &Writing, members: bool) -> Result<Box<dyn CampaignReport>, Failure> {
    if let Some(new) = writing.format.campaigns {
        return Ok(new(writing.look, members));
    }
    let able: Vec<&str> =
        FORMATS.iter().filter(|format| format.campaigns.is_some()).map(|format| format.name).collect();
    Err(Failure::usage(format!("the format {} does not hold campaigns", writing.format.name))
        .hint(format!("choose one of {}", able.join(", "))))
}

/// Makes each campaign and writes it.
fn write(
    found: &Found,
    mut texts: Texts,
    mut report: Box<dyn CampaignReport>,
    about: &Run,
    mut output: Output,
) -> Result<(), Failure> {
    let name = output.name().to_owned();
    let fail = |error: std::io::Error| Failure::output(&name, &error);
    report.begin(&mut output, about).map_err(fail)?;
    for outline in found.outlines() {
        let samples = found.samples(outline).map(|text| texts.read(text)).collect::<Result<Vec<_>, _>>()?;
        let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
        report.add(&mut output, &found.campaign(outline, &samples)).map_err(fail)?;
    }
    report.finish(&mut output, &counts(found)).map_err(fail)?;
    output.finish()
}

fn counts(found: &Found) -> Counts {
    Counts { campaigns: found.outlines().len(), grouped: found.grouped(), ads: found.ads() }
}

/// Tells the counts.
fn tell(found: &Found, terminal: &Terminal) {
    if found.unread() > 0 {
        terminal.note(format!("ads with nothing to read in them, which are in no campaign: {}", found.unread()));
    }
    let Counts { campaigns, grouped, ads } = counts(found);
    terminal.line(format!("campaigns {campaigns}, ads in them {grouped}, other ads {}", ads - grouped));
}

/// Keeps what campaigns are found by.
struct Keeper {
    gatherer: Gatherer,
    spool: Spool,
}

impl Sink for Keeper {
    type Beside = Option<Signature>;

    fn beside(assessment: &Assessment) -> Option<Signature> {
        Signature::of(&assessment.title, &assessment.text)
    }

    fn add(&mut self, assessment: &Assessment, signature: Option<Signature>) -> Result<(), Failure> {
        if self.gatherer.add(assessment, signature) {
            self.spool.put(&excerpt(&assessment.title, &assessment.text))?;
        }
        Ok(())
    }

    fn idle(&mut self) -> Result<(), Failure> {
        Ok(())
    }
}
