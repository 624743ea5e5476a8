// What the person chose for these pages: language and theme. Kept in the browser's storage, nowhere else.

import { loadWords, type Language, type Words } from '../words';

export type Theme = 'auto' | 'light' | 'dark';

const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // Storage may be forbidden; the choice then lasts as long as the page.
  }
};

const write = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
};

function firstLanguage(): Language {
  const chosen = read('attentive.language');
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag))?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function firstTheme(): Theme {
  const chosen = read('attentive.theme');
  return chosen === 'light' || chosen === 'dark' ? chosen : 'auto';
}

const system = matchMedia('(prefers-color-scheme: dark)');

class Settings {
  language = $state<Language>(firstLanguage());
  theme = $state<Theme>(firstTheme());
  systemIsDark = $state(system.matches);

  #words = $state.raw<Words | null>(null);

  /** The words of the chosen language; `ready` has to be awaited before the first look. */
  get words(): Words {
    if (!this.#words) throw new Error('the words are not loaded yet');
    return this.#words;
  }
  async ready(): Promise<void> {
    this.#words = await loadWords(this.language);
  }
  get isDark(): boolean {
    return this.theme === 'auto' ? this.systemIsDark : this.theme === 'dark';
  }
  async setLanguage(language: Language): Promise<void> {
    this.#words = await loadWords(language);
    this.language = language;
    write('attentive.language', language);
    this.apply();
  }
  setTheme(theme: Theme): void {
    this.theme = theme;
    write('attentive.theme', theme);
    this.apply();
  }
  apply(): void {
    const root = document.documentElement;
    root.lang = this.language === 'zh' ? 'zh-Hans' : 'en';
    root.dataset.theme = this.isDark ? 'dark' : 'light';
  }
}

export const settings = new Settings();
system.addEventListener('change', (event) => {
  settings.systemIsDark = event.matches;
  settings.apply();
});
settings.apply();
