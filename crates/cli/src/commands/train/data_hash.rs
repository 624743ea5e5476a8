//! What was learnt from, in short.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// SHA-256 over names and contents of files, in their order.
#[derive(Default)]
pub struct DataHash(Sha256);

impl DataHash {
    /// Adds a file.
    pub fn add(&mut self, file: &Path) -> Result<(), Failure> {
        self.0.update(file.file_name().unwrap_or_default().as_encoded_bytes());
        let read = fs::read(file);
        self.0.update(read.map_err(|error| Failure::input(format!("could not read: {error}: {}", file.display())))?);
        Ok(())
    }

    /// Adds a text that lies in no file.
    pub fn add_text(&mut self, text: &str) {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
    }

    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Bytes as a person reads them.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
