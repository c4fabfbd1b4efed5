/** The drawer of the network and its training. */
import { html, nothing } from 'lit-html';
import { numberField, refusal } from '../../elements/number-field.js';
import { activationsOf, listOf, outputsOf, refusedAt, refusesLayers } from '../../state/layers.js';
import { DATA_KEYS, setting } from './setting.js';

/**
 * @typedef {import('./slice.js').Context} Context
 */

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
        ${numberField({
          value: width,
          low: c.keyOf('hidden')?.low,
          high: c.keyOf('hidden')?.high,
          label: t('network.width', { index: i + 1 }),
          id: `drawer-refused-${i}`,
          refused: refusedAt(state, i),
          message: c.refused?.text,
          change: (event) => c.do.settings.width(i, event),
        })}
        <select class="field" aria-label=${`${t('network.layer', { index: i + 1 })}: ${c.words.key('activation')}`} @change=${(/** @type {Event} */ event) => c.do.settings.activation(i, event)}>
          ${(c.keyOf('activation')?.choices ?? []).map(
            (choice) =>
              html`<option value=${choice} .selected=${choice === activations[i]}>${c.words.choice('activation', choice)}</option>`,
          )}
        </select>
        <button class="chip" aria-label=${t('network.remove', { index: i + 1 })} @click=${(/** @type {Event} */ event) => c.do.settings.removeLayer(i, event)}>×</button>
      </div>`,
    )}
    <button class="button" ?disabled=${widths.length >= (c.keyOf('hidden')?.most ?? Infinity)} @click=${() => c.do.settings.addLayer(widths.length)}>+ ${t('network.add')}</button>
    <span class="end">${t('network.outputs', { count: outputsOf(state) ?? 0 })}</span>
  </div>`;
}

/** @param {Context} c */
export function networkDrawer(c) {
  const { state, t } = c;
  const keys = (state.run.engine?.config.keys ?? []).filter(
    ({ key }) => !DATA_KEYS.includes(key) && key !== 'hidden' && key !== 'activation',
  );
  return html`<h3>${t('network.layers')}</h3>
    ${layers(c)} ${refusesLayers(state) ? refusal(c.refused?.text) : nothing}
    ${keys.map((key) => setting(c, key))}`;
}
