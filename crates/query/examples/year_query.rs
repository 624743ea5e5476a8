//! How much CPU does the canonical query over one year of one person take?
//!
//! ```text
//! cargo run --release -p attentive-query --example year_query
//! ```
//!
//! A synthetic year is made from a fixed seed and stored: 314,735 window events with 20,646 distinct facts, and 12,314
//! presence events, as many as in the year by which ActivityWatch's servers were measured. Working days have sessions
//! of visits to forty apps; titles are drawn with a long tail, some of them Chinese. Then ActivityWatch's canonical
//! desktop query with 20 regular expressions is asked: cold (a fresh engine over a freshly opened store) and warm (again),
//! over all the year with the lists of the dashboard as the answer, over the year with every event in the answer, and
//! over one day. The figures are CPU time of all threads, from `/proc/self/task/*/schedstat`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "an example that cannot go on should stop, and it prints")]

use std::time::Instant;

use attentive_query::Engine;
use attentive_store::{OpenOptions, Store};
use attentive_types::time::{DAY, HOUR, MINUTE, SECOND};
use attentive_types::{Bucket, Event, Payload, Timestamp};
use serde_json::{Value, json};

const WINDOW_EVENTS: usize = 314_735;
const PRESENCE_EVENTS: usize = 12_314;
const DISTINCT_FACTS: usize = 20_646;
/// 2025-01-01T00:00:00Z.
const BEGIN_NANOS: i64 = 1_735_689_600 * SECOND;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("year.db");
    let store = Store::open(OpenOptions::new(&path)).unwrap();
    let began = Instant::now();
    fill(&store);
    println!("year made and stored in {:.1} s", began.elapsed().as_secs_f64());
    store.close().unwrap();

    let year = "2025-01-01T00:00:00Z/2026-01-01T00:00:00Z";
    let day = "2025-06-17T00:00:00Z/2025-06-18T00:00:00Z";
    let without_events = canonical(false);
    let with_events = canonical(true);
    let store = Store::open(OpenOptions::new(&path)).unwrap();
    let engine = Engine::new(store.clone());
    println!("{:<44} {:>10} {:>10} {:>12}", "case", "CPU ms", "wall ms", "answer bytes");
    measure("year, cold", &engine, &without_events, year);
    for _ in 0..5 {
        measure("year, warm", &engine, &without_events, year);
    }
    let engine = Engine::new(store.clone());
    measure("year, store warm, categories cold", &engine, &without_events, year);
    measure("year with every event, warm", &engine, &with_events, year);
    measure("year with every event, warm", &engine, &with_events, year);
    for (label, lines) in parts() {
        measure(label, &engine, &lines, year);
    }
    measure("one day, warm", &engine, &without_events, day);
    measure("one day, warm", &engine, &without_events, day);
    drop(engine);
    store.close().unwrap();
}

fn measure(label: &str, engine: &Engine, lines: &[String], period: &str) {
    let (cpu, wall) = (cpu_nanos(), Instant::now());
    let answer = engine.write_json(lines, &[period.to_owned()], "year").unwrap();
    let (cpu, wall) = (cpu_nanos() - cpu, wall.elapsed());
    #[expect(clippy::cast_precision_loss, reason = "it is printed with one digit")]
    let cpu_millis = cpu as f64 / 1e6;
    println!("{label:<44} {cpu_millis:>10.1} {:>10.1} {:>12}", wall.as_secs_f64() * 1e3, answer.len());
}

/// CPU time of all threads so far, in nanoseconds.
fn cpu_nanos() -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let of_task = |path: std::path::PathBuf| -> Option<u64> {
        std::fs::read_to_string(path.join("schedstat")).ok()?.split(' ').next()?.parse().ok()
    };
    tasks.filter_map(|task| of_task(task.ok()?.path())).sum()
}

/// What ActivityWatch's clients ask about a desktop: the same functions in the same order, with 20 categories.
fn canonical(has_events: bool) -> Vec<String> {
    let events = if has_events { "\"events\": windows," } else { "" };
    let query = format!(
        r#"windows = flood(query_bucket(find_bucket("aw-watcher-window_")));
there = filter_keyvals(flood(query_bucket(find_bucket("aw-watcher-afk_"))), "status", ["not-afk"]);
windows = filter_period_intersect(windows, there);
windows = categorize(windows, {});
by_title = sort_by_duration(merge_events_by_keys(windows, ["app", "title"]));
by_app = sort_by_duration(merge_events_by_keys(by_title, ["app"]));
by_category = sort_by_duration(merge_events_by_keys(windows, ["$category"]));
RETURN = {{
    {events}
    "window": {{
        "app_events": limit_events(by_app, 100),
        "title_events": limit_events(by_title, 100),
        "cat_events": by_category,
        "active_events": there,
        "duration": sum_durations(windows)
    }}
}};"#,
        categories()
    );
    query.lines().map(str::to_owned).collect()
}

/// Parts of the query by themselves, to see where time goes.
fn parts() -> Vec<(&'static str, Vec<String>)> {
    let window = r#"e = query_bucket("aw-watcher-window_synthetic");"#;
    let afk = r#"n = filter_keyvals(flood(query_bucket("aw-watcher-afk_synthetic")), "status", ["not-afk"]);"#;
    let case = |label, rest: String| (label, vec![rest]);
    vec![
        case("  query_bucket", format!("{window} return sum_durations(e);")),
        case("  + flood", format!("{window} e = flood(e); return sum_durations(e);")),
        case(
            "  + intersect",
            format!("{window} {afk} e = filter_period_intersect(flood(e), n); return sum_durations(e);"),
        ),
        case(
            "  query_bucket + categorize",
            format!("{window} e = categorize(e, {}); return sum_durations(e);", categories()),
        ),
        case(
            "  query_bucket + merge app, title",
            format!("{window} e = merge_events_by_keys(e, [\"app\", \"title\"]); return sum_durations(e);"),
        ),
    ]
}

/// Twenty rules of the kinds that people write.
fn categories() -> Value {
    let rules = [
        (vec!["Work"], r"Docs|libreoffice|report"),
        (vec!["Work", "Programming"], r"github|stack ?overflow|gitlab|\.rs\b|\.py\b|vim|code"),
        (vec!["Work", "Programming", "Attentive"], r"attentive|aw-"),
        (vec!["Work", "Terminal"], r"^(term|konsole|alacritty|kitty)"),
        (vec!["Work", "Image"], r"gimp|inkscape"),
        (vec!["Work", "Video"], r"kdenlive|shotcut"),
        (vec!["Work", "Audio"], r"audacity|ardour"),
        (vec!["Work", "3D"], r"blender|freecad"),
        (vec!["Work", "Meetings"], r"zoom|meet|腾讯会议|teams"),
        (vec!["Work", "Planning"], r"jira|trello|calendar|日历"),
        (vec!["Media"], r"news|新闻"),
        (vec!["Media", "Games"], r"minecraft|steam|lutris"),
        (vec!["Media", "Video"], r"youtube|plex|vlc|bilibili|哔哩哔哩"),
        (vec!["Media", "Social"], r"reddit|facebook|twitter|微博|知乎"),
        (vec!["Media", "Music"], r"spotify|deezer|网易云音乐"),
        (vec!["Comms"], r"inbox|message"),
        (vec!["Comms", "IM"], r"slack|telegram|signal|discord|wechat|微信"),
        (vec!["Comms", "Email"], r"gmail|thunderbird|mutt|邮箱"),
        (vec!["Learning"], r"wikipedia|arxiv|course [0-9]+"),
        (vec!["Shopping"], r"amazon|taobao|淘宝|cart \([0-9]+\)"),
    ];
    rules
        .into_iter()
        .map(|(name, regex)| json!([name, {"type": "regex", "regex": regex, "ignore_case": true}]))
        .collect()
}

/// A seeded generator (xorshift64*, Vigna 2016), so that everyone measures the same year.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.next() % u64::try_from(most - least + 1).unwrap()).unwrap()
    }
}

fn fill(store: &Store) {
    let mut random = Random(20_250_101);
    for (id, kind, events) in [
        ("aw-watcher-window_synthetic", "currentwindow", windows(&mut random)),
        ("aw-watcher-afk_synthetic", "afkstatus", presence(&mut random)),
    ] {
        let bucket = Bucket {
            id: id.to_owned(),
            kind: kind.to_owned(),
            client: "year_query".to_owned(),
            hostname: "synthetic".to_owned(),
            created: Timestamp(BEGIN_NANOS),
            data: Payload::new(),
            extent: None,
            last_updated: None,
        };
        store.create_bucket(bucket).unwrap();
        for some in events.chunks(20_000) {
            store.insert_events(id, some.to_vec()).unwrap();
        }
    }
}

/// Visits in working hours, every day as many; most gaps are short enough to be filled.
fn windows(random: &mut Random) -> Vec<Event> {
    let facts = facts(random);
    let per_day = WINDOW_EVENTS.div_ceil(365);
    let mut events = Vec::with_capacity(WINDOW_EVENTS);
    for place in 0..WINDOW_EVENTS {
        let (day, visit) = (i64::try_from(place / per_day).unwrap(), i64::try_from(place % per_day).unwrap());
        let slot = 10 * HOUR / i64::try_from(per_day).unwrap();
        let start = BEGIN_NANOS + day * DAY + 8 * HOUR + visit * slot + random.between(0, slot / 4);
        let nanos = random.between(slot / 10, slot * 3 / 4) / 1_000_000 * 1_000_000;
        // Each distinct fact once, then a long tail: small numbers come up far more often than large ones.
        let picked = if place < facts.len() {
            place
        } else {
            random.below(facts.len()).min(random.below(facts.len())).min(random.below(facts.len()))
        };
        events.push(Event {
            id: None,
            timestamp: Timestamp(start / 1_000_000 * 1_000_000),
            duration_nanos: nanos,
            data: facts[picked].clone(),
        });
    }
    events
}

fn facts(random: &mut Random) -> Vec<Payload> {
    let apps = [
        "firefox",
        "Google-chrome",
        "Code",
        "Alacritty",
        "Slack",
        "wechat",
        "thunderbird",
        "libreoffice-writer",
        "evince",
        "Spotify",
        "gimp",
        "zoom",
        "org.gnome.Nautilus",
        "konsole",
        "Telegram",
        "vlc",
        "obsidian",
        "dingtalk",
        "wps",
        "Steam",
    ];
    let words = [
        "report",
        "inbox",
        "attention",
        "GitHub",
        "pull request",
        "main.rs",
        "query.py",
        "YouTube",
        "a long talk about rivers",
        "知乎",
        "项目进度",
        "会议纪要",
        "微博热搜",
        "Wikipedia",
        "course 7",
        "calendar",
        "draft",
        "notes",
        "invoice",
        "holiday photos",
        "哔哩哔哩",
        "news",
        "weather",
        "recipe",
        "music",
        "train times",
        "Stack Overflow",
        "documentation",
        "settings",
        "cart (2)",
    ];
    let facts = (0..DISTINCT_FACTS).map(|place| {
        let app = apps[random.below(apps.len())];
        let (first, second) = (words[random.below(words.len())], words[random.below(words.len())]);
        let title = format!("{first} {place} - {second} - {app}");
        [("app".to_owned(), json!(app)), ("title".to_owned(), json!(title))].into_iter().collect()
    });
    facts.collect()
}

/// Present and away in turn, through the whole day.
fn presence(random: &mut Random) -> Vec<Event> {
    let slot = 365 * DAY / i64::try_from(PRESENCE_EVENTS).unwrap();
    let events = (0..PRESENCE_EVENTS).map(|place| {
        let start = BEGIN_NANOS + i64::try_from(place).unwrap() * slot;
        let nanos = slot - random.between(0, MINUTE / 20);
        let status = if random.below(3) == 0 { "afk" } else { "not-afk" };
        let data = std::iter::once(("status".to_owned(), json!(status))).collect();
        Event { id: None, timestamp: Timestamp(start / 1_000_000 * 1_000_000), duration_nanos: nanos, data }
    });
    events.collect()
}
