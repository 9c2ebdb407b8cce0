//! Which figures are drawn, and beside which section.

use super::chart::{Bar, Chart, Dot, Key, Scale, Tick, percent_ticks, tenth};
use crate::model::{log_odds, logistic};
use crate::train::{Dimension, Evaluation, Figure, Holdout, Run, Slice, Study, percent, thousands};

/// A whole from 0 to 1.
const WHOLE: Scale = Scale::Linear(0.0, 1.0);
/// Height of one row of dots.
const ROW: f64 = 17.0;

/// The charts that stand beside a section.
pub(super) fn beside(section: &str, study: &Study) -> Vec<Chart> {
    let Some(first) = study.runs.first() else { return Vec::new() };
    match section {
        "measures" => vec![precision_recall(study), roc(study)],
        "bands" => vec![histogram(&first.evaluation)],
        "reliability" => vec![reliability(&first.evaluation)],
        _ => of_slices(section, study),
    }
}

fn precision_recall(study: &Study) -> Chart {
    let about =
        "Precision at every recall, over all ads in the proportion they come in. Higher and further right is better.";
    let mut chart = Chart::new("plot-precision-recall", "Precision and recall", about.to_owned(), 300.0);
    chart.ticks_x("recall", WHOLE, &percent_ticks(1.0));
    chart.ticks_y("precision", WHOLE, &percent_ticks(1.0));
    for (series, run) in study.runs.iter().enumerate() {
        chart.line(series, (WHOLE, WHOLE), &run.evaluation.curves.precision_recall);
        chart.legend.push(Key { series, name: run.title() });
    }
    chart
}

fn roc(study: &Study) -> Chart {
    let about = "Recall on harmful ads where a share of genuine ads is flagged. The horizontal axis is logarithmic: few false \
                 alarms are what matters.";
    let mut chart = Chart::new("plot-roc", "Recall at low rates of false alarms", about.to_owned(), 300.0);
    let across = Scale::Log(-4.0, 0.0);
    let ticks = [(0.0001, "0.01 %"), (0.001, "0.1 %"), (0.01, "1 %"), (0.1, "10 %"), (1.0, "100 %")];
    chart.ticks_x("genuine ads flagged", across, &ticks.map(|(at, label)| (at, label.to_owned())));
    chart.ticks_y("recall", WHOLE, &percent_ticks(1.0));
    for (share, name) in [(0.05, "elevated"), (0.01, "high"), (0.001, "critical")] {
        chart.upright(chart.x(across, share), name, true);
    }
    for (series, run) in study.runs.iter().enumerate() {
        chart.line(series, (across, WHOLE), &run.evaluation.curves.roc);
        chart.legend.push(Key { series, name: run.title() });
    }
    chart
}

fn reliability(evaluation: &Evaluation) -> Chart {
    let about = "Predicted probability against the share that was harmful; on the slanted line both agree. Larger dots hold more \
                 ads.";
    let mut chart = Chart::new("plot-reliability", "Reliability", about.to_owned(), 300.0);
    chart.ticks_x("predicted", WHOLE, &percent_ticks(1.0));
    chart.ticks_y("harmful", WHOLE, &percent_ticks(1.0));
    chart.line(9, (WHOLE, WHOLE), &[(0.0, 0.0), (1.0, 1.0)]);
    let most = evaluation.reliability.iter().map(|bin| bin.ads).max().unwrap_or(1);
    for bin in &evaluation.reliability {
        chart.dots.push(Dot {
            series: 0,
            x: chart.x(WHOLE, bin.predicted),
            y: chart.y(WHOLE, bin.observed),
            radius: tenth(3.0 + 6.0 * (number(bin.ads) / number(most)).sqrt()),
            span: None,
            label: format!("{} ads: predicted {:.3}, harmful {:.3}", thousands(bin.ads), bin.predicted, bin.observed),
        });
    }
    chart
}

/// One panel for each role, one above the other on one axis.
fn histogram(evaluation: &Evaluation) -> Chart {
    let names = ["harmful", "other harmful", "genuine", "hard negatives"];
    let curves = &evaluation.curves;
    let panels: Vec<usize> = [0, 1, 3, 2].into_iter().filter(|at| evaluation.counts.by_role[*at] > 0).collect();
    let panel = 74.0;
    let about = "How scores lie, as shares of the ads of each kind. The upright lines are the bands.";
    let height = panel * number(panels.len()) + 60.0;
    let mut chart = Chart::new("plot-scores", "Scores by label", about.to_owned(), height);
    let first = f64::from(curves.first_bin);
    let bins = curves.histogram.iter().map(Vec::len).max().unwrap_or(0);
    let across = Scale::Linear(first, first + number(bins));
    let ticks = [0.0001, 0.01, 0.5, 0.99, 0.9999].map(|p| (log_odds(p), percent(p)));
    chart.ticks_x("probability at the reference prior", across, &ticks);
    for (at, band) in evaluation.bands.iter().enumerate() {
        let initial = ["e", "h", "c"].get(at).copied().unwrap_or_default();
        chart.upright(chart.x(across, band.threshold), initial, false);
    }
    for (place, role) in panels.into_iter().enumerate() {
        let ads = evaluation.counts.by_role[role];
        let counts = &curves.histogram[role];
        let most = counts.iter().copied().max().unwrap_or(1).max(1);
        let floor = chart.frame[1] + panel * (number(place) + 1.0);
        for (bin, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (from, to) = (first + number(bin), first + number(bin) + 1.0);
            let height = (panel - 22.0) * number(*count) / number(most);
            let x = chart.x(across, from);
            chart.bars.push(Bar {
                series: role,
                x: tenth(x + 0.5),
                y: tenth(floor - height),
                width: tenth(chart.x(across, to) - x - 1.0),
                height: tenth(height),
                label: format!(
                    "{} of {} {} ads from {} to {}",
                    thousands(*count),
                    thousands(ads),
                    names[role],
                    percent(logistic(from)),
                    percent(logistic(to))
                ),
            });
        }
        chart.legend.push(Key { series: role, name: format!("{}: {} ads", names[role], thousands(ads)) });
    }
    chart.legend.push(Key { series: 9, name: "e, h, c: elevated, high, critical begin".to_owned() });
    chart
}

/// Dots for the slices of the section of that name, if it is one.
fn of_slices(section: &str, study: &Study) -> Vec<Chart> {
    let shown = |(run, by): &(&Run, Dimension)| {
        section == format!("{}-{}", by.as_str(), run.holdout.map_or("as-is", Holdout::as_str))
    };
    let all = study.runs.iter().flat_map(|run| Dimension::ALL.map(|by| (run, by)));
    let Some((run, by)) = all.into_iter().find(shown) else { return Vec::new() };
    let slices = || run.evaluation.slices.iter().filter(|slice| slice.by == by);
    let recall: Vec<(&Slice, Figure)> = slices().filter(|s| s.harmful > 0).map(|s| (s, s.recall)).collect();
    let alarms: Vec<(&Slice, Figure)> = slices().filter(|s| s.genuine > 0).map(|s| (s, s.false_alarms)).collect();
    let charts = [
        dots(&format!("plot-recall-{section}"), "Harmful ads flagged", 0, &recall),
        dots(&format!("plot-alarms-{section}"), "Genuine ads flagged", 2, &alarms),
    ];
    charts.into_iter().flatten().collect()
}

/// One row with a dot and its interval for every slice; `None` for none.
fn dots(id: &str, title: &str, series: usize, slices: &[(&Slice, Figure)]) -> Option<Chart> {
    let high = |figure: &Figure| figure.interval.map_or(figure.value.unwrap_or(0.0), |(_, high)| high);
    let most = slices.iter().map(|(_, figure)| high(figure)).fold(0.05, f64::max).min(1.0);
    let (first, rows) = (slices.first()?, number(slices.len()));
    let about = format!(
        "{} parts from {} on, each with its 95 % interval; the table has the numbers.",
        slices.len(),
        first.0.name
    );
    let mut chart = Chart::new(id, title, about, ROW * rows + 56.0).with_left(166.0);
    let ticks = percent_ticks(most);
    let across = Scale::Linear(0.0, ticks.last().map_or(1.0, |tick| tick.0));
    chart.ticks_x("share of the part's ads", across, &ticks);
    for (row, (slice, figure)) in slices.iter().enumerate() {
        let y = chart.frame[1] + ROW * (number(row) + 0.5);
        chart.y_ticks.push(Tick { at: y, label: shortened(&slice.name) });
        chart.dots.push(Dot {
            series,
            x: chart.x(across, figure.value.unwrap_or(0.0)),
            y,
            radius: 3.2,
            span: figure.interval.map(|(low, high)| (chart.x(across, low), chart.x(across, high))),
            label: format!("{}: {figure}", slice.name),
        });
    }
    Some(chart)
}

/// A name that fits beside a row: its beginning and its end.
fn shortened(name: &str) -> String {
    let (most, end) = (26, 9);
    let count = name.chars().count();
    if count <= most {
        return name.to_owned();
    }
    name.chars().take(most - end - 1).chain(['…']).chain(name.chars().skip(count - end)).collect()
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
