//! The labels that follow from what was said until now, learnt in memory and held against the words at each question.

use std::sync::{Arc, Mutex, PoisonError};

use attentive_pipeline::patterns::titles::{CategoryLabels, TitleLabels, TitleWord, TitleWords};
use attentive_store::{Store, StoreError};
use attentive_text::encoder::SentenceEncoder;
use serde_json::Value;

use super::kept::{self, CATEGORY_LABELS};
use crate::live::{CLASSES, category_rules};

/// What labels are made from.
#[derive(Clone, Debug, PartialEq)]
struct Ground {
    words: Vec<TitleWord>,
    classes: Value,
    own: Value,
}

impl Ground {
    fn of_store(store: &Store) -> Result<Self, StoreError> {
        let setting = |key: &str| store.setting(key).map(Option::unwrap_or_default);
        let words = kept::all(store)?.iter().map(kept::KeptWord::word).collect();
        Ok(Self { words, classes: setting(CLASSES)?, own: setting(CATEGORY_LABELS)? })
    }

    fn labels(&self, encoder: Option<&SentenceEncoder>) -> TitleLabels {
        let categories = CategoryLabels::new(&self.classes, &self.own);
        let rules = category_rules(Some(&self.classes));
        TitleLabels::new(TitleWords::new(self.words.iter().cloned()), categories, &rules, encoder)
    }
}

/// The labels that follow from what a store holds; `encoder` tells what titles mean, where there is one.
///
/// # Errors
/// When the store cannot be read.
pub fn labels(store: &Store, encoder: Option<&SentenceEncoder>) -> Result<TitleLabels, StoreError> {
    Ok(Ground::of_store(store)?.labels(encoder))
}

/// What labels follow from: the ground, and the encoder by its checksum.
type Held = (Ground, Option<String>, Arc<TitleLabels>);

/// The labels that were asked for last. What they are made from is read at each question, so that what is erased, imported or said elsewhere counts.
#[derive(Default)]
pub(crate) struct TitleDesk {
    held: Mutex<Option<Held>>,
}

impl TitleDesk {
    /// The labels that follow from what the store holds now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn labels(
        &self,
        store: &Store,
        encoder: Option<&SentenceEncoder>,
    ) -> Result<Arc<TitleLabels>, StoreError> {
        // Held while it learns: who asks meanwhile waits for the same.
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (ground, meaning) = (Ground::of_store(store)?, encoder.map(SentenceEncoder::sha256));
        if let Some((.., labels)) = held.as_ref().filter(|(known, by, _)| *known == ground && *by == meaning) {
            return Ok(Arc::clone(labels));
        }
        let labels = Arc::new(ground.labels(encoder));
        *held = Some((ground, meaning, Arc::clone(&labels)));
        Ok(labels)
    }

    /// Forgets what was learnt; the next question learns anew from what remains.
    pub(crate) fn clear(&self) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use attentive_store::{OpenOptions, Range};
    use attentive_types::{Timestamp, TitleLabel};
    use serde_json::json;

    use super::*;
    use crate::live::TextScreen;
    use crate::titles::{Saying, say};

    #[test]
    fn a_word_counts_from_the_next_question_on_and_goes_however_it_went() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        let desk = TitleDesk::default();
        let first = desk.labels(&store, None).unwrap();
        assert!(Arc::ptr_eq(&first, &desk.labels(&store, None).unwrap()), "nothing is learnt anew without a reason");
        let screen = TextScreen::of_store(&store).unwrap();
        for number in 0..6 {
            for (topic, label) in [("thesis chapter", TitleLabel::Focus), ("celebrity gossip", TitleLabel::Distraction)]
            {
                let title = Some(format!("{topic} {number}"));
                let saying = Saying { app: "firefox".to_owned(), title, site: None, label };
                say(&store, &screen, "h", Timestamp(number), saying).unwrap().unwrap();
            }
        }
        let learnt = desk.labels(&store, None).unwrap();
        assert!(learnt.learned().is_ok(), "{:?}", learnt.learned());
        // By the store alone, as another program would.
        store.forget(Range::new(Timestamp(0), Timestamp(3)), None).unwrap();
        let after = desk.labels(&store, None).unwrap();
        assert_eq!((after.words().all().len(), after.learned().is_ok()), (6, false));
    }

    #[test]
    fn settings_count_from_the_next_question_on() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        let desk = TitleDesk::default();
        desk.labels(&store, None).unwrap();
        store.set_setting(CATEGORY_LABELS, json!({"Media > News": "distraction"})).unwrap();
        let visit = attentive_types::Visit {
            span: attentive_types::Span::new(Timestamp(0), Timestamp(1)),
            app: "newsflash".into(),
            title: "".into(),
            site: None,
            category: ["Media".to_owned(), "News".to_owned()].into(),
        };
        assert_eq!(desk.labels(&store, None).unwrap().label(&visit).label, TitleLabel::Distraction);
    }
}
