// Made-up things that ask for attention, and the deeds of docs/reference/http-api.md on them. Their prices rise with the clock.

import { makeFocusMode } from './focus.mjs';

const MINUTE = 60_000;
const iso = (ms) => new Date(Math.round(ms)).toISOString();
const reason = (code, text, value = null, unit = '', weight = 1) => ({ code, text, value, unit, weight });
const ENDED = ['closed', 'withdrawn', 'expired', 'refused'];

const FOCUS = [
  reason('cost-now', 'interrupting now is expected to cost 9.5 min of focus (0.86 probability of focus times 11.0 min to be back)', 9.5, 'min', -9.5),
  reason('open-focus-session', 'a focus session has been going on for 41 min', 41, 'min', -0.8),
  reason('own-resumption', 'after a break of focus you are usually back after 11 min', 11, 'min', 0.2),
  reason('next-breakpoint', 'after 41 min your focus sessions usually end within another 18.0 min (57 of your own seen)', 18, 'min', -0.05),
];
const saves = (min) => reason('waiting-saves', `waiting is expected to save ${min.toFixed(1)} min of focus`, min, 'min', -100);

/** One inbox; `begin` is the moment at which its time starts, `clock` the present one, in milliseconds. */
export function makeInbox({ isEmpty, begin, clock, tell, audit }) {
  const policy = { always_from: ['calendar'], never_from: ['ads.example'], quiet_hours: [22, 8], batch_hours: [11, 14, 17] };
  const tickets = isEmpty ? [] : seed(begin);
  let number = tickets.length;

  const find = (id) => tickets.find((ticket) => ticket.demand_id === id);
  const step = (ticket, status, what, by) => {
    ticket.status = status;
    ticket.steps.push({ at: iso(clock()), what, by });
    if (status === 'delivered') ticket.delivered ??= iso(clock());
    if (ENDED.includes(status)) ticket.ended ??= iso(clock());
  };
  const bring = (ticket, by) => {
    step(ticket, 'delivered', 'delivered', by);
    if (ticket.wish === 'permission') step(ticket, 'closed', 'given', by);
  };
  const changed = () => tell('inbox', {});
  const isPutOff = (ticket) => ticket.not_before !== null && Date.parse(ticket.not_before) > clock();
  const focus = makeFocusMode({
    clock, changed, audit,
    waiting: () => tickets.filter((ticket) => ticket.status === 'waiting' && !isPutOff(ticket)),
    bring: (ticket, at) => {
      bring(ticket, 'attentive');
      ticket.delivered = at;
      const over = reason('focus-mode-over', 'your focus mode is over, and what waited comes together', null, '', 1000);
      ticket.decision = { ...ticket.decision, timing: { when: 'now' }, reasons: [over, ...(ticket.decision?.reasons ?? [])] };
    },
  });
  /** What waiting costs grows while one looks. */
  const told = (ticket) => {
    const held = focus.holds();
    if (held && ticket.status === 'waiting' && !isPutOff(ticket)) {
      const first = reason('focus-mode', `you are in focus mode for another ${held.minutes.toFixed(0)} min`, held.minutes, 'min', -1000);
      return { ...ticket, decision: { ...ticket.decision, timing: { when: 'batch', at: held.at }, reasons: [first, ...(ticket.decision?.reasons ?? [])] } };
    }
    const wait = ticket.decision?.cost_wait_min;
    if (ticket.status !== 'waiting' || typeof wait !== 'number') return ticket;
    return { ...ticket, decision: { ...ticket.decision, cost_wait_min: wait + (clock() - begin) / MINUTE / 10 } };
  };

  return {
    focus,
    answer: () => ({
      now: iso(clock()), policy, focus_mode: focus.told(), open: tickets.filter((one) => !ENDED.includes(one.status)).map(told),
      ended: tickets.filter((one) => ENDED.includes(one.status)).sort((a, b) => (a.ended < b.ended ? 1 : -1)).slice(0, 50),
    }),
    add: ({ source = 'http', subject, body = '', urgency = 'normal', expected_s = null, deadline = null, options, default: other = null }) => {
      if (!subject?.trim()) return [400, { message: 'subject: expected what it is about, found nothing' }];
      number += 1;
      const ticket = ticketOf(number, iso(clock()), { source, subject, body, urgency, expected_s, deadline, asker: 'http', ...(options || other !== null ? { wish: 'question', options: options ?? [], default: other } : {}) });
      ticket.promised = iso(clock() + 20 * MINUTE);
      ticket.decision = decided(ticket, saves(7.2), ticket.promised, 2.3);
      if (urgency === 'urgent') bring(ticket, 'attentive');
      tickets.push(ticket);
      changed();
      return ticket;
    },
    one: (id) => find(id) ?? [404, { message: 'there is no such ticket' }],
    act: (id, deed) => {
      const ticket = find(id);
      if (!ticket) return [404, { message: 'there is no such ticket' }];
      if (deed.do === 'never-again') { policy.never_from.push(ticket.source); audit('who may interrupt', `${policy.always_from.length} always, ${policy.never_from.length} never`); }
      if (ENDED.includes(ticket.status)) return [409, { message: `the ticket has ended (${ticket.status}), and nothing more happens to it` }];
      if (deed.do === 'deliver') bring(ticket, 'person');
      if (deed.do === 'close' || deed.do === 'never-again') step(ticket, 'closed', 'seen', 'person');
      if (deed.do === 'answer') {
        if (ticket.options?.length && !ticket.options.includes(deed.answer)) return [400, { message: `answer: expected one of ${ticket.options.join(', ')}` }];
        ticket.answer = deed.answer;
        step(ticket, 'closed', 'answered', 'person');
      }
      if (deed.do === 'snooze') {
        ticket.not_before = ticket.promised = iso(clock() + deed.minutes * MINUTE);
        step(ticket, 'waiting', 'snoozed', 'person');
      }
      changed();
      return ticket;
    },
    withdraw: (id) => {
      const ticket = find(id);
      if (!ticket) return [404, { message: 'there is no such ticket' }];
      step(ticket, 'withdrawn', 'withdrawn', 'person');
      changed();
      return ticket;
    },
    setSources: ({ always_from = [], never_from = [] }) => {
      Object.assign(policy, { always_from, never_from });
      for (const ticket of tickets) if (ticket.status === 'waiting' && never_from.includes(ticket.source)) step(ticket, 'refused', 'refused', 'attentive');
      changed();
      return policy;
    },
  };
}

function ticketOf(number, arrived, rest) {
  return {
    demand_id: `t-${number}`, source: 'http', subject: '', body: '', urgency: 'normal', expected_s: null, arrived, deadline: null, wish: 'message', asker: 'http', status: 'waiting', promised: null, not_before: null,
    decision: null, delivered: null, ended: null, answer: null, outcome: null, steps: [{ at: arrived, what: 'asked', by: rest.asker ?? 'http' }], ...rest,
  };
}

const URGENCY = { low: 'it can wait for the end of the day', normal: 'it can wait for a breakpoint', high: 'it should not wait long', urgent: 'it must not wait' };
const decided = (ticket, first, at, wait, when = 'next-breakpoint') => ({
  demand_id: ticket.demand_id, timing: when === 'batch' ? { when, at } : { when, no_later_than: at }, cost_now_min: 9.5, cost_wait_min: wait,
  reasons: [first, ...FOCUS, reason(`urgency-${ticket.urgency}`, URGENCY[ticket.urgency], null, '', -0.1)],
});

function seed(begin) {
  const ago = (minutes) => iso(begin - minutes * MINUTE);
  const ahead = (minutes) => iso(begin + minutes * MINUTE);
  const waits = (number, minutes, rest, { first, within, wait, when }) => {
    const ticket = ticketOf(number, ago(minutes), rest);
    ticket.promised = ahead(within);
    ticket.decision = decided(ticket, first, ticket.promised, wait, when);
    return ticket;
  };
  const brought = (number, minutes, rest, code, text, value = null) => {
    const ticket = ticketOf(number, ago(minutes), { ...rest, status: 'delivered', delivered: ago(minutes - 1) });
    ticket.decision = { demand_id: ticket.demand_id, timing: { when: 'now' }, cost_now_min: 9.5, cost_wait_min: null, reasons: [reason(code, text, value, value === null ? '' : 'min', 1000), ...FOCUS.slice(1)] };
    ticket.steps.push({ at: ago(minutes - 1), what: 'delivered', by: 'attentive' });
    return ticket;
  };
  const ended = (number, minutes, rest, status, ...steps) => {
    const ticket = ticketOf(number, ago(minutes + 40), { ...rest, status, ended: ago(minutes) });
    ticket.steps.push(...steps.map(([before, what, by]) => ({ at: ago(minutes + before), what, by })));
    return ticket;
  };
  return [
    brought(1, 6, { source: 'backup', subject: 'The backup disk is nearly full', body: 'Made up: 3 GB of 2 TB are left.\nThe next backup will not fit.', urgency: 'urgent', expected_s: 120 }, 'urgent', 'it is urgent, and what is urgent passes'),
    brought(2, 22, { source: 'builder', asker: 'builder', subject: 'Which of the two layouts shall I keep?', body: 'Made up: the tests pass with both.', urgency: 'high', expected_s: 60, deadline: ahead(25), wish: 'question', options: ['The old one', 'The new one'], default: 'The old one' }, 'waiting-costs-more', 'waiting costs no less than interrupting now (2.1 min of focus)', 2.1),
    waits(3, 12, { source: 'ci', subject: 'Build 214 is red on main', body: 'Made up: two tests of the parser.', urgency: 'high', expected_s: 180 }, { first: saves(5.8), within: 12, wait: 3.7 }),
    waits(4, 31, { source: 'newsletter', asker: 'mail', subject: 'The week in compilers', urgency: 'low', expected_s: 600 }, { first: saves(6.3), within: 79, wait: 3.2, when: 'batch' }),
    waits(5, 4, { source: 'writer', asker: 'writer', subject: 'How shall the release be called?', urgency: 'normal', expected_s: 45, wish: 'question', options: [], default: 'Spring' }, { first: saves(7.2), within: 38, wait: 2.3 }),
    waits(6, 2, { source: 'researcher', asker: 'researcher', subject: 'I found what you asked for', urgency: 'normal', expected_s: 90, deadline: ahead(140), wish: 'permission' }, { first: saves(7.4), within: 30, wait: 2.1 }),
    { ...waits(7, 95, { source: 'Slack', asker: 'notifications', subject: 'Lunch on Friday?', urgency: 'low' }, { first: saves(6.3), within: 55, wait: 3.2 }), not_before: ahead(55) },
    ended(8, 18, { source: 'builder', asker: 'builder', subject: 'May I delete the old branch?', wish: 'question', options: ['yes', 'no'], default: 'no', answer: 'yes', outcome: 'done, nothing was lost' }, 'closed', [30, 'delivered', 'attentive'], [0, 'answered', 'person'], [-2, 'reported', 'builder']),
    ended(9, 41, { source: 'writer', asker: 'writer', subject: 'Is the tone right?', wish: 'question', options: [], default: 'keep it' }, 'expired', [30, 'delivered', 'attentive'], [0, 'expired', 'attentive']),
    ended(10, 55, { source: 'ads.example', asker: 'notifications', subject: 'Last chance: shoes' }, 'refused', [0, 'refused', 'attentive']),
    ended(11, 63, { source: 'researcher', asker: 'researcher', subject: 'Shall I look further?', wish: 'permission' }, 'closed', [0, 'delivered', 'attentive'], [0, 'given', 'attentive']),
    ended(12, 70, { source: 'ci', subject: 'Build 213 is green on main' }, 'closed', [20, 'delivered', 'attentive'], [0, 'seen', 'person']),
    ended(13, 88, { source: 'builder', asker: 'builder', subject: 'Never mind: it runs now' }, 'withdrawn', [0, 'withdrawn', 'builder']),
  ];
}
