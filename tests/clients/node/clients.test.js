// What the web pages and browser extensions do: the aw-client package of npm against a running server.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { AWClient } from "aw-client";

const baseURL = (process.env.ATTENTIVE_URL ?? `http://127.0.0.1:${process.env.ATTENTIVE_PORT ?? 5666}`).replace(/\/$/, "");
const client = new AWClient("attentive-node-test", { testing: true, baseURL });

const day = Date.UTC(2026, 2, 4);
const at = (second, duration, data) => ({ timestamp: new Date(day + second * 1000), duration, data });
const facts = (events) => events.map(({ timestamp, duration, data }) => ({ timestamp, duration, data }));

const made = [];
/** Makes a bucket that is deleted after the last test. */
async function makeBucket(type = "test", prefix = "node") {
  const id = `${prefix}-${randomUUID().slice(0, 8)}_here`;
  assert.deepEqual(await client.ensureBucket(id, type, "here"), { alreadyExist: false });
  made.push(id);
  return id;
}

after(async () => {
  const left = await client.getBuckets();
  for (const id of made.filter((id) => id in left)) await client.deleteBucket(id);
});

test("info names the server", async () => {
  const info = await client.getInfo();
  assert.equal(info.testing, true);
  assert.ok(info.hostname && info.version && info.device_id);
});

test("a bucket is made once and shown with what was told of it", async () => {
  const id = await makeBucket("web.tab.current");
  assert.deepEqual(await client.ensureBucket(id, "other", "here"), { alreadyExist: true });
  await assert.rejects(client.createBucket(id, "other", "here"), (error) => error.response.status === 304);
  const bucket = await client.getBucketInfo(id);
  assert.deepEqual([bucket.id, bucket.type, bucket.client, bucket.hostname], [id, "web.tab.current", "attentive-node-test", "here"]);
  assert.ok(Math.abs(Date.now() - bucket.created.getTime()) < 300_000);
  assert.ok(id in (await client.getBuckets()));
});

test("a watcher that does not know the machine's name gets it", async () => {
  const id = await makeBucket();
  await client.deleteBucket(id);
  await client.ensureBucket(id, "test", "!local");
  const [bucket, info] = [await client.getBucketInfo(id), await client.getInfo()];
  assert.deepEqual([bucket.hostname, bucket.data.device_id], [info.hostname, info.device_id]);
});

test("events are inserted, counted, replaced, read one by one and deleted", async () => {
  const id = await makeBucket();
  await client.insertEvent(id, at(0, 1.5, { label: "one" }));
  await client.insertEvents(id, [at(10, 2, { label: "two" }), at(20, 3, { label: "注意" })]);
  assert.equal(await client.countEvents(id), 3);
  const events = await client.getEvents(id);
  assert.deepEqual(facts(events), [at(20, 3, { label: "注意" }), at(10, 2, { label: "two" }), at(0, 1.5, { label: "one" })]);
  assert.deepEqual(await client.getEvents(id, { limit: 1 }), events.slice(0, 1));
  const clipped = await client.getEvents(id, { start: new Date(day + 11_000), end: new Date(day + 21_000) });
  assert.deepEqual(facts(clipped), [at(20, 1, { label: "注意" }), at(11, 1, { label: "two" })]);

  await client.replaceEvent(id, { ...events[1], data: { label: "three" } });
  assert.deepEqual(await client.getEvent(id, events[1].id), { ...events[1], data: { label: "three" } });
  await client.deleteEvent(id, events[1].id);
  await assert.rejects(client.getEvent(id, events[1].id), (error) => error.response.status === 404);
  assert.equal(await client.countEvents(id), 2);
});

test("heartbeats that were sent at once are merged in their order", async () => {
  const id = await makeBucket();
  const beats = Array.from({ length: 20 }, (_, second) => client.heartbeat(id, 5, at(second, 0, { url: "https://example.org/" })));
  await Promise.all(beats);
  await client.heartbeat(id, 5, at(20, 0, { url: "https://example.com/" }));
  assert.deepEqual(facts(await client.getEvents(id)), [at(20, 0, { url: "https://example.com/" }), at(0, 19, { url: "https://example.org/" })]);
});

test("a heartbeat for a bucket that is not there is refused", async () => {
  await assert.rejects(client.heartbeat("none-such", 5, at(0, 0, {})), (error) => {
    assert.equal(error.response.status, 404);
    assert.equal(typeof error.response.data.message, "string");
    return true;
  });
});

test("a query answers for each period, and its own cache does not get in the way", async () => {
  const id = await makeBucket("currentwindow");
  await client.insertEvents(id, [at(0, 60, { app: "a", title: "t" }), at(60, 30, { app: "b", title: "t" })]);
  const periods = [
    { start: new Date(day), end: new Date(day + 60_000) },
    `${new Date(day + 60_000).toISOString()}/${new Date(day + 3_600_000).toISOString()}`,
  ];
  const query = [
    `events = flood(query_bucket("${id}"));`,
    'events = categorize(events, [[["Work"], {"type": "regex", "regex": "a"}]]);',
    'RETURN = merge_events_by_keys(events, ["app", "$category"]);',
  ];
  const short = (results) => results.map((events) => events.map(({ duration, data }) => [data.app, data.$category, duration]));
  const expected = [[["a", ["Work"], 60]], [["b", ["Uncategorized"], 30]]];
  const results = await client.query(periods, query);
  assert.deepEqual(short([results[0].filter((event) => event.duration > 0), results[1].filter((event) => event.data.app === "b")]), expected);
  assert.deepEqual(await client.query(periods, query), results);
  await assert.rejects(client.query(periods, ["RETURN = nonsense(1);"]), (error) => error.response.data.message.includes("nonsense"));
});

test("settings of any shape are kept", async () => {
  const key = `node-${randomUUID().slice(0, 8)}`;
  for (const value of [{ a: [1, null, { b: "ü" }] }, ["x", 7.5, true]]) {
    await client.set_setting(key, value);
    assert.deepEqual(await client.get_setting(key), value);
    assert.deepEqual((await client.get_settings())[key], value);
  }
  await client.req.delete(`/0/settings/${key}`);
  assert.equal(key in (await client.get_settings()), false);
});

test("a page exports, uploads the file twice and finds nothing doubled", async () => {
  const id = await makeBucket();
  await client.insertEvents(id, [at(0, 1, { label: "one" }), at(5, 1, { label: "two" })]);
  const file = await client.req.get(`/0/buckets/${id}/export`, { responseType: "text", transformResponse: [] });
  assert.match(file.headers["content-disposition"], /^attachment; filename=/);
  await client.deleteBucket(id);
  for (const round of [1, 2]) {
    const form = new FormData();
    form.append("buckets.json", new Blob([file.data], { type: "application/json" }), "export.json");
    const answer = await client.req.post("/0/import", form);
    assert.equal(answer.status, 200, `round ${round}`);
    assert.equal(await client.countEvents(id), 2, `round ${round}`);
  }
});

test("an extension of Firefox may call, another page may not", async () => {
  const ask = (origin) => fetch(`${baseURL}/api/0/info`, { headers: { Origin: origin } });
  const allowed = await ask("moz-extension://0a1b2c3d-0000-4000-8000-0123456789ab");
  assert.deepEqual([allowed.status, allowed.headers.get("access-control-allow-origin")], [200, "moz-extension://0a1b2c3d-0000-4000-8000-0123456789ab"]);
  assert.equal((await ask("https://evil.example")).status, 403);
});
