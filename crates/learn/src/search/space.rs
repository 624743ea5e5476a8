//! Between what may a setting lie?

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What one setting may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Values {
    /// Any number from `low` to `high`; with `is_log` each doubling is as likely as the next, and both must be above 0.
    Float {
        /// The least.
        low: f64,
        /// The greatest.
        high: f64,
        /// Whether factors count and not differences.
        is_log: bool,
    },
    /// A whole number from `low` to `high`, both included; with `is_log` both must be above 0.
    Integer {
        /// The least.
        low: i64,
        /// The greatest.
        high: i64,
        /// Whether factors count and not differences.
        is_log: bool,
    },
    /// One of these words.
    Choice {
        /// The words.
        of: Vec<String>,
    },
}

/// What one setting is in a trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A whole number.
    Integer(i64),
    /// A number; six digits of it are kept, so that it comes back from text as it was.
    Float(f64),
    /// A word.
    Choice(String),
}

/// All settings that are searched, by name.
pub type Space = BTreeMap<String, Values>;

/// The settings of one trial, by name.
pub type Settings = BTreeMap<String, Value>;

impl Value {
    /// The number; `None` for a word.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "settings are far below 2^53")]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            Self::Choice(_) => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Choice(word) => f.pad(word),
        }
    }
}

/// What is wrong with a space, in words; `None` when it can be searched.
#[must_use]
pub fn fault(space: &Space) -> Option<String> {
    if space.is_empty() {
        return Some("there is no setting to search".to_owned());
    }
    space.iter().find_map(|(name, values)| {
        let is_sound = match values {
            Values::Float { low, high, is_log } => {
                low.is_finite() && high.is_finite() && low < high && (!is_log || *low > 0.0)
            }
            Values::Integer { low, high, is_log } => low < high && (!is_log || *low > 0),
            Values::Choice { of } => !of.is_empty(),
        };
        (!is_sound).then(|| {
            format!("{name}: expected the least below the greatest, above 0 if factors count, found {values:?}")
        })
    })
}

impl Values {
    /// The value at a place of the unit interval; for a choice `place` is cut into as many even parts as there are words.
    #[must_use]
    pub(super) fn at(&self, place: f64) -> Value {
        match self {
            Self::Float { low, high, is_log } => {
                let value = between(*low, *high, *is_log, place);
                Value::Float(rounded(value, 6).clamp(*low, *high))
            }
            Self::Integer { low, high, is_log } => {
                // Half a step more on both sides, so that the outer values are as likely as the inner ones.
                let (from, to) = (*low as f64 - 0.5, *high as f64 + 0.5);
                let value = between(from, to, *is_log, place).round();
                #[expect(clippy::cast_possible_truncation, reason = "rounded, and cut to the bounds")]
                Value::Integer((value as i64).clamp(*low, *high))
            }
            Self::Choice { of } => {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
                let place = ((place * of.len() as f64) as usize).min(of.len().saturating_sub(1));
                Value::Choice(of.get(place).cloned().unwrap_or_default())
            }
        }
    }

    /// Where a number lies in the unit interval; `None` for a choice, or a value of another kind.
    #[must_use]
    pub(super) fn place_of(&self, value: &Value) -> Option<f64> {
        let (low, high, is_log) = match self {
            Self::Float { low, high, is_log } => (*low, *high, *is_log),
            Self::Integer { low, high, is_log } => (*low as f64 - 0.5, *high as f64 + 0.5, *is_log),
            Self::Choice { .. } => return None,
        };
        let value = value.number()?;
        let place = if is_log { (value / low).ln() / (high / low).ln() } else { (value - low) / (high - low) };
        Some(place.clamp(0.0, 1.0))
    }
}

fn between(low: f64, high: f64, is_log: bool, place: f64) -> f64 {
    if is_log { low * (high / low).powf(place) } else { low + place * (high - low) }
}

/// The number with that many significant digits: at most 15 come back from JSON bit by bit.
#[must_use]
pub fn rounded(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits.saturating_sub(1)).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn factors_count_on_a_log_scale_and_ends_are_reached() {
        let rate = Values::Float { low: 0.01, high: 1.0, is_log: true };
        assert_eq!(
            (rate.at(0.0), rate.at(0.5), rate.at(1.0)),
            (Value::Float(0.01), Value::Float(0.1), Value::Float(1.0))
        );
        let depth = Values::Integer { low: 2, high: 4, is_log: false };
        let found: Vec<Value> = [0.0, 0.32, 0.34, 0.66, 0.67, 1.0].map(|place| depth.at(place)).into();
        assert_eq!(found, [2, 2, 3, 3, 4, 4].map(Value::Integer));
        let word = Values::Choice { of: vec!["a".into(), "b".into()] };
        assert_eq!((word.at(0.49).to_string(), word.at(1.0).to_string()), ("a".into(), "b".into()));
    }

    #[test]
    fn a_space_that_cannot_be_searched_says_why() {
        let with = |values| fault(&[("rate".to_owned(), values)].into());
        assert_eq!(with(Values::Float { low: 0.0, high: 1.0, is_log: false }), None);
        assert!(with(Values::Float { low: 0.0, high: 1.0, is_log: true }).is_some_and(|why| why.starts_with("rate: ")));
        assert!(with(Values::Float { low: f64::NAN, high: 1.0, is_log: false }).is_some());
        assert!(with(Values::Integer { low: 3, high: 3, is_log: false }).is_some());
        assert!(with(Values::Choice { of: vec![] }).is_some());
        assert!(fault(&Space::new()).is_some());
    }

    proptest! {
        #[test]
        fn values_stay_within_and_come_back_from_text_bit_by_bit(place in 0.0..=1.0_f64, low in 1e-6..10.0_f64, width in 1.001..1e4_f64) {
            for is_log in [false, true] {
                let values = Values::Float { low: rounded(low, 6), high: rounded(low * width, 6), is_log };
                let value = values.at(place);
                let text = serde_json::to_string(&value).unwrap();
                let back: Value = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(back.number().unwrap().to_bits(), value.number().unwrap().to_bits());
                let again = values.at(values.place_of(&value).unwrap());
                prop_assert!((again.number().unwrap() / value.number().unwrap() - 1.0).abs() < 1e-4);
            }
        }
    }
}
