//! Which notifications does the desktop show? Observed on the session bus, only when the person asked for it.
//!
//! The bus lets a connection be a monitor (D-Bus specification, "org.freedesktop.DBus.Monitoring.BecomeMonitor"); ours sees calls of
//! `org.freedesktop.Notifications.Notify` and nothing else. A notification is observed, not held back: the desktop shows it all the same.
//! Left out are those that replace another (progress, volume), those that say they are passing, and our own.

use std::collections::HashMap;
use std::time::Duration;

use attentive_types::{Reading, SensedDemand, Urgency};
use rustix::fd::AsFd;
use zbus::{Message, OwnedVariant, Variant};

use crate::devices::bus::{Bus, BusError};
use crate::devices::clock;
use crate::sensor::{Sensor, SensorError, Sink};
use crate::stop::{Stop, Woken};
use crate::wanted::Surroundings;

/// What is observed.
const RULE: &str = "type='method_call',interface='org.freedesktop.Notifications',member='Notify'";
/// The name under which Attentive itself speaks.
const OWN: &str = "Attentive";
/// Letters of a summary and of a body that are kept at most.
const LONGEST: (usize, usize) = (1_000, 5_000);
/// Pause between two looks when nothing comes.
const LOOK: Duration = Duration::from_secs(60);

/// Tells of notifications.
pub(super) struct NotificationSensor {
    bus: Bus,
}

impl NotificationSensor {
    /// Becomes a monitor of the session bus.
    pub(super) fn open(around: &Surroundings) -> Result<Self, SensorError> {
        let address = around.session_bus.as_deref().ok_or_else(|| {
            SensorError::Missing(
                "no session bus: DBUS_SESSION_BUS_ADDRESS is not set; start it from within a desktop session"
                    .to_owned(),
            )
        })?;
        let bus =
            open(address).map_err(|error| SensorError::NotYet(format!("notifications cannot be observed: {error}")))?;
        Ok(Self { bus })
    }
}

fn open(address: &str) -> Result<Bus, BusError> {
    let mut bus = Bus::connect(address)?;
    // Before it is a monitor, or the first ones would be lost.
    bus.listen_to_all();
    bus.call(
        "org.freedesktop.DBus",
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus.Monitoring",
        "BecomeMonitor",
        &(vec![RULE], 0_u32),
    )?;
    Ok(bus)
}

impl Sensor for NotificationSensor {
    fn name(&self) -> &'static str {
        "notifications"
    }

    fn by(&self) -> String {
        "session bus".to_owned()
    }

    fn run(mut self: Box<Self>, sink: &dyn Sink, stop: &Stop) -> Result<(), SensorError> {
        loop {
            let messages =
                self.bus.take().map_err(|error| SensorError::Lost(format!("the session bus went away: {error}")))?;
            for demand in messages.iter().filter_map(demand) {
                sink.reading(Reading::Demand(demand));
            }
            match stop.wait_readable(&[self.bus.as_fd()], Some(LOOK)) {
                Ok(Woken::Stopped) => return Ok(()),
                Ok(_) => {}
                Err(error) => return Err(SensorError::Lost(format!("the system refused to wait ({error})"))),
            }
        }
    }
}

/// What `Notify` is called with: app, replaced id, icon, summary, body, actions, hints, time limit.
type Notify = (String, u32, String, String, String, Vec<String>, HashMap<String, OwnedVariant>, i32);

/// The demand behind a message; `None` for what is none.
fn demand(message: &Message) -> Option<SensedDemand> {
    let header = message.header();
    let is_notify = header.member().is_some_and(|member| member.as_str() == "Notify")
        && header.interface().is_some_and(|interface| interface.as_str() == "org.freedesktop.Notifications");
    if !is_notify {
        return None;
    }
    let (app, replaces, _, summary, body, _, hints, _) = message.body().deserialize::<Notify>().ok()?;
    let is_passing = hints.contains_key("x-canonical-private-synchronous")
        || hints.contains_key("value")
        || hints.get("transient").is_some_and(|hint| bool::try_from(Variant::from(hint.clone())).unwrap_or(true));
    if app == OWN || replaces != 0 || is_passing || summary.trim().is_empty() {
        return None;
    }
    // Desktop Notifications Specification, "Urgency Levels": a byte, 0 low, 1 normal, 2 critical.
    let level = hints.get("urgency").and_then(|hint| u8::try_from(Variant::from(hint.clone())).ok());
    let urgency = match level {
        Some(0) => Urgency::Low,
        Some(2) => Urgency::Urgent,
        _ => Urgency::Normal,
    };
    let cut = |text: &str, most: usize| text.trim().chars().take(most).collect::<String>();
    let (most_summary, most_body) = LONGEST;
    let source = if app.trim().is_empty() { "desktop".to_owned() } else { cut(&app, 100) };
    Some(SensedDemand {
        source,
        subject: cut(&summary, most_summary),
        body: cut(&without_markup(&body), most_body),
        urgency,
        at: clock::now(),
    })
}

/// The words of a body: tags are left out, and the five entities of the specification are read.
fn without_markup(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        let is_tag = after[1..].starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/');
        match after.find('>').filter(|_| is_tag) {
            Some(end) => rest = &after[end + 1..],
            None => {
                text.push('<');
                rest = &after[1..];
            }
        }
    }
    text.push_str(rest);
    // The ampersand last, so that nothing is read twice.
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        .into_iter()
        .fold(text, |text, (entity, letter)| text.replace(entity, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notify(app: &str, replaces: u32, summary: &str, hints: &[(&str, Variant<'_>)]) -> Message {
        let hints: HashMap<&str, &Variant<'_>> = hints.iter().map(|(name, hint)| (*name, hint)).collect();
        let body = (app, replaces, "", summary, "<b>Ana</b> &amp; Bo: 1 < 2", Vec::<&str>::new(), hints, -1_i32);
        Message::method_call("/org/freedesktop/Notifications", "Notify")
            .interface("org.freedesktop.Notifications")
            .build(&body)
            .unwrap()
    }

    #[test]
    fn a_notification_is_a_demand_with_its_urgency() {
        for (hints, expected) in [
            (vec![], Urgency::Normal),
            (vec![("urgency", Variant::from(0_u8))], Urgency::Low),
            (vec![("urgency", Variant::from(2_u8))], Urgency::Urgent),
            (vec![("urgency", Variant::from("high"))], Urgency::Normal),
        ] {
            let found = demand(&notify("Mail", 0, "Lunch?", &hints)).unwrap();
            assert_eq!((found.source.as_str(), found.subject.as_str(), found.urgency), ("Mail", "Lunch?", expected));
            assert_eq!(found.body, "Ana & Bo: 1 < 2");
        }
    }

    #[test]
    fn what_replaces_passes_or_is_ours_is_none() {
        for message in [
            notify("Attentive", 0, "x", &[]),
            notify("Player", 7, "x", &[]),
            notify("Volume", 0, "x", &[("value", Variant::from(30_i32))]),
            notify("Mail", 0, "x", &[("transient", Variant::from(true))]),
            notify("Mail", 0, "  ", &[]),
        ] {
            assert_eq!(demand(&message), None);
        }
        assert!(demand(&notify("Mail", 0, "x", &[("transient", Variant::from(false))])).is_some());
    }

    #[test]
    fn tags_go_and_what_only_looks_like_one_stays() {
        assert_eq!(without_markup("a <i>b</i> <3 c<"), "a b <3 c<");
        assert_eq!(without_markup("&amp;lt;"), "&lt;");
    }
}
