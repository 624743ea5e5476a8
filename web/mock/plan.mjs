// A made-up plan of a day: tasks, meetings of which two lie over each other, what does not fit. Closing a task takes it out.

const reason = (code, text, value = null, unit = '', weight = 1) => ({ code, text, value, unit, weight });
const MINUTE = 60_000;

const TASKS = [
  ['plan-1', 'Answer the reviewers of the grant', 'taskwarrior', 90, 'said', 'high', -1400, true, 'overdue'],
  ['plan-2', 'Slides for Monday ~1h30', 'todo.txt', 90, 'words', 'normal', 1500, true, 'deadline'],
  ['plan-3', 'Reply: contract of the new colleague', 'ics', 15, 'said', 'high', 400, false, 'deadline'],
  ['plan-4', 'Read the draft of chapter three', 'todoist', 30, 'assumed', 'normal', null, true, 'price'],
  ['plan-5', 'Call the landlord', 'todo.txt', 30, 'assumed', 'normal', null, false, 'price'],
  ['plan-6', 'Sort the receipts of the year', 'todo.txt', 600, 'said', 'low', null, true, 'price'],
];
const REASONS = {
  overdue: [reason('overdue', 'its deadline has passed', null, '', 2), reason('price', 'each minute of waiting costs 0.200 min of focus, and it takes 90 min', 0.2, 'min/min', 0.002)],
  deadline: [reason('deadline', 'it must be begun within 385 min', 385, 'min', 0.3), reason('price', 'each minute of waiting costs 0.020 min of focus, and it takes 15 min', 0.02, 'min/min', 0.001)],
  price: [reason('price', 'each minute of waiting costs 0.020 min of focus, and it takes 30 min', 0.02, 'min/min', 0.001)],
};
// Minutes after midnight.
const BLOCKS = [[540, 630, 'focus', 'plan-1'], [630, 640, 'break', null], [690, 720, 'focus', 'plan-2'], [780, 795, 'task', 'plan-3'], [795, 855, 'task', 'plan-2'], [930, 960, 'task', 'plan-4'], [960, 990, 'task', 'plan-5']];
const MEETINGS = [[645, 690, 'Stand-up'], [855, 915, 'Design review'], [885, 930, 'One to one'], [1050, 1080, '']];
const PLACES = {
  focus: reason('good-hour-for-it', 'at this hour 53 % of your time is focus, usually 34 % (over 31 days)', 0.53, '1'), task: reason('keeps-good-hours', 'it needs no long focus, so your good hours stay free for what does', null, '', 0.3),
  break: reason('break', 'a break of ten minutes after an hour and a half of work'),
};

/** `many` puts five hundred tasks more into the list. */
export function planAnswer({ isEmpty, now, today, date, midnight, iso, zone, offsetS, hours, done, many = false }) {
  const at = (minute) => iso(midnight + minute * MINUTE);
  const isToday = date === today;
  const open = isEmpty ? [] : TASKS.filter(([id]) => !done.has(id));
  const blocks = isEmpty ? [] : BLOCKS.filter(([, , , id]) => id === null || !done.has(id));
  const next = open.map(([task_id, subject, source, minutes, length_by, urgency, due, needs_focus, why], place) => ({
    task_id, subject, source, minutes, length_by, urgency, deadline: due === null ? null : iso(now + due * MINUTE), needs_focus, score: 1 / (place + 1), reasons: REASONS[why],
    planned: blocks.filter(([, , , id]) => id === task_id).map(([from, to]) => ({ start: at(from), end: at(to) })),
  }));
  const more = many ? Array.from({ length: 500 }, (_, place) => ({ ...next[3], task_id: `more-${place}`, subject: `Task ${place + 1} of many`, planned: [] })) : [];
  return {
    date, timezone: zone, utc_offset_s: offsetS, now: iso(now), is_today: isToday,
    day: { start: at(540), end: at(1020), by: isEmpty ? 'assumed' : 'own', days: isEmpty ? 0 : 31 },
    planned_from: at(540), hours: isEmpty ? [] : hours,
    meetings: isEmpty ? [] : MEETINGS.map(([from, to, title], place) => ({ start: at(from), end: at(to), title, key: `ics ${place}`, has_overlap: place === 1 || place === 2 })),
    blocks: blocks.map(([from, to, kind, task_id]) => ({ start: at(from), end: at(to), kind, task_id, reasons: [PLACES[kind]] })),
    next: [...next, ...more],
    left_out: [
      ...open.filter(([id]) => id === 'plan-6').map(([task_id, subject]) => ({ task_id, subject, reason: reason('too-long', 'it takes 600 min, and 245 min are free on this day', 245, 'min') })),
      ...more.map(({ task_id, subject }) => ({ task_id, subject, reason: reason('many-tasks', 'there are 506 tasks, and the 60 that press most are planned', 506) })),
    ],
    assumed_min: 30,
  };
}
