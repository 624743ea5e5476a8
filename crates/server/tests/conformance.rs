//! What real watchers, clients and web pages send, and what they must be answered: tables of requests and answers, each run
//! from its first row to its last against a server on a free port.
//!
//! In what is expected `"*"` stands for any value, and an object may hold more than is named.

mod wire;

use serde_json::Value;

use attentive_server::ServerOptions;
use wire::{Reply, Served, Wire};

/// What the answer must hold.
enum Expect {
    /// No body at all.
    Nothing,
    /// This JSON: objects may hold more, `"*"` is anything.
    Json(&'static str),
    /// An error in our shape whose message holds this.
    Message(&'static str),
    /// This header with this value.
    Header(&'static str, &'static str),
    /// Not this header.
    NoHeader(&'static str),
    /// This text somewhere in the body.
    Text(&'static str),
    /// This text nowhere in the body.
    NoText(&'static str),
}
use Expect::{Header, Json, Message, NoHeader, NoText, Nothing, Text};

/// One request and its answer.
struct Row {
    method: &'static str,
    path: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    status: u16,
    expect: Expect,
}

type Headers = &'static [(&'static str, &'static str)];

fn row(method: &'static str, path: &'static str, body: &'static str, status: u16, expect: Expect) -> Row {
    with(method, path, &[("Content-Type", "application/json")], body, status, expect)
}

fn with(
    method: &'static str,
    path: &'static str,
    headers: Headers,
    body: &'static str,
    status: u16,
    expect: Expect,
) -> Row {
    Row { method, path, headers, body, status, expect }
}

/// Runs a table. The server's port replaces `PORT` in header values.
fn run(options: ServerOptions, rows: &[Row]) {
    let served = Served::start(options);
    let mut wire = served.connect();
    for row in rows {
        let port = served.address.port().to_string();
        let headers: Vec<(&str, String)> =
            row.headers.iter().map(|(name, value)| (*name, value.replace("PORT", &port))).collect();
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let reply = wire.ask(row.method, row.path, &headers, row.body.as_bytes());
        check(row, &reply, &port);
        if reply.header("connection") == Some("close") {
            wire = Wire::connect(served.address);
        }
    }
}

fn check(row: &Row, reply: &Reply, port: &str) {
    let told = format!(
        "{} {} {:?} {}\nanswer {}: {}",
        row.method,
        row.path,
        row.headers,
        row.body,
        reply.status,
        reply.text()
    );
    assert_eq!(reply.status, row.status, "{told}");
    match &row.expect {
        Nothing => assert!(reply.body.is_empty(), "expected no body: {told}"),
        Json(expected) => {
            assert_eq!(reply.header("content-type"), Some("application/json"), "{told}");
            let expected: Value = serde_json::from_str(expected).expect("the table holds JSON");
            let found: Value = serde_json::from_slice(&reply.body).expect("the answer is JSON");
            assert!(holds(&found, &expected), "expected {expected}: {told}");
        }
        Message(part) => {
            let found: Value = serde_json::from_slice(&reply.body).expect("the answer is JSON");
            let message = found["message"].as_str().unwrap_or_else(|| panic!("no message: {told}"));
            assert!(message.contains(part), "expected {part:?} in the message: {told}");
        }
        Header(name, value) => {
            let value = value.replace("PORT", port);
            assert_eq!(reply.header(name), Some(value.as_str()), "{name}: {told}");
        }
        NoHeader(name) => assert_eq!(reply.header(name), None, "{name}: {told}"),
        NoText(part) => assert!(!reply.text().contains(part), "not expected {part:?}: {told}"),
        Text(part) => assert!(reply.text().contains(part), "expected {part:?}: {told}"),
    }
}

/// Whether `found` is what was expected, or an object with more.
fn holds(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (_, Value::String(any)) if any == "*" => true,
        (Value::Object(found), Value::Object(expected)) => {
            expected.iter().all(|(key, value)| found.get(key).is_some_and(|found| holds(found, value)))
        }
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len() && found.iter().zip(expected).all(|(found, expected)| holds(found, expected))
        }
        (Value::Number(found), Value::Number(expected)) => found.as_f64() == expected.as_f64(),
        (found, expected) => found == expected,
    }
}

const BUCKET: &str = r#"{"client":"c","type":"t","hostname":"h"}"#;

#[test]
fn info_says_who_answers() {
    let fields = r#"{"hostname":"desk","version":"*","testing":false,"device_id":"*"}"#;
    run(
        Served::ordinary(),
        &[
            row("GET", "/api/0/info", "", 200, Json(fields)),
            row("GET", "/api/0/info/", "", 200, Json(fields)),
            row("HEAD", "/api/0/info", "", 200, Nothing),
            row("OPTIONS", "/api/0/info", "", 200, Nothing),
            row("POST", "/api/0/info", "{}", 405, Message("method")),
            row("GET", "/api/0/info", "", 200, Header("x-content-type-options", "nosniff")),
            row("GET", "/api/0/info", "", 200, Header("referrer-policy", "no-referrer")),
            row("GET", "/api/0/log", "", 404, Message("nothing")),
            row("GET", "/api/", "", 404, Message("nothing")),
            row("GET", "/api/0/none", "", 404, Message("nothing")),
            row("GET", "//api/0/info", "", 404, Message("nothing")),
        ],
    );
    let testing = ServerOptions { testing: true, ..Served::ordinary() };
    run(testing, &[row("GET", "/api/0/info", "", 200, Json(r#"{"testing":true}"#))]);
}

#[test]
fn buckets_are_made_shown_changed_and_deleted() {
    run(
        Served::ordinary(),
        &[
            row("GET", "/api/0/buckets/", "", 200, Json("{}")),
            row("GET", "/api/0/buckets", "", 200, Json("{}")),
            row("GET", "/api/0/buckets/a", "", 404, Message("no bucket")),
            row("POST", "/api/0/buckets/a", BUCKET, 200, Nothing),
            row("POST", "/api/0/buckets/a", BUCKET, 304, Nothing),
            row(
                "GET",
                "/api/0/buckets/a",
                "",
                200,
                Json(
                    r#"{"id":"a","client":"c","type":"t","hostname":"h","created":"*","data":{},
                        "metadata":{"start":null,"end":null},"events":null,"last_updated":null}"#,
                ),
            ),
            row("GET", "/api/0/buckets/a/", "", 200, Json(r#"{"id":"a"}"#)),
            row("HEAD", "/api/0/buckets/a", "", 200, Nothing),
            // The id in the address is what counts, and what else is sent is taken along or passed over.
            row(
                "POST",
                "/api/0/buckets/b/",
                r#"{"id":"other","client":"c","type":"t","hostname":"!local","created":"2020-02-02T00:00:00+01:00",
                    "data":{"k":[1]},"name":null,"events":null}"#,
                200,
                Nothing,
            ),
            row(
                "GET",
                "/api/0/buckets/b",
                "",
                200,
                Json(
                    r#"{"id":"b","hostname":"desk","created":"2020-02-01T23:00:00Z","data":{"k":[1],"device_id":"*"}}"#,
                ),
            ),
            row("GET", "/api/0/buckets/", "", 200, Json(r#"{"a":{"id":"a"},"b":{"id":"b"}}"#)),
            row(
                "POST",
                "/api/0/buckets/a/events",
                r#"[{"timestamp":"2026-01-01T00:00:00Z","duration":60}]"#,
                200,
                Json("[{}]"),
            ),
            row(
                "GET",
                "/api/0/buckets/",
                "",
                200,
                Json(
                    r#"{"a":{"last_updated":"2026-01-01T00:01:00Z",
                             "metadata":{"start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:01:00Z"}}}"#,
                ),
            ),
            row("PUT", "/api/0/buckets/a", r#"{"client":"d","type":"u","hostname":"i","data":{"n":1}}"#, 200, Nothing),
            row("GET", "/api/0/buckets/a", "", 200, Json(r#"{"client":"d","type":"u","hostname":"i","data":{"n":1}}"#)),
            row("PUT", "/api/0/buckets/none", BUCKET, 404, Message("no bucket")),
            row("DELETE", "/api/0/buckets/a", "{}", 200, Nothing),
            row("DELETE", "/api/0/buckets/a", "{}", 404, Message("no bucket")),
            row("DELETE", "/api/0/buckets/b?force=1", "", 200, Nothing),
            row("GET", "/api/0/buckets/", "", 200, Json("{}")),
        ],
    );
}

#[test]
fn a_bucket_may_have_any_name_that_an_address_can_carry() {
    run(
        Served::ordinary(),
        &[
            row("POST", "/api/0/buckets/%E6%B3%A8%E6%84%8F-%C3%BC", BUCKET, 200, Nothing),
            row("GET", "/api/0/buckets/%e6%b3%a8%e6%84%8f-%c3%bc", "", 200, Json(r#"{"id":"注意-ü"}"#)),
            row("POST", "/api/0/buckets/a%2Fb%20c%3F%23%25", BUCKET, 200, Nothing),
            row("GET", "/api/0/buckets/a%2Fb%20c%3F%23%25/events", "", 200, Json("[]")),
            row("GET", "/api/0/buckets/a%2Fb%20c%3F%23%25", "", 200, Json(r#"{"id":"a/b c?#%"}"#)),
            row("POST", "/api/0/buckets/a+b", BUCKET, 200, Nothing),
            row("GET", "/api/0/buckets/a%2Bb", "", 200, Json(r#"{"id":"a+b"}"#)),
            row("POST", "/api/0/buckets/..", BUCKET, 200, Nothing),
            row("GET", "/api/0/buckets/..", "", 200, Json(r#"{"id":".."}"#)),
            row("POST", "/api/0/buckets/'%22--", BUCKET, 200, Nothing),
            row("GET", "/api/0/buckets/'%22--/export", "", 200, Header("content-type", "application/json")),
            row(
                "GET",
                "/api/0/buckets/a%2Fb%20c%3F%23%25/export",
                "",
                200,
                Header(
                    "content-disposition",
                    "attachment; filename=aw-bucket-export_a_b_c___.json; \
                     filename*=UTF-8''aw-bucket-export_a%2Fb%20c%3F%23%25.json",
                ),
            ),
            row("GET", "/api/0/buckets/%FF%FE", "", 400, Message("")),
        ],
    );
}

#[test]
fn events_come_back_newest_first_and_clipped() {
    const E: &str = "/api/0/buckets/a/events";
    run(
        Served::ordinary(),
        &[
            row("GET", E, "", 404, Message("no bucket")),
            row("POST", E, r#"[{"timestamp":"2026-01-01T00:00:00Z"}]"#, 404, Message("no bucket")),
            row("POST", E, "[]", 404, Message("no bucket")),
            row("POST", "/api/0/buckets/a", BUCKET, 200, Nothing),
            row("GET", E, "", 200, Json("[]")),
            row("POST", E, "[]", 200, Json("[]")),
            row(
                "POST",
                E,
                r#"[{"timestamp":"2026-01-01T00:00:00Z","duration":10,"data":{"n":1}},
                    {"timestamp":"2026-01-01T01:00:20+01:00","duration":10.5,"data":{"n":2}}]"#,
                200,
                Json(
                    r#"[{"id":"*","timestamp":"2026-01-01T00:00:00Z","duration":10.0,"data":{"n":1}},
                        {"id":"*","timestamp":"2026-01-01T00:00:20Z","duration":10.5,"data":{"n":2}}]"#,
                ),
            ),
            // One event without a list around it, without a duration.
            row(
                "POST",
                E,
                r#"{"timestamp":"2026-01-01T00:01:00Z","data":{"n":3}}"#,
                200,
                Json(r#"[{"id":"*","duration":0}]"#),
            ),
            row("GET", E, "", 200, Json(r#"[{"data":{"n":3}},{"data":{"n":2}},{"data":{"n":1}}]"#)),
            row("GET", "/api/0/buckets/a/events/", "", 200, Json("[{},{},{}]")),
            row("GET", "/api/0/buckets/a/events?limit=-1", "", 200, Json("[{},{},{}]")),
            row("GET", "/api/0/buckets/a/events?limit=0", "", 200, Json("[]")),
            row("GET", "/api/0/buckets/a/events?limit=1", "", 200, Json(r#"[{"data":{"n":3}}]"#)),
            row("GET", "/api/0/buckets/a/events?limit=99999999999999999999", "", 200, Json("[{},{},{}]")),
            row("GET", "/api/0/buckets/a/events?limit=few", "", 400, Message("limit")),
            row("GET", "/api/0/buckets/none/events?limit=0", "", 404, Message("no bucket")),
            // Clipped at both ends; an event that only touches the range is inside it.
            row(
                "GET",
                "/api/0/buckets/a/events?start=2026-01-01T00:00:05Z&end=2026-01-01T00:00:25Z",
                "",
                200,
                Json(
                    r#"[{"timestamp":"2026-01-01T00:00:20Z","duration":5.0,"data":{"n":2}},
                        {"timestamp":"2026-01-01T00:00:05Z","duration":5.0,"data":{"n":1}}]"#,
                ),
            ),
            row(
                "GET",
                "/api/0/buckets/a/events?start=2026-01-01T00:00:10Z&end=2026-01-01T00:00:20Z",
                "",
                200,
                Json(
                    r#"[{"timestamp":"2026-01-01T00:00:20Z","duration":0},{"timestamp":"2026-01-01T00:00:10Z","duration":0}]"#,
                ),
            ),
            row(
                "GET",
                "/api/0/buckets/a/events?start=2026-01-01T00:00:11Z&end=2026-01-01T00:00:19Z",
                "",
                200,
                Json("[]"),
            ),
            row(
                "GET",
                "/api/0/buckets/a/events?start=2026-01-02T00:00:00Z&end=2026-01-01T00:00:00Z",
                "",
                200,
                Json("[]"),
            ),
            row(
                "GET",
                "/api/0/buckets/a/events?start=2026-01-01T01:00:59%2B01:00",
                "",
                200,
                Json(r#"[{"data":{"n":3}}]"#),
            ),
            row(
                "GET",
                "/api/0/buckets/a/events?start=2026-01-01T01:00:59+01:00",
                "",
                200,
                Json(r#"[{"data":{"n":3}}]"#),
            ),
            row(
                "GET",
                "/api/0/buckets/a/events?start=0001-01-01T00:00:00Z&end=9998-01-01T00:00:00Z",
                "",
                200,
                Json("[{},{},{}]"),
            ),
            row("GET", "/api/0/buckets/a/events?start=yesterday", "", 400, Message("start: ")),
            row("GET", "/api/0/buckets/a/events?end=2026-01-01", "", 400, Message("end: ")),
            row("GET", "/api/0/buckets/a/events?start=&end=", "", 200, Json("[{},{},{}]")),
            row("GET", "/api/0/buckets/a/events/count", "", 200, Json("3")),
            row("GET", "/api/0/buckets/a/events/count/", "", 200, Json("3")),
            row("GET", "/api/0/buckets/a/events/count?start=2026-01-01T00:00:55Z", "", 200, Json("1")),
            row("GET", "/api/0/buckets/none/events/count", "", 404, Message("no bucket")),
        ],
    );
}

#[test]
fn one_event_can_be_read_replaced_and_deleted() {
    const E: &str = "/api/0/buckets/a/events";
    run(
        Served::ordinary(),
        &[
            row("POST", "/api/0/buckets/a", BUCKET, 200, Nothing),
            row(
                "POST",
                E,
                r#"[{"timestamp":"2026-01-01T00:00:00Z","duration":1,"data":{"n":1}}]"#,
                200,
                Json(r#"[{"id":1}]"#),
            ),
            row("GET", "/api/0/buckets/a/events/1", "", 200, Json(r#"{"id":1,"duration":1.0,"data":{"n":1}}"#)),
            row(
                "POST",
                E,
                r#"[{"id":1,"timestamp":"2026-01-01T00:00:01Z","duration":2,"data":{"n":2}}]"#,
                200,
                Json(r#"[{"id":1}]"#),
            ),
            row(
                "GET",
                E,
                "",
                200,
                Json(r#"[{"id":1,"timestamp":"2026-01-01T00:00:01Z","duration":2.0,"data":{"n":2}}]"#),
            ),
            // An id that names no row of this bucket is not kept: it came from elsewhere.
            row("POST", "/api/0/buckets/b", BUCKET, 200, Nothing),
            row(
                "POST",
                "/api/0/buckets/b/events",
                r#"[{"id":1,"timestamp":"2026-01-01T00:00:01Z","data":{"n":3}}]"#,
                200,
                Json(r#"[{"id":2,"data":{"n":3}}]"#),
            ),
            row("GET", "/api/0/buckets/a/events/1", "", 200, Json(r#"{"data":{"n":2}}"#)),
            row("GET", "/api/0/buckets/a/events/2", "", 404, Message("no event 2")),
            row("GET", "/api/0/buckets/a/events/18", "", 404, Message("no event 18")),
            row("GET", "/api/0/buckets/none/events/1", "", 404, Message("")),
            row("GET", "/api/0/buckets/a/events/x", "", 400, Message("event id")),
            row("DELETE", "/api/0/buckets/a/events/1", "{}", 200, Nothing),
            row("DELETE", "/api/0/buckets/a/events/1", "{}", 200, Nothing),
            row("GET", E, "", 200, Json("[]")),
            row("DELETE", "/api/0/buckets/none/events/1", "{}", 404, Message("no bucket")),
        ],
    );
}

#[test]
fn heartbeats_lengthen_the_event_before_them() {
    const H: &str = "/api/0/buckets/a/heartbeat?pulsetime=2";
    run(
        Served::ordinary(),
        &[
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:00Z"}"#, 404, Message("no bucket")),
            row("POST", "/api/0/buckets/a", BUCKET, 200, Nothing),
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T00:00:00Z","duration":0,"data":{"app":"x","title":"y"}}"#,
                200,
                Json(r#"{"id":"*","timestamp":"2026-01-01T00:00:00Z","duration":0.0,"data":{"app":"x","title":"y"}}"#),
            ),
            // Without an offset it is UTC, as Python's `isoformat` of such a time means to ActivityWatch's server.
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T00:00:01.000000","data":{"app":"x","title":"y"}}"#,
                200,
                Json(r#"{"timestamp":"2026-01-01T00:00:00Z","duration":1.0}"#),
            ),
            // The same facts in another order, exactly at the edge of the gap.
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T00:00:02Z","data":{"title":"y","app":"x"}}"#,
                200,
                Json(r#"{"timestamp":"2026-01-01T00:00:00Z","duration":2.0}"#),
            ),
            // Inside what is already covered: nothing changes.
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T00:00:01Z","data":{"title":"y","app":"x"}}"#,
                200,
                Json(r#"{"timestamp":"2026-01-01T00:00:00Z","duration":2.0}"#),
            ),
            // Beyond the gap: a new event.
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T00:00:04.001Z","duration":1,"data":{"title":"y","app":"x"}}"#,
                200,
                Json(r#"{"timestamp":"2026-01-01T00:00:04.001Z","duration":1.0}"#),
            ),
            // Other facts: a new event.
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T00:00:05Z","data":{"app":"z"}}"#,
                200,
                Json(r#"{"duration":0.0}"#),
            ),
            row("GET", "/api/0/buckets/a/events/count", "", 200, Json("3")),
            // An id in a heartbeat replaces nothing.
            row(
                "POST",
                H,
                r#"{"id":1,"timestamp":"2026-01-01T00:00:30Z","data":{"app":"w"}}"#,
                200,
                Json(r#"{"id":"*"}"#),
            ),
            row("GET", "/api/0/buckets/a/events/count", "", 200, Json("4")),
            row(
                "POST",
                "/api/0/buckets/a/heartbeat/?pulsetime=5.0",
                r#"{"timestamp":"2026-01-01T00:00:33Z","data":{"app":"w"}}"#,
                200,
                Json(r#"{"duration":3.0}"#),
            ),
            // Clocks that are far off are the watcher's affair.
            row(
                "POST",
                H,
                r#"{"timestamp":"1970-01-01T00:00:00Z","data":{"app":"early"}}"#,
                200,
                Json(r#"{"timestamp":"1970-01-01T00:00:00Z"}"#),
            ),
            row(
                "POST",
                H,
                r#"{"timestamp":"2200-01-01T00:00:00Z","data":{"app":"late"}}"#,
                200,
                Json(r#"{"timestamp":"2200-01-01T00:00:00Z"}"#),
            ),
            row("GET", "/api/0/buckets/a/events/count", "", 200, Json("6")),
            // A body is JSON whatever it is called.
            with(
                "POST",
                H,
                &[],
                r#"{"timestamp":"2200-01-01T00:00:01Z","data":{"app":"late"}}"#,
                200,
                Json(r#"{"duration":1.0}"#),
            ),
        ],
    );
}

#[test]
fn what_cannot_be_understood_is_refused_with_a_reason_and_stores_nothing() {
    const E: &str = "/api/0/buckets/a/events";
    const H: &str = "/api/0/buckets/a/heartbeat?pulsetime=1";
    let deep = Box::leak(
        format!(r#"{{"timestamp":"2026-01-01T00:00:00Z","data":{{"a":{}1{}}}}}"#, "[".repeat(5000), "]".repeat(5000))
            .into_boxed_str(),
    );
    let long = Box::leak(
        format!(r#"{{"timestamp":"2026-01-01T00:00:00Z","data":{{"a":"{}"}}}}"#, "x".repeat(5 << 20)).into_boxed_str(),
    );
    run(
        Served::ordinary(),
        &[
            row("POST", "/api/0/buckets/a", "", 400, Message("not JSON")),
            row("POST", "/api/0/buckets/a", "{", 400, Message("not JSON")),
            row("POST", "/api/0/buckets/a", "{}", 422, Message("type")),
            row("POST", "/api/0/buckets/a", r#"{"type":"t","client":"c"}"#, 422, Message("hostname")),
            row("POST", "/api/0/buckets/a", r#"{"type":1,"client":"c","hostname":"h"}"#, 422, Message("string")),
            row("GET", "/api/0/buckets/a", "", 404, Message("no bucket")),
            row("POST", "/api/0/buckets/a", BUCKET, 200, Nothing),
            row("PUT", "/api/0/buckets/a", "[", 400, Message("not JSON")),
            row("POST", H, "", 400, Message("not JSON")),
            row("POST", H, "{", 400, Message("not JSON")),
            row("POST", H, "\u{0}\u{1}", 400, Message("not JSON")),
            row("POST", H, "{'timestamp':'2026-01-01T00:00:00Z'}", 400, Message("not JSON")),
            row("POST", H, "null", 422, Message("lacks")),
            row("POST", H, "[]", 422, Message("lacks")),
            row("POST", H, "{}", 422, Message("timestamp")),
            row("POST", H, r#"{"timestamp":1767225600}"#, 422, Message("lacks")),
            row("POST", H, r#"{"timestamp":"now"}"#, 422, Message("RFC 3339")),
            row("POST", H, r#"{"timestamp":"2026-01-01"}"#, 422, Message("RFC 3339")),
            row("POST", H, r#"{"timestamp":"9000-01-01T00:00:00Z"}"#, 422, Message("RFC 3339")),
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:00Z","duration":NaN}"#, 400, Message("not JSON")),
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:00Z","duration":Infinity}"#, 400, Message("not JSON")),
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:00Z","duration":1e400}"#, 400, Message("not JSON")),
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:00Z","duration":1e300}"#, 422, Message("duration")),
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:00Z","duration":-1}"#, 422, Message("duration")),
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:00Z","duration":"1"}"#, 422, Message("lacks")),
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:00Z","duration":null}"#, 422, Message("lacks")),
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:00Z","data":[]}"#, 422, Message("lacks")),
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:00Z","data":"x"}"#, 422, Message("lacks")),
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:00Z","id":"x"}"#, 422, Message("lacks")),
            row("POST", H, deep, 400, Message("not JSON")),
            row(
                "POST",
                "/api/0/buckets/a/heartbeat",
                r#"{"timestamp":"2026-01-01T00:00:00Z"}"#,
                422,
                Message("pulsetime"),
            ),
            row(
                "POST",
                "/api/0/buckets/a/heartbeat?pulsetime=NaN",
                r#"{"timestamp":"2026-01-01T00:00:00Z"}"#,
                422,
                Message("pulsetime"),
            ),
            row(
                "POST",
                "/api/0/buckets/a/heartbeat?pulsetime=soon",
                r#"{"timestamp":"2026-01-01T00:00:00Z"}"#,
                422,
                Message("pulsetime"),
            ),
            row("GET", "/api/0/buckets/a/heartbeat", "", 405, Message("method")),
            // One bad event in a list refuses the list: the watcher learns it and nothing is half stored.
            row("POST", E, r#"[{"timestamp":"2026-01-01T00:00:00Z"},{"duration":1}]"#, 422, Message("timestamp")),
            row("POST", E, r#"[{"timestamp":"2026-01-01T00:00:00Z"}"#, 400, Message("not JSON")),
            row("POST", E, "7", 422, Message("lacks")),
            row("POST", E, r#""x""#, 422, Message("lacks")),
            row("GET", "/api/0/buckets/a/events/count", "", 200, Json("0")),
            row("POST", "/api/0/query/", "{", 400, Message("not JSON")),
            row("POST", "/api/0/query/", r#"{"query":["RETURN = 1;"]}"#, 422, Message("timeperiods")),
            row("POST", "/api/0/import", "nonsense", 400, Message("not JSON")),
            row("POST", "/api/0/import", "{}", 422, Message("buckets")),
            row("POST", "/api/0/import", "[]", 422, Message("export")),
            row("POST", "/api/0/settings/a", "", 400, Message("not JSON")),
            row("POST", "/api/0/settings/a", "{", 400, Message("not JSON")),
            // Numbers of any size are kept as JSON keeps them, and the last row may be longer than one heartbeat needs.
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T00:00:00Z","data":{"n":18446744073709551615,"f":1e308,"z":-0.0}}"#,
                200,
                Json(r#"{"data":{"n":18446744073709551615,"f":1e308}}"#),
            ),
            row("POST", H, long, 413, Message("")),
        ],
    );
}

#[test]
fn queries_answer_one_result_for_each_period() {
    const Q: &str = "/api/0/query/";
    run(
        Served::ordinary(),
        &[
            row(
                "POST",
                "/api/0/buckets/w_desk",
                r#"{"client":"c","type":"currentwindow","hostname":"desk"}"#,
                200,
                Nothing,
            ),
            row(
                "POST",
                "/api/0/buckets/w_desk/events",
                r#"[{"timestamp":"2026-01-01T10:00:00Z","duration":60,"data":{"app":"a","title":"t"}},
                    {"timestamp":"2026-01-01T10:01:00Z","duration":30,"data":{"app":"b","title":"t"}},
                    {"timestamp":"2026-01-02T10:00:00Z","duration":5,"data":{"app":"a","title":"t"}}]"#,
                200,
                Json("[{},{},{}]"),
            ),
            row(
                "POST",
                Q,
                r#"{"timeperiods":["2026-01-01T00:00:00Z/2026-01-02T00:00:00Z"],"query":["RETURN = 1;"]}"#,
                200,
                Json("[1]"),
            ),
            row(
                "POST",
                "/api/0/query",
                r#"{"timeperiods":["2026-01-01T00:00:00Z/2026-01-02T00:00:00Z"],"query":["RETURN = 1;"]}"#,
                200,
                Json("[1]"),
            ),
            row(
                "POST",
                "/api/0/query/?name=q&cache=1",
                r#"{"timeperiods":["2026-01-01T00:00:00Z/2026-01-02T00:00:00Z"],"query":["RETURN = 'x';"]}"#,
                200,
                Json(r#"["x"]"#),
            ),
            row("POST", Q, r#"{"timeperiods":[],"query":["RETURN = 1;"]}"#, 200, Json("[]")),
            row(
                "POST",
                Q,
                r#"{"timeperiods":["2026-01-01T00:00:00Z/2026-01-02T00:00:00Z","2026-01-02T00:00:00+00:00/2026-01-03T00:00:00+00:00"],
                    "query":["events = query_bucket(find_bucket(\"w_\"));","merged = merge_events_by_keys(events, [\"app\"]);",
                             "RETURN = sort_by_duration(merged);"]}"#,
                200,
                Json(
                    r#"[[{"duration":60.0,"data":{"app":"a"}},{"duration":30.0,"data":{"app":"b"}}],[{"duration":5.0,"data":{"app":"a"}}]]"#,
                ),
            ),
            row(
                "POST",
                Q,
                r#"{"timeperiods":["2026-01-01T00:00:00Z/2026-01-02T00:00:00Z"],"query":[""]}"#,
                500,
                Message("EmptyQuery"),
            ),
            row("POST", Q, r#"{"timeperiods":["2026-01-01"],"query":["RETURN = 1;"]}"#, 422, Message("")),
            row(
                "POST",
                Q,
                r#"{"timeperiods":["2026-01-01T00:00:00Z/soon"],"query":["RETURN = 1;"]}"#,
                422,
                Message(""),
            ),
            row(
                "POST",
                Q,
                r#"{"timeperiods":["2026-01-01T00:00:00Z/2026-01-02T00:00:00Z"],"query":["RETURN = nonsense("]}"#,
                500,
                Message(""),
            ),
            row(
                "POST",
                Q,
                r#"{"timeperiods":["2026-01-01T00:00:00Z/2026-01-02T00:00:00Z"],"query":["RETURN = query_bucket(\"none\");"]}"#,
                500,
                Message("none"),
            ),
        ],
    );
}

const FILTERS: &str = r#"[
    {"enabled":true,"bucket_prefix":"w_","field":"title","pattern":"(?i)bank","action":"redact","replacement":"private"},
    {"enabled":true,"bucket_prefix":"","field":"app","pattern":"^Diary$","action":"drop"}]"#;

#[test]
fn privacy_filters_hold_before_the_disk_on_every_way_in() {
    const H: &str = "/api/0/buckets/w_a/heartbeat?pulsetime=5";
    run(
        Served::ordinary(),
        &[
            row("POST", "/api/0/buckets/w_a", BUCKET, 200, Nothing),
            row("POST", "/api/0/settings/privacy_filters", FILTERS, 201, Nothing),
            // Dropped before there is anything: nothing to answer.
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T00:00:00Z","data":{"app":"Diary","title":"x"}}"#,
                200,
                Json("null"),
            ),
            row(
                "POST",
                "/api/0/buckets/none/heartbeat?pulsetime=5",
                r#"{"timestamp":"2026-01-01T00:00:00Z","data":{"app":"Diary"}}"#,
                404,
                Message("no bucket"),
            ),
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T00:00:00Z","data":{"app":"b","title":"My Bank"}}"#,
                200,
                Json(r#"{"data":{"app":"b","title":"private"}}"#),
            ),
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T00:00:02Z","data":{"app":"b","title":"Other bank"}}"#,
                200,
                Json(r#"{"duration":2.0}"#),
            ),
            // Dropped: the answer is the event before it.
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T00:00:04Z","data":{"app":"Diary"}}"#,
                200,
                Json(r#"{"duration":2.0,"data":{"app":"b"}}"#),
            ),
            row(
                "POST",
                "/api/0/buckets/w_a/events",
                r#"[{"timestamp":"2026-01-01T01:00:00Z","data":{"app":"Diary"}},{"timestamp":"2026-01-01T01:00:00Z","data":{"title":"bank"}}]"#,
                200,
                Json(r#"[{"data":{"title":"private"}}]"#),
            ),
            row(
                "POST",
                "/api/0/buckets/w_a/events",
                r#"{"timestamp":"2026-01-01T01:00:00Z","data":{"app":"Diary"}}"#,
                200,
                Json("[]"),
            ),
            row(
                "POST",
                "/api/0/import",
                r#"{"buckets":{"w_b":{"type":"t","client":"c","hostname":"h","events":[
                    {"timestamp":"2026-01-01T00:00:00Z","data":{"app":"Diary"}},{"timestamp":"2026-01-01T00:00:00Z","data":{"title":"BANK"}}]}}}"#,
                200,
                Json(r#"{"inserted":1,"filtered":1}"#),
            ),
            row("GET", "/api/0/buckets/w_b/events", "", 200, Json(r#"[{"data":{"title":"private"}}]"#)),
            row("GET", "/api/0/buckets/w_a/events/count", "", 200, Json("2")),
            // Without the filters everything is stored again.
            row("DELETE", "/api/0/settings/privacy_filters", "", 200, Nothing),
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T02:00:00Z","data":{"app":"Diary"}}"#,
                200,
                Json(r#"{"data":{"app":"Diary"}}"#),
            ),
        ],
    );
}

#[test]
fn a_pause_stores_nothing_that_watchers_send() {
    const H: &str = "/api/0/buckets/a/heartbeat?pulsetime=5";
    run(
        Served::ordinary(),
        &[
            row("POST", "/api/0/buckets/a", BUCKET, 200, Nothing),
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:00Z","data":{"n":1}}"#, 200, Json(r#"{"duration":0.0}"#)),
            row("POST", "/api/attentive/pause", r#"{"minutes":5}"#, 200, Json(r#"{"paused_until":"*"}"#)),
            row(
                "POST",
                H,
                r#"{"timestamp":"2026-01-01T00:00:02Z","data":{"n":1}}"#,
                200,
                Json(r#"{"duration":0.0,"data":{"n":1}}"#),
            ),
            row("POST", "/api/0/buckets/a/events", r#"[{"timestamp":"2026-01-01T00:00:02Z"}]"#, 200, Json("[]")),
            row(
                "POST",
                "/api/0/import",
                r#"{"buckets":{"b":{"type":"t","client":"c","hostname":"h","events":[{"timestamp":"2026-01-01T00:00:00Z"}]}}}"#,
                200,
                Json(r#"{"inserted":1}"#),
            ),
            row("DELETE", "/api/attentive/pause", "", 200, Json("{}")),
            row("POST", H, r#"{"timestamp":"2026-01-01T00:00:03Z","data":{"n":1}}"#, 200, Json(r#"{"duration":3.0}"#)),
            row("GET", "/api/0/buckets/a/events/count", "", 200, Json("1")),
        ],
    );
}

#[test]
fn settings_hold_any_json() {
    let long_key: &'static str = Box::leak(format!("/api/0/settings/{}", "k".repeat(128)).into_boxed_str());
    let just_short_enough: &'static str = Box::leak(format!("/api/0/settings/{}", "k".repeat(127)).into_boxed_str());
    run(
        Served::ordinary(),
        &[
            row("GET", "/api/0/settings/none", "", 200, Json("null")),
            row("POST", "/api/0/settings/theme", r#""dark""#, 201, Nothing),
            row("GET", "/api/0/settings/theme", "", 200, Json(r#""dark""#)),
            row("POST", "/api/0/settings/views/", r#"[{"id":1,"elements":[null,true]}]"#, 201, Nothing),
            row("GET", "/api/0/settings/views/", "", 200, Json(r#"[{"id":1,"elements":[null,true]}]"#)),
            row("POST", "/api/0/settings/startOfDay", r#""04:00""#, 201, Nothing),
            row("POST", "/api/0/settings/theme", r#"{"name":"light"}"#, 201, Nothing),
            row(
                "GET",
                "/api/0/settings",
                "",
                200,
                Json(r#"{"theme":{"name":"light"},"startOfDay":"04:00","views":"*"}"#),
            ),
            row("GET", "/api/0/settings/", "", 200, Json(r#"{"theme":{"name":"light"}}"#)),
            row("GET", "/api/0/settings/", "", 200, NoText("attentive.")),
            row("DELETE", "/api/0/settings/theme", "", 200, Nothing),
            row("DELETE", "/api/0/settings/theme", "", 200, Nothing),
            row("GET", "/api/0/settings/theme", "", 200, Json("null")),
            row("POST", just_short_enough, "1", 201, Nothing),
            // What the program keeps for itself.
            row("GET", "/api/0/settings/attentive.pseudonym_key", "", 200, Json("null")),
            row("POST", "/api/0/settings/attentive.pseudonym_key", r#""00""#, 400, Message("cannot be written")),
            row("DELETE", "/api/0/settings/attentive.pseudonym_key", "", 400, Message("cannot be deleted")),
            // A filter that cannot work is refused, and the one that was set stays.
            row("POST", "/api/0/settings/privacy_filters", FILTERS, 201, Nothing),
            row(
                "POST",
                "/api/0/settings/privacy_filters",
                r#"[{"enabled":true,"field":"title","pattern":"(","action":"drop"}]"#,
                400,
                Message(""),
            ),
            row("GET", "/api/0/settings/privacy_filters", "", 200, Json(FILTERS)),
            row("POST", long_key, "1", 400, Message("too long")),
            row("GET", long_key, "", 400, Message("too long")),
            row("DELETE", long_key, "", 400, Message("too long")),
        ],
    );
}

const EXPORT: &str = r#"{"buckets":{"a":{"id":"a","type":"t","client":"c","hostname":"h","created":"2026-01-01T00:00:00Z",
    "metadata":{"start":null},"last_updated":null,"events":[
        {"id":3,"timestamp":"2026-01-01T00:00:00Z","duration":1.0,"data":{"x":1,"y":2}},
        {"id":4,"timestamp":"2026-01-01T00:00:00Z","duration":30.0,"data":{"x":1,"y":2}},
        {"id":5,"timestamp":"not a time","duration":1.0,"data":{}}]}}}"#;

const SORTED: &str = r#"{"buckets":{"a":{"client":"c","events":[
        {"timestamp":"2026-01-01T00:00:00+00:00","duration":1.0,"data":{"y":2,"x":1}},
        {"timestamp":"2026-01-01T00:00:05+00:00","duration":1.0,"data":{"y":2,"x":1}}],"hostname":"h","type":"t"}}}"#;

#[test]
fn imports_merge_and_skip_what_is_there() {
    run(
        Served::ordinary(),
        &[
            row("GET", "/api/0/export", "", 200, Json(r#"{"buckets":{}}"#)),
            row(
                "GET",
                "/api/0/export",
                "",
                200,
                Header("content-disposition", "attachment; filename=aw-buckets-export.json"),
            ),
            row("POST", "/api/0/import", EXPORT, 200, Json(r#"{"buckets":1,"inserted":2,"skipped":0,"failed":1}"#)),
            row("POST", "/api/0/import", EXPORT, 200, Json(r#"{"buckets":1,"inserted":0,"skipped":2,"failed":1}"#)),
            row("POST", "/api/0/import/", SORTED, 200, Json(r#"{"inserted":1,"skipped":1}"#)),
            row("GET", "/api/0/buckets/a/events/count", "", 200, Json("3")),
            row("GET", "/api/0/buckets/a", "", 200, Json(r#"{"type":"t","client":"c","hostname":"h"}"#)),
            row(
                "GET",
                "/api/0/buckets/a/export",
                "",
                200,
                Header("content-disposition", "attachment; filename=aw-bucket-export_a.json"),
            ),
            row(
                "GET",
                "/api/0/export/",
                "",
                200,
                Json(
                    r#"{"buckets":{"a":{"id":"a","type":"t","metadata":{"end":"2026-01-01T00:00:30Z"},
                        "events":[{"timestamp":"2026-01-01T00:00:05Z"},{"id":"*"},{"data":{"x":1,"y":2}}]}}}"#,
                ),
            ),
            row("GET", "/api/0/buckets/none/export", "", 404, Message("no bucket")),
            // As a web page uploads a file.
            with(
                "POST",
                "/api/0/import",
                &[("Content-Type", "multipart/form-data; boundary=B")],
                "--B\r\nContent-Disposition: form-data; name=\"buckets.json\"; filename=\"x.json\"\r\nContent-Type: application/json\r\n\r\n\
                 {\"buckets\":{\"m\":{\"type\":\"t\",\"client\":\"c\",\"hostname\":\"!local\",\"events\":[{\"timestamp\":\"2026-01-01T00:00:00Z\"}]}}}\r\n--B--\r\n",
                200,
                Json(r#"{"buckets":1,"inserted":1}"#),
            ),
            row("GET", "/api/0/buckets/m", "", 200, Json(r#"{"id":"m","hostname":"desk"}"#)),
            with(
                "POST",
                "/api/0/import",
                &[("Content-Type", "multipart/form-data; boundary=B")],
                "--B--\r\n",
                400,
                Message("no file"),
            ),
            with("POST", "/api/0/import", &[("Content-Type", "multipart/form-data")], "x", 400, Message("")),
            row(
                "POST",
                "/api/0/import",
                r#"{"buckets":{"e":{"type":"t","client":"c","hostname":"h","events":[]}}}"#,
                200,
                Json(r#"{"buckets":1}"#),
            ),
            row("GET", "/api/0/buckets/e", "", 200, Json(r#"{"id":"e","last_updated":null}"#)),
        ],
    );
}

#[test]
fn strange_names_and_foreign_pages_stay_out() {
    const I: &str = "/api/0/info";
    const OTHER: &str = "application/json";
    run(
        Served::ordinary(),
        &[
            with("GET", I, &[("Host", "localhost:PORT")], "", 200, Json("{}")),
            with("GET", I, &[("Host", "127.0.0.1:PORT")], "", 200, Json("{}")),
            with("GET", I, &[("Host", "127.0.0.1")], "", 200, Json("{}")),
            with("GET", I, &[("Host", "LOCALHOST:1")], "", 200, Json("{}")),
            with("GET", I, &[("Host", "[::1]:PORT")], "", 200, Json("{}")),
            with("GET", I, &[("Host", "")], "", 400, Message("Host")),
            with("GET", I, &[("Host", "evil.example")], "", 400, Message("Host")),
            with("GET", I, &[("Host", "localhost.evil.example:PORT")], "", 400, Message("Host")),
            with("GET", I, &[("Host", "127.0.0.1.nip.io:PORT")], "", 400, Message("Host")),
            with("GET", I, &[("Host", "desk:PORT")], "", 400, Message("Host")),
            with("GET", I, &[("Host", "192.168.1.2:PORT")], "", 400, Message("Host")),
            with("GET", I, &[("Host", "localhost"), ("Host", "evil.example")], "", 400, Message("Host")),
            with("GET", "/", &[("Host", "evil.example")], "", 400, Message("Host")),
            with("OPTIONS", I, &[("Host", "evil.example")], "", 400, Message("Host")),
            with("POST", "/api/0/buckets/evil", &[("Host", "evil.example")], BUCKET, 400, Message("Host")),
            with("GET", "http://evil.example/api/0/info", &[], "", 400, Message("Host")),
            with("GET", "http://localhost/api/0/info", &[], "", 200, Json("{}")),
            // Our own pages.
            with(
                "GET",
                I,
                &[("Origin", "http://localhost:PORT")],
                "",
                200,
                Header("access-control-allow-origin", "http://localhost:PORT"),
            ),
            with("GET", I, &[("Origin", "http://127.0.0.1:PORT")], "", 200, Header("vary", "Origin")),
            with("GET", I, &[], "", 200, NoHeader("access-control-allow-origin")),
            // Extensions that are watchers.
            with("GET", I, &[("Origin", "moz-extension://0a1b2c3d-0000-4000-8000-0123456789ab")], "", 200, Json("{}")),
            with("GET", I, &[("Origin", "chrome-extension://nglaklhklhcoonedhgnpgddginnjdadi")], "", 200, Json("{}")),
            // Everybody else.
            with("GET", I, &[("Origin", "http://evil.example")], "", 403, Message("web page")),
            with("GET", I, &[("Origin", "http://evil.example")], "", 403, NoHeader("access-control-allow-origin")),
            with("GET", I, &[("Origin", "null")], "", 403, Message("web page")),
            with("GET", I, &[("Origin", "http://localhost:1")], "", 403, Message("web page")),
            with("GET", I, &[("Origin", "http://localhost:27180")], "", 403, Message("web page")),
            with("GET", I, &[("Origin", "chrome-extension://other")], "", 403, Message("web page")),
            with(
                "POST",
                "/api/0/buckets/evil",
                &[("Origin", "http://evil.example"), ("Content-Type", "text/plain")],
                BUCKET,
                403,
                Message("web page"),
            ),
            with("DELETE", "/api/0/buckets/evil", &[("Origin", "null")], "", 403, Message("web page")),
            with("GET", "/api/0/buckets/evil", &[("Accept", OTHER)], "", 404, Message("no bucket")),
            // What a browser asks before it sends.
            with(
                "OPTIONS",
                "/api/0/buckets/",
                &[("Origin", "http://localhost:PORT"), ("Access-Control-Request-Method", "POST")],
                "",
                200,
                Nothing,
            ),
            with(
                "OPTIONS",
                "/api/0/buckets/",
                &[("Origin", "moz-extension://a"), ("Access-Control-Request-Method", "DELETE")],
                "",
                200,
                Header("access-control-allow-methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS"),
            ),
            with(
                "OPTIONS",
                "/api/0/buckets/",
                &[("Origin", "moz-extension://a"), ("Access-Control-Request-Headers", "content-type, authorization")],
                "",
                200,
                Header("access-control-allow-headers", "content-type, authorization"),
            ),
            with(
                "OPTIONS",
                "/api/0/buckets/",
                &[("Origin", "moz-extension://a"), ("Access-Control-Request-Private-Network", "true")],
                "",
                200,
                Header("access-control-allow-private-network", "true"),
            ),
            with(
                "OPTIONS",
                "/api/0/buckets/",
                &[("Origin", "moz-extension://a")],
                "",
                200,
                NoHeader("access-control-allow-private-network"),
            ),
            with(
                "OPTIONS",
                "/api/0/buckets/",
                &[("Origin", "http://evil.example"), ("Access-Control-Request-Private-Network", "true")],
                "",
                403,
                NoHeader("access-control-allow-private-network"),
            ),
        ],
    );
}

#[test]
fn testing_and_the_configuration_let_more_pages_in() {
    const I: &str = "/api/0/info";
    let testing = ServerOptions { testing: true, ..Served::ordinary() };
    run(
        testing,
        &[
            with("GET", I, &[("Origin", "http://localhost:27180")], "", 200, Json("{}")),
            with("GET", I, &[("Origin", "http://127.0.0.1:27180")], "", 200, Json("{}")),
            with("GET", I, &[("Origin", "chrome-extension://any")], "", 200, Json("{}")),
            with("GET", I, &[("Origin", "http://evil.example")], "", 403, Message("web page")),
        ],
    );
    let allowed_origins = vec!["https://pages.example".to_owned(), "http://localhost:*".to_owned()];
    let allowed_hosts = vec!["desk.lan".to_owned()];
    run(
        ServerOptions { allowed_origins, allowed_hosts, ..Served::ordinary() },
        &[
            with("GET", I, &[("Origin", "https://pages.example")], "", 200, Json("{}")),
            with("GET", I, &[("Origin", "http://localhost:3000")], "", 200, Json("{}")),
            with("GET", I, &[("Host", "desk.lan:PORT"), ("Origin", "http://desk.lan:PORT")], "", 200, Json("{}")),
            with("GET", I, &[("Origin", "https://pages.example.evil.example")], "", 403, Message("web page")),
            with("GET", I, &[("Origin", "http://pages.example")], "", 403, Message("web page")),
        ],
    );
}

#[test]
fn a_key_locks_the_api_and_nothing_else() {
    const B: &str = "/api/0/buckets/";
    run(
        ServerOptions { api_key: Some("s3cret".to_owned()), ..Served::ordinary() },
        &[
            with("GET", "/api/0/info", &[], "", 200, Json("{}")),
            with("GET", "/api/0/info/", &[], "", 200, Json("{}")),
            with("GET", "/", &[], "", 200, Header("content-type", "text/html; charset=utf-8")),
            with("OPTIONS", B, &[], "", 200, Nothing),
            with("OPTIONS", B, &[("Origin", "moz-extension://a")], "", 200, Nothing),
            with("GET", B, &[], "", 401, Message("key")),
            with("GET", B, &[], "", 401, Header("www-authenticate", "Bearer")),
            with("GET", B, &[("Authorization", "Bearer s3cret")], "", 200, Json("{}")),
            with("GET", B, &[("Authorization", "bearer s3cret")], "", 200, Json("{}")),
            with("GET", B, &[("Authorization", "Bearer s3cre")], "", 401, Message("key")),
            with("GET", B, &[("Authorization", "Bearer s3cretx")], "", 401, Message("key")),
            with("GET", B, &[("Authorization", "Bearer")], "", 401, Message("key")),
            with("GET", B, &[("Authorization", "Basic s3cret")], "", 401, Message("key")),
            with("GET", B, &[("Authorization", "s3cret")], "", 401, Message("key")),
            with("GET", "//api/0/buckets/", &[], "", 401, Message("key")),
            with("GET", "//api/0/buckets/", &[("Authorization", "Bearer s3cret")], "", 404, Message("")),
            with("GET", "/%61pi/0/buckets/", &[], "", 401, Message("key")),
            with("GET", "/api/0/none", &[], "", 401, Message("key")),
            with("GET", "/api", &[], "", 401, Message("key")),
            with("GET", "/api/attentive/day", &[], "", 401, Message("key")),
            with("POST", "/api/0/buckets/a", &[], BUCKET, 401, Message("key")),
            with("GET", "/api/0/buckets/a", &[("Authorization", "Bearer s3cret")], "", 404, Message("no bucket")),
            // A page that may call learns why it was refused.
            with(
                "GET",
                B,
                &[("Origin", "http://localhost:PORT")],
                "",
                401,
                Header("access-control-allow-origin", "http://localhost:PORT"),
            ),
        ],
    );
}

#[test]
fn the_dashboard_is_served_and_may_load_only_itself() {
    run(
        Served::ordinary(),
        &[
            row("GET", "/", "", 200, Header("content-type", "text/html; charset=utf-8")),
            row("GET", "/", "", 200, Header("cache-control", "no-cache")),
            row("GET", "/", "", 200, Header("x-frame-options", "DENY")),
            row("GET", "/", "", 200, Text("<html")),
            row("GET", "/trends", "", 200, Text("<html")),
            row("HEAD", "/", "", 200, Nothing),
            row("GET", "/assets/none.js", "", 404, Message("no such file")),
            row("GET", "/../../Cargo.toml", "", 404, Message("no such file")),
            row("GET", "/%2e%2e/%2e%2e/Cargo.toml", "", 404, Message("no such file")),
            row("POST", "/", "", 405, Message("method")),
        ],
    );
    let served = Served::start(Served::ordinary());
    let policy = served.connect().ask("GET", "/", &[], b"");
    let policy = policy.header("content-security-policy").expect("a policy").to_owned();
    assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-eval") && !policy.contains("http"), "{policy}");
}
