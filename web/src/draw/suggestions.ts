// What a suggestion is about, in the chosen language.

import type { About } from '../api/types';
import type { Words } from '../words';

const hour = (value: number): string => `${String(value).padStart(2, '0')}:00`;

export function aboutText(words: Words, about: About): string {
  const { names, streamNames, values } = words.suggestions;
  switch (about.kind) {
    case 'hours': return names.hours(hour(about.from), hour(about.to));
    case 'break-after': return names.break(about.from_min, about.to_min);
    case 'notifications': return names.notifications;
    case 'surrounding': return names.surrounding(streamNames[about.what] ?? about.what, values[about.value] ?? about.value);
    default: return about.name;
  }
}

export const aboutKey = (about: About): string => JSON.stringify(about);

/** A chance as people say it. */
export const chanceText = (words: Words, p: number): string => (p < 0.001 ? `< ${(0.1).toLocaleString(words.locale)} %` : `${(p * 100).toLocaleString(words.locale, { maximumFractionDigits: p < 0.01 ? 1 : 0 })} %`);
