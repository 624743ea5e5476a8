//! Is there enough to learn from, and is what was learnt better than the transparent model on days that it has not seen?

use std::fmt;

use attentive_learn::forest::{ColumnsAsked, ForestSettings, TreeSettings};
use attentive_learn::logistic_regression::LogisticSettings;
use attentive_learn::metrics::Judgement;
use attentive_learn::recipe::{CannotLearn, CautiousModel, LEAST_GROUPS, Labelled, Learner, Recipe, Worth};
use attentive_learn::split::{forward_in_time, grouped_folds};
use attentive_learn::{Rows, SplitMix64};
use attentive_types::{FeatureTable, StateKind};

use super::{LearnedStates, Lessons, Words, names};
use crate::features::{ALL, Row};
use crate::patterns::transparent::{KINDS, judge};

/// Windows that must be labelled: below this a figure over days has an interval as wide as what it could show. This project.
const LEAST_WINDOWS: usize = 40;

/// Days that must have labels: an interval over fewer says too little of other days.
const LEAST_DAYS: usize = LEAST_GROUPS;

/// Windows of each kind that is learnt; kinds with fewer are left to the transparent model.
const LEAST_OF_KIND: usize = 8;

/// Labelled windows that the transparent model takes for a kind, before the learned one answers for such windows.
const LEAST_TAUGHT_BY: usize = 4;

/// Days are dealt into so many folds at most.
const FOLDS: usize = 10;

/// The share of the days that is learnt from when what follows is judged.
const PAST: f64 = 0.7;

/// Where chance starts.
const SEED: u64 = 1;

/// A model that was learnt, and what it is worth.
#[derive(Debug)]
pub struct Learnt {
    /// The model.
    pub model: LearnedStates,
    /// What it was learnt from.
    pub lessons: Lessons,
    /// What it is worth on days left out.
    pub worth: Worth,
    /// The same, learnt from the first days alone and judged on those that followed; `None` where one of the two parts has too little.
    pub forward: Option<Judgement>,
    /// Beside what it would replace, on days left out.
    pub beside: Beside,
}

/// The learned and the transparent model on the same windows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// Share of right answers of the learned one, all windows answered.
    pub learned: f64,
    /// Share of right answers of the transparent one; where it abstained it was not right.
    pub transparent: f64,
    /// The share of windows that the transparent one answered.
    pub transparent_answered: f64,
    /// Share of right answers of who always says the commonest state.
    pub majority: f64,
}

/// Why there is no learned model yet.
#[derive(Clone, Debug, PartialEq)]
pub enum NotYet {
    /// The person has said too little.
    TooLittle {
        /// Windows that have their word.
        said: usize,
        /// Those of kinds with enough windows each.
        windows: usize,
        /// The days of these.
        days: usize,
        /// Kinds with enough windows each.
        kinds: usize,
    },
    /// The features do not tell what the person says.
    NoEvidence(Box<Beside>),
    /// The transparent model, or always the commonest state, is as good.
    NoBetter(Box<Beside>),
    /// It could not be learnt.
    Cannot(CannotLearn),
}

impl fmt::Display for NotYet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = |f: &mut fmt::Formatter<'_>, beside: &Beside| {
            write!(
                f,
                "on days left out it is right in {:.0} % of the windows, the transparent model in {:.0} %, always the commonest state in {:.0} %",
                100.0 * beside.learned,
                100.0 * beside.transparent,
                100.0 * beside.majority
            )
        };
        match self {
            Self::TooLittle { said, windows, days, kinds } => write!(
                f,
                "too little was said: {said} windows of five minutes have your word; {windows} of them, on {days} days, are of {kinds} states with {LEAST_OF_KIND} windows or more \
                 each; it takes {LEAST_WINDOWS} on {LEAST_DAYS} days and two states (correct states on the dashboard, or answer when asked)"
            ),
            Self::NoEvidence(beside) => {
                write!(f, "there is no evidence that your word can be told from what is sensed: ")?;
                figures(f, beside)
            }
            Self::NoBetter(beside) => {
                write!(f, "it is no better than what it would replace: ")?;
                figures(f, beside)
            }
            Self::Cannot(why) => write!(f, "{why}"),
        }
    }
}

impl std::error::Error for NotYet {}

/// Learns the person's own model from what they said of windows of features.
///
/// # Errors
/// With what is lacking, or with the figures that speak against using it.
pub fn learn(features: &FeatureTable, lessons: &Lessons) -> Result<Learnt, NotYet> {
    let count_of = |kind: StateKind| lessons.kind.iter().filter(|own| **own == kind).count();
    let kinds: Vec<StateKind> = KINDS.into_iter().filter(|kind| count_of(*kind) >= LEAST_OF_KIND).collect();
    let learnt: Vec<usize> = (0..lessons.len()).filter(|place| kinds.contains(&lessons.kind[*place])).collect();
    let (said, words) = (lessons.len(), Words::of(&features.windows, lessons));
    let lessons = lessons.select(&learnt);
    if lessons.len() < LEAST_WINDOWS || lessons.days() < LEAST_DAYS || kinds.len() < 2 {
        return Err(NotYet::TooLittle { said, windows: lessons.len(), days: lessons.days(), kinds: kinds.len() });
    }
    let data = labelled(features, &lessons, &kinds);
    let labels: Vec<String> = kinds.iter().map(|kind| kind.name().to_owned()).collect();
    let folds = |data: &Labelled| grouped_folds(&data.rows.person, FOLDS, &mut SplitMix64::new(SEED));
    let learn = |data: &Labelled| CautiousModel::learn(&recipes(), data, &labels, &folds(data), SEED);
    let (model, worth) = learn(&data).map_err(NotYet::Cannot)?;
    let transparent: Vec<Option<StateKind>> =
        lessons.window.iter().map(|window| judge(&row_of(features, *window)).ok().map(|said| said.kind)).collect();
    let beside = Beside::of(&transparent, &lessons, &worth);
    if !worth.has_evidence() {
        return Err(NotYet::NoEvidence(Box::new(beside)));
    }
    if beside.learned <= beside.transparent || beside.learned <= beside.majority {
        return Err(NotYet::NoBetter(Box::new(beside)));
    }
    let taught_by = KINDS.map(|kind| transparent.iter().filter(|said| **said == Some(kind)).count() >= LEAST_TAUGHT_BY);
    let model = LearnedStates::of(model, taught_by, words).ok_or(NotYet::Cannot(CannotLearn::OneClass))?;
    let forward = forward(&data, learn);
    Ok(Learnt { model, lessons, worth, forward, beside })
}

/// Learnt from the first days, judged on those that followed.
fn forward(
    data: &Labelled,
    learn: impl Fn(&Labelled) -> Result<(CautiousModel, Worth), CannotLearn>,
) -> Option<Judgement> {
    let split = forward_in_time(&vec![0; data.rows.len()], &data.rows.time, PAST);
    // A day is not cut: what was learnt of its morning would help in its afternoon.
    let first_judged = split.test.iter().map(|place| data.rows.person[*place]).min()?;
    let (past, rest): (Vec<usize>, Vec<usize>) =
        (0..data.rows.len()).partition(|place| data.rows.person[*place] < first_judged);
    let (model, _) = learn(&data.select(&past)).ok()?;
    let rest = data.select(&rest);
    let said = model.voters.probabilities(&rest.rows).ok()?;
    let (classes, below) = (data.classes, model.abstain_below);
    Judgement::of(&said, &rest.class, &rest.rows.person, classes, below, &mut SplitMix64::new(SEED))
}

impl Beside {
    /// What the transparent model said of the windows, beside what the learned one reached.
    fn of(transparent: &[Option<StateKind>], lessons: &Lessons, worth: &Worth) -> Self {
        let right = transparent.iter().zip(&lessons.kind).filter(|(said, is)| **said == Some(**is)).count();
        let answered = transparent.iter().filter(|said| said.is_some()).count();
        #[expect(clippy::cast_precision_loss, reason = "counts of windows")]
        let share = |count: usize| count as f64 / lessons.len().max(1) as f64;
        Self {
            learned: worth.judgement.accuracy.value,
            transparent: share(right),
            transparent_answered: share(answered),
            majority: worth.judgement.majority,
        }
    }
}

/// The features of one window as the models take them.
pub(super) fn row_of(features: &FeatureTable, window: usize) -> Row {
    let mut row: Row = [None; ALL.len()];
    for (value, column) in row.iter_mut().zip(&features.columns) {
        *value = column.get(window).copied().flatten();
    }
    row
}

/// Rows for learning: the features of the windows, the day as the group, the window as the time.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "models look at single precision; places are small"
)]
fn labelled(features: &FeatureTable, lessons: &Lessons, kinds: &[StateKind]) -> Labelled {
    let column = |column: &Vec<Option<f64>>| -> Vec<f32> {
        lessons.window.iter().map(|window| column[*window].map_or(f32::NAN, |value| value as f32)).collect()
    };
    let class = |kind: &StateKind| kinds.iter().position(|own| own == kind).and_then(|place| u8::try_from(place).ok());
    Labelled {
        rows: Rows {
            names: names(),
            columns: features.columns.iter().map(column).collect(),
            person: lessons.day.clone(),
            time: lessons.window.iter().map(|window| *window as f64).collect(),
        },
        class: lessons.kind.iter().filter_map(class).collect(),
        classes: kinds.len(),
    }
}

/// Simple ones, as there is little to learn from.
fn recipes() -> Vec<Recipe> {
    let forest = |least_leaf: f64| {
        let tree = TreeSettings { least_leaf, columns: ColumnsAsked::SquareRoot, ..TreeSettings::default() };
        Learner::Forest(ForestSettings { trees: 60, tree, ..ForestSettings::default() })
    };
    let logistic = |l2: f64| Learner::Logistic(LogisticSettings { l2, ..LogisticSettings::default() });
    vec![
        Recipe::new("shares", Learner::Shares),
        Recipe::new("forest, leaves of 2", forest(2.0)),
        Recipe::new("forest, leaves of 5", forest(5.0)),
        Recipe::new("forest, leaves of 5, classes weigh the same", forest(5.0)).balanced(),
        Recipe::new("logistic, l2 1", logistic(1.0)),
        Recipe::new("logistic, l2 10", logistic(10.0)),
    ]
}

impl Lessons {
    /// Those at these places.
    pub(super) fn select(&self, places: &[usize]) -> Self {
        let pick = |place: &usize| (self.window[*place], self.kind[*place], self.source[*place], self.day[*place]);
        let mut lessons = Self::default();
        for (window, kind, source, day) in places.iter().map(pick) {
            lessons.window.push(window);
            lessons.kind.push(kind);
            lessons.source.push(source);
            lessons.day.push(day);
        }
        lessons
    }
}
