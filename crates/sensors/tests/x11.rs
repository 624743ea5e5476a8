//! The X11 sensors on a real display: real windows, real typing and clicking, a real window manager.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a failed unwrap is a failed test")]

mod desktop;

use std::sync::Arc;

use attentive_sensors::{Running, Sink, Surroundings, Wanted, running, start_in};
use attentive_types::time::SECOND;
use attentive_types::{Event, SensorStatus};
use desktop::{Collector, Display, assert_near, by, now, sleep, text, wait_until};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, CreateWindowAux, PropMode, WindowClass};
use x11rb::wrapper::ConnectionExt as _;

fn start(around: &Surroundings, wanted: &Wanted) -> (Running, Arc<Collector>) {
    let collector = Collector::new();
    let running = start_in(around, wanted, Arc::clone(&collector) as Arc<dyn Sink>);
    (running, collector)
}

fn only_window() -> Wanted {
    Wanted { window: true, ..Wanted::default() }
}

#[test]
fn three_windows_are_named_with_times_right_to_a_second() {
    let Some(display) = Display::start_managed() else { return };
    let (_alpha, alpha) = display.open_terminal("alpha notes");
    let (_beta, beta) = display.open_terminal("beta mail");
    let clock = display.start_program("xclock", &["-xrm", "XClock.input: True"]);
    let xclock = display.xdotool(&["search", "--sync", "--onlyvisible", "--class", "XClock"]);
    let (running, seen) = start(&display.around(), &only_window());
    seen.wait_for_on("window");

    let mut switches = Vec::new();
    for (window, title) in [(&alpha, "alpha notes"), (&beta, "beta mail"), (&xclock, "xclock"), (&alpha, "alpha notes")]
    {
        switches.push((display.activate(window), title));
        sleep(2.2);
    }
    let stopped = now();
    running.stop();
    drop(clock);

    let mut events = seen.events("window");
    // Whatever was active before the first switch.
    let extra = events.len() - switches.len();
    assert!(extra <= 1, "{events:#?}\n{switches:#?}");
    events.drain(..extra);
    let ends = switches.iter().skip(1).map(|(at, _)| *at).chain([stopped]);
    for ((event, (start, title)), end) in events.iter().zip(&switches).zip(ends) {
        assert_eq!(text(event, "title"), *title);
        assert_eq!(text(event, "app"), if *title == "xclock" { "XClock" } else { "XTerm" });
        assert_near("start", event.timestamp, *start);
        assert_near("end", event.end(), end);
    }
    // Spans follow each other without a gap.
    for pair in events.windows(2) {
        assert_eq!(pair[0].end(), pair[1].timestamp);
    }
    // Window managers say each change two or three times; we say it once.
    let begun = seen.heartbeats("window").iter().filter(|(_, pulsetime)| *pulsetime == 0).count();
    assert_eq!(begun, switches.len() + extra);
}

#[test]
fn the_process_of_a_window_is_told() {
    let Some(display) = Display::start_managed() else { return };
    let (terminal, window) = display.open_terminal("alpha");
    let (running, seen) = start(&display.around(), &only_window());
    display.activate(&window);
    wait_until("alpha is seen", || seen.events("window").iter().any(|event| text(event, "title") == "alpha"));
    running.stop();
    let event = seen.events("window").into_iter().find(|event| text(event, "title") == "alpha").unwrap();
    assert_eq!(event.data.get("pid").and_then(serde_json::Value::as_u64), Some(u64::from(terminal.0.id())));
}

#[test]
fn a_change_of_title_begins_a_new_span_and_chinese_is_read() {
    let Some(display) = Display::start_managed() else { return };
    let (_terminal, window) = display.open_terminal("first title");
    let (running, seen) = start(&display.around(), &only_window());
    display.activate(&window);
    let has = |title: &str| seen.events("window").iter().any(|event| text(event, "title") == title);
    wait_until("the first title", || has("first title"));
    sleep(1.5);
    let changed = now();
    display.xdotool(&["set_window", "--name", "注意力 — 窗口", &window]);
    wait_until("the second title", || has("注意力 — 窗口"));
    running.stop();
    let events = seen.events("window");
    let [.., first, second] = &events[..] else { panic!("{events:#?}") };
    assert_eq!((text(first, "title"), text(second, "title")), ("first title", "注意力 — 窗口"));
    assert_near("the change", second.timestamp, changed);
    assert_eq!(first.end(), second.timestamp);
}

/// A window of our own making, with properties as given.
struct Made {
    connection: x11rb::rust_connection::RustConnection,
    window: u32,
}

impl Made {
    fn new(display: &Display) -> Self {
        let (connection, screen) = x11rb::connect(Some(&display.name)).unwrap();
        let root = connection.setup().roots[screen].root;
        let window = connection.generate_id().unwrap();
        let aux = CreateWindowAux::new();
        let class = WindowClass::INPUT_OUTPUT;
        connection.create_window(0, window, root, 10, 10, 200, 100, 0, class, 0, &aux).unwrap();
        Self { connection, window }
    }

    fn set(&self, property: AtomEnum, kind: u32, value: &[u8]) {
        self.connection.change_property8(PropMode::REPLACE, self.window, property, kind, value).unwrap();
        self.connection.sync().unwrap();
    }

    fn atom(&self, name: &str) -> u32 {
        self.connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
    }

    fn show(&self) {
        self.connection.map_window(self.window).unwrap();
        self.connection.sync().unwrap();
    }
}

#[test]
fn old_titles_are_read_in_latin1_and_compound_text() {
    let Some(display) = Display::start_managed() else { return };
    let made = Made::new(&display);
    made.set(AtomEnum::WM_CLASS, AtomEnum::STRING.into(), b"old\0OldProgram\0");
    made.set(AtomEnum::WM_NAME, AtomEnum::STRING.into(), b"caf\xe9");
    made.show();
    let (running, seen) = start(&display.around(), &only_window());
    display.activate(&made.window.to_string());
    let has = |title: &str| {
        seen.events("window").iter().any(|event| text(event, "title") == title && text(event, "app") == "OldProgram")
    };
    wait_until("the Latin-1 title", || has("café"));
    let compound = made.atom("COMPOUND_TEXT");
    made.set(AtomEnum::WM_NAME, compound, &[b"\x1b%G".as_slice(), "窗口".as_bytes(), b"\x1b%@!"].concat());
    wait_until("the compound title", || has("窗口!"));
    // Properties of the wrong form, and too long, do no harm.
    made.set(AtomEnum::WM_NAME, AtomEnum::WINDOW.into(), &[0xff; 9000]);
    made.set(AtomEnum::WM_CLASS, AtomEnum::STRING.into(), b"");
    made.set(AtomEnum::WM_NAME, AtomEnum::STRING.into(), b"at the end");
    wait_until("the last title", || seen.events("window").iter().any(|event| text(event, "title") == "at the end"));
    running.stop();
}

#[test]
fn windows_that_vanish_between_events_do_no_harm() {
    let Some(display) = Display::start_managed() else { return };
    let (_stays, stays) = display.open_terminal("stays");
    let (running, seen) = start(&display.around(), &only_window());
    for round in 0..15 {
        let made = Made::new(&display);
        made.set(AtomEnum::WM_NAME, AtomEnum::STRING.into(), format!("short {round}").as_bytes());
        made.show();
        sleep(0.02 * f64::from(round % 4));
    }
    display.activate(&stays);
    let is_last = || seen.events("window").last().is_some_and(|event| text(event, "title") == "stays");
    wait_until("the window that stays is seen again", is_last);
    assert_eq!(seen.statuses("window"), [SensorStatus::On]);
    running.stop();
}

#[test]
fn closing_the_last_window_ends_its_span() {
    let Some(display) = Display::start_managed() else { return };
    let (mut terminal, window) = display.open_terminal("alone");
    let (running, seen) = start(&display.around(), &only_window());
    display.activate(&window);
    wait_until("it is seen", || seen.events("window").iter().any(|event| text(event, "title") == "alone"));
    sleep(0.5);
    let closed = now();
    terminal.kill();
    sleep(3.0);
    running.stop();
    let event = seen.events("window").into_iter().rfind(|event| text(event, "title") == "alone").unwrap();
    assert_near("the end", event.end(), closed);
}

#[test]
fn without_a_window_manager_the_input_focus_is_followed() {
    let Some(mut display) = Display::start() else { return };
    let (_alpha, alpha) = display.open_terminal("alpha");
    let (_beta, beta) = display.open_terminal("beta");
    let (running, seen) = start(&display.around(), &only_window());
    seen.wait_for_on("window");
    assert_eq!(by(&running, "window"), "x11 (input focus: no window manager)");
    let is_last = |title: &str| seen.events("window").last().is_some_and(|event| text(event, "title") == title);
    for (window, title) in [(&alpha, "alpha"), (&beta, "beta")] {
        display.xdotool(&["windowfocus", window]);
        wait_until(title, || is_last(title));
    }
    // A window manager comes, and is followed from then on; it crashes, and the focus counts again.
    display.start_manager();
    wait_until("the manager is noticed", || by(&running, "window") == "x11");
    display.activate(&alpha);
    wait_until("alpha again", || is_last("alpha"));
    display.kill_manager();
    wait_until("its end is noticed", || by(&running, "window") != "x11");
    display.xdotool(&["windowfocus", &beta]);
    wait_until("beta again", || is_last("beta"));
    running.stop();
}

#[test]
fn a_display_that_dies_is_reported_and_found_again() {
    let Some(mut display) = Display::start_managed() else { return };
    let wanted = Wanted { window: true, idle: true, input: true, ..Wanted::default() };
    let (running, seen) = start(&display.around(), &wanted);
    for sensor in ["window", "idle", "input"] {
        seen.wait_for_on(sensor);
    }
    display.kill_server();
    for sensor in ["window", "idle", "input"] {
        wait_until("the loss is reported", || {
            seen.statuses(sensor).iter().any(|status| {
                matches!(status, SensorStatus::Failed { why } if why.contains("the X11 display went away")
                    && why.contains("trying again in 1 s"))
            })
        });
    }
    wait_until("the pause grows", || {
        seen.statuses("window")
            .iter()
            .any(|status| matches!(status, SensorStatus::Unavailable { why } if why.contains("trying again in 2 s")))
    });
    display.restart_server();
    for sensor in ["window", "idle", "input"] {
        wait_until("it is on again", || seen.statuses(sensor).last() == Some(&SensorStatus::On));
    }
    running.stop();
}

#[test]
fn away_begins_at_the_last_input_and_ends_with_the_next() {
    let Some(display) = Display::start_managed() else { return };
    let wanted = Wanted { idle: true, afk_after_nanos: 2 * SECOND, ..Wanted::default() };
    display.xdotool(&["mousemove", "10", "10"]);
    let (running, seen) = start(&display.around(), &wanted);
    sleep(1.0);
    display.xdotool(&["mousemove", "200", "200"]);
    let left = now();
    wait_until("away", || seen.events("afk").iter().any(|event| text(event, "status") == "afk"));
    sleep(3.0);
    display.xdotool(&["key", "a"]);
    let back = now();
    wait_until("back", || seen.events("afk").last().is_some_and(|event| text(event, "status") == "not-afk"));
    running.stop();
    let events = seen.events("afk");
    let [here, away, again] = &events[..] else { panic!("{events:#?}") };
    assert_eq!([here, away, again].map(|event| text(event, "status")), ["not-afk", "afk", "not-afk"]);
    assert_near("the start of away", away.timestamp, left);
    assert_near("the end of away", away.end(), back);
    assert_near("presence before", here.end(), left);
}

fn sum(events: &[Event], field: &str) -> f64 {
    events.iter().filter_map(|event| event.data.get(field)?.as_f64()).sum()
}

#[test]
fn presses_clicks_scrolls_and_paths_are_counted_exactly() {
    let Some(display) = Display::start_managed() else { return };
    let (_terminal, window) = display.open_terminal("typing");
    display.activate(&window);
    display.xdotool(&["mousemove", "100", "100"]);
    let (running, seen) = start(&display.around(), &Wanted { input: true, ..Wanted::default() });
    seen.wait_for_on("input");
    sleep(1.0);
    let began = now();
    display.xdotool(&["type", "--delay", "40", "hello wide world"]);
    display.xdotool(&["click", "1", "click", "3", "click", "1"]);
    for _ in 0..5 {
        display.xdotool(&["click", "4"]);
    }
    display.xdotool(&["click", "7", "click", "7"]);
    // A triangle of 300, 400 and 500 pixels, each side in one step.
    // (`mousemove` would put the pointer elsewhere without a device that moves, as a program does, not a person.)
    for (x, y) in [("300", "0"), ("0", "400"), ("-300", "-400")] {
        display.xdotool(&["mousemove_relative", "--", x, y]);
        sleep(0.2);
    }
    let ended = now();
    sleep(1.5);
    running.stop();

    let events: Vec<Event> = seen.heartbeats("input").into_iter().map(|(event, _)| event).collect();
    let sums =
        ["presses", "clicks", "scrollY", "scrollX", "deltaX", "deltaY", "path_px"].map(|field| sum(&events, field));
    assert_eq!(sums, [16.0, 3.0, 5.0, 2.0, 600.0, 800.0, 1200.0]);
    for event in &events {
        assert_eq!((event.duration_nanos, event.timestamp.0 % SECOND), (SECOND, 0));
        assert!(event.end() > began && event.timestamp < ended.plus(SECOND), "{event:?}");
    }
    // The same in the samples, one row for each second.
    let samples = seen.samples();
    let column = |name: &str| -> f64 {
        samples.iter().filter_map(|signal| signal.channel(name)).flat_map(|channel| &channel.values).sum()
    };
    assert_eq!((column("presses_count"), column("path_px")), (16.0, 1200.0));
    assert_eq!(samples.iter().map(|signal| signal.time_nanos.len()).sum::<usize>(), events.len());
}

#[test]
fn dwell_and_flight_are_those_of_the_fingers() {
    let Some(display) = Display::start_managed() else { return };
    let (_terminal, window) = display.open_terminal("typing");
    display.activate(&window);
    let (running, seen) = start(&display.around(), &Wanted { input: true, ..Wanted::default() });
    seen.wait_for_on("input");
    sleep(0.5);
    // One process, so that its own start does not count: held 150 ms, 250 ms apart.
    let mut script = Vec::new();
    for key in ["a", "s", "d"] {
        script.extend(["keydown", key, "sleep", "0.15", "keyup", key, "sleep", "0.25"]);
    }
    // Two keys that overlap: 200 ms each.
    script.extend([
        "keydown", "j", "sleep", "0.1", "keydown", "k", "sleep", "0.1", "keyup", "j", "sleep", "0.1", "keyup", "k",
    ]);
    display.xdotool(&script);
    sleep(1.5);
    running.stop();
    let samples = seen.samples();
    let all = |name: &str| -> Vec<f64> {
        let channels = samples.iter().filter_map(|signal| signal.channel(name));
        channels.flat_map(|channel| (0..channel.values.len()).filter_map(|place| channel.get(place))).collect()
    };
    let total = |mean: &str, count: &str| -> (f64, f64) {
        let counts: Vec<f64> = all(count).into_iter().filter(|count| *count > 0.0).collect();
        (all(mean).iter().zip(&counts).map(|(mean, count)| mean * count).sum(), counts.iter().sum())
    };
    let (dwell_ms, keys) = total("dwell_mean_ms", "dwell_count");
    let (flight_ms, flights) = total("flight_mean_ms", "flight_count");
    assert_eq!((keys, flights, all("overlaps_count").iter().sum::<f64>()), (5.0, 3.0, 1.0));
    // 3 x 150 + 2 x 200, and 3 x 250; a busy machine makes it longer, never shorter.
    assert!((845.0..1300.0).contains(&dwell_ms), "{dwell_ms}");
    assert!((745.0..1200.0).contains(&flight_ms), "{flight_ms}");
}

#[test]
fn nothing_is_said_while_nothing_happens() {
    let Some(display) = Display::start_managed() else { return };
    let (running, seen) = start(&display.around(), &Wanted { input: true, ..Wanted::default() });
    seen.wait_for_on("input");
    sleep(2.5);
    running.stop();
    assert_eq!((seen.heartbeats("input").len(), seen.samples().len()), (0, 0));
}

#[test]
fn without_a_display_each_sensor_says_what_is_missing() {
    let around = Surroundings::default();
    let wanted = Wanted { lock: false, ..Wanted::all() };
    let (running, seen) = start(&around, &wanted);
    for sensor in ["window", "idle", "input"] {
        wait_until("it says so", || !seen.statuses(sensor).is_empty());
        let [SensorStatus::Unavailable { why }] = &seen.statuses(sensor)[..] else { panic!("{:?}", seen.reports()) };
        assert_eq!(why, "no display: DISPLAY and WAYLAND_DISPLAY are not set; start it from within a desktop session");
    }
    assert_eq!(seen.statuses("lock"), [SensorStatus::NotAsked]);
    running.stop();
    let probed = running::probe_in(&around, &Wanted::all());
    assert!(probed.iter().filter(|report| matches!(report.status, SensorStatus::Unavailable { .. })).count() == 3);
}

#[test]
fn a_display_that_does_not_exist_is_tried_again() {
    let around = Surroundings { display: Some(":9371".to_owned()), ..Surroundings::default() };
    let (running, seen) = start(&around, &only_window());
    wait_until("it says so", || !seen.statuses("window").is_empty());
    let status = seen.statuses("window").remove(0);
    let SensorStatus::Unavailable { why } = status else { panic!("{status:?}") };
    assert!(why.starts_with("the X11 display :9371 does not answer") && why.ends_with("trying again in 1 s"), "{why}");
    let before = std::time::Instant::now();
    running.stop();
    assert!(before.elapsed().as_millis() < 500, "stopping does not wait for the next try");
}
