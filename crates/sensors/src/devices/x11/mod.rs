//! Sensors of an X11 display. Each has a connection of its own, and every connection goes through the
//! [`scrub`] filter, so that no key code ever gets into the program.

pub(super) mod idle;
pub(super) mod input;
mod rhythm;
pub(super) mod saver;
mod scrub;
mod seconds;
pub(in crate::devices) mod text;
pub(super) mod window;

use rustix::fd::{AsFd, BorrowedFd};
use x11rb::connection::Connection;
use x11rb::errors::{ConnectError, ConnectionError, ReplyError};
use x11rb::protocol::Event;
use x11rb::protocol::xproto::Window;
use x11rb::reexports::x11rb_protocol::parse_display::parse_display;
use x11rb::reexports::x11rb_protocol::xauth::get_auth;
use x11rb::rust_connection::{DefaultStream, RustConnection};

use crate::devices::x11::scrub::Scrubbed;
use crate::sensor::SensorError;
use crate::stop::{Stop, Woken};

/// A connection to a display.
#[derive(Debug)]
struct Display {
    connection: RustConnection<Scrubbed>,
    root: Window,
}

impl Display {
    /// Connects to the display of that name, such as `:0`.
    fn open(name: &str) -> Result<Self, SensorError> {
        let (connection, screen) = connect(name).map_err(|error| {
            let what = match &error {
                ConnectError::IoError(source) => source.to_string(),
                other => other.to_string(),
            };
            SensorError::NotYet(format!("the X11 display {name} does not answer ({what}); check that DISPLAY is right"))
        })?;
        let root = connection.setup().roots.get(screen).map(|screen| screen.root);
        let root =
            root.ok_or_else(|| SensorError::Missing(format!("the X11 display {name} has no screen {screen}")))?;
        Ok(Self { connection, root })
    }

    /// The next event that has come, without waiting; errors that speak of windows which are gone are passed over.
    fn next_event(&self) -> Result<Option<Event>, SensorError> {
        loop {
            match self.connection.poll_for_event().map_err(|error| lost(&error))? {
                Some(Event::Error(error)) => tracing::trace!(kind = ?error.error_kind, "the display refused a request"),
                other => return Ok(other),
            }
        }
    }

    /// Sleeps until the display says something. Events that were read while waiting for a reply must be taken first.
    fn wait(&self, stop: &Stop, pause: Option<std::time::Duration>) -> Result<Woken, SensorError> {
        self.connection.flush().map_err(|error| lost(&error))?;
        stop.wait_readable(&[self.as_fd()], pause)
            .map_err(|error| SensorError::Lost(format!("the system refused to wait ({error})")))
    }
}

impl AsFd for Display {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.connection.stream().as_fd()
    }
}

/// As [`RustConnection::connect`], with the filter in between.
fn connect(name: &str) -> Result<(RustConnection<Scrubbed>, usize), ConnectError> {
    let display = parse_display(Some(name))?;
    let screen = usize::from(display.screen);
    let mut failed = None;
    for address in display.connect_instruction() {
        match DefaultStream::connect(&address) {
            Ok((stream, (family, peer))) => {
                // Without a readable authority file we try without one, as all X11 programs do.
                let (name, data) = get_auth(family, &peer, display.display).ok().flatten().unwrap_or_default();
                let stream = Scrubbed::new(stream);
                return Ok((RustConnection::connect_to_stream_with_auth_info(stream, screen, name, data)?, screen));
            }
            Err(error) => failed = Some(error),
        }
    }
    Err(failed.unwrap_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound)).into())
}

fn lost(error: &ConnectionError) -> SensorError {
    SensorError::Lost(format!("the X11 display went away ({error})"))
}

/// What a refused request means: `None` when it spoke of a window that is gone, an error when the display is.
fn or_gone<T>(reply: Result<T, ReplyError>) -> Result<Option<T>, SensorError> {
    match reply {
        Ok(value) => Ok(Some(value)),
        Err(ReplyError::X11Error(_)) => Ok(None),
        Err(ReplyError::ConnectionError(error)) => Err(lost(&error)),
    }
}

/// The reply to a request about the display itself, which a living display does not refuse.
fn expect<T>(reply: Result<T, ReplyError>, asked: &str) -> Result<T, SensorError> {
    or_gone(reply)?.ok_or_else(|| SensorError::Missing(format!("the X11 display refuses {asked}")))
}
