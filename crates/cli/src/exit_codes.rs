//! The exit codes of `attentive`, documented for scripts in `docs/reference/exit-codes.md`.

/// Everything that was asked for was done.
pub const OK: u8 = 0;
/// Something went wrong that has no code of its own.
pub const FAILED: u8 = 1;
/// The command line was not understood (clap uses the same code).
pub const USAGE: u8 = 2;
/// The configuration file has a mistake.
pub const CONFIG: u8 = 3;
/// An input file could not be read, or held nothing that could be used.
pub const INPUT: u8 = 4;
/// The database could not be opened, read or written.
pub const STORE: u8 = 5;
/// The address could not be opened, or no server answered.
pub const SERVER: u8 = 6;
/// Whoever asked may not interrupt now, or got no answer in time.
pub const NOT_NOW: u8 = 7;

/// Code, name and meaning of each, for `attentive help` and the documents.
pub const ALL: [(u8, &str, &str); 8] = [
    (OK, "ok", "everything that was asked for was done"),
    (FAILED, "failed", "something went wrong that has no code of its own"),
    (USAGE, "usage", "the command line was not understood"),
    (CONFIG, "config", "the configuration file has a mistake"),
    (INPUT, "input", "an input file could not be read, or held nothing that could be used"),
    (STORE, "store", "the database could not be opened, read or written"),
    (SERVER, "server", "the address could not be opened, or no server answered"),
    (NOT_NOW, "not-now", "whoever asked may not interrupt now, or got no answer in time"),
];

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn the_reference_page_lists_every_code() {
        let page = include_str!("../../../docs/reference/exit-codes.md");
        for (code, name, meaning) in ALL {
            let row = format!("| {code} | `{name}` | {meaning} |");
            assert!(page.contains(&row), "docs/reference/exit-codes.md lacks the row {row}");
        }
    }
}
