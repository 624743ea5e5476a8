//! How often may prompts come up at most? Per hour, per local day, with a least gap, and with which chance.

use attentive_types::time::{HOUR, MINUTE};
use attentive_types::{LocalClock, PromptKind, Timestamp};
use serde::{Deserialize, Serialize};

use super::record::PromptRecord;

/// Prompts of one kind lie at least so many minutes apart, whatever was set: what follows one is looked at for up to an hour, and the trial needs that it ends
/// before the next draw.
const LEAST_SAME_KIND_GAP_MIN: u32 = 60;

/// The person's limits on prompts, questions among them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PromptLimits {
    /// Whether suggestions come up at all. Questions have their own switch.
    pub is_on: bool,
    /// At most so many prompts within any 60 minutes, delivered and held back together.
    pub per_hour: u32,
    /// At most so many prompts in one local day, delivered and held back together.
    pub per_day: u32,
    /// Least minutes between two prompts. At least the 30 minutes over which an outcome is counted keep trials apart.
    pub gap_min: u32,
    /// Least minutes between two prompts of the same kind, so that the loudest kind does not fill the day.
    pub same_kind_gap_min: u32,
    /// The probability with which a prompt is delivered and not held back, 0 to 1. At 1 nothing is held back and nothing learnt.
    pub deliver_probability: f64,
    /// Whether that probability follows what was learnt of the kind at this hour, once there is enough of it ([`super::chance`]).
    pub adapts: bool,
}

impl Default for PromptLimits {
    /// One an hour and six a day: the order of what people bear in experience sampling studies (about five to seven signals a
    /// day; van Berkel, Ferreira and Kostakos, 2017, "The experience sampling method on mobile devices", ACM Computing Surveys
    /// 50(6)). A fair coin teaches most.
    fn default() -> Self {
        Self {
            is_on: true,
            per_hour: 1,
            per_day: 6,
            gap_min: 30,
            same_kind_gap_min: 120,
            deliver_probability: 0.5,
            adapts: false,
        }
    }
}

impl PromptLimits {
    /// Whether one more prompt may come up at `now`. `records` in any order; what lies in the future (a clock that was set
    /// back) counts as just now.
    #[must_use]
    pub fn let_one_more(&self, records: &[PromptRecord], now: Timestamp, clock: &LocalClock) -> bool {
        let since = |nanos: i64| count(records.iter().filter(|record| now - record.prompt.at < nanos));
        let today = clock.day_number(now);
        let of_day = count(records.iter().filter(|record| clock.day_number(record.prompt.at) >= today));
        since(HOUR) < self.per_hour && of_day < self.per_day && since(i64::from(self.gap_min) * MINUTE) == 0
    }

    /// Whether the last prompt of that kind lies far enough back. `records` in any order.
    #[must_use]
    pub fn let_kind(&self, records: &[PromptRecord], kind: PromptKind, now: Timestamp) -> bool {
        let gap = i64::from(self.same_kind_gap_min.max(LEAST_SAME_KIND_GAP_MIN)) * MINUTE;
        of_kind(records, kind).all(|record| now - record.prompt.at >= gap)
    }

    /// The probability of delivery, held within 0 to 1; 1 for what is not a number, so that nothing is held back by mistake.
    #[must_use]
    pub fn probability(&self) -> f64 {
        if self.deliver_probability.is_nan() { 1.0 } else { self.deliver_probability.clamp(0.0, 1.0) }
    }
}

/// Records of one kind.
pub(super) fn of_kind(records: &[PromptRecord], kind: PromptKind) -> impl Iterator<Item = &PromptRecord> {
    records.iter().filter(move |record| record.prompt.kind == kind)
}

fn count<'a>(records: impl Iterator<Item = &'a PromptRecord>) -> u32 {
    u32::try_from(records.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::{Arm, Prompt};

    fn at_minutes(minutes: &[i64]) -> Vec<PromptRecord> {
        let prompt = |minute: &i64| Prompt {
            prompt_id: minute.to_string(),
            kind: PromptKind::TakeBreak,
            subject: String::new(),
            at: Timestamp(minute * MINUTE),
            arm: Arm::HoldBack,
            deliver_probability: 0.5,
            reasons: vec![],
        };
        minutes.iter().map(|minute| PromptRecord { prompt: prompt(minute), answer: None, answered_at: None }).collect()
    }

    #[test]
    fn hour_day_and_gap_are_kept() {
        let limits = PromptLimits { per_hour: 2, per_day: 3, gap_min: 20, ..PromptLimits::default() };
        let table = [
            (vec![], 600, true, "nothing before"),
            (vec![590], 600, false, "the gap is too short"),
            (vec![580], 600, true, "the gap is just long enough"),
            (vec![545, 575], 600, false, "two within the hour"),
            (vec![540, 575], 600, true, "one of them just an hour ago"),
            (vec![10, 200, 400], 600, false, "three on this day"),
            (vec![10, 200, 400], 1_441, true, "on the next day all is free again"),
            (vec![700], 600, false, "the clock was set back"),
        ];
        for (before, now, expected, why) in table {
            let lets = limits.let_one_more(&at_minutes(&before), Timestamp(now * MINUTE), &LocalClock::utc());
            assert_eq!(lets, expected, "{why}");
        }
    }

    #[test]
    fn one_kind_keeps_its_own_gap() {
        let (limits, records) = (PromptLimits::default(), at_minutes(&[100]));
        assert!(!limits.let_kind(&records, PromptKind::TakeBreak, Timestamp(219 * MINUTE)));
        assert!(limits.let_kind(&records, PromptKind::TakeBreak, Timestamp(220 * MINUTE)));
        assert!(limits.let_kind(&records, PromptKind::StartFocus, Timestamp(101 * MINUTE)));
    }

    #[test]
    fn a_probability_is_held_within_zero_and_one() {
        for (set, expected) in [(0.3, 0.3), (-1.0, 0.0), (7.0, 1.0), (f64::NAN, 1.0)] {
            assert_eq!(PromptLimits { deliver_probability: set, ..PromptLimits::default() }.probability(), expected);
        }
    }
}
