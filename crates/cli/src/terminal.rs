//! Standard output: answers, which end with their reader, and notices, which are lost without harm.
//!
//! `println!` panics when nobody reads any more (`attentive report | head -1`) or when the disk behind a redirection is full.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Stdout, Write};
use std::process;

use crate::exit_codes;

/// Prints one line of the answer that a command exists for.
macro_rules! say {
    ($($part:tt)*) => { $crate::terminal::say(format_args!($($part)*)) };
}

/// Prints one line beside work that goes on, whether or not somebody reads it.
macro_rules! tell {
    ($($part:tt)*) => { $crate::terminal::tell(format_args!($($part)*)) };
}

/// Standard output for an answer: the program ends when it cannot be written, in peace when the reader only has seen enough.
pub struct Answer(Stdout);

/// Where an answer goes.
pub fn answer() -> Answer {
    Answer(io::stdout())
}

impl Write for Answer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).or_else(|error| end(&error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().or_else(|error| end(&error))
    }
}

fn end<T>(error: &io::Error) -> io::Result<T> {
    match error.kind() {
        // `write_all` tries again.
        ErrorKind::Interrupted => Err(ErrorKind::Interrupted.into()),
        ErrorKind::BrokenPipe => process::exit(exit_codes::OK.into()),
        _ => {
            eprintln!("attentive: could not write the answer: {error}");
            process::exit(exit_codes::FAILED.into())
        }
    }
}

/// See [`say!`].
pub fn say(line: Arguments) {
    // What cannot be written has ended the program.
    let _ = writeln!(answer(), "{line}");
}

/// See [`tell!`].
pub fn tell(line: Arguments) {
    // The work goes on: a server serves, an import imports.
    let _ = writeln!(io::stdout(), "{line}");
}
