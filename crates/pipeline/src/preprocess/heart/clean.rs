//! An ECG or a pulse without drift, hum and noise: a band pass run both ways, so that nothing moves in time.

use attentive_learn::dsp::{Band, Sections, butterworth, notch, runs_of_finite};
use attentive_types::{Channel, SampleSignal};

use super::HeartError;

/// How a signal is cleaned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CleanSettings {
    /// What passes, in hertz; the upper corner is left out where the rate is too low for it.
    pub band_hz: (f64, f64),
    /// Order of the Butterworth filter, which is run both ways.
    pub order: usize,
    /// The mains, where a hum lies inside the band: 50 or 60 Hz.
    pub mains_hz: Option<f64>,
    /// Gaps up to this length do not cut the signal for the filter; they stay missing.
    pub bridged_ms: f64,
}

impl CleanSettings {
    /// 0.5 to 40 Hz: the monitoring band (Kligfield et al., 2007, "Recommendations for the standardization and interpretation of the
    /// electrocardiogram, part I", Circulation 115). Order 2, this project: enough for drift, and rings little.
    #[must_use]
    pub fn ecg() -> Self {
        Self { band_hz: (0.5, 40.0), order: 2, mains_hz: None, bridged_ms: 40.0 }
    }

    /// 0.5 to 8 Hz: Elgendi et al., 2013, "Systolic peak detection in acceleration photoplethysmograms", PLoS ONE 8(10); order 3 as
    /// NeuroKit2.
    #[must_use]
    pub fn ppg() -> Self {
        Self { band_hz: (0.5, 8.0), order: 3, mains_hz: None, bridged_ms: 100.0 }
    }
}

/// One channel cleaned, at the same times. What was missing stays missing; the two sides of a gap do not mix.
pub fn clean(
    signal: &SampleSignal,
    channel: &str,
    rate_hz: f64,
    settings: &CleanSettings,
) -> Result<SampleSignal, HeartError> {
    let own = signal.channel(channel).ok_or_else(|| HeartError::NoChannel(channel.to_owned()))?;
    let (low, high) = settings.band_hz;
    let band = if high < 0.45 * rate_hz { Band::Between(low, high) } else { Band::Above(low) };
    let refused = HeartError::Rate { rate_hz, least_hz: 4.0 * low };
    let mut filters = vec![butterworth(settings.order, band, rate_hz).ok_or(refused)?];
    filters.extend(settings.mains_hz.and_then(|mains| notch(mains, 30.0, rate_hz)));
    let values: Vec<f64> = if own.is_present.is_empty() {
        own.values.clone()
    } else {
        (0..signal.len()).map(|place| own.get(place).unwrap_or(f64::NAN)).collect()
    };
    let cleaned = clean_values(&values, &filters, (settings.bridged_ms / 1000.0 * rate_hz) as usize);
    Ok(SampleSignal {
        name: signal.name.clone(),
        time_nanos: signal.time_nanos.clone(),
        channels: vec![Channel::new(channel, cleaned)],
    })
}

fn clean_values(values: &[f64], filters: &[Sections], bridged_len: usize) -> Vec<f64> {
    let runs = runs_of_finite(values);
    if let [run] = runs.as_slice()
        && run.len() == values.len()
    {
        return filters.iter().fold(values.to_vec(), |signal, filter| filter.filter_both_ways(&signal));
    }
    let mut cleaned = vec![f64::NAN; values.len()];
    let mut runs = runs.into_iter().peekable();
    while let Some(first) = runs.next() {
        let start = first.start;
        let mut piece = values[first.clone()].to_vec();
        let mut parts = vec![first];
        while let Some(next) = runs.next_if(|next| next.start - start - piece.len() <= bridged_len) {
            bridge(&mut piece, values, start, next.start);
            piece.extend_from_slice(&values[next.clone()]);
            parts.push(next);
        }
        let done = filters.iter().fold(piece, |signal, filter| filter.filter_both_ways(&signal));
        for part in parts {
            let inside = part.start - start..part.end - start;
            cleaned[part].copy_from_slice(&done[inside]);
        }
    }
    cleaned
}

/// A straight line over a short gap, for the filter alone.
fn bridge(piece: &mut Vec<f64>, values: &[f64], start: usize, to: usize) {
    let (from, last) = (start + piece.len() - 1, piece.last().copied().unwrap_or(0.0));
    let slope = (values[to] - last) / (to - from) as f64;
    piece.extend((1..to - from).map(|step| last + slope * step as f64));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(values: Vec<f64>) -> SampleSignal {
        let time_nanos = (0..values.len() as i64).map(|place| place * 4_000_000).collect();
        SampleSignal { name: "heart".to_owned(), time_nanos, channels: vec![Channel::new("ecg_mv", values)] }
    }

    #[test]
    fn drift_goes_and_a_gap_stays_a_gap() {
        let mut values: Vec<f64> = (0..5000).map(|n| 3.0 + f64::from(n) * 1e-4 + (f64::from(n) * 0.25).sin()).collect();
        values[2000..2003].fill(f64::NAN);
        values[3000..3100].fill(f64::NAN);
        let cleaned = clean(&signal(values), "ecg_mv", 250.0, &CleanSettings::ecg()).unwrap();
        let out = cleaned.values("ecg_mv").unwrap();
        for (place, value) in out.iter().enumerate() {
            assert_eq!(value.is_nan(), (2000..2003).contains(&place) || (3000..3100).contains(&place));
        }
        let truth = |n: usize| (n as f64 * 0.25).sin();
        assert!((1500..2600).filter(|n| out[*n].is_finite()).all(|n| (out[n] - truth(n)).abs() < 0.1));
    }

    #[test]
    fn a_channel_that_is_not_there_is_an_error() {
        let error = clean(&signal(vec![0.0]), "ppg_au", 250.0, &CleanSettings::ppg());
        assert_eq!(error, Err(HeartError::NoChannel("ppg_au".to_owned())));
        assert!(clean(&signal(vec![0.0; 9]), "ecg_mv", 0.5, &CleanSettings::ecg()).is_err());
        assert_eq!(clean(&signal(vec![]), "ecg_mv", 250.0, &CleanSettings::ecg()).unwrap().len(), 0);
    }
}
