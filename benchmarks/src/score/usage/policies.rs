//! What the broker is held against: policies that know nothing of the person. What is urgent passes at once in all of them.

use attentive_learn::SplitMix64;
use attentive_types::time::{DAY, HOUR, SECOND, seconds_to_nanos};
use attentive_types::{Demand, Span, Timestamp, Urgency};

use super::Usage;
use super::replay::Came;
use crate::month::person::Draws;

/// A policy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Policy {
    /// As it arrives.
    AtOnce,
    /// At the next multiple of so many nanoseconds.
    Every(i64),
    /// At these three hours of the day.
    ThreeADay([i64; 3]),
    /// After a time drawn anew for each, exponential with this mean in nanoseconds.
    Random(i64),
    /// With the labels in hand: at the first moment outside focus. What nobody can do.
    Oracle,
}

/// The hours of [`Policy::ThreeADay`]: those of the broker's own batches.
pub const THREE: [i64; 3] = [11, 14, 17];

impl Policy {
    /// What becomes of each demand.
    pub fn apply(self, usage: &Usage, demands: &[Demand]) -> Vec<Came> {
        let mut random = SplitMix64::keyed(usage.seed, &[5]);
        let mut at = |demand: &Demand| {
            let arrived = demand.arrived;
            if demand.urgency == Urgency::Urgent {
                return arrived;
            }
            match self {
                Self::AtOnce => arrived,
                Self::Every(nanos) => Timestamp((arrived.0.div_euclid(nanos) + 1) * nanos),
                Self::ThreeADay(hours) => next_of(arrived, hours),
                Self::Random(mean) => arrived.plus(random.exponential(mean as f64) as i64),
                Self::Oracle => {
                    usage.focus.iter().find(|focus| focus.contains(arrived)).map_or(arrived, |focus| focus.end)
                }
            }
        };
        // As the queue, nobody brings what is worth nothing any more.
        let came = |demand: &Demand| match at(demand).min(usage.judged.end) {
            late if demand.deadline.is_some_and(|deadline| late > deadline) => Came::Never,
            at => Came::At(at),
        };
        demands.iter().map(came).collect()
    }
}

fn next_of(arrived: Timestamp, hours: [i64; 3]) -> Timestamp {
    let midnight = arrived.0.div_euclid(DAY) * DAY;
    let marks = [0, DAY].into_iter().flat_map(|day| hours.map(|hour| midnight + day + hour * HOUR));
    Timestamp(marks.filter(|mark| *mark > arrived.0).min().unwrap_or(arrived.0))
}

/// The policy of a kind whose mean delay of what is not urgent comes nearest to `delay_s`, found by halving.
pub fn matched(usage: &Usage, demands: &[Demand], delay_s: f64, of: impl Fn(i64) -> Policy) -> Policy {
    let (mut short, mut long) = (SECOND, 12 * HOUR);
    for _ in 0..40 {
        let middle = i64::midpoint(short, long);
        let judged = Judged::of(usage, demands, &of(middle).apply(usage, demands));
        if judged.waiting_mean_s < delay_s { short = middle } else { long = middle }
    }
    of(i64::midpoint(short, long))
}

/// What came of a policy.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Judged {
    /// Moments of delivery that lay in a true focus, for each hour of true focus. What comes within a minute is one moment.
    pub focus_interruptions_per_h: f64,
    /// Mean seconds later than by delivering at once, over all that came.
    pub delay_mean_s: f64,
    /// The 95th percentile of these.
    pub delay_p95_s: f64,
    /// The mean of what is not urgent.
    pub waiting_mean_s: f64,
    /// Urgent demands that were seen more than a minute later than by delivering at once, or not at all.
    pub urgent_late: f64,
    /// The share that was never seen, or only after its deadline, of those that would have been seen in time at once.
    pub missed_share: f64,
}

/// A focus that has just begun is not broken yet.
const BEGUN_NANOS: i64 = 60 * SECOND;
/// Deliveries this near to each other are one interruption.
const ONE_NANOS: i64 = 60 * SECOND;
const LATE_S: f64 = 60.0;

impl Judged {
    /// Judges what became of demands.
    pub fn of(usage: &Usage, demands: &[Demand], came: &[Came]) -> Self {
        let seen = |at: Timestamp| first_within(&usage.present, at).unwrap_or(usage.judged.end);
        let (mut moments, mut delays, mut waited) = (Vec::new(), Vec::new(), Vec::new());
        let (mut urgent_late, mut missed) = (0.0, 0.0);
        for (demand, came) in demands.iter().zip(came) {
            let at_once = seen(demand.arrived);
            let in_time = |at: Timestamp| demand.deadline.is_none_or(|deadline| at <= deadline);
            let Came::At(at) = came else {
                missed += f64::from(u8::from(in_time(at_once)));
                urgent_late += f64::from(u8::from(demand.urgency == Urgency::Urgent));
                continue;
            };
            let at = seen(*at);
            let delay_s = attentive_types::time::nanos_to_seconds((at - at_once).max(0));
            missed += f64::from(u8::from(in_time(at_once) && !in_time(at)));
            delays.push(delay_s);
            if demand.urgency == Urgency::Urgent {
                urgent_late += f64::from(u8::from(delay_s > LATE_S));
            } else {
                waited.push(delay_s);
            }
            moments.push(at);
        }
        moments.sort_unstable();
        let mut interruptions: Vec<Timestamp> = Vec::new();
        for moment in moments {
            if interruptions.last().is_none_or(|last| moment - *last > ONE_NANOS) {
                interruptions.push(moment);
            }
        }
        let is_in_focus = |at: &&Timestamp| {
            let place = usage.focus.partition_point(|focus| focus.end <= **at);
            usage.focus.get(place).is_some_and(|focus| focus.start.plus(BEGUN_NANOS) <= **at)
        };
        let focus_h: f64 =
            usage.focus.iter().filter_map(|focus| focus.intersect(usage.judged)).map(Span::seconds).sum::<f64>()
                / 3_600.0;
        Self {
            focus_interruptions_per_h: interruptions.iter().filter(is_in_focus).count() as f64 / focus_h,
            delay_mean_s: mean(&delays),
            delay_p95_s: attentive_learn::quantile(&delays, 0.95).unwrap_or(f64::NAN),
            waiting_mean_s: mean(&waited),
            urgent_late,
            missed_share: missed / demands.len().max(1) as f64,
        }
    }
}

/// The first moment at or after `at` within one of these spans.
fn first_within(spans: &[Span], at: Timestamp) -> Option<Timestamp> {
    let place = spans.partition_point(|span| span.end <= at);
    spans.get(place).map(|span| at.max(span.start))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The nanoseconds of so many seconds.
pub fn nanos(seconds: f64) -> i64 {
    seconds_to_nanos(seconds).unwrap_or(SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month::demands;
    use crate::score::usage::small;
    use attentive_types::time::MINUTE;

    #[test]
    fn at_once_has_no_delay_and_batches_at_equal_delay_have_the_delay_that_was_asked_for() {
        let usage = small();
        let demands = demands::within(usage.judged, usage.demand_hours, 1);
        let judged = |policy: Policy| Judged::of(&usage, &demands, &policy.apply(&usage, &demands));
        let at_once = judged(Policy::AtOnce);
        assert_eq!((at_once.delay_mean_s, at_once.urgent_late, at_once.missed_share), (0.0, 0.0, 0.0));
        assert!(at_once.focus_interruptions_per_h > 3.0, "{at_once:?}");
        let batches = matched(&usage, &demands, 1_500.0, Policy::Every);
        assert!((judged(batches).waiting_mean_s - 1_500.0).abs() < 200.0, "{batches:?} {:?}", judged(batches));
        let knows = judged(Policy::Oracle);
        assert!(knows.focus_interruptions_per_h < 0.5, "only what is urgent: {knows:?}");
    }

    #[test]
    fn the_next_of_three_hours_may_be_tomorrow() {
        let at = |hour: i64| next_of(Timestamp(10 * DAY + hour * HOUR), THREE).0 - 10 * DAY;
        assert_eq!((at(9), at(11), at(18)), (11 * HOUR, 14 * HOUR, DAY + 11 * HOUR));
    }

    #[test]
    fn deliveries_within_a_minute_are_one_interruption_and_one_at_the_beginning_is_none() {
        let mut usage = small();
        let start = usage.judged.start;
        let hour = Span::new(start, start.plus(HOUR));
        (usage.focus, usage.present) = (vec![hour], vec![hour]);
        let demand = |urgency| Demand {
            demand_id: String::new(),
            source: String::new(),
            subject: String::new(),
            urgency,
            expected_s: None,
            arrived: start,
            deadline: Some(start.plus(40 * MINUTE)),
        };
        let demands = vec![demand(Urgency::Normal); 4];
        let came: Vec<Came> = [30, 600, 640, 3_000].map(|s| Came::At(start.plus(s * SECOND))).into();
        let judged = Judged::of(&usage, &demands, &came);
        assert_eq!((judged.focus_interruptions_per_h, judged.missed_share), (2.0, 0.25));
        let never = Judged::of(&usage, &[demand(Urgency::Urgent)], &[Came::Never]);
        assert_eq!((never.urgent_late, never.missed_share), (1.0, 1.0));
    }
}
