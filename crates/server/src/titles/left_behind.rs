//! Words on titles that nothing speaks of any more once a stretch of time is forgotten: they hold the title, so they go with it.
//!
//! ```text
//! windows        [ a ][ b ][ a ]   forgotten        [ a ]
//! words                                    a  b            b goes, a stays: its title is still there
//! ```
//!
//! A word of which no window ever told, because the person typed it, stays.

use std::collections::BTreeSet;

use attentive_pipeline::patterns::titles::lasting_title;
use attentive_store::{Range, Store, StoreError};
use attentive_types::Payload;
use attentive_types::bucket::kinds;
use serde_json::Value;

use super::kept;

/// Apps and titles, as words name them; `None` is the whole app.
type Things = BTreeSet<(String, Option<String>)>;

/// Takes away the words whose titles will all be gone when the range is forgotten, of one bucket or of all; how many. To be called before the range is forgotten, so that their
/// traces go with its own.
///
/// # Errors
/// When the store cannot be read or written.
pub fn forget_words(store: &Store, range: Range, bucket: Option<&str>) -> Result<usize, StoreError> {
    let words = kept::all(store)?;
    if words.is_empty() {
        return Ok(0);
    }
    let (mut going, mut staying) = (Things::new(), Things::new());
    for window in store.buckets()?.into_iter().filter(|bucket| bucket.kind == kinds::WINDOW) {
        let is_meant = bucket.is_none_or(|name| name == window.id);
        sort_out(store, &window.id, is_meant.then_some(range), (&mut going, &mut staying))?;
    }
    let mut gone = 0;
    for word in &words {
        let title = word.title.as_deref().map(|title| lasting_title(&word.app, title));
        let thing = (word.app.clone(), title);
        if going.contains(&thing) && !staying.contains(&thing) {
            let (bucket, id) = word.place();
            gone += usize::from(store.delete_event(bucket, id)?);
        }
    }
    Ok(gone)
}

/// Sorts what the windows of a bucket tell into what goes and what stays; all stays without a range.
fn sort_out(
    store: &Store,
    bucket: &str,
    range: Option<Range>,
    (going, staying): (&mut Things, &mut Things),
) -> Result<(), StoreError> {
    let columns = match store.columns(bucket, Range::ALL) {
        Err(StoreError::NoSuchBucket(_)) => return Ok(()),
        columns => columns?,
    };
    let payloads = &columns.table.payloads;
    let (mut goes, mut stays) = (vec![false; payloads.len()], vec![false; payloads.len()]);
    let spans = columns.start_nanos.iter().zip(&columns.end_nanos);
    for ((&start, &end), &place) in spans.zip(&columns.payload) {
        // What reaches over an end is cut, and the rest of it stays.
        let is_gone = range.is_some_and(|range| {
            let (from, to) = range.bounds_nanos();
            from <= start && start < to && end <= to
        });
        if let Some(is_so) = if is_gone { &mut goes } else { &mut stays }.get_mut(place as usize) {
            *is_so = true;
        }
    }
    for (place, payload) in payloads.iter().enumerate() {
        for (is_so, things) in [(goes[place], &mut *going), (stays[place], &mut *staying)] {
            things.extend(things_of(payload).filter(|_| is_so));
        }
    }
    Ok(())
}

/// The title and the app of a window.
fn things_of(window: &Payload) -> impl Iterator<Item = (String, Option<String>)> {
    let text = |key: &str| window.get(key).and_then(Value::as_str).unwrap_or_default();
    let (app, title) = (text("app"), text("title"));
    [(app.to_owned(), Some(lasting_title(app, title))), (app.to_owned(), None)].into_iter()
}

#[cfg(test)]
mod tests {
    use attentive_store::OpenOptions;
    use attentive_types::{Event, Timestamp, TitleLabel};
    use serde_json::json;

    use super::*;
    use crate::live::{TextScreen, own_bucket};
    use crate::titles::{Saying, all, say};

    #[test]
    fn a_word_goes_when_the_last_window_with_its_title_does() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        store.create_bucket(own_bucket("windows", kinds::WINDOW, "h", Timestamp(0))).unwrap();
        let window = |start: i64, nanos: i64, app: &str, title: &str| Event {
            id: None,
            timestamp: Timestamp(start),
            duration_nanos: nanos,
            data: json!({"app": app, "title": title}).as_object().cloned().unwrap(),
        };
        let windows = vec![
            window(0, 10, "firefox", "(1) Diary"),
            window(10, 10, "firefox", "News"),
            window(20, 10, "vault", "x"),
            window(30, 10, "firefox", "News"),
        ];
        store.insert_events("windows", windows).unwrap();
        let screen = TextScreen::of_store(&store).unwrap();
        let said = [
            ("firefox", Some("Diary")),
            ("firefox", Some("News")),
            ("firefox", None),
            ("vault", None),
            ("typed", None),
        ];
        for (app, title) in said {
            let saying =
                Saying { app: app.to_owned(), title: title.map(str::to_owned), site: None, label: TitleLabel::Focus };
            say(&store, &screen, "h", Timestamp(100), saying).unwrap().unwrap();
        }
        let forget = |start: i64, end: i64, bucket: Option<&str>| {
            let range = Range::new(Timestamp(start), Timestamp(end));
            forget_words(&store, range, bucket).unwrap()
        };
        assert_eq!(forget(0, 30, Some("other")), 0, "the windows stay");
        assert_eq!(forget(0, 25, None), 1, "the vault is cut and stays");
        assert_eq!(forget(0, 30, None), 1);
        let left: Vec<(String, Option<String>)> =
            all(&store).unwrap().into_iter().map(|word| (word.app, word.title)).collect();
        let thing = |app: &str, title: Option<&str>| (app.to_owned(), title.map(str::to_owned));
        assert_eq!(left, [thing("firefox", Some("News")), thing("firefox", None), thing("typed", None)]);
    }
}
