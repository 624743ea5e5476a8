//! How much power lies at which frequency? Welch's mean of the spectra of overlapping windowed pieces.
//!
//! Source: P. D. Welch, 1967, "The use of fast Fourier transform for the estimation of power spectra", IEEE Transactions on Audio
//! and Electroacoustics 15(2). Hann window, half overlap, mean of each piece taken out, one-sided density: SciPy's `welch` with its
//! defaults. The median over pieces divided by its bias: Allen et al., 2012, Physical Review D 85, appendix B, as SciPy's.

use realfft::RealFftPlanner;

/// How the spectra of the pieces become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Averaging {
    /// Their mean.
    Mean,
    /// Their median, corrected for bias: one bad piece does not count.
    Median,
}

/// Power density at each frequency.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spectrum {
    /// Frequencies in hertz, ascending and evenly spaced.
    pub frequencies_hz: Vec<f64>,
    /// Power density at each, in the signal's unit squared for each hertz.
    pub density: Vec<f64>,
}

impl Spectrum {
    /// The power between two frequencies: the area under straight lines between the densities, cut exactly at the two, so that the
    /// powers of neighbouring bands add up. `None` with fewer than two lines in `low..=high`.
    #[must_use]
    pub fn power(&self, low_hz: f64, high_hz: f64) -> Option<f64> {
        let from = self.frequencies_hz.partition_point(|own| *own < low_hz);
        let to = self.frequencies_hz.partition_point(|own| *own <= high_hz);
        if to < from + 2 {
            return None;
        }
        let inside: f64 = (from..to - 1).map(|line| self.area(line, 0.0, 1.0)).sum();
        let part = |line: usize, hz: f64| {
            (hz - self.frequencies_hz[line]) / (self.frequencies_hz[line + 1] - self.frequencies_hz[line])
        };
        let head = from.checked_sub(1).map_or(0.0, |line| self.area(line, part(line, low_hz), 1.0));
        let tail = if to < self.frequencies_hz.len() { self.area(to - 1, 0.0, part(to - 1, high_hz)) } else { 0.0 };
        Some(head + inside + tail)
    }

    /// The area between a line and the next, from one part of the way to another.
    fn area(&self, line: usize, from: f64, to: f64) -> f64 {
        let (left, right) = (self.density[line], self.density[line + 1]);
        let middle = left + (right - left) * f64::midpoint(from, to);
        (self.frequencies_hz[line + 1] - self.frequencies_hz[line]) * (to - from) * middle
    }

    /// The frequency of the greatest density between two frequencies; `None` without lines there.
    #[must_use]
    pub fn peak_hz(&self, low_hz: f64, high_hz: f64) -> Option<f64> {
        let inside = self.frequencies_hz.iter().zip(&self.density).filter(|(own, _)| (low_hz..=high_hz).contains(*own));
        inside.max_by(|left, right| left.1.total_cmp(right.1)).map(|(frequency, _)| *frequency)
    }
}

/// The settings of Welch's method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Welch {
    /// Samples per second.
    pub rate_hz: f64,
    /// Samples in each piece; a shorter signal is one piece.
    pub piece_len: usize,
    /// Samples that neighbouring pieces share; less than `piece_len`.
    pub overlap_len: usize,
    /// Each piece is lengthened by zeros to that many samples where it is more.
    pub fft_len: usize,
    /// How the pieces become one.
    pub averaging: Averaging,
}

impl Welch {
    /// Half overlap, no zeros added, mean.
    #[must_use]
    pub fn new(rate_hz: f64, piece_len: usize) -> Self {
        Self { rate_hz, piece_len, overlap_len: piece_len / 2, fft_len: 0, averaging: Averaging::Mean }
    }

    /// The spectrum of a signal without gaps; empty without samples or with impossible settings.
    #[must_use]
    pub fn spectrum(&self, values: &[f64]) -> Spectrum {
        let piece_len = self.piece_len.min(values.len());
        let overlap_len = if piece_len < self.piece_len { piece_len / 2 } else { self.overlap_len };
        if piece_len == 0 || overlap_len >= piece_len {
            return Spectrum::default();
        }
        let fft_len = self.fft_len.max(piece_len);
        let window = hann(piece_len);
        let scale = 1.0 / (self.rate_hz * window.iter().map(|weight| weight * weight).sum::<f64>());
        let plan = RealFftPlanner::<f64>::new().plan_fft_forward(fft_len);
        let (mut input, mut output) = (plan.make_input_vec(), plan.make_output_vec());
        let mut pieces: Vec<Vec<f64>> = Vec::new();
        for piece in values.windows(piece_len).step_by(piece_len - overlap_len) {
            let mean = piece.iter().sum::<f64>() / piece_len as f64;
            input.fill(0.0);
            for ((place, value), weight) in input.iter_mut().zip(piece).zip(&window) {
                *place = (value - mean) * weight;
            }
            if plan.process(&mut input, &mut output).is_err() {
                return Spectrum::default();
            }
            let last = output.len() - 1;
            let is_single = |line: usize| line == 0 || (line == last && fft_len.is_multiple_of(2));
            let density = |(line, value): (usize, &rustfft::num_complex::Complex64)| {
                value.norm_sqr() * scale * if is_single(line) { 1.0 } else { 2.0 }
            };
            pieces.push(output.iter().enumerate().map(density).collect());
        }
        let lines = fft_len / 2 + 1;
        let frequencies_hz = (0..lines).map(|line| line as f64 * self.rate_hz / fft_len as f64).collect();
        let density = (0..lines).map(|line| self.averaging.of(&pieces, line)).collect();
        Spectrum { frequencies_hz, density }
    }
}

impl Averaging {
    fn of(self, pieces: &[Vec<f64>], line: usize) -> f64 {
        let values: Vec<f64> = pieces.iter().map(|piece| piece[line]).collect();
        match self {
            Self::Mean => values.iter().sum::<f64>() / values.len() as f64,
            Self::Median => crate::median(&values).unwrap_or(f64::NAN) / median_bias(values.len()),
        }
    }
}

/// The mean of the median of that many exponential values.
fn median_bias(pieces: usize) -> f64 {
    1.0 + (1..=pieces.saturating_sub(1) / 2).map(|n| 1.0 / (2 * n + 1) as f64 - 1.0 / (2 * n) as f64).sum::<f64>()
}

/// The periodic Hann window.
fn hann(size: usize) -> Vec<f64> {
    if size == 1 {
        return vec![1.0];
    }
    (0..size).map(|n| 0.5 - 0.5 * (2.0 * std::f64::consts::PI * n as f64 / size as f64).cos()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_power_of_a_sine_is_half_its_amplitude_squared() {
        let values: Vec<f64> =
            (0..4000).map(|n| 3.0 * (2.0 * std::f64::consts::PI * 8.0 * f64::from(n) / 100.0).sin()).collect();
        let spectrum = Welch::new(100.0, 400).spectrum(&values);
        assert!((spectrum.power(6.0, 10.0).unwrap() - 4.5).abs() < 1e-6);
        assert_eq!(spectrum.peak_hz(0.0, 50.0), Some(8.0));
        assert_eq!(spectrum.power(6.0, 6.1), None);
        let parts = spectrum.power(6.0, 8.13).unwrap() + spectrum.power(8.13, 10.0).unwrap();
        assert!((parts - spectrum.power(6.0, 10.0).unwrap()).abs() < 1e-9);
    }

    #[test]
    fn no_samples_or_a_whole_overlap_give_no_spectrum() {
        assert_eq!(Welch::new(100.0, 40).spectrum(&[]), Spectrum::default());
        assert_eq!(Welch { overlap_len: 40, ..Welch::new(100.0, 40) }.spectrum(&[1.0; 100]), Spectrum::default());
        assert_eq!(Welch::new(100.0, 0).spectrum(&[1.0; 100]), Spectrum::default());
    }
}
