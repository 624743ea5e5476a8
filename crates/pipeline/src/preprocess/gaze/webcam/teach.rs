//! What other people's recordings teach, and how a new person's is put right by it. The score, `attentive train webcam-gaze` and `attentive analyse`
//! all come through here.
//!
//! ```text
//! others ─> whole maps ─> prior ──────┐
//!     └──> calibrated as a new person ┴─> refiner ─> Teaching ─> calibrate(first 15 s) ─> positions
//! ```

use std::ops::Range;

use attentive_learn::forest::BoostingSettings;
use attentive_types::time::SECOND;

use super::refine::BOOSTING;
use super::{Calibration, LONGEST_LAG_NANOS, Positions, Prior, Refiner, Sight, Student, Truth, calibrate};

/// How much of a recording calibrates.
pub const CALIBRATION_NANOS: i64 = 15 * SECOND;

/// Where the stretches begin from which other people's calibrations are taken, counted from their first sample.
const TEACHING_STARTS_NANOS: [i64; 3] = [0, 10 * SECOND, 20 * SECOND];

/// A recording of which it is known where the eyes were.
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'a> {
    /// What the webcam said.
    pub seen: Positions<'a>,
    /// Where the eyes were.
    pub truth: Truth<'a>,
}

/// What other people's recordings taught.
#[derive(Clone, Debug, PartialEq)]
pub struct Teaching {
    /// What is believed of a new person's map.
    pub prior: Prior,
    pub(super) refiner: Refiner,
    /// How many people taught.
    pub people: usize,
}

impl<'a> Recorded<'a> {
    /// The stretch that calibrates.
    #[must_use]
    pub fn beginning(&self) -> Range<i64> {
        self.stretch(0)
    }

    fn stretch(&self, start: i64) -> Range<i64> {
        let start = self.seen.time_nanos.first().copied().unwrap_or(0).saturating_add(start);
        start..start.saturating_add(CALIBRATION_NANOS)
    }

    /// A part of it. Nothing outside is kept, also not what the webcam says there.
    #[must_use]
    pub fn during(&self, stretch: &Range<i64>) -> Self {
        let place = |time: i64| self.seen.time_nanos.partition_point(|own| *own < time);
        let (from, to) = (place(stretch.start), place(stretch.end).max(place(stretch.start)));
        fn part<T>(all: &[T], from: usize, to: usize) -> &[T] {
            all.get(from..to).unwrap_or_default()
        }
        let Positions { time_nanos, x_px, y_px } = self.seen;
        Recorded {
            seen: Positions {
                time_nanos: part(time_nanos, from, to),
                x_px: part(x_px, from, to),
                y_px: part(y_px, from, to),
            },
            truth: Truth { x_px: part(self.truth.x_px, from, to), y_px: part(self.truth.y_px, from, to) },
        }
    }

    fn calibrate(&self, prior: &Prior, sight: Sight) -> Option<Calibration> {
        calibrate(self.seen, self.truth, prior, longest_lag_nanos(sight))
    }
}

/// Live use cannot take out a delay.
fn longest_lag_nanos(sight: Sight) -> i64 {
    match sight {
        Sight::Back => 0,
        Sight::Both => LONGEST_LAG_NANOS,
    }
}

impl Teaching {
    /// Learns from other people, one recording for each. People of whom too little is known at the beginning do not teach; `None` when nobody does.
    #[must_use]
    pub fn of(others: &[Recorded<'_>], sight: Sight) -> Option<Self> {
        Self::with(others, sight, &BOOSTING)
    }

    /// The same, with other trees.
    #[must_use]
    pub fn with(others: &[Recorded<'_>], sight: Sight, boosting: &BoostingSettings) -> Option<Self> {
        let maps: Vec<Option<Calibration>> =
            others.iter().map(|other| other.calibrate(&Prior::plain(), sight)).collect();
        let without = |left_out: Option<usize>| {
            let others = maps.iter().enumerate().filter(|(place, _)| Some(*place) != left_out);
            Prior::of(&others.filter_map(|(_, own)| *own).collect::<Vec<_>>()).unwrap_or_else(Prior::plain)
        };
        // Each teacher is calibrated as a new person will be: from 15 s, with a prior from the others. Other stretches of
        // 15 s of the same people show what else a calibration may look like.
        let (mut students, mut people) = (Vec::new(), 0);
        for (place, other) in others.iter().enumerate() {
            let prior = without(Some(place));
            let lesson = |start: i64| {
                let calibrated_nanos = other.stretch(start);
                let calibration = other.during(&calibrated_nanos).calibrate(&prior, sight)?;
                Some(Student { seen: other.seen, truth: other.truth, calibration, calibrated_nanos })
            };
            if lesson(0).is_some() {
                people += 1;
                students.extend(TEACHING_STARTS_NANOS.into_iter().filter_map(lesson));
            }
        }
        let refiner = Refiner::fit(&students, sight, boosting)?;
        Some(Self { prior: without(None).rounded(), refiner, people })
    }

    /// How far it looks.
    #[must_use]
    pub fn sight(&self) -> Sight {
        self.refiner.sight
    }

    /// The calibration of a new person; only the stretch that calibrates may be in `beginning`. `None` when too little is known there.
    #[must_use]
    pub fn calibrate(&self, beginning: Recorded<'_>) -> Option<Calibration> {
        beginning.calibrate(&self.prior, self.sight())
    }

    /// Where the eyes were at these times; `None` where the webcam saw nothing.
    #[must_use]
    pub fn positions(&self, seen: Positions<'_>, calibration: &Calibration, times: &[i64]) -> Vec<Option<(f64, f64)>> {
        self.refiner.positions(seen, calibration, times)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Times, webcam x and y, true x and y of 40 s in which eyes jump each second. This person's webcam is late, and squeezes the right half of
    /// the screen as all people's do.
    pub(in super::super) struct Made {
        times: Vec<i64>,
        seen: [Vec<f64>; 2],
        truth: [Vec<f64>; 2],
    }

    impl Made {
        pub(in super::super) fn new(person: i64) -> Self {
            let times: Vec<i64> = (0..400).map(|place| place * (SECOND / 10)).collect();
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let eyes = |time: i64| {
                let second = time.div_euclid(SECOND) + 7 * person;
                ((second * 617).rem_euclid(1_900) as f64, (second * 431).rem_euclid(1_000) as f64)
            };
            let webcam = |time: i64| {
                let (x, y) = eyes(time - (2 + person) * SECOND / 10);
                (if x > 950.0 { x - 300.0 } else { x } * 0.8 + 50.0, y * 0.8)
            };
            let split = |place: &dyn Fn(i64) -> (f64, f64)| {
                [times.iter().map(|time| place(*time).0).collect(), times.iter().map(|time| place(*time).1).collect()]
            };
            Self { seen: split(&webcam), truth: split(&eyes), times }
        }

        pub(in super::super) fn recorded(&self) -> Recorded<'_> {
            Recorded {
                seen: Positions { time_nanos: &self.times, x_px: &self.seen[0], y_px: &self.seen[1] },
                truth: Truth { x_px: &self.truth[0], y_px: &self.truth[1] },
            }
        }
    }

    fn median_px(found: &[Option<(f64, f64)>], truth: Truth<'_>) -> f64 {
        let apart = |(place, found): (usize, &Option<(f64, f64)>)| {
            found.map(|(x, y)| (x - truth.x_px[place]).hypot(y - truth.y_px[place]))
        };
        let mut distances: Vec<f64> = found.iter().enumerate().filter_map(apart).collect();
        distances.sort_by(f64::total_cmp);
        distances[distances.len() / 2]
    }

    #[test]
    fn others_teach_what_a_straight_map_cannot() {
        let others: Vec<Made> = (1..4).map(Made::new).collect();
        let others: Vec<Recorded<'_>> = others.iter().map(Made::recorded).collect();
        let teaching = Teaching::of(&others, Sight::Both).unwrap();
        let new = Made::new(0);
        let new = new.recorded();
        let calibration = teaching.calibrate(new.during(&new.beginning())).unwrap();
        assert_eq!(calibration.lag_nanos, SECOND / 5);
        let straight: Vec<_> = new.seen.time_nanos.iter().map(|time| calibration.at(new.seen, *time)).collect();
        let refined = teaching.positions(new.seen, &calibration, new.seen.time_nanos);
        let (straight, refined) = (median_px(&straight, new.truth), median_px(&refined, new.truth));
        assert!(refined < 0.7 * straight, "{refined} px, straight {straight} px");
    }

    #[test]
    fn what_lies_outside_a_stretch_is_not_there() {
        let made = Made::new(0);
        let part = made.recorded().during(&(SECOND..3 * SECOND));
        assert_eq!((part.seen.time_nanos.len(), part.seen.time_nanos[0]), (20, SECOND));
        assert_eq!((part.truth.x_px.len(), part.seen.y_px.len()), (20, 20));
        assert!(made.recorded().during(&(99 * SECOND..120 * SECOND)).seen.time_nanos.is_empty());
    }

    #[test]
    fn nobody_teaches_nothing() {
        assert_eq!(Teaching::of(&[], Sight::Both), None);
        let empty = Recorded {
            seen: Positions { time_nanos: &[], x_px: &[], y_px: &[] },
            truth: Truth { x_px: &[], y_px: &[] },
        };
        assert_eq!(Teaching::of(&[empty, empty], Sight::Both), None);
    }
}
