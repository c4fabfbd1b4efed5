/** The hidden layers to add, remove and widen: above the drawing, in its order. */
import { html, nothing } from 'lit-html';
import { numberField, refusal } from '../../elements/number-field.js';
import { layersOf, outputsOf, refusedAt, refusesLayers } from '../../state/layers.js';

/**
 * @typedef {import('./slice.js').Context} Context
 */

/**
 * A place where a layer can be added: an arrow of the drawing.
 * @param {Context} c
 * @param {number} at
 * @param {number} count of layers
 */
function gap(c, at, count) {
  const most = c.keyOf('hidden')?.most ?? Infinity;
  const name = at < count ? c.t('network.addBefore', { index: at + 1 }) : c.t('network.add');
  return html`<button
    class=${at < count ? 'gap' : 'gap last'}
    aria-label=${name}
    title=${name}
    ?disabled=${count >= most}
    @click=${() => c.do.settings.addLayer(at)}
  ><i aria-hidden="true">+</i></button>`;
}

/** @param {Context} c @param {number} i @param {number} width */
function layer(c, i, width) {
  const { t } = c;
  const { low = 1, high = Infinity } = c.keyOf('hidden') ?? {};
  const index = i + 1;
  const change = (
    /** @type {'network.narrower' | 'network.wider' | 'network.remove'} */ key,
    /** @type {string} */ sign,
    /** @type {boolean} */ disabled,
    /** @type {(event: Event) => void} */ act,
  ) =>
    html`<button aria-label=${t(key, { index })} title=${t(key, { index })} ?disabled=${disabled} @click=${act}>${sign}</button>`;
  return html`<span class="width" role="group" aria-label=${t('network.layer', { index })}>
    ${change('network.narrower', '−', width <= low, () => c.do.settings.widen(i, -1))}
    ${numberField({
      value: width,
      low: c.keyOf('hidden')?.low,
      high: c.keyOf('hidden')?.high,
      label: t('network.width', { index }),
      id: `strip-refused-${i}`,
      refused: refusedAt(c.state, i),
      message: c.state.shell.sheet === 'network' ? undefined : c.refused?.text,
      change: (event) => c.do.settings.width(i, event),
    })}
    ${change('network.wider', '+', width >= high, () => c.do.settings.widen(i, 1))}
    ${change('network.remove', '×', false, (event) => c.do.settings.removeLayer(i, event))}
  </span>`;
}

/** @param {Context} c */
export function layerStrip(c) {
  const { state, t } = c;
  const widths = layersOf(state);
  if (!widths || state.shell.hide.has('network')) return nothing;
  const end = (
    /** @type {'network.inputs' | 'network.outputs'} */ key,
    /** @type {number | undefined} */ units = 0,
  ) => html`<span class="end number" title=${t(key, { count: units })}>${units || ''}</span>`;
  const size = widths.length > 1 ? 'long' : '';
  return html`<div class=${`layer-strip ${size}`} role="group" aria-label=${t('network.layers')}>
    <span class="hint" aria-hidden="true">${t('network.layers')}</span>
    ${end('network.inputs', state.run.points?.inputs)}${gap(c, 0, widths.length)}
    ${widths.map((width, i) => html`${layer(c, i, width)}${gap(c, i + 1, widths.length)}`)}
    <span aria-hidden="true">→</span>${end('network.outputs', outputsOf(state))}
    ${refusesLayers(state) && state.shell.sheet !== 'network' ? refusal(c.refused?.text) : nothing}
  </div>`;
}
