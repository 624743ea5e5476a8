use super::*;
use attentive_types::Channel;
use attentive_types::time::SECOND;
use attentive_types::{ChannelInfo, Span, StreamKind};

fn info(name: &str, kind: StreamKind) -> StreamInfo {
    let channels = vec![ChannelInfo { name: "value_au".into(), unit: "au".into(), own_name: "value".into() }];
    StreamInfo { name: name.into(), kind, nominal_rate_hz: Some(10.0), channels, screen: None }
}

fn settings() -> RecordingSettings {
    RecordingSettings {
        windowing: Windowing::Fixed { length_nanos: 30 * SECOND },
        marks: Vec::new(),
        screen: None,
        gaze_method: GazeMethod::default(),
        areas: Vec::new(),
    }
}

fn signal(name: &str, times: impl IntoIterator<Item = i64>) -> SampleSignal {
    let time_nanos: Vec<i64> = times.into_iter().collect();
    let values = time_nanos.iter().map(|time| (*time % 7) as f64).collect();
    SampleSignal { name: name.into(), time_nanos, channels: vec![Channel::new("value_au", values)] }
}

#[test]
fn a_stream_is_counted_and_drawn_and_its_clock_is_told() {
    let mut run = RecordingRun::new(settings());
    run.open(&info("thing", StreamKind::Other));
    run.push(signal("thing", (0..100).map(|place| place * SECOND / 20)));
    run.push(signal("unknown", 0..10));
    let (found, analysis) = run.finish();
    assert!(found.events.is_empty() && found.features.is_empty());
    let [stream] = analysis.streams.as_slice() else { panic!("one stream") };
    assert_eq!((stream.clock.samples, stream.clock.rate_hz, stream.usable_share), (100, Some(20.0), Some(1.0)));
    assert!(
        stream.notes.iter().any(|note| note.contains("claims 10 ") && note.contains("20.00")),
        "{:?}",
        stream.notes
    );
    assert_eq!(stream.tracks[0].name, "value_au");
}

#[test]
fn a_clock_that_jumps_is_mended_and_said_and_no_sample_is_lost() {
    let mut run = RecordingRun::new(settings());
    run.open(&info("thing", StreamKind::Other));
    run.push(signal("thing", [0, 100, 200, 200, 300].map(|ms| ms * 1_000_000)));
    run.push(signal("thing", (0..10).map(|place| 200_000 * SECOND + place * SECOND / 10)));
    let (_, analysis) = run.finish();
    let stream = &analysis.streams[0];
    assert_eq!(stream.clock.samples, 15);
    assert!(stream.tracks[0].envelope.span().unwrap().seconds() < 3.0, "mended times are drawn");
    assert!(stream.notes.iter().any(|note| note.contains("jumped by 199999.600 s at sample 5")), "{:?}", stream.notes);
    assert!(stream.notes.iter().any(|note| note.starts_with("1 samples carried")), "{:?}", stream.notes);
}

#[test]
fn marks_are_counted_by_label() {
    let mut run = RecordingRun::new(settings());
    let mark = |label: &str| Annotation { stream: String::new(), span: Span::default(), label: label.into() };
    run.annotate(&[mark("b"), mark("a"), mark("b")]);
    assert_eq!(run.finish().1.labels, [("a".to_owned(), 1), ("b".to_owned(), 2)]);
}

/// Gaze in degrees at 250 Hz: rests of 0.4 s on places in turn, jumps between them within 40 ms, a lost stretch every ten seconds.
fn looking(seconds: i64) -> (StreamInfo, SampleSignal) {
    let places = [(-8.0, -4.0), (6.0, -3.0), (2.0, 5.0), (-5.0, 3.0)];
    let time_nanos: Vec<i64> = (0..seconds * 250).map(|place| place * 4_000_000).collect();
    let at = |nanos: i64| {
        let milliseconds = nanos / 1_000_000;
        let (turn, since) = (milliseconds / 440, milliseconds % 440);
        let now = places[usize::try_from(turn % 4).unwrap()];
        let next = places[usize::try_from((turn + 1) % 4).unwrap()];
        let share =
            if since < 400 { 0.0 } else { 0.5 - 0.5 * (std::f64::consts::PI * (since - 400) as f64 / 40.0).cos() };
        let shake = 0.02 * ((nanos / 4_000_000 * 7919 % 101) as f64 / 50.0 - 1.0);
        let is_lost = milliseconds % 10_000 > 9_700;
        let put = |from: f64, to: f64| if is_lost { f64::NAN } else { from + share * (to - from) + shake };
        (put(now.0, next.0), put(now.1, next.1))
    };
    let (x, y): (Vec<f64>, Vec<f64>) = time_nanos.iter().map(|nanos| at(*nanos)).unzip();
    let info = StreamInfo {
        name: "eyes".into(),
        kind: StreamKind::Gaze,
        nominal_rate_hz: Some(250.0),
        channels: ["x_deg", "y_deg"]
            .map(|name| ChannelInfo { name: name.into(), unit: "deg".into(), own_name: name.into() })
            .to_vec(),
        screen: None,
    };
    (
        info,
        SampleSignal {
            name: "eyes".into(),
            time_nanos,
            channels: vec![Channel::new("x_deg", x), Channel::new("y_deg", y)],
        },
    )
}

fn in_pieces(info: &StreamInfo, signal: &SampleSignal, rows: usize) -> (Found, RecordingAnalysis) {
    let mut run = RecordingRun::new(settings());
    run.open(info);
    for from in (0..signal.len()).step_by(rows) {
        let to = (from + rows).min(signal.len());
        let channels = signal.channels.iter().map(|own| Channel::new(&own.name, own.values[from..to].to_vec()));
        run.push(SampleSignal {
            name: signal.name.clone(),
            time_nanos: signal.time_nanos[from..to].to_vec(),
            channels: channels.collect(),
        });
    }
    run.finish()
}

/// Values that can be compared although some are not a number.
fn written(found: &Found) -> String {
    format!("{:?} {:?}", found.events, found.features.measured)
}

#[test]
fn gaze_is_found_mapped_and_measured_whatever_the_pieces() {
    let (info, signal) = looking(100);
    let (whole, analysis) = in_pieces(&info, &signal, signal.len());
    let stream = &analysis.streams[0];
    let fixations = stream.events.iter().find(|event| event.kind == "fixation").unwrap();
    assert!((200..=240).contains(&fixations.count), "about 227 rests, found {}", fixations.count);
    assert!((fixations.mean_ms - 400.0).abs() < 30.0, "{}", fixations.mean_ms);
    let space = stream.space.as_ref().unwrap();
    let peaks = space.map.peaks(10);
    assert_eq!(peaks.len(), 4, "{peaks:?}");
    assert!(peaks.iter().any(|peak| (peak.x_deg - 6.0).hypot(peak.y_deg + 3.0) < 0.4), "{peaks:?}");
    assert!(stream.usable_share.unwrap() > 0.9 && stream.usable_share.unwrap() < 1.0);
    assert_eq!(stream.features[0].windows, 3, "three whole windows of 30 s; the rest of 10 s is too short");
    for rows in [1_000, 777, 64] {
        let (pieces, again) = in_pieces(&info, &signal, rows);
        assert_eq!(written(&pieces), written(&whole), "in pieces of {rows}");
        assert_eq!(again.streams[0].space.as_ref(), Some(space));
        assert_eq!(
            again.streams[0].excerpt.as_ref().map(|excerpt| &excerpt.events.kind),
            stream.excerpt.as_ref().map(|excerpt| &excerpt.events.kind)
        );
    }
}

#[test]
fn areas_say_where_the_gaze_dwelt_and_went() {
    use crate::patterns::space::Shape;
    let (info, signal) = looking(60);
    let half = |name: &str, left_deg: f64| AreaOfInterest {
        name: name.into(),
        shape: Shape::Rectangle { left_deg, top_deg: -20.0, width_deg: 20.0, height_deg: 40.0 },
    };
    let mut run =
        RecordingRun::new(RecordingSettings { areas: vec![half("left", -20.0), half("right", 0.0)], ..settings() });
    run.open(&info);
    run.push(signal);
    let space = run.finish().1.streams.remove(0).space.unwrap();
    assert!((space.areas[0].dwell_share.unwrap() - 0.5).abs() < 0.05, "{:?}", space.areas);
    let counts = &space.transitions.counts;
    assert!(counts[1] > 20 && counts[2] > 20 && counts[0] == 0 && counts[3] == 0, "{counts:?}");
}

#[test]
fn skin_is_measured_whatever_the_pieces() {
    let time_nanos: Vec<i64> = (0..8 * 200).map(|place| place * 125_000_000).collect();
    let level = |nanos: &i64| {
        let since = *nanos as f64 / 1e9 % 20.0;
        5.0 + (-since / 2.0).exp() - (-since / 0.75).exp()
    };
    let values = time_nanos.iter().map(level).collect();
    let signal = SampleSignal { name: "eda".into(), time_nanos, channels: vec![Channel::new("eda_us", values)] };
    let info = StreamInfo { name: "eda".into(), nominal_rate_hz: Some(8.0), ..info("eda", StreamKind::Eda) };
    let (whole, analysis) = in_pieces(&info, &signal, signal.len());
    let responses = analysis.streams[0].events.iter().find(|event| event.kind == "scr").unwrap();
    assert!((8..=10).contains(&responses.count), "ten responses, found {}", responses.count);
    assert_eq!(analysis.streams[0].features[0].windows, 7);
    for rows in [500, 33] {
        let (pieces, _) = in_pieces(&info, &signal, rows);
        assert_eq!(written(&pieces).len(), written(&whole).len());
        assert_eq!(written(&pieces), written(&whole), "in pieces of {rows}");
    }
}

#[test]
fn beats_of_a_made_up_heart_are_found_whatever_the_pieces() {
    let time_nanos: Vec<i64> = (0..250 * 100).map(|place| place * 4_000_000).collect();
    let beat = |nanos: &i64| {
        let seconds = *nanos as f64 / 1e9;
        let since = (seconds + 0.4).rem_euclid(0.8) - 0.4;
        (-(since / 0.012).powi(2)).exp()
            + 0.25 * (-((since - 0.25) / 0.05).powi(2)).exp()
            + 0.02 * (seconds * 199.0).sin()
    };
    let values = time_nanos.iter().map(beat).collect();
    let signal = SampleSignal { name: "ecg".into(), time_nanos, channels: vec![Channel::new("ecg_mv", values)] };
    let channels = vec![ChannelInfo { name: "ecg_mv".into(), unit: "mV".into(), own_name: "I".into() }];
    let info =
        StreamInfo { name: "ecg".into(), nominal_rate_hz: Some(250.0), channels, ..info("ecg", StreamKind::Ecg) };
    let (whole, analysis) = in_pieces(&info, &signal, signal.len());
    let beats = analysis.streams[0].beats.as_ref().unwrap();
    let even = beats.intervals_ms.iter().filter(|interval| (**interval - 800.0).abs() < 8.0).count();
    assert!(even >= 120, "{even} intervals of 800 ms");
    let (pieces, _) = in_pieces(&info, &signal, 499);
    assert_eq!(written(&pieces), written(&whole));
}
