//! In which rhythm are keys pressed? Noun in: "a key went down", "a key went up" and when; noun out: dwell and flight.
//!
//! Which key it was is not known here (see `scrub.rs`), and need not be:
//!
//! ```text
//! keys     down 1 . . up 1      down 1 . . . . . up 1
//!               dwell     flight     down 2 . . . . up 2
//!          |--- alone ---|      |------ a group of two ------|
//! ```
//!
//! - **Dwell** is how long a key is held (Monrose and Rubin 2000, "Keystroke dynamics as a biometric for
//!   authentication", section 3). For keys that overlap, the sum of their dwell times is the sum of the release times
//!   less the sum of the press times, whichever release belongs to which press. So the mean is exact without knowing
//!   the keys; the spread is taken over the keys that were pressed alone.
//! - **Flight** is from the last release to the next press (same source), when no key was down in between.
//!
//! A key held longer than two seconds is no typing, and neither is a pause longer than that: both are left out. The
//! two seconds are ours.

/// Longer than this is not typing.
const LONGEST_MS: u32 = 2000;
/// After this long without any key event, a key that seems to be down was released out of our sight.
const FORGET_MS: u32 = 10_000;

/// What a press tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Press {
    /// Time since the last release, in milliseconds; `None` when another key was down, or after a pause.
    pub(super) flight_ms: Option<u32>,
    /// Whether another key was down.
    pub(super) is_overlap: bool,
}

/// What the release of the last key tells of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// How many keys.
    pub(super) keys: u32,
    /// The sum of their dwell times, in milliseconds.
    pub(super) dwell_ms: u32,
}

/// Follows keys by number only. Times are those of the display, in milliseconds, and may wrap around.
#[derive(Debug, Default)]
pub(super) struct Rhythm {
    down: u32,
    keys: u32,
    began: u32,
    /// Sum of press times since `began`.
    pressed_ms: u64,
    /// Sum of release times since `began`.
    released_ms: u64,
    last_release: Option<u32>,
    last_event: Option<u32>,
}

impl Rhythm {
    /// A key went down.
    pub(super) fn press(&mut self, time: u32) -> Press {
        if self.last_event.is_some_and(|last| time.wrapping_sub(last) > FORGET_MS) {
            self.down = 0;
        }
        self.last_event = Some(time);
        let is_overlap = self.down > 0;
        if !is_overlap {
            (self.keys, self.began, self.pressed_ms, self.released_ms) = (0, time, 0, 0);
        }
        let flight_ms = self
            .last_release
            .filter(|_| !is_overlap)
            .map(|last| time.wrapping_sub(last))
            .filter(|flight| *flight <= LONGEST_MS);
        self.down += 1;
        self.keys += 1;
        self.pressed_ms += u64::from(time.wrapping_sub(self.began));
        Press { flight_ms, is_overlap }
    }

    /// A key went up. Gives the group when it was the last one down, and no key was held for long.
    pub(super) fn release(&mut self, time: u32) -> Option<Group> {
        self.last_event = Some(time);
        self.last_release = Some(time);
        // A key that was down before we looked.
        self.down = self.down.checked_sub(1)?;
        let since = time.wrapping_sub(self.began);
        self.released_ms += u64::from(since);
        if self.down > 0 || since > LONGEST_MS {
            return None;
        }
        let dwell_ms = u32::try_from(self.released_ms.saturating_sub(self.pressed_ms)).ok()?;
        Some(Group { keys: self.keys, dwell_ms })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_alone_has_its_dwell_and_the_next_its_flight() {
        let mut rhythm = Rhythm::default();
        assert_eq!(rhythm.press(1000), Press { flight_ms: None, is_overlap: false });
        assert_eq!(rhythm.release(1080), Some(Group { keys: 1, dwell_ms: 80 }));
        assert_eq!(rhythm.press(1200).flight_ms, Some(120));
    }

    #[test]
    fn overlapping_keys_have_the_right_sum_in_either_order_of_release() {
        // Key 1 from 0 to 100, key 2 from 60 to 180: 100 + 120.
        let mut rhythm = Rhythm::default();
        rhythm.press(0);
        assert!(rhythm.press(60).is_overlap);
        assert_eq!(rhythm.release(100), None);
        assert_eq!(rhythm.release(180), Some(Group { keys: 2, dwell_ms: 220 }));
        // Shift from 1000 to 1300 around a letter from 1100 to 1180: 300 + 80.
        rhythm.press(1000);
        rhythm.press(1100);
        rhythm.release(1180);
        assert_eq!(rhythm.release(1300), Some(Group { keys: 2, dwell_ms: 380 }));
    }

    #[test]
    fn a_key_that_was_down_before_we_looked_counts_for_nothing() {
        let mut rhythm = Rhythm::default();
        assert_eq!(rhythm.release(50), None);
        rhythm.press(100);
        assert_eq!(rhythm.release(150), Some(Group { keys: 1, dwell_ms: 50 }));
    }

    #[test]
    fn a_held_key_and_a_pause_are_left_out() {
        let mut rhythm = Rhythm::default();
        rhythm.press(0);
        assert_eq!(rhythm.release(2500), None);
        assert_eq!(rhythm.press(9000).flight_ms, None);
    }

    #[test]
    fn a_release_that_never_came_is_forgotten() {
        let mut rhythm = Rhythm::default();
        rhythm.press(0);
        assert!(!rhythm.press(20_000).is_overlap);
        assert_eq!(rhythm.release(20_070), Some(Group { keys: 1, dwell_ms: 70 }));
    }

    #[test]
    fn the_displays_clock_may_wrap_around() {
        let mut rhythm = Rhythm::default();
        rhythm.press(u32::MAX - 20);
        assert_eq!(rhythm.release(59), Some(Group { keys: 1, dwell_ms: 80 }));
        assert_eq!(rhythm.press(159).flight_ms, Some(100));
    }

    proptest::proptest! {
        #[test]
        fn any_order_of_events_is_survived(events in proptest::collection::vec((proptest::bool::ANY, 0_u32..30_000), 0..200)) {
            let (mut rhythm, mut time) = (Rhythm::default(), 0_u32);
            for (is_press, step) in events {
                time = time.wrapping_add(step);
                if is_press {
                    rhythm.press(time);
                } else if let Some(group) = rhythm.release(time) {
                    proptest::prop_assert!(group.keys > 0);
                    proptest::prop_assert!(group.dwell_ms <= LONGEST_MS * group.keys);
                }
            }
        }
    }
}
