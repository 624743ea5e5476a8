//! How long since the last input on a Wayland display?
//!
//! A compositor does not tell the time of the last input; it tells when there was none for as long as one asked for,
//! and when there is some again. We ask for five seconds: "idle" then means that the last input was five seconds ago,
//! from there on we count ourselves, and the threshold may be any length. `ext-idle-notify` is preferred (in version 2
//! it does not let a playing film count as input); KDE's older `idle` is the same for our use.

use std::time::Duration;

use attentive_types::Timestamp;
use attentive_types::time::SECOND;
use wayland_client::globals::GlobalListContents;
use wayland_client::protocol::wl_registry::{self, WlRegistry};
use wayland_client::protocol::wl_seat::{self, WlSeat};
use wayland_client::{Connection, Dispatch, EventQueue, Proxy, QueueHandle, delegate_noop};
use wayland_protocols::ext::idle_notify::v1::client::ext_idle_notification_v1::{
    self as notification, ExtIdleNotificationV1 as Notification,
};
use wayland_protocols::ext::idle_notify::v1::client::ext_idle_notifier_v1::ExtIdleNotifierV1 as Notifier;
use wayland_protocols_plasma::idle::client::org_kde_kwin_idle::OrgKdeKwinIdle as KdeIdle;
use wayland_protocols_plasma::idle::client::org_kde_kwin_idle_timeout::{
    self as kde, OrgKdeKwinIdleTimeout as KdeTimeout,
};

use super::{connect, dispatch};
use crate::devices::clock;
use crate::devices::presence::Presence;
use crate::sensor::{Sensor, SensorError, Sink};
use crate::stop::{Stop, Woken};
use crate::wanted::Surroundings;

/// The pause after which the compositor says "idle"; a threshold that is shorter asks for half of itself.
const PAUSE_MS: i64 = 5000;
/// A millisecond in nanoseconds.
const MILLI: i64 = 1_000_000;

/// What the compositor last said about input.
#[derive(Debug)]
struct Activity {
    /// When the last input was, while there is none; `None` while there is.
    idle_since: Option<Timestamp>,
    pause_nanos: i64,
}

impl Activity {
    fn idled(&mut self) {
        self.idle_since = Some(clock::now().plus(-self.pause_nanos));
    }

    fn resumed(&mut self) {
        self.idle_since = None;
    }

    fn idle_nanos(&self, now: Timestamp) -> i64 {
        self.idle_since.map_or(0, |since| (now - since).max(0))
    }
}

impl Dispatch<WlRegistry, GlobalListContents> for Activity {
    fn event(
        _: &mut Self,
        _: &WlRegistry,
        _: wl_registry::Event,
        _: &GlobalListContents,
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
    }
}

impl Dispatch<Notification, ()> for Activity {
    fn event(
        state: &mut Self,
        _: &Notification,
        event: notification::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
        match event {
            notification::Event::Idled => state.idled(),
            notification::Event::Resumed => state.resumed(),
            _ => {}
        }
    }
}

impl Dispatch<KdeTimeout, ()> for Activity {
    fn event(state: &mut Self, _: &KdeTimeout, event: kde::Event, (): &(), _: &Connection, _: &QueueHandle<Self>) {
        match event {
            kde::Event::Idle => state.idled(),
            kde::Event::Resumed => state.resumed(),
            _ => {}
        }
    }
}

impl Dispatch<WlSeat, ()> for Activity {
    fn event(_: &mut Self, _: &WlSeat, _: wl_seat::Event, (): &(), _: &Connection, _: &QueueHandle<Self>) {}
}

delegate_noop!(Activity: Notifier);
delegate_noop!(Activity: KdeIdle);

/// Tells presence.
#[derive(Debug)]
pub(in crate::devices) struct IdleSensor {
    queue: EventQueue<Activity>,
    activity: Activity,
    afk_after_nanos: i64,
    by: &'static str,
}

impl IdleSensor {
    /// Connects to the display and asks to be told about pauses.
    pub(in crate::devices) fn open(
        around: &Surroundings,
        name: &str,
        afk_after_nanos: i64,
    ) -> Result<Self, SensorError> {
        let (globals, queue) = connect::<Activity>(around, name)?;
        let handle = queue.handle();
        let missing = |what: &str| {
            SensorError::Missing(format!(
                "this Wayland compositor {what}, so presence cannot be told; use a newer one, or an X11 (Xorg) session"
            ))
        };
        let seat: WlSeat = globals.bind(&handle, 1..=1, ()).map_err(|_| missing("has no seat"))?;
        let pause_ms = PAUSE_MS.min(afk_after_nanos / MILLI / 2).max(1);
        let asked_ms = u32::try_from(pause_ms).unwrap_or(u32::MAX);
        let by = if let Ok(notifier) = globals.bind::<Notifier, _, _>(&handle, 1..=2, ()) {
            if notifier.version() >= 2 {
                notifier.get_input_idle_notification(asked_ms, &seat, &handle, ());
            } else {
                notifier.get_idle_notification(asked_ms, &seat, &handle, ());
            }
            "wayland (ext-idle-notify)"
        } else if let Ok(idle) = globals.bind::<KdeIdle, _, _>(&handle, 1..=1, ()) {
            idle.get_idle_timeout(&seat, asked_ms, &handle, ());
            "wayland (KDE idle)"
        } else {
            return Err(missing("offers neither ext-idle-notify nor KDE idle"));
        };
        Ok(Self { queue, activity: Activity { idle_since: None, pause_nanos: pause_ms * MILLI }, afk_after_nanos, by })
    }
}

impl Sensor for IdleSensor {
    fn name(&self) -> &'static str {
        "idle"
    }

    fn by(&self) -> String {
        self.by.to_owned()
    }

    fn run(mut self: Box<Self>, sink: &dyn Sink, stop: &Stop) -> Result<(), SensorError> {
        let mut presence = Presence::new(self.afk_after_nanos, clock::slept_nanos());
        loop {
            let now = clock::now();
            for reading in presence.see(now, self.activity.idle_nanos(now), clock::slept_nanos()) {
                sink.reading(reading);
            }
            // The compositor wakes us when input comes, so there is no need to look often while the person is away.
            let pause = presence.next_look_nanos(now).max(SECOND);
            let pause = Duration::from_nanos(pause.unsigned_abs());
            if dispatch(&mut self.queue, &mut self.activity, stop, Some(pause))? == Woken::Stopped {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_time_counts_from_the_last_input_not_from_the_notice() {
        let mut activity = Activity { idle_since: None, pause_nanos: 5 * SECOND };
        assert_eq!(activity.idle_nanos(clock::now()), 0);
        activity.idled();
        let idle = activity.idle_nanos(clock::now());
        assert!((5 * SECOND..6 * SECOND).contains(&idle), "{idle}");
        activity.resumed();
        assert_eq!(activity.idle_nanos(clock::now()), 0);
    }
}
