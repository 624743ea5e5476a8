//! The pupils: a stream of their own, or beside the gaze in one stream.

use attentive_types::{SampleSignal, Span, StreamInfo, StreamKind, Timestamp};

use crate::features::SignalFeature;
use crate::features::pupil::{ALL, PupilWindow};
use crate::preprocess::pupil::{CleanStream, PupilSignal, Unusable};

use super::RecordingSettings;
use super::bodies::Unsought;
use super::body::{Body, BodyRun, BodyWindow};
use super::gaze::GazeRun;
use super::signals::SignalRun;
use super::sink::Sink;

/// How wide the pupils are.
#[derive(Debug)]
pub(super) struct Pupils;

impl Body for Pupils {
    type Cleaner = CleanStream;
    type Rules = Unsought;
    type Window = PupilWindow;
    const FEATURES: &'static [SignalFeature<Self::Window>] = ALL;
    const DRAWN: &'static [&'static str] = &["pupil_mm", "pupil_px", "pupil_au"];
    const LATENCY_NANOS: i64 = 0;
}

impl BodyWindow<Unusable> for PupilWindow {
    fn of(span: Span, rate_hz: f64, clean: &SampleSignal, _episodes: &[Unusable]) -> Self {
        let size = Pupils::DRAWN.iter().find_map(|name| clean.values(name)).unwrap_or_default();
        let place = |moment: Timestamp| clean.time_nanos.partition_point(|own| *own < moment.0);
        let places = place(span.start)..place(span.end);
        let pupil = PupilSignal {
            time_nanos: clean.time_nanos[places.clone()].to_vec(),
            size: size.get(places).unwrap_or_default().to_vec(),
            rate_hz,
        };
        Self { span, pupil, baseline: None }
    }

    fn since(self, moment: Timestamp) -> Self {
        self.since(moment)
    }
}

/// Gaze whose device tells the pupils in the same samples.
#[derive(Debug)]
pub(super) struct GazeAndPupils {
    gaze: GazeRun,
    pupils: BodyRun<Pupils>,
}

impl GazeAndPupils {
    /// Whether a stream is one.
    pub(super) fn is_such(info: &StreamInfo) -> bool {
        let is_pupil = |name: &str| Pupils::DRAWN.iter().any(|own| name.ends_with(own));
        info.kind == StreamKind::Gaze && info.channels.iter().any(|channel| is_pupil(&channel.name))
    }

    pub(super) fn new(info: &StreamInfo, settings: &RecordingSettings, origin: Timestamp) -> Self {
        Self { gaze: GazeRun::new(info, settings, origin), pupils: BodyRun::new(info, settings, origin) }
    }
}

impl SignalRun for GazeAndPupils {
    fn push(&mut self, piece: &SampleSignal, sink: &mut Sink) {
        self.gaze.push(piece, sink);
        sink.aside("pupils", |sink| self.pupils.push(piece, sink));
    }

    fn finish(&mut self, sink: &mut Sink) {
        self.gaze.finish(sink);
        sink.aside("pupils", |sink| self.pupils.finish(sink));
    }
}
