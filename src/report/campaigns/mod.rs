//! Campaigns as bytes. The formats are those of [`FORMATS`](super::FORMATS) that say so; each reads the same
//! [`Campaign`]s, and texts of ads pass through [`escape`](super::escape) as everywhere.

pub(super) mod csv;
pub(super) mod json;
pub mod view;

use std::io::{self, Write};

use super::Options;
use crate::assess::Run;
use crate::campaign::Campaign;

/// Writes the campaigns of one run, in the order given.
///
/// Call [`begin`](CampaignReport::begin) once, [`add`](CampaignReport::add) for every campaign,
/// [`finish`](CampaignReport::finish) once. Hand in a buffered writer; the only errors are those of the writer.
pub trait CampaignReport: Send {
    /// Starts the report.
    ///
    /// # Errors
    /// Whatever writing to `out` gives.
    fn begin(&mut self, out: &mut dyn Write, run: &Run) -> io::Result<()>;

    /// Writes one campaign.
    ///
    /// # Errors
    /// Whatever writing to `out` gives.
    fn add(&mut self, out: &mut dyn Write, campaign: &Campaign) -> io::Result<()>;

    /// Ends the report.
    ///
    /// # Errors
    /// Whatever writing to `out` gives.
    fn finish(&mut self, out: &mut dyn Write, counts: &Counts) -> io::Result<()>;
}

/// Makes a report ready for [`CampaignReport::begin`]; the second value tells whether it is to name every ad.
pub type NewCampaignReport = fn(Options, bool) -> Box<dyn CampaignReport>;

/// Counts over one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Campaigns found.
    pub campaigns: usize,
    /// Ads in them.
    pub grouped: usize,
    /// Ads of the run.
    pub ads: usize,
}
