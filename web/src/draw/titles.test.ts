import { expect, test } from 'vitest';
import { en } from '../words/en';
import { zh } from '../words/zh';
import { barText, foundText, labelParts, whyText } from './titles';

const reason = (code: string, value: number | null = null) => ({ code, text: 'as the server says', value, unit: '', weight: 1 });

test('the parts keep their order and sum to one, and nothing is no share', () => {
  const parts = labelParts({ focus: 30, neutral: 10, distraction: 60 });
  expect(parts.map(({ label, share }) => [label, share])).toEqual([['focus', 0.3], ['neutral', 0.1], ['distraction', 0.6]]);
  expect(labelParts({ focus: 0, neutral: 0, distraction: 0 }).map(({ share }) => share)).toEqual([0, 0, 0]);
});

test('the bar can be read', () => {
  expect(barText(en, labelParts({ focus: 3600, neutral: 0, distraction: 1200 }))).toBe('Time by label: Focus 1 h (75 %), Neutral 0 s (0 %), Distraction 20 min (25 %)');
  expect(barText(zh, labelParts({ focus: 60, neutral: 0, distraction: 0 }))).toContain('专注');
});

test('each reason of the server is told in both languages, and an unknown one in its own words', () => {
  const codes = ['your-word', 'your-word-app', 'learned', 'category', 'category-own', 'category-points', 'no-rule', 'no-label'];
  expect(Object.keys(en.titles.why)).toEqual(codes);
  expect(Object.keys(zh.titles.why)).toEqual(codes);
  const title = { label: 'focus' as const, category: ['Work', 'Programming'] };
  expect(whyText(en, { ...title, reason: reason('category') })).toBe('Work › Programming counts as focus');
  expect(whyText(en, { ...title, reason: reason('category-points', 2.5) })).toBe('Work › Programming has 2.5 points in your categories');
  expect(whyText(zh, { ...title, reason: reason('new-thing') })).toBe('as the server says');
});

test('how a label was found says who and how sure', () => {
  expect(foundText(en, { label: 'neutral', by: 'rule', confidence: null })).toBe('Neutral · by rule');
  expect(foundText(en, { label: 'distraction', by: 'learned', confidence: 0.84 })).toBe('Distraction · learnt from you, 84 % sure');
});
