//! What was trained, on what, how, and what came of it: the record of a training run, and its curves for TensorBoard.
//!
//! | question | file |
//! | --- | --- |
//! | what is kept of a run? | [`Run`], here |
//! | in which did what differ? | [`differences`], `compare.rs` |
//! | is a record whole, damaged, not there? | [`Kept`], `kept.rs` |
//! | how do other programs read the curves? | [`tensorboard_events`], `tensorboard.rs` |
//!
//! Nothing here touches a disk: records and bytes out, records in.

mod compare;
mod kept;
mod tensorboard;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::search::Search;
pub use compare::{Difference, Of, differences};
pub use kept::Kept;
pub use tensorboard::tensorboard_events;

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It goes on, or was broken off: the record cannot tell.
    Unfinished,
    /// It came to its end.
    #[default]
    Finished,
    /// It ended without a model, for the reason that [`Run::why`] tells: there was no evidence, or something failed.
    Refused,
}

/// A training run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Unique among the runs of a folder: when it began and what it trained.
    pub id: String,
    /// What was trained, such as `gaze-events`.
    pub model: String,
    /// How far it is; records of before there were searches are of finished runs.
    #[serde(default)]
    pub state: State,
    /// Why there is no model, in words; `None` where there is one, or it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// When it began, unix seconds.
    pub began: f64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// The version of the program, and the git revision that it was built from where that is known.
    pub program: String,
    /// SHA-256 over the data that it learnt from.
    pub data_sha256: String,
    /// What the data were, in words.
    pub data: String,
    /// How many people the data are of; `None` in records of before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<usize>,
    /// Where chance began.
    pub seed: u64,
    /// All settings by name, as text.
    pub settings: BTreeMap<String, String>,
    /// Final figures by name; the name says the unit.
    pub figures: BTreeMap<String, f64>,
    /// Curves by name.
    pub curves: BTreeMap<String, Vec<Point>>,
    /// The search for settings that went before, with its trials; `None` when they were not searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
}

/// One value of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Step of the training, such as the number of trees or the epoch.
    pub step: u64,
    /// When, unix seconds.
    pub at: f64,
    /// The value.
    pub value: f64,
}

impl Run {
    /// Adds a value to a curve. Values that are not finite are not kept: JSON has no word for them.
    pub fn add(&mut self, curve: &str, step: u64, at: f64, value: f64) {
        if value.is_finite() && at.is_finite() {
            self.curves.entry(curve.to_owned()).or_default().push(Point { step, at, value });
        }
    }

    /// A trial of the search as a run of its own, named `RUN#NUMBER`, so that it can be shown and compared; `None` when there is no such trial.
    #[must_use]
    pub fn trial(&self, number: u32) -> Option<Self> {
        let search = self.search.as_ref()?;
        let trial = search.trials.iter().find(|trial| trial.number == number)?;
        let mut settings: BTreeMap<String, String> =
            trial.settings.iter().map(|(name, value)| (name.clone(), value.to_string())).collect();
        settings.insert("budget".to_owned(), trial.budget.to_string());
        settings.extend(trial.why().map(|why| ("failed".to_owned(), why.to_owned())));
        let mut figures: BTreeMap<String, f64> =
            trial.score().map(|score| (search.plan.score.clone(), score)).into_iter().collect();
        if let Some((least, greatest)) = trial.spread() {
            figures.insert(format!("{}, least of a person", search.plan.score), least);
            figures.insert(format!("{}, greatest of a person", search.plan.score), greatest);
        }
        let before: f64 =
            search.trials.iter().take_while(|other| other.number < number).map(|other| other.seconds).sum();
        Some(Self {
            id: format!("{}#{number}", self.id),
            began: self.began + before,
            seconds: trial.seconds,
            state: State::Finished,
            why: None,
            seed: search.plan.seed,
            settings,
            figures,
            curves: BTreeMap::new(),
            search: None,
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_comes_back_from_text_and_keeps_no_wild_values() {
        let mut run = Run { id: "a".into(), seed: u64::MAX, ..Run::default() };
        run.add("loss", 1, 10.0, 0.5);
        run.add("loss", 2, 11.0, f64::NAN);
        let text = serde_json::to_string(&run).unwrap();
        assert_eq!(serde_json::from_str::<Run>(&text).unwrap(), run);
        assert_eq!(run.curves["loss"].len(), 1);
    }

    #[test]
    fn a_record_of_before_there_were_searches_is_read() {
        let text = r#"{"id":"a","model":"m","began":1.0,"seconds":2.0,"program":"p","data_sha256":"s","data":"d","seed":1,"settings":{},"figures":{},"curves":{}}"#;
        let run: Run = serde_json::from_str(text).unwrap();
        assert_eq!((run.state, run.people, run.search), (State::Finished, None, None));
    }

    #[test]
    fn a_run_that_was_refused_says_why_and_its_trials_do_not() {
        let search = r#"{"plan":{"method":"random","trials":1,"seed":4,"score":"px","goal":"least","space":{}},"trials":[
            {"number":1,"settings":{},"budget":1.0,"seconds":2.5,"outcome":{"done":{"score":7.5,"people":{}}}}]}"#;
        let why = Some("no evidence".to_owned());
        let search = Some(serde_json::from_str(search).unwrap());
        let run = Run { state: State::Refused, why, search, ..Run::default() };
        let text = serde_json::to_string(&run).unwrap();
        assert!(text.contains(r#""state":"refused","why":"no evidence""#), "{text}");
        assert_eq!(serde_json::from_str::<Run>(&text).unwrap(), run);
        let trial = run.trial(1).unwrap();
        assert_eq!((trial.state, trial.why), (State::Finished, None));
    }

    #[test]
    fn a_trial_is_a_run_of_its_own() {
        let text = r#"{"plan":{"method":"random","trials":2,"seed":4,"score":"px","goal":"least","space":{}},"trials":[
            {"number":1,"settings":{"depth":3},"budget":1.0,"seconds":2.5,"outcome":{"done":{"score":7.5,"people":{"a":5.0,"b":10.0}}}},
            {"number":2,"settings":{"depth":4},"budget":1.0,"seconds":1.0,"outcome":{"failed":{"why":"too deep"}}}]}"#;
        let run =
            Run { id: "r".into(), began: 10.0, search: Some(serde_json::from_str(text).unwrap()), ..Run::default() };
        let (one, other) = (run.trial(1).unwrap(), run.trial(2).unwrap());
        assert_eq!(
            (one.id.as_str(), one.settings["depth"].as_str(), one.figures["px"], one.seed),
            ("r#1", "3", 7.5, 4)
        );
        assert_eq!((one.figures["px, least of a person"], one.figures["px, greatest of a person"]), (5.0, 10.0));
        assert_eq!((other.began, other.settings["failed"].as_str(), other.figures.len()), (12.5, "too deep", 0));
        assert_eq!(run.trial(3), None);
        assert_eq!(Run::default().trial(1), None);
    }
}
