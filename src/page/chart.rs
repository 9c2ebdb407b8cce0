//! Numbers to the coordinates of a drawing: scales, ticks, paths. Knows no colours; those are the style sheet's.

use std::fmt::Write as _;

/// Width of every drawing, in its own units: narrow, so that its letters can be read on a phone.
pub(super) const WIDTH: f64 = 400.0;
/// Room for the labels of the axes.
const LEFT: f64 = 58.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 40.0;

/// One drawing.
#[derive(Debug, Clone, Default)]
pub(super) struct Chart {
    /// A name of its own within the page.
    pub(super) id: String,
    /// Heading, also read aloud.
    pub(super) title: String,
    /// What is to be seen, for those who do not see it.
    pub(super) about: String,
    pub(super) height: f64,
    pub(super) x_title: String,
    pub(super) y_title: String,
    /// The frame of the plot: left, top, right, bottom.
    pub(super) frame: [f64; 4],
    pub(super) x_ticks: Vec<Tick>,
    pub(super) y_ticks: Vec<Tick>,
    /// Lines to read against.
    pub(super) guides: Vec<Guide>,
    pub(super) lines: Vec<Line>,
    pub(super) bars: Vec<Bar>,
    pub(super) dots: Vec<Dot>,
    /// Names of the series, by their number.
    pub(super) legend: Vec<Key>,
}

/// A label at a place on an axis.
#[derive(Debug, Clone)]
pub(super) struct Tick {
    pub(super) at: f64,
    pub(super) label: String,
}

/// A straight line with a name.
#[derive(Debug, Clone)]
pub(super) struct Guide {
    pub(super) from: (f64, f64),
    pub(super) to: (f64, f64),
    pub(super) label: String,
    /// Whether the name stands along the line, rather than on top of it.
    pub(super) along: bool,
}

/// A curve of a series.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) series: usize,
    pub(super) path: String,
}

/// A bar of a series.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    pub(super) series: usize,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) label: String,
}

/// A dot of a series with its interval.
#[derive(Debug, Clone)]
pub(super) struct Dot {
    pub(super) series: usize,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) radius: f64,
    /// Low and high end, drawn level with the dot.
    pub(super) span: Option<(f64, f64)>,
    pub(super) label: String,
}

/// An entry of a legend.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) series: usize,
    pub(super) name: String,
}

/// How numbers lie on an axis.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scale {
    /// From and to.
    Linear(f64, f64),
    /// Powers of ten from and to; what is lower lies at the beginning.
    Log(f64, f64),
}

impl Scale {
    /// Place of a value along the axis, 0 to 1.
    fn place(self, value: f64) -> f64 {
        match self {
            Self::Linear(from, to) => ((value - from) / (to - from)).clamp(0.0, 1.0),
            Self::Log(from, to) => ((value.max(10f64.powf(from)).log10() - from) / (to - from)).clamp(0.0, 1.0),
        }
    }
}

impl Chart {
    /// An empty chart of a height, with `left` units for the labels of the vertical axis.
    pub(super) fn new(id: &str, title: &str, about: String, height: f64) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            about,
            height,
            frame: [LEFT, TOP, WIDTH - RIGHT, height - BOTTOM],
            ..Self::default()
        }
    }

    /// Widens the room for the labels of the vertical axis.
    pub(super) fn with_left(mut self, left: f64) -> Self {
        self.frame[0] = left;
        self
    }

    /// Horizontal place of a value.
    pub(super) fn x(&self, scale: Scale, value: f64) -> f64 {
        tenth(self.frame[0] + scale.place(value) * (self.frame[2] - self.frame[0]))
    }

    /// Vertical place of a value.
    pub(super) fn y(&self, scale: Scale, value: f64) -> f64 {
        tenth(self.frame[3] - scale.place(value) * (self.frame[3] - self.frame[1]))
    }

    /// Labels on the horizontal axis.
    pub(super) fn ticks_x(&mut self, title: &str, scale: Scale, ticks: &[(f64, String)]) {
        self.x_title = title.to_owned();
        self.x_ticks = ticks.iter().map(|(v, label)| Tick { at: self.x(scale, *v), label: label.clone() }).collect();
    }

    /// Labels on the vertical axis.
    pub(super) fn ticks_y(&mut self, title: &str, scale: Scale, ticks: &[(f64, String)]) {
        self.y_title = title.to_owned();
        self.y_ticks = ticks.iter().map(|(v, label)| Tick { at: self.y(scale, *v), label: label.clone() }).collect();
    }

    /// A named vertical line.
    pub(super) fn upright(&mut self, x: f64, label: &str, along: bool) {
        self.guides.push(Guide { from: (x, self.frame[3]), to: (x, self.frame[1]), label: label.to_owned(), along });
    }

    /// A curve through points.
    pub(super) fn line(&mut self, series: usize, (x, y): (Scale, Scale), points: &[(f64, f64)]) {
        let mut path = String::new();
        for (index, point) in points.iter().enumerate() {
            let command = if index == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{command}{} {}", self.x(x, point.0), self.y(y, point.1));
        }
        self.lines.push(Line { series, path });
    }

    /// Middle of the frame, across.
    pub(super) fn center(&self) -> f64 {
        f64::midpoint(self.frame[0], self.frame[2])
    }

    /// Middle of the frame, down.
    pub(super) fn middle(&self) -> f64 {
        f64::midpoint(self.frame[1], self.frame[3])
    }
}

/// To a tenth of a unit, finer than an eye can see.
pub(super) fn tenth(place: f64) -> f64 {
    (place * 10.0).round() / 10.0
}

/// Ticks from 0 to `most` in round steps, as percent.
pub(super) fn percent_ticks(most: f64) -> Vec<(f64, String)> {
    let step = [0.01, 0.02, 0.05, 0.1, 0.2].into_iter().find(|step| most / step <= 6.0).unwrap_or(0.2);
    let label = |value: f64| format!("{} %", (value * 100.0).round());
    let mut ticks = Vec::new();
    let mut value = 0.0;
    while value <= most + step / 2.0 {
        ticks.push((value, label(value)));
        value += step;
    }
    ticks
}
