// A made-up person whose days are drawn from a seed: every number here is synthetic and only serves to develop and test
// the pages. The same date always gives the same day.

const MINUTE = 60_000;
export const ZONE = 'Europe/Berlin';
export const FIRST_DAY = '2026-01-05';

export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const offsets = new Map();
/** Milliseconds that Berlin is east of UTC around noon of that day. */
export function offsetOf(date) {
  if (!offsets.has(date)) {
    const name = new Intl.DateTimeFormat('en-US', { timeZone: ZONE, timeZoneName: 'longOffset' }).format(new Date(`${date}T12:00:00Z`));
    offsets.set(date, Number(/GMT\+(\d+)/.exec(name)?.[1] ?? 0) * 60 * MINUTE);
  }
  return offsets.get(date);
}
export const midnight = (date) => Date.parse(`${date}T00:00:00Z`) - offsetOf(date);
export const shift = (date, days) => new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
export const dateOf = (ms) => new Date(ms + offsetOf(new Date(ms).toISOString().slice(0, 10))).toISOString().slice(0, 10);
const iso = (ms) => new Date(Math.round(ms)).toISOString();
const weekdayOf = (date) => (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7;

const THINGS = {
  code: { app: 'Code', category: ['Work', 'Programming'], titles: ['timeline.rs - atlas', 'merge.ts - atlas', 'README.md - atlas', 'store.rs - atlas'] },
  terminal: { app: 'Alacritty', category: ['Work', 'Programming'], titles: ['cargo nextest run', 'git log', 'vim notes.md'] },
  docs: { app: 'Firefox', site: 'docs.rs', category: ['Work', 'Reference'], titles: ['Iterator in std::iter', 'rusqlite - Rust', 'axum::Router'] },
  write: { app: 'Obsidian', category: ['Writing'], titles: ['Design of the spring release', 'Weekly review', 'Interview notes'] },
  design: { app: 'Inkscape', category: ['Work', 'Design'], titles: ['poster-03.svg'] },
  chat: { app: 'Slack', category: ['Communication', 'Chat'], titles: ['#atlas-dev', 'Mara (DM)', '#random'] },
  mail: { app: 'Thunderbird', category: ['Communication', 'Mail'], titles: ['Inbox', 'Re: invoice 1182', 'Travel in May'] },
  call: { app: 'Zoom', category: ['Communication', 'Calls'], titles: ['Weekly planning', 'Design review'] },
  news: { app: 'Firefox', site: 'news.ycombinator.com', category: ['Media', 'News'], titles: ['Front page', 'Show: a tiny database'] },
  video: { app: 'Firefox', site: 'youtube.com', category: ['Media', 'Video'], titles: ['How bridges are tuned', 'Slow piano'] },
  forge: { app: 'Firefox', site: 'github.com', category: ['Work', 'Review'], titles: ['Pull request 482', 'Issues'] },
  files: { app: 'Nautilus', category: ['Uncategorized'], titles: ['Downloads', 'Pictures'] },
  music: { app: 'Spotify', category: ['Media', 'Music'], titles: ['Evening mix'] },
};

const BLOCKS = {
  deep: { main: ['code', 'terminal', 'code', 'docs'], side: ['chat', 'forge'], stay: [40, 420], sideShare: 0.07 },
  write: { main: ['write', 'write', 'docs'], side: ['mail'], stay: [70, 520], sideShare: 0.05 },
  review: { main: ['forge', 'code', 'terminal'], side: ['chat', 'mail'], stay: [20, 150], sideShare: 0.2 },
  messages: { main: ['mail', 'chat', 'mail', 'forge'], side: ['news', 'files'], stay: [8, 70], sideShare: 0.2 },
  drift: { main: ['news', 'chat', 'video', 'forge', 'files', 'mail', 'music'], side: ['code'], stay: [4, 35], sideShare: 0.1 },
  call: { main: ['call'], side: ['chat'], stay: [400, 1200], sideShare: 0.04 },
  watch: { main: ['video'], side: [], stay: [500, 1100], sideShare: 0 },
  design: { main: ['design', 'design', 'docs'], side: ['chat'], stay: [60, 300], sideShare: 0.06 },
};
const STATE_OF = { deep: 'focused', write: 'focused', design: 'focused', review: 'shifting', messages: 'shifting', drift: 'scattered', call: 'in-call', watch: 'resting' };
const SESSION_OF = { deep: 'Work > Programming', write: 'Writing', design: 'Work > Design' };

function planOf(date, draw) {
  const day = weekdayOf(date);
  const pick = (list) => list[Math.floor(draw() * list.length)];
  const plan = [];
  let at = 8 * 60 + 20 + draw() * 50;
  const end = day >= 5 ? at + draw() * 200 : 17 * 60 + 30 + draw() * 110;
  if (day >= 5 && draw() < 0.55) return [];
  while (at < end) {
    const hour = at / 60;
    const kinds = hour < 9.2 ? ['messages', 'messages', 'review', 'deep']
      : hour < 12.2 ? ['deep', 'deep', 'write', 'deep', 'review', 'design', 'drift']
      : hour < 14 ? ['messages', 'drift', 'watch', 'review']
      : hour < 15.5 ? ['call', 'call', 'messages', 'deep', 'review'] : ['deep', 'write', 'review', 'drift', 'messages', 'design'];
    const kind = day >= 5 ? pick(['drift', 'watch', 'write', 'deep']) : pick(kinds);
    const long = kind === 'deep' || kind === 'write' || kind === 'design' ? 22 + draw() * 60 : kind === 'call' ? 24 + draw() * 34 : 9 + draw() * 26;
    plan.push({ kind, from: at, to: at + long });
    at += long;
    const noon = at > 12 * 60 + 5 && at < 13 * 60 && !plan.some((block) => block.kind === 'lunch');
    if (noon) {
      plan.push({ kind: 'lunch', from: at, to: at + 32 + draw() * 25 });
      at = plan[plan.length - 1].to;
    } else if (draw() < 0.3) {
      plan.push({ kind: 'gone', from: at, to: at + 3 + draw() * 14 });
      at = plan[plan.length - 1].to;
    }
  }
  return plan;
}

const reason = (code, text, value, unit, weight) => ({ code, text, value, unit, weight });
function reasonsOf(kind, draw) {
  const number = (low, high, digits = 1) => Number((low + draw() * (high - low)).toFixed(digits));
  switch (kind) {
    case 'focused': return [reason('long-stay', 'a long stay in one window', number(120, 400, 0), 's', 1.4), reason('few-apps', 'time gathered on one app', number(0.2, 0.9), 'bit', 0.9)];
    case 'shifting': return [reason('ordinary-switches', 'an ordinary pace of switching', number(1, 2.4), '1/min', 0.6)];
    case 'scattered': return [reason('many-switches', 'many switches between apps', number(3.5, 7), '1/min', 1.6), reason('many-apps', 'time spread over many apps', number(1.9, 2.8), 'bit', 1.1)];
    case 'resting': return [reason('hands-still', 'keys and pointer hardly moved', number(0, 0.1, 2), '1', 0.8)];
    case 'in-call': return [reason('call', 'a call was on', null, '', 1)];
    case 'away': return [reason('no-input', 'keys and pointer lay still', null, '', 1)];
    default: return [reason('too-little-data', 'too little was seen to tell', null, '', 1)];
  }
}

/** One day up to `until`; `dense` draws thousands of very short visits. */
export function makeDay(date, until, { dense = 1 } = {}) {
  const draw = random(Number(date.replaceAll('-', '')) * 7919);
  const start = midnight(date);
  const end = midnight(shift(date, 1));
  const limit = Math.min(end, until);
  const visits = [], presence = [], states = [], focus = [], sessions = [];
  const features = { windows: [], names: ['switch_rate_per_min', 'app_entropy_bits', 'key_rate_per_s', 'pointer_rate_px_per_s'], columns: [[], [], [], []] };
  const plan = planOf(date, draw);
  const put = (list, from, to, rest) => {
    const stop = Math.min(to, limit);
    if (from < stop) list.push({ start: iso(from), end: iso(stop), ...rest });
  };
  let presentFrom = null;
  for (const block of plan) {
    const from = start + block.from * MINUTE;
    const to = start + block.to * MINUTE;
    if (from >= limit) break;
    if (block.kind === 'lunch' || block.kind === 'gone') {
      const by = block.kind === 'lunch' ? 'idle-timer' : 'lock';
      put(presence, from, to, { kind: 'away', decided_by: by });
      put(states, from, to, { kind: 'away', confidence: 0.97, is_calibrated: false, by: 'transparent', reasons: reasonsOf('away', draw) });
      if (block.kind === 'lunch' && presentFrom !== null) {
        sessions.push({ start: iso(presentFrom), end: iso(from), present_s: (from - presentFrom) / 1000 * 0.94, visits: visits.length });
        presentFrom = null;
      }
      continue;
    }
    presentFrom ??= from;
    const shape = BLOCKS[block.kind];
    let at = from;
    const firstVisit = visits.length;
    while (at < Math.min(to, limit)) {
      const isSide = shape.side.length > 0 && draw() < shape.sideShare;
      const list = isSide ? shape.side : shape.main;
      const thing = THINGS[list[Math.floor(draw() * list.length)]];
      const stay = ((isSide ? 6 + draw() * 22 : shape.stay[0] + draw() ** 2 * (shape.stay[1] - shape.stay[0])) * 1000) / dense;
      put(visits, at, Math.min(at + stay, to), {
        app: thing.app, title: thing.titles[Math.floor(draw() * thing.titles.length)], site: thing.site ?? null, category: thing.category,
      });
      at += stay;
    }
    const by = block.kind === 'call' ? 'call' : block.kind === 'watch' ? 'media' : null;
    let part = from;
    while (part < to) {
      const stop = Math.min(part + (12 + draw() * 30) * MINUTE, to);
      put(presence, part, stop, { kind: 'present', decided_by: by ?? (draw() < 0.85 ? 'input' : draw() < 0.5 ? 'idle-timer' : 'window-change') });
      part = stop;
    }
    part = from;
    while (part < to) {
      const stop = Math.min(part + 5 * MINUTE, to);
      const odd = draw();
      const kind = odd < 0.035 ? null : odd < 0.12 ? (STATE_OF[block.kind] === 'focused' ? 'shifting' : STATE_OF[block.kind]) : STATE_OF[block.kind];
      put(states, part, stop, {
        kind, confidence: kind === null ? null : Number((0.55 + draw() * 0.4).toFixed(2)), is_calibrated: false, by: 'transparent', reasons: reasonsOf(kind, draw),
      });
      if (part < limit) {
        const pace = { focused: 0.7, shifting: 1.8, scattered: 5, resting: 0.2, 'in-call': 0.4 }[STATE_OF[block.kind]];
        features.windows.push({ start: iso(part), end: iso(Math.min(stop, limit)) });
        features.columns[0].push(Number((pace * (0.6 + draw() * 0.8)).toFixed(2)));
        features.columns[1].push(Number(Math.min(3, 0.4 + pace * 0.42 * (0.6 + draw() * 0.8)).toFixed(2)));
        features.columns[2].push(block.kind === 'call' || block.kind === 'watch' ? null : Number((0.5 + draw() * 3.4).toFixed(2)));
        features.columns[3].push(Number((10 + draw() * 160).toFixed(0)));
      }
      part = stop;
    }
    const on = SESSION_OF[block.kind];
    if (on && to - from > 15 * MINUTE) {
      const stop = Math.min(to, limit);
      const isOpen = to > limit;
      if (stop - from > 15 * MINUTE) focus.push({
        start: iso(from), end: iso(stop), on, focused_s: ((stop - from) / 1000) * (0.86 + draw() * 0.12), side_steps: Math.floor(draw() * 5),
        broken_by: isOpen ? 'end of data' : ['Slack', 'away', 'Firefox', 'Thunderbird', 'call', 'Slack'][Math.floor(draw() * 6)], is_open: isOpen,
      });
    }
    if (visits.length === firstVisit) break;
  }
  if (presentFrom !== null && visits.length) sessions.push({ start: iso(presentFrom), end: visits[visits.length - 1].end, present_s: 3600, visits: visits.length });
  return { date, start, end, visits, presence, states, focus, sessions, features };
}

const seconds = (span) => (Date.parse(span.end) - Date.parse(span.start)) / 1000;
export const sum = (list, value) => list.reduce((total, item) => total + value(item), 0);

export function summaryOf(day) {
  const present = sum(day.presence.filter((span) => span.kind === 'present'), seconds);
  const lengths = day.visits.map(seconds).sort((a, b) => a - b);
  const known = (column) => column.filter((value) => value !== null);
  const mean = (list) => (list.length ? Number((sum(list, (value) => value) / list.length).toFixed(2)) : null);
  return {
    present_s: present, away_s: sum(day.presence.filter((span) => span.kind === 'away'), seconds), focused_s: sum(day.focus, (item) => item.focused_s),
    focus_sessions: day.focus.length, longest_focus_s: Math.max(0, ...day.focus.map((item) => item.focused_s)), switches: Math.max(0, day.visits.length - 1),
    switch_rate_per_min: mean(known(day.features.columns[0])), fragmentation_bits: mean(known(day.features.columns[1])),
    mean_visit_s: mean(lengths), median_visit_s: lengths.length ? lengths[lengths.length >> 1] : null,
    key_rate_per_s: mean(known(day.features.columns[2])), pointer_rate_per_s: mean(known(day.features.columns[3])),
  };
}

/** Whom and what a title names here: the server has rules for that, this has a made-up answer. */
function namesOf(visit) {
  if (visit.category[0] === 'Communication') return [['collaborator', visit.title.length % 2 ? 'Anna Example' : '王小明']];
  return visit.category[1] === 'Programming' ? [['project', 'attentive']] : [];
}

export function hotspotsOf(visits, focus, limit = 12) {
  const inFocus = (from, to) => sum(focus, (item) => Math.max(0, Math.min(to, Date.parse(item.end)) - Math.max(from, Date.parse(item.start)))) / 1000;
  const total = sum(visits, seconds) || 1;
  const found = { app: new Map(), site: new Map(), category: new Map(), collaborator: new Map(), project: new Map() };
  for (const visit of visits) {
    const long = seconds(visit);
    const focused = inFocus(Date.parse(visit.start), Date.parse(visit.end));
    for (const [kind, name] of [['app', visit.app], ['site', visit.site], ['category', visit.category.join(' > ')], ...namesOf(visit)]) {
      if (!name) continue;
      const spot = found[kind].get(name) ?? { kind, name, present_s: 0, focused_s: 0, visits: 0, share: 0, last_seen: null };
      spot.last_seen = visit.end;
      spot.present_s += long;
      spot.focused_s += focused;
      spot.visits += 1;
      found[kind].set(name, spot);
    }
  }
  return Object.values(found).flatMap((map) => [...map.values()].map((spot) => ({ ...spot, share: spot.present_s / total }))
    .sort((a, b) => b.present_s - a.present_s).slice(0, limit));
}
