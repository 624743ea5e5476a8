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
