//! FAQs that messages may be asked of. Where they lie, and which encoder they stand upon, is the affair of who starts the server.

use std::fmt;

use attentive_text::faq::Outcome;
use serde::Serialize;

/// FAQs that are kept, and their answers.
pub trait KeepSupport: fmt::Debug + Send + Sync {
    /// Those that are kept, by name.
    ///
    /// # Errors
    /// With why that cannot be told, in words for people.
    fn faqs(&self) -> Result<Vec<FaqLine>, String>;

    /// What is said of a message. Nothing of it is kept.
    ///
    /// # Errors
    /// When there is no such FAQ, or it cannot be asked.
    fn ask(&self, faq: &str, message: &str) -> Result<Outcome, SupportError>;
}

/// A kept FAQ on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FaqLine {
    /// Its name.
    pub name: String,
    /// How many questions it holds.
    pub questions: usize,
    /// How many different answers.
    pub answers: usize,
    /// Its classes.
    pub classes: Vec<String>,
    /// The encoder that helps to find answers; `None` when words alone do.
    pub encoder: Option<String>,
    /// The kept model of labels that tells intents; `None` when none does.
    pub labels: Option<String>,
    /// Why it cannot be used, in words for people; `None` when nothing is known to be wrong.
    pub damaged: Option<String>,
}

/// Why nothing can be said of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SupportError {
    /// There is no FAQ of that name.
    NoSuchFaq,
    /// What is kept cannot be used; in words for people.
    Unusable(String),
}
