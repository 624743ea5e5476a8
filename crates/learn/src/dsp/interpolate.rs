//! What is the value between the samples? Straight lines, the natural cubic spline, and PCHIP, which never overshoots.
//!
//! Sources: C. de Boor, 1978, A Practical Guide to Splines, chapter IV (natural: no curvature at the ends; SciPy's
//! `CubicSpline(bc_type="natural")`); F. N. Fritsch and J. Butland, 1984, "A method for constructing local monotone piecewise cubic
//! interpolants", SIAM Journal on Scientific and Statistical Computing 5(2), with the three-point ends of SciPy's `PchipInterpolator`.

/// A curve through points: cubic pieces with known slope at each point.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    x: Vec<f64>,
    y: Vec<f64>,
    slopes: Vec<f64>,
}

impl Curve {
    /// The natural cubic spline. `None` with fewer than two points, lengths that differ, values that are not finite, or `x` that do
    /// not rise.
    #[must_use]
    pub fn natural_spline(x: &[f64], y: &[f64]) -> Option<Self> {
        check(x, y)?;
        Some(Self { x: x.to_vec(), y: y.to_vec(), slopes: natural_slopes(x, y) })
    }

    /// The monotone curve: between two points it stays between their values. `None` as for the spline.
    #[must_use]
    pub fn pchip(x: &[f64], y: &[f64]) -> Option<Self> {
        check(x, y)?;
        Some(Self { x: x.to_vec(), y: y.to_vec(), slopes: monotone_slopes(x, y) })
    }

    /// The values at those places, which must rise; NaN outside of the first and last point: nothing is made up there.
    #[must_use]
    pub fn at(&self, places: &[f64]) -> Vec<f64> {
        let mut piece = 0;
        let value = |place: &f64| {
            while piece + 2 < self.x.len() && *place >= self.x[piece + 1] {
                piece += 1;
            }
            self.within(piece, *place)
        };
        places.iter().map(value).collect()
    }

    fn within(&self, piece: usize, place: f64) -> f64 {
        let (from, to) = (self.x[piece], self.x[piece + 1]);
        if !(place >= from && place <= to) {
            return f64::NAN;
        }
        let (width, t) = (to - from, place - from);
        let (slope, next) = (self.slopes[piece], self.slopes[piece + 1]);
        let chord = (self.y[piece + 1] - self.y[piece]) / width;
        let bend = (3.0 * chord - 2.0 * slope - next) / width;
        let twist = (slope + next - 2.0 * chord) / (width * width);
        self.y[piece] + t * (slope + t * (bend + t * twist))
    }
}

/// Straight lines between points; `x` and `places` must rise. NaN outside of the first and last point, and beside a value that is
/// not finite.
#[must_use]
pub fn linear(x: &[f64], y: &[f64], places: &[f64]) -> Vec<f64> {
    if x.len() < 2 || x.len() != y.len() {
        return vec![f64::NAN; places.len()];
    }
    let mut piece = 0;
    let value = |place: &f64| {
        while piece + 2 < x.len() && *place >= x[piece + 1] {
            piece += 1;
        }
        if !(*place >= x[piece] && *place <= x[piece + 1]) {
            return f64::NAN;
        }
        y[piece] + (y[piece + 1] - y[piece]) * ((place - x[piece]) / (x[piece + 1] - x[piece]))
    };
    places.iter().map(value).collect()
}

fn check(x: &[f64], y: &[f64]) -> Option<()> {
    let is_sound = x.len() >= 2
        && x.len() == y.len()
        && x.iter().chain(y).all(|value| value.is_finite())
        && x.windows(2).all(|pair| pair[0] < pair[1]);
    is_sound.then_some(())
}

fn gaps(x: &[f64]) -> Vec<f64> {
    x.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

fn chords(x: &[f64], y: &[f64]) -> Vec<f64> {
    x.windows(2).zip(y.windows(2)).map(|(x, y)| (y[1] - y[0]) / (x[1] - x[0])).collect()
}

/// Slopes for which the second derivative has no jump: a tridiagonal system, solved forward and back (Thomas).
fn natural_slopes(x: &[f64], y: &[f64]) -> Vec<f64> {
    let (gap, chord) = (gaps(x), chords(x, y));
    let size = x.len();
    let mut over = vec![0.0; size];
    let mut slopes = vec![0.0; size];
    // Row 0: 2 s0 + s1 = 3 c0.
    over[0] = 0.5;
    slopes[0] = 1.5 * chord[0];
    for row in 1..size {
        let (below, diagonal, above, right) = if row + 1 < size {
            let (before, after) = (gap[row - 1], gap[row]);
            (after, 2.0 * (before + after), before, 3.0 * (after * chord[row - 1] + before * chord[row]))
        } else {
            (1.0, 2.0, 0.0, 3.0 * chord[row - 1])
        };
        let pivot = diagonal - below * over[row - 1];
        over[row] = above / pivot;
        slopes[row] = (right - below * slopes[row - 1]) / pivot;
    }
    for row in (0..size - 1).rev() {
        slopes[row] -= over[row] * slopes[row + 1];
    }
    slopes
}

/// The weighted harmonic mean of the chords beside a point; zero at a turning point.
fn monotone_slopes(x: &[f64], y: &[f64]) -> Vec<f64> {
    let (gap, chord) = (gaps(x), chords(x, y));
    let size = x.len();
    if size == 2 {
        return vec![chord[0]; 2];
    }
    let mut slopes = vec![0.0; size];
    for place in 1..size - 1 {
        let (before, after) = (chord[place - 1], chord[place]);
        if before * after > 0.0 {
            let (w1, w2) = (2.0 * gap[place] + gap[place - 1], gap[place] + 2.0 * gap[place - 1]);
            slopes[place] = (w1 + w2) / (w1 / before + w2 / after);
        }
    }
    slopes[0] = end_slope(gap[0], gap[1], chord[0], chord[1]);
    slopes[size - 1] = end_slope(gap[size - 2], gap[size - 3], chord[size - 2], chord[size - 3]);
    slopes
}

fn end_slope(gap: f64, next_gap: f64, chord: f64, next_chord: f64) -> f64 {
    let slope = ((2.0 * gap + next_gap) * chord - gap * next_chord) / (gap + next_gap);
    if slope * chord <= 0.0 {
        0.0
    } else if chord * next_chord <= 0.0 && slope.abs() > 3.0 * chord.abs() {
        3.0 * chord
    } else {
        slope
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_stays_a_line_and_outside_is_missing() {
        let (x, y) = ([0.0, 1.0, 3.0, 4.0], [0.0, 2.0, 6.0, 8.0]);
        for curve in [Curve::natural_spline(&x, &y).unwrap(), Curve::pchip(&x, &y).unwrap()] {
            let at = curve.at(&[-1.0, 0.5, 2.0, 4.0, 4.1]);
            assert!(at[0].is_nan() && at[4].is_nan());
            assert!((at[1] - 1.0).abs() < 1e-12 && (at[2] - 4.0).abs() < 1e-12 && (at[3] - 8.0).abs() < 1e-12);
        }
        assert_eq!(linear(&x, &y, &[0.5, 4.0]), [1.0, 8.0]);
        assert!(linear(&x, &y, &[5.0])[0].is_nan());
    }

    #[test]
    fn unsound_points_are_refused() {
        assert_eq!(Curve::natural_spline(&[1.0], &[1.0]), None);
        assert_eq!(Curve::pchip(&[1.0, 1.0], &[1.0, 2.0]), None);
        assert_eq!(Curve::pchip(&[1.0, 2.0], &[1.0, f64::NAN]), None);
    }

    proptest! {
        #[test]
        fn pchip_never_overshoots(y in prop::collection::vec(-5.0..5.0_f64, 2..30), t in 0.0..1.0_f64) {
            let x: Vec<f64> = (0..y.len()).map(|place| place as f64 * 1.5).collect();
            let curve = Curve::pchip(&x, &y).unwrap();
            for (place, pair) in y.windows(2).enumerate() {
                let value = curve.at(&[x[place] + t * 1.5])[0];
                prop_assert!(value >= pair[0].min(pair[1]) - 1e-9 && value <= pair[0].max(pair[1]) + 1e-9);
            }
        }
    }
}
