//! Filters and spectra need samples at even steps; devices stamp them as they can. Rising times in any pieces in, even steps out.
//!
//! ```text
//! even       | | | | |      passed on as it is
//! jittered   | || | | |     even samples whose stamps are late by chance: put on the straight line through their times
//! uneven     | |   | | ||   taken at odd moments: interpolated onto an even grid
//! gap        | | |     | |  stays a gap: nothing is put into it
//! ```
//!
//! Jittered and uneven are told by what is left beside the line. Where each stamp is late on its own, that is as much as the steps vary, or
//! less (0.71 of it). Where each step is odd on its own, the times wander away from every line, by the root of their number.

use std::ops::Range;

use attentive_types::{Channel, SampleSignal};

use crate::preprocess::blocks::cut;

use super::regular::to_regular;
use super::step::usual;
use super::timing::GAP_STEPS;

/// So many samples are judged together: enough to tell wandering from jitter, few enough for a stream to wait for.
const BLOCK: usize = 128;
/// Steps within this share of a whole number of usual steps are even (this project).
pub(super) const EVEN_SHARE: f64 = 0.2;
/// A claimed rate within this share of the measured one is believed.
const CLAIM_SHARE: f64 = 0.05;

/// What became of the samples.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evened {
    /// Samples that were passed on as they came.
    pub even: u64,
    /// Samples that were put on a straight line.
    pub straightened: u64,
    /// By how much those moved: the root of the mean square, in milliseconds; 0 where there are none.
    pub moved_ms: f64,
    /// By how much the one moved that moved the farthest, in milliseconds.
    pub moved_most_ms: f64,
    /// Samples that were taken at odd moments.
    pub uneven: u64,
    /// Of those, the ones without a place of the grid beside them.
    pub unused: u64,
    /// Places of the grid that were interpolated in their stead.
    pub interpolated: u64,
}

/// The streaming form. Waits for at most 128 samples.
#[derive(Clone, Debug, Default)]
pub struct Evener {
    nominal_rate_hz: Option<f64>,
    step_nanos: Option<f64>,
    held: SampleSignal,
    /// How many of the first held samples are places of the grid that were given already: none or one.
    given: usize,
    last_nanos: Option<i64>,
    /// The first sample's own time: nothing is given a time before it, so that no window begins before the recording.
    first_nanos: Option<i64>,
    moved_sum: f64,
    evened: Evened,
}

impl Evener {
    /// A stream that claims that rate; `None` where it claims none.
    #[must_use]
    pub fn new(nominal_rate_hz: Option<f64>) -> Self {
        Self { nominal_rate_hz: nominal_rate_hz.filter(|rate| rate.is_finite() && *rate > 0.0), ..Self::default() }
    }

    /// Samples per second: what was claimed where the times agree, else what they say; `None` before the first samples came out.
    #[must_use]
    pub fn rate_hz(&self) -> Option<f64> {
        self.step_nanos.map(|step| 1e9 / step).or(self.nominal_rate_hz)
    }

    /// What became of the samples so far.
    #[must_use]
    pub fn evened(&self) -> Evened {
        let moved = self.moved_sum / (self.evened.straightened.max(1) as f64);
        Evened { moved_ms: moved.sqrt() / 1e6, ..self.evened }
    }

    /// Takes a piece whose times rise strictly; gives what is settled, empty while a block is gathered.
    pub fn push(&mut self, piece: &SampleSignal) -> SampleSignal {
        let mut out = SampleSignal { name: piece.name.clone(), ..SampleSignal::default() };
        let mut from = 0;
        while from < piece.len() {
            let to = piece.len().min(from + (BLOCK + self.given).saturating_sub(self.held.len()).max(1));
            self.hold(piece, from..to);
            from = to;
            if self.held.len() >= BLOCK + self.given {
                self.settle(&mut out);
            }
        }
        out
    }

    /// Ends the stream.
    pub fn finish(&mut self) -> SampleSignal {
        let mut out = SampleSignal { name: self.held.name.clone(), ..SampleSignal::default() };
        self.settle(&mut out);
        out
    }

    fn hold(&mut self, piece: &SampleSignal, places: Range<usize>) {
        let before = self.held.time_nanos.len();
        self.first_nanos = self.first_nanos.or_else(|| piece.time_nanos.get(places.start).copied());
        if self.held.name.is_empty() {
            self.held.name.clone_from(&piece.name);
        }
        for channel in &piece.channels {
            if self.held.channel(&channel.name).is_none() {
                self.held.channels.push(Channel::new(&channel.name, vec![f64::NAN; before]));
            }
        }
        self.held.time_nanos.extend_from_slice(&piece.time_nanos[places.clone()]);
        for own in &mut self.held.channels {
            match piece.channel(&own.name) {
                Some(channel) => own.values.extend(places.clone().map(|place| channel.get(place).unwrap_or(f64::NAN))),
                None => own.values.resize(before + places.len(), f64::NAN),
            }
        }
    }

    fn settle(&mut self, out: &mut SampleSignal) {
        let mut held = std::mem::take(&mut self.held);
        self.held.name.clone_from(&held.name);
        if self.step_nanos.is_none() {
            self.step_nanos = usual_step(&held.time_nanos, self.nominal_rate_hz);
        }
        let given = std::mem::take(&mut self.given);
        let Some(step) = self.step_nanos else {
            self.evened.even += held.len() as u64;
            self.give(&held, 0..held.len(), out);
            return;
        };
        let mut from = 0;
        for to in 1..=held.len() {
            let is_end = to == held.len();
            if is_end || (held.time_nanos[to] - held.time_nanos[to - 1]) as f64 > GAP_STEPS * step {
                let skip = if from == 0 { given } else { 0 };
                self.even_out(&mut held, from..to, skip, step, is_end, out);
                from = to;
            }
        }
    }

    /// A stretch without a gap. The first `skip` of its samples were given already.
    fn even_out(
        &mut self,
        held: &mut SampleSignal,
        stretch: Range<usize>,
        skip: usize,
        step: f64,
        is_end: bool,
        out: &mut SampleSignal,
    ) {
        let own = stretch.start + skip..stretch.end;
        if own.is_empty() {
            return;
        }
        match judge(&held.time_nanos[own.clone()], step) {
            Clock::Even => {
                self.evened.even += own.len() as u64;
                self.give(held, own, out);
            }
            Clock::Jittered(line) => {
                self.evened.straightened += own.len() as u64;
                for (place, straight) in own.clone().zip(line) {
                    let moved = (straight - held.time_nanos[place]) as f64;
                    self.moved_sum += moved.powi(2);
                    self.evened.moved_most_ms = self.evened.moved_most_ms.max(moved.abs() / 1e6);
                    held.time_nanos[place] = straight;
                }
                self.give(held, own, out);
            }
            Clock::Uneven => {
                self.evened.uneven += own.len() as u64;
                let part = cut(held, stretch.clone());
                let Some(grid) = to_regular(&part, 1e9 / step, (GAP_STEPS * step) as i64) else {
                    self.give(held, own, out);
                    return;
                };
                let places = grid.signal.len();
                self.evened.interpolated += (places - skip) as u64;
                self.evened.unused += grid.unused;
                self.give(&grid.signal, skip..places, out);
                // The grid goes on in the next block from its last place.
                if is_end && places > 0 {
                    let last = grid.signal.time_nanos[places - 1];
                    let rest = stretch.start + held.time_nanos[stretch.clone()].partition_point(|time| *time <= last);
                    self.held = cut(&grid.signal, places - 1..places);
                    self.given = 1;
                    self.hold(held, rest..stretch.end);
                    self.evened.uneven -= (stretch.end - rest) as u64;
                }
            }
        }
    }

    /// Adds samples to the end of `out`; a time that lies before what was given is put just after it.
    fn give(&mut self, from: &SampleSignal, places: Range<usize>, out: &mut SampleSignal) {
        let before = out.time_nanos.len();
        for time in &from.time_nanos[places.clone()] {
            let least = self.last_nanos.map(|last| last.saturating_add(1)).or(self.first_nanos);
            let time = least.map_or(*time, |least| least.max(*time));
            out.time_nanos.push(time);
            self.last_nanos = Some(time);
        }
        for channel in &from.channels {
            let values = &channel.values[places.clone()];
            match out.channels.iter_mut().find(|own| own.name == channel.name) {
                Some(own) => own.values.extend_from_slice(values),
                None => {
                    let mut all = vec![f64::NAN; before];
                    all.extend_from_slice(values);
                    out.channels.push(Channel::new(&channel.name, all));
                }
            }
        }
    }
}

enum Clock {
    Even,
    /// With the times on the line.
    Jittered(Vec<i64>),
    Uneven,
}

fn judge(times: &[i64], step: f64) -> Clock {
    let steps: Vec<f64> = times.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / step).collect();
    let is_even = |own: &f64| own.round() >= 1.0 && (own - own.round()).abs() <= EVEN_SHARE;
    if steps.iter().all(is_even) {
        return Clock::Even;
    }
    let count = times.len() as f64;
    let since = |place: usize| (times[place] - times[0]) as f64 / step;
    let middle = (count - 1.0) / 2.0;
    let mean = (0..times.len()).map(since).sum::<f64>() / count;
    let across: f64 = (0..times.len()).map(|place| (place as f64 - middle) * (since(place) - mean)).sum();
    let along: f64 = (0..times.len()).map(|place| (place as f64 - middle).powi(2)).sum();
    let slope = across / along;
    let at = |place: usize| mean + slope * (place as f64 - middle);
    let left: f64 = (0..times.len()).map(|place| (since(place) - at(place)).powi(2)).sum::<f64>() / count;
    let varied = steps.iter().map(|own| (own - slope).powi(2)).sum::<f64>() / steps.len() as f64;
    // Four samples lie beside a line by less than they vary whatever their clock does.
    if times.len() >= 16 && (slope - 1.0).abs() <= EVEN_SHARE && left < varied {
        return Clock::Jittered((0..times.len()).map(|place| times[0] + (at(place) * step).round() as i64).collect());
    }
    Clock::Uneven
}

/// The claimed step where the times agree; else the usual step where most steps are whole multiples of it, else the mean. `None` with fewer than two
/// samples and no claim.
fn usual_step(times: &[i64], nominal_rate_hz: Option<f64>) -> Option<f64> {
    let claimed = nominal_rate_hz.map(|rate| 1e9 / rate);
    let mut steps: Vec<i64> = times.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 0).collect();
    let Some(usual) = usual(&mut steps).map(|step| step as f64) else { return claimed };
    let is_even = |step: &&i64| {
        let own = **step as f64 / usual;
        own.round() >= 1.0 && (own - own.round()).abs() <= EVEN_SHARE
    };
    let even = steps.iter().filter(is_even).count();
    let measured = if even * 5 >= steps.len() * 4 {
        usual
    } else {
        steps.iter().map(|step| *step as f64).sum::<f64>() / steps.len() as f64
    };
    Some(claimed.filter(|claimed| (measured / claimed - 1.0).abs() <= CLAIM_SHARE).unwrap_or(measured))
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::SplitMix64;
    use proptest::prelude::*;

    const STEP: i64 = 4_000_000;

    /// A wave of 1 Hz at those times.
    fn wave(time_nanos: Vec<i64>) -> SampleSignal {
        let values = time_nanos.iter().map(|time| (std::f64::consts::TAU * *time as f64 / 1e9).sin()).collect();
        SampleSignal { name: "x".into(), time_nanos, channels: vec![Channel::new("v", values)] }
    }

    fn evened(signal: &SampleSignal, nominal: Option<f64>, rows: usize) -> (SampleSignal, Evened, f64) {
        let (mut evener, mut out) = (Evener::new(nominal), SampleSignal::default());
        let mut take = |more: SampleSignal| {
            out.time_nanos.extend(more.time_nanos);
            for channel in more.channels {
                match out.channels.iter_mut().find(|own| own.name == channel.name) {
                    Some(own) => own.values.extend(channel.values),
                    None => out.channels.push(channel),
                }
            }
        };
        for from in (0..signal.len()).step_by(rows) {
            take(evener.push(&cut(signal, from..(from + rows).min(signal.len()))));
        }
        take(evener.finish());
        (out, evener.evened(), evener.rate_hz().unwrap())
    }

    /// Steps that are not even, and the greatest distance of a value from the wave.
    fn wrong(signal: &SampleSignal) -> (usize, f64) {
        let steps = signal.time_nanos.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / STEP as f64);
        let odd = steps.filter(|step| (step - 1.0).abs() > 0.05).count();
        let truth = wave(signal.time_nanos.clone());
        let apart =
            signal.values("v").unwrap().iter().zip(truth.values("v").unwrap()).map(|(own, other)| (own - other).abs());
        (odd, apart.fold(0.0, f64::max))
    }

    #[test]
    fn an_even_stream_is_passed_on_and_a_lost_sample_and_a_gap_stay() {
        let mut times: Vec<i64> = (0..1000).map(|place| place * STEP + (place * 7919 % 11) * 50_000).collect();
        times.remove(300);
        times.drain(500..600);
        let signal = wave(times);
        let (out, evened, rate) = evened(&signal, Some(250.0), 333);
        assert_eq!((out.time_nanos, evened.even, rate), (signal.time_nanos, 899, 250.0));
    }

    #[test]
    fn a_stream_that_loses_every_third_sample_keeps_its_rate_and_no_sample_is_moved() {
        let signal = wave((0..900).filter(|place| place % 3 != 2).map(|place| place * STEP).collect());
        let (out, evened, rate) = evened(&signal, None, 100);
        assert_eq!((out.time_nanos, evened.even, rate), (signal.time_nanos, 600, 250.0));
    }

    #[test]
    fn stamps_that_are_late_by_chance_are_put_on_a_line() {
        let mut chance = SplitMix64::new(3);
        let truth = wave((0..2000).map(|place| place * STEP).collect());
        let mut late: Vec<i64> =
            truth.time_nanos.iter().map(|time| time + (chance.next_unit() * 3.9e6) as i64).collect();
        late.dedup();
        let stamped = SampleSignal { time_nanos: late, ..truth.clone() };
        let (out, evened, rate) = evened(&stamped, None, 100);
        assert_eq!((out.len(), evened.straightened), (2000, 2000));
        assert!((rate / 250.0 - 1.0).abs() < 0.05 && (evened.moved_ms - 1.12).abs() < 0.15, "{rate} {evened:?}");
        let off =
            out.time_nanos.iter().zip(&truth.time_nanos).map(|(own, other)| (own - other - 1_950_000).abs()).max();
        assert!(off.unwrap() < 900_000, "{off:?}");
        assert!(out.time_nanos.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn no_sample_is_put_before_the_first() {
        let mut chance = SplitMix64::new(7);
        let mut late: Vec<i64> = (0..500).map(|place| place * STEP + (chance.next_unit() * 3.9e6) as i64).collect();
        late[0] = 3_900_000;
        late[1] = late[1].max(4_000_000);
        let (out, evened, _) = evened(&wave(late), None, 100);
        assert!(evened.straightened > 400, "{evened:?}");
        assert_eq!(out.time_nanos[0], 3_900_000);
    }

    #[test]
    fn samples_at_odd_moments_are_interpolated_and_a_gap_stays() {
        let (mut chance, mut time) = (SplitMix64::new(5), 0);
        let mut next = |place: i64| {
            time += STEP / 2 + (chance.next_unit() * STEP as f64) as i64 + if place == 700 { 5_000_000_000 } else { 0 };
            time
        };
        let signal = wave((0..2000).map(&mut next).collect());
        let (out, evened, _) = evened(&signal, Some(250.0), 64);
        let (odd, apart) = wrong(&out);
        assert!(odd <= 2 && apart < 0.002, "{odd} odd steps, {apart} off, {evened:?}");
        let longest = out.time_nanos.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
        assert!((longest - 5_000_000_000).abs() < 3 * STEP, "{longest}");
        assert!(evened.interpolated > 1800 && evened.uneven > 1800 && evened.unused < 200, "{evened:?}");
    }

    #[test]
    fn a_row_that_stands_twice_makes_no_step() {
        let mut times: Vec<i64> = (0..640).map(|place| place * STEP).collect();
        times.insert(200, 199 * STEP + 1);
        let (out, _, _) = evened(&wave(times), Some(250.0), 640);
        let (odd, apart) = wrong(&out);
        assert!(odd <= 1 && apart < 1e-3 && out.len() == 640, "{odd} {apart} {}", out.len());
    }

    #[test]
    fn a_claim_that_the_times_do_not_bear_is_not_believed() {
        let signal = wave((0..400).map(|place| place * STEP).collect());
        assert_eq!(evened(&signal, Some(100.0), 50).2, 250.0);
        assert_eq!(Evener::new(Some(f64::NAN)).rate_hz(), None);
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter_and_times_rise(steps in prop::collection::vec(1_i64..12_000_000, 2..600), rows in 1_usize..200) {
            let mut time = 0;
            let signal = wave(steps.iter().map(|step| { time += step; time }).collect());
            let whole = evened(&signal, Some(250.0), signal.len());
            prop_assert!(whole.0.time_nanos.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!(format!("{:?}", evened(&signal, Some(250.0), rows)), format!("{whole:?}"));
        }
    }
}
