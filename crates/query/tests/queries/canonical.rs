//! The question that ActivityWatch's own clients ask: the same functions in the same order, with browser buckets, an
//! always-active pattern and categories. (Its very text is run by the tests with the real clients.)

use serde_json::json;

use crate::world::World;

/// One desktop: what was in front while somebody was there, by title, app, category, address and site.
const CANONICAL: &str = r#"
windows = flood(query_bucket(find_bucket("aw-watcher-window_")));
there = filter_keyvals(flood(query_bucket(find_bucket("aw-watcher-afk_"))), "status", ["not-afk"]);
# Calls count as being there, by app and by title.
there = period_union(there, filter_keyvals_regex(windows, "app", "zoom"));
there = period_union(there, filter_keyvals_regex(windows, "title", "zoom"));
pages = [];
in_firefox = flood(query_bucket("aw-watcher-web-firefox"));
in_front = filter_keyvals(windows, "app", ["Firefox", "firefox"]);
in_firefox = split_url_events(filter_period_intersect(in_firefox, in_front));
pages = sort_by_timestamp(concat(pages, in_firefox));
# So does listening.
there = period_union(there, filter_keyvals(pages, "audible", [true]));
windows = filter_period_intersect(windows, there);
windows = categorize(windows, [
    [["Work"], {"type": "regex", "regex": "\u62a5\u544a|vim"}],
    [["\u5a92\u4f53", "\u89c6\u9891"], {"type": "regex", "regex": "video", "ignore_case": true}]
]);
by_title = sort_by_duration(merge_events_by_keys(windows, ["app", "title"]));
by_app = sort_by_duration(merge_events_by_keys(by_title, ["app"]));
by_category = sort_by_duration(merge_events_by_keys(windows, ["$category"]));
pages = split_url_events(pages);
by_url = sort_by_duration(merge_events_by_keys(pages, ["url"]));
by_domain = sort_by_duration(merge_events_by_keys(pages, ["$domain"]));
RETURN = {
    "events": windows,
    "window": {
        "app_events": limit_events(by_app, 100),
        "title_events": limit_events(by_title, 100),
        "cat_events": by_category,
        "active_events": there,
        "duration": sum_durations(windows)
    },
    "browser": {
        "domains": limit_events(by_domain, 100),
        "urls": limit_events(by_url, 100),
        "duration": sum_durations(pages)
    }
};
"#;

fn world() -> World {
    World::empty()
        .with(
            "aw-watcher-window_pc",
            "pc",
            &[
                (0.0, 9.0, json!({"app": "vim", "title": "报告.md"})),
                (11.0, 40.0, json!({"app": "firefox", "title": "Video"})),
                (40.0, 60.0, json!({"app": "firefox", "title": "News"})),
                (60.0, 80.0, json!({"app": "zoom", "title": "Call"})),
                (80.0, 100.0, json!({"app": "vim", "title": "报告.md"})),
            ],
        )
        .with(
            "aw-watcher-afk_pc",
            "pc",
            &[
                (0.0, 20.0, json!({"status": "not-afk"})),
                (20.0, 90.0, json!({"status": "afk"})),
                (90.0, 100.0, json!({"status": "not-afk"})),
            ],
        )
        .with(
            "aw-watcher-web-firefox",
            "pc",
            &[
                (5.0, 30.0, json!({"url": "https://www.video.example/watch?v=1", "title": "Video", "audible": true})),
                (40.0, 50.0, json!({"url": "https://news.example/", "title": "News", "audible": false})),
            ],
        )
}

#[test]
fn the_canonical_query_runs_unchanged() {
    let answer = world().ask(CANONICAL).expect("an answer");
    let category = |name: &[&str]| json!(name);
    let facts =
        |app: &str, title: &str, name: &[&str]| json!({"app": app, "title": title, "$category": category(name)});
    let (vim, video) = (facts("vim", "报告.md", &["Work"]), facts("firefox", "Video", &["媒体", "视频"]));
    let call = facts("zoom", "Call", &["Uncategorized"]);
    assert_eq!(
        answer["events"],
        json!([[0.0, 10.0, vim], [10.0, 30.0, video], [60.0, 80.0, call], [90.0, 100.0, vim]])
    );
    assert_eq!(
        answer["window"],
        json!({
            "active_events": [[0.0, 30.0, {}], [60.0, 80.0, {}], [90.0, 100.0, {}]],
            "title_events": [[0.0, 20.0, vim], [10.0, 30.0, video], [60.0, 80.0, call]],
            "app_events": [[0.0, 20.0, vim], [10.0, 30.0, video], [60.0, 80.0, call]],
            "cat_events": [[0.0, 20.0, vim], [10.0, 30.0, video], [60.0, 80.0, call]],
            "duration": 60.0,
        })
    );
    let urls = &answer["browser"]["urls"];
    assert_eq!(urls[0][2]["$domain"], "video.example");
    assert_eq!((&urls[0][0], &urls[0][1]), (&json!(10.0), &json!(30.0)));
    assert_eq!(answer["browser"]["domains"], *urls);
    assert_eq!(answer["browser"]["duration"], 30.0);
}

#[test]
fn asked_again_the_answer_is_the_same() {
    let world = world();
    assert_eq!(world.ask(CANONICAL), world.ask(CANONICAL));
}

#[test]
fn categories_follow_what_is_stored_later() {
    let world = world();
    let before = world.ask(CANONICAL).expect("an answer");
    let world =
        world.with("aw-watcher-window_a", "pc", &[(0.0, 10.0, json!({"app": "vim", "title": "a video about 报告"}))]);
    let after = world.ask(CANONICAL).expect("an answer");
    assert_eq!(before["events"].as_array().map(Vec::len), Some(4));
    assert_eq!(after["events"][0][2]["$category"], json!(["媒体", "视频"]));
}
