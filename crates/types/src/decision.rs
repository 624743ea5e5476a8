//! Decisions: what to do with a demand, and why.

use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp};

/// One reason, as a code that screens translate and the numbers that it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable code, such as `long-stay`, `many-switches`, `quiet-hours`.
    pub code: String,
    /// The same in plain English.
    pub text: String,
    /// The number it rests on; `None` when it rests on none.
    pub value: Option<f64>,
    /// The unit of the number; empty when it has none.
    pub unit: String,
    /// How much it speaks for (positive) or against (negative) the outcome; on the model's own scale.
    pub weight: f64,
}

/// When to bring a demand to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "when")]
pub enum Timing {
    /// Now.
    Now,
    /// At the next breakpoint, and at the latest at `no_later_than`.
    NextBreakpoint {
        /// The moment at which waiting ends in any case.
        no_later_than: Timestamp,
    },
    /// Together with others at a set moment.
    Batch {
        /// That moment.
        at: Timestamp,
    },
    /// Not at all.
    Never,
}

/// What to do with one demand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The demand that it answers.
    pub demand_id: String,
    /// When to deliver.
    pub timing: Timing,
    /// Expected cost of interrupting now, in minutes of focus lost; `None` when it is not known.
    pub cost_now_min: Option<f64>,
    /// Expected cost of waiting, in the same minutes; `None` when it is not known.
    pub cost_wait_min: Option<f64>,
    /// Why, strongest first.
    pub reasons: Vec<Reason>,
}

/// One stretch of a day's plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedHour {
    /// The local hour as a span in UTC.
    #[serde(flatten)]
    pub span: Span,
    /// Expected share of the hour in focus, 0 to 1, from the person's own past at this hour; `None` without enough past.
    pub expected_focus_share: Option<f64>,
    /// How many past days stand behind it.
    pub days_seen: u32,
    /// `focus`, `ordinary`, `open` (good for messages and meetings) or `unknown`.
    pub advice: String,
}
