//! Scores: how well a model does on people it has not seen.

mod agreement;
pub mod gaze_events;
mod lists;
mod off_policy;
mod r_peaks;
pub mod recommend;
mod remodnav;
mod tabular;
mod text;
mod trial;
mod unseen;
mod usage;
mod webcam_gaze;

use std::fmt;
use std::path::Path;

use anyhow::bail;

use crate::report::Report;

/// A score that nobody has built yet.
#[derive(Debug)]
pub struct NotBuilt(String);

impl fmt::Display for NotBuilt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not available: there is no score named {:?} yet; ROADMAP.md says which come next", self.0)
    }
}

impl std::error::Error for NotBuilt {}

/// How much of the data is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// So little that figures mean nothing: it shows that the score still runs.
    Slice,
}

/// Runs the score of that name; some draw a picture, too.
pub fn run(
    name: &str,
    data: &Path,
    holdout: Option<&Path>,
    extent: Extent,
    picture: Option<&Path>,
) -> anyhow::Result<Report> {
    if picture.is_some() && !name.starts_with("broker") {
        bail!("not available: only the score of the broker draws a picture");
    }
    if let Some(report) = text::run(name, data, holdout, extent) {
        return report;
    }
    match name {
        "off-policy" => return off_policy::run(data, holdout, extent),
        "recommend" => return recommend::run(data, holdout, extent),
        "trial" => return trial::run(holdout, extent),
        _ => {}
    }
    if let Some(report) = usage::run(name, data, extent, picture) {
        if holdout.is_some() {
            bail!("not available: nobody's usage was kept aside; this score goes forward in time instead");
        }
        return report;
    }
    if extent == Extent::Slice {
        bail!(
            "not available: only scores of texts, of usage, of recommenders, of trials and of logs have a slice; those of people have tests on a few people"
        );
    }
    match name {
        "gaze-events" => gaze_events::run(data, holdout),
        "tabular" => tabular::run(data, holdout),
        "r-peaks" => r_peaks::run(data, holdout),
        "webcam-gaze" => webcam_gaze::run(data, holdout),
        _ => unseen::run(name, data, holdout).unwrap_or_else(|| Err(NotBuilt(name.to_owned()).into())),
    }
}

/// For tests: the folder of the data sets where it holds this set; else says that the test is skipped.
#[cfg(test)]
pub fn data_with(set: &str) -> Option<std::path::PathBuf> {
    let data = std::env::var_os("ATTENTIVE_DATA").map_or_else(|| "../../shared/data".into(), std::path::PathBuf::from);
    let is_there = data.join(set).is_dir();
    if !is_there {
        eprintln!("skipped: there is no {set} in {}", data.display());
    }
    is_there.then_some(data)
}
