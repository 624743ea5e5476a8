//! For tests: a store of their own.

use attentive_store::{OpenOptions, Store};

/// An empty store, in a folder that goes with the first of the two.
pub(crate) fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
    (folder, store)
}
