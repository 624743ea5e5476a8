//! What the second trees see: stretches between saccades, at one place every 20 milliseconds. Does the eye rest there or follow something?
//!
//! The measures of a stretch are those of Larsson and others (2015, "Detection of fixations and smooth pursuit movements in high-speed eye-tracking
//! data"): how far, how straight, how evenly. Beside them stands what is around: the place within the stretch, the stretches and saccades on both
//! sides (saccades that catch up go where the pursuit goes), and how the eye moved in all stretches that are seen and in those of the
//! last minutes: somebody who watches moving things follows more often than somebody who looks at a picture.

use std::ops::Range;

use super::rows::Row;
use super::sight::cosine;
use super::trace::{Fit, Trace, length, single};

/// Time between the places that are asked about, in milliseconds.
const STEP_MILLIS: f64 = 20.0;

/// At each end of a stretch so much is left out: it still belongs to the saccade beside it.
const TRIM_MILLIS: f64 = 6.0;

/// Means at the ends of a stretch are taken over this time.
const END_MILLIS: f64 = 16.0;

/// Scales of the lines around a place, to either side.
const SCALES_MILLIS: [f64; 3] = [60.0, 120.0, 240.0];

/// Before and after are looked at so far.
const SIDE_MILLIS: f64 = 150.0;

/// After so many milliseconds of stretches what happened before counts by half.
const HALF_LIFE_MILLIS: f32 = 10_000.0;

/// A faster stretch counts like this in the means: one mistaken saccade must not stand for all, in degrees per second.
const MOST_DEG_PER_S: f32 = 25.0;

/// Names of the columns, in the order in which [`Stretches::look`] gives them.
pub(super) fn names() -> Vec<String> {
    let mut names: Vec<String> = [
        "stretch_ms",
        "stretch_displacement_deg",
        "stretch_straight_share",
        "stretch_speed_deg_per_s",
        "stretch_residual_deg",
        "stretch_spread_deg",
        "stretch_way_share",
        "from_start_ms",
        "to_end_ms",
        "from_start_deg",
        "to_end_deg",
    ]
    .map(String::from)
    .into();
    for scale in SCALES_MILLIS {
        names.push(format!("speed_{scale}ms_deg_per_s"));
        names.push(format!("straight_share_{scale}ms"));
    }
    names.extend(["speed_before_deg_per_s", "speed_after_deg_per_s", "turn_cos"].map(String::from));
    for side in ["before", "after"] {
        names.extend(
            ["ms", "displacement_deg", "speed_deg_per_s", "straight_share", "turn_cos"]
                .map(|w| format!("stretch_{side}_{w}")),
        );
        names.extend(["deg", "ms", "along_cos"].map(|w| format!("saccade_{side}_{w}")));
    }
    for of in ["around", "past"] {
        names.extend(["displacement_deg", "speed_deg_per_s", "straight_share"].map(|w| format!("stretches_{of}_{w}")));
    }
    names.push("past_ms".into());
    names
}

/// A stretch between saccades.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    /// Its samples in the trace.
    pub(super) places: Range<usize>,
    fit: Fit,
    millis: f32,
    displacement_deg: f32,
    start: (f32, f32),
    end: (f32, f32),
}

/// How the eye moved in many stretches: sums, weighted by their length.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Habit {
    millis: f32,
    displacement: f32,
    speed: f32,
    straight: f32,
}

impl Habit {
    fn add(&mut self, stretch: &Stretch, sign: f32) {
        let weight = sign * stretch.millis;
        self.millis += weight;
        self.displacement += weight * stretch.displacement_deg.min(5.0);
        self.speed += weight * stretch.fit.speed().min(MOST_DEG_PER_S);
        self.straight += weight * stretch.fit.straight_share();
    }

    /// Lets time pass, and adds a stretch.
    pub(super) fn live_on(&mut self, stretch: &Stretch) {
        let kept = (-stretch.millis / HALF_LIFE_MILLIS).exp2();
        for sum in [&mut self.millis, &mut self.displacement, &mut self.speed, &mut self.straight] {
            *sum *= kept;
        }
        self.add(stretch, 1.0);
    }

    fn put(&self, row: &mut Row<'_>) {
        let per = 1.0 / self.millis.max(1.0);
        let is_known = self.millis > 50.0;
        for sum in [self.displacement, self.speed, self.straight] {
            row.put(if is_known { sum * per } else { -1.0 });
        }
    }
}

/// The stretches of a trace.
#[derive(Clone, Debug, Default)]
pub(super) struct Stretches {
    pub(super) all: Vec<Stretch>,
    around: Habit,
}

impl Stretches {
    /// Takes the stretches of a trace, in order.
    pub(super) fn fill(&mut self, trace: &Trace, places: impl Iterator<Item = Range<usize>>) {
        self.all.clear();
        self.around = Habit::default();
        for places in places {
            let stretch = Stretch::new(trace, places);
            self.around.add(&stretch, 1.0);
            self.all.push(stretch);
        }
    }

    /// The stretches that reach into the places that are asked about.
    pub(super) fn asked(&self, asked: &Range<usize>) -> impl Iterator<Item = (usize, &Stretch)> {
        let (from, to) = (asked.start, asked.end);
        self.all.iter().enumerate().filter(move |(_, it)| it.places.start < to && it.places.end > from)
    }

    /// Adds the stretches that end in the places that were asked about.
    pub(super) fn remember(&self, asked: &Range<usize>, past: &mut Habit) {
        let ends_inside = |stretch: &&Stretch| stretch.places.end > asked.start && stretch.places.end <= asked.end;
        self.all.iter().filter(ends_inside).for_each(|stretch| past.live_on(stretch));
    }

    /// The columns of one place in a stretch.
    pub(super) fn look(&self, trace: &Trace, which: usize, place: usize, past: &Habit, row: &mut Row<'_>) {
        let stretch = &self.all[which];
        let step = single(1000.0 / trace.rate_hz);
        let inner = stretch.inner(trace);
        let here = (single(trace.x[place]), single(trace.y[place]));
        row.put(stretch.millis);
        row.put(stretch.displacement_deg);
        row.put(stretch.fit.straight_share());
        row.put(stretch.fit.speed());
        row.put(stretch.fit.residual_deg());
        row.put(stretch.fit.spread_deg());
        row.put(stretch.displacement_deg / (stretch.fit.speed() * stretch.millis / 1000.0).max(1e-3));
        row.put((place - stretch.places.start) as f32 * step);
        row.put((stretch.places.end - place) as f32 * step);
        row.put(length(here.0 - stretch.start.0, here.1 - stretch.start.1));
        row.put(length(here.0 - stretch.end.0, here.1 - stretch.end.1));
        for scale in SCALES_MILLIS {
            let half = trace.samples(scale);
            let fit = trace.fit_between(place.saturating_sub(half).max(inner.start), (place + half + 1).min(inner.end));
            row.put(fit.speed());
            row.put(fit.straight_share());
        }
        let side = trace.samples(SIDE_MILLIS);
        let before = trace.fit_between(place.saturating_sub(side).max(inner.start), (place + 1).min(inner.end));
        let after = trace.fit_between(place.max(inner.start), (place + side).min(inner.end));
        row.put(before.speed());
        row.put(after.speed());
        row.put(cosine(&before, &after));
        self.look_aside(stretch, which.checked_sub(1), false, step, row);
        self.look_aside(stretch, Some(which + 1), true, step, row);
        let mut around = self.around;
        around.add(stretch, -1.0);
        around.put(row);
        past.put(row);
        row.put(past.millis);
    }

    /// The stretch and the saccade on one side.
    fn look_aside(&self, stretch: &Stretch, other: Option<usize>, is_after: bool, step: f32, row: &mut Row<'_>) {
        let Some(other) = other.and_then(|other| self.all.get(other)) else {
            (0..8).for_each(|_| row.put(-2.0));
            return;
        };
        row.put(other.millis);
        row.put(other.displacement_deg);
        row.put(other.fit.speed());
        row.put(other.fit.straight_share());
        row.put(cosine(&other.fit, &stretch.fit));
        let (first, second) = if is_after { (stretch, other) } else { (other, stretch) };
        let (x, y) = (second.start.0 - first.end.0, second.start.1 - first.end.1);
        let amplitude = length(x, y);
        row.put(amplitude);
        row.put(second.places.start.saturating_sub(first.places.end) as f32 * step);
        row.put((x * stretch.fit.vx + y * stretch.fit.vy) / (amplitude * stretch.fit.speed()).max(1e-6));
    }
}

impl Stretch {
    fn new(trace: &Trace, places: Range<usize>) -> Self {
        let mut stretch = Self {
            millis: places.len() as f32 * single(1000.0 / trace.rate_hz),
            places,
            fit: Fit::default(),
            displacement_deg: 0.0,
            start: (0.0, 0.0),
            end: (0.0, 0.0),
        };
        let inner = stretch.inner(trace);
        let (from, to) = (inner.start.cast_signed(), inner.end.cast_signed());
        let end = trace.samples(END_MILLIS).min(inner.len().max(1)).cast_signed();
        stretch.fit = trace.fit_between(inner.start, inner.end);
        stretch.start = trace.mean(from, from + end);
        stretch.end = trace.mean(to - end, to);
        stretch.displacement_deg = length(stretch.end.0 - stretch.start.0, stretch.end.1 - stretch.start.1);
        stretch
    }

    fn inner(&self, trace: &Trace) -> Range<usize> {
        let trim = trace.samples(TRIM_MILLIS).min(self.places.len() / 4);
        self.places.start + trim..self.places.end - trim
    }

    /// The places that are asked about, each with the samples for which it stands.
    pub(super) fn parts(&self, trace: &Trace) -> impl Iterator<Item = Range<usize>> + use<> {
        let count = self.places.len().div_ceil(trace.samples(STEP_MILLIS)).max(1);
        let (start, length) = (self.places.start, self.places.len());
        (0..count).map(move |part| start + part * length / count..start + (part + 1) * length / count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::Rows;
    use super::*;

    fn drift() -> Trace {
        let x: Vec<f64> = (0..600).map(|place| 0.02 * f64::from(place)).collect();
        let mut trace = Trace::default();
        trace.fill(&x, &vec![0.0; 600], 500.0);
        trace
    }

    #[test]
    fn a_row_has_a_value_for_each_name_and_all_are_finite() {
        let (trace, mut stretches, mut rows) = (drift(), Stretches::default(), Rows::new(names().len()));
        stretches.fill(&trace, [0..1, 5..200, 220..600].into_iter());
        for which in 0..3 {
            let stretch = stretches.all[which].clone();
            for part in stretch.parts(&trace) {
                let mut row = rows.row();
                stretches.look(&trace, which, part.start, &Habit::default(), &mut row);
                assert_eq!(row.written(), names().len());
            }
        }
        assert!(rows.columns().iter().flatten().all(|value| value.is_finite()));
        let mut sorted = names();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), names().len());
    }

    #[test]
    fn parts_cover_a_stretch() {
        let trace = drift();
        let stretch = Stretch::new(&trace, 100..355);
        let parts: Vec<Range<usize>> = stretch.parts(&trace).collect();
        assert_eq!((parts[0].start, parts[parts.len() - 1].end), (100, 355));
        assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start) && parts.iter().all(|part| part.len() <= 10));
    }

    #[test]
    fn what_happened_long_ago_fades() {
        let trace = drift();
        let (mut habit, stretch) = (Habit::default(), Stretch::new(&trace, 0..500));
        (0..1000).for_each(|_| habit.live_on(&stretch));
        // A second of ten-second half-life again and again: 1 / (1 - 2^-0.1) seconds.
        assert!((habit.millis - 1000.0 / (1.0 - 2.0_f32.powf(-0.1))).abs() < 10.0, "{habit:?}");
    }
}
