//! Recordings made by hand whose answers are known.

mod recording;

use attentive_pipeline::run::{Analysis, Settings, analyse};
use attentive_types::{ContentKind, LocalClock, PresenceKind, PresenceSignal, StateKind};
use recording::{Track, away, idle, present, recording as record, span, window, windows};
use serde_json::json;

fn run(tracks: &[Track]) -> Analysis {
    analyse(&record(tracks), &Settings::default())
}

fn presence(analysis: &Analysis) -> Vec<(i64, PresenceKind, PresenceSignal)> {
    let minutes = |span: attentive_types::Span| span.nanos() / attentive_types::time::MINUTE;
    analysis.presence.iter().map(|one| (minutes(one.span), one.kind, one.decided_by)).collect()
}

#[test]
fn an_hour_on_one_thing_is_one_focus_session_with_its_side_step_and_what_broke_it() {
    let day = [
        windows()
            .minutes(0, 30, window("Editor", "a.rs"))
            .seconds(1800, 1830, window("Mail", "Inbox"))
            .seconds(1830, 3600, window("Editor", "b.rs"))
            .minutes(60, 70, window("Game", "")),
        idle().minutes(0, 70, present()),
    ];
    let analysis = run(&day);
    assert_eq!(analysis.focus_sessions.len(), 1);
    let focus = &analysis.focus_sessions[0];
    assert_eq!(focus.span, span(0, 60));
    assert!((focus.focused_s - 3570.0).abs() < 1e-9);
    assert_eq!((focus.side_steps, focus.broken_by.as_str(), focus.is_open), (1, "Game", false));
    assert_eq!(analysis.visits.len(), 4);
    assert_eq!(analysis.states[0].kind, Some(StateKind::Focused));
    assert_eq!(analysis.breakers()[0].name, "Game");
    let hotspots = analysis.hotspots();
    let editor = hotspots.iter().find(|one| one.kind == ContentKind::App && one.name == "Editor").expect("a hot spot");
    assert!((editor.present_s - 3570.0).abs() < 1e-9 && (editor.focused_s - 3570.0).abs() < 1e-9);
    let summary = analysis.summary();
    assert_eq!((summary.switches, summary.focus_sessions), (3, 1));
    assert!((summary.present_s - 4200.0).abs() < 1e-9);
}

#[test]
fn switching_every_ten_seconds_between_five_apps_is_scattered_and_no_focus() {
    let mut track = windows();
    for place in 0..360 {
        track = track.seconds(place * 10, place * 10 + 10, window(["A", "B", "C", "D", "E"][place as usize % 5], ""));
    }
    let analysis = run(&[track, idle().minutes(0, 60, present())]);
    assert!(analysis.focus_sessions.is_empty());
    assert_eq!(analysis.states.len(), 1);
    assert_eq!(analysis.states[0].kind, Some(StateKind::Scattered));
    let rate = analysis.features.column("switch_rate_per_min").expect("a column");
    assert!(rate[1].is_some_and(|rate| (rate - 6.0).abs() < 1e-9));
    let entropy = analysis.features.value("app_entropy_bits", 1).expect("a value");
    assert!((entropy - 5.0_f64.log2()).abs() < 1e-9);
}

#[test]
fn presence_says_which_signal_decided() {
    let day = [
        windows().minutes(0, 100, window("Editor", "")),
        idle().minutes(0, 20, present()).minutes(20, 60, away()).minutes(60, 100, present()),
        Track::new("lock", "attentive.lock").minutes(30, 50, json!({"status": "locked"})),
        Track::new("call", "attentive.call").minutes(20, 25, json!({"status": "in-call"})),
        Track::new("pause", "attentive.pause").minutes(90, 100, json!({"by": "person"})),
    ];
    use PresenceKind::{Away, Present, Unknown};
    let analysis = run(&day);
    assert_eq!(
        presence(&analysis),
        [
            (20, Present, PresenceSignal::IdleTimer),
            (5, Present, PresenceSignal::Call),
            (5, Away, PresenceSignal::IdleTimer),
            (20, Away, PresenceSignal::Lock),
            (10, Away, PresenceSignal::IdleTimer),
            (30, Present, PresenceSignal::IdleTimer),
            (10, Unknown, PresenceSignal::Pause),
        ]
    );
    assert_eq!(analysis.aways.len(), 1);
    assert_eq!(analysis.aways[0].span, span(25, 60));
    assert_eq!(analysis.sessions.len(), 2);
    assert_eq!(
        analysis.states.iter().find(|one| one.kind == Some(StateKind::InCall)).map(|one| one.span),
        Some(span(20, 25))
    );
    assert_eq!(analysis.states.last().map(|one| (one.kind, one.reasons[0].code.as_str())), Some((None, "paused")));
    // No visit while away, locked or paused.
    let visits: Vec<_> = analysis.visits.iter().map(|visit| visit.span).collect();
    assert_eq!(visits, [span(0, 25), span(60, 90)]);
}

#[test]
fn keys_bridge_three_minutes_of_silence_and_no_more() {
    let press = |track: Track, second: i64| track.seconds(second, second + 1, json!({"presses": second + 1}));
    let input = press(press(press(Track::new("input", "os.hid.input"), 0), 170), 600);
    let analysis = run(&[windows().seconds(0, 601, window("Editor", "")), input]);
    let spans: Vec<_> = analysis.presence.iter().map(|one| (one.span.seconds(), one.kind, one.decided_by)).collect();
    assert_eq!(spans[0], (171.0, PresenceKind::Present, PresenceSignal::Input));
    assert_eq!(spans[1], (429.0, PresenceKind::Unknown, PresenceSignal::NoSignal));
    assert_eq!(spans[2], (1.0, PresenceKind::Present, PresenceSignal::Input));
}

#[test]
fn sound_in_the_focused_tab_is_presence_for_two_hours() {
    let tab = json!({"url": "https://www.film.org/watch", "audible": true});
    let day = [
        windows().minutes(0, 300, window("firefox", "Film — Mozilla Firefox")),
        idle().minutes(0, 10, present()).minutes(10, 300, away()),
        Track::new("aw-watcher-web-firefox", "web.tab.current").minutes(0, 300, tab),
    ];
    let analysis = run(&day);
    assert_eq!(
        presence(&analysis),
        [
            (10, PresenceKind::Present, PresenceSignal::IdleTimer),
            (120, PresenceKind::Present, PresenceSignal::Media),
            (170, PresenceKind::Away, PresenceSignal::IdleTimer),
        ]
    );
    let first = analysis.visits.first().expect("a visit");
    assert_eq!((first.site.as_deref(), &*first.app), (Some("film.org"), "firefox"));
}

#[test]
fn a_correction_is_the_state_and_says_so() {
    let day = [
        windows().minutes(0, 60, window("Editor", "")),
        idle().minutes(0, 60, present()),
        Track::new("corrections", "attentive.correction").minutes(
            20,
            30,
            json!({"state": "scattered", "note": "phone"}),
        ),
        Track::new("reports", "attentive.selfreport").minutes(25, 25, json!({"answer": 2, "via": "cli"})),
    ];
    let analysis = run(&day);
    let states: Vec<_> = analysis.states.iter().map(|one| (one.span, one.kind, one.by.as_str())).collect();
    assert_eq!(
        states,
        [
            (span(0, 20), Some(StateKind::Focused), "transparent"),
            (span(20, 30), Some(StateKind::Scattered), "correction"),
            (span(30, 60), Some(StateKind::Focused), "transparent"),
        ]
    );
    assert_eq!((analysis.self_reports[0].answer, analysis.corrections[0].note.as_str()), (2, "phone"));
}

#[test]
fn bad_records_cost_themselves_and_unknown_types_their_bucket() {
    let day = [
        windows().minutes(0, 10, window("Editor", "")).minutes(10, 20, json!({"title": "no app"})).minutes(
            20,
            30,
            window("Editor", ""),
        ),
        idle().minutes(0, 30, present()).minutes(12, 13, json!({"status": 7})),
        Track::new("stopwatch", "general.stopwatch").minutes(0, 9, json!({"label": "x"})),
    ];
    let analysis = run(&day);
    assert_eq!((analysis.quality.bad_records, analysis.quality.events), (2, 3));
    assert_eq!(analysis.visits.len(), 2);
}

#[test]
fn events_in_the_future_are_left_out_and_counted() {
    let settings = Settings { not_after: Some(span(0, 60).end), ..Settings::default() };
    let day = [windows().minutes(0, 10, window("Editor", "")).minutes(50_000, 50_010, window("Editor", "wrong clock"))];
    let analysis = analyse(&record(&day), &settings);
    assert_eq!(analysis.quality.in_future, 1);
    assert_eq!(analysis.extent(), Some(span(0, 10)));
}

#[test]
fn an_empty_recording_has_an_empty_analysis() {
    let analysis = run(&[windows(), idle()]);
    assert_eq!(analysis, Analysis::default());
    assert_eq!(analysis.extent(), None);
    assert!(analysis.days(&LocalClock::utc()).is_empty());
    assert!(analysis.slopes(&LocalClock::utc()).iter().all(|slope| slope.per_week.is_none()));
}

#[test]
fn one_day_can_be_cut_out() {
    let day = [windows().minutes(0, 60, window("Editor", "")), idle().minutes(0, 60, present())];
    let analysis = run(&day);
    let half = analysis.slice(span(30, 60));
    assert_eq!(half.visits.iter().map(|visit| visit.span).collect::<Vec<_>>(), [span(30, 60)]);
    assert!((half.summary().present_s - 1800.0).abs() < 1e-9);
    assert!((half.focus_sessions[0].focused_s - 1800.0).abs() < 1e-9);
    assert_eq!(half.features.windows.len(), 6);
    assert_eq!(analysis.slice(span(-60, 120)), analysis);
}
