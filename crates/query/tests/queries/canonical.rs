//! The query that ActivityWatch's own clients send, statement by statement in their order, with browser buckets, an
//! always-active pattern and categories.

use serde_json::json;

use crate::world::World;

/// What `fullDesktopQuery` of aw-client puts together, with our own parameters.
const CANONICAL: &str = r#"
events = flood(query_bucket(find_bucket("aw-watcher-window_")));
not_afk = flood(query_bucket(find_bucket("aw-watcher-afk_")));
not_afk = filter_keyvals(not_afk, "status", ["not-afk"]);
not_treat_as_afk = filter_keyvals_regex(events, "app", "zoom");
not_afk = period_union(not_afk, not_treat_as_afk);
not_treat_as_afk = filter_keyvals_regex(events, "title", "zoom");
not_afk = period_union(not_afk, not_treat_as_afk);
browser_events = [];
events_firefox = flood(query_bucket("aw-watcher-web-firefox"));
window_firefox = filter_keyvals(events, "app", ["Firefox", "firefox"]);
events_firefox = filter_period_intersect(events_firefox, window_firefox);
events_firefox = split_url_events(events_firefox);
browser_events = concat(browser_events, events_firefox);
browser_events = sort_by_timestamp(browser_events);
audible_events = filter_keyvals(browser_events, "audible", [true]);
not_afk = period_union(not_afk, audible_events);
events = filter_period_intersect(events, not_afk);
events = categorize(events, [[["Work"], {"type": "regex", "regex": "\u62a5\u544a|vim"}], [["\u5a92\u4f53", "\u89c6\u9891"], {"type": "regex", "regex": "video", "ignore_case": true}]]);
title_events = sort_by_duration(merge_events_by_keys(events, ["app", "title"]));
app_events   = sort_by_duration(merge_events_by_keys(title_events, ["app"]));
cat_events   = sort_by_duration(merge_events_by_keys(events, ["$category"]));
app_events  = limit_events(app_events, 100);
title_events  = limit_events(title_events, 100);
duration = sum_durations(events);
browser_events = split_url_events(browser_events);
browser_urls = merge_events_by_keys(browser_events, ["url"]);
browser_urls = sort_by_duration(browser_urls);
browser_urls = limit_events(browser_urls, 100);
browser_domains = merge_events_by_keys(browser_events, ["$domain"]);
browser_domains = sort_by_duration(browser_domains);
browser_domains = limit_events(browser_domains, 100);
browser_duration = sum_durations(browser_events);
RETURN = {
    "events": events,
    "window": {"app_events": app_events, "title_events": title_events, "cat_events": cat_events, "active_events": not_afk, "duration": duration},
    "browser": {"domains": browser_domains, "urls": browser_urls, "duration": browser_duration}
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
