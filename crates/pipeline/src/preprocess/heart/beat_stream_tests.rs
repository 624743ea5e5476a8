//! Beats are found where they were put, for any cut into pieces.

use attentive_types::{Channel, SampleSignal};
use proptest::prelude::*;

use super::*;
use crate::preprocess::heart::Simulation;

fn part(signal: &SampleSignal, from: usize, to: usize) -> SampleSignal {
    let cut = |channel: &Channel| Channel::new(&channel.name, channel.values[from..to].to_vec());
    SampleSignal {
        name: signal.name.clone(),
        time_nanos: signal.time_nanos[from..to].to_vec(),
        channels: signal.channels.iter().map(cut).collect(),
    }
}

/// The truths without a beat within the tolerance, and the beats without a truth.
fn wrong(beats: &[Beat], truth_s: &[f64], tolerance_s: f64) -> (usize, usize) {
    let found: Vec<f64> = beats.iter().map(|beat| beat.time_nanos as f64 / 1e9).collect();
    let is_near = |one: f64, many: &[f64]| many.iter().any(|other| (one - other).abs() <= tolerance_s);
    let missed = truth_s.iter().filter(|truth| !is_near(**truth, &found)).count();
    (missed, found.iter().filter(|beat| !is_near(**beat, truth_s)).count())
}

#[test]
fn every_r_peak_is_found_to_the_sample_at_any_rate() {
    for rate_hz in [100.0, 128.0, 250.0, 360.0, 1000.0] {
        let simulation = Simulation { rate_hz, hum: 0.0, ..Simulation::default() };
        let beats = r_peaks(&simulation.ecg(), "ecg_mv", rate_hz).unwrap();
        // A step and a half of the rate, and what noise moves the highest sample.
        assert_eq!(wrong(&beats, &simulation.beats_s(), 1.5 / rate_hz + 0.002), (0, 0), "at {rate_hz} Hz");
    }
}

#[test]
fn every_systolic_peak_is_found() {
    for rate_hz in [64.0, 100.0, 250.0] {
        let simulation = Simulation { rate_hz, hum: 0.0, ..Simulation::default() };
        let beats = ppg_peaks(&simulation.ppg(), "ppg_au", rate_hz).unwrap();
        let mut truth: Vec<f64> = simulation.beats_s().iter().map(|beat| beat + 0.2).collect();
        truth.retain(|time| *time < simulation.length_s - 0.1);
        assert_eq!(wrong(&beats, &truth, 0.05), (0, 0), "at {rate_hz} Hz");
    }
}

#[test]
fn noise_hum_drift_and_artefacts_cost_few_beats() {
    let simulation = Simulation { noise: 0.12, hum: 0.15, drift: 1.0, length_s: 120.0, ..Simulation::default() };
    let mut signal = simulation.ecg();
    // Three spikes of ten times the heart, one at the very start.
    for place in [40, 9000, 20_000] {
        signal.channels[0].values[place..place + 6].fill(11.0);
    }
    let beats = r_peaks(&signal, "ecg_mv", 250.0).unwrap();
    let (missed, extra) = wrong(&beats, &simulation.beats_s(), 0.05);
    assert!(missed <= 5 && extra <= 3, "{missed} missed, {extra} extra");
}

#[test]
fn a_heart_upside_down_is_found_too() {
    let simulation = Simulation::default();
    let mut signal = simulation.ecg();
    signal.channels[0].values.iter_mut().for_each(|value| *value = -*value);
    let beats = r_peaks(&signal, "ecg_mv", 250.0).unwrap();
    assert_eq!(wrong(&beats, &simulation.beats_s(), 0.01), (0, 0));
    assert!(beats.iter().all(|beat| beat.height < 0.0));
}

#[test]
fn a_quiet_stretch_after_a_loud_one_is_found_by_search_back() {
    let simulation = Simulation { length_s: 120.0, noise: 0.002, ..Simulation::default() };
    let mut signal = simulation.ecg();
    let values = &mut signal.channels[0].values;
    values[15_000..].iter_mut().for_each(|value| *value *= 0.25);
    let (missed, extra) = wrong(&r_peaks(&signal, "ecg_mv", 250.0).unwrap(), &simulation.beats_s(), 0.05);
    assert!(missed <= 3 && extra <= 2, "{missed} missed, {extra} extra");
}

#[test]
fn a_gap_costs_the_beats_in_it_alone() {
    let simulation = Simulation::default();
    let mut signal = simulation.ecg();
    signal.channels[0].values[5000..7500].fill(f64::NAN);
    signal.time_nanos.drain(10_000..11_000);
    signal.channels[0].values.drain(10_000..11_000);
    let beats = r_peaks(&signal, "ecg_mv", 250.0).unwrap();
    let is_lost = |time: f64| (19.9..30.1).contains(&time) || (39.9..44.1).contains(&time);
    let truth: Vec<f64> = simulation.beats_s().into_iter().filter(|time| !is_lost(*time)).collect();
    let (missed, extra) = wrong(&beats, &truth, 0.02);
    assert!(missed <= 2 && extra <= 1, "{missed} missed, {extra} extra");
    for beat in &beats {
        let place = usize::try_from(beat.place).unwrap();
        assert_eq!(signal.time_nanos[place], beat.time_nanos);
    }
}

#[test]
fn latency_is_bounded() {
    let signal = Simulation { length_s: 120.0, ..Simulation::default() }.ecg();
    let mut stream = BeatStream::new("ecg_mv", 250.0, BeatSettings::ecg()).unwrap();
    for place in 0..signal.len() {
        for beat in stream.push(&part(&signal, place, place + 1)).unwrap() {
            let late_s = (signal.time_nanos[place] - beat.time_nanos) as f64 / 1e9;
            assert!(late_s < if place < 1500 { HELD_S } else { 1.0 }, "{late_s} s at {place}");
        }
    }
}

#[test]
fn nothing_and_junk_are_survived() {
    assert!(BeatStream::new("ecg_mv", 30.0, BeatSettings::ecg()).is_err());
    assert!(BeatStream::new("ecg_mv", f64::NAN, BeatSettings::ecg()).is_err());
    let signal = |values: Vec<f64>| SampleSignal {
        name: "ecg".to_owned(),
        time_nanos: (0..values.len() as i64).map(|place| place * 4_000_000).collect(),
        channels: vec![Channel::new("ecg_mv", values)],
    };
    for values in [vec![], vec![f64::NAN; 3000], vec![0.0; 3000], vec![f64::MAX, f64::MIN, 1.0], vec![1e308; 2000]] {
        assert!(r_peaks(&signal(values), "ecg_mv", 250.0).unwrap().len() < 5);
    }
    assert!(r_peaks(&signal(vec![1.0]), "ppg_au", 250.0).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_cut_gives_the_same_beats(
        cuts in prop::collection::vec(1..4000_usize, 1..40),
        seed in 0..1000_u64,
        noise in 0.0..0.4_f64,
        gap in 0..5000_usize,
        gap_len in 0..2500_usize,
    ) {
        let mut signal = Simulation { seed, noise, length_s: 40.0, ..Simulation::default() }.ecg();
        signal.channels[0].values[gap..gap + gap_len].fill(f64::NAN);
        let whole = r_peaks(&signal, "ecg_mv", 250.0).unwrap();
        let mut stream = BeatStream::new("ecg_mv", 250.0, BeatSettings::ecg()).unwrap();
        let (mut beats, mut from) = (Vec::new(), 0);
        for size in cuts.iter().cycle() {
            let to = (from + size).min(signal.len());
            beats.extend(stream.push(&part(&signal, from, to)).unwrap());
            from = to;
            if from == signal.len() {
                break;
            }
        }
        beats.extend(stream.finish());
        prop_assert_eq!(&beats, &whole);
        prop_assert!(beats.windows(2).all(|pair| pair[0].time_nanos < pair[1].time_nanos));
    }
}

#[test]
fn a_rate_that_cannot_be_told_is_said_in_words() {
    let said = |rate_hz| HeartError::Rate { rate_hz, least_hz: 40.0 }.to_string();
    assert_eq!(said(f64::NAN), "it cannot be told how many samples there are in a second; beats need 40 or more");
    assert_eq!(said(10.0), "10 samples a second; beats need 40 or more");
}
