//! One stream: how it is watched, what is usual in it, its alarms.
//!
//! What lies on the disk holds no text: what is usual, counts by hour, limits, and alarms without the texts that caused them. Those are in memory, as the privacy filters leave
//! them, until the server ends. It is kept at each alarm, once a minute while texts come, and when the server ends; what dies with a power cut is a minute of counts.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use attentive_text::label::Labeller;
use attentive_text::surge::{Cause, Moment, Monitor, News, Over, Settings, Test, Watch};
use attentive_types::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::AppState;
use crate::error::ApiError;
use crate::texts::Texts;

/// The bucket by whose privacy filters texts are told.
const BUCKET: &str = "attentive-monitor";
/// Alarms that are remembered.
const MOST_ALARMS: usize = 100;
/// How often counts are kept.
const EVERY: Duration = Duration::from_secs(60);

/// How a stream is watched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spec {
    /// The kept model that tells how negative a text is.
    model: String,
    /// Its label that is the negative one.
    #[serde(default = "negative")]
    negative: String,
    /// The kept model that tells what a text is about, where that is not sent.
    #[serde(default)]
    topics: Option<String>,
    #[serde(default = "one")]
    false_alarms_per_day: f64,
    #[serde(default = "three")]
    times: f64,
    #[serde(default = "yes")]
    by_count: bool,
}

fn negative() -> String {
    "negative".to_owned()
}

fn one() -> f64 {
    1.0
}

fn three() -> f64 {
    3.0
}

fn yes() -> bool {
    true
}

impl Spec {
    /// Itself when it can be.
    pub(super) fn checked(self) -> Result<Self, ApiError> {
        if !(self.false_alarms_per_day > 0.0 && self.false_alarms_per_day <= 1_000.0) {
            return Err(ApiError::bad_request("watch.false_alarms_per_day: expected a number above 0, at most 1000"));
        }
        if !(self.times > 1.0 && self.times <= 100.0) {
            return Err(ApiError::bad_request("watch.times: expected a number above 1, at most 100"));
        }
        Ok(self)
    }

    /// The model, and the place of the negative label.
    pub(super) fn model(&self, texts: &Texts) -> Result<(Arc<dyn Labeller>, usize), ApiError> {
        let model = texts.model(&self.model)?;
        let place = model.labels().iter().position(|label| *label == self.negative).ok_or_else(|| {
            let labels: Vec<String> = model.labels().iter().map(|label| format!("{label:?}")).collect();
            let (name, negative) = (&self.model, &self.negative);
            ApiError::unprocessable(format!(
                "the model {name:?} does not know the label {negative:?}, only {}",
                labels.join(", ")
            ))
        })?;
        Ok((model, place))
    }

    fn settings(&self) -> Settings {
        let Self { false_alarms_per_day, times, by_count, .. } = *self;
        Settings { false_alarms_per_day, times, by_count, seed: 1 }
    }
}

/// A text of a stream.
pub(super) struct Incoming {
    pub(super) at: Timestamp,
    pub(super) text: String,
    pub(super) topic: Option<String>,
}

/// An alarm as it is told and kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct AlarmLine {
    topic: Option<String>,
    number: u64,
    at: Timestamp,
    since: Timestamp,
    by: Test,
    texts: u64,
    negative: f64,
    expected: f64,
    /// When it was over; `None` while it is on.
    over_at: Option<Timestamp>,
    /// The texts that caused it, each `None` where the privacy filters leave nothing of it; `None` after the server was started anew.
    #[serde(skip_deserializing)]
    causes: Option<Vec<Cause<Option<String>>>>,
}

/// What texts did.
pub(super) struct ToldNow {
    pub(super) alarms: Vec<AlarmLine>,
    pub(super) over: Vec<Value>,
    pub(super) is_learning: bool,
}

/// One stream.
pub(super) struct Stream {
    name: String,
    file: PathBuf,
    spec: Spec,
    inner: Mutex<Inner>,
}

struct Inner {
    monitor: Monitor<String>,
    alarms: VecDeque<AlarmLine>,
    kept: Instant,
    has_news: bool,
    is_gone: bool,
}

#[derive(Deserialize)]
struct Read {
    spec: Spec,
    monitor: Monitor<String>,
    alarms: VecDeque<AlarmLine>,
}

impl Stream {
    /// One that knows nothing yet.
    pub(super) fn new(name: &str, file: PathBuf, spec: Spec) -> Self {
        let monitor = Monitor::new(spec.settings());
        Self::of(name, file, spec, monitor, VecDeque::new())
    }

    /// One that was kept.
    pub(super) fn read(name: &str, file: &Path) -> Result<Self, String> {
        let bytes = fs::read(file).map_err(|error| error.to_string())?;
        let Read { spec, monitor, alarms } = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
        Ok(Self::of(name, file.to_owned(), spec, monitor, alarms))
    }

    fn of(name: &str, file: PathBuf, spec: Spec, monitor: Monitor<String>, alarms: VecDeque<AlarmLine>) -> Self {
        let inner = Inner { monitor, alarms, kept: Instant::now(), has_news: false, is_gone: false };
        Self { name: name.to_owned(), file, spec, inner: Mutex::new(inner) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refuses to be watched otherwise than it is.
    pub(super) fn is_as(&self, spec: Option<&Spec>) -> Result<(), ApiError> {
        if spec.is_none_or(|spec| *spec == self.spec) {
            return Ok(());
        }
        Err(ApiError::new(
            axum::http::StatusCode::CONFLICT,
            "this stream is watched otherwise already; remove it first, or send its texts without `watch`",
        ))
    }

    /// Takes texts.
    pub(super) fn take(&self, state: &AppState, texts: &[Incoming]) -> Result<ToldNow, ApiError> {
        let (model, place) = self.spec.model(&state.texts)?;
        let views: Vec<&str> = texts.iter().map(|text| text.text.as_str()).collect();
        let mut topics: Vec<Option<String>> = texts.iter().map(|text| text.topic.clone()).collect();
        if let Some(name) = &self.spec.topics {
            let answers = state.texts.model(name)?.label(&views);
            topics.iter_mut().zip(answers).for_each(|(topic, answer)| *topic = topic.take().or(answer.label));
        }
        let said = model.probabilities(&views);
        let negative = said.chunks_exact(model.labels().len().max(1)).map(|row| f64::from(row[place]));
        let clock = state.live.inner().local_time().clock.clone();
        let mut inner = self.inner();
        let mut told = ToldNow { alarms: Vec::new(), over: Vec::new(), is_learning: false };
        for ((text, negative), topic) in texts.iter().zip(negative).zip(&topics) {
            let moment = Moment::new(text.at, &clock);
            for news in inner.monitor.take(moment, negative, topic.as_deref(), &text.text) {
                match news.news {
                    News::Alarm(alarm) => {
                        let shown = |text: &str| state.live.inner().shown_text(BUCKET, text);
                        let causes = alarm.causes.into_iter();
                        let causes = causes.map(|cause| Cause { negative: cause.negative, text: shown(&cause.text) });
                        let line = AlarmLine {
                            topic: news.topic,
                            number: alarm.number,
                            at: alarm.at,
                            since: alarm.since,
                            by: alarm.by,
                            texts: alarm.texts,
                            negative: alarm.negative,
                            expected: alarm.expected,
                            over_at: None,
                            causes: Some(causes.collect()),
                        };
                        inner.remember(line.clone());
                        told.alarms.push(line);
                    }
                    News::Over(over) => {
                        inner.end(news.topic.as_deref(), &over);
                        told.over.push(json!({ "topic": news.topic, "number": over.number, "at": over.at, "texts": over.texts, "negative": over.negative, "expected": over.expected }));
                    }
                }
            }
        }
        told.is_learning = inner.monitor.whole().limit().is_none();
        inner.has_news |= !texts.is_empty();
        let is_time = !told.alarms.is_empty() || inner.kept.elapsed() > EVERY;
        drop(inner);
        if is_time {
            self.keep()?;
        }
        Ok(told)
    }

    /// Keeps what is new, whole or not at all.
    pub(super) fn keep(&self) -> Result<(), ApiError> {
        let mut inner = self.inner();
        if !inner.has_news || inner.is_gone {
            return Ok(());
        }
        let refused = |why: &dyn std::fmt::Display| {
            ApiError::internal(format!("could not keep the stream: {why}: {}", self.file.display()))
        };
        let mut alarms = inner.alarms.clone();
        alarms.iter_mut().for_each(|alarm| alarm.causes = None);
        let kept = json!({ "spec": self.spec, "monitor": inner.monitor, "alarms": alarms });
        let write = || {
            self.file.parent().map_or(Ok(()), fs::create_dir_all)?;
            let new = self.file.with_extension("json.new");
            fs::write(&new, kept.to_string())?;
            fs::rename(new, &self.file)
        };
        write().map_err(|error: std::io::Error| refused(&error))?;
        (inner.has_news, inner.kept) = (false, Instant::now());
        Ok(())
    }

    /// Removes what is kept of it; nothing of it is kept from then on.
    pub(super) fn forget(&self) -> Result<(), ApiError> {
        let mut inner = self.inner();
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(ApiError::internal(format!("could not remove the stream: {error}: {}", self.file.display())))
            }
            _ => {
                inner.is_gone = true;
                Ok(())
            }
        }
    }

    /// All that the page shows.
    pub(super) fn line(&self) -> Value {
        let inner = self.inner();
        let whole = inner.monitor.whole();
        let dispersion = whole.course().dispersion();
        let hours: Vec<Value> = whole
            .course()
            .hours
            .iter()
            .map(|hour| {
                let (low, high) = hour.band(dispersion);
                json!({ "start": hour.start, "texts": hour.texts, "negative": hour.negative, "expected": hour.expected, "low": low, "high": high })
            })
            .collect();
        let topic = |(name, watch): (&String, &Watch<String>)| json!({ "name": name, "texts": watch.texts().0, "alarms": watch.alarms(), "is_on": watch.is_on(), "is_learning": watch.limit().is_none() });
        json!({
            "name": self.name, "watch": self.spec, "texts": whole.texts().0, "is_learning": whole.limit().is_none(), "is_on": whole.is_on(),
            "texts_per_day": whole.baseline().texts_per_day(),
            "false_alarms_per_day": { "borne": self.spec.false_alarms_per_day, "on_own_past": whole.alarms_by_chance() },
            "course": hours, "topics": inner.monitor.topics().iter().map(topic).collect::<Vec<_>>(),
            "alarms": inner.alarms.iter().rev().collect::<Vec<_>>(),
        })
    }
}

impl Inner {
    fn remember(&mut self, line: AlarmLine) {
        if self.alarms.len() >= MOST_ALARMS {
            self.alarms.pop_front();
        }
        self.alarms.push_back(line);
    }

    fn end(&mut self, topic: Option<&str>, over: &Over) {
        let is_it = |alarm: &&mut AlarmLine| alarm.number == over.number && alarm.topic.as_deref() == topic;
        if let Some(alarm) = self.alarms.iter_mut().rev().find(is_it) {
            alarm.over_at = Some(over.at);
            (alarm.texts, alarm.negative, alarm.expected) = (over.texts, over.negative, over.expected);
        }
    }
}
