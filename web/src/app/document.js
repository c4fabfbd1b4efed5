/** Language and colours of the document. */
import { isDark } from '../drawing/theme.js';
import { dictionaries } from '../i18n/text.js';

/**
 * Even the same value, set again, would have every element's style worked out again.
 * @param {import('../state/slices.js').Shell} shell
 */
export function applyTheme(shell) {
  const { documentElement: html } = document;
  const theme = isDark(shell) ? 'dark' : 'light';
  if (html.lang !== shell.language) html.lang = shell.language;
  const words = dictionaries[shell.language];
  const title = `${words['app.name']} · ${words['app.tagline']}`;
  if (document.title !== title) document.title = title;
  if (html.dataset.theme !== theme) html.dataset.theme = theme;
  const view = shell.projector ? 'projector' : 'screen';
  if (html.dataset.view !== view) html.dataset.view = view;
}
