import { describe, expect, it } from 'vitest';
import { localHours } from './hours';

const values = Array.from({ length: 24 }, (_, hour) => hour);
/** A day in a zone so many minutes behind UTC, as browsers count. */
const behind = (minutes: number): Date => Object.assign(new Date(), { getTimezoneOffset: () => minutes });

describe('hours of UTC on the own clock', () => {
  it('goes along east and west of Greenwich', () => {
    expect(localHours(values, behind(0))).toEqual(values);
    // In Shanghai eight in the morning is midnight of UTC; in New York midnight is five.
    expect(localHours(values, behind(-480))[8]).toBe(0);
    expect(localHours(values, behind(300))[0]).toBe(5);
  });
  it('keeps all values where a zone is off by half an hour', () => {
    // In Delhi three of UTC begins at half past eight.
    expect(localHours(values, behind(-330))[8]).toBe(3);
    expect([...localHours(values, behind(-330))].sort((one, other) => one - other)).toEqual(values);
  });
});
