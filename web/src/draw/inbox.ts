// What waits in which order, until when, and what became of it.

import { URGENCIES, type Reason, type Sources, type Ticket } from '../api/types';

const pressing = (ticket: Ticket): number => URGENCIES.indexOf(ticket.urgency);
const ms = (text: string | null): number => (text === null ? Infinity : Date.parse(text));
/** Infinity less infinity is no order; equal is. */
const later = (one: number, other: number): number => (one === other ? 0 : one - other);

/** Brought and not done: the most pressing first, then what has lain there longest. */
export const forYouNow = (open: Ticket[]): Ticket[] =>
  open.filter((ticket) => ticket.status === 'delivered')
    .sort((one, other) => pressing(other) - pressing(one) || later(ms(one.delivered), ms(other.delivered)));

/** What was brought at one moment, in the order in which it stands; most are alone. */
export interface Together {
  at: string | null;
  /** Whether it waited for the end of focus mode. */
  isAfterFocus: boolean;
  tickets: Ticket[];
}

/** What came together stands together, where the first of it stands. */
export function together(brought: Ticket[]): Together[] {
  const groups: Together[] = [];
  for (const ticket of brought) {
    const group = ticket.delivered === null ? undefined : groups.find((one) => one.at === ticket.delivered);
    if (group) group.tickets.push(ticket);
    else groups.push({ at: ticket.delivered, isAfterFocus: false, tickets: [ticket] });
  }
  for (const group of groups) group.isAfterFocus = group.tickets.some((ticket) => firstReason(ticket)?.code === 'focus-mode-over');
  return groups;
}

/** What waits, in the order in which it comes at the latest; what was promised nothing stands last. */
export const stillWaiting = (open: Ticket[]): Ticket[] =>
  open.filter((ticket) => ticket.status === 'waiting')
    .sort((one, other) => later(ms(one.promised), ms(other.promised)) || pressing(other) - pressing(one) || later(ms(one.arrived), ms(other.arrived)));

/** What decided. */
export const firstReason = (ticket: Ticket): Reason | null => ticket.decision?.reasons[0] ?? null;

export type DueKind = 'put-off' | 'focus' | 'quiet' | 'back' | 'batch' | 'by' | 'unknown';

/** When it comes: by which rule, the moment, and the seconds until then. */
export interface Due {
  kind: DueKind;
  at: string | null;
  seconds: number;
}

export function dueOf(ticket: Ticket, now: string): Due {
  const told = (kind: DueKind, at: string | null): Due => ({ kind, at, seconds: at === null ? 0 : (ms(at) - ms(now)) / 1000 });
  if (ticket.not_before !== null && ms(ticket.not_before) > ms(now)) return told('put-off', ticket.not_before);
  const timing = ticket.decision?.timing;
  const said = timing?.when === 'batch' ? timing.at : timing?.when === 'next-breakpoint' ? timing.no_later_than : null;
  const code = firstReason(ticket)?.code;
  // In focus mode earlier promises rest.
  if (code?.startsWith('focus-mode')) return told(code === 'focus-mode' ? 'focus' : 'by', said);
  const at = ticket.promised ?? said;
  if (at === null) return told('unknown', null);
  if (code === 'quiet-hours') return told('quiet', at);
  if (code === 'away') return told('back', at);
  // An earlier promise may come before the batch that would be chosen now.
  return told(timing?.when === 'batch' && timing.at === at ? 'batch' : 'by', at);
}

export type EndKind = 'answered' | 'seen' | 'given' | 'declined' | 'withdrawn' | 'expired' | 'expired-default' | 'refused';

/** What became of a ticket that ended. */
export function endOf(ticket: Ticket): EndKind {
  const wasDone = (what: string, by?: string): boolean => ticket.steps.some((step) => step.what === what && (by === undefined || step.by === by));
  switch (ticket.status) {
    case 'expired':
      return ticket.default == null ? 'expired' : 'expired-default';
    case 'refused':
      return 'refused';
    case 'withdrawn':
      return wasDone('withdrawn', 'person') ? 'declined' : 'withdrawn';
    default:
      if (ticket.answer !== null) return 'answered';
      return wasDone('given') ? 'given' : 'seen';
  }
}

/** The longest bar of the page, so that all prices are drawn to one scale; never less than two minutes, so that little looks little. */
export const reachOf = (tickets: Ticket[]): number =>
  Math.max(2, ...tickets.flatMap(({ decision }) => [decision?.cost_now_min ?? 0, decision?.cost_wait_min ?? 0]));

/** Before this hour one has not slept yet, and "in the morning" is the same day. */
const NIGHT_ENDS = 5;
const USUAL_MORNING = 8;

/** The next morning in local time: when quiet hours end, if that is a morning, else at eight. */
export function nextMorning(now: Date, quietHours: [number, number] | null): { at: Date; minutes: number; isTomorrow: boolean } {
  const end = quietHours?.[1] ?? USUAL_MORNING;
  const hour = end >= NIGHT_ENDS && end <= 12 ? end : USUAL_MORNING;
  const isTomorrow = now.getHours() >= NIGHT_ENDS;
  const at = new Date(now.getFullYear(), now.getMonth(), now.getDate() + (isTomorrow ? 1 : 0), hour);
  return { at, minutes: Math.max(1, Math.ceil((at.getTime() - now.getTime()) / 60_000)), isTomorrow };
}

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

/** The lists without a source, whichever it stood on. */
export const withoutSource = ({ always_from, never_from }: Sources, source: string): Sources => ({
  always_from: always_from.filter((name) => !same(name, source)),
  never_from: never_from.filter((name) => !same(name, source)),
});

/** The lists with a source on one of them, and on this one only; an empty name changes nothing. */
export function withSource(sources: Sources, list: keyof Sources, source: string): Sources {
  const name = source.trim();
  if (name === '') return { always_from: sources.always_from, never_from: sources.never_from };
  const rest = withoutSource(sources, name);
  return { ...rest, [list]: [...rest[list], name] };
}

/** Sources that are known from what came, for who types one. */
export const knownSources = (tickets: Ticket[]): string[] =>
  [...new Set(tickets.map((ticket) => ticket.source).filter((source) => source !== ''))].sort();
