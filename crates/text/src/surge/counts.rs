//! Do more negative texts come in a time than should? Ten minutes after ten minutes, also those in which nothing comes.
//!
//! The number of negative texts `k` is held against what is expected at that hour, `e`: in a surge it is `t` times as much. The logarithm of the likelihood ratio of two
//! Poisson counts is `k ln t - e (t - 1)`; where counts vary more than Poisson's it is divided by how many times as much (quasi-likelihood, McCullagh 1983). A share that is
//! as ever of far more texts than ever is seen here alone.

use attentive_types::time::{DAY, MINUTE};
use serde::{Deserialize, Serialize};

use super::moment::HOURS;
use super::{Moment, Statistic, Step};

/// One count takes so long.
const BIN: i64 = 10 * MINUTE;
/// Counts of a day.
pub(super) const A_DAY: f64 = 144.0;
/// After so many counts it is known what to expect: a week.
const LEAST: u64 = 7 * 144;
/// An hour counts as much as what it leans on after so many counts of its own.
const LEANS: f64 = 36.0;
/// An hour of the week has six counts; after four weeks they count half.
const KEPT: f64 = 0.971_531_941_153_605_9;
/// By which the counts that tell how much they vary are forgotten: half after a week.
const KEPT_SPREAD: f64 = 0.9993;

/// What is known of counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Counts {
    pub(super) statistic: Statistic,
    hours: Vec<Seen>,
    counted: u64,
    squares: f64,
    expected: f64,
    /// The ten minutes that are not over, since 1970.
    bin: Option<i64>,
    negative: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Seen {
    counts: f64,
    negative: f64,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            statistic: Statistic::default(),
            hours: vec![Seen::default(); HOURS],
            counted: 0,
            squares: 0.0,
            expected: 0.0,
            bin: None,
            negative: 0.0,
        }
    }
}

impl Counts {
    /// Whether enough is known.
    pub(super) fn is_ready(&self) -> bool {
        self.counted >= LEAST
    }

    /// Takes a text; gives what the counts that are over by now did, if any is. `limit` is in counts from one false alarm to the next.
    pub(super) fn take(&mut self, moment: Moment, negative: f64, times: f64, limit: f64) -> Option<Step> {
        let bin = moment.at.0.div_euclid(BIN);
        let last = *self.bin.get_or_insert(bin);
        let mut told = None;
        // A clock that was set back changes nothing until the time has come again; after a long silence what lies between was not watched.
        if bin > last {
            if bin - last <= DAY / BIN {
                for over in last..bin {
                    let back = usize::try_from((bin - over) / 6).unwrap_or(0) % HOURS;
                    let negative = if over == last { self.negative } else { 0.0 };
                    told = louder(told, self.close((moment.hour + HOURS - back) % HOURS, negative, times, limit));
                }
            }
            self.bin = Some(bin);
            self.negative = 0.0;
        }
        self.negative += negative;
        told
    }

    /// Forgets the time that is not over, as after a jump of the clock.
    pub(super) fn interrupt(&mut self) {
        self.bin = None;
        self.negative = 0.0;
        self.statistic = Statistic::default();
    }

    fn close(&mut self, hour: usize, negative: f64, times: f64, limit: f64) -> Option<Step> {
        let expected = self.at(hour);
        let step = self.is_ready().then(|| {
            let push = (negative * times.ln() - expected * (times - 1.0)) / self.dispersion();
            self.statistic.step(push.exp(), limit)
        });
        if !self.statistic.is_on() {
            if self.counted > 144 {
                self.squares = self.squares * KEPT_SPREAD + (negative - expected).powi(2);
                self.expected = self.expected * KEPT_SPREAD + expected;
            }
            if let Some(seen) = self.hours.get_mut(hour) {
                *seen = Seen { counts: seen.counts * KEPT + 1.0, negative: seen.negative * KEPT + negative };
            }
        }
        self.counted += 1;
        step
    }

    /// The number of negative texts that is expected in ten minutes of that hour.
    fn at(&self, hour: usize) -> f64 {
        let sum = |seen: Seen, other: &Seen| Seen {
            counts: seen.counts + other.counts,
            negative: seen.negative + other.negative,
        };
        let leaning = |seen: Seen, on: f64| (seen.negative + LEANS * on) / (seen.counts + LEANS);
        let all = self.hours.iter().fold(Seen { counts: 1.0, negative: 0.1 }, sum);
        let of_day = self.hours.iter().skip(hour % 24).step_by(24).fold(Seen::default(), sum);
        let of_week = self.hours.get(hour).copied().unwrap_or_default();
        leaning(of_week, leaning(of_day, all.negative / all.counts))
    }

    /// How many times as much counts vary as Poisson's; 1 at least.
    fn dispersion(&self) -> f64 {
        (self.squares / self.expected.max(1e-9)).max(1.0)
    }
}

/// Of several steps the one that has to be told.
fn louder(one: Option<Step>, other: Option<Step>) -> Option<Step> {
    match (one, other) {
        (Some(Step::Begins), _) | (_, None) => one,
        (_, other) => other,
    }
}

#[cfg(test)]
mod tests {
    use attentive_learn::SplitMix64;
    use attentive_types::time::{HOUR, SECOND};
    use attentive_types::{LocalClock, Timestamp};

    use super::*;

    fn moment(nanos: i64) -> Moment {
        Moment::new(Timestamp(nanos), &LocalClock::utc())
    }

    /// Texts of three weeks, a tenth of them negative; by day five times as many as by night. On the last day, from `at` on, four times as many for two hours.
    fn begins(is_surge: bool) -> Vec<i64> {
        let mut counts = Counts::default();
        let mut random = SplitMix64::new(4);
        let mut at = 0;
        let mut begins = Vec::new();
        let surge = 20 * DAY + 14 * HOUR;
        while at < 21 * DAY {
            let is_day = (8..20).contains(&(at % DAY / HOUR));
            let is_in = is_surge && (surge..surge + 2 * HOUR).contains(&at);
            let mean = if is_day { 30.0 } else { 150.0 } / if is_in { 4.0 } else { 1.0 };
            #[expect(clippy::cast_possible_truncation, reason = "seconds")]
            let wait = (-(1.0 - random.next_unit()).ln() * mean) as i64;
            at += wait.max(1) * SECOND;
            let negative = f64::from(u8::from(random.next_unit() < 0.1));
            if counts.take(moment(at), negative, 3.0, 2.0 * A_DAY) == Some(Step::Begins) {
                begins.push(at);
            }
        }
        begins
    }

    #[test]
    fn far_more_texts_are_seen_though_their_share_is_as_ever_and_day_is_no_surge_after_night() {
        let surge = 20 * DAY + 14 * HOUR;
        let is_found = |at: &i64| (surge..surge + 2 * HOUR).contains(at);
        assert!(begins(true).iter().any(is_found), "{:?}", begins(true));
        assert!(begins(false).len() <= 7, "one in two days at most: {:?}", begins(false));
    }

    #[test]
    fn clocks_that_jump_break_nothing() {
        let mut counts = Counts::default();
        for nanos in [0, i64::MAX, i64::MIN, HOUR, 400 * DAY, HOUR] {
            assert_eq!(counts.take(moment(nanos), 1.0, 3.0, 100.0), None);
        }
        assert!(!counts.is_ready());
    }
}
