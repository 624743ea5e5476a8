//! Which buckets are there, and what is in them?

use attentive_store::{Range, StoreError};
use attentive_types::Bucket;

use super::{Call, Function};
use crate::error::QueryError;
use crate::events::EventList;
use crate::value::{List, Value};

/// `query_bucket(id)`: the events of the period, newest first, cut to it.
pub(super) const QUERY_BUCKET: Function = Function { name: "query_bucket", takes: 1..=1, run: query_bucket };

/// `query_bucket_eventcount(id)`: how many events touch the period (Python server only).
pub(super) const QUERY_BUCKET_EVENTCOUNT: Function =
    Function { name: "query_bucket_eventcount", takes: 1..=1, run: query_bucket_eventcount };

/// `query_bucket_names()`: the ids of all buckets, sorted (Rust server only, and unsorted there).
pub(super) const QUERY_BUCKET_NAMES: Function =
    Function { name: "query_bucket_names", takes: 0..=0, run: query_bucket_names };

/// `find_bucket(text[, hostname])`: the bucket of that id, else the first whose id begins with the text (Rust server),
/// else the first whose id holds it (Python server).
pub(super) const FIND_BUCKET: Function = Function { name: "find_bucket", takes: 1..=2, run: find_bucket };

fn query_bucket(call: &Call<'_>) -> Result<Value, QueryError> {
    let bucket = call.text(0)?;
    let period = call.variables.period()?;
    let columns = call.session.store.columns(bucket, Range::from(period)).map_err(plainly)?;
    Ok(Value::Events(EventList::of_bucket(columns)))
}

fn query_bucket_eventcount(call: &Call<'_>) -> Result<Value, QueryError> {
    let bucket = call.text(0)?;
    let period = call.variables.period()?;
    let count = call.session.store.count(bucket, Range::from(period)).map_err(plainly)?;
    #[expect(clippy::cast_precision_loss, reason = "the language has no other numbers")]
    Ok(Value::Number(count as f64))
}

fn query_bucket_names(call: &Call<'_>) -> Result<Value, QueryError> {
    let names = call.session.store.buckets()?.into_iter().map(|bucket| Value::text(bucket.id));
    Ok(Value::List(List::new(names.collect(), call.session.limits)?))
}

fn find_bucket(call: &Call<'_>) -> Result<Value, QueryError> {
    let wanted = call.text(0)?;
    let hostname = if call.arguments.len() > 1 { Some(call.text(1)?) } else { None };
    let buckets = call.session.store.buckets()?;
    let Some(found) = best(&buckets, wanted, hostname) else {
        let on_host = hostname.map(|hostname| format!(" of the host {hostname:?}")).unwrap_or_default();
        return Err(QueryError::BucketQuery(format!("there is no bucket like {wanted:?}{on_host}")));
    };
    Ok(Value::text(found.id.as_str()))
}

fn best<'a>(buckets: &'a [Bucket], wanted: &str, hostname: Option<&str>) -> Option<&'a Bucket> {
    let of_host = || buckets.iter().filter(|bucket| hostname.is_none_or(|hostname| bucket.hostname == hostname));
    let exact = of_host().find(|bucket| bucket.id == wanted);
    let begins = || of_host().find(|bucket| bucket.id.starts_with(wanted));
    exact.or_else(begins).or_else(|| of_host().find(|bucket| bucket.id.contains(wanted)))
}

/// A bucket that is not there is the query's own mistake; all else is the store's.
fn plainly(error: StoreError) -> QueryError {
    match error {
        StoreError::NoSuchBucket(_) => QueryError::BucketQuery(error.to_string()),
        other => QueryError::Store(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_comes_before_prefix_before_substring() {
        let bucket = |id: &str, hostname: &str| Bucket {
            id: id.to_owned(),
            kind: String::new(),
            client: String::new(),
            hostname: hostname.to_owned(),
            created: attentive_types::Timestamp(0),
            data: attentive_types::Payload::new(),
            extent: None,
            last_updated: None,
        };
        let buckets = [bucket("a-window", "x"), bucket("window", "y"), bucket("window_x", "x")];
        let found = |wanted: &str, hostname| best(&buckets, wanted, hostname).map(|bucket| bucket.id.as_str());
        assert_eq!(found("window", None), Some("window"));
        assert_eq!(found("window", Some("x")), Some("window_x"));
        assert_eq!(found("wind", None), Some("window"));
        assert_eq!(found("indow_", None), Some("window_x"));
        assert_eq!(found("a-", Some("y")), None);
        assert_eq!(found("afk", None), None);
    }
}
