//! What is done to ads, one family to a file. A new attack is a row in its family's table; a new family a file and a line
//! in [`FAMILIES`].
//!
//! Every attack is a transformation of text that an advertiser could make and a reader would still understand, without
//! knowledge of rules or weights. Paraphrase and translation are not among them: no program here can make them honestly.

mod accents;
mod apart;
mod bidi;
mod breaks;
mod chinese;
mod confusable;
mod credibility;
mod cut;
mod dress;
mod emoji;
mod entities;
mod invisible;
mod leet;
mod marks;
mod padding;
mod typography;

use super::chance::Chance;

/// Every attack, family by family.
pub(super) const FAMILIES: &[&[Attack]] = &[
    invisible::ATTACKS,
    bidi::ATTACKS,
    dress::ATTACKS,
    confusable::ATTACKS,
    marks::ATTACKS,
    apart::ATTACKS,
    leet::ATTACKS,
    breaks::ATTACKS,
    entities::ATTACKS,
    accents::ATTACKS,
    chinese::ATTACKS,
    emoji::ATTACKS,
    credibility::ATTACKS,
    padding::ATTACKS,
    cut::ATTACKS,
    typography::ATTACKS,
];

/// What an attack changes, which decides what may come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The characters words are written with.
    Characters,
    /// Words, for others that mean the same.
    Words,
    /// What stands beside the offer.
    Company,
    /// How much of the ad is there, and where.
    Extent,
    /// Nothing that is no ordinary typography.
    Typography,
}

impl Change {
    /// The name used in tables and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::Words => "words",
            Self::Company => "company",
            Self::Extent => "extent",
            Self::Typography => "typography",
        }
    }
}

/// How far a change may move an ad before it counts as not held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// Points of recall at the high band that harmful ads may lose.
    Recall(f64),
    /// Points of score that a genuine ad may move.
    Score(f64),
}

impl Change {
    /// What is asked of the model under such a change, if anything is.
    #[must_use]
    pub fn limit(self) -> Option<Limit> {
        match self {
            Self::Characters => Some(Limit::Recall(2.0)),
            Self::Company => Some(Limit::Recall(5.0)),
            Self::Typography => Some(Limit::Score(1.0)),
            Self::Words | Self::Extent => None,
        }
    }
}

/// One way of changing an ad.
pub(super) struct Attack {
    pub(super) name: &'static str,
    pub(super) change: Change,
    pub(super) make: Make,
}

/// How it is done.
pub(super) enum Make {
    /// To the title and to the text, each by itself.
    Fields(fn(&str, &mut Chance) -> String),
    /// To the ad as a whole, with what else is at hand; gives the title and the text.
    Whole(fn(&Subject<'_>, &mut Chance) -> (String, String)),
}

/// An ad about to be changed, and what its advertiser could add to it.
pub(super) struct Subject<'a> {
    pub(super) title: &'a str,
    pub(super) text: &'a str,
    /// Language code as labeled.
    pub(super) language: &'a str,
    /// Sentences of protective rules, in its language or else in English.
    pub(super) credentials: &'a [String],
    /// Texts of genuine ads of its language and another family.
    pub(super) honest: &'a [&'a str],
}

impl Attack {
    /// An attack on the characters of title and text.
    const fn characters(name: &'static str, of: fn(&str, &mut Chance) -> String) -> Self {
        Self { name, change: Change::Characters, make: Make::Fields(of) }
    }

    /// Title and text of the changed ad; `id` seeds what is left to chance.
    pub(super) fn on(&self, subject: &Subject<'_>, id: &str) -> (String, String) {
        let mut chance = Chance::of(self.name, id);
        match self.make {
            Make::Fields(of) => (of(subject.title, &mut chance), of(subject.text, &mut chance)),
            Make::Whole(of) => of(subject, &mut chance),
        }
    }
}
