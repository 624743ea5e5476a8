//! What no query may do: panic, overflow the stack, hang, or fill the machine.

use std::time::Duration;

use attentive_query::{Engine, Limits, QueryError};
use attentive_types::{Span, Timestamp};
use proptest::prelude::*;
use serde_json::json;

use crate::world::World;

fn kind(found: Result<serde_json::Value, QueryError>) -> &'static str {
    found.map_or_else(|error| error.kind(), |_| "an answer")
}

#[test]
fn values_cannot_be_nested_or_doubled_without_end() {
    let world = World::of(&[(0.0, 1.0, json!({"a": 1}))]);
    for (query, expected) in [
        (format!("a = []; {} return a;", "a = [a];".repeat(100_000)), "LimitExceeded"),
        (format!("a = {{}}; {} return a;", "a = {'x': a};".repeat(100_000)), "LimitExceeded"),
        (format!("a = [1]; {} return a;", "a = [a, a];".repeat(100)), "LimitExceeded"),
        (format!("a = [1]; {} return a;", "a = a + a;".repeat(100)), "LimitExceeded"),
        (format!("a = 'x'; {} return a;", "a = a + a;".repeat(100)), "LimitExceeded"),
        (format!("a = query_bucket('b'); {} return a;", "a = concat(a, a);".repeat(60)), "LimitExceeded"),
        (format!("a = query_bucket('b'); {} return a;", "a = a + a;".repeat(60)), "LimitExceeded"),
        (format!("a = 10; {} return a;", "a = a * a;".repeat(60)), "MathError"),
        (format!("return {}1{};", "(".repeat(100_000), ")".repeat(100_000)), "ParsingError"),
        (format!("return 1{};", "+1".repeat(100_000)), "an answer"),
        (format!("return 9{};", "9".repeat(400)), "ParsingError"),
    ] {
        assert_eq!(kind(world.ask(&query)), expected, "{}", &query[..40]);
    }
}

#[test]
fn time_and_text_are_limited() {
    let world = World::of(&[(0.0, 1.0, json!({"a": "a".repeat(3_000)}))]);
    let ask = |limits: Limits, query: &str| {
        let engine = Engine::new(world.store.clone()).with_limits(limits);
        kind(engine.run(query, Span::new(Timestamp(0), Timestamp(1 << 40)), ""))
    };
    let slow = Limits { time: Duration::ZERO, ..Limits::default() };
    assert_eq!(ask(slow, "return 1;"), "LimitExceeded");
    let short = Limits { query_bytes: 10, ..Limits::default() };
    assert_eq!(ask(short, "return 12345;"), "LimitExceeded");
    let few = Limits { events_in_all: 1, ..Limits::default() };
    assert_eq!(ask(few, "a = query_bucket('b'); return a;"), "an answer");
    assert_eq!(ask(few, "a = query_bucket('b'); b = flood(a); return b;"), "LimitExceeded");
}

#[test]
fn a_pattern_that_backtracks_for_ever_ends() {
    let world = World::of(&[(0.0, 1.0, json!({"a": "a".repeat(3_000)}))]);
    let query = r"return filter_keyvals_regex(query_bucket('b'), 'a', '^((a|a)+)\1b');";
    assert_eq!(world.ask(query), Ok(json!([])));
}

#[test]
fn times_at_the_ends_of_the_clock_do_not_overflow() {
    let ends = [(-9.1e9, 0.0, json!({"a": 1})), (-9e9, 1.0, json!({"a": 1})), (0.0, 9.1e9, json!({"a": 2}))];
    let world = World::empty().with("b", "h", &ends);
    let query = "e = flood(query_bucket('b')); c = concat(e, e, e, e); m = merge_events_by_keys(c, ['a']);
        u = period_union(m, union_no_overlap(m, sort_by_duration(c))); f = filter_period_intersect(c, u);
        return [sum_durations(c), sum_durations(m), sum_durations(chunk_events_by_key(f, 'a')), u];";
    let found = world.engine.run(query, Span::new(Timestamp::MIN, Timestamp::MAX), "").expect("an answer");
    // No sum is longer than time itself, which is 292 years in nanoseconds.
    assert_eq!(found[0], json!(9_223_372_036.854));
    assert_eq!(found[3].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_query_can_be_asked_from_many_threads() {
    let world = World::of(&[(0.0, 1.0, json!({"app": "vim"})), (1.0, 2.0, json!({"app": "web"}))]);
    let query = "return merge_events_by_keys(categorize(query_bucket('b'), [[['W'], {'type': 'regex', 'regex': 'vim'}]]), ['$category']);";
    let expected = world.ask(query);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..50).for_each(|_| assert_eq!(world.ask(query), expected)));
        }
    });
}

/// Parts of queries that are likely to meet in odd ways.
const WORDS: [&str; 44] = [
    "return ",
    "RETURN = ",
    "a = ",
    "e",
    "a",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ";",
    "+",
    "-",
    "*",
    "/",
    "%",
    "==",
    "if ",
    "elif ",
    "else ",
    "1",
    "0",
    "1e9",
    "'x'",
    "\"app\"",
    "'(?=x)'",
    "true",
    "query_bucket('b')",
    "flood(",
    "concat(",
    "merge_events_by_keys(",
    "['app']",
    "categorize(",
    "[['A'],{'type':'regex','regex':'v'}]",
    "period_union(",
    "limit_events(",
    "sum_durations(",
    "tag(",
    "split_url_events(",
    "simplify_window_titles(",
    "contains(",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_queries_never_panic(
        queries in prop::collection::vec(prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..25), 50),
        texts in prop::collection::vec(".{0,60}", 20),
    ) {
        let world = World::of(&[(0.0, 1.0, json!({"app": "vim", "url": "http://x/"})), (1.0, 1.0, json!({"app": 5}))]);
        for query in queries.iter().map(|words| words.concat()).chain(texts) {
            let _ = world.ask(&format!("e = query_bucket('b'); {query}"));
        }
    }
}
