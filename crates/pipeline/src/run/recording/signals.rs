//! What is done with a stream, by what it measures.

use std::fmt::Debug;

use attentive_types::{SampleSignal, StreamInfo, StreamKind, Timestamp};

use super::RecordingSettings;
use super::bodies::{Brain, Breathing, Driving, Moving, Pointing, Skin, Typing, Warmth};
use super::body::BodyRun;
use super::gaze::GazeRun;
use super::heart::HeartRun;
use super::plain::PlainRun;
use super::pupil::{GazeAndPupils, Pupils};
use super::sink::Sink;

/// The run of one stream.
pub(super) trait SignalRun: Debug {
    /// Takes samples in order of time.
    fn push(&mut self, piece: &SampleSignal, sink: &mut Sink);

    /// Ends the stream.
    fn finish(&mut self, sink: &mut Sink);
}

/// The run for a stream. Windows are counted from `origin`.
pub(super) fn of(info: &StreamInfo, settings: &RecordingSettings, origin: Timestamp) -> Box<dyn SignalRun> {
    match info.kind {
        StreamKind::Gaze if GazeAndPupils::is_such(info) => Box::new(GazeAndPupils::new(info, settings, origin)),
        StreamKind::Pupil => Box::new(BodyRun::<Pupils>::new(info, settings, origin)),
        StreamKind::Gaze => Box::new(GazeRun::new(info, settings, origin)),
        StreamKind::Ecg | StreamKind::Ppg | StreamKind::Rr => Box::new(HeartRun::new(info, settings, origin)),
        StreamKind::Eda => Box::new(BodyRun::<Skin>::new(info, settings, origin)),
        StreamKind::Temperature => Box::new(BodyRun::<Warmth>::new(info, settings, origin)),
        StreamKind::Movement => Box::new(BodyRun::<Moving>::new(info, settings, origin)),
        StreamKind::Vehicle => Box::new(BodyRun::<Driving>::new(info, settings, origin)),
        StreamKind::Keyboard => Box::new(BodyRun::<Typing>::new(info, settings, origin)),
        StreamKind::Pointer => Box::new(BodyRun::<Pointing>::new(info, settings, origin)),
        StreamKind::Eeg => Box::new(BodyRun::<Brain>::new(info, settings, origin)),
        StreamKind::Respiration => Box::new(BodyRun::<Breathing>::new(info, settings, origin)),
        _ => Box::new(PlainRun::new(info)),
    }
}
