/** The drawers, of which one is open at a time. */
import { html, nothing } from 'lit-html';
import { checkDrawer } from './view-check.js';
import { dataDrawer } from './view-data.js';
import { linkDrawer } from './view-link.js';
import { networkDrawer } from './view-network.js';
import { runsDrawer } from './view-runs.js';

/**
 * @typedef {import('./slice.js').Context} Context
 */

const DRAWERS = {
  data: dataDrawer,
  network: networkDrawer,
  runs: runsDrawer,
  link: linkDrawer,
  check: checkDrawer,
};

/** @param {Context} c */
export function sheet(c) {
  const { state, t } = c;
  if (!state.shell.sheet) return nothing;
  const title = t(`${state.shell.sheet}.title`);
  return html`<section class="sheet" id="sheet" role="dialog" aria-label=${title} tabindex="-1">
    <div class="head"><h2>${title}</h2><button class="chip" @click=${() => c.do.shell.sheet(null)}>${t('control.close')}</button></div>
    <div class="body">${DRAWERS[state.shell.sheet](c)}</div>
  </section>`;
}
