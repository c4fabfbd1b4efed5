/** Language and colours, remembered where the browser allows it. Nothing else depends on a store. */
import { LANGUAGES } from '../i18n/text.js';

/** @typedef {import('../state/slices.js').Shell} Shell */

const KEY = 'slm';
const THEMES = ['system', 'light', 'dark'];

/** @returns {Partial<Shell>} what is stored and sound */
export function recall() {
  try {
    const { language, theme } = JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {};
    return {
      ...(LANGUAGES.includes(language) ? { language } : {}),
      ...(THEMES.includes(theme) ? { theme } : {}),
    };
  } catch {
    return {};
  }
}

/** @param {Shell} shell */
export function remember({ language, theme }) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ language, theme }));
  } catch {
    // A full or forbidden store costs the preference only.
  }
}
