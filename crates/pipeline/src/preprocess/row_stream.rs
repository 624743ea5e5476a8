//! One way to clean a signal whose samples are events, such as presses of keys: row by row, so that pieces and the whole are the same.

use attentive_types::{Channel, SampleSignal};

use super::cleaning::Cleaning;
use super::sample_quality::{Fault, SampleQuality};

/// How the rows of one signal, of `N` channels each, are cleaned.
pub trait RowCleaner<const N: usize> {
    /// The channels that come out; those of them that the raw signal has are read from it, the others begin as NaN.
    const CHANNELS: [&'static str; N];
    /// Takes away from a row what cannot be, and gives the verdict on it. `since_ms` is the time since the row before, NaN for the first.
    fn clean(&self, row: &mut [f64; N], since_ms: f64) -> Fault;
}

/// Cleans a whole signal.
#[must_use]
pub fn clean<C: RowCleaner<N> + Copy, const N: usize>(
    signal: &SampleSignal,
    settings: &C,
) -> (SampleSignal, SampleQuality) {
    RowStream::new(*settings, None).whole(signal)
}

/// Cleans piece by piece; holds nothing back. Times may be equal; what comes before its time is left out and counted.
#[derive(Clone, Debug)]
pub struct RowStream<C, const N: usize> {
    cleaner: C,
    last_nanos: Option<i64>,
    quality: SampleQuality,
}

impl<C: RowCleaner<N>, const N: usize> Cleaning for RowStream<C, N> {
    type Settings = C;

    fn new(cleaner: C, _nominal_rate_hz: Option<f64>) -> Self {
        Self { cleaner, last_nanos: None, quality: SampleQuality::default() }
    }

    fn push(&mut self, piece: &SampleSignal, out: &mut SampleSignal) {
        if out.channels.is_empty() {
            out.name.clone_from(&piece.name);
            let names = C::CHANNELS.iter().chain(&["usable"]);
            out.channels = names.map(|name| Channel::new(name, Vec::new())).collect();
        }
        let raw = C::CHANNELS.map(|name| piece.channel(name));
        for (place, time) in piece.time_nanos.iter().enumerate() {
            if self.last_nanos.is_some_and(|last| *time < last) {
                self.quality.out_of_order += 1;
                continue;
            }
            let mut row = raw.map(|channel| channel.and_then(|channel| channel.get(place)).unwrap_or(f64::NAN));
            let since_ms = self.last_nanos.map_or(f64::NAN, |last| time.saturating_sub(last) as f64 / 1e6);
            let fault = self.cleaner.clean(&mut row, since_ms);
            self.last_nanos = Some(*time);
            self.quality.count(fault);
            out.time_nanos.push(*time);
            for (channel, value) in out.channels.iter_mut().zip(row.into_iter().chain([fault.usable()])) {
                channel.values.push(value);
            }
        }
    }

    fn quality(&self) -> SampleQuality {
        self.quality
    }
}
