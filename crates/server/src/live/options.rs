//! How the live part is started.

use std::sync::Arc;

use attentive_pipeline::decide::{BrokerPolicy, QuietHours};
use attentive_pipeline::guide::{PromptLimits, QuestionSettings};
use attentive_pipeline::run::Policy;

use super::channels::ChannelOptions;
use super::learner::KeepStates;
use super::retention::Retention;
use crate::texts::{KeptTexts, Understanding};

/// The settings of the live part.
#[derive(Clone, Debug, Default)]
pub struct LiveOptions {
    /// The name of this machine, as buckets carry it.
    pub hostname: String,
    /// Whether what is served is a recording: then the newest data's time is "now".
    pub is_demo: bool,
    /// Whether prompts and what the inbox brings are also shown as desktop notifications. Off by default.
    pub notifications: bool,
    /// How often and when prompts may come up.
    pub prompts: PromptOptions,
    /// On which ways people and programs are told besides. All off by default.
    pub channels: ChannelOptions,
    /// How long data is kept, unless the person said otherwise in the dashboard.
    pub retention: Retention,
    /// Where kept models of texts lie; without it what asks for one is refused.
    pub texts: Option<Arc<dyn KeptTexts>>,
    /// Which of them answer before the rules. None by default.
    pub understanding: Understanding,
    /// Where the person's own model of states lies; without it none is learnt, and the transparent one answers.
    pub states: Option<Arc<dyn KeepStates>>,
}

/// How often and when prompts may come up.
#[derive(Clone, Debug, PartialEq)]
pub struct PromptOptions {
    /// At most so many within an hour, delivered and held back together; 0 for none.
    pub per_hour: u32,
    /// At most so many in a local day, delivered and held back together; 0 for none.
    pub per_day: u32,
    /// At most so many questions in a local day; 0 for none.
    pub questions_per_day: u32,
    /// The local hours from and to which nothing comes up, 0 to 24; the same hour twice, or `None`, is never quiet.
    pub quiet_hours: Option<(u8, u8)>,
    /// How likely a prompt is shown rather than held back, 0 to 1.
    pub deliver_probability: f64,
    /// Whether that follows what was learnt of each kind of prompt at each hour.
    pub adapts: bool,
}

impl Default for PromptOptions {
    fn default() -> Self {
        let policy = Policy::default();
        Self {
            per_hour: policy.limits.per_hour,
            per_day: policy.limits.per_day,
            questions_per_day: policy.questions.per_day,
            quiet_hours: policy.broker.quiet_hours.map(Into::into),
            deliver_probability: policy.limits.deliver_probability,
            adapts: policy.limits.adapts,
        }
    }
}

impl PromptOptions {
    /// The written policy that the stages go by.
    pub(crate) fn policy(&self) -> Policy {
        // 24 is midnight too; hours that are no quiet hours are none.
        let hours = self.quiet_hours.map(|(from, to)| (from % 24, to % 24));
        let quiet_hours = hours.and_then(|hours| QuietHours::try_from(hours).ok());
        let limits = PromptLimits {
            per_hour: self.per_hour,
            per_day: self.per_day,
            deliver_probability: self.deliver_probability,
            adapts: self.adapts,
            ..PromptLimits::default()
        };
        let questions = QuestionSettings { per_day: self.questions_per_day, ..QuestionSettings::default() };
        Policy { broker: BrokerPolicy { quiet_hours, ..BrokerPolicy::default() }, limits, questions }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_stages() {
        assert_eq!(PromptOptions::default().policy(), Policy::default());
    }

    #[test]
    fn the_same_hour_twice_is_never_quiet_and_24_is_midnight() {
        let quiet =
            |hours| PromptOptions { quiet_hours: Some(hours), ..PromptOptions::default() }.policy().broker.quiet_hours;
        assert_eq!(quiet((8, 8)), None);
        assert_eq!(quiet((0, 24)), None);
        assert_eq!(quiet((22, 24)).map(Into::into), Some((22_u8, 0_u8)));
    }
}
