//! How buckets of our own are named.
//!
//! Streams that ActivityWatch knows too carry its names, because its web interface and its canonical query look for
//! `aw-watcher-window_<host>` and `aw-watcher-afk_<host>`. When such a bucket belongs to another program, ours steps aside to
//! `attentive-<stream>_<host>`, so that two watchers never write into one bucket.

use attentive_types::bucket::kinds;

/// What our own buckets say of who sends them.
pub(crate) const CLIENT: &str = "attentive";

/// The name by which ActivityWatch's programs find a stream of this type; `None` when they know none.
pub(crate) fn shared(kind: &str, hostname: &str) -> Option<String> {
    let watcher = match kind {
        kinds::WINDOW => "aw-watcher-window",
        kinds::AFK => "aw-watcher-afk",
        kinds::INPUT => "aw-watcher-input",
        _ => return None,
    };
    Some(format!("{watcher}_{hostname}"))
}

/// The name that is ours alone.
pub(crate) fn own(stream: &str, hostname: &str) -> String {
    format!("attentive-{stream}_{hostname}")
}

/// Our buckets that are written by the program itself and not by a sensor.
pub(crate) mod streams {
    /// Prompts that came up.
    pub(crate) const PROMPTS: &str = "prompts";
    /// What followed them.
    pub(crate) const OUTCOMES: &str = "outcomes";
    /// What the person answered to them.
    pub(crate) const ANSWERS: &str = "answers";
    /// Self-reports.
    pub(crate) const SELF_REPORT: &str = "selfreport";
    /// Corrections by hand.
    pub(crate) const CORRECTIONS: &str = "corrections";
    /// Labels of titles and apps by hand.
    pub(crate) const TITLES: &str = "titles";
    /// Meetings of calendars that were read in.
    pub(crate) const MEETINGS: &str = "meetings";
    /// Stretches in which sensing was paused.
    pub(crate) const PAUSE: &str = "pause";
}

/// The type of the bucket that holds answers to prompts: `prompt_id`, `kind`, `answer`, `via`.
pub(crate) const ANSWER_KIND: &str = "attentive.answer";

/// Whether a bucket of this type holds what was sensed, and not what the program or the person said about it.
pub(crate) fn is_sensed(kind: &str) -> bool {
    let own = [
        kinds::SELF_REPORT,
        kinds::CORRECTION,
        kinds::TITLE_LABEL,
        kinds::PROMPT,
        kinds::OUTCOME,
        kinds::PAUSE,
        kinds::TICKET,
        kinds::MEETING,
    ];
    kind != ANSWER_KIND && !own.contains(&kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_presence_and_input_carry_the_names_that_the_canonical_query_looks_for() {
        assert_eq!(shared(kinds::WINDOW, "laptop").as_deref(), Some("aw-watcher-window_laptop"));
        assert_eq!(shared(kinds::AFK, "laptop").as_deref(), Some("aw-watcher-afk_laptop"));
        assert_eq!(shared(kinds::INPUT, "laptop").as_deref(), Some("aw-watcher-input_laptop"));
        assert_eq!(shared(kinds::LOCK, "laptop"), None);
        assert_eq!(own("lock", "laptop"), "attentive-lock_laptop");
    }
}
