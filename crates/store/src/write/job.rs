//! A job: something to do inside the transaction, and whom to tell when it is on the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use super::Work;
use crate::error::StoreError;
use crate::shared::Shared;

/// What the writing thread is sent.
pub(crate) enum Message {
    /// Something to do.
    Job(Box<dyn Job>),
    /// Close the file, tell, and end.
    Close(SyncSender<Result<(), StoreError>>),
}

/// Something to do in the transaction of a group.
pub(crate) trait Job: Send {
    /// Does it and keeps the outcome; the error, if it failed, is for the thread to look at.
    fn act(&mut self, work: &mut Work) -> Result<(), StoreError>;
    /// Turns the outcome into a failure, because the group could not be committed.
    fn fail(&mut self, error: StoreError);
    /// Whether traces are to be erased from the files after the commit and before the reply.
    fn must_erase(&self) -> bool;
    /// Tells the caller.
    fn reply(&mut self);
}

/// A job made of two closures. A task that is dropped before it was replied to tells its caller that the store is closed.
pub(crate) struct Task<T, A, R>
where
    R: FnOnce(Result<T, StoreError>),
{
    act: Option<A>,
    reply: Option<R>,
    outcome: Option<Result<T, StoreError>>,
    must_erase: fn(&T) -> bool,
    shared: Option<Arc<Shared>>,
}

impl<T, A, R> Task<T, A, R>
where
    A: FnOnce(&mut Work) -> Result<T, StoreError>,
    R: FnOnce(Result<T, StoreError>),
{
    /// A task that leaves no traces to erase.
    pub(crate) fn new(act: A, reply: R) -> Self {
        Self { act: Some(act), reply: Some(reply), outcome: None, must_erase: |_| false, shared: None }
    }

    /// The same task, with traces to erase when its outcome says so.
    pub(crate) fn erasing(mut self, must_erase: fn(&T) -> bool) -> Self {
        self.must_erase = must_erase;
        self
    }

    /// The same task, for errors that name the file.
    pub(crate) fn at(mut self, shared: Arc<Shared>) -> Self {
        self.shared = Some(shared);
        self
    }

    /// Tells the caller without doing anything.
    pub(crate) fn refuse(mut self, error: StoreError) {
        self.tell(Err(error));
    }
}

impl<T, A, R> Job for Task<T, A, R>
where
    T: Send,
    A: FnOnce(&mut Work) -> Result<T, StoreError> + Send,
    R: FnOnce(Result<T, StoreError>) + Send,
{
    fn act(&mut self, work: &mut Work) -> Result<(), StoreError> {
        let Some(act) = self.act.take() else { return Err(defect()) };
        let outcome = catch_unwind(AssertUnwindSafe(|| act(work))).unwrap_or_else(|_| Err(defect()));
        let result = outcome.as_ref().map(|_| ()).map_err(Clone::clone);
        self.outcome = Some(outcome);
        result
    }

    fn fail(&mut self, error: StoreError) {
        self.outcome = Some(Err(error));
    }

    fn must_erase(&self) -> bool {
        matches!(&self.outcome, Some(Ok(done)) if (self.must_erase)(done))
    }

    fn reply(&mut self) {
        let outcome = self.outcome.take().unwrap_or(Err(StoreError::Closed));
        self.tell(outcome);
    }
}

impl<T, A, R> Drop for Task<T, A, R>
where
    R: FnOnce(Result<T, StoreError>),
{
    fn drop(&mut self) {
        self.tell(Err(StoreError::Closed));
    }
}

impl<T, A, R> Task<T, A, R>
where
    R: FnOnce(Result<T, StoreError>),
{
    /// Calls the reply, once.
    fn tell(&mut self, outcome: Result<T, StoreError>) {
        let Some(reply) = self.reply.take() else { return };
        let outcome = match &self.shared {
            Some(shared) => outcome.map_err(|error| error.at(&shared.path)),
            None => outcome,
        };
        // A defect in the caller's reply must not end the thread that writes for everybody.
        let _ = catch_unwind(AssertUnwindSafe(|| reply(outcome)));
    }
}

fn defect() -> StoreError {
    StoreError::Sql { what: "do the job".to_owned(), detail: "a defect in the program stopped it".to_owned() }
}
