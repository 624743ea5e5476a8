//! Exponential and its kin, written so that a row of them runs in the processor's wide registers.
//!
//! exp(x) = 2^n exp(f) with n the whole number next to x / ln 2, so that |f| is at most ln(2)/2; exp(f) by its Taylor series up to f^7, whose rest is
//! below 6e-9 there. sigmoid(x) = 1 / (1 + exp(-x)), tanh(x) = 1 - 2 / (1 + exp(2x)): off by less than 2e-7 (a test compares them with the standard library).

/// Past this, exp leaves what single precision can hold.
const MOST: f32 = 87.0;
/// 1.5 * 2^23: added to a small number it leaves the nearest whole number in the last bits.
const ROUNDER: f32 = 12_582_912.0;
/// 1/7!, 1/6!, ... 1/1!, 1/0!.
const SERIES: [f32; 8] = [1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
/// ln 2 in two parts, so that n ln 2 loses nothing: the first holds 9 bits.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];

/// `a * b + c`, in one rounding where the processor has that.
#[inline(always)]
pub(crate) fn fused<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

#[inline(always)]
pub(crate) fn exp<const FUSED: bool>(x: f32) -> f32 {
    let x = x.clamp(-MOST, MOST);
    let shifted = fused::<FUSED>(x, std::f32::consts::LOG2_E, ROUNDER);
    let whole = shifted - ROUNDER;
    let rest = fused::<FUSED>(-whole, LN_2[1], fused::<FUSED>(-whole, LN_2[0], x));
    let series = SERIES.iter().skip(1).fold(SERIES[0], |sum, term| fused::<FUSED>(sum, rest, *term));
    // The exponent's place is bits 23 to 30; the last bits of `shifted` hold n.
    series * f32::from_bits(shifted.to_bits().wrapping_add(127) << 23)
}

/// The sigmoid of each; a row of its own, as the compiler keeps loops over several rows in narrow registers.
#[cfg(feature = "nets")]
#[inline(always)]
pub(crate) fn sigmoids<const FUSED: bool>(values: &mut [f32]) {
    values.iter_mut().for_each(|value| *value = sigmoid::<FUSED>(*value));
}

/// The hyperbolic tangent of each.
#[inline(always)]
pub(crate) fn tanhs<const FUSED: bool>(values: &mut [f32]) {
    values.iter_mut().for_each(|value| *value = tanh::<FUSED>(*value));
}

#[cfg(any(test, feature = "nets"))]
#[inline(always)]
fn sigmoid<const FUSED: bool>(x: f32) -> f32 {
    1.0 / (1.0 + exp::<FUSED>(-x))
}

#[inline(always)]
fn tanh<const FUSED: bool>(x: f32) -> f32 {
    1.0 - 2.0 / (1.0 + exp::<FUSED>(2.0 * x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_are_those_of_the_standard_library() {
        for place in -20_000..=20_000_i16 {
            let x = f32::from(place) / 500.0;
            let (real, wide) = (f64::from(x), [sigmoid::<false>(x), sigmoid::<true>(x)]);
            for found in wide {
                assert!((f64::from(found) - 1.0 / (1.0 + (-real).exp())).abs() < 2e-7, "sigmoid of {x}: {found}");
            }
            for found in [tanh::<false>(x), tanh::<true>(x)] {
                assert!((f64::from(found) - real.tanh()).abs() < 2e-7, "tanh of {x}: {found}");
            }
        }
    }

    #[test]
    fn the_ends_are_reached_and_what_is_no_number_stays_none() {
        assert_eq!([sigmoid::<true>(1e9), sigmoid::<true>(-1e9)].map(f32::round), [1.0, 0.0]);
        assert_eq!([tanh::<true>(f32::INFINITY), tanh::<true>(f32::NEG_INFINITY)], [1.0, -1.0]);
        assert!(tanh::<false>(f32::NAN).is_nan() && sigmoid::<false>(f32::NAN).is_nan());
    }
}
