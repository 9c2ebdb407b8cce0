//! JUnit XML, for the test tab of a CI server: a suite per file, a test case per ad, a failure per finding.
//!
//! A suite states its counts before its cases, so its cases are held; a file of many ads becomes several suites.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::escape::{terminal_line, xml};
use super::finding::{self, findings};
use super::{Options, Report, Unreadable};
use crate::assess::{Assessment, Run, Status, Summary};

/// Most cases of one suite.
const CASES: usize = 1_000;
/// Characters of an ad's name.
const NAME: usize = 100;

/// Writes one document.
pub(super) struct Junit {
    options: Options,
    suite: Suite,
}

/// The suite at hand.
#[derive(Debug, Default)]
struct Suite {
    name: String,
    /// Which part of its file it is, from 1.
    part: usize,
    cases: String,
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Junit {
    /// Failures are the findings these options ask for.
    pub(super) fn new(options: Options) -> Self {
        Self { options, suite: Suite::default() }
    }

    /// The suite a case of this file belongs to, full or other suites written before.
    fn suite(&mut self, out: &mut dyn Write, path: Option<&str>) -> io::Result<&mut Suite> {
        let name = terminal_line(path.unwrap_or("standard input"));
        let same = self.suite.name == name;
        if !same || self.suite.tests >= CASES {
            let part = if same { self.suite.part + 1 } else { 1 };
            let finished = std::mem::replace(&mut self.suite, Suite { name, part, ..Suite::default() });
            finished.write(out)?;
        }
        self.suite.tests += 1;
        Ok(&mut self.suite)
    }
}

impl Report for Junit {
    fn begin(&mut self, out: &mut dyn Write, _: &Run) -> io::Result<()> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"lurescan\">\n")
    }

    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        let outcome = outcome(assessment, self.options);
        let file = finding::path(assessment);
        let suite = self.suite(out, file.as_deref())?;
        match outcome {
            Outcome::Passed => {}
            Outcome::Failed(_) => suite.failures += 1,
            Outcome::Skipped => suite.skipped += 1,
        }
        let name =
            format!("{} [{}]", finding::name(assessment, NAME), finding::cut(&terminal_line(&assessment.ad_id), NAME));
        suite.case(&name, &outcome.element());
        Ok(())
    }

    fn unreadable(&mut self, out: &mut dyn Write, record: &Unreadable) -> io::Result<()> {
        let suite = self.suite(out, record.path.as_deref())?;
        suite.errors += 1;
        let place = match (record.record, record.line) {
            (Some(record), Some(line)) => format!("record {record}, line {line}"),
            (Some(record), None) => format!("record {record}"),
            _ => "the whole input".to_owned(),
        };
        let problem = xml(&terminal_line(&record.problem));
        suite.case(&place, &format!("<error type=\"unreadable\" message=\"{problem}\"/>"));
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Summary) -> io::Result<()> {
        std::mem::take(&mut self.suite).write(out)?;
        out.write_all(b"</testsuites>\n")
    }
}

impl Suite {
    fn case(&mut self, name: &str, inner: &str) {
        let (name, class) = (xml(name), xml(&self.name));
        let end = if inner.is_empty() { "/>".to_owned() } else { format!(">{inner}</testcase>") };
        writeln!(self.cases, "    <testcase name=\"{name}\" classname=\"{class}\" time=\"0\"{end}")
            .expect("invariant: writing to a string does not fail");
    }

    fn write(self, out: &mut dyn Write) -> io::Result<()> {
        if self.tests == 0 {
            return Ok(());
        }
        let name = if self.part > 1 { format!("{} ({})", self.name, self.part) } else { self.name };
        let Self { tests, failures, errors, skipped, cases, .. } = self;
        write!(
            out,
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"0\">\n\
             {cases}  </testsuite>\n",
            xml(&name)
        )
    }
}

/// How the case of an ad ends.
enum Outcome {
    Passed,
    /// With the message and the text of the failure.
    Failed([String; 2]),
    Skipped,
}

impl Outcome {
    fn element(&self) -> String {
        match self {
            Self::Passed => String::new(),
            Self::Failed([message, text]) => {
                let text = text.lines().map(xml).collect::<Vec<_>>().join("\n");
                format!("<failure type=\"risk\" message=\"{}\">{text}</failure>", xml(message))
            }
            Self::Skipped => format!("<skipped message=\"{}\"/>", xml(super::human::words::INSUFFICIENT)),
        }
    }
}

fn outcome(assessment: &Assessment, options: Options) -> Outcome {
    if assessment.status == Status::Insufficient {
        return Outcome::Skipped;
    }
    if !finding::is_finding(assessment, options) {
        return Outcome::Passed;
    }
    let scheme = finding::scheme(assessment).map(|scheme| format!(": features seen in {scheme}")).unwrap_or_default();
    let message = format!("{}{scheme}", finding::verdict(assessment));
    let lines = findings(assessment, options).into_iter().map(|found| {
        let region = finding::region(assessment, found.reason.spans.first());
        let place = match region.map(|region| (region.start, region.end)) {
            None => String::new(),
            Some((start, None)) => format!("{}: ", start.line),
            Some((start, Some(_))) => format!("{}:{}: ", start.line, start.column),
        };
        let title = terminal_line(&found.reason.title);
        let quote = finding::quote(assessment, &found.reason).map(|quote| format!(": “{quote}”")).unwrap_or_default();
        let ask = terminal_line(&found.reason.ask);
        let ask = if ask.is_empty() { ask } else { format!("\n    {ask}") };
        format!("{place}{title}{quote}{ask}")
    });
    let text: Vec<String> = lines.collect();
    Outcome::Failed([message, text.join("\n")])
}
