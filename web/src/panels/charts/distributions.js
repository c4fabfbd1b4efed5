/** All parameters and activations at once: how their numbers and their gradients spread. */
import { html, nothing } from 'lit-html';
import { histogramOf } from '../../drawing/histogram.js';
import { short } from '../../shared/formats.js';
import { pathOf } from '../../shared/paths.js';

/**
 * @typedef {import('./slice.js').Context} Context
 */

/** @param {Context} c */
export function distributions(c) {
  const { state, t } = c;
  const { graph, frame } = state.run;
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
            <td>${histogramOf(value, 'value')}</td>
            <td>${histogramOf(gradient, 'gradient')}</td>
            <td class="number">${short(frame?.nodes?.get(id)?.norm ?? Number.NaN)}</td>
          </tr>`;
        })}</tbody>
      </table>
    </div>`;
}
