//! A real ActivityWatch export, when the shared data is there.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a failed unwrap is a failed test")]

use std::path::PathBuf;

use attentive_sensors::importers;

/// The folder of data sets: `$ATTENTIVE_DATA`, or `shared/data` beside the checkout.
fn data(name: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let folder = std::env::var_os("ATTENTIVE_DATA").map_or_else(beside, PathBuf::from);
    Some(folder.join(name)).filter(|path| path.exists())
}

#[test]
fn seventeen_hours_of_a_developer_come_in_whole() {
    let Some(path) = data("usage-activitywatch-export/aw-buckets-export.json") else {
        println!("skipped: no data (set ATTENTIVE_DATA)");
        return;
    };
    let imported = importers::read(&path).unwrap();
    assert_eq!(imported.format, "ActivityWatch export");
    let mut counts: Vec<(&str, usize)> =
        imported.buckets.iter().map(|bucket| (bucket.bucket.kind.as_str(), bucket.events.len())).collect();
    counts.sort_unstable();
    // The numbers that the data's own README gives.
    assert_eq!(
        counts,
        [("afkstatus", 71), ("currentwindow", 2427), ("general.stopwatch", 0), ("web.tab.current", 1280)]
    );
    assert_eq!((imported.report.read, imported.report.skipped), (3778, 0));
}
