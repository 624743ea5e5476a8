//! What was acknowledged survives `kill -9`, with eight threads writing at that moment.
//!
//! The test starts itself as a child process that writes and says on its standard output what was acknowledged. The parent kills
//! it without warning and compares.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use attentive_store::{OpenOptions, Range, Store};
use attentive_types::{Event, Timestamp};

use crate::support::{SECOND, bucket, event};

const PATH: &str = "ATTENTIVE_STORE_KILL_PATH";
const ROUND: &str = "ATTENTIVE_STORE_KILL_ROUND";
const THREADS: i64 = 8;

/// The child: writes until it is killed. Without the environment of the parent there is nothing to do.
#[test]
fn writes_until_it_is_killed() {
    let (Ok(path), Ok(round)) = (std::env::var(PATH), std::env::var(ROUND)) else { return };
    let round: i64 = round.parse().unwrap();
    let store = Store::open(OpenOptions::new(path)).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let store = store.clone();
            scope.spawn(move || write_for_ever(&store, thread, round * 1_000_000));
        }
    });
}

fn write_for_ever(store: &Store, thread: i64, from_s: i64) {
    let name = format!("thread-{thread}");
    store.create_bucket(bucket(&name)).unwrap();
    for beat in 0.. {
        // Every third heartbeat says something new.
        let sent = event(from_s + beat, 1, &format!("app {}", beat / 3));
        let stored = store.heartbeat(&name, sent, 2 * SECOND).unwrap();
        let line = format!("ack {thread} {} {}\n", stored.id.unwrap(), stored.end().0);
        std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
    }
}

/// Runs the child, kills it after so many acknowledgements, and gives the greatest acknowledged end of each event.
fn run_and_kill(path: &Path, round: i64, after: usize) -> BTreeMap<(i64, i64), i64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::writes_until_it_is_killed", "--nocapture", "--test-threads=1"])
        .env(PATH, path)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = BTreeMap::new();
    let mut lines = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).split(b'\n') {
        let line = line.unwrap();
        // The last line may be cut off; a whole one has four words and its newline was taken away by the reader.
        let line = String::from_utf8(line).unwrap();
        let words: Vec<i64> = line.split(' ').skip(1).filter_map(|word| word.parse().ok()).collect();
        let (true, [thread, id, end]) = (line.starts_with("ack "), words.as_slice()) else { continue };
        let known = acknowledged.entry((*thread, *id)).or_insert(*end);
        *known = (*known).max(*end);
        lines += 1;
        if lines == after {
            child.kill().unwrap();
        }
    }
    assert!(lines >= after, "the child ended by itself after {lines} heartbeats");
    child.wait().unwrap();
    acknowledged
}

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("attentive.db");
    let mut acknowledged = BTreeMap::new();
    for round in 0..4 {
        acknowledged.extend(run_and_kill(&path, round, 400));
        let store = Store::open(OpenOptions::new(&path)).unwrap();
        for ((thread, id), end) in &acknowledged {
            let stored: Option<Event> = store.event(&format!("thread-{thread}"), *id).unwrap();
            let kept = stored.map(|event| event.end());
            // One more heartbeat may have been committed and not yet acknowledged.
            assert!(kept >= Some(Timestamp(*end)), "event {id} of thread {thread}: {kept:?}, acknowledged {end}");
        }
        for thread in 0..THREADS {
            let name = format!("thread-{thread}");
            let stored = store.count(&name, Range::ALL).unwrap();
            let known = acknowledged.keys().filter(|(of, _)| *of == thread).count() as u64;
            assert!(stored <= known + 1 + round.unsigned_abs(), "{stored} events, {known} acknowledged");
        }
        store.close().unwrap();
    }
}
