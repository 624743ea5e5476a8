//! Breathing beside NeuroKit2's `khodadad2018`.

use attentive_pipeline::features::breath::ALL;
use attentive_pipeline::preprocess::breath::{BreathWindow, CleanSettings, EventRules, clean, events};
use attentive_types::time::SECOND;
use attentive_types::{Span, Timestamp};

use crate::golden::{apart, golden, number, numbers, signal};

#[test]
fn breaths_and_their_features_are_those_of_neurokit2() {
    let golden = golden("breath");
    let belt = signal(&golden, "respiration_au");
    let whole = CleanSettings { block_s: 1000.0, ..CleanSettings::default() };
    let (ours, _) = clean(&belt, None, &whole);
    let difference = apart(ours.values("respiration_au").unwrap(), 5, &golden["clean_au"]);
    println!("clean {difference:.2e} au apart");
    assert!(difference < 1e-7);
    let (ours, _) = clean(&belt, None, &CleanSettings::default());
    let difference = apart(ours.values("respiration_au").unwrap(), 5, &golden["clean_au"]);
    println!("clean in blocks {difference:.2e} au apart");
    assert!(difference < 1e-3);

    let found = events(&ours, &EventRules::default());
    let (peaks, troughs) = (numbers(&golden["peaks_s"]), numbers(&golden["troughs_s"]));
    let is_in = |list: &[f64], time: Timestamp| list.iter().any(|own| (own - time.as_unix_seconds()).abs() < 0.06);
    let same = found.iter().filter(|own| is_in(&peaks, own.peak) && is_in(&troughs, own.start)).count();
    println!("{} breaths of ours, {} of theirs, {same} the same within a sample", found.len(), peaks.len());
    // The last peak has no end that would make it a breath, and the first trough lies at the border.
    assert!(found.len() + 2 >= peaks.len() && same + 1 >= found.len());

    let window = BreathWindow::of(Span::new(Timestamp(0), Timestamp(90 * SECOND)), 20.0, &ours, &found);
    for (name, theirs, share) in [
        ("breath_rate_per_min", "rate_per_min", 0.02),
        ("breath_sdbb_ms", "sdbb_ms", 0.1),
        ("breath_rmssd_ms", "rmssd_ms", 0.1),
        ("breath_height_au", "amplitude_au", 0.02),
    ] {
        let feature = ALL.iter().find(|feature| feature.info.name == name).unwrap();
        let (own, theirs) = ((feature.compute)(&window).value.unwrap(), number(&golden[theirs]));
        println!("{name} {own:.3}, theirs {theirs:.3}");
        assert!((own / theirs - 1.0).abs() < share, "{name}");
    }
}
