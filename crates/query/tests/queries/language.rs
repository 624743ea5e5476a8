//! The language itself: literals, operators, conditions, the answer, the errors.

use serde_json::json;

use crate::world::{World, check, check_errors};

#[test]
fn literals_come_back_and_numbers_are_floating_point() {
    check(
        &World::empty(),
        &[
            ("True;False;a=True;return True;", json!(true)),
            ("return false;", json!(false)),
            ("1;1.;return 1.1;", json!(1.1)),
            ("RETURN = 1;", json!(1.0)),
            ("return [1];", json!([1.0])),
            ("return -1;", json!(-1.0)),
            ("RETURN = 'single'", json!("single")),
            (r#"return "a \" and a \w";"#, json!("a \" and a \\w")),
            ("return {};", json!({})),
            (r#"return {"a": {"b": [1, 'c']}, 'd': ":}"};"#, json!({"a": {"b": [1.0, "c"]}, "d": ":}"})),
            ("return []; # a comment; with a semicolon", json!([])),
            ("s = \"two\nlines\"; RETURN = s;", json!("two\nlines")),
            ("RETURN = 'a;b'", json!("a;b")),
            ("return print(1, 'x', [], {});", json!(null)),
            ("return nop();", json!(1.0)),
        ],
    );
}

#[test]
fn operators_go_from_left_to_right_without_precedence() {
    check(
        &World::empty(),
        &[
            ("return 1+1;", json!(2.0)),
            ("return 1-1;", json!(0.0)),
            ("return 3*5;", json!(15.0)),
            ("return 4/2;", json!(2.0)),
            ("return 2.5%1;", json!(0.5)),
            ("return 1+2*3;", json!(9.0)),
            ("return 1+(2*3);", json!(7.0)),
            ("return [1,1+1,1+2+3,3/4,[1+2]];", json!([1.0, 2.0, 6.0, 0.75, [3.0]])),
            ("return [1]+[2];", json!([1.0, 2.0])),
            (r#"return "a"+"b";"#, json!("ab")),
            ("return 1==1;", json!(true)),
            ("return 'a'=='b';", json!(false)),
            ("return [1,[2]]==[1,[2]];", json!(true)),
            ("return {'a': 1}=={'a': 2};", json!(false)),
            ("return nop()==1;", json!(true)),
            ("return print()==print();", json!(false)),
        ],
    );
}

#[test]
fn conditions_take_the_first_branch_that_is_true() {
    let query = |condition: &str| format!("a=false; b=true; n=1; {condition} return n;");
    for (condition, expected) in [
        ("if True { n=2; }", 2.0),
        ("if a { n=2; }", 1.0),
        ("if a { } else { n=3; }", 3.0),
        ("if a { n=2; } elif b { n=3; }", 3.0),
        ("if a { n=2; } elif a { n=3; } else { n=4; }", 4.0),
        ("if b { if b { n = 2 } }", 2.0),
        ("if n==1 { n=5; } elif b { n=6; }", 5.0),
        ("if a == (1==2) { n=7 }", 7.0),
    ] {
        assert_eq!(World::empty().ask(&query(condition)), Ok(json!(expected)), "{condition}");
    }
}

#[test]
fn the_last_answer_counts() {
    check(
        &World::empty(),
        &[
            ("return 1; return 2;", json!(2.0)),
            ("RETURN = 1; if true { RETURN = 3; }", json!(3.0)),
            ("return a = 1;", json!(null)),
        ],
    );
}

#[test]
fn the_query_knows_its_period_and_its_name() {
    check(
        &World::empty(),
        &[
            ("return STARTTIME;", json!("1970-01-01T00:00:00+00:00")),
            ("return ENDTIME;", json!("1970-01-01T00:16:40+00:00")),
            ("return TIMEINTERVAL;", json!("1970-01-01T00:00:00+00:00/1970-01-01T00:16:40+00:00")),
            ("return NAME;", json!("test")),
        ],
    );
}

#[test]
fn a_query_can_set_its_own_period() {
    let world = World::of(&[(0.0, 100.0, json!({"a": 1}))]);
    check(
        &world,
        &[
            (
                "TIMEINTERVAL = '1970-01-01T00:00:10Z/1970-01-01T00:00:20Z'; return query_bucket('b');",
                json!([[10.0, 20.0, {"a": 1}]]),
            ),
            ("ENDTIME = '1970-01-01T00:00:20+00:00'; return query_bucket('b');", json!([[0.0, 20.0, {"a": 1}]])),
        ],
    );
    check_errors(
        &world,
        &[
            (
                "TIMEINTERVAL = 5; return query_bucket('b');",
                "TimeIntervalError",
                "TIMEINTERVAL must be a text, found a number",
            ),
            (
                "TIMEINTERVAL = 'x'; return query_bucket('b');",
                "TimeIntervalError",
                "expected two times with / between, such as 2026-11-23T00:00:00Z/2026-11-24T00:00:00Z, found \"x\"",
            ),
        ],
    );
}

#[test]
fn errors_have_the_rust_servers_kinds() {
    check_errors(
        &World::empty(),
        &[
            ("", "EmptyQuery", ""),
            ("a=1;", "EmptyQuery", ""),
            ("return no_such_function(1);", "VariableNotDefined", "no_such_function"),
            ("return floood([]);", "VariableNotDefined", "floood (did you mean flood?)"),
            ("events = []; return event;", "VariableNotDefined", "event (did you mean events?)"),
            ("return nop(badarg);", "VariableNotDefined", "badarg"),
            ("invalid_type=1; return invalid_type(1);", "InvalidType", "invalid_type"),
            ("flood=1; return flood([]);", "InvalidType", "flood"),
            ("return True==1;", "InvalidType", "== cannot compare true or false with a number"),
            ("if 1 { }", "InvalidType", "a condition must be true or false, found a number"),
            ("return 1+'a';", "InvalidType", "+ cannot be used on a number and a text"),
            ("return -'a';", "InvalidType", "- needs a number, found a text"),
            ("return flood;", "InvalidType", "the answer holds the function flood itself; call it with flood(...)"),
            ("return 1/0;", "MathError", "division by zero"),
            ("return 1%0;", "MathError", "division by zero"),
            ("return nop(nop());", "InvalidFunctionParameters", "nop takes 0 arguments, found 1"),
            ("return flood();", "InvalidFunctionParameters", "flood takes 1 argument, found 0"),
            ("return find_bucket(1,2,3);", "InvalidFunctionParameters", "find_bucket takes 1 to 2 arguments, found 3"),
            (
                "return filter_keyvals([], 666, ['x']);",
                "InvalidFunctionParameters",
                "argument 2 of filter_keyvals must be a text, found a number",
            ),
            (
                "return filter_keyvals([], '2', 'x');",
                "InvalidFunctionParameters",
                "argument 3 of filter_keyvals must be a list, found a text",
            ),
            (
                "return flood([1]);",
                "InvalidFunctionParameters",
                "argument 1 of flood must be a list of events, found a list",
            ),
            ("return query_bucket('nowhere');", "BucketQueryError", "there is no bucket named nowhere"),
            ("return find_bucket('nowhere');", "BucketQueryError", "there is no bucket like \"nowhere\""),
            ("return 1 +;", "ParsingError", "line 1, column 11: expected a value, found `;`"),
        ],
    );
    let error = World::empty().ask("return floood([]);").expect_err("an error");
    assert_eq!(error.to_string(), r#"VariableNotDefined("floood (did you mean flood?)")"#);
}

#[test]
fn several_periods_give_several_answers() {
    let world = World::of(&[(0.0, 100.0, json!({"a": 1}))]);
    let lines = ["events = query_bucket('b'); # all of it".to_owned(), "return sum_durations(events);".to_owned()];
    let period = |from: &str, to: &str| format!("1970-01-01T00:{from}+00:00/1970-01-01T00:{to}Z");
    let periods = [period("00:10", "00:20"), period("01:35", "01:50"), period("05:00", "06:00")];
    assert_eq!(world.engine.run_all(&lines, &periods), Ok(vec![json!(10.0), json!(5.0), json!(0.0)]));
    assert_eq!(world.engine.write_json(&lines, &periods, ""), Ok(b"[10.0,5.0,0.0]".to_vec()));
    assert_eq!(world.engine.run_all(&lines, &[]), Ok(vec![]));
    assert_eq!(world.engine.run_all(&lines, &["today".to_owned()]).expect_err("an error").kind(), "TimeIntervalError");
}
