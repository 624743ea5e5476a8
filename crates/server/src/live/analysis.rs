//! All stages, live: what was sensed so far, analysed, and kept up to date while more comes in.
//!
//! ```text
//! start     last 8 weeks -> served at once; then all of the past, in the background
//! piece     -> pushed into the running stages
//! rewritten -> read again from the store, once it is quiet
//! ```
//!
//! The stages settle time a few minutes behind the clock, because some watchers tell late (the one of presence says "away"
//! only after three minutes, and from then). What comes later still makes them read again. While they are behind, a day is
//! analysed from the store for whoever asks, so that an answer is never older than the question.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use attentive_pipeline::decide::{FocusShares, Held as Asking, plan_day};
use attentive_pipeline::patterns::learned::LearnedStates;
use attentive_pipeline::run::{self, Advice, Analysis, Habits, LATENESS_NANOS, Pipeline, Settings, Situation};
use attentive_store::{Change, Range, Store, StoreError};
use attentive_text::CategoryRules;
use attentive_types::decision::PlannedHour;
use attentive_types::time::{DAY, HOUR, SECOND};
use attentive_types::{Bucket, Payload, Profile, Span, Timestamp, Visit};

use super::local::{self, LocalTime};
use super::{Inner, Live, clock, keys, recording};

/// What is read first, so that today and the last weeks are served at once.
const FIRST_NANOS: i64 = 8 * 7 * DAY;
/// One day is analysed together with this much before and after it, so that what reaches over its ends is whole.
const MARGIN_NANOS: i64 = 12 * HOUR;
/// A window that was last heard of longer ago than this is not in front any more. Presence is told up to three minutes late, and
/// a visit lasts only as long as presence is known.
const IN_FRONT_NANOS: i64 = 200 * SECOND;
/// How much is read at once.
const MONTH_NANOS: i64 = 28 * DAY;
/// In how many parts everything is read at most.
const MOST_PARTS: i64 = 100;
/// How long it waits for a change before it looks at the clock.
const TICK: Duration = Duration::from_millis(500);
/// How many changes are taken before the next look at the clock.
const BATCH: usize = 4096;
/// The shortest time between two looks at the clock while things change.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The longest time between two looks at the clock.
const LOOK_AT_LEAST_EVERY: Duration = Duration::from_secs(10);
/// The past is read again after it was quiet for this long.
const QUIET: Duration = Duration::from_millis(300);
/// What was learnt of the person is computed again this often.
const LEARN_EVERY: Duration = Duration::from_secs(600);
/// After a failure to read the store, this long until the next try.
const RETRY: Duration = Duration::from_secs(5);

/// The running stages, and what was learnt from them.
pub(crate) struct TheAnalysis {
    held: RwLock<Held>,
    learnt: RwLock<Learnt>,
    /// How often the store came to hold something that cannot be pushed.
    rewritten: AtomicU64,
    /// Up to which of these all was read again.
    read: AtomicU64,
}

/// What was learnt of the person, some minutes ago at most.
#[derive(Clone, Default)]
struct Learnt {
    profile: Arc<Profile>,
    /// `None` until the first time.
    habits: Option<Arc<Habits>>,
}

/// The stages with the settings that they run by.
struct Held {
    pipeline: Pipeline,
    settings: Arc<Settings>,
    local: Arc<LocalTime>,
    /// Everything from here on was read; `None` before the first read.
    from: Option<Timestamp>,
}

impl TheAnalysis {
    /// Stages that have read nothing yet.
    ///
    /// # Errors
    /// When the settings cannot be read.
    pub(crate) fn new(store: &Store) -> Result<Self, StoreError> {
        let (settings, local) = settings(store, clock::machine_now(), None)?;
        let pipeline = Pipeline::new((*settings).clone());
        Ok(Self {
            held: RwLock::new(Held { pipeline, settings, local, from: None }),
            learnt: RwLock::default(),
            rewritten: AtomicU64::new(1),
            read: AtomicU64::new(0),
        })
    }

    fn with<T>(&self, read: impl FnOnce(&Held) -> T) -> T {
        read(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the store holds what the stages have not read.
    fn is_behind(&self) -> bool {
        self.read.load(Ordering::Acquire) < self.rewritten.load(Ordering::Acquire)
    }

    /// Asks the stages for advice.
    fn advise(&self, inner: &Inner, now: Timestamp, demands: &[Asking]) -> Advice {
        let guide = &inner.guide;
        let (learnt, policy) = (self.learnt(), inner.policy_at(now));
        let profile = Profile { preferences: guide.preferences(), ..(*learnt.profile).clone() };
        let (prompts, settled) = guide.with_ledger(|ledger| {
            let settled: Vec<String> = ledger.with_outcome().into_iter().map(ToOwned::to_owned).collect();
            (ledger.to_be_weighed(now), settled)
        });
        self.with(|held| {
            let situation = Situation {
                now,
                clock: &held.local.clock,
                analysis: held.pipeline.analysis(),
                profile: &profile,
                demands,
                policy: &policy,
                prompts: &prompts,
                settled: &settled,
                seed: guide.seed(),
                draws: guide.draws(),
            };
            match &learnt.habits {
                Some(habits) => run::advise_with(&situation, habits),
                None => run::advise(&situation),
            }
        })
    }

    /// What was learnt so far.
    fn learnt(&self) -> Learnt {
        self.learnt.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was learnt so far of the person.
    pub(crate) fn profile(&self) -> Arc<Profile> {
        self.learnt().profile
    }

    /// Learns anew from all that was analysed and from what followed prompts.
    pub(crate) fn learn(&self, inner: &Inner) {
        let outcomes = inner.guide.with_ledger(super::ledger::Ledger::outcomes_with_answers);
        let preferences = inner.guide.preferences();
        let now = inner.data_clock.now();
        let learnt = self.with(|held| {
            let analysis = held.pipeline.analysis();
            let profile = run::learn_profile(analysis, &outcomes, &preferences, &held.settings);
            let habits = Habits::learn(analysis, &held.local.clock, now);
            Learnt { profile: Arc::new(profile), habits: Some(Arc::new(habits)) }
        });
        *self.learnt.write().unwrap_or_else(PoisonError::into_inner) = learnt;
    }

    /// The visit that is in front at that moment.
    pub(crate) fn window_at(&self, at: Timestamp) -> Option<Visit> {
        self.with(|held| {
            let last = held.pipeline.analysis().visits.last()?;
            (at - last.span.end <= IN_FRONT_NANOS).then(|| last.clone())
        })
    }

    /// Since when a focus session has been going on; `None` when none is.
    pub(crate) fn focus_since(&self, at: Timestamp) -> Option<Timestamp> {
        self.with(|held| {
            let last = held.pipeline.analysis().focus_sessions.last()?;
            (last.is_open && at - last.span.end <= LATENESS_NANOS).then_some(last.span.start)
        })
    }
}

/// What the settings make of the stages.
fn settings(
    store: &Store,
    now: Timestamp,
    learned: Option<Arc<LearnedStates>>,
) -> Result<(Arc<Settings>, Arc<LocalTime>), StoreError> {
    let start_of_day = store.setting(keys::START_OF_DAY)?.as_ref().and_then(local::start_of_day_min).unwrap_or(0);
    let local = LocalTime::of_machine(start_of_day, now);
    let rules = rules(store.setting(keys::CLASSES)?.as_ref());
    let settings = Settings { clock: local.clock.clone(), rules: Arc::new(rules), learned, ..Settings::default() };
    Ok((Arc::new(settings), Arc::new(local)))
}

/// The person's category rules; our own when there are none. A rule that cannot be understood costs only itself.
pub(crate) fn rules(setting: Option<&serde_json::Value>) -> CategoryRules {
    let Some(setting) = setting.filter(|setting| setting.as_array().is_some_and(|list| !list.is_empty())) else {
        return CategoryRules::defaults();
    };
    match CategoryRules::parse_keeping_good(setting) {
        Ok((rules, bad)) => {
            if !bad.is_empty() {
                tracing::warn!("{} category rules cannot be understood and are left out", bad.len());
            }
            rules
        }
        Err(_) => {
            tracing::warn!("the setting {} is no list of category rules; the built-in ones are used", keys::CLASSES);
            CategoryRules::defaults()
        }
    }
}

/// Follows the store until the program ends.
pub(crate) fn run(inner: &Arc<Inner>, changes: &Receiver<Change>) {
    let mut follower = Follower::default();
    follower.read_first(inner);
    while !inner.stop.is_set() {
        match changes.recv_timeout(TICK) {
            Ok(change) => {
                follower.take(inner, change);
                follower.take_all(inner, changes);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        follower.look(inner);
    }
}

/// The thread's own memory.
struct Follower {
    buckets: HashMap<Arc<str>, Option<Bucket>>,
    /// When the last piece came that was not looked at yet.
    is_changed: bool,
    looked: Instant,
    learnt: Instant,
    /// When the store was last found to hold something unread.
    behind_since: Option<Instant>,
    /// Not before this moment is all read again.
    not_before: Instant,
}

impl Default for Follower {
    fn default() -> Self {
        let now = Instant::now();
        Self {
            buckets: HashMap::new(),
            is_changed: true,
            looked: now,
            learnt: now,
            behind_since: None,
            not_before: now,
        }
    }
}

impl Follower {
    /// The last weeks, then everything.
    fn read_first(&mut self, inner: &Inner) {
        let extent = match recording::extent(&inner.store) {
            Ok(extent) => extent,
            Err(error) => return self.put_off(&error),
        };
        let Some(extent) = extent else {
            return self.read(inner, None);
        };
        inner.data_clock.saw(extent.end);
        let weeks = extent.end.plus(-FIRST_NANOS);
        if extent.start < weeks {
            self.read(inner, Some(weeks));
        }
        self.read(inner, None);
    }

    /// Reads the recording from a moment on, or all of it, and puts fresh stages in the place of the old ones.
    fn read(&mut self, inner: &Inner, from: Option<Timestamp>) {
        let began = Instant::now();
        // Noted before reading: what is rewritten meanwhile makes for another round.
        let rewritten = inner.analysis.rewritten.load(Ordering::Acquire);
        match fresh(inner, from) {
            Ok(held) => {
                *inner.analysis.held.write().unwrap_or_else(PoisonError::into_inner) = held;
                if from.is_none() {
                    inner.analysis.read.store(rewritten, Ordering::Release);
                    self.behind_since = None;
                }
                inner.analysis.learn(inner);
                self.learnt = Instant::now();
                self.buckets.clear();
                self.is_changed = true;
                // At most a tenth of one core goes into reading again.
                self.not_before = Instant::now() + began.elapsed() * 10;
                tracing::debug!("analysed the recording in {:?}", began.elapsed());
            }
            Err(error) => self.put_off(&error),
        }
    }

    fn put_off(&mut self, error: &StoreError) {
        if *error != StoreError::Closed {
            tracing::warn!("could not read the recording, trying again soon: {error}");
        }
        self.behind_since = Some(Instant::now());
        self.not_before = Instant::now() + RETRY;
    }

    fn take_all(&mut self, inner: &Inner, changes: &Receiver<Change>) {
        for change in changes.try_iter().take(BATCH) {
            self.take(inner, change);
        }
    }

    fn take(&mut self, inner: &Inner, change: Change) {
        match change {
            Change::Piece { bucket, span, data } => self.piece(inner, &bucket, span, &data),
            Change::Rewritten => {
                inner.rewritten();
                if let Err(error) = inner.guide.read_again(&inner.store) {
                    tracing::warn!("could not read the prompts again: {error}");
                }
                inner.inbox.read_again();
            }
        }
    }

    fn piece(&mut self, inner: &Inner, bucket: &Arc<str>, span: Span, data: &Arc<Payload>) {
        let Some(bucket) = self.bucket(inner, bucket) else { return };
        if !recording::is_read(&bucket.kind) {
            return;
        }
        if super::names::is_sensed(&bucket.kind) {
            inner.data_clock.saw(span.end);
        }
        if recording::is_said(&bucket.kind) {
            inner.hear(bucket, span, data);
        } else if span.start < inner.settled_until() {
            inner.rewritten();
        } else {
            let mut held = inner.analysis.held.write().unwrap_or_else(PoisonError::into_inner);
            held.pipeline.push_piece(bucket, span, data);
        }
        self.is_changed = true;
    }

    /// The bucket of that name, asked of the store once.
    fn bucket(&mut self, inner: &Inner, name: &Arc<str>) -> Option<&Bucket> {
        if !self.buckets.contains_key(name) {
            let bucket = inner.store.bucket(name).unwrap_or_else(|error| {
                tracing::warn!("could not ask for a bucket, so its events are read later: {error}");
                inner.rewritten();
                None
            });
            self.buckets.insert(Arc::clone(name), bucket);
        }
        self.buckets.get(name)?.as_ref()
    }

    /// Moves the stages on with the clock, tells listeners what holds now, and reads again if need be.
    fn look(&mut self, inner: &Inner) {
        self.read_again_if_quiet(inner);
        let waited = self.looked.elapsed();
        if waited < LOOK_EVERY || (!self.is_changed && waited < LOOK_AT_LEAST_EVERY) {
            return;
        }
        self.looked = Instant::now();
        self.is_changed = false;
        {
            let settled = inner.settled_until();
            let mut held = inner.analysis.held.write().unwrap_or_else(PoisonError::into_inner);
            held.pipeline.advance(settled);
        }
        if self.learnt.elapsed() >= LEARN_EVERY {
            self.learnt = Instant::now();
            inner.analysis.learn(inner);
        }
        if inner.newsroom.has_listeners() {
            inner.newsroom.tell_now(inner.look_json());
        }
    }

    fn read_again_if_quiet(&mut self, inner: &Inner) {
        if !inner.analysis.is_behind() {
            return;
        }
        let since = *self.behind_since.get_or_insert_with(Instant::now);
        if since.elapsed() >= QUIET && Instant::now() >= self.not_before {
            self.read(inner, None);
        }
    }
}

/// Stages that have read what the store holds, a month at a time: the stages take events in any cutting, and a year at once
/// would need several times the memory that stays.
fn fresh(inner: &Inner, from: Option<Timestamp>) -> Result<Held, StoreError> {
    let (settings, local) = settings(&inner.store, inner.data_clock.now(), inner.learner.model())?;
    let mut pipeline = Pipeline::new((*settings).clone());
    if let Some(extent) = recording::extent_of_all(&inner.store)? {
        let mut start = from.unwrap_or(extent.start).max(extent.start);
        // A broken clock may have put one event centuries away.
        let length_nanos = MONTH_NANOS.max((extent.end - start) / MOST_PARTS);
        loop {
            let end = start.plus(length_nanos);
            let is_last = end >= extent.end;
            let range = Range { start: Some(start), end: (!is_last).then_some(end) };
            let part = recording::read(&inner.store, range)?;
            if let Some(newest) = recording::newest(&part) {
                inner.data_clock.saw(newest);
            }
            pipeline.push(&part);
            if is_last {
                break;
            }
            pipeline.advance(end.min(inner.settled_until()));
            start = end;
        }
    }
    pipeline.advance(inner.settled_until());
    Ok(Held { pipeline, settings, local, from: Some(from.unwrap_or(Timestamp::MIN)) })
}

impl Inner {
    /// The store holds something that the stages have not read.
    pub(crate) fn rewritten(&self) {
        self.analysis.rewritten.fetch_add(1, Ordering::AcqRel);
    }

    /// Up to when nothing of what is sensed is expected any more.
    fn settled_until(&self) -> Timestamp {
        self.data_clock.now().plus(-LATENESS_NANOS)
    }

    /// Takes what the person said about a time, which may be long settled, and lets it hold at once.
    pub(crate) fn hear(&self, bucket: &Bucket, span: Span, data: &Payload) {
        let settled = self.settled_until();
        let mut held = self.analysis.held.write().unwrap_or_else(PoisonError::into_inner);
        held.pipeline.push_piece(bucket, span, data);
        held.pipeline.advance(settled);
    }

    /// The person's local time.
    pub(crate) fn local_time(&self) -> Arc<LocalTime> {
        self.analysis.with(|held| Arc::clone(&held.local))
    }

    /// What was learnt of the person.
    pub(crate) fn profile(&self) -> Arc<Profile> {
        self.analysis.profile()
    }

    /// A day, or another short span: from the running stages when they have read it, else from the store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn span(&self, span: Span) -> Result<Analysis, StoreError> {
        // Asked before the stages are: what is rewritten in between was not stored yet when the question came.
        let is_behind = self.analysis.is_behind();
        let ready = self.analysis.with(|held| {
            let has_read = held.from.is_some_and(|from| from <= span.start);
            (has_read && !is_behind).then(|| held.pipeline.analysis().slice(span))
        });
        if let Some(ready) = ready {
            return Ok(ready);
        }
        let (settings, _) = settings(&self.store, self.data_clock.now(), self.learner.model())?;
        let wide = Range::new(span.start.plus(-MARGIN_NANOS), span.end.plus(MARGIN_NANOS));
        let recording = recording::read(&self.store, wide)?;
        Ok(run::analyse(&recording, &settings).slice(span))
    }

    /// From the first to the last moment that was sensed; `None` without data.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn extent(&self) -> Result<Option<Span>, StoreError> {
        recording::extent(&self.store)
    }

    /// What the hours of a local day are good for, from the person's own past.
    pub(crate) fn plan(&self, day: Span) -> Vec<PlannedHour> {
        let profile = self.profile();
        let shares = FocusShares::learn(&profile.hours, profile.days_seen);
        // Noon names the calendar day, wherever the person's day begins.
        let noon = day.start.plus(day.nanos() / 2);
        self.analysis.with(|held| plan_day(noon, &shares, &held.local.clock))
    }

    /// Asks the stages for advice about this moment.
    pub(crate) fn advise(&self, now: Timestamp, demands: &[Asking]) -> Advice {
        self.analysis.advise(self, now, demands)
    }

    /// Whether the stages have read all that the store holds.
    pub(crate) fn is_caught_up(&self) -> bool {
        let has_read = self.analysis.with(|held| held.from == Some(Timestamp::MIN));
        has_read && !self.analysis.is_behind()
    }

    /// Everything that was read so far.
    pub(crate) fn everything<T>(&self, read: impl FnOnce(&Analysis) -> T) -> T {
        self.analysis.with(|held| read(held.pipeline.analysis()))
    }
}

impl Live {
    /// Whether the stages have read all that the store holds.
    #[must_use]
    pub fn is_caught_up(&self) -> bool {
        self.inner.is_caught_up()
    }
}
