//! What is left of a signal below, above, between frequencies? The Butterworth filter: as flat as can be where it lets through.
//!
//! Source: S. Butterworth, 1930, "On the theory of filter amplifiers", Wireless Engineer 7; digital by the bilinear transform
//! with the corner frequencies warped beforehand (Oppenheim and Schafer, 2010, section 7.2), as SciPy's `butter` does.
//!
//! ```text
//! prototype poles   p_k = -exp(i pi m / 2n),  m = -n+1, -n+3, ..., n-1
//! warped corner     w = 2 f_s tan(pi f / f_s)
//! below: p w        above: w / p        between: q +- sqrt(q^2 - w1 w2),  q = p (w2 - w1) / 2
//! digital           z = (2 f_s + p) / (2 f_s - p)
//! ```

use rustfft::num_complex::Complex64;

use super::{Biquad, Sections};

/// Which frequencies pass, in hertz.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Band {
    /// A low pass with this corner.
    Below(f64),
    /// A high pass with this corner.
    Above(f64),
    /// A band pass with these corners; its sections are twice the order in poles.
    Between(f64, f64),
    /// A band stop with these corners.
    Outside(f64, f64),
}

/// The filter of that order (1 to 12) for samples at that rate. `None` where a corner does not lie between zero and half the
/// rate, corners are out of order, or the order is out of range.
#[must_use]
pub fn butterworth(order: usize, band: Band, rate_hz: f64) -> Option<Sections> {
    if !(1..=12).contains(&order) {
        return None;
    }
    let warp = |corner_hz: f64| {
        let is_inside = corner_hz > 0.0 && corner_hz < rate_hz / 2.0;
        is_inside.then(|| (std::f64::consts::PI * corner_hz / rate_hz).tan())
    };
    // Frequencies in units of twice the rate, so that the bilinear transform is (1 + p) / (1 - p).
    let (poles, zeros, reference): (Vec<Complex64>, [f64; 2], f64) = match band {
        Band::Below(corner) => {
            (prototype(order).map(|pole| pole * warp_or(&warp, corner)).collect(), [-1.0, -1.0], 0.0)
        }
        Band::Above(corner) => {
            (prototype(order).map(|pole| warp_or(&warp, corner) / pole).collect(), [1.0, 1.0], std::f64::consts::PI)
        }
        Band::Between(low, high) => {
            let (low, high) = (warp(low)?, warp(high)?);
            let center = (low * high).sqrt();
            let poles = prototype(order).flat_map(|pole| split(pole * (high - low) / 2.0, center));
            (poles.collect(), [1.0, -1.0], 2.0 * center.atan())
        }
        Band::Outside(low, high) => {
            let (low, high) = (warp(low)?, warp(high)?);
            let center = (low * high).sqrt();
            let poles = prototype(order).flat_map(|pole| split((high - low) / 2.0 / pole, center));
            return (high > low).then(|| stop_sections(&poles.collect::<Vec<_>>(), center));
        }
    };
    let is_possible = match band {
        Band::Below(corner) | Band::Above(corner) => warp(corner).is_some(),
        Band::Between(low, high) | Band::Outside(low, high) => low < high,
    };
    is_possible.then(|| sections(&poles, zeros, reference))
}

fn warp_or(warp: &impl Fn(f64) -> Option<f64>, corner: f64) -> f64 {
    warp(corner).unwrap_or(f64::NAN)
}

fn prototype(order: usize) -> impl Iterator<Item = Complex64> {
    (0..order).map(move |place| {
        let m = 2.0 * place as f64 - order as f64 + 1.0;
        -Complex64::from_polar(1.0, std::f64::consts::PI * m / (2.0 * order as f64))
    })
}

fn split(pole: Complex64, center: f64) -> [Complex64; 2] {
    let root = (pole * pole - center * center).sqrt();
    [pole + root, pole - root]
}

/// Pairs the poles, gives each pair its two zeros, and makes each section's gain one at the reference frequency (in radians for
/// each sample). At that frequency the whole filter's gain is exactly one and real, so the product needs no further factor.
fn sections(analog: &[Complex64], zeros: [f64; 2], reference: f64) -> Sections {
    let pairs = paired(analog);
    let mut chain = Vec::with_capacity(pairs.len());
    for (a, is_single) in pairs {
        let b = if is_single { [1.0, -zeros[0], 0.0] } else { [1.0, -(zeros[0] + zeros[1]), zeros[0] * zeros[1]] };
        chain.push(scaled(Biquad { b, a }, reference));
    }
    Sections { chain }
}

fn stop_sections(analog: &[Complex64], center: f64) -> Sections {
    let zero = (1.0 + Complex64::i() * center) / (1.0 - Complex64::i() * center);
    let chain = paired(analog).into_iter().map(|(a, _)| scaled(Biquad { b: [1.0, -2.0 * zero.re, 1.0], a }, 0.0));
    Sections { chain: chain.collect() }
}

fn scaled(section: Biquad, reference: f64) -> Biquad {
    let back = Complex64::from_polar(1.0, -reference);
    let over = section.b[0] + section.b[1] * back + section.b[2] * back * back;
    let under = 1.0 + section.a[0] * back + section.a[1] * back * back;
    let gain = (over / under).norm();
    Biquad { b: section.b.map(|weight| weight / gain), ..section }
}

/// The denominators of the sections: conjugate pairs, then pairs of real poles; `true` where a real pole stands alone.
fn paired(analog: &[Complex64]) -> Vec<([f64; 2], bool)> {
    let digital: Vec<Complex64> = analog.iter().map(|pole| (1.0 + pole) / (1.0 - pole)).collect();
    let is_real = |pole: &Complex64| pole.im.abs() < 1e-12;
    let mut pairs: Vec<([f64; 2], bool)> = digital
        .iter()
        .filter(|pole| pole.im > 0.0 && !is_real(pole))
        .map(|pole| ([-2.0 * pole.re, pole.norm_sqr()], false))
        .collect();
    // The sections with the poles nearest to the circle come last, as in SciPy: less rounding in between.
    pairs.sort_by(|left, right| left.0[1].total_cmp(&right.0[1]));
    let real: Vec<f64> = digital.iter().filter(|pole| is_real(pole)).map(|pole| pole.re).collect();
    for couple in real.chunks(2) {
        let pair = match couple {
            [left, right] => ([-(left + right), left * right], false),
            rest => ([-rest.iter().sum::<f64>(), 0.0], true),
        };
        pairs.insert(0, pair);
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gain(filter: &Sections, frequency_hz: f64, rate_hz: f64) -> f64 {
        let back = Complex64::from_polar(1.0, -2.0 * std::f64::consts::PI * frequency_hz / rate_hz);
        let of = |section: &Biquad| {
            let over = section.b[0] + section.b[1] * back + section.b[2] * back * back;
            over / (1.0 + section.a[0] * back + section.a[1] * back * back)
        };
        filter.chain.iter().map(of).product::<Complex64>().norm()
    }

    #[test]
    fn the_gain_at_a_corner_is_half_the_power() {
        let half = 0.5_f64.sqrt();
        for order in 1..=8 {
            let filter = butterworth(order, Band::Below(10.0), 250.0).unwrap();
            assert!((gain(&filter, 10.0, 250.0) - half).abs() < 1e-9);
            let filter = butterworth(order, Band::Between(5.0, 15.0), 250.0).unwrap();
            assert!((gain(&filter, 5.0, 250.0) - half).abs() < 1e-9);
            assert!((gain(&filter, 15.0, 250.0) - half).abs() < 1e-9);
            let filter = butterworth(order, Band::Outside(45.0, 55.0), 250.0).unwrap();
            assert!((gain(&filter, 45.0, 250.0) - half).abs() < 1e-9);
            assert!((gain(&filter, 0.0, 250.0) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn impossible_filters_are_refused() {
        for band in [
            Band::Below(0.0),
            Band::Below(50.0),
            Band::Above(f64::NAN),
            Band::Above(60.0),
            Band::Between(5.0, 2.0),
            Band::Outside(5.0, 2.0),
            Band::Between(5.0, 70.0),
        ] {
            assert_eq!(butterworth(2, band, 100.0), None, "{band:?}");
        }
        assert_eq!(butterworth(0, Band::Below(5.0), 100.0), None);
        assert_eq!(butterworth(2, Band::Below(5.0), f64::NAN), None);
    }
}
