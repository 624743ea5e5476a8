import { expect, test } from 'vitest';
import { clock, localDate, localHour, makeZone, momentOf, shiftDate, weekday } from './zone';

const berlin = makeZone('Europe/Berlin', 0);
const at = (text: string): number => Date.parse(text);

test('winter and summer have their own offsets', () => {
  expect(berlin.offsetMs(at('2026-01-15T12:00:00Z'))).toBe(3_600_000);
  expect(berlin.offsetMs(at('2026-07-15T12:00:00Z'))).toBe(7_200_000);
});

test('the offset changes at the very second of the change', () => {
  expect(berlin.offsetMs(at('2026-03-29T00:59:59Z'))).toBe(3_600_000);
  expect(berlin.offsetMs(at('2026-03-29T01:00:00Z'))).toBe(7_200_000);
});

test('a zone of half an hour and moments before 1970 are no trouble', () => {
  expect(makeZone('Asia/Kolkata', 0).offsetMs(at('1969-06-01T00:00:00.500Z'))).toBe(19_800_000);
});

test('an unknown zone falls back to the offset of the server', () => {
  expect(makeZone('Nowhere/Land', -5400).offsetMs(0)).toBe(-5_400_000);
  expect(makeZone('', 3600).offsetMs(0)).toBe(3_600_000);
});

test('a moment is shown by the wall clock of the zone', () => {
  expect(clock(berlin, at('2026-11-24T08:05:09Z'))).toBe('09:05');
  expect(clock(berlin, at('2026-11-24T08:05:09Z'), true)).toBe('09:05:09');
  expect(localHour(berlin, at('2026-11-24T23:30:00Z'))).toBe(0);
  expect(localDate(berlin, at('2026-11-24T23:30:00Z'))).toBe('2026-11-25');
});

test('what the wall clock says leads back to the moment', () => {
  expect(momentOf(berlin, '2026-11-24', '09:05')).toBe(at('2026-11-24T08:05:00Z'));
  expect(momentOf(berlin, '2026-11-24', '24:00')).toBe(at('2026-11-24T23:00:00Z'));
  expect(momentOf(berlin, '2026-03-29', '00:30')).toBe(at('2026-03-28T23:30:00Z'));
  expect(momentOf(berlin, '2026-03-29', '12:00')).toBe(at('2026-03-29T10:00:00Z'));
});

test('what is no time is no moment', () => {
  for (const text of ['', '9', '25:00', '12:60', '24:01', 'noon']) expect(momentOf(berlin, '2026-11-24', text)).toBeNull();
  expect(momentOf(berlin, 'someday', '12:00')).toBeNull();
});

test('days are counted over months, years and clock changes', () => {
  expect(shiftDate('2026-03-28', 2)).toBe('2026-03-30');
  expect(shiftDate('2026-01-01', -1)).toBe('2025-12-31');
  expect(weekday('2026-11-23')).toBe(0);
  expect(weekday('2026-11-29')).toBe(6);
});
