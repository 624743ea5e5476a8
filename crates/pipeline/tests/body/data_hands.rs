//! Driving and the pointer on real recordings.

use std::collections::BTreeMap;

use attentive_pipeline::features::{pointer, vehicle};
use attentive_pipeline::preprocess::{pointer as hand, vehicle as car};
use attentive_types::{Channel, SampleSignal};

use crate::data::{names, print_all, quartiles, text, values, windows};

#[test]
fn aggressive_driving_is_harsher_than_normal() {
    let Some(table) = text("driving-uah/UAHDataset.csv.gz") else { return };
    let mut trips = BTreeMap::<(String, String, String), Vec<[f64; 5]>>::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |place: usize| cells.get(place).and_then(|cell| cell.parse().ok()).unwrap_or(f64::NAN);
        let [.., driver, road, target] = cells.as_slice() else { continue };
        let key = ((*target).to_owned(), (*driver).to_owned(), (*road).to_owned());
        trips.entry(key).or_default().push([number(0), number(1), number(16), number(17), number(18)]);
    }
    let mut all = BTreeMap::<String, Vec<car::VehicleWindow>>::new();
    for ((target, ..), rows) in trips {
        // Some drivers drove the same road twice; a time that goes back begins another trip.
        for trip in rows.chunk_by(|before, after| after[0] > before[0]).filter(|trip| trip.len() > 60) {
            let column = |place: usize| trip.iter().map(|row| row[place]).collect();
            let raw = SampleSignal {
                name: "car".into(),
                time_nanos: trip.iter().map(|row| (row[0] * 1e9) as i64).collect(),
                channels: vec![
                    Channel::new("speed_km_per_h", column(1)),
                    Channel::new("roll_deg", column(2)),
                    Channel::new("pitch_deg", column(3)),
                    Channel::new("yaw_deg", column(4)),
                ],
            };
            let (clean, quality) = car::clean(&raw, Some(1.0), &car::CleanSettings::default());
            assert!(quality.usable_share() > 0.95, "{quality:?}");
            let found = car::events(&clean, &car::EventRules::default());
            let own = windows(&clean, 120).into_iter().map(|span| car::VehicleWindow::of(span, 1.0, &clean, &found));
            all.entry(target.clone()).or_default().extend(own);
        }
    }
    for (target, windows) in &all {
        print_all(target, vehicle::ALL, windows);
    }
    let mean = |target: &str, name: &str| {
        let own = values(vehicle::ALL, name, &all[target]);
        own.iter().sum::<f64>() / own.len() as f64
    };
    for name in ["harsh_brakes_per_min", "harsh_accelerations_per_min", "speed_sd_km_per_h", "acceleration_sd_m_per_s2"]
    {
        let (harsh, normal) = (mean("agressif", name), mean("normal", name));
        println!("{name}: aggressive {harsh:.3}, normal {normal:.3}");
        assert!(harsh > normal, "{name}");
    }
}

#[test]
fn mouse_logs_give_plausible_strokes() {
    let mut all = Vec::new();
    let mut presses = 0;
    for user in names("mouse-balabit/training_files") {
        for session in names(&format!("mouse-balabit/training_files/{user}")).into_iter().take(1) {
            let Some(log) = text(&format!("mouse-balabit/training_files/{user}/{session}")) else { continue };
            let mut columns = [const { Vec::new() }; 5];
            let mut time_nanos: Vec<i64> = Vec::new();
            for line in log.lines().skip(1) {
                let [_, time, button, state, x, y] = line.split(',').collect::<Vec<_>>()[..] else { continue };
                let Ok(time) = time.parse::<f64>() else { continue };
                time_nanos.push((time * 1e9) as i64);
                let number = |text: &str| text.parse().unwrap_or(f64::NAN);
                let button_number = match button {
                    "Left" => 1.0,
                    "Right" => 2.0,
                    _ => 0.0,
                };
                let is_down = f64::from(u8::from(matches!(state, "Pressed" | "Drag")));
                let scroll = f64::from(u8::from(button == "Scroll"));
                presses += usize::from(state == "Pressed");
                for (column, value) in columns.iter_mut().zip([number(x), number(y), button_number, is_down, scroll]) {
                    column.push(value);
                }
            }
            let channels = ["x_px", "y_px", "button", "is_down", "scroll"].into_iter().zip(columns);
            let channels = channels.map(|(name, values)| Channel::new(name, values)).collect();
            let raw = SampleSignal { name: "mouse".into(), time_nanos, channels };
            let (clean, quality) = hand::clean(&raw, &hand::CleanSettings::default());
            println!("{user} {quality:?}");
            assert!(quality.usable_share() > 0.9 && clean.len() + quality.out_of_order == raw.len());
            let found = hand::events(&clean, &hand::EventRules::default());
            let spans = windows(&clean, 300);
            all.extend(spans.into_iter().map(|span| hand::PointerWindow::of(span, 0.0, &clean, &found)));
        }
    }
    if all.is_empty() {
        return;
    }
    print_all("pointer", pointer::ALL, &all);
    let count = all.iter().flat_map(|window| &window.episodes);
    let found = count.filter(|event| matches!(event, hand::PointerEvent::Press(_))).count();
    println!("{found} presses of {presses}");
    // What lies after the last whole window of a session is left out.
    assert!(found * 10 > presses * 9);
    let [low, middle, high] = quartiles(&values(pointer::ALL, "path_efficiency_share", &all));
    assert!(low > 0.2 && middle < 1.0 && high <= 1.0);
    let [_, speed, _] = quartiles(&values(pointer::ALL, "stroke_speed_px_per_s", &all));
    assert!((20.0..5000.0).contains(&speed));
}
