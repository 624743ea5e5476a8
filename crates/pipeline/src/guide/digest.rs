//! What is written on the desktop when the inbox brings something: one demand by its own words, several as a short list.

use super::Language;

/// So many are named; of the rest the number is told.
const NAMED: usize = 4;

/// Title and body for demands that come together, as `(source, subject)`, the first one first.
///
/// ```
/// use attentive_pipeline::guide::{Language, digest};
///
/// let (title, body) = digest(&[("ci", "build failed"), ("mail", "lunch?")], Language::English);
/// assert_eq!(title, "2 things waited for this moment");
/// assert_eq!(body, "ci: build failed\nmail: lunch?");
/// ```
#[must_use]
pub fn digest(lines: &[(&str, &str)], language: Language) -> (String, String) {
    if let [(source, subject)] = lines {
        return ((*source).to_owned(), (*subject).to_owned());
    }
    let count = lines.len();
    let title = match language {
        Language::English => format!("{count} things waited for this moment"),
        Language::Chinese => format!("有 {count} 件事在等这一刻"),
    };
    let mut body: Vec<String> =
        lines.iter().take(NAMED).map(|(source, subject)| format!("{source}: {subject}")).collect();
    if count > NAMED {
        let more = count - NAMED;
        body.push(match language {
            Language::English => format!("and {more} more"),
            Language::Chinese => format!("还有 {more} 件"),
        });
    }
    (title, body.join("\n"))
}

/// The same for what was brought before and is neither seen nor answered.
///
/// ```
/// use attentive_pipeline::guide::{Language, reminder};
///
/// let (title, body) = reminder(&[("ci", "build failed")], Language::English);
/// assert_eq!((title.as_str(), body.as_str()), ("Still waits for you: ci", "build failed"));
/// ```
#[must_use]
pub fn reminder(lines: &[(&str, &str)], language: Language) -> (String, String) {
    let (title, body) = digest(lines, language);
    let title = match (language, lines.len()) {
        (Language::English, 1) => format!("Still waits for you: {title}"),
        (Language::Chinese, 1) => format!("还在等您:{title}"),
        (Language::English, count) => format!("{count} things still wait for you"),
        (Language::Chinese, count) => format!("还有 {count} 件事在等您"),
    };
    (title, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_speaks_for_itself_and_many_are_counted() {
        assert_eq!(digest(&[("ci", "done")], Language::Chinese), ("ci".to_owned(), "done".to_owned()));
        let six = [("a", "b"); 6];
        let (title, body) = digest(&six, Language::Chinese);
        assert_eq!(title, "有 6 件事在等这一刻");
        assert!(body.ends_with("还有 2 件") && body.lines().count() == 5, "{body}");
        assert_eq!(reminder(&six, Language::English).0, "6 things still wait for you");
    }
}
