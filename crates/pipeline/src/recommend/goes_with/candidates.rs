//! What is looked at, and between which quarters of an hour. A new thing to look at is one more line of [`of`].

use std::collections::BTreeMap;

use attentive_types::ContentKind;

use super::association::Case;
use super::slot::{Past, Slot};
use super::{About, surroundings};

/// So many of the apps, sites and people that were most often there are looked at. Which ones does not depend on what followed.
const MOST: [(ContentKind, usize); 3] =
    [(ContentKind::App, 15), (ContentKind::Site, 12), (ContentKind::Collaborator, 10)];
/// In fewer quarters than this a thing is not told as lacking either.
const LEAST_QUARTERS: usize = 5;
/// Hours that are looked at together.
const HOURS: u8 = 2;

/// Cases for each thing.
pub(super) fn of(slots: &[Slot], past: &Past<'_>) -> Vec<(About, Vec<Case>)> {
    let mut all = Vec::new();
    for (kind, most) in MOST {
        all.extend(most_frequent(slots, kind, most).into_iter().map(|name| of_thing(slots, kind, name)));
    }
    all.extend(of_hours(slots));
    all.extend(of_notifications(slots, past));
    all.extend(surroundings::of(slots, past.surroundings));
    all
}

/// A slot as a case; `None` when it is not known what followed.
pub(super) fn case(slot: &Slot, stratum: u32, has: bool) -> Option<Case> {
    Some(Case { day: slot.day, stratum, has, outcome: slot.after_min? })
}

/// Slots of one hour that come out of alike quarters.
fn fine(slot: &Slot) -> u32 {
    u32::from(slot.hour) * 4 + u32::from(slot.before)
}

/// The same by three hours, where slots are few.
pub(super) fn coarse(slot: &Slot) -> u32 {
    u32::from(slot.hour / 3) * 4 + u32::from(slot.before)
}

fn most_frequent(slots: &[Slot], kind: ContentKind, most: usize) -> Vec<&str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, name) in slots.iter().flat_map(|slot| &slot.things).filter(|(own, _)| *own == kind) {
        *counts.entry(name).or_default() += 1;
    }
    let mut names: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count >= LEAST_QUARTERS).collect();
    names.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    names.into_iter().take(most).map(|(name, _)| name).collect()
}

fn of_thing(slots: &[Slot], kind: ContentKind, name: &str) -> (About, Vec<Case>) {
    let thing = (kind, name.to_owned());
    let is_person = kind == ContentKind::Collaborator;
    // Somebody is compared with others whom one talks with, not with quiet work.
    let meant = slots.iter().filter(|slot| !is_person || slot.things.iter().any(|(own, _)| *own == kind));
    let stratum = if is_person { coarse } else { fine };
    let cases = meant.filter_map(|slot| case(slot, stratum(slot), slot.things.contains(&thing))).collect();
    let name = name.to_owned();
    let about = match kind {
        ContentKind::Site => About::Site { name },
        ContentKind::Collaborator => About::Person { name },
        _ => About::App { name },
    };
    (about, cases)
}

/// Some hours against the others of the day; the hour cannot be held equal, nor how focused one comes into it.
fn of_hours(slots: &[Slot]) -> Vec<(About, Vec<Case>)> {
    let mut blocks: BTreeMap<u8, usize> = BTreeMap::new();
    for slot in slots {
        *blocks.entry(slot.hour / HOURS).or_default() += 1;
    }
    let often = blocks.into_iter().filter(|(_, count)| *count >= LEAST_QUARTERS);
    often
        .map(|(block, _)| {
            let about = About::Hours { from: block * HOURS, to: (block + 1) * HOURS };
            (about, slots.iter().filter_map(|slot| case(slot, 0, slot.hour / HOURS == block)).collect())
        })
        .collect()
}

/// Quarters with a notification, on days on which any came: on others nobody may have listened.
fn of_notifications(slots: &[Slot], past: &Past<'_>) -> Option<(About, Vec<Case>)> {
    if past.notifications.is_empty() {
        return None;
    }
    let came = |slot: &Slot| {
        let place = past.notifications.partition_point(|at| *at < slot.start);
        past.notifications.get(place).is_some_and(|at| slot.span().contains(*at))
    };
    let mut days: Vec<i64> = past.notifications.iter().map(|at| past.clock.day_number(*at)).collect();
    days.dedup();
    let heard = slots.iter().filter(|slot| days.binary_search(&slot.day).is_ok());
    Some((About::Notifications, heard.filter_map(|slot| case(slot, fine(slot), came(slot))).collect()))
}
