//! What the person said of titles and apps, as events of a bucket of ours. Each word is one event, at the moment in which it was said; the later word counts.

use attentive_pipeline::patterns::titles::{TitleWord, lasting_title};
use attentive_store::{Range, Store, StoreError};
use attentive_types::bucket::kinds;
use attentive_types::{Event, Payload, Timestamp, TitleLabel};
use serde::Serialize;
use serde_json::Value;

use crate::live::{Screening, TextScreen, insert_own, own_bucket, own_bucket_name, own_streams, shared_bucket_name};

/// The setting that holds the person's own labels of categories: `{"Media > News": "distraction"}`.
pub const CATEGORY_LABELS: &str = "attentive.category_labels";

/// The bucket by whose filters addresses are looked at.
const WEB_BUCKET: &str = "aw-watcher-web";

/// Letters of an app and of a title at most.
const LONGEST: (usize, usize) = (500, 4_000);

/// One word, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptWord {
    /// Its id in the bucket.
    pub id: i64,
    #[serde(skip)]
    bucket: String,
    /// When it was said.
    pub at: Timestamp,
    /// The app.
    pub app: String,
    /// The title; `None` for all titles of the app.
    pub title: Option<String>,
    /// The site on which it was, where known.
    pub site: Option<String>,
    /// What was said.
    pub label: TitleLabel,
}

impl KeptWord {
    /// What labels are made from.
    #[must_use]
    pub fn word(&self) -> TitleWord {
        TitleWord { app: self.app.clone(), title: self.title.clone(), site: self.site.clone(), label: self.label }
    }

    /// In which bucket it lies.
    pub(super) fn place(&self) -> (&str, i64) {
        (&self.bucket, self.id)
    }

    /// Whether it is about this title, or about all of the app.
    fn is_about(&self, app: &str, title: Option<&str>) -> bool {
        self.app == app
            && self.title.as_deref().map(|own| lasting_title(app, own)) == title.map(|title| lasting_title(app, title))
    }
}

/// What a person wants to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// The app.
    pub app: String,
    /// The title as a screen shows it or as it was sensed; `None` for all titles of the app.
    pub title: Option<String>,
    /// The site, where known.
    pub site: Option<String>,
    /// The label.
    pub label: TitleLabel,
}

impl Saying {
    /// What is wrong with it; `None` when nothing is.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let is_longer = |text: &str, most: usize| text.chars().nth(most).is_some();
        let (most_app, most_title) = LONGEST;
        if self.app.trim().is_empty() {
            return Some("app: expected the name of an app, found nothing".to_owned());
        }
        if is_longer(&self.app, most_app) {
            return Some(format!("app: expected at most {most_app} letters"));
        }
        let texts = [("title", &self.title), ("site", &self.site)];
        let too_long =
            texts.into_iter().find(|(_, text)| text.as_deref().is_some_and(|text| is_longer(text, most_title)));
        too_long.map(|(what, _)| format!("{what}: expected at most {most_title} letters"))
    }
}

/// All words, in the order in which they were said. A record that is none is left out.
///
/// # Errors
/// When the store cannot be read.
pub fn all(store: &Store) -> Result<Vec<KeptWord>, StoreError> {
    let mut words = Vec::new();
    for bucket in store.buckets()?.into_iter().filter(|bucket| bucket.kind == kinds::TITLE_LABEL) {
        let events = match store.events(&bucket.id, Range::ALL, None) {
            // Deleted meanwhile.
            Err(StoreError::NoSuchBucket(_)) => continue,
            events => events?,
        };
        words.extend(events.into_iter().filter_map(|event| kept(&bucket.id, &event)));
    }
    words.sort_by_key(|word| (word.at, word.id));
    Ok(words)
}

fn kept(bucket: &str, event: &Event) -> Option<KeptWord> {
    let text = |key: &str| event.data.get(key).and_then(Value::as_str).map(str::to_owned);
    let label = TitleLabel::from_name(event.data.get("label")?.as_str()?)?;
    let (id, at) = (event.id?, event.timestamp);
    Some(KeptWord {
        id,
        bucket: bucket.to_owned(),
        at,
        app: text("app")?,
        title: text("title"),
        site: text("site"),
        label,
    })
}

/// Keeps a word, and waits until it is on the disk. `None` where a privacy filter would hide or change the app or the title: then nothing is kept.
///
/// # Errors
/// When it cannot be stored.
pub fn say(
    store: &Store,
    screen: &TextScreen,
    hostname: &str,
    now: Timestamp,
    saying: Saying,
) -> Result<Option<KeptWord>, StoreError> {
    say_screened(store, screen.screening(), hostname, now, saying)
}

/// The same with the filters of the server.
pub(crate) fn say_screened(
    store: &Store,
    screening: &Screening,
    hostname: &str,
    now: Timestamp,
    saying: Saying,
) -> Result<Option<KeptWord>, StoreError> {
    let own = own_bucket_name(own_streams::TITLES, hostname);
    let Saying { app, title, site, label } = saying;
    let title = title.map(|title| lasting_title(&app, &title));
    let mut window = Payload::new();
    window.insert("app".to_owned(), app.as_str().into());
    window.insert("title".to_owned(), title.as_deref().unwrap_or_default().into());
    let windows = shared_bucket_name(kinds::WINDOW, hostname).unwrap_or_default();
    if [windows.as_str(), &own].into_iter().any(|bucket| !screening.leaves(bucket, &window)) {
        return Ok(None);
    }
    // A site that the filters hide is left out; the word on the title holds without it.
    let site = site.filter(|site| {
        title.is_some() && [WEB_BUCKET, &own].into_iter().all(|bucket| screening.leaves(bucket, &page(site)))
    });
    let mut data = Payload::new();
    data.insert("label".to_owned(), label.name().into());
    data.insert("app".to_owned(), app.into());
    for (key, text) in [("title", title), ("site", site)] {
        data.extend(text.map(|text| (key.to_owned(), text.into())));
    }
    let bucket = own_bucket(&own, kinds::TITLE_LABEL, hostname, now);
    let stored = insert_own(store, bucket, Event { id: None, timestamp: now, duration_nanos: 0, data })?;
    let unread = || StoreError::Invalid { what: "a word on a title came back as something else".to_owned() };
    kept(&own, &stored).map(Some).ok_or_else(unread)
}

fn page(site: &str) -> Payload {
    let url = format!("https://{site}/");
    [("url".to_owned(), url.into())].into_iter().collect()
}

/// Takes back all that was said of a title, or of all titles of an app; how many words that were.
///
/// # Errors
/// When the store cannot be read or written.
pub fn withdraw(store: &Store, app: &str, title: Option<&str>) -> Result<usize, StoreError> {
    let mut withdrawn = 0;
    for word in all(store)?.iter().filter(|word| word.is_about(app, title)) {
        withdrawn += usize::from(store.delete_event(&word.bucket, word.id)?);
    }
    Ok(withdrawn)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scratch::store;

    fn saying(app: &str, title: Option<&str>, label: TitleLabel) -> Saying {
        Saying { app: app.to_owned(), title: title.map(str::to_owned), site: Some("example.org".to_owned()), label }
    }

    fn say(store: &Store, at: i64, saying: Saying) -> Option<KeptWord> {
        let screen = TextScreen::of_store(store).unwrap();
        super::say(store, &screen, "h", Timestamp(at), saying).unwrap()
    }

    #[test]
    fn words_are_kept_in_order_and_withdrawn_by_what_they_are_about() {
        let (_folder, store) = store();
        assert_eq!(all(&store).unwrap(), []);
        say(&store, 2, saying("firefox", Some("(3) Inbox — Mozilla Firefox"), TitleLabel::Distraction)).unwrap();
        say(&store, 1, saying("firefox", None, TitleLabel::Neutral)).unwrap();
        let first = say(&store, 3, saying("firefox", Some("Inbox"), TitleLabel::Focus)).unwrap();
        assert_eq!((first.title.as_deref(), first.site.as_deref()), (Some("Inbox"), Some("example.org")));
        let words = all(&store).unwrap();
        let said: Vec<(Option<&str>, TitleLabel)> =
            words.iter().map(|word| (word.title.as_deref(), word.label)).collect();
        assert_eq!(
            said,
            [(None, TitleLabel::Neutral), (Some("Inbox"), TitleLabel::Distraction), (Some("Inbox"), TitleLabel::Focus)]
        );
        assert_eq!(withdraw(&store, "firefox", Some("(9) Inbox")).unwrap(), 2);
        assert_eq!(all(&store).unwrap().len(), 1);
        assert_eq!(withdraw(&store, "firefox", None).unwrap(), 1);
        assert_eq!(withdraw(&store, "firefox", None).unwrap(), 0);
    }

    #[test]
    fn what_privacy_filters_hide_or_change_is_not_kept() {
        let (_folder, store) = store();
        let filters = json!([
            {"field": "title", "pattern": "(?i)clinic", "action": "drop"},
            {"bucket_prefix": "aw-watcher-window", "field": "title", "pattern": "(?i)bank", "action": "redact", "replacement": "redacted"},
            {"field": "url", "pattern": "example", "action": "redact", "replacement": ""},
        ]);
        store.set_setting("privacy_filters", filters).unwrap();
        for title in ["The clinic", "My bank"] {
            assert_eq!(say(&store, 1, saying("firefox", Some(title), TitleLabel::Focus)), None, "{title}");
        }
        let kept = say(&store, 1, saying("firefox", Some("redacted"), TitleLabel::Focus)).unwrap();
        assert_eq!((kept.title.as_deref(), kept.site), (Some("redacted"), None));
        assert_eq!(all(&store).unwrap().len(), 1);
    }

    #[test]
    fn a_word_without_an_app_or_too_long_is_refused_in_words() {
        let fault = |app: &str, title: Option<&str>| saying(app, title, TitleLabel::Focus).fault();
        assert_eq!(fault("firefox", Some("")), None);
        assert!(fault(" ", None).unwrap().contains("found nothing"));
        assert!(fault(&"x".repeat(501), None).unwrap().contains("500"));
        assert!(fault("x", Some(&"x".repeat(4_001))).unwrap().starts_with("title"));
    }

    #[test]
    fn records_that_are_no_words_are_left_out() {
        let (_folder, store) = store();
        let bucket = own_bucket("other", kinds::TITLE_LABEL, "h", Timestamp(0));
        let event = |data: Value| Event { data: data.as_object().cloned().unwrap(), ..Event::default() };
        for data in [
            json!({}),
            json!({"label": "focus"}),
            json!({"app": "x", "label": "work"}),
            json!({"app": 1, "label": "focus"}),
        ] {
            insert_own(&store, bucket.clone(), event(data)).unwrap();
        }
        assert_eq!(all(&store).unwrap(), []);
    }
}
