// Reasons in the chosen language, where a page has words of its own for them.

import type { Reason } from '../api/types';
import { figure } from '../time/format';
import type { Words } from '../words';

export type ReasonWords = Record<string, (value: string, number: number) => string>;

/** The page's own words for a reason, with its number (minutes as a length of time), else those of the server; on a line of its own. */
export function planReason(words: Words, own: ReasonWords, reason: Reason): string {
  const number = reason.value ?? 0;
  const value = reason.value === null ? '' : reason.unit === 'min' ? words.duration(number * 60) : figure(words, number);
  const text = own[reason.code]?.(value, number) ?? reason.text;
  return text.charAt(0).toLocaleUpperCase(words.locale) + text.slice(1);
}
