import { expect, test } from 'vitest';
import type { SurgeAlarm, SurgeHour } from '../api/types';
import { drawSurge, roundUp } from './surge';

const BOX = { width: 500, height: 200, left: 40, right: 10, top: 10, bottom: 20 };
const hour = (number: number, negative: number): SurgeHour => ({ start: new Date(Date.UTC(2026, 10, 20) + number * 3_600_000).toISOString(), texts: 20, negative, expected: 2.5, low: 0, high: 5.4 });
const alarm = (number: number, since: number, over: number | null, topic: string | null = null): SurgeAlarm => ({
  topic, number, since: hour(since, 0).start, at: hour(since + 1, 0).start, over_at: over === null ? null : hour(over, 0).start, by: 'share', texts: 20, negative: 12, expected: 2.5, causes: null,
});

test('lines break where nothing came, and an hour alone is a point', () => {
  const drawn = drawSurge([...[0, 1, 2].map((at) => hour(at, 2)), ...[6, 7].map((at) => hour(at, 3)), hour(20, 1)], [], BOX);
  expect([drawn.came.length, drawn.band.length, drawn.single.length]).toEqual([2, 2, 1]);
  expect(drawn.band[0]).toMatch(/^M.*Z$/);
});

test('alarms of the whole are drawn from their beginning to their end, one that is on to the last hour', () => {
  const course = Array.from({ length: 48 }, (_, at) => hour(at, 2));
  const { alarms } = drawSurge(course, [alarm(1, 10, 20), alarm(2, 40, null), alarm(3, 5, 8, 'post')], BOX);
  expect(alarms.map((one) => one.number)).toEqual([1, 2]);
  expect(alarms.map((one) => one.isOn)).toEqual([false, true]);
  const [first, second] = alarms;
  expect((first?.x ?? 0) + (first?.width ?? 0)).toBeLessThan(second?.x ?? 0);
});

test('nothing gives nothing, and the scale ends on a round number', () => {
  expect(drawSurge([], [], BOX).came).toEqual([]);
  expect([0.3, 3, 17, 51, 200].map(roundUp)).toEqual([1, 5, 20, 100, 200]);
});
