import { expect, test } from 'vitest';
import { curvePath, inLanes, pictureSpan } from './plan';

const span = (from: string, to: string) => ({ start: `2026-11-24T${from}:00Z`, end: `2026-11-24T${to}:00Z` });

test('the picture goes from full hour to full hour, also in zones of half hours', () => {
  const plain = pictureSpan(span('08:30', '16:30'), [span('17:10', '17:40')], 0);
  expect([plain.from, plain.to]).toEqual([Date.parse('2026-11-24T08:00:00Z'), Date.parse('2026-11-24T18:00:00Z')]);
  const delhi = pictureSpan(span('03:30', '11:30'), [], 5.5 * 3_600_000);
  expect([delhi.from, delhi.to]).toEqual([Date.parse('2026-11-24T03:30:00Z'), Date.parse('2026-11-24T11:30:00Z')]);
});

test('what overlaps lies side by side, and what does not has all the room', () => {
  const placed = inLanes([span('09:00', '10:00'), span('09:30', '10:30'), span('10:00', '11:00'), span('12:00', '13:00')]);
  expect(placed.map(({ lane, lanes }) => [lane, lanes])).toEqual([[0, 2], [1, 2], [0, 2], [0, 1]]);
  expect(inLanes([])).toEqual([]);
});

test('the curve has one step for each known hour', () => {
  const hour = (from: string, to: string, share: number | null) => ({ ...span(from, to), expected_focus_share: share, days_seen: 9, advice: 'ordinary' as const });
  const path = curvePath([hour('08:00', '09:00', 0.5), hour('09:00', '10:00', null), hour('10:00', '11:00', 1)], { from: Date.parse('2026-11-24T08:00:00Z'), to: Date.parse('2026-11-24T11:00:00Z') }, 60, 300);
  expect(path).toBe('M0 0H30V100H0ZM0 200H60V300H0Z');
});
