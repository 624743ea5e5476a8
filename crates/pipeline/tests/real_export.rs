//! A real ActivityWatch export of one person: 17 hours at a hackathon. It is not part of the product; without it the test
//! says so and passes. Laws only: how it looks is for people to judge.
#![allow(clippy::disallowed_methods, reason = "it reads a recording from the disk")]
#![allow(clippy::print_stdout, reason = "it says when it was skipped, and what it found")]

use std::path::PathBuf;

use attentive_pipeline::run::{Analysis, Pipeline, Settings, analyse};
use attentive_types::time::{MINUTE, SECOND};
use attentive_types::{Bucket, BucketColumns, Event, EventColumns, PresenceKind, Span, StateKind, Timestamp};

fn recording() -> Option<Vec<BucketColumns>> {
    let data = std::env::var_os("ATTENTIVE_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let path = data.join("usage-activitywatch-export/aw-buckets-export.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: no data at {}", path.display());
        return None;
    };
    let export: serde_json::Value = serde_json::from_str(&text).expect("json");
    let buckets = export["buckets"].as_object().expect("buckets");
    let columns = buckets.values().map(|value| {
        let bucket: Bucket = serde_json::from_value(value.clone()).expect("a bucket");
        let events: Vec<Event> = serde_json::from_value(value["events"].clone()).expect("events");
        BucketColumns { bucket, events: EventColumns::from_events(&events) }
    });
    Some(columns.collect())
}

fn of_kind<'a>(recording: &'a [BucketColumns], kind: &str) -> &'a EventColumns {
    &recording.iter().find(|columns| columns.bucket.kind == kind).expect("a bucket").events
}

/// Seconds covered by a window and by `not-afk`, looked at every five seconds: a plain count, by another way. Gaps of up to
/// 5 s between two events count as covered.
fn plain_present_s(recording: &[BucketColumns]) -> f64 {
    let (windows, idle) = (of_kind(recording, "currentwindow"), of_kind(recording, "afkstatus"));
    let covers = |events: &EventColumns, moment: i64, wanted: Option<&str>| {
        let is_wanted = |row: &usize| wanted.is_none_or(|wanted| events.data(*row)["status"] == wanted);
        let own = || (0..events.len()).filter(is_wanted);
        let is_inside = own().any(|row| events.start_nanos[row] <= moment && moment < events.end_nanos[row]);
        let before = own().map(|row| events.end_nanos[row]).filter(|end| *end <= moment).max();
        let after = own().map(|row| events.start_nanos[row]).find(|start| *start > moment);
        let is_small_gap = before.zip(after).is_some_and(|(before, after)| after - before <= 5 * SECOND);
        is_inside || is_small_gap
    };
    let first = windows.start_nanos[0];
    let last = windows.end_nanos.iter().copied().max().expect("an event");
    let step = 5 * SECOND;
    let moments = (0..(last - first) / step).map(|place| first + place * step);
    5.0 * moments.filter(|moment| covers(windows, *moment, None) && covers(idle, *moment, Some("not-afk"))).count()
        as f64
}

#[test]
fn a_real_export_keeps_the_laws() {
    let Some(recording) = recording() else { return };
    let analysis = analyse(&recording, &Settings::default());
    let extent = analysis.extent().expect("data");
    for pair in analysis.presence.windows(2) {
        assert_eq!(pair[0].span.end, pair[1].span.start, "presence has a gap");
    }
    let overlaps = |spans: Vec<Span>| spans.windows(2).any(|pair| pair[0].end > pair[1].start);
    assert!(!overlaps(analysis.visits.iter().map(|one| one.span).collect()));
    assert!(!overlaps(analysis.states.iter().map(|one| one.span).collect()));
    assert!(!overlaps(analysis.sessions.iter().map(|one| one.span).collect()));
    assert!(!overlaps(analysis.focus_sessions.iter().map(|one| one.span).collect()));

    // Every visit lies in presence, and time in visits is what a plain count finds.
    let present: Vec<Span> =
        analysis.presence.iter().filter(|one| one.kind == PresenceKind::Present).map(|one| one.span).collect();
    for visit in &analysis.visits {
        let inside: i64 = present.iter().filter_map(|span| span.intersect(visit.span)).map(Span::nanos).sum();
        assert_eq!(inside, visit.span.nanos());
    }
    let visited: f64 = analysis.visits.iter().map(|visit| visit.span.seconds()).sum();
    let plain = plain_present_s(&recording);
    assert!((visited - plain).abs() / plain < 0.02, "visits {visited} s, plain count {plain} s");

    // States cover what presence covers.
    let stated: i64 = analysis.states.iter().map(|one| one.span.nanos()).sum();
    assert_eq!(stated, extent.nanos());

    let summary = analysis.summary();
    println!("{summary:#?}\n{:#?}", analysis.quality);
    let seconds = |kind: Option<StateKind>| -> f64 {
        analysis.states.iter().filter(|one| one.kind == kind).map(|one| one.span.seconds()).sum()
    };
    for kind in StateKind::ALL {
        println!("{:>10} {:8.0} s", kind.name(), seconds(Some(kind)));
    }
    println!("{:>10} {:8.0} s", "unknown", seconds(None));
    for one in &analysis.focus_sessions {
        println!(
            "{} {:6.0} s on {} ({} side steps), broken by {}",
            one.span.start, one.focused_s, one.on, one.side_steps, one.broken_by
        );
    }
    for one in analysis.hotspots().iter().take(12) {
        println!("{:?} {} {:.0} s, {} visits, {:.2}", one.kind, one.name, one.present_s, one.visits, one.share);
    }
}

#[test]
fn a_real_export_gives_the_same_live() {
    let Some(recording) = recording() else { return };
    let batch = analyse(&recording, &Settings::default());
    let mut pieces: Vec<(&Bucket, Span, &attentive_types::Payload)> = Vec::new();
    for columns in &recording {
        for row in 0..columns.events.len() {
            let span = columns.events.span(row);
            // As heartbeats would have it: a piece every half minute.
            let mut start = span.start;
            while span.end - start > 30 * SECOND {
                pieces.push((&columns.bucket, Span::new(start, start + 30 * SECOND), columns.events.data(row)));
                start = start + 30 * SECOND;
            }
            pieces.push((&columns.bucket, Span::new(start, span.end), columns.events.data(row)));
        }
    }
    pieces.sort_by_key(|(_, span, _)| span.start);
    let mut pipeline = Pipeline::new(Settings::default());
    let mut watermark = Timestamp::MIN;
    for (bucket, span, data) in pieces {
        if span.start - watermark > 10 * MINUTE {
            watermark = span.start + -SECOND;
            pipeline.advance(watermark);
        }
        pipeline.push_piece(bucket, span, data);
    }
    let live: Analysis = pipeline.finish();
    assert_eq!(live, batch);
}
