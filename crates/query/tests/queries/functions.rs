//! Every function, on a real store.

use serde_json::{Value, json};

use crate::world::{World, check, check_errors};

#[test]
fn a_bucket_reads_newest_first_and_is_cut_to_the_period() {
    let world =
        World::of(&[(0.0, 10.0, json!({"n": 1})), (20.0, 30.0, json!({"n": 2})), (20.0, 25.0, json!({"n": 3}))]);
    let found = world.ask_from_to("return query_bucket('b');", 5, 22);
    assert_eq!(found, Ok(json!([[20.0, 22.0, {"n": 2}], [20.0, 22.0, {"n": 3}], [5.0, 10.0, {"n": 1}]])));
    check(
        &world,
        &[
            ("return limit_events(query_bucket('b'), 1);", json!([[20.0, 30.0, {"n": 2}]])),
            ("return query_bucket_eventcount('b');", json!(3.0)),
            ("return sum_durations(query_bucket('b'));", json!(25.0)),
        ],
    );
    assert_eq!(world.ask_from_to("return query_bucket_eventcount('b');", 15, 22), Ok(json!(2.0)));
    assert_eq!(world.ask_from_to("return query_bucket('b');", 500, 600), Ok(json!([])));
}

#[test]
fn stored_events_keep_their_ids_and_made_ones_have_none() {
    let world = World::of(&[(0.0, 1.0, json!({"n": 1})), (2.0, 3.0, json!({"n": 1}))]);
    let ids = |query: &str| -> Vec<Value> {
        let period = ["1970-01-01T00:00:00Z/1970-01-02T00:00:00Z".to_owned()];
        let answers = world.engine.run_all(&[query.to_owned()], &period).unwrap();
        answers[0].as_array().unwrap().iter().map(|event| event["id"].clone()).collect()
    };
    let stored = ids("return sort_by_timestamp(query_bucket('b'));");
    assert!(stored.iter().all(Value::is_i64));
    assert_eq!(ids("return flood(query_bucket('b'));"), [stored[0].clone()]);
    assert_eq!(ids("return merge_events_by_keys(query_bucket('b'), ['n']);"), [Value::Null]);
}

#[test]
fn buckets_are_found_by_name_prefix_part_and_host() {
    let world = World::empty().with("aw-watcher-afk_pc", "pc", &[]).with("aw-watcher-window_pc", "pc", &[]).with(
        "aw-watcher-window_tv",
        "tv",
        &[],
    );
    check(
        &world,
        &[
            (
                "return query_bucket_names();",
                json!(["aw-watcher-afk_pc", "aw-watcher-window_pc", "aw-watcher-window_tv"]),
            ),
            ("return find_bucket('aw-watcher-window_');", json!("aw-watcher-window_pc")),
            ("return find_bucket('aw-watcher-window_', 'tv');", json!("aw-watcher-window_tv")),
            ("return find_bucket('afk');", json!("aw-watcher-afk_pc")),
            ("return query_bucket(find_bucket('aw-watcher-window_tv'));", json!([])),
        ],
    );
    check_errors(
        &world,
        &[(
            "return find_bucket('aw-watcher-afk', 'tv');",
            "BucketQueryError",
            "there is no bucket like \"aw-watcher-afk\" of the host \"tv\"",
        )],
    );
}

#[test]
fn flood_closes_gaps_below_five_seconds() {
    let world = World::of(&[
        (0.0, 1.0, json!({"a": 1})),
        (3.0, 4.0, json!({"a": 1})),
        (6.0, 7.0, json!({"a": 2})),
        (12.0, 13.0, json!({"a": 1})),
        (12.5, 14.0, json!({"a": 3})),
    ]);
    check(
        &world,
        &[(
            "return flood(query_bucket('b'));",
            json!([[0.0, 5.0, {"a": 1}], [5.0, 7.0, {"a": 2}], [12.0, 13.0, {"a": 1}], [12.5, 14.0, {"a": 3}]]),
        )],
    );
}

#[test]
fn events_are_kept_or_left_out_by_value() {
    let world = World::of(&[
        (1.0, 2.0, json!({"a": "x", "n": 1})),
        (2.0, 3.0, json!({"a": "y", "n": 2.0})),
        (3.0, 4.0, json!({"b": "x", "l": [1, "z"]})),
        (4.0, 5.0, json!({"a": "x", "n": 1})),
        (5.0, 6.0, json!({"a": 100, "audible": true})),
    ]);
    let starts = |call: &str| {
        let found = world.ask(&format!("e = sort_by_timestamp(query_bucket('b')); return {call};")).unwrap();
        found.as_array().unwrap().iter().map(|event| event[0].as_f64().unwrap()).collect::<Vec<_>>()
    };
    for (call, expected) in [
        ("filter_keyvals(e, 'a', ['x'])", vec![1.0, 4.0]),
        ("filter_keyvals(e, 'a', ['x', 'y', 'z'])", vec![1.0, 2.0, 4.0]),
        ("filter_keyvals(e, 'n', [1, 2])", vec![1.0, 2.0, 4.0]),
        ("filter_keyvals(e, 'l', [[1, 'z']])", vec![3.0]),
        ("filter_keyvals(e, 'audible', [true])", vec![5.0]),
        ("filter_keyvals(e, 'a', [])", vec![]),
        ("filter_keyvals([], 'a', ['x'])", vec![]),
        ("exclude_keyvals(e, 'a', ['x'])", vec![2.0, 3.0, 5.0]),
        ("exclude_keyvals(e, 'a', [])", vec![1.0, 2.0, 3.0, 4.0, 5.0]),
        ("filter_keyvals_regex(e, 'a', 'x|y')", vec![1.0, 2.0, 4.0]),
        ("filter_keyvals_regex(e, 'a', '(?!y).')", vec![1.0, 4.0]),
        ("filter_keyvals_regex(e, 'a', '1')", vec![]),
        ("filter_keyvals_regex(e, 'none', '.')", vec![]),
        // The order of the list stays.
        ("filter_keyvals(query_bucket('b'), 'a', ['x'])", vec![4.0, 1.0]),
    ] {
        assert_eq!(starts(call), expected, "{call}");
    }
    let error = world.ask("return filter_keyvals_regex([], 'a', '(');").expect_err("an error");
    assert_eq!(error.kind(), "RegexCompileError");
}

#[test]
fn periods_are_cut_joined_and_laid_over_each_other() {
    let world = World::empty().with("one", "h", &[(0.0, 10.0, json!({"w": 1})), (20.0, 30.0, json!({"w": 2}))]).with(
        "two",
        "h",
        &[(5.0, 25.0, json!({"s": "on"})), (40.0, 41.0, json!({"s": "on"}))],
    );
    let lists = "one = sort_by_timestamp(query_bucket('one')); two = sort_by_timestamp(query_bucket('two'));";
    for (call, expected) in [
        ("filter_period_intersect(one, two)", json!([[5.0, 10.0, {"w": 1}], [20.0, 25.0, {"w": 2}]])),
        (
            "filter_period_intersect(query_bucket('one'), query_bucket('two'))",
            json!([[5.0, 10.0, {"w": 1}], [20.0, 25.0, {"w": 2}]]),
        ),
        ("filter_period_intersect(one, [])", json!([])),
        ("filter_period_intersect([], two)", json!([])),
        ("period_union(one, two)", json!([[0.0, 30.0, {}], [40.0, 41.0, {}]])),
        ("period_union(query_bucket('two'), [])", json!([[5.0, 25.0, {}], [40.0, 41.0, {}]])),
        ("period_union([], [])", json!([])),
        (
            "union_no_overlap(one, two)",
            json!([[0.0, 10.0, {"w": 1}], [10.0, 20.0, {"s": "on"}], [20.0, 30.0, {"w": 2}], [40.0, 41.0, {"s": "on"}]]),
        ),
        ("union_no_overlap([], two) == two", json!(true)),
        ("concat(one, two) == (one + two)", json!(true)),
        (
            "concat(one, limit_events(two, 1))",
            json!([[0.0, 10.0, {"w": 1}], [20.0, 30.0, {"w": 2}], [5.0, 25.0, {"s": "on"}]]),
        ),
        ("concat([], one) == one", json!(true)),
        ("one == two", json!(false)),
        (
            "sort_by_timestamp(concat(two, one, []))",
            json!([[0.0, 10.0, {"w": 1}], [5.0, 25.0, {"s": "on"}], [20.0, 30.0, {"w": 2}], [40.0, 41.0, {"s": "on"}]]),
        ),
        ("sum_durations(concat(one, two))", json!(41.0)),
    ] {
        assert_eq!(world.ask(&format!("{lists} return {call};")), Ok(expected), "{call}");
    }
}

#[test]
fn merging_sums_lengths_and_keeps_the_first_facts() {
    let world = World::of(&[
        (0.0, 1.0, json!({"a": 1, "b": "x"})),
        (1.0, 4.0, json!({"c": 3})),
        (4.0, 11.0, json!({"a": 6, "b": "x"})),
        (11.0, 20.0, json!({"a": 1, "b": "y"})),
        (20.0, 21.0, json!({"a": "1", "b": "x"})),
    ]);
    let merge = |keys: &str| {
        world.ask(&format!("e = sort_by_timestamp(query_bucket('b')); return merge_events_by_keys(e, {keys});"))
    };
    assert_eq!(
        merge("['a']"),
        Ok(
            json!([[0.0, 10.0, {"a": 1, "b": "x"}], [4.0, 11.0, {"a": 6, "b": "x"}], [20.0, 21.0, {"a": "1", "b": "x"}]])
        )
    );
    assert_eq!(
        merge("['a', 'b']"),
        Ok(
            json!([[0.0, 1.0, {"a": 1, "b": "x"}], [4.0, 11.0, {"a": 6, "b": "x"}], [11.0, 20.0, {"a": 1, "b": "y"}], [20.0, 21.0, {"a": "1", "b": "x"}]])
        )
    );
    assert_eq!(merge("['b', 'a']"), merge("['a', 'b']"));
    assert_eq!(merge("[]"), Ok(json!([])));
    assert_eq!(merge("['none']"), Ok(json!([])));
    assert_eq!(world.ask("return merge_events_by_keys([], ['a']);"), Ok(json!([])));
}

#[test]
fn chunks_join_neighbours_and_pass_over_events_without_the_key() {
    let world = World::of(&[
        (0.0, 1.0, json!({"a": 1})),
        (1.0, 3.0, json!({"b": 1})),
        (3.0, 5.0, json!({"a": 1, "c": 2})),
        (5.0, 6.0, json!({"a": 2})),
        (6.0, 7.0, json!({"a": 1})),
    ]);
    check(
        &world,
        &[(
            "return chunk_events_by_key(sort_by_timestamp(query_bucket('b')), 'a');",
            json!([[0.0, 3.0, {"a": 1}], [5.0, 6.0, {"a": 2}], [6.0, 7.0, {"a": 1}]]),
        )],
    );
}

#[test]
fn sorting_and_limiting() {
    let world = World::of(&[(0.0, 5.0, json!({"n": 1})), (10.0, 19.0, json!({"n": 2})), (20.0, 25.0, json!({"n": 3}))]);
    let order = |call: &str| {
        let found = world.ask(&format!("e = query_bucket('b'); return {call};")).unwrap();
        found.as_array().unwrap().iter().map(|event| event[2]["n"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(order("sort_by_timestamp(e)"), [1, 2, 3]);
    // Equal lengths stay in the order of the list, which is newest first here.
    assert_eq!(order("sort_by_duration(e)"), [2, 3, 1]);
    assert_eq!(order("sort_by_duration(sort_by_timestamp(e))"), [2, 1, 3]);
    assert_eq!(order("limit_events(sort_by_duration(e), 2)"), [2, 3]);
    assert_eq!(order("limit_events(e, 100000)"), [3, 2, 1]);
    assert_eq!(order("limit_events(e, 0)"), [] as [i64; 0]);
    assert_eq!(order("limit_events(e, -1)"), [] as [i64; 0]);
}

#[test]
fn sums_are_cut_to_milliseconds() {
    let world = World::of(&[(0.0, 1.000_6, json!({})), (2.0, 2.000_6, json!({}))]);
    check(
        &world,
        &[("return sum_durations(query_bucket('b'));", json!(1.001)), ("return sum_durations([]);", json!(0.0))],
    );
}

#[test]
fn categories_and_tags_are_added() {
    let world = World::of(&[
        (0.0, 1.0, json!({"app": "vim", "title": "A.rs"})),
        (1.0, 2.0, json!({"app": "web", "title": "video"})),
        (2.0, 3.0, json!({"app": "other", "pid": 12})),
        (3.0, 4.0, json!({"app": "vim", "title": "A.rs"})),
    ]);
    let rules = r#"[
        [["Work"], {"type": "regex", "regex": "a\.RS", "ignore_case": true}],
        [["Work", "Code"], {"type": "regex", "regex": "vim"}],
        [["Media"], {"type": "regex", "regex": "video", "select_keys": ["title"]}],
        [["Media", "Web"], {"type": "regex", "regex": "web", "select_keys": ["title"]}],
        [["Tie"], {"type": "regex", "regex": "vide(?=o)"}],
        [["None"], {"type": "none"}]
    ]"#;
    let categorized =
        world.ask(&format!("e = categorize(sort_by_timestamp(query_bucket('b')), {rules}); return e;")).unwrap();
    let categories: Vec<&Value> = categorized.as_array().unwrap().iter().map(|event| &event[2]["$category"]).collect();
    assert_eq!(
        categories,
        [&json!(["Work", "Code"]), &json!(["Tie"]), &json!(["Uncategorized"]), &json!(["Work", "Code"])]
    );
    // Merging and filtering see what was added.
    let query = format!(
        "e = categorize(sort_by_timestamp(query_bucket('b')), {rules}); m = merge_events_by_keys(e, ['$category']); return filter_keyvals(m, '$category', [['Work', 'Code'], ['Tie']]);"
    );
    assert_eq!(
        world.ask(&query),
        Ok(
            json!([[0.0, 2.0, {"app": "vim", "title": "A.rs", "$category": ["Work", "Code"]}], [1.0, 2.0, {"app": "web", "title": "video", "$category": ["Tie"]}]])
        )
    );
    let tags = r#"[["vi", {"type": "regex", "regex": "vi"}], ["a", {"type": "regex", "regex": "video"}], ["vi", {"type": "regex", "regex": "vim"}], ["pid", {"type": "regex", "regex": "12"}]]"#;
    let tagged = world.ask(&format!("return tag(sort_by_timestamp(query_bucket('b')), {tags});")).unwrap();
    let tags: Vec<&Value> = tagged.as_array().unwrap().iter().map(|event| &event[2]["$tags"]).collect();
    assert_eq!(tags, [&json!(["vi"]), &json!(["a", "vi"]), &json!([]), &json!(["vi"])]);
}

#[test]
fn another_set_of_rules_gives_other_categories() {
    let world = World::of(&[(0.0, 1.0, json!({"app": "vim"}))]);
    for name in ["One", "Two", "One"] {
        let query =
            format!("return categorize(query_bucket('b'), [[['{name}'], {{'type': 'regex', 'regex': 'vim'}}]]);");
        assert_eq!(world.ask(&query), Ok(json!([[0.0, 1.0, {"app": "vim", "$category": [name]}]])));
    }
    // A second categorisation replaces the first, and sees what the first added.
    let twice =
        "e = categorize(query_bucket('b'), [[['First'], {'type': 'regex', 'regex': 'vim'}]]); e = split_url_events(e);
        return categorize(e, [[['Second'], {'type': 'regex', 'regex': 'none'}]]);";
    assert_eq!(world.ask(twice), Ok(json!([[0.0, 1.0, {"app": "vim", "$category": ["Uncategorized"]}]])));
}

#[test]
fn rules_that_are_none_are_refused() {
    let world = World::empty();
    for (rules, kind) in [
        ("['test', false]", "InvalidFunctionParameters"),
        ("[['t', {}]]", "InvalidFunctionParameters"),
        ("[['t', {'type': false}]]", "InvalidFunctionParameters"),
        ("[['t', {'type': 'rgex'}]]", "InvalidFunctionParameters"),
        ("[['t', {'type': 'regex'}]]", "InvalidFunctionParameters"),
        ("[['t', {'type': 'regex', 'regex': true}]]", "InvalidFunctionParameters"),
        ("[['t', {'type': 'regex', 'regex': 'x', 'ignore_case': ''}]]", "InvalidFunctionParameters"),
        ("[['t', {'type': 'regex', 'regex': 'x', 'select_keys': 'k'}]]", "InvalidFunctionParameters"),
        ("[['t', {'type': 'regex', 'regex': 'x', 'select_keys': ['k', false]}]]", "InvalidFunctionParameters"),
        ("[['t', {'type': 'regex', 'regex': '!#%&/(='}]]", "RegexCompileError"),
        ("[[['t'], {'type': 'none'}]]", "InvalidFunctionParameters"),
    ] {
        let error = world.ask(&format!("return tag([], {rules});")).expect_err(rules);
        assert_eq!(error.kind(), kind, "{rules}");
    }
    assert_eq!(world.ask("return tag([], [['t', {'type': 'none'}]]);"), Ok(json!([])));
    let error = world.ask("return categorize([], [['t', {'type': 'none'}]]);").expect_err("an error");
    assert_eq!(error.detail(), "rule 0 of categorize must be a pair of a name, which is a list of texts, and a rule");
}

#[test]
fn addresses_are_taken_apart_with_the_keys_of_both_servers() {
    let world = World::of(&[
        (0.0, 1.0, json!({"url": "http://www.example.org/path?query=1#top"})),
        (1.0, 2.0, json!({"url": "about:blank"})),
        (2.0, 3.0, json!({"url": "no address"})),
        (3.0, 4.0, json!({"url": 5})),
        (4.0, 5.0, json!({"app": "x"})),
    ]);
    check(
        &world,
        &[
            (
                "return split_url_events(sort_by_timestamp(query_bucket('b')));",
                json!([
                    [0.0, 1.0, {"url": "http://www.example.org/path?query=1#top", "$protocol": "http", "$domain": "example.org",
                        "$path": "/path", "$params": "query=1", "$options": "query=1", "$identifier": "top"}],
                    [1.0, 2.0, {"url": "about:blank", "$protocol": "about", "$domain": "about", "$path": "blank", "$params": "",
                        "$options": "", "$identifier": ""}],
                    [2.0, 3.0, {"url": "no address"}],
                    [3.0, 4.0, {"url": 5}],
                    [4.0, 5.0, {"app": "x"}],
                ]),
            ),
            (
                "e = split_url_events(split_url_events(query_bucket('b'))); return sum_durations(filter_keyvals(e, '$domain', ['example.org']));",
                json!(1.0),
            ),
            // Two tables with added keys can be put together.
            (
                "e = split_url_events(query_bucket('b')); e = concat(e, query_bucket('b')); return merge_events_by_keys(e, ['$protocol']);",
                json!([
                    [1.0, 2.0, {"url": "about:blank", "$protocol": "about", "$domain": "about", "$path": "blank", "$params": "",
                        "$options": "", "$identifier": ""}],
                    [0.0, 1.0, {"url": "http://www.example.org/path?query=1#top", "$protocol": "http", "$domain": "example.org",
                        "$path": "/path", "$params": "query=1", "$options": "query=1", "$identifier": "top"}],
                ]),
            ),
        ],
    );
}

#[test]
fn titles_are_simplified_and_may_become_equal() {
    let world = World::of(&[
        (0.0, 1.0, json!({"app": "f", "title": "(1) Mail"})),
        (1.0, 2.0, json!({"app": "f", "title": "(2) Mail"})),
        (2.0, 3.0, json!({"app": "f", "title": "●a.rs FPS: 59.2"})),
        (3.0, 4.0, json!({"title": "* no app"})),
        (4.0, 5.0, json!({"app": "f"})),
    ]);
    check(
        &world,
        &[
            (
                "return flood(simplify_window_titles(query_bucket('b'), 'title'));",
                json!([
                    [0.0, 2.0, {"app": "f", "title": "Mail"}],
                    [2.0, 3.0, {"app": "f", "title": "a.rs FPS: ..."}],
                    [3.0, 4.0, {"title": "* no app"}],
                    [4.0, 5.0, {"app": "f"}],
                ]),
            ),
            (
                "return sum_durations(filter_keyvals(simplify_window_titles(query_bucket('b'), 'title'), 'title', ['Mail']));",
                json!(2.0),
            ),
        ],
    );
}

#[test]
fn contains_asks_lists_and_dictionaries() {
    check(
        &World::empty(),
        &[
            ("return contains(['b', 'a'], 'a');", json!(true)),
            ("return contains(['b', 1, [2]], [2]);", json!(true)),
            ("return contains(['b', 'a'], 'c');", json!(false)),
            ("return contains({'a': 1}, 'a');", json!(true)),
            ("return contains({'b': 1}, 'a');", json!(false)),
            ("return contains(query_bucket_names(), 'a');", json!(false)),
        ],
    );
    check_errors(
        &World::empty(),
        &[
            (
                "return contains(1, 'a');",
                "InvalidFunctionParameters",
                "argument 1 of contains must be a list or a dictionary, found a number",
            ),
            (
                "return contains({}, 1);",
                "InvalidFunctionParameters",
                "argument 2 of contains must be a text, found a number",
            ),
        ],
    );
}

#[test]
fn every_function_takes_empty_lists() {
    let world = World::of(&[]);
    for call in [
        "query_bucket('b')",
        "flood([])",
        "sort_by_timestamp([])",
        "sort_by_duration([])",
        "limit_events([], 5)",
        "concat()",
        "concat([], [])",
        "merge_events_by_keys([], ['a'])",
        "chunk_events_by_key([], 'a')",
        "filter_keyvals([], 'a', ['b'])",
        "exclude_keyvals([], 'a', ['b'])",
        "filter_keyvals_regex([], 'a', 'b')",
        "filter_period_intersect([], [])",
        "period_union([], [])",
        "union_no_overlap([], [])",
        "split_url_events([])",
        "categorize([], [])",
        "tag([], [])",
        "simplify_window_titles([], 'title')",
    ] {
        assert_eq!(world.ask(&format!("return {call};")), Ok(json!([])), "{call}");
    }
}
