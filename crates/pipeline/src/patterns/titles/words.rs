//! What the person said of titles and of apps. The later word on the same thing counts.

use attentive_text::title;
use attentive_types::TitleLabel;
use rustc_hash::FxHashMap;

/// How often a title is cleaned at most; each time takes something away, so that a handful is enough.
const MOST_ROUNDS: usize = 8;

/// One word of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleWord {
    /// The app.
    pub app: String,
    /// The title that it is about; `None` for all titles of the app.
    pub title: Option<String>,
    /// The site on which that title was; `None` when it is not known.
    pub site: Option<String>,
    /// What they said.
    pub label: TitleLabel,
}

/// All words, each thing once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TitleWords {
    words: Vec<TitleWord>,
    places: FxHashMap<(String, Option<String>), usize>,
}

impl TitleWords {
    /// From words in the order in which they were given. Titles are brought to what lasts of them.
    #[must_use]
    pub fn new(given: impl IntoIterator<Item = TitleWord>) -> Self {
        let mut all = Self::default();
        for mut word in given {
            word.title = word.title.map(|title| lasting_title(&word.app, &title));
            let next = all.words.len();
            let place = *all.places.entry((word.app.clone(), word.title.clone())).or_insert(next);
            match all.words.get_mut(place) {
                Some(known) => *known = word,
                None => all.words.push(word),
            }
        }
        all
    }

    /// The words, each thing once, in the order in which each was first spoken about.
    #[must_use]
    pub fn all(&self) -> &[TitleWord] {
        &self.words
    }

    /// What was said of this title, or else of this app; the second is whether it was of the title.
    #[must_use]
    pub fn of(&self, app: &str, title: &str) -> Option<(TitleLabel, bool)> {
        if self.words.is_empty() {
            return None;
        }
        let of_title = self.said(app, Some(lasting_title(app, title))).map(|label| (label, true));
        of_title.or_else(|| self.of_app(app).map(|label| (label, false)))
    }

    /// What was said of all titles of this app.
    #[must_use]
    pub fn of_app(&self, app: &str) -> Option<TitleLabel> {
        self.said(app, None)
    }

    fn said(&self, app: &str, title: Option<String>) -> Option<TitleLabel> {
        let place = self.places.get(&(app.to_owned(), title))?;
        self.words.get(*place).map(|word| word.label)
    }
}

/// What lasts of a title however often it is cleaned, so that a title as it was sensed and as a screen showed it are the same thing.
#[must_use]
pub fn lasting_title(app: &str, title: &str) -> String {
    let mut rest = title.to_owned();
    for _ in 0..MOST_ROUNDS {
        let shorter = title::clean(app, &rest);
        if shorter == rest {
            break;
        }
        rest = shorter;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(app: &str, title: Option<&str>, label: TitleLabel) -> TitleWord {
        TitleWord { app: app.to_owned(), title: title.map(str::to_owned), site: None, label }
    }

    #[test]
    fn the_later_word_on_the_same_thing_counts() {
        let words = TitleWords::new([
            word("firefox", Some("Inbox"), TitleLabel::Focus),
            word("firefox", Some("(3) Inbox — Mozilla Firefox"), TitleLabel::Distraction),
        ]);
        assert_eq!(words.all().len(), 1);
        assert_eq!(words.of("firefox", "(7) Inbox"), Some((TitleLabel::Distraction, true)));
        assert_eq!(words.of("chrome", "Inbox"), None);
    }

    #[test]
    fn a_window_without_a_title_is_not_the_whole_app() {
        let words = TitleWords::new([word("mpv", Some(""), TitleLabel::Distraction)]);
        assert_eq!(words.of("mpv", ""), Some((TitleLabel::Distraction, true)));
        assert_eq!(words.of("mpv", "lecture.mkv"), None);
    }

    proptest::proptest! {
        #[test]
        fn a_lasting_title_lasts(app in "[a-z]{0,6}", title in "[a-z(3)●*FPS: .-]{0,40}") {
            let once = lasting_title(&app, &title);
            proptest::prop_assert_eq!(lasting_title(&app, &once), once);
        }
    }
}
