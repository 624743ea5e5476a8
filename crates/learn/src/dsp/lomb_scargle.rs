//! How much power lies at which frequency, when the samples are not evenly spaced?
//!
//! Source: J. D. Scargle, 1982, "Studies in astronomical time series analysis II", Astrophysical Journal 263; N. R. Lomb, 1976,
//! Astrophysics and Space Science 39. Same numbers as SciPy's `lombscargle` (not normalised), times two and the mean spacing:
//! a one-sided density that can be read beside Welch's.
//!
//! ```text
//! P(w) = 1/2 [ (sum x cos w(t-tau))^2 / sum cos^2 w(t-tau)  +  (sum x sin w(t-tau))^2 / sum sin^2 w(t-tau) ]
//! tan 2 w tau = sum sin 2wt / sum cos 2wt
//! ```

use super::Spectrum;

/// Evenly spaced frequencies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrequencyGrid {
    /// The first frequency in hertz, above zero.
    pub start_hz: f64,
    /// The step in hertz.
    pub step_hz: f64,
    /// How many frequencies.
    pub count: usize,
}

/// The one-sided power density of values at those times; the mean is taken out first. Empty where there are fewer than three
/// values, lengths differ, or time stands still.
#[must_use]
pub fn lomb_scargle(times_s: &[f64], values: &[f64], grid: FrequencyGrid) -> Spectrum {
    let (Some(first), Some(last)) = (times_s.first(), times_s.last()) else { return Spectrum::default() };
    let spacing = (last - first) / (times_s.len() as f64 - 1.0);
    if times_s.len() < 3 || times_s.len() != values.len() || spacing.is_nan() || spacing <= 0.0 {
        return Spectrum::default();
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let centred: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let turn = |hz: f64| times_s.iter().map(move |time| (2.0 * std::f64::consts::PI * hz * (time - first)).sin_cos());
    let (mut sines, mut cosines): (Vec<f64>, Vec<f64>) = turn(grid.start_hz).unzip();
    let (step_sines, step_cosines): (Vec<f64>, Vec<f64>) = turn(grid.step_hz).unzip();
    let mut density = Vec::with_capacity(grid.count);
    for _ in 0..grid.count {
        density.push(2.0 * spacing * power(&centred, &sines, &cosines));
        // The next frequency is a turn of each pair: no sine is computed in the loop.
        for (((sine, cosine), by_sine), by_cosine) in
            sines.iter_mut().zip(&mut cosines).zip(&step_sines).zip(&step_cosines)
        {
            (*sine, *cosine) = (*sine * by_cosine + *cosine * by_sine, *cosine * by_cosine - *sine * by_sine);
        }
    }
    let frequencies_hz = (0..grid.count).map(|place| grid.start_hz + place as f64 * grid.step_hz).collect();
    Spectrum { frequencies_hz, density }
}

/// Scargle's power, with the shift `tau` put in by the formulas for sums of angles.
fn power(values: &[f64], sines: &[f64], cosines: &[f64]) -> f64 {
    // Four lanes each, so that the sums do not wait for each other.
    let mut lanes = [[0.0_f64; 5]; 4];
    for (place, ((value, sine), cosine)) in values.iter().zip(sines).zip(cosines).enumerate() {
        let lane = &mut lanes[place % 4];
        lane[0] += value * cosine;
        lane[1] += value * sine;
        lane[2] += cosine * cosine;
        lane[3] += sine * sine;
        lane[4] += cosine * sine;
    }
    let sum = |part: usize| lanes.iter().map(|lane| lane[part]).sum::<f64>();
    let [xc, xs, cc, ss, cs] = [sum(0), sum(1), sum(2), sum(3), sum(4)];
    let (sine, cosine) = (0.5 * (2.0 * cs).atan2(cc - ss)).sin_cos();
    let (c2, s2, both) = (cosine * cosine, sine * sine, 2.0 * cosine * sine * cs);
    let along = (cosine * xc + sine * xs).powi(2) / (c2 * cc + both + s2 * ss);
    let across = (cosine * xs - sine * xc).powi(2) / (c2 * ss - both + s2 * cc);
    0.5 * (if along.is_finite() { along } else { 0.0 } + if across.is_finite() { across } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_at_odd_times_has_its_peak_and_its_power() {
        let times: Vec<f64> = (0..600).map(|n| f64::from(n) + 0.3 * (f64::from(n) * 1.7).sin()).collect();
        let values: Vec<f64> = times.iter().map(|t| 7.0 + 2.0 * (2.0 * std::f64::consts::PI * 0.1 * t).sin()).collect();
        let grid = FrequencyGrid { start_hz: 0.002, step_hz: 0.0005, count: 600 };
        let spectrum = lomb_scargle(&times, &values, grid);
        assert!((spectrum.peak_hz(0.0, 0.4).unwrap() - 0.1).abs() < 1e-3);
        assert!((spectrum.power(0.08, 0.12).unwrap() - 2.0).abs() < 0.1);
    }

    #[test]
    fn too_little_gives_nothing() {
        let grid = FrequencyGrid { start_hz: 0.1, step_hz: 0.1, count: 3 };
        assert_eq!(lomb_scargle(&[], &[], grid), Spectrum::default());
        assert_eq!(lomb_scargle(&[1.0; 5], &[1.0; 5], grid), Spectrum::default());
        assert_eq!(lomb_scargle(&[1.0, 2.0, 3.0], &[1.0], grid), Spectrum::default());
    }
}
