//! A sidecar: attributes of ads by their ids and nothing of their texts, to be laid beside a corpus that stays as it is.
//!
//! The words that wording reasons are named by are texts too, so these reasons go under one name here.

use std::io::{self, Write};

use serde::Serialize;

use crate::assess::{Assessment, Reason, ReasonKind, Run, Status, Summary};
use crate::report::Report;
use crate::report::escape::JsonFormatter;

/// How many reasons are named.
const REASONS: usize = 5;

/// Writes JSON Lines of attributes.
#[derive(Debug)]
pub(in crate::report) struct Sidecar;

/// The attributes of one ad.
#[derive(Debug, Serialize)]
struct Attributes<'a> {
    id: &'a str,
    /// This and the next two are null where there is too little text to judge.
    score: Option<u8>,
    band: Option<&'static str>,
    probability: Option<f64>,
    /// The scheme most of the evidence speaks for, or null.
    scheme: Option<&'a str>,
    /// Ids of the strongest reasons, the strongest first.
    reasons: Vec<&'a str>,
}

impl Report for Sidecar {
    fn begin(&mut self, _: &mut dyn Write, _: &Run) -> io::Result<()> {
        Ok(())
    }

    fn add(&mut self, out: &mut dyn Write, assessment: &Assessment) -> io::Result<()> {
        let scored = assessment.status == Status::Scored;
        let attributes = Attributes {
            id: &assessment.ad_id,
            score: scored.then_some(assessment.score),
            band: scored.then_some(assessment.band.as_str()),
            probability: scored.then_some(assessment.probability),
            scheme: assessment.schemes.first().map(|scheme| scheme.id.as_str()),
            reasons: strongest(assessment),
        };
        attributes.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, JsonFormatter))?;
        out.write_all(b"\n")
    }

    fn finish(&mut self, _: &mut dyn Write, _: &Summary) -> io::Result<()> {
        Ok(())
    }
}

/// The ids of the strongest reasons, each once.
fn strongest(assessment: &Assessment) -> Vec<&str> {
    let mut ids = Vec::with_capacity(REASONS);
    for id in assessment.reasons.iter().map(id) {
        if ids.len() < REASONS && !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

fn id(reason: &Reason) -> &str {
    match reason.kind {
        ReasonKind::Wording => ReasonKind::Wording.as_str(),
        _ => &reason.id,
    }
}
