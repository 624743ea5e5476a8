use super::super::clean::clean;
use super::super::detect::{append, detect};
use super::super::{DispersionSettings, VelocitySettings};
use super::*;
use attentive_types::{Channel, StreamKind};
use proptest::prelude::*;

fn info() -> StreamInfo {
    StreamInfo {
        name: "gaze".into(),
        kind: StreamKind::Gaze,
        nominal_rate_hz: None,
        channels: Vec::new(),
        screen: None,
    }
}

/// What the eyes do next: samples, degrees to go, whether they are seen.
type Part = (usize, f64, bool);

fn signal(parts: &[Part], step_micros: i64, jitter: &[i64]) -> SampleSignal {
    let (mut x, mut from) = (Vec::new(), 0.0);
    for (samples, to, is_seen) in parts {
        for place in 1..=*samples {
            let at = from + (to - from) * place as f64 / *samples as f64;
            // A little noise that repeats, so that thresholds have something to learn from.
            x.push(if *is_seen { at + 0.01 * ((place * 7919) % 13) as f64 } else { f64::NAN });
        }
        from = *to;
    }
    let mut time = 0;
    let time_nanos = (0..x.len())
        .map(|place| {
            time += 1000 * (step_micros + jitter[place % jitter.len()]);
            time
        })
        .collect();
    let y = x.iter().map(|x| x * 0.4).collect();
    SampleSignal { name: "gaze".into(), time_nanos, channels: vec![Channel::new("x_deg", x), Channel::new("y_deg", y)] }
}

fn cut(whole: &SampleSignal, from: usize, to: usize) -> SampleSignal {
    SampleSignal {
        name: whole.name.clone(),
        time_nanos: whole.time_nanos[from..to].to_vec(),
        channels: whole.channels.iter().map(|own| Channel::new(&own.name, own.values[from..to].to_vec())).collect(),
    }
}

fn streamed(whole: &SampleSignal, method: &GazeMethod, borders: &[usize]) -> GazeEvents {
    let mut stream = GazeStream::new(&info(), CleanSettings::default(), method.clone());
    let mut events = GazeEvents::default();
    for pair in borders.windows(2) {
        append(&mut events, &mut stream.push(&cut(whole, pair[0], pair[1])).unwrap());
    }
    append(&mut events, &mut stream.finish());
    events
}

/// As text, so that "not a number" equals itself.
fn said(events: &GazeEvents) -> String {
    format!("{events:?}")
}

fn methods() -> [GazeMethod; 3] {
    [
        GazeMethod::default(),
        GazeMethod::Velocity(VelocitySettings::default()),
        GazeMethod::Dispersion(DispersionSettings::default()),
    ]
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let part = prop_oneof![
        4 => (20_usize..400, -1.0..1.0_f64, Just(true)),
        4 => (2_usize..20, -15.0..15.0_f64, Just(true)),
        2 => (50_usize..1500, -10.0..10.0_f64, Just(true)),
        2 => (1_usize..400, -5.0..5.0_f64, Just(false)),
    ];
    prop::collection::vec(part, 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pieces_give_the_events_of_the_whole(
        parts in parts(),
        step_micros in prop_oneof![Just(1000_i64), Just(2000), Just(16_667), 800_i64..40_000],
        jitter in prop::collection::vec(prop_oneof![6 => Just(0_i64), 1 => -300_i64..300, 1 => 50_000_i64..800_000], 1..40),
        cuts in prop::collection::vec(0_usize..100_000, 0..12),
    ) {
        let whole = signal(&parts, step_micros, &jitter);
        let mut borders: Vec<usize> = cuts.iter().map(|cut| cut % (whole.len() + 1)).chain([0, whole.len()]).collect();
        borders.sort_unstable();
        let (gaze, _) = clean(&whole, &info(), &CleanSettings::default()).unwrap();
        for method in methods().iter().chain([&*LEARNED]) {
            let expected = detect(&gaze, method);
            prop_assert_eq!(said(&streamed(&whole, method, &borders)), said(&expected));
            // Events cover the recording without overlaps.
            prop_assert_eq!(expected.start_nanos.first(), whole.time_nanos.first());
            prop_assert!(expected.end_nanos.windows(2).zip(&expected.start_nanos[1..]).all(|(ends, start)| ends[0] <= *start));
            prop_assert!(expected.start_nanos.iter().zip(&expected.end_nanos).all(|(start, end)| start < end));
        }
    }
}

#[test]
fn sample_by_sample_gives_the_same() {
    let parts = [(600, 0.1, true), (12, 6.0, true), (500, 6.1, true), (100, 0.0, false), (900, 9.0, true)];
    let whole = signal(&parts, 2000, &[0]);
    let (gaze, _) = clean(&whole, &info(), &CleanSettings::default()).unwrap();
    let borders: Vec<usize> = (0..=whole.len()).collect();
    for method in methods() {
        assert_eq!(said(&streamed(&whole, &method, &borders)), said(&detect(&gaze, &method)), "{}", method.name());
    }
}

#[test]
fn an_event_that_has_ended_is_out_within_the_latency() {
    let rest_and_jump = |place: usize| {
        let to = 4.0 * (place % 3) as f64;
        [(150 + place % 90, to, true), (10, 4.0 * ((place + 1) % 3) as f64, true)]
    };
    let parts: Vec<Part> = (0..100).flat_map(rest_and_jump).collect();
    let whole = signal(&parts, 2000, &[0]);
    for method in methods() {
        let mut stream = GazeStream::new(&info(), CleanSettings::default(), method);
        let mut out_to = 0;
        for from in (0..whole.len() - 10).step_by(10) {
            let events = stream.push(&cut(&whole, from, from + 10)).unwrap();
            out_to = events.end_nanos.last().copied().unwrap_or(out_to);
            let Some(latency_ms) = stream.latency_ms() else { continue };
            let now = whole.time_nanos[from + 9];
            // The event that is still open may be as long as it likes; here none is longer than half a second.
            assert!((now - out_to) as f64 <= (latency_ms + 500.0) * 1e6, "{now} {out_to} {latency_ms}");
        }
    }
}

static LEARNED: std::sync::LazyLock<GazeMethod> = std::sync::LazyLock::new(learned_method);

/// A learned detector that has seen jumps and rests like those of these tests.
fn learned_method() -> GazeMethod {
    use super::super::learned::{Lesson, TrainSettings, train};
    use attentive_types::GazeEventKind::{Fixation, Saccade};
    let parts: Vec<Part> =
        (0..12).flat_map(|jump| [(150 + 20 * jump, f64::from(u8::from(jump % 2 == 0)) * 6.0, true)]).collect();
    let mut jumps = Vec::new();
    let mut kinds = Vec::new();
    for (samples, to, is_seen) in parts {
        jumps.extend([(20, to, is_seen), (samples, to, is_seen)]);
        kinds.extend(std::iter::repeat_n(Saccade, 20).chain(std::iter::repeat_n(Fixation, samples)));
    }
    let (gaze, _) = clean(&signal(&jumps, 2000, &[0]), &info(), &CleanSettings::default()).unwrap();
    let mut settings = TrainSettings::default();
    settings.boosting.trees = 4;
    settings.boosting.depth = 3;
    let lessons = [Lesson { signal: &gaze, kinds: &kinds, person: "a" }];
    GazeMethod::Learned(std::sync::Arc::new(train(&lessons, &settings, &mut |_| ()).unwrap()))
}

#[test]
fn what_was_learnt_gives_the_same_events_however_the_recording_is_cut() {
    let method = learned_method();
    let parts = [
        (700, 0.0, true),
        (20, 6.0, true),
        (900, 6.0, true),
        (80, 6.0, false),
        (30, -4.0, true),
        (4500, -4.0, true),
        (20, 3.0, true),
        (800, 3.0, true),
    ];
    let whole = signal(&parts, 2000, &[0, 3, -3]);
    let (gaze, _) = clean(&whole, &info(), &CleanSettings::default()).unwrap();
    let events = detect(&gaze, &method);
    assert!(events.kind.contains(&attentive_types::GazeEventKind::Saccade), "{:?}", events.kind);
    for piece in [1, 7, 333, 2048, 5000] {
        let borders: Vec<usize> = (0..whole.len()).step_by(piece).chain([whole.len()]).collect();
        assert_eq!(format!("{:?}", streamed(&whole, &method, &borders)), format!("{events:?}"), "pieces of {piece}");
    }
    let labels = super::super::labels_of(&gaze, &method);
    assert_eq!(labels.len(), gaze.len());
}

#[test]
fn below_the_least_rate_of_what_was_learnt_the_adaptive_method_answers() {
    // 16 samples a second, as a webcam gives them.
    let slow =
        signal(&[(40, 0.0, true), (1, 6.0, true), (40, 6.0, true), (1, -4.0, true), (40, -4.0, true)], 62_500, &[0]);
    let (learned, adaptive) =
        (streamed(&slow, &LEARNED, &[0, 122]), streamed(&slow, &GazeMethod::default(), &[0, 122]));
    assert_eq!(format!("{learned:?}"), format!("{adaptive:?}"));
    assert!(learned.kind.contains(&attentive_types::GazeEventKind::Fixation), "{learned:?}");
    assert_eq!([24.9, 25.0, f64::NAN].map(|rate| LEARNED.at_rate(rate).name()), ["adaptive", "learned", "adaptive"]);
}
