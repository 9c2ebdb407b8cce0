//! Counts of what is served, as Prometheus text.

use std::time::Duration;

use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

use crate::assess::{Assessment, Run, Status};

/// Every count. Ads and their words are in none.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    ads: IntCounterVec,
    unreadable: IntCounterVec,
    reloads: IntCounterVec,
    answering: IntGauge,
    connections: IntGauge,
    info: IntGaugeVec,
}

/// Counts a request as being answered until it is dropped.
pub(super) struct Answering(IntGauge);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    /// Counts at 0.
    ///
    /// # Panics
    /// Never: the names below are well formed and each is given once.
    pub(super) fn new() -> Self {
        let right = "invariant: names are well formed";
        let counter =
            |name: &str, help: &str, labels: &[&str]| IntCounterVec::new(Opts::new(name, help), labels).expect(right);
        let times =
            HistogramOpts::new("lurescan_request_seconds", "Time from the headers of a request to those of its answer")
                .buckets(vec![0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0]);
        let gauge = |name: &str, help: &str| IntGauge::new(name, help).expect(right);
        let info = Opts::new("lurescan_build_info", "1, labeled with what is in use");
        let made = Self {
            registry: Registry::new(),
            requests: counter("lurescan_requests_total", "Requests answered", &["path", "status"]),
            seconds: HistogramVec::new(times, &["path"]).expect(right),
            ads: counter("lurescan_ads_total", "Ads assessed", &["band"]),
            unreadable: counter("lurescan_unreadable_total", "Records that could not be read", &["path"]),
            reloads: counter("lurescan_reloads_total", "Reloads of rules and model", &["outcome"]),
            answering: gauge("lurescan_requests_answering", "Requests being answered"),
            connections: gauge("lurescan_connections", "Connections open"),
            info: IntGaugeVec::new(info, &["program", "rules", "model"]).expect(right),
        };
        let all: [Box<dyn prometheus::core::Collector>; 8] = [
            Box::new(made.requests.clone()),
            Box::new(made.seconds.clone()),
            Box::new(made.ads.clone()),
            Box::new(made.unreadable.clone()),
            Box::new(made.reloads.clone()),
            Box::new(made.answering.clone()),
            Box::new(made.connections.clone()),
            Box::new(made.info.clone()),
        ];
        all.into_iter().for_each(|one| made.registry.register(one).expect(right));
        for outcome in ["loaded", "refused"] {
            made.reloads.with_label_values(&[outcome]).inc_by(0);
        }
        made
    }

    pub(super) fn answering(&self) -> Answering {
        self.answering.inc();
        Answering(self.answering.clone())
    }

    /// A request to a path of the table was answered.
    pub(super) fn answered(&self, path: &str, status: u16, took: Duration) {
        self.requests.with_label_values(&[path, &status.to_string()]).inc();
        self.seconds.with_label_values(&[path]).observe(took.as_secs_f64());
    }

    /// An ad was assessed.
    pub(super) fn assessed(&self, assessment: &Assessment) {
        let scored = assessment.status == Status::Scored;
        self.ads.with_label_values(&[if scored { assessment.band.as_str() } else { "insufficient" }]).inc();
    }

    /// A record could not be read.
    pub(super) fn unreadable(&self, path: &str) {
        self.unreadable.with_label_values(&[path]).inc();
    }

    /// Rules and model were loaded anew, or could not be.
    pub(super) fn reloaded(&self, right: bool) {
        self.reloads.with_label_values(&[if right { "loaded" } else { "refused" }]).inc();
    }

    /// Everything as text, and its media type.
    pub(super) fn text(&self, run: &Run, connections: usize) -> (String, Vec<u8>) {
        self.connections.set(i64::try_from(connections).unwrap_or(i64::MAX));
        self.info.reset();
        self.info.with_label_values(&[run.program, &run.rules, &run.model]).set(1);
        let encoder = TextEncoder::new();
        let mut bytes = Vec::new();
        // Writing to memory takes everything.
        let _ = encoder.encode(&self.registry.gather(), &mut bytes);
        (encoder.format_type().to_owned(), bytes)
    }
}
