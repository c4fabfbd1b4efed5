/** The drawers: data, network and training, runs and files, gradcheck, link. One is open at a time. */
import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { typed } from '../../elements/typed.js';
import { runName } from '../../i18n/words.js';
import { LONGEST } from '../../session/link.js';
import { limitText, short } from '../../shared/formats.js';
import { HIDEABLE } from '../../state/fields.js';
import { activationsOf, listOf, outputsOf } from '../../state/layers.js';
import { areOwn, scenarioOf } from '../../state/own.js';
import { checkBody } from './check.js';
import { layersRefused, widthField } from './layers.js';
import { LARGEST, LAST_CLASS, MOST_ROWS } from './table.js';

/**
 * @typedef {import('./slice.js').Context} Context
 * @typedef {import('../../shared/protocol.js').KeyDescription} KeyDescription
 */

/** Keys that the data drawer shows; all others belong to the network's. */
const DATA_KEYS = ['data', 'samples', 'noise', 'test_ratio', 'batch', 'data_seed'];

/** Lines of a table that are named one by one when they could not be read. */
const NAMED = 100;

/** @param {KeyDescription} key @param {Context} c */
function rangeOf(key, c) {
  if (key.low === undefined || key.high === undefined) return '';
  return c.t(key.open ? 'network.rangeOpen' : 'network.range', {
    low: limitText(key.low),
    high: limitText(key.high),
  });
}

/** One setting, as the engine describes it. @param {Context} c @param {KeyDescription} key */
function setting(c, key) {
  const { state, t } = c;
  const value = state.run.config[key.key] ?? key.default;
  const id = `set-${key.key}`;
  const help = [c.words.keySays(key.key), rangeOf(key, c)].filter(Boolean).join(' · ');
  const change = t(key.change === 'reset' ? 'network.restart' : 'network.now');
  const onchange = (/** @type {Event} */ event) => c.do.set(key.key, event);
  const refused = state.run.refused?.key === key.key ? state.run.refused : null;
  const described = refused ? `${id}-refused ${id}-help` : `${id}-help`;
  const control =
    key.kind === 'choice'
      ? html`<select
          class="field"
          id=${id}
          aria-describedby=${described}
          aria-invalid=${refused ? 'true' : nothing}
          @change=${onchange}
        >
          ${(key.choices ?? []).map(
            (choice) =>
              html`<option value=${choice} .selected=${live(choice === value)}>${c.words.choice(key.key, choice)}</option>`,
          )}
        </select>`
      : html`<input
          class="field number"
          id=${id}
          aria-describedby=${described}
          aria-invalid=${refused ? 'true' : nothing}
          inputmode=${key.kind === 'widths' || key.kind === 'choices' ? 'text' : 'decimal'}
          .value=${typed(value, refused)}
          @change=${onchange}
        />`;
  return html`<div class="setting">
    <label for=${id}>${c.words.key(key.key)} ${c.state.shell.language === 'en' ? nothing : html`<code>${key.key}</code>`}</label>
    ${control}
    ${refused ? html`<p class="refusal" id=${`${id}-refused`} role="alert">${c.refused?.text}</p>` : nothing}
    <p class="hint" id=${`${id}-help`}>${help} <span class=${`change ${key.change}`}>${change}</span></p>
  </div>`;
}

/** @param {Context} c */
function data(c) {
  const { state, t } = c;
  const { engine } = state.run;
  if (!engine) return nothing;
  const keys = DATA_KEYS.map((name) => engine.config.keys.find(({ key }) => key === name));
  return html`
    <ul class="scenarios">${engine.config.scenarios.map(
      ({ name }) => html`<li><button
        class="scenario"
        aria-pressed=${scenarioOf(state) === name}
        @click=${() => c.do.scenarioNamed(name)}
      ><b>${c.words.scenario(name)}</b><span>${c.words.scenarioSays(name)}</span></button></li>`,
    )}</ul>
    ${keys.map((key) => (key ? setting(c, key) : nothing))}
    <h3>${t('data.own')}</h3>
    <p class="hint">${t('data.ownHint', { most: LAST_CLASS })}</p>
    <div class="row">
      ${
        state.shell.drawing || areOwn(state)
          ? nothing
          : html`<button class="button" @click=${c.do.drawing}>${t('data.own')}</button>`
      }
      <span class="hint number">${t('data.points', { count: state.run.recipe?.points?.rows.length ?? 0 })}</span>
    </div>
    <label for="csv">${t('data.paste')}</label>
    <textarea class="field number" id="csv" rows="5" spellcheck="false" placeholder="0.5, -1.2, 1"></textarea>
    <div class="row">
      <button class="button" @click=${c.do.csvText}>${t('data.use')}</button>
      <label class="button">${t('data.upload')}<input class="hidden" type="file" accept=".csv,.txt,.tsv,text/csv,text/plain" @change=${c.do.csvFile} /></label>
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

/** Hidden layers as blocks to add, remove and widen. @param {Context} c */
function layers(c) {
  const { state, t } = c;
  const widths = listOf(state.run.config.hidden).map(Number);
  const activations = activationsOf(state.run.config);
  const inputs = state.run.points?.inputs ?? 0;
  return html`<div class="layers-edit" role="group" aria-label=${t('network.layers')}>
    <span class="end">${t('network.inputs', { count: inputs })}</span>
    ${widths.map(
      (width, i) => html`<div class="layer">
        <b>${t('network.layer', { index: i + 1 })}</b>
        ${widthField(c, i, width, 'drawer')}
        <select class="field" aria-label=${`${t('network.layer', { index: i + 1 })}: ${c.words.key('activation')}`} @change=${(/** @type {Event} */ event) => c.do.activation(i, event)}>
          ${(c.keyOf('activation')?.choices ?? []).map(
            (choice) =>
              html`<option value=${choice} .selected=${choice === activations[i]}>${c.words.choice('activation', choice)}</option>`,
          )}
        </select>
        <button class="chip" aria-label=${t('network.remove', { index: i + 1 })} @click=${(/** @type {Event} */ event) => c.do.removeLayer(i, event)}>×</button>
      </div>`,
    )}
    <button class="button" ?disabled=${widths.length >= (c.keyOf('hidden')?.most ?? Infinity)} @click=${() => c.do.addLayer(widths.length)}>+ ${t('network.add')}</button>
    <span class="end">${t('network.outputs', { count: outputsOf(state) ?? 0 })}</span>
  </div>`;
}

/** @param {Context} c */
function network(c) {
  const { state, t } = c;
  const keys = (state.run.engine?.config.keys ?? []).filter(
    ({ key }) => !DATA_KEYS.includes(key) && key !== 'hidden' && key !== 'activation',
  );
  return html`<h3>${t('network.layers')}</h3>
    ${layers(c)} ${layersRefused(c)}
    ${keys.map((key) => setting(c, key))}`;
}

/** @param {Context} c */
function runs(c) {
  const { state, t } = c;
  return html`<div class="row">
      <button class="button" ?disabled=${!state.run.frame?.curves} @click=${c.do.keep}>${t('runs.keep')}</button>
    </div>
    <h3>${t('runs.kept')}</h3>
    ${
      state.run.kept.length === 0
        ? html`<p class="hint">${t('runs.none')}</p>`
        : html`<ul class="runs">${state.run.kept.map(
            (
              run,
            ) => html`<li>${runName(run, c.words)} <span class="number">${short(run.train.values[run.train.values.length - 1])}</span>
              <button class="chip" aria-label=${t('runs.remove', { name: runName(run, c.words) })} @click=${() => c.do.forget(run.index)}>✕</button></li>`,
          )}</ul>`
    }
    <h3>${t('runs.files')}</h3>
    <div class="row">
      <button class="button" @click=${c.do.save}>${t('runs.save')}</button>
      <label class="button">${t('runs.load')}<input class="hidden" type="file" accept=".json,application/json" @change=${c.do.load} /></label>
    </div>`;
}

/** @param {Context} c */
function link(c) {
  const { state, t } = c;
  const long = c.hash.length > LONGEST;
  return html`<p>${t('link.hint')}</p>
    ${
      long
        ? html`<p class="refusal">${t('link.tooLong')}</p>`
        : html`<label for="address">${t('link.field')}</label>
          <input class="field number" id="address" readonly .value=${c.address} @focus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.target).select()} />
          <div class="row"><button class="button" @click=${c.do.copyLink}>${t('link.copy')}</button>
          <span role="status">${state.drawers.link === 'copied' ? t('link.copied') : state.drawers.link === 'manual' ? t('link.manual') : ''}</span></div>`
    }
    <fieldset><legend>${t('link.hide')}</legend>${HIDEABLE.map(
      (part) =>
        html`<label class="check"><input type="checkbox" .checked=${state.shell.hide.has(part)} @change=${() => c.do.hide(part)} /> ${t(`${part === 'inspector' ? 'inspect' : part}.title`)}</label>`,
    )}</fieldset>`;
}

/** @param {Context} c */
export function sheet(c) {
  const { state, t } = c;
  if (!state.shell.sheet) return nothing;
  const title = t(`${state.shell.sheet}.title`);
  return html`<section class="sheet" id="sheet" role="dialog" aria-label=${title} tabindex="-1">
    <div class="head"><h2>${title}</h2><button class="chip" @click=${() => c.do.sheet(null)}>${t('control.close')}</button></div>
    <div class="body">${{ data, network, runs, link, check: checkBody }[state.shell.sheet](c)}</div>
  </section>`;
}
