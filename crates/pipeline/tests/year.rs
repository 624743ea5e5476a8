//! A synthetic year through all stages: it must keep the laws at that size, and with `--ignored --no-capture` it says how long
//! the parts took. `benchmarks/` gives the figures that documents quote.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "it times the stages from outside")]
#![allow(clippy::print_stdout, reason = "it says how long the parts took")]

use std::sync::Arc;
use std::time::Instant;

use attentive_learn::SplitMix64;
use attentive_pipeline::run::{Pipeline, Settings, analyse};
use attentive_types::time::{DAY, HOUR, MINUTE, SECOND};
use attentive_types::{Bucket, BucketColumns, EventColumns, LocalClock, Payload, PayloadTable, Span, Timestamp};
use serde_json::{Value, json};

/// Events of one bucket while they are made.
struct Writer {
    columns: EventColumns,
    table: PayloadTable,
}

impl Writer {
    fn new(payloads: impl IntoIterator<Item = Value>) -> Self {
        let object = |value: Value| Arc::new(value.as_object().cloned().expect("an object"));
        let table = PayloadTable { payloads: payloads.into_iter().map(object).collect(), stored_ids: Vec::new() };
        Self { columns: EventColumns::default(), table }
    }

    fn push(&mut self, start: i64, end: i64, payload: usize) {
        self.columns.ids.push(0);
        self.columns.start_nanos.push(start);
        self.columns.end_nanos.push(end);
        self.columns.payload.push(u32::try_from(payload).expect("small"));
    }

    fn finish(mut self, id: &str, kind: &str) -> BucketColumns {
        self.columns.table = Arc::new(self.table);
        let bucket = Bucket {
            id: id.to_owned(),
            kind: kind.to_owned(),
            client: "test".to_owned(),
            hostname: "host".to_owned(),
            created: Timestamp(0),
            data: Payload::new(),
            extent: None,
            last_updated: None,
        };
        BucketColumns { bucket, events: self.columns }
    }
}

/// Eight hours a day of windows, presence, tabs and input.
fn year(days: i64) -> Vec<BucketColumns> {
    const APPS: usize = 24;
    const TITLES: usize = 20_000;
    let mut chance = SplitMix64::new(7);
    let app = |place: usize| match place % APPS {
        0 => "firefox".to_owned(),
        other => format!("App{other}"),
    };
    let mut windows = Writer::new(
        (0..TITLES).map(|place| json!({"app": app(place), "title": format!("Document {place} - {}", app(place))})),
    );
    let mut idle = Writer::new([json!({"status": "not-afk"}), json!({"status": "afk"})]);
    let mut tabs = Writer::new(
        (0..2_000).map(|place| json!({"url": format!("https://site{}.org/{place}", place % 90), "audible": false})),
    );
    let mut input = Writer::new((0..500).map(|place| json!({"presses": place % 40, "clicks": place % 5, "deltaX": place, "deltaY": place, "scrollX": 0, "scrollY": place % 7})));
    let mut pick = |count: usize| chance.next_place(count).unwrap_or(0);
    for day in 0..days {
        let start = 20_000 * DAY + day * DAY + 9 * HOUR;
        let end = start + 8 * HOUR;
        let mut at = start;
        let mut app_now = 0;
        while at < end {
            let length = i64::try_from(1 + pick(60)).expect("small") * SECOND + 7;
            if pick(3) == 0 {
                app_now = pick(APPS);
            }
            windows.push(at, at + length, app_now + APPS * pick(TITLES / APPS));
            if app_now == 0 {
                tabs.push(at, at + length, pick(2_000));
            }
            at += length + if pick(10) == 0 { 900_000_000 } else { 0 };
        }
        let mut at = start;
        while at < end {
            let (here, gone) =
                (1 + i64::try_from(pick(40)).expect("small"), 3 + i64::try_from(pick(6)).expect("small"));
            idle.push(at, at + here * MINUTE, 0);
            idle.push(at + here * MINUTE, at + (here + gone) * MINUTE, 1);
            let mut second = at;
            while second < at + here * MINUTE {
                input.push(second, second + 5 * SECOND, pick(500));
                second += i64::try_from(5 + pick(20)).expect("small") * SECOND;
            }
            at += (here + gone) * MINUTE;
        }
    }
    vec![
        windows.finish("aw-watcher-window_host", "currentwindow"),
        idle.finish("aw-watcher-afk_host", "afkstatus"),
        tabs.finish("aw-watcher-web-firefox", "web.tab.current"),
        input.finish("aw-watcher-input_host", "os.hid.input"),
    ]
}

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let result = run();
    println!("{what:>28} {:8.1} ms", began.elapsed().as_secs_f64() * 1000.0);
    result
}

fn look(days: i64) {
    let recording = year(days);
    let counts: Vec<usize> = recording.iter().map(|columns| columns.events.len()).collect();
    println!("events by bucket: {counts:?}");
    let settings = timed("settings", Settings::default);
    let analysis = timed("analyse", || analyse(&recording, &settings));
    let clock = LocalClock::utc();
    println!(
        "visits {}, states {}, windows {}, focus {}",
        analysis.visits.len(),
        analysis.states.len(),
        analysis.features.windows.len(),
        analysis.focus_sessions.len()
    );
    let all_days = timed("days", || analysis.days(&clock));
    timed("hours", || analysis.hours(&clock));
    timed("hotspots", || analysis.hotspots());
    timed("slopes", || analysis.slopes(&clock));
    timed("summary", || analysis.summary());
    timed("one day", || analysis.slice(clock.day(20_000)));
    assert_eq!(i64::try_from(all_days.len()), Ok(days));
    let by_day: f64 = all_days.iter().map(|day| day.present_s).sum();
    assert!((by_day - analysis.summary().present_s).abs() < 1e-3);
    let visited: f64 = analysis.visits.iter().map(|visit| visit.span.seconds()).sum();
    assert!(visited <= by_day + 1e-6 && visited > 0.9 * by_day);

    let mut pipeline = Pipeline::new(settings);
    timed("push", || pipeline.push(&recording));
    let last = recording[0].events.end_nanos.last().copied().expect("an event");
    timed("first advance", || pipeline.advance(Timestamp(last - 10 * MINUTE)));
    let bucket = recording[0].bucket.clone();
    let data = recording[0].events.data(0).clone();
    timed("100 live steps", || {
        for step in 0..100 {
            let start = Timestamp(last + step * SECOND);
            pipeline.push_piece(&bucket, Span::new(start, start.plus(SECOND)), &data);
            pipeline.advance(start.plus(-10 * MINUTE));
        }
    });
    // A hundred touching pieces of one window are one event more.
    assert_eq!(pipeline.analysis().quality.events, analysis.quality.events + 1);
}

#[test]
fn a_week_keeps_the_laws() {
    look(7);
}

#[test]
#[ignore = "says how long a year takes; run it with --release"]
fn a_year_keeps_the_laws() {
    look(365);
}
