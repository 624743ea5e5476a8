//! What is this window about? A payload in, a category out, such as `Work > Programming`.
//!
//! The rules and their ranking are ActivityWatch's: a rule is a regular expression that is tried on every text of the
//! payload, or on the keys that it names. Of all rules that match, the deepest category wins, and among equally deep
//! ones the later. When none matches the category is `Uncategorized`. A rule without a pattern, or with an empty one,
//! matches nothing.

mod builtin;
mod matcher;
mod parse;

use attentive_types::Payload;
use serde_json::{Value, json};

pub use parse::RuleError;

use crate::keyed_hash;
use matcher::Matcher;

/// The name of what no rule knows.
pub const UNCATEGORIZED: &str = "Uncategorized";

/// The most rules in one set. The built-in tree has some fifty, and a year's hand work some hundreds.
pub const MAX_RULES: usize = 10_000;

/// One rule: a category and what speaks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The category from the top down, such as `["Work", "Programming"]`.
    pub name: Vec<String>,
    /// The regular expression; `None` when the category is only a heading.
    pub pattern: Option<String>,
    /// Whether capital and small letters are the same.
    pub ignores_case: bool,
    /// The keys whose texts are looked at; `None` for all.
    pub select_keys: Option<Vec<String>>,
}

/// A set of rules, compiled.
#[derive(Debug)]
pub struct CategoryRules {
    rules: Vec<Rule>,
    matcher: Matcher,
    /// Each distinct category once; place 0 is `Uncategorized`.
    names: Vec<Vec<String>>,
    /// For each rule the place of its name in `names`.
    name_of_rule: Vec<u32>,
    hash: u64,
}

impl CategoryRules {
    /// Attentive's own rules: common programs and sites of Linux desks, English and Chinese.
    #[must_use]
    pub fn defaults() -> Self {
        // A test compiles the built-in rules, so that none can be lost here.
        let (rules, _errors) = Self::keeping_good(builtin::rules());
        rules
    }

    /// Reads ActivityWatch's `classes` setting, the file that its web UI exports, or the list that `categorize` takes.
    ///
    /// # Errors
    /// At the first entry that is no rule, with its place.
    ///
    /// ```
    /// use attentive_text::CategoryRules;
    /// let rules = CategoryRules::parse(&serde_json::json!([[["Work", "Code"], {"type": "regex", "regex": "vim"}]])).unwrap();
    /// let data = serde_json::json!({"app": "nvim"});
    /// assert_eq!(rules.category(data.as_object().unwrap()), ["Work", "Code"]);
    /// ```
    pub fn parse(json: &Value) -> Result<Self, RuleError> {
        let rules = parse::entries(json)?.iter().enumerate().map(|(place, entry)| parse::rule(place, entry));
        Self::new(rules.collect::<Result<_, _>>()?)
    }

    /// Like [`CategoryRules::parse`], but an entry that is no rule costs only that entry; all such errors are returned.
    ///
    /// # Errors
    /// When there is no list of rules at all.
    pub fn parse_keeping_good(json: &Value) -> Result<(Self, Vec<RuleError>), RuleError> {
        let mut good = Vec::new();
        let mut errors = Vec::new();
        for (place, entry) in parse::entries(json)?.iter().enumerate() {
            match parse::rule(place, entry) {
                Ok(rule) => good.push(rule),
                Err(error) => errors.push(error),
            }
        }
        let (rules, bad_patterns) = Self::keeping_good(good);
        errors.extend(bad_patterns);
        Ok((rules, errors))
    }

    /// Compiles rules.
    ///
    /// # Errors
    /// At the first pattern that cannot be compiled.
    pub fn new(rules: Vec<Rule>) -> Result<Self, RuleError> {
        let (rules, errors) = Self::keeping_good(rules);
        errors.into_iter().next().map_or(Ok(rules), Err)
    }

    fn keeping_good(rules: Vec<Rule>) -> (Self, Vec<RuleError>) {
        let (matcher, errors) = Matcher::new(&rules);
        let mut names = vec![vec![UNCATEGORIZED.to_owned()]];
        let name_of_rule = rules.iter().map(|rule| place_of(&mut names, &rule.name)).collect();
        let hash = hash_of(&rules);
        (Self { rules, matcher, names, name_of_rule, hash }, errors)
    }

    /// A number that names this set of rules, the same on every machine, for caches.
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// The category of a payload, from the top down.
    #[must_use]
    pub fn category(&self, data: &Payload) -> &[String] {
        self.name(self.category_index(data))
    }

    /// The category of a payload as a small number; 0 is `Uncategorized`.
    #[must_use]
    pub fn category_index(&self, data: &Payload) -> u32 {
        let mut best: Option<(usize, usize)> = None;
        self.matcher.for_each_match(data, |rule| {
            let depth = self.rules.get(rule).map_or(0, |rule| rule.name.len());
            // A category without a name cannot win against `Uncategorized`, which is one deep.
            if depth > 0 {
                best = best.max(Some((depth, rule)));
            }
        });
        best.and_then(|(_, rule)| self.name_of_rule.get(rule).copied()).unwrap_or(0)
    }

    /// The category of that number; `Uncategorized` for a number that this set did not give.
    #[must_use]
    pub fn name(&self, index: u32) -> &[String] {
        self.names.get(index as usize).or_else(|| self.names.first()).map_or(&[], Vec::as_slice)
    }

    /// All categories by number, `Uncategorized` first.
    #[must_use]
    pub fn names(&self) -> &[Vec<String>] {
        &self.names
    }

    /// The names of all rules that match, each once, sorted. Levels of a deep name are joined by ` > `.
    #[must_use]
    pub fn tags(&self, data: &Payload) -> Vec<String> {
        let mut tags = Vec::new();
        self.matcher.for_each_match(data, |rule| {
            tags.extend(self.rules.get(rule).map(|rule| rule.name.join(" > ")));
        });
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    /// The rules as they were given.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules in the shape of ActivityWatch's `classes` setting.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.rules
            .iter()
            .enumerate()
            .map(|(id, rule)| json!({"id": id, "name": rule.name, "rule": rule_json(rule)}))
            .collect()
    }
}

fn rule_json(rule: &Rule) -> Value {
    let Some(pattern) = &rule.pattern else { return json!({"type": "none"}) };
    let mut json = json!({"type": "regex", "regex": pattern, "ignore_case": rule.ignores_case});
    if let Some(keys) = &rule.select_keys {
        json["select_keys"] = json!(keys);
    }
    json
}

fn place_of(names: &mut Vec<Vec<String>>, name: &[String]) -> u32 {
    let place = names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_vec());
        names.len() - 1
    });
    u32::try_from(place).unwrap_or(0)
}

fn hash_of(rules: &[Rule]) -> u64 {
    let parts: Vec<Value> = rules.iter().map(|rule| json!([rule.name, rule_json(rule)])).collect();
    keyed_hash::hash(b"attentive rules\0", Value::Array(parts).to_string().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(json: Value) -> Payload {
        json.as_object().cloned().expect("an object")
    }

    fn rules(json: &Value) -> CategoryRules {
        CategoryRules::parse(json).expect("rules")
    }

    #[test]
    fn the_deepest_category_wins_and_the_later_one_wins_ties() {
        let regex = |pattern: &str| json!({"type": "regex", "regex": pattern});
        let rules = rules(&json!([
            [["Work"], regex("a")],
            [["Work", "Deep"], regex("a")],
            [["Other"], regex("a")],
            [["One"], regex("b")],
            [["Two"], regex("b")],
        ]));
        assert_eq!(rules.category(&payload(json!({"title": "a"}))), ["Work", "Deep"]);
        assert_eq!(rules.category(&payload(json!({"title": "b"}))), ["Two"]);
        assert_eq!(rules.category(&payload(json!({"title": "c"}))), ["Uncategorized"]);
        assert_eq!(rules.category(&payload(json!({}))), ["Uncategorized"]);
    }

    #[test]
    fn every_text_counts_but_only_texts() {
        let rules = rules(&json!([[["Hit"], {"type": "regex", "regex": "12"}]]));
        assert_eq!(rules.category(&payload(json!({"any": "x12"}))), ["Hit"]);
        assert_eq!(rules.category(&payload(json!({"pid": 12, "list": ["12"]}))), ["Uncategorized"]);
    }

    #[test]
    fn selected_keys_and_case_are_honoured() {
        let rules = rules(&json!([
            [["Title"], {"type": "regex", "regex": "test", "select_keys": ["title"], "ignore_case": true}],
            [["App"], {"type": "regex", "regex": "(?!x)test", "select_keys": ["app"]}],
        ]));
        assert_eq!(rules.category(&payload(json!({"title": "A TEST", "app": "TEST"}))), ["Title"]);
        assert_eq!(rules.category(&payload(json!({"title": "none", "app": "test"}))), ["App"]);
        assert_eq!(rules.category(&payload(json!({"url": "test"}))), ["Uncategorized"]);
    }

    #[test]
    fn look_around_takes_its_place_among_plain_patterns() {
        let rules = rules(&json!([
            [["First"], {"type": "regex", "regex": "a"}],
            [["Second"], {"type": "regex", "regex": "a(?=b)"}],
            [["Third"], {"type": "regex", "regex": "ac"}],
        ]));
        assert_eq!(rules.category(&payload(json!({"t": "ab"}))), ["Second"]);
        assert_eq!(rules.category(&payload(json!({"t": "ab ac"}))), ["Third"]);
    }

    #[test]
    fn tags_are_sorted_and_each_comes_once() {
        let regex = json!({"type": "regex", "regex": "x"});
        let rules = rules(&json!([["b", regex], ["a", regex], ["b", regex], ["c", {"type": "none"}]]));
        assert_eq!(rules.tags(&payload(json!({"k": "x", "l": "x"}))), ["a", "b"]);
        assert!(rules.tags(&payload(json!({"k": "y"}))).is_empty());
    }

    #[test]
    fn an_empty_pattern_matches_nothing() {
        let rules = rules(&json!([[["All"], {"type": "regex", "regex": ""}]]));
        assert_eq!(rules.category(&payload(json!({"t": "anything"}))), ["Uncategorized"]);
    }

    #[test]
    fn all_three_shapes_give_the_same_rules() {
        let rule = json!({"type": "regex", "regex": "x", "ignore_case": true});
        let setting = rules(&json!([{"id": 3, "name": ["A", "B"], "rule": rule, "data": {"color": "#fff"}}]));
        let file = rules(&json!({"categories": [{"name": ["A", "B"], "rule": rule}]}));
        let query = rules(&json!([[["A", "B"], rule]]));
        assert_eq!(setting.rules(), file.rules());
        assert_eq!(file.rules(), query.rules());
        assert_eq!(setting.hash(), query.hash());
        assert_eq!(rules(&setting.to_json()).hash(), setting.hash());
    }

    #[test]
    fn other_rules_have_another_hash() {
        let one = rules(&json!([[["A"], {"type": "regex", "regex": "x"}]]));
        let two = rules(&json!([[["A"], {"type": "regex", "regex": "x", "ignore_case": true}]]));
        assert_ne!(one.hash(), two.hash());
    }

    #[test]
    fn a_bad_rule_costs_only_itself_where_that_is_asked_for() {
        let json = json!([
            {"name": ["Bad"], "rule": {"type": "regex", "regex": "("}},
            {"name": ["Good"], "rule": {"type": "regex", "regex": "x"}},
            {"rule": {}},
        ]);
        assert!(CategoryRules::parse(&json).is_err());
        let (rules, errors) = CategoryRules::parse_keeping_good(&json).expect("rules");
        assert_eq!(errors.len(), 2);
        assert_eq!(rules.category(&payload(json!({"t": "x"}))), ["Good"]);
    }

    #[test]
    fn a_number_from_elsewhere_is_uncategorized() {
        assert_eq!(CategoryRules::defaults().name(u32::MAX), ["Uncategorized"]);
    }

    proptest::proptest! {
        #[test]
        fn the_set_agrees_with_trying_every_rule_alone(
            patterns in proptest::collection::vec(("[abc.|?+]{1,4}", 1_usize..4, proptest::bool::ANY), 1..8),
            texts in proptest::collection::vec("[abcABC]{0,6}", 0..3),
        ) {
            let rules: Vec<Rule> = patterns.iter().enumerate().filter_map(|(place, (pattern, depth, ignores_case))| {
                crate::Pattern::new(pattern, *ignores_case).ok()?;
                let name = (0..*depth).map(|level| format!("{place}.{level}")).collect();
                Some(Rule { name, pattern: Some(pattern.clone()), ignores_case: *ignores_case, select_keys: None })
            }).collect();
            let data: Payload = texts.iter().enumerate().map(|(key, text)| (key.to_string(), json!(text))).collect();
            let expected = rules.iter().filter(|rule| {
                let pattern = crate::Pattern::new(rule.pattern.as_deref().unwrap_or(""), rule.ignores_case).expect("tried");
                texts.iter().any(|text| pattern.is_match(text))
            }).max_by_key(|rule| rule.name.len()).map_or(vec![UNCATEGORIZED.to_owned()], |rule| rule.name.clone());
            let found = CategoryRules::new(rules.clone()).expect("rules");
            proptest::prop_assert_eq!(found.category(&data), &expected[..]);
        }
    }
}
