//! Evaluations as JSON: the short form kept in model files, and the whole as `lurescan-evaluation/1`.

use serde_json::{Map, Value, json};

use super::curves::{Extreme, Extremes};
use super::evaluation::{CostPoint, Evaluation, Figure, OperatingPoint};
use super::judged::{Basis, Role};
use super::leakage::Leak;
use super::{Duplicates, Fallen, Limit, Moved, RuleRow, Run, Slice, Stress, StressTable, Study};
use crate::model::logistic;
use crate::rules::Polarity;
use crate::train::{Kind, Tally, significant};

/// The name of this version, the first key of the whole.
const SCHEMA: &str = "lurescan-evaluation/1";

impl Evaluation {
    /// The figures without what is only drawn, rounded to what they are worth: the form kept in model files.
    #[must_use]
    pub fn view(&self) -> Value {
        let mut view = Map::new();
        view.insert("basis".to_owned(), basis(self.basis));
        view.insert("ads".to_owned(), ads(self));
        for one in &self.measures {
            view.insert(one.key.to_owned(), figure(one.figure));
        }
        view.insert("bands".to_owned(), self.bands.iter().map(operating_point).collect());
        let bin = |b: &crate::metrics::Bin| json!({"ads": b.ads, "predicted": three(b.predicted), "observed": three(b.observed)});
        view.insert("reliability".to_owned(), self.reliability.iter().map(bin).collect());
        view.insert("slice_threshold".to_owned(), json!(self.slice_threshold));
        view.insert("slices".to_owned(), self.slices.iter().map(slice).collect());
        let authored = |one: &&Extreme| one.kind == Kind::Authored;
        view.insert("missed".to_owned(), self.extremes.missed.iter().filter(authored).map(extreme).collect());
        Value::Object(view)
    }

    /// All figures, with what is drawn.
    fn whole(&self) -> Map<String, Value> {
        let Value::Object(mut view) = self.view() else { return Map::new() };
        let Extremes { missed, alarming } = &self.extremes;
        view.insert("missed".to_owned(), missed.iter().map(extreme).collect());
        view.insert("alarming".to_owned(), alarming.iter().map(extreme).collect());
        view.insert("cheapest".to_owned(), self.cheapest.iter().map(cost_point).collect());
        let points =
            |points: &[(f64, f64)]| -> Value { points.iter().map(|(x, y)| json!([fine(*x), fine(*y)])).collect() };
        let curves = &self.curves;
        let by_role: Map<String, Value> =
            Role::ALL.iter().zip(&curves.histogram).map(|(role, bins)| (key(*role).to_owned(), json!(bins))).collect();
        view.insert("precision_recall".to_owned(), points(&curves.precision_recall));
        view.insert("roc".to_owned(), points(&curves.roc));
        view.insert("histogram".to_owned(), json!({"first_log_odds": curves.first_bin, "bins": by_role}));
        view
    }
}

impl Study {
    /// Everything as JSON.
    #[must_use]
    pub fn view(&self) -> Value {
        json!({
            "schema": SCHEMA,
            "program": self.program,
            "rules": self.rules_fingerprint,
            "model": self.model_fingerprint,
            "data": self.data,
            "records_left_out": self.left_out,
            "runs": self.runs.iter().map(run).collect::<Vec<_>>(),
            "gap": self.gap().map(|(campaign, row)| gap(campaign, row)),
            "leakage": {
                "authored": self.leakage.authored.iter().map(leak).collect::<Vec<_>>(),
                "all": self.leakage.all.iter().map(leak).collect::<Vec<_>>(),
            },
            "near_duplicates": duplicates(&self.duplicates),
            "stress": self.stress.as_ref().map(stress_table),
            "rule_table": self.rules.iter().map(rule).collect::<Vec<_>>(),
        })
    }
}

fn run(run: &Run) -> Value {
    let mut view = Map::new();
    view.insert("held_out".to_owned(), json!(run.holdout.map(super::Holdout::as_str)));
    view.insert("step".to_owned(), json!(run.step));
    view.insert("folds".to_owned(), json!(run.folds));
    view.extend(run.evaluation.whole());
    Value::Object(view)
}

/// What a random split by row adds to each measure.
fn gap(campaign: &Evaluation, row: &Evaluation) -> Value {
    let pairs = campaign.measures.iter().zip(&row.measures);
    let gap = |(a, b): (&super::Measured, &super::Measured)| {
        (a.key.to_owned(), json!(b.figure.value.zip(a.figure.value).map(|(b, a)| three(b - a))))
    };
    Value::Object(pairs.map(gap).collect())
}

fn basis(basis: Basis) -> Value {
    let kind = |kind: Option<Kind>| match kind {
        Some(Kind::Authored) => "authored",
        Some(Kind::Real) => "real",
        None => "all",
    };
    json!({"harmful": kind(basis.harmful), "genuine": kind(basis.genuine)})
}

fn ads(evaluation: &Evaluation) -> Value {
    let counts = &evaluation.counts;
    let mut ads: Map<String, Value> =
        Role::ALL.iter().zip(counts.by_role).map(|(role, n)| (key(*role).to_owned(), json!(n))).collect();
    ads.insert("campaigns".to_owned(), json!(counts.campaigns));
    ads.insert("insufficient".to_owned(), json!(counts.insufficient));
    Value::Object(ads)
}

fn key(role: Role) -> &'static str {
    match role {
        Role::Harmful => "harmful",
        Role::OtherHarmful => "other_harmful",
        Role::Genuine => "genuine",
        Role::HardNegative => "hard_negatives",
    }
}

fn figure(figure: Figure) -> Value {
    match (figure.value, figure.interval) {
        (None, _) => Value::Null,
        (Some(value), None) => json!({"value": three(value)}),
        (Some(value), Some((low, high))) => json!({"value": three(value), "low": three(low), "high": three(high)}),
    }
}

fn operating_point(point: &OperatingPoint) -> Value {
    let expected = |one: &super::Expected| {
        json!({
            "prevalence": one.prevalence,
            "precision": figure(one.precision),
            "alerts_per_1000": figure(one.alerts),
        })
    };
    json!({
        "name": point.name,
        "probability": fine(logistic(point.threshold)),
        "recall": figure(point.recall),
        "false_alarms": fine_figure(point.false_alarms),
        "hard_negatives": figure(point.hard_negatives),
        "f1": figure(point.f1),
        "expected": point.expected.iter().map(expected).collect::<Vec<_>>(),
    })
}

fn cost_point(one: &CostPoint) -> Value {
    let [at, none, all] = one.per_thousand.map(|cost| significant(cost, 4));
    json!({
        "prevalence": one.prevalence,
        "cost_fp": one.costs.0,
        "cost_fn": one.costs.1,
        "cost_per_1000": at,
        "cost_of_flagging_none": none,
        "cost_of_flagging_all": all,
        "point": operating_point(&one.point),
    })
}

fn slice(slice: &Slice) -> Value {
    json!({
        "by": slice.by.as_str(),
        "name": slice.name,
        "harmful": slice.harmful,
        "genuine": slice.genuine,
        "roc_auc": slice.roc_auc.map(three),
        "recall": figure(slice.recall),
        "false_alarms": fine_figure(slice.false_alarms),
    })
}

fn extreme(one: &Extreme) -> Value {
    json!({
        "id": one.id,
        "source": one.source,
        "language": one.language,
        "scheme": one.scheme,
        "probability": one.logit.map(|logit| fine(logistic(logit))),
    })
}

fn leak(leak: &Leak) -> Value {
    json!({"features": leak.name, "roc_auc": figure(leak.roc_auc)})
}

fn stress_table(table: &StressTable) -> Value {
    let taken = |(taken, all): (usize, usize)| json!({"taken": taken, "of": all});
    let row = |one: &Stress| {
        json!({
            "what": one.name,
            "changes": one.change.as_str(),
            "limit": one.change.limit().map(|limit| match limit {
                Limit::Recall(points) => json!({"fall_of_recall_at_high": points}),
                Limit::Score(points) => json!({"move_of_score": points}),
            }),
            "held": one.held(),
            "harmful": moved(&one.harmful),
            "genuine": moved(&one.genuine),
        })
    };
    json!({
        "harmful": taken(table.harmful),
        "genuine": taken(table.genuine),
        "attacks": table.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn moved(moved: &Moved) -> Value {
    if moved.ads == 0 {
        return json!({"changed": 0});
    }
    let shares = |[elevated, high, critical]: [f64; 3]| json!({"elevated": three(elevated), "high": three(high), "critical": three(critical)});
    let fallen = |one: &Fallen| json!({"id": one.id, "language": one.language, "log_odds": one.log_odds.map(|logit| logit.map(three))});
    json!({
        "changed": moved.ads,
        "before": shares(moved.before),
        "after": shares(moved.after),
        "fall_at_high": figure(moved.fall),
        "score_mean_move": three(moved.mean),
        "score_largest_move": three(moved.largest),
        "score_moved_over_one": moved.over_one,
        "too_little_text_after": moved.unread,
        "crossed_high": moved.crossed.iter().map(fallen).collect::<Vec<_>>(),
    })
}

fn rule(rule: &RuleRow) -> Value {
    let share = |tally: Tally| json!({"fired": tally.right, "ads": tally.all});
    json!({
        "id": rule.id,
        "polarity": match rule.polarity {
            Polarity::Risk => "risk",
            Polarity::Protective => "protective",
            Polarity::Context => "context",
        },
        "harmful": share(rule.harmful),
        "genuine": share(rule.genuine),
        "hard_negatives": share(rule.hard_negatives),
        "lift": rule.lift.map(three),
        "overlap": rule.overlap.as_ref().map(|(id, jaccard)| json!({"rule": id, "jaccard": three(*jaccard)})),
    })
}

fn duplicates(found: &Duplicates) -> Value {
    let shared = |one: &super::Shared| json!({"sources": one.sources, "harmful": one.harmful, "genuine": one.genuine, "ids": one.ids});
    json!({
        "clusters": found.clusters,
        "ads": found.ads,
        "across_labels": found.across_labels,
        "across_sources": found.across_sources,
        "sources": found.sources.iter().map(|(a, b, n)| json!([a, b, n])).collect::<Vec<_>>(),
        "listed": found.listed.iter().map(shared).collect::<Vec<_>>(),
    })
}

/// Three places after the point.
fn three(x: f64) -> f64 {
    significant((x * 1000.0).round() / 1000.0, 6) + 0.0
}

/// Shares that may be far below one in a thousand.
fn fine(x: f64) -> f64 {
    significant(x, 4)
}

fn fine_figure(figure: Figure) -> Value {
    match (figure.value, figure.interval) {
        (None, _) => Value::Null,
        (Some(value), None) => json!({"value": fine(value)}),
        (Some(value), Some((low, high))) => json!({"value": fine(value), "low": fine(low), "high": fine(high)}),
    }
}
