//! Over how much of the screen is gaze spread?
//!
//! - Bivariate contour ellipse area: R. M. Steinman, 1965, "Effect of target size, luminance, and color on monocular fixation",
//!   J. Opt. Soc. Am. 55; formula and the share of 68.2 % after E. Castet and M. Crossland, 2012, "Quantifying eye stability during a
//!   fixation task", Seeing and Perceiving 25.
//! - Convex hull: A. M. Andrew, 1979, "Another efficient algorithm for convex hulls in two dimensions", Inf. Process. Lett. 9.
//!
//! ```text
//! BCEA = 2 pi k s_x s_y sqrt(1 - r^2),   k = -ln(1 - P),   P = 0.682
//! ```

use serde::Serialize;

/// The share of places inside of the ellipse: one standard deviation of a bell curve in one dimension (Castet and Crossland, 2012).
const SHARE_INSIDE: f64 = 0.682;

/// Places that wait for the next hull; a larger number costs memory, a smaller one time.
const WAITING: usize = 1024;

/// Over how much of the screen gaze was spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// Area of the ellipse that holds 68.2 % of the places, in square degrees; `None` with fewer than three places.
    pub bcea_deg2: Option<f64>,
    /// Area of the convex hull around all places, in square degrees; `None` with fewer than three places.
    pub hull_deg2: Option<f64>,
    /// How many places.
    pub places: u64,
}

/// Takes places one by one; memory is that of the hull.
#[derive(Clone, Debug, Default)]
pub struct SpreadStream {
    places: u64,
    mean: [f64; 2],
    /// Sums of squared distances from the mean: of x, of y, of both together.
    squares: [f64; 3],
    hull: Vec<[f64; 2]>,
}

impl SpreadStream {
    /// Adds a place; one that is missing is passed over.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn push(&mut self, x_deg: f64, y_deg: f64) {
        if !(x_deg.is_finite() && y_deg.is_finite()) {
            return;
        }
        self.places += 1;
        let (dx, dy) = (x_deg - self.mean[0], y_deg - self.mean[1]);
        self.mean[0] += dx / self.places as f64;
        self.mean[1] += dy / self.places as f64;
        self.squares[0] += dx * (x_deg - self.mean[0]);
        self.squares[1] += dy * (y_deg - self.mean[1]);
        self.squares[2] += dx * (y_deg - self.mean[1]);
        self.hull.push([x_deg, y_deg]);
        if self.hull.len() >= 2 * WAITING {
            self.hull = hull_of(std::mem::take(&mut self.hull));
        }
    }

    /// What was found.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn finish(self) -> Spread {
        if self.places < 3 {
            return Spread { places: self.places, ..Spread::default() };
        }
        let [xx, yy, xy] = self.squares.map(|square| square / (self.places - 1) as f64);
        // s_x s_y sqrt(1 - r^2) is the root of the determinant, which needs no division by a spread of zero.
        let bcea = 2.0 * std::f64::consts::PI * -(1.0 - SHARE_INSIDE).ln() * (xx * yy - xy * xy).max(0.0).sqrt();
        Spread {
            bcea_deg2: Some(bcea).filter(|area| area.is_finite()),
            hull_deg2: Some(area_of(&hull_of(self.hull))).filter(|area| area.is_finite()),
            places: self.places,
        }
    }
}

/// The corners of the hull, in order, without those on its sides.
fn hull_of(mut places: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    places.sort_by(|left, right| left[0].total_cmp(&right[0]).then(left[1].total_cmp(&right[1])));
    places.dedup();
    if places.len() < 3 {
        return places;
    }
    let mut lower = chain(places.iter().copied());
    let mut upper = chain(places.iter().rev().copied());
    lower.pop();
    upper.pop();
    lower.append(&mut upper);
    lower
}

fn chain(places: impl Iterator<Item = [f64; 2]>) -> Vec<[f64; 2]> {
    let mut kept: Vec<[f64; 2]> = Vec::new();
    for place in places {
        while kept.len() >= 2 && turn(kept[kept.len() - 2], kept[kept.len() - 1], place) <= 0.0 {
            kept.pop();
        }
        kept.push(place);
    }
    kept
}

/// Above zero when the way from `a` over `b` to `c` turns left.
fn turn(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

fn area_of(corners: &[[f64; 2]]) -> f64 {
    let sides = corners.iter().zip(corners.iter().cycle().skip(1));
    sides.map(|(from, to)| from[0] * to[1] - to[0] * from[1]).sum::<f64>().abs() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::SplitMix64;
    use proptest::prelude::*;

    fn spread(places: &[(f64, f64)]) -> Spread {
        let mut stream = SpreadStream::default();
        places.iter().for_each(|(x, y)| stream.push(*x, *y));
        stream.finish()
    }

    #[test]
    fn the_hull_of_a_square_with_places_inside_is_the_square() {
        let found = spread(&[(0.0, 0.0), (4.0, 0.0), (2.0, 1.0), (4.0, 3.0), (0.0, 3.0), (2.0, 0.0), (f64::NAN, 9.0)]);
        assert_eq!((found.hull_deg2, found.places), (Some(12.0), 6));
    }

    #[test]
    fn the_ellipse_of_a_known_spread_has_the_area_of_the_formula() {
        // Variances 4/3 and 4/3 without a correlation: 2 pi 1.1457 * 4/3.
        let found = spread(&[(1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)]);
        let expected = 2.0 * std::f64::consts::PI * 1.145_703_896_201_960_7 * 4.0 / 3.0;
        assert!((found.bcea_deg2.unwrap() - expected).abs() < 1e-9);
    }

    #[test]
    fn places_on_a_line_have_no_area_and_two_places_have_no_answer() {
        let line = spread(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]);
        assert_eq!(line.hull_deg2, Some(0.0));
        assert!(line.bcea_deg2.unwrap() < 1e-6);
        assert_eq!(spread(&[(0.0, 0.0), (1.0, 1.0)]).bcea_deg2, None);
    }

    proptest! {
        #[test]
        fn the_hull_of_a_long_recording_is_that_of_all_its_places(seed in 0_u64..50) {
            let mut chance = SplitMix64::new(seed);
            let places: Vec<_> = (0..5000).map(|_| (chance.next_unit() * 30.0, chance.next_unit() * 20.0)).collect();
            let whole = area_of(&hull_of(places.iter().map(|(x, y)| [*x, *y]).collect()));
            prop_assert!((spread(&places).hull_deg2.unwrap() - whole).abs() < 1e-9);
        }
    }
}
