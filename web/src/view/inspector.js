/** The chosen node: what it is, its formulas, its numbers, and the C code that computed them. */
import { formulas } from 'slm:formulas';
import { html, nothing } from 'lit-html';
import { exact, shapeText, short } from '../model/format.js';
import { selectedNode } from '../model/state.js';
import { painted } from './canvas.js';
import { typed } from './typed.js';

/**
 * @typedef {import('./app.js').Context} Context
 * @typedef {import('../model/graph.js').TapeNode} TapeNode
 */

/** @param {Context} c @param {TapeNode} node */
function about(c, node) {
  const { t } = c;
  if (node.op) return c.words.opSays(node.op);
  return t(`inspect.${node.kind === 'op' ? 'constant' : node.kind}`);
}

/** @param {Context} c @param {TapeNode} node */
function formula(c, node) {
  const { state, t } = c;
  if (!node.op) return nothing;
  const shown = formulas[node.op];
  const spec = state.engine?.ops.find(({ name }) => name === node.op);
  if (!shown || !spec) return nothing;
  const inputs = node.inputs.map((id) => state.graph?.nodes.find((other) => other.id === id));
  const shapes = inputs.map((input) => shapeText(input?.shape ?? []) || t('graph.scalar'));
  return html`<div class="formula">
    <p>${shown.formula}</p>
    <p class="hint number">${shapes.join(' · ')} → ${shapeText(node.shape) || t('graph.scalar')}</p>
    <h3>${t('inspect.derivative')}</h3>
    ${spec.inputs.map(({ name }, i) =>
      shown.derivatives[i]
        ? html`<p>${shown.derivatives[i]}</p>`
        : html`<p class="hint">${name}: ${t('graph.noGrad')}</p>`,
    )}
    ${attributes(c, node)}
  </div>`;
}

/** @param {Context} c @param {TapeNode} node */
function attributes(c, node) {
  const told = Object.entries(node.attrs ?? {});
  if (told.length === 0) return nothing;
  return html`<p class="hint">${c.t('inspect.attrs')}: <span class="number">${told
    .map(([key, value]) => `${key} = ${Array.isArray(value) ? `(${value.join(', ')})` : value}`)
    .join(', ')}</span></p>`;
}

/** @param {Context} c @param {TapeNode} node */
function statistics(c, node) {
  const frame = c.state.frame?.nodes?.get(node.id);
  if (!frame) return nothing;
  const names = c.state.engine?.config.statistics ?? [];
  return html`<dl class="statistics">${names.map((name) => {
    const value = frame.statistics[name];
    if (Number.isNaN(value)) return nothing;
    return html`<div><dt>${c.words.statistic(name)}</dt><dd class="number" data-statistic=${name}>${short(value)}</dd></div>`;
  })}</dl>`;
}

/** @param {Context} c @param {TapeNode} node */
function table(c, node) {
  const { state, t } = c;
  const { window } = state;
  const kinds = /** @type {const} */ (['value', 'gradient']);
  const tabs = html`<div class="tabs" role="group" aria-label=${t('inspect.values')}>${kinds.map(
    (kind) => html`<button
      class="chip"
      aria-pressed=${state.windowKind === kind}
      ?disabled=${kind === 'gradient' && !node.requires_grad}
      @click=${() => c.do.windowKind(kind)}
    >${t(kind === 'value' ? 'inspect.values' : 'inspect.gradient')}</button>`,
  )}</div>`;
  if (!window || window.id !== node.id || window.kind !== state.windowKind) return tabs;
  const { cells, row, rows, columns, editable, histogram } = window;
  const what = t(window.kind === 'value' ? 'graph.values' : 'graph.gradients');
  return html`${tabs}
    <canvas class="histogram" role="img" aria-label=${t('inspect.histogram', { what })} ${painted(
      (context, width, height) => {
        const { counts, low, high } = histogram;
        const most = Math.max(1, ...counts);
        const step = width / counts.length;
        const colours = c.colours;
        counts.forEach((n, i) => {
          const middle = low + ((high - low) * (i + 0.5)) / counts.length;
          const pair = window.kind === 'value' ? 'value' : 'gradient';
          context.fillStyle = colours[`${pair}${middle < 0 ? 'Minus' : 'Plus'}`];
          const tall = ((height - 14) * n) / most;
          context.fillRect(i * step + 0.5, height - 14 - tall, Math.max(1, step - 1), tall);
        });
        context.fillStyle = colours.soft;
        context.font = `10px ${colours.mono}`;
        context.textAlign = 'left';
        context.fillText(short(low), 0, height - 2);
        context.textAlign = 'right';
        context.fillText(short(high), width, height - 2);
      },
      [histogram, c.colours, c.size],
    )}></canvas>
    ${editable ? html`<p class="hint">${t('inspect.edit')}</p>` : nothing}
    <div class="scroll" tabindex="0" role="region" aria-label=${`${node.name} ${what}`}>
      <table class="numbers">
        <tbody>${cells.map(
          (line, i) =>
            html`<tr><th scope="row">${row + i}</th>${line.map((value, j) => {
              const label = t('inspect.cell', { row: row + i, column: j });
              return html`<td class=${value < 0 ? 'minus' : ''}>${
                editable
                  ? html`<input
                    class="number"
                    aria-label=${label}
                    .value=${typed(exact(value))}
                    @change=${(/** @type {Event} */ event) => c.do.edit(node.id, (row + i) * columns + j, event)}
                  />`
                  : exact(value)
              }</td>`;
            })}</tr>`,
        )}</tbody>
      </table>
    </div>
    ${
      rows > cells.length
        ? html`<p class="pager">
            <button class="chip" aria-label=${t('inspect.previous')} ?disabled=${row === 0} @click=${() => c.do.windowRow(-cells.length)}>↑</button>
            <button class="chip" aria-label=${t('inspect.next')} ?disabled=${row + cells.length >= rows} @click=${() => c.do.windowRow(cells.length)}>↓</button>
            <span class="hint">${t('inspect.window', { from: row, to: row + cells.length - 1, count: rows })}</span>
          </p>`
        : nothing
    }`;
}

/** @param {Context} c @param {TapeNode} node */
function source(c, node) {
  const { sources } = c.state;
  if (node.op && sources === 'missing') {
    return html`<h3>${c.t('inspect.source')}</h3>
      <p class="refusal" role="alert">${c.t('late.missing', { file: 'dist/sources.js' })}</p>
      <p><button class="chip" @click=${c.do.loadSources}>${c.t('late.again')}</button></p>`;
  }
  const code = node.op && typeof sources === 'object' ? sources?.[node.op] : undefined;
  if (!code) return nothing;
  const block = (
    /** @type {string} */ title,
    /** @type {string} */ text,
    /** @type {boolean} */ open,
  ) =>
    html`<details ?open=${open}><summary>${title}</summary><pre tabindex="0"><code>${text}</code></pre></details>`;
  return html`<h3>${c.t('inspect.source')} <span class="hint number">${code.file}</span></h3>
    ${block(c.t('inspect.forward'), code.forward, false)}
    ${block(c.t('inspect.backward'), code.backward, true)}
    ${code.naive.map(({ name, text }) => block(`${c.t('inspect.naive')} ${name}`, text, false))}`;
}

/** @param {Context} c */
export function inspector(c) {
  const { state, t } = c;
  const node = selectedNode(state);
  if (!node) {
    return html`<section class="panel inspector" aria-label=${t('inspect.title')}>
      <header><h2>${t('inspect.title')}</h2></header>
      <p class="hint">${t('inspect.none')}</p>
      <p class="hint keys">${t('key.list')}</p>
    </section>`;
  }
  const health = c.health.get(node.id);
  return html`<section class="panel inspector" aria-label=${t('inspect.title')}>
    <header>
      <h2>${t('inspect.title')} · <span class="number">${state.selected}</span></h2>
      <button class="chip push" @click=${() => c.do.select(null)}>${t('control.close')}</button>
    </header>
    <p>${about(c, node)}</p>
    ${health ? html`<p class="finding"><b>${health.name}</b> ${health.rule}</p>` : nothing}
    ${formula(c, node)}
    ${table(c, node)}
    ${statistics(c, node)}
    ${source(c, node)}
  </section>`;
}
