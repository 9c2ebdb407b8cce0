//! What is shown of an evaluation, as tables with their words, most important first.

use crate::metrics::Bin;
use crate::model::logistic;
use crate::train::{
    Change, CostPoint, Dimension, Evaluation, Extreme, Extremes, Figure, Holdout, Leak, Moved, OperatingPoint, RuleRow,
    Run, Slice, Stress, Study, Tally, basis_in_words, percent, thousands,
};

/// Rows of a long table that a terminal shows.
const BRIEF: usize = 20;

/// A table with its heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// A name of its own within the page.
    pub id: String,
    /// Heading.
    pub title: String,
    /// What the reader needs to know, may be empty.
    pub about: String,
    /// Cells; the first row is the header.
    pub rows: Vec<Vec<String>>,
    /// Which columns hold words rather than numbers.
    pub words: &'static [usize],
    /// Rows to show where room is dear; the rest is only in the page and in JSON.
    pub brief: usize,
}

/// Every section that has something to show.
#[must_use]
pub fn sections(study: &Study) -> Vec<Section> {
    let Some(first) = study.runs.first() else { return Vec::new() };
    let evaluation = &first.evaluation;
    let way = first.title();
    let mut all = vec![
        data(study, evaluation),
        measures(study),
        bands(evaluation, &way),
        expected(evaluation, &way),
        cheapest(&evaluation.cheapest, &way),
        reliability(evaluation, &way),
    ];
    for (index, run) in study.runs.iter().enumerate() {
        all.extend(
            Dimension::ALL.into_iter().filter(|by| index == 0 || held(run) == Some(*by)).map(|by| slices(run, by)),
        );
    }
    all.extend(stress(study));
    all.extend([leakage(study), duplicates(study), rules(&study.rules)]);
    let Extremes { missed, alarming } = &evaluation.extremes;
    all.push(extremes("missed", format!("Harmful ads that score lowest, {way}"), missed));
    all.push(extremes("alarming", format!("Genuine ads that score highest, {way}"), alarming));
    all.retain(|section| section.rows.len() > 1 || section.id == "duplicates");
    all
}

/// The dimension a run left one out of.
fn held(run: &Run) -> Option<Dimension> {
    match run.holdout.filter(|_| run.step.is_none())? {
        Holdout::Source => Some(Dimension::Source),
        Holdout::Language => Some(Dimension::Language),
        Holdout::Campaign | Holdout::Row => None,
    }
}

fn section(id: &str, title: impl Into<String>, about: impl Into<String>, header: &[&str]) -> Section {
    Section {
        id: id.to_owned(),
        title: title.into(),
        about: about.into(),
        rows: vec![header.iter().map(|cell| (*cell).to_owned()).collect()],
        words: &[0],
        brief: usize::MAX,
    }
}

/// A dash where there is no value.
fn or_dash(value: Option<String>) -> String {
    value.unwrap_or_else(|| "–".to_owned())
}

fn data(study: &Study, evaluation: &Evaluation) -> Section {
    let mut section = section("data", "What is measured", "", &["", "ads"]);
    section.words = &[0, 1];
    section
        .rows
        .extend(basis_in_words(study, evaluation).into_iter().map(|(name, words)| vec![name.to_owned(), words]));
    section
}

/// One row per measure, one column per way of measuring, and what a random split adds.
fn measures(study: &Study) -> Section {
    let about = if study.model_fingerprint.is_some() {
        "The model in use, gates included. On ads it was trained on, or whose words its rules were written from, it looks better \
         than it is. 95 % intervals over campaigns."
    } else {
        "Every ad is judged by models that never saw what is held out with it; calibration and bands are set on these judgements. \
         95 % intervals over campaigns."
    };
    let mut section = section("measures", "Measures", about, &[""]);
    section.rows[0].extend(study.runs.iter().map(Run::title));
    let gap = study.gap();
    section.rows[0].extend(gap.map(|_| "gap".to_owned()));
    let first = study.runs.first().map_or(&[][..], |run| &run.evaluation.measures);
    for (at, measure) in first.iter().enumerate() {
        let mut cells = vec![measure.title.to_owned()];
        cells.extend(study.runs.iter().map(|run| run.evaluation.measures[at].figure.to_string()));
        cells.extend(gap.map(|(campaign, row)| {
            let values = row.measures[at].figure.value.zip(campaign.measures[at].figure.value);
            or_dash(values.map(|(row, campaign)| format!("{:+.3}", row - campaign)))
        }));
        section.rows.push(cells);
    }
    section
}

fn bands(evaluation: &Evaluation, way: &str) -> Section {
    let header = ["band", "from", "recall", "genuine flagged", "hard negatives flagged", "F1, all ads"];
    let about = "The bands, and what reaches them. “From” is the probability at the model's reference prior.";
    let mut section = section("bands", format!("Operating points, {way}"), about, &header);
    let point = |point: &OperatingPoint| {
        vec![
            point.name.clone(),
            format!("{:.3}", logistic(point.threshold)),
            point.recall.to_string(),
            format!("{:.4}", point.false_alarms),
            point.hard_negatives.to_string(),
            point.f1.to_string(),
        ]
    };
    section.rows.extend(evaluation.bands.iter().map(point));
    section
}

fn expected(evaluation: &Evaluation, way: &str) -> Section {
    let header = ["harmful ads", "band", "precision of alerts", "alerts in 1,000 ads"];
    let about = "What the recall and false alarms above come to where harmful ads are this rare, if they are like those measured.";
    let mut section = section("expected", format!("At other shares of harmful ads, {way}"), about, &header);
    section.words = &[0, 1];
    let count = evaluation.bands.first().map_or(0, |band| band.expected.len());
    for at in 0..count {
        for band in &evaluation.bands {
            let one = band.expected[at];
            let cells =
                [percent(one.prevalence), band.name.clone(), one.precision.to_string(), format!("{:.1}", one.alerts)];
            section.rows.push(cells.to_vec());
        }
    }
    section
}

fn cheapest(points: &[CostPoint], way: &str) -> Section {
    let header =
        ["harmful ads", "from", "recall", "genuine flagged", "cost of 1,000 ads", "flagging none", "flagging all"];
    let (alarm, miss) = points.first().map_or((1.0, 1.0), |one| one.costs);
    let about = format!(
        "Where a genuine ad flagged costs {alarm} and a harmful ad missed {miss}. Chosen on the ads it is measured on: read it as the \
         best case."
    );
    let mut section = section("cheapest", format!("Cheapest threshold, {way}"), about, &header);
    for one in points {
        let mut cells = vec![
            percent(one.prevalence),
            format!("{:.3}", logistic(one.point.threshold)),
            one.point.recall.to_string(),
            format!("{:.4}", one.point.false_alarms),
        ];
        cells.extend(one.per_thousand.map(|cost| format!("{cost:.2}")));
        section.rows.push(cells);
    }
    section
}

fn reliability(evaluation: &Evaluation, way: &str) -> Section {
    let about = "Of the ads given some probability, how many were harmful, at the data's own share of harmful ads.";
    let mut section = section("reliability", format!("Reliability, {way}"), about, &["predicted", "harmful", "ads"]);
    section.words = &[];
    let bin = |bin: &Bin| vec![format!("{:.3}", bin.predicted), format!("{:.3}", bin.observed), bin.ads.to_string()];
    section.rows.extend(evaluation.reliability.iter().map(bin));
    section
}

fn slices(run: &Run, by: Dimension) -> Section {
    let name = by.as_str();
    let header = ["", "harmful", "genuine", "ROC-AUC", "recall", "genuine flagged"];
    let about = format!("Recall and false alarms at {}. Small counts: read with care.", run.evaluation.slice_threshold);
    let way = run.holdout.map_or("as-is", Holdout::as_str);
    let mut section = section(&format!("{name}-{way}"), format!("By {name}, {}", slice_title(run)), about, &header);
    let slice = |slice: &Slice| {
        vec![
            slice.name.clone(),
            slice.harmful.to_string(),
            slice.genuine.to_string(),
            Figure { value: slice.roc_auc, interval: None }.to_string(),
            slice.recall.to_string(),
            slice.false_alarms.to_string(),
        ]
    };
    section.rows.extend(run.evaluation.slices.iter().filter(|slice| slice.by == by).map(slice));
    section
}

fn slice_title(run: &Run) -> String {
    match run.holdout {
        Some(Holdout::Source) => "each source judged by models that never saw it".to_owned(),
        Some(Holdout::Language) => "each language judged by models that never saw it".to_owned(),
        _ => format!("measured {}", run.title()),
    }
}

/// Two tables: what changing them does to harmful ads, and to genuine ones.
fn stress(study: &Study) -> Vec<Section> {
    let Some(table) = &study.stress else { return Vec::new() };
    let about = |(taken, all): (usize, usize), words: &str| {
        format!(
            "{} of {} ads, each changed in one way that readers still understand. {words}",
            thousands(taken),
            thousands(all)
        )
    };
    let harmful = about(
        table.harmful,
        "Shares are of the ads a change does anything to, as written and after it. “Fall” is in points of recall at high; held means \
         at most 2 where only characters change, and 5 where honest text is added. The score is in points of 100.",
    );
    let genuine = about(
        table.genuine,
        "Flagged as written and after the change. Ordinary typography is held when no score moves by more than one point.",
    );
    let band = |moved: &Moved, at: usize| format!("{:.3} → {:.3}", moved.before[at], moved.after[at]);
    let row = |one: &Stress, moved: &Moved, falls: bool| {
        if moved.ads == 0 {
            return None;
        }
        let mut cells =
            vec![one.name.to_owned(), moved.ads.to_string(), band(moved, 0), band(moved, 1), band(moved, 2)];
        cells.extend(falls.then(|| points(moved.fall)));
        cells.extend([format!("{:.2}", moved.mean), format!("{:+.1}", moved.largest)]);
        cells.extend((!falls).then(|| moved.over_one.to_string()));
        let limit = matches!(one.change, Change::Typography) != falls;
        cells.push(or_dash(one.held().filter(|_| limit).map(|held| if held { "yes" } else { "no" }.to_owned())));
        Some(cells)
    };
    let tell = |id: &str, title: &str, about: String, falls: bool| {
        let mut header = vec!["what was done", "changed", "elevated", "high", "critical"];
        header.extend(falls.then_some("fall"));
        header.extend(["mean move", "largest"]);
        header.extend((!falls).then_some("over 1"));
        header.push("held");
        let mut section = section(id, title, about, &header);
        section.rows.extend(
            table.rows.iter().filter_map(|one| row(one, if falls { &one.harmful } else { &one.genuine }, falls)),
        );
        section
    };
    vec![
        tell("stress", "Harmful ads disguised, padded and cut", harmful, true),
        tell("stress-genuine", "Genuine ads changed in the same ways", genuine, false),
    ]
}

/// A difference of shares in points, with its interval.
fn points(fall: Figure) -> String {
    let points = |share: f64| 100.0 * share + 0.0;
    match (fall.value, fall.interval) {
        (None, _) => or_dash(None),
        (Some(value), None) => format!("{:.1}", points(value)),
        (Some(value), Some((low, high))) => {
            format!("{:.1} ({:.1} to {:.1})", points(value), points(low), points(high))
        }
    }
}

fn leakage(study: &Study) -> Section {
    let about = "ROC-AUC of a small model that sees these alone, on campaigns it did not see; one half is chance, less is \
                 no more than chance. What it can tell, a better model can tell without having understood an ad. Authored and real ads together are told apart by who \
                 wrote them: figures over both need care.";
    let mut section =
        section("leakage", "How far the label can be told without reading", about, &["", "authored ads", "all ads"]);
    let leakage = &study.leakage;
    let longer = if leakage.all.is_empty() { &leakage.authored } else { &leakage.all };
    let cell = |leaks: &[Leak], at: usize| or_dash(leaks.get(at).map(|leak| leak.roc_auc.to_string()));
    let leak =
        |(at, leak): (usize, &Leak)| vec![leak.name.clone(), cell(&leakage.authored, at), cell(&leakage.all, at)];
    section.rows.extend(longer.iter().enumerate().map(leak));
    section
}

fn duplicates(study: &Study) -> Section {
    let found = &study.duplicates;
    let about = format!(
        "Contrast twins aside, {} ads stand in {} clusters of near-duplicates. {} hold both labels: one of these may be wrong. {} hold \
         ads of several sources: leaving one out does not keep it unseen.",
        thousands(found.ads),
        thousands(found.clusters),
        found.across_labels,
        found.across_sources
    );
    let header = ["across", "harmful", "genuine", "ads"];
    let mut section = section("duplicates", "Near-duplicates across labels and sources", about, &header);
    section.words = &[0, 3];
    section.brief = BRIEF;
    for one in &found.listed {
        section.rows.push(vec![
            one.sources.join(", "),
            one.harmful.to_string(),
            one.genuine.to_string(),
            one.ids.join(", "),
        ]);
    }
    section
}

fn rules(table: &[RuleRow]) -> Section {
    let about = "Share of harmful, genuine and hard negative ads each rule fires on. Lift: how many times as large the share of \
                 harmful ads is among those it fires on, hard negatives and harmful ads alone. Overlap: the rule it fires \
                 together with most, by Jaccard index.";
    let header = ["rule", "harmful ads", "genuine ads", "hard negatives", "lift", "overlap", "with"];
    let mut section = section("rules", format!("Rules by coverage, {} that fire", table.len()), about, &header);
    section.words = &[0, 6];
    section.brief = BRIEF;
    let share = |tally: Tally| or_dash((tally.all > 0).then(|| format!("{:.3}", tally.share())));
    let rule = |rule: &RuleRow| {
        vec![
            rule.id.clone(),
            share(rule.harmful),
            share(rule.genuine),
            share(rule.hard_negatives),
            or_dash(rule.lift.map(|lift| format!("{lift:.2}"))),
            or_dash(rule.overlap.as_ref().map(|(_, jaccard)| format!("{jaccard:.2}"))),
            rule.overlap.as_ref().map_or_else(String::new, |(id, _)| id.clone()),
        ]
    };
    section.rows.extend(table.iter().map(rule));
    section
}

fn extremes(id: &str, title: String, ads: &[Extreme]) -> Section {
    let about = "Probability at the model's reference prior. These are the ads to read first: a rule may be missing, or a label \
                 wrong.";
    let mut section = section(id, title, about, &["id", "probability", "source", "language", "scheme"]);
    section.words = &[0, 2, 3, 4];
    let ad = |ad: &Extreme| {
        vec![
            ad.id.clone(),
            or_dash(ad.logit.map(|logit| format!("{:.4}", logistic(logit)))),
            ad.source.clone(),
            ad.language.clone(),
            ad.scheme.clone(),
        ]
    };
    section.rows.extend(ads.iter().map(ad));
    section
}
