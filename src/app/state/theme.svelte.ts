// Light, dark, or as the system says.
import { LocalSetting } from './local-setting.svelte.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export class ThemeState {
  readonly #setting = new LocalSetting<Theme>(
    'floe.theme',
    (json) => THEMES.find((theme) => theme === json) ?? 'system',
  );

  constructor() {
    this.#apply();
  }

  get current(): Theme {
    return this.#setting.current;
  }

  set current(theme: Theme) {
    this.#setting.current = theme;
    this.#apply();
  }

  #apply(): void {
    const root = document.documentElement;
    if (this.current === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = this.current;
  }
}
