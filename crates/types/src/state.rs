//! States: what attention was like in one stretch of time. A state describes a moment, never a person.

use serde::{Deserialize, Serialize};

use crate::decision::Reason;
use crate::time::Span;

/// The kinds of states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StateKind {
    /// Long stays on few things.
    Focused,
    /// Moving between related things at an ordinary pace.
    Shifting,
    /// Short stays on many things.
    Scattered,
    /// At the machine with hardly any input or change, such as watching or reading slowly.
    Resting,
    /// In a call.
    InCall,
    /// Not at the machine.
    Away,
}

impl StateKind {
    /// All kinds, in the order in which screens show them.
    pub const ALL: [Self; 6] =
        [Self::Focused, Self::Shifting, Self::Scattered, Self::Resting, Self::InCall, Self::Away];

    /// The name in files and addresses, such as `in-call`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Focused => "focused",
            Self::Shifting => "shifting",
            Self::Scattered => "scattered",
            Self::Resting => "resting",
            Self::InCall => "in-call",
            Self::Away => "away",
        }
    }

    /// The kind of that name; `None` when there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The state of attention in one stretch of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// From when to when.
    #[serde(flatten)]
    pub span: Span,
    /// The kind; `None` when the model abstains.
    pub kind: Option<StateKind>,
    /// The model's weight for the kind, 0 to 1; `None` when it abstains.
    pub confidence: Option<f64>,
    /// Whether the confidence was right about as often as it said, on days that the model had not seen; else it is a mere weight.
    #[serde(default)]
    pub is_calibrated: bool,
    /// Which model answered or abstained: `transparent`, `learned` (from the person's own word), or `correction` (that word itself).
    pub by: String,
    /// What spoke for it, strongest first; when it abstains, why.
    pub reasons: Vec<Reason>,
}
