//! Skin conductance beside NeuroKit2, and beside the responses that were put in.

use attentive_pipeline::preprocess::skin::{CleanSettings, EventRules, Parting, clean, events};

use crate::golden::{apart, golden, number, numbers, signal};

#[test]
fn clean_tonic_and_phasic_are_those_of_neurokit2() {
    let golden = golden("skin");
    let whole = CleanSettings { block_s: 1000.0, ..CleanSettings::default() };
    let eda = signal(&golden, "eda_us");
    for (settings, clean_us, part_us) in [(whole, 1e-7, 1e-7), (CleanSettings::default(), 1e-4, 1e-2)] {
        // In blocks the filters begin at a margin of 45 s, and what they still remember is the difference.
        let (ours, _) = clean(&eda, None, &settings);
        let of = |name: &str, theirs: &str| apart(ours.values(name).unwrap(), 5, &golden[theirs]);
        let (a, b, c) = (of("eda_us", "clean_us"), of("tonic_us", "tonic_us"), of("phasic_us", "phasic_us"));
        println!("block {} s: clean {a:.2e}, tonic {b:.2e}, phasic {c:.2e} uS apart", settings.block_s);
        assert!(a < clean_us && b < part_us && c < part_us);
    }
    // The reference mirrors the ends for its median, ours shrinks the window there: 4 s at both ends are not compared.
    let median = CleanSettings { parting: Parting::MovingMedian { window_s: 4.0 }, ..whole };
    let (ours, _) = clean(&eda, None, &median);
    let theirs = numbers(&golden["median_tonic_us"]);
    let own: Vec<f64> = ours.values("tonic_us").unwrap().iter().copied().step_by(5).collect();
    let middle = 16..theirs.len() - 16;
    let worst = middle.map(|place| (own[place] - theirs[place]).abs()).fold(0.0, f64::max);
    println!("median: {worst:.2e} uS apart");
    assert!(worst < 1e-7);
}

#[test]
fn responses_are_those_that_were_put_in_and_those_of_neurokit2() {
    let golden = golden("skin");
    let (ours, _) = clean(&signal(&golden, "eda_us"), None, &CleanSettings::default());
    let found = events(&ours, &EventRules { least_us: 0.05, ..EventRules::default() });
    let onsets: Vec<f64> = found.iter().map(|own| own.onset.as_unix_seconds()).collect();
    let (true_onsets, true_sizes) = (numbers(&golden["true_onsets_s"]), numbers(&golden["true_amplitudes_us"]));
    println!("onsets {onsets:.2?}");
    assert_eq!(found.len(), true_onsets.len());
    for (place, own) in found.iter().enumerate() {
        assert!((onsets[place] - true_onsets[place]).abs() < 0.5, "{onsets:?}");
        // What is left of the response before is still falling below it.
        assert!((own.amplitude_us / true_sizes[place] - 1.0).abs() < 0.12, "{own:?} of {}", true_sizes[place]);
    }
    // NeuroKit2 has the same peaks, each within 0.2 s: the high pass moves a peak a little forward.
    let peaks = numbers(&golden["peaks_s"]);
    let near = |peak: f64| found.iter().find(|own| (own.peak.as_unix_seconds() - peak).abs() < 0.2);
    let mut seen = 0;
    for (place, peak) in peaks.iter().enumerate() {
        let (Some(own), theirs) = (near(*peak), number(&golden["amplitudes_us"][place])) else { continue };
        println!("peak {peak}: {:.3} uS, theirs {theirs:.3} uS", own.amplitude_us);
        seen += 1;
        assert!((own.amplitude_us / theirs - 1.0).abs() < 0.2);
    }
    println!("{} of ours, {} of theirs, {seen} the same", found.len(), peaks.len());
    assert_eq!(seen, found.len());
}
