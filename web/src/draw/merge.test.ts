import { expect, test } from 'vitest';
import { at, joinEqual, mergeRuns, pathsByKey, type Piece } from './merge';

const view = { from: 0, to: 1000 };
const piece = (from: number, to: number, key: string): Piece => ({ from, to, key });

test('neighbours of one colour become one run', () => {
  expect(mergeRuns([piece(0, 100, 'a'), piece(100, 300, 'a'), piece(300, 400, 'b')], view, 1000)).toEqual([
    { x: 0, width: 300, key: 'a' }, { x: 300, width: 100, key: 'b' },
  ]);
});

test('a gap of the same colour stays a gap', () => {
  expect(mergeRuns([piece(0, 100, 'a'), piece(200, 300, 'a')], view, 1000)).toHaveLength(2);
});

test('what shares a pixel takes the colour of the longest', () => {
  const tiny = [piece(0, 3, 'a'), piece(3, 9, 'b'), piece(9, 10, 'a')];
  const runs = mergeRuns(tiny, view, 100);
  expect(runs).toHaveLength(1);
  expect(runs[0]?.key).toBe('b');
});

test('ten thousand visits are never more runs than pixels', () => {
  const many = Array.from({ length: 10_000 }, (_, place) => piece(place / 10, (place + 1) / 10, `key ${place % 7}`));
  const runs = mergeRuns(many, view, 500);
  expect(runs.length).toBeLessThanOrEqual(501);
  expect(runs.every((run) => run.width >= 1)).toBe(true);
});

test('runs stay in order and inside the picture', () => {
  const many = Array.from({ length: 3000 }, (_, place) => piece(place * 0.5, place * 0.5 + (place % 11) * 0.07, `${place % 5}`));
  const runs = mergeRuns(many, { from: 100, to: 900 }, 640);
  for (const [place, run] of runs.entries()) {
    expect(run.x).toBeGreaterThanOrEqual(runs[place - 1]?.x ?? 0);
    expect(run.x + run.width).toBeLessThanOrEqual(641);
  }
});

test('pieces are cut to the view', () => {
  expect(mergeRuns([piece(-500, 500, 'a'), piece(2000, 3000, 'b')], view, 100)).toEqual([{ x: 0, width: 50, key: 'a' }]);
});

test('each colour is one path', () => {
  const paths = pathsByKey([{ x: 0, width: 2, key: 'a' }, { x: 4, width: 2, key: 'b' }, { x: 8, width: 2, key: 'a' }], 0, 10);
  expect([...paths.keys()]).toEqual(['a', 'b']);
  expect(paths.get('a')?.match(/M/g)).toHaveLength(2);
});

test('the piece at a moment is found, and none in a gap', () => {
  const pieces = [piece(0, 10, 'a'), piece(20, 30, 'b')];
  expect(at(pieces, 0)?.key).toBe('a');
  expect(at(pieces, 10)).toBeNull();
  expect(at(pieces, 29)?.key).toBe('b');
  expect(at(pieces, -1)).toBeNull();
  expect(at([], 5)).toBeNull();
});

test('equal rows that touch are told once', () => {
  const rows = joinEqual([piece(0, 10, 'a'), piece(10, 20, 'a'), piece(90, 99, 'a')], (one) => one.key, 1);
  expect(rows).toEqual([piece(0, 20, 'a'), piece(90, 99, 'a')]);
});
