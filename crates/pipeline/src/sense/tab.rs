//! The tab in front of a browser, as `web.tab.current` buckets tell it: `url`, `audible`, `incognito`.

use std::sync::Arc;

use attentive_types::{Bucket, Payload};

use super::fields;

/// What a browser showed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TabFacts {
    /// The address, as sent.
    pub url: Arc<str>,
    /// Whether it played sound.
    pub is_audible: bool,
}

/// Reads what a watcher of tabs sent; `None` without an address.
pub(super) fn read(data: &Payload) -> Option<TabFacts> {
    let url = fields::text(data, "url")?;
    Some(TabFacts { url: url.into(), is_audible: fields::is_set(data, "audible") })
}

/// A family of browsers. Its name stands in the name of the bucket, as in `aw-watcher-web-firefox`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Browser {
    /// Firefox, LibreWolf, Zen and others of its kind.
    Firefox,
    /// Chrome and Chromium.
    Chrome,
    /// Microsoft Edge.
    Edge,
    /// Safari.
    Safari,
    /// Brave.
    Brave,
    /// Opera.
    Opera,
    /// Vivaldi.
    Vivaldi,
    /// Arc.
    Arc,
    /// Any other, or a watcher that does not say which.
    Other,
}

/// How many families there are.
pub const BROWSERS: usize = 9;

/// Parts of names by which a family is known, in the order in which they are tried.
const MARKS: [(&str, Browser); 14] = [
    ("firefox", Browser::Firefox),
    ("librewolf", Browser::Firefox),
    ("waterfox", Browser::Firefox),
    ("zen-browser", Browser::Firefox),
    ("navigator", Browser::Firefox),
    ("msedge", Browser::Edge),
    ("edge", Browser::Edge),
    ("brave", Browser::Brave),
    ("vivaldi", Browser::Vivaldi),
    ("opera", Browser::Opera),
    ("safari", Browser::Safari),
    ("chrome", Browser::Chrome),
    ("chromium", Browser::Chrome),
    ("thorium", Browser::Chrome),
];

/// Names that are a browser only as a whole.
const WHOLE: [(&str, Browser); 5] = [
    ("arc", Browser::Arc),
    ("zen", Browser::Firefox),
    ("epiphany", Browser::Other),
    ("org.gnome.epiphany", Browser::Other),
    ("qutebrowser", Browser::Other),
];

impl Browser {
    /// All families, by place.
    pub const ALL: [Self; BROWSERS] = [
        Self::Firefox,
        Self::Chrome,
        Self::Edge,
        Self::Safari,
        Self::Brave,
        Self::Opera,
        Self::Vivaldi,
        Self::Arc,
        Self::Other,
    ];

    /// The family of a program by its plain name; `None` when it is no browser that we know.
    #[must_use]
    pub fn of_app(plain_app: &str) -> Option<Self> {
        let whole = WHOLE.iter().find(|(name, _)| *name == plain_app);
        whole.or_else(|| MARKS.iter().find(|(mark, _)| plain_app.contains(mark))).map(|(_, browser)| *browser)
    }

    /// The family that a bucket's watcher sits in; [`Browser::Other`] when its name does not say.
    #[must_use]
    pub fn of_bucket(bucket: &Bucket) -> Self {
        let id = bucket.id.to_lowercase();
        let name = id.strip_prefix("aw-watcher-web-").unwrap_or(&id);
        let first = name.split('_').next().unwrap_or(name);
        Self::of_app(first).or_else(|| Self::of_app(&bucket.client.to_lowercase())).unwrap_or(Self::Other)
    }

    /// Families whose tabs may belong to a window of this family, best first: watchers in browsers built on Chromium often
    /// say that they sit in Chrome.
    #[must_use]
    pub fn tab_sources(self) -> &'static [Self] {
        match self {
            Self::Firefox => &[Self::Firefox, Self::Other],
            Self::Chrome => &[Self::Chrome, Self::Other],
            Self::Edge => &[Self::Edge, Self::Chrome, Self::Other],
            Self::Safari => &[Self::Safari, Self::Other],
            Self::Brave => &[Self::Brave, Self::Chrome, Self::Other],
            Self::Opera => &[Self::Opera, Self::Chrome, Self::Other],
            Self::Vivaldi => &[Self::Vivaldi, Self::Chrome, Self::Other],
            Self::Arc => &[Self::Arc, Self::Chrome, Self::Other],
            Self::Other => &[Self::Other],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_stands_at_its_own_place() {
        for (place, browser) in Browser::ALL.into_iter().enumerate() {
            assert_eq!(browser as usize, place);
            assert_eq!(browser.tab_sources().first(), Some(&browser));
        }
    }

    #[test]
    fn a_name_that_only_contains_arc_is_no_browser() {
        assert_eq!(Browser::of_app("arc"), Some(Browser::Arc));
        assert_eq!(Browser::of_app("marco"), None);
        assert_eq!(Browser::of_app("searcher"), None);
    }
}
