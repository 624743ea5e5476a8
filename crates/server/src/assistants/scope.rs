//! What an assistant may do. Each scope stands alone: none includes another.

use serde::{Deserialize, Serialize};

/// One thing that an assistant may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Whether the person is free, busy or away.
    #[serde(rename = "state:coarse")]
    StateCoarse,
    /// What attention is like, how sure that is, and why.
    #[serde(rename = "state:full")]
    StateFull,
    /// Sums over time: focus, presence, categories. No titles.
    #[serde(rename = "history:aggregate")]
    HistoryAggregate,
    /// Everything that was recorded, window titles and addresses as well.
    #[serde(rename = "history:titles")]
    HistoryTitles,
    /// To bring demands and questions, and to ask when it may interrupt.
    #[serde(rename = "ask")]
    Ask,
    /// To change what may interrupt when.
    #[serde(rename = "policy:write")]
    PolicyWrite,
}

impl Scope {
    /// All scopes, the least telling first.
    pub const ALL: [Self; 6] =
        [Self::StateCoarse, Self::Ask, Self::StateFull, Self::HistoryAggregate, Self::HistoryTitles, Self::PolicyWrite];
    /// What an assistant may when the person said nothing else.
    pub const DEFAULT: [Self; 2] = [Self::StateCoarse, Self::Ask];

    /// Its name, such as `state:coarse`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::StateCoarse => "state:coarse",
            Self::StateFull => "state:full",
            Self::HistoryAggregate => "history:aggregate",
            Self::HistoryTitles => "history:titles",
            Self::Ask => "ask",
            Self::PolicyWrite => "policy:write",
        }
    }

    /// The scope of that name; `None` when there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_are_written_down() {
        for scope in Scope::ALL {
            assert_eq!(Scope::from_name(scope.name()), Some(scope));
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.name());
        }
        assert_eq!(Scope::from_name("all"), None);
    }
}
