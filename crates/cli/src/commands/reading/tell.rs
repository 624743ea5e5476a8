//! How a ranking, and how far it can be trusted, is said in words.

use attentive_text::reading::{FEWEST, Ranked, State, TriedBy, Trust, WordShare};

/// Letters of a text that are shown.
const SHOWN: usize = 160;

/// How far the order can be trusted.
pub fn trust(trust: &Trust) -> String {
    let figures = || {
        let how = match trust.by {
            TriedBy::Time => "each ranked by what was read before it",
            TriedBy::Parts => "each ranked by the others",
        };
        let [area, low, high] = trust.in_order?;
        let (first, any) = (100.0 * trust.first_tenth?, 100.0 * trust.any_order?);
        Some(format!(
            "on {} texts of this history, {how}: {first:.0} % of the tenth ranked first were interesting, {any:.0} % in any order; {:.0} % of pairs in the right order ({:.0} to {:.0} %, chance 50 %)",
            trust.texts,
            100.0 * area,
            100.0 * low,
            100.0 * high
        ))
    };
    match (trust.state, figures()) {
        (State::TooLittle, _) => {
            format!(
                "not enough to judge: fewer than {FEWEST} interesting texts are known; they are ranked by what there is"
            )
        }
        (State::OneSided, _) => format!(
            "how likely a text is interesting cannot be told: fewer than {FEWEST} texts are known that were not; they are ranked by likeness to what was read"
        ),
        (State::NoBetter, Some(figures)) => format!("no better than chance so far: {figures}"),
        (State::NoBetter, None) => "no better than chance so far".to_owned(),
        (State::Tried, figures) => figures.unwrap_or_default(),
    }
}

/// A text in its place, with why.
pub fn ranked(number: usize, text: &str, ranked: &Ranked) {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(SHOWN).collect();
    let more = if short.len() < line.len() { " ..." } else { "" };
    let likely = ranked.probability.map_or_else(String::new, |likely| format!(" {:.0} %", 100.0 * likely));
    say!("{number}.{likely} ({:.3}) {short}{more}", ranked.strength);
    if let Some(copy) = &ranked.copy_of {
        let was = if copy.was_interesting { "interesting" } else { "not interesting" };
        say!("   nearly the same as one that was read and {was} ({:.0} % alike)", 100.0 * copy.shared);
    }
    for (what, words) in [("for", &ranked.words_for), ("against", &ranked.words_against)] {
        if !words.is_empty() {
            say!("   {what}: {}", in_words(words));
        }
    }
    if ranked.words_for.is_empty() && ranked.words_against.is_empty() {
        say!("   none of its words says anything");
    }
    if let Some(meaning) = ranked.meaning {
        say!("   meaning: {meaning:.2} near to what was interesting");
    }
}

fn in_words(words: &[WordShare]) -> String {
    words.iter().map(|word| format!("{} {:+.3}", word.word, word.adds)).collect::<Vec<_>>().join(", ")
}
