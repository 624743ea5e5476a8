//! What did each watcher say? `Event` in, `Signal` out: pieces of labelled time on one clock, one stream for each meaning.
//!
//! ```text
//! currentwindow      {app, title}          -> Window      what was in front
//! web.tab.current    {url, audible}        -> Tab(family) what the browser showed
//! afkstatus          {status}              -> Idle        a watcher's word on presence
//! os.hid.input       {presses, clicks ..}  -> Input       counts, never which key
//! attentive.lock     {status}              -> Lock
//! attentive.call     {status}              -> Call
//! attentive.pause    {by}                  -> Pause
//! attentive.selfreport {answer ..}         -> SelfReport
//! attentive.correction {state ..}          -> Correction
//! ```
//!
//! Nothing is cleaned here. A record that lacks what its type asks for becomes a piece of [`Stream::Bad`], so that it is
//! counted once however it was cut; a bucket of a type that we do not know is ignored and named. Each distinct set of
//! facts is read once and stands as a small number from here on.

mod correction;
mod fields;
mod idle;
mod input;
mod lock;
mod names;
mod piece;
mod self_report;
mod tab;
mod window;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use attentive_types::bucket::kinds;
use attentive_types::{Bucket, BucketColumns, Payload, Span};
use rustc_hash::FxHashMap;

pub use correction::{Correction, CorrectionFacts};
pub use idle::IdleStatus;
pub use input::InputCounts;
pub use lock::LockStatus;
pub use names::Names;
pub use piece::{Piece, STREAMS, Stream};
pub use self_report::{SelfReport, SelfReportFacts};
pub use tab::{BROWSERS, Browser, TabFacts};
pub use window::WindowFacts;

/// The label of a piece whose presence says everything, such as a call.
pub const ON: u32 = 0;

/// Reads events into pieces, and keeps the meaning of their labels.
#[derive(Clone, Debug, Default)]
pub struct Sense {
    /// What the labels of [`Stream::Window`] mean.
    pub windows: Names<WindowFacts>,
    /// What the labels of [`Stream::Tab`] mean.
    pub tabs: Names<TabFacts>,
    /// What the labels of [`Stream::Input`] mean.
    pub inputs: Names<InputCounts>,
    /// What the labels of [`Stream::SelfReport`] mean.
    pub self_reports: Names<SelfReportFacts>,
    /// What the labels of [`Stream::Correction`] mean.
    pub corrections: Names<CorrectionFacts>,
    /// Records that could not be read, by bucket and facts.
    bad: Names<(Arc<str>, String)>,
    /// Buckets of types that we do not know.
    ignored: BTreeSet<String>,
    /// Ids of buckets, so that equal ones share one text.
    buckets: FxHashMap<String, Arc<str>>,
}

/// Where pieces go.
pub trait Inbox {
    /// Takes one piece of one stream.
    fn take(&mut self, stream: Stream, piece: Piece);
}

impl Sense {
    /// Reads the events of one bucket.
    pub fn read(&mut self, columns: &BucketColumns, inbox: &mut impl Inbox) {
        let events = &columns.events;
        if !self.knows(&columns.bucket) {
            return;
        }
        let mut meanings: Vec<Option<(Stream, u32)>> = vec![None; events.table.payloads.len()];
        let spans = events.start_nanos.iter().zip(&events.end_nanos);
        for ((&start, &end), &place) in spans.zip(&events.payload) {
            let Some(meaning) = meanings.get_mut(place as usize) else { continue };
            let (stream, label) = match *meaning {
                Some(known) => known,
                None => {
                    let Some(payload) = events.table.payloads.get(place as usize) else { continue };
                    *meaning.insert(self.meaning(&columns.bucket, payload))
                }
            };
            inbox.take(stream, Piece { start, end: end.max(start), label });
        }
    }

    /// Reads one event, or one piece of one.
    pub fn read_piece(&mut self, bucket: &Bucket, span: Span, data: &Payload, inbox: &mut impl Inbox) {
        if self.knows(bucket) {
            let (stream, label) = self.meaning(bucket, data);
            inbox.take(stream, Piece { start: span.start.0, end: span.end.0.max(span.start.0), label });
        }
    }

    /// Ids of the buckets that were ignored because their type is not known, sorted.
    pub fn ignored_buckets(&self) -> impl Iterator<Item = &str> {
        self.ignored.iter().map(String::as_str)
    }

    /// Which of two labels of one stream comes first by what they mean. It decides where time alone cannot, and does not
    /// depend on the order in which things arrived.
    #[must_use]
    pub fn compare(&self, stream: Stream, left: u32, right: u32) -> Ordering {
        match stream {
            Stream::Window => self.windows.compare(left, right),
            Stream::Tab(_) => self.tabs.compare(left, right),
            Stream::Input => self.inputs.compare(left, right),
            Stream::SelfReport => self.self_reports.compare(left, right),
            Stream::Correction => self.corrections.compare(left, right),
            Stream::Bad => self.bad.compare(left, right),
            Stream::Idle | Stream::Lock | Stream::Call | Stream::Pause | Stream::Future => left.cmp(&right),
        }
    }

    fn knows(&mut self, bucket: &Bucket) -> bool {
        let is_known = KNOWN.contains(&bucket.kind.as_str());
        // Prompts, their outcomes and words on titles are ours: later stages read them, and they are no sign of attention.
        let is_ours = [kinds::PROMPT, kinds::OUTCOME, kinds::TITLE_LABEL].contains(&bucket.kind.as_str());
        if !is_known && !is_ours && !self.ignored.contains(&bucket.id) {
            self.ignored.insert(bucket.id.clone());
        }
        is_known
    }

    fn meaning(&mut self, bucket: &Bucket, data: &Payload) -> (Stream, u32) {
        let read = match bucket.kind.as_str() {
            kinds::WINDOW => window::read(data).map(|facts| (Stream::Window, self.windows.label(facts))),
            kinds::WEB => {
                tab::read(data).map(|facts| (Stream::Tab(Browser::of_bucket(bucket)), self.tabs.label(facts)))
            }
            kinds::AFK => idle::read(data).map(|status| (Stream::Idle, status as u32)),
            kinds::INPUT => {
                let id = self.bucket_id(&bucket.id);
                input::read(id, data).map(|counts| (Stream::Input, self.inputs.label(counts)))
            }
            kinds::LOCK => lock::read(data).map(|status| (Stream::Lock, status as u32)),
            kinds::CALL => fields::text(data, "status").map(|status| match status {
                "in-call" => (Stream::Call, ON),
                _ => (Stream::Call, ON + 1),
            }),
            kinds::PAUSE => Some((Stream::Pause, ON)),
            kinds::SELF_REPORT => {
                self_report::read(data).map(|facts| (Stream::SelfReport, self.self_reports.label(facts)))
            }
            kinds::CORRECTION => {
                correction::read(data).map(|facts| (Stream::Correction, self.corrections.label(facts)))
            }
            _ => None,
        };
        read.unwrap_or_else(|| {
            let key = (self.bucket_id(&bucket.id), serde_json::Value::Object(data.clone()).to_string());
            (Stream::Bad, self.bad.label(key))
        })
    }

    fn bucket_id(&mut self, id: &str) -> Arc<str> {
        if let Some(known) = self.buckets.get(id) {
            return Arc::clone(known);
        }
        let shared: Arc<str> = id.into();
        self.buckets.insert(id.to_owned(), Arc::clone(&shared));
        shared
    }
}

const KNOWN: [&str; 9] = [
    kinds::WINDOW,
    kinds::WEB,
    kinds::AFK,
    kinds::INPUT,
    kinds::LOCK,
    kinds::CALL,
    kinds::PAUSE,
    kinds::SELF_REPORT,
    kinds::CORRECTION,
];

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Timestamp;
    use serde_json::json;

    #[derive(Default)]
    struct Taken(Vec<(Stream, Piece)>);

    impl Inbox for Taken {
        fn take(&mut self, stream: Stream, piece: Piece) {
            self.0.push((stream, piece));
        }
    }

    fn read(kind: &str, data: serde_json::Value) -> (Sense, Vec<Stream>) {
        let bucket = Bucket {
            id: "b".to_owned(),
            kind: kind.to_owned(),
            client: "test".to_owned(),
            hostname: "h".to_owned(),
            created: Timestamp(0),
            data: Payload::new(),
            extent: None,
            last_updated: None,
        };
        let (mut sense, mut taken) = (Sense::default(), Taken::default());
        let span = Span::new(Timestamp(1), Timestamp(2));
        sense.read_piece(&bucket, span, data.as_object().expect("an object"), &mut taken);
        (sense, taken.0.into_iter().map(|(stream, _)| stream).collect())
    }

    #[test]
    fn each_type_of_bucket_has_its_stream() {
        assert_eq!(read("currentwindow", json!({"app": "a", "title": "t"})).1, [Stream::Window]);
        assert_eq!(read("afkstatus", json!({"status": "afk"})).1, [Stream::Idle]);
        assert_eq!(read("web.tab.current", json!({"url": "https://a.org"})).1, [Stream::Tab(Browser::Other)]);
        assert_eq!(read("os.hid.input", json!({"presses": 3})).1, [Stream::Input]);
        assert_eq!(read("attentive.lock", json!({"status": "locked"})).1, [Stream::Lock]);
        assert_eq!(read("attentive.selfreport", json!({"answer": 4})).1, [Stream::SelfReport]);
        assert_eq!(read("attentive.correction", json!({"state": "focused"})).1, [Stream::Correction]);
    }

    #[test]
    fn a_record_without_what_its_type_asks_for_is_bad() {
        assert_eq!(read("currentwindow", json!({"title": "t"})).1, [Stream::Bad]);
        assert_eq!(read("currentwindow", json!({"app": 7, "title": "t"})).1, [Stream::Bad]);
        assert_eq!(read("afkstatus", json!({"status": "perhaps"})).1, [Stream::Bad]);
        assert_eq!(read("os.hid.input", json!({"presses": -1})).1, [Stream::Bad]);
        assert_eq!(read("attentive.selfreport", json!({"answer": 9})).1, [Stream::Bad]);
        assert_eq!(read("attentive.correction", json!({"state": "asleep"})).1, [Stream::Bad]);
    }

    #[test]
    fn a_bucket_of_an_unknown_type_is_ignored_and_named_but_prompts_are_ours() {
        let (sense, streams) = read("general.stopwatch", json!({"label": "x"}));
        assert!(streams.is_empty());
        assert_eq!(sense.ignored_buckets().collect::<Vec<_>>(), ["b"]);
        assert_eq!(read("attentive.prompt", json!({})).0.ignored_buckets().count(), 0);
        assert_eq!(read("attentive.titlelabel", json!({})).0.ignored_buckets().count(), 0);
    }
}
