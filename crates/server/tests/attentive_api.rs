//! The dashboard's API over a real socket: a scripted day goes in through ActivityWatch's doors, and all stages come out.

mod wire;

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use attentive_server::{Live, LiveOptions, Server, ServerOptions};
use attentive_store::{OpenOptions, Store};
use attentive_types::Timestamp;
use attentive_types::time::{DAY, HOUR, MINUTE, SECOND};
use serde_json::{Value, json};
use wire::{HOSTNAME, Served, Wire};

/// Yesterday at 10:00 UTC: in most time zones the hours after it belong to one local day, and all of it lies in the past.
fn ten_o_clock() -> Timestamp {
    Timestamp(now().0.div_euclid(DAY) * DAY - DAY + 10 * HOUR)
}

fn call(wire: &mut Wire, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let reply = wire.ask(method, path, &[("Content-Type", "application/json")], &bytes);
    (reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null))
}

fn get(wire: &mut Wire, path: &str) -> Value {
    let (status, answer) = call(wire, "GET", &format!("/api/attentive{path}"), &Value::Null);
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

fn post(wire: &mut Wire, path: &str, body: &Value) -> Value {
    let (status, answer) = call(wire, "POST", &format!("/api/attentive{path}"), body);
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

/// Asks until the answer is as wanted, and fails after a while.
fn until(what: &str, mut ask: impl FnMut() -> Option<Value>) -> Value {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "waited too long until {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Makes a bucket unless it is there.
fn bucket(wire: &mut Wire, id: &str, kind: &str) {
    let body = json!({"client": "script", "type": kind, "hostname": HOSTNAME});
    let status = call(wire, "POST", &format!("/api/0/buckets/{id}"), &body).0;
    assert!(status == 200 || status == 304, "{status}");
}

fn insert(wire: &mut Wire, id: &str, events: &[Value]) {
    let (status, answer) = call(wire, "POST", &format!("/api/0/buckets/{id}/events"), &json!(events));
    assert_eq!(status, 200, "{answer}");
}

fn event(start: Timestamp, nanos: i64, data: Value) -> Value {
    json!({"timestamp": start.to_string(), "duration": attentive_types::time::nanos_to_seconds(nanos), "data": data})
}

fn window(app: &str, title: &str) -> Value {
    json!({"app": app, "title": title})
}

/// An hour in one program, half an hour between three, an hour in the first again, then away.
fn script_day(wire: &mut Wire) {
    let ten = ten_o_clock();
    bucket(wire, "aw-watcher-window_desk", "currentwindow");
    bucket(wire, "aw-watcher-afk_desk", "afkstatus");
    let mut windows = vec![event(ten, HOUR, window("Editor", "plan.txt"))];
    for step in 0..90 {
        let app = ["Mail", "Chat", "Browser"][step % 3];
        let start = ten.plus(HOUR + i64::try_from(step).expect("small") * 20 * SECOND);
        windows.push(event(start, 20 * SECOND, window(app, &format!("{app} {step}"))));
    }
    windows.push(event(ten.plus(90 * MINUTE), HOUR, window("Editor", "plan.txt")));
    insert(wire, "aw-watcher-window_desk", &windows);
    let presence = [
        event(ten, 150 * MINUTE, json!({"status": "not-afk"})),
        event(ten.plus(150 * MINUTE), 30 * MINUTE, json!({"status": "afk"})),
    ];
    insert(wire, "aw-watcher-afk_desk", &presence);
}

/// A server with the scripted day, and the day's name.
fn served_day() -> (Served, Wire, String) {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    script_day(&mut wire);
    let days = until("the day is known", || {
        Some(get(&mut wire, "/days")).filter(|answer| answer["days"].as_array().is_some_and(|days| !days.is_empty()))
    });
    let date = days["days"][0].as_str().expect("a date").to_owned();
    (served, wire, date)
}

fn day(wire: &mut Wire, date: &str) -> Value {
    get(wire, &format!("/day?date={date}"))
}

fn seconds(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("a number, not {value}"))
}

#[test]
fn a_day_comes_out_of_all_stages() {
    let (_served, mut wire, date) = served_day();
    let day = day(&mut wire, &date);
    assert_eq!(day["date"], json!(date));
    assert_eq!((&day["is_today"], &day["is_demo"], &day["now"]), (&json!(false), &json!(false), &Value::Null));
    assert_eq!((&day["first_day"], &day["last_day"]), (&json!(date), &json!(date)));
    assert!((seconds(&day["summary"]["present_s"]) - 9000.0).abs() < 60.0, "{}", day["summary"]);
    let visits = day["visits"].as_array().expect("visits");
    assert_eq!(visits.len(), 92, "one in the editor, ninety between three programs, one in the editor");
    assert_eq!((&visits[0]["app"], &visits[0]["title"]), (&json!("Editor"), &json!("plan.txt")));
    let focus = day["focus_sessions"].as_array().expect("focus sessions");
    assert!(!focus.is_empty(), "an hour in one program is focus");
    assert!(focus.iter().all(|session| seconds(&session["focused_s"]) >= 600.0), "{focus:?}");
    let kinds: Vec<&str> =
        day["states"].as_array().expect("states").iter().filter_map(|state| state["kind"].as_str()).collect();
    assert!(kinds.contains(&"focused"), "{kinds:?}");
    let away = day["presence"].as_array().expect("presence").iter().any(|part| part["kind"] == "away");
    assert!(away, "{}", day["presence"]);
    let editor = day["hotspots"].as_array().expect("hot spots").iter().find(|spot| spot["name"] == "Editor");
    assert!((seconds(&editor.expect("the editor")["present_s"]) - 7200.0).abs() < 60.0);
    let features = &day["features"];
    let (names, windows) = (features["names"].as_array(), features["windows"].as_array());
    assert_eq!(names.map(Vec::len), features["columns"].as_array().map(Vec::len));
    assert!(windows.is_some_and(|windows| !windows.is_empty()));
    let infos = day["feature_infos"].as_array().expect("infos");
    let is_explained = |name: &Value| infos.iter().any(|info| info["name"] == *name);
    assert!(names.is_some_and(|names| names.iter().all(is_explained)));
    assert_eq!(call(&mut wire, "GET", "/api/attentive/day?date=tomorrow", &Value::Null).0, 400);
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    Timestamp(i64::try_from(since.as_nanos()).expect("a year before 2262"))
}

/// Heartbeats of the last half minute: somebody is there, and one window is in front.
fn beat_now(wire: &mut Wire, app: &str) {
    bucket(wire, "aw-watcher-window_desk", "currentwindow");
    bucket(wire, "aw-watcher-afk_desk", "afkstatus");
    let facts = [("window", window(app, "plan.txt")), ("afk", json!({"status": "not-afk"}))];
    for (watcher, data) in facts {
        let beat = event(now().plus(-30 * SECOND), 30 * SECOND, data);
        let path = format!("/api/0/buckets/aw-watcher-{watcher}_desk/heartbeat?pulsetime=60");
        assert_eq!(call(wire, "POST", &path, &beat).0, 200);
    }
}

#[test]
fn today_says_what_holds_now() {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    beat_now(&mut wire, "Editor");
    let today = until("the window is in front", || {
        Some(get(&mut wire, "/day")).filter(|today| today["now"]["app"] == "Editor")
    });
    assert_eq!(today["is_today"], json!(true));
    assert_eq!(today["now"]["title"], "plan.txt");
    assert_eq!(today["now"]["presence"]["kind"], "present");
    let interrupt = &today["now"]["interrupt"];
    assert!(interrupt["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()), "{interrupt}");
}

#[test]
fn trends_speak_of_the_day() {
    let (_served, mut wire, date) = served_day();
    let trends = until("the day is in the trends", || {
        let trends = get(&mut wire, "/trends?weeks=2");
        // The windows were stored before the presence, and the running stages may have been asked in between.
        let is_whole = |day: &Value| day["date"] == json!(date) && seconds(&day["present_s"]) > 8000.0;
        trends["days"].as_array().is_some_and(|days| days.iter().any(is_whole)).then_some(trends)
    });
    let line = trends["days"].as_array().expect("days").iter().find(|day| day["date"] == json!(date)).cloned();
    let line = line.expect("the day");
    assert!((seconds(&line["present_s"]) - 9000.0).abs() < 60.0, "{line}");
    let in_hours: f64 = trends["hours"].as_array().expect("hours").iter().map(|hour| seconds(&hour["present_s"])).sum();
    assert!((in_hours - 9000.0).abs() < 60.0, "{in_hours}");
    assert!(trends["slopes"].is_array() && trends["breakers"].is_array() && trends["hotspots"].is_array());
    assert_eq!(call(&mut wire, "GET", "/api/attentive/trends?weeks=0", &Value::Null).0, 400);
}

/// Forty days of two hours: for 28 days a switch each 20 seconds, then each 60.
fn script_weeks(wire: &mut Wire) {
    bucket(wire, "aw-watcher-window_desk", "currentwindow");
    bucket(wire, "aw-watcher-afk_desk", "afkstatus");
    for day in 0..40 {
        let start = ten_o_clock().plus((day - 39) * DAY);
        let step = if day < 28 { 20 + day * 3 % 5 } else { 60 + day * 3 % 7 } * SECOND;
        let visit = |place: i64| {
            event(start.plus(place * step), step, window(["Mail", "Chat"][usize::from(place % 2 == 0)], "x"))
        };
        let visits: Vec<Value> = (0..2 * HOUR / step).map(visit).collect();
        insert(wire, "aw-watcher-window_desk", &visits);
        insert(wire, "aw-watcher-afk_desk", &[event(start, 2 * HOUR, json!({"status": "not-afk"}))]);
    }
}

#[test]
fn changes_say_since_when_switches_are_fewer_and_that_few_days_are_too_few() {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    script_weeks(&mut wire);
    let of = |answer: &Value, name: &str| {
        answer["figures"].as_array().and_then(|all| all.iter().find(|one| one["name"] == name)).cloned()
    };
    let switches = until("all days were read", || {
        of(&get(&mut wire, "/changes"), "switch_rate_per_min").filter(|switches| switches["days"] == 40)
    });
    let change = &switches["change"];
    assert_eq!((&change["days_before"], &change["days_after"]), (&json!(28), &json!(12)), "{switches}");
    let (before, after) = (seconds(&change["before"]), seconds(&change["after"]));
    assert!((before - 60.0 / 22.0).abs() < 0.2 && (after - 60.0 / 63.0).abs() < 0.1, "{change}");
    assert!(seconds(&change["low"]) <= after && after <= seconds(&change["high"]) && seconds(&change["p"]) < 0.0025);
    let days = get(&mut wire, "/days");
    assert_eq!(change["since"], days["days"][11], "the twelfth day from the end");
    let few = get(&mut wire, "/changes?weeks=2");
    let switches = of(&few, "switch_rate_per_min").expect("listed");
    assert!(switches["change"].is_null() && seconds(&switches["days"]) < seconds(&few["least_days"]), "{few}");
    assert_eq!(call(&mut wire, "GET", "/api/attentive/changes?weeks=0", &Value::Null).0, 400);
}

#[test]
fn a_correction_is_the_last_word_and_can_be_taken_back() {
    let (_served, mut wire, date) = served_day();
    let (start, end) = (ten_o_clock().plus(10 * MINUTE), ten_o_clock().plus(40 * MINUTE));
    let body = json!({"start": start, "end": end, "state": "resting", "note": "staring out of the window"});
    let id = post(&mut wire, "/corrections", &body)["id"].as_i64().expect("an id");
    let corrected = day(&mut wire, &date);
    assert_eq!(
        corrected["corrections"],
        json!([{"id": id, "start": start, "end": end, "state": "resting", "note": "staring out of the window"}])
    );
    let middle = start.plus(15 * MINUTE).to_string();
    let holds = |state: &Value| {
        state["start"].as_str() <= Some(middle.as_str()) && state["end"].as_str() > Some(middle.as_str())
    };
    let state = corrected["states"].as_array().expect("states").iter().find(|state| holds(state)).cloned();
    assert_eq!(
        state.map(|state| (state["kind"].clone(), state["by"].clone())),
        Some((json!("resting"), json!("correction")))
    );
    assert_eq!(call(&mut wire, "DELETE", &format!("/api/attentive/corrections/{id}"), &Value::Null).0, 200);
    assert_eq!(day(&mut wire, &date)["corrections"], json!([]));
    assert_eq!(call(&mut wire, "DELETE", &format!("/api/attentive/corrections/{id}"), &Value::Null).0, 404);
    for wrong in [
        json!({"start": end, "end": start, "state": "resting"}),
        json!({"start": start, "end": end, "state": "lazy"}),
        json!({"start": start, "end": ten_o_clock().plus(3 * DAY), "state": "resting"}),
        json!({"start": start, "end": end}),
    ] {
        let (status, answer) = call(&mut wire, "POST", "/api/attentive/corrections", &wrong);
        assert_eq!(status, 400, "{wrong}: {answer}");
        assert!(answer["message"].as_str().is_some_and(|message| !message.is_empty()));
    }
}

/// Brings prompts in as an import, as from another machine.
fn import_prompts(wire: &mut Wire, prompts: &[Value]) {
    let events: Vec<Value> =
        prompts.iter().map(|prompt| json!({"timestamp": prompt["at"], "duration": 0, "data": prompt})).collect();
    let file = json!({"buckets": {"attentive-prompts_desk": {
        "id": "attentive-prompts_desk", "type": "attentive.prompt", "client": "attentive", "hostname": HOSTNAME,
        "created": prompts[0]["at"], "events": events,
    }}});
    let (status, answer) = call(wire, "POST", "/api/0/import", &file);
    assert_eq!(status, 200, "{answer}");
}

fn prompt(name: &str, kind: &str, arm: &str) -> Value {
    let at = now().plus(-SECOND);
    json!({"prompt_id": name, "kind": kind, "subject": "", "at": at, "arm": arm, "deliver_probability": 0.5, "reasons": []})
}

#[test]
fn prompts_are_answered_heeded_and_kept() {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    let shown = [
        prompt("p-1", "take-break", "deliver"),
        prompt("p-2", "ask-focus", "deliver"),
        prompt("p-3", "start-focus", "hold-back"),
    ];
    import_prompts(&mut wire, &shown);
    let names = |list: &Value| -> Vec<String> {
        let mut names: Vec<String> = list
            .as_array()
            .expect("a list")
            .iter()
            .map(|prompt| prompt["prompt_id"].as_str().expect("a name").to_owned())
            .collect();
        names.sort();
        names
    };
    until("the prompts are known", || {
        (names(&get(&mut wire, "/prompts")["open"]) == ["p-1", "p-2"]).then_some(Value::Null)
    });
    post(&mut wire, "/prompts/p-1/answer", &json!({"answer": "not-now"}));
    post(&mut wire, "/prompts/p-2/answer", &json!({"answer": {"rated": 4}}));
    let after = get(&mut wire, "/prompts");
    assert_eq!(after["open"], json!([]));
    assert!(after["preferences"]["take-break"]["not_before"].is_string(), "{}", after["preferences"]);
    let recent =
        after["recent"].as_array().expect("recent").iter().find(|line| line["prompt"]["prompt_id"] == "p-2").cloned();
    assert_eq!(recent.expect("the question")["answer"], json!({"rated": 4}));
    assert_eq!(after["limits"]["quiet_hours"].as_array().map(Vec::len), Some(2));
    for limit in ["per_hour", "per_day", "questions_per_day", "deliver_probability"] {
        assert!(after["limits"][limit].is_number(), "{limit}: {}", after["limits"]);
    }
    assert_eq!(after["limits"]["adapts"], json!(false));
    let reports = get(&mut wire, "/day")["self_reports"].clone();
    assert_eq!(reports.as_array().map(Vec::len), Some(1));
    assert_eq!((&reports[0]["answer"], &reports[0]["via"]), (&json!(4), &json!("dashboard")));
    post(&mut wire, "/prompts/preferences/take-break", &json!({"is_never": true}));
    assert_eq!(get(&mut wire, "/prompts")["preferences"]["take-break"], json!({"is_never": true, "not_before": null}));
    for (path, body, status) in [
        ("/prompts/p-9/answer", json!({"answer": "accepted"}), 404),
        ("/prompts/p-3/answer", json!({"answer": "accepted"}), 404),
        ("/prompts/p-1/answer", json!({"answer": {"rated": 3}}), 400),
        ("/prompts/p-2/answer", json!({"answer": {"rated": 6}}), 400),
        ("/prompts/p-2/answer", json!({"answer": "perhaps"}), 400),
        ("/prompts/preferences/shout", json!({"is_never": true}), 404),
        ("/ask", json!({"answer": 0}), 400),
    ] {
        let (found, answer) = call(&mut wire, "POST", &format!("/api/attentive{path}"), &body);
        assert_eq!(found, status, "{path} {body}: {answer}");
    }
    post(&mut wire, "/ask", &json!({"answer": 2}));
    assert_eq!(get(&mut wire, "/day")["self_reports"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_demand_is_decided_with_reasons() {
    let (_served, mut wire, _) = served_day();
    let decision = post(&mut wire, "/decide", &json!({"source": "mail", "subject": "lunch?", "urgency": "low"}));
    assert!(decision["demand_id"].as_str().is_some_and(|name| !name.is_empty()));
    assert!(decision["timing"]["when"].is_string(), "{decision}");
    assert!(decision["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()));
    let urgent = post(
        &mut wire,
        "/decide",
        &json!({"demand_id": "d-7", "source": "monitor", "subject": "fire", "urgency": "urgent"}),
    );
    assert_eq!((&urgent["demand_id"], &urgent["timing"]["when"]), (&json!("d-7"), &json!("now")));
    assert_eq!(call(&mut wire, "POST", "/api/attentive/decide", &json!({"urgency": "very"})).0, 400);
}

fn count(wire: &mut Wire, id: &str) -> i64 {
    let (_, answer) = call(wire, "GET", &format!("/api/0/buckets/{id}/events/count"), &Value::Null);
    answer.as_i64().expect("a count")
}

#[test]
fn nothing_is_stored_while_paused() {
    let (_served, mut wire, _) = served_day();
    let until = post(&mut wire, "/pause", &json!({"minutes": 60}))["paused_until"].clone();
    assert!(until.is_string());
    assert_eq!(get(&mut wire, "/sensors")["paused_until"], until);
    let before = count(&mut wire, "aw-watcher-window_desk");
    let beat = event(ten_o_clock().plus(5 * HOUR), 0, window("Secret", "nobody should know"));
    let path = "/api/0/buckets/aw-watcher-window_desk/heartbeat?pulsetime=1";
    let (status, last) = call(&mut wire, "POST", path, &beat);
    assert_eq!((status, &last["data"]["app"]), (200, &json!("Editor")), "answered with the last event");
    insert(&mut wire, "aw-watcher-window_desk", std::slice::from_ref(&beat));
    assert_eq!(count(&mut wire, "aw-watcher-window_desk"), before);
    assert_eq!(call(&mut wire, "DELETE", "/api/attentive/pause", &Value::Null).0, 200);
    assert_eq!(get(&mut wire, "/sensors")["paused_until"], Value::Null);
    assert_eq!(call(&mut wire, "POST", path, &beat).0, 200);
    assert_eq!(count(&mut wire, "aw-watcher-window_desk"), before + 1);
    assert_eq!(call(&mut wire, "POST", "/api/attentive/pause", &json!({"minutes": 0})).0, 400);
    let audit = get(&mut wire, "/audit?limit=10");
    let whats: Vec<&str> =
        audit["entries"].as_array().expect("entries").iter().filter_map(|entry| entry["what"].as_str()).collect();
    assert_eq!(whats[..2], ["resume", "pause"], "newest first");
}

#[test]
fn filters_hold_from_the_next_event_on_and_a_bad_one_is_told_with_its_place() {
    let (_served, mut wire, _) = served_day();
    let filter = |pattern: &str| json!({"enabled": true, "bucket_prefix": "", "field": "title", "pattern": pattern, "action": "redact", "replacement": "redacted"});
    let (status, answer) =
        call(&mut wire, "PUT", "/api/attentive/filters", &json!({"filters": [filter("bank"), filter("(")]}));
    assert_eq!(status, 400);
    assert!(
        answer["message"].as_str().is_some_and(|message| message.contains('1') || message.contains('2')),
        "{answer}"
    );
    let good = json!({"filters": [filter("bank")]});
    assert_eq!(call(&mut wire, "PUT", "/api/attentive/filters", &good), (200, good.clone()));
    assert_eq!(get(&mut wire, "/sensors")["filters"], good["filters"]);
    let beat = event(ten_o_clock().plus(5 * HOUR), 0, window("Browser", "My bank"));
    let (_, stored) = call(&mut wire, "POST", "/api/0/buckets/aw-watcher-window_desk/heartbeat?pulsetime=1", &beat);
    assert_eq!(stored["data"]["title"], "redacted");
    let through_settings = call(&mut wire, "POST", "/api/0/settings/privacy_filters", &json!([]));
    assert!(through_settings.0 < 300);
    let (_, stored) = call(&mut wire, "POST", "/api/0/buckets/aw-watcher-window_desk/heartbeat?pulsetime=1", &beat);
    assert_eq!(stored["data"]["title"], "My bank", "ActivityWatch's own setting is the same list");
}

#[test]
fn what_is_forgotten_is_gone_from_the_day() {
    let (_served, mut wire, date) = served_day();
    let (start, end) = (ten_o_clock().plus(HOUR), ten_o_clock().plus(90 * MINUTE));
    let report = post(&mut wire, "/forget", &json!({"start": start, "end": end}));
    assert!(report["events"].as_i64().is_some_and(|events| events >= 90), "{report}");
    let after = day(&mut wire, &date);
    assert!(
        after["visits"].as_array().expect("visits").iter().all(|visit| visit["app"] == "Editor"),
        "{}",
        after["visits"]
    );
    assert_eq!(get(&mut wire, "/audit")["entries"][0]["what"], "forget");
    let unknown = json!({"start": start, "end": end, "bucket": "nobody"});
    assert_eq!(call(&mut wire, "POST", "/api/attentive/forget", &unknown).0, 404);
    assert_eq!(call(&mut wire, "POST", "/api/attentive/forget", &json!({"start": end, "end": start})).0, 400);
}

#[test]
fn sensors_say_what_is_kept_and_for_how_long() {
    let (served, mut wire, _) = served_day();
    let sensors = get(&mut wire, "/sensors");
    assert_eq!(sensors["sensors"], json!([]), "no sensor of ours runs in this test");
    let line = sensors["buckets"]
        .as_array()
        .expect("buckets")
        .iter()
        .find(|bucket| bucket["id"] == "aw-watcher-window_desk")
        .cloned();
    let line = line.expect("the bucket");
    assert_eq!(
        (&line["type"], &line["client"], &line["events"]),
        (&json!("currentwindow"), &json!("script"), &json!(92))
    );
    assert_eq!(sensors["retention"], json!({"samples_days": 30, "events_days": null}));
    assert_eq!(sensors["promises"]["listens_on"], json!(served.address.to_string()));
    assert!(sensors["database"]["bytes"].as_u64().is_some_and(|bytes| bytes > 0));
    let wanted = json!({"retention": {"samples_days": 7, "events_days": 365}});
    assert_eq!(call(&mut wire, "PUT", "/api/attentive/retention", &wanted), (200, wanted.clone()));
    assert_eq!(get(&mut wire, "/sensors")["retention"], wanted["retention"]);
    let nothing = json!({"retention": {"samples_days": 0, "events_days": null}});
    assert_eq!(call(&mut wire, "PUT", "/api/attentive/retention", &nothing).0, 400);
}

/// Reads server-sent events off a connection of their own.
struct Stream {
    lines: BufReader<TcpStream>,
}

impl Stream {
    fn open(address: SocketAddr) -> Self {
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        let request = format!("GET /api/attentive/stream HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", address.port());
        stream.write_all(request.as_bytes()).expect("sent");
        Self { lines: BufReader::new(stream) }
    }

    /// The next event's name and data; `None` at the end of the stream.
    fn next(&mut self) -> Option<(String, Value)> {
        let mut name = String::new();
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).expect("a line in time") == 0 {
                return None;
            }
            let line = line.trim_end();
            if let Some(event) = line.strip_prefix("event: ") {
                name = event.to_owned();
            } else if let Some(data) = line.strip_prefix("data: ") {
                return Some((name, serde_json::from_str(data).expect("JSON")));
            }
        }
    }

    fn next_of(&mut self, wanted: &str) -> Value {
        let found = std::iter::from_fn(|| self.next()).find(|(name, _)| name == wanted);
        found.unwrap_or_else(|| panic!("the stream ended before {wanted}")).1
    }
}

#[test]
fn the_stream_brings_news_and_ends_with_the_server() {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    let mut stream = Stream::open(served.address);
    let first = stream.next().expect("an event at once");
    assert_eq!((first.0.as_str(), first.1["paused_until"].clone()), ("update", Value::Null));
    post(&mut wire, "/pause", &json!({"minutes": 5}));
    assert_eq!(stream.next_of("sensors"), json!({}));
    call(&mut wire, "DELETE", "/api/attentive/pause", &Value::Null);
    beat_now(&mut wire, "Editor");
    let began = Instant::now();
    while stream.next_of("update")["app"] != "Editor" {
        assert!(began.elapsed() < Duration::from_secs(15), "no update came");
    }
    let began = Instant::now();
    drop(served);
    while stream.next().is_some() {}
    assert!(began.elapsed() < Duration::from_secs(5), "the open stream kept the server up");
}

/// A server over a database that stays, for tests that start it twice.
fn serve_over(folder: &Path, ask: impl FnOnce(&mut Wire)) {
    let store = Store::open(OpenOptions::new(folder.join("attentive.db"))).expect("a store");
    let live = Live::start(store.clone(), LiveOptions { hostname: HOSTNAME.to_owned(), ..LiveOptions::default() });
    let options = ServerOptions { hostname: HOSTNAME.to_owned(), ..Served::ordinary() };
    let bound = Server::bind(store.clone(), live.expect("the live part"), options).expect("a port");
    let address = bound.local_addr();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = runtime.spawn(bound.serve(async move {
        let _ = stopped.await;
    }));
    ask(&mut Wire::connect(address));
    stop.send(()).expect("still serving");
    runtime.block_on(serving).expect("no panic").expect("served to the end");
    drop(runtime);
    store.close().expect("closed");
}

#[test]
fn what_the_person_decided_survives_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut paused_until = Value::Null;
    serve_over(folder.path(), |wire| {
        paused_until = post(wire, "/pause", &json!({"minutes": 60}))["paused_until"].clone();
        import_prompts(wire, &[prompt("p-1", "take-break", "deliver")]);
        until("the prompt is known", || {
            let (status, _) =
                call(wire, "POST", "/api/attentive/prompts/p-1/answer", &json!({"answer": "never-again"}));
            (status == 200).then_some(Value::Null)
        });
        post(wire, "/ask", &json!({"answer": 5, "via": "cli"}));
    });
    serve_over(folder.path(), |wire| {
        assert_eq!(get(wire, "/sensors")["paused_until"], paused_until);
        let prompts = get(wire, "/prompts");
        assert_eq!(prompts["preferences"]["take-break"]["is_never"], json!(true));
        assert_eq!(prompts["recent"][0]["answer"], "never-again");
        assert_eq!(get(wire, "/day")["self_reports"][0]["answer"], json!(5));
    });
}

fn keep_run(served: &Served, name: &str, record: &[u8]) {
    let folder = served.folder().join("runs").join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("run.json"), record).expect("a record");
}

/// The record of a run; the second of two searched for its settings, and failed once.
fn run_record(seed: u64, is_searched: bool) -> Value {
    let mut record = json!({
        "id": "as it was named", "model": "gaze-events", "began": 1_764_000_000.5, "seconds": 2.5, "program": "attentive 0.1.0",
        "data_sha256": "ab", "data": "2 files of 2 people", "people": 2, "seed": seed, "settings": {"trees": "40"},
        "figures": {"trees": 80.0}, "curves": {"loss": [{"step": 1, "at": 1_764_000_001.0, "value": 0.5}]},
    });
    if is_searched {
        record["state"] = json!("unfinished");
        record["search"] = json!({
            "plan": {"method": "tpe", "trials": 3, "seed": 1, "score": "error", "goal": "least",
                     "space": {"trees": {"integer": {"low": 1, "high": 9, "is_log": false}}}},
            "trials": [
                {"number": 1, "settings": {"trees": 4}, "budget": 1.0, "seconds": 1.0, "outcome": {"done": {"score": 0.25, "people": {"a": 0.2, "b": 0.3}}}},
                {"number": 2, "settings": {"trees": 5}, "budget": 1.0, "seconds": 1.0, "outcome": {"failed": {"why": "too few people"}}},
            ],
        });
    }
    record
}

#[test]
fn training_runs_are_listed_with_their_trials_and_what_is_damaged_hides_no_other() {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    assert_eq!(get(&mut wire, "/runs")["runs"], json!([]));
    keep_run(&served, "2026-11-27T09", run_record(1, false).to_string().as_bytes());
    keep_run(&served, "2026-11-28T10", run_record(2, true).to_string().as_bytes());
    keep_run(&served, "2026-11-28T11", b"{\"id\": 7");
    std::fs::create_dir(served.folder().join("runs/2026-11-28T12")).expect("a folder");
    let mut refused = run_record(3, false);
    (refused["state"], refused["why"]) = (json!("refused"), json!("there is no evidence"));
    keep_run(&served, "2026-11-26T10", refused.to_string().as_bytes());
    let list = get(&mut wire, "/runs");
    let told = |place: usize, what: &str| list["runs"][place][what].clone();
    let states: Vec<Value> = (0..4).map(|place| told(place, "state")).collect();
    assert_eq!(states, ["cut-off", "damaged", "unfinished", "finished"].map(Value::from), "the latest first: {list}");
    assert!(told(1, "why").as_str().is_some_and(|why| why.contains("line 1")), "{list}");
    assert_eq!((told(3, "people"), told(3, "curves")), (json!(2), json!(["loss"])));
    assert_eq!((told(3, "why"), told(4, "state")), (Value::Null, json!("refused")));
    assert_eq!(told(4, "why"), "there is no evidence");
    let search = told(2, "search");
    assert_eq!(search["seed"], json!(1));
    assert_eq!((&search["planned"], &search["failed"], &search["best"]), (&json!(3), &json!(1), &json!(1)));
    let best = json!({"number": 1, "settings": {"trees": 4}, "budget": 1.0, "seconds": 1.0, "score": 0.25, "low": 0.2, "high": 0.3, "why": null});
    assert_eq!((&search["trials"][0], &search["trials"][1]["why"]), (&best, &json!("too few people")));

    let run = get(&mut wire, "/runs/2026-11-27T09");
    assert_eq!((&run["id"], &run["curves"]["loss"][0]["value"]), (&json!("2026-11-27T09"), &json!(0.5)));
    assert_eq!(get(&mut wire, "/runs/2026-11-28T10%231")["settings"]["trees"], "4");
    let compared = get(&mut wire, "/runs/compare?runs=2026-11-27T09,2026-11-28T10%231");
    let differs =
        |name: &str| compared["differences"].as_array().expect("a list").iter().any(|one| one["name"] == name);
    assert!(differs("trees") && differs("error") && !differs("model"), "{compared}");

    let mut status = |path: &str| call(&mut wire, "GET", &format!("/api/attentive/runs{path}"), &Value::Null).0;
    assert_eq!((status("/2026-11-28T11"), status("/2026-11-28T12")), (422, 422));
    let absent = ["/nobody", "/2026-11-27T09%231", "/2026-11-28T10%239", "/..%2F2026-11-27T09", "/.."];
    assert_eq!(absent.map(&mut status), [404; 5]);
    assert_eq!(
        ["/compare", "/compare?runs=2026-11-27T09", "/compare?runs=1,2,3,4,5,6,7,8,9"].map(&mut status),
        [400; 3]
    );
}

#[test]
fn training_runs_are_told_to_nobody_without_the_key() {
    let served = Served::start(ServerOptions { api_key: Some("s3cret".to_owned()), ..Served::ordinary() });
    keep_run(&served, "2026-11-27T09", run_record(1, false).to_string().as_bytes());
    for path in ["/runs", "/runs/2026-11-27T09", "/runs/compare?runs=2026-11-27T09,2026-11-27T09"] {
        // Who is refused is hung up on.
        let status = |headers: &[(&str, &str)]| {
            served.connect().ask("GET", &format!("/api/attentive{path}"), headers, &[]).status
        };
        let key = ("Authorization", "Bearer s3cret");
        assert_eq!((status(&[]), status(&[key])), (401, 200), "{path}");
        assert_eq!(status(&[key, ("Origin", "https://elsewhere.example")]), 403, "{path}");
    }
}

#[test]
fn what_helped_is_told_with_the_table_of_each_trial() {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    let empty = get(&mut wire, "/helped");
    assert_eq!((&empty["since"], empty["kinds"].as_array().map(Vec::len)), (&Value::Null, Some(4)));
    let at = |number: i64| now().plus(-(number + 1) * 6 * 3_600 * SECOND);
    let events: Vec<Value> = (0..40_i64)
        .map(|number| {
            let arm = if number % 2 == 0 { "deliver" } else { "hold-back" };
            let outcome = json!({
                "prompt_id": format!("o-{number}"), "kind": "start-focus", "arm": arm, "deliver_probability": 0.5,
                "at": at(number), "focus_min": if number % 5 == 0 { Value::Null } else { json!(number % 7) }, "answer": null,
            });
            json!({"timestamp": at(number), "duration": 0, "data": outcome})
        })
        .collect();
    let file = json!({"buckets": {"attentive-outcomes_desk": {
        "id": "attentive-outcomes_desk", "type": "attentive.outcome", "client": "attentive", "hostname": HOSTNAME,
        "created": at(40), "events": events,
    }}});
    let (status, answer) = call(&mut wire, "POST", "/api/0/import", &file);
    assert_eq!(status, 200, "{answer}");
    let own = until("the outcomes are known", || {
        let kinds = get(&mut wire, "/helped")["kinds"].clone();
        let own = kinds.as_array()?.iter().find(|kind| kind["effect"]["kind"] == "start-focus")?.clone();
        (own["delivered"]["drawn"] == 20).then_some(own)
    });
    assert_eq!((&own["delivered"]["known"], &own["held_back"]["unknown"]), (&json!(16), &json!(4)));
    assert_eq!(own["probabilities"], json!([[0.5, 40]]));
    assert_eq!(own["effect"]["is_retired"], false);
    assert!(own["effect"]["interval_min"].is_array() && own["effect"]["fixed_interval_min"].is_array(), "{own}");
}
