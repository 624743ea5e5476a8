//! Opening: what is refused, in which words, and that a refused file is left alone.

use std::io::ErrorKind;
use std::path::Path;

use attentive_store::{OpenOptions, Range, Store, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::support::{Fresh, SECOND, bucket, event, open};

fn try_open(path: &Path) -> Result<Store, StoreError> {
    let mut options = OpenOptions::new(path);
    options.busy_timeout = std::time::Duration::from_millis(50);
    Store::open(options)
}

/// Opens, expects a refusal, and checks that not a byte of the file changed.
fn refused(path: &Path) -> StoreError {
    let before = std::fs::read(path).unwrap();
    let error = try_open(path).expect_err("a refusal");
    assert_eq!(std::fs::read(path).unwrap(), before, "the file was changed");
    error
}

fn folder_with(name: &str, bytes: &[u8]) -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

#[test]
fn folder_and_file_are_made_for_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/deep/attentive.db");
    let store = Store::open(OpenOptions::new(&path)).unwrap();
    store.create_bucket(bucket("b")).unwrap();
    assert_eq!(store.info().unwrap().schema_version, 1);
    #[cfg(unix)]
    for made in std::fs::read_dir(path.parent().unwrap()).unwrap() {
        use std::os::unix::fs::PermissionsExt;
        let made = made.unwrap();
        assert_eq!(made.metadata().unwrap().permissions().mode() & 0o077, 0, "{made:?}");
    }
}

#[test]
fn the_device_id_stays() {
    let Fresh { store, folder } = Fresh::new();
    let id = store.device_id();
    store.close().unwrap();
    assert_eq!(open(&folder).device_id(), id);
    assert_ne!(Fresh::new().store.device_id(), id);
}

#[test]
fn what_was_acknowledged_is_there_after_dropping_without_closing() {
    let Fresh { store, folder } = Fresh::new();
    for second in 0..20 {
        store.heartbeat("b", event(second * 10, 1, "a"), 0).unwrap();
    }
    drop(store);
    assert_eq!(open(&folder).count("b", Range::ALL), Ok(20));
}

#[test]
fn a_closed_store_says_so() {
    let Fresh { store, folder: _folder } = Fresh::new();
    let other = store.clone();
    store.close().unwrap();
    assert_eq!(other.heartbeat("b", event(0, 1, "a"), 0), Err(StoreError::Closed));
    assert_eq!(other.buckets(), Err(StoreError::Closed));
    let (tell, hear) = std::sync::mpsc::channel();
    other.heartbeat_then("b".to_owned(), event(0, 1, "a"), 0, move |answer| tell.send(answer).unwrap());
    assert_eq!(hear.recv(), Ok(Err(StoreError::Closed)));
    assert_eq!(other.close(), Ok(()));
}

#[test]
fn reading_only_makes_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("attentive.db");
    let missing = Store::open(OpenOptions::new(&path).read_only());
    assert!(matches!(missing, Err(StoreError::Io { kind: ErrorKind::NotFound, .. })), "{missing:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let store = open(&folder);
    store.create_bucket(bucket("b")).unwrap();
    let reader = Store::open(OpenOptions::new(&path).read_only()).unwrap();
    store.heartbeat("b", event(0, 1, "a"), SECOND).unwrap();
    assert_eq!(reader.count("b", Range::ALL), Ok(1));
    assert_eq!(reader.columns("b", Range::ALL).unwrap().end_nanos, [SECOND]);
    store.heartbeat("b", event(1, 1, "a"), SECOND).unwrap();
    assert_eq!(reader.columns("b", Range::ALL).unwrap().end_nanos, [2 * SECOND]);
    assert_eq!(reader.heartbeat("b", event(0, 1, "a"), 0), Err(StoreError::ReadOnly));
    let (tell, hear) = std::sync::mpsc::channel();
    reader.insert_events_then("b".to_owned(), Vec::new(), move |answer| tell.send(answer).unwrap());
    assert_eq!(hear.recv(), Ok(Err(StoreError::ReadOnly)));
}

#[test]
fn a_folder_is_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let error = try_open(folder.path()).expect_err("a refusal");
    assert!(matches!(error, StoreError::Io { kind: ErrorKind::IsADirectory, .. }), "{error:?}");
}

#[test]
fn a_text_file_is_refused() {
    let (_folder, path) = folder_with("notes.txt", &b"Dear diary, ".repeat(1000));
    let error = refused(&path);
    assert!(matches!(error, StoreError::NotOurs { .. }), "{error:?}");
    assert!(error.to_string().ends_with("notes.txt"), "{error}");
}

#[test]
fn the_database_of_another_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("places.sqlite");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE bookmarks (url TEXT)").unwrap();
    assert!(matches!(refused(&path), StoreError::NotOurs { .. }));
}

#[test]
fn a_newer_schema_is_refused() {
    let fresh = Fresh::new();
    let path = fresh.path();
    fresh.store.close().unwrap();
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    assert_eq!(refused(&path), StoreError::NewerVersion { found: 99, known: 1 });
}

#[test]
fn another_programs_lock_is_waited_for_and_then_told() {
    let fresh = Fresh::new();
    let path = fresh.path();
    fresh.store.close().unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(try_open(&path).map(|_| ()), Err(StoreError::Locked));
    other.execute_batch("ROLLBACK").unwrap();
    let store = try_open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(store.heartbeat("b", event(0, 1, "a"), 0), Err(StoreError::Locked));
    other.execute_batch("ROLLBACK").unwrap();
    assert!(store.heartbeat("b", event(0, 1, "a"), 0).is_ok());
}

/// A file with many events that was not closed in order.
fn left_open(change: impl FnOnce(&mut Vec<u8>)) -> (TempDir, std::path::PathBuf) {
    let fresh = Fresh::new();
    let events = (0..20_000).map(|second| event(second, 1, &format!("app {}", second % 500))).collect();
    fresh.store.insert_events("b", events).unwrap();
    let path = fresh.path();
    fresh.store.close().unwrap();
    Connection::open(&path).unwrap().execute_batch("UPDATE meta SET value = '0' WHERE key = 'is_clean'").unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    change(&mut bytes);
    std::fs::write(&path, bytes).unwrap();
    (fresh.folder, path)
}

fn is_clean(path: &Path) -> String {
    let sql = "SELECT value FROM meta WHERE key = 'is_clean'";
    Connection::open(path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_whole_file_that_was_left_open_is_checked_and_opens() {
    let (_folder, path) = left_open(|_| ());
    let store = try_open(&path).unwrap();
    assert_eq!(store.count("b", Range::ALL), Ok(20_000));
    assert_eq!(is_clean(&path), "0");
    store.close().unwrap();
    assert_eq!(is_clean(&path), "1");
}

#[test]
fn the_last_one_out_marks_the_file_clean() {
    let fresh = Fresh::new();
    let other = try_open(&fresh.path()).unwrap();
    let path = fresh.path();
    fresh.store.close().unwrap();
    assert_eq!(is_clean(&path), "0");
    other.close().unwrap();
    assert_eq!(is_clean(&path), "1");
}

#[test]
fn a_damaged_page_is_found_after_an_unclean_end_and_nothing_is_deleted() {
    let (_folder, path) = left_open(|bytes| {
        let middle = bytes.len() / 2 / 4096 * 4096;
        bytes[middle..middle + 4096].fill(0x5a);
    });
    let error = refused(&path);
    assert!(matches!(&error, StoreError::Broken { path: found, .. } if *found == path), "{error:?}");
    let text = error.to_string();
    assert!(text.contains(".recover") && text.ends_with("attentive.db"), "{text}");
}

#[test]
fn a_file_that_was_cut_off_is_broken() {
    let (_folder, path) = left_open(|bytes| bytes.truncate(bytes.len() / 3));
    assert!(matches!(refused(&path), StoreError::Broken { .. }));
}

#[test]
fn damage_that_shows_later_is_an_error_of_that_call() {
    let (_folder, path) = left_open(|bytes| {
        let middle = bytes.len() / 2 / 4096 * 4096;
        bytes[middle..middle + 4096].fill(0x5a);
    });
    // As if it had been closed in order and was damaged afterwards.
    Connection::open(&path).unwrap().execute_batch("UPDATE meta SET value = '1' WHERE key = 'is_clean'").unwrap();
    let checked = Store::open(OpenOptions::new(&path).checked()).map(|_| ());
    assert!(matches!(&checked, Err(StoreError::Broken { path: found, .. }) if *found == path), "{checked:?}");
    let store = try_open(&path).unwrap();
    let read = store.columns("b", Range::ALL).map(|_| ());
    assert!(matches!(&read, Err(StoreError::Broken { path: found, .. }) if *found == path), "{read:?}");
    assert!(store.buckets().is_ok());
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let closed = folder.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o500)).unwrap();
    if std::fs::write(closed.join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    let error = try_open(&closed.join("attentive.db")).expect_err("a refusal");
    assert!(matches!(error, StoreError::Io { kind: ErrorKind::PermissionDenied, .. }), "{error:?}");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let fresh = Fresh::new();
    let path = fresh.path();
    fresh.store.close().unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).unwrap();
    if std::fs::OpenOptions::new().write(true).open(&path).is_ok() {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    assert_eq!(try_open(&path).map(|_| ()), Err(StoreError::ReadOnly));
}
