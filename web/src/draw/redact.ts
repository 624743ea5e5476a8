// A preview of what the redaction rules would keep of a sample text. The server decides; this only shows.

import type { Filter } from '../api/types';

export type Preview = { verdict: 'kept' | 'changed' | 'dropped'; text: string };

/** The server's patterns may begin with inline flags such as `(?i)`, which JavaScript writes beside the pattern. */
export function toRegExp(pattern: string): RegExp | null {
  const [, flags = '', rest = ''] = /^(?:\(\?([imsx]+)\))?([\s\S]*)$/.exec(pattern) ?? [];
  try {
    return new RegExp(rest, `g${[...new Set(flags.replace(/[^ims]/g, ''))].join('')}u`);
  } catch {
    return null;
  }
}

export function preview(filters: Filter[], field: string, sample: string, alias: string): Preview {
  let text = sample;
  for (const filter of filters) {
    if (!filter.enabled || filter.pattern === '' || (filter.field !== '' && field !== '' && filter.field !== field)) continue;
    const pattern = toRegExp(filter.pattern);
    if (!pattern || !pattern.test(text)) continue;
    if (filter.action === 'drop') return { verdict: 'dropped', text: '' };
    text = filter.action === 'redact' ? filter.replacement : `${alias}-7f3a`;
  }
  return { verdict: text === sample ? 'kept' : 'changed', text };
}
