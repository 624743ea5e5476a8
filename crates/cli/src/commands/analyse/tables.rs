//! Events and features as rows of files.

use attentive_pipeline::run::recording::{EVENT_COLUMNS, Found};
use attentive_types::Measured;
use attentive_types::table::{Column, Table};

/// Rows of events. Times are nanoseconds since 1970.
pub fn events(found: &Found, names: &[String]) -> Table {
    let events = &found.events;
    let name_of = |place: &usize| names.get(*place).cloned().unwrap_or_default();
    let mut columns = vec![
        Column::texts("stream", events.stream.iter().map(name_of).collect()),
        Column::texts("event", events.kind.iter().map(|kind| (*kind).to_owned()).collect()),
        Column::moments("start_nanos", events.span.iter().map(|span| span.start.0).collect()),
        Column::moments("end_nanos", events.span.iter().map(|span| span.end.0).collect()),
        Column::numbers("duration_ms", "ms", events.span.iter().map(|span| span.seconds() * 1e3).collect()),
    ];
    for (name, values) in EVENT_COLUMNS.iter().zip(&events.columns) {
        columns.push(Column::numbers(name, unit_of(name), values.clone()));
    }
    Table { columns }
}

/// The unit that the name of a column ends in.
fn unit_of(name: &str) -> &'static str {
    match name {
        name if name.ends_with("_deg_per_s") => "deg/s",
        name if name.ends_with("_deg") => "deg",
        name if name.ends_with("_ms") => "ms",
        name if name.ends_with("_us") => "uS",
        name if name.ends_with("_s") => "s",
        _ => "",
    }
}

/// Rows of features, one for each feature of each window of each stream.
pub fn features(found: &Found, names: &[String]) -> Table {
    let features = &found.features;
    let name_of = |place: &usize| names.get(*place).cloned().unwrap_or_default();
    Table {
        columns: vec![
            Column::texts("stream", features.stream.iter().map(name_of).collect()),
            Column::moments("start_nanos", features.window.iter().map(|span| span.start.0).collect()),
            Column::moments("end_nanos", features.window.iter().map(|span| span.end.0).collect()),
            Column::texts("window", features.laid.iter().map(|laid| laid.name().to_owned()).collect()),
            Column::texts("feature", features.info.iter().map(|info| info.name.to_owned()).collect()),
            Column::texts("unit", features.info.iter().map(|info| info.unit.to_owned()).collect()),
            Column::numbers("value", "", features.measured.iter().map(|own| own.value.unwrap_or(f64::NAN)).collect()),
            Column::numbers("quality", "1", features.measured.iter().map(|own| own.quality).collect()),
            Column::texts("missing_because", features.measured.iter().map(why_missing).collect()),
        ],
    }
}

/// Why there is no value; empty where there is one.
fn why_missing(measured: &Measured) -> String {
    match (measured.value, measured.lack) {
        (Some(_), _) => String::new(),
        (None, Some(lack)) => lack.to_string(),
        (None, None) if measured.quality > 0.0 => {
            "the window holds too few of what it counts, or a channel that it needs is not there".to_owned()
        }
        (None, None) => "no usable data for it in the window".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_that_is_missing_says_why() {
        let why = |measured: Measured| why_missing(&measured);
        assert_eq!(why(Measured::new(Some(1.0), 0.5)), "");
        assert!(why(Measured::too_little(120.0, 30.0)).contains("needs 120 s"));
        assert!(why(Measured::new(None, 0.5)).contains("too few"));
        assert!(why(Measured::missing()).contains("no usable data"));
    }
}
