//! What would it look like without noise, and how fast does it change? A polynomial fitted to a window around each sample.
//!
//! Source: Savitzky and Golay, 1964, "Smoothing and differentiation of data by simplified least squares procedures", Analytical
//! Chemistry 36(8). The ends are the polynomial of the first and the last whole window, as in SciPy's `savgol_filter(mode="interp")`.

/// A Savitzky-Golay filter: weights for the middle of a window and for each place near an end.
#[derive(Clone, Debug, PartialEq)]
pub struct SavitzkyGolay {
    /// Row `t`: weights that give the value at place `t` of a window.
    rows: Vec<Vec<f64>>,
}

impl SavitzkyGolay {
    /// For windows of that many samples (odd), polynomials of that degree, and that derivative in units for each second (0 is
    /// smoothing). `None` where the window is even or not above the degree, or the rate is not above zero.
    #[must_use]
    pub fn new(window: usize, degree: usize, derivative: usize, rate_hz: f64) -> Option<Self> {
        if window.is_multiple_of(2) || degree >= window || rate_hz.is_nan() || rate_hz <= 0.0 {
            return None;
        }
        // Places scaled to -1..1 keep the least squares well conditioned.
        let half = ((window - 1) as f64 / 2.0).max(1.0);
        let places: Vec<f64> = (0..window).map(|place| (place as f64 - (window - 1) as f64 / 2.0) / half).collect();
        let (basis, upper) = orthonormal(&places, degree);
        let scale = (rate_hz / half).powi(i32::try_from(derivative).ok()?);
        let rows = places.iter().map(|at| weights(&basis, &upper, &derived_powers(*at, degree, derivative), scale));
        Some(Self { rows: rows.collect() })
    }

    /// The filtered signal, as long as the input; empty where the input is shorter than a window.
    #[must_use]
    pub fn filter(&self, values: &[f64]) -> Vec<f64> {
        let (window, half) = (self.rows.len(), self.rows.len() / 2);
        if values.len() < window {
            return Vec::new();
        }
        let dot = |row: &[f64], part: &[f64]| row.iter().zip(part).map(|(weight, value)| weight * value).sum::<f64>();
        let last = &values[values.len() - window..];
        let head = self.rows[..half].iter().map(|row| dot(row, &values[..window]));
        let body = values.windows(window).map(|part| dot(&self.rows[half], part));
        let tail = self.rows[half + 1..].iter().map(|row| dot(row, last));
        head.chain(body).chain(tail).collect()
    }
}

/// Columns `1, x, x^2, ...` made orthonormal (modified Gram-Schmidt, twice): the columns, and the triangle that leads back.
fn orthonormal(places: &[f64], degree: usize) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let dot = |left: &[f64], right: &[f64]| left.iter().zip(right).map(|(a, b)| a * b).sum::<f64>();
    let mut basis: Vec<Vec<f64>> = Vec::new();
    // Column by column here, so that `upper[column][row]` is the triangle's entry.
    let mut upper: Vec<Vec<f64>> = Vec::new();
    for power in 0..=degree {
        let mut column: Vec<f64> = places.iter().map(|x| x.powi(power as i32)).collect();
        let mut parts = vec![0.0; degree + 1];
        for _ in 0..2 {
            for (sum, own) in parts.iter_mut().zip(&basis) {
                let part = dot(own, &column);
                *sum += part;
                column.iter_mut().zip(own).for_each(|(value, own)| *value -= part * own);
            }
        }
        let length = dot(&column, &column).sqrt();
        parts[power] = length;
        column.iter_mut().for_each(|value| *value /= length);
        basis.push(column);
        upper.push(parts);
    }
    (basis, upper)
}

/// The derivative of `1, x, x^2, ...` at a place.
fn derived_powers(at: f64, degree: usize, derivative: usize) -> Vec<f64> {
    let of = |power: usize| {
        if power < derivative {
            return 0.0;
        }
        let factor: f64 = (power - derivative + 1..=power).map(|factor| factor as f64).product();
        factor * at.powi((power - derivative) as i32)
    };
    (0..=degree).map(of).collect()
}

/// Solves `R' u = d` and gives `Q u`.
fn weights(basis: &[Vec<f64>], upper: &[Vec<f64>], wanted: &[f64], scale: f64) -> Vec<f64> {
    let mut solution: Vec<f64> = Vec::with_capacity(wanted.len());
    for (row, target) in wanted.iter().enumerate() {
        let known: f64 = solution.iter().enumerate().map(|(place, value)| upper[row][place] * value).sum();
        solution.push((target - known) / upper[row][row]);
    }
    let size = basis.first().map_or(0, Vec::len);
    (0..size)
        .map(|place| scale * basis.iter().zip(&solution).map(|(column, u)| column[place] * u).sum::<f64>())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parabola_stays_and_its_slope_is_exact_up_to_the_ends() {
        let at = |n: usize| n as f64 / 10.0;
        let values: Vec<f64> = (0..30).map(|n| 3.0 * at(n) * at(n) - at(n) + 2.0).collect();
        let smooth = SavitzkyGolay::new(7, 2, 0, 10.0).unwrap().filter(&values);
        let slope = SavitzkyGolay::new(7, 2, 1, 10.0).unwrap().filter(&values);
        for n in 0..30 {
            assert!((smooth[n] - values[n]).abs() < 1e-9);
            assert!((slope[n] - (6.0 * at(n) - 1.0)).abs() < 1e-9);
        }
    }

    #[test]
    fn impossible_windows_are_refused_and_short_signals_give_nothing() {
        assert_eq!(SavitzkyGolay::new(6, 2, 0, 1.0), None);
        assert_eq!(SavitzkyGolay::new(3, 3, 0, 1.0), None);
        assert_eq!(SavitzkyGolay::new(0, 0, 0, 1.0), None);
        assert!(SavitzkyGolay::new(5, 2, 0, 1.0).unwrap().filter(&[1.0; 4]).is_empty());
    }
}
