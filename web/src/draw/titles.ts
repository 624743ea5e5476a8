// The split of time over the three labels, as a stacked bar draws and reads it.

import { TITLE_LABELS, type LabelledTitle, type TitleLabel } from '../api/types';
import { categoryText, figure } from '../time/format';
import type { Words } from '../words';

export interface LabelPart {
  label: TitleLabel;
  seconds: number;
  /** 0 to 1; 0 where there is no time at all. */
  share: number;
}

/** All three parts in their order. */
export function labelParts(bySeconds: Record<TitleLabel, number>): LabelPart[] {
  const all = TITLE_LABELS.reduce((sum, label) => sum + bySeconds[label], 0);
  return TITLE_LABELS.map((label) => ({ label, seconds: bySeconds[label], share: all > 0 ? bySeconds[label] / all : 0 }));
}

/** The bar in words, for who does not see it. */
export const barText = (words: Words, parts: LabelPart[]): string =>
  words.titles.bar(parts.map(({ label, seconds, share }) => words.titles.part(words.titles.labels[label], words.duration(seconds), words.percent(share))).join(', '));

/** Why a title has its label; a reason that is not known here keeps the words of the server. */
export function whyText(words: Words, title: Pick<LabelledTitle, 'label' | 'reason' | 'category'>): string {
  const why = words.titles.why[title.reason.code];
  if (!why) return title.reason.text;
  const points = title.reason.value === null ? '' : figure(words, title.reason.value);
  return why({ category: categoryText(words, title.category.join(' > ')), label: words.titles.labels[title.label], points });
}

/** How a label was found where the person has not said it of this very thing: `Neutral · by rule`. */
export function foundText(words: Words, title: Pick<LabelledTitle, 'label' | 'by' | 'confidence'>): string {
  const by = words.titles.by[title.by];
  return words.titles.found(words.titles.labels[title.label], title.confidence === null ? by : words.titles.sure(by, words.percent(title.confidence)));
}
