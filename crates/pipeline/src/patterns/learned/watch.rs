//! Is the world still the one that the person's model learnt from? What is to be learnt from now, and whether the kept model may go on answering.
//!
//! ```text
//! kept model, features, all words ─> Look { drift, lessons to learn from, ... } ─> learn
//! ```
//!
//! **Calibration.** Each answer that the person gave when asked is first a trial of the model that stands, then a lesson: what that model said of the window is held against it
//! ([`CalibrationWatch`]), and the record goes along from model to model. Corrections are no trials, as one corrects what looks wrong. Where the model is right less often than it says it is
//! set aside, and learnt anew from the words since then alone; where it is right more often it is learnt anew from all.
//!
//! **Inputs.** The days since the last one that it was taught by, ten at least, are held against the days that it was taught by: the medians of each feature by day, as windows of one day are alike
//! ([`InputDrift`]). Where a feature has surely moved the model is set aside until it was taught by some of the newer days.

use std::collections::{BTreeMap, BTreeSet};

use attentive_learn::drift::{CalibrationWatch, InputDrift, Miscalibration};
use attentive_learn::median;
use attentive_types::time::MINUTE;
use attentive_types::{FeatureTable, LocalClock, Timestamp};

use super::train::row_of;
use super::{LearnedStates, Learnt, Lessons, NotYet, Source, Words, learn};
use crate::features::ALL;
use crate::patterns::transparent::judge;
use crate::sense::{Correction, SelfReport};

/// Trials that are remembered.
const MOST_TRIALS: usize = 500;
/// Days that it was taught by before their features can be held against others.
const LEAST_TAUGHT_DAYS: usize = 8;
/// Newer days before they can be held against these.
const LEAST_NEWER_DAYS: usize = 10;
/// Newer days that are looked at, the last ones.
const MOST_NEWER_DAYS: usize = 14;
/// Windows with a value before a day has a median: half an hour.
const LEAST_OF_DAY: usize = 6;
/// A feature has moved where the chance of it without drift is below this, all features together; small, as it is asked day by day.
const SURE: f64 = 0.002;

/// What the model said of a window before the person spoke of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// When the window began, in minutes since 1970.
    pub(super) minute: u32,
    /// How sure it was, 0 to 1.
    pub(super) said: f32,
    /// Whether it was right.
    pub(super) came: bool,
}

/// How the world has moved away from the kept model.
#[derive(Clone, Debug, PartialEq)]
pub enum Drift {
    /// What it says is not right as often as it says.
    Calibration {
        /// Which way.
        how: Miscalibration,
        /// The window in which that began.
        since: Timestamp,
        /// Answers since then.
        answers: usize,
        /// How sure it was of them on average, 0 to 1.
        said: f64,
        /// The share that was right.
        right: f64,
    },
    /// Newer days look different from those that it was taught by.
    Inputs {
        /// The features that moved, the surest first.
        features: Vec<&'static str>,
        /// How many newer days were looked at.
        days: usize,
        /// The first of them, as a day number of the person's.
        since: i64,
    },
}

impl Drift {
    /// Whether the model may not answer until it was learnt anew.
    #[must_use]
    pub fn sets_aside(&self) -> bool {
        !matches!(self, Self::Calibration { how: Miscalibration::TooCautious, .. })
    }
}

/// What there is to learn from, beside what the kept model was learnt from.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// How the world has moved away from the kept model; `None` where it has not, or there is none.
    pub drift: Option<Drift>,
    /// How many windows have the person's word.
    pub said: usize,
    /// What is to be learnt from now.
    pub lessons: Lessons,
    /// The same as words.
    pub words: Words,
    /// Whether a word that the kept model was taught by was changed or taken back.
    pub is_stale: bool,
    trials: Vec<Trial>,
    since: Option<u32>,
}

impl Look {
    /// Looks at everything that was sensed and said. `days` is the clock whose days are the person's.
    #[must_use]
    pub fn at(
        kept: Option<&LearnedStates>,
        features: &FeatureTable,
        corrections: &[Correction],
        reports: &[SelfReport],
        days: &LocalClock,
    ) -> Self {
        let all = Lessons::find(features, corrections, reports, days);
        let held = all.since(features, kept.and_then(|kept| kept.since));
        let words = Words::of(&features.windows, &held);
        let is_stale = kept.is_some_and(|kept| kept.words().not_in(&words) > 0);
        let mut look =
            Self { drift: None, said: all.len(), lessons: held, words, is_stale, trials: Vec::new(), since: None };
        let Some(kept) = kept else { return look };
        look.since = kept.since;
        look.trials = kept.trials_after(features, &look.lessons);
        look.drift = calibration(&look.trials).or_else(|| inputs(kept, features, &look.lessons, days));
        if let Some(Drift::Calibration { how: Miscalibration::TooBold, since, .. }) = look.drift {
            look.since = Some(minute(since));
            look.lessons = all.since(features, look.since);
            look.words = Words::of(&features.windows, &look.lessons);
        }
        look
    }

    /// Learns from it.
    ///
    /// # Errors
    /// As [`learn`].
    pub fn learn(&self, features: &FeatureTable) -> Result<Learnt, NotYet> {
        let mut learnt = learn(features, &self.lessons)?;
        // A model that answers to a drift begins with a clean record.
        let is_answer = matches!(self.drift, Some(Drift::Calibration { .. }));
        learnt.model.trials = if is_answer { Vec::new() } else { self.trials.clone() };
        learnt.model.since = self.since;
        Ok(learnt)
    }
}

impl LearnedStates {
    /// The record, with the windows of which the person said when asked how they were after it was taught.
    fn trials_after(&self, features: &FeatureTable, lessons: &Lessons) -> Vec<Trial> {
        let start = |place: usize| features.windows[lessons.window[place]].start;
        let is_taught = |place: &usize| self.words().hold(start(*place), lessons.kind[*place]);
        let last_taught = (0..lessons.len()).filter(is_taught).map(start).max();
        let mut trials = self.trials.clone();
        for place in 0..lessons.len() {
            if lessons.source[place] != Source::SelfReport || last_taught.is_none_or(|last| start(place) <= last) {
                continue;
            }
            let row = row_of(features, lessons.window[place]);
            let Some(Ok(said)) = self.is_asked(&judge(&row)).then(|| self.judge(&row)) else { continue };
            #[expect(clippy::cast_possible_truncation, reason = "a probability")]
            let said_to_be = said.confidence as f32;
            trials.push(Trial {
                minute: minute(start(place)),
                said: said_to_be,
                came: said.kind == lessons.kind[place],
            });
        }
        trials.drain(..trials.len().saturating_sub(MOST_TRIALS));
        trials
    }
}

impl Lessons {
    /// Those of windows that began at that minute or later; all for `None`.
    fn since(&self, features: &FeatureTable, since: Option<u32>) -> Self {
        let is_later =
            |place: &usize| since.is_none_or(|since| minute(features.windows[self.window[*place]].start) >= since);
        self.select(&(0..self.len()).filter(is_later).collect::<Vec<_>>())
    }
}

fn minute(moment: Timestamp) -> u32 {
    u32::try_from(moment.0.div_euclid(MINUTE)).unwrap_or(0)
}

/// Whether probabilities have become wrong by more than a tenth, and since when.
fn calibration(trials: &[Trial]) -> Option<Drift> {
    let mut watch = CalibrationWatch::patient();
    let mut told: Vec<(Miscalibration, usize)> = Vec::new();
    for (place, trial) in trials.iter().enumerate() {
        if let Some((how, ago)) = watch.push(f64::from(trial.said), trial.came) {
            told.push((how, place.saturating_sub(usize::try_from(ago).unwrap_or(0))));
        }
    }
    // The first alarm says when it began, as the sums begin anew with each; what may not go on answering comes first.
    let bold = told.iter().find(|(how, _)| *how == Miscalibration::TooBold);
    let (how, first) = *bold.or(told.first())?;
    let since = &trials[first..];
    #[expect(clippy::cast_precision_loss, reason = "a count of answers")]
    let count = since.len() as f64;
    Some(Drift::Calibration {
        how,
        since: Timestamp(i64::from(since.first()?.minute) * MINUTE),
        answers: since.len(),
        said: since.iter().map(|trial| f64::from(trial.said)).sum::<f64>() / count,
        right: since.iter().map(|trial| f64::from(u8::from(trial.came))).sum::<f64>() / count,
    })
}

/// Whether the newer days look different from those that it was taught by.
fn inputs(kept: &LearnedStates, features: &FeatureTable, lessons: &Lessons, days: &LocalClock) -> Option<Drift> {
    let is_taught =
        |place: &usize| kept.words().hold(features.windows[lessons.window[*place]].start, lessons.kind[*place]);
    let taught: BTreeSet<i64> =
        (0..lessons.len()).filter(is_taught).map(|place| i64::from(lessons.day[place])).collect();
    let last = *taught.last()?;
    let mut of_day: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (place, window) in features.windows.iter().enumerate() {
        let day = days.day_number(window.start);
        if day > last || taught.contains(&day) {
            of_day.entry(day).or_default().push(place);
        }
    }
    of_day.retain(|_, windows| windows.len() >= LEAST_OF_DAY);
    let mut newer: Vec<i64> = of_day.range(last + 1..).map(|(day, _)| *day).collect();
    // The newest may still go on.
    newer.pop();
    newer.drain(..newer.len().saturating_sub(MOST_NEWER_DAYS));
    let known: Vec<i64> = taught.into_iter().filter(|day| of_day.contains_key(day)).collect();
    if known.len() < LEAST_TAUGHT_DAYS || newer.len() < LEAST_NEWER_DAYS {
        return None;
    }
    let medians = |days: &[i64]| -> Vec<Vec<f32>> {
        let of = |column: &Vec<Option<f64>>| days.iter().map(|day| median_of(column, &of_day[day])).collect();
        features.columns.iter().map(of).collect()
    };
    let (known, recent) = (medians(&known), medians(&newer));
    let reference = InputDrift::of(&known.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let found = reference.compare(&recent.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let moved = found.iter().filter(|drift| drift.p < SURE);
    let features: Vec<&'static str> =
        moved.filter_map(|drift| ALL.get(drift.column)).map(|feature| feature.info.name).collect();
    let since = *newer.first()?;
    (!features.is_empty()).then_some(Drift::Inputs { features, days: newer.len(), since })
}

/// The median of a column over some windows; not a number with too few values.
#[expect(clippy::cast_possible_truncation, reason = "models look at single precision")]
fn median_of(column: &[Option<f64>], windows: &[usize]) -> f32 {
    let values: Vec<f64> = windows.iter().filter_map(|window| column.get(*window).copied().flatten()).collect();
    if values.len() < LEAST_OF_DAY { f32::NAN } else { median(&values).map_or(f32::NAN, |median| median as f32) }
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
