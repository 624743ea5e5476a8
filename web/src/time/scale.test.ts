import { expect, test } from 'vitest';
import { busyPart, MIN_VIEW_MS, pan, ticks, toMs, toX, zoom, type View } from './scale';
import { makeZone } from './zone';

const HOUR = 3_600_000;
const utc = makeZone('UTC', 0);
const day: View = { from: 0, to: 24 * HOUR };

test('a place on the screen and back is the same moment', () => {
  for (const moment of [0, 1234567, 23 * HOUR]) expect(toMs(day, 777, toX(day, 777, moment))).toBeCloseTo(moment, 3);
});

test('ticks stand on round local times and not too close', () => {
  const kathmandu = makeZone('Asia/Kathmandu', 0);
  const found = ticks(day, 960, kathmandu, 58);
  expect(found.every((tick) => (tick + kathmandu.offsetMs(tick)) % (2 * HOUR) === 0)).toBe(true);
  expect((found[1] ?? 0) - (found[0] ?? 0)).toBeGreaterThanOrEqual((58 / 960) * 24 * HOUR);
});

test('a narrow view has minute ticks', () => {
  const found = ticks({ from: 9 * HOUR, to: 9 * HOUR + 600_000 }, 1000, utc, 58);
  expect((found[1] ?? 0) - (found[0] ?? 0)).toBe(60_000);
});

test('zooming keeps the moment under the pointer in its place', () => {
  const view = { from: 8 * HOUR, to: 16 * HOUR };
  const around = 10 * HOUR;
  const next = zoom(view, 0.5, around, day);
  expect(toX(next, 100, around)).toBeCloseTo(toX(view, 100, around), 6);
});

test('zooming ends at five minutes and at the whole day', () => {
  const near = zoom({ from: 0, to: HOUR }, 1e-9, HOUR / 2, day);
  expect(near.to - near.from).toBe(MIN_VIEW_MS);
  expect(zoom({ from: 8 * HOUR, to: 16 * HOUR }, 1e9, 10 * HOUR, day)).toEqual(day);
});

test('moving stops at the ends of the day and keeps the length', () => {
  expect(pan({ from: 20 * HOUR, to: 23 * HOUR }, 9 * HOUR, day)).toEqual({ from: 21 * HOUR, to: 24 * HOUR });
  expect(pan({ from: 2 * HOUR, to: 5 * HOUR }, -9 * HOUR, day)).toEqual({ from: 0, to: 3 * HOUR });
});

test('the busy part is in whole hours around what happened, at least two', () => {
  expect(busyPart([{ from: 8.5 * HOUR, to: 17.2 * HOUR }], day, utc)).toEqual({ from: 8 * HOUR, to: 18 * HOUR });
  expect(busyPart([{ from: 8.5 * HOUR, to: 8.6 * HOUR }], day, utc)).toEqual({ from: 8 * HOUR, to: 10 * HOUR });
  expect(busyPart([{ from: 23 * HOUR, to: 24 * HOUR }], day, utc)).toEqual({ from: 22 * HOUR, to: 24 * HOUR });
  expect(busyPart([], day, utc)).toEqual(day);
});
