//! How fast is the store on this machine? Durable heartbeats beside the disk's own rate, and one year of one person.
//!
//! ```text
//! cargo run --release -p attentive-store --example measure [FOLDER]
//! ```
//!
//! The year is made by rule: 315,000 window events with 20,646 distinct payloads and 12,314 presence events between them.

#![allow(clippy::print_stdout, reason = "a program for the terminal answers on the terminal")]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use attentive_store::{OpenOptions, Range, Store};
use attentive_types::time::{DAY, SECOND};
use attentive_types::{Bucket, Event, Payload, Timestamp};

type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

const FOR: Duration = Duration::from_secs(3);
const WINDOW_EVENTS: i64 = 315_000;
const PAYLOADS: i64 = 20_646;
const PRESENCE_EVENTS: i64 = 12_314;
const DAY_200: Range = Range { start: Some(Timestamp(200 * DAY)), end: Some(Timestamp(201 * DAY)) };

fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next();
    if let (Some("--read"), Some(path)) = (first.as_deref(), arguments.next()) {
        return read(Path::new(&path));
    }
    let parent = first.map_or_else(|| Path::new("target").to_owned(), Into::into);
    let folder = parent.join(format!("store-measure-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = disk(&folder).and_then(|()| heartbeats(&folder)).and_then(|()| year(&folder));
    std::fs::remove_dir_all(&folder)?;
    measured
}

/// The disk's own rate: append 4 KiB and sync.
fn disk(folder: &Path) -> Outcome {
    let mut file = std::fs::File::create(folder.join("raw"))?;
    let begun = Instant::now();
    let mut syncs = 0_u32;
    while begun.elapsed() < FOR {
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        syncs += 1;
    }
    println!("raw append of 4 KiB + fdatasync    {:>10.0} /s", rate(syncs, begun));
    Ok(())
}

fn heartbeats(folder: &Path) -> Outcome {
    for threads in [1, 8] {
        let store = Store::open(OpenOptions::new(folder.join(format!("beats-{threads}.db"))))?;
        let begun = Instant::now();
        let counts = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|thread| {
                    scope.spawn({
                        let store = store.clone();
                        move || beat(&store, thread)
                    })
                })
                .collect();
            workers
                .into_iter()
                .map(|worker| worker.join().map_err(|_| "a worker failed")?)
                .collect::<Outcome<Vec<u32>>>()
        })?;
        let count: u32 = counts.iter().sum();
        println!("durable heartbeats, {threads} thread(s)      {:>10.0} /s", rate(count, begun));
        store.close()?;
    }
    Ok(())
}

/// Sends heartbeats one by one; every tenth says something new.
fn beat(store: &Store, thread: u32) -> Outcome<u32> {
    let name = format!("window-{thread}");
    store.create_bucket(bucket(&name))?;
    let begun = Instant::now();
    let mut count = 0;
    while begun.elapsed() < FOR {
        let event = event(i64::from(count) * SECOND, SECOND, window(i64::from(count) / 10));
        store.heartbeat(&name, event, 2 * SECOND)?;
        count += 1;
    }
    Ok(count)
}

fn year(folder: &Path) -> Outcome {
    let path = folder.join("year.db");
    let store = Store::open(OpenOptions::new(&path))?;
    let begun = Instant::now();
    for (name, events) in [("window", window_events()), ("afk", presence_events())] {
        store.create_bucket(bucket(name))?;
        for part in events.chunks(10_000) {
            store.insert_events(name, part.to_vec())?;
        }
    }
    println!(
        "inserting a year                   {:>10.0} events/s",
        (WINDOW_EVENTS + PRESENCE_EVENTS) as f64 / begun.elapsed().as_secs_f64()
    );
    store.close()?;
    let store = timed("opening, closed in order", || Store::open(OpenOptions::new(&path)))?;
    println!("size on disk                       {:>10.1} MB", store.info()?.bytes as f64 / 1e6);
    drop(store);
    // A process of its own, so that its memory is only what reading takes.
    let reader = std::process::Command::new(std::env::current_exe()?).arg("--read").arg(&path).status()?;
    if !reader.success() {
        return Err("the reader failed".into());
    }
    let store = Store::open(OpenOptions::new(&path))?;
    leave_open(&path, &store)?;
    timed("forgetting one day", || store.forget(DAY_200, None))?;
    store.close()?;
    Ok(())
}

fn read(path: &Path) -> Outcome {
    let store = Store::open(OpenOptions::new(path))?;
    timed("list of buckets", || store.buckets())?;
    timed("one day of columns, from the file", || store.columns("window", DAY_200))?;
    timed("one day of events", || store.events("window", DAY_200, None))?;
    let before = resident_kib()?;
    timed("columns of the year, first time", || store.columns("window", Range::ALL))?;
    println!("memory for them                    {:>10.1} MB", (resident_kib()? - before) / 1e3);
    timed("columns of the year, again", || store.columns("window", Range::ALL))?;
    timed("columns of the year, presence", || store.columns("afk", Range::ALL))?;
    timed("one day of columns, from memory", || store.columns("window", DAY_200))?;
    store.heartbeat("window", event(365 * DAY, SECOND, window(-1)), 0)?;
    timed("columns of the year, one more", || store.columns("window", Range::ALL))?;
    timed("counting the year", || store.count("window", Range::ALL))?;
    timed("events of the year as structs", || store.events("window", Range::ALL, None))?;
    store.close()?;
    for _ in 0..5 {
        let store = Store::open(OpenOptions::new(path))?;
        timed("columns of the year, a fresh store", || store.columns("window", Range::ALL))?;
    }
    Ok(())
}

/// Copies the open database, so that the copy was not closed in order, and times its opening.
fn leave_open(path: &Path, store: &Store) -> Outcome {
    store.audit("measure", "copy", "")?;
    let copy = path.with_file_name("copy.db");
    for ending in ["", "-wal"] {
        let name = |path: &Path| format!("{}{ending}", path.display());
        std::fs::copy(name(path), name(&copy))?;
    }
    timed("opening, not closed in order", || Store::open(OpenOptions::new(&copy)))?.close()?;
    Ok(())
}

fn timed<T, E>(what: &str, act: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let (begun, cpu_before) = (Instant::now(), thread_cpu_ms());
    let done = act()?;
    let (wall, cpu) = (begun.elapsed().as_secs_f64() * 1e3, thread_cpu_ms() - cpu_before);
    println!("{what:<35}{wall:>10.2} ms, of which {cpu:>8.2} ms CPU of the calling thread");
    Ok(done)
}

/// What this thread ran so far; 0 where the system does not tell.
fn thread_cpu_ms() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or_default() / 1e6
}

fn rate(count: u32, begun: Instant) -> f64 {
    f64::from(count) / begun.elapsed().as_secs_f64()
}

fn resident_kib() -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

fn bucket(name: &str) -> Bucket {
    Bucket {
        id: name.to_owned(),
        kind: "currentwindow".to_owned(),
        client: "measure".to_owned(),
        hostname: "here".to_owned(),
        created: Timestamp(0),
        data: Payload::new(),
        extent: None,
        last_updated: None,
    }
}

fn event(start_nanos: i64, duration_nanos: i64, data: Payload) -> Event {
    Event { id: None, timestamp: Timestamp(start_nanos), duration_nanos, data }
}

fn window(number: i64) -> Payload {
    let title = format!("document {number} of project {} - editor with a title of usual length", number % 97);
    [("app".to_owned(), format!("app-{}", number % 40).into()), ("title".to_owned(), title.into())]
        .into_iter()
        .collect()
}

fn window_events() -> Vec<Event> {
    let step = 365 * DAY / WINDOW_EVENTS;
    // A fixed stride through the payloads, so that equal ones lie far apart as well as near.
    let payload = |place: i64| place * 7919 % PAYLOADS;
    (0..WINDOW_EVENTS).map(|place| event(place * step, step - SECOND, window(payload(place)))).collect()
}

fn presence_events() -> Vec<Event> {
    let step = 365 * DAY / PRESENCE_EVENTS;
    let data = |place: i64| -> Payload {
        let status = if place % 2 == 0 { "afk" } else { "not-afk" };
        std::iter::once(("status".to_owned(), status.into())).collect()
    };
    (0..PRESENCE_EVENTS).map(|place| event(place * step, step, data(place))).collect()
}
