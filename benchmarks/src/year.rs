//! One *synthetic* year of one person, for measuring speed only: about 300,000 window and presence events.
//!
//! A fixed-seed generator: on most days work from about nine to about six, with breaks; visits whose lengths follow a
//! log-normal law (median 12 s, most short, a few long), 40 apps and 20,646 distinct windows drawn by a Zipf-like law.
//! The counts are those of the year on which the storage engines were compared (`docs/decisions/`). No score uses it.

use attentive_store::{OpenOptions, Store};
use attentive_types::bucket::kinds;
use attentive_types::time::{DAY, HOUR, MINUTE, SECOND};
use attentive_types::{Bucket, Event, Payload, Timestamp};
use serde_json::json;

/// Distinct pairs of app and title.
pub const DISTINCT: usize = 20_646;
/// Window events in a whole year.
pub const WINDOWS: usize = 314_735;
/// 2025-01-01T00:00:00Z.
pub const START: Timestamp = Timestamp(1_735_689_600 * SECOND);

/// The window and presence buckets with their events.
pub struct Year {
    /// Window events.
    pub windows: Vec<Event>,
    /// Presence events.
    pub presence: Vec<Event>,
}

impl Year {
    /// A year of that many days (365 for the whole), always the same.
    pub fn synthetic(days: usize) -> Self {
        let mut random = Random(0x5EED_A77E);
        let payloads: Vec<Payload> = (0..DISTINCT).map(window).collect();
        let per_day = WINDOWS / 365;
        let mut year = Self { windows: Vec::new(), presence: Vec::new() };
        for day in 0..days {
            year.add_day(START.plus(day as i64 * DAY), per_day, &payloads, &mut random);
        }
        year
    }

    /// The bucket of the window events.
    pub fn window_bucket() -> Bucket {
        bucket("aw-watcher-window_synthetic", kinds::WINDOW)
    }

    /// The bucket of the presence events.
    pub fn presence_bucket() -> Bucket {
        bucket("aw-watcher-afk_synthetic", kinds::AFK)
    }

    /// Stores it in the database of a data folder.
    pub fn store_into(&self, data_dir: &std::path::Path) -> anyhow::Result<()> {
        let store = Store::open(OpenOptions::new(data_dir.join("attentive.db")))?;
        store.import(Self::window_bucket(), self.windows.clone())?;
        store.import(Self::presence_bucket(), self.presence.clone())?;
        Ok(store.close()?)
    }

    fn add_day(&mut self, midnight: Timestamp, visits: usize, payloads: &[Payload], random: &mut Random) {
        let mut now = midnight.plus(8 * HOUR + random.below(90) * MINUTE);
        let mut next_break = now.plus(random.between(12, 38) * MINUTE);
        let mut present_since = now;
        for _ in 0..visits {
            let nanos = (random.log_normal(12.0, 1.3).min(3600.0) * 1e9) as i64;
            let data = payloads[random.zipf(payloads.len())].clone();
            self.windows.push(Event { id: None, timestamp: now, duration_nanos: nanos, data });
            now = now.plus(nanos).plus(random.below(900) * 1_000_000);
            if now > next_break {
                self.presence.push(presence(present_since, now, "not-afk"));
                let away = random.between(3, 20) * MINUTE;
                self.presence.push(presence(now, now.plus(away), "afk"));
                now = now.plus(away);
                present_since = now;
                next_break = now.plus(random.between(12, 38) * MINUTE);
            }
        }
        self.presence.push(presence(present_since, now, "not-afk"));
        self.presence.push(presence(now, midnight.plus(DAY + 8 * HOUR).max(now), "afk"));
    }
}

fn window(place: usize) -> Payload {
    let app = format!("App{:02}", place % 40);
    let data = json!({"app": app, "title": format!("Document {place} of project {} - {app}", place % 311)});
    data.as_object().cloned().unwrap_or_default()
}

fn presence(start: Timestamp, end: Timestamp, status: &str) -> Event {
    let data = json!({"status": status}).as_object().cloned().unwrap_or_default();
    Event { id: None, timestamp: start, duration_nanos: end - start, data }
}

fn bucket(id: &str, kind: &str) -> Bucket {
    Bucket {
        id: id.to_owned(),
        kind: kind.to_owned(),
        client: "attentive-benchmarks".to_owned(),
        hostname: "synthetic".to_owned(),
        created: START,
        data: Payload::new(),
        extent: None,
        last_updated: None,
    }
}

/// Twenty category rules as `categorize` takes them: name path and regular expression.
pub fn categories() -> String {
    let rule = |place: usize| {
        let name = if place.is_multiple_of(2) {
            json!(["Work", format!("Area {place}")])
        } else {
            json!([format!("Topic {place}")])
        };
        let regex = format!("App{:02}|project {}[^0-9]|Document {}[0-9]{{2}} ", place, place * 7, place + 11);
        json!([name, {"type": "regex", "regex": regex}])
    };
    serde_json::Value::Array((0..20).map(rule).collect()).to_string()
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, fast, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: i64) -> i64 {
        (self.unit() * end as f64) as i64
    }

    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high - low)
    }

    /// Box and Muller (1958).
    fn log_normal(&mut self, median: f64, sigma: f64) -> f64 {
        let radius = (-2.0 * self.unit().max(1e-300).ln()).sqrt();
        median * (sigma * radius * (std::f64::consts::TAU * self.unit()).cos()).exp()
    }

    /// Small places often, large ones seldom: the power of a uniform number.
    fn zipf(&mut self, length: usize) -> usize {
        ((self.unit().powf(2.2) * length as f64) as usize).min(length - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_is_the_same_each_time_and_of_the_size_it_says() {
        let (one, two) = (Year::synthetic(3), Year::synthetic(3));
        assert_eq!(one.windows, two.windows);
        assert_eq!(one.windows.len(), 3 * (WINDOWS / 365));
        assert!(one.windows.windows(2).all(|pair| pair[0].end() <= pair[1].timestamp));
    }
}
