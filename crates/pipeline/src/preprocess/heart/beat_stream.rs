//! Beats from a stream of samples, with bounded latency. A whole recording is a stream that ends, so both give the same beats for
//! any cut into pieces.
//!
//! A block of energy ([`super::averages`]) is a beat when it is strong enough beside the last eight (median), not within the
//! refractory time of a stronger one, and not an echo. After 1.66 times the usual interval without a beat the strongest block that was
//! passed over is looked up again at half the level (Pan and Tompkins 1985); after three seconds the level itself sinks by half
//! each second, so that one artefact does not deafen the detector. The beat is then put on the sample of the raw signal that stands
//! out most, on the side to which most beats point.
//!
//! Latency: half the long average and the refractory time in a steady rhythm (about 0.6 s), at most [`HELD_S`] after a missed beat.

use std::collections::VecDeque;
use std::fmt;

use attentive_learn::dsp::{Band, FilterStream, butterworth};
use attentive_types::SampleSignal;

use super::averages::{Block, TwoAverages};
use super::{Beat, BeatSettings};

/// Nothing is waited for longer than this, in seconds.
pub(super) const HELD_S: f64 = 5.0;

/// The first blocks are gathered for so long before any is judged, in seconds.
const LEARNING_S: f64 = 3.0;

/// Gaps up to this length are bridged by the last value inside the filter, in seconds.
const BRIDGED_S: f64 = 0.04;

/// Search back after this many usual intervals: Pan and Tompkins 1985.
const SEARCH_BACK: f64 = 1.66;

/// The most that one sample's energy counts, as a multiple of the usual beat's mean energy; a beat's own peak is about three times its mean.
const LOUDEST: f64 = 30.0;

/// Why no beats can be found.
#[derive(Clone, Debug, PartialEq)]
pub enum HeartError {
    /// The signal has no channel of that name.
    NoChannel(String),
    /// Too few samples a second, or not a number.
    Rate {
        /// Samples a second.
        rate_hz: f64,
        /// What is needed.
        least_hz: f64,
    },
}

impl fmt::Display for HeartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoChannel(name) => write!(f, "the signal has no channel {name:?}"),
            Self::Rate { rate_hz, least_hz } if !rate_hz.is_finite() => {
                write!(f, "it cannot be told how many samples there are in a second; beats need {least_hz} or more")
            }
            Self::Rate { rate_hz, least_hz } => write!(f, "{rate_hz} samples a second; beats need {least_hz} or more"),
        }
    }
}

impl std::error::Error for HeartError {}

/// The R peaks of a whole ECG.
pub fn r_peaks(signal: &SampleSignal, channel: &str, rate_hz: f64) -> Result<Vec<Beat>, HeartError> {
    whole(signal, channel, rate_hz, BeatSettings::ecg())
}

/// The systolic peaks of a whole pulse (PPG).
pub fn ppg_peaks(signal: &SampleSignal, channel: &str, rate_hz: f64) -> Result<Vec<Beat>, HeartError> {
    whole(signal, channel, rate_hz, BeatSettings::ppg())
}

fn whole(signal: &SampleSignal, channel: &str, rate_hz: f64, settings: BeatSettings) -> Result<Vec<Beat>, HeartError> {
    let mut stream = BeatStream::new(channel, rate_hz, settings)?;
    let mut beats = stream.push(signal)?;
    beats.extend(stream.finish());
    Ok(beats)
}

/// Finds beats piece by piece.
#[derive(Clone, Debug)]
pub struct BeatStream {
    channel: String,
    rate_hz: f64,
    settings: BeatSettings,
    filter: FilterStream,
    delay: usize,
    averages: TwoAverages,
    ring: Ring,
    real_count: u64,
    last_time_nanos: Option<i64>,
    last_value: f64,
    missing_run: usize,
    learning: Option<Vec<Block>>,
    strengths: VecDeque<f64>,
    lengths: VecDeque<f64>,
    /// Medians of the two lists above, kept as they change.
    level: f64,
    usual_len: f64,
    last: Option<Block>,
    is_last_given: bool,
    passed_over: Vec<Block>,
    upward: f64,
    /// Samples that were missing since the last beat: rhythm and levels wait for them.
    missing_since_last: f64,
    last_given_nanos: i64,
    found: Vec<Beat>,
}

/// The last samples: value, time and place in the stream; a place that stands for a gap has no value.
#[derive(Clone, Debug)]
struct Ring {
    values: Vec<f64>,
    times: Vec<i64>,
    places: Vec<u64>,
    count: usize,
}

impl Ring {
    fn new(size: usize) -> Self {
        let size = size.next_power_of_two();
        Self { values: vec![f64::NAN; size], times: vec![0; size], places: vec![0; size], count: 0 }
    }

    fn push(&mut self, value: f64, time: i64, place: u64) {
        let at = self.count & (self.values.len() - 1);
        (self.values[at], self.times[at], self.places[at]) = (value, time, place);
        self.count += 1;
    }

    /// The samples that are still held, of `from..to`.
    fn held(&self, from: usize, to: usize) -> impl Iterator<Item = (f64, i64, u64)> + '_ {
        let mask = self.values.len() - 1;
        let from = from.max(self.count.saturating_sub(self.values.len()));
        (from..to.min(self.count))
            .map(move |at| (self.values[at & mask], self.times[at & mask], self.places[at & mask]))
    }
}

impl BeatStream {
    /// A stream of samples of that channel at that rate.
    pub fn new(channel: &str, rate_hz: f64, settings: BeatSettings) -> Result<Self, HeartError> {
        let least_hz = settings.least_rate_hz();
        let refused = HeartError::Rate { rate_hz, least_hz };
        if !(rate_hz >= least_hz && rate_hz <= 1e6) {
            return Err(refused);
        }
        let band = Band::Between(settings.band_hz.0, settings.band_hz.1);
        let filter = butterworth(settings.order, band, rate_hz).ok_or(refused)?;
        let mut impulse = vec![0.0; (rate_hz * 2.0) as usize];
        impulse[0] = 1.0;
        // The filter's delay is where the energy of its answer to an impulse has its centre.
        let answer = filter.filter(&impulse);
        let energy: f64 = answer.iter().map(|value| value * value).sum();
        let centre: f64 = answer.iter().enumerate().map(|(place, value)| place as f64 * value * value).sum();
        Ok(Self {
            channel: channel.to_owned(),
            rate_hz,
            settings,
            filter: filter.stream(),
            delay: (centre / energy).round() as usize,
            averages: TwoAverages::new(settings.event_s, settings.beat_s, settings.offset_share, rate_hz),
            ring: Ring::new((rate_hz * (HELD_S + 2.0)) as usize),
            real_count: 0,
            last_time_nanos: None,
            last_value: f64::NAN,
            missing_run: 0,
            learning: Some(Vec::new()),
            strengths: VecDeque::new(),
            lengths: VecDeque::new(),
            level: 0.0,
            usual_len: rate_hz,
            last: None,
            is_last_given: true,
            passed_over: Vec::new(),
            upward: 0.0,
            missing_since_last: 0.0,
            last_given_nanos: i64::MIN,
            found: Vec::new(),
        })
    }

    /// Takes a piece; gives the beats that are settled by it. A sample that is not later than the one before it is passed over.
    pub fn push(&mut self, piece: &SampleSignal) -> Result<Vec<Beat>, HeartError> {
        let Some(channel) = piece.channel(&self.channel) else {
            return if piece.is_empty() { Ok(Vec::new()) } else { Err(HeartError::NoChannel(self.channel.clone())) };
        };
        let is_plain = channel.is_present.is_empty();
        for (at, time) in piece.time_nanos.iter().enumerate() {
            let value = if is_plain { channel.values.get(at).copied() } else { channel.get(at) };
            self.take(*time, value.filter(|value| value.is_finite()).unwrap_or(f64::NAN));
        }
        Ok(std::mem::take(&mut self.found))
    }

    /// The stream ends; gives the last beats.
    pub fn finish(mut self) -> Vec<Beat> {
        for _ in 0..=self.averages.reach() + self.delay {
            self.step(f64::NAN, 0.0, i64::MAX, u64::MAX);
        }
        // An open block at the very end was closed by the silence above; what is still being learnt from is judged now.
        self.end_learning();
        self.give_last();
        self.found
    }

    fn take(&mut self, time: i64, value: f64) {
        let place = self.real_count;
        self.real_count += 1;
        if let Some(last) = self.last_time_nanos {
            if time <= last {
                return;
            }
            let steps = (time - last) as f64 * 1e-9 * self.rate_hz;
            // Samples that never came keep their places, so that rhythm is counted in time; a long gap needs no more than what is held.
            if steps > 1.5 {
                let lost = (steps.round() - 1.0).min((HELD_S + 1.0) * self.rate_hz) as i64;
                let step = (time - last) / (lost + 1);
                (1..=lost).for_each(|n| self.take_one(last + n * step, f64::NAN, u64::MAX));
            }
        }
        self.last_time_nanos = Some(time);
        self.take_one(time, value, place);
    }

    fn take_one(&mut self, time: i64, value: f64, place: u64) {
        let mut inside = value;
        if value.is_finite() {
            (self.missing_run, self.last_value) = (0, value);
        } else {
            self.missing_run += 1;
            self.missing_since_last += 1.0;
            if (self.missing_run as f64) <= BRIDGED_S * self.rate_hz {
                inside = self.last_value;
            }
        }
        let filtered = self.filter.push(inside);
        let used = if self.settings.is_upward { filtered.max(0.0) } else { filtered };
        let energy = used * used;
        // An artefact counts as a strong beat and no more, so that it does not deafen the averages for long.
        let most = if self.level > 0.0 { LOUDEST * self.level * self.level } else { f64::MAX };
        self.step(value, if energy.is_finite() { energy.min(most) } else { 0.0 }, time, place);
    }

    fn step(&mut self, value: f64, energy: f64, time: i64, place: u64) {
        self.ring.push(value, time, place);
        if let Some(block) = self.averages.push(energy) {
            match &mut self.learning {
                Some(first) => first.push(block),
                None => self.judge(block),
            }
        }
        let now = self.ring.count;
        if self.learning.is_some() {
            if now as f64 >= LEARNING_S * self.rate_hz {
                self.end_learning();
            }
            return;
        }
        let Some(last) = self.last else { return };
        let silence = self.silence(now, &last);
        if !self.is_last_given && silence > self.settings.refractory_s * self.rate_hz {
            self.give_last();
        }
        if silence - self.missing_since_last > SEARCH_BACK * self.usual_len && !self.passed_over.is_empty() {
            self.search_back(&last);
        }
    }

    /// How many samples after a block we are, at the place that is judged now.
    fn silence(&self, now: usize, last: &Block) -> f64 {
        now as f64 - self.averages.reach() as f64 - last.peak_place as f64
    }

    /// The level to begin with: the median of the blocks that come near the second strongest, so that one artefact does not set it.
    fn end_learning(&mut self) {
        let Some(first) = self.learning.take() else { return };
        let mut strengths: Vec<f64> = first.iter().map(strength).collect();
        strengths.sort_by(|left, right| right.total_cmp(left));
        let second = strengths.get(1).or(strengths.first()).copied().unwrap_or(0.0);
        strengths.retain(|own| *own >= 0.4 * second);
        self.level = attentive_learn::median(&strengths).unwrap_or(0.0);
        // Three times, so that the first beats move the level but do not set it.
        self.strengths.extend([self.level; 3]);
        for block in first {
            self.judge(block);
        }
    }

    fn judge(&mut self, block: Block) {
        let now = self.ring.count;
        let Some(last) = self.last else {
            if strength(&block) >= self.settings.level_share * self.level && block.peak > 0.0 {
                self.accept(block);
            }
            return;
        };
        let apart = (block.peak_place - last.peak_place) as f64;
        if apart < self.settings.refractory_s * self.rate_hz {
            if !self.is_last_given && block.peak > last.peak {
                self.replace(block);
            }
            return;
        }
        if strength(&block) < self.least_strength(apart) || self.is_echo(&block, &last, apart) {
            let oldest = now.saturating_sub(((HELD_S - 1.0) * self.rate_hz) as usize);
            self.passed_over.retain(|block| block.peak_place >= oldest);
            self.passed_over.push(block);
            return;
        }
        self.accept(block);
    }

    /// The level for a block that long after the last beat.
    fn least_strength(&self, apart: f64) -> f64 {
        let apart = apart - self.missing_since_last;
        let share = if apart > SEARCH_BACK * self.usual_len { 0.5 } else { 1.0 };
        let seconds = apart / self.rate_hz;
        share * self.settings.level_share * self.level * 0.5_f64.powf((seconds - 3.0).max(0.0))
    }

    fn is_echo(&self, block: &Block, last: &Block, apart: f64) -> bool {
        apart < self.settings.echo_s * self.rate_hz && strength(block) < self.settings.echo_share * strength(last)
    }

    fn search_back(&mut self, last: &Block) {
        let least = 0.5 * self.settings.level_share * self.level;
        let early = last.peak_place + (0.36 * self.usual_len).max(self.settings.refractory_s * self.rate_hz) as usize;
        let passed_over = std::mem::take(&mut self.passed_over);
        let fits = |block: &&Block| {
            let apart = (block.peak_place - last.peak_place) as f64;
            block.peak_place >= early && strength(block) >= least && !self.is_echo(block, last, apart)
        };
        let Some(best) =
            passed_over.iter().filter(fits).max_by(|left, right| left.peak.total_cmp(&right.peak)).copied()
        else {
            return;
        };
        self.accept(best);
        // What came after it is judged again, beside the new beat.
        for block in passed_over.into_iter().filter(|block| block.peak_place > best.peak_place) {
            self.judge(block);
        }
    }

    fn accept(&mut self, block: Block) {
        if !self.is_last_given {
            self.give_last();
        }
        if let Some(last) = self.last {
            let apart = (block.peak_place - last.peak_place) as f64;
            if apart < 2.0 * self.rate_hz {
                self.usual_len = remember(&mut self.lengths, apart);
            }
        }
        self.level = remember(&mut self.strengths, strength(&block));
        (self.last, self.is_last_given) = (Some(block), false);
        self.passed_over.clear();
        self.missing_since_last = 0.0;
    }

    fn replace(&mut self, block: Block) {
        self.strengths.pop_back();
        self.level = remember(&mut self.strengths, strength(&block));
        self.last = Some(block);
    }

    fn give_last(&mut self) {
        if let Some(last) = self.last.filter(|_| !self.is_last_given) {
            self.is_last_given = true;
            // Two blocks of one wave can lead to the same sample.
            if let Some(beat) = self.refined(&last).filter(|beat| beat.time_nanos > self.last_given_nanos) {
                self.last_given_nanos = beat.time_nanos;
                self.found.push(beat);
            }
        }
    }

    /// The sample that stands out most near the block, on the side to which most beats point.
    fn refined(&mut self, block: &Block) -> Option<Beat> {
        let middle = block.peak_place.saturating_sub(self.delay);
        let reach = (self.settings.search_s * self.rate_hz).round() as usize;
        let (from, to) = (middle.saturating_sub(reach), middle + reach + 1);
        let (sum, count) = self
            .ring
            .held(from.saturating_sub(reach), to + reach)
            .filter(|(value, _, _)| value.is_finite())
            .fold((0.0, 0.0), |(sum, count), (value, _, _)| (sum + value, count + 1.0));
        let mean = sum / count;
        let (mut highest, mut lowest) = (None::<Beat>, None::<Beat>);
        for (value, time_nanos, place) in self.ring.held(from, to).filter(|(value, _, _)| value.is_finite()) {
            let beat = Beat { time_nanos, place, height: value - mean };
            if highest.is_none_or(|best| beat.height > best.height) {
                highest = Some(beat);
            }
            if lowest.is_none_or(|best| beat.height < best.height) {
                lowest = Some(beat);
            }
        }
        let (highest, lowest) = (highest?, lowest?);
        // About the last thirty beats decide; each speaks by how much it points one way, from -1 to 1.
        let size = highest.height - lowest.height;
        let points_up = if size > 0.0 { (highest.height + lowest.height) / size } else { 0.0 };
        self.upward += (points_up - self.upward) / 30.0_f64.min(self.strengths.len() as f64 + 1.0);
        Some(if self.settings.is_upward || self.upward >= 0.0 { highest } else { lowest })
    }
}

/// Amplitude rather than energy: what the levels compare.
fn strength(block: &Block) -> f64 {
    block.peak.max(0.0).sqrt()
}

/// Keeps the last eight and gives their median.
fn remember(kept: &mut VecDeque<f64>, value: f64) -> f64 {
    if kept.len() == 8 {
        kept.pop_front();
    }
    kept.push_back(value);
    attentive_learn::median(kept.make_contiguous()).unwrap_or(value)
}

#[cfg(test)]
#[path = "beat_stream_tests.rs"]
mod tests;
