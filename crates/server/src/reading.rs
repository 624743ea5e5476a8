//! What interests a person, kept: by who starts the server.

use std::fmt;

use attentive_text::reading::{Ranked, Trust};
use serde::Serialize;

/// Interests that are kept, by name, that rank texts and learn.
pub trait KeepReading: fmt::Debug + Send + Sync {
    /// Those that are kept, by name.
    ///
    /// # Errors
    /// With why that cannot be told, in words for people.
    fn all(&self) -> Result<Vec<ReadingLine>, String>;

    /// Texts in order, with reasons. Nothing of them is kept.
    ///
    /// # Errors
    /// When there is nothing of that name, or it cannot be used.
    fn rank(&self, name: &str, texts: &[&str]) -> Result<Ranking, ReadingError>;

    /// Learns at once how interesting a text is, 0 to 1. The caller has asked the privacy rules; the text itself is not kept.
    ///
    /// # Errors
    /// When there is nothing of that name, or it cannot be used or kept.
    fn say(&self, name: &str, text: &str, interest: f32) -> Result<ReadingLine, ReadingError>;
}

/// Kept interests on one line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadingLine {
    /// Their name.
    pub name: String,
    /// Texts that were interesting.
    pub liked: usize,
    /// Texts that were not.
    pub disliked: usize,
    /// After so many days a text counts half; `None` when all count alike.
    pub half_life_days: Option<f32>,
    /// The encoder that compares meanings; `None` when words alone are compared.
    pub encoder: Option<String>,
    /// How far the order can be trusted; `None` when they cannot be used.
    pub trust: Option<Trust>,
    /// Why they cannot be used, in words for people; `None` when nothing is known to be wrong.
    pub damaged: Option<String>,
}

/// Texts in order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranking {
    /// The texts, the likeliest to interest first.
    pub ranked: Vec<Ranked>,
    /// How far the order can be trusted.
    pub trust: Trust,
    /// Why meanings were not compared although they were when it was learnt; `None` when nothing is lacking.
    pub lacks: Option<String>,
}

/// Why nothing can be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadingError {
    /// There is nothing of that name.
    NoSuchName,
    /// What is kept cannot be used; in words for people.
    Unusable(String),
}
