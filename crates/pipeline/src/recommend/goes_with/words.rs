//! What was found, as a sentence that a person can read, and the trial of prompts that could put it to the proof.

use attentive_types::PromptKind;

use super::{About, Lacking, Told};

/// The comparison, its size, its interval and what it rests on; a fragment in plain English, as reasons are.
///
/// Screens in other languages make their own from the numbers.
#[must_use]
pub fn sentence(told: &Told) -> String {
    let effect = told.effect_min;
    let more = if effect.value >= 0.0 { "more" } else { "less" };
    format!(
        "{} the next half hour has {:.1} min {more} focus than {} (interval {:+.1} to {:+.1}; {} days, {} times against {})",
        when(&told.about),
        effect.value.abs(),
        against(&told.about),
        effect.low,
        effect.high,
        told.days,
        told.with,
        told.without,
    )
}

/// What lacks, as such a fragment.
#[must_use]
pub fn lacks(lacking: &Lacking) -> String {
    let days = match lacking.days {
        0 => None,
        1 => Some("1 day more with it and without it".to_owned()),
        days => Some(format!("{days} days more with it and without it")),
    };
    let times = (lacking.times > 0).then(|| format!("{} quarters of an hour more of the rarer side", lacking.times));
    let all: Vec<String> = days.into_iter().chain(times).collect();
    format!("not enough yet: {} at least", if all.is_empty() { "1 day more".to_owned() } else { all.join(", ") })
}

/// What it is about, in a word or a few.
#[must_use]
pub fn name(about: &About) -> String {
    match about {
        About::App { name } | About::Site { name } | About::Person { name } => name.clone(),
        About::Hours { from, to } => format!("{from}:00 to {to}:00"),
        About::BreakAfter { from_min, to_min: Some(to) } => format!("break after {from_min} to {to} min of work"),
        About::BreakAfter { from_min, to_min: None } => format!("break after {from_min} min of work or more"),
        About::Notifications => "notifications".to_owned(),
        About::Surrounding { what, value } => format!("{what}: {value}"),
    }
}

/// The kind of prompt whose trial shows by chance what this only goes with; `None` where there is none.
#[must_use]
pub fn trial(told: &Told) -> Option<PromptKind> {
    let is_more = told.effect_min.value > 0.0;
    match told.about {
        About::App { .. } | About::Site { .. } if !is_more => Some(PromptKind::CloseDistraction),
        About::Hours { .. } if is_more => Some(PromptKind::StartFocus),
        About::BreakAfter { .. } if is_more => Some(PromptKind::TakeBreak),
        _ => None,
    }
}

fn when(about: &About) -> String {
    match about {
        About::App { name } | About::Site { name } => format!("after a quarter of an hour with {name}"),
        About::Person { name } => format!("after hearing from or writing to {name}"),
        About::Hours { from, to } => format!("between {from}:00 and {to}:00"),
        About::BreakAfter { .. } => format!("after a {}", name(about)),
        About::Notifications => "after a quarter of an hour in which a notification came".to_owned(),
        About::Surrounding { what, value } => format!("with {what} at {value}"),
    }
}

fn against(about: &About) -> &'static str {
    match about {
        About::App { .. } | About::Site { .. } => "after others of the same hours, as focused before",
        About::Person { .. } => "after others whom you heard from or wrote to",
        About::Hours { .. } => "at other hours of the same days",
        About::BreakAfter { .. } => "when you went on after as much work",
        About::Notifications => "after quiet ones of the same hours, as focused before",
        About::Surrounding { .. } => "otherwise at about the same hours",
    }
}

#[cfg(test)]
mod tests {
    use attentive_learn::Estimate;

    use super::*;

    fn told(about: About, value: f64) -> Told {
        Told {
            about,
            effect_min: Estimate::around(value, 1.5),
            usual_min: 9.0,
            days: 31,
            with: 120,
            without: 800,
            p: 0.001,
        }
    }

    #[test]
    fn a_sentence_says_what_how_much_how_sure_and_on_how_much_it_rests() {
        let text = sentence(&told(About::App { name: "Slack".into() }, -3.0));
        for part in ["Slack", "3.0 min less focus", "-4.5 to -1.5", "31 days", "120 times"] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn trials_are_offered_where_there_are_some() {
        assert_eq!(trial(&told(About::App { name: "Slack".into() }, -3.0)), Some(PromptKind::CloseDistraction));
        assert_eq!(trial(&told(About::App { name: "Editor".into() }, 3.0)), None);
        assert_eq!(trial(&told(About::Hours { from: 8, to: 10 }, 3.0)), Some(PromptKind::StartFocus));
        let lacking = Lacking { about: About::Notifications, days: 3, times: 0 };
        assert!(lacks(&lacking).contains("3 days more"));
    }
}
