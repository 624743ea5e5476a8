//! The settings of boosted trees as a search names them.

use attentive_learn::forest::BoostingSettings;
use attentive_learn::search::{Settings, Space, Values, rounded};

use super::record::Recorder;

/// What may be set of trees whose names begin with `of`: about a third to three times what is the default, within what trees allow.
pub fn space(of: &str, default: &BoostingSettings) -> Space {
    let float = |middle: f64, factor: f64, most: f64| Values::Float {
        low: rounded(middle / factor, 4),
        high: rounded((middle * factor).min(most), 4),
        is_log: true,
    };
    let share = Values::Float { low: 0.25, high: 1.0, is_log: false };
    let trees = i64::try_from(default.trees).unwrap_or(i64::MAX / 3);
    let entries = [
        ("trees", Values::Integer { low: (trees / 3).max(1), high: trees * 3, is_log: true }),
        ("depth", Values::Integer { low: 2, high: 7, is_log: false }),
        ("learning_rate", float(default.learning_rate.into(), 3.0, 1.0)),
        ("l2", float(default.l2.into(), 10.0, f64::MAX)),
        ("row_share", share.clone()),
        ("column_share", share),
    ];
    entries.into_iter().map(|(name, values)| (format!("{of}{name}"), values)).collect()
}

/// The settings of a trial over the default ones, with a share of the trees.
pub fn settings(of: &str, default: &BoostingSettings, trial: &Settings, budget: f64) -> BoostingSettings {
    let number = |name: &str| trial.get(&format!("{of}{name}")).and_then(attentive_learn::search::Value::number);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of trees and questions")]
    let count = |name: &str, default: usize| number(name).map_or(default, |value| value.round() as usize);
    #[expect(clippy::cast_possible_truncation, reason = "six digits of a setting")]
    let single = |name: &str, default: f32| number(name).map_or(default, |value| value as f32);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of trees")]
    let trees = (count("trees", default.trees) as f64 * budget).round().max(1.0) as usize;
    BoostingSettings {
        trees,
        depth: count("depth", default.depth),
        learning_rate: single("learning_rate", default.learning_rate),
        l2: single("l2", default.l2),
        row_share: number("row_share").unwrap_or(default.row_share),
        column_share: number("column_share").unwrap_or(default.column_share),
        seed: default.seed,
    }
}

/// Notes all settings of trees in the record.
pub fn note(of: &str, boosting: &BoostingSettings, record: &mut Recorder) {
    record.setting(&format!("{of}trees"), boosting.trees);
    record.setting(&format!("{of}depth"), boosting.depth);
    record.setting(&format!("{of}learning_rate"), boosting.learning_rate);
    record.setting(&format!("{of}l2"), boosting.l2);
    record.setting(&format!("{of}row_share"), boosting.row_share);
    record.setting(&format!("{of}column_share"), boosting.column_share);
    record.setting(&format!("{of}seed"), boosting.seed);
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::search::{Value, fault};

    #[test]
    fn what_is_not_named_stays_and_the_budget_is_in_trees() {
        let default = BoostingSettings::default();
        assert_eq!(settings("a.", &default, &Settings::new(), 1.0), default);
        let trial = [("a.trees".to_owned(), Value::Integer(90)), ("a.l2".to_owned(), Value::Float(5.0))].into();
        let some = settings("a.", &default, &trial, 0.333333);
        assert_eq!(some, BoostingSettings { trees: 30, l2: 5.0, ..default });
        assert_eq!(settings("a.", &default, &trial, 1e-6).trees, 1);
        assert_eq!(fault(&space("a.", &default)), None);
    }
}
