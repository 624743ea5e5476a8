//! Can the desktop be asked to hold notifications back, and did the person ask it themselves?
//!
//! Not a sensor: it tells nothing by itself, and acts only when it is called. Two ways are known:
//!
//! - `Inhibit` and `UnInhibit` of `org.freedesktop.Notifications`, with the property `Inhibited` (KDE's service). It lets go by itself when our
//!   connection to the bus ends, so the connection is kept while it holds.
//! - the property `org.dunstproject.cmd0.paused` of dunst (dunst(1), "D-Bus"). It stays as it was set, also when we are gone.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zbus::{Message, OwnedVariant, Variant};

use crate::devices::bus::{Bus, BusError};

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
const DUNST: &str = "org.dunstproject.cmd0";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
/// The name of our desktop entry, by which a desktop may say who asks.
const ENTRY: &str = "attentive";

/// Why the desktop does not hold back.
#[derive(Debug, thiserror::Error)]
pub enum DoNotDisturbError {
    /// It offers no way to be asked.
    #[error("this desktop's notification service cannot be asked to hold back")]
    NotOffered,
    /// The bus does not answer.
    #[error("{0}")]
    Bus(String),
}

/// By which way the desktop holds back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldBy {
    /// `Inhibit` of the notification service.
    Inhibit,
    /// dunst's `paused`.
    Dunst,
    /// It held back before it was asked, because the person wants it so; nothing was done and nothing will be undone.
    Person,
}

impl HeldBy {
    /// Its name, for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Inhibit => "Inhibit",
            Self::Dunst => "dunst",
            Self::Person => "the person",
        }
    }
}

/// Asks the notification service of one session bus.
pub struct DoNotDisturb {
    address: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    bus: Option<Bus>,
    held: Option<Held>,
}

#[derive(Clone, Copy)]
struct Held {
    by: HeldBy,
    /// What `Inhibit` gave; 0 elsewhere.
    cookie: u32,
}

impl std::fmt::Debug for DoNotDisturb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DoNotDisturb").field("address", &self.address).finish_non_exhaustive()
    }
}

impl From<BusError> for DoNotDisturbError {
    fn from(error: BusError) -> Self {
        Self::Bus(error.to_string())
    }
}

impl DoNotDisturb {
    /// One that asks on the bus at `address`; nothing is asked yet.
    #[must_use]
    pub fn new(address: impl Into<String>) -> Self {
        Self { address: address.into(), state: Mutex::default() }
    }

    /// Asks the desktop to hold notifications back. Asked again while it does, it says by which way it does.
    ///
    /// # Errors
    /// When it offers no way, or the bus does not answer.
    pub fn hold(&self, reason: &str) -> Result<HeldBy, DoNotDisturbError> {
        let mut state = self.state();
        if let Some(held) = state.held {
            return Ok(held.by);
        }
        let held = hold(state.bus(&self.address)?, reason);
        if let Err(DoNotDisturbError::Bus(_)) = held {
            state.bus = None;
        }
        let held = held?;
        state.held = Some(held);
        Ok(held.by)
    }

    /// Lets go of what [`DoNotDisturb::hold`] did, and of nothing else.
    ///
    /// # Errors
    /// When the bus does not answer; a service that is gone holds nothing any more, and is no error.
    pub fn release(&self) -> Result<(), DoNotDisturbError> {
        let mut state = self.state();
        let Some(held) = state.held else { return Ok(()) };
        // Leaving the bus lets go as well.
        let bus = state.bus.take();
        match (held.by, bus) {
            (HeldBy::Inhibit, Some(bus)) => {
                if let Err(error) = bus.call(SERVICE, PATH, SERVICE, "UnInhibit", &held.cookie) {
                    tracing::debug!(%error, "UnInhibit failed, and leaving the bus ends it");
                }
            }
            (HeldBy::Dunst, Some(bus)) => set_paused(&bus, false)?,
            (HeldBy::Dunst, None) => set_paused(&Bus::connect(&self.address)?, false)?,
            (HeldBy::Inhibit, None) | (HeldBy::Person, _) => {}
        }
        // Only now: what failed is still held, and can be let go again.
        state.held = None;
        Ok(())
    }

    /// Lets dunst go on, which an earlier run of this program may have left paused.
    ///
    /// # Errors
    /// When the bus does not answer.
    pub fn release_leftover(&self) -> Result<(), DoNotDisturbError> {
        let mut state = self.state();
        let bus = state.bus(&self.address)?;
        match bus.call(SERVICE, PATH, PROPERTIES, "Get", &(DUNST, "paused")) {
            // Not dunst, or nobody is there: then nothing of ours is.
            Err(BusError::Bus(_)) => Ok(()),
            Err(error) => {
                state.bus = None;
                Err(error.into())
            }
            Ok(answer) if flag(&answer) == Some(true) => Ok(set_paused(bus, false)?),
            Ok(_) => Ok(()),
        }
    }

    /// Whether the person told the desktop not to disturb them; not while we hold. `None` when the desktop does not tell.
    #[must_use]
    pub fn is_held_by_person(&self) -> Option<bool> {
        let mut state = self.state();
        // What the person set they may have taken back since; what we hold tells nothing of them.
        if state.held.is_some_and(|held| held.by != HeldBy::Person) {
            return Some(false);
        }
        let told = state.bus(&self.address).ok().and_then(is_held);
        if told.is_none() {
            // Next time anew: the bus may have been gone.
            state.bus = None;
        }
        told
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn bus(&mut self, address: &str) -> Result<&Bus, BusError> {
        let bus = match self.bus.take() {
            Some(bus) => bus,
            None => Bus::connect(address)?,
        };
        Ok(self.bus.insert(bus))
    }
}

fn hold(bus: &Bus, reason: &str) -> Result<Held, DoNotDisturbError> {
    if is_held(bus) == Some(true) {
        return Ok(Held { by: HeldBy::Person, cookie: 0 });
    }
    let asked = bus.call(SERVICE, PATH, SERVICE, "Inhibit", &(ENTRY, reason, HashMap::<&str, Variant<'_>>::new()));
    match asked {
        Ok(answer) => {
            let cookie = answer.body().deserialize::<u32>();
            return cookie
                .map(|cookie| Held { by: HeldBy::Inhibit, cookie })
                .map_err(|error| DoNotDisturbError::Bus(format!("Inhibit gave no number: {error}")));
        }
        // It said that it knows no such method, or nobody is there: the other way may help.
        Err(BusError::Bus(_)) => {}
        Err(error) => return Err(error.into()),
    }
    if property(bus, DUNST, "paused").is_none() {
        return Err(DoNotDisturbError::NotOffered);
    }
    set_paused(bus, true)?;
    Ok(Held { by: HeldBy::Dunst, cookie: 0 })
}

/// Whether notifications are held back now, by whomever; `None` when the desktop does not tell.
fn is_held(bus: &Bus) -> Option<bool> {
    property(bus, SERVICE, "Inhibited").or_else(|| property(bus, DUNST, "paused"))
}

fn property(bus: &Bus, interface: &str, name: &str) -> Option<bool> {
    flag(&bus.call(SERVICE, PATH, PROPERTIES, "Get", &(interface, name)).ok()?)
}

/// The yes or no that a property holds.
fn flag(answer: &Message) -> Option<bool> {
    let value = answer.body().deserialize::<OwnedVariant>().ok()?;
    bool::try_from(Variant::from(value)).ok()
}

fn set_paused(bus: &Bus, is_paused: bool) -> Result<(), BusError> {
    bus.call(SERVICE, PATH, PROPERTIES, "Set", &(DUNST, "paused", Variant::from(is_paused))).map(drop)
}
