//! Durable heartbeats per second over HTTP, beside the disk's own rate of durable writes measured in the same run.

use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::thread;
use std::time::Instant;

use anyhow::{Context, anyhow};
use attentive_types::Timestamp;
use attentive_types::time::SECOND;
use serde_json::json;

use crate::http::Client;
use crate::program::Server;
use crate::report::{Report, Row};
use crate::{peer, year};

/// One client, eight clients, and bulk inserts; the peer's rates beside them on request.
pub fn run(with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let (rounds, beats) = if is_quick { (1, 200) } else { (5, 4_000) };
    let folder = super::folder()?;
    let server = Server::start(folder.path(), &["--no-sensors"])?;
    let mut report = Report::new("ingest", "heartbeats whose facts change every fifth time");
    let (mut disk, mut one, mut eight, mut bulk) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        // The disk is measured beside every round, because a shared disk changes from second to second.
        disk.push(disk_rate(folder.path(), beats.min(1_000))?);
        one.push(clients(server.address, 1, beats, round)?);
        eight.push(clients(server.address, 8, beats, round)?);
        bulk.push(bulk_rate(server.address, if is_quick { 2_000 } else { 50_000 }, round)?);
    }
    let disk = Row::of_runs("disk", "fdatasync", &disk, "1/s");
    let limit = disk.value;
    report.rows = vec![
        disk,
        Row::of_runs("one client", "rate", &one, "1/s").beside((limit * 0.6).min(2_000.0)),
        Row::of_runs("eight clients", "rate", &eight, "1/s").beside((limit * 3.0).min(10_000.0)),
        Row::of_runs("bulk of 1,000", "rate", &bulk, "1/s"),
    ];
    if with_peer {
        add_peer(&mut report, if is_quick { 200 } else { 3_000 })?;
    }
    Ok(report)
}

/// How often the disk makes 4 KiB at the end of a file durable, per second.
fn disk_rate(folder: &Path, writes: usize) -> anyhow::Result<f64> {
    let mut file = File::create(folder.join("disk-rate.tmp"))?;
    let begun = Instant::now();
    for _ in 0..writes {
        file.write_all(&[0xA5; 4096])?;
        file.sync_data()?;
    }
    Ok(writes as f64 / begun.elapsed().as_secs_f64())
}

/// Acknowledged heartbeats per second of that many clients at once, each with a bucket of its own.
fn clients(address: SocketAddr, count: usize, beats: usize, round: usize) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let threads: Vec<_> = (0..count)
        .map(|client| thread::spawn(move || beat(address, &format!("bench-{count}-{client}-{round}"), beats)))
        .collect();
    for thread in threads {
        thread.join().map_err(|_| anyhow!("a client failed"))??;
    }
    Ok((count * beats) as f64 / begun.elapsed().as_secs_f64())
}

fn beat(address: SocketAddr, bucket: &str, beats: usize) -> anyhow::Result<()> {
    let mut client = Client::connect(address)?;
    make_bucket(&mut client, bucket)?;
    let path = format!("/api/0/buckets/{bucket}/heartbeat?pulsetime=10");
    for place in 0..beats {
        let body = json!({
            "timestamp": moment(place), "duration": 0,
            "data": {"app": format!("App{}", place / 5 % 40), "title": format!("Document {}", place / 5)},
        });
        client.expect("POST", &path, body.to_string().as_bytes())?;
    }
    Ok(())
}

fn bulk_rate(address: SocketAddr, events: usize, round: usize) -> anyhow::Result<f64> {
    let mut client = Client::connect(address)?;
    let bucket = format!("bench-bulk-{round}");
    make_bucket(&mut client, &bucket)?;
    let bodies: Vec<String> = (0..events)
        .step_by(1_000)
        .map(|first| {
            let events: Vec<_> = (first..(first + 1_000).min(events))
                .map(|place| {
                    json!({"timestamp": moment(place), "duration": 1.0,
                    "data": {"app": format!("App{}", place % 40), "title": format!("Document {}", place % 20_000)}})
                })
                .collect();
            serde_json::Value::Array(events).to_string()
        })
        .collect();
    let begun = Instant::now();
    for body in &bodies {
        client.expect("POST", &format!("/api/0/buckets/{bucket}/events"), body.as_bytes())?;
    }
    Ok(events as f64 / begun.elapsed().as_secs_f64())
}

fn make_bucket(client: &mut Client, bucket: &str) -> anyhow::Result<()> {
    let body = json!({"client": "benchmark", "type": "currentwindow", "hostname": "synthetic"}).to_string();
    client.expect("POST", &format!("/api/0/buckets/{bucket}"), body.as_bytes()).map(drop)
}

fn moment(place: usize) -> Timestamp {
    year::START.plus(place as i64 * SECOND)
}

/// The peer acknowledges before it commits, so its rate is for something weaker.
fn add_peer(report: &mut Report, beats: usize) -> anyhow::Result<()> {
    let python = peer::python(&["aw-server==0.12.0", "peewee<4", "aw-client==0.5.15"])?;
    let output = peer::script(&python, PEER, &[&beats.to_string()])?;
    let rate: f64 = output.lines().last().context("the peer printed nothing")?.trim().parse()?;
    let own = report.rows[1].value;
    report.rows.push(Row::new("aw-server 0.12 (not durable)", "rate", rate, "1/s"));
    report.rows.push(Row::new("one client", "ratio", own / rate, "x"));
    Ok(())
}

const PEER: &str = r#"
import http.client, json, os, subprocess, sys, tempfile, time, datetime
home = tempfile.mkdtemp()
env = dict(os.environ, XDG_DATA_HOME=home, XDG_CONFIG_HOME=home, XDG_CACHE_HOME=home)
server = subprocess.Popen([os.path.join(os.path.dirname(sys.executable), "aw-server"), "--testing"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for _ in range(200):
        try:
            c = http.client.HTTPConnection("127.0.0.1", 5666); c.request("GET", "/api/0/info"); c.getresponse().read(); break
        except OSError:
            time.sleep(0.1)
    def post(path, value):
        c.request("POST", path, json.dumps(value), {"Content-Type": "application/json"}); r = c.getresponse(); r.read(); return r.status
    post("/api/0/buckets/bench", {"client": "b", "type": "currentwindow", "hostname": "synthetic"})
    n = int(sys.argv[1]); start = datetime.datetime(2025, 1, 1, tzinfo=datetime.timezone.utc)
    begun = time.perf_counter()
    for i in range(n):
        at = (start + datetime.timedelta(seconds=i)).isoformat()
        status = post("/api/0/buckets/bench/heartbeat?pulsetime=10", {"timestamp": at, "duration": 0, "data": {"app": f"App{i // 5 % 40}", "title": f"Document {i // 5}"}})
        if status != 200: raise SystemExit(f"the peer answered {status}")
    print(n / (time.perf_counter() - begun))
finally:
    server.kill()
"#;
