//! What costs are weighed by: the constants of the broker in one place, so that they can be tried out on others than those who are judged.

/// The weights. The default is what the product uses; `score broker-tuned-on` tries others on synthetic people that no score looks at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Share of the cost of an interruption that is left at a breakpoint. People are back faster after interruptions at task boundaries (Adamczyk and
    /// Bailey, 2004, CHI; Iqbal and Bailey, 2005); the number is this project's choice.
    pub breakpoint_share: f64,
    /// An interruption that costs less than this is not worth a wait, in minutes of focus (this project's choice).
    pub negligible_min: f64,
    /// The price of a minute of waiting is multiplied by this.
    pub haste: f64,
    /// So many minutes after its hour a batch comes at the latest.
    pub batch_grace_min: f64,
    /// So many minutes a thing must have lasted for the turn from it to be a breakpoint.
    pub worth_leaving_min: f64,
    /// So many minutes a thing must have lasted for what was promised for the next break to come at its end (this project's choice).
    pub break_after_min: f64,
    /// Whether what waits comes along when something is delivered.
    pub rides: bool,
    /// Whether a spell that is likely to become a focus session counts as focus.
    pub foresees_focus: bool,
    /// The longest waits are multiplied by this.
    pub patience: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            breakpoint_share: 0.3,
            negligible_min: 1.0,
            haste: 1.0,
            batch_grace_min: 30.0,
            worth_leaving_min: 0.0,
            break_after_min: 5.0,
            rides: true,
            foresees_focus: true,
            patience: 1.0,
        }
    }
}
