//! Clocks that jump: a wristband that finds the true date in the middle of a recording, a computer that sets its clock. Times in, in the order
//! in which samples were recorded; times that only rise out, and every jump told.
//!
//! A step back, or a step forward of [`JUMP_NANOS`] or more, is a jump of the clock: all samples from there on are moved so that the step
//! becomes the usual one. A shorter step forward is believed: it is a gap. Where samples carry dates ([`ClockKind::Dated`]) a step forward from
//! one date to another is believed whatever its length, since people pause for days; a step from before [`OLDEST_SET_NANOS`] is that of a clock
//! which had not been set. A step of nought or a step back of at most a few usual steps is
//! jitter of the transport: such a sample is put just after the one before, and counted.

use attentive_types::ClockKind;
use attentive_types::time::{HOUR, SECOND};

/// A step forward of this much is taken for a jump of the clock rather than for a gap: longer than any break inside one
/// recording that we met, shorter than the error of a clock that was never set (this project's choice).
pub const JUMP_NANOS: i64 = 24 * HOUR;

/// Dates before 2001-01-01 are those of clocks that were not set: they begin at 1970, 1980 or 2000 (this project's choice).
pub const OLDEST_SET_NANOS: i64 = 978_307_200 * SECOND;

/// A step back of at most this many usual steps is jitter, not a jump (this project's choice: packets overtake by a few samples).
const JITTER_STEPS: i64 = 8;

/// One jump of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jump {
    /// Which sample came first after it, counted from 0 over the whole stream.
    pub sample: u64,
    /// The time that the sample carried, in nanoseconds since 1970.
    pub told_nanos: i64,
    /// By how much the clock jumped, in nanoseconds; forward is above 0.
    pub by_nanos: i64,
}

/// The streaming form.
#[derive(Clone, Debug)]
pub struct Mender {
    usual_nanos: i64,
    clock: ClockKind,
    told: Option<i64>,
    given: i64,
    shift: i64,
    sample: u64,
    nudged: u64,
    jump_count: u64,
    jumps: Vec<Jump>,
}

impl Mender {
    /// Jumps that are kept one by one; later ones are mended too and counted by [`Self::jump_count`].
    const MOST_JUMPS: usize = 1_000;

    /// A clock whose samples usually lie `usual_nanos` apart.
    #[must_use]
    pub fn new(usual_nanos: i64, clock: ClockKind) -> Self {
        Self {
            usual_nanos: usual_nanos.max(1),
            clock,
            told: None,
            given: i64::MIN,
            shift: 0,
            sample: 0,
            nudged: 0,
            jump_count: 0,
            jumps: Vec::new(),
        }
    }

    /// Mends the times of the next samples in place. Afterwards they rise strictly, also across calls.
    pub fn mend(&mut self, time_nanos: &mut [i64]) {
        for time in time_nanos {
            *time = self.next(*time).1;
        }
    }

    /// The same, and puts into `steady` the times without the jumps, which may stand still or step back a little as the clock did: what a
    /// judge of the clock wants to see.
    pub fn mend_with(&mut self, time_nanos: &mut [i64], steady: &mut Vec<i64>) {
        steady.clear();
        steady.extend(time_nanos.iter_mut().map(|time| {
            let (moved, mended) = self.next(*time);
            *time = mended;
            moved
        }));
    }

    /// The time without the jumps, and the time that is given for it.
    fn next(&mut self, told: i64) -> (i64, i64) {
        if let Some(before) = self.told {
            let step = told.saturating_sub(before);
            let is_pause = self.clock == ClockKind::Dated && before >= OLDEST_SET_NANOS;
            if step >= JUMP_NANOS && !is_pause || step < self.usual_nanos.saturating_mul(-JITTER_STEPS) {
                let by_nanos = step.saturating_sub(self.usual_nanos);
                self.shift = self.shift.saturating_sub(by_nanos);
                self.jump_count += 1;
                if self.jumps.len() < Self::MOST_JUMPS {
                    self.jumps.push(Jump { sample: self.sample, told_nanos: told, by_nanos });
                }
            }
        }
        // After jitter the highest time is what the next one is held against.
        self.told = Some(
            self.told.map_or(told, |before| if is_jitter(before, told, self.usual_nanos) { before } else { told }),
        );
        let moved = told.saturating_add(self.shift);
        let is_first = self.sample == 0;
        self.sample += 1;
        if !is_first && moved <= self.given {
            self.nudged += 1;
            self.given = self.given.saturating_add(1);
        } else {
            self.given = moved;
        }
        (moved, self.given)
    }

    /// The jumps so far, at most the first thousand.
    #[must_use]
    pub fn jumps(&self) -> &[Jump] {
        &self.jumps
    }

    /// How many jumps there were in all.
    #[must_use]
    pub fn jump_count(&self) -> u64 {
        self.jump_count
    }

    /// How many samples were put just after the one before, because they carried its time or one a little earlier.
    #[must_use]
    pub fn nudged(&self) -> u64 {
        self.nudged
    }
}

fn is_jitter(before: i64, told: i64, usual: i64) -> bool {
    let step = told.saturating_sub(before);
    step <= 0 && step >= usual.saturating_mul(-JITTER_STEPS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::DAY;

    fn mended(times: &[i64]) -> (Vec<i64>, Mender) {
        let mut mender = Mender::new(10, ClockKind::Elapsed);
        let mut times = times.to_vec();
        mender.mend(&mut times);
        (times, mender)
    }

    #[test]
    fn a_jump_of_200000_seconds_is_taken_out_and_told() {
        let far = 200_000 * SECOND;
        let (times, mender) = mended(&[0, 10, 20, far + 30, far + 40]);
        assert_eq!(times, [0, 10, 20, 30, 40]);
        assert_eq!(mender.jumps(), [Jump { sample: 3, told_nanos: far + 30, by_nanos: far }]);
        assert_eq!(mended(&[far, far + 10, 0, 10]).0, [far, far + 10, far + 20, far + 30]);
    }

    #[test]
    fn a_judge_of_the_clock_sees_neither_the_jumps_nor_what_was_put_in_order() {
        let far = 200_000 * SECOND;
        let (mut mender, mut times, mut steady) =
            (Mender::new(10, ClockKind::Elapsed), vec![0, 10, 10, far + 20, far + 15, far + 30], Vec::new());
        mender.mend_with(&mut times, &mut steady);
        assert_eq!(steady, [0, 10, 10, 20, 15, 30]);
        assert_eq!(times, [0, 10, 11, 20, 21, 30]);
    }

    #[test]
    fn a_gap_is_believed() {
        let (times, mender) = mended(&[0, 10, SECOND, SECOND + 10]);
        assert_eq!(times, [0, 10, SECOND, SECOND + 10]);
        assert!(mender.jumps().is_empty());
    }

    #[test]
    fn between_dates_a_pause_of_days_is_believed_and_only_steps_back_are_mended() {
        let date = OLDEST_SET_NANOS;
        let told = [date, date + 10, date + 3 * DAY, date + 3 * DAY + 10, date + DAY];
        let mut mender = Mender::new(10, ClockKind::Dated);
        let mut times = told.to_vec();
        mender.mend(&mut times);
        assert_eq!(times[..4], told[..4]);
        assert_eq!((times[4], mender.jump_count()), (date + 3 * DAY + 20, 1));
        // A clock that finds its date on the way had none before.
        let mut mender = Mender::new(10, ClockKind::Dated);
        let mut times = vec![0, 10, date, date + 10];
        mender.mend(&mut times);
        assert_eq!((times, mender.jump_count()), (vec![0, 10, 20, 30], 1));
    }

    #[test]
    fn repeated_and_overtaken_samples_are_kept_in_order_and_counted() {
        let (times, mender) = mended(&[0, 10, 10, 20, 15, 30]);
        assert_eq!(times, [0, 10, 11, 20, 21, 30]);
        assert_eq!((mender.nudged(), mender.jumps().len()), (2, 0));
    }

    proptest::proptest! {
        #[test]
        fn times_rise_and_none_is_lost(times in proptest::collection::vec(-1_000_000_000_000_000_i64..1_000_000_000_000_000, 0..200), cut in 0_usize..200) {
            let (whole, _) = mended(&times);
            proptest::prop_assert_eq!(whole.len(), times.len());
            proptest::prop_assert!(whole.windows(2).all(|pair| pair[0] < pair[1]));
            let mut mender = Mender::new(10, ClockKind::Elapsed);
            let mut parts = times.clone();
            let (left, right) = parts.split_at_mut(cut.min(times.len()));
            mender.mend(left);
            mender.mend(right);
            proptest::prop_assert_eq!(parts, whole);
        }
    }
}
