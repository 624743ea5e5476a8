//! What makes it end sooner or later than its age alone says? Factors upon a rate of ending.
//!
//! ```text
//! rate(age, x) = rate(age) * exp(b + sum over columns of slope * x)
//! ```
//!
//! Proportional hazards (D. Cox, 1972, "Regression models and life-tables", JRSS B 34) on a rate that is constant in pieces (M. Friedman, 1982),
//! which is a Poisson regression (N. Laird and D. Olivier, 1981, JASA 76). Each slope has a normal prior around zero, and so has `b`: without
//! observations it is the rate alone. Found by Newton's method; the loss has one lowest point.

use crate::cholesky::{factor, solve};

/// Steps of Newton's method at most; it takes five or six.
const STEPS: usize = 30;
/// A step is halved at most so often.
const HALVINGS: usize = 20;
/// The factor stays between the exponentials of minus and plus this, so that a row far from all that was seen cannot say "never" or "at once".
const MOST: f64 = 3.0;

/// A stretch of one life in which the columns keep their values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtRisk {
    /// How many endings the rate alone expects in it: its integral.
    pub expected: f64,
    /// How many endings there were: 1 or 0, less where the stretch counts for less.
    pub ended: f64,
}

/// The factors of a person, by column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HazardFactors {
    /// `b`, then one slope for each column.
    weights: Vec<f64>,
}

impl HazardFactors {
    /// Fits on stretches, with `columns` values each in `x`, row after row. `spread` is the standard deviation of the prior of each slope: .5 holds
    /// a factor for one unit of a column between .4 and 2.7 unless much speaks for more. `None` when the lengths do not fit each other, or a value
    /// is not finite.
    #[must_use]
    pub fn fit(rows: &[AtRisk], x: &[f64], columns: usize, spread: f64) -> Option<Self> {
        let is_sound = x.len() == rows.len() * columns && spread.is_finite() && spread > 0.0;
        let are_finite = x.iter().all(|value| value.is_finite())
            && rows.iter().all(|row| [row.expected, row.ended].iter().all(|value| value.is_finite() && *value >= 0.0));
        if !is_sound || !are_finite {
            return None;
        }
        let task = Task { rows, x, columns, held: 1.0 / (spread * spread) };
        let mut at = vec![0.0; columns + 1];
        let mut loss = task.loss(&at);
        for _ in 0..STEPS {
            let step = task.step(&at);
            let Some((next, less)) = task.go(&at, &step, loss) else { break };
            let is_done = loss - less < 1e-9 * loss.abs().max(1.0);
            (at, loss) = (next, less);
            if is_done {
                break;
            }
        }
        Some(Self { weights: at })
    }

    /// The logarithm of the factor for a row, between -3 and 3; columns that were not learnt count nothing.
    #[must_use]
    pub fn log_factor(&self, x: &[f64]) -> f64 {
        dot(&self.weights, x).clamp(-MOST, MOST)
    }

    /// The slopes, column by column.
    #[must_use]
    pub fn slopes(&self) -> &[f64] {
        self.weights.get(1..).unwrap_or_default()
    }
}

fn dot(weights: &[f64], x: &[f64]) -> f64 {
    let Some((own, slopes)) = weights.split_first() else { return 0.0 };
    own + slopes.iter().zip(x).map(|(slope, x)| slope * x).sum::<f64>()
}

struct Task<'a> {
    rows: &'a [AtRisk],
    x: &'a [f64],
    columns: usize,
    held: f64,
}

impl Task<'_> {
    fn each(&self) -> impl Iterator<Item = (&AtRisk, &[f64])> {
        let columns = self.columns;
        self.rows.iter().enumerate().map(move |(row, at_risk)| (at_risk, &self.x[row * columns..][..columns]))
    }

    /// Minus the logarithm of the likelihood and of the prior.
    fn loss(&self, at: &[f64]) -> f64 {
        let prior = self.held / 2.0 * at.iter().map(|value| value * value).sum::<f64>();
        let of_row = |(row, x): (&AtRisk, &[f64])| {
            let log = dot(at, x);
            row.expected * log.exp() - row.ended * log
        };
        prior + self.each().map(of_row).sum::<f64>()
    }

    /// Newton's step: what to take away.
    fn step(&self, at: &[f64]) -> Vec<f64> {
        let count = at.len();
        let mut slope: Vec<f64> = at.iter().map(|value| self.held * value).collect();
        let mut bend = vec![0.0; count * count];
        for place in 0..count {
            bend[place * count + place] = self.held;
        }
        let mut row_x = vec![1.0; count];
        for (row, x) in self.each() {
            row_x[1..].copy_from_slice(x);
            let expected = row.expected * dot(at, x).exp();
            let off = expected - row.ended;
            for (place, x) in row_x.iter().enumerate() {
                slope[place] += off * x;
                let bend = &mut bend[place * count..][..=place];
                bend.iter_mut().zip(&row_x).for_each(|(bend, other)| *bend += expected * x * other);
            }
        }
        factor(&mut bend, count);
        solve(&bend, &mut slope);
        slope
    }

    /// Goes along the step, half as far as often as need be, until the loss is less; `None` when it never is.
    fn go(&self, at: &[f64], step: &[f64], loss: f64) -> Option<(Vec<f64>, f64)> {
        let mut share = 1.0;
        for _ in 0..HALVINGS {
            let next: Vec<f64> = at.iter().zip(step).map(|(at, step)| at - share * step).collect();
            let less = self.loss(&next);
            if less.is_finite() && less < loss {
                return Some((next, less));
            }
            share /= 2.0;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    /// Lives cut into minutes; those with x = 1 end `times` as often as the rate of .1 a minute, the others as it says.
    fn lives(count: usize, times: f64) -> (Vec<AtRisk>, Vec<f64>) {
        let mut random = SplitMix64::new(9);
        let (mut rows, mut x) = (Vec::new(), Vec::new());
        for life in 0..count {
            let is_one = life % 2 == 0;
            let rate = 0.1 * if is_one { times } else { 1.0 };
            loop {
                let ends = random.next_unit() < 1.0 - (-rate).exp();
                // Ends fall within the minute: half of it was at risk.
                rows.push(AtRisk { expected: if ends { 0.05 } else { 0.1 }, ended: f64::from(u8::from(ends)) });
                x.extend([f64::from(u8::from(is_one)), random.next_normal()]);
                if ends {
                    break;
                }
            }
        }
        (rows, x)
    }

    #[test]
    fn a_factor_of_three_is_found_and_a_column_of_chance_does_nothing() {
        let (rows, x) = lives(3_000, 3.0);
        let found = HazardFactors::fit(&rows, &x, 2, 1.0).unwrap();
        assert!((found.log_factor(&[1.0, 0.0]).exp() - 3.0).abs() < 0.25, "{found:?}");
        assert!((found.log_factor(&[0.0, 0.0]).exp() - 1.0).abs() < 0.1, "{found:?}");
        assert!(found.slopes()[1].abs() < 0.06, "{found:?}");
    }

    #[test]
    fn few_lives_say_little_and_none_say_nothing() {
        let (rows, x) = lives(6, 3.0);
        let (few, none) =
            (HazardFactors::fit(&rows, &x, 2, 0.1).unwrap(), HazardFactors::fit(&[], &[], 2, 0.1).unwrap());
        assert!(few.log_factor(&[1.0, 0.0]).abs() < 0.3, "{few:?}");
        assert!(none.log_factor(&[1.0, 5.0]).abs() < 1e-12);
    }

    #[test]
    fn what_does_not_fit_is_no_model_and_what_is_far_away_has_an_end() {
        let row = AtRisk { expected: 0.1, ended: 1.0 };
        assert_eq!(HazardFactors::fit(&[row], &[1.0], 2, 1.0), None);
        assert_eq!(HazardFactors::fit(&[row], &[f64::NAN], 1, 1.0), None);
        assert_eq!(HazardFactors::fit(&[row], &[1.0], 1, 0.0), None);
        let found = HazardFactors::fit(&[row; 50], &[1.0; 50], 1, 1.0).unwrap();
        assert!((found.log_factor(&[1e9]) - MOST).abs() < 1e-12);
    }
}
