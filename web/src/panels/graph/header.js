/** The graph's header: what can be folded or left out, how large it is, and the key of its colours. */
import { html, nothing } from 'lit-html';
import { tickText } from '../../shared/formats.js';

/**
 * @typedef {import('./slice.js').Context} Context
 * @typedef {import('./norms.js').NormScale} NormScale
 */

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A power as the browser raises it: the letters of many fonts for it are too small. @param {number} n */
function power(n) {
  const [, ten, raised] = /^(.*?10)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/.exec(tickText(n)) ?? [];
  if (!raised) return tickText(n);
  const plain = [...raised].map((c) => (c === '⁻' ? '−' : RAISED.indexOf(c)));
  return html`${ten}<sup>${plain.join('')}</sup>`;
}

/** @param {Context} c @param {NormScale} norms */
export function legend(c, norms) {
  const key = c.t('graph.normKey', { low: tickText(norms.low), high: tickText(norms.high) });
  return html`<div class="legend">
    <span><i class="value"></i>${c.t('graph.values')}</span>
    <span><i class="gradient"></i>${c.t('graph.gradients')}</span>
    <span>− 0 +, ${c.t('graph.perCard')}</span>
    <span title=${key}><i class="norm"></i>${c.t('graph.norm')} <b>${power(norms.low)}–${power(norms.high)}</b></span>
  </div>`;
}

/** @param {Context} c */
export function chips(c) {
  const { state, t } = c;
  const modules = c.modules;
  return html`<div class="chips">
    ${
      modules.length > 0
        ? html`<button class="chip" @click=${() => c.do.graph.foldAll(modules)}>
              ${t(state.tape.collapsed.size > 0 ? 'graph.expand' : 'graph.collapse')}
            </button>
            <button class="chip" aria-pressed=${state.tape.grouped} @click=${c.do.graph.toggleGroups}>
              ${t('graph.groups')}
            </button>`
        : nothing
    }
    <button class="chip" aria-pressed=${state.tape.hidePlain} @click=${c.do.graph.togglePlain}>
      ${t('graph.hidePlain')}
    </button>
    <span class="together">
      <button class="chip" @click=${c.do.graph.fit}>${t('graph.fit')}</button>
      <button class="chip" aria-label=${t('graph.zoomOut')} title=${t('graph.zoomOut')} @click=${() => c.do.graph.zoomBy(1 / 1.25)}>−</button>
      <button class="chip" aria-label=${t('graph.zoomIn')} title=${t('graph.zoomIn')} @click=${() => c.do.graph.zoomBy(1.25)}>+</button>
    </span>
  </div>`;
}
