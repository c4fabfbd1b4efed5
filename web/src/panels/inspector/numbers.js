/** The numbers of the chosen node: a table of some of them, their distribution, their statistics. */
import { html, nothing } from 'lit-html';
import { histogramOf } from '../../drawing/histogram.js';
import { rove } from '../../elements/events.js';
import { typed } from '../../elements/typed.js';
import { exact, tally } from '../../shared/formats.js';

/**
 * @typedef {import('./slice.js').Context} Context
 * @typedef {import('../../shared/protocol.js').TapeNode} TapeNode
 */

/** The chosen node's statistics. @param {Context} c @param {TapeNode} node */
function statistics(c, node) {
  const frame = c.state.run.frame?.nodes?.get(node.id);
  if (!frame) return nothing;
  const names = c.state.run.engine?.config.statistics ?? [];
  return html`<dl class="statistics">${names.map((name) => {
    const value = frame.statistics[name];
    if (Number.isNaN(value)) return nothing;
    return html`<div><dt>${c.words.statistic(name)}</dt><dd class="number" data-statistic=${name}>${tally(value)}</dd></div>`;
  })}</dl>`;
}

/**
 * A number of an operation, to be followed to where it comes from.
 * @param {Context} c
 * @param {TapeNode} node
 * @param {number} element
 * @param {number} value
 * @param {boolean} first of the table: it takes the Tab key when the chosen one is not in it
 */
function cell({ state, do: actions }, node, element, value, first) {
  if (!node.op) return exact(value);
  const chosen = state.selection.element === element;
  return html`<button
    aria-pressed=${chosen}
    tabindex=${chosen || first ? 0 : -1}
    @click=${() => actions.inspector.element(element)}
  >${exact(value)}</button>`;
}

/**
 * To the rows or columns before and after those that are shown, where there are more.
 * @param {Context} c
 * @param {'Row' | 'Column'} along
 * @param {string} signs of the buttons
 * @param {number} from
 * @param {number} shown
 * @param {number} count
 */
function pager({ t, do: actions }, along, signs, from, shown, count) {
  if (count <= shown) return nothing;
  const go = (/** @type {number} */ by) => actions.inspector.windowMove(`window${along}`, by);
  return html`<p class="pager">
    <button class="chip" aria-label=${t(`inspect.previous${along}`)} ?disabled=${from === 0} @click=${() => go(-shown)}>${signs[0]}</button>
    <button class="chip" aria-label=${t(`inspect.next${along}`)} ?disabled=${from + shown >= count} @click=${() => go(shown)}>${signs[1]}</button>
    <span class="hint">${t(`inspect.window${along}`, { from, to: from + shown - 1, count })}</span>
  </p>`;
}

/** @param {Context} c @param {TapeNode} node */
function table(c, node) {
  const { state, t } = c;
  const { window } = state.inspector;
  const kinds = /** @type {const} */ (['value', 'gradient']);
  const tabs = html`<div class="tabs" role="group" aria-label=${t('inspect.values')}>${kinds.map(
    (kind) => html`<button
      class="chip"
      aria-pressed=${state.inspector.windowKind === kind}
      ?disabled=${kind === 'gradient' && !node.requires_grad}
      @click=${() => c.do.inspector.windowKind(kind)}
    >${t(kind === 'value' ? 'inspect.values' : 'inspect.gradient')}</button>`,
  )}</div>`;
  if (!window || window.id !== node.id || window.kind !== state.inspector.windowKind) return tabs;
  const { cells, row, rows, column, columns, editable, histogram } = window;
  const wide = cells[0]?.length ?? 0;
  const what = t(window.kind === 'value' ? 'graph.values' : 'graph.gradients');
  return html`${tabs}
    <div class="histogram">${histogramOf(histogram, window.kind, t('inspect.histogram', { what }))}</div>
    ${histogram.whole ? nothing : html`<p class="hint">${t('inspect.finite')}</p>`}
    ${editable ? html`<p class="hint">${t('inspect.edit')} ${node.kind === 'parameter' ? '' : t('inspect.editBatch')}</p>` : node.op ? html`<p class="hint">${t('inspect.follow')}</p>` : nothing}
    <div class="scroll" tabindex="0" role="region" aria-label=${`${node.name} ${what}`}>
      <table class="numbers">
        ${wide > 1 ? html`<thead><tr><td></td>${cells[0].map((_, j) => html`<th scope="col">${column + j}</th>`)}</tr></thead>` : nothing}
        <tbody @keydown=${(/** @type {KeyboardEvent} */ event) => rove(event, wide)}>${cells.map(
          (line, i) =>
            html`<tr><th scope="row">${row + i}</th>${line.map((value, j) => {
              const label = t('inspect.cell', { row: row + i, column: column + j });
              const element = (row + i) * columns + column + j;
              return html`<td class=${value < 0 ? 'minus' : ''}>${
                editable
                  ? html`<input
                    class="number"
                    aria-label=${label}
                    .value=${typed(exact(value))}
                    @change=${(/** @type {Event} */ event) => c.do.inspector.edit(node.id, element, event)}
                  />`
                  : cell(c, node, element, value, j === 0 && i === 0)
              }</td>`;
            })}</tr>`,
        )}</tbody>
      </table>
    </div>
    ${
      state.inspector.mistyped
        ? html`<p class="refusal" role="alert">${t(state.inspector.mistyped.key, { text: state.inspector.mistyped.text })}</p>`
        : nothing
    }
    ${pager(c, 'Row', '↑↓', row, cells.length, rows)} ${pager(c, 'Column', '←→', column, wide, columns)}`;
}

/** @param {Context} c @param {TapeNode} node */
export const numbers = (c, node) => html`${table(c, node)} ${statistics(c, node)}`;
