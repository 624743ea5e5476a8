//! Labels of what is in front: does this window or page serve what one wants to get done?

use serde::{Deserialize, Serialize};

use crate::decision::Reason;

/// What a window or a page is to this person. It speaks of the thing that is looked at, never of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TitleLabel {
    /// It serves what they want to get done.
    Focus,
    /// Neither, or nobody has said.
    Neutral,
    /// It draws away from that.
    Distraction,
}

impl TitleLabel {
    /// All labels, in the order in which screens show them.
    pub const ALL: [Self; 3] = [Self::Focus, Self::Neutral, Self::Distraction];

    /// The name in files and addresses, such as `distraction`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Focus => "focus",
            Self::Neutral => "neutral",
            Self::Distraction => "distraction",
        }
    }

    /// The label of that name; `None` when there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.name() == name)
    }

    /// Its place in [`TitleLabel::ALL`].
    #[must_use]
    pub fn place(self) -> usize {
        self as usize
    }
}

/// Who gave a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LabelledBy {
    /// The person, of this very title or of this app.
    Correction,
    /// A model that was learnt from what the person said of others.
    Learned,
    /// The category, or that no rule knows it.
    Rule,
}

/// A label with who gave it and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelledTitle {
    /// The label.
    pub label: TitleLabel,
    /// Who gave it.
    pub by: LabelledBy,
    /// How likely it is right, 0 to 1, from the person's own words that were left out; `None` for a rule, which nobody has tried, and for the person's own word.
    pub confidence: Option<f64>,
    /// Why, in plain words.
    pub reason: Reason,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_places_lead_back() {
        for (place, label) in TitleLabel::ALL.into_iter().enumerate() {
            assert_eq!((TitleLabel::from_name(label.name()), label.place()), (Some(label), place));
            assert_eq!(serde_json::json!(label), label.name());
        }
        assert_eq!(TitleLabel::from_name("work"), None);
    }
}
