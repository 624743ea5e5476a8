//! Which rules match a payload? All plain patterns run as one automaton, so that fifty rules cost little more than one.

use std::fmt;

use attentive_types::Payload;
use regex::{RegexSet, RegexSetBuilder};
use serde_json::Value;

use super::{Rule, RuleError};
use crate::pattern::{MAX_PATTERN_BYTES, Pattern, PatternError, with_flags};

/// Largest compiled form of all plain patterns together; beyond it each runs alone.
const MAX_SET_BYTES: usize = 32 * 1024 * 1024;
/// Room for the states that the automaton meets while it runs, in bytes. With the usual 2 MB a set of twenty Unicode
/// patterns throws its states away again and again.
const AUTOMATON_CACHE_BYTES: usize = 16 * 1024 * 1024;

/// The rules' patterns, compiled.
pub(super) struct Matcher {
    set: RegexSet,
    /// For each pattern of `set` its rule and the keys that it looks at.
    in_set: Vec<Target>,
    /// Patterns that cannot be in the set.
    alone: Vec<(Pattern, Target)>,
}

#[derive(Clone)]
struct Target {
    rule: usize,
    select_keys: Option<Vec<String>>,
}

impl Target {
    fn looks_at(&self, key: &str) -> bool {
        self.select_keys.as_ref().is_none_or(|keys| keys.iter().any(|wanted| wanted == key))
    }
}

impl Matcher {
    /// Compiles the rules' patterns, and returns the errors of those that cannot be compiled.
    pub(super) fn new(rules: &[Rule]) -> (Self, Vec<RuleError>) {
        let mut errors = Vec::new();
        let mut texts = Vec::new();
        let mut in_set = Vec::new();
        for (place, rule) in rules.iter().enumerate() {
            match rule.pattern.as_deref() {
                None | Some("") => {}
                Some(pattern) if pattern.len() > MAX_PATTERN_BYTES => {
                    let source = PatternError::TooLong { bytes: pattern.len() };
                    errors.push(RuleError::Pattern { place, source });
                }
                Some(pattern) => {
                    texts.push(with_flags(pattern, rule.ignores_case));
                    in_set.push(Target { rule: place, select_keys: rule.select_keys.clone() });
                }
            }
        }
        match build_set(&texts) {
            Ok(set) => (Self { set, in_set, alone: Vec::new() }, errors),
            Err(_) => Self::sorted_out(rules, in_set, errors),
        }
    }

    /// The slower way when some pattern is no plain one: each is compiled by itself first.
    fn sorted_out(rules: &[Rule], targets: Vec<Target>, mut errors: Vec<RuleError>) -> (Self, Vec<RuleError>) {
        let mut plain = Vec::new();
        let mut alone = Vec::new();
        for target in targets {
            let Some(rule) = rules.get(target.rule) else { continue };
            match Pattern::new(rule.pattern.as_deref().unwrap_or_default(), rule.ignores_case) {
                Ok(pattern) if pattern.is_linear() => plain.push((pattern, target)),
                Ok(pattern) => alone.push((pattern, target)),
                Err(source) => errors.push(RuleError::Pattern { place: target.rule, source }),
            }
        }
        let texts: Vec<&str> = plain.iter().map(|(pattern, _)| pattern.as_str()).collect();
        if let Ok(set) = build_set(&texts) {
            let in_set = plain.into_iter().map(|(_, target)| target).collect();
            return (Self { set, in_set, alone }, errors);
        }
        // Together they are too big.
        alone.extend(plain);
        (Self { set: RegexSet::empty(), in_set: Vec::new(), alone }, errors)
    }

    /// Calls back with the place of each rule that matches; a rule that matches several texts may come several times.
    pub(super) fn for_each_match(&self, data: &Payload, mut found: impl FnMut(usize)) {
        for (key, value) in data {
            let Value::String(text) = value else { continue };
            if !self.in_set.is_empty() {
                for place in &self.set.matches(text) {
                    if let Some(target) = self.in_set.get(place).filter(|target| target.looks_at(key)) {
                        found(target.rule);
                    }
                }
            }
            for (pattern, target) in &self.alone {
                if target.looks_at(key) && pattern.is_match(text) {
                    found(target.rule);
                }
            }
        }
    }
}

fn build_set(texts: &[impl AsRef<str>]) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(texts).size_limit(MAX_SET_BYTES).dfa_size_limit(AUTOMATON_CACHE_BYTES).build()
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Matcher({} together, {} alone)", self.in_set.len(), self.alone.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(pattern: &str) -> Rule {
        Rule {
            name: vec![pattern.to_owned()],
            pattern: Some(pattern.to_owned()),
            ignores_case: false,
            select_keys: None,
        }
    }

    #[test]
    fn only_patterns_that_need_it_run_alone() {
        let (matcher, errors) = Matcher::new(&[rule("a"), rule("b(?=c)"), rule("("), rule("d")]);
        assert_eq!(format!("{matcher:?}"), "Matcher(2 together, 1 alone)");
        assert!(matches!(errors[..], [RuleError::Pattern { place: 2, .. }]));
    }

    #[test]
    fn a_set_that_is_too_big_still_works() {
        let big: Vec<Rule> = (0..12).map(|place| rule(&format!("{place}x[\\w ]{{150}}"))).collect();
        let (matcher, errors) = Matcher::new(&big);
        assert!(errors.is_empty(), "{errors:?}");
        let text = format!("7x{}", "a".repeat(150));
        let data: Payload = [("k".to_owned(), Value::String(text))].into_iter().collect();
        let mut found = Vec::new();
        matcher.for_each_match(&data, |rule| found.push(rule));
        assert_eq!(found, [7], "{matcher:?}");
    }
}
