import { en, type Words } from './en';
import { zh } from './zh';

export type Language = 'en' | 'zh';
export type { Words };
export const WORDS: Record<Language, Words> = { en, zh };
