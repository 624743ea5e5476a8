//! Digital signal processing that knows nothing of hearts and eyes: filters, spectra, peaks, curves.
//!
//! Signals are slices of `f64` at one rate. A gap is the caller's: what is not finite in the input of a filter spreads, so cut
//! the signal at its gaps first ([`runs`] gives the pieces). Where PyPI's SciPy has the same function we give the same numbers;
//! `tests/dsp.rs` holds each beside it, with its tolerance.
//!
//! | question | file |
//! | --- | --- |
//! | what is left of a signal below, above, between frequencies? | [`mod@butterworth`], [`mod@notch`], run by [`sections`] |
//! | what would it look like without noise, and how fast does it change? | [`mod@savitzky_golay`], [`moving`] |
//! | how much power lies at which frequency? | [`mod@fft`], [`mod@welch`], [`mod@lomb_scargle`] |
//! | where are the peaks, and how much do they stand out? | [`mod@peaks`] |
//! | where does it turn, ripples aside? | [`turning`] |
//! | what is the value between the samples? | [`interpolate`] |
//! | what would it be at another rate? | [`resample`] |
//! | what is left without mean and slope? | [`mod@detrend`] |
//! | when is it on, if on needs more than staying on? | [`mod@hysteresis`] |

pub mod butterworth;
pub mod detrend;
pub mod fft;
pub mod hysteresis;
pub mod interpolate;
pub mod lomb_scargle;
pub mod moving;
pub mod notch;
pub mod peaks;
pub mod resample;
pub mod savitzky_golay;
pub mod sections;
pub mod turning;
pub mod welch;

pub use butterworth::{Band, butterworth};
pub use detrend::{Trend, detrend};
pub use fft::{real_fft, real_ifft};
pub use hysteresis::{hysteresis, runs, runs_of_finite};
pub use interpolate::{Curve, linear};
pub use lomb_scargle::{FrequencyGrid, lomb_scargle};
pub use moving::{moving_average, moving_median};
pub use notch::notch;
pub use peaks::{Peak, PeakRules, find_peaks};
pub use resample::{decimate, resample_rational};
pub use savitzky_golay::SavitzkyGolay;
pub use sections::{Biquad, FilterStream, Sections};
pub use turning::{Turn, Turning, turns};
pub use welch::{Averaging, Spectrum, Welch};
