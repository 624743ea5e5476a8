//! A real person's export of ActivityWatch goes in whole, goes in again without doubling, and comes out again.
//! It lies beside the checkout or in `$ATTENTIVE_DATA`, and the test says so when it does not.

mod wire;

use std::path::PathBuf;

use serde_json::Value;
use wire::{Served, Wire};

fn export() -> Option<Vec<u8>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("ATTENTIVE_DATA").map_or_else(beside, PathBuf::from);
    std::fs::read(folder.join("usage-activitywatch-export/aw-buckets-export.json")).ok()
}

fn ask(wire: &mut Wire, method: &str, path: &str, body: &[u8]) -> Value {
    let reply = wire.ask(method, path, &[("Content-Type", "application/json")], body);
    assert_eq!(reply.status, 200, "{method} {path}: {}", reply.text());
    serde_json::from_slice(&reply.body).expect("JSON")
}

fn events_by_bucket(export: &Value) -> Vec<(String, usize)> {
    let buckets = export["buckets"].as_object().expect("buckets");
    buckets.iter().map(|(id, bucket)| (id.clone(), bucket["events"].as_array().map_or(0, Vec::len))).collect()
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that looks at nothing must say so")]
fn a_real_export_goes_in_twice_without_doubling_and_comes_out_whole() {
    let Some(file) = export() else {
        eprintln!("skipped: no data (set ATTENTIVE_DATA)");
        return;
    };
    let sent: Value = serde_json::from_slice(&file).expect("JSON");
    let expected = events_by_bucket(&sent);
    let total: usize = expected.iter().map(|(_, events)| events).sum();
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();

    let first = ask(&mut wire, "POST", "/api/0/import", &file);
    let (inserted, skipped) = (first["inserted"].as_u64(), first["skipped"].as_u64());
    assert_eq!(inserted.zip(skipped).map(|(new, known)| new + known), Some(total as u64), "{first}");
    assert_eq!(first["failed"].as_u64(), Some(0), "{first}");
    let again = ask(&mut wire, "POST", "/api/0/import", &file);
    assert_eq!((again["inserted"].as_u64(), again["skipped"].as_u64()), (Some(0), Some(total as u64)), "{again}");

    let back = ask(&mut wire, "GET", "/api/0/export", b"");
    let stored: usize = events_by_bucket(&back).iter().map(|(_, events)| events).sum();
    assert_eq!(Some(stored as u64), inserted, "what was inserted is what comes out");
    for (id, _) in expected {
        let count = ask(&mut wire, "GET", &format!("/api/0/buckets/{id}/events/count"), b"");
        assert_eq!(count.as_u64(), back["buckets"][&id]["events"].as_array().map(|events| events.len() as u64), "{id}");
        assert_eq!(
            back["buckets"][&id]["created"].as_str().map(|at| at.get(..19)),
            sent["buckets"][&id]["created"].as_str().map(|at| at.get(..19))
        );
    }
}
