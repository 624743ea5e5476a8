//! Gaze live: raw samples in, events out, a few seconds later.

use attentive_types::{GazeEvents, GazeSignal, SampleSignal, Screen, StreamInfo};

use super::channels::GazeError;
use super::clean::{CleanSettings, Cleaner};
use super::detect::{Detection, GazeMethod, PIECE};
use super::quality::GazeQuality;

/// Cleans and detects piece by piece. The events are those of the whole recording, however it is cut; memory does not grow with it.
///
/// ```
/// use attentive_pipeline::preprocess::gaze::{CleanSettings, GazeMethod, GazeStream};
/// use attentive_types::{Channel, SampleSignal, StreamInfo, StreamKind};
///
/// let info = StreamInfo {
///     name: "eyes".into(), kind: StreamKind::Gaze, nominal_rate_hz: None, channels: Vec::new(), screen: None,
/// };
/// let mut stream = GazeStream::new(&info, CleanSettings::default(), GazeMethod::default());
/// let second = SampleSignal {
///     name: "eyes".into(),
///     time_nanos: (0..500).map(|place| place * 2_000_000).collect(),
///     channels: vec![Channel::new("x_deg", vec![0.0; 500]), Channel::new("y_deg", vec![1.0; 500])],
/// };
/// let mut events = stream.push(&second)?;
/// assert!(events.is_empty(), "it waits for what follows");
/// events = stream.finish();
/// assert_eq!(events.len(), 1);
/// # Ok::<(), attentive_pipeline::preprocess::gaze::GazeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct GazeStream {
    cleaner: Cleaner,
    method: GazeMethod,
    /// Cleaned samples that were not looked at yet.
    cleaned: GazeSignal,
    /// Starts as soon as the rate is known.
    detection: Option<Detection>,
}

impl GazeStream {
    /// A stream of one device.
    #[must_use]
    pub fn new(info: &StreamInfo, settings: CleanSettings, method: GazeMethod) -> Self {
        Self { cleaner: Cleaner::new(info, settings), method, cleaned: GazeSignal::default(), detection: None }
    }

    /// Takes a piece and gives the events that are known now.
    pub fn push(&mut self, piece: &SampleSignal) -> Result<GazeEvents, GazeError> {
        self.push_with(piece, |_| {})
    }

    /// The same, and hands over the cleaned samples that became known, in order, each once: for whoever draws or measures them too.
    pub fn push_with(&mut self, piece: &SampleSignal, seen: impl FnOnce(GazeSignal)) -> Result<GazeEvents, GazeError> {
        self.cleaner.push(piece, &mut self.cleaned)?;
        let mut events = GazeEvents::default();
        if self.cleaner.is_rate_known() {
            self.look(&mut events, seen);
        }
        Ok(events)
    }

    /// Ends the stream and gives the rest of the events.
    #[must_use]
    pub fn finish(self) -> GazeEvents {
        self.finish_with(|_| {})
    }

    /// The same, and hands over the rest of the cleaned samples.
    #[must_use]
    pub fn finish_with(mut self, seen: impl FnOnce(GazeSignal)) -> GazeEvents {
        self.cleaner.finish(&mut self.cleaned);
        let mut events = GazeEvents::default();
        self.look(&mut events, seen);
        if let Some(detection) = &mut self.detection {
            detection.finish(&mut events, &mut |_| {});
        }
        events
    }

    /// The screen that positions lie on; `None` when nobody told it.
    #[must_use]
    pub fn screen(&self) -> Option<Screen> {
        self.cleaner.screen()
    }

    /// What cleaning met so far.
    #[must_use]
    pub fn quality(&self) -> GazeQuality {
        self.cleaner.quality()
    }

    /// After how many milliseconds an event that has ended is out at the latest, once the stream runs and as long as the eyes are seen:
    /// the longest gap that cleaning fills, a block, its look ahead, and what is held for want of a saccade. `None` before the first
    /// 256 samples, which tell the rate.
    #[must_use]
    pub fn latency_ms(&self) -> Option<f64> {
        self.detection.as_ref().map(|detection| detection.latency_ms() + self.cleaner.latency_ms())
    }

    fn look(&mut self, events: &mut GazeEvents, seen: impl FnOnce(GazeSignal)) {
        let rate_hz = self.cleaner.rate_hz();
        self.cleaned.rate_hz = rate_hz;
        self.cleaned.screen = self.cleaner.screen();
        let detection = self.detection.get_or_insert_with(|| Detection::new(&self.method, rate_hz));
        for from in (0..self.cleaned.len()).step_by(PIECE) {
            detection.push(&self.cleaned, from, (from + PIECE).min(self.cleaned.len()), events, &mut |_| {});
        }
        seen(std::mem::take(&mut self.cleaned));
    }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
