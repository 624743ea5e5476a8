//! A feature of one signal: gaze, heart, skin and the like. `W` is what one window of that signal holds.

use attentive_types::{FeatureInfo, Measured};

use super::FeatureClass;

/// One feature of a signal. Each signal's folder has its list, `ALL`.
#[derive(Debug)]
pub struct SignalFeature<W: ?Sized> {
    /// Its name, unit, formula and source.
    pub info: FeatureInfo,
    /// What it tells.
    pub class: FeatureClass,
    /// Computes it from a window, with the quality of what it was computed from.
    pub compute: fn(&W) -> Measured,
}
