// From time to pixels and back, with round ticks.

import type { Zone } from './zone';

export interface View {
  from: number;
  to: number;
}

const MINUTE = 60_000;
const STEPS_MIN = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360];
export const MIN_VIEW_MS = 5 * MINUTE;

export const toX = (view: View, width: number, ms: number): number => ((ms - view.from) / (view.to - view.from)) * width;
export const toMs = (view: View, width: number, x: number): number => view.from + (x / width) * (view.to - view.from);
export const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Ticks on round local times, at least `minGapPx` apart. */
export function ticks(view: View, width: number, zone: Zone, minGapPx: number): number[] {
  const perPx = (view.to - view.from) / Math.max(width, 1);
  const stepMin = STEPS_MIN.find((step) => (step * MINUTE) / perPx >= minGapPx) ?? 720;
  const step = stepMin * MINUTE;
  const offset = zone.offsetMs(view.from);
  const found: number[] = [];
  for (let at = Math.ceil((view.from + offset) / step) * step - offset; at <= view.to; at += step) found.push(at);
  return found;
}

/** Zooms by a factor around a fixed moment, held inside the limits. */
export function zoom(view: View, factor: number, around: number, limits: View): View {
  const length = clamp((view.to - view.from) * factor, MIN_VIEW_MS, limits.to - limits.from);
  const share = (around - view.from) / (view.to - view.from);
  return hold(around - share * length, length, limits);
}

/** Moves by some milliseconds, held inside the limits. */
export const pan = (view: View, byMs: number, limits: View): View => hold(view.from + byMs, view.to - view.from, limits);

function hold(from: number, length: number, limits: View): View {
  const start = clamp(from, limits.from, Math.max(limits.from, limits.to - length));
  return { from: start, to: Math.min(start + length, limits.to) };
}

/** The part of a day that has something in it, in whole hours with one to spare, never under two hours. */
export function busyPart(spans: Iterable<{ from: number; to: number }>, day: View, zone: Zone): View {
  let [from, to] = [Infinity, -Infinity];
  for (const span of spans) {
    from = Math.min(from, span.from);
    to = Math.max(to, span.to);
  }
  if (from > to) return day;
  const hour = 60 * MINUTE;
  const offset = zone.offsetMs(day.from);
  from = Math.floor((from - 10 * MINUTE + offset) / hour) * hour - offset;
  to = Math.ceil((to + 10 * MINUTE + offset) / hour) * hour - offset;
  if (to - from < 2 * hour) to = from + 2 * hour;
  if (to > day.to) [from, to] = [Math.min(from, day.to - 2 * hour), day.to];
  return { from: Math.max(from, day.from), to: Math.min(to, day.to) };
}
