import { expect, test } from 'vitest';
import type { Day, Now } from '../api/types';
import { slotsFor } from './colours';
import { drawDay, growDay, secondsByHour } from './day';
import { preview, toRegExp } from './redact';
import { linePath, riverPaths } from './river';
import { rollingMean } from './rolling';
import { weeklySums } from './weekly';
import { hourRanges } from '../time/ranges';

test('no two names share a colour while colours last', () => {
  const slots = slotsFor(new Map(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name, place) => [name, 100 - place])));
  expect(new Set(slots.values()).size).toBe(8);
});

test('the largest keeps its colour whatever else there is', () => {
  const alone = slotsFor(new Map([['Work', 100]])).get('Work');
  expect(slotsFor(new Map([['Work', 100], ['Media', 50], ['Mail', 20]])).get('Work')).toBe(alone);
});

test('what is not categorised, and the ninth, are grey', () => {
  const slots = slotsFor(new Map([['Uncategorized', 999], ...Array.from({ length: 9 }, (_, place): [string, number] => [`n${place}`, 9 - place])]));
  expect(slots.get('Uncategorized')).toBe(8);
  expect(slots.get('n8')).toBe(8);
});

test('a missing value leaves a gap in the line', () => {
  expect(linePath([{ x: 0, y: 1 }, { x: 1, y: null }, { x: 2, y: 3 }, { x: 3, y: 4 }])).toBe('M0 1M2 3L3 4');
});

test('the river has one closed shape for each run and no broken numbers', () => {
  const shapes = riverPaths([{ x: 0, width: 40, key: 'focused' }, { x: 40, width: 0.5, key: 'scattered' }, { x: 90, width: 10, key: 'unheard' }], 50, 40);
  expect(shapes).toHaveLength(3);
  for (const { d } of shapes) {
    expect(d.endsWith('z')).toBe(true);
    expect(d).not.toMatch(/NaN|undefined|Infinity/);
  }
});

test('time is shared out to the hours it lies in', () => {
  const hour = 3_600_000;
  expect(secondsByHour([{ from: hour / 2, to: 1.5 * hour }], [0, hour, 2 * hour])).toEqual([1800, 1800, 0]);
});

test('hours that touch are one range', () => {
  expect(hourRanges([{ from: 2, to: 3 }, { from: 1, to: 2 }, { from: 5, to: 6 }])).toEqual([{ from: 1, to: 3 }, { from: 5, to: 6 }]);
});

test('a mean of seven days needs three of them', () => {
  const dates = ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-20'];
  expect(rollingMean(dates, [1, null, 3, 9])).toEqual([null, null, null, null]);
  expect(rollingMean(dates, [1, 2, 3, 9])).toEqual([null, null, 2, null]);
});

test('rules act in order on the whole text, as they will on the disk', () => {
  const rule = { enabled: true, bucket_prefix: '', field: 'title', pattern: '(?i)bank', action: 'redact' as const, replacement: 'money' };
  expect(preview([rule], 'My BANK page')).toEqual({ verdict: 'changed', text: 'money' });
  expect(preview([rule, { ...rule, pattern: 'money', action: 'drop' }], 'bank')).toEqual({ verdict: 'dropped', text: '' });
  expect(preview([{ ...rule, enabled: false }], 'bank')).toEqual({ verdict: 'kept', text: 'bank' });
  expect(preview([{ ...rule, pattern: '(' }], 'bank').verdict).toBe('kept');
});

test('a pattern that cannot be read is said to be so', () => {
  expect(toRegExp('[')).toBeNull();
  expect(toRegExp('(?i)a')?.flags).toBe('i');
});

const span = { start: '2026-11-24T00:00:00Z', end: '2026-11-25T00:00:00Z' };
const visit = { start: '2026-11-24T10:00:00Z', end: '2026-11-24T10:00:30Z', app: 'Code', title: 'a', site: null, category: ['Work', 'Programming', 'Rust'] };
const day = { span, visits: [visit], states: [], presence: [], focus_sessions: [] } as unknown as Day;
const now = { at: '2026-11-24T10:01:00Z', app: 'Code', title: 'a', since: visit.start, state: null, presence: null } as unknown as Now;

test('the open visit grows with the moment', () => {
  expect(growDay(day, now).visits).toEqual([{ ...visit, end: now.at }]);
});

test('another window begins a new visit with the category that the app had', () => {
  const grown = growDay(day, { ...now, title: 'b', since: '2026-11-24T10:00:40Z' }).visits;
  expect(grown).toHaveLength(2);
  expect(grown[1]).toMatchObject({ start: '2026-11-24T10:00:40Z', end: now.at, title: 'b', category: visit.category });
});

test('after a long silence nothing is invented', () => {
  expect(growDay(day, { ...now, at: '2026-11-24T11:00:00Z' }).visits).toEqual([visit]);
  expect(growDay(day, { ...now, at: '2026-11-26T11:00:00Z' }).visits).toEqual([visit]);
});

test('visits are coloured by the first two levels of their category', () => {
  expect(drawDay(day).totals.category).toEqual([['Work > Programming', 30]]);
});

test('days are summed into the week of their Monday', () => {
  expect(weeklySums(['2026-11-22', '2026-11-23', '2026-11-29'], [[1, 2, 3]])).toEqual({ dates: ['2026-11-16', '2026-11-23'], columns: [[1, 5]] });
});
