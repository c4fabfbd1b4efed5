/** The drawer of the data: scenarios, settings, own points from a table. */
import { html, nothing } from 'lit-html';
import { areOwn, scenarioOf } from '../../state/own.js';
import { DATA_KEYS, setting } from './setting.js';
import { LARGEST, LAST_CLASS, MOST_ROWS } from './table.js';

/**
 * @typedef {import('./slice.js').Context} Context
 */

/** Lines of a table that are named one by one when they could not be read. */
const NAMED = 100;

/** @param {Context} c */
export function dataDrawer(c) {
  const { state, t } = c;
  const { engine } = state.run;
  if (!engine) return nothing;
  const keys = DATA_KEYS.map((name) => engine.config.keys.find(({ key }) => key === name));
  return html`
    <ul class="scenarios">${engine.config.scenarios.map(
      ({ name }) => html`<li><button
        class="scenario"
        aria-pressed=${scenarioOf(state) === name}
        @click=${() => c.do.run.open(name)}
      ><b>${c.words.scenario(name)}</b><span>${c.words.scenarioDescription(name)}</span></button></li>`,
    )}</ul>
    ${keys.map((key) => (key ? setting(c, key) : nothing))}
    <h3>${t('data.own')}</h3>
    <p class="hint">${t('data.ownHint', { most: LAST_CLASS })}</p>
    <div class="row">
      ${
        state.shell.drawing || areOwn(state)
          ? nothing
          : html`<button class="button" @click=${c.do.settings.drawPoints}>${t('data.own')}</button>`
      }
      <span class="hint number">${t('data.points', { count: state.run.recipe?.points?.rows.length ?? 0 })}</span>
    </div>
    <label for="csv">${t('data.paste')}</label>
    <textarea class="field number" id="csv" rows="5" spellcheck="false" placeholder="0.5, -1.2, 1"></textarea>
    <div class="row">
      <button class="button" @click=${c.do.drawers.csvText}>${t('data.use')}</button>
      <label class="button">${t('data.upload')}<input class="hidden" type="file" accept=".csv,.txt,.tsv,text/csv,text/plain" @change=${c.do.drawers.csvFile} /></label>
    </div>
    ${
      state.drawers.table
        ? html`<div role="status"><p>${t(state.drawers.table.kept > 0 ? 'data.kept' : 'data.none', { count: state.drawers.table.kept })}</p>
          <ul class="bad">${state.drawers.table.bad.slice(0, NAMED).map(
            ({ line, reason, text }) =>
              html`<li>${t('data.badRow', {
                line,
                reason: t(
                  /** @type {const} */ ({
                    number: 'data.badNumber',
                    columns: 'data.badColumns',
                    range: 'data.badRange',
                  })[reason],
                  { text, largest: LARGEST, limit: MOST_ROWS },
                ),
              })}</li>`,
          )}</ul>${
            state.drawers.table.bad.length > NAMED
              ? html`<p class="bad">${t('data.badMore', { count: state.drawers.table.bad.length - NAMED })}</p>`
              : nothing
          }</div>`
        : nothing
    }`;
}
