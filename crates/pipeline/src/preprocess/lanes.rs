//! All lanes side by side, each with its own way from runs to tracks.

use std::sync::Arc;

use attentive_types::time::DAY;

use super::flood::Flood;
use super::hold::Hold;
use super::lane::{Lane, Lengths, Runs};
use super::quality::Tally;
use super::thresholds::Thresholds;
use super::track::Track;
use crate::sense::{BROWSERS, Browser, InputCounts, Names, Piece, STREAMS, Sense, Stream};

/// The tracks that the sweep reads, by place.
pub(crate) mod tracks {
    /// What was in front.
    pub(crate) const WINDOW: usize = 0;
    /// Windows changed often enough to tell presence.
    pub(crate) const CHANGE: usize = 1;
    /// A watcher's word on presence.
    pub(crate) const IDLE: usize = 2;
    /// Keys or pointer moved, short silences bridged.
    pub(crate) const INPUT: usize = 3;
    /// A sensor of keys and pointer was on.
    pub(crate) const INPUT_HEARD: usize = 4;
    /// Lock and suspend.
    pub(crate) const LOCK: usize = 5;
    /// A call.
    pub(crate) const CALL: usize = 6;
    /// Sensing was paused.
    pub(crate) const PAUSE: usize = 7;
    /// The first of the tabs; the others follow by family.
    pub(crate) const TABS: usize = 8;
    /// How many there are.
    pub(crate) const COUNT: usize = TABS + super::BROWSERS;
}

/// The moment at which one record of input began, and what it counted.
#[derive(Clone, Debug)]
pub struct InputRecord {
    /// When it began, in nanoseconds since 1970.
    pub start: i64,
    /// What it counted.
    pub counts: Arc<InputCounts>,
}

/// What lies before 1970 comes from a clock that was never set.
const EARLIEST: i64 = 0;

/// What lies after about 2200 comes from a broken clock, whatever the settings say.
const LATEST: i64 = 230 * 365 * DAY;

/// Marks labels of a foreign stream in a lane.
const APART: u32 = 1 << 31;

/// All streams on their way to tracks.
#[derive(Clone, Debug)]
pub struct Lanes {
    thresholds: Thresholds,
    not_after: i64,
    lanes: Vec<Lane>,
    floods: Vec<Flood>,
    hold: Hold,
    last_window: Option<(i64, u32)>,
    pub(crate) tracks: Vec<Track>,
    pub(crate) records: Vec<InputRecord>,
    heard: Option<(i64, i64)>,
}

impl Lanes {
    /// No pieces yet. What lies after `not_after` is in the future: it is counted and left out.
    #[must_use]
    pub fn new(thresholds: Thresholds, not_after: i64) -> Self {
        let flood = |track| match track {
            tracks::INPUT => Flood::silent(thresholds.input_bridge_nanos),
            tracks::CHANGE => Flood::silent(thresholds.change_bridge_nanos),
            tracks::WINDOW | tracks::IDLE => Flood::counting(thresholds.flood_nanos),
            tracks::PAUSE => Flood::silent(0),
            _ => Flood::silent(thresholds.flood_nanos),
        };
        Self {
            not_after: not_after.min(LATEST),
            lanes: vec![Lane::default(); STREAMS],
            floods: (0..tracks::COUNT).map(flood).collect(),
            hold: Hold::new(thresholds.hold_nanos),
            last_window: None,
            tracks: vec![Track::default(); tracks::COUNT],
            records: Vec::new(),
            heard: None,
            thresholds,
        }
    }

    /// Takes a piece; it waits until its time is settled. What lies before 1970 is a bad record.
    pub fn push(&mut self, stream: Stream, piece: Piece, tally: &mut Tally) {
        // One number for stream and label, so that a stretch cut into pieces still counts once.
        let label = || piece.label.wrapping_mul(STREAMS as u32).wrapping_add(stream.place() as u32) | APART;
        if piece.start < EARLIEST {
            let before = Piece { start: EARLIEST, end: EARLIEST, label: label() };
            self.lanes[Stream::Bad.place()].push(before, tally);
        }
        let (start, end) = (piece.start.max(EARLIEST), piece.end.min(self.not_after));
        let is_inside = start < end || (piece.start == piece.end && start == end && piece.start == start);
        if is_inside {
            self.lanes[stream.place()].push(Piece { start, end, ..piece }, tally);
        }
        if piece.end > self.not_after {
            let beyond = Piece { start: piece.start.max(self.not_after), end: piece.end, label: label() };
            self.lanes[Stream::Future.place()].push(beyond, tally);
        }
    }

    /// Leaves out what begins too far beyond `watermark`, and counts it.
    pub fn drop_future(&mut self, watermark: i64, tally: &mut Tally) {
        let latest = watermark.saturating_add(self.thresholds.future_nanos);
        for lane in &mut self.lanes {
            let count = lane.waiting_after(latest) as u64;
            if count > 0 {
                tally.at(latest).in_future += count;
                lane.drop_after(latest);
            }
        }
    }

    /// Settles everything before `moment`.
    pub fn settle(&mut self, moment: i64, sense: &Sense, tally: &mut Tally) {
        for stream in Stream::all() {
            self.settle_lane(stream, moment, sense, tally);
        }
        for (place, (flood, track)) in self.floods.iter().zip(&mut self.tracks).enumerate() {
            match place {
                tracks::LOCK => self.hold.settle(moment, track),
                _ => flood.settle(moment, track),
            }
        }
    }

    /// From the first to the last moment at which any sensor was heard; `None` before the first.
    #[must_use]
    pub fn heard(&self) -> Option<(i64, i64)> {
        self.heard
    }

    /// Up to where all tracks are settled.
    pub(crate) fn settled(&self) -> i64 {
        self.tracks.iter().map(|track| track.settled).min().unwrap_or(i64::MIN)
    }

    fn settle_lane(&mut self, stream: Stream, moment: i64, sense: &Sense, tally: &mut Tally) {
        let order = |left: u32, right: u32| sense.compare(stream, left, right);
        let lane = &mut self.lanes[stream.place()];
        let longest_nanos = self.thresholds.longest_nanos;
        let too_long_nanos = match stream {
            // A machine that is left alone sends long ones for good reason.
            Stream::Idle | Stream::Lock | Stream::Pause | Stream::Bad | Stream::Future => i64::MAX,
            _ => self.thresholds.too_long_nanos,
        };
        let lengths = Lengths { too_long_nanos, longest_nanos };
        let heard = &mut self.heard;
        let place = match stream {
            Stream::Window => {
                let (first, second) = self.tracks.split_at_mut(1);
                let (flood, change) = self.floods.split_at_mut(1);
                let mut runs = WindowRuns {
                    heard,
                    flood: &mut flood[0],
                    track: &mut first[0],
                    change_flood: &mut change[0],
                    change_track: &mut second[0],
                    last: &mut self.last_window,
                };
                return lane.settle(moment, lengths, &order, tally, &mut runs);
            }
            Stream::Input => {
                let (left, right) = self.tracks.split_at_mut(tracks::INPUT_HEARD);
                let (left_flood, right_flood) = self.floods.split_at_mut(tracks::INPUT_HEARD);
                let mut runs = InputRuns {
                    heard,
                    names: &sense.inputs,
                    records: &mut self.records,
                    active: (&mut left_flood[tracks::INPUT], &mut left[tracks::INPUT]),
                    on: (&mut right_flood[0], &mut right[0]),
                };
                return lane.settle(moment, lengths, &order, tally, &mut runs);
            }
            Stream::Lock => {
                let mut runs = LockRuns { heard, hold: &mut self.hold, track: &mut self.tracks[tracks::LOCK] };
                return lane.settle(moment, lengths, &order, tally, &mut runs);
            }
            Stream::Bad => return lane.settle(moment, lengths, &order, tally, &mut BadRuns),
            Stream::Future => return lane.settle(moment, lengths, &order, tally, &mut FutureRuns),
            // What the person said is kept apart: it may come late.
            Stream::SelfReport | Stream::Correction => return,
            Stream::Idle => tracks::IDLE,
            Stream::Call => tracks::CALL,
            Stream::Pause => tracks::PAUSE,
            Stream::Tab(browser) => tab_track(browser),
        };
        let mut runs = PlainRuns { heard, flood: &mut self.floods[place], track: &mut self.tracks[place] };
        lane.settle(moment, lengths, &order, tally, &mut runs);
    }
}

/// The place of a family's track.
pub(crate) fn tab_track(browser: Browser) -> usize {
    tracks::TABS + browser as usize
}

type Heard = Option<(i64, i64)>;

fn hear(heard: &mut Heard, start: i64, end: i64) {
    let (from, until) = heard.get_or_insert((start, end));
    (*from, *until) = ((*from).min(start), (*until).max(end));
}

struct PlainRuns<'a> {
    heard: &'a mut Heard,
    flood: &'a mut Flood,
    track: &'a mut Track,
}

impl Runs for PlainRuns<'_> {
    fn began(&mut self, piece: Piece, tally: &mut Tally) {
        tally.at(piece.start).events += 1;
        hear(self.heard, piece.start, piece.end);
    }
    fn grew(&mut self, from: i64, to: i64, _label: u32, _tally: &mut Tally) {
        hear(self.heard, from, to);
    }
    fn holds(&mut self, start: i64, end: i64, label: u32, tally: &mut Tally) {
        self.flood.push(start, end, label, tally, self.track);
    }
}

struct LockRuns<'a> {
    heard: &'a mut Heard,
    hold: &'a mut Hold,
    track: &'a mut Track,
}

impl Runs for LockRuns<'_> {
    fn began(&mut self, piece: Piece, tally: &mut Tally) {
        tally.at(piece.start).events += 1;
        hear(self.heard, piece.start, piece.end);
    }
    fn grew(&mut self, from: i64, to: i64, _label: u32, _tally: &mut Tally) {
        hear(self.heard, from, to);
    }
    fn holds(&mut self, start: i64, end: i64, label: u32, _tally: &mut Tally) {
        self.hold.push(start, end, label, self.track);
    }
}

/// Windows go to two tracks: what was in front, and whether it changed often enough to tell presence.
struct WindowRuns<'a> {
    heard: &'a mut Heard,
    flood: &'a mut Flood,
    track: &'a mut Track,
    change_flood: &'a mut Flood,
    change_track: &'a mut Track,
    last: &'a mut Option<(i64, u32)>,
}

impl Runs for WindowRuns<'_> {
    fn began(&mut self, piece: Piece, tally: &mut Tally) {
        tally.at(piece.start).events += 1;
        hear(self.heard, piece.start, piece.end);
    }
    fn grew(&mut self, from: i64, to: i64, _label: u32, _tally: &mut Tally) {
        hear(self.heard, from, to);
    }
    fn holds(&mut self, start: i64, end: i64, label: u32, tally: &mut Tally) {
        if *self.last != Some((start, label)) {
            self.change_flood.push(start, start, 0, tally, self.change_track);
        }
        *self.last = Some((end, label));
        self.flood.push(start, end, label, tally, self.track);
    }
}

/// Records of input may overlap: two watchers of one keyboard each tell their own.
struct InputRuns<'a> {
    heard: &'a mut Heard,
    names: &'a Names<InputCounts>,
    records: &'a mut Vec<InputRecord>,
    active: (&'a mut Flood, &'a mut Track),
    on: (&'a mut Flood, &'a mut Track),
}

impl InputRuns<'_> {
    fn cover(&mut self, start: i64, end: i64, label: u32, tally: &mut Tally) {
        hear(self.heard, start, end);
        self.on.0.push(start, end, 0, tally, self.on.1);
        if self.names.get(label).is_some_and(|counts| counts.is_active()) {
            self.active.0.push(start, end, 0, tally, self.active.1);
        }
    }
}

impl Runs for InputRuns<'_> {
    fn began(&mut self, piece: Piece, tally: &mut Tally) {
        tally.at(piece.start).events += 1;
        if let Some(counts) = self.names.get(piece.label) {
            self.records.push(InputRecord { start: piece.start, counts: Arc::clone(counts) });
        }
        self.cover(piece.start, piece.end, piece.label, tally);
    }
    fn grew(&mut self, from: i64, to: i64, label: u32, tally: &mut Tally) {
        self.cover(from, to, label, tally);
    }
}

struct BadRuns;

impl Runs for BadRuns {
    fn began(&mut self, piece: Piece, tally: &mut Tally) {
        tally.at(piece.start).bad_records += 1;
    }
}

struct FutureRuns;

impl Runs for FutureRuns {
    fn began(&mut self, piece: Piece, tally: &mut Tally) {
        tally.at(piece.start).in_future += 1;
    }
}
