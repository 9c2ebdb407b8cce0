//! `POST /v1/explain`: one ad in; its assessment out, with what a person asks next: help, what is not stated, what would change
//! the verdict.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::engine::Loaded;
use super::limits::Received;
use super::problem::Problem;
use super::routes::App;
use super::score::{Object, Telling, is_json, parsed, unmarked};
use crate::ad::{Ad, Origin};
use crate::assess::{Assessment, Counterfactual, Cut, HelpLine};
use crate::report::escape::JsonFormatter;
use crate::report::view::View;

/// One job advertisement, and how to tell of it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExplainInput {
    /// The headline.
    #[serde(default)]
    title: String,
    /// The body, plain text.
    text: String,
    /// The language to tell reasons in, such as `vi` or `zh-Hant`, where their rules have texts in it.
    #[serde(default)]
    lang: Option<String>,
    /// Whether to look for what would change the verdict, which scores the ad some dozens of times.
    #[serde(default)]
    counterfactual: bool,
}

/// An assessment with what a person asks next.
#[derive(Serialize, JsonSchema)]
pub(super) struct Explanation<'a> {
    /// The assessment, as `/v1/score` gives it.
    assessment: View<'a>,
    /// Schemes whose features were seen, in words that complete "features seen in …".
    schemes: Vec<SchemeTitle<'a>>,
    /// Where to turn for help in the countries concerned; empty for the lowest band.
    help: Vec<Help<'a>>,
    /// What a vacancy that can be checked says and this one does not: `employer`, `place`, `pay`, `terms`, `qualifications`,
    /// `selection`, `contact`.
    unstated: Vec<&'static str>,
    /// Null when it was not asked for, the ad is not scored, or it is too long to try.
    counterfactual: Option<CounterfactualView>,
}

/// A scheme in words.
#[derive(Serialize, JsonSchema)]
pub(super) struct SchemeTitle<'a> {
    /// Its id.
    id: &'a str,
    /// Its title.
    title: &'a str,
    /// Share of the risk evidence, 0 to 1.
    share: f64,
}

/// Someone to turn to.
#[derive(Serialize, JsonSchema)]
pub(super) struct Help<'a> {
    /// ISO country code in lower case, or empty for any country.
    country: &'a str,
    /// What sort of service, such as `report`.
    kind: &'a str,
    /// Who it is.
    name: &'a str,
    /// Number, address or page.
    contact: &'a str,
    /// What one gets there.
    gives: &'a str,
    /// Year and month in which the contact was seen in an official source.
    as_of: &'a str,
}

/// What would change the verdict; each entry was scored.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Counterfactual")]
pub(super) struct CounterfactualView {
    /// The strongest reasons, each taken out by itself.
    alone: Vec<CutView>,
    /// Reasons without which the band falls, none of which can be spared; null when no words that could be cut out make it fall.
    together: Option<CutView>,
}

/// The ad without the words of some reasons.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Cut")]
pub(super) struct CutView {
    /// Ids of these reasons.
    reasons: Vec<String>,
    /// The band then; null when too little text is left.
    band: Option<&'static str>,
    /// The score then.
    score: Option<u8>,
}

impl CutView {
    fn of(cut: Cut) -> Self {
        Self { reasons: cut.reasons, band: cut.band.map(crate::assess::Band::as_str), score: cut.score }
    }
}

impl<'a> Help<'a> {
    fn of(line: &'a HelpLine) -> Self {
        let HelpLine { country, kind, name, contact, gives, as_of } = line;
        Self { country, kind, name, contact, gives, as_of }
    }
}

/// Answers `POST /v1/explain`.
pub(super) async fn explain(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    is_json(&headers)?;
    let limits = &app.settings.limits;
    let received = app.memory.receive(&headers, body, limits.body, limits.body_time).await?;
    let Received { bytes, held } = received;
    let Object(input): Object<ExplainInput> = parsed(unmarked(&bytes))?;
    drop(bytes);
    let loaded = app.engine.loaded();
    let telling = Telling { lang: input.lang.clone() }.known(&loaded)?;
    let place = app.engine.place()?;
    let job = move || answer(&loaded, input, telling.lang.as_deref());
    let (assessment, bytes) = app.engine.run((place, held), job).await?;
    app.metrics.assessed(&assessment);
    Ok(([(CONTENT_TYPE, "application/json")], bytes).into_response())
}

fn answer(loaded: &Loaded, input: ExplainInput, language: Option<&str>) -> (Assessment, Vec<u8>) {
    let origin = Origin { record: 1, line: 1, ..Origin::default() };
    let ad = Ad { id: "-#1".to_owned(), origin, ..Ad::from_text(input.title, input.text) };
    let assessment = loaded.assess(&ad, language);
    let counterfactual = input.counterfactual.then(|| loaded.assessor.counterfactual(&ad, &assessment)).flatten();
    let schemes = assessment.schemes.iter();
    let explanation = Explanation {
        assessment: View::new(&loaded.run, &assessment),
        schemes: schemes.map(|s| SchemeTitle { id: &s.id, title: &s.title, share: s.share }).collect(),
        help: assessment.help.iter().map(Help::of).collect(),
        unstated: loaded.assessor.unstated(&ad).into_iter().map(crate::assess::Unstated::as_str).collect(),
        counterfactual: counterfactual.map(|Counterfactual { alone, together }| CounterfactualView {
            alone: alone.into_iter().map(CutView::of).collect(),
            together: together.map(CutView::of),
        }),
    };
    let mut bytes = Vec::new();
    // Writing to memory takes everything.
    let _ = explanation.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, JsonFormatter));
    bytes.push(b'\n');
    (assessment, bytes)
}
