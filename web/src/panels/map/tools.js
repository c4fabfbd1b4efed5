/** The tools for own points, beside the map that they are drawn on. */
import { html, nothing } from 'lit-html';
import { short } from '../../shared/formats.js';
import { areOwn } from '../../state/own.js';
import { brushesOf, brushOf } from './brush.js';

/** @typedef {import('./slice.js').Context} Context */

/** @param {Context} c */
export function drawTools({ state, t, do: actions }) {
  if (!state.shell.drawing && !areOwn(state)) return nothing;
  const { targets, classes } = brushesOf(state);
  const brush = brushOf(state);
  const label = (/** @type {number} */ target) =>
    classes ? t('chart.class', { index: target }) : short(target);
  return html`<div class="row tools" role="group" aria-label=${t('data.draw')}>
    <button class="chip" aria-pressed=${state.shell.drawing} @click=${actions.settings.drawPoints}>${t('data.draw')}</button>
    ${
      state.shell.drawing
        ? html`${targets.map(
            (target) =>
              html`<button class="chip" aria-pressed=${brush === target} @click=${() => actions.map.brush(target)}>${label(target)}</button>`,
          )}
          <button class="chip" aria-pressed=${Number.isNaN(brush)} @click=${() => actions.map.brush(Number.isNaN(brush) ? (targets[0] ?? 0) : Number.NaN)}>${t('data.erase')}</button>`
        : nothing
    }
  </div>`;
}
