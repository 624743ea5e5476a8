//! What a beat looks like in an ECG, and in a pulse.

/// How beats are found. The defaults of [`BeatSettings::ecg`] and [`BeatSettings::ppg`] say where they come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BeatSettings {
    /// Corners of the band in which a beat has most of its energy, in hertz.
    pub band_hz: (f64, f64),
    /// Order of the Butterworth filter.
    pub order: usize,
    /// Whether only what points up counts as energy.
    pub is_upward: bool,
    /// Length of the event: the short average, in seconds.
    pub event_s: f64,
    /// Length of a beat: the long average, in seconds.
    pub beat_s: f64,
    /// Share of the mean energy that the short average must lie above the long one.
    pub offset_share: f64,
    /// No second beat within this time, in seconds: the stronger of two stays.
    pub refractory_s: f64,
    /// Up to this time after a beat, a weaker wave is taken for its echo (T wave, dicrotic wave), in seconds.
    pub echo_s: f64,
    /// A wave there must have this share of the beat's strength.
    pub echo_share: f64,
    /// A beat must have this share of the median strength of the last eight.
    pub level_share: f64,
    /// How far from the block's middle the highest sample is looked for, in seconds.
    pub search_s: f64,
}

impl BeatSettings {
    /// For the R peaks of an ECG. Band 8 to 20 Hz, 97 ms, 611 ms, 0.08: Elgendi 2010, table 3 and 2013, "Fast QRS detection with an
    /// optimized knowledge-based method", PLoS ONE 8(9). Echo within 360 ms with half the strength: Pan and Tompkins, 1985, "A real-time QRS detection
    /// algorithm", section on T waves. Refractory 240 ms: 250 beats a minute. Level and search: this project, on synthetic signals.
    #[must_use]
    pub fn ecg() -> Self {
        Self {
            band_hz: (8.0, 20.0),
            order: 2,
            is_upward: false,
            event_s: 0.097,
            beat_s: 0.611,
            offset_share: 0.08,
            refractory_s: 0.24,
            echo_s: 0.36,
            echo_share: 0.5,
            level_share: 0.35,
            search_s: 0.08,
        }
    }

    /// For the systolic peaks of a pulse (PPG). Band 0.5 to 8 Hz, order 2, 111 ms, 667 ms, 0.02: Elgendi et al. 2013, "Systolic peak
    /// detection in acceleration photoplethysmograms", table 2. Refractory 300 ms as in NeuroKit2. The rest: this project.
    #[must_use]
    pub fn ppg() -> Self {
        Self {
            band_hz: (0.5, 8.0),
            order: 2,
            is_upward: true,
            event_s: 0.111,
            beat_s: 0.667,
            offset_share: 0.02,
            refractory_s: 0.3,
            echo_s: 0.45,
            echo_share: 0.5,
            level_share: 0.25,
            search_s: 0.15,
        }
    }

    /// Least rate of samples at which these beats can be found, in hertz: a quarter above twice the upper corner.
    #[must_use]
    pub fn least_rate_hz(&self) -> f64 {
        2.5 * self.band_hz.1
    }
}
