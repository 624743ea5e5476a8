//! Pixels to degrees of visual angle and back, exactly: `angle = atan(distance on screen / distance of the eyes)`.
//!
//! Each axis is taken for itself, as in pymovements' `pix2deg`. The origin is the middle of the screen; pixels are counted from its upper
//! left corner, where the left edge is 0 and the right edge is the width.

use attentive_types::Screen;

/// How one axis of a screen turns into degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    centre: f64,
    tangent_per_unit: f64,
}

impl Axis {
    /// An axis whose positions come in units of which `extent` make the whole length.
    fn new(extent: f64, length_m: f64, distance_m: f64) -> Self {
        Self { centre: extent / 2.0, tangent_per_unit: length_m / extent / distance_m }
    }

    /// Degrees from the middle.
    pub(super) fn degrees(self, position: f64) -> f64 {
        arc_tangent((position - self.centre) * self.tangent_per_unit).to_degrees()
    }

    /// The same for a column, in place.
    pub(super) fn to_degrees(self, positions: &mut [f64]) {
        let tangent = |position: f64| (position - self.centre) * self.tangent_per_unit;
        // Said so that the loop has no branch: that is what makes it quick.
        if positions.iter().fold(true, |all, position| all & (tangent(*position).abs() <= SMALL)) {
            positions.iter_mut().for_each(|position| *position = small_arc_tangent(tangent(*position)).to_degrees());
        } else {
            positions.iter_mut().for_each(|position| *position = self.degrees(*position));
        }
    }

    fn position(self, degrees: f64) -> f64 {
        degrees.to_radians().tan() / self.tangent_per_unit + self.centre
    }
}

/// Tangents up to this size are those of nearly all screens: 33 degrees from the middle.
const SMALL: f64 = 0.66;

/// `(atan(sqrt z) / sqrt z - 1) / z` for z up to `SMALL` squared: the polynomial that meets it at its 16 Chebyshev nodes there, reckoned with
/// 60 digits.
const ARC_TANGENT: [f64; 16] = [
    -0.333_333_333_333_333_3,
    0.199_999_999_999_998_5,
    -0.142_857_142_856_850_1,
    0.111_111_111_088_364_72,
    -0.090_909_089_977_592_27,
    0.076_923_053_761_901_92,
    -0.066_666_286_786_208_88,
    0.058_819_197_525_669_234,
    -0.052_596_028_226_888_025,
    0.047_404_272_781_118_625,
    -0.042_509_502_731_424_07,
    0.036_711_780_065_838_26,
    -0.028_606_843_697_222_7,
    0.018_108_983_178_911_926,
    -0.007_928_357_055_551_13,
    0.001_738_311_157_155_798_8,
];

/// The arc tangent, to the last place; the same value for the same tangent, alone or in a column.
fn arc_tangent(tangent: f64) -> f64 {
    if tangent.abs() <= SMALL { small_arc_tangent(tangent) } else { tangent.atan() }
}

#[inline]
fn small_arc_tangent(tangent: f64) -> f64 {
    let square = tangent * tangent;
    let rest = ARC_TANGENT.iter().rev().fold(0.0, |sum, coefficient| sum * square + coefficient);
    tangent + tangent * square * rest
}

/// The two axes in pixels.
pub(super) fn axes_px(screen: &Screen) -> (Axis, Axis) {
    (
        Axis::new(screen.width_px, screen.width_m, screen.distance_m),
        Axis::new(screen.height_px, screen.height_m, screen.distance_m),
    )
}

/// The two axes in shares of the screen, 0 to 1.
pub(super) fn axes_norm(screen: &Screen) -> (Axis, Axis) {
    (Axis::new(1.0, screen.width_m, screen.distance_m), Axis::new(1.0, screen.height_m, screen.distance_m))
}

/// A point on the screen in pixels as degrees right of and below its centre. NaN stays NaN.
#[must_use]
pub fn px_to_degrees(screen: &Screen, x_px: f64, y_px: f64) -> (f64, f64) {
    let (x, y) = axes_px(screen);
    (x.degrees(x_px), y.degrees(y_px))
}

/// Degrees right of and below the centre as a point on the screen in pixels. NaN stays NaN.
#[must_use]
pub fn degrees_to_px(screen: &Screen, x_deg: f64, y_deg: f64) -> (f64, f64) {
    let (x, y) = axes_px(screen);
    (x.position(x_deg), y.position(y_deg))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCREEN: Screen =
        Screen { width_px: 1024.0, height_px: 768.0, width_m: 0.38, height_m: 0.3, distance_m: 0.67 };

    #[test]
    fn the_middle_is_zero_and_the_edge_is_the_arc_tangent() {
        assert_eq!(px_to_degrees(&SCREEN, 512.0, 384.0), (0.0, 0.0));
        let (x, y) = px_to_degrees(&SCREEN, 1024.0, 0.0);
        assert!((x - (0.19_f64 / 0.67).atan().to_degrees()).abs() < 1e-12);
        assert!((y + (0.15_f64 / 0.67).atan().to_degrees()).abs() < 1e-12);
    }

    #[test]
    fn the_quick_arc_tangent_is_right_to_the_last_place_alone_and_in_a_column() {
        let axis = Axis::new(2.0, 2.0, 1.0);
        for (from, to) in [(-0.66, 0.66), (-3.0, 3.0)] {
            let tangents: Vec<f64> =
                (0..=10_000).map(|place| from + (to - from) * f64::from(place) / 10_000.0).collect();
            let mut column: Vec<f64> = tangents.iter().map(|tangent| tangent + axis.centre).collect();
            let alone: Vec<f64> = column.iter().map(|position| axis.degrees(*position)).collect();
            axis.to_degrees(&mut column);
            assert_eq!(column, alone);
            for tangent in tangents {
                let (own, known) = (arc_tangent(tangent), tangent.atan());
                assert!((own - known).abs() <= 2.0 * f64::EPSILON * known.abs(), "{tangent}: {own} {known}");
            }
        }
        assert!(arc_tangent(f64::NAN).is_nan());
    }

    #[test]
    fn shares_of_the_screen_give_the_same() {
        let (x, y) = axes_norm(&SCREEN);
        let (px_x, px_y) = px_to_degrees(&SCREEN, 256.0, 576.0);
        assert!((x.degrees(0.25) - px_x).abs() < 1e-12);
        assert!((y.degrees(0.75) - px_y).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_point(x in -2000.0..3000.0_f64, y in -2000.0..3000.0_f64) {
            let (x_deg, y_deg) = px_to_degrees(&SCREEN, x, y);
            let (back_x, back_y) = degrees_to_px(&SCREEN, x_deg, y_deg);
            prop_assert!((back_x - x).abs() < 1e-6 && (back_y - y).abs() < 1e-6);
        }
    }
}
