//! Connections to the file, set up for durability: what is committed is on the disk, what is deleted is overwritten.

use rusqlite::{Connection, OpenFlags};

use crate::error::{During, StoreError};
use crate::options::OpenOptions;

/// Prepared statements kept by one connection.
const STATEMENTS: usize = 64;
/// Bytes of one database page; the library's default, written down because the size limit counts pages.
const PAGE_BYTES: u64 = 4096;

/// A connection that may write. The file is not changed yet.
pub(crate) fn for_writing(options: &OpenOptions) -> Result<Connection, StoreError> {
    open(options, OpenFlags::SQLITE_OPEN_READ_WRITE)
}

/// A connection that only reads.
pub(crate) fn for_reading(options: &OpenOptions) -> Result<Connection, StoreError> {
    open(options, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn open(options: &OpenOptions, access: OpenFlags) -> Result<Connection, StoreError> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&options.path, flags).during("open the file")?;
    connection.busy_timeout(options.busy_timeout).during("wait for locks")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;").during("be set up")?;
    Ok(connection)
}

/// Sets up durable writing: a write-ahead log that is synced at every commit, and deletion that overwrites.
pub(crate) fn make_durable(connection: &Connection, options: &OpenOptions) -> Result<(), StoreError> {
    let mode: String =
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).during("write a log ahead")?;
    if mode != "wal" {
        let detail = format!("the file system offers only the mode {mode}; keep the file on a local disk");
        return Err(StoreError::Sql { what: "write a log ahead".to_owned(), detail });
    }
    connection
        .execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -8192;
             PRAGMA journal_size_limit = 16777216;",
        )
        .during("be set up")?;
    if let Some(bytes) = options.max_bytes {
        let pages = i64::try_from(bytes / PAGE_BYTES).unwrap_or(i64::MAX).max(1);
        connection
            .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get::<_, i64>(0))
            .during("limit its size")?;
    }
    Ok(())
}

/// The mark that tells a connection whether another one wrote since.
pub(crate) fn data_version(connection: &Connection) -> Result<i64, StoreError> {
    let mut statement = connection.prepare_cached("PRAGMA data_version").during("tell its version")?;
    statement.query_row([], |row| row.get(0)).during("tell its version")
}
