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
    assert!((stream.clock.duration_s - 1.3).abs() < 1e-9, "the jump is no part of the length: {:?}", stream.clock);
    assert_eq!((stream.clock.gaps, stream.clock.repeated, stream.usable_share), (0, 1, Some(1.0)));
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

/// The features of one name as they were found: how their windows were laid, and what was told.
fn told(found: &Found, name: &str) -> Vec<(Laid, f64, attentive_types::Measured)> {
    let rows = 0..found.features.len();
    rows.filter(|row| found.features.info[*row].name == name)
        .map(|row| (found.features.laid[row], found.features.window[row].seconds(), found.features.measured[row]))
        .collect()
}

/// Twelve minutes of intervals with a wave of 30 ms at 0.1 Hz and one of 25 ms at 0.25 Hz; every hundredth beat is missing.
fn intervals() -> (StreamInfo, SampleSignal) {
    let (mut seconds, mut time_nanos, mut lengths) = (0.0_f64, Vec::new(), Vec::new());
    while seconds < 720.0 {
        let turn = |hz: f64| (std::f64::consts::TAU * hz * seconds).sin();
        let length = 0.8 + 0.030 * turn(0.1) + 0.025 * turn(0.25);
        seconds += length;
        time_nanos.push((seconds * 1e9) as i64);
        lengths.push(length * 1e3);
    }
    for place in (100..lengths.len() - 1).step_by(100).rev() {
        let lost = lengths.remove(place);
        time_nanos.remove(place);
        lengths[place] += lost;
    }
    let signal = SampleSignal { name: "rr".into(), time_nanos, channels: vec![Channel::new("rr_ms", lengths)] };
    let channels = vec![ChannelInfo { name: "rr_ms".into(), unit: "ms".into(), own_name: "rr".into() }];
    (StreamInfo { name: "rr".into(), nominal_rate_hz: None, channels, ..info("rr", StreamKind::Rr) }, signal)
}

#[test]
fn rhythms_of_the_heart_are_told_where_there_is_time_for_them_whatever_the_pieces() {
    let (info, signal) = intervals();
    let (whole, analysis) = in_pieces(&info, &signal, signal.len());
    let slow = told(&whole, "hrv_lf_ms2");
    let of = |laid: Laid| slow.iter().filter(|own| own.0 == laid).collect::<Vec<_>>();
    assert_eq!((of(Laid::Chosen).len(), of(Laid::Long).len(), of(Laid::Whole).len()), (24, 7, 1));
    for (_, _, measured) in of(Laid::Chosen) {
        let lack = measured.lack.expect("30 s are too short for LF");
        assert!(measured.value.is_none() && lack.needed_s == 120.0 && (25.0..32.0).contains(&lack.found_s), "{lack}");
    }
    for (laid, seconds, measured) in of(Laid::Long).into_iter().chain(of(Laid::Whole)) {
        let power = measured.value.unwrap();
        assert!((400.0..480.0).contains(&power), "a wave of 30 ms is 450 ms^2: {power} in {laid:?} of {seconds} s");
        assert!(measured.quality > 0.95 && measured.quality < 1.0, "what was put in is not as found: {measured:?}");
    }
    let very_slow = told(&whole, "hrv_vlf_ms2");
    assert!(very_slow.iter().filter(|own| own.0 == Laid::Long).all(|own| own.2.value.is_some()), "{very_slow:?}");
    let beats = analysis.streams[0].beats.as_ref().unwrap();
    assert_eq!(
        beats.is_as_found.iter().filter(|own| !**own).count(),
        2 * 8 + 1,
        "two beside each missed beat, and the first"
    );
    for rows in [333, 50] {
        assert_eq!(written(&in_pieces(&info, &signal, rows).0), written(&whole), "in pieces of {rows}");
    }
}

#[test]
fn an_ecg_has_features_with_the_quality_of_its_signal() {
    use crate::preprocess::heart::Simulation;
    let mut signal = Simulation { length_s: 400.0, ..Simulation::default() }.ecg();
    let chance = |place: usize| ((place * 7919) % 1000) as f64 / 500.0 - 1.0;
    for (place, value) in signal.channels[0].values.iter_mut().enumerate().skip(330 * 250) {
        *value = chance(place);
    }
    let channels = vec![ChannelInfo { name: "ecg_mv".into(), unit: "mV".into(), own_name: "I".into() }];
    let info =
        StreamInfo { name: "ecg".into(), nominal_rate_hz: Some(250.0), channels, ..info("ecg", StreamKind::Ecg) };
    let (whole, _) = in_pieces(&info, &signal, signal.len());
    let rates = told(&whole, "heart_rate_bpm");
    let chosen: Vec<_> = rates.iter().filter(|own| own.0 == Laid::Chosen).collect();
    assert_eq!(chosen.len(), 13);
    for (_, _, measured) in &chosen[..10] {
        assert!((measured.value.unwrap() - 60_000.0 / 820.0).abs() < 3.0 && measured.quality > 0.85, "{measured:?}");
    }
    for (_, _, measured) in &chosen[11..] {
        assert!(measured.quality < 0.3, "noise is no heart: {measured:?}");
    }
    for rows in [10_000, 777] {
        assert_eq!(written(&in_pieces(&info, &signal, rows).0), written(&whole), "in pieces of {rows}");
    }
}

/// Pupils in the same samples as the gaze: they widen by half a millimetre at 20 s, and blink every five seconds.
fn pupils_and_gaze() -> (StreamInfo, SampleSignal) {
    let (mut info, mut signal) = looking(60);
    let size = |nanos: &i64| {
        let seconds = *nanos as f64 / 1e9;
        let wide = 3.0 + if seconds < 20.0 { 0.0 } else { 0.5 } + 0.05 * (seconds * 2.0).sin();
        if seconds % 5.0 < 0.15 { 0.0 } else { wide }
    };
    for (name, shift) in [("left_pupil_mm", 0.1), ("right_pupil_mm", -0.1)] {
        let values = signal.time_nanos.iter().map(|nanos| if size(nanos) > 0.0 { size(nanos) + shift } else { 0.0 });
        signal.channels.push(Channel::new(name, values.collect()));
        info.channels.push(ChannelInfo { name: name.into(), unit: "mm".into(), own_name: name.into() });
    }
    (info, signal)
}

#[test]
fn pupils_beside_the_gaze_are_measured_too() {
    let (info, signal) = pupils_and_gaze();
    let (whole, analysis) = in_pieces(&info, &signal, signal.len());
    let stream = &analysis.streams[0];
    let mean = told(&whole, "pupil_mean_au");
    assert_eq!(mean.len(), 2, "two windows of 30 s");
    assert!((mean[1].2.value.unwrap() - 3.5).abs() < 0.02, "{mean:?}");
    assert!(stream.tracks.iter().any(|track| track.name == "pupil_mm"));
    assert!(stream.notes.iter().any(|note| note.starts_with("pupils: ")), "{:?}", stream.notes);
    assert!(stream.usable_share.unwrap() <= 1.0);
    assert_eq!(written(&in_pieces(&info, &signal, 999).0), written(&whole));

    let around = RecordingSettings {
        windowing: Windowing::Aligned { before_nanos: 2 * SECOND, after_nanos: 3 * SECOND },
        marks: vec![attentive_types::Timestamp(20 * SECOND)],
        ..settings()
    };
    let mut run = RecordingRun::new(around);
    run.open(&info);
    run.push(signal);
    let dilation = told(&run.finish().0, "pupil_dilation_au");
    assert!(dilation.len() == 1 && (dilation[0].2.value.unwrap() - 0.5).abs() < 0.08, "{dilation:?}");
}

#[test]
fn every_feature_that_is_built_is_found_by_a_recording() {
    use crate::features;
    let kinds = [
        (StreamKind::Gaze, "x_deg", features::gaze::ALL.len() + features::pupil::ALL.len()),
        (StreamKind::Pupil, "pupil_mm", features::pupil::ALL.len()),
        (StreamKind::Ecg, "ecg_mv", features::heart::ALL.len()),
        (StreamKind::Ppg, "ppg_au", features::heart::ALL.len()),
        (StreamKind::Rr, "rr_ms", features::heart::ALL.len()),
        (StreamKind::Eda, "eda_us", features::skin::ALL.len()),
        (StreamKind::Respiration, "respiration_au", features::breath::ALL.len()),
        (StreamKind::Temperature, "temperature_c", features::temperature::ALL.len()),
        (StreamKind::Eeg, "fp1_uv", features::brain::ALL.len()),
        (StreamKind::Movement, "acceleration_x_g", features::movement::ALL.len()),
        (StreamKind::Vehicle, "speed_km_per_h", features::vehicle::ALL.len()),
        (StreamKind::Keyboard, "dwell_ms", features::keyboard::ALL.len()),
        (StreamKind::Pointer, "x_px", features::pointer::ALL.len()),
    ];
    for (kind, first, expected) in kinds {
        let names: &[&str] = match kind {
            StreamKind::Gaze => &["x_deg", "y_deg", "pupil_mm"],
            StreamKind::Pointer => &["x_px", "y_px"],
            _ => &[first],
        };
        let time_nanos: Vec<i64> = (0..9_000).map(|place| place * 10_000_000).collect();
        let wave = |hz: f64| time_nanos.iter().map(move |time| 5.0 + (*time as f64 / 1e9 * hz).sin()).collect();
        let channels = names.iter().map(|name| Channel::new(name, wave(3.0))).collect();
        let infos =
            names.iter().map(|name| ChannelInfo { name: (*name).into(), unit: String::new(), own_name: String::new() });
        let info = StreamInfo { channels: infos.collect(), nominal_rate_hz: Some(100.0), ..info("thing", kind) };
        let (found, _) = in_pieces(&info, &SampleSignal { name: "thing".into(), time_nanos, channels }, 9_000);
        let mut told: Vec<&str> = found.features.info.iter().map(|info| info.name).collect();
        told.sort_unstable();
        told.dedup();
        assert_eq!(told.len(), expected, "{kind:?}");
    }
}

#[test]
fn an_ecg_with_a_bad_clock_keeps_its_beats_and_its_gap() {
    use crate::preprocess::heart::Simulation;
    use attentive_learn::SplitMix64;
    let simulation = Simulation { length_s: 120.0, ..Simulation::default() };
    let truth = simulation.ecg();
    let mut chance = SplitMix64::new(11);
    // Every stamp is late by up to three quarters of a step, 5 s are lost, some rows stand twice, and the clock jumps by 200,000 s.
    let (mut times, mut values) = (Vec::new(), Vec::new());
    for (place, (time, value)) in truth.time_nanos.iter().zip(truth.values("ecg_mv").unwrap()).enumerate() {
        if (10_000..11_250).contains(&place) {
            continue;
        }
        let late = (chance.next_unit() * 3e6) as i64;
        let jump = if place < 20_000 { 0 } else { 200_000 * SECOND };
        for _ in 0..1 + usize::from(place % 5_000 == 77) {
            times.push(time + late + jump);
            values.push(*value);
        }
    }
    let signal = SampleSignal { name: "ecg".into(), time_nanos: times, channels: vec![Channel::new("ecg_mv", values)] };
    let channels = vec![ChannelInfo { name: "ecg_mv".into(), unit: "mV".into(), own_name: "I".into() }];
    let info = StreamInfo { name: "ecg".into(), nominal_rate_hz: None, channels, ..info("ecg", StreamKind::Ecg) };
    let (whole, analysis) = in_pieces(&info, &signal, signal.len());
    let notes = analysis.streams[0].notes.join("\n");
    assert!(notes.contains("jitter around an even clock") && notes.contains("jumped by "), "{notes}");
    let found: Vec<f64> = (0..whole.events.len()).map(|place| whole.events.span[place].start.0 as f64 / 1e9).collect();
    let beats: Vec<f64> =
        simulation.beats_s().into_iter().filter(|beat| !(39.0..46.0).contains(beat) && *beat < 119.0).collect();
    let near = beats.iter().filter(|beat| found.iter().any(|own| (own - *beat).abs() < 0.02)).count();
    assert!(near + 2 >= beats.len(), "{near} of {} beats, {notes}", beats.len());
    assert!(found.iter().all(|own| !(40.1..44.9).contains(own)), "nothing is found in the gap");
}

#[test]
fn a_row_that_stands_twice_costs_skin_conductance_nothing() {
    let mut time_nanos: Vec<i64> = (0..8 * 120).map(|place| place * 125_000_000).collect();
    time_nanos.insert(400, time_nanos[399]);
    let level = |nanos: &i64| 5.0 + 0.2 * (*nanos as f64 / 4e9).sin();
    let mut values: Vec<f64> = time_nanos.iter().map(level).collect();
    values[400] += 0.01;
    let signal = SampleSignal { name: "eda".into(), time_nanos, channels: vec![Channel::new("eda_us", values)] };
    let info = StreamInfo { name: "eda".into(), nominal_rate_hz: Some(8.0), ..info("eda", StreamKind::Eda) };
    let (_, analysis) = in_pieces(&info, &signal, signal.len());
    assert!(analysis.streams[0].usable_share.unwrap() > 0.99, "{:?}", analysis.streams[0].notes);
}

#[test]
fn the_method_that_finds_gaze_events_is_named_and_a_coarse_rate_is_told() {
    let notes = |rate: i64| {
        let mut run = RecordingRun::new(settings());
        run.open(&StreamInfo { channels: Vec::new(), nominal_rate_hz: None, ..info("gaze", StreamKind::Gaze) });
        let time_nanos: Vec<i64> = (0..20 * rate).map(|place| place * SECOND / rate).collect();
        let x: Vec<f64> = (0..20 * rate).map(|place| (place / rate % 5) as f64 * 3.0).collect();
        let channels = vec![Channel::new("x_deg", x.clone()), Channel::new("y_deg", x)];
        run.push(SampleSignal { name: "gaze".into(), time_nanos, channels });
        run.finish().1.streams[0].notes.clone()
    };
    let (slow, fast) = (notes(16), notes(200));
    let tells = |notes: &[String], what: &str| notes.iter().any(|note| note.contains(what));
    assert!(tells(&slow, "adaptive method") && tells(&slow, "coarse: at 16.0 samples"), "{slow:?}");
    assert!(tells(&fast, "adaptive method") && !tells(&fast, "coarse"), "{fast:?}");
}

#[test]
fn a_pause_of_days_between_dates_is_a_gap_and_told() {
    let mut run = RecordingRun::new(settings());
    run.open_with(&info("thing", StreamKind::Other), ClockKind::Dated);
    let date = 1_795_000_000 * SECOND;
    run.push(signal("thing", (0..100).map(|place| date + place * SECOND / 10)));
    run.push(signal("thing", (0..100).map(|place| date + 3 * DAY + place * SECOND / 10)));
    let stream = &run.finish().1.streams[0];
    assert_eq!(stream.clock.gaps, 1);
    assert!(stream.clock.longest_gap_s > 259_000.0 && stream.usable_share < Some(0.01), "{:?}", stream.clock);
    assert_eq!(stream.clock_notes, ["it pauses for 3.0 days at the longest, which is a gap"]);
    assert!(!stream.notes.iter().any(|note| note.contains("jumped")), "{:?}", stream.notes);
}
