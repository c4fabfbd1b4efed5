/** The chosen node: what it is, its formulas, its numbers, and the C code that computed them. */
import { html, nothing } from 'lit-html';
import { shapeText, short } from '../../shared/formats.js';
import { selectedNode } from '../../state/selection.js';
import { shownPicture } from '../../state/tape.js';
import { neighbour } from '../../state/walk.js';
import { numbers } from './numbers.js';

/**
 * @typedef {import('./slice.js').Context} Context
 * @typedef {import('../../shared/protocol.js').TapeNode} TapeNode
 */

/** @param {Context} c @param {TapeNode} node */
function about(c, node) {
  const { t } = c;
  if (node.op) return c.words.opDescription(node.op);
  return t(`inspect.${node.kind === 'op' ? 'constant' : node.kind}`);
}

/** @param {Context} c @param {TapeNode} node */
function formula(c, node) {
  const { state, t } = c;
  if (!node.op) return nothing;
  const shown = c.formulas.formulas[node.op];
  const spec = state.run.engine?.ops.find(({ name }) => name === node.op);
  if (!shown || !spec) return nothing;
  const inputs = node.inputs.map((id) => state.run.graph?.nodes.find((other) => other.id === id));
  const shapes = inputs.map((input) => shapeText(input?.shape ?? []) || t('graph.scalar'));
  return html`<div class="formula">
    <div>
      <h3>${t('inspect.formula')}</h3>
      <p>${shown.formula}</p>
      <p class="hint number">${shapes.join(' · ')} → ${shapeText(node.shape) || t('graph.scalar')}</p>
      ${attributes(c, node)}
    </div>
    <div>
      <h3>${t('inspect.derivative')}</h3>
      ${spec.inputs.map(({ name }, i) =>
        shown.derivatives[i]
          ? html`<p>${shown.derivatives[i]}</p>`
          : html`<p class="hint">${name}: ${t('graph.noGrad')}</p>`,
      )}
    </div>
    ${notation(c, spec, shown.dotted)}
  </div>`;
}

/**
 * What the signs of the derivatives mean, of those that there are.
 * @param {Context} c
 * @param {import('../../shared/protocol.js').Op} op
 * @param {boolean} dotted
 */
function notation({ t }, { formula, inputs }, dotted) {
  const derivatives = inputs.flatMap(({ derivative }) => derivative ?? []);
  const [code] = derivatives[0]?.split(/\W/) ?? [];
  if (!code) return nothing;
  const test = /\[\w+ [=>] \w+\]/.exec([...derivatives, formula].join())?.[0];
  const name = code.slice(1).split('_')[0];
  return html`<p class="hint">
    ${t('inspect.bar', { name, code })}
    ${dotted ? t('inspect.times') : nothing}
    ${test ? t('inspect.holds', { test: test.replaceAll(' ', '\u00a0') }) : nothing}
  </p>`;
}

/** One element with its numbers: how it came out, and what it gives back. @param {Context} c @param {TapeNode} node */
function example(c, node) {
  const { state, t } = c;
  const lines = state.inspector.example?.id === node.id ? state.inspector.example.lines : [];
  if (lines.length === 0) return nothing;
  const ratio = state.inspector.example?.ratio;
  if (ratio !== undefined) {
    return html`<div class="example">
      <h3>${t('inspect.update')}</h3>
      ${lines.map(
        ({ rule, text }) =>
          html`<p class="hint number rule">${rule}</p>
            <p class="number">${text}</p>`,
      )}
      ${Number.isFinite(ratio) ? html`<p class="hint">${t('chart.ratio')} = <span class="number">${short(ratio)}</span></p>` : nothing}
      <p class="hint">${t('inspect.updateHint')}</p>
    </div>`;
  }
  return html`<div class="example">
    <h3>${t('inspect.example')}</h3>
    ${lines.map(({ text }) => html`<p class="number">${text.replace(/\{(\d+)\}/g, (_, count) => t('inspect.rest', { count }))}</p>`)}
    ${lines.length > 1 ? html`<p class="hint">${t('inspect.exampleHint')}</p>` : nothing}
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
function source(c, node) {
  const { sources } = c.state.inspector;
  if (node.op && sources === 'missing') {
    return html`<h3>${c.t('inspect.source')}</h3>
      <p class="refusal" role="alert">${c.t('late.missing', { file: 'dist/sources.js' })}</p>
      <p><button class="chip" @click=${c.do.inspector.loadSources}>${c.t('late.again')}</button></p>`;
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

/**
 * From node to node. At an end the button stays, since it may have the focus.
 * @param {Context} c
 */
function walkers(c) {
  const { items } = shownPicture(c.state);
  return /** @type {const} */ ([-1, 1]).map((by) => {
    const name = c.t(by < 0 ? 'inspect.nodeBefore' : 'inspect.nodeAfter');
    return html`<button
      class="chip"
      aria-label=${name}
      title=${name}
      aria-disabled=${neighbour(c.state, items, by) ? nothing : 'true'}
      @click=${() => c.do.selection.walk(by)}
    >${by < 0 ? '‹' : '›'}</button>`;
  });
}

/** A path that breaks behind its parts. @param {string} path */
const parted = (path) => path.match(/[^/]+\/?/g)?.map((part) => html`${part}<wbr />`);

/** @param {Context} c */
export function inspector(c) {
  const { state, t } = c;
  const node = selectedNode(state);
  if (!node) {
    return html`<section class="panel inspector" aria-label=${t('inspect.title')}>
      <header><h2>${t('inspect.title')}</h2></header>
      <p class="hint">${t('inspect.none')}</p>
      <p class="hint keys keyed">${t('key.list')}</p>
    </section>`;
  }
  const health = c.health.get(node.id);
  const code = source(c, node);
  return html`<section class="panel inspector chosen" id="inspector" tabindex="-1" aria-label=${t('inspect.title')}>
    <header>
      <h2><span class="hidden">${t('inspect.title')}</span> <span class="number">${parted(state.selection.path ?? '')}</span></h2>
      <span class="together push">
        <button class="chip" @click=${() => c.do.shell.jump('inspect-numbers')}>${t('inspect.toNumbers')}</button>
        ${code === nothing ? nothing : html`<button class="chip" @click=${() => c.do.shell.jump('inspect-code')}>${t('inspect.toCode')}</button>`}
        ${walkers(c)}
        <button class="chip" @click=${() => c.do.selection.select(null)}>${t('control.close')}</button>
      </span>
    </header>
    <div class="body">
      <p>${about(c, node)}</p>
      ${health ? html`<p class="finding"><b>${health.name}</b> ${health.rule}</p>` : nothing}
      ${formula(c, node)} ${example(c, node)}
      <div id="inspect-numbers">${numbers(c, node)}</div>
      <div id="inspect-code">${code}</div>
    </div>
  </section>`;
}
