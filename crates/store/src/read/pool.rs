//! A small pool of connections that only read.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use crate::error::{During, StoreError};
use crate::file::connection;
use crate::options::OpenOptions;
use crate::sync::lock;

/// Connections that are kept for the next reader; more may be open at the same time.
const KEPT: usize = 4;

/// The pool.
pub(crate) struct Readers {
    options: OpenOptions,
    idle: Mutex<Vec<Connection>>,
    is_closed: AtomicBool,
}

impl Readers {
    pub(crate) fn new(options: OpenOptions) -> Self {
        Self { options, idle: Mutex::new(Vec::new()), is_closed: AtomicBool::new(false) }
    }

    /// Reads one state of the file.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.is_closed.load(Ordering::Acquire) {
            return Err(StoreError::Closed);
        }
        let idle = lock(&self.idle).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connection::for_reading(&self.options)?,
        };
        // A connection on which anything failed is not kept.
        step(&connection, "BEGIN")?;
        let answer = read(&connection)?;
        step(&connection, "COMMIT")?;
        self.keep(connection);
        Ok(answer)
    }

    /// Closes the idle connections and refuses further readers.
    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
        lock(&self.idle).clear();
    }

    fn keep(&self, connection: Connection) {
        let mut idle = lock(&self.idle);
        if idle.len() < KEPT && !self.is_closed.load(Ordering::Acquire) {
            idle.push(connection);
        }
    }
}

fn step(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(sql).during("read")?;
    statement.execute([]).during("read")?;
    Ok(())
}
