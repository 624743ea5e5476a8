//! Prompts: ready questions that a person can choose in their assistant.

/// One prompt.
pub(super) struct Known {
    /// Its name.
    pub(super) name: &'static str,
    /// A few words.
    pub(super) title: &'static str,
    /// What it does.
    pub(super) description: &'static str,
    /// The question itself.
    pub(super) text: &'static str,
}

/// All of them.
pub(super) const ALL: [Known; 3] = [
    Known {
        name: "daily-review",
        title: "How was my day?",
        description: "Looks back on today: focus, what broke it, and one thing to try tomorrow.",
        text: "Look back on my day with me. Call time.summary and focus.sessions for today, and trends.compare with 7 days. Say in a few plain \
               sentences how long I was at the machine and in focus, what broke focus most, and whether that differs from the days before. \
               Then propose one small thing to try tomorrow, and say how sure the figures let you be. Blame nothing on me.",
    },
    Known {
        name: "plan-my-day",
        title: "Plan my day",
        description: "Puts what I have to do into the hours that are good for it.",
        text: "Help me plan today. Call plan.suggest for what my hours are usually good for. Ask me what has to be done and which meetings are fixed, \
               if I have not said so. Put what needs focus into hours of focus, messages into open ones, and leave breaks. Give one list of times.",
    },
    Known {
        name: "explain-decision",
        title: "Why was I interrupted, or not?",
        description: "Explains what was decided about the last demands.",
        text: "Call attention.queue and attention.state. Explain in plain words what was decided about the demands you find there and why: who asked, what an \
               interruption would have cost, what waiting costs, and what would have to change for another decision.",
    },
];

#[cfg(test)]
mod tests {
    use super::super::tool;
    use super::*;

    #[test]
    fn prompts_speak_of_tools_that_there_are() {
        let names: Vec<&str> = tool::all().iter().map(|tool| tool.name).collect();
        for known in &ALL {
            let words = known.text.split([' ', ',', '.']).collect::<Vec<_>>().join(" ");
            let mentioned =
                known.text.split_whitespace().filter(|word| word.trim_end_matches(['.', ',']).contains('.'));
            for word in mentioned {
                let name = word.trim_end_matches(['.', ',']);
                assert!(names.contains(&name), "{name} in {words}");
            }
        }
    }
}
