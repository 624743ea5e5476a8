// Numbers and moments as people read them.

import type { Reason } from '../api/types';
import type { Words } from '../words';

/** A number with about three figures, in the language's own way. */
export function figure(words: Words, value: number, digits?: number): string {
  const places = digits ?? (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
  return (value + 0).toLocaleString(words.locale, { maximumFractionDigits: places, signDisplay: 'negative' });
}

/** With its sign, as `+1.2` or `−0.4`. */
export function signed(words: Words, value: number, digits?: number): string {
  const text = figure(words, Math.abs(value), digits);
  return value < 0 && text !== '0' ? `−${text}` : `+${text}`;
}

/** Bytes as kB, MB, GB. */
export function bytes(words: Words, count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, place] = [count, 0];
  while (value >= 1000 && place < units.length - 1) [value, place] = [value / 1000, place + 1];
  return `${figure(words, value, place === 0 ? 0 : 1)} ${units[place]}`;
}

/** A value with its unit: seconds become hours and minutes. */
export function withUnit(words: Words, value: number, unit: string): string {
  if (unit === 's') return words.duration(value);
  if (unit === '1') return words.percent(value);
  return `${figure(words, value)} ${words.units[unit] ?? unit}`.trim();
}

/** A moment in the browser's own local time: the hour on the day of `now`, else with the day. */
export function untilText(words: Words, text: string | null, now = new Date()): string {
  if (!text) return '';
  const moment = new Date(text);
  const isToday = moment.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(words.locale, isToday ? { hour: '2-digit', minute: '2-digit' } : { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(moment);
}

/** A reason in the chosen language; its number is added when the text does not say it. */
export function reasonText(words: Words, reason: Reason): string {
  const value = reason.value === null ? '' : withUnit(words, reason.value, reason.unit);
  const own = words.reasons[reason.code];
  if (own) return own(value, reason.value ?? 0);
  const feature = words.features[reason.code];
  if (feature) return value ? `${feature} (${value})` : feature;
  const text = reason.text || reason.code.replaceAll('-', ' ');
  return value && !/\d/.test(text) ? `${text} (${value})` : text;
}

/** A category path as people read it. */
export const categoryText = (words: Words, path: string): string =>
  path === 'Uncategorized' || path === '' ? words.hotspots.uncategorized : path.replaceAll(' > ', ' › ');

/** A reason that stands on a line of its own. */
export const reasonLine = (words: Words, reason: Reason): string => {
  const text = reasonText(words, reason);
  return text.charAt(0).toLocaleUpperCase(words.locale) + text.slice(1);
};
