//! What the watchers would have seen of a synthetic person's activities: windows, presence, input counts, calls.

use attentive_learn::SplitMix64;
use attentive_types::bucket::kinds;
use attentive_types::time::{MINUTE, SECOND};
use attentive_types::{Bucket, BucketColumns, Event, EventColumns, Payload, Span, Timestamp};
use serde_json::{Value, json};

use super::activities::{Activity, Kind};
use super::person::{Draws, Person};

/// Input is counted over so long.
const COUNT_NANOS: i64 = 30 * SECOND;

/// The buckets of windows, presence, input and calls.
pub fn recording(person: &Person, activities: &[Activity]) -> Vec<BucketColumns> {
    let mut seen = Seen { random: SplitMix64::keyed(person.seed, &[4]), person, events: Default::default() };
    for activity in activities.iter().filter(|activity| activity.kind != Kind::Away) {
        match activity.kind {
            Kind::Focus => seen.focus(activity),
            Kind::Shallow => seen.stays(activity.span, &SHALLOW, 25.0, 1.2),
            Kind::Leisure => seen.stays(activity.span, &LEISURE, 100.0, 0.8),
            Kind::Meeting => seen.meeting(activity.span),
            Kind::Away => {}
        }
        seen.input(activity);
    }
    seen.presence(activities);
    let kinds = [kinds::WINDOW, kinds::AFK, kinds::INPUT, kinds::CALL];
    let bucket = |(kind, events): (&str, Vec<Event>)| BucketColumns {
        bucket: bucket(&format!("synthetic-{kind}"), kind),
        events: EventColumns::from_events(&events),
    };
    kinds.into_iter().zip(seen.events).map(bucket).collect()
}

/// App and title; titles are numbered so that they change.
const SHALLOW: [(&str, &str); 5] = [
    ("thunderbird", "Inbox"),
    ("slack", "general - Slack"),
    ("firefox", "Jira board - Mozilla Firefox"),
    ("nautilus", "Downloads"),
    ("firefox", "Wikipedia - Mozilla Firefox"),
];
const LEISURE: [(&str, &str); 3] = [
    ("firefox", "Some video - YouTube - Mozilla Firefox"),
    ("firefox", "Hacker News - Mozilla Firefox"),
    ("spotify", "Spotify"),
];

struct Seen<'a> {
    random: SplitMix64,
    person: &'a Person,
    /// Windows, presence, input, calls.
    events: [Vec<Event>; 4],
}

impl Seen<'_> {
    fn push(&mut self, place: usize, span: Span, data: Value) {
        let data: Payload = data.as_object().cloned().unwrap_or_default();
        if span.nanos() > 0 {
            self.events[place].push(Event { id: None, timestamp: span.start, duration_nanos: span.nanos(), data });
        }
    }

    fn window(&mut self, now: &mut Timestamp, end: Timestamp, seconds: f64, (app, title): (&str, String)) {
        let until = now.plus((seconds.max(1.0) * SECOND as f64) as i64).min(end);
        self.push(0, Span::new(*now, until), json!({"app": app, "title": title}));
        *now = until;
    }

    /// The main app of the work, with helpers, pages and side steps.
    fn focus(&mut self, activity: &Activity) {
        let (mut now, end) = (activity.span.start, activity.span.end);
        let restless_from = end.plus(-(self.person.restless_min * MINUTE as f64) as i64);
        let project = activity.project;
        let (main, helper) =
            if self.person.writes_code { ("code", "gnome-terminal") } else { ("libreoffice-writer", "evince") };
        let mut next_side_step = self.random.exponential(3_600.0 / self.person.side_steps_per_h);
        while now < end {
            let pace = if now >= restless_from { 3.0 } else { 1.0 };
            let file = self.random.next_place(6).unwrap_or(0);
            let seconds = self.random.log_normal(90.0, 1.0) / pace;
            next_side_step -= seconds * pace;
            self.window(&mut now, end, seconds, (main, format!("part {file} - project {project} - {main}")));
            if next_side_step < 0.0 {
                next_side_step = self.random.exponential(3_600.0 / self.person.side_steps_per_h);
                let seconds = self.random.log_normal(18.0, 0.8);
                let (app, title) = SHALLOW[self.random.next_place(2).unwrap_or(0)];
                self.window(&mut now, end, seconds, (app, title.to_owned()));
            } else if self.random.happens(0.5) {
                let seconds = self.random.log_normal(20.0, 0.8);
                self.window(&mut now, end, seconds, (helper, format!("project {project}")));
            } else {
                let seconds = self.random.log_normal(35.0, 0.7);
                let page = self.random.next_place(30).unwrap_or(0);
                self.window(
                    &mut now,
                    end,
                    seconds,
                    ("firefox", format!("page {page} of project {project} - Mozilla Firefox")),
                );
            }
        }
    }

    fn stays(&mut self, span: Span, places: &[(&str, &str)], median_s: f64, sigma: f64) {
        let mut now = span.start;
        while now < span.end {
            let (app, title) = places[self.random.next_place(places.len()).unwrap_or(0)];
            let seconds = self.random.log_normal(median_s, sigma).min(600.0);
            let number = self.random.next_place(40).unwrap_or(0);
            self.window(&mut now, span.end, seconds, (app, format!("{number} {title}")));
        }
    }

    fn meeting(&mut self, span: Span) {
        self.push(0, span, json!({"app": "zoom", "title": "Zoom Meeting"}));
        self.push(3, span, json!({"status": "in-call"}));
    }

    /// Keys and pointer, counted by the half minute.
    fn input(&mut self, activity: &Activity) {
        let (keys, moves) = match activity.kind {
            Kind::Focus => (40.0, 0.9),
            Kind::Shallow => (20.0, 0.9),
            Kind::Leisure => (1.0, 0.3),
            _ => (0.5, 0.2),
        };
        let mut now = activity.span.start;
        while now < activity.span.end {
            let end = now.plus(COUNT_NANOS).min(activity.span.end);
            if self.random.happens(moves) {
                let presses = self.random.exponential(keys).round();
                let clicks = self.random.exponential(3.0).round();
                let way = self.random.exponential(600.0).round() + 1.0;
                self.push(
                    2,
                    Span::new(now, end),
                    json!({"presses": presses, "clicks": clicks, "deltaX": way, "deltaY": 0}),
                );
            } else {
                self.push(2, Span::new(now, end), json!({"presses": 0, "clicks": 0, "deltaX": 0, "deltaY": 0}));
            }
            now = end;
        }
    }

    /// At the machine in one stretch from coming to leaving.
    fn presence(&mut self, activities: &[Activity]) {
        let mut open: Option<Span> = None;
        let is_there = |activity: &&Activity| activity.kind != Kind::Away;
        let mut spans: Vec<Span> = Vec::new();
        for activity in activities.iter().filter(is_there) {
            match &mut open {
                Some(span) if span.end == activity.span.start => span.end = activity.span.end,
                _ => spans.extend(open.replace(activity.span)),
            }
        }
        spans.extend(open);
        for (place, span) in spans.iter().enumerate() {
            self.push(1, *span, json!({"status": "not-afk"}));
            if let Some(next) = spans.get(place + 1) {
                self.push(1, Span::new(span.end, next.start), json!({"status": "afk"}));
            }
        }
    }
}

fn bucket(id: &str, kind: &str) -> Bucket {
    Bucket {
        id: id.to_owned(),
        kind: kind.to_owned(),
        client: "attentive-benchmarks".to_owned(),
        hostname: "synthetic".to_owned(),
        created: super::START,
        data: Payload::new(),
        extent: None,
        last_updated: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month::{DAYS, Month};

    #[test]
    fn windows_cover_the_time_at_the_machine_and_nothing_else() {
        let month = Month::of(&Person::drawn(3), DAYS);
        let there: i64 = month.activities.iter().filter(|one| one.kind != Kind::Away).map(|one| one.span.nanos()).sum();
        let windows = &month.recording[0].events;
        let seen: i64 = windows.start_nanos.iter().zip(&windows.end_nanos).map(|(start, end)| end - start).sum();
        assert!((there - seen).abs() < SECOND, "{there} {seen}");
        assert!(windows.end_nanos.iter().zip(&windows.start_nanos[1..]).all(|(end, next)| end <= next));
    }
}
