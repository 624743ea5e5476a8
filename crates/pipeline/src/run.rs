//! The whole loop, and the only file that knows all stages.
//!
//! ```text
//! push, push_piece ──> sense ──> lanes ──┐          what is not settled waits
//! advance(watermark) ────────────────────┴─> sweep ──> stretches, one after another
//!                                                        ├─> presence, visits, aways, sessions
//!                                                        ├─> windows ─> features ─> states
//!                                                        └─> focus sessions
//! analysis() = what is settled + the open end, computed on a copy
//! ```
//!
//! A recording and a live stream take the same way: [`analyse`] pushes everything and finishes. Any cutting of events into
//! pieces, any order of buckets and any watermarks in between give the same [`Analysis`]; `tests/streaming.rs` holds this.

mod advise;
mod analysis;
mod habits;
mod present;
mod profile;
pub mod recording;
mod settings;

use attentive_types::time::MINUTE;
use attentive_types::{Bucket, BucketColumns, Payload, PresenceSignal, Span, State, StateKind, Timestamp};

use crate::features::Rows;
use crate::patterns::corrections::{overlay, resolve};
use crate::patterns::{FocusSessions, Judged, States};
use crate::preprocess::{Aways, Lanes, Places, Presences, Said, Sessions, Sweep, Tally, VisitCutter, Window, Windows};
use crate::sense::{Correction, Inbox, Piece, SelfReport, Sense, Stream};

pub use advise::{Advice, Policy, Situation, advise, advise_with};
pub use analysis::Analysis;
pub use habits::Habits;
pub use present::Present;
pub use profile::learn_profile;
pub use settings::Settings;

/// How far a live watermark should lag behind the clock: watchers send what they saw up to some minutes later (a presence
/// watcher sets its span back by three minutes, heartbeats lengthen an event by up to a minute or more).
pub const LATENESS_NANOS: i64 = 10 * MINUTE;

/// The streaming form: takes events in pieces, and tells at any time what was found.
#[derive(Debug)]
pub struct Pipeline {
    sense: Sense,
    places: Places,
    self_reports: Said,
    corrections: Said,
    open: Open,
    late: Tally,
    has_self_reports: bool,
    judged: Vec<Judged>,
    marks: Marks,
    /// Corrections without overlaps; `None` when they must be resolved again.
    resolved: Option<Vec<(Span, StateKind)>>,
    analysis: Analysis,
}

/// Everything that is not settled. Small, so that it can be copied to compute the open end.
#[derive(Clone, Debug)]
struct Open {
    lanes: Lanes,
    sweep: Sweep,
    presences: Presences,
    visits: VisitCutter,
    aways: Aways,
    sessions: Sessions,
    windows: Windows,
    rows: Rows,
    states: States,
    focus: FocusSessions,
}

/// How much of each list of the analysis is settled.
#[derive(Debug, Default)]
struct Marks {
    visits: usize,
    presence: usize,
    aways: usize,
    sessions: usize,
    windows: usize,
    focus_sessions: usize,
    quality: usize,
    judged: usize,
    states: usize,
    /// The last settled state, which the open end may lengthen.
    last_state: Option<State>,
    states_until: Option<Timestamp>,
}

/// Finds everything in a whole recording.
#[must_use]
pub fn analyse(recording: &[BucketColumns], settings: &Settings) -> Analysis {
    let mut pipeline = Pipeline::new(settings.clone());
    pipeline.push(recording);
    pipeline.finish()
}

impl Pipeline {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let analysis = Analysis { switch_gap_nanos: settings.patterns.switch_gap_nanos, ..Analysis::default() };
        Self {
            sense: Sense::default(),
            places: Places::new(std::sync::Arc::clone(&settings.rules)),
            self_reports: Said::default(),
            corrections: Said::default(),
            open: Open::new(&settings),
            late: Tally::default(),
            has_self_reports: false,
            judged: Vec::new(),
            marks: Marks::default(),
            resolved: None,
            analysis,
        }
    }

    /// Takes events of some buckets. They are seen in the analysis after the next [`Pipeline::advance`].
    pub fn push(&mut self, recording: &[BucketColumns]) {
        let (sense, mut inbox) = self.inbox();
        for columns in recording {
            sense.read(columns, &mut inbox);
        }
    }

    /// Takes one event, or one piece of one: pieces that touch and hold the same facts are one event.
    pub fn push_piece(&mut self, bucket: &Bucket, span: Span, data: &Payload) {
        let (sense, mut inbox) = self.inbox();
        sense.read_piece(bucket, span, data, &mut inbox);
    }

    /// Settles everything before the watermark: the caller promises that nothing which begins before it comes any more. What
    /// breaks the promise is cut off and counted, except for self-reports and corrections, which may speak of the past.
    /// A live watermark should lag by [`LATENESS_NANOS`]; the analysis shows what came after it all the same.
    pub fn advance(&mut self, watermark: Timestamp) {
        self.retract();
        self.settle(watermark.0);
        self.append_open_end(watermark.0);
    }

    /// What was found as of the last [`Pipeline::advance`]: what is settled, and the open end as if the recording ended here.
    #[must_use]
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// Buckets that were left out because their type is not known, sorted.
    pub fn ignored_buckets(&self) -> impl Iterator<Item = &str> {
        self.sense.ignored_buckets()
    }

    /// Settles everything and hands out what was found.
    #[must_use]
    pub fn finish(mut self) -> Analysis {
        self.advance(Timestamp::MAX);
        self.analysis
    }

    /// The sense and where its pieces go, side by side.
    fn inbox(&mut self) -> (&mut Sense, PipelineInbox<'_>) {
        let inbox = PipelineInbox {
            lanes: &mut self.open.lanes,
            late: &mut self.late,
            self_reports: &mut self.self_reports,
            corrections: &mut self.corrections,
            resolved: &mut self.resolved,
            has_news: &mut self.has_self_reports,
        };
        (&mut self.sense, inbox)
    }

    /// Takes the open end of last time back.
    fn retract(&mut self) {
        let (found, marks) = (&mut self.analysis, &mut self.marks);
        found.visits.truncate(marks.visits);
        found.presence.truncate(marks.presence);
        found.aways.truncate(marks.aways);
        found.sessions.truncate(marks.sessions);
        found.features.windows.truncate(marks.windows);
        found.features.columns.iter_mut().for_each(|column| column.truncate(marks.windows));
        found.focus_sessions.truncate(marks.focus_sessions);
        found.quality_log.truncate(marks.quality);
        found.states.truncate(marks.states);
        if let (Some(last), Some(settled)) = (found.states.last_mut(), &marks.last_state) {
            last.clone_from(settled);
        }
        self.judged.truncate(marks.judged);
    }

    fn settle(&mut self, watermark: i64) {
        let mut tally = std::mem::take(&mut self.late);
        self.open.lanes.settle(watermark, &self.sense, &mut tally);
        let mut found = Found { analysis: &mut self.analysis, judged: &mut self.judged, tally: &mut tally };
        self.open.sweep(&self.sense, &mut self.places, &mut found);
        self.analysis.quality_log.append(tally);
        self.hear_self_reports();
        self.mark();
        self.lay_corrections();
    }

    fn append_open_end(&mut self, watermark: i64) {
        let (mut open, mut tally) = (self.open.clone(), Tally::default());
        open.lanes.drop_future(watermark, &mut tally);
        open.lanes.settle(i64::MAX, &self.sense, &mut tally);
        let mut found = Found { analysis: &mut self.analysis, judged: &mut self.judged, tally: &mut tally };
        open.sweep(&self.sense, &mut self.places, &mut found);
        open.finish(&self.places, &mut found);
        let found = &mut self.analysis;
        found.quality_log.append_apart(tally);
        found.quality = found.quality_log.total();
        let range = Span { start: self.marks.states_until.unwrap_or(Timestamp::MIN), end: Timestamp::MAX };
        let corrections = self.resolved.as_deref().unwrap_or(&[]);
        overlay(&self.judged[self.marks.judged..], corrections, range, &mut found.states);
    }

    fn mark(&mut self) {
        let (found, marks) = (&self.analysis, &mut self.marks);
        marks.visits = found.visits.len();
        marks.presence = found.presence.len();
        marks.aways = found.aways.len();
        marks.sessions = found.sessions.len();
        marks.windows = found.features.windows.len();
        marks.focus_sessions = found.focus_sessions.len();
        marks.quality = found.quality_log.len();
    }

    /// Lays the corrections over what the model judged since last time, or over everything when they changed.
    fn lay_corrections(&mut self) {
        let marks = &mut self.marks;
        if self.resolved.is_none() {
            self.analysis.corrections = corrections(&self.sense, &self.corrections);
            self.analysis.states.clear();
            (marks.judged, marks.states_until) = (0, None);
        }
        let resolved = self.resolved.get_or_insert_with(|| resolve(&self.analysis.corrections));
        let start = marks.states_until.unwrap_or(Timestamp::MIN);
        let end = self.judged.last().map_or(start, |last| last.span.end);
        let fresh = &self.judged[marks.judged..];
        if !fresh.is_empty() {
            overlay(fresh, resolved, Span { start, end }, &mut self.analysis.states);
            marks.states_until = Some(end);
        }
        marks.judged = self.judged.len();
        marks.states = self.analysis.states.len();
        marks.last_state = self.analysis.states.last().cloned();
    }

    fn hear_self_reports(&mut self) {
        if std::mem::take(&mut self.has_self_reports) {
            self.analysis.self_reports = self_reports(&self.sense, &self.self_reports);
        }
    }
}

/// Where the sweep puts what it finds.
struct Found<'a> {
    analysis: &'a mut Analysis,
    judged: &'a mut Vec<Judged>,
    tally: &'a mut Tally,
}

impl Open {
    fn new(settings: &Settings) -> Self {
        let thresholds = &settings.preprocess;
        Self {
            lanes: Lanes::new(thresholds.clone(), settings.not_after.unwrap_or(Timestamp::MAX).0),
            sweep: Sweep::new(thresholds.media_nanos),
            presences: Presences::default(),
            visits: VisitCutter::default(),
            aways: Aways::new(thresholds.away_nanos),
            sessions: Sessions::new(thresholds.session_break_nanos),
            windows: Windows::new(settings.patterns.switch_gap_nanos),
            rows: Rows::default(),
            states: States::new(settings.learned.clone()),
            focus: FocusSessions::new(settings.patterns.clone()),
        }
    }

    /// Takes all settled stretches through the stages.
    fn sweep(&mut self, sense: &Sense, places: &mut Places, found: &mut Found<'_>) {
        self.lanes.hand_over_records(&mut self.windows);
        let mut windows = Vec::new();
        while let Some(stretch) = self.sweep.next(&mut self.lanes, sense, places) {
            let began = self.presences.push(&stretch, &mut found.analysis.presence);
            if began && stretch.decided_by == PresenceSignal::NoSignal {
                found.tally.at(stretch.start).gaps += 1;
            }
            let visit_began = self.visits.push(&stretch, places, &mut found.analysis.visits);
            self.aways.push(&stretch, &mut found.analysis.aways);
            self.sessions.push(&stretch, visit_began, &mut found.analysis.sessions);
            let app = stretch.place.and_then(|place| places.get(place)).map(|place| place.app_number);
            self.windows.push(&stretch, app, &mut windows);
            windows.drain(..).for_each(|window| sum_up(&mut self.rows, &mut self.states, &window, found));
            self.focus.push(&stretch, places, &mut found.analysis.focus_sessions);
        }
        self.lanes.compact();
    }

    /// Closes everything that is open.
    fn finish(mut self, places: &Places, found: &mut Found<'_>) {
        let mut windows = Vec::new();
        self.windows.finish(&mut windows);
        windows.iter().for_each(|window| sum_up(&mut self.rows, &mut self.states, window, found));
        self.states.finish(found.judged);
        self.presences.finish(&mut found.analysis.presence);
        self.visits.finish(places, &mut found.analysis.visits);
        self.aways.finish(&mut found.analysis.aways);
        self.sessions.finish(&mut found.analysis.sessions);
        self.focus.finish(places, &mut found.analysis.focus_sessions);
    }
}

fn sum_up(rows: &mut Rows, states: &mut States, window: &Window, found: &mut Found<'_>) {
    let row = rows.next(window);
    if let Some(row) = &row {
        Rows::append(&mut found.analysis.features, window, row);
    }
    states.push(window, row.as_ref(), found.judged);
}

/// What was corrected, in order of time.
fn corrections(sense: &Sense, said: &Said) -> Vec<Correction> {
    let mut all: Vec<Correction> = (said.runs().iter())
        .filter_map(|run| {
            let facts = sense.corrections.get(run.label)?;
            let span = Span::new(Timestamp(run.start), Timestamp(run.end));
            Some(Correction { span, state: facts.state, note: facts.note.clone(), given_at: facts.given_at })
        })
        .collect();
    all.sort_by(|left, right| {
        let key = |one: &Correction| (one.span, one.given_at, one.state);
        key(left).cmp(&key(right)).then_with(|| left.note.cmp(&right.note))
    });
    all
}

/// What was said when asked, in order of time.
fn self_reports(sense: &Sense, said: &Said) -> Vec<SelfReport> {
    let mut all: Vec<SelfReport> = (said.runs().iter())
        .filter_map(|run| {
            let facts = sense.self_reports.get(run.label)?;
            Some(SelfReport { at: Timestamp(run.start), answer: facts.answer, via: facts.via.clone() })
        })
        .collect();
    all.sort_by(|left, right| (left.at, left.answer, &left.via).cmp(&(right.at, right.answer, &right.via)));
    all
}

struct PipelineInbox<'a> {
    lanes: &'a mut Lanes,
    late: &'a mut Tally,
    self_reports: &'a mut Said,
    corrections: &'a mut Said,
    resolved: &'a mut Option<Vec<(Span, StateKind)>>,
    has_news: &'a mut bool,
}

impl Inbox for PipelineInbox<'_> {
    fn take(&mut self, stream: Stream, piece: Piece) {
        match stream {
            Stream::SelfReport => {
                self.self_reports.push(piece);
                *self.has_news = true;
            }
            Stream::Correction => {
                self.corrections.push(piece);
                *self.resolved = None;
            }
            _ => self.lanes.push(stream, piece, self.late),
        }
    }
}
