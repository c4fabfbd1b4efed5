/** The gradcheck of the whole network: what is compared, and how each parameter came out. */
import { html, nothing } from 'lit-html';
import { exact, short } from '../../shared/formats.js';

/**
 * @typedef {import('./slice.js').Context} Context
 * @typedef {import('../../shared/protocol.js').CheckRow} CheckRow
 */

/** Where in its tensor an element stands. @param {number} element @param {number[]} shape */
function place(element, shape) {
  const indices = shape.map((_, axis) => {
    const below = shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
    return Math.floor(element / below) % shape[axis];
  });
  return `[${indices.join(',')}]`;
}

/** @param {Context} c @param {CheckRow} row */
function line({ t }, row) {
  const compared = row.checked > row.kinks;
  return html`<tr>
  <th scope="row">
    <div class="number">${row.path}</div>
    <div class="hint">${t('check.count', { checked: row.checked, size: row.size })}</div>
    ${row.kinks > 0 ? html`<div class="hint">${t('check.kinks', { kinks: row.kinks })}</div>` : nothing}
  </th>
  <td class="number">${compared ? place(row.element, row.shape) : nothing}</td>
  <td class="number">${compared ? html`<div>${exact(row.analytic)}</div><div>${exact(row.numeric)}</div>` : nothing}</td>
  <td>
    <div class="number">${compared ? short(row.error) : nothing}</div>
    <b class=${row.passed ? '' : 'refusal'}>${row.passed ? '✓' : '✗'} ${t(row.passed ? 'check.passed' : 'check.failed')}</b>
  </td>
</tr>`;
}

/** @param {Context} c */
function verdict(c) {
  const { state, t } = c;
  const { check } = state.drawers;
  if (!check) return '';
  const { step, rows, phase } = check;
  const failed = rows.filter(({ passed }) => !passed).length;
  if (phase === 'missing') return t('late.missing', { file: 'dist/double.js' });
  if (phase === 'broken') return t('check.broken');
  if (phase !== 'done') return t('check.busy', { step });
  if (failed > 0) return t('check.someFailed', { step, failed, count: rows.length });
  return t('check.allPassed', { step, count: rows.length });
}

/** @param {Context} c */
export function checkDrawer(c) {
  const { state, t } = c;
  const { check } = state.drawers;
  const busy = check?.phase === 'asked' || check?.phase === 'busy';
  return html`<p>${t('check.hint')}</p>
    <div class="formula">${c.formulas.centralDifference}</div>
    <div class="row"><button class="button" ?disabled=${busy || !state.run.graph} @click=${c.do.drawers.check}>${t('check.run')}</button></div>
    <p role="status">${verdict(c)}</p>
    ${
      check && check.rows.length > 0
        ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t('check.table')}>
            <table class="layers">
              <thead><tr>
                <th scope="col">${t('check.parameter')}</th>
                <th scope="col">${t('check.worst')}</th>
                <th scope="col"><div>${t('check.analytic')}</div><div>${t('check.numeric')}</div></th>
                <th scope="col">${t('check.error')}</th>
              </tr></thead>
              <tbody>${check.rows.map((row) => line(c, row))}</tbody>
            </table>
          </div>
          <p class="hint">${t('check.kink')}</p>`
        : nothing
    }`;
}
