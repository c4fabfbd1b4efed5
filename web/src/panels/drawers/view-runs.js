/** The drawer of kept runs and of files. */
import { html } from 'lit-html';
import { runName } from '../../i18n/words.js';
import { short } from '../../shared/formats.js';

/**
 * @typedef {import('./slice.js').Context} Context
 */

/** @param {Context} c */
export function runsDrawer(c) {
  const { state, t } = c;
  return html`<div class="row">
      <button class="button" ?disabled=${!state.run.frame?.curves} @click=${c.do.drawers.keep}>${t('runs.keep')}</button>
    </div>
    <h3>${t('runs.kept')}</h3>
    ${
      state.run.kept.length === 0
        ? html`<p class="hint">${t('runs.none')}</p>`
        : html`<ul class="runs">${state.run.kept.map(
            (
              run,
            ) => html`<li>${runName(run, c.words)} <span class="number">${short(run.train.values[run.train.values.length - 1])}</span>
              <button class="chip" aria-label=${t('runs.remove', { name: runName(run, c.words) })} @click=${() => c.do.drawers.forget(run.index)}>✕</button></li>`,
          )}</ul>`
    }
    <h3>${t('runs.files')}</h3>
    <div class="row">
      <button class="button" @click=${c.do.drawers.save}>${t('runs.save')}</button>
      <label class="button">${t('runs.load')}<input class="hidden" type="file" accept=".json,application/json" @change=${c.do.drawers.load} /></label>
    </div>`;
}
