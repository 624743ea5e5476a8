// Negative texts hour by hour as lines and a band: numbers in, places in pixels out.

import type { SurgeAlarm, SurgeHour } from '../api/types';

const HOUR_MS = 3_600_000;

export interface Box { width: number; height: number; left: number; right: number; top: number; bottom: number }

export interface SurgeDrawing {
  /** What came; a new line after each hour in which nothing came. */
  came: string[];
  expected: string[];
  band: string[];
  /** Hours that stand alone, as points. */
  single: { x: number; y: number }[];
  alarms: { number: number; x: number; width: number; isOn: boolean }[];
  ticks: { y: number; value: number }[];
  days: { x: number; at: number }[];
}

/** A round number at or above this. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

export function drawSurge(course: SurgeHour[], alarms: SurgeAlarm[], box: Box): SurgeDrawing {
  const [first, last] = [course[0], course[course.length - 1]];
  const empty = { came: [], expected: [], band: [], single: [], alarms: [], ticks: [], days: [] };
  if (!first || !last) return empty;
  const [from, to] = [Date.parse(first.start), Date.parse(last.start) + HOUR_MS];
  const top = roundUp(Math.max(1, ...course.map((hour) => Math.max(hour.negative, hour.high))));
  const x = (ms: number): number => box.left + ((Math.min(Math.max(ms, from), to) - from) / (to - from)) * (box.width - box.left - box.right);
  const y = (value: number): number => box.height - box.bottom - (value / top) * (box.height - box.top - box.bottom);
  const at = (hour: SurgeHour): number => x(Date.parse(hour.start) + HOUR_MS / 2);
  const place = (xOf: number, yOf: number): string => `${xOf.toFixed(1)},${yOf.toFixed(1)}`;

  const stretches: SurgeHour[][] = [];
  for (const hour of course) {
    const stretch = stretches[stretches.length - 1];
    const before = stretch?.[stretch.length - 1];
    if (stretch && before && Date.parse(hour.start) - Date.parse(before.start) <= HOUR_MS) stretch.push(hour);
    else stretches.push([hour]);
  }
  const line = (stretch: SurgeHour[], value: (hour: SurgeHour) => number): string => `M${stretch.map((hour) => place(at(hour), y(value(hour)))).join('L')}`;
  const long = stretches.filter((stretch) => stretch.length > 1);
  return {
    came: long.map((stretch) => line(stretch, (hour) => hour.negative)),
    expected: long.map((stretch) => line(stretch, (hour) => hour.expected)),
    band: long.map((stretch) => `${line(stretch, (hour) => hour.high)}L${[...stretch].reverse().map((hour) => place(at(hour), y(hour.low))).join('L')}Z`),
    single: stretches.filter((stretch) => stretch.length === 1).flatMap(([hour]) => (hour ? [{ x: at(hour), y: y(hour.negative) }] : [])),
    alarms: alarms
      .filter((alarm) => alarm.topic === null && Date.parse(alarm.over_at ?? alarm.at) >= from)
      .map((alarm) => {
        const left = x(Date.parse(alarm.since));
        return { number: alarm.number, x: left, width: Math.max(2, x(Date.parse(alarm.over_at ?? last.start)) - left), isOn: alarm.over_at === null };
      }),
    ticks: [0, top / 2, top].map((value) => ({ y: y(value), value })),
    days: daysBetween(from, to, Math.max(2, Math.floor(box.width / 90))).map((ms) => ({ x: x(ms), at: ms })),
  };
}

/** Midnights of this browser's zone, so many at most. */
function daysBetween(from: number, to: number, most: number): number[] {
  const step = Math.max(1, Math.ceil((to - from) / (most * 24 * HOUR_MS)));
  const midnight = new Date(from);
  midnight.setHours(24, 0, 0, 0);
  const list: number[] = [];
  while (midnight.getTime() < to) {
    list.push(midnight.getTime());
    midnight.setDate(midnight.getDate() + step);
  }
  return list;
}
