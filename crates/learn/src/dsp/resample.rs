//! What would a signal be at another rate? Taken more coarsely without aliases, or in any ratio of whole numbers.
//!
//! Sources: decimation by a low-pass filter run both ways (Butterworth of order 8 at 0.8 of the new half rate; SciPy's `decimate`
//! takes a Chebyshev filter there, which has ripples); the polyphase resampler is SciPy's `resample_poly` with its default filter
//! (a sinc of `20 max(up, down) + 1` taps under a Kaiser window of beta 5: Kaiser, 1974).

use super::{Band, butterworth};

/// Every `factor`-th sample after a low pass. The signal itself for a factor of one; `None` for zero.
#[must_use]
pub fn decimate(values: &[f64], factor: usize) -> Option<Vec<f64>> {
    match factor {
        0 => None,
        1 => Some(values.to_vec()),
        _ => {
            let filter = butterworth(8, Band::Below(0.8 / (2.0 * factor as f64)), 1.0)?;
            Some(filter.filter_both_ways(values).into_iter().step_by(factor).collect())
        }
    }
}

/// The signal at `up / down` times its rate: `ceil(len up / down)` samples, the first at the same moment. Outside of the signal zero is
/// assumed, so take out the mean first where it is far from zero. `None` when `up` or `down` is zero.
#[must_use]
pub fn resample_rational(values: &[f64], up: usize, down: usize) -> Option<Vec<f64>> {
    if up == 0 || down == 0 {
        return None;
    }
    let common = greatest_common(up, down);
    let (up, down) = (up / common, down / common);
    if up == 1 && down == 1 {
        return Some(values.to_vec());
    }
    let half = 10 * up.max(down);
    let taps = low_pass(half, up.max(down), up as f64);
    let size = (values.len() * up).div_ceil(down);
    let mut out = Vec::with_capacity(size);
    for place in 0..size {
        // Sample n of the input stands at n up in the raised rate; tap k reaches from place down to it.
        let middle = place * down;
        let first = middle.saturating_sub(half).div_ceil(up);
        let last = ((middle + half) / up + 1).min(values.len());
        let sum = |(n, value): (usize, &f64)| value * taps[middle + half - (first + n) * up];
        out.push(values.get(first..last).unwrap_or(&[]).iter().enumerate().map(sum).sum());
    }
    Some(out)
}

fn low_pass(half: usize, factor: usize, gain: f64) -> Vec<f64> {
    let cutoff = 1.0 / factor as f64;
    let tap = |place: usize| {
        let offset = place as f64 - half as f64;
        let inside = 1.0 - (offset / half as f64).powi(2);
        sinc(cutoff * offset) * cutoff * bessel_i0(5.0 * inside.max(0.0).sqrt()) / bessel_i0(5.0)
    };
    let taps: Vec<f64> = (0..=2 * half).map(tap).collect();
    let sum: f64 = taps.iter().sum();
    taps.iter().map(|tap| tap / sum * gain).collect()
}

fn sinc(x: f64) -> f64 {
    let angle = std::f64::consts::PI * x;
    if angle == 0.0 { 1.0 } else { angle.sin() / angle }
}

/// The modified Bessel function of order zero, by its series (Abramowitz and Stegun, 1964, 9.6.12).
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..60 {
        term *= quarter / f64::from(k * k);
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

fn greatest_common(left: usize, right: usize) -> usize {
    if right == 0 { left } else { greatest_common(right, left % right) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_sine_is_the_same_at_another_rate() {
        let sine = |rate: f64, size: usize| -> Vec<f64> {
            (0..size).map(|n| (2.0 * std::f64::consts::PI * 2.0 * n as f64 / rate).sin()).collect()
        };
        let (fine, coarse) = (sine(360.0, 3600), sine(250.0, 2500));
        let out = resample_rational(&fine, 25, 36).unwrap();
        assert_eq!(out.len(), 2500);
        assert!(out[200..2300].iter().zip(&coarse[200..2300]).all(|(left, right)| (left - right).abs() < 2e-3));
        let out = decimate(&fine, 6).unwrap();
        assert!(out[100..500].iter().zip(&sine(60.0, 600)[100..500]).all(|(left, right)| (left - right).abs() < 1e-3));
    }

    #[test]
    fn what_is_above_the_new_half_rate_goes() {
        let fast: Vec<f64> =
            (0..3000).map(|n| (2.0 * std::f64::consts::PI * 40.0 * f64::from(n) / 100.0).sin()).collect();
        assert!(decimate(&fast, 4).unwrap()[100..600].iter().all(|value| value.abs() < 1e-3));
        assert!(resample_rational(&fast, 1, 4).unwrap()[100..600].iter().all(|value| value.abs() < 5e-2));
    }

    #[test]
    fn no_samples_and_no_factor() {
        assert_eq!(decimate(&[], 3), Some(Vec::new()));
        assert_eq!(decimate(&[1.0], 0), None);
        assert_eq!(resample_rational(&[], 3, 2), Some(Vec::new()));
        assert_eq!(resample_rational(&[1.0], 0, 2), None);
        assert_eq!(resample_rational(&[1.0, 2.0], 4, 4), Some(vec![1.0, 2.0]));
    }
}
