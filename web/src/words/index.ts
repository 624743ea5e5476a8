// The languages; only the one in use is fetched.

import type { Words } from './words';

export type { Words } from './words';
export type Language = 'en' | 'zh';

export const loadWords = async (language: Language): Promise<Words> =>
  language === 'zh' ? (await import('./zh')).zh : (await import('./en')).en;
