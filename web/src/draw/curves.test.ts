import { expect, test } from 'vitest';
import { aligned, curvesOf, places, shortName } from './curves';

const point = (step: number, value: number) => ({ step, at: 0, value });

test('runs that kept the same curve lie on one, in their order', () => {
  const found = curvesOf([
    { id: 'b', curves: { loss: [point(1, 0.5)], px: [point(1, 9)] } },
    { id: 'a', curves: { loss: [point(1, 0.4)], px: [] } },
  ]);
  expect(found.map((curve) => [curve.name, curve.lines.map((line) => line.run)])).toEqual([['loss', ['b', 'a']], ['px', ['b']]]);
});

test('steps that only one line has leave a hole in the other', () => {
  const lines = [{ run: 'a', points: [point(2, 20), point(1, 10)] }, { run: 'b', points: [point(3, 0)] }];
  expect(aligned(lines)).toEqual({ steps: [1, 2, 3], values: [[10, 20, null], [null, null, 0]] });
  expect(aligned([])).toEqual({ steps: [], values: [] });
});

test('names are read as times', () => {
  expect(shortName('2026-11-28T14-05-33-gaze-events#7')).toBe('2026-11-28 14:05:33-gaze-events#7');
  expect(shortName('by hand')).toBe('by hand');
});

test('figures have as many places as tell them apart', () => {
  expect([240, 213.49, -90.23, 0.7153].map(places)).toEqual([0, 1, 2, 4]);
});
