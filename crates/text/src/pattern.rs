//! Does this text match? One regular expression that cannot hang the program.
//!
//! The linear-time engine is tried first. A pattern with look-around or back-references goes to a backtracking
//! engine, which gives up after a set number of steps: ActivityWatch's own rules come from Python and use both.

use std::fmt;

/// The longest pattern that is accepted, in bytes. A rule written by hand is a hundredth of this.
pub const MAX_PATTERN_BYTES: usize = 64 * 1024;
/// Largest compiled form of one pattern, in bytes; the engine's own default.
pub(crate) const MAX_COMPILED_BYTES: usize = 10 * 1024 * 1024;
/// Steps after which backtracking gives up. A sane pattern needs some hundreds on a long title; 20,000 take about 0.2 ms.
const MAX_BACKTRACKS: usize = 20_000;

/// A pattern that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It is longer than [`MAX_PATTERN_BYTES`].
    #[error("the pattern has {bytes} bytes, the most is {MAX_PATTERN_BYTES}; split it into several rules")]
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// It is no regular expression.
    #[error("the pattern {pattern:?} is no regular expression: {reason}")]
    Syntax {
        /// The pattern, shortened.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Backtracking gave up, so nobody knows whether the text matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pattern needs too many steps on this text; write it without nested repetition")]
pub struct TooManySteps;

/// A compiled regular expression.
#[derive(Clone)]
pub struct Pattern {
    text: String,
    engine: Engine,
}

#[derive(Clone)]
enum Engine {
    Linear(regex::Regex),
    Backtracking(Box<fancy_regex::Regex>),
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// When it is too long, too big once compiled, or no regular expression.
    ///
    /// ```
    /// use attentive_text::Pattern;
    /// let pattern = Pattern::new("github|gitlab", true).unwrap();
    /// assert!(pattern.is_match("A page on GitHub"));
    /// assert!(Pattern::new("(never closed", false).is_err());
    /// ```
    pub fn new(pattern: &str, ignores_case: bool) -> Result<Self, PatternError> {
        if pattern.len() > MAX_PATTERN_BYTES {
            return Err(PatternError::TooLong { bytes: pattern.len() });
        }
        let text = with_flags(pattern, ignores_case);
        let linear = regex::RegexBuilder::new(&text).size_limit(MAX_COMPILED_BYTES).build();
        let engine = match linear {
            Ok(regex) => Engine::Linear(regex),
            // Its message is kept only when the other engine refuses the pattern as well.
            Err(regex::Error::Syntax(_)) => Engine::Backtracking(Box::new(backtracking(&text, pattern)?)),
            Err(error) => return Err(syntax_error(pattern, &error)),
        };
        Ok(Self { text, engine })
    }

    /// Whether some part of the text matches; a text on which backtracking gives up does not.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.try_match(text).unwrap_or(false)
    }

    /// Whether some part of the text matches.
    ///
    /// # Errors
    /// When backtracking gave up. Whoever guards privacy must read that as a match.
    pub fn try_match(&self, text: &str) -> Result<bool, TooManySteps> {
        match &self.engine {
            Engine::Linear(regex) => Ok(regex.is_match(text)),
            Engine::Backtracking(regex) => regex.is_match(text).map_err(|_| TooManySteps),
        }
    }

    /// The pattern as it was compiled, with its flags.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether matching takes time in proportion to the text.
    #[must_use]
    pub fn is_linear(&self) -> bool {
        matches!(self.engine, Engine::Linear(_))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?})", self.text)
    }
}

/// The pattern with its flags in front: the backtracking engine knows no other way.
pub(crate) fn with_flags(pattern: &str, ignores_case: bool) -> String {
    if ignores_case { format!("(?i){pattern}") } else { pattern.to_owned() }
}

fn backtracking(text: &str, pattern: &str) -> Result<fancy_regex::Regex, PatternError> {
    fancy_regex::RegexBuilder::new(text)
        .backtrack_limit(MAX_BACKTRACKS)
        .delegate_size_limit(MAX_COMPILED_BYTES)
        .build()
        .map_err(|error| syntax_error(pattern, &error))
}

fn syntax_error(pattern: &str, error: &impl fmt::Display) -> PatternError {
    // The engines draw the pattern again over several lines; the last one says what is wrong.
    let reason = error.to_string();
    let reason = reason.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
    let reason = reason.strip_prefix("error: ").unwrap_or(reason).to_owned();
    PatternError::Syntax { pattern: pattern.chars().take(200).collect(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_around_and_back_references_are_understood() {
        let ahead = Pattern::new("testing (?!lookahead)", false).expect("a pattern");
        assert!(ahead.is_match("testing anything"));
        assert!(!ahead.is_match("testing lookahead"));
        let twice = Pattern::new(r"(\w+) \1", true).expect("a pattern");
        assert!(twice.is_match("knock KNOCK") && !twice.is_linear());
    }

    #[test]
    fn a_pattern_that_would_backtrack_for_ever_gives_up() {
        let evil = Pattern::new(r"^(?=(a+)+$)(a|aa|a?)+\1$", false).expect("a pattern");
        let text = format!("{}b", "a".repeat(5_000));
        let began = std::time::Instant::now();
        let _ = evil.try_match(&text);
        let nested = Pattern::new(r"^((a|a)+)\1b", false).expect("a pattern");
        assert_eq!(nested.try_match(&"a".repeat(5_000)), Err(TooManySteps));
        assert!(!nested.is_match(&"a".repeat(5_000)));
        assert!(began.elapsed().as_secs() < 5);
    }

    #[test]
    fn patterns_too_big_to_compile_are_refused() {
        assert!(matches!(Pattern::new(r"(\w{1000}){1000}", false), Err(PatternError::Syntax { .. })));
        assert!(matches!(Pattern::new(&"a".repeat(100_000), false), Err(PatternError::TooLong { bytes: 100_000 })));
        assert!(Pattern::new(&"(".repeat(20_000), false).is_err());
        assert!(Pattern::new(&format!("{}a{}", "(".repeat(20_000), ")".repeat(20_000)), false).is_err());
    }

    #[test]
    fn the_error_says_what_is_wrong_on_one_line() {
        let error = Pattern::new("a(b", false).expect_err("an error").to_string();
        assert!(error.contains("a(b") && error.lines().count() == 1, "{error}");
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_patterns_never_panic(pattern in ".{0,40}", text in ".{0,40}", case: bool) {
            if let Ok(pattern) = Pattern::new(&pattern, case) {
                let _ = pattern.is_match(&text);
            }
        }
    }
}
