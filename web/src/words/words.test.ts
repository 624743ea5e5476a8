import { expect, test } from 'vitest';
import { bytes, figure, reasonLine, reasonText, signed, withUnit } from '../time/format';
import { en } from './en';
import { zh } from './zh';

/** Every text of a language with the path to it; functions are named only. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

test('nothing is left empty or untranslated', () => {
  const english = new Map(leaves(en));
  const same = leaves(zh).filter(([path, text]) => typeof text === 'string' && text === english.get(path) && text !== '');
  expect(same.map(([path]) => path)).toEqual(['.app.name']);
  const empty = [...leaves(en), ...leaves(zh)].filter(([path, text]) => text === '' && !path.startsWith('.units'));
  expect(empty).toEqual([]);
});

test('Chinese has Chinese letters wherever English has words', () => {
  const odd = leaves(zh).filter(([path, text]) => typeof text === 'string' && /[a-z]{3,}/i.test(text) && !/[\u4e00-\u9fff]/.test(text) && !/^\.(locale|app\.name)/.test(path));
  expect(odd).toEqual([]);
});

test('both languages name the same features, endings, signals and verdicts', () => {
  const pairs = [[en.features, zh.features], [en.sessions.endings, zh.sessions.endings], [en.decidedBy, zh.decidedBy], [en.prompts.verdicts, zh.prompts.verdicts]] as const;
  for (const [one, other] of pairs) expect(Object.keys(other)).toEqual(Object.keys(one));
});

test('words are kind', () => {
  const said = leaves(en).map(([, text]) => String(text)).join(' ').toLowerCase();
  for (const word of ['poor', 'bad ', 'lazy', 'score', 'productiv', 'wasted', 'failure']) expect(said).not.toContain(word);
});

test('durations read as people say them', () => {
  expect([0, 45, 59.6, 90, 3599, 3600, 3660, 36_000].map(en.duration)).toEqual(['0 s', '45 s', '1 min', '2 min', '1 h', '1 h', '1 h 01 min', '10 h']);
  expect(zh.duration(3660)).toBe('1 小时 1 分');
});

test('figures carry their sign and unit', () => {
  expect(figure(en, 1234.567)).toBe('1,235');
  expect(figure(en, -0)).toBe('0');
  expect(signed(en, -0.5)).toBe('−0.5');
  expect(signed(en, 0.04, 1)).toBe('+0');
  expect(signed(en, -0.04, 1)).toBe('+0');
  expect(withUnit(en, 0.25, '1')).toBe('25 %');
  expect(withUnit(en, 2, '1/min')).toBe('2 a minute');
  expect(withUnit(en, 4, 'parsec')).toBe('4 parsec');
  expect(bytes(en, 14_913_536)).toBe('14.9 MB');
});

test('a reason that is not known in a language keeps the words of the server', () => {
  const reason = { code: 'new-thing', text: 'something new', value: 3, unit: 'min', weight: 1 };
  expect(reasonText(zh, reason)).toBe('something new (3 分钟)');
  expect(reasonLine(en, { ...reason, text: 'seen 4 times' })).toBe('Seen 4 times');
  expect(reasonText(zh, { ...reason, code: 'many-switches' })).toContain('应用间切换很多');
});
