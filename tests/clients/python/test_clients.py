"""What the Python watchers do: the aw-client package of PyPI against a running server."""

from datetime import datetime, timedelta, timezone
from time import monotonic, sleep

import pytest
import requests
from aw_client import queries
from aw_core.models import Event

DAY = datetime(2026, 3, 4, tzinfo=timezone.utc)


def at(seconds, duration=0.0, **data):
    """An event some seconds into the day."""
    return Event(timestamp=DAY + timedelta(seconds=seconds), duration=timedelta(seconds=duration), data=data)


def facts(events):
    """What matters of events, without their ids."""
    return [(e.timestamp, e.duration.total_seconds(), e.data) for e in events]


def eventually(ask, seconds=15):
    """The first answer that is not empty; what came last when the time is up."""
    end = monotonic() + seconds
    while True:
        answer = ask()
        if answer or monotonic() > end:
            return answer
        sleep(0.1)


# The server and its buckets


def test_info_names_the_server(client):
    info = client.get_info()
    assert info["testing"] is True
    assert info["hostname"] and info["version"] and info["device_id"]
    assert info["device_id"] == client.get_info()["device_id"]


def test_a_bucket_is_listed_with_what_was_told_of_it(client, bucket):
    found = client.get_buckets()[bucket]
    assert (found["id"], found["type"]) == (bucket, "test")
    assert (found["client"], found["hostname"]) == (client.client_name, client.client_hostname)
    made = datetime.fromisoformat(found["created"].replace("Z", "+00:00"))
    assert abs(datetime.now(timezone.utc) - made) < timedelta(minutes=5)


def test_making_a_bucket_again_changes_nothing(client, bucket):
    client.insert_event(bucket, at(0, 1, n=1))
    client.create_bucket(bucket, "another")
    assert client.get_buckets()[bucket]["type"] == "test"
    assert client.get_eventcount(bucket) == 1


def test_a_deleted_bucket_is_gone(client, bucket):
    client.delete_bucket(bucket)
    assert bucket not in client.get_buckets()
    with pytest.raises(requests.HTTPError) as refused:
        client.get_events(bucket)
    assert refused.value.response.status_code == 404
    assert bucket in refused.value.response.json()["message"]


# Events


def test_events_come_back_newest_first_with_what_was_stored(client, bucket):
    client.insert_events(bucket, [at(20, 5, app="b", title="注意力 – ü"), at(0, 10.25, app="a", n=[1, {"x": None}])])
    events = client.get_events(bucket)
    assert facts(events) == facts([at(20, 5, app="b", title="注意力 – ü"), at(0, 10.25, app="a", n=[1, {"x": None}])])
    assert len({e.id for e in events}) == 2
    assert facts(client.get_events(bucket, limit=1)) == facts(events[:1])
    assert client.get_events(bucket, limit=0) == []


def test_an_event_is_found_by_its_id_and_can_be_deleted(client, bucket):
    client.insert_event(bucket, at(0, 1, n=1))
    [event] = client.get_events(bucket)
    assert client.get_event(bucket, event.id) == event
    client.delete_event(bucket, event.id)
    assert client.get_events(bucket) == []


def test_an_event_with_an_id_takes_the_place_of_that_event(client, bucket):
    client.insert_event(bucket, at(0, 1, n=1))
    [event] = client.get_events(bucket)
    event.data["n"] = 2
    event.duration = timedelta(seconds=9)
    client.insert_event(bucket, event)
    assert facts(client.get_events(bucket)) == facts([at(0, 9, n=2)])


def test_a_range_clips_what_reaches_over_its_edges(client, bucket):
    client.insert_events(bucket, [at(0, 60, n=1), at(100, 60, n=2), at(300, 60, n=3)])
    start, end = DAY + timedelta(seconds=30), DAY + timedelta(seconds=130)
    assert facts(client.get_events(bucket, start=start, end=end)) == facts([at(100, 30, n=2), at(30, 30, n=1)])
    assert client.get_eventcount(bucket, start=start, end=end) == 2
    assert client.get_eventcount(bucket) == 3


def test_a_range_in_another_time_zone_means_the_same_moments(client, bucket):
    client.insert_events(bucket, [at(0, 1, n=1), at(7200, 1, n=2)])
    zone = timezone(timedelta(hours=5, minutes=30))
    start = (DAY + timedelta(hours=1)).astimezone(zone)
    assert facts(client.get_events(bucket, start=start)) == facts([at(7200, 1, n=2)])


def test_a_thousand_events_go_in_and_come_out(client, bucket):
    events = [at(60 * n, 60, n=n) for n in range(1000)]
    client.insert_events(bucket, events)
    assert facts(client.get_events(bucket)) == facts(reversed(events))


# Heartbeats


def test_heartbeats_lengthen_while_the_facts_stay_the_same(client, bucket):
    for second in range(0, 6):
        client.heartbeat(bucket, at(second, app="a", title="t"), pulsetime=2)
    client.heartbeat(bucket, at(6, app="b", title="t"), pulsetime=2)
    client.heartbeat(bucket, at(60, app="b", title="t"), pulsetime=2)
    assert facts(client.get_events(bucket)) == facts([at(60, 0, app="b", title="t"), at(6, 0, app="b", title="t"), at(0, 5, app="a", title="t")])


def test_queued_heartbeats_arrive_in_order(client, make_bucket):
    bucket = f"queued-{client.client_name}_here"
    # The bucket is made when the connection is, which is why it is named before.
    client.create_bucket(bucket, "test", queued=True)
    with client:
        for second in range(0, 30):
            client.heartbeat(bucket, at(second, app="a" if second < 20 else "b"), pulsetime=2, queued=True, commit_interval=5)
        # The client sends what it holds back once the facts change.
        client.heartbeat(bucket, at(30, app="c"), pulsetime=2, queued=True)
        done = lambda: bucket in client.get_buckets() and [  # noqa: E731 (a question, asked again and again)
            e for e in client.get_events(bucket) if e.data == {"app": "b"} and e.duration >= timedelta(seconds=9)
        ]
        assert eventually(done), "the queue was not emptied"
    assert facts(client.get_events(bucket)) == facts([at(20, 9, app="b"), at(0, 19, app="a")])
    client.delete_bucket(bucket, force=True)


def test_a_heartbeat_for_a_bucket_that_is_not_there_is_refused(client):
    with pytest.raises(requests.HTTPError) as refused:
        client.heartbeat("none-such", at(0, app="a"), pulsetime=1)
    assert refused.value.response.status_code == 404


# Questions about the past


@pytest.fixture
def recording(client, make_bucket):
    """Half an hour of windows and presence: 10 minutes of writing, 10 of a video while away, 10 of browsing."""
    window = make_bucket("currentwindow", "aw-watcher-window")
    afk = make_bucket("afkstatus", "aw-watcher-afk")
    browser = make_bucket("web.tab.current", "aw-watcher-web-firefox")
    client.insert_events(window, [
        at(0, 600, app="Editor", title="report.md"),
        at(600, 600, app="Player", title="Film"),
        at(1200, 600, app="firefox", title="Docs"),
    ])
    client.insert_events(afk, [at(0, 600, status="not-afk"), at(600, 600, status="afk"), at(1200, 600, status="not-afk")])
    client.insert_events(browser, [
        at(1200, 400, url="https://www.example.org/docs", title="Docs", audible=False, incognito=False),
        at(1600, 200, url="https://example.com/", title="Other", audible=False, incognito=False),
    ])
    return window, afk, browser


CLASSES = [
    (["Work"], {"type": "regex", "regex": "Editor"}),
    (["Work", "Reading"], {"type": "regex", "regex": "docs", "ignore_case": True}),
    (["Media"], {"type": "regex", "regex": r"Film|\w+ Player"}),
]
PERIOD = [(DAY, DAY + timedelta(days=1))]


def test_the_canonical_query_counts_what_was_done_at_the_machine(client, recording):
    window, afk, _ = recording
    params = queries.DesktopQueryParams(bid_window=window, bid_afk=afk, classes=CLASSES)
    [answer] = client.query(queries.fullDesktopQuery(params), PERIOD)
    assert answer["window"]["duration"] == pytest.approx(1200)
    assert {e["data"]["app"]: e["duration"] for e in answer["window"]["app_events"]} == {"Editor": 600, "firefox": 600}
    categories = {tuple(e["data"]["$category"]): e["duration"] for e in answer["window"]["cat_events"]}
    assert categories == {("Work",): 600, ("Work", "Reading"): 600}
    assert [e["data"]["title"] for e in answer["events"]] != []
    assert sum(e["duration"] for e in answer["window"]["active_events"]) == pytest.approx(1200)


def test_a_pattern_for_always_active_counts_a_film_too(client, recording):
    window, afk, _ = recording
    # As the web page asks it; this client's own helper does not know the pattern.
    query = f"""
        events = flood(query_bucket(find_bucket("{window}")));
        not_afk = flood(query_bucket(find_bucket("{afk}")));
        not_afk = filter_keyvals(not_afk, "status", ["not-afk"]);
        always = filter_keyvals_regex(events, "title", "Film|Call");
        not_afk = period_union(not_afk, always);
        RETURN = sum_durations(filter_period_intersect(events, not_afk));"""
    assert client.query(query, PERIOD) == [1800]


def test_a_query_with_browsers_finds_the_sites(client, recording):
    window, afk, browser = recording
    params = queries.DesktopQueryParams(bid_window=window, bid_afk=afk, bid_browsers=[browser], classes=CLASSES)
    query = queries.canonicalEvents(params) + """
        sites = split_url_events(browser_events);
        RETURN = sort_by_duration(merge_events_by_keys(sites, ["$domain"]));"""
    [answer] = client.query(query, PERIOD)
    assert [(e["data"]["$domain"], e["duration"]) for e in answer] == [("example.org", 400), ("example.com", 200)]


def test_one_answer_for_each_period(client, recording):
    window, _, _ = recording
    half = timedelta(minutes=15)
    query = f'RETURN = sum_durations(query_bucket("{window}"));'
    assert client.query(query, [(DAY, DAY + half), (DAY + half, DAY + 2 * half)]) == [900, 900]
    assert client.query(query, PERIOD, name="test", cache=True) == [1800]


def test_a_query_that_cannot_be_answered_says_why(client):
    with pytest.raises(requests.HTTPError) as refused:
        client.query("RETURN = nonsense(1);", PERIOD)
    assert "nonsense" in refused.value.response.json()["message"]


# Settings, export and import


def test_settings_are_kept(client, address):
    name = f"test-{client.client_name}"
    assert client.get_setting(name) is None
    for value in ["text", '{"a": [1, null]}', "ü 注意"]:
        client.set_setting(name, value)
        assert client.get_setting(name) == value
        assert client.get_setting()[name] == value
    assert requests.delete(f"{address}/api/0/settings/{name}").status_code == 200
    assert client.get_setting(name) is None


def test_what_was_exported_can_be_imported_twice_without_doubling(client, bucket):
    events = [at(0, 10, app="a"), at(0, 20, app="a"), at(30, 5, app="b", title="ü")]
    client.insert_events(bucket, events)
    exported = client.export_bucket(bucket)["buckets"][bucket]
    assert len(exported["events"]) == 3
    assert len(client.export_all()["buckets"][bucket]["events"]) == 3
    before = client.get_buckets()[bucket]
    client.delete_bucket(bucket)
    for _ in range(2):
        client.import_bucket(exported)
        assert sorted(facts(client.get_events(bucket)), key=str) == sorted(facts(events), key=str)
    after = client.get_buckets()[bucket]
    assert {key: after[key] for key in ("type", "client", "hostname", "created")} == {
        key: before[key] for key in ("type", "client", "hostname", "created")
    }


def test_a_file_that_a_web_page_uploads_is_imported(client, bucket, address):
    client.insert_event(bucket, at(0, 10, app="a"))
    exported = requests.get(f"{address}/api/0/buckets/{bucket}/export")
    assert f"aw-bucket-export_{bucket}.json" in exported.headers["content-disposition"]
    client.delete_bucket(bucket)
    answer = requests.post(f"{address}/api/0/import", files={"buckets.json": ("export.json", exported.content)})
    assert answer.status_code == 200, answer.text
    assert facts(client.get_events(bucket)) == facts([at(0, 10, app="a")])
