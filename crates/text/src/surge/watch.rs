//! All of it, text by text: one stream that is watched.
//!
//! It says nothing until it has seen two hundred texts and can tell how many come in a day. While a surge is on, its texts are not learnt from, so that it does not become
//! what is expected; one that lasts longer than a day does. Texts that come late count when they come; where the clock jumps by more than a week, it begins
//! anew with what it has learnt.

use std::collections::VecDeque;

use attentive_learn::SplitMix64;
use attentive_types::Timestamp;
use attentive_types::time::{DAY, HOUR};
use serde::{Deserialize, Serialize};

use super::causes::{Cause, Causes};
use super::counts::{self, Counts};
use super::limit::STRETCH;
use super::{Baseline, Course, Moment, Odds, Statistic, Step, alarms_per_text, limit_of};

/// Texts before which nothing is said.
const LEAST: usize = 200;
/// So long must it have watched before it tells how many texts come in a day that is not over.
const LEAST_TIME: i64 = 6 * HOUR;
/// Texts of the past from which the limit is drawn.
const PAST: usize = 8_192;
/// A jump of the clock by more than this ends what is on.
const JUMP: i64 = 7 * DAY;
/// After so long a surge becomes what is expected.
const LASTING: i64 = DAY;

/// How it watches.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// How many false alarms a day are borne, above 0.
    pub false_alarms_per_day: f64,
    /// How many times as many negatives a surge has at least; more than 1.
    pub times: f64,
    /// Whether counts in a time are watched besides shares of texts; then each has half of the false alarms.
    pub by_count: bool,
    /// Where chance begins.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { false_alarms_per_day: 1.0, times: 3.0, by_count: true, seed: 1 }
    }
}

/// By what a surge was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// A greater share of the texts is negative.
    Share,
    /// More negative texts come in a time.
    Count,
}

/// A surge has begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alarm<T> {
    /// Its number, from 1.
    pub number: u64,
    /// When it was seen.
    pub at: Timestamp,
    /// When it likeliest began.
    pub since: Timestamp,
    /// By what it was seen.
    pub by: Test,
    /// Texts since it began.
    pub texts: u64,
    /// How many of them are negative: the sum of probabilities.
    pub negative: f64,
    /// How many were expected to be.
    pub expected: f64,
    /// The texts that spoke most for it.
    pub causes: Vec<Cause<T>>,
}

/// A surge is over.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Over {
    /// The number of its alarm.
    pub number: u64,
    /// When that was seen.
    pub at: Timestamp,
    /// Texts since it began.
    pub texts: u64,
    /// How many of them are negative.
    pub negative: f64,
    /// How many were expected to be.
    pub expected: f64,
}

/// What is to be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News<T> {
    /// A surge has begun.
    Alarm(Alarm<T>),
    /// It is over.
    Over(Over),
}

/// What came since a surge may have begun.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
struct Climb<T> {
    since: Option<Timestamp>,
    texts: u64,
    negative: f64,
    expected: f64,
    #[serde(skip)]
    causes: Causes<T>,
}

impl<T> Default for Climb<T> {
    fn default() -> Self {
        Self { since: None, texts: 0, negative: 0.0, expected: 0.0, causes: Causes::default() }
    }
}

impl<T> Climb<T> {
    fn add(&mut self, at: Timestamp, negative: f64, share: f64, text: impl FnOnce() -> T) {
        self.since.get_or_insert(at);
        self.texts += 1;
        self.negative += negative;
        self.expected += share;
        self.causes.add(negative, text);
    }
}

/// One stream.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Watch<T> {
    settings: Settings,
    /// What of the false alarms this stream has, when it is one of several; 0 to 1.
    part: f64,
    baseline: Baseline,
    statistic: Statistic,
    counts: Counts,
    course: Course,
    past: VecDeque<f32>,
    limit: Option<f64>,
    /// False alarms a day that it gives on the past, dealt out anew.
    by_chance: Option<f64>,
    /// A limit that was set once holds for good.
    is_held: bool,
    first: Option<Timestamp>,
    last: Option<Moment>,
    seen: u64,
    odd: u64,
    alarms: u64,
    /// By what the surge that is on was seen, and when.
    on: Option<(Test, Timestamp)>,
    climb: Climb<T>,
    counting: Climb<T>,
}

impl<T: Clone> Watch<T> {
    /// One that knows nothing yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            part: 1.0,
            baseline: Baseline::default(),
            statistic: Statistic::default(),
            counts: Counts::default(),
            course: Course::default(),
            past: VecDeque::new(),
            limit: None,
            by_chance: None,
            is_held: false,
            first: None,
            last: None,
            seen: 0,
            odd: 0,
            alarms: 0,
            on: None,
            climb: Climb::default(),
            counting: Climb::default(),
        }
    }

    /// One that was told how negative texts of the past were, in no order and without a surge, and how many come in a day. Its limit stays.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "a ratio needs no more than seven digits")]
    pub fn of_past(settings: Settings, past: &[f64], texts_per_day: f64) -> Self {
        let baseline = Baseline::of_past(past, texts_per_day);
        let odds = Odds::new(past.iter().sum::<f64>() / past.len().max(1) as f64, settings.times);
        let past: VecDeque<f32> = past.iter().map(|negative| odds.ratio(*negative) as f32).collect();
        let mut own = Self { baseline, past, is_held: true, ..Self::new(settings) };
        own.set_limit(texts_per_day);
        own
    }

    /// Takes a text: when it came and how likely it is negative, 0 to 1. `text` is asked for when it is among those that speak most.
    pub fn take(&mut self, moment: Moment, negative: f64, text: &T) -> Vec<News<T>> {
        let mut news = Vec::new();
        if !negative.is_finite() {
            self.odd += 1;
            return news;
        }
        let negative = negative.clamp(0.0, 1.0);
        let moment = self.in_order(moment, &mut news);
        self.first.get_or_insert(moment.at);
        self.seen += 1;
        let is_new_day = self.baseline.count(moment);
        if !self.is_held && (is_new_day || self.limit.is_none()) {
            self.learn_limit(moment.at);
        }
        let share = self.baseline.share(moment);
        let ratio = Odds::new(share, self.settings.times).ratio(negative);
        self.course.add(moment.at, negative, share);
        if self.settings.by_count {
            self.by_count(moment, negative, share, text, &mut news);
        }
        if let Some(limit) = self.limit {
            let step = self.statistic.step(ratio, limit);
            if step == Step::Level {
                self.climb = Climb::default();
            } else {
                self.climb.add(moment.at, negative, share, || text.clone());
            }
            self.tell(Test::Share, step, moment.at, share, &mut news);
        }
        if self.on.is_none_or(|(_, since)| moment.at - since > LASTING) {
            self.baseline.learn(moment, negative);
            if self.past.len() >= PAST {
                self.past.pop_front();
            }
            #[expect(clippy::cast_possible_truncation, reason = "a ratio needs no more than seven digits")]
            self.past.push_back(ratio as f32);
        }
        news
    }

    fn by_count(&mut self, moment: Moment, negative: f64, share: f64, text: &T, news: &mut Vec<News<T>>) {
        let limit = counts::A_DAY / (0.5 * self.rate());
        if let Some(step) = self.counts.take(moment, negative, self.settings.times, limit) {
            self.tell(Test::Count, step, moment.at, share, news);
            if step == Step::Level {
                self.counting = Climb::default();
            }
        }
        self.counting.add(moment.at, negative, share, || text.clone());
    }

    /// Tells what has to be told: while one test says that a surge is on, the other is silent.
    fn tell(&mut self, by: Test, step: Step, at: Timestamp, share: f64, news: &mut Vec<News<T>>) {
        let climb = if by == Test::Share { &mut self.climb } else { &mut self.counting };
        match step {
            Step::Begins if self.on.is_none() => {
                self.on = Some((by, at));
                self.alarms += 1;
                news.push(News::Alarm(Alarm {
                    number: self.alarms,
                    at,
                    since: climb.since.unwrap_or(at),
                    by,
                    texts: climb.texts,
                    negative: climb.negative,
                    expected: climb.expected,
                    causes: climb.causes.take(share),
                }));
            }
            Step::Ends => {
                let Climb { texts, negative, expected, .. } = std::mem::take(climb);
                if self.on.is_some_and(|(test, _)| test == by) {
                    self.on = None;
                    news.push(News::Over(Over { number: self.alarms, at, texts, negative, expected }));
                }
            }
            _ => {}
        }
        if by == Test::Share && self.statistic.is_on() || by == Test::Count && self.counts.statistic.is_on() {
            // The causes were told.
            climb.causes.clear();
        }
    }

    /// A moment that is not before the last one; where the clock jumped far, what is on ends.
    fn in_order(&mut self, moment: Moment, news: &mut Vec<News<T>>) -> Moment {
        let Some(last) = self.last else {
            self.last = Some(moment);
            return moment;
        };
        let by = moment.at - last.at;
        if by.saturating_abs() > JUMP {
            if self.on.take().is_some() {
                let Climb { texts, negative, expected, .. } = std::mem::take(&mut self.climb);
                news.push(News::Over(Over { number: self.alarms, at: last.at, texts, negative, expected }));
            }
            self.statistic = Statistic::default();
            self.counts.interrupt();
            (self.climb, self.counting) = (Climb::default(), Climb::default());
            self.first = self.first.map(|_| moment.at);
        } else if by < 0 {
            return last;
        }
        self.last = Some(moment);
        moment
    }

    fn learn_limit(&mut self, at: Timestamp) {
        if self.past.len() < LEAST {
            return;
        }
        let watched = self.first.map_or(0, |first| at - first);
        #[expect(clippy::cast_precision_loss, reason = "a count of texts, a time of less than a week")]
        let so_far = || (watched >= LEAST_TIME).then(|| self.seen as f64 * DAY as f64 / watched as f64);
        if let Some(texts) = self.baseline.texts_per_day().or_else(so_far) {
            self.set_limit(texts);
        }
    }

    fn set_limit(&mut self, texts_per_day: f64) {
        let is_halved = self.settings.by_count && self.counts.is_ready();
        let rate = self.rate() * if is_halved { 0.5 } else { 1.0 };
        let past: Vec<f32> = self.past.iter().copied().collect();
        // What was handed over has no order.
        let stretch = if self.is_held { 1 } else { STRETCH };
        let mut random = SplitMix64::keyed(self.settings.seed, &[self.seen]);
        let limit = limit_of(&past, stretch, texts_per_day / rate, &mut random);
        self.by_chance = alarms_per_text(&past, stretch, limit, &mut random).map(|alarms| alarms * texts_per_day);
        self.limit = Some(limit);
    }

    /// False alarms a day that this stream may give.
    fn rate(&self) -> f64 {
        (self.settings.false_alarms_per_day * self.part).max(1e-6)
    }

    /// Says what of all false alarms this stream has; it holds from the next day on.
    pub(super) fn set_part(&mut self, part: f64) {
        self.part = part;
    }

    /// What is expected.
    #[must_use]
    pub fn baseline(&self) -> &Baseline {
        &self.baseline
    }

    /// What came, hour by hour.
    #[must_use]
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// The limit, in texts; `None` while it is learning what is usual.
    #[must_use]
    pub fn limit(&self) -> Option<f64> {
        self.limit
    }

    /// Texts that were taken, and those whose probability was no number.
    #[must_use]
    pub fn texts(&self) -> (u64, u64) {
        (self.seen, self.odd)
    }

    /// Alarms that were given.
    #[must_use]
    pub fn alarms(&self) -> u64 {
        self.alarms
    }

    /// How many false alarms a day its limit gives on its own past, dealt out anew, otherwise than when the limit was set; `None` while there is too little of it.
    #[must_use]
    pub fn alarms_by_chance(&self) -> Option<f64> {
        self.by_chance
    }

    /// Whether a surge is on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.on.is_some()
    }

    /// How it watches.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }
}

#[cfg(test)]
mod tests {
    use attentive_types::LocalClock;
    use attentive_types::time::{MINUTE, SECOND};

    use super::*;

    const APART: i64 = 172 * SECOND;

    fn moment(nanos: i64) -> Moment {
        Moment::new(Timestamp(nanos), &LocalClock::utc())
    }

    /// A watch that has seen days of 502 texts, an eighth of them negative, and when it goes on.
    fn watched(days: i64, random: &mut SplitMix64) -> (Watch<u32>, i64, Vec<News<u32>>) {
        let mut watch = Watch::new(Settings { by_count: false, ..Settings::default() });
        let mut news = Vec::new();
        let mut at = 0;
        while at < days * DAY {
            let negative = if random.next_unit() < 0.125 { 0.9 } else { 0.02 };
            news.extend(watch.take(moment(at), negative, &0));
            at += APART;
        }
        (watch, at, news)
    }

    fn alarms(news: &[News<u32>]) -> Vec<&Alarm<u32>> {
        news.iter().filter_map(|news| if let News::Alarm(alarm) = news { Some(alarm) } else { None }).collect()
    }

    #[test]
    fn a_surge_is_told_once_with_its_beginning_its_texts_and_its_end() {
        let mut random = SplitMix64::new(8);
        let (mut watch, mut at, _) = watched(20, &mut random);
        assert!(!watch.is_on());
        let began = at;
        let mut news = Vec::new();
        let mut take = |negative: f64, text: u32| {
            news.extend(watch.take(moment(at), negative, &text));
            at += APART;
        };
        (0..40).for_each(|text| take(if text % 2 == 0 { 0.9 } else { 0.02 }, text + 1));
        (0..60).for_each(|_| take(0.02, 0));
        let found = alarms(&news);
        assert_eq!(found.len(), 1, "{news:?}");
        let alarm = found[0];
        assert!((alarm.since.0 - began).abs() < HOUR, "{alarm:?}");
        assert!(alarm.texts < 25 && alarm.negative > 2.0 * alarm.expected, "{alarm:?}");
        assert!(alarm.causes.iter().all(|cause| cause.negative == 0.9), "{alarm:?}");
        assert!(alarm.causes.iter().filter(|cause| cause.text > 0).count() >= 4, "{alarm:?}");
        let over = news.iter().filter(|news| matches!(news, News::Over(over) if over.texts >= alarm.texts)).count();
        assert_eq!((over, watch.is_on(), watch.alarms()), (1, false, alarm.number));
    }

    #[test]
    fn false_alarms_come_about_as_often_as_is_borne() {
        let mut random = SplitMix64::new(9);
        let (watch, _, news) = watched(60, &mut random);
        let found = alarms(&news).len();
        assert!((30..95).contains(&found), "{found} in 59 days");
        assert!((watch.baseline().texts_per_day().unwrap() - 502.3).abs() < 5.0);
    }

    #[test]
    fn it_is_silent_until_it_knows_what_is_usual_and_says_so() {
        let mut watch = Watch::new(Settings::default());
        for text in 0..400_u32 {
            let news = watch.take(moment(i64::from(text) * SECOND), 1.0, &text);
            assert!(news.is_empty() && watch.limit().is_none(), "six minutes tell nothing of a day");
        }
        assert_eq!(watch.texts(), (400, 0));
    }

    #[test]
    fn what_is_no_number_and_clocks_that_jump_cost_only_themselves() {
        let mut random = SplitMix64::new(8);
        let (mut watch, at, _) = watched(4, &mut random);
        assert!(watch.take(moment(at), f64::NAN, &0).is_empty());
        assert_eq!(watch.texts().1, 1);
        let share = watch.baseline().share(moment(at));
        for jump in [at - MINUTE, at - 2 * DAY, i64::MAX, i64::MIN, at, at + MINUTE] {
            watch.take(moment(jump), 2.0, &0);
        }
        assert!(watch.limit().is_some_and(f64::is_finite));
        assert!((watch.baseline().share(moment(at)) - share).abs() < 0.1);
    }

    #[test]
    fn what_is_kept_goes_on_as_if_nothing_had_been_and_holds_no_text() {
        let mut random = SplitMix64::new(8);
        let (mut watch, mut at, _) = watched(4, &mut random);
        watch.take(moment(at), 0.9, &4_294_967_291);
        let kept = serde_json::to_string(&watch).unwrap();
        assert!(!kept.contains("4294967291"));
        let mut again: Watch<u32> = serde_json::from_str(&kept).unwrap();
        for text in 0..60 {
            at += APART;
            let [one, other] = [&mut watch, &mut again].map(|watch| watch.take(moment(at), 0.9, &text).len());
            assert_eq!(one, other);
        }
        assert_eq!((watch.alarms(), watch.is_on()), (again.alarms(), again.is_on()));
    }
}
