// A stand-in for the Attentive server that speaks docs/reference/http-api.md with synthetic data, for developing and
// testing the pages only. It also hands out the built pages, under the same content policy as the real server.
//
//   node mock/server.mjs [--port 5699] [--now 2026-11-24T15:41:00Z] [--empty] [--dense 8] [--fail]

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeAssistants } from './assistants.mjs';
import { makeInbox } from './inbox.mjs';
import { effect, helpedAnswer } from './helped.mjs';
import { surgesAnswer } from './monitor.mjs';
import { planAnswer } from './plan.mjs';
import { suggestionsAnswer } from './suggestions.mjs';
import { comparedAnswer, runAnswer, runsAnswer } from './runs.mjs';
import { readingAnswer, readingRanked, readingSaid } from './reading.mjs';
import { supportAnswer, supportAsked } from './support.mjs';
import { titlesAnswer, titleSaid } from './titles.mjs';
import { FIRST_DAY, ZONE, dateOf, hotspotsOf, makeDay, midnight, offsetOf, random, shift, sum, summaryOf } from './synthetic.mjs';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };
// The policy of the real server, word for word: what it refuses has to show in our tests.
const POLICY = "default-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const DEFAULT_NOW = '2026-11-24T15:41:00Z';

const KINDS = ['take-break', 'start-focus', 'pick-one-thing', 'close-distraction', 'ask-focus'];
const reason = (code, text, value = null, unit = '', weight = 1) => ({ code, text, value, unit, weight });
const iso = (ms) => new Date(Math.round(ms)).toISOString();

export function startMock({ port = 0, now = DEFAULT_NOW, isEmpty = false, dense = 1, isFailing = false, key = '', drift = null, many = false } = {}) {
  const began = Date.now();
  const begin = Date.parse(now);
  const clock = () => begin + (Date.now() - began);
  const today = () => dateOf(clock());
  const state = {
    corrections: new Map(), nextId: 1, titleWords: [], pausedUntil: null, reports: [], answers: new Map(),
    preferences: { 'close-distraction': { is_never: true, not_before: null } },
    filters: [{ enabled: true, bucket_prefix: '', field: 'title', pattern: '(?i)bank|salary', action: 'redact', replacement: 'redacted' }],
    retention: { samples_days: 30, events_days: null }, forgotten: [],
    audit: [{ at: iso(begin - 3_600_000), who: 'attentive', what: 'start', detail: 'synthetic data for tests' }],
    streams: new Set(), prompt: null, done: new Set(),
  };
  state.prompt = {
    prompt_id: 'prompt-1', kind: 'take-break', subject: '', at: iso(begin - 240_000), arm: 'deliver', deliver_probability: 0.5,
    reasons: [reason('long-stretch', 'you have been at it for 94 min without a break of 5 min', 94, 'min', 1.2), reason('own-after-break', 'your hours soon after a break have 6 min more focus than other hours of the same day (interval 1 to 11, 31 days)', 6, 'min/h', 0.7)],
  };
  const audit = (what, detail = '') => state.audit.unshift({ at: iso(clock()), who: 'dashboard', what, detail });

  const tell = (event, data, streams = state.streams) => { for (const stream of streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`); };
  const inbox = makeInbox({ isEmpty, begin, clock, tell, audit });
  const assistants = makeAssistants({ isEmpty, begin, clock, audit });

  const cache = new Map();
  const whole = (date) => {
    if (!cache.has(date)) cache.set(date, makeDay(date, Infinity, { dense }));
    return cache.get(date);
  };
  const raw = (date) => (date === today() ? makeDay(date, clock(), { dense }) : whole(date));
  const days = () => {
    const list = [];
    if (isEmpty) return list;
    for (let date = today(); date >= FIRST_DAY; date = shift(date, -1)) if (whole(date).visits.length > 0 || date === today()) list.push(date);
    return list;
  };

  function nowOf(day) {
    const at = clock();
    const last = day.visits.at(-1);
    if (!last || day.date !== today()) return null;
    const focus = day.focus.at(-1);
    const isOpen = Boolean(focus?.is_open);
    const held = day.states.at(-1) ?? null;
    const timing = isOpen ? { when: 'next-breakpoint', no_later_than: iso(at + 38 * 60_000) } : held?.kind === 'in-call' ? { when: 'batch', at: iso(at + 22 * 60_000) } : { when: 'now' };
    return {
      at: iso(at), state: held, presence: day.presence.at(-1) ?? null, app: last.app, title: last.title, since: last.start,
      focus_since: isOpen ? focus.start : null,
      interrupt: {
        demand_id: 'ordinary', timing, cost_now_min: isOpen ? 9.5 : 1.2, cost_wait_min: isOpen ? 1.4 : 2.1,
        reasons: isOpen ? [reason('open-focus-session', 'a focus session has been going on for 41 min', 41, 'min', -0.8), reason('own-resumption', 'after a break of focus you are usually back after 7.5 min', 7.5, 'min', 0.2)] : [reason('cheap-now', 'interrupting now costs hardly any focus (1.2 min)', 1.2, 'min', 10)],
      },
      paused_until: state.pausedUntil,
    };
  }

  function planOf(date) {
    return Array.from({ length: 24 }, (_, hour) => {
      const start = midnight(date) + hour * 3_600_000;
      const share = hour >= 9 && hour < 12 ? 0.62 - Math.abs(10 - hour) * 0.09 : hour >= 15 && hour < 18 ? 0.38 : hour === 8 || (hour >= 12 && hour < 15) ? 0.14 : null;
      const advice = share === null ? 'unknown' : share > 0.45 ? 'focus' : share < 0.2 ? 'open' : 'ordinary';
      return { start: iso(start), end: iso(start + 3_600_000), expected_focus_share: share, days_seen: share === null ? 1 : 31, advice };
    });
  }

  function dayAnswer(asked) {
    const date = asked ?? today();
    const isForgotten = (span) => state.forgotten.some((gone) => Date.parse(span.start) < gone.end && Date.parse(span.end) > gone.start);
    const day = isEmpty || date < FIRST_DAY ? { ...makeDay(date, 0), date } : { ...raw(date) };
    for (const name of ['visits', 'presence', 'states', 'focus']) day[name] = day[name].filter((span) => !isForgotten(span));
    const corrections = [...state.corrections.values()].filter((item) => dateOf(Date.parse(item.start)) === date);
    // A correction takes the place of what the model said, and leaves the rest of it.
    const cut = (states, { start, end }) => states.flatMap((one) => (one.end <= start || one.start >= end ? [one] : [
      ...(one.start < start ? [{ ...one, end: start }] : []), ...(one.end > end ? [{ ...one, start: end }] : [])]));
    const said = corrections.map(({ start, end, state: kind }) => ({ start, end, kind, confidence: 1, is_calibrated: false, by: 'correction', reasons: [reason('your-word', 'you said so')] }));
    const kept = [...corrections.reduce(cut, day.states), ...said].sort((a, b) => (a.start < b.start ? -1 : 1));
    const list = days();
    const noon = midnight(date);
    const draw = random(noon / 1000);
    return {
      date, timezone: ZONE, utc_offset_s: offsetOf(date) / 1000, span: { start: iso(day.start), end: iso(day.end) }, is_today: date === today(), is_demo: true,
      first_day: list.at(-1) ?? null, last_day: list[0] ?? null, now: nowOf(day), summary: summaryOf(day), visits: day.visits, presence: day.presence,
      states: kept, focus_sessions: day.focus, sessions: day.sessions, features: day.features,
      feature_infos: [
        { name: 'switch_rate_per_min', unit: '1/min', formula: 'visits that begin in the window / minutes', source: 'synthetic' },
        { name: 'app_entropy_bits', unit: 'bit', formula: 'entropy of time over apps', source: 'synthetic' },
        { name: 'key_rate_per_s', unit: '1/s', formula: 'presses / seconds present', source: 'synthetic' },
        { name: 'pointer_rate_px_per_s', unit: 'px/s', formula: 'path of the pointer / seconds present', source: 'synthetic' },
      ],
      hotspots: hotspotsOf(day.visits, day.focus), plan: isEmpty ? [] : planOf(date), corrections,
      self_reports: isEmpty || day.visits.length === 0 ? [] : [
        ...[10.4, 14.9].map((hour) => ({ at: iso(noon + hour * 3_600_000), answer: 2 + Math.floor(draw() * 4), via: 'notification' })).filter((item) => Date.parse(item.at) < clock()),
        ...state.reports.filter((item) => dateOf(Date.parse(item.at)) === date)],
      prompts: date === today() && !isEmpty ? [state.prompt] : [],
      quality: { events: day.visits.length + day.presence.length, overlaps: isEmpty ? 0 : 3, flooded: isEmpty ? 0 : 41, out_of_order: 0, in_future: 0, gaps: isEmpty ? 0 : 2 },
    };
  }

  function trendsAnswer(weeks) {
    const list = days().slice(0, weeks * 7).filter((date) => date > shift(today(), -weeks * 7)).reverse();
    const hours = new Map();
    const breakers = new Map();
    const rows = list.map((date) => {
      const day = raw(date);
      const summary = summaryOf(day);
      const weekday = (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7;
      const seen = new Set();
      const add = (spans, field) => {
        for (const span of spans) {
          for (let at = Date.parse(span.start); at < Date.parse(span.end);) {
            const hour = Math.floor((at - day.start) / 3_600_000);
            const stop = Math.min(Date.parse(span.end), day.start + (hour + 1) * 3_600_000);
            const key = weekday * 24 + hour;
            const cell = hours.get(key) ?? { weekday, hour, days: 0, present_s: 0, focused_s: 0, switches: 0, fragmentation_bits: null };
            cell[field] += (stop - at) / 1000;
            if (!seen.has(key)) { seen.add(key); cell.days += 1; }
            hours.set(key, cell);
            at = stop;
          }
        }
      };
      add(day.presence.filter((span) => span.kind === 'present'), 'present_s');
      add(day.focus, 'focused_s');
      for (const visit of day.visits) {
        const cell = hours.get(weekday * 24 + Math.floor((Date.parse(visit.start) - day.start) / 3_600_000));
        if (cell) cell.switches += 1;
      }
      day.features.windows.forEach((window, row) => {
        const cell = hours.get(weekday * 24 + Math.floor((Date.parse(window.start) - day.start) / 3_600_000));
        const value = day.features.columns[1][row];
        if (cell && value !== null) cell.fragmentation_bits = cell.fragmentation_bits === null ? value : cell.fragmentation_bits * 0.9 + value * 0.1;
      });
      for (const item of day.focus) if (!item.is_open) breakers.set(item.broken_by, (breakers.get(item.broken_by) ?? 0) + 1);
      const lengths = day.focus.map((item) => item.focused_s / 60).sort((a, b) => a - b);
      return {
        date, present_s: summary.present_s, focused_s: summary.focused_s, focus_sessions: summary.focus_sessions, median_focus_min: lengths.length ? lengths[lengths.length >> 1] : null,
        switch_rate_per_min: summary.switch_rate_per_min, fragmentation_bits: summary.fragmentation_bits, key_rate_per_s: summary.key_rate_per_s,
        longest_focus_s: summary.longest_focus_s, breaks_per_h: summary.focused_s < 1800 ? null : breaksOf(day) / (summary.focused_s / 3600),
      };
    });
    const recent = list.slice(-14).map(raw);
    return {
      days: rows, hours: [...hours.values()], hotspots: hotspotsOf(recent.flatMap((day) => day.visits), recent.flatMap((day) => day.focus), 8),
      slopes: rows.length < 5 ? [] : [
        { name: 'focused_s', unit: 's', per_week: 268, low: 41, high: 512, days: rows.length }, { name: 'present_s', unit: 's', per_week: -95, low: -610, high: 402, days: rows.length },
        { name: 'switch_rate_per_min', unit: '1/min', per_week: -0.04, low: -0.07, high: -0.01, days: rows.length }, { name: 'fragmentation_bits', unit: 'bit', per_week: -0.006, low: -0.02, high: 0.009, days: rows.length },
        { name: 'median_focus_min', unit: 'min', per_week: null, low: null, high: null, days: 4 },
      ],
      breakers: [...breakers].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count),
    };
  }

  const statesAnswer = () => ({
    by: isEmpty || drift?.is_aside ? 'transparent' : 'learned', windows: isEmpty ? 0 : 164, kinds: isEmpty ? [] : ['focused', 'shifting', 'scattered'], is_calibrated: !isEmpty,
    labelled: isEmpty ? 0 : 171, why_not: null, drift,
  });

  const breaksOf = (day) => day.focus.filter((item) => !item.is_open && !['away', 'lock', 'no signal'].includes(item.broken_by)).length;

  /** Made up, too; with four weeks or less there are too few days. */
  function changesAnswer(weeks) {
    const count = days().filter((date) => date > shift(today(), -weeks * 7) && date < today()).length;
    const isEarly = weeks <= 4;
    const of = (name, unit, change = null) => ({ name, unit, days: isEarly ? Math.min(count, 19) : count, change: isEarly ? null : change });
    return {
      false_alarm: 0.01, least_days: 21,
      figures: [
        of('focused_s', 's'), of('longest_focus_s', 's', { since: shift(today(), -12), before: 2520, after: 3480, low: 3060, high: 4140, days_before: 41, days_after: 10, p: 0.0011 }),
        of('switch_rate_per_min', '1/min', { since: shift(today(), -25), before: 0.683, after: 0.467, low: 0.367, high: 0.55, days_before: 30, days_after: 21, p: 0.0004 }), of('breaks_per_h', '1/h'),
      ],
    };
  }

  function promptsAnswer() {
    const draw = random(42);
    const recent = isEmpty ? [] : Array.from({ length: 14 }, (_, place) => {
      const kind = KINDS[Math.floor(draw() * 5)];
      const isHeld = kind !== 'ask-focus' && draw() < 0.5;
      const prompt = {
        prompt_id: `old-${place}`, kind, subject: kind === 'close-distraction' ? 'Slack' : '', at: iso(clock() - (place + 1) * 5.3 * 3_600_000), arm: isHeld ? 'hold-back' : 'deliver', deliver_probability: kind === 'ask-focus' ? 1 : 0.5,
        reasons: [reason('long-stretch', `you have been at it for ${91 + place} min without a break of 5 min`, 91 + place, 'min', 1)],
      };
      const answer = isHeld ? null : kind === 'ask-focus' ? { rated: 1 + Math.floor(draw() * 5) } : ['accepted', 'snoozed', 'not-now', 'ignored'][Math.floor(draw() * 4)];
      return { prompt, outcome: { prompt_id: prompt.prompt_id, focus_min: draw() < 0.15 ? null : Number((draw() * 26).toFixed(1)), answer }, answer };
    });
    const isOpen = !isEmpty && !state.answers.has(state.prompt.prompt_id);
    if (!isEmpty && !isOpen) recent.unshift({ prompt: state.prompt, outcome: null, answer: state.answers.get(state.prompt.prompt_id) });
    return {
      open: isOpen ? [state.prompt] : [], recent,
      effects: isEmpty ? [] : [
        effect('take-break', 31, 28, [4.6, 1.2, 8.1], [4.9, 2.2, 7.6], 1, 'helps'), effect('start-focus', 19, 22, [1.9, -2.7, 6.4], [1.6, -1.9, 5.1], 1.4, 'does nothing sure'),
        effect('pick-one-thing', 4, 3, null, null, 1.1, 'too early to say'), effect('close-distraction', 57, 54, [-3.4, -6.3, -0.4], [-3.1, -5.2, -1], 41.7, 'harms'),
        effect('ask-focus', 44, 0, null, null, 1, 'not on trial'),
      ],
      suggestions: isEmpty ? [] : [
        { kind: 'take-break', subject: '', expected_gain_min: 4.6, observations: 59, reasons: [reason('long-stretch', 'you have been at it for 94 min without a break of 5 min', 94, 'min')] },
        { kind: 'start-focus', subject: '10', expected_gain_min: null, observations: 4, reasons: [reason('good-hour', 'at this hour you usually have 37 min of focus (over 31 days)', 37, 'min')] },
      ],
      preferences: state.preferences, limits: { per_hour: 1, per_day: 6, quiet_hours: [22, 8], questions_per_day: 3, deliver_probability: 0.5, adapts: true },
    };
  }

  function planned(asked) {
    if (asked && !/^\d{4}-\d{2}-\d{2}$/.test(asked)) return [400, { message: `date: expected a day such as 2026-11-24, found ${JSON.stringify(asked)}` }];
    const date = asked ?? today();
    if (date < today()) return [400, { message: 'date: that day is over; expected today or a day to come' }];
    return planAnswer({ isEmpty, many, now: clock(), today: today(), date, midnight: midnight(date), iso, zone: ZONE, offsetS: offsetOf(date) / 1000, hours: planOf(date), done: state.done });
  }

  const buckets = () => (isEmpty ? [] : [
    ['aw-watcher-window_laptop', 'currentwindow', 'attentive', 301_422], ['aw-watcher-afk_laptop', 'afkstatus', 'attentive', 12_207],
    ['aw-watcher-web-firefox', 'web.tab.current', 'aw-client-web', 88_015], ['attentive-input_laptop', 'os.hid.input', 'attentive', 52_118],
  ].map(([id, type, client, events]) => ({ id, type, client, hostname: 'laptop', events, start: iso(midnight(FIRST_DAY) + 9e6 * 3), end: iso(clock() - 4000) })));

  function sensorsAnswer() {
    return {
      sensors: [
        { sensor: 'window', by: 'x11', status: 'on', why: '', last_seen: isEmpty ? null : iso(clock() - 2000), last: isEmpty ? '' : 'firefox' }, { sensor: 'idle', by: 'x11', status: 'on', why: '', last_seen: isEmpty ? null : iso(clock() - 6000), last: 'not-afk' },
        { sensor: 'input', by: '', status: 'not-asked', why: 'set sensors.input to true in the configuration to count keys and clicks', last_seen: null, last: '' },
        { sensor: 'lock', by: 'logind', status: 'unavailable', why: 'no system bus was found: start Attentive inside a login session', last_seen: null, last: '' },
      ],
      buckets: buckets(), paused_until: state.pausedUntil, filters: state.filters, retention: state.retention,
      database: { path: '/home/synthetic/.local/share/attentive/attentive.db', bytes: isEmpty ? 81_920 : 14_913_536, events: isEmpty ? 0 : 453_762, encrypted: false }, promises: { outbound: 'none', listens_on: '127.0.0.1:5600' },
    };
  }

  const routes = {
    'GET /day': (query) => dayAnswer(query.get('date')),
    'GET /days': () => ({ days: days() }),
    'GET /trends': (query) => trendsAnswer(Number(query.get('weeks') ?? 8)),
    'GET /changes': (query) => changesAnswer(Number(query.get('weeks') ?? 12)),
    'GET /states': statesAnswer,
    'GET /plan': (query) => planned(query.get('date')),
    'GET /prompts': promptsAnswer,
    'GET /suggestions': () => suggestionsAnswer(isEmpty, iso(clock())),
    'GET /helped': () => helpedAnswer(isEmpty, promptsAnswer().effects, iso(clock()), iso(clock() - 60 * 86_400_000)),
    'POST /ask': (_, body) => { state.reports.push({ at: iso(clock()), answer: body.answer, via: 'dashboard' }); return {}; },
    'POST /corrections': (_, body) => {
      if (!(Date.parse(body.end) > Date.parse(body.start))) return [400, { message: 'the end must come after the start' }];
      const id = state.nextId++;
      state.corrections.set(id, { id, start: body.start, end: body.end, state: body.state, note: body.note ?? '' });
      audit('correct', body.state);
      return { id };
    },
    'GET /titles': (query) => titlesAnswer({ start: query.get('start'), end: query.get('end') }, isEmpty ? [] : raw(dateOf(Date.parse(query.get('start')) + 43_200_000)).visits, state.titleWords, Number(query.get('limit') ?? 50)),
    'POST /titles/corrections': (_, body) => titleSaid(state.titleWords, body, { id: state.nextId++, at: iso(clock()) }),
    'GET /sensors': sensorsAnswer,
    'POST /pause': (_, body) => { state.pausedUntil = iso(clock() + body.minutes * 60_000); audit('pause', `${body.minutes} minutes`); tell('sensors', {}); return { paused_until: state.pausedUntil }; },
    'DELETE /pause': () => { state.pausedUntil = null; audit('resume'); tell('sensors', {}); return {}; },
    'PUT /filters': (_, body) => {
      for (const [place, filter] of body.filters.entries()) {
        try { new RegExp(filter.pattern.replace(/^\(\?[a-z]+\)/, '')); } catch { return [400, { message: `filter ${place + 1}: the pattern is broken` }]; }
      }
      state.filters = body.filters;
      audit('filters', `${body.filters.length} rules`);
      return { filters: state.filters };
    },
    'PUT /retention': (_, body) => { state.retention = body.retention; audit('retention'); return { retention: state.retention }; },
    'POST /forget': (_, body) => {
      const [start, end] = [Date.parse(body.start), Date.parse(body.end)];
      const events = count(start, end);
      state.forgotten.push({ start, end });
      audit('forget', `${events} events`);
      return { events, samples: 3, payloads: Math.round(events / 3) };
    },
    'GET /support': () => supportAnswer(isEmpty),
    'POST /support/ask': (_, body) => supportAsked(body),
    'GET /reading': () => readingAnswer(isEmpty),
    'POST /reading/rank': (_, body) => readingRanked(body),
    'POST /reading/say': (_, body) => readingSaid(body),
    'GET /monitor': () => surgesAnswer(isEmpty, clock()),
    'GET /runs': () => runsAnswer(isEmpty),
    'GET /runs/compare': (query) => comparedAnswer(query.get('runs').split(',')),
    'GET /inbox': inbox.answer,
    'POST /inbox': (_, body) => inbox.add(body),
    'PUT /inbox/sources': (_, body) => inbox.setSources(body),
    'GET /focus-mode': inbox.focus.told,
    'POST /focus-mode': (_, body) => inbox.focus.begin(body),
    'DELETE /focus-mode': inbox.focus.end,
    'GET /assistants': assistants.answer,
    'POST /assistants': (_, body) => assistants.add(body),
    'PUT /assistants/unnamed': (_, body) => assistants.allowUnnamed(body),
    'GET /audit': (query) => ({ entries: state.audit.slice(0, Number(query.get('limit') ?? 100)) }),
  };
  const count = (start, end) => {
    let events = 0;
    for (let date = dateOf(start); date <= dateOf(end) && date <= today(); date = shift(date, 1)) {
      events += raw(date).visits.filter((visit) => Date.parse(visit.start) < end && Date.parse(visit.end) > start).length;
    }
    return events;
  };

  function routed(method, path, query, body) {
    if (isFailing) return [500, { message: 'the database file is locked by another program' }];
    const known = routes[`${method} ${path}`];
    if (known) return known(query, body);
    const [, head, id, tail] = path.split('/');
    if (method === 'GET' && head === 'runs') return runAnswer(decodeURIComponent(id));
    if (head === 'inbox' && method === 'GET') return inbox.one(decodeURIComponent(id));
    if (head === 'inbox' && method === 'POST' && tail === 'do' && /^plan-\d$/.test(id) && body.do === 'close') { state.done.add(id); return {}; }
    if (head === 'inbox' && method === 'POST' && tail === 'do') return inbox.act(decodeURIComponent(id), body);
    if (head === 'inbox' && method === 'DELETE') return inbox.withdraw(decodeURIComponent(id));
    if (head === 'assistants' && method === 'DELETE') return assistants.remove(decodeURIComponent(id));
    if (method === 'DELETE' && head === 'corrections') return state.corrections.delete(Number(id)) ? {} : [404, { message: 'no such correction' }];
    if (method === 'DELETE' && head === 'titles') {
      const word = state.titleWords.find((one) => one.id === Number(tail));
      state.titleWords = state.titleWords.filter((one) => one.app !== word?.app || one.title !== word?.title);
      return word ? {} : [404, { message: 'there is no such correction of a title' }];
    }
    if (method === 'POST' && head === 'prompts' && tail === 'answer') { state.answers.set(id, body.answer); return {}; }
    if (method === 'POST' && head === 'prompts' && id === 'preferences') { state.preferences[tail] = { is_never: body.is_never, not_before: null }; return {}; }
    return [404, { message: `no such address: ${path}` }];
  }

  const beat = setInterval(() => { if (state.streams.size) tell('update', nowOf(raw(today()))); }, 1000);

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://mock');
    const send = (status, value) => { response.writeHead(status, { 'content-type': 'application/json' }); response.end(JSON.stringify(value)); };
    if (key && url.pathname.startsWith('/api/') && request.headers.authorization !== `Bearer ${key}`) return send(401, { message: 'this server wants its key' });
    if (url.pathname === '/api/attentive/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': hello\n\n');
      state.streams.add(response);
      request.on('close', () => state.streams.delete(response));
      return;
    }
    const counted = /^\/api\/0\/buckets\/([^/]+)\/events\/count$/.exec(url.pathname);
    if (counted) return send(200, decodeURIComponent(counted[1]).includes('window') ? count(Date.parse(url.searchParams.get('start')), Date.parse(url.searchParams.get('end'))) : 0);
    if (url.pathname.startsWith('/api/attentive/')) {
      let text = '';
      for await (const chunk of request) text += chunk;
      const answer = routed(request.method, url.pathname.slice('/api/attentive'.length), url.searchParams, text ? JSON.parse(text) : {});
      return Array.isArray(answer) ? send(...answer) : send(200, answer);
    }
    const wanted = normalize(join(DIST, url.pathname === '/' ? 'index.html' : url.pathname));
    if (!wanted.startsWith(DIST) || !existsSync(wanted) || !statSync(wanted).isFile()) return send(404, { message: 'no such page' });
    response.writeHead(200, { 'content-type': TYPES[extname(wanted)] ?? 'application/octet-stream', 'content-security-policy': POLICY });
    createReadStream(wanted).pipe(response);
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve({
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => { clearInterval(beat); server.closeAllConnections(); return new Promise((done) => server.close(done)); },
    tell, total: () => sum(days(), (date) => raw(date).visits.length),
  })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const value = (name, other) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : other);
  const mock = await startMock({
    port: Number(value('--port', 5699)), now: value('--now', DEFAULT_NOW), dense: Number(value('--dense', 1)),
    isEmpty: process.argv.includes('--empty'), isFailing: process.argv.includes('--fail'), key: value('--key', ''),
  });
  console.log(`synthetic data at ${mock.url}`);
}
