//! From clean gaze to a label for each sample and to events, whole or piece by piece, by one of the methods.
//!
//! Labels are made in blocks of a fixed number of samples, each with a look ahead of a fixed length, so that what comes out does not depend
//! on how the recording was cut into pieces; a whole recording is one of those pieces. What is known for good is folded into events at once
//! and let go, so that memory does not grow with the recording.
//!
//! ```text
//! labels known | block          | look ahead |
//! ------------>|----------------|------------|  samples
//! ```

use std::sync::Arc;

use attentive_types::{GazeEventKind, GazeEvents, GazeSignal};

use super::adaptive::{Adaptive, AdaptiveSettings};
use super::blinks::{Blinks, LONGEST_BLINK_MS};
use super::events::EventFolder;
use super::idt::{Dispersion, DispersionSettings};
use super::ivt::{self, VelocitySettings};
use super::learned;
use super::motion::Motion;
use super::velocity::VELOCITY_WINDOW_MS;

/// Length of a block: long enough to tell rest from saccades, short enough to wait for.
const BLOCK_MS: f64 = 2000.0;

/// How far labels look ahead: past the longest saccade with its oscillation, and past the shortest fixation of any settings.
const AHEAD_MS: f64 = 600.0;

/// Samples that are looked at together when a whole recording is there: they stay in the fast memory of the processor.
pub(super) const PIECE: usize = 16_384;

/// Which way events are found.
#[derive(Clone, Debug, PartialEq)]
pub enum GazeMethod {
    /// Thresholds from the data; saccades, oscillations, pursuit. The default.
    Adaptive(AdaptiveSettings),
    /// I-VT: a fixed velocity threshold.
    Velocity(VelocitySettings),
    /// I-DT: a fixed dispersion threshold.
    Dispersion(DispersionSettings),
    /// What was learnt from recordings that people coded; the default where somebody has trained it.
    Learned(Arc<learned::Model>),
}

impl Default for GazeMethod {
    fn default() -> Self {
        Self::Adaptive(AdaptiveSettings::default())
    }
}

impl GazeMethod {
    /// Its name in files and messages, such as `adaptive`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Adaptive(_) => "adaptive",
            Self::Velocity(_) => "i-vt",
            Self::Dispersion(_) => "i-dt",
            Self::Learned(_) => "learned",
        }
    }
}

/// Below this many samples per second saccades cannot be told well: a step is longer than a saccade of 5 degrees lasts (2.2 ms for each
/// degree and 21 ms: Carpenter, 1988, "Movements of the Eyes"), so that most begin and end between two samples.
pub const COARSE_BELOW_HZ: f64 = 30.0;

impl GazeMethod {
    /// What answers at so many samples per second: itself, or the adaptive method where what was learnt cannot read the rate.
    #[must_use]
    pub fn at_rate(&self, rate_hz: f64) -> Self {
        match self {
            Self::Learned(_) if !learned::READABLE_HZ.contains(&rate_hz) => Self::default(),
            own => own.clone(),
        }
    }
}

/// The events of a clean signal.
#[must_use]
pub fn detect(gaze: &GazeSignal, method: &GazeMethod) -> GazeEvents {
    let mut events = GazeEvents::default();
    run(gaze, method, |found, _| append(&mut events, found));
    events
}

/// One label for each sample of a clean signal.
#[must_use]
pub fn labels_of(gaze: &GazeSignal, method: &GazeMethod) -> Vec<GazeEventKind> {
    let mut labels = Vec::with_capacity(gaze.len());
    run(gaze, method, |_, found| labels.extend_from_slice(found));
    labels
}

fn run(gaze: &GazeSignal, method: &GazeMethod, mut hand_on: impl FnMut(&mut GazeEvents, &[GazeEventKind])) {
    let mut detection = Detection::new(method, gaze.rate_hz);
    let mut events = GazeEvents::default();
    for from in (0..gaze.len()).step_by(PIECE) {
        detection.push(gaze, from, (from + PIECE).min(gaze.len()), &mut events, &mut |labels| {
            hand_on(&mut GazeEvents::default(), labels);
        });
        hand_on(&mut events, &[]);
    }
    detection.finish(&mut events, &mut |labels| hand_on(&mut GazeEvents::default(), labels));
    hand_on(&mut events, &[]);
}

/// Moves events to the end of others.
pub(super) fn append(events: &mut GazeEvents, more: &mut GazeEvents) {
    events.start_nanos.append(&mut more.start_nanos);
    events.end_nanos.append(&mut more.end_nanos);
    events.kind.append(&mut more.kind);
    events.x_deg.append(&mut more.x_deg);
    events.y_deg.append(&mut more.y_deg);
    events.amplitude_deg.append(&mut more.amplitude_deg);
    events.peak_velocity_deg_per_s.append(&mut more.peak_velocity_deg_per_s);
    events.mean_velocity_deg_per_s.append(&mut more.mean_velocity_deg_per_s);
    events.dispersion_deg.append(&mut more.dispersion_deg);
}

/// Places of a block in the motion that is held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Up to where it may look.
    pub(super) limit: usize,
    /// Nothing follows: all must be labelled.
    pub(super) is_last: bool,
}

#[derive(Clone, Debug)]
enum Labelling {
    Adaptive(Box<Adaptive>),
    Velocity(VelocitySettings),
    Dispersion(Dispersion),
    Learned(Box<learned::Reader>),
}

/// Length of a block, how far it looks ahead, and how far back, in samples.
fn reach(labelling: &Labelling, motion: &Motion) -> (usize, usize, usize) {
    match labelling {
        Labelling::Learned(reader) => (reader.cutter.length, reader.cutter.margin, reader.cutter.margin),
        _ => (motion.samples(BLOCK_MS), motion.samples(AHEAD_MS), 0),
    }
}

/// Detection in progress.
#[derive(Clone, Debug)]
pub(super) struct Detection {
    labelling: Labelling,
    motion: Motion,
    /// Labels of the first samples of the motion.
    labels: Vec<GazeEventKind>,
    /// How many of them are settled and folded.
    folded: usize,
    block_start: usize,
    block: usize,
    ahead: usize,
    /// How many samples before a block it looks at.
    behind: usize,
    blinks: Blinks,
    folder: EventFolder,
}

impl Detection {
    pub(super) fn new(method: &GazeMethod, rate_hz: f64) -> Self {
        let method = method.at_rate(rate_hz);
        let (labelling, is_fine) = match &method {
            GazeMethod::Adaptive(settings) => (Labelling::Adaptive(Box::new(Adaptive::new(settings.clone()))), true),
            GazeMethod::Velocity(settings) => (Labelling::Velocity(*settings), false),
            GazeMethod::Dispersion(settings) => (Labelling::Dispersion(Dispersion::new(*settings)), false),
            GazeMethod::Learned(model) => (Labelling::Learned(Box::new(learned::Reader::new(model, rate_hz))), false),
        };
        let motion = Motion::new(rate_hz, is_fine);
        let (block, ahead, behind) = reach(&labelling, &motion);
        Self {
            labelling,
            block,
            ahead,
            behind,
            motion,
            labels: Vec::new(),
            folded: 0,
            block_start: 0,
            blinks: Blinks::default(),
            folder: EventFolder::new(rate_hz),
        }
    }

    /// After this many milliseconds an event that has ended is out, whatever follows.
    pub(super) fn latency_ms(&self) -> f64 {
        let held_ms = match &self.labelling {
            Labelling::Adaptive(adaptive) => adaptive.held_ms(),
            Labelling::Velocity(_) | Labelling::Dispersion(_) | Labelling::Learned(_) => 0.0,
        };
        #[expect(clippy::cast_precision_loss, reason = "a few seconds of samples")]
        let looked_at_ms = (self.block + self.ahead) as f64 / self.motion.rate_hz * 1e3;
        looked_at_ms + held_ms.max(LONGEST_BLINK_MS) + VELOCITY_WINDOW_MS
    }

    /// Takes samples of a clean signal; adds the events that are known now, and hands on the labels that they are made of.
    pub(super) fn push(
        &mut self,
        gaze: &GazeSignal,
        from: usize,
        to: usize,
        events: &mut GazeEvents,
        hand_on: &mut impl FnMut(&[GazeEventKind]),
    ) {
        self.motion.append(gaze, from, to);
        self.motion.know(false);
        while self.motion.known() >= self.block_start + self.block + self.ahead {
            self.label_block(events, hand_on);
        }
        self.let_go();
    }

    /// Ends the stream.
    pub(super) fn finish(&mut self, events: &mut GazeEvents, hand_on: &mut impl FnMut(&[GazeEventKind])) {
        self.motion.know(true);
        while self.block_start < self.motion.len() {
            self.label_block(events, hand_on);
        }
        self.folder.finish(events);
    }

    fn label_block(&mut self, events: &mut GazeEvents, hand_on: &mut impl FnMut(&[GazeEventKind])) {
        let known = self.motion.known();
        let end = (self.block_start + self.block).min(known);
        let limit = (end + self.ahead).min(known);
        let is_last = end == self.motion.len();
        let block = Block { start: self.block_start, end, limit, is_last };
        match &mut self.labelling {
            Labelling::Adaptive(adaptive) => adaptive.label(&self.motion, block, &mut self.labels),
            Labelling::Velocity(settings) => ivt::label(settings, &self.motion, block, &mut self.labels),
            Labelling::Dispersion(dispersion) => dispersion.label(&self.motion, block, &mut self.labels),
            Labelling::Learned(reader) => {
                let seen_from = block.start.saturating_sub(self.behind);
                let block = learned::Block { seen_from, from: block.start, to: block.end, seen_to: block.limit };
                reader.label(&self.motion.x_deg, &self.motion.y_deg, block, &mut self.labels);
            }
        }
        self.block_start = end;
        let settled = self.blinks.settle(&self.motion, self.folded, &mut self.labels, is_last);
        for place in self.folded..settled {
            let point = (self.motion.x_deg[place], self.motion.y_deg[place]);
            let speed = self.motion.speed[place];
            self.folder.push(self.motion.time_nanos[place], point, speed, self.labels[place], events);
        }
        hand_on(&self.labels[self.folded..settled]);
        self.folded = settled;
    }

    /// Lets go of the samples that nobody will look at again: one before those that are left, and as far as velocities reach.
    fn let_go(&mut self) {
        let samples = self.folded.min(self.block_start).saturating_sub(self.motion.reach() + 1 + self.behind);
        self.motion.let_go(samples);
        self.labels.drain(..samples);
        self.folded -= samples;
        self.block_start -= samples;
        if let Labelling::Adaptive(adaptive) = &mut self.labelling {
            adaptive.let_go(samples);
        }
    }
}
