/** All parameters and activations at once: how their numbers and their gradients spread. */
import { html, nothing, svg } from 'lit-html';
import { short } from '../model/format.js';
import { pathOf } from '../model/state.js';

/**
 * @typedef {import('./app.js').Context} Context
 * @typedef {import('../model/protocol.js').Histogram} Histogram
 */

/** Of a drawing, in its own units; the style sheet says how large it is. */
const WIDE = 128;
const TALL = 24;

/**
 * The bars of one sign as a path.
 * @param {Histogram} histogram
 * @param {boolean} minus
 */
function bars({ low, high, counts }, minus) {
  const most = Math.max(1, ...counts);
  const wide = WIDE / counts.length;
  let path = '';
  counts.forEach((n, i) => {
    const middle = low + ((high - low) * (i + 0.5)) / counts.length;
    if (n === 0 || middle < 0 !== minus) return;
    const top = TALL - Math.max(1, (TALL * n) / most);
    path += `M${(i * wide).toFixed(1)},${TALL}V${top.toFixed(1)}h${(wide - 0.5).toFixed(1)}V${TALL}z`;
  });
  return path;
}

/** @param {Histogram} histogram @param {'value' | 'gradient'} pair */
const drawing = (histogram, pair) => html`<svg
    class=${`bars ${pair}`}
    viewBox=${`0 0 ${WIDE} ${TALL}`}
    preserveAspectRatio="none"
    aria-hidden="true"
  >${svg`<path class="minus" d=${bars(histogram, true)}></path><path d=${bars(histogram, false)}></path>`}</svg>
  <span class="range number">${short(histogram.low)} … ${short(histogram.high)}</span>`;

/** @param {Context} c */
export function distributions(c) {
  const { state, t } = c;
  const { graph, frame } = state;
  const rows = frame?.distributions ?? [];
  return html`<p class="hint">${t('chart.distributionsHint')}</p>
    <div class="scroll tall" tabindex="0" role="region" aria-label=${t('chart.distributions')}>
      <table class="layers">
        <thead><tr>
          <th scope="col">${t('chart.node')}</th>
          <th scope="col">${t('graph.values')}</th>
          <th scope="col">${t('graph.gradients')}</th>
          <th scope="col">${t('chart.normNow')}</th>
        </tr></thead>
        <tbody>${rows.map(({ id, value, gradient }) => {
          const node = graph?.nodes.find((each) => each.id === id);
          if (!graph || !node) return nothing;
          const health = c.health.get(id);
          return html`<tr>
            <th scope="row">${pathOf(node, graph)} ${health ? html`<b class="refusal">${health.name}</b>` : nothing}</th>
            <td>${drawing(value, 'value')}</td>
            <td>${drawing(gradient, 'gradient')}</td>
            <td class="number">${short(frame?.nodes?.get(id)?.norm ?? Number.NaN)}</td>
          </tr>`;
        })}</tbody>
      </table>
    </div>`;
}
