//! The written policy of the broker: it beats the model, because the person wrote it.

use attentive_types::{LocalClock, Timestamp};
use serde::{Deserialize, Serialize};

use super::focus_mode::FocusHold;
use super::quiet_hours::{QuietHours, next_hour_mark};

/// What the person wrote down about interruptions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BrokerPolicy {
    /// Sources that may always interrupt, by name, upper and lower case alike.
    pub always_from: Vec<String>,
    /// Sources that may never interrupt. It beats `always_from`, urgency and everything else.
    pub never_from: Vec<String>,
    /// When only what is urgent may come; `None` for never quiet.
    pub quiet_hours: Option<QuietHours>,
    /// Hours of the wall clock at which what was batched is brought; hours beyond 23 and quiet ones are passed over.
    pub batch_hours: Vec<u8>,
    /// Focus mode as it stands at this moment; `None` when it is not on. It is no part of what is written down for good.
    #[serde(skip)]
    pub focus: Option<FocusHold>,
}

impl Default for BrokerPolicy {
    /// Batches three times in a working day: in a field trial people were better off with three batches a day than with
    /// notifications as they came, with hourly batches, and with none (Fitz et al., 2019, "Batching smartphone notifications
    /// can improve well-being", Computers in Human Behavior 101). The hours themselves are this project's choice.
    fn default() -> Self {
        Self {
            always_from: Vec::new(),
            never_from: Vec::new(),
            quiet_hours: Some(QuietHours::default()),
            batch_hours: vec![11, 14, 17],
            focus: None,
        }
    }
}

impl BrokerPolicy {
    /// Whether that source may always interrupt.
    #[must_use]
    pub fn is_always(&self, source: &str) -> bool {
        lists(&self.always_from, source)
    }

    /// Whether that source may never interrupt.
    #[must_use]
    pub fn is_never(&self, source: &str) -> bool {
        lists(&self.never_from, source)
    }

    /// Whether the moment is quiet.
    #[must_use]
    pub fn is_quiet(&self, moment: Timestamp, clock: &LocalClock) -> bool {
        self.quiet_hours.is_some_and(|quiet| quiet.contains(moment, clock))
    }

    /// The next moment at which a batch is brought; `None` when no hour for it is set.
    #[must_use]
    pub fn next_batch(&self, moment: Timestamp, clock: &LocalClock) -> Option<Timestamp> {
        let is_open = |hour: &&u8| **hour < 24 && !self.quiet_hours.is_some_and(|quiet| quiet.contains_hour(**hour));
        self.batch_hours.iter().filter(is_open).map(|hour| next_hour_mark(*hour, moment, clock)).min()
    }
}

fn lists(names: &[String], source: &str) -> bool {
    let source = source.trim().to_lowercase();
    names.iter().any(|name| name.trim().to_lowercase() == source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_found_in_upper_and_lower_case() {
        let policy = BrokerPolicy { always_from: vec!["Calendar ".into()], ..BrokerPolicy::default() };
        assert!(policy.is_always("calendar") && !policy.is_always("calendar2") && !policy.is_never("calendar"));
    }

    #[test]
    fn the_next_batch_is_the_nearest_hour_that_is_not_quiet() {
        let policy = BrokerPolicy { batch_hours: vec![23, 99, 17, 9], ..BrokerPolicy::default() };
        let evening = Timestamp::parse("2026-11-24T18:00:00Z").unwrap();
        let expected = Timestamp::parse("2026-11-25T09:00:00Z").unwrap();
        assert_eq!(policy.next_batch(evening, &LocalClock::utc()), Some(expected));
        let none = BrokerPolicy { batch_hours: vec![], ..policy };
        assert_eq!(none.next_batch(evening, &LocalClock::utc()), None);
    }

    #[test]
    fn an_unknown_key_in_a_written_policy_is_refused() {
        assert!(serde_json::from_str::<BrokerPolicy>(r#"{"allways_from":["x"]}"#).is_err());
        let read: BrokerPolicy = serde_json::from_str(r#"{"quiet_hours":[20,7]}"#).unwrap();
        assert_eq!(read.batch_hours, BrokerPolicy::default().batch_hours);
    }
}
