//! `score interruptible`: would the phone distract now, from where a person is, what they do, and what they answered before (esm-phone-distraction)?
//!
//! Positive: perceived distraction of 4 or 5. Models learn from the first 70 % of each person's answers in time and are judged on the rest, all answers pooled. With people kept
//! aside, models learn from all answers of the first folder and the first 70 % of those people's, and are judged on the rest of theirs.
//!
//! Inputs are known when the question could be asked: place and activity as the person wrote them, the hour and day (in Korea), how long the phone had lain
//! still, and the person's own answers of earlier slots, also those after the first 70 %, since a product would have them by then. The answers of the same slot (concentration,
//! purpose) are not. An earlier answer counts more the more its slot is like this one ([`Likeness`]); the mean of few answers is drawn towards the person's mean, and that towards the
//! mean of all learnt from.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::forest::{ColumnsAsked, ForestSettings, TreeSettings};
use attentive_learn::logistic_regression::LogisticSettings;
use attentive_learn::recipe::{Labelled, Learner, Ranges, Recipe};

use super::gather::{Features, Gather};
use super::table::Table;
use super::{Metric, Task, recipes, score};
use crate::report::Report;

const FIRST_SHARE: f64 = 0.7;
/// From this level on a slot is positive.
const DISTRACTED: f64 = 4.0;
/// Korea is nine hours ahead of universal time.
const ZONE_S: f64 = 9.0 * 3600.0;
/// Answers that the mean of all weighs against a person's own.
const PERSON_PRIOR: f64 = 5.0;
/// Answers that the person's mean weighs against those of alike slots.
const ALIKE_PRIOR: f64 = 2.0;

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let mut all = recipes::usual(&[Ranges::AsTheyAre]);
    all.retain(|recipe| !recipe.name.contains("svm"));
    let deep = TreeSettings { least_leaf: 8.0, columns: ColumnsAsked::Share(0.3), ..TreeSettings::default() };
    all.push(Recipe::new("cautious forest", Learner::Forest(ForestSettings { trees: 200, tree: deep, seed: 2 })));
    let strictest = LogisticSettings { l2: 100.0, steps: 1_000, ..LogisticSettings::default() };
    all.push(Recipe::new("stricter logistic", Learner::Logistic(strictest)));
    let context = Task {
        name: "interruptible",
        metric: Metric::Auc,
        recipes: vec![all[1].clone()],
        reference: Some(0.738),
        prefix: "context alone, ",
    };
    let task = Task { recipes: all, reference: Some(0.838), prefix: "", ..context.clone() };
    let mut report = Report::new(
        task.name,
        "esm-phone-distraction, the last 30 % of each person's answers; reference: the figures to beat",
    );
    let people = read(data)?;
    let others = holdout.map(read).transpose()?;
    let (train, test) = rows(&people, others.as_ref())?;
    let is_context = |name: &str| name.starts_with("now ");
    score(&context, &only(&train, is_context), Some(&only(&test, is_context)), &mut report)?;
    score(&task, &train, Some(&test), &mut report)?;
    Ok(report)
}

fn only(data: &Labelled, wanted: impl Fn(&str) -> bool) -> Labelled {
    let mut kept = data.clone();
    let is_kept: Vec<bool> = data.rows.names.iter().map(|name| wanted(name)).collect();
    let mut keep = is_kept.iter();
    kept.rows.names.retain(|_| *keep.next().unwrap_or(&false));
    let mut keep = is_kept.iter();
    kept.rows.columns.retain(|_| *keep.next().unwrap_or(&false));
    kept
}

/// One answer, and the slot that it is about.
struct Answer {
    /// When the slot ended and the question could be asked, unix seconds.
    end: f64,
    ln_length: f64,
    hour: f64,
    place: String,
    activity: String,
    distraction: f64,
    concentration: f64,
    expected: f64,
}

/// Each person's answers in order of time.
type People = BTreeMap<String, Vec<Answer>>;

fn read(folder: &Path) -> anyhow::Result<People> {
    let table = Table::read(&folder.join("esm-phone-distraction/dataset.csv"), ',')?;
    let (person, place, activity) = (table.words("pid")?, table.words("location")?, table.words("activity")?);
    let seconds = |name: &str| -> anyhow::Result<Vec<f64>> {
        let parse = |cell: &str| cell.parse::<f64>().map(|ms| ms / 1000.0);
        table
            .words(name)?
            .into_iter()
            .map(|cell| parse(cell).with_context(|| format!("{name}: {cell:?} is no number")))
            .collect()
    };
    let (start, end) = (seconds("start_time")?, seconds("end_time")?);
    let (distraction, concentration, expected) = (
        table.numbers("perceived_distraction")?,
        table.numbers("actual_concentration")?,
        table.numbers("expected_concentration")?,
    );
    let mut people = People::new();
    for row in 0..person.len() {
        people.entry(person[row].to_owned()).or_default().push(Answer {
            end: end[row],
            ln_length: (end[row] - start[row]).max(1.0).ln(),
            hour: ((end[row] + ZONE_S) / 3600.0).rem_euclid(24.0),
            place: place[row].to_owned(),
            activity: activity[row].to_owned(),
            distraction: f64::from(distraction[row]),
            concentration: f64::from(concentration[row]),
            expected: f64::from(expected[row]),
        });
    }
    people.values_mut().for_each(|answers| answers.sort_by(|one, other| one.end.total_cmp(&other.end)));
    ensure!(!people.is_empty(), "esm-phone-distraction has no answers");
    Ok(people)
}

fn first(answers: &[Answer]) -> usize {
    (answers.len() as f64 * FIRST_SHARE) as usize
}

fn is_positive(answer: &Answer) -> bool {
    answer.distraction >= DISTRACTED
}

/// Rows to learn from, and rows to be judged on.
fn rows(people: &People, others: Option<&People>) -> anyhow::Result<(Labelled, Labelled)> {
    let known = Known::of(people, others);
    let (mut train, mut test) = (Gather::new(2), Gather::new(2));
    let all = people.iter().map(|entry| (entry, false)).chain(others.into_iter().flatten().map(|entry| (entry, true)));
    for (number, ((name, answers), is_other)) in all.enumerate() {
        for (place, answer) in answers.iter().enumerate() {
            let features = features(answer, &answers[..place], name, &known);
            let is_first = place < first(answers);
            let class = u8::from(is_positive(answer));
            let person = number as u32;
            if is_first || (others.is_some() && !is_other) {
                train.add(person, answer.end, class, features)?;
            } else {
                test.add(person, answer.end, class, features)?;
            }
        }
    }
    Ok((train.done(), test.done()))
}

/// What all people's first answers tell of activities.
struct Known {
    mean: f64,
    mean_level: f64,
    /// For each activity: who, and how far above their own mean share.
    of_activity: BTreeMap<String, Vec<(String, f64)>>,
}

impl Known {
    fn of(people: &People, others: Option<&People>) -> Self {
        let mut of_activity: BTreeMap<String, Vec<(String, f64)>> = BTreeMap::new();
        let (mut positive, mut level, mut count) = (0.0, 0.0, 0.0);
        for (name, answers) in people.iter().chain(others.into_iter().flatten()) {
            let answers = &answers[..first(answers)];
            let own = answers.iter().filter(|answer| is_positive(answer)).count() as f64;
            let mean = own / answers.len().max(1) as f64;
            positive += own;
            level += answers.iter().map(|answer| answer.distraction).sum::<f64>();
            count += answers.len() as f64;
            for answer in answers {
                let above = f64::from(u8::from(is_positive(answer))) - mean;
                of_activity.entry(answer.activity.clone()).or_default().push((name.clone(), above));
            }
        }
        Self { mean: positive / count, mean_level: level / count, of_activity }
    }

    /// How far other people's share of distraction lies above their own means in this activity; few answers count as none.
    fn above_by_others(&self, activity: &str, person: &str) -> f64 {
        let others = self.of_activity.get(activity).into_iter().flatten().filter(|(name, _)| name != person);
        let (sum, count) = others.fold((0.0, 0.0), |(sum, count), (_, above)| (sum + above, count + 1.0));
        sum / (count + PERSON_PRIOR)
    }
}

/// How much an earlier answer counts for a later slot: 1 when it is just like it.
struct Likeness {
    activity: f64,
    /// By pairs of letters, so that "paper reading" is like "reading".
    wording: f64,
    place: f64,
    hour: f64,
    length: f64,
    age_h: f64,
}

impl Likeness {
    fn of(earlier: &Answer, now: &Answer) -> Self {
        let hours = (earlier.hour - now.hour).abs();
        let bell = |distance: f64, width: f64| (-0.5 * (distance / width).powi(2)).exp();
        Self {
            activity: f64::from(u8::from(earlier.activity == now.activity)),
            wording: shared_pairs(&earlier.activity, &now.activity),
            place: f64::from(u8::from(earlier.place == now.place)),
            hour: bell(hours.min(24.0 - hours), 1.5),
            length: bell(earlier.ln_length - now.ln_length, 0.5),
            age_h: (now.end - earlier.end) / 3600.0,
        }
    }

    fn fresh(&self, hours: f64) -> f64 {
        (-self.age_h / hours).exp()
    }
}

/// A way to weigh an earlier answer.
type Weight = fn(&Likeness) -> f64;
/// Ways to weigh earlier answers, by name.
const WEIGHTS: [(&str, Weight); 13] = [
    ("same activity", |like| like.activity),
    ("same place", |like| like.place),
    ("same activity and place", |like| like.activity * like.place),
    ("like hour", |like| like.hour),
    ("same activity, like hour", |like| like.activity * like.hour),
    ("like length", |like| like.length),
    ("same activity, like length", |like| like.activity * like.length),
    ("like wording", |like| like.wording),
    ("last hours", |like| like.fresh(3.0)),
    ("last day", |like| like.fresh(24.0)),
    ("last days", |like| like.fresh(96.0)),
    ("same activity, last days", |like| like.activity * like.fresh(48.0)),
    ("all alike", |like| {
        (0.05 + like.activity) * (0.2 + like.place) * (0.1 + like.hour) * (0.1 + like.length) * like.fresh(200.0)
    }),
];

fn features(now: &Answer, before: &[Answer], person: &str, known: &Known) -> Features {
    let before = &before[..before.partition_point(|earlier| earlier.end < now.end)];
    let like: Vec<Likeness> = before.iter().map(|earlier| Likeness::of(earlier, now)).collect();
    let drawn = |weight: &dyn Fn(&Likeness) -> f64, value: &dyn Fn(&Answer) -> f64, prior: f64, strength: f64| {
        let sums = like.iter().zip(before).fold((strength * prior, strength), |(sum, weights), (like, answer)| {
            (sum + weight(like) * value(answer), weights + weight(like))
        });
        sums.0 / sums.1
    };
    let positive = |answer: &Answer| f64::from(u8::from(is_positive(answer)));
    let level = |answer: &Answer| answer.distraction;
    let mut features = Features::default();
    let day = ((now.end + ZONE_S) / 86_400.0).floor() as i64;
    features.add("now ln length", now.ln_length);
    features.add("now hour", now.hour);
    features.add("now hour, cosine", (now.hour / 24.0 * std::f64::consts::TAU).cos());
    features.add("now hour, sine", (now.hour / 24.0 * std::f64::consts::TAU).sin());
    features.add("now weekday", (day + 3).rem_euclid(7) as f64);
    features.add("now weekend", f64::from(u8::from((day + 3).rem_euclid(7) >= 5)));
    features.add("now above others' mean by activity", known.above_by_others(&now.activity, person));
    let own = drawn(&|_| 1.0, &positive, known.mean, PERSON_PRIOR);
    let own_level = drawn(&|_| 1.0, &level, known.mean_level, PERSON_PRIOR);
    features.add("share distracted", own);
    features.add("mean distraction", own_level);
    for (name, weight) in WEIGHTS {
        features.add(format!("share distracted, {name}"), drawn(&weight, &positive, own, ALIKE_PRIOR));
        features.add(format!("mean distraction, {name}"), drawn(&weight, &level, own_level, ALIKE_PRIOR));
        features.add(format!("ln weight, {name}"), (1e-3 + like.iter().map(weight).sum::<f64>()).ln());
    }
    let same: fn(&Likeness) -> f64 = |like| like.activity;
    let fresh: fn(&Likeness) -> f64 = |like| like.fresh(6.0);
    for (name, weight) in [("same activity", same), ("last hours", fresh)] {
        features
            .add(format!("concentration, {name}"), drawn(&weight, &|answer| answer.concentration, 3.5, ALIKE_PRIOR));
        features.add(
            format!("expected concentration, {name}"),
            drawn(&weight, &|answer| answer.expected, 3.5, ALIKE_PRIOR),
        );
    }
    for back in 1..=3 {
        let earlier = before.len().checked_sub(back).map(|place| (&before[place], &like[place]));
        features.add(format!("distraction, {back} before"), earlier.map_or(f64::NAN, |(answer, _)| answer.distraction));
        features.add(
            format!("ln hours since, {back} before"),
            earlier.map_or(f64::NAN, |(_, like)| like.age_h.max(0.01).ln()),
        );
        features.add(format!("same activity, {back} before"), earlier.map_or(f64::NAN, |(_, like)| like.activity));
    }
    let mut alike =
        before.iter().zip(&like).rev().filter(|(_, like)| like.activity > 0.0).map(|(answer, _)| answer.distraction);
    features.add("distraction, last in the activity", alike.next().unwrap_or(f64::NAN));
    features.add("distraction, last but one in the activity", alike.next().unwrap_or(f64::NAN));
    features.add("answers before", before.len() as f64);
    features
}

/// Pairs of neighbouring letters that two words share, by all that they have; whole words of one letter count as a pair.
fn shared_pairs(one: &str, other: &str) -> f64 {
    let pairs = |word: &str| -> std::collections::BTreeSet<(char, Option<char>)> {
        let letters: Vec<char> = word.chars().collect();
        match letters.as_slice() {
            [single] => [(*single, None)].into(),
            _ => letters.windows(2).map(|pair| (pair[0], Some(pair[1]))).collect(),
        }
    };
    let (one, other) = (pairs(one), pairs(other));
    let all = one.union(&other).count();
    if all == 0 { 0.0 } else { one.intersection(&other).count() as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(end: f64, activity: &str, distraction: f64) -> Answer {
        Answer {
            end,
            ln_length: 5.0,
            hour: (end / 3600.0).rem_euclid(24.0),
            place: "home".into(),
            activity: activity.into(),
            distraction,
            concentration: 3.0,
            expected: 3.0,
        }
    }

    #[test]
    fn answers_of_the_same_slot_and_later_ones_are_never_looked_at() {
        let people: People = [(
            "p".to_owned(),
            vec![answer(0.0, "study", 5.0), answer(100.0, "study", 1.0), answer(100.0, "study", 5.0)],
        )]
        .into();
        let known = Known::of(&people, None);
        let answers = &people["p"];
        let of = |place: usize| features(&answers[place], &answers[..place], "p", &known).0;
        let told = |place: usize, name: &str| of(place).into_iter().find(|(own, _)| own == name).unwrap().1;
        assert_eq!(told(2, "answers before"), 1.0);
        assert_eq!(told(2, "distraction, 1 before"), 5.0);
        assert!(told(0, "distraction, 1 before").is_nan());
    }

    #[test]
    fn words_alike_share_pairs() {
        assert!((shared_pairs("논문 읽기", "읽기") - 0.25).abs() < 1e-9);
        assert_eq!((shared_pairs("일", "일"), shared_pairs("", "")), (1.0, 0.0));
    }
}
