//! Which reasons a card shows, in which order and under which number.
//!
//! The number of an item is what stands beside its words in the ad.

use crate::assess::{Assessment, Reason, ReasonKind};
use crate::report::Detail;

use super::words;

/// Below this many log-odds either way a reason is not worth a reader's time.
const WORTH_SHOWING: f64 = 0.05;
/// How many items a plain card shows of those that raise the score, and of those that lower it.
const SHOWN: [usize; 2] = [8, 4];
/// How many pieces of wording a plain card quotes.
const QUOTED_WORDING: usize = 8;

/// One numbered item: a reason, or all the wording that pulls one way.
#[derive(Debug)]
pub(in crate::report) struct Item<'a> {
    /// From 1, through both lists.
    pub(in crate::report) number: usize,
    /// One line.
    pub(in crate::report) title: &'a str,
    /// Log-odds; the sum for wording.
    pub(in crate::report) contribution: f64,
    /// The reason, or the pieces of wording by falling weight.
    pub(in crate::report) reasons: Vec<&'a Reason>,
}

impl<'a> Item<'a> {
    /// The reason that explains the item; wording has none.
    pub(in crate::report) fn explained(&self) -> Option<&'a Reason> {
        self.reasons.first().copied().filter(|reason| reason.kind != ReasonKind::Wording)
    }

    /// Whether its words may be marked over those of other items: a combination or wording only repeats them.
    pub(in crate::report) fn marks_first(&self) -> bool {
        self.explained().is_some_and(|reason| reason.kind != ReasonKind::Combination)
    }
}

/// The items of one card.
#[derive(Debug)]
pub(in crate::report) struct Listing<'a> {
    /// Raise the score, by falling contribution.
    pub(in crate::report) raising: Vec<Item<'a>>,
    /// Lower the score, by falling absolute contribution.
    pub(in crate::report) lowering: Vec<Item<'a>>,
    /// Caps and gates.
    pub(in crate::report) adjustments: Vec<&'a Reason>,
    /// How many that raise the score were left out.
    pub(in crate::report) left_out: usize,
}

impl<'a> Listing<'a> {
    /// Chooses and numbers what a card of this detail shows.
    pub(in crate::report) fn new(assessment: &'a Assessment, detail: Detail) -> Self {
        let (raising, left_out) = items(assessment, detail, true, 1);
        let (lowering, _) = items(assessment, detail, false, 1 + raising.len());
        let adjustments = assessment.reasons.iter().filter(|reason| reason.kind == ReasonKind::Adjustment);
        let adjustments = adjustments.filter(|reason| reason.contribution.abs() >= WORTH_SHOWING).collect();
        Self { raising, lowering, adjustments, left_out }
    }

    /// The questions of the strongest reasons, each once, as the rules put them.
    pub(in crate::report) fn questions(&self) -> Vec<&'a str> {
        let mut questions: Vec<&str> = Vec::new();
        for reason in self.raising.iter().filter_map(Item::explained) {
            if !reason.ask.is_empty() && !questions.contains(&reason.ask.as_str()) {
                questions.push(&reason.ask);
            }
        }
        questions
    }

    /// Every numbered item.
    pub(in crate::report) fn items(&self) -> impl Iterator<Item = (&Item<'a>, bool)> {
        self.raising.iter().map(|item| (item, true)).chain(self.lowering.iter().map(|item| (item, false)))
    }
}

/// The items that pull one way, numbered from `first`, and how many did not fit.
fn items(assessment: &Assessment, detail: Detail, raises: bool, first: usize) -> (Vec<Item<'_>>, usize) {
    let least = if detail == Detail::Full { f64::MIN_POSITIVE } else { WORTH_SHOWING };
    let pulls = |reason: &&Reason| if raises { reason.contribution > 0.0 } else { reason.contribution < 0.0 };
    let (mut wording, mut listed) = (Vec::new(), Vec::new());
    for reason in assessment.reasons.iter().filter(pulls) {
        match reason.kind {
            ReasonKind::Adjustment => {}
            ReasonKind::Wording => wording.push(reason),
            _ => listed.push(Item {
                number: 0,
                title: &reason.title,
                contribution: reason.contribution,
                reasons: vec![reason],
            }),
        }
    }
    if !wording.is_empty() {
        let contribution = wording.iter().map(|reason| reason.contribution).sum();
        if detail == Detail::Plain {
            wording.truncate(QUOTED_WORDING);
        }
        listed.push(Item { number: 0, title: words::wording(raises), contribution, reasons: wording });
    }
    listed.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    let worth = listed.iter().take_while(|item| item.contribution.abs() >= least).count();
    let shown = if detail == Detail::Full { worth } else { worth.min(SHOWN[usize::from(!raises)]) };
    let left_out = listed.len() - shown;
    listed.truncate(shown);
    for (number, item) in (first..).zip(&mut listed) {
        item.number = number;
    }
    (listed, left_out)
}
