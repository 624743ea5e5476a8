//! Which language is most of a text in? By its letters, and English by its small words.

use serde::{Deserialize, Serialize};

use crate::letters::is_unparted;

/// Small words of English; a text in Latin letters without any of them is in another language.
const SMALL: [&str; 40] = [
    "the", "a", "an", "to", "of", "and", "in", "is", "it", "you", "for", "on", "with", "your", "we", "i", "be", "this",
    "that", "are", "at", "by", "please", "from", "can", "have", "has", "not", "my", "will", "was", "as", "or", "what",
    "how", "when", "our", "new", "if", "do",
];

/// Words without any small word that a text in English may have.
const SHORT: usize = 6;

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// English; also a few words in Latin letters that might be anything.
    En,
    /// Chinese.
    Zh,
    /// English and Chinese in one.
    Mixed,
    /// Another.
    Other,
    /// There is no letter in it.
    None,
}

pub(super) fn of(text: &str) -> Language {
    let (mut latin, mut chinese, mut other) = (0_usize, 0_usize, 0_usize);
    for letter in text.chars().filter(|letter| letter.is_alphabetic()) {
        match letter {
            '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}' => other += 1,
            letter if is_unparted(letter) => chinese += 1,
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => latin += 1,
            _ => other += 1,
        }
    }
    // A sign of Chinese says as much as two letters.
    let (latin, chinese) = (latin, 2 * chinese);
    if latin + chinese + other == 0 {
        Language::None
    } else if 2 * other > latin + chinese {
        Language::Other
    } else if 4 * chinese > 3 * (latin + chinese) {
        Language::Zh
    } else if 4 * latin <= 3 * (latin + chinese) {
        Language::Mixed
    } else {
        english(text)
    }
}

fn english(text: &str) -> Language {
    let words: Vec<String> =
        text.split(|sign: char| !sign.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let small = words.iter().filter(|word| SMALL.contains(&word.as_str())).count();
    if words.len() < SHORT || small * 12 >= words.len() { Language::En } else { Language::Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told() {
        for (text, expected) in [
            ("Could you send me the slides by Friday?", Language::En),
            ("Lunch", Language::En),
            ("明天下午三点开会", Language::Zh),
            ("请在 GitHub 上看一下这个问题", Language::Zh),
            ("Please review 这个合并请求 today", Language::Mixed),
            ("Können wir das morgen früh gemeinsam besprechen", Language::Other),
            ("Встреча завтра", Language::Other),
            ("こんにちは", Language::Other),
            ("12:30 !!", Language::None),
            ("", Language::None),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }
}
