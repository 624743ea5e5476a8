//! The law of the fold: however events are cut into pieces, in whatever order buckets come and wherever watermarks lie in
//! between, the analysis is the same as that of the whole recording.

mod recording;

use attentive_pipeline::run::{Analysis, Pipeline, Settings, analyse};
use attentive_types::time::{DAY, SECOND};
use attentive_types::{Bucket, BucketColumns, Payload, Span, Timestamp};
use proptest::prelude::*;
use recording::{MIDNIGHT, Track, recording as record};
use serde_json::{Value, json};

/// One event of a made-up recording: which bucket, when it begins, how long it lasts, which facts.
type Draft = (usize, i64, i64, usize);

const BUCKETS: [(&str, &str); 11] = [
    ("aw-watcher-window_host", "currentwindow"),
    ("attentive-window", "currentwindow"),
    ("aw-watcher-afk_host", "afkstatus"),
    ("aw-watcher-web-firefox", "web.tab.current"),
    ("aw-watcher-web-chrome", "web.tab.current"),
    ("aw-watcher-input", "os.hid.input"),
    ("attentive-input", "os.hid.input"),
    ("lock", "attentive.lock"),
    ("call", "attentive.call"),
    ("pause", "attentive.pause"),
    ("corrections", "attentive.correction"),
];

fn facts(bucket: usize, which: usize) -> Payload {
    let of = |words: &[&str]| words[which % words.len()].to_owned();
    let app = ["firefox", "Code", "chrome.exe", "Slack", "LockApp.exe"][which % 5];
    let data: Value = match BUCKETS[bucket].1 {
        "currentwindow" if which == 19 => json!({"title": "no app"}),
        "currentwindow" => json!({"app": app, "title": format!("title {}", which % 3)}),
        "afkstatus" => json!({"status": of(&["not-afk", "not-afk", "afk"])}),
        "web.tab.current" => {
            json!({"url": format!("https://site{}.org/", which % 3), "title": "", "audible": which.is_multiple_of(4)})
        }
        "os.hid.input" => {
            json!({"presses": which % 7, "clicks": which % 2, "path_px": 1.5 * (which % 3) as f64, "dwell_ms_mean": 80.5})
        }
        "attentive.lock" => json!({"status": of(&["locked", "unlocked", "suspended", "resumed"])}),
        "attentive.call" => json!({"status": of(&["in-call", "over"])}),
        "attentive.correction" => json!({"state": of(&["focused", "away", "scattered"]), "note": ""}),
        _ => json!({"by": "person"}),
    };
    data.as_object().expect("an object").clone()
}

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    // Mostly windows and presence, lengths from nothing to an hour, over four hours.
    let bucket = prop_oneof![6 => Just(0_usize), 1 => Just(1), 3 => Just(2), 2 => Just(3), 1 => Just(4), 3 => Just(5),
        1 => Just(6), 1 => Just(7), 1 => Just(8), 1 => Just(9), 1 => Just(10)];
    let length = prop_oneof![1 => Just(0_i64), 5 => 1_i64..30, 5 => 30_i64..600, 1 => 600_i64..3600];
    prop::collection::vec((bucket, 0_i64..14_400, length, 0_usize..20), 1..80)
}

fn tracks(drafts: &[Draft], shift_days: i64) -> Vec<Track> {
    let mut tracks: Vec<Track> = BUCKETS.iter().map(|(id, kind)| Track::new(id, kind)).collect();
    for (bucket, start, length, which) in drafts {
        // Odd numbers of nanoseconds, so that nothing lies on a grid by itself.
        let start = MIDNIGHT + shift_days * DAY + start * SECOND + 7 * i64::try_from(*which).expect("small");
        tracks[*bucket].events.push((start, start + length * SECOND, facts(*bucket, *which)));
    }
    tracks
}

fn whole(drafts: &[Draft]) -> Analysis {
    analyse(&record(&tracks(drafts, 0)), &Settings::default())
}

/// All pieces in order of their starts, each event cut at the given moments.
fn pieces(drafts: &[Draft], cuts: &[i64]) -> Vec<(Bucket, Span, Payload)> {
    let mut pieces = Vec::new();
    for track in tracks(drafts, 0) {
        for (start, end, data) in track.events {
            let mut inner: Vec<i64> =
                cuts.iter().map(|cut| MIDNIGHT + cut * SECOND).filter(|cut| start < *cut && *cut < end).collect();
            inner.sort_unstable();
            inner.dedup();
            let ends = inner.iter().copied().chain([end]);
            for (from, to) in std::iter::once(start).chain(inner.iter().copied()).zip(ends) {
                pieces.push((track.bucket.clone(), Span::new(Timestamp(from), Timestamp(to)), data.clone()));
            }
        }
    }
    pieces.sort_by_key(|(_, span, _)| span.start);
    pieces
}

/// Pushes pieces with watermarks in between, and looks at the analysis each time as a screen would.
fn streamed(pieces: &[(Bucket, Span, Payload)], watermarks: &[i64], lag: i64) -> Analysis {
    let mut pipeline = Pipeline::new(Settings::default());
    let mut watermarks: Vec<i64> = watermarks.iter().map(|moment| MIDNIGHT + moment * SECOND).collect();
    watermarks.sort_unstable();
    let mut watermarks = watermarks.into_iter().peekable();
    for (bucket, span, data) in pieces {
        while let Some(moment) = watermarks.next_if(|moment| *moment <= span.start.0) {
            pipeline.advance(Timestamp(moment - lag * SECOND));
        }
        pipeline.push_piece(bucket, *span, data);
    }
    pipeline.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn cutting_and_watermarks_change_nothing(
        drafts in drafts(),
        cuts in prop::collection::vec(0_i64..18_000, 0..60),
        watermarks in prop::collection::vec(0_i64..18_000, 0..20),
        lag in prop_oneof![Just(0_i64), 0_i64..600],
    ) {
        let streamed = streamed(&pieces(&drafts, &cuts), &watermarks, lag);
        prop_assert_eq!(streamed, whole(&drafts));
    }

    #[test]
    fn the_analysis_so_far_is_that_of_the_pieces_so_far(
        drafts in drafts(),
        stop in 0_usize..80,
        watermarks in prop::collection::vec(0_i64..18_000, 0..10),
    ) {
        let all = pieces(&drafts, &[]);
        let (seen, _) = all.split_at(stop.min(all.len()));
        let mut pipeline = Pipeline::new(Settings::default());
        let last = seen.last().map_or(0, |(_, span, _)| span.start.0);
        let mut watermarks: Vec<i64> = watermarks.iter().map(|moment| MIDNIGHT + moment * SECOND).filter(|moment| *moment <= last).collect();
        watermarks.sort_unstable();
        let mut moments = watermarks.into_iter().peekable();
        for (bucket, span, data) in seen {
            while let Some(moment) = moments.next_if(|moment| *moment <= span.start.0) {
                pipeline.advance(Timestamp(moment));
            }
            pipeline.push_piece(bucket, *span, data);
        }
        pipeline.advance(Timestamp(last));
        let mut batch = Pipeline::new(Settings::default());
        seen.iter().for_each(|(bucket, span, data)| batch.push_piece(bucket, *span, data));
        prop_assert_eq!(pipeline.analysis(), &batch.finish());
    }

    #[test]
    fn the_order_of_buckets_changes_nothing(drafts in drafts(), order in Just((0..BUCKETS.len()).collect::<Vec<_>>()).prop_shuffle()) {
        let columns = record(&tracks(&drafts, 0));
        let shuffled: Vec<BucketColumns> = order.into_iter().map(|place| columns[place].clone()).collect();
        prop_assert_eq!(analyse(&shuffled, &Settings::default()), whole(&drafts));
    }

    #[test]
    fn a_shift_by_whole_days_shifts_everything(drafts in drafts(), days in -10_000_i64..10_000) {
        let mut shifted = analyse(&record(&tracks(&drafts, days)), &Settings::default());
        let plain = whole(&drafts);
        let back = |span: &mut Span| *span = Span::new(span.start + -days * DAY, span.end + -days * DAY);
        prop_assert_eq!(shifted.quality, plain.quality);
        shifted.visits.iter_mut().for_each(|one| back(&mut one.span));
        shifted.presence.iter_mut().for_each(|one| back(&mut one.span));
        shifted.sessions.iter_mut().for_each(|one| back(&mut one.span));
        shifted.states.iter_mut().for_each(|one| back(&mut one.span));
        shifted.focus_sessions.iter_mut().for_each(|one| back(&mut one.span));
        shifted.features.windows.iter_mut().for_each(back);
        prop_assert_eq!(shifted.visits, plain.visits);
        prop_assert_eq!(shifted.presence, plain.presence);
        prop_assert_eq!(shifted.sessions, plain.sessions);
        prop_assert_eq!(shifted.states, plain.states);
        prop_assert_eq!(shifted.focus_sessions, plain.focus_sessions);
        prop_assert_eq!(shifted.features, plain.features);
    }

    #[test]
    fn presence_covers_all_and_nothing_overlaps(drafts in drafts()) {
        let analysis = whole(&drafts);
        for pair in analysis.presence.windows(2) {
            prop_assert_eq!(pair[0].span.end, pair[1].span.start);
        }
        for pair in analysis.visits.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for pair in analysis.states.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for pair in analysis.focus_sessions.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        let present: f64 = analysis.summary().present_s;
        let visited: f64 = analysis.visits.iter().map(|visit| visit.span.seconds()).sum();
        prop_assert!(visited <= present + 1e-6);
        if let Some(extent) = analysis.extent() {
            prop_assert_eq!(analysis.slice(extent).presence, analysis.presence.clone());
        }
    }

    #[test]
    fn no_clock_however_broken_makes_it_fail(
        starts in prop::collection::vec((0_usize..11, any::<i64>(), prop_oneof![any::<i64>(), 0..100 * DAY], 0_usize..20), 1..12),
        sane in drafts(),
    ) {
        let mut tracks = tracks(&sane, 0);
        for (bucket, start, length, which) in starts {
            tracks[bucket].events.push((start, start.saturating_add(length.saturating_abs()), facts(bucket, which)));
        }
        let mut pipeline = Pipeline::new(Settings::default());
        for track in &tracks {
            for (start, end, data) in &track.events {
                pipeline.push_piece(&track.bucket, Span::new(Timestamp(*start), Timestamp(*end)), data);
            }
        }
        pipeline.advance(Timestamp(MIDNIGHT + 3600 * SECOND));
        let analysis = pipeline.finish();
        prop_assert!(analysis.presence.windows(2).all(|pair| pair[0].span.end == pair[1].span.start));
        prop_assert!(analysis.summary().present_s >= 0.0);
    }
}
