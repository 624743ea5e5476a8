//! What every feature of a signal must keep, so that a new entry of a list is tested by being listed.

use attentive_types::Measured;

use super::SignalFeature;

/// Units and how a name that ends in them ends.
const ENDINGS: [(&str, &str); 42] = [
    ("1", "_share"),
    ("1", "_ratio"),
    ("1", "_cv"),
    ("1", "_slope"),
    ("1", "_entropy_share"),
    ("1", "_complexity_ratio"),
    ("bit", "_bits"),
    ("s", "_s"),
    ("ms", "_ms"),
    ("1/s", "_per_s"),
    ("1/min", "_per_min"),
    ("s/s", "_s_per_s"),
    ("Hz", "_hz"),
    ("uS", "_us"),
    ("uS s", "_us_s"),
    ("uS/min", "_us_per_min"),
    ("C", "_c"),
    ("C/min", "_c_per_min"),
    ("au", "_au"),
    ("uV", "_uv"),
    ("uV^2", "_uv2"),
    ("g", "_g"),
    ("1", "_count"),
    ("ms/min", "_ms_per_min"),
    ("px/s/min", "_px_per_s_per_min"),
    ("g^2", "_g2"),
    ("g/min", "_g_per_min"),
    ("km/h/min", "_km_per_h_per_min"),
    ("mg", "_mg"),
    ("g/s", "_g_per_s"),
    ("g s/min", "_g_s_per_min"),
    ("deg/s", "_deg_per_s"),
    ("deg", "_deg"),
    ("m", "_m"),
    ("m/s^2", "_m_per_s2"),
    ("m/s^3", "_m_per_s3"),
    ("km/h", "_km_per_h"),
    ("px", "_px"),
    ("px/s", "_px_per_s"),
    ("px/s^2", "_px_per_s2"),
    ("px/s^3", "_px_per_s3"),
    ("deg/px", "_deg_per_px"),
];

/// Windows that a list is tried on.
pub(crate) struct Windows<W> {
    /// No samples at all.
    pub(crate) empty: W,
    /// Samples, all missing.
    pub(crate) missing: W,
    /// Plenty of good data.
    pub(crate) busy: W,
    /// The same, later.
    pub(crate) later: W,
}

/// Checks a list against its contract.
pub(crate) fn check<W>(all: &[SignalFeature<W>], windows: &Windows<W>) {
    let mut names: Vec<&str> = all.iter().map(|feature| feature.info.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all.len(), "a name stands twice");
    for SignalFeature { info, compute, .. } in all {
        let name = info.name;
        let is_named_so = ENDINGS.iter().any(|(unit, ending)| *unit == info.unit && name.ends_with(ending));
        assert!(is_named_so, "{name} does not end in {}", info.unit);
        assert!(!info.formula.is_empty() && !info.source.is_empty(), "{name} lacks its formula or source");
        assert_eq!(compute(&windows.empty), Measured::missing(), "{name} of nothing");
        assert_eq!(compute(&windows.missing), Measured::missing(), "{name} of gaps");
        let (now, later) = (compute(&windows.busy), compute(&windows.later));
        assert!(now.value.is_some_and(f64::is_finite), "{name} is {now:?}");
        assert!(now.quality > 0.0 && now.quality <= 1.0, "{name} has quality {}", now.quality);
        assert_eq!(now, later, "{name} depends on the date");
    }
}
