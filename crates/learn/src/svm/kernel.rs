//! How alike are two rows?

/// The likeness that borders are drawn by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kernel {
    /// x . y: straight borders.
    Linear,
    /// exp(-gamma |x - y|^2): round ones.
    Rbf {
        /// The inverse of a squared distance.
        gamma: f32,
    },
}

impl Kernel {
    /// RBF with gamma = 1 / (columns * variance of all values), the default of scikit-learn ("scale").
    #[must_use]
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a setting from counts")]
    pub fn rbf_scaled(columns: &[&[f32]]) -> Self {
        let all: crate::Moments =
            columns.iter().flat_map(|column| column.iter()).map(|value| f64::from(*value)).collect();
        let count = all.size();
        let variance = all.variance().unwrap_or(0.0) * (count - 1.0).max(0.0) / count.max(1.0);
        let spread = columns.len() as f64 * variance;
        Self::Rbf { gamma: if spread > 0.0 { (1.0 / spread) as f32 } else { 1.0 } }
    }

    /// The same with a likeness that falls off `times` as fast; straight borders stay straight.
    #[must_use]
    pub fn narrowed(self, times: f32) -> Self {
        match self {
            Self::Linear => self,
            Self::Rbf { gamma } => Self::Rbf { gamma: gamma * times },
        }
    }

    /// The likeness of `row` (one value for each column) to all rows of `columns`, whose squared lengths are `squares`.
    pub(crate) fn fill(self, row: &[f32], columns: &[Vec<f32>], squares: &[f32], likeness: &mut [f32]) {
        likeness.fill(0.0);
        for (value, column) in row.iter().zip(columns) {
            likeness.iter_mut().zip(column).for_each(|(sum, other)| *sum += value * other);
        }
        if let Self::Rbf { gamma } = self {
            let own: f32 = row.iter().map(|value| value * value).sum();
            for (likeness, square) in likeness.iter_mut().zip(squares) {
                *likeness = (-gamma * (own + square - 2.0 * *likeness).max(0.0)).exp();
            }
        }
    }

    /// The likeness of each row to itself.
    pub(super) fn of_itself(self, square: f32) -> f32 {
        match self {
            Self::Linear => square,
            Self::Rbf { .. } => 1.0,
        }
    }
}

/// The squared length of each row.
pub(crate) fn squares(columns: &[Vec<f32>], rows: usize) -> Vec<f32> {
    let mut squares = vec![0.0; rows];
    for column in columns {
        squares.iter_mut().zip(column).for_each(|(sum, value)| *sum += value * value);
    }
    squares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_falls_with_distance() {
        let columns = [vec![0.0, 3.0], vec![0.0, 4.0]];
        let mut likeness = [0.0; 2];
        let squares = squares(&columns, 2);
        Kernel::Rbf { gamma: 0.1 }.fill(&[0.0, 0.0], &columns, &squares, &mut likeness);
        assert!(likeness[0] == 1.0 && (likeness[1] - (-2.5_f32).exp()).abs() < 1e-6);
        Kernel::Linear.fill(&[1.0, 1.0], &columns, &squares, &mut likeness);
        assert_eq!(likeness, [0.0, 7.0]);
    }

    // sklearn: 1 / (n_features * X.var()), numpy's variance divides by n.
    #[test]
    fn the_default_gamma_is_that_of_scikit_learn() {
        let Kernel::Rbf { gamma } = Kernel::rbf_scaled(&[&[1.0, 3.0], &[5.0, 7.0]]) else { panic!("not round") };
        assert!((gamma - 1.0 / (2.0 * 5.0)).abs() < 1e-6);
    }
}
