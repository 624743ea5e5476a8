// A preview of what the redaction rules would keep of a sample text. The server decides; this only shows.

import type { Filter } from '../api/types';

export type Preview = { verdict: 'kept' | 'changed' | 'dropped'; text: string };

/**
 * The server's patterns may begin with inline flags such as `(?i)`, which JavaScript writes beside the pattern. `null` when
 * JavaScript cannot read it: that is a hint only, because the server's dialect knows more.
 */
export function toRegExp(pattern: string): RegExp | null {
  const [, flags = '', rest = ''] = /^(?:\(\?([a-zA-Z]+)\))?([\s\S]*)$/.exec(pattern) ?? [];
  try {
    return new RegExp(rest, [...new Set(flags.replace(/[^ims]/g, ''))].join(''));
  } catch {
    return null;
  }
}

/** All rules that match act in order, on the whole text, as the server does it. */
export function preview(filters: Filter[], sample: string): Preview {
  let text = sample;
  for (const filter of filters) {
    if (!filter.enabled || filter.pattern === '' || !toRegExp(filter.pattern)?.test(text)) continue;
    if (filter.action === 'drop') return { verdict: 'dropped', text: '' };
    text = filter.action === 'redact' ? filter.replacement : 'p-7f3a…';
  }
  return { verdict: text === sample ? 'kept' : 'changed', text };
}
