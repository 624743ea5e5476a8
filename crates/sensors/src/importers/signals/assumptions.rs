//! What was guessed, in words.

/// What an importer guessed because the file did not say, each as a sentence for the person, such as
/// `the time is taken as milliseconds, since its steps are 2 to 3`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assumptions {
    sentences: Vec<String>,
}

impl Assumptions {
    /// Nothing was guessed.
    #[must_use]
    pub const fn none() -> Self {
        Self { sentences: Vec::new() }
    }

    /// Adds a sentence; the same sentence is kept once.
    pub fn say(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.sentences.contains(&sentence) {
            self.sentences.push(sentence);
        }
    }

    /// The sentences, in the order in which they were guessed.
    #[must_use]
    pub fn sentences(&self) -> &[String] {
        &self.sentences
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_is_said_once() {
        let mut assumptions = Assumptions::default();
        assumptions.say("the rate is 60 Hz");
        assumptions.say("the rate is 60 Hz");
        assert_eq!(assumptions.sentences(), ["the rate is 60 Hz"]);
    }
}
