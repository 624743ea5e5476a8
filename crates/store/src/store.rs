//! The store: one handle for everybody, cheap to clone, safe to use from many threads.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle, ThreadId};

use attentive_types::{Bucket, Event, EventColumns, SampleSignal, Timestamp};
use serde_json::Value;

use crate::changes::{Change, Listeners};
use crate::error::StoreError;
use crate::file;
use crate::options::OpenOptions;
use crate::range::Range;
use crate::read::{self, Readers, cache::Cache};
use crate::reports::{AuditEntry, ForgetReport, ImportReport, SampleRead, SampleStreamInfo, StoreInfo};
use crate::shared::Shared;
use crate::sync::lock;
use crate::write::{Message, Task, Work, Writer};

/// The person's data on their own disk.
///
/// What a writing call acknowledges is on the disk. A reading call sees everything that was acknowledged before it. What
/// another program writes to the same file is seen by columns and listeners within a second, and by all else at once.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    device_id: String,
    writing: Option<Writing>,
}

/// The writing thread as its callers see it.
struct Writing {
    jobs: Sender<Message>,
    thread_id: ThreadId,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.inner.shared.path).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens a file; makes it when it is not there, brings it to the newest schema, and checks it when it was not closed in
    /// order the last time.
    ///
    /// # Errors
    /// `Locked`, `Broken`, `NotOurs`, `NewerVersion`, `Full` or `Io`. A file that is refused is left as it is.
    pub fn open(options: OpenOptions) -> Result<Self, StoreError> {
        open(options.clone()).map_err(|error| error.at(&options.path))
    }

    /// Waits for what is being written, folds the log into the file and closes it. Other handles answer `Closed` from then on.
    ///
    /// # Errors
    /// When the file could not be left clean. What was acknowledged is safe all the same.
    pub fn close(self) -> Result<(), StoreError> {
        let closed = self.inner.close();
        self.inner.shared.readers.close();
        closed.map_err(|error| error.at(&self.inner.shared.path))
    }

    /// This machine's name for itself, made at random when the file was.
    #[must_use]
    pub fn device_id(&self) -> String {
        self.inner.device_id.clone()
    }

    /// All buckets by name, with extent and last update.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn buckets(&self) -> Result<Vec<Bucket>, StoreError> {
        self.read(read::buckets)
    }

    /// One bucket; `None` when there is none of that name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn bucket(&self, id: &str) -> Result<Option<Bucket>, StoreError> {
        self.read(|connection| read::bucket(connection, id))
    }

    /// Makes a bucket; `false` when there is one of that name already, which is left as it is.
    ///
    /// # Errors
    /// When the name is empty or the file cannot be written.
    pub fn create_bucket(&self, bucket: Bucket) -> Result<bool, StoreError> {
        self.write(move |work| work.create_bucket(&bucket))
    }

    /// Changes what is said about a bucket; `false` when there is none of that name.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn update_bucket(&self, bucket: Bucket) -> Result<bool, StoreError> {
        self.write(move |work| work.update_bucket(&bucket))
    }

    /// Deletes a bucket and its events; `false` when there is none of that name.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn delete_bucket(&self, id: &str) -> Result<bool, StoreError> {
        let id = id.to_owned();
        self.write(move |work| work.delete_bucket(&id))
    }

    /// The events that touch the range, cut to it, newest first; those of one moment in the order in which they were stored.
    /// `limit` counts from the newest; `None` means all.
    ///
    /// # Errors
    /// When there is no such bucket or the file cannot be read.
    pub fn events(&self, bucket: &str, range: Range, limit: Option<usize>) -> Result<Vec<Event>, StoreError> {
        self.read(|connection| read::events(connection, bucket, range, limit))
    }

    /// The events that touch the range, cut to it, oldest first; those of one moment in the order in which they were stored.
    /// The table may hold payloads of events outside of the range; `stored_ids` is filled and never changes its meaning.
    ///
    /// # Errors
    /// When there is no such bucket or the file cannot be read.
    pub fn columns(&self, bucket: &str, range: Range) -> Result<EventColumns, StoreError> {
        let shared = &self.inner.shared;
        read::columns(&shared.readers, &shared.cache, bucket, range).map_err(|error| error.at(&shared.path))
    }

    /// How many events touch the range.
    ///
    /// # Errors
    /// When there is no such bucket or the file cannot be read.
    pub fn count(&self, bucket: &str, range: Range) -> Result<u64, StoreError> {
        self.read(|connection| read::count(connection, bucket, range))
    }

    /// One event, not cut; `None` when the bucket has none of that id.
    ///
    /// # Errors
    /// When there is no such bucket or the file cannot be read.
    pub fn event(&self, bucket: &str, event_id: i64) -> Result<Option<Event>, StoreError> {
        self.read(|connection| read::event(connection, bucket, event_id))
    }

    /// Deletes one event; whether it was there.
    ///
    /// # Errors
    /// When there is no such bucket or the file cannot be written.
    pub fn delete_event(&self, bucket: &str, event_id: i64) -> Result<bool, StoreError> {
        let bucket = bucket.to_owned();
        self.write(move |work| work.delete_event(&bucket, event_id))
    }

    /// Adds events, all or none, and answers with them and their ids. One whose id is an event of this bucket replaces that
    /// event; any other gets a new id.
    ///
    /// # Errors
    /// When there is no such bucket or the file cannot be written.
    pub fn insert_events(&self, bucket: &str, events: Vec<Event>) -> Result<Vec<Event>, StoreError> {
        let bucket = bucket.to_owned();
        self.write(move |work| work.insert_events(&bucket, events))
    }

    /// The same without waiting; see [`Store::heartbeat_then`].
    pub fn insert_events_then(
        &self,
        bucket: String,
        events: Vec<Event>,
        reply: impl FnOnce(Result<Vec<Event>, StoreError>) + Send + 'static,
    ) {
        self.write_then(move |work| work.insert_events(&bucket, events), reply);
    }

    /// Takes one heartbeat and answers with the event as it now stands. It lengthens the bucket's last event if it says the same
    /// and comes no later than `pulsetime_nanos` after that event's end; otherwise it becomes a new event.
    ///
    /// # Errors
    /// When there is no such bucket or the file cannot be written.
    pub fn heartbeat(&self, bucket: &str, event: Event, pulsetime_nanos: i64) -> Result<Event, StoreError> {
        let bucket = bucket.to_owned();
        self.write(move |work| work.heartbeat(&bucket, event, pulsetime_nanos))
    }

    /// The same without waiting: `reply` is called when it is on the disk, or at once when it cannot be. It runs on the writing
    /// thread, so it must be short and must not call a writing function that waits.
    pub fn heartbeat_then(
        &self,
        bucket: String,
        event: Event,
        pulsetime_nanos: i64,
        reply: impl FnOnce(Result<Event, StoreError>) + Send + 'static,
    ) {
        self.write_then(move |work| work.heartbeat(&bucket, event, pulsetime_nanos), reply);
    }

    /// Adds the events that the bucket does not hold yet, all or none; makes the bucket when it is missing. Two events are the
    /// same when start, duration and data are, whatever ids they carry; one that the import holds twice is kept twice.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn import(&self, bucket: Bucket, events: Vec<Event>) -> Result<ImportReport, StoreError> {
        self.write(move |work| work.import(&bucket, &events))
    }

    /// One setting; `None` when it is not set.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn setting(&self, key: &str) -> Result<Option<Value>, StoreError> {
        self.read(|connection| read::setting(connection, key))
    }

    /// All settings.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn settings(&self) -> Result<BTreeMap<String, Value>, StoreError> {
        self.read(read::settings)
    }

    /// Keeps a setting.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set_setting(&self, key: &str, value: Value) -> Result<(), StoreError> {
        let key = key.to_owned();
        self.write(move |work| work.set_setting(&key, &value))
    }

    /// Deletes a setting; whether it was there.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn delete_setting(&self, key: &str) -> Result<bool, StoreError> {
        let key = key.to_owned();
        self.write(move |work| work.delete_setting(&key))
    }

    /// Keeps samples of the stream that the signal names.
    ///
    /// # Errors
    /// When the columns do not fit together or the file cannot be written.
    pub fn append_samples(&self, signal: &SampleSignal) -> Result<(), StoreError> {
        let signal = signal.clone();
        self.write(move |work| work.append_samples(&signal))
    }

    /// The samples of a stream in the range, both edges included, oldest first. An unknown stream has none. A damaged chunk is
    /// skipped and counted.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn samples(&self, stream: &str, range: Range) -> Result<SampleRead, StoreError> {
        self.read(|connection| read::samples::samples(connection, stream, range))
    }

    /// All streams of samples by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sample_streams(&self) -> Result<Vec<SampleStreamInfo>, StoreError> {
        self.read(read::samples::streams)
    }

    /// Erases events and samples from the range's start up to, not including, its end, and their bytes from all files. Events that
    /// reach over an edge are cut. A name limits it to the bucket, or the stream of samples, of that name.
    ///
    /// # Errors
    /// When there is nothing of that name or the file cannot be written. When it is `Locked` after the events were erased, because
    /// a reader held on to the log, ask again: the traces are erased then.
    pub fn forget(&self, range: Range, bucket: Option<&str>) -> Result<ForgetReport, StoreError> {
        let bucket = bucket.map(str::to_owned);
        self.write_erasing(move |work| work.forget(range, bucket.as_deref()), |_| true)
    }

    /// Erases events and samples that are older than each is kept; `None` keeps them for ever. Nothing is rebuilt when nothing
    /// was that old.
    ///
    /// # Errors
    /// As for [`Store::forget`].
    pub fn apply_retention(
        &self,
        events_before: Option<Timestamp>,
        samples_before: Option<Timestamp>,
    ) -> Result<ForgetReport, StoreError> {
        let must_erase = |report: &ForgetReport| *report != ForgetReport::default();
        self.write_erasing(move |work| work.apply_retention(events_before, samples_before), must_erase)
    }

    /// Adds a line to the ledger: who did what, to what.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn audit(&self, who: &str, what: &str, detail: &str) -> Result<(), StoreError> {
        let (who, what, detail) = (who.to_owned(), what.to_owned(), detail.to_owned());
        self.write(move |work| work.audit(&who, &what, &detail))
    }

    /// The same without waiting; see [`Store::heartbeat_then`]. It is on the disk no later than what is written after it.
    pub fn audit_then(
        &self,
        who: &str,
        what: &str,
        detail: &str,
        reply: impl FnOnce(Result<(), StoreError>) + Send + 'static,
    ) {
        let (who, what, detail) = (who.to_owned(), what.to_owned(), detail.to_owned());
        self.write_then(move |work| work.audit(&who, &what, &detail), reply);
    }

    /// The newest lines of the ledger, newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn audit_entries(&self, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        self.read(|connection| read::audit_entries(connection, limit))
    }

    /// Follows along: each change, after it is on the disk. A slow listener loses what it has no room for and is told `Rewritten`.
    /// A store that was opened for reading only tells nothing.
    #[must_use]
    pub fn subscribe(&self) -> Receiver<Change> {
        self.inner.shared.listeners.subscribe()
    }

    /// Facts about the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn info(&self) -> Result<StoreInfo, StoreError> {
        self.read(|connection| read::info(connection, &self.inner.shared.path))
    }

    fn read<T>(&self, read: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let shared = &self.inner.shared;
        shared.readers.read(read).map_err(|error| error.at(&shared.path))
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Work) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write_erasing(act, |_| false)
    }

    fn write_erasing<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Work) -> Result<T, StoreError> + Send + 'static,
        must_erase: fn(&T) -> bool,
    ) -> Result<T, StoreError> {
        let (tell, hear) = sync_channel(1);
        let reply = move |outcome| {
            // The caller waits below; it can only be gone when its thread was ended.
            let _ = tell.send(outcome);
        };
        let writing = self.inner.writing.as_ref().ok_or(StoreError::ReadOnly)?;
        if thread::current().id() == writing.thread_id {
            let detail = "a reply may not wait for another write".to_owned();
            return Err(StoreError::Sql { what: "write".to_owned(), detail });
        }
        self.send(Task::new(act, reply).erasing(must_erase));
        hear.recv().unwrap_or(Err(StoreError::Closed))
    }

    pub(crate) fn write_then<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Work) -> Result<T, StoreError> + Send + 'static,
        reply: impl FnOnce(Result<T, StoreError>) + Send + 'static,
    ) {
        self.send(Task::new(act, reply));
    }

    fn send<T, A, R>(&self, task: Task<T, A, R>)
    where
        T: Send + 'static,
        A: FnOnce(&mut Work) -> Result<T, StoreError> + Send + 'static,
        R: FnOnce(Result<T, StoreError>) + Send + 'static,
    {
        let task = task.at(Arc::clone(&self.inner.shared));
        match &self.inner.writing {
            // A closed writer hands the task back, and dropping it tells its caller.
            Some(writing) => drop(writing.jobs.send(Message::Job(Box::new(task)))),
            None => task.refuse(StoreError::ReadOnly),
        }
    }
}

fn open(options: OpenOptions) -> Result<Store, StoreError> {
    let (opened, holder) = if options.is_read_only {
        (file::open_for_reading(&options)?, None)
    } else {
        let (opened, holder) = file::open_for_writing(&options)?;
        (opened, Some(holder))
    };
    let shared = Arc::new(Shared {
        path: options.path.clone(),
        busy_timeout: options.busy_timeout,
        // Without a writing thread nobody would notice that what is kept is out of date.
        cache: Cache::new(if options.is_read_only { 0 } else { options.cache_bytes }),
        readers: Readers::new(options),
        listeners: Listeners::default(),
    });
    let device_id = opened.device_id;
    let writing = holder
        .map(|holder| {
            let (jobs, received) = channel();
            let writer = Writer::new(Work::new(opened.connection), received, Arc::clone(&shared), holder)?;
            Writing::start(writer, jobs)
        })
        .transpose()?;
    Ok(Store { inner: Arc::new(Inner { shared, device_id, writing }) })
}

impl Writing {
    fn start(writer: Writer, jobs: Sender<Message>) -> Result<Self, StoreError> {
        let thread = thread::Builder::new().name("store-writer".to_owned()).spawn(move || writer.run());
        let thread = thread.map_err(|error| StoreError::Sql {
            what: "write".to_owned(),
            detail: format!("no thread could be started ({})", error.kind()),
        })?;
        Ok(Self { jobs, thread_id: thread.thread().id(), thread: Mutex::new(Some(thread)) })
    }
}

impl Inner {
    /// Asks the writer to close and waits for it; a second call finds it closed, which is what was wanted.
    fn close(&self) -> Result<(), StoreError> {
        let Some(writing) = &self.writing else { return Ok(()) };
        let (tell, hear) = sync_channel(1);
        let is_asked = writing.jobs.send(Message::Close(tell)).is_ok();
        // The last handle may be dropped inside a reply, on the writing thread, which cannot wait for itself.
        if thread::current().id() == writing.thread_id {
            return Ok(());
        }
        let outcome = if is_asked { hear.recv().unwrap_or(Ok(())) } else { Ok(()) };
        if let Some(thread) = lock(&writing.thread).take()
            && thread.join().is_err()
        {
            return Err(StoreError::Sql { what: "close".to_owned(), detail: "the writing thread failed".to_owned() });
        }
        outcome
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Nobody is left to be told; what was acknowledged is on the disk in any case.
        let _ = self.close();
    }
}
