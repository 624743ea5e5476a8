//! What is said of one text.

use serde::{Deserialize, Serialize};

use super::{By, Scope};

/// How many other labels are told, and how likely one must be for that.
const MOST_OTHERS: usize = 3;
const LEAST_OTHER: f32 = 0.05;

/// What a model says of one text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The label; `None` when it is none of them, or none is likely enough.
    pub label: Option<String>,
    /// How likely the likeliest label is, 0 to 1, whether it was given or not.
    pub probability: f32,
    /// Why no label was given; `None` when one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// What else may be, the likeliest first, with its probability; with no label given, the likeliest of all leads.
    pub others: Vec<(String, f32)>,
    /// Which kind of model answered.
    pub by: By,
}

/// Why no label was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It looks like the texts that were taught as none of the others.
    Outside,
    /// No label is likely enough.
    Unsure {
        /// How likely the likeliest label would have to be.
        least: f32,
    },
}

impl Answer {
    /// What a row of probabilities says.
    #[must_use]
    pub fn of(row: &[f32], labels: &[String], scope: &Scope, by: By) -> Self {
        let mut order: Vec<usize> =
            (0..row.len().min(labels.len())).filter(|place| Some(*place) != scope.outside).collect();
        order.sort_by(|one, other| row[*other].total_cmp(&row[*one]).then(one.cmp(other)));
        let best = order.first().copied();
        let probability = best.map_or(0.0, |best| row[best]);
        let given = scope.inside(row);
        let is_outside =
            scope.outside.and_then(|outside| row.get(outside)).is_some_and(|outside| *outside > probability);
        let why = match given {
            Some(_) => None,
            None if is_outside => Some(Why::Outside),
            None => Some(Why::Unsure { least: scope.least }),
        };
        let others = order
            .iter()
            .skip(usize::from(given.is_some()))
            .take(MOST_OTHERS)
            .filter(|place| row[**place] >= LEAST_OTHER)
            .map(|place| (labels[*place].clone(), row[*place]))
            .collect();
        Self { label: given.map(|place| labels[place].clone()), probability, why, others, by }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(row: &[f32], outside: Option<usize>) -> Answer {
        let labels = ["pay", "move", "oos"].map(str::to_owned);
        Answer::of(row, &labels, &Scope { outside, least: 0.4 }, By::Linear)
    }

    #[test]
    fn a_sure_text_gets_its_label_and_what_else_may_be() {
        let answer = of(&[0.2, 0.7, 0.1], Some(2));
        assert_eq!((answer.label.as_deref(), answer.why), (Some("move"), None));
        assert_eq!(answer.others, [("pay".to_owned(), 0.2)], "the label for none of them is never told as one");
    }

    #[test]
    fn an_unsure_text_and_one_outside_get_none_and_are_told_apart() {
        assert_eq!(of(&[0.3, 0.35, 0.25], Some(2)).why, Some(Why::Unsure { least: 0.4 }));
        let answer = of(&[0.1, 0.2, 0.7], Some(2));
        assert_eq!((answer.label, answer.why, answer.probability), (None, Some(Why::Outside), 0.2));
        assert_eq!(answer.others[0].0, "move");
        // Without such a label the third is one like others.
        assert_eq!(of(&[0.1, 0.2, 0.7], None).label.as_deref(), Some("oos"));
    }
}
