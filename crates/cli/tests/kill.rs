//! What was acknowledged survives `kill -9` in the middle of eight clients' heartbeats, and the database opens clean.
//!
//! Twenty rounds; `ATTENTIVE_KILL_ROUNDS` names another number.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a failed unwrap is a failed test, and a skipped one says so"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use attentive_types::time::MINUTE;
use attentive_types::{Event, Timestamp};
use serde_json::json;

use self::support::http::Client;
use self::support::{Server, attentive, log_of};

/// One acknowledged heartbeat: when, and with which facts.
type Acknowledged = (Timestamp, String);

#[test]
fn no_acknowledged_heartbeat_is_lost_when_the_program_is_killed() {
    let rounds: u32 = std::env::var("ATTENTIVE_KILL_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut acknowledged: Vec<Vec<Acknowledged>> = vec![Vec::new(); 8];
    for round in 0..rounds {
        let mut server = Server::start(folder.path(), &["--no-sensors"], &[]);
        check(&server, &acknowledged, round);
        let is_over = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..8)
            .map(|client| {
                let (address, is_over) = (server.address, Arc::clone(&is_over));
                thread::spawn(move || beat(address, client, round, &is_over))
            })
            .collect();
        // A different moment each round, in the middle of the traffic.
        thread::sleep(Duration::from_millis(300 + u64::from(round) * 37 % 500));
        server.kill();
        is_over.store(true, Ordering::Relaxed);
        for (client, thread) in clients.into_iter().enumerate() {
            acknowledged[client].extend(thread.join().unwrap());
        }
    }
    let server = Server::start(folder.path(), &["--no-sensors"], &[]);
    check(&server, &acknowledged, rounds);
    let total: usize = acknowledged.iter().map(Vec::len).sum();
    println!("{rounds} kills, {total} acknowledged heartbeats, 0 lost");
    assert!(total > 8 * rounds as usize, "the clients hardly got anything acknowledged: {total}");
    drop(server);
    let status = attentive(folder.path()).arg("status").output().unwrap();
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
}

/// Sends heartbeats, each second one with new facts, until the server is gone; gives those that were acknowledged.
fn beat(address: std::net::SocketAddr, client: usize, round: u32, is_over: &AtomicBool) -> Vec<Acknowledged> {
    let mut acknowledged = Vec::new();
    let Ok(mut connection) = Client::connect(address) else { return acknowledged };
    let bucket = json!({"client": "test", "type": "currentwindow", "hostname": "test"}).to_string();
    if connection.call("POST", &format!("/api/0/buckets/kill-{client}"), bucket.as_bytes()).is_err() {
        return acknowledged;
    }
    let path = format!("/api/0/buckets/kill-{client}/heartbeat?pulsetime=5");
    let first = Timestamp(1_700_000_000_000_000_000 + i64::from(round) * 60 * MINUTE);
    for place in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let title = format!("round {round} title {}", place / 2);
        let moment = first.plus(place * 100_000_000);
        let beat = json!({"timestamp": moment, "duration": 0, "data": {"app": "test", "title": title}});
        match connection.call("POST", &path, beat.to_string().as_bytes()) {
            Ok((200, _)) => acknowledged.push((moment, title)),
            Ok((status, _)) => panic!("a heartbeat was answered by {status}"),
            Err(_) => break,
        }
    }
    acknowledged
}

fn check(server: &Server, acknowledged: &[Vec<Acknowledged>], round: u32) {
    for (client, expected) in acknowledged.iter().enumerate().filter(|(_, expected)| !expected.is_empty()) {
        let stored = server.get(&format!("/api/0/buckets/kill-{client}/events?limit=-1"));
        let stored: Vec<Event> = serde_json::from_value(stored).unwrap();
        let mut spans = std::collections::HashMap::new();
        for event in &stored {
            spans.entry(event.data["title"].as_str().unwrap().to_owned()).or_insert_with(Vec::new).push(event);
        }
        for (moment, title) in expected {
            let is_there = spans
                .get(title)
                .is_some_and(|events| events.iter().any(|event| event.timestamp <= *moment && *moment <= event.end()));
            assert!(is_there, "lost after kill {round}: client {client}, {title} at {moment}");
        }
    }
}

#[test]
fn a_program_that_is_asked_to_end_ends_well() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut server = Server::start(folder.path(), &["--no-sensors"], &[]);
    assert!(server.terminate().success(), "{}", log_of(folder.path()));
}
