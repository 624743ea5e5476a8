//! The one way in for what is sensed, and what holds at this moment.
//!
//! ```text
//! sensors, watchers -> accept: pause, privacy filters -> store
//!                                                          | changes
//!                                                          v
//!        open dashboards <- newsroom <- guide <- analysis: all stages, live
//! ```
//!
//! [`Live`] is made once over a store and shared by the sensors and the doors. It has five threads of its own: `analysis`
//! follows the store and keeps the stages up to date, `guide` asks every ten seconds whether something should be said, `inbox` holds
//! what asks for attention and brings it when it should come, `keeper`
//! ends pauses and removes what is too old, and `learner` learns the person's own model of states from what they say. Where the person asked for
//! them, `channels` asks the desktop to hold notifications back and tells others of presence, and `webhook` posts what was brought.

mod accept;
mod analysis;
mod board;
mod chance;
mod channels;
mod clock;
mod control;
mod focus_mode;
mod guide;
mod inbox;
mod keeper;
mod keys;
mod learner;
mod ledger;
mod local;
mod names;
mod news;
mod notify;
mod now;
mod options;
mod own_buckets;
mod pause;
mod policy;
mod preferences;
mod recording;
mod refusals;
mod retention;
mod screening;
mod stop;
mod streams;

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use attentive_store::{Store, StoreError};

use crate::texts::Texts;
use crate::titles::TitleDesk;

pub(crate) use analysis::rules as category_rules;
pub(crate) use board::SensorLine;
pub(crate) use chance::{hex, secret};
pub(crate) use channels::PresenceWords;
pub use channels::{ChannelOptions, HoldDesktop, HoldError, Holding, Webhook, WebhookError};
pub use clock::machine_now;
pub(crate) use guide::AnswerError;
pub(crate) use inbox::{Deed, InboxError, Incoming, Shelf as InboxShelf};
pub(crate) use keys::{CLASSES, PRIVACY_FILTERS};
pub use learner::KeepStates;
pub(crate) use ledger::Ledger;
pub use ledger::stored_outcomes;
pub use local::{LocalTime, date_name, day_number_of, start_of_day_min};
pub(crate) use names::{own as own_bucket_name, shared as shared_bucket_name, streams as own_streams};
#[cfg(test)]
pub(crate) use news::Newsroom;
pub(crate) use news::{Listener, News};
pub use options::{LiveOptions, PromptOptions};
pub(crate) use own_buckets::{
    bucket as own_bucket, facts as own_facts, insert as insert_own, insert_all as insert_all_own,
};
pub(crate) use policy::Sources;
pub use retention::Retention;
pub(crate) use screening::Screening;
pub use screening::TextScreen;

/// What to do with an event that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Store it as it now is.
    Keep,
    /// Do not store it.
    Drop,
}

/// The accepting path and what holds now. A clone is a counted reference; when the last one is gone, its threads end.
#[derive(Clone)]
pub struct Live {
    inner: Arc<Inner>,
    threads: Arc<Threads>,
}

/// What `Live` and its threads share.
pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) options: LiveOptions,
    pub(crate) data_clock: clock::DataClock,
    written: policy::Written,
    screening: screening::Screening,
    pause: pause::Pause,
    streams: streams::Streams,
    board: board::Board,
    tally: accept::Tally,
    refusals: refusals::Refusals,
    newsroom: news::Newsroom,
    analysis: analysis::TheAnalysis,
    pub(crate) learner: learner::Learner,
    pub(crate) titles: TitleDesk,
    pub(crate) texts: Arc<Texts>,
    guide: guide::Guide,
    pub(crate) inbox: inbox::Inbox,
    pub(crate) focus_mode: focus_mode::FocusKeeper,
    pub(crate) channels: channels::Channels,
    stop: stop::Stop,
}

/// Ends the threads when the last handle is dropped.
struct Threads {
    inner: Arc<Inner>,
    handles: Mutex<Vec<JoinHandle<()>>>,
}

impl Live {
    /// Starts the live part over a store.
    ///
    /// # Errors
    /// When the settings or the record of prompts cannot be read, or the system gives no thread.
    pub fn start(store: Store, options: LiveOptions) -> Result<Self, StoreError> {
        let channels = channels::Channels::new(&options.channels);
        let inner = Arc::new(Inner {
            data_clock: clock::DataClock::new(options.is_demo),
            written: policy::Written::of_store(&store, options.prompts.policy())?,
            screening: screening::Screening::of_store(&store)?,
            pause: pause::Pause::of_store(&store)?,
            streams: streams::Streams::default(),
            board: board::Board::default(),
            tally: accept::Tally::default(),
            refusals: refusals::Refusals::default(),
            newsroom: news::Newsroom::default(),
            analysis: analysis::TheAnalysis::new(&store)?,
            learner: learner::Learner::new(options.states.as_ref()),
            titles: TitleDesk::default(),
            texts: Arc::new(Texts::new(options.texts.clone())),
            guide: guide::Guide::of_store(&store, Arc::clone(&channels.desktop))?,
            inbox: inbox::Inbox::of_store(&store, clock::machine_now())?,
            focus_mode: focus_mode::FocusKeeper::of_store(&store, clock::machine_now())?,
            channels,
            stop: stop::Stop::default(),
            store,
            options,
        });
        let threads = Arc::new(Threads { inner: Arc::clone(&inner), handles: Mutex::default() });
        // Subscribed before the first read, so that no change falls between the two.
        let changes = inner.store.subscribe();
        threads.spawn("attentive-live", move |inner| analysis::run(inner, &changes))?;
        threads.spawn("attentive-guide", guide::run)?;
        threads.spawn("attentive-inbox", inbox::run)?;
        threads.spawn("attentive-keeper", keeper::run)?;
        threads.spawn("attentive-learner", learner::run)?;
        threads.spawn("attentive-channels", channels::run)?;
        if inner.channels.postman.is_some() {
            threads.spawn("attentive-webhook", channels::run_postman)?;
        }
        Ok(Self { inner, threads })
    }

    /// Ends event streams and threads, so that the server and the store can close. May be called twice.
    pub fn close(&self) {
        self.threads.end();
    }

    /// What the threads share.
    pub(crate) fn inner(&self) -> &Arc<Inner> {
        &self.inner
    }

    /// Begins to listen to news.
    pub(crate) fn listen(&self) -> Listener {
        self.inner.newsroom.listen()
    }

    /// All sensors and what they last saw.
    pub(crate) fn sensor_lines(&self) -> Vec<SensorLine> {
        self.inner.board.lines()
    }
}

impl Threads {
    fn spawn(&self, name: &str, run: impl FnOnce(&Arc<Inner>) + Send + 'static) -> Result<(), StoreError> {
        let inner = Arc::clone(&self.inner);
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || run(&inner));
        let no_thread =
            |error: std::io::Error| StoreError::Invalid { what: format!("the system gave no thread ({error})") };
        let mut handles = self.handles.lock().unwrap_or_else(PoisonError::into_inner);
        handles.push(thread.map_err(no_thread)?);
        Ok(())
    }

    fn end(&self) {
        self.inner.newsroom.close();
        self.inner.stop.set();
        self.inner.inbox.wake();
        let handles = std::mem::take(&mut *self.handles.lock().unwrap_or_else(PoisonError::into_inner));
        for handle in handles {
            if handle.join().is_err() {
                tracing::warn!("a thread of the live part ended by a fault of ours");
            }
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.end();
    }
}
