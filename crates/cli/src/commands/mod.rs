//! The commands, one file each.

pub mod analyse;
pub mod ask;
pub mod assistants;
pub mod completions;
pub mod config;
pub mod doctor;
pub mod export;
pub mod focus;
pub mod forget;
pub mod helped;
pub mod import;
pub mod inbox;
pub mod model;
pub mod monitor;
pub mod plan;
pub mod query;
pub mod reading;
pub mod replay;
pub mod report;
pub mod runs;
pub mod session_desktop;
pub mod start;
pub mod states;
pub mod status;
pub mod suggestions;
pub mod support;
pub mod text;
pub mod titles;
pub mod train;

use std::path::PathBuf;

use attentive_store::{OpenOptions, Store};

use crate::config::Config;
use crate::failure::Failure;
use crate::paths;

/// What every command is given: the person's folder and settings.
#[derive(Clone)]
pub struct Place {
    /// The data folder.
    pub data_dir: PathBuf,
    /// The configuration file, whether it exists or not.
    pub config_file: PathBuf,
    /// The settings.
    pub config: Config,
}

impl Place {
    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.data_dir.join(paths::DATABASE)
    }

    /// Opens the database, and makes it first if need be.
    pub fn open_store(&self) -> Result<Store, Failure> {
        paths::make_private(&self.data_dir)?;
        Ok(Store::open(OpenOptions::new(self.database()))?)
    }

    /// The same, after a look whether the database is whole: a disk may damage what was closed in order.
    pub fn open_checked_store(&self) -> Result<Store, Failure> {
        paths::make_private(&self.data_dir)?;
        Ok(Store::open(OpenOptions::new(self.database()).checked())?)
    }

    /// Opens the database to look at it; one that is absent is told as such.
    pub fn open_store_to_read(&self) -> Result<Store, Failure> {
        let file = self.database();
        if !file.exists() {
            return Err(Failure::new(
                crate::exit_codes::STORE,
                format!(
                    "there is no database yet; run `attentive start`, or `attentive import FILE`: {}",
                    file.display()
                ),
            ));
        }
        Ok(Store::open(OpenOptions::new(file).read_only())?)
    }
}
