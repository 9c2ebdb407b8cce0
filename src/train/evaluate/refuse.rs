//! Which ads cannot show anything, and why.

use crate::train::{Corpus, TrainError};

/// Fewer ads of a label are too few to measure on.
const FEWEST: usize = 10;

/// Refuses ads without labels, of one label, or too few.
pub(super) fn unmeasurable(corpus: &Corpus) -> Result<(), TrainError> {
    let harmful = corpus.examples.iter().filter(|example| example.harmful).count();
    let genuine = corpus.examples.len() - harmful;
    let why = match (corpus.records(), harmful, genuine) {
        (0, ..) => "there is no ad to measure on".to_owned(),
        (records, 0, 0) => format!(
            "none of {records} records has a label that is used: a JSON Lines file has `label` with lure, fraud or harmful, \
             legit or genuine; a manifest names its own"
        ),
        (_, 0, genuine) => format!("all {genuine} labeled ads are genuine: what is found cannot be measured"),
        (_, harmful, 0) => format!("all {harmful} labeled ads are harmful: false alarms cannot be measured"),
        (_, harmful, genuine) if harmful.min(genuine) < FEWEST => format!(
            "{harmful} harmful and {genuine} genuine ads are too few to measure on: it takes {FEWEST} of each, and about 100 \
             genuine ones for a rate of 1 %"
        ),
        _ => return Ok(()),
    };
    Err(TrainError::Unfit(why))
}
