//! Which frequencies is a signal made of? The Fourier transform of real signals, by the crates `realfft` and `rustfft`.
//!
//! ```text
//! X_k = sum x_n exp(-2 pi i k n / N),   k = 0 .. N/2
//! ```

use realfft::RealFftPlanner;
use rustfft::num_complex::Complex64;

/// The transform of a real signal: `N/2 + 1` values for `N` samples, as NumPy's `rfft`. Empty for no samples.
#[must_use]
pub fn real_fft(values: &[f64]) -> Vec<Complex64> {
    if values.is_empty() {
        return Vec::new();
    }
    let plan = RealFftPlanner::<f64>::new().plan_fft_forward(values.len());
    let (mut input, mut output) = (values.to_vec(), plan.make_output_vec());
    // It fails only where lengths differ, and both buffers are the plan's own.
    if plan.process(&mut input, &mut output).is_err() {
        return Vec::new();
    }
    output
}

/// The real signal of `size` samples whose transform this is, as NumPy's `irfft`. Empty where the lengths do not fit.
#[must_use]
pub fn real_ifft(spectrum: &[Complex64], size: usize) -> Vec<f64> {
    if size == 0 || spectrum.len() != size / 2 + 1 {
        return Vec::new();
    }
    let plan = RealFftPlanner::<f64>::new().plan_fft_inverse(size);
    let (mut input, mut output) = (spectrum.to_vec(), plan.make_output_vec());
    // The ends of the transform of a real signal are real; a trace of rounding there is no reason to refuse.
    if let Some(first) = input.first_mut() {
        first.im = 0.0;
    }
    if size.is_multiple_of(2)
        && let Some(last) = input.last_mut()
    {
        last.im = 0.0;
    }
    if plan.process(&mut input, &mut output).is_err() {
        return Vec::new();
    }
    output.iter_mut().for_each(|value| *value /= size as f64);
    output
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cosine_is_one_line() {
        let values: Vec<f64> =
            (0..16).map(|n| (2.0 * std::f64::consts::PI * 3.0 * f64::from(n) / 16.0).cos()).collect();
        for (place, line) in real_fft(&values).iter().enumerate() {
            assert!((line.norm() - if place == 3 { 8.0 } else { 0.0 }).abs() < 1e-12);
        }
    }

    #[test]
    fn lengths_that_do_not_fit_give_nothing() {
        assert!(real_fft(&[]).is_empty());
        assert!(real_ifft(&[], 0).is_empty());
        assert!(real_ifft(&[Complex64::default(); 3], 9).is_empty());
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same(values in prop::collection::vec(-9.0..9.0_f64, 1..80)) {
            let back = real_ifft(&real_fft(&values), values.len());
            prop_assert!(values.iter().zip(&back).all(|(left, right)| (left - right).abs() < 1e-9));
            prop_assert_eq!(values.len(), back.len());
        }
    }
}
