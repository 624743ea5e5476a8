//! What does the title say once all that changes by itself is gone? A window title in, its lasting part out.
//!
//! Counters of unread messages, marks of unsaved work and frame rates make one window look like many; the app's own
//! name at the end says nothing new. The first three are also what ActivityWatch's `simplify_window_titles` drops
//! ([`simplify`] does exactly that and no more).

use std::sync::LazyLock;

use regex::Regex;

/// Marks of unsaved work in front of a title: the dot of VS Code and the star of gedit and many others.
const EDIT_MARKS: [char; 4] = ['●', '•', '*', '◌'];
/// What stands between the parts of a title.
const SEPARATORS: [&str; 8] = [" - ", " – ", " — ", " | ", " · ", " :: ", "\u{200b} - ", " _ "];

/// `FPS: 59.2`; compiled once. The pattern is ours and a test uses it, so that it cannot fail to compile unseen.
static FRAME_RATE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"FPS:\s+[0-9.]+").ok());

/// The title without counters, edit marks, frame rate and the app's own name at its end.
///
/// ```
/// use attentive_text::title::clean;
/// assert_eq!(clean("firefox", "(3) Inbox — Mozilla Firefox"), "Inbox");
/// assert_eq!(clean("Code", "● main.rs - Visual Studio Code"), "main.rs");
/// ```
#[must_use]
pub fn clean(app: &str, title: &str) -> String {
    let mut rest = title.trim();
    loop {
        let shorter = without_counter(rest).trim_start_matches(EDIT_MARKS).trim_start();
        if shorter.len() == rest.len() || shorter.is_empty() {
            break;
        }
        rest = shorter;
    }
    let rest = without_app(app, rest).trim_end_matches(|c: char| c.is_whitespace() || EDIT_MARKS.contains(&c));
    let rest = if rest.is_empty() { title.trim() } else { rest };
    without_frame_rate(rest)
}

/// The title as ActivityWatch's `simplify_window_titles` leaves it: without a counter in front, and for a window
/// (`has_app`) with the frame rate blotted out and without a dot or star in front.
#[must_use]
pub fn simplify(title: &str, has_app: bool) -> String {
    let rest = without_round_counter(title);
    if !has_app {
        return rest.to_owned();
    }
    let steady = without_frame_rate(rest);
    let Some(marked) = steady.strip_prefix(['●', '*']) else { return steady };
    marked.trim_start().to_owned()
}

fn without_frame_rate(title: &str) -> String {
    match FRAME_RATE.as_ref() {
        Some(pattern) => pattern.replace_all(title, "FPS: ...").into_owned(),
        None => title.to_owned(),
    }
}

/// Without `(3) ` in front.
fn without_round_counter(title: &str) -> &str {
    counter(title, '(', ')', |c| c.is_ascii_digit())
}

/// Without `(3)`, `[3]`, `(99+)`, `【3】` or `(3条消息)` in front.
fn without_counter(title: &str) -> &str {
    let is_count = |c: char| c.is_ascii_digit() || "+,.条封个未读新消息私信通知 ".contains(c);
    [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')]
        .into_iter()
        .fold(title, |rest, (open, close)| counter(rest, open, close, is_count))
}

fn counter(title: &str, open: char, close: char, is_count: impl Fn(char) -> bool) -> &str {
    let inside = title.strip_prefix(open).and_then(|rest| rest.split_once(close));
    match inside {
        Some((count, rest)) if count.starts_with(|c: char| c.is_ascii_digit()) && count.chars().all(is_count) => {
            rest.trim_start()
        }
        _ => title,
    }
}

/// Without the last part of the title, if that part is the app's name.
fn without_app<'a>(app: &str, title: &'a str) -> &'a str {
    let last =
        SEPARATORS.iter().filter_map(|separator| title.rfind(separator).map(|at| (at, at + separator.len()))).max();
    let Some((before, after)) = last else { return title };
    match (title.get(..before), title.get(after..)) {
        (Some(rest), Some(name)) if names(app, name) && !rest.trim().is_empty() => rest,
        _ => title,
    }
}

/// Whether a part of a title is the name of the app: short, and with one of the app's own words in it.
fn names(app: &str, part: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    // A maker in front or an ending tells nothing: `org.gnome.Evince`, `chrome.exe`.
    let is_noise = |word: &String| {
        matches!(word.as_str(), "org" | "com" | "exe" | "bin" | "gnome" | "kde" | "desktop" | "browser" | "stable")
    };
    let app_words: Vec<String> = words(app).into_iter().filter(|word| !is_noise(word)).collect();
    let part_words = words(part);
    let is_own = |word: &String| app_words.contains(word) && (word.chars().count() >= 3 || !word.is_ascii());
    (1..=4).contains(&part_words.len()) && part_words.iter().any(is_own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_marks_and_app_names_go() {
        for (app, title, expected) in [
            ("Google-chrome", "(12) A song - YouTube - Google Chrome", "A song - YouTube"),
            ("firefox", "Attention | Wikipedia — Mozilla Firefox", "Attention | Wikipedia"),
            ("firefox", "Mail — Mozilla Firefox Private Browsing", "Mail"),
            ("org.gnome.gedit", "*notes.txt (~/work) - gedit", "notes.txt (~/work)"),
            ("Code", "● lib.rs - text - Visual Studio Code", "lib.rs - text"),
            ("Slack", "[3] * general | Acme - Slack", "general | Acme"),
            ("微信", "(3条消息) 项目组 - 微信", "项目组"),
            ("Cemu", "Cemu - FPS: 59.94 - Game", "Cemu - FPS: ... - Game"),
            ("mpv", "film.mkv - mpv", "film.mkv"),
        ] {
            assert_eq!(clean(app, title), expected);
        }
    }

    #[test]
    fn what_says_something_stays() {
        for (app, title) in [
            ("firefox", "Mozilla Firefox"),
            ("firefox", "(1)"),
            ("firefox", "*"),
            ("firefox", ""),
            ("gimp", "(draft) picture"),
            ("evince", "Report - 2026"),
            ("Code", "How I learnt to write - a very long story about code and people"),
            ("x", "a - x"),
        ] {
            assert_eq!(clean(app, title), title);
        }
    }

    #[test]
    fn simplified_titles_are_those_of_activitywatch() {
        for (title, has_app, expected) in [
            ("(99) Facebook", true, "Facebook"),
            ("(99) Facebook", false, "Facebook"),
            ("Cemu - FPS: 133.7 - ???", true, "Cemu - FPS: ... - ???"),
            ("Cemu - FPS: 133.7 - ???", false, "Cemu - FPS: 133.7 - ???"),
            ("●report.md", true, "report.md"),
            ("* report.md", true, "report.md"),
            ("* report.md", false, "* report.md"),
            ("(99+) Facebook", true, "(99+) Facebook"),
            ("(2)(3) x", true, "(3) x"),
        ] {
            assert_eq!(simplify(title, has_app), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_titles_never_panic_and_keep_something(app in ".{0,12}", title in ".{0,60}") {
            let cleaned = clean(&app, &title);
            proptest::prop_assert_eq!(cleaned.is_empty(), title.trim().is_empty());
        }
    }
}
