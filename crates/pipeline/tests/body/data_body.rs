//! Skin, temperature, breathing and brain on real recordings: finite, plausible, and honest about quality.

use attentive_pipeline::features::{brain, skin, temperature};
use attentive_pipeline::preprocess::breath::{BeatRules, rate_from_beats};
use attentive_pipeline::preprocess::{brain as brain_signal, skin as skin_signal, temperature as warmth};
use attentive_types::time::SECOND;
use attentive_types::{Channel, SampleSignal};

use crate::data::{folder, names, print_all, quartiles, text, values, windows};

const E4: &str = "wearable-stress-predict/raw";

/// A file of the E4: the start, the rate, and one value a line.
fn e4(person: &str, file: &str, channel: &str) -> Option<(SampleSignal, f64)> {
    let text = text(&format!("{E4}/{person}/{file}.csv.gz"))?;
    let mut numbers = text.lines().filter_map(|line| line.trim().parse::<f64>().ok());
    let (start, rate) = (numbers.next()?, numbers.next()?);
    let values: Vec<f64> = numbers.collect();
    let time = |place: usize| ((start + place as f64 / rate) * 1e9) as i64;
    let time_nanos = (0..values.len()).map(time).collect();
    Some((SampleSignal { name: file.into(), time_nanos, channels: vec![Channel::new(channel, values)] }, rate))
}

#[test]
fn skin_of_wrist_bands_is_plausible() {
    let mut all = Vec::new();
    let mut shares = Vec::new();
    for person in names(E4) {
        let Some((raw, rate)) = e4(&person, "EDA", "eda_us") else { continue };
        let (clean, quality) = skin_signal::clean(&raw, Some(rate), &skin_signal::CleanSettings::default());
        assert_eq!((clean.len(), quality.samples), (raw.len(), raw.len()));
        shares.push(quality.usable_share());
        let found = skin_signal::events(&clean, &skin_signal::EventRules::default());
        assert!(found.iter().all(|own| own.amplitude_us >= 0.02 && own.onset < own.peak && own.rise_s() <= 10.0));
        let spans = windows(&clean, 60);
        all.extend(spans.into_iter().map(|span| skin_signal::SkinWindow::of(span, rate, &clean, &found)));
    }
    if all.is_empty() {
        return;
    }
    println!("usable share of {} people: {:.3?}", shares.len(), quartiles(&shares));
    print_all("skin", skin::ALL, &all);
    let rates = values(skin::ALL, "scr_rate_per_min", &all);
    // Spontaneous responses come at 1 to 3 a minute at rest and at up to 20 and more under stress (Boucsein, 2012, section 2.3).
    assert!(rates.iter().all(|rate| (0.0..=40.0).contains(rate)));
    let [_, middle, _] = quartiles(&rates);
    assert!((0.0..12.0).contains(&middle), "{middle}");
    let levels = values(skin::ALL, "tonic_mean_us", &all);
    assert!(levels.iter().all(|level| (0.0..60.0).contains(level)));
}

#[test]
fn temperature_of_wrist_bands_is_that_of_skin() {
    let mut all = Vec::new();
    for person in names(E4) {
        let Some((raw, rate)) = e4(&person, "TEMP", "temperature_c") else { continue };
        let (clean, quality) = warmth::clean(&raw, Some(rate), &warmth::CleanSettings::default());
        assert!(quality.usable_share() > 0.9, "{person} {quality:?}");
        let found = warmth::events(&clean);
        let spans = windows(&clean, 60);
        all.extend(spans.into_iter().map(|span| warmth::TemperatureWindow::of(span, rate, &clean, &found)));
    }
    if all.is_empty() {
        return;
    }
    print_all("temperature", temperature::ALL, &all);
    assert!(values(temperature::ALL, "temperature_mean_c", &all).iter().all(|own| (20.0..40.0).contains(own)));
    assert!(values(temperature::ALL, "temperature_slope_c_per_min", &all).iter().all(|own| own.abs() < 5.0));
}

#[test]
fn breathing_from_beats_is_beside_that_of_the_data_set() {
    // Breaths a minute that the data set's authors took from the pulse by light, each second.
    let Some(table) = text("wearable-stress-predict/Improved_All_Combined_hr_rsp_binary.csv.gz") else { return };
    let mut theirs = std::collections::BTreeMap::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (Some(rate), Some(second)) = (cells.get(2), cells.get(3)) else { continue };
        if let (Ok(rate), Ok(second)) = (rate.parse::<f64>(), second.parse::<f64>()) {
            theirs.insert((cells[0].trim_end_matches(".0").to_owned(), second as i64), rate);
        }
    }
    let (mut apart, mut sure, mut ours, mut references) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for person in names(E4) {
        let Some(text) = text(&format!("{E4}/{person}/IBI.csv")) else { continue };
        let mut lines = text.lines();
        let Some(start) = lines.next().and_then(|line| line.split(',').next()?.trim().parse::<f64>().ok()) else {
            continue;
        };
        let beats: Vec<(f64, f64)> = lines
            .filter_map(|line| {
                line.split_once(',').and_then(|(at, rr)| Some((at.trim().parse().ok()?, rr.trim().parse().ok()?)))
            })
            .map(|(at, rr): (f64, f64)| (start + at, 1000.0 * rr))
            .collect();
        let last = beats.last().map_or(start, |beat| beat.0);
        let own_name = person.trim_start_matches('S').trim_start_matches('0').to_owned();
        let mut from = start;
        while from + 60.0 <= last {
            let inside: Vec<(f64, f64)> =
                beats.iter().copied().filter(|(at, _)| (from..from + 60.0).contains(at)).collect();
            let (times, lengths): (Vec<f64>, Vec<f64>) = inside.iter().copied().unzip();
            // A band loses beats when the hand moves; windows of which most is gone tell nothing.
            let is_full = lengths.iter().sum::<f64>() > 48_000.0;
            let found = rate_from_beats(&times, &lengths, &BeatRules::default());
            assert!(found.value.is_none_or(|rate| (6.0..=30.0).contains(&rate)));
            let reference: Vec<f64> =
                (0..60).filter_map(|second| theirs.get(&(own_name.clone(), from as i64 + second)).copied()).collect();
            let reference = attentive_learn::median(&reference);
            if let (true, Some(own), Some(reference)) = (is_full, found.value, reference) {
                ours.push(own);
                references.push(reference);
                apart.push((own - reference).abs());
                sure.extend((found.quality > 0.6).then_some((own - reference).abs()));
            }
            from += 60.0;
        }
    }
    println!("{} windows, ours {:.2?}, theirs {:.2?}", ours.len(), quartiles(&ours), quartiles(&references));
    println!("breaths a minute apart (quartiles): {:.2?}", quartiles(&apart));
    println!("{} of quality above 0.6: {:.2?}", sure.len(), quartiles(&sure));
}

#[test]
fn a_column_of_two_values_a_second_is_no_eeg_and_says_so() {
    let Some(table) = text("eeg-confused-student/EEG_data.csv") else { return };
    let rows = table.lines().skip(1).filter_map(|line| {
        let cells: Vec<f64> = line.split(',').filter_map(|cell| cell.trim().parse().ok()).collect();
        (cells.len() >= 5).then(|| (cells[0], cells[1], cells[4]))
    });
    let mut clips = std::collections::BTreeMap::<(i64, i64), Vec<f64>>::new();
    rows.for_each(|(person, clip, raw)| clips.entry((person as i64, clip as i64)).or_default().push(raw));
    let mut known = 0;
    for values in clips.into_values() {
        let time_nanos = (0..values.len() as i64).map(|place| place * SECOND / 2).collect();
        let raw = SampleSignal { name: "eeg".into(), time_nanos, channels: vec![Channel::new("fp1_uv", values)] };
        let (clean, quality) = brain_signal::clean(&raw, Some(2.0), &brain_signal::CleanSettings::default());
        assert_eq!(quality.samples, raw.len());
        for span in windows(&clean, 60) {
            let window = brain_signal::BrainWindow::of(span, 2.0, &clean);
            for feature in brain::ALL {
                let own = (feature.compute)(&window);
                assert!(own.value.is_none_or(f64::is_finite) && (0.0..=1.0).contains(&own.quality));
                let is_of_bands = feature.info.name.contains("power") || feature.info.name.contains("ratio");
                known +=
                    usize::from(is_of_bands && feature.info.name != "hjorth_complexity_ratio" && own.value.is_some());
            }
        }
    }
    assert_eq!(known, 0, "no band can be told from two values a second");
    assert!(folder("eeg-confused-student").is_some());
}
