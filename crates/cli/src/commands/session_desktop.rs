//! The desktop session that the server runs in, as the server asks it: the sensors' way to its bus behind the server's trait.

use std::sync::Arc;

use attentive_server::HoldDesktop;

/// The desktop of this session; `None` where there is none that could be asked.
#[cfg(target_os = "linux")]
pub fn find() -> Option<Arc<dyn HoldDesktop>> {
    let address = attentive_sensors::Surroundings::from_env().session_bus?;
    Some(Arc::new(linux::SessionDesktop(attentive_sensors::DoNotDisturb::new(address))))
}

/// Only Linux desktops are asked.
#[cfg(not(target_os = "linux"))]
pub fn find() -> Option<Arc<dyn HoldDesktop>> {
    None
}

#[cfg(target_os = "linux")]
mod linux {
    use attentive_sensors::{DoNotDisturb, DoNotDisturbError, HeldBy};
    use attentive_server::{HoldDesktop, HoldError, Holding};

    /// The notification service on the session bus.
    #[derive(Debug)]
    pub(super) struct SessionDesktop(pub(super) DoNotDisturb);

    impl HoldDesktop for SessionDesktop {
        fn hold(&self, reason: &str) -> Result<Holding, HoldError> {
            let by = self.0.hold(reason).map_err(told)?;
            Ok(Holding { by: by.name(), outlives_program: by == HeldBy::Dunst })
        }

        fn release(&self) -> Result<(), HoldError> {
            self.0.release().map_err(told)
        }

        fn release_leftover(&self) -> Result<(), HoldError> {
            self.0.release_leftover().map_err(told)
        }

        fn is_held_by_person(&self) -> Option<bool> {
            self.0.is_held_by_person()
        }
    }

    fn told(error: DoNotDisturbError) -> HoldError {
        match error {
            DoNotDisturbError::NotOffered => HoldError::NotOffered,
            DoNotDisturbError::Bus(why) => HoldError::Failed(why),
        }
    }
}
