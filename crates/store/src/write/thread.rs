//! The writing thread: takes what waits, commits it as one group, then tells everybody.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError};
use std::time::Duration;

use super::job::{Job, Message};
use super::{Effect, Work, effects};
use crate::error::{During, StoreError};
use crate::file::{Holder, connection, meta};
use crate::shared::Shared;

/// How often an idle writer looks whether another program wrote to the file.
const WATCH_EVERY: Duration = Duration::from_secs(1);
/// Jobs in one transaction; more wait for the next, so that the first callers are not held up for ever.
const GROUP_MAX: usize = 4096;

/// Whom to tell that the file is closed.
type Closing = SyncSender<Result<(), StoreError>>;

/// Jobs of one transaction.
struct Group {
    jobs: Vec<Box<dyn Job>>,
    /// Whether the transaction stands.
    state: Result<(), StoreError>,
    /// A wish to close that stood among the jobs.
    closing: Option<Closing>,
}

/// The only one that writes.
pub(crate) struct Writer {
    work: Work,
    jobs: Receiver<Message>,
    shared: Arc<Shared>,
    holder: Holder,
    data_version: i64,
}

impl Writer {
    pub(crate) fn new(
        work: Work,
        jobs: Receiver<Message>,
        shared: Arc<Shared>,
        holder: Holder,
    ) -> Result<Self, StoreError> {
        let data_version = connection::data_version(&work.connection)?;
        Ok(Self { work, jobs, shared, holder, data_version })
    }

    /// Works until it is told to close or nobody can send any more.
    pub(crate) fn run(mut self) {
        let closing = loop {
            match self.jobs.recv_timeout(WATCH_EVERY) {
                Ok(Message::Job(job)) => {
                    if let Some(closing) = self.serve(job) {
                        break Some(closing);
                    }
                }
                Ok(Message::Close(closing)) => break Some(closing),
                Err(RecvTimeoutError::Timeout) => self.watch(),
                Err(RecvTimeoutError::Disconnected) => break None,
            }
        };
        let outcome = self.close();
        if let Some(closing) = closing {
            let _ = closing.send(outcome);
        }
    }

    /// One group: this job and all that wait. Returns whom to tell when a wish to close stood among them.
    fn serve(&mut self, first: Box<dyn Job>) -> Option<Closing> {
        let mut group = self.act_all(first);
        match group.state.and_then(|()| self.commit()) {
            Ok(()) => self.publish(),
            Err(error) => {
                self.roll_back();
                group.jobs.iter_mut().for_each(|job| job.fail(error.clone()));
            }
        }
        let (erasing, plain): (Vec<_>, Vec<_>) = group.jobs.into_iter().partition(|job| job.must_erase());
        plain.into_iter().for_each(|mut job| job.reply());
        self.erase_for(erasing);
        group.closing
    }

    /// Takes jobs until none waits. When the transaction cannot begin they are only gathered, to be told of it together.
    fn act_all(&mut self, first: Box<dyn Job>) -> Group {
        let mut group = Group { jobs: Vec::new(), state: self.begin(), closing: None };
        let mut next = Some(first);
        while let Some(mut job) = next.take() {
            if group.state.is_ok() {
                group.state = self.act(&mut *job);
            }
            group.jobs.push(job);
            if group.jobs.len() >= GROUP_MAX {
                break;
            }
            match self.jobs.try_recv() {
                Ok(Message::Job(job)) => next = Some(job),
                Ok(Message::Close(closing)) => group.closing = Some(closing),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
            }
        }
        group
    }

    /// Opens the transaction. Holding the write lock, looks whether another program wrote since.
    fn begin(&mut self) -> Result<(), StoreError> {
        self.statement("BEGIN IMMEDIATE")?;
        self.look_for_other_writers()
    }

    /// Runs one job in its own savepoint. An error means that the whole transaction is gone.
    fn act(&mut self, job: &mut dyn Job) -> Result<(), StoreError> {
        self.statement("SAVEPOINT job")?;
        let effects_before = self.work.effects.len();
        if let Err(error) = job.act(&mut self.work) {
            self.work.effects.truncate(effects_before);
            self.work.forget_memory();
            // A full or failing disk makes the database give up the transaction, and with it the jobs before.
            if self.work.connection.is_autocommit() {
                return Err(error);
            }
            self.statement("ROLLBACK TO job")?;
        }
        self.statement("RELEASE job")
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.statement("COMMIT")
    }

    fn roll_back(&mut self) {
        if !self.work.connection.is_autocommit() {
            // The callers get the error that led here. If this fails too, the next BEGIN fails and tells its callers.
            let _ = self.work.connection.execute_batch("ROLLBACK");
        }
        self.work.effects.clear();
        self.work.forget_memory();
    }

    fn publish(&mut self) {
        if self.work.effects.is_empty() {
            return;
        }
        let effects = std::mem::take(&mut self.work.effects);
        self.shared.cache.apply(&effects);
        if !self.shared.listeners.is_empty() {
            self.shared.listeners.tell(&effects::changes(&effects));
        }
    }

    /// Removes traces from the files for jobs that promised it, then replies to them.
    fn erase_for(&mut self, jobs: Vec<Box<dyn Job>>) {
        if jobs.is_empty() {
            return;
        }
        let erased = self.work.erase_traces(self.shared.busy_timeout);
        for mut job in jobs {
            if let Err(error) = &erased {
                job.fail(error.clone());
            }
            job.reply();
        }
    }

    fn watch(&mut self) {
        // An error here is met again, and told, by the next job.
        if self.look_for_other_writers().is_ok() {
            self.publish();
        }
        self.shared.listeners.tell(&[]);
    }

    fn look_for_other_writers(&mut self) -> Result<(), StoreError> {
        let found = connection::data_version(&self.work.connection)?;
        if found != self.data_version {
            self.data_version = found;
            self.work.forget_memory();
            self.work.effects.push(Effect::RewroteAll);
        }
        Ok(())
    }

    /// Leaves the file clean: orphans erased, the log folded in, and the mark set when nobody else has it open.
    fn close(&mut self) -> Result<(), StoreError> {
        self.work.sweep_if_noted()?;
        if self.holder.is_last() {
            meta::set(&self.work.connection, meta::IS_CLEAN, "1")?;
        }
        self.shared.readers.close();
        self.work.fold_log_in().map(|_| ())
    }

    fn statement(&self, sql: &str) -> Result<(), StoreError> {
        let mut statement = self.work.connection.prepare_cached(sql).during("take a step of a transaction")?;
        statement.execute([]).during("commit")?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use attentive_types::{Bucket, Event, Payload, Timestamp};

    use super::*;
    use crate::{Change, OpenOptions, Range, Store};

    fn fresh() -> (Store, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        let bucket = Bucket {
            id: "b".to_owned(),
            kind: String::new(),
            client: String::new(),
            hostname: String::new(),
            created: Timestamp(0),
            data: Payload::new(),
            extent: None,
            last_updated: None,
        };
        store.create_bucket(bucket).unwrap();
        (store, folder)
    }

    fn at(nanos: i64) -> Event {
        Event { timestamp: Timestamp(nanos), ..Event::default() }
    }

    type Act = fn(&mut Work) -> Result<i64, StoreError>;

    /// Sends jobs that come into one group, because a first job holds the writer until all wait; gives their outcomes.
    fn in_one_group(store: &Store, jobs: Vec<Act>) -> Vec<Result<i64, StoreError>> {
        let (release, wait) = channel::<()>();
        let (tell, hear) = channel();
        store.write_then(move |_| wait.recv().map_err(|_| StoreError::Closed), |_| ());
        let count = jobs.len();
        for (place, job) in jobs.into_iter().enumerate() {
            let tell = tell.clone();
            store.write_then(job, move |outcome| tell.send((place, outcome)).unwrap());
        }
        release.send(()).unwrap();
        let mut outcomes: Vec<_> = hear.iter().take(count).collect();
        outcomes.sort_by_key(|(place, _)| *place);
        outcomes.into_iter().map(|(_, outcome)| outcome).collect()
    }

    fn insert(work: &mut Work) -> Result<i64, StoreError> {
        work.insert_events("b", vec![at(1)]).map(|stored| stored[0].id.unwrap())
    }

    #[test]
    fn a_job_that_fails_takes_back_its_own_work_only() {
        let (store, _folder) = fresh();
        let changes = store.subscribe();
        let outcomes = in_one_group(
            &store,
            vec![
                |work| work.heartbeat("b", at(100), 0).map(|event| event.id.unwrap()),
                |work| {
                    work.heartbeat("b", at(200), 0)?;
                    Err(StoreError::Locked)
                },
                |work| {
                    work.heartbeat("b", at(300), 0)?;
                    panic!("a defect, on purpose")
                },
                |work| work.heartbeat("b", at(101), 1).map(|event| event.id.unwrap()),
            ],
        );
        let first = outcomes[0].clone().unwrap();
        assert_eq!(outcomes[1], Err(StoreError::Locked));
        assert!(matches!(outcomes[2], Err(StoreError::Sql { .. })));
        assert_eq!(outcomes[3], Ok(first));
        assert_eq!(store.count("b", Range::ALL), Ok(1));
        assert_eq!(changes.try_iter().count(), 2);
    }

    #[test]
    fn a_commit_that_fails_is_told_to_all_of_its_group() {
        let (store, _folder) = fresh();
        let changes = store.subscribe();
        let kept = store.heartbeat("b", at(5), 0).unwrap();
        store.columns("b", Range::ALL).unwrap();
        let outcomes = in_one_group(
            &store,
            vec![
                insert,
                |work| work.heartbeat("b", at(6), 10).map(|event| event.id.unwrap()),
                |work| {
                    // A row of a bucket that is not there is looked at when the commit comes, and refused.
                    let sql = "PRAGMA defer_foreign_keys = ON; INSERT INTO events VALUES (NULL, 999, 0, 0, 1)";
                    work.connection.execute_batch(sql).during("prepare the failure")?;
                    Ok(0)
                },
                insert,
            ],
        );
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(StoreError::Sql { .. }))), "{outcomes:?}");
        assert_eq!(store.events("b", Range::ALL, None).unwrap(), std::slice::from_ref(&kept));
        assert_eq!(store.columns("b", Range::ALL).unwrap().len(), 1);
        assert_eq!(changes.try_iter().count(), 1);
        // The next heartbeat starts from what is on the disk.
        let next = store.heartbeat("b", at(7), 10).unwrap();
        assert_eq!((next.id, next.duration_nanos), (kept.id, 2));
    }

    #[test]
    fn a_transaction_that_is_gone_fails_the_jobs_before_too() {
        let (store, _folder) = fresh();
        let outcomes = in_one_group(
            &store,
            vec![insert, |work| {
                work.connection.execute_batch("ROLLBACK").during("lose the transaction")?;
                Err(StoreError::Full)
            }],
        );
        assert_eq!(outcomes, [Err(StoreError::Full), Err(StoreError::Full)]);
        assert_eq!(store.count("b", Range::ALL), Ok(0));
        assert!(store.insert_events("b", vec![at(1)]).is_ok());
    }

    #[test]
    fn a_reply_that_fails_or_holds_the_last_handle_does_no_harm() {
        let (store, _folder) = fresh();
        store.heartbeat_then("b".to_owned(), at(1), 0, |_| panic!("a defect, on purpose"));
        assert!(store.heartbeat("b", at(2), 0).is_ok());
        let other = store.clone();
        let (tell, hear) = channel();
        store.heartbeat_then("b".to_owned(), at(3), 0, move |_| {
            let inner: Result<Event, StoreError> = other.heartbeat("b", at(4), 0);
            tell.send(inner).unwrap();
            drop(other);
        });
        drop(store);
        assert!(matches!(hear.recv().unwrap(), Err(StoreError::Sql { .. })));
    }

    #[test]
    fn a_group_is_told_in_order() {
        let (store, _folder) = fresh();
        let changes = store.subscribe();
        for nanos in 0..5 {
            store.heartbeat_then("b".to_owned(), at(nanos * 10), 0, |_| ());
        }
        store.close().unwrap();
        let starts: Vec<i64> = changes
            .try_iter()
            .map(|change| match change {
                Change::Piece { span, .. } => span.start.0,
                Change::Rewritten => -1,
            })
            .collect();
        assert_eq!(starts, [0, 10, 20, 30, 40]);
    }
}
