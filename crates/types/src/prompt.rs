//! Prompts and what followed them.

use serde::{Deserialize, Serialize};

use crate::decision::Reason;
use crate::time::Timestamp;

/// The kinds of prompts. Preferences and trials are kept by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PromptKind {
    /// Take a break after a long stretch.
    TakeBreak,
    /// Start a focus block now: this is one of your good hours.
    StartFocus,
    /// You have been moving between many things: pick one.
    PickOneThing,
    /// One app breaks most of your focus sessions: close it for a while.
    CloseDistraction,
    /// How focused were you just now? (a self-report question)
    AskFocus,
}

impl PromptKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::TakeBreak, Self::StartFocus, Self::PickOneThing, Self::CloseDistraction, Self::AskFocus];

    /// The name in files and addresses, such as `take-break`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TakeBreak => "take-break",
            Self::StartFocus => "start-focus",
            Self::PickOneThing => "pick-one-thing",
            Self::CloseDistraction => "close-distraction",
            Self::AskFocus => "ask-focus",
        }
    }

    /// The kind of that name; `None` when there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Which side of its small trial a prompt fell on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arm {
    /// It was shown.
    Deliver,
    /// It was held back, to learn what happens without it.
    HoldBack,
}

/// What the person said to a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Will do.
    Accepted,
    /// Later.
    Snoozed,
    /// Not now.
    NotNow,
    /// Never again this kind.
    NeverAgain,
    /// An answer to a question, 1 to 5.
    Rated(u8),
    /// No answer while it was shown.
    Ignored,
}

/// One prompt: one occasion of one kind, randomised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prompt {
    /// Its own name, unique.
    pub prompt_id: String,
    /// Its kind.
    pub kind: PromptKind,
    /// What it is about; empty when the kind says it all.
    pub subject: String,
    /// When the occasion came.
    pub at: Timestamp,
    /// Delivered or held back.
    pub arm: Arm,
    /// The probability with which it was to be delivered, 0 to 1. 1 for questions, which are not on trial.
    pub deliver_probability: f64,
    /// Why it came up, strongest first.
    pub reasons: Vec<Reason>,
}

/// What followed one prompt, delivered or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The prompt that it follows.
    pub prompt_id: String,
    /// Its kind.
    pub kind: PromptKind,
    /// Delivered or held back.
    pub arm: Arm,
    /// The probability with which it was to be delivered.
    pub deliver_probability: f64,
    /// When the prompt came.
    pub at: Timestamp,
    /// Minutes in focus sessions during the 30 minutes after it (for `take-break`: from 30 to 60 minutes after it, since the
    /// first half hour is for the break); `None` when too little was sensed to tell.
    pub focus_min: Option<f64>,
    /// What the person said; `None` when held back or not answered.
    pub answer: Option<Answer>,
}

/// What one kind of prompt did for this person so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Its kind.
    pub kind: PromptKind,
    /// Occasions on which it was delivered and the outcome is known.
    pub delivered: u32,
    /// Occasions on which it was held back and the outcome is known.
    pub held_back: u32,
    /// Mean difference in minutes of focus (delivered less held back); `None` while it is too early to say.
    pub gain_min: Option<f64>,
    /// Its 95 % interval, which holds however often one looks; `None` while it is too early to say.
    pub interval_min: Option<(f64, f64)>,
    /// The same gain by weighted and centred least squares, which takes out the hour of the day and what was before: sharper, but right only for
    /// a look at a moment that was fixed beforehand. `None` while it is too early to say.
    #[serde(default)]
    pub fixed_gain_min: Option<f64>,
    /// Its 95 % interval; `None` while it is too early to say.
    #[serde(default)]
    pub fixed_interval_min: Option<(f64, f64)>,
    /// How many to one speaks against this kind being worth its interruption, the most so far; 1 for nothing. Were it worth it, c to one would come up with a
    /// chance of at most 1 in c, ever.
    #[serde(default)]
    pub odds_against: f64,
    /// Whether it comes up no more, because that evidence is strong enough.
    #[serde(default)]
    pub is_retired: bool,
    /// How likely one gains on the mean what makes it worth its interruption, for each hour of the day (24 of UTC, from midnight on); `None` at hours that no known outcome speaks of, empty while
    /// it is too early to say.
    #[serde(default)]
    pub worth_by_hour: Vec<Option<f64>>,
    /// `helps`, `does nothing sure`, `harms`, `not worthwhile`, `too early to say`, `not on trial`.
    pub verdict: String,
}
