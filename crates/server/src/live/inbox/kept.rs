//! Tickets on the disk: a bucket of ours, one event for each change, at the moment at which the demand came.
//!
//! An event holds the whole ticket, and the one that was stored last counts. All events of a ticket lie at the same moment, so that
//! `forget` of that moment takes all of it. The moment stands in the ticket's name, so that an old one is found without reading all.

use std::collections::{HashMap, HashSet};

use attentive_store::{Range, Store, StoreError};
use attentive_types::bucket::kinds;
use attentive_types::time::DAY;
use attentive_types::{Event, Ticket, Timestamp};

use super::super::{names, own_buckets};

/// The stream's name.
const STREAM: &str = "tickets";
/// Tickets of so many days are at hand after a start: a task may be due in months.
const RECENT: i64 = 366 * DAY;

/// The bucket's name.
pub(super) fn bucket_name(hostname: &str) -> String {
    names::own(STREAM, hostname)
}

/// A name for a ticket that came at that moment.
pub(super) fn name(at: Timestamp, number: u64) -> String {
    format!("t-{:x}-{number:016x}", at.0)
}

/// When the ticket of that name came; `None` when it is no name of ours.
fn moment_of(ticket_id: &str) -> Option<Timestamp> {
    let (at, _) = ticket_id.strip_prefix("t-")?.split_once('-')?;
    i64::from_str_radix(at, 16).ok().map(Timestamp)
}

/// Stores tickets as they now stand, all or none.
pub(super) fn write(store: &Store, hostname: &str, tickets: &[&Ticket]) -> Result<(), StoreError> {
    let Some(first) = tickets.first() else { return Ok(()) };
    let event = |ticket: &&Ticket| -> Result<Event, StoreError> {
        let data = own_buckets::facts(*ticket)?;
        Ok(Event { id: None, timestamp: ticket.demand.arrived, duration_nanos: 0, data })
    };
    let events: Vec<Event> = tickets.iter().map(event).collect::<Result<_, _>>()?;
    let bucket = own_buckets::bucket(&bucket_name(hostname), kinds::TICKET, hostname, first.demand.arrived);
    own_buckets::insert_all(store, bucket, events).map(drop)
}

/// The tickets of the last year as they stand. A record that cannot be understood is skipped and counted in the log.
pub(super) fn recent(store: &Store, now: Timestamp) -> Result<Vec<Ticket>, StoreError> {
    read(store, Range { start: Some(now.plus(-RECENT)), end: None })
}

/// One ticket by its name.
pub(super) fn find(store: &Store, ticket_id: &str) -> Result<Option<Ticket>, StoreError> {
    let Some(at) = moment_of(ticket_id) else { return Ok(None) };
    let tickets = read(store, Range { start: Some(at), end: Some(at.plus(1)) })?;
    Ok(tickets.into_iter().find(|ticket| ticket.ticket_id() == ticket_id))
}

/// Removes the tickets that came before a moment and wait for nothing any more. Returns how many records that were.
pub(in super::super) fn prune(store: &Store, before: Timestamp) -> Result<u64, StoreError> {
    let range = Range { start: None, end: Some(before) };
    let settled: HashSet<String> = read(store, range)?
        .into_iter()
        .filter(|ticket| !ticket.is_unsettled())
        .map(|ticket| ticket.ticket_id().to_owned())
        .collect();
    let mut removed = 0;
    for bucket in store.buckets()?.into_iter().filter(|bucket| bucket.kind == kinds::TICKET) {
        let mut events = store.events(&bucket.id, range, None)?;
        // The last word of a ticket goes last: what is cut off half-way must not bring an earlier one back.
        events.sort_by_key(|event| event.id);
        for event in events {
            let name = event.data.get("demand_id").and_then(serde_json::Value::as_str);
            if let (Some(id), true) = (event.id, name.is_some_and(|name| settled.contains(name))) {
                removed += u64::from(store.delete_event(&bucket.id, id)?);
            }
        }
    }
    Ok(removed)
}

fn read(store: &Store, range: Range) -> Result<Vec<Ticket>, StoreError> {
    let mut newest: HashMap<String, (i64, Ticket)> = HashMap::new();
    let mut bad: usize = 0;
    for bucket in store.buckets()?.into_iter().filter(|bucket| bucket.kind == kinds::TICKET) {
        let events = match store.events(&bucket.id, range, None) {
            // Deleted meanwhile.
            Err(StoreError::NoSuchBucket(_)) => continue,
            events => events?,
        };
        for event in events {
            let id = event.id.unwrap_or_default();
            match serde_json::from_value::<Ticket>(serde_json::Value::Object(event.data)) {
                Ok(ticket) if newest.get(ticket.ticket_id()).is_none_or(|(known, _)| *known < id) => {
                    newest.insert(ticket.ticket_id().to_owned(), (id, ticket));
                }
                Ok(_) => {}
                Err(_) => bad += 1,
            }
        }
    }
    if bad > 0 {
        tracing::warn!("skipped {bad} records of demands: they cannot be understood");
    }
    Ok(newest.into_values().map(|(_, ticket)| ticket).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_stands_in_the_name() {
        let at = Timestamp::parse("2026-11-24T09:30:00.123456789Z").unwrap();
        assert_eq!(moment_of(&name(at, 7)), Some(at));
        for junk in ["", "t-", "t-zz-1", "prompt-1", "t-1"] {
            assert_eq!(moment_of(junk), None, "{junk}");
        }
    }
}
