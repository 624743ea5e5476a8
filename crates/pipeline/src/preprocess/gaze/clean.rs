//! Raw positions to one clean line of sight in degrees. Samples are settled in order, as soon as nothing that can still come may change
//! them, so that a live stream and a whole recording take the same way.
//!
//! ```text
//! lost, off screen, unsure -> missing      decode
//! two eyes -> one, pixels -> degrees       decode
//! a lone sample that jumps away and back   spike -> missing
//! gaps of up to 75 ms                      filled by a line between their neighbours
//! smoothing, when asked for                smooth
//! ```

use std::ops::Range;

use attentive_types::{GazeSignal, SampleSignal, Screen, StreamInfo};

use super::channels::{Eyes, GazeChannels, GazeError, Unit};
use super::decode::Decoder;
use super::quality::GazeQuality;
use super::smooth::Smoothing;

const NANOS_PER_MS: f64 = 1e6;

/// The rate is the median of the first steps, this many at most: enough to be sure, few enough for a live stream.
const STEPS_FOR_RATE: usize = 256;

/// Samples that are cleaned together: they stay in the fast memory of the processor.
const BLOCK: usize = 2_048;

/// How gaze is cleaned.
#[derive(Clone, Debug, PartialEq)]
pub struct CleanSettings {
    /// The screen, where the recording does not say it.
    pub screen: Option<Screen>,
    /// Which eye.
    pub eyes: Eyes,
    /// Samples of which the device is less sure are missing; 0 to 1. Default 0.6, as Pupil Labs' documentation advises.
    pub min_confidence: f64,
    /// How far off the screen a position may lie, as a share of the screen's size, before it counts as junk. Default 0.5 (this project:
    /// looking beside the screen is real, a position of -32768 is not).
    pub off_screen_share: f64,
    /// Longest gap that is filled, in milliseconds between the samples around it. Default 75 (Olsen 2012, "The Tobii I-VT fixation
    /// filter"): shorter than a blink.
    pub max_gap_ms: f64,
    /// Single samples that go away and come back faster than this are missing, in degrees per second. Default 1000 (Nyström and
    /// Holmqvist 2010: no eye is faster).
    pub max_speed_deg_per_s: f64,
    /// Smoothing of the positions. Default none.
    pub smoothing: Smoothing,
}

impl Default for CleanSettings {
    fn default() -> Self {
        Self {
            screen: None,
            eyes: Eyes::default(),
            min_confidence: 0.6,
            off_screen_share: 0.5,
            max_gap_ms: 75.0,
            max_speed_deg_per_s: 1000.0,
            smoothing: Smoothing::None,
        }
    }
}

/// Cleans a whole signal; what it met is counted in the quality.
pub fn clean(
    signal: &SampleSignal,
    info: &StreamInfo,
    settings: &CleanSettings,
) -> Result<(GazeSignal, GazeQuality), GazeError> {
    let mut cleaner = Cleaner::new(info, settings.clone());
    let mut cleaned = GazeSignal { screen: cleaner.screen, ..GazeSignal::default() };
    cleaner.push(signal, &mut cleaned)?;
    cleaner.finish(&mut cleaned);
    cleaned.rate_hz = cleaner.rate_hz();
    Ok((cleaned, cleaner.quality()))
}

/// Cleans piece by piece. Holds back at most the longest gap, one sample, and the reach of the smoothing.
#[derive(Clone, Debug)]
pub struct Cleaner {
    stream: String,
    screen: Option<Screen>,
    settings: CleanSettings,
    decoder: Option<Decoder>,
    quality: GazeQuality,
    has_pupil: bool,
    steps_nanos: Vec<i64>,
    /// Samples that are not handed on, and before them those that are still looked at.
    held: GazeSignal,
    /// How many of the held were handed on already.
    handed_on: usize,
    /// Up to which of the held spikes were looked for.
    despiked: usize,
    /// Up to which of the held nothing can change but by smoothing.
    settled: usize,
    /// The last sample of the held that was seen, when a gap after it may still be filled.
    last_seen: Option<usize>,
}

impl Cleaner {
    /// A cleaner of one stream.
    #[must_use]
    pub fn new(info: &StreamInfo, settings: CleanSettings) -> Self {
        Self {
            stream: info.name.clone(),
            screen: info.screen.or(settings.screen),
            settings,
            decoder: None,
            quality: GazeQuality::default(),
            has_pupil: false,
            steps_nanos: Vec::new(),
            held: GazeSignal::default(),
            handed_on: 0,
            despiked: 0,
            settled: 0,
            last_seen: None,
        }
    }

    /// Takes a piece; adds what is settled now to the end of `out`.
    pub fn push(&mut self, piece: &SampleSignal, out: &mut GazeSignal) -> Result<(), GazeError> {
        if piece.is_empty() {
            return Ok(());
        }
        let mut decoder = self.decoder(piece)?;
        reserve(out, piece.len(), self.has_pupil || decoder.has_pupil());
        for from in (0..piece.len()).step_by(BLOCK) {
            self.decode(&mut decoder, piece, from..(from + BLOCK).min(piece.len()));
            self.settle(false);
            self.hand_on(self.settled.saturating_sub(self.settings.smoothing.reach()), out);
        }
        self.decoder = Some(decoder);
        Ok(())
    }

    /// Ends the stream; adds all that was held back to the end of `out`.
    pub fn finish(&mut self, out: &mut GazeSignal) {
        self.settle(true);
        self.hand_on(self.held.len(), out);
    }

    /// Samples per second by the median of the first 256 steps; 0 before there are two samples.
    #[must_use]
    pub fn rate_hz(&self) -> f64 {
        let mut steps = self.steps_nanos.clone();
        steps.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "steps are far below 2^53 ns")]
        steps.get(steps.len() / 2).map_or(0.0, |step| 1e9 / *step as f64)
    }

    /// Whether the rate will not change any more.
    #[must_use]
    pub fn is_rate_known(&self) -> bool {
        self.steps_nanos.len() >= STEPS_FOR_RATE
    }

    /// How long a sample is held back at most, in milliseconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a few samples")]
    pub fn latency_ms(&self) -> f64 {
        let samples = 1 + self.settings.smoothing.reach();
        self.settings.max_gap_ms + samples as f64 * 1e3 / self.rate_hz().max(1.0)
    }

    /// What was met so far.
    #[must_use]
    pub fn quality(&self) -> GazeQuality {
        self.quality
    }

    /// The screen that positions lie on.
    #[must_use]
    pub fn screen(&self) -> Option<Screen> {
        self.screen
    }

    fn decoder(&self, piece: &SampleSignal) -> Result<Decoder, GazeError> {
        let channels = GazeChannels::find(piece, self.settings.eyes)?;
        if let Some(decoder) = self.decoder.as_ref().filter(|decoder| decoder.fits(&channels)) {
            return Ok(decoder.clone());
        }
        let stream = || self.stream.clone();
        match self.screen {
            Some(screen) if !screen.is_possible() => Err(GazeError::ImpossibleScreen { stream: stream(), screen }),
            None if channels.unit.axes(None).is_none() && channels.unit != Unit::Deg => {
                Err(GazeError::NoScreen { stream: stream() })
            }
            screen => Ok(Decoder::new(channels, screen.as_ref(), &self.settings)),
        }
    }

    fn decode(&mut self, decoder: &mut Decoder, piece: &SampleSignal, places: Range<usize>) {
        self.has_pupil |= decoder.has_pupil();
        let Self { held, quality, steps_nanos, has_pupil, .. } = self;
        if *has_pupil {
            held.pupil.resize(held.time_nanos.len(), f64::NAN);
        }
        let times = &piece.time_nanos[places.clone()];
        if steps_nanos.len() >= STEPS_FOR_RATE
            && rise_after(held.time_nanos.last().copied(), times)
            && decoder.decode_seen(piece, places.clone(), *has_pupil, held)
        {
            held.time_nanos.extend_from_slice(times);
            quality.samples += places.len();
            return;
        }
        reserve(held, places.len(), *has_pupil);
        quality.samples += places.len();
        let mut out_of_order = 0;
        decoder.decode(piece, places, quality, |place, sight| {
            let time = piece.time_nanos[place];
            if let Some(last) = held.time_nanos.last().copied() {
                if time <= last {
                    out_of_order += 1;
                    return;
                }
                if steps_nanos.len() < STEPS_FOR_RATE {
                    steps_nanos.push(time.saturating_sub(last));
                }
            }
            held.time_nanos.push(time);
            held.x_deg.push(sight.x_deg);
            held.y_deg.push(sight.y_deg);
            if *has_pupil {
                held.pupil.push(sight.pupil);
            }
        });
        quality.out_of_order += out_of_order;
    }

    fn settle(&mut self, is_end: bool) {
        let end = if is_end { self.held.len() } else { self.held.len().saturating_sub(1) };
        for place in self.despiked..end {
            if self.is_spike(place) {
                self.held.x_deg[place] = f64::NAN;
                self.held.y_deg[place] = f64::NAN;
                self.quality.spikes += 1;
            }
        }
        for place in self.despiked..end {
            self.fill(place);
        }
        self.despiked = end.max(self.despiked);
        if is_end {
            self.settled = self.held.len();
        }
    }

    /// Whether a sample lies far from both neighbours, which lie on the same side of it.
    fn is_spike(&self, place: usize) -> bool {
        let held = &self.held;
        if place == 0 || place + 1 >= held.len() {
            return false;
        }
        let step = |from: usize, to: usize| (held.x_deg[to] - held.x_deg[from], held.y_deg[to] - held.y_deg[from]);
        let ((away_x, away_y), (back_x, back_y)) = (step(place - 1, place), step(place, place + 1));
        // Not a number compares as false: beside a gap nothing is a spike.
        away_x * back_x + away_y * back_y < 0.0
            && away_x * away_x + away_y * away_y > self.reach_deg(place - 1, place).powi(2)
            && back_x * back_x + back_y * back_y > self.reach_deg(place, place + 1).powi(2)
    }

    /// How far an eye may get between two samples.
    fn reach_deg(&self, from: usize, to: usize) -> f64 {
        self.settings.max_speed_deg_per_s * self.between_ms(from, to) / 1e3
    }

    #[expect(clippy::cast_precision_loss, reason = "gaps of interest are far below 2^53 ns")]
    fn between_ms(&self, from: usize, to: usize) -> f64 {
        self.held.time_nanos[to].saturating_sub(self.held.time_nanos[from]) as f64 / NANOS_PER_MS
    }

    /// Looks at one sample: fills the gap before it, or lets a gap grow until it is too long.
    fn fill(&mut self, place: usize) {
        let is_seen = !self.held.x_deg[place].is_nan();
        if is_seen && self.last_seen.is_some_and(|seen| seen + 1 == place) {
            self.last_seen = Some(place);
            self.settled = place + 1;
            return;
        }
        let is_fillable = |seen: &usize| self.between_ms(*seen, place) <= self.settings.max_gap_ms;
        let open = self.last_seen.filter(is_fillable);
        if !is_seen {
            self.last_seen = open;
            self.settled = open.map_or(place + 1, |seen| seen + 1);
            return;
        }
        if let Some(seen) = open {
            self.draw_line(seen, place);
        }
        self.last_seen = Some(place);
        self.settled = place + 1;
    }

    fn draw_line(&mut self, from: usize, to: usize) {
        let whole_ms = self.between_ms(from, to);
        for place in from + 1..to {
            let part = self.between_ms(from, place) / whole_ms;
            for column in [&mut self.held.x_deg, &mut self.held.y_deg] {
                column[place] = column[from] + part * (column[to] - column[from]);
            }
            self.quality.interpolated += 1;
        }
    }

    /// Adds the held samples up to `end` to `out`, and lets go of those that nobody will look at again.
    fn hand_on(&mut self, end: usize, out: &mut GazeSignal) {
        if end <= self.handed_on {
            return;
        }
        let (start, reach) = (self.handed_on, self.settings.smoothing.reach());
        let (from, to) = (start.saturating_sub(reach), (end + reach).min(self.held.len()));
        out.time_nanos.extend_from_slice(&self.held.time_nanos[start..end]);
        for (own, column) in [(&self.held.x_deg, &mut out.x_deg), (&self.held.y_deg, &mut out.y_deg)] {
            if reach == 0 {
                column.extend_from_slice(&own[start..end]);
            } else {
                let smoothed = self.settings.smoothing.apply(&own[from..to]);
                column.extend_from_slice(&smoothed[start - from..end - from]);
            }
        }
        if self.has_pupil {
            out.pupil.resize(out.time_nanos.len() - (end - start), f64::NAN);
            out.pupil.extend_from_slice(&self.held.pupil[start..end]);
        }
        self.handed_on = end;
        self.let_go();
    }

    fn let_go(&mut self) {
        let still_looked_at = self.handed_on.saturating_sub(self.settings.smoothing.reach());
        let keep_from = still_looked_at.min(self.despiked.saturating_sub(1)).min(self.last_seen.unwrap_or(usize::MAX));
        self.held.time_nanos.drain(..keep_from);
        self.held.x_deg.drain(..keep_from);
        self.held.y_deg.drain(..keep_from);
        if self.has_pupil {
            self.held.pupil.drain(..keep_from);
        }
        self.handed_on -= keep_from;
        self.despiked -= keep_from;
        self.settled -= keep_from;
        self.last_seen = self.last_seen.map(|seen| seen - keep_from);
    }
}

/// Whether times rise from one to the next, and from the one before.
fn rise_after(before: Option<i64>, times: &[i64]) -> bool {
    before.zip(times.first()).is_none_or(|(before, first)| before < *first)
        && times.iter().zip(times.iter().skip(1)).fold(true, |all, (earlier, later)| all & (earlier < later))
}

/// Makes room for more samples.
fn reserve(signal: &mut GazeSignal, more: usize, has_pupil: bool) {
    signal.time_nanos.reserve(more);
    signal.x_deg.reserve(more);
    signal.y_deg.reserve(more);
    if has_pupil {
        signal.pupil.reserve(more);
    }
}

#[cfg(test)]
#[path = "clean_tests.rs"]
mod tests;
