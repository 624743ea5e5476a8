//! What share of texts is expected to be negative at this hour? What was seen before, by the hour of the day and of the week where those differ by more than chance.
//!
//! ```text
//! all texts <── hour of the day <── hour of the week        each leans on the one before it
//! ```
//!
//! How much an hour leans comes from the hours themselves (empirical Bayes by the method of moments, as in `learn::shrinkage`): they must differ by two standard deviations more
//! than chance makes them. A first version leaned by a fixed weight of a thousand texts, and the noise of its hours alone gave a tenth more false alarms.
//! Older texts count less: half as much after four weeks.

use serde::{Deserialize, Serialize};

use super::Moment;
use super::moment::HOURS;

/// Days after which a text counts half.
const HALF_DAYS: f64 = 28.0;
/// Before any text: one of ten, known as if from twenty texts.
const BEFORE: Seen = Seen { texts: 20.0, negative: 2.0, squares: 2.0 };

/// What was seen before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    all: Seen,
    hours: Vec<Seen>,
    /// By how much each hour of the week differs from all texts, as of this morning.
    differs: Vec<f64>,
    /// Whole days with texts, older ones counting less, and their texts.
    days: f64,
    texts_of_days: f64,
    /// The day that is not over yet, and its texts.
    day: Option<i64>,
    texts_today: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Seen {
    texts: f64,
    negative: f64,
    squares: f64,
}

impl Seen {
    fn and(self, other: Self) -> Self {
        Self {
            texts: self.texts + other.texts,
            negative: self.negative + other.negative,
            squares: self.squares + other.squares,
        }
    }

    fn times(self, share: f64) -> Self {
        Self { texts: self.texts * share, negative: self.negative * share, squares: self.squares * share }
    }

    fn share(self) -> f64 {
        self.negative / self.texts
    }

    /// The share, leaning on another as if so many texts with that share had been seen.
    fn leaning(self, on: f64, weight: f64) -> f64 {
        if weight.is_finite() && self.texts + weight > 0.0 {
            (self.negative + weight * on) / (self.texts + weight)
        } else {
            on
        }
    }
}

impl Default for Baseline {
    fn default() -> Self {
        Self {
            all: BEFORE,
            hours: vec![Seen::default(); HOURS],
            differs: vec![0.0; HOURS],
            days: 0.0,
            texts_of_days: 0.0,
            day: None,
            texts_today: 0.0,
        }
    }
}

impl Baseline {
    /// One that has seen texts of this mean share, at no hour more than at another, so many a day.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of texts")]
    pub fn of_past(negative: &[f64], texts_per_day: f64) -> Self {
        let squares = negative.iter().map(|negative| negative * negative).sum();
        let all = Seen { texts: negative.len() as f64, negative: negative.iter().sum(), squares };
        let mut own = Self { all: BEFORE.and(all), days: 1.0, texts_of_days: texts_per_day, ..Self::default() };
        own.hours.fill(all.times(1.0 / HOURS as f64));
        own
    }

    /// The share of texts that is expected to be negative at that moment, above 0.
    #[must_use]
    pub fn share(&self, moment: Moment) -> f64 {
        let all = self.all.share();
        (all + self.differs.get(moment.hour).copied().unwrap_or_default()).max(0.1 * all)
    }

    /// Texts a day, over whole days; `None` before the first is over.
    #[must_use]
    pub fn texts_per_day(&self) -> Option<f64> {
        (self.days > 0.0).then(|| self.texts_of_days / self.days).filter(|texts| *texts > 0.0)
    }

    /// Counts a text of today, whatever it says; gives whether a new day has begun.
    pub(super) fn count(&mut self, moment: Moment) -> bool {
        let is_new = self.day.is_some_and(|day| day != moment.day);
        if let Some(day) = self.day.filter(|_| is_new) {
            #[expect(clippy::cast_precision_loss, reason = "a number of days")]
            let later = moment.day.saturating_sub(day).clamp(1, 10_000) as f64;
            let kept = (-later / HALF_DAYS).exp2();
            self.days = self.days * kept + 1.0;
            self.texts_of_days = self.texts_of_days * kept + self.texts_today;
            self.texts_today = 0.0;
            self.all = self.all.times(kept).and(BEFORE.times(1.0 - kept));
            self.hours.iter_mut().for_each(|hour| *hour = hour.times(kept));
            self.differs = self.differences();
        }
        self.day = Some(moment.day);
        self.texts_today += 1.0;
        is_new
    }

    /// Learns what a text said while there was no surge.
    pub(super) fn learn(&mut self, moment: Moment, negative: f64) {
        let seen = Seen { texts: 1.0, negative, squares: negative * negative };
        self.all = self.all.and(seen);
        if let Some(hour) = self.hours.get_mut(moment.hour) {
            *hour = hour.and(seen);
        }
    }

    fn differences(&self) -> Vec<f64> {
        let of_day = |hour: usize| self.hours.iter().skip(hour).step_by(24).copied().fold(Seen::default(), Seen::and);
        let of_days: Vec<Seen> = (0..24).map(of_day).collect();
        let all = of_days.iter().copied().fold(Seen::default(), Seen::and).share();
        if !all.is_finite() {
            return vec![0.0; HOURS];
        }
        let by_day = weight(&of_days, 1, |_| all);
        let by_week = weight(&self.hours, 24, |hour| of_days[hour % 24].share());
        let leaning = |(hour, of_week): (usize, &Seen)| {
            let of_day = of_days[hour % 24].leaning(all, by_day);
            of_week.leaning(of_day, by_week) - all
        };
        self.hours.iter().enumerate().map(leaning).collect()
    }
}

/// How many texts the common share of hours is worth; infinite when hours differ no more than chance makes them. `centre` is what an hour is held against, and so many `centres`
/// were taken from the hours themselves.
#[expect(clippy::cast_precision_loss, reason = "counts of hours")]
fn weight(hours: &[Seen], centres: usize, centre: impl Fn(usize) -> f64) -> f64 {
    let used = || hours.iter().enumerate().filter(|(_, hour)| hour.texts > 1.0);
    let count = used().count();
    let free = count.saturating_sub(centres) as f64;
    if free < 1.0 {
        return f64::INFINITY;
    }
    let texts: f64 = used().map(|(_, hour)| hour.texts).sum();
    let within =
        used().map(|(_, hour)| hour.squares - hour.negative * hour.share()).sum::<f64>() / (texts - count as f64);
    let between = used().map(|(place, hour)| hour.texts * (hour.share() - centre(place)).powi(2)).sum::<f64>() / free;
    let variance = (between - within * (1.0 + 2.0 * (2.0 / free).sqrt())) / (texts / count as f64);
    if variance > 0.0 && within.is_finite() { within.max(0.0) / variance } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use attentive_types::time::{DAY, HOUR, MINUTE};
    use attentive_types::{LocalClock, Timestamp};

    use super::*;

    fn moment(nanos: i64) -> Moment {
        Moment::new(Timestamp(nanos), &LocalClock::utc())
    }

    /// Weeks of a text a minute; at the ninth hour six of ten are negative, else one.
    fn weeks(count: i64) -> Baseline {
        let mut baseline = Baseline::default();
        for minute in 0..count * 7 * 24 * 60 {
            let moment = moment(minute * MINUTE);
            baseline.count(moment);
            baseline.learn(moment, if moment.hour % 24 == 9 { 0.6 } else { 0.1 });
        }
        baseline
    }

    #[test]
    fn an_hour_with_its_own_share_is_expected_to_have_it() {
        let baseline = weeks(8);
        let (nine, ten) = (baseline.share(moment(9 * HOUR)), baseline.share(moment(10 * HOUR)));
        assert!((nine - 0.6).abs() < 0.01 && (ten - 0.1).abs() < 0.01, "{nine} {ten}");
        assert!((baseline.texts_per_day().unwrap() - 1440.0).abs() < 1.0);
    }

    #[test]
    fn hours_that_differ_by_chance_alone_are_expected_to_be_alike() {
        let mut random = attentive_learn::SplitMix64::new(3);
        let mut baseline = Baseline::default();
        for text in 0..30 * 500_i64 {
            let moment = moment(text * 172 * attentive_types::time::SECOND);
            baseline.count(moment);
            baseline.learn(moment, if random.next_unit() < 0.125 { 0.9 } else { 0.02 });
        }
        let shares: Vec<f64> = (0..168).map(|hour| baseline.share(moment(hour * HOUR))).collect();
        let (low, high) =
            shares.iter().fold((1.0_f64, 0.0_f64), |(low, high), share| (low.min(*share), high.max(*share)));
        assert!(high - low < 0.004, "{low} {high}");
    }

    #[test]
    fn little_past_leans_on_all_of_it_and_none_on_a_guess() {
        let mut baseline = Baseline::default();
        assert!((baseline.share(moment(0)) - 0.1).abs() < 1e-9);
        assert_eq!(baseline.texts_per_day(), None);
        (0..20).for_each(|_| baseline.learn(moment(9 * HOUR), 1.0));
        let (nine, ten) = (baseline.share(moment(9 * HOUR)), baseline.share(moment(10 * HOUR)));
        assert!((nine - ten).abs() < 1e-9 && ten > 0.5, "{nine} {ten}");
    }

    #[test]
    fn what_is_long_ago_counts_less_and_a_jump_of_the_clock_breaks_nothing() {
        let mut baseline = weeks(1);
        for nanos in [400 * DAY, i64::MAX, i64::MIN, 0] {
            baseline.count(moment(nanos));
            let share = baseline.share(moment(nanos));
            assert!(share > 0.0 && share < 1.0, "{share}");
        }
        assert!(baseline.texts_per_day().unwrap() < 1440.0);
    }
}
