//! Sensors of a Wayland display. What a compositor offers differs; each sensor says what it misses.
//!
//! Input counts do not exist here: a compositor hands input only to the window in focus.

pub(super) mod idle;
pub(super) mod window;

use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use wayland_client::backend::WaylandError;
use wayland_client::globals::{GlobalList, GlobalListContents, registry_queue_init};
use wayland_client::protocol::wl_registry::WlRegistry;
use wayland_client::{Connection, Dispatch, EventQueue};

use crate::sensor::SensorError;
use crate::stop::{Stop, Woken};
use crate::wanted::Surroundings;

/// Connects to the display of that name and learns what it offers.
fn connect<State>(around: &Surroundings, name: &str) -> Result<(GlobalList, EventQueue<State>), SensorError>
where
    State: Dispatch<WlRegistry, GlobalListContents> + 'static,
{
    let not_yet = |what: String| {
        SensorError::NotYet(format!(
            "the Wayland display {name} does not answer ({what}); check WAYLAND_DISPLAY and XDG_RUNTIME_DIR"
        ))
    };
    let path = match &around.runtime_dir {
        _ if name.starts_with('/') => Path::new(name).to_owned(),
        Some(folder) => Path::new(folder).join(name),
        None => {
            return Err(SensorError::Missing(
                "XDG_RUNTIME_DIR is not set, so the Wayland display is not found".to_owned(),
            ));
        }
    };
    let socket = UnixStream::connect(path).map_err(|error| not_yet(error.to_string()))?;
    let connection = Connection::from_socket(socket).map_err(|error| not_yet(error.to_string()))?;
    registry_queue_init(&connection).map_err(|error| not_yet(error.to_string()))
}

/// Sleeps until the display says something, and handles what it said.
fn dispatch<State>(
    queue: &mut EventQueue<State>,
    state: &mut State,
    stop: &Stop,
    pause: Option<Duration>,
) -> Result<Woken, SensorError> {
    let lost = |error: &dyn std::fmt::Display| SensorError::Lost(format!("the Wayland display went away ({error})"));
    queue.flush().map_err(|error| lost(&error))?;
    // No guard: events are waiting already.
    let Some(guard) = queue.prepare_read() else {
        queue.dispatch_pending(state).map_err(|error| lost(&error))?;
        return Ok(Woken::Readable);
    };
    let woken = stop
        .wait_readable(&[guard.connection_fd()], pause)
        .map_err(|error| SensorError::Lost(format!("the system refused to wait ({error})")))?;
    if woken == Woken::Readable {
        match guard.read() {
            Ok(_) => {}
            Err(WaylandError::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(lost(&error)),
        }
        queue.dispatch_pending(state).map_err(|error| lost(&error))?;
    }
    Ok(woken)
}
