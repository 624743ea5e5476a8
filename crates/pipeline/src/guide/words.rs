//! What is written on a prompt, in English and Chinese. For desktop notifications; the dashboard has its own words for the same
//! keys.

use attentive_types::PromptKind;

/// A language that we write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese, simplified.
    Chinese,
}

impl Language {
    /// From a locale such as `zh_CN.UTF-8`: Chinese for `zh`, English for all others.
    #[must_use]
    pub fn from_locale(locale: &str) -> Self {
        let is_chinese = locale.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("zh"));
        if is_chinese { Self::Chinese } else { Self::English }
    }
}

/// The words of one prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// One line.
    pub title: String,
    /// One or two sentences.
    pub body: String,
    /// The buttons, as `(answer, label)`: answers as in the HTTP API, `1` to `5` for the question.
    pub buttons: Vec<(&'static str, &'static str)>,
}

/// The key under which screens keep the words of a kind, such as `prompt.take-break`.
#[must_use]
pub fn word_key(kind: PromptKind) -> String {
    format!("prompt.{}", kind.name())
}

/// The words of a prompt about `subject`, which stands in where a kind has one.
#[must_use]
pub fn words(kind: PromptKind, subject: &str, language: Language) -> Words {
    let (title, body) = match language {
        Language::English => english(kind),
        Language::Chinese => chinese(kind),
    };
    let subject = match (subject, language) {
        ("", Language::English) => "one app",
        ("", Language::Chinese) => "某个应用",
        (subject, _) => subject,
    };
    Words { title: title.to_owned(), body: body.replace("{subject}", subject), buttons: buttons(kind, language) }
}

fn english(kind: PromptKind) -> (&'static str, &'static str) {
    match kind {
        PromptKind::TakeBreak => {
            ("A good moment for a break", "You have been at it for a long while. Five minutes away may help.")
        }
        PromptKind::StartFocus => {
            ("One of your good hours", "At this hour you often get into focus. Start with the thing that matters?")
        }
        PromptKind::PickOneThing => {
            ("Many things at once", "You have been moving between many things. Pick one for a while?")
        }
        PromptKind::CloseDistraction => {
            ("A frequent breaker of focus", "{subject} breaks many of your focus sessions. Close it for a while?")
        }
        PromptKind::AskFocus => ("How focused were you just now?", "1 is scattered, 5 is focused."),
    }
}

fn chinese(kind: PromptKind) -> (&'static str, &'static str) {
    match kind {
        PromptKind::TakeBreak => ("适合休息一下", "您已经连续工作了很久。离开五分钟也许会有帮助。"),
        PromptKind::StartFocus => ("这是您的高效时段", "您常在这个时段进入专注。要从最重要的事开始吗?"),
        PromptKind::PickOneThing => ("事情有点多", "您一直在许多事情之间切换。先选一件做一会儿?"),
        PromptKind::CloseDistraction => ("常打断专注的应用", "{subject} 打断了您的许多次专注。先关掉一会儿?"),
        PromptKind::AskFocus => ("刚才您有多专注?", "1 表示分散,5 表示专注。"),
    }
}

fn buttons(kind: PromptKind, language: Language) -> Vec<(&'static str, &'static str)> {
    if kind == PromptKind::AskFocus {
        return vec![("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5")];
    }
    match language {
        Language::English => {
            vec![("accepted", "Will do"), ("snoozed", "Later"), ("not-now", "Not now"), ("never-again", "Never again")]
        }
        Language::Chinese => {
            vec![("accepted", "好的"), ("snoozed", "稍后"), ("not-now", "现在不要"), ("never-again", "不再提示")]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words_in_both_languages_without_left_over_marks() {
        for kind in PromptKind::ALL {
            for language in [Language::English, Language::Chinese] {
                for subject in ["", "Chat"] {
                    let words = words(kind, subject, language);
                    assert!(!words.title.is_empty() && !words.body.is_empty() && words.buttons.len() >= 4);
                    assert!(!words.body.contains('{') && !words.title.contains('{'), "{words:?}");
                    assert_eq!(words.title.is_ascii(), language == Language::English, "{words:?}");
                }
            }
        }
        assert!(words(PromptKind::CloseDistraction, "Chat", Language::Chinese).body.starts_with("Chat"));
    }

    #[test]
    fn locales_choose_the_language() {
        assert_eq!(Language::from_locale("zh_CN.UTF-8"), Language::Chinese);
        assert_eq!(Language::from_locale("de_DE"), Language::English);
        assert_eq!(Language::from_locale(""), Language::English);
    }
}
