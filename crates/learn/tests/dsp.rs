//! Golden numbers: what SciPy 1.17.1 gives on a small synthetic signal, made by `scripts/golden/dsp.py`. The file holds 12 digits,
//! so the tolerance is 1e-9 of the largest value, and 1e-7 for recursive filters with a corner far below the rate.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use attentive_learn::dsp::{
    Averaging, Band, Curve, FrequencyGrid, PeakRules, SavitzkyGolay, Trend, Welch, butterworth, detrend, find_peaks,
    lomb_scargle, notch, real_fft, resample_rational,
};
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/dsp.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn whole(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

fn assert_near(what: &str, ours: &[f64], theirs: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), theirs.len(), "{what}: lengths differ");
    let largest = theirs.iter().fold(1.0_f64, |most, value| most.max(value.abs()));
    for (place, (own, other)) in ours.iter().zip(theirs).enumerate() {
        assert!((own - other).abs() <= tolerance * largest, "{what}[{place}]: {own} and {other}");
    }
}

#[test]
fn butterworth_filters_agree_forward_and_both_ways() {
    let golden = golden();
    let signal = numbers(&golden["signal"]);
    for (name, case) in golden["butterworth"].as_object().unwrap() {
        let corner = numbers(&case["band"]);
        let band = match case["kind"].as_str().unwrap() {
            "lowpass" => Band::Below(corner[0]),
            "highpass" => Band::Above(corner[0]),
            "bandpass" => Band::Between(corner[0], corner[1]),
            _ => Band::Outside(corner[0], corner[1]),
        };
        let filter = butterworth(whole(&case["order"]), band, 100.0).unwrap();
        assert_near(name, &filter.filter(&signal), &numbers(&case["forward"]), 1e-9);
        assert_near(name, &filter.filter_both_ways(&signal), &numbers(&case["both"]), 1e-7);
    }
}

#[test]
fn a_stream_gives_what_the_whole_gives_after_its_start() {
    let signal = numbers(&golden()["signal"]);
    let filter = butterworth(4, Band::Below(8.0), 100.0).unwrap();
    let whole = filter.filter(&signal);
    let mut stream = filter.stream();
    let last = signal.iter().map(|value| stream.push(*value)).last().unwrap();
    assert!((last - whole[whole.len() - 1]).abs() < 1e-6);
}

#[test]
fn the_notch_agrees() {
    let golden = golden();
    let signal = numbers(&golden["signal"]);
    let filter = notch(17.0, 5.0, 100.0).unwrap();
    assert_near("notch", &filter.filter(&signal), &numbers(&golden["notch"]["forward"]), 1e-9);
    assert_near("notch", &filter.filter_both_ways(&signal), &numbers(&golden["notch"]["both"]), 1e-9);
}

#[test]
fn savitzky_golay_agrees_up_to_the_ends() {
    let golden = golden();
    let signal = numbers(&golden["signal"]);
    for case in golden["savgol"].as_array().unwrap() {
        let (window, degree, derivative) = (whole(&case["window"]), whole(&case["degree"]), whole(&case["derivative"]));
        let filter = SavitzkyGolay::new(window, degree, derivative, 100.0).unwrap();
        assert_near("savgol", &filter.filter(&signal), &numbers(&case["out"]), 1e-9);
    }
}

#[test]
fn welch_agrees() {
    let golden = golden();
    let signal = numbers(&golden["signal"]);
    for case in golden["welch"].as_array().unwrap() {
        let averaging = if case["average"] == "median" { Averaging::Median } else { Averaging::Mean };
        let mut welch = Welch { averaging, ..Welch::new(100.0, whole(&case["piece"])) };
        welch.overlap_len = whole(&case["overlap"]);
        // A signal shorter than the piece is one piece, without zeros added.
        welch.fft_len = whole(&case["nfft"]).min(signal.len());
        let spectrum = welch.spectrum(&signal);
        assert_near("frequencies", &spectrum.frequencies_hz, &numbers(&case["frequencies"]), 1e-9);
        assert_near("density", &spectrum.density, &numbers(&case["density"]), 1e-9);
    }
}

#[test]
fn lomb_scargle_agrees_but_for_the_factor_of_a_density() {
    let golden = golden();
    let (signal, case) = (numbers(&golden["signal"]), &golden["lombscargle"]);
    let (times, power) = (numbers(&case["times"]), numbers(&case["power"]));
    let grid = FrequencyGrid { start_hz: 0.5, step_hz: 0.25, count: power.len() };
    let spacing = (times[times.len() - 1] - times[0]) / (times.len() as f64 - 1.0);
    let ours: Vec<f64> =
        lomb_scargle(&times, &signal, grid).density.iter().map(|density| density / 2.0 / spacing).collect();
    assert_near("lombscargle", &ours, &power, 1e-9);
}

#[test]
fn peaks_agree_with_every_rule() {
    let golden = golden();
    let signal = numbers(&golden["signal"]);
    for case in golden["peaks"].as_array().unwrap() {
        let rule = |name: &str| case["rules"][name].as_f64();
        let places: Vec<usize> = case["places"].as_array().unwrap().iter().map(whole).collect();
        let is_measured = !numbers(&case["prominences"]).is_empty();
        let peaks = find_peaks(
            &signal,
            &PeakRules {
                height: rule("height"),
                distance: rule("distance"),
                prominence: rule("prominence"),
                prominence_window: case["rules"]["wlen"].as_u64().map(|wlen| usize::try_from(wlen).unwrap()),
                width: rule("width").or(is_measured.then_some(0.0)),
                width_at: rule("rel_height"),
            },
        );
        assert_eq!(peaks.iter().map(|peak| peak.place).collect::<Vec<_>>(), places, "{}", case["rules"]);
        if is_measured {
            let of = |get: fn(&attentive_learn::dsp::Peak) -> f64| peaks.iter().map(get).collect::<Vec<_>>();
            assert_near("prominence", &of(|peak| peak.prominence), &numbers(&case["prominences"]), 1e-9);
            assert_near("left", &of(|peak| peak.width.0), &numbers(&case["left"]), 1e-9);
            assert_near("right", &of(|peak| peak.width.1), &numbers(&case["right"]), 1e-9);
        }
    }
}

#[test]
fn trends_curves_and_rates_agree() {
    let golden = golden();
    let signal = numbers(&golden["signal"]);
    assert_near("linear", &detrend(&signal, Trend::Linear), &numbers(&golden["detrend"]["linear"]), 1e-9);
    assert_near("constant", &detrend(&signal, Trend::Constant), &numbers(&golden["detrend"]["constant"]), 1e-9);
    let curves = &golden["curves"];
    let (x, y, places) = (numbers(&curves["x"]), numbers(&curves["y"]), numbers(&curves["places"]));
    // The last place may lie past the last point by a rounding of the file.
    let inside = |curve: Curve| curve.at(&places[..places.len() - 1]);
    let theirs = |name: &str| numbers(&curves[name])[..places.len() - 1].to_vec();
    assert_near("natural", &inside(Curve::natural_spline(&x, &y).unwrap()), &theirs("natural"), 1e-9);
    assert_near("pchip", &inside(Curve::pchip(&x, &y).unwrap()), &theirs("pchip"), 1e-9);
    for case in golden["resample"].as_array().unwrap() {
        let ours = resample_rational(&signal, whole(&case["up"]), whole(&case["down"])).unwrap();
        assert_near("resample", &ours, &numbers(&case["out"]), 1e-9);
    }
}

#[test]
fn the_fourier_transform_agrees() {
    let golden = golden();
    let signal = numbers(&golden["signal"]);
    for (case, size) in golden["rfft"].as_array().unwrap().iter().zip([16, 45, 240]) {
        let ours = real_fft(&signal[..size]);
        assert_near("re", &ours.iter().map(|line| line.re).collect::<Vec<_>>(), &numbers(&case["re"]), 1e-9);
        assert_near("im", &ours.iter().map(|line| line.im).collect::<Vec<_>>(), &numbers(&case["im"]), 1e-9);
    }
}
