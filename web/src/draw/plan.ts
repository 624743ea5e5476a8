// The plan of a day as a picture: where each block lies, and the curve of expected focus beside it.

import type { PlannedHour } from '../api/types';
import { ms } from '../time/zone';

const HOUR = 3_600_000;

export interface Placed<T> { item: T; from: number; to: number; lane: number; lanes: number }

/** The hours that the picture shows: all of the working day and of what lies outside of it, from full hour to full hour. */
export function pictureSpan(day: { start: string; end: string }, others: { start: string; end: string }[], offsetMs: number): { from: number; to: number } {
  const first = Math.min(ms(day.start), ...others.map((one) => ms(one.start)));
  const last = Math.max(ms(day.end), ...others.map((one) => ms(one.end)));
  const floor = (at: number): number => Math.floor((at + offsetMs) / HOUR) * HOUR - offsetMs;
  const ceil = (at: number): number => Math.ceil((at + offsetMs) / HOUR) * HOUR - offsetMs;
  return { from: floor(first), to: Math.max(ceil(last), floor(first) + HOUR) };
}

/** Side by side what lies over each other: each thing in the first lane that is free, and how many lanes its neighbours need. */
export function inLanes<T extends { start: string; end: string }>(items: T[]): Placed<T>[] {
  const sorted = [...items].sort((one, other) => ms(one.start) - ms(other.start) || ms(one.end) - ms(other.end));
  const placed: Placed<T>[] = [];
  let group: Placed<T>[] = [];
  let [ends, groupEnd]: [number[], number] = [[], -Infinity];
  const close = (): void => {
    for (const one of group) one.lanes = ends.length;
    [group, ends] = [[], []];
  };
  for (const item of sorted) {
    const [from, to] = [ms(item.start), ms(item.end)];
    if (from >= groupEnd) close();
    let lane = ends.findIndex((end) => end <= from);
    if (lane < 0) lane = ends.length;
    ends[lane] = to;
    groupEnd = Math.max(groupEnd, to);
    const one = { item, from, to, lane, lanes: 1 };
    group.push(one);
    placed.push(one);
  }
  close();
  return placed;
}

/** The curve as steps down the page, from the line at the left outwards: `width` at a share of one. Hours that are not known leave a gap. */
export function curvePath(hours: PlannedHour[], span: { from: number; to: number }, width: number, height: number): string {
  const y = (at: number): number => Math.round(((Math.min(Math.max(at, span.from), span.to) - span.from) / (span.to - span.from)) * height * 10) / 10;
  return hours
    .filter((hour) => hour.expected_focus_share !== null && ms(hour.end) > span.from && ms(hour.start) < span.to)
    .map((hour) => {
      const x = Math.round((hour.expected_focus_share ?? 0) * width * 10) / 10;
      return `M0 ${y(ms(hour.start))}H${x}V${y(ms(hour.end))}H0Z`;
    })
    .join('');
}
