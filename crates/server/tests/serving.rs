//! How the server opens, holds many callers at once, and closes.

mod wire;

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use attentive_server::{Live, LiveOptions, Server, ServerError, ServerOptions};
use attentive_store::{OpenOptions, Store};
use serde_json::Value;
use wire::Served;

const BUCKET: &[u8] = br#"{"client":"c","type":"t","hostname":"h"}"#;

fn bind(options: ServerOptions) -> Result<SocketAddr, ServerError> {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(OpenOptions::new(folder.path().join("attentive.db"))).expect("a store");
    let live = Live::start(store.clone(), LiveOptions::default()).expect("the live part");
    let bound = Server::bind(store, live.clone(), options).map(|bound| bound.local_addr());
    live.close();
    bound
}

#[test]
fn a_port_in_use_is_told_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address");
    let error = bind(ServerOptions { address, ..ServerOptions::default() }).expect_err("taken");
    let text = error.to_string();
    assert!(matches!(error, ServerError::PortInUse { .. }), "{text}");
    assert!(text.contains(&address.port().to_string()) && text.contains("--port"), "{text}");
}

#[test]
fn an_address_that_others_can_reach_needs_to_be_allowed() {
    let address = SocketAddr::from(([0, 0, 0, 0], 0));
    let refused = bind(ServerOptions { address, ..ServerOptions::default() });
    assert!(matches!(refused, Err(ServerError::NotLoopback { .. })), "{refused:?}");
    let allowed = bind(ServerOptions { address, is_remote_allowed: true, ..ServerOptions::default() });
    assert!(allowed.is_ok_and(|address| address.port() != 0));
}

#[test]
fn an_origin_that_is_none_is_refused_at_the_start() {
    let allowed_origins = vec!["http://localhost*".to_owned()];
    let refused = bind(ServerOptions { allowed_origins, ..Served::ordinary() });
    assert!(matches!(refused, Err(ServerError::Origin(_))), "{refused:?}");
}

#[test]
fn a_server_for_other_machines_packs_large_answers_and_passes_addresses_in_digits() {
    let address = SocketAddr::from(([0, 0, 0, 0], 0));
    let served = Served::start(ServerOptions { address, is_remote_allowed: true, ..ServerOptions::default() });
    let mut wire = wire::Wire::connect(SocketAddr::from(([127, 0, 0, 1], served.address.port())));
    let packed = wire.ask("GET", "/", &[("Host", "192.168.1.2"), ("Accept-Encoding", "gzip")], b"");
    assert_eq!((packed.status, packed.header("content-encoding")), (200, Some("gzip")));
    assert_eq!(wire.ask("GET", "/", &[("Host", "evil.example")], b"").status, 400);
}

#[test]
fn every_acknowledged_heartbeat_of_many_callers_is_there() {
    let served = Served::start(Served::ordinary());
    let (callers, beats) = (8, 50);
    std::thread::scope(|scope| {
        for caller in 0..callers {
            let mut wire = served.connect();
            scope.spawn(move || {
                assert_eq!(wire.ask("POST", &format!("/api/0/buckets/b{caller}"), &[], BUCKET).status, 200);
                for beat in 0..beats {
                    // Every other heartbeat lengthens the one before it.
                    let body = format!(r#"{{"timestamp":"2026-01-01T00:00:{beat:02}Z","data":{{"n":{}}}}}"#, beat / 2);
                    let path = format!("/api/0/buckets/b{caller}/heartbeat?pulsetime=1");
                    let reply = wire.ask("POST", &path, &[], body.as_bytes());
                    assert_eq!(reply.status, 200, "{}", reply.text());
                    let stored: Value = serde_json::from_slice(&reply.body).expect("JSON");
                    assert_eq!(stored["duration"].as_f64(), Some(f64::from(beat % 2)), "{stored}");
                }
            });
        }
    });
    let mut wire = served.connect();
    for caller in 0..callers {
        let count = wire.ask("GET", &format!("/api/0/buckets/b{caller}/events/count"), &[], b"");
        assert_eq!(count.text(), (beats / 2).to_string());
    }
}

#[test]
fn a_body_that_arrives_in_pieces_is_imported_while_it_comes() {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    let head = format!(
        "POST /api/0/import HTTP/1.1\r\nHost: localhost:{}\r\nTransfer-Encoding: chunked\r\n\r\n",
        served.address.port()
    );
    wire.send(head.as_bytes());
    let mut send = |text: &str| wire.send(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes());
    send(
        r#"{"buckets":{"a":{"id":"a","type":"t","client":"c","hostname":"h","events":[{"timestamp":"2026-01-01T00:00:00Z"}"#,
    );
    for number in 1..25_000 {
        let (hour, minute, second) = (number / 3600, number / 60 % 60, number % 60);
        send(&format!(r#",{{"timestamp":"2026-01-01T{hour:02}:{minute:02}:{second:02}Z"}}"#));
    }
    // The first batches are in the store although the body has not ended.
    let mut other = served.connect();
    let deadline = Instant::now() + Duration::from_secs(20);
    let early = loop {
        let count = other.ask("GET", "/api/0/buckets/a/events/count", &[], b"");
        if count.status == 200 || Instant::now() > deadline {
            break count;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(early.status, 200, "{}", early.text());
    send("]}}}");
    wire.send(b"0\r\n\r\n");
    let reply = wire.read_reply(false);
    let answer: Value = serde_json::from_slice(&reply.body).expect("JSON");
    assert_eq!((reply.status, answer["inserted"].as_u64()), (200, Some(25_000)), "{answer}");
    let export = other.ask("GET", "/api/0/export", &[], b"");
    let export: Value = serde_json::from_slice(&export.body).expect("JSON");
    assert_eq!(export["buckets"]["a"]["events"].as_array().map(Vec::len), Some(25_000));
}

#[test]
fn the_server_ends_while_connections_are_open() {
    let served = Served::start(Served::ordinary());
    let mut idle = served.connect();
    assert_eq!(idle.ask("GET", "/api/0/info", &[], b"").status, 200);
    let before = Instant::now();
    drop(served);
    assert!(before.elapsed() < Duration::from_secs(5), "{:?}", before.elapsed());
}

#[test]
fn what_was_stored_is_there_after_a_restart() {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    wire.ask("POST", "/api/0/buckets/a", &[], BUCKET);
    let body = br#"{"timestamp":"2026-01-01T00:00:00Z","duration":3,"data":{"app":"x"}}"#;
    assert_eq!(wire.ask("POST", "/api/0/buckets/a/heartbeat?pulsetime=1", &[], body).status, 200);
    // Read by a second store, while the first is still open: an acknowledgement means that it is in the file.
    let path = served.folder().join("attentive.db");
    let other = Store::open(OpenOptions::new(path).read_only()).expect("a second look");
    let events = other.events("a", attentive_store::Range::default(), None).expect("events");
    assert_eq!(events.first().map(|event| event.duration_nanos), Some(3_000_000_000));
}
