use super::*;
use attentive_types::{Channel, StreamKind};
use proptest::prelude::*;

const SCREEN: Screen = Screen { width_px: 1024.0, height_px: 768.0, width_m: 0.38, height_m: 0.3, distance_m: 0.67 };

fn info() -> StreamInfo {
    StreamInfo {
        name: "gaze".into(),
        kind: StreamKind::Gaze,
        nominal_rate_hz: None,
        channels: Vec::new(),
        screen: Some(SCREEN),
    }
}

fn signal(step_ms: i64, columns: &[(&str, Vec<f64>)]) -> SampleSignal {
    let samples = i64::try_from(columns[0].1.len()).unwrap();
    SampleSignal {
        name: "gaze".into(),
        time_nanos: (0..samples).map(|place| place * step_ms * 1_000_000).collect(),
        channels: columns.iter().map(|(name, values)| Channel::new(name, values.clone())).collect(),
    }
}

fn px(x: &[f64], step_ms: i64) -> (GazeSignal, GazeQuality) {
    let y = x.iter().map(|x| if *x == 0.0 { 0.0 } else { 384.0 }).collect();
    clean(&signal(step_ms, &[("x_px", x.to_vec()), ("y_px", y)]), &info(), &CleanSettings::default()).unwrap()
}

#[test]
fn the_middle_of_the_screen_is_zero_degrees() {
    let (gaze, quality) = px(&[512.0; 5], 2);
    assert_eq!(gaze.x_deg, [0.0; 5]);
    assert_eq!(gaze.y_deg, [0.0; 5]);
    assert!((gaze.rate_hz - 500.0).abs() < 1e-9);
    assert_eq!(quality, GazeQuality { samples: 5, ..GazeQuality::default() });
    assert_eq!(gaze.screen, Some(SCREEN));
}

#[test]
fn a_short_gap_is_filled_and_a_long_one_stays() {
    let mut x = vec![512.0; 200];
    x[10..40].fill(0.0);
    x[100..160].fill(0.0);
    let (gaze, quality) = px(&x, 2);
    assert!(gaze.x_deg[..100].iter().all(|x| x.abs() < 1e-12));
    assert!(gaze.x_deg[100..160].iter().all(|x| x.is_nan()));
    assert_eq!((quality.lost, quality.interpolated), (90, 30));
}

#[test]
fn a_lone_spike_is_taken_away_and_a_saccade_is_not() {
    let (gaze, quality) = px(&[512.0, 512.0, 900.0, 512.0, 512.0, 530.0, 560.0, 570.0], 2);
    assert_eq!((quality.spikes, quality.interpolated), (1, 1));
    assert!(gaze.x_deg[2].abs() < 1e-9);
    assert!(gaze.x_deg[6] > 1.0);
}

#[test]
fn what_is_far_off_the_screen_or_unsure_is_missing() {
    let columns = [
        ("x_px", vec![512.0, -32768.0, 1030.0, 512.0]),
        ("y_px", vec![384.0; 4]),
        ("confidence", vec![1.0, 1.0, f64::NAN, 0.3]),
    ];
    let settings = CleanSettings { max_gap_ms: 0.0, ..CleanSettings::default() };
    let (gaze, quality) = clean(&signal(2, &columns), &info(), &settings).unwrap();
    assert_eq!((quality.off_screen, quality.unsure), (1, 1));
    assert_eq!(gaze.x_deg.iter().map(|x| x.is_nan()).collect::<Vec<_>>(), [false, true, false, true]);
}

#[test]
fn losing_one_eye_makes_no_jump() {
    let mut right = vec![520.0; 20];
    right[10..].fill(f64::NAN);
    let columns = [
        ("left_x_px", vec![504.0; 20]),
        ("left_y_px", vec![384.0; 20]),
        ("right_x_px", right.clone()),
        ("right_y_px", vec![384.0; 20]),
        ("left_pupil_mm", vec![3.0; 20]),
        ("right_pupil_mm", vec![0.0; 20]),
    ];
    let (gaze, quality) = clean(&signal(2, &columns), &info(), &CleanSettings::default()).unwrap();
    assert!(gaze.x_deg.iter().all(|x| x.abs() < 1e-9), "{:?}", gaze.x_deg);
    assert_eq!(quality.one_eyed, 10);
    assert_eq!(gaze.pupil, [3.0; 20]);
}

#[test]
fn pixels_without_a_screen_are_an_error_and_degrees_are_not() {
    let info = StreamInfo { screen: None, ..info() };
    let settings = CleanSettings::default();
    let in_px = signal(2, &[("x_px", vec![1.0]), ("y_px", vec![1.0])]);
    assert_eq!(clean(&in_px, &info, &settings), Err(GazeError::NoScreen { stream: "gaze".into() }));
    let in_degrees = signal(2, &[("x_deg", vec![0.0]), ("y_deg", vec![0.0])]);
    assert_eq!(clean(&in_degrees, &info, &settings).unwrap().0.x_deg, [0.0]);
    let settings = CleanSettings { screen: Some(Screen { distance_m: 0.0, ..SCREEN }), ..settings };
    assert!(matches!(clean(&in_px, &info, &settings), Err(GazeError::ImpossibleScreen { .. })));
}

#[test]
fn time_that_runs_backwards_is_left_out_and_counted() {
    let mut signal = signal(2, &[("x_deg", vec![0.0, 1.0, 2.0, 3.0]), ("y_deg", vec![0.0; 4])]);
    signal.time_nanos[2] = 0;
    let (gaze, quality) = clean(&signal, &info(), &CleanSettings::default()).unwrap();
    assert_eq!(gaze.x_deg, [0.0, 1.0, 3.0]);
    assert_eq!(quality.out_of_order, 1);
}

fn part(whole: &SampleSignal, from: usize, to: usize) -> SampleSignal {
    SampleSignal {
        name: whole.name.clone(),
        time_nanos: whole.time_nanos[from..to].to_vec(),
        channels: whole.channels.iter().map(|own| Channel::new(&own.name, own.values[from..to].to_vec())).collect(),
    }
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn smoothing() -> impl Strategy<Value = Smoothing> {
    prop_oneof![
        Just(Smoothing::None),
        (0_usize..4).prop_map(|reach| Smoothing::Median { reach }),
        (0_usize..4).prop_map(|reach| Smoothing::SavitzkyGolay { reach }),
    ]
}

proptest! {
    #[test]
    fn pieces_give_what_the_whole_gives(
        x in prop::collection::vec(prop_oneof![3 => 0.0..1024.0_f64, 2 => 500.0..510.0_f64, 2 => Just(0.0), 1 => Just(f64::NAN)], 1..120),
        step_ms in 1_i64..40,
        cuts in prop::collection::vec(0_usize..120, 0..6),
        smoothing in smoothing(),
    ) {
        let y: Vec<f64> = x.iter().map(|x| x / 2.0).collect();
        let whole = signal(step_ms, &[("x_px", x.clone()), ("y_px", y), ("pupil_mm", x.clone())]);
        let settings = CleanSettings { smoothing, ..CleanSettings::default() };
        let (expected, quality) = clean(&whole, &info(), &settings).unwrap();
        let mut borders: Vec<usize> = cuts.iter().map(|cut| cut % (x.len() + 1)).chain([0, x.len()]).collect();
        borders.sort_unstable();
        let (mut cleaner, mut found) = (Cleaner::new(&info(), settings), GazeSignal::default());
        for pair in borders.windows(2) {
            cleaner.push(&part(&whole, pair[0], pair[1]), &mut found).unwrap();
        }
        cleaner.finish(&mut found);
        prop_assert_eq!(found.time_nanos, expected.time_nanos);
        prop_assert_eq!(bits(&found.x_deg), bits(&expected.x_deg));
        prop_assert_eq!(bits(&found.y_deg), bits(&expected.y_deg));
        prop_assert_eq!(bits(&found.pupil), bits(&expected.pupil));
        prop_assert_eq!(cleaner.quality(), quality);
    }
}

#[test]
fn column_by_column_and_sample_by_sample_are_the_same_to_the_last_bit() {
    let column = |shift: f64, of: usize| {
        let value = |place: usize| 500.0 + shift + (place as f64 * 0.37).sin() * 90.0 + (place * of % 13) as f64 * 0.1;
        (0..9_000).map(|place| if (4_000..4_050).contains(&place) { 0.0 } else { value(place) }).collect::<Vec<f64>>()
    };
    let names = ["left_x_px", "left_y_px", "right_x_px", "right_y_px", "left_pupil_mm", "right_pupil_mm", "confidence"];
    for count in [2, 4, 5, 6, 7] {
        let columns: Vec<(&str, Vec<f64>)> =
            names[..count].iter().enumerate().map(|(place, name)| (*name, column(place as f64, place + 1))).collect();
        let whole = signal(1, &columns);
        let mut marked = whole.clone();
        // What is marked, even as present, is looked at one by one.
        marked.channels.iter_mut().for_each(|channel| channel.is_present = vec![true; channel.values.len()]);
        let found = clean(&whole, &info(), &CleanSettings::default()).unwrap();
        assert_eq!(found.0.len(), 9_000);
        assert_eq!(format!("{found:?}"), format!("{:?}", clean(&marked, &info(), &CleanSettings::default()).unwrap()));
    }
}
