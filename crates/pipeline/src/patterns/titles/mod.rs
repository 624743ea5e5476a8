//! Is what is in front focus, neutral or distraction to this person? `Visit` in, `LabelledTitle` out.
//!
//! ```text
//! visit ─> the person's word on this title? ─> on this app? ─> a model learnt from their words, where it is sure ─> its category ─> neutral
//!               correction                      correction                learned                                       rule         rule
//! ```
//!
//! | question | file |
//! | --- | --- |
//! | what did the person say, and of what? | [`TitleWords`], `words.rs` |
//! | is there enough to learn from, and would it have been right on words that were left out? | [`LearnedTitles`], `learned.rs` |
//! | what is said of a text by its words, or by what it means? | `model.rs` |
//! | which word of a title speaks for a label? | `speaking.rs` |
//! | which label has a category? | [`CategoryLabels`], `categories.rs` |
//! | how much time went to each label, and to which titles? | [`TitleTotals`], `totals.rs` |
//!
//! A label speaks of the title, not of the moment: whether one was focused then is what [`super::States`] say.

mod categories;
mod learned;
mod model;
mod speaking;
mod totals;
mod words;

use attentive_text::encoder::SentenceEncoder;
use attentive_text::rules::CategoryRules;
use attentive_types::{LabelledBy, LabelledTitle, Payload, Reason, Visit};

pub use categories::{CategoryFault, CategoryLabels};
pub use learned::{LearnedTitles, NotYet, Tried};
pub use totals::{AppTime, TitleGroup, TitleTotals};
pub use words::{TitleWord, TitleWords, lasting_title};

/// Everything that gives labels.
#[derive(Debug)]
pub struct TitleLabels {
    words: TitleWords,
    categories: CategoryLabels,
    learned: Result<LearnedTitles, NotYet>,
}

impl TitleLabels {
    /// Learns from the person's words, where they suffice. `rules` give the categories of what they spoke about; `encoder` tells what titles mean, where there is one.
    #[must_use]
    pub fn new(
        words: TitleWords,
        categories: CategoryLabels,
        rules: &CategoryRules,
        encoder: Option<&SentenceEncoder>,
    ) -> Self {
        let by_rule = |word: &TitleWord| categories.label(rules.category(&payload_of(word))).label;
        let learned = LearnedTitles::learn(&words, &by_rule, encoder);
        Self { words, categories, learned }
    }

    /// The label of what was in front.
    #[must_use]
    pub fn label(&self, visit: &Visit) -> LabelledTitle {
        if let Some((label, is_of_title)) = self.words.of(&visit.app, &visit.title) {
            let (code, text) = match is_of_title {
                true => ("your-word", "you said so of this title"),
                false => ("your-word-app", "you said so of this app"),
            };
            return LabelledTitle { label, by: LabelledBy::Correction, confidence: None, reason: reason(code, text) };
        }
        let said = self
            .learned
            .as_ref()
            .ok()
            .and_then(|learned| learned.label(&visit.app, &visit.title, visit.site.as_deref()));
        said.unwrap_or_else(|| self.categories.label(&visit.category))
    }

    /// What the person said.
    #[must_use]
    pub fn words(&self) -> &TitleWords {
        &self.words
    }

    /// The model that was learnt from it, or why there is none.
    ///
    /// # Errors
    /// With what is lacking.
    pub fn learned(&self) -> Result<&LearnedTitles, &NotYet> {
        self.learned.as_ref()
    }
}

/// What rules of categories look at.
fn payload_of(word: &TitleWord) -> Payload {
    let mut data = Payload::new();
    data.insert("app".to_owned(), word.app.as_str().into());
    data.insert("title".to_owned(), word.title.as_deref().unwrap_or_default().into());
    if let Some(site) = &word.site {
        data.insert("url".to_owned(), format!("https://{site}/").into());
    }
    data
}

fn reason(code: &str, text: impl Into<String>) -> Reason {
    Reason { code: code.to_owned(), text: text.into(), value: None, unit: String::new(), weight: 1.0 }
}

#[cfg(test)]
mod tests {
    use attentive_types::{Span, Timestamp, TitleLabel};
    use serde_json::Value;

    use super::*;

    fn visit(app: &str, title: &str, category: &[&str]) -> Visit {
        Visit {
            span: Span::new(Timestamp(0), Timestamp(1)),
            app: app.into(),
            title: title.into(),
            site: None,
            category: category.iter().map(|level| (*level).to_owned()).collect(),
        }
    }

    fn word(app: &str, title: Option<&str>, label: TitleLabel) -> TitleWord {
        TitleWord { app: app.to_owned(), title: title.map(str::to_owned), site: None, label }
    }

    fn labels(words: Vec<TitleWord>) -> TitleLabels {
        let categories = CategoryLabels::new(&Value::Null, &Value::Null);
        TitleLabels::new(TitleWords::new(words), categories, &CategoryRules::defaults(), None)
    }

    #[test]
    fn the_word_on_a_title_stands_above_that_on_the_app_and_both_above_the_category() {
        let labels = labels(vec![
            word("firefox", Some("Rust forum"), TitleLabel::Focus),
            word("firefox", None, TitleLabel::Distraction),
        ]);
        let said = |app: &str, title: &str| labels.label(&visit(app, title, &["Media", "Music"]));
        let of_title = said("firefox", "Rust forum");
        assert_eq!((of_title.label, of_title.by), (TitleLabel::Focus, LabelledBy::Correction));
        assert_eq!(of_title.reason.code, "your-word");
        let of_app = said("firefox", "Something else");
        assert_eq!((of_app.label, of_app.reason.code.as_str()), (TitleLabel::Distraction, "your-word-app"));
        let of_category = said("spotify", "A song");
        assert_eq!((of_category.label, of_category.by), (TitleLabel::Neutral, LabelledBy::Rule));
        assert!(matches!(labels.learned(), Err(NotYet::TooLittle { .. })));
    }

    #[test]
    fn what_no_rule_knows_is_neutral_and_says_so() {
        let said = labels(Vec::new()).label(&visit("x", "y", &["Uncategorized"]));
        assert_eq!((said.label, said.confidence), (TitleLabel::Neutral, None));
        assert_eq!(said.reason.text, "no rule knows it");
    }

    #[test]
    fn where_the_words_suffice_titles_that_read_like_them_are_labelled_and_others_are_left_to_the_rules() {
        let mut words = Vec::new();
        for number in 0..10 {
            words.push(word("firefox", Some(&format!("thesis chapter {number}")), TitleLabel::Focus));
            words.push(word("firefox", Some(&format!("celebrity gossip {number}")), TitleLabel::Distraction));
        }
        let labels = labels(words);
        assert!(labels.learned().is_ok(), "{:?}", labels.learned());
        let said = labels.label(&visit("firefox", "thesis outline", &["Uncategorized"]));
        assert_eq!((said.label, said.by), (TitleLabel::Focus, LabelledBy::Learned), "{said:?}");
        assert!(said.confidence > Some(0.5), "{said:?}");
        let other = labels.label(&visit("gimp", "picture.png", &["Work", "Design"]));
        assert_eq!((other.label, other.by), (TitleLabel::Focus, LabelledBy::Rule), "{other:?}");
    }
}
