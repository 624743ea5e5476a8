//! Where the person's data and settings lie.

use std::env;
use std::path::{Path, PathBuf};

use crate::exit_codes;
use crate::failure::Failure;

/// Name of the database inside the data folder.
pub const DATABASE: &str = "attentive.db";

/// The data folder: what was asked for, else `$XDG_DATA_HOME/attentive`, else `~/.local/share/attentive`.
pub fn data_dir(asked: Option<&Path>) -> Result<PathBuf, Failure> {
    asked.map_or_else(|| from_environment("XDG_DATA_HOME", ".local/share"), |dir| Ok(dir.to_owned()))
}

/// The configuration file: what was asked for, else `$XDG_CONFIG_HOME/attentive/config.toml`, else below `~/.config`.
pub fn config_file(asked: Option<&Path>) -> Result<PathBuf, Failure> {
    match asked {
        Some(file) => Ok(file.to_owned()),
        None => Ok(from_environment("XDG_CONFIG_HOME", ".config")?.join("config.toml")),
    }
}

fn from_environment(variable: &str, below_home: &str) -> Result<PathBuf, Failure> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set(variable).or_else(|| set("HOME").map(|home| home.join(below_home)));
    base.map(|base| base.join("attentive")).ok_or_else(|| {
        Failure::new(
            exit_codes::FAILED,
            format!("could not find a home folder: neither {variable} nor HOME is set; say where with --data-dir"),
        )
    })
}

/// Makes the data folder, readable by its owner alone.
pub fn make_private(dir: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(exit_codes::STORE, format!("could not make the data folder: {error}: {}", dir.display()))
    };
    if dir.is_dir() {
        return Ok(());
    }
    if dir.exists() {
        let why = format!("the data folder is a file; name a folder with --data-dir: {}", dir.display());
        return Err(Failure::new(exit_codes::STORE, why));
    }
    std::fs::create_dir_all(dir).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700)).map_err(failed)?;
    }
    Ok(())
}
