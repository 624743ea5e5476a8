//! Which label has a category? What the person set first, then our own small table; what neither knows is neutral.
//!
//! ```text
//! Work > Programming > Terminal    own table: deepest entry on the way up    ["Work > Programming": "focus"]
//!                                  their categories: `data.score` above 0 focus, below 0 distraction, 0 neutral
//!                                  our table                                  Work: focus
//! ```
//!
//! `data.score` is ActivityWatch's: the points of a category in its `classes` setting, which a category has from its parent where it has none itself.

use std::collections::BTreeMap;

use attentive_text::rules::UNCATEGORIZED;
use attentive_types::{LabelledBy, LabelledTitle, Reason, TitleLabel};
use serde_json::Value;

use super::reason;

/// Our own table. Names are those of our rules and of ActivityWatch's.
const DEFAULTS: [(&[&str], TitleLabel); 11] = [
    (&["Work"], TitleLabel::Focus),
    (&["Learning"], TitleLabel::Focus),
    (&["Media", "Games"], TitleLabel::Distraction),
    (&["Media", "Social"], TitleLabel::Distraction),
    (&["Media", "Social Media"], TitleLabel::Distraction),
    (&["Media", "Video"], TitleLabel::Distraction),
    (&["Media"], TitleLabel::Neutral),
    (&["Communication"], TitleLabel::Neutral),
    (&["Comms"], TitleLabel::Neutral),
    (&["Life"], TitleLabel::Neutral),
    (&["System"], TitleLabel::Neutral),
];

/// What stands between the levels of a name.
const BETWEEN: &str = " > ";
/// Entries of the person's own table at most.
const MOST_OWN: usize = 1_000;

/// The labels of categories.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CategoryLabels {
    own: BTreeMap<Vec<String>, TitleLabel>,
    points: BTreeMap<Vec<String>, f64>,
}

/// A table that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CategoryFault {
    /// Not an object.
    #[error("expected an object of categories and labels, such as {{\"Media > News\": \"distraction\"}}")]
    NoTable,
    /// Too many entries.
    #[error("{count} categories are too many, the most is {MOST_OWN}")]
    TooMany {
        /// How many there were.
        count: usize,
    },
    /// A name without a letter.
    #[error("a category has no name")]
    NoName,
    /// No label.
    #[error("{name:?}: expected focus, neutral or distraction")]
    NoLabel {
        /// The category.
        name: String,
    },
}

impl CategoryLabels {
    /// From ActivityWatch's `classes` setting and the person's own table (`{"Media > News": "distraction"}`); null for none. What cannot be understood costs only itself.
    #[must_use]
    pub fn new(classes: &Value, own: &Value) -> Self {
        let list = classes.as_array().or_else(|| classes.get("categories").and_then(Value::as_array));
        let points = list.into_iter().flatten().filter_map(points_of).collect();
        let own = own.as_object().into_iter().flatten().filter_map(|(name, label)| entry(name, label).ok());
        Self { own: own.collect(), points }
    }

    /// Whether a table of the person can be used whole.
    ///
    /// # Errors
    /// With what is wrong with it.
    pub fn check(own: &Value) -> Result<(), CategoryFault> {
        let table = own.as_object().ok_or(CategoryFault::NoTable)?;
        if table.len() > MOST_OWN {
            return Err(CategoryFault::TooMany { count: table.len() });
        }
        table.iter().try_for_each(|(name, label)| entry(name, label).map(|_| ()))
    }

    /// The person's own table, by the names of categories.
    #[must_use]
    pub fn own(&self) -> BTreeMap<String, TitleLabel> {
        self.own.iter().map(|(name, label)| (name.join(BETWEEN), *label)).collect()
    }

    /// The label of a category, given from the top down.
    #[must_use]
    pub fn label(&self, category: &[String]) -> LabelledTitle {
        let (label, reason) = self.own_label(category).or_else(|| default_label(category)).unwrap_or_else(|| {
            let is_unknown = category.is_empty() || category.first().is_some_and(|first| first == UNCATEGORIZED);
            let reason = match is_unknown {
                true => reason("no-rule", "no rule knows it"),
                false => reason(
                    "no-label",
                    format!("nothing says whether {} is focus or distraction", category.join(BETWEEN)),
                ),
            };
            (TitleLabel::Neutral, reason)
        });
        LabelledTitle { label, by: LabelledBy::Rule, confidence: None, reason }
    }

    /// What the person set, for the category itself or the nearest above it.
    fn own_label(&self, category: &[String]) -> Option<(TitleLabel, Reason)> {
        upwards(category).find_map(|part| {
            let name = part.join(BETWEEN);
            if let Some(label) = self.own.get(part) {
                return Some((*label, reason("category-own", format!("you set that {name} is {}", label.name()))));
            }
            let points = *self.points.get(part)?;
            let label = match points {
                _ if points > 0.0 => TitleLabel::Focus,
                _ if points < 0.0 => TitleLabel::Distraction,
                _ => TitleLabel::Neutral,
            };
            let text = format!("{name} has {points} points in your categories");
            Some((label, Reason { value: Some(points), ..reason("category-points", text) }))
        })
    }
}

fn default_label(category: &[String]) -> Option<(TitleLabel, Reason)> {
    upwards(category).find_map(|part| {
        let (_, label) = DEFAULTS.iter().find(|(name, _)| part.iter().map(String::as_str).eq(name.iter().copied()))?;
        let text = format!("{} counts as {}", part.join(BETWEEN), label.name());
        Some((*label, reason("category", text)))
    })
}

/// A category, the one above it, and so on.
fn upwards(category: &[String]) -> impl Iterator<Item = &[String]> {
    (1..=category.len()).rev().map(|depth| &category[..depth])
}

fn entry(name: &str, label: &Value) -> Result<(Vec<String>, TitleLabel), CategoryFault> {
    let levels: Vec<String> = name.split('>').map(|level| level.trim().to_owned()).collect();
    if levels.iter().any(String::is_empty) {
        return Err(CategoryFault::NoName);
    }
    let label = label.as_str().and_then(TitleLabel::from_name);
    label.map(|label| (levels, label)).ok_or_else(|| CategoryFault::NoLabel { name: name.to_owned() })
}

fn points_of(class: &Value) -> Option<(Vec<String>, f64)> {
    let points = class.get("data")?.get("score")?.as_f64().filter(|points| points.is_finite())?;
    let name = match class.get("name")? {
        Value::String(name) => vec![name.clone()],
        levels => levels.as_array()?.iter().map(|level| level.as_str().map(str::to_owned)).collect::<Option<_>>()?,
    };
    Some((name, points))
}

#[cfg(test)]
mod tests {
    use attentive_text::rules::CategoryRules;
    use serde_json::json;

    use super::*;

    fn label(labels: &CategoryLabels, name: &str) -> (TitleLabel, String) {
        let category: Vec<String> = name.split(BETWEEN).map(str::to_owned).collect();
        let said = labels.label(&category);
        (said.label, said.reason.code)
    }

    #[test]
    fn without_a_word_of_the_person_our_own_table_holds() {
        let labels = CategoryLabels::default();
        for (name, expected, code) in [
            ("Work > Programming > Terminal", TitleLabel::Focus, "category"),
            ("Media > Video", TitleLabel::Distraction, "category"),
            ("Media > News", TitleLabel::Neutral, "category"),
            ("Communication > Chat", TitleLabel::Neutral, "category"),
            ("Uncategorized", TitleLabel::Neutral, "no-rule"),
            ("Music lessons", TitleLabel::Neutral, "no-label"),
        ] {
            assert_eq!(label(&labels, name), (expected, code.to_owned()), "{name}");
        }
        assert_eq!(labels.label(&[]).reason.code, "no-rule");
    }

    #[test]
    fn every_built_in_category_has_a_label_of_its_own_or_from_above() {
        let labels = CategoryLabels::default();
        for name in CategoryRules::defaults().names().iter().skip(1) {
            assert_eq!(labels.label(name).reason.code, "category", "{name:?}");
        }
    }

    #[test]
    fn points_of_activitywatch_stand_above_our_table_and_the_own_table_above_both() {
        let classes = json!([
            {"name": ["Work"], "rule": {"type": "none"}, "data": {"score": -2}},
            {"name": ["Media"], "rule": {"type": "none"}, "data": {"score": 1.5, "color": "#fff"}},
            {"name": ["Life"], "rule": {"type": "none"}, "data": {"score": 0}},
            {"name": "System", "data": {"score": "much"}},
        ]);
        let labels = CategoryLabels::new(
            &classes,
            &json!({"Media > News": "distraction", "Work>Programming": "focus", "bad": 7}),
        );
        for (name, expected, code) in [
            ("Work > Documents", TitleLabel::Distraction, "category-points"),
            ("Work > Programming", TitleLabel::Focus, "category-own"),
            ("Media > Video", TitleLabel::Focus, "category-points"),
            ("Media > News", TitleLabel::Distraction, "category-own"),
            ("Life > Money", TitleLabel::Neutral, "category-points"),
            ("System > Search", TitleLabel::Neutral, "category"),
        ] {
            assert_eq!(label(&labels, name), (expected, code.to_owned()), "{name}");
        }
        assert_eq!(labels.own().keys().collect::<Vec<_>>(), ["Media > News", "Work > Programming"]);
    }

    #[test]
    fn a_table_that_cannot_be_used_is_refused_in_words() {
        for (table, word) in [
            (json!([]), "an object"),
            (json!({"Media > ": "focus"}), "no name"),
            (json!({"Media": "work"}), "\"Media\": expected focus"),
            (json!({"Media": null}), "expected focus"),
        ] {
            let fault = CategoryLabels::check(&table).unwrap_err().to_string();
            assert!(fault.contains(word), "{fault}");
        }
        assert_eq!(CategoryLabels::check(&json!({"Media > News": "neutral"})), Ok(()));
    }
}
