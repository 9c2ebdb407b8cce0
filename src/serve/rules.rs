//! `GET /v1/rules`, `GET /v1/rules/{id}` and `GET /v1/languages`: what is looked for, and in which languages it is told.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use schemars::JsonSchema;
use serde::Serialize;

use super::engine::Loaded;
use super::problem::Problem;
use super::routes::App;
use super::score::Telling;
use crate::rules::{Example, Polarity, Rule};

/// A rule.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RuleView {
    /// Its id.
    id: String,
    /// Plain title, in the language asked for where it has one.
    title: String,
    /// Id of its category.
    category: String,
    /// `risk` may only raise a score, `protective` only lower it; `context` marks a text about lures.
    polarity: &'static str,
    /// Declared log-odds.
    weight: f64,
    /// Log-odds the model has learned; null when the declared weight counts.
    learned: Option<f64>,
    /// Whether it is made of other rules.
    combination: bool,
    /// Schemes it speaks for.
    schemes: Vec<String>,
    /// Entries of lists outside this project, such as `ilo:deception`.
    indicators: Vec<String>,
    /// Codes of the languages it finds words in.
    languages: Vec<String>,
    /// Why it matters.
    why: String,
    /// What to ask or check next.
    ask: String,
    /// Public sources.
    references: Vec<String>,
}

/// A rule with the examples that prove it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RuleDetail {
    #[serde(flatten)]
    rule: RuleView,
    /// By language.
    examples: BTreeMap<String, Examples>,
}

/// Texts a rule is proven on.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Examples {
    /// It must fire on these.
    hits: Vec<ExampleView>,
    /// It must not fire on these.
    misses: Vec<ExampleView>,
}

/// One text.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ExampleView {
    text: String,
    /// Byte ranges that must be reported.
    marked: Vec<[usize; 2]>,
}

/// A language.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct LanguageView {
    /// Its tag, such as `vi` or `zh-Hant`.
    tag: String,
    /// Rules that have their texts in it.
    told: usize,
}

impl ExampleView {
    fn of(example: &Example) -> Self {
        let marked = example.marked.iter().map(|span| [span.start, span.end]).collect();
        Self { text: example.text.clone(), marked }
    }
}

fn view(loaded: &Loaded, rule: &Rule, language: &str) -> RuleView {
    let told = rule.told(language);
    let mut languages: Vec<String> = rule.languages().map(str::to_owned).collect();
    languages.sort_unstable();
    languages.dedup();
    RuleView {
        id: rule.id.clone(),
        title: told.title.to_owned(),
        category: rule.category.clone(),
        polarity: match rule.polarity {
            Polarity::Risk => "risk",
            Polarity::Protective => "protective",
            Polarity::Context => "context",
        },
        weight: rule.weight,
        learned: loaded.assessor.model().weight(&format!("rule:{}", rule.id)),
        combination: rule.combine.is_some(),
        schemes: rule.schemes.clone(),
        indicators: rule.indicators.clone(),
        languages,
        why: told.why.to_owned(),
        ask: told.ask.to_owned(),
        references: rule.references.clone(),
    }
}

type Asked = Result<Query<Telling>, axum::extract::rejection::QueryRejection>;

/// Answers `GET /v1/rules`.
pub(super) async fn list(State(app): State<Arc<App>>, query: Asked) -> Result<Json<Vec<RuleView>>, Problem> {
    let loaded = app.engine.loaded();
    let language = Telling::of(query)?.known(&loaded)?.lang.unwrap_or_else(|| "en".to_owned());
    Ok(Json(loaded.assessor.rules().rules().iter().map(|rule| view(&loaded, rule, &language)).collect()))
}

/// Answers `GET /v1/rules/{id}`.
pub(super) async fn one(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, axum::extract::rejection::PathRejection>,
    query: Asked,
) -> Result<Json<RuleDetail>, Problem> {
    let loaded = app.engine.loaded();
    let language = Telling::of(query)?.known(&loaded)?.lang.unwrap_or_else(|| "en".to_owned());
    let rules = loaded.assessor.rules();
    let none = || Problem::not_found("no rule has this id; /v1/rules lists them");
    let Path(id) = id.map_err(|_| none())?;
    let rule = rules.index(&id).map(|at| rules.rule(at)).ok_or_else(none)?;
    let mut examples: BTreeMap<String, Examples> = BTreeMap::new();
    for block in rule.blocks.iter().filter(|block| block.finds()) {
        let of = examples.entry(block.language.clone()).or_default();
        of.hits.extend(block.hits().iter().map(ExampleView::of));
        of.misses.extend(block.misses().iter().map(ExampleView::of));
    }
    Ok(Json(RuleDetail { rule: view(&loaded, rule, &language), examples }))
}

/// Answers `GET /v1/languages`.
pub(super) async fn languages(State(app): State<Arc<App>>) -> Json<Vec<LanguageView>> {
    let loaded = app.engine.loaded();
    let rules = loaded.assessor.rules().rules();
    let mut told: BTreeMap<&str, usize> = BTreeMap::from([("en", rules.len())]);
    for rule in rules {
        let mut tags: Vec<&str> = rule.translations().iter().map(|translation| translation.language.as_str()).collect();
        tags.extend(rule.blocks.iter().filter(|block| block.why.is_some()).map(|block| block.language.as_str()));
        tags.sort_unstable();
        tags.dedup();
        tags.into_iter().filter(|tag| *tag != "en").for_each(|tag| *told.entry(tag).or_default() += 1);
    }
    Json(told.into_iter().map(|(tag, told)| LanguageView { tag: tag.to_owned(), told }).collect())
}
