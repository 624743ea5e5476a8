// Made-up labels of titles: by the person's word, by a model that is said to be learnt, or by category.

const LABELS = ['focus', 'neutral', 'distraction'];
const RULES = { Work: 'focus', Writing: null, Communication: 'neutral', Uncategorized: null };
const FUN = ['Video', 'Games', 'Social'];
const seconds = (span) => (Date.parse(span.end) - Date.parse(span.start)) / 1000;
const reason = (code, text, value = null, unit = '') => ({ code, text, value, unit, weight: 1 });
const none = () => Object.fromEntries(LABELS.map((label) => [label, 0]));

function labelled({ app, title, site, category }, words) {
  const last = (wanted) => words.filter((word) => word.app === app && word.title === wanted).at(-1);
  const [ofTitle, ofApp] = [last(title), last(null)];
  const said = { correction_id: ofTitle?.id ?? null };
  if (ofTitle) return { ...said, label: ofTitle.label, by: 'correction', confidence: null, reason: reason('your-word', 'you said so of this title') };
  if (ofApp) return { ...said, label: ofApp.label, by: 'correction', confidence: null, reason: reason('your-word-app', 'you said so of this app') };
  if (site === 'news.ycombinator.com') return { ...said, label: 'distraction', by: 'learned', confidence: 0.84, reason: reason('learned', 'it reads like what you said is distraction', 0.84, 'share') };
  const name = category.join(' > ');
  const label = category[0] === 'Media' ? (FUN.includes(category[1]) ? 'distraction' : 'neutral') : RULES[category[0]];
  if (label) return { ...said, label, by: 'rule', confidence: null, reason: reason('category', `${name} counts as ${label}`) };
  const why = category[0] === 'Uncategorized' ? reason('no-rule', 'no rule knows it') : reason('no-label', `nothing says whether ${name} is focus or distraction`);
  return { ...said, label: 'neutral', by: 'rule', confidence: null, reason: why };
}

export function titlesAnswer(span, visits, words, limit) {
  const [titles, apps] = [new Map(), new Map()];
  const answer = { span, by_label_s: none(), by_correction_s: 0, by_learned_s: 0, unknown_s: 0 };
  for (const visit of visits) {
    const key = `${visit.app}\n${visit.title}`;
    const line = titles.get(key) ?? { app: visit.app, title: visit.title, site: visit.site, category: visit.category, present_s: 0, visits: 0, ...labelled(visit, words) };
    line.present_s += seconds(visit);
    line.visits += 1;
    titles.set(key, line);
    const said = words.filter((word) => word.app === visit.app && word.title === null).at(-1);
    const app = apps.get(visit.app) ?? { app: visit.app, present_s: 0, by_label_s: none(), said: said?.label ?? null, correction_id: said?.id ?? null };
    app.present_s += seconds(visit);
    app.by_label_s[line.label] += seconds(visit);
    apps.set(visit.app, app);
    answer.by_label_s[line.label] += seconds(visit);
    if (line.by === 'correction') answer.by_correction_s += seconds(visit);
    if (line.by === 'learned') answer.by_learned_s += seconds(visit);
    if (line.reason.code.startsWith('no-')) answer.unknown_s += seconds(visit);
  }
  const longest = (map) => [...map.values()].sort((one, other) => other.present_s - one.present_s);
  return {
    ...answer, titles: longest(titles).slice(0, limit), more_titles: Math.max(0, titles.size - limit), apps: longest(apps).slice(0, limit),
    learned: { is_used: true, words: 24 + words.length, lacks: null, why_not: null, least: 0.61, tried: { words: 24, answered: 19, right: 17 } }, corrections: words,
  };
}

export function titleSaid(words, { app, title = null, site = null, label }, { id, at }) {
  if (!LABELS.includes(label)) return [400, { message: 'label: expected focus, neutral or distraction' }];
  if (/invoice/i.test(title ?? '')) return { taken: false, why: 'privacy', correction: null };
  const correction = { id, at, app, title, site, label };
  words.push(correction);
  return { taken: true, why: null, correction };
}
