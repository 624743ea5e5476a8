//! `attentive status`: is a server running, and what does the database hold?

use std::net::SocketAddr;
use std::time::Duration;

use attentive_server::loopback::{Method, Question, ask};
use attentive_store::StoreInfo;
use attentive_types::Bucket;
use serde_json::{Value, json};

use super::Place;
use super::inbox::door::Door;
use crate::args::StatusArgs;
use crate::failure::Outcome;

/// Prints what is known of the server and of the database.
pub fn run(place: &Place, args: &StatusArgs) -> Outcome {
    let address = format!("{}:{}", place.config.server.host, place.config.server.port);
    let server = ask_server(&address);
    let stored = if place.database().exists() {
        let store = place.open_store_to_read()?;
        Some((store.info()?, store.buckets()?))
    } else {
        None
    };
    if args.json {
        say!("{}", serde_json::to_string_pretty(&as_json(&address, server.as_ref(), stored.as_ref()))?);
        return Ok(());
    }
    match &server {
        Some(info) => {
            say!("server    running at http://{address} (version {})", info["version"].as_str().unwrap_or("?"))
        }
        None => say!("server    not running at http://{address}; `attentive start` starts it"),
    }
    if server.is_some() {
        print_channels(place);
    }
    match stored {
        None => say!("database  none yet: {}", place.database().display()),
        Some((info, buckets)) => print_database(&info, &buckets),
    }
    Ok(())
}

/// How the ways stand on which people and programs are told; nothing of those that nobody asked for.
fn print_channels(place: &Place) {
    let asked = Door::of(place, None).and_then(|door| door.get("/api/attentive/channels"));
    let told = match asked {
        Ok(told) => told,
        Err(failure) => return say!("channels  not known: {}", failure.message),
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let desktop = &told["do_not_disturb"];
    if desktop["status"] != "not-asked" {
        let why = desktop["why"].as_str().map(|why| format!(" ({why})")).unwrap_or_default();
        say!("desktop   do-not-disturb: {}{why}", text(&desktop["status"]));
    }
    if let Some(file) = told["presence_file"].as_object() {
        say!("presence  {}: {}", file["failure"].as_str().unwrap_or("written on change"), text(&file["path"]));
    }
    if let Some(webhook) = told["webhook"].as_object() {
        let last = webhook["last_failure"].as_str().map(|why| format!(", last: {why}")).unwrap_or_default();
        say!("webhook   {}: {} posted, {} failed{last}", text(&webhook["address"]), webhook["sent"], webhook["failed"]);
    }
}

fn print_database(info: &StoreInfo, buckets: &[Bucket]) {
    #[expect(clippy::cast_precision_loss, reason = "a file size for people")]
    let megabytes = info.bytes as f64 / 1e6;
    say!("database  {} events, {megabytes:.1} MB: {}", info.events, info.path.display());
    for bucket in buckets {
        let until = bucket.last_updated.map_or("empty".to_owned(), |end| format!("until {end}"));
        say!("  {:<44} {:<18} {until}", bucket.id, bucket.kind);
    }
}

fn as_json(address: &str, server: Option<&Value>, stored: Option<&(StoreInfo, Vec<Bucket>)>) -> Value {
    json!({
        "server": {"address": address, "running": server.is_some(), "info": server},
        "database": stored.map(|(info, buckets)| json!({
            "path": info.path, "bytes": info.bytes, "events": info.events,
            "buckets": buckets.iter().map(|bucket| json!({
                "id": bucket.id, "type": bucket.kind, "last_updated": bucket.last_updated,
            })).collect::<Vec<_>>(),
        })),
    })
}

/// What the server at that loopback address says of itself; `None` when none answers within a second.
pub fn ask_server(address: &str) -> Option<Value> {
    let address: SocketAddr = address.parse().ok()?;
    let question = Question { method: Method::GET, path: "/api/0/info", headers: Vec::new(), token: None, body: None };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    let asking = async { tokio::time::timeout(Duration::from_secs(1), ask(address, &question)).await };
    let (_, info) = runtime.block_on(asking).ok()?.ok()?;
    info.is_object().then_some(info)
}
