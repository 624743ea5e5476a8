//! A model for classes that says how sure it is, what else may be, and nothing when it is not sure enough: chosen, calibrated, judged on groups left out, and kept
//! in a file.
//!
//! ```text
//! labelled rows ─> answers for people left out ─┬─> choice, temperature ───────────────────> Voters ──┐
//!                                               ├─> Evidence                                          ├─> CautiousModel ─> file
//!                                               └─> chosen again for each group without it ─┬─> limits┘
//!                                                                                           └─> Judgement    what it is worth
//! ```
//!
//! Whoever chooses and calibrates on the rows on which calibration is judged judges too well. So the choice and the temperature are found again for each group that
//! is left out, on the answers for all others; those answers give the limits (below which it abstains, above which a class may be) and the figures.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::blend::Answers;
use super::dealt::beats_deals;
use super::{Blend, CannotBeKept, Evidence, Labelled, Recipe, Voters};
use crate::calibrate::Conformal;
use crate::classifier::likeliest;
use crate::metrics::{Judgement, area, calibration_distance};
use crate::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};
use crate::rows::LacksColumn;
use crate::split::Split;
use crate::{SplitMix64, quantile};

/// It answers four of five rows like those that it was chosen on.
const COVERAGE: f64 = 0.8;

/// Of ten sets of what may be one misses the truth.
const MISS: f64 = 0.1;

/// A greater mean distance than this from the curve of what came, on people who had no part in choice and temperature, is not "calibrated".
const MOST_ERROR: f64 = 0.05;

/// Of fewer rows nobody can say that they are calibrated.
const LEAST_ROWS: usize = 100;

/// Who is this sure and calibrated answers, however sure all the other answers are.
const SURE: f64 = 0.95;

/// The area of answers that are drawn by lot.
const BY_LOT: f64 = 0.5;

/// People (or days) that it takes: a bootstrap over five found evidence in 3 of 64 sets of pure noise, where it promises 1 in 200.
pub const LEAST_GROUPS: usize = 8;

/// The part of a file that looks at the columns.
const PART: &str = "rows";

/// The version of the numbers in a file.
const VERSION: u32 = 1;

/// A model for classes that knows when it does not know.
#[derive(Debug)]
pub struct CautiousModel {
    /// The classes' names, in their order.
    pub labels: Vec<String>,
    /// What answers.
    pub voters: Voters,
    /// With less confidence than this it says nothing.
    pub abstain_below: f64,
    /// A class may be when its probability is at least this; `None` when there were too few groups to promise anything.
    pub may_be: Option<Conformal>,
    /// Whether "80 % sure" was right about as often on groups left out.
    pub is_calibrated: bool,
}

/// What it is worth, judged on groups left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// All figures, of answers that were chosen and calibrated without the group that they are judged on.
    pub judgement: Judgement,
    /// Whether there is anything to be known; not too good, as nothing was chosen. `None` when it could not be told.
    pub evidence: Option<Evidence>,
    /// Whether labels that were dealt out anew were never told as well; `None` where there are so many rows that it need not be asked.
    pub beats_deals: Option<bool>,
    /// Names of the recipes and what each reached alone (mean log-likelihood).
    pub alone: Vec<(String, f64)>,
}

impl Worth {
    /// Whether there is anything to be known: the labels are told surely above chance, and better than labels that were dealt out anew.
    #[must_use]
    pub fn has_evidence(&self) -> bool {
        self.evidence.is_some_and(|evidence| evidence.is_there()) && self.beats_deals != Some(false)
    }
}

/// What it says of one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// The likeliest class.
    pub class: usize,
    /// Its probability.
    pub confidence: f64,
    /// Whether it is sure enough to say so.
    pub is_given: bool,
}

/// Why no model could be learnt.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CannotLearn {
    /// All rows are of one class.
    #[error("all rows have the same label: there is nothing to tell apart")]
    OneClass,
    /// There are too few groups to leave out.
    #[error(
        "there are {groups} people (or days); it takes {LEAST_GROUPS}, as an interval over fewer says too little of others"
    )]
    FewGroups {
        /// How many there are.
        groups: usize,
    },
    /// A column is lacking.
    #[error(transparent)]
    Column(#[from] LacksColumn),
}

/// The mean log-likelihood of the truth: what calibration and choice are best judged by. `None` without rows.
#[must_use]
pub fn log_likelihood(probabilities: &[f32], class: &[u8], classes: usize) -> Option<f64> {
    let rows = probabilities.chunks_exact(classes.max(1)).zip(class);
    let each = rows.map(|(row, class)| f64::from(row.get(usize::from(*class)).copied().unwrap_or(0.0)).max(1e-3).ln());
    #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
    (!class.is_empty()).then(|| each.sum::<f64>() / class.len() as f64)
}

impl CautiousModel {
    /// Learns from labelled rows, choosing among recipes on the splits.
    ///
    /// # Errors
    /// When there is one class or one group alone, or the rows lack a column that they name.
    pub fn learn(
        recipes: &[Recipe],
        data: &Labelled,
        labels: &[String],
        splits: &[Split],
        seed: u64,
    ) -> Result<(Self, Worth), CannotLearn> {
        let classes = data.classes;
        if data.shares().iter().filter(|share| **share > 0.0).count() < 2 {
            return Err(CannotLearn::OneClass);
        }
        let groups: BTreeSet<u32> = data.rows.person.iter().copied().collect();
        let few = || CannotLearn::FewGroups { groups: groups.len() };
        if groups.len() < LEAST_GROUPS || splits.len() < 2 {
            return Err(few());
        }
        let measure = |p: &[f32], class: &[u8]| log_likelihood(p, class, classes);
        let answers = Answers::of(recipes, data, splits)?;
        let chosen = answers.choose(&measure);
        let said = answers.apart(&chosen, splits, &measure);
        let blend = Blend::of(chosen, recipes, data, &[]);
        let chosen = &blend.chosen;
        let confidence: Vec<f64> =
            said.chunks_exact(classes).map(|row| f64::from(row.iter().copied().fold(0.0, f32::max))).collect();
        let abstain_below = quantile(&confidence, 1.0 - COVERAGE).unwrap_or(1.0).min(SURE);
        let may_be = Conformal::over_people(&said, classes, &data.class, &data.rows.person, MISS);
        let mut random = SplitMix64::new(seed);
        let judgement = Judgement::of(&said, &data.class, &data.rows.person, classes, abstain_below, &mut random)
            .ok_or_else(few)?;
        let area = |p: &[f32], class: &[u8]| area(p, class, classes);
        let evidence = Evidence::of(data, &chosen.of_all, &area, BY_LOT, &mut random);
        let seems = evidence.is_some_and(|evidence| evidence.is_there());
        let beats_deals = if seems { beats_deals(recipes, data, &area, seed)? } else { None };
        let is_right: Vec<bool> =
            said.chunks_exact(classes).zip(&data.class).map(|(row, class)| likeliest(row) == *class).collect();
        let off = calibration_distance(&confidence, &is_right);
        let is_calibrated = judgement.rows >= LEAST_ROWS && off.is_some_and(|off| off <= MOST_ERROR);
        let alone = recipes.iter().map(|recipe| recipe.name.clone()).zip(chosen.alone.iter().copied()).collect();
        let worth = Worth { judgement, evidence, beats_deals, alone };
        Ok((Self { labels: labels.to_vec(), voters: blend.voters, abstain_below, may_be, is_calibrated }, worth))
    }

    /// What it says of one row's probabilities.
    #[must_use]
    pub fn answer(&self, row: &[f32]) -> Answer {
        let class = usize::from(likeliest(row));
        let confidence = row.get(class).map_or(0.0, |p| f64::from(*p));
        Answer { class, confidence, is_given: confidence >= self.abstain_below }
    }

    /// The labels that may be, for a new person nine times in ten the truth among them on average; `None` when nothing can be promised.
    #[must_use]
    pub fn may_be(&self, row: &[f32]) -> Option<Vec<&str>> {
        let classes = self.classes_that_may_be(row)?;
        Some(classes.into_iter().filter_map(|class| self.labels.get(class)).map(String::as_str).collect())
    }

    /// The same as classes.
    #[must_use]
    pub fn classes_that_may_be(&self, row: &[f32]) -> Option<Vec<usize>> {
        Some(self.may_be?.set(row).collect())
    }

    /// As a file of this kind that can be kept.
    ///
    /// # Errors
    /// When a recipe cannot be kept.
    pub fn to_file(
        &self,
        kind: &str,
        units: &[(&str, &str)],
        learnt_from: LearntFrom,
    ) -> Result<ModelFile, CannotBeKept> {
        let mut tensors = Tensors::default();
        self.voters.put("voters", &mut tensors)?;
        #[expect(clippy::cast_possible_truncation, reason = "models are kept in single precision")]
        tensors.put("abstain_below", &[self.abstain_below as f32]);
        tensors.put("may_be", &self.may_be.map(|limit| limit.least_probability).into_iter().collect::<Vec<_>>());
        tensors.put_whole("is_calibrated", &[u32::from(self.is_calibrated)]);
        let manifest = Manifest {
            kind: kind.to_owned(),
            version: VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            columns: [(PART.to_owned(), self.voters.columns())].into(),
            labels: self.labels.clone(),
            units: units.iter().map(|(what, unit)| ((*what).to_owned(), (*unit).to_owned())).collect(),
            made_with: BTreeMap::new(),
            learnt_from,
        };
        Ok(ModelFile { manifest, tensors })
    }

    /// The model of these bytes, and its manifest.
    ///
    /// # Errors
    /// When they are no such model or are damaged; the error says which.
    pub fn from_bytes(bytes: &[u8], kind: &str) -> Result<(Self, Manifest), ModelFault> {
        Self::with_file(bytes, kind).map(|(model, file)| (model, file.manifest))
    }

    /// The same with the whole file, for what else was put into it.
    ///
    /// # Errors
    /// As [`Self::from_bytes`].
    pub fn with_file(bytes: &[u8], kind: &str) -> Result<(Self, ModelFile), ModelFault> {
        let file = ModelFile::from_bytes(bytes, kind, VERSION)?;
        let ModelFile { manifest, tensors } = &file;
        let inconsistent = |what: &str| ModelFault::Inconsistent { what: format!("the numbers of {what:?}") };
        let columns = manifest.columns.get(PART).cloned().ok_or_else(|| inconsistent("columns"))?;
        let labels = manifest.labels.clone();
        let voters = Voters::find(tensors, "voters", &columns, labels.len()).ok_or_else(|| inconsistent("voters"))?;
        let below = tensors.values("abstain_below").and_then(<[f32]>::first);
        let abstain_below = below.map(|value| f64::from(*value)).ok_or_else(|| inconsistent("abstain_below"))?;
        let may_be = tensors.values("may_be").ok_or_else(|| inconsistent("may_be"))?.first();
        let may_be = may_be.map(|least| Conformal { least_probability: *least });
        let calibrated = tensors.whole("is_calibrated").and_then(<[u32]>::first);
        let is_calibrated = *calibrated.ok_or_else(|| inconsistent("is_calibrated"))? == 1;
        Ok((Self { labels, voters, abstain_below, may_be, is_calibrated }, file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistic_regression::LogisticSettings;
    use crate::recipe::Learner;
    use crate::rows::Rows;
    use crate::split::leave_one_person_out;

    /// Ten people; the column tells the class as well as `tells` says.
    #[expect(clippy::cast_possible_truncation, reason = "test data")]
    fn people(tells: f64) -> Labelled {
        let mut random = SplitMix64::new(4);
        let class: Vec<u8> = (0..400).map(|_| u8::from(random.next_unit() > 0.5)).collect();
        let told = class.iter().map(|class| (tells * f64::from(*class) + random.next_normal()) as f32).collect();
        let rows = Rows {
            names: vec!["told".into()],
            columns: vec![told],
            person: (0..400).map(|row| row / 40).collect(),
            time: (0..400).map(f64::from).collect(),
        };
        Labelled { rows, class, classes: 2 }
    }

    fn learn(data: &Labelled) -> Result<(CautiousModel, Worth), CannotLearn> {
        let recipes = [
            Recipe::new("shares", Learner::Shares),
            Recipe::new("logistic", Learner::Logistic(LogisticSettings::default())),
        ];
        let labels = ["no".to_owned(), "yes".to_owned()];
        CautiousModel::learn(&recipes, data, &labels, &leave_one_person_out(&data.rows.person), 1)
    }

    #[test]
    fn it_is_more_often_right_where_it_answers_and_knows_it_and_comes_back_from_a_file() {
        let (model, worth) = learn(&people(2.0)).unwrap();
        let judged = &worth.judgement;
        assert!(judged.accuracy.value > 0.75 && judged.accuracy_of_answered.unwrap() > judged.accuracy.value + 0.03);
        assert!((judged.answered - 0.8).abs() < 0.02 && model.is_calibrated, "{judged:?}");
        assert!(worth.evidence.unwrap().is_there());
        let sure = model.answer(&[0.01, 0.99]);
        assert!(sure.is_given && sure.class == 1);
        assert!(!model.answer(&[0.5, 0.5]).is_given);
        assert_eq!(model.may_be(&[0.5, 0.5]).unwrap(), ["no", "yes"]);
        assert_eq!(model.may_be(&[0.01, 0.99]).unwrap(), ["yes"]);
        let bytes = model.to_file("states", &[("time", "s")], LearntFrom::default()).unwrap().to_bytes().unwrap();
        let (kept, manifest) = CautiousModel::from_bytes(&bytes, "states").unwrap();
        assert_eq!((&kept.labels, manifest.columns["rows"].as_slice()), (&model.labels, &["told".to_owned()][..]));
        assert!((kept.abstain_below - model.abstain_below).abs() < 1e-6);
        assert!(CautiousModel::from_bytes(&bytes, "other").is_err());
    }

    #[test]
    fn where_all_is_clear_it_answers_and_says_what_may_be() {
        let (model, worth) = learn(&people(60.0)).unwrap();
        assert!(worth.judgement.answered > 0.99, "{:?}", worth.judgement);
        assert!(model.abstain_below <= SURE && model.answer(&[0.001, 0.999]).is_given);
        assert_eq!(model.may_be(&[0.4, 0.6]).unwrap(), ["yes"]);
    }

    #[test]
    fn where_there_is_nothing_to_know_it_says_so() {
        let (_, worth) = learn(&people(0.0)).unwrap();
        assert!(!worth.has_evidence(), "{worth:?}");
    }

    #[test]
    fn one_class_or_one_person_is_refused() {
        let mut data = people(1.0);
        data.rows.person.fill(0);
        assert_eq!(learn(&data).unwrap_err(), CannotLearn::FewGroups { groups: 1 });
        data.class.fill(1);
        assert_eq!(learn(&data).unwrap_err(), CannotLearn::OneClass);
    }
}
