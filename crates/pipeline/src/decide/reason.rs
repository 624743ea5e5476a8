//! Reasons: a code that screens translate, plain words, and the number that it rests on.

use attentive_types::Reason;

/// A reason that rests on a number with a unit.
#[must_use]
pub fn measured(code: &str, text: impl Into<String>, (value, unit): (f64, &str), weight: f64) -> Reason {
    Reason { code: code.to_owned(), text: text.into(), value: Some(value), unit: unit.to_owned(), weight }
}

/// A reason that rests on no number, such as a written rule.
#[must_use]
pub fn stated(code: &str, text: impl Into<String>, weight: f64) -> Reason {
    Reason { code: code.to_owned(), text: text.into(), value: None, unit: String::new(), weight }
}

/// Strongest first, whichever way it speaks; equal ones keep their order.
pub fn sort_strongest_first(reasons: &mut [Reason]) {
    reasons.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
}

/// The weight of a written rule: above anything that a model can say.
pub const RULE_WEIGHT: f64 = 1_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strong_reason_against_stands_before_a_weak_one_for() {
        let mut reasons = vec![stated("for", "a", 0.5), measured("against", "b", (3.0, "min"), -2.0)];
        sort_strongest_first(&mut reasons);
        assert_eq!(reasons[0].code, "against");
    }
}
