//! A stream as a whole, and each of its topics by itself.
//!
//! The whole has half of the false alarms that are borne and the topics have the other half, each by how many texts it has: so a text of a small topic may raise a false alarm
//! as seldom as one of a large one. Without topics the whole has all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Moment, News, Settings, Watch};

/// The name of the whole among topics.
pub const WHOLE: &str = "";

/// Topics that are watched; texts of others count in the whole alone.
const MOST: usize = 50;

/// News of a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told<T> {
    /// The topic; `None` for the whole.
    pub topic: Option<String>,
    /// What is to be told.
    #[serde(flatten)]
    pub news: News<T>,
}

/// A stream and its topics.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Monitor<T> {
    settings: Settings,
    whole: Watch<T>,
    topics: BTreeMap<String, Watch<T>>,
}

impl<T: Clone> Monitor<T> {
    /// One that knows nothing yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, whole: Watch::new(settings), topics: BTreeMap::new() }
    }

    /// Takes a text with its topic, where it has one.
    pub fn take(&mut self, moment: Moment, negative: f64, topic: Option<&str>, text: &T) -> Vec<Told<T>> {
        let news = self.whole.take(moment, negative, text);
        let mut told: Vec<Told<T>> = news.into_iter().map(|news| Told { topic: None, news }).collect();
        let Some(topic) = topic.filter(|topic| *topic != WHOLE) else { return told };
        if !self.topics.contains_key(topic) {
            if self.topics.len() >= MOST {
                return told;
            }
            self.topics.insert(topic.to_owned(), Watch::new(self.settings));
            self.whole.set_part(0.5);
        }
        let all = self.whole.texts().0;
        if let Some(watch) = self.topics.get_mut(topic) {
            #[expect(clippy::cast_precision_loss, reason = "counts of texts")]
            let part = 0.5 * watch.texts().0.max(1) as f64 / all.max(1) as f64;
            watch.set_part(part.min(0.5));
            let news = watch.take(moment, negative, text);
            told.extend(news.into_iter().map(|news| Told { topic: Some(topic.to_owned()), news }));
        }
        told
    }

    /// The whole.
    #[must_use]
    pub fn whole(&self) -> &Watch<T> {
        &self.whole
    }

    /// The topics, by their names.
    #[must_use]
    pub fn topics(&self) -> &BTreeMap<String, Watch<T>> {
        &self.topics
    }

    /// How it watches.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }
}

#[cfg(test)]
mod tests {
    use attentive_learn::SplitMix64;
    use attentive_types::time::{DAY, MINUTE};
    use attentive_types::{LocalClock, Timestamp};

    use super::*;

    /// Ten days of a text a minute of four topics, then an hour in which one of them is negative.
    #[test]
    fn a_surge_in_one_topic_is_told_with_its_name() {
        let mut monitor = Monitor::new(Settings { by_count: false, ..Settings::default() });
        let mut random = SplitMix64::new(1);
        let names = ["pay", "post", "app", "shop"];
        let mut told = Vec::new();
        for minute in 0..10 * 24 * 60 + 60 {
            let moment = Moment::new(Timestamp(minute * MINUTE), &LocalClock::utc());
            let topic = names[random.next_place(4).unwrap()];
            let is_surge = minute * MINUTE >= 10 * DAY && topic == "post";
            let negative = if random.next_unit() < if is_surge { 0.9 } else { 0.1 } { 0.95 } else { 0.02 };
            let news = monitor.take(moment, negative, Some(topic), &minute);
            told.extend(news.into_iter().filter(|_| minute * MINUTE >= 10 * DAY));
        }
        let is_alarm = |told: &&Told<i64>| told.topic.as_deref() == Some("post") && matches!(told.news, News::Alarm(_));
        assert_eq!(told.iter().filter(is_alarm).count(), 1, "{told:?}");
        assert_eq!(monitor.topics().len(), 4);
        let sum: u64 = monitor.topics().values().map(|watch| watch.texts().0).sum();
        assert_eq!(sum, monitor.whole().texts().0);
    }

    #[test]
    fn more_topics_than_can_be_watched_count_in_the_whole() {
        let mut monitor = Monitor::new(Settings::default());
        for text in 0..200_i64 {
            monitor.take(Moment::new(Timestamp(text), &LocalClock::utc()), 0.1, Some(&text.to_string()), &());
        }
        assert_eq!((monitor.topics().len(), monitor.whole().texts().0), (MOST, 200));
        assert!(monitor.take(Moment::new(Timestamp(0), &LocalClock::utc()), 0.1, Some(""), &()).is_empty());
    }
}
