//! What is asked for, and where: which sensors a person wants, and the desktop that this program finds itself in.

use attentive_types::time::SECOND;

/// Which sensors are wanted. All are off by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The active window: app, title, process.
    pub window: bool,
    /// Presence by the time since the last input.
    pub idle: bool,
    /// Counts and timing of keyboard and pointer; never which key.
    pub input: bool,
    /// Screen lock and suspend.
    pub lock: bool,
    /// Notifications that the desktop shows: who speaks, and what it says.
    pub notifications: bool,
    /// After how long without input a person counts as away, in nanoseconds. 180 s, as in ActivityWatch.
    pub afk_after_nanos: i64,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            window: false,
            idle: false,
            input: false,
            lock: false,
            notifications: false,
            afk_after_nanos: 180 * SECOND,
        }
    }
}

impl Wanted {
    /// All sensors that tell of the person, with the default threshold; notifications, which tell what others wrote, are asked for alone.
    #[must_use]
    pub fn all() -> Self {
        Self { window: true, idle: true, input: true, lock: true, ..Self::default() }
    }
}

/// The desktop around the program. Handed in, so that tests need not change the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The X11 display, such as `:0`; `None` when there is none.
    pub display: Option<String>,
    /// The Wayland display, a socket name or an absolute path; `None` when there is none.
    pub wayland_display: Option<String>,
    /// The folder in which Wayland sockets lie; `None` when it is not set.
    pub runtime_dir: Option<String>,
    /// The address of the session bus; `None` when there is none.
    pub session_bus: Option<String>,
    /// The address of the system bus; `None` when there is none.
    pub system_bus: Option<String>,
    /// The id of the login session; `None` when it is not set.
    pub login_session: Option<String>,
}

impl Surroundings {
    /// Where the system bus listens when nothing else is said (D-Bus specification, "Well-known Message Bus Instances").
    const SYSTEM_BUS: &'static str = "/run/dbus/system_bus_socket";

    /// As the environment tells.
    #[must_use]
    pub fn from_env() -> Self {
        let get = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let runtime_dir = get("XDG_RUNTIME_DIR");
        let session_bus = get("DBUS_SESSION_BUS_ADDRESS").or_else(|| {
            let path = format!("{}/bus", runtime_dir.as_deref()?);
            std::path::Path::new(&path).exists().then(|| format!("unix:path={path}"))
        });
        let system_bus = get("DBUS_SYSTEM_BUS_ADDRESS").or_else(|| {
            std::path::Path::new(Self::SYSTEM_BUS).exists().then(|| format!("unix:path={}", Self::SYSTEM_BUS))
        });
        Self {
            display: get("DISPLAY"),
            wayland_display: get("WAYLAND_DISPLAY"),
            runtime_dir,
            session_bus,
            system_bus,
            login_session: get("XDG_SESSION_ID"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_wanted_unless_asked_for() {
        let wanted = Wanted::default();
        assert!(!wanted.window && !wanted.idle && !wanted.input && !wanted.lock && !wanted.notifications);
    }
}
