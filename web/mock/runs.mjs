// Made-up training runs: two that ended, a search that ended, one that was broken off, one without a model, one cut off and one damaged.

import { random } from './synthetic.mjs';

const SCORE = 'median_px on people left out';
const BEGAN = Date.parse('2026-11-23T09:12:40Z') / 1000;

function trialsOf(count, seed, failing) {
  const draw = random(seed);
  return Array.from({ length: count }, (_, place) => {
    const number = place + 1;
    const settings = { trees: 40 + Math.round(draw() * 300), depth: 2 + Math.round(draw() * 5), learning_rate: Number((0.02 + draw() * 0.13).toFixed(4)), l2: Number((5 + draw() * 400).toFixed(2)) };
    const score = number === failing ? null : Number((150 + draw() * 22 - Math.min(place, 12) * 0.3).toFixed(4));
    return { number, settings, budget: 1, seconds: 6 + draw() * 9, score, low: score && score - 61.5, high: score && score + 88.25, why: score ? null : 'nobody could be judged: too little is known of all people' };
  });
}

function searchOf(trials, planned) {
  const judged = trials.filter((trial) => trial.score !== null);
  return { method: 'tpe', seed: 7, score: SCORE, goal: 'least', planned, failed: trials.length - judged.length, best: judged.sort((one, other) => one.score - other.score)[0].number, trials };
}

const curve = (count, from, to, seed) => {
  const draw = random(seed);
  return Array.from({ length: count }, (_, place) => ({ step: place + 1, at: BEGAN + place, value: Number((to + (from - to) * Math.exp(-place / (count / 4)) + draw() * 0.01).toFixed(5)) }));
};

function eventsRun(day, seed, trees) {
  const settings = { 'sight.trees': String(trees), 'sight.depth': '5', 'sight.learning_rate': '0.25', 'stretches.trees': '60', change_cost: '0', most_seconds_of_recording: '60' };
  const curves = { 'loss of sight': curve(trees, 1.1, 0.31 + seed / 100, seed), 'loss of stretches': curve(60, 0.69, 0.42, seed + 1) };
  return { ...base(`2026-11-${day}T14-05-33-gaze-events`, 'gaze-events', BEGAN + (day - 23) * 86_400, seed), people: day === 22 ? null : 17, settings, curves, figures: { 'kappa on people left out': 0.71 + seed / 200, trees: trees + 60, 'loss of sight, last': curves['loss of sight'].at(-1).value } };
}

const base = (id, model, began, seed) => ({ id, state: 'finished', model, began, seconds: 31.4, program: 'attentive 0.1.0, revision 7fa9ea1', data: '34 files of 17 people, 98000 samples: /home/synthetic/data', data_sha256: 'c0ffee'.repeat(10), people: 17, seed, settings: {}, figures: {}, curves: {}, search: null });

export function runsOf() {
  const done = searchOf(trialsOf(24, 5, 9), 24);
  const best = done.trials.find((trial) => trial.number === done.best);
  const searched = { ...base('2026-11-24T10-00-02-webcam-gaze', 'webcam-gaze', BEGAN + 89_000, 1), people: 27, seconds: 291, search: done, settings: Object.fromEntries(Object.entries(best.settings).map(([name, value]) => [name, String(value)])), figures: { [SCORE]: best.score, 'best trial': best.number, trees: 240 }, curves: { [`${SCORE} of trials`]: done.trials.filter((trial) => trial.score !== null).map((trial) => ({ step: trial.number, at: BEGAN, value: trial.score })) } };
  const broken = { ...base('2026-11-24T11-30-00-webcam-gaze', 'webcam-gaze', BEGAN + 95_000, 1), state: 'unfinished', people: 27, seconds: 63, search: searchOf(trialsOf(6, 8, 0), 30) };
  const refused = { ...base('2026-11-24T08-00-00-states', 'states', BEGAN + 82_000, 3), state: 'refused', why: 'there is no evidence that these labels can be told from these recordings on people left out' };
  return [
    { id: '2026-11-24T12-00-00-gaze-events', state: 'damaged', why: 'EOF while parsing an object at line 1 column 9' }, broken, searched,
    { id: '2026-11-24T09-00-00-gaze-events', state: 'cut-off' }, refused, eventsRun(23, 2, 60), eventsRun(22, 1, 40),
  ];
}

export function runsAnswer(isEmpty) {
  const line = (run) => (run.model ? { ...run, settings: undefined, curves: Object.keys(run.curves) } : run);
  return { folder: '/home/synthetic/.local/share/attentive/runs', runs: isEmpty ? [] : runsOf().map(line) };
}

/** A run, or a trial of its search. */
export function runAnswer(id) {
  const [name, number] = id.split('#');
  const run = runsOf().find((one) => one.id === name);
  if (!run) return [404, { message: `there is no run "${id}"` }];
  if (!run.model) return [422, { message: 'the record of this run cannot be read' }];
  if (!number) return run;
  const trial = run.search?.trials.find((one) => String(one.number) === number);
  if (!trial) return [404, { message: `there is no run "${id}"` }];
  const settings = Object.fromEntries(Object.entries({ ...trial.settings, budget: trial.budget }).map(([key, value]) => [key, String(value)]));
  return { ...run, id, settings, curves: {}, search: null, figures: trial.score === null ? {} : { [SCORE]: trial.score } };
}

export function comparedAnswer(ids) {
  const runs = ids.map(runAnswer);
  const refused = runs.find(Array.isArray);
  if (refused) return refused;
  const differences = [];
  const add = (of, name, values) => { if (new Set(values).size > 1) differences.push({ of, name, values }); };
  for (const name of ['model', 'data', 'seed']) add('run', name, runs.map((run) => String(run[name])));
  const keys = (part) => [...new Set(runs.flatMap((run) => Object.keys(run[part])))].sort();
  for (const name of keys('settings')) add('setting', name, runs.map((run) => run.settings[name] ?? '-'));
  for (const name of keys('figures')) add('figure', name, runs.map((run) => run.figures[name]?.toFixed(4) ?? '-'));
  return { runs: ids, differences };
}
