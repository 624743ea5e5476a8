// One day, made ready for drawing: times as numbers, sorted, with the key of its colour.

import type { Day, FocusSession, PresenceSpan, Span, State, Visit } from '../api/types';
import { ms } from '../time/zone';
import { slotColour, slotsFor, coarseCategory } from './colours';

export interface Timed<T> {
  from: number;
  to: number;
  key: string;
  item: T;
}

export interface Drawn {
  from: number;
  to: number;
  visits: Timed<Visit>[];
  states: Timed<State>[];
  presence: Timed<PresenceSpan>[];
  focus: Timed<FocusSession>[];
  /** Totals in seconds by key, longest first. */
  totals: { state: [string, number][]; category: [string, number][]; app: [string, number][] };
  colours: { category: Map<string, string>; app: Map<string, string> };
}

const timed = <T extends Span>(items: T[], key: (item: T) => string): Timed<T>[] =>
  items.map((item) => ({ from: ms(item.start), to: ms(item.end), key: key(item), item })).sort((one, other) => one.from - other.from);

function totals<T>(pieces: Timed<T>[], key: (piece: Timed<T>) => string): [string, number][] {
  const sums = new Map<string, number>();
  for (const piece of pieces) sums.set(key(piece), (sums.get(key(piece)) ?? 0) + (piece.to - piece.from) / 1000);
  return [...sums].sort((one, other) => other[1] - one[1]);
}

const colours = (sums: [string, number][]): Map<string, string> =>
  new Map([...slotsFor(new Map(sums))].map(([name, slot]) => [name, slotColour(slot)]));

/** The key of a state: the kind, `unknown` when the model abstained, `silent` when there was nothing to look at. */
export const stateKey = (state: State): string =>
  state.kind ?? (SILENT.has(state.reasons[0]?.code ?? '') ? 'silent' : 'unknown');
const SILENT = new Set(['no-signal', 'paused']);

export function drawDay(day: Day): Drawn {
  const visits = timed(day.visits, coarseCategory);
  const states = timed(day.states, stateKey);
  const sums = { state: totals(states.filter((piece) => piece.key !== 'silent'), (piece) => piece.key), category: totals(visits, (piece) => piece.key), app: totals(visits, (piece) => piece.item.app) };
  return {
    from: ms(day.span.start),
    to: ms(day.span.end),
    visits,
    states,
    presence: timed(day.presence, (span) => span.kind),
    focus: timed(day.focus_sessions, (session) => session.on),
    totals: sums,
    colours: { category: colours(sums.category), app: colours(sums.app) },
  };
}

/** Seconds of overlap of sorted spans with each of the day's hours, which begin at `starts`. */
export function secondsByHour(pieces: { from: number; to: number }[], starts: number[]): number[] {
  return starts.map((start) => {
    const end = start + 3_600_000;
    let sum = 0;
    for (const piece of pieces) sum += Math.max(0, Math.min(piece.to, end) - Math.max(piece.from, start));
    return sum / 1000;
  });
}

/** The day with what the live message knows more than it: the open visit, state and presence grow up to now. */
export function growDay(day: Day, now: NonNullable<Day['now']>): Day {
  const at = now.at;
  if (at >= day.span.end || at < day.span.start) return { ...day, now };
  const last = day.visits[day.visits.length - 1];
  const isSame = last && last.app === now.app && last.title === now.title;
  const isFresh = last && ms(at) - ms(last.end) < 90_000;
  let visits = day.visits;
  if (now.app && last && isFresh && last.end < at) {
    const start = now.since && now.since > last.end ? now.since : last.end;
    visits = isSame
      ? [...day.visits.slice(0, -1), { ...last, end: at }]
      : [...day.visits, { start, end: at, app: now.app, title: now.title, site: null, category: findCategory(day, now.app) }];
  }
  return { ...day, now, visits, states: growLast(day.states, now.state, at), presence: growLast(day.presence, now.presence, at) };
}

const findCategory = (day: Day, app: string): string[] =>
  day.visits.findLast((visit) => visit.app === app)?.category ?? ['Uncategorized'];

function growLast<T extends Span & { kind: unknown }>(spans: T[], now: T | null, at: string): T[] {
  const last = spans[spans.length - 1];
  if (!now || !last || ms(at) - ms(last.end) > 90_000 || at <= last.end) return spans;
  return last.kind === now.kind ? [...spans.slice(0, -1), { ...last, end: at }] : [...spans, { ...now, start: last.end, end: at }];
}
