//! Questions to a model, and how good its answers are.

use anyhow::Context;
use attentive_learn::metrics::{ndcg_at, recall_at};
use attentive_learn::recommend::{AnsweredBy, Ratings, Recommender, Taste, Weighed};
use attentive_learn::{SplitMix64, bootstrap_interval};

use super::SEED;
use crate::report::Row;

const RESAMPLES: u32 = 2_000;

/// What of the values a model hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// That the person had it.
    Had,
    /// How many stars he gave.
    Stars,
    /// That he gave four stars or more.
    Liked,
}

/// From so many stars on a film is liked.
pub const LIKED: f32 = 4.0;

impl Signal {
    pub fn hear(self, value: f32) -> Option<f32> {
        match self {
            Self::Had => Some(1.0),
            Self::Stars => Some(value),
            Self::Liked => (value >= LIKED).then_some(1.0),
        }
    }
}

/// A model with what it hears of a person.
pub struct Heard {
    pub model: Box<dyn Recommender>,
    pub signal: Signal,
}

impl Recommender for Heard {
    fn item_count(&self) -> usize {
        self.model.item_count()
    }

    fn scores(&self, taste: &Taste<'_>) -> (Vec<f32>, AnsweredBy) {
        self.heard(taste, |taste| self.model.scores(taste))
    }

    fn because(&self, taste: &Taste<'_>, item: u32, most: usize) -> Vec<Weighed> {
        self.heard(taste, |taste| self.model.because(taste, item, most))
    }
}

impl Heard {
    fn heard<R>(&self, taste: &Taste<'_>, ask: impl Fn(&Taste<'_>) -> R) -> R {
        let cells = taste.items.iter().zip(taste.values);
        let (items, values): (Vec<u32>, Vec<f32>) =
            cells.filter_map(|(item, value)| self.signal.hear(*value).map(|value| (*item, value))).unzip();
        ask(&Taste { person: taste.person, items: &items, values: &values })
    }
}

/// A person who is asked about, and what he wants.
#[derive(Clone, Debug)]
pub struct Question {
    /// His number where the model met him.
    pub person: Option<u32>,
    /// What is known of him, ascending.
    pub items: Vec<u32>,
    pub values: Vec<f32>,
    /// What was hidden and is wanted, ascending.
    pub wanted: Vec<u32>,
}

impl Question {
    pub fn taste(&self) -> Taste<'_> {
        Taste { person: self.person, items: &self.items, values: &self.values }
    }
}

/// What is learnt from, and what is asked.
pub struct Task {
    pub known: Ratings,
    pub questions: Vec<Question>,
}

/// Hides a fifth of what each person has, drawn with his number; of it those are wanted of which the value says so. People of whom nothing is wanted are not asked about.
pub fn hide(ratings: &Ratings, round: u64, is_wanted: impl Fn(f32) -> bool) -> anyhow::Result<Task> {
    let mut known = Vec::new();
    let mut hidden: Vec<Vec<u32>> = Vec::new();
    for person in 0..ratings.people() {
        let (items, values) = ratings.by_person().row(person);
        let mut own: Vec<(u32, f32)> = items.iter().copied().zip(values.iter().copied()).collect();
        let aside = part(&mut own, round, person as u64);
        known.extend(own.into_iter().map(|(item, value)| (person as u32, item, value)));
        let mut wanted: Vec<u32> = aside.into_iter().filter(|cell| is_wanted(cell.1)).map(|cell| cell.0).collect();
        wanted.sort_unstable();
        hidden.push(wanted);
    }
    let known = Ratings::new(ratings.people(), ratings.item_count(), &known)?;
    let questions = hidden.into_iter().enumerate().filter(|(_, wanted)| !wanted.is_empty());
    let questions = questions
        .map(|(person, wanted)| {
            let (items, values) = known.by_person().row(person);
            Question { person: Some(person as u32), items: items.to_vec(), values: values.to_vec(), wanted }
        })
        .collect();
    Ok(Task { known, questions })
}

/// Takes the last fifth of what a person has, in an order drawn with his number.
pub fn part<T>(own: &mut Vec<T>, round: u64, person: u64) -> Vec<T> {
    SplitMix64::keyed(SEED, &[round, person]).shuffle(own);
    own.split_off((own.len() * 4).div_ceil(5))
}

/// Which measure.
#[derive(Clone, Copy, Debug)]
pub enum Measure {
    Ndcg(usize),
    Recall(usize),
}

impl Measure {
    pub fn name(self) -> String {
        match self {
            Self::Ndcg(count) => format!("ndcg@{count}"),
            Self::Recall(count) => format!("recall@{count}"),
        }
    }

    pub fn count(self) -> usize {
        match self {
            Self::Ndcg(count) | Self::Recall(count) => count,
        }
    }

    fn of(self, ranked: &[u32], wanted: &[u32]) -> f64 {
        let is_wanted = |item: u32| wanted.binary_search(&item).is_ok();
        let found = match self {
            Self::Ndcg(count) => ndcg_at(ranked, is_wanted, wanted.len(), count),
            Self::Recall(count) => recall_at(ranked, is_wanted, wanted.len(), count),
        };
        found.unwrap_or(0.0)
    }
}

/// For each measure the value for each question.
pub fn judge(
    model: &dyn Recommender,
    questions: &[Question],
    may_be: Option<&[bool]>,
    measures: &[Measure],
) -> Vec<Vec<f64>> {
    judge_scores(questions, may_be, measures, &|question| model.scores(&question.taste()).0)
}

/// The same by whatever gives scores.
pub fn judge_scores(
    questions: &[Question],
    may_be: Option<&[bool]>,
    measures: &[Measure],
    scores: &(dyn Fn(&Question) -> Vec<f32> + Sync),
) -> Vec<Vec<f64>> {
    let most = measures.iter().map(|measure| measure.count()).max().unwrap_or(0);
    judge_lists(questions, measures, &|_, question| first(&scores(question), question, may_be, most))
}

/// The same by whatever gives lists.
pub fn judge_lists(
    questions: &[Question],
    measures: &[Measure],
    list: &(dyn Fn(usize, &Question) -> Vec<u32> + Sync),
) -> Vec<Vec<f64>> {
    let places: Vec<usize> = (0..questions.len()).collect();
    let found = side_by_side(&places, &|place| {
        let question = &questions[*place];
        let ranked = list(*place, question);
        measures.iter().map(|measure| measure.of(&ranked, &question.wanted)).collect::<Vec<f64>>()
    });
    (0..measures.len()).map(|measure| found.iter().map(|of| of[measure]).collect()).collect()
}

/// The best items that are not known of the person and may be put forward.
pub fn first(scores: &[f32], question: &Question, may_be: Option<&[bool]>, most: usize) -> Vec<u32> {
    let may = |item: usize| may_be.is_none_or(|may_be| may_be[item]);
    let mut left: Vec<(u32, f32)> =
        scores.iter().enumerate().filter(|(item, _)| may(*item)).map(|(item, score)| (item as u32, *score)).collect();
    left.retain(|(item, score)| !score.is_nan() && question.items.binary_search(item).is_err());
    let order = |one: &(u32, f32), other: &(u32, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
    if most > 0 && most < left.len() {
        left.select_nth_unstable_by(most - 1, order);
    }
    left.truncate(most);
    left.sort_unstable_by(order);
    left.into_iter().map(|one| one.0).collect()
}

/// Does the work for each on all cores; answers in order.
pub fn side_by_side<T: Sync, R: Send>(all: &[T], work: &(dyn Fn(&T) -> R + Sync)) -> Vec<R> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let share = all.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let running: Vec<_> =
            all.chunks(share).map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<R>>())).collect();
        running
            .into_iter()
            .flat_map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// Two halves on two threads.
pub fn both(one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
    std::thread::scope(|scope| {
        scope.spawn(one);
        other();
    });
}

/// The mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// A row with the mean over people and the 95 % interval of a bootstrap over them.
pub fn row(case: &str, measure: Measure, values: &[f64]) -> anyhow::Result<Row> {
    let statistic = |values: &[f64]| (!values.is_empty()).then(|| mean(values));
    let found = bootstrap_interval(values, statistic, RESAMPLES, 0.95, &mut SplitMix64::new(SEED))
        .context("nobody was judged")?;
    Ok(Row { low: Some(found.low), high: Some(found.high), ..Row::new(case, &measure.name(), found.value, "") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fifth_is_hidden_and_what_is_wanted_of_it_is_not_among_what_is_known() {
        let cells: Vec<(u32, u32, f32)> =
            (0..4).flat_map(|person| (0..10).map(move |item| (person, item, (item % 5 + 1) as f32))).collect();
        let ratings = Ratings::new(4, 12, &cells).unwrap();
        let task = hide(&ratings, 0, |value| value >= 4.0).unwrap();
        assert_eq!(task.known.len(), 32);
        for question in &task.questions {
            assert!(
                !question.wanted.is_empty()
                    && question.wanted.iter().all(|item| question.items.binary_search(item).is_err())
            );
            assert!(question.wanted.iter().all(|item| item % 5 >= 3), "one and two stars are not wanted");
        }
        let perfect =
            |question: &Question| (0..12).map(|item| f32::from(question.wanted.contains(&item))).collect::<Vec<f32>>();
        let found = judge_scores(&task.questions, None, &[Measure::Ndcg(10), Measure::Recall(5)], &perfect);
        assert!(found.concat().iter().all(|value| *value == 1.0));
        let may_be: Vec<bool> = (0..12).map(|item| item >= 10).collect();
        let found = judge_scores(&task.questions, Some(&may_be), &[Measure::Recall(5)], &perfect);
        assert!(found.concat().iter().all(|value| *value == 0.0));
    }
}
