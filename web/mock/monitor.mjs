// Made-up streams of texts: one of two weeks with a surge that is over and one that is on, and one that is still learning.

import { random } from './synthetic.mjs';

const HOUR = 3_600_000;
const TEXTS = ['The parcel is lost for the second time', 'Nobody answers the phone, again', 'My order was charged twice', 'Still waiting, this is the fourth week', null, 'The new version loses my settings'];

function courseOf(now, seed) {
  const draw = random(seed);
  const first = Math.floor(now / HOUR) - 14 * 24 + 1;
  return Array.from({ length: 14 * 24 }, (_, place) => {
    const hour = first + place;
    const isNight = hour % 24 < 5;
    const texts = isNight ? 3 : 24;
    const share = hour % 24 < 9 ? 0.16 : 0.12;
    const isSurge = (place > 170 && place < 175) || place > 14 * 24 - 3;
    const [expected, variance] = [texts * share, texts * share * (1 - share)];
    return {
      start: new Date(hour * HOUR).toISOString(), texts, negative: Math.max(0, expected * (isSurge ? 3 : 1) + (draw() - 0.5) * 3 * Math.sqrt(variance)), expected,
      low: Math.max(0, expected - 1.96 * Math.sqrt(variance)), high: expected + 1.96 * Math.sqrt(variance),
    };
  });
}

const alarm = (course, number, from, to, more = {}) => ({
  topic: null, number, since: course[from].start, at: course[from + 1].start, over_at: to === null ? null : course[to].start, by: 'share', texts: 31, negative: 13.4, expected: 4.1,
  causes: TEXTS.map((text, place) => ({ text, negative: 0.98 - place / 20 })), ...more,
});

export function surgesAnswer(isEmpty, now) {
  const folder = '/home/synthetic/.local/share/attentive/monitor';
  if (isEmpty) return { folder, streams: [] };
  const course = courseOf(now, 3);
  const watch = { model: 'mood', negative: 'negative', topics: null, false_alarms_per_day: 1, times: 3, by_count: true };
  return {
    folder,
    streams: [
      {
        name: 'reviews', watch, texts: 6_930, is_learning: false, is_on: true, texts_per_day: 495, false_alarms_per_day: { borne: 1, on_own_past: 0.48 }, course,
        topics: [{ name: 'post', texts: 2_310, alarms: 2, is_on: true, is_learning: false }, { name: 'shop', texts: 4_620, alarms: 1, is_on: false, is_learning: false }],
        alarms: [alarm(course, 3, course.length - 3, null), alarm(course, 2, course.length - 3, null, { topic: 'post', by: 'count' }), alarm(course, 2, 171, 176, { causes: null })],
      },
      { name: 'news', watch, texts: 41, is_learning: true, is_on: false, texts_per_day: null, false_alarms_per_day: { borne: 1, on_own_past: null }, course: course.slice(-2), topics: [], alarms: [] },
    ],
  };
}
