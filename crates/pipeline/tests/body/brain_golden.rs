//! Potentials beside SciPy and antropy.

use attentive_pipeline::features::brain::ALL;
use attentive_pipeline::preprocess::brain::{BrainWindow, CleanSettings, clean};
use attentive_types::time::SECOND;
use attentive_types::{Span, Timestamp};

use crate::golden::{apart, golden, number, signal};

#[test]
fn bands_ratios_and_entropies_are_those_of_scipy_and_antropy() {
    let golden = golden("brain");
    let eeg = signal(&golden, "af7_uv");
    let whole = CleanSettings { block_s: 1000.0, ..CleanSettings::default() };
    let (ours, quality) = clean(&eeg, None, &whole);
    assert_eq!(quality.usable_share(), 1.0);
    let difference = apart(ours.values("af7_uv").unwrap(), 4, &golden["clean_uv"]);
    let (blocks, _) = clean(&eeg, None, &CleanSettings::default());
    let in_blocks = apart(blocks.values("af7_uv").unwrap(), 4, &golden["clean_uv"]);
    println!("clean {difference:.2e} uV apart, in blocks {in_blocks:.2e}");
    assert!(difference < 1e-6 && in_blocks < 0.01);

    let window = BrainWindow::of(Span::new(Timestamp(0), Timestamp(16 * SECOND)), 128.0, &ours);
    let bands = &golden["bands_uv2"];
    let share = |name: &str| number(&bands[name]) / number(&bands["all"]);
    for (name, theirs, tolerance) in [
        ("delta_power_uv2", number(&bands["delta"]), 1e-6),
        ("theta_power_uv2", number(&bands["theta"]), 1e-6),
        ("alpha_power_uv2", number(&bands["alpha"]), 1e-6),
        ("beta_power_uv2", number(&bands["beta"]), 1e-6),
        ("gamma_power_uv2", number(&bands["gamma"]), 1e-6),
        ("delta_share", share("delta"), 1e-6),
        ("alpha_share", share("alpha"), 1e-6),
        ("engagement_ratio", number(&golden["engagement"]), 1e-6),
        ("theta_beta_ratio", number(&golden["theta_beta"]), 1e-6),
        ("spectral_entropy_share", number(&golden["spectral_entropy"]), 1e-6),
        // The reference counts the lines up to half the rate, ours those of the band.
        ("spectral_entropy_share", number(&golden["antropy_spectral_entropy"]), 0.15),
        ("permutation_entropy_share", number(&golden["permutation_entropy"]), 1e-6),
        // The reference divides by n, ours by n - 1.
        ("hjorth_mobility_per_s", 128.0 * number(&golden["mobility"]), 1e-3),
        ("hjorth_complexity_ratio", number(&golden["complexity"]), 1e-3),
        ("aperiodic_slope", number(&golden["true_slope"]), 0.15),
        ("alpha_peak_hz", number(&golden["true_alpha_hz"]), 0.02),
    ] {
        let feature = ALL.iter().find(|feature| feature.info.name == name).unwrap();
        let own = (feature.compute)(&window).value.unwrap();
        println!("{name} {own:.6}, theirs {theirs:.6}");
        assert!((own / theirs - 1.0).abs() < tolerance, "{name}");
    }
}
