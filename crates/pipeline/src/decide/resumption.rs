//! How long does it take to be back on a thing after an interruption?

use attentive_types::Reason;

use super::moment::Moment;
use super::reason::measured;

/// Minutes when the person's own are not known yet: in a two-week field study of 27 office workers it took 10 to 15 minutes
/// after the diversion by an alert until focused work on the disrupted task went on (Iqbal and Horvitz, 2007, "Disruption and
/// recovery of computing tasks", CHI; alert-driven suspensions). We take the lower end. Laboratory tasks have less (Mark, Gudith and
/// Klocke, 2008, found people make up for interruptions by working faster, with more stress), interviews have more.
pub const DEFAULT_RESUMPTION_MIN: f64 = 10.0;

/// Minutes to be back: the person's own median, or the default; and the reason that says which.
#[must_use]
pub fn resumption_min(moment: &Moment<'_>) -> (f64, Reason) {
    match moment.resumption_s.filter(|seconds| seconds.is_finite() && *seconds >= 0.0) {
        Some(seconds) => {
            let minutes = seconds / 60.0;
            let text = format!("after a break of focus you are usually back after {minutes:.1} min");
            (minutes, measured("own-resumption", text, (minutes, "min"), 0.2))
        }
        None => {
            let text = "your own time to return is not known yet; a field study found 10 min and more".to_owned();
            (DEFAULT_RESUMPTION_MIN, measured("default-resumption", text, (DEFAULT_RESUMPTION_MIN, "min"), 0.2))
        }
    }
}
