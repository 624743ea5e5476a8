//! What is done to rows of numbers between products: normalising, curves, shares that sum to one, leaving out; each forward and backward.
//!
//! Loops are written so that they run in the processor's wide registers; which ones is found out at run time.

use pulp::Arch;

use super::shape::Curve;
use crate::curves::{exp, tanhs};
use crate::wide::wide;

/// Sum of a row, in sixteen parts.
#[inline(always)]
fn sum(values: impl ExactSizeIterator<Item = f32>) -> f32 {
    let mut sums = [0.0_f32; 16];
    for (place, value) in values.enumerate() {
        sums[place % 16] += value;
    }
    sums.iter().sum()
}

/// Sum of `f(a, b)` over two rows of one length, in sixteen parts that run side by side.
#[inline(always)]
fn sum_of(left: &[f32], right: &[f32], f: impl Fn(f32, f32) -> f32) -> f32 {
    let ((left, left_rest), (right, right_rest)) = (left.as_chunks::<16>(), right.as_chunks::<16>());
    let mut sums = [0.0_f32; 16];
    for (left, right) in left.iter().zip(right) {
        for (sum, (left, right)) in sums.iter_mut().zip(left.iter().zip(right)) {
            *sum += f(*left, *right);
        }
    }
    let rest = sum(left_rest.iter().zip(right_rest).map(|(left, right)| f(*left, *right)));
    sums.iter().sum::<f32>() + rest
}

/// Each row made free of its mean and of its spread: `normal = (x - mean) / sqrt(variance + epsilon)`, in place; and `1 / sqrt(...)` of each row.
pub(super) fn normalise(rows: &mut [f32], width: usize, epsilon: f32) -> Vec<f32> {
    let mut scales = Vec::with_capacity(rows.len() / width);
    wide(
        #[inline(always)]
        || {
            for row in rows.chunks_exact_mut(width) {
                let mean = sum_of(row, row, |value, _| value) / width as f32;
                row.iter_mut().for_each(|value| *value -= mean);
                let variance = sum_of(row, row, |value, _| value * value) / width as f32;
                let scale = 1.0 / (variance + epsilon).sqrt();
                row.iter_mut().for_each(|value| *value *= scale);
                scales.push(scale);
            }
        },
    );
    scales
}

/// `normal * weight + bias`, row by row.
pub(super) fn stretch(normal: &[f32], weight: &[f32], bias: &[f32], out: &mut [f32]) {
    let width = weight.len();
    wide(
        #[inline(always)]
        || {
            for (row, out) in normal.chunks_exact(width).zip(out.chunks_exact_mut(width)) {
                for ((out, value), (weight, bias)) in out.iter_mut().zip(row).zip(weight.iter().zip(bias)) {
                    *out = value * weight + bias;
                }
            }
        },
    );
}

/// The way back through [`normalise`] and [`stretch`]: `gradient` comes in as that of the result and leaves as that of the rows.
///
/// With `g = gradient * weight`: `(g - mean(g) - normal mean(g normal)) scale`.
pub(super) fn normalise_back(
    gradient: &mut [f32],
    normal: &[f32],
    scales: &[f32],
    weight: &[f32],
    of_weight: Option<&mut [f32]>,
    of_bias: Option<&mut [f32]>,
) {
    let width = weight.len();
    let (mut weights, mut biases) = (of_weight, of_bias);
    wide(
        #[inline(always)]
        || {
            for ((row, normal), scale) in gradient.chunks_exact_mut(width).zip(normal.chunks_exact(width)).zip(scales) {
                if let Some(of_weight) = weights.as_deref_mut() {
                    for (of, (gradient, normal)) in of_weight.iter_mut().zip(row.iter().zip(normal)) {
                        *of += gradient * normal;
                    }
                }
                if let Some(of_bias) = biases.as_deref_mut() {
                    of_bias.iter_mut().zip(row.iter()).for_each(|(of, gradient)| *of += gradient);
                }
                row.iter_mut().zip(weight).for_each(|(gradient, weight)| *gradient *= weight);
                let mean = sum_of(row, row, |value, _| value) / width as f32;
                let along = sum_of(row, normal, |gradient, normal| gradient * normal) / width as f32;
                for (gradient, normal) in row.iter_mut().zip(normal) {
                    *gradient = (*gradient - mean - normal * along) * scale;
                }
            }
        },
    );
}

/// The curve of the feed-forward part.
pub(super) fn bend(curve: Curve, values: &[f32], out: &mut [f32]) {
    Arch::new().dispatch(
        #[inline(always)]
        || match curve {
            Curve::Gelu => values.iter().zip(out).for_each(|(x, out)| *out = x * normal_share(*x).0),
            Curve::GeluTanh => values.iter().zip(out).for_each(|(x, out)| *out = x * tanh_share(*x).0),
            Curve::Relu => values.iter().zip(out).for_each(|(x, out)| *out = x.max(0.0)),
        },
    );
}

/// The way back: `gradient` of the bent values becomes that of `values`.
pub(super) fn bend_back(curve: Curve, values: &[f32], gradient: &mut [f32]) {
    Arch::new().dispatch(
        #[inline(always)]
        || match curve {
            Curve::Gelu => values.iter().zip(gradient).for_each(|(x, gradient)| {
                let (share, density) = normal_share(*x);
                *gradient *= share + x * density;
            }),
            Curve::GeluTanh => values.iter().zip(gradient).for_each(|(x, gradient)| {
                let (share, slope) = tanh_share(*x);
                *gradient *= share + x * slope;
            }),
            Curve::Relu => {
                values.iter().zip(gradient).for_each(|(x, gradient)| *gradient = if *x > 0.0 { *gradient } else { 0.0 })
            }
        },
    );
}

/// The normal distribution function and its density, by Abramowitz and Stegun 1964, 7.1.26: off by less than 1.5e-7.
#[inline(always)]
fn normal_share(x: f32) -> (f32, f32) {
    const SERIES: [f32; 5] = [1.061_405_4, -1.453_152, 1.421_413_7, -0.284_496_74, 0.254_829_6];
    const SCALE: f32 = 0.327_591_1 * std::f32::consts::FRAC_1_SQRT_2;
    /// 1 / sqrt(2 pi)
    const PEAK: f32 = 0.398_942_3;
    let bell = exp::<false>(-0.5 * x * x);
    let t = 1.0 / (1.0 + SCALE * x.abs());
    let series = ((((SERIES[0] * t + SERIES[1]) * t + SERIES[2]) * t + SERIES[3]) * t + SERIES[4]) * t;
    let tail = 0.5 * series * bell;
    (if x < 0.0 { tail } else { 1.0 - tail }, PEAK * bell)
}

/// `(1 + tanh(u)) / 2` with `u = sqrt(2 / pi) (x + .044715 x^3)`, and its slope in `x`.
#[inline(always)]
fn tanh_share(x: f32) -> (f32, f32) {
    const ROOT: f32 = 0.797_884_6;
    const CUBE: f32 = 0.044_715;
    let mut bent = [ROOT * (x + CUBE * x * x * x)];
    tanhs::<false>(&mut bent);
    let [bent] = bent;
    (0.5 * (1.0 + bent), 0.5 * (1.0 - bent * bent) * ROOT * (1.0 + 3.0 * CUBE * x * x))
}

/// Each row made shares that sum to one: `exp(x) / sum(exp(x))`, after taking off the largest.
pub(super) fn shares(rows: &mut [f32], width: usize) {
    wide(
        #[inline(always)]
        || {
            for row in rows.chunks_exact_mut(width) {
                let (chunks, rest) = row.as_chunks::<8>();
                let mut most = [f32::NEG_INFINITY; 8];
                for chunk in chunks {
                    most.iter_mut().zip(chunk).for_each(|(most, value)| *most = most.max(*value));
                }
                let most = most.iter().chain(rest).fold(f32::NEG_INFINITY, |most, value| most.max(*value));
                row.iter_mut().for_each(|value| *value = exp::<false>(*value - most));
                let whole = 1.0 / sum_of(row, row, |value, _| value);
                row.iter_mut().for_each(|value| *value *= whole);
            }
        },
    );
}

/// The way back through [`shares`]: `s (g - sum(g s))`.
pub(super) fn shares_back(gradient: &mut [f32], shares: &[f32], width: usize) {
    wide(
        #[inline(always)]
        || {
            for (row, shares) in gradient.chunks_exact_mut(width).zip(shares.chunks_exact(width)) {
                let along = sum_of(row, shares, |gradient, share| gradient * share);
                row.iter_mut().zip(shares).for_each(|(gradient, share)| *gradient = share * (*gradient - along));
            }
        },
    );
}

/// Which numbers are left out while training, found again by their place alone: nothing is stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct LeftOut {
    /// Share of all that is left out.
    pub(super) share: f32,
    /// A word for the step, the layer and the part.
    pub(super) word: u32,
}

impl LeftOut {
    /// Leaves numbers out and stretches the others, so that the sum stays on average (Srivastava et al. 2014). The way back is the same.
    pub(super) fn apply(self, values: &mut [f32]) {
        if self.share <= 0.0 {
            return;
        }
        let (limit, stretch, word) = ((self.share * u32::MAX as f32) as u32, 1.0 / (1.0 - self.share), self.word);
        wide(
            #[inline(always)]
            || {
                for (place, value) in values.iter_mut().enumerate() {
                    *value *= if scattered(place as u32 ^ word) < limit { 0.0 } else { stretch };
                }
            },
        );
    }
}

/// A whole number to another, far from it: the mixer "lowbias32" of C. Wellons 2018.
#[inline(always)]
fn scattered(mut x: u32) -> u32 {
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// Sums over rows: `out += sum of rows`.
pub(super) fn add_rows(rows: &[f32], out: &mut [f32]) {
    wide(
        #[inline(always)]
        || {
            for row in rows.chunks_exact(out.len()) {
                out.iter_mut().zip(row).for_each(|(out, value)| *out += value);
            }
        },
    );
}

/// `to += from`.
pub(super) fn add(to: &mut [f32], from: &[f32]) {
    wide(
        #[inline(always)]
        || to.iter_mut().zip(from).for_each(|(to, from)| *to += from),
    );
}

/// Rows that all begin as `row`.
pub(super) fn repeated(row: &[f32], count: usize) -> Vec<f32> {
    row.repeat(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    fn drawn(count: usize, seed: u64) -> Vec<f32> {
        let mut random = SplitMix64::new(seed);
        (0..count).map(|_| random.next_normal() as f32).collect()
    }

    /// Compares a gradient with slopes of `sum(pull * f(x))`.
    fn against_slopes(x: &[f32], gradient: &[f32], pull: &[f32], f: impl Fn(&[f32]) -> Vec<f32>) {
        let loss = |x: &[f32]| -> f64 { f(x).iter().zip(pull).map(|(y, pull)| f64::from(y * pull)).sum() };
        for place in 0..x.len() {
            let at = |by: f32| {
                let mut moved = x.to_vec();
                moved[place] += by;
                loss(&moved)
            };
            let slope = (at(5e-3) - at(-5e-3)) / 1e-2;
            assert!((slope - f64::from(gradient[place])).abs() < 4e-3, "{place}: {} {slope}", gradient[place]);
        }
    }

    #[test]
    fn normalised_rows_have_no_mean_and_a_spread_of_one_and_the_way_back_is_their_slope() {
        let (x, weight, bias, pull) = (drawn(3 * 21, 1), drawn(21, 2), drawn(21, 3), drawn(3 * 21, 4));
        let forward = |x: &[f32]| {
            let mut normal = x.to_vec();
            let scales = normalise(&mut normal, 21, 1e-5);
            let mut out = vec![0.0; x.len()];
            stretch(&normal, &weight, &bias, &mut out);
            (out, normal, scales)
        };
        let (_, normal, scales) = forward(&x);
        for row in normal.chunks(21) {
            assert!(row.iter().sum::<f32>().abs() < 1e-4);
            assert!((row.iter().map(|value| value * value).sum::<f32>() / 21.0 - 1.0).abs() < 1e-3);
        }
        let (mut gradient, mut of_weight, mut of_bias) = (pull.clone(), vec![0.0; 21], vec![0.0; 21]);
        normalise_back(&mut gradient, &normal, &scales, &weight, Some(&mut of_weight), Some(&mut of_bias));
        against_slopes(&x, &gradient, &pull, |x| forward(x).0);
        let with = |weight: &[f32], bias: &[f32]| {
            let mut out = vec![0.0; x.len()];
            stretch(&normal, weight, bias, &mut out);
            out
        };
        against_slopes(&weight, &of_weight, &pull, |weight| with(weight, &bias));
        against_slopes(&bias, &of_bias, &pull, |bias| with(&weight, bias));
    }

    #[test]
    fn curves_are_those_of_their_definitions_and_ways_back_their_slopes() {
        // Phi(1) = .841344746..., Phi(-2) = .022750131...
        for (x, expected) in [(0.0, 0.0), (1.0, 0.841_344_7), (-2.0, -2.0 * 0.022_750_13), (20.0, 20.0), (-20.0, 0.0)] {
            let mut out = [0.0];
            bend(Curve::Gelu, &[x], &mut out);
            assert!((out[0] - expected).abs() < 1e-6, "{x}: {out:?}");
            bend(Curve::GeluTanh, &[x], &mut out);
            assert!((out[0] - expected).abs() < 1e-3, "{x}: {out:?}");
        }
        let (x, pull) = (drawn(40, 5), drawn(40, 6));
        for curve in [Curve::Gelu, Curve::GeluTanh, Curve::Relu] {
            let mut gradient = pull.clone();
            bend_back(curve, &x, &mut gradient);
            against_slopes(&x, &gradient, &pull, |x| {
                let mut out = vec![0.0; x.len()];
                bend(curve, x, &mut out);
                out
            });
        }
    }

    #[test]
    fn shares_sum_to_one_whatever_the_size_and_their_way_back_is_their_slope() {
        let mut large = vec![1e4, 1e4 - 1.0, -1e9];
        shares(&mut large, 3);
        assert!((large[0] - 0.731_058_6).abs() < 1e-5 && large[2] < 1e-30, "{large:?}");
        let (x, pull) = (drawn(2 * 19, 7), drawn(2 * 19, 8));
        let forward = |x: &[f32]| {
            let mut rows = x.to_vec();
            shares(&mut rows, 19);
            rows
        };
        let mut gradient = pull.clone();
        shares_back(&mut gradient, &forward(&x), 19);
        against_slopes(&x, &gradient, &pull, forward);
    }

    #[test]
    fn as_many_are_left_out_as_asked_and_the_sum_stays() {
        let mut values = vec![1.0; 100_000];
        let left_out = LeftOut { share: 0.1, word: 77 };
        left_out.apply(&mut values);
        let gone = values.iter().filter(|value| **value == 0.0).count();
        assert!((9_700..10_300).contains(&gone), "{gone}");
        assert!((values.iter().sum::<f32>() / 100_000.0 - 1.0).abs() < 0.01);
        let (mut again, mut other) = (vec![1.0; 100_000], vec![1.0; 100_000]);
        left_out.apply(&mut again);
        LeftOut { word: 78, ..left_out }.apply(&mut other);
        assert!(again == values && other != values);
    }
}
