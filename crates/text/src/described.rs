//! Labels that nobody taught: each is told by its name or a description, and a text gets the one whose words come nearest to it in meaning (zero-shot).

use crate::encoder::{EncoderFault, SentenceEncoder};

/// Labels with the rows of what describes them.
#[derive(Clone, Debug)]
pub struct DescribedLabels {
    labels: Vec<String>,
    rows: Vec<f32>,
}

impl DescribedLabels {
    /// Reads labels, each with its description.
    ///
    /// # Errors
    /// When a description cannot be read.
    pub fn read(encoder: &SentenceEncoder, described: &[(String, String)]) -> Result<Self, EncoderFault> {
        let texts: Vec<&str> = described.iter().map(|(_, words)| words.as_str()).collect();
        let labels = described.iter().map(|(label, _)| label.clone()).collect();
        Ok(Self { labels, rows: encoder.embed(&texts)? })
    }

    /// All labels with how close each is to that text, the closest first: the cosine, at most 1. It is no probability.
    ///
    /// # Errors
    /// When the text cannot be read.
    pub fn closeness(&self, encoder: &SentenceEncoder, text: &str) -> Result<Vec<(&str, f32)>, EncoderFault> {
        let row = encoder.embed(&[text])?;
        let close = |other: &[f32]| row.iter().zip(other).map(|(one, other)| one * other).sum::<f32>();
        let wide = encoder.width().max(1);
        let mut found: Vec<(&str, f32)> =
            self.labels.iter().map(String::as_str).zip(self.rows.chunks_exact(wide).map(close)).collect();
        found.sort_by(|one, other| other.1.total_cmp(&one.1));
        Ok(found)
    }
}

/// `LABEL=DESCRIPTION`, or a label that describes itself: then its words are taken apart at `_` and `-`.
#[must_use]
pub fn parted(word: &str) -> (String, String) {
    let (label, words) = word.split_once('=').unwrap_or((word, ""));
    let (label, words) = (label.trim(), words.trim());
    let words = if words.is_empty() { label.replace(['_', '-'], " ") } else { words.to_owned() };
    (label.to_owned(), words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_described_by_words_of_its_own_or_by_its_name() {
        let told = |label: &str, words: &str| (label.to_owned(), words.to_owned());
        assert_eq!(parted("card_arrival"), told("card_arrival", "card arrival"));
        assert_eq!(parted("late = where is my card"), told("late", "where is my card"));
        assert_eq!(parted("late="), told("late", "late"));
    }
}
