//! What all cleaners of the body and the hands have in common: raw `SampleSignal` in, clean `SampleSignal` out, and a count of what was met.
//!
//! Two make use of it: [`super::BlockStream`] for sampled signals, which filters look at in blocks, and [`super::RowStream`] for signals whose
//! samples are events, such as presses of keys. Every cleaned signal has the channel `usable`: 1 where a sample was seen and kept, else 0.

use attentive_types::SampleSignal;

use super::sample_quality::SampleQuality;

/// Cleans piece by piece.
pub trait Cleaning: Sized {
    /// How it cleans.
    type Settings;
    /// Nothing seen yet. Without a nominal rate the samples tell it; where samples are events there is none.
    fn new(settings: Self::Settings, nominal_rate_hz: Option<f64>) -> Self;
    /// Takes a piece; adds what is clean now to the end of `out`.
    fn push(&mut self, piece: &SampleSignal, out: &mut SampleSignal);
    /// Ends the stream; adds all that was held back to the end of `out`.
    fn finish(&mut self, _out: &mut SampleSignal) {}
    /// Samples per second, as told or as learnt; `None` before it is known, and where samples are events.
    fn rate_hz(&self) -> Option<f64> {
        None
    }
    /// What was met so far.
    fn quality(&self) -> SampleQuality;

    /// Cleans a whole signal: the same as one push and the end.
    fn whole(mut self, signal: &SampleSignal) -> (SampleSignal, SampleQuality) {
        let mut out = SampleSignal::default();
        self.push(signal, &mut out);
        self.finish(&mut out);
        (out, self.quality())
    }
}
