//! Reads the real export: `{"buckets": {ID: {"type", "events": [{"timestamp", "duration", "data"}]}}}`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use attentive_types::{Bucket, BucketColumns, Event, EventColumns, Payload, Timestamp};
use serde::Deserialize;

const FILE: &str = "usage-activitywatch-export/aw-buckets-export.json";

#[derive(Deserialize)]
struct Export {
    buckets: BTreeMap<String, Exported>,
}

#[derive(Deserialize)]
struct Exported {
    #[serde(rename = "type")]
    kind: String,
    client: String,
    hostname: String,
    created: Timestamp,
    #[serde(default)]
    events: Vec<Event>,
}

/// The buckets of the export in that folder of data sets.
pub fn read(data: &Path) -> anyhow::Result<Vec<BucketColumns>> {
    let file = data.join(FILE);
    let bytes = std::fs::read(&file)
        .with_context(|| format!("could not read {}; --data names the folder of the data sets", file.display()))?;
    let export: Export = serde_json::from_slice(&bytes).with_context(|| format!("{} is no export", file.display()))?;
    let columns = |(id, one): (String, Exported)| BucketColumns {
        bucket: Bucket {
            id,
            kind: one.kind,
            client: one.client,
            hostname: one.hostname,
            created: one.created,
            data: Payload::new(),
            extent: None,
            last_updated: None,
        },
        events: EventColumns::from_events(&one.events),
    };
    let all: Vec<BucketColumns> = export.buckets.into_iter().map(columns).collect();
    ensure!(all.iter().any(|columns| columns.events.len() > 1), "{} holds no events", file.display());
    Ok(all)
}
