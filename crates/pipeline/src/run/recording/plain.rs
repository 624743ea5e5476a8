//! A stream without a treatment of its own: it is counted and drawn as it is.

use attentive_types::{SampleSignal, StreamInfo};

use super::signals::SignalRun;
use super::sink::{Sink, channels};

/// Channels that are drawn; more would make a picture that nobody reads.
const MOST_CHANNELS: usize = 6;

#[derive(Debug)]
pub(super) struct PlainRun {
    channels: usize,
}

impl PlainRun {
    pub(super) fn new(info: &StreamInfo) -> Self {
        Self { channels: info.channels.len() }
    }
}

impl SignalRun for PlainRun {
    fn push(&mut self, piece: &SampleSignal, sink: &mut Sink) {
        sink.usable_samples += count_usable(piece);
        sink.draw(&piece.time_nanos, &channels(piece, MOST_CHANNELS));
    }

    fn finish(&mut self, sink: &mut Sink) {
        sink.note("this kind of stream is counted and drawn; no events or features are computed from it");
        if self.channels > MOST_CHANNELS {
            sink.note(format!("{MOST_CHANNELS} of its {} channels are drawn", self.channels));
        }
    }
}

/// Samples with a value in any channel.
pub(super) fn count_usable(piece: &SampleSignal) -> u64 {
    let is_usable = |place: usize| piece.channels.iter().any(|channel| channel.get(place).is_some());
    (0..piece.len()).map(|place| u64::from(is_usable(place))).sum()
}
