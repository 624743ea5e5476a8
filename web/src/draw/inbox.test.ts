import { expect, test } from 'vitest';
import type { Decision, Ticket } from '../api/types';
import { en } from '../words/en';
import { zh } from '../words/zh';
import { dueOf, endOf, forYouNow, knownSources, nextMorning, reachOf, stillWaiting, together, withoutSource, withSource } from './inbox';

const NOW = '2026-11-24T15:00:00Z';
const at = (minutes: number): string => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();

function ticket(demand_id: string, rest: Partial<Ticket> = {}): Ticket {
  return {
    demand_id, source: 'ci', subject: demand_id, body: '', urgency: 'normal', expected_s: null, arrived: at(-10), deadline: null, wish: 'message', asker: 'http', status: 'waiting',
    promised: null, not_before: null, decision: null, delivered: null, ended: null, answer: null, outcome: null, steps: [], ...rest,
  };
}

function decision(code: string, timing: Decision['timing'], now: number | null = 9, wait: number | null = 2): Decision {
  return { demand_id: 'd', timing, cost_now_min: now, cost_wait_min: wait, reasons: [{ code, text: '', value: null, unit: '', weight: 1 }] };
}

const names = (tickets: Ticket[]): string[] => tickets.map((one) => one.demand_id);

test('what was brought stands by how it presses, then by how long it has lain there', () => {
  const open = [
    ticket('waits', { urgency: 'urgent' }), ticket('late', { status: 'delivered', delivered: at(-1) }),
    ticket('early', { status: 'delivered', delivered: at(-9) }), ticket('pressing', { status: 'delivered', delivered: at(0), urgency: 'high' }),
  ];
  expect(names(forYouNow(open))).toEqual(['pressing', 'early', 'late']);
});

test('what waits stands in the order in which it comes at the latest, and without a promise last', () => {
  const open = [
    ticket('never', { arrived: at(-90) }), ticket('second', { promised: at(20), arrived: at(-1) }), ticket('earlier', { promised: at(20), arrived: at(-5) }), ticket('pressing', { promised: at(20), urgency: 'high', arrived: at(0) }),
    ticket('first', { promised: at(3) }), ticket('urgent-unsaid', { urgency: 'urgent' }), ticket('here', { status: 'delivered', promised: at(1) }),
  ];
  expect(names(stillWaiting(open))).toEqual(['first', 'pressing', 'earlier', 'second', 'urgent-unsaid', 'never']);
  expect(names(open)[0]).toBe('never'); // What was handed in is left as it was.
});

test('what came together stands together, and says whether it waited for the end of focus mode', () => {
  const came = (name: string, minutes: number, code: string): Ticket => ticket(name, { status: 'delivered', delivered: at(minutes), decision: decision(code, { when: 'now' }) });
  const groups = together([came('a', -3, 'urgent'), came('b', -1, 'focus-mode-over'), came('c', -2, 'cheap-now'), came('d', -1, 'focus-mode-over')]);
  expect(groups.map((group) => names(group.tickets))).toEqual([['a'], ['b', 'd'], ['c']]);
  expect(groups.map((group) => group.isAfterFocus)).toEqual([false, true, false]);
});

test('in focus mode earlier promises rest', () => {
  const held = (code: string): Ticket => ticket('t', { promised: at(5), decision: decision(code, { when: 'batch', at: at(25) }) });
  expect(dueOf(held('focus-mode'), NOW)).toEqual({ kind: 'focus', at: at(25), seconds: 1500 });
  expect(dueOf(held('focus-mode-until-deadline'), NOW).kind).toBe('by');
});

test('when it comes is told by what decided', () => {
  const breakpoint = { when: 'next-breakpoint', no_later_than: at(30) } as const;
  const kinds = (rest: Partial<Ticket>): unknown[] => { const due = dueOf(ticket('t', rest), NOW); return [due.kind, due.seconds]; };
  expect(kinds({})).toEqual(['unknown', 0]);
  expect(kinds({ decision: decision('waiting-saves', breakpoint) })).toEqual(['by', 1800]);
  expect(kinds({ promised: at(12), decision: decision('waiting-saves', breakpoint) })).toEqual(['by', 720]);
  expect(kinds({ promised: at(90), decision: decision('waiting-saves', { when: 'batch', at: at(90) }) })).toEqual(['batch', 5400]);
  expect(kinds({ promised: at(5), decision: decision('waiting-saves', { when: 'batch', at: at(90) }) })).toEqual(['by', 300]);
  expect(kinds({ promised: at(600), decision: decision('quiet-hours', { when: 'batch', at: at(600) }) })).toEqual(['quiet', 36_000]);
  expect(kinds({ promised: at(600), decision: decision('away', breakpoint) })).toEqual(['back', 36_000]);
  expect(kinds({ promised: at(10), not_before: at(10), decision: decision('waiting-saves', breakpoint) })).toEqual(['put-off', 600]);
  expect(kinds({ promised: at(10), not_before: at(-1), decision: decision('waiting-saves', breakpoint) })).toEqual(['by', 600]);
});

test('what became of it is told by its end and by who ended it', () => {
  const ended = (status: Ticket['status'], rest: Partial<Ticket> = {}, ...steps: [string, string][]): string =>
    endOf(ticket('t', { status, ...rest, steps: steps.map(([what, by]) => ({ at: NOW, what, by })) }));
  expect(ended('closed', { answer: '' }, ['answered', 'person'])).toBe('answered');
  expect(ended('closed', {}, ['seen', 'person'])).toBe('seen');
  expect(ended('closed', { wish: 'permission' }, ['delivered', 'attentive'], ['given', 'attentive'])).toBe('given');
  expect(ended('withdrawn', {}, ['withdrawn', 'builder'])).toBe('withdrawn');
  expect(ended('withdrawn', {}, ['withdrawn', 'person'])).toBe('declined');
  expect(ended('expired')).toBe('expired');
  expect(ended('expired', { default: null })).toBe('expired');
  expect(ended('expired', { default: 'no' })).toBe('expired-default');
  expect(ended('refused')).toBe('refused');
});

test('prices are drawn to one scale, and little looks little', () => {
  const priced = (now: number | null, wait: number | null): Ticket => ticket('t', { decision: decision('c', { when: 'now' }, now, wait) });
  expect(reachOf([])).toBe(2);
  expect(reachOf([priced(0.4, null), ticket('t')])).toBe(2);
  expect(reachOf([priced(9.5, 3), priced(1, 12)])).toBe(12);
});

test('the morning is when quiet hours end, tomorrow by day and today by night', () => {
  const morning = (hour: number, quiet: [number, number] | null): unknown[] => {
    const { at: moment, minutes, isTomorrow } = nextMorning(new Date(2026, 10, 24, hour, 30), quiet);
    return [moment.getDate(), moment.getHours(), minutes, isTomorrow];
  };
  expect(morning(15, [22, 8])).toEqual([25, 8, 16.5 * 60, true]);
  expect(morning(2, [22, 7])).toEqual([24, 7, 4.5 * 60, false]);
  expect(morning(7, null)).toEqual([25, 8, 24.5 * 60, true]);
  expect(morning(15, [9, 17])).toEqual([25, 8, 16.5 * 60, true]); // Quiet by day: their end is no morning.
  expect(nextMorning(new Date(2026, 11, 31, 23, 59, 30), [22, 8]).minutes).toBe(481);
});

test('a source stands on one list only, whatever its case', () => {
  const sources = { always_from: ['calendar', 'ci'], never_from: ['ads'] };
  expect(withSource(sources, 'never_from', ' CI ')).toEqual({ always_from: ['calendar'], never_from: ['ads', 'CI'] });
  expect(withSource(sources, 'always_from', 'ci')).toEqual({ always_from: ['calendar', 'ci'], never_from: ['ads'] });
  expect(withSource(sources, 'never_from', '  ')).toEqual(sources);
  expect(withoutSource(sources, 'ADS')).toEqual({ always_from: ['calendar', 'ci'], never_from: [] });
  expect(knownSources([ticket('a'), ticket('b', { source: 'backup' }), ticket('c'), ticket('d', { source: '' })])).toEqual(['backup', 'ci']);
});

test('times read as people say them', () => {
  expect([0, 59, 720, 7260].map(en.inbox.in)).toEqual(['any moment now', 'any moment now', 'in 12 min', 'in 2 h 01 min']);
  expect([-5, 720].map(zh.inbox.in)).toEqual(['随时会来', '12 分钟后']);
  expect([10, 30, 120].map(en.inbox.laterBy)).toEqual(['10 min', '30 min', '2 h']);
  expect(en.inbox.counts(0, 1)).toBe('Nothing for you now, 1 waits.');
  expect(en.inbox.counts(2, 0)).toBe('2 for you now, nothing waits.');
  expect(en.inbox.due['put-off']('16:00', 'in 1 h')).toBe('You put it off until 16:00');
});
