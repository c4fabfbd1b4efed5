/** A node of the tape as a card: its name, its numbers and its gradient as cells, the gradient's norm. */
import { html, nothing } from 'lit-html';
import { css, drawPixels, patch } from '../../drawing/canvas.js';
import { paintGrid } from '../../drawing/colour.js';
import { shapeText, short } from '../../shared/formats.js';
import { gridOf, gridScale } from '../../shared/heat.js';
import { lastName, pathOf } from '../../shared/paths.js';
import { normPart } from './norms.js';

/**
 * @typedef {import('../../state/picture.js').Item} Item
 * @typedef {import('./layout.js').Rect} Rect
 * @typedef {import('../../shared/protocol.js').NodeFrame} NodeFrame
 * @typedef {import('./norms.js').NormScale} NormScale
 * @typedef {import('./slice.js').Context} Context
 */

/** @param {Rect} rect */
export const place = ({ x, y, w, h }) =>
  css({ left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` });

/** @param {Context} c @param {import('../../shared/protocol.js').TapeNode} node */
const shapeOf = (c, node) => shapeText(node.shape) || c.t('graph.scalar');

/**
 * @param {Context} c
 * @param {Item} item
 * @param {NodeFrame | undefined} node
 * @param {'value' | 'gradient'} pair
 */
function heat(c, item, node, pair) {
  const grid = node?.[pair];
  if (grid) return cells(c, grid, pair);
  const never = pair === 'gradient' && !item.node.requires_grad;
  return html`<span class="none">${c.t(never ? 'graph.noGrad' : 'graph.notYet')}</span>`;
}

/** @param {Context} c @param {import('../../shared/heat.js').Grid} grid @param {'value' | 'gradient'} pair */
function cells(c, grid, pair) {
  const palette = c.colours[pair];
  return html`<span class="patch" title=${grid.sorted ? c.t('graph.sorted') : nothing} ${patch(
    (context, width, height) => {
      const density = context.getTransform().a;
      const [w, h] = [Math.round(width * density), Math.round(height * density)];
      const pixels = paintGrid(grid, gridScale(grid), palette, w, h);
      drawPixels(context, new ImageData(pixels, w, h), width, height, false);
    },
  )}></span>`;
}

/** @param {Context} c @param {NodeFrame | undefined} node @param {NormScale} norms */
function normBar(c, node, norms) {
  if (!node?.gradient) return nothing;
  return html`<span class="norm">
    <span class="track"><i ${css({ width: `${100 * normPart(norms, node.norm)}%` })}></i></span>
    <span>${c.t('graph.norm')} ${short(node.norm)}</span>
  </span>`;
}

/**
 * What was found about a node, in the place of the bar: there it covers nothing.
 * @param {{ name: string, rule: string }} health
 * @param {NodeFrame | undefined} node
 */
const finding = (health, node) => html`<span class="norm">
  <span class="badge" title=${health.rule}>${health.name}</span>
  ${node?.gradient ? html`<span>${short(node.norm)}</span>` : nothing}
</span>`;

/** The numbers of the probe's point that a card has room for. */
const FEW = 5;

/** @param {number[]} numbers */
const fewOf = (numbers) =>
  `◎ ${numbers.slice(0, FEW).map(short).join(' ')}${numbers.length > FEW ? ' …' : ''}`;

/** What the probe's point is at a node, in place of the batch and its gradient. @param {Context} c @param {number[]} numbers */
const probed = (c, numbers) => html`${cells(c, gridOf(numbers, [numbers.length]), 'value')}
  <span class="probed">${fewOf(numbers)}</span>`;

/** What a card says of its gradient. @param {Context} c @param {Item} item @param {NodeFrame | undefined} node */
function gradientText({ t }, item, node) {
  if (node?.gradient) return `${t('graph.norm')} ${short(node.norm)}`;
  return t(item.node.requires_grad ? 'graph.notYet' : 'graph.noGrad');
}

/** @param {Context} c @param {Item} item @param {Rect} rect @param {NormScale} norms */
export function card(c, item, rect, norms) {
  const { state, t } = c;
  const graph = /** @type {import('../../shared/protocol.js').TapeGraph} */ (state.run.graph);
  const node = state.run.frame?.nodes?.get(item.node.id);
  const kind = item.module ? 'module' : item.node.kind;
  const name = item.module ? lastName(item.module) : item.node.name || (item.node.op ?? '');
  const path = pathOf(item.node, graph);
  const health = c.health.get(item.node.id);
  const point = item.module ? undefined : state.selection.probed?.nodes[path];
  const size = item.module ? t('graph.nodes', { count: item.size ?? 0 }) : shapeOf(c, item.node);
  // The name is what the card shows, in its order, and then what only its look tells.
  const label = [
    name,
    size,
    node ? '' : t('graph.notYet'),
    health ? '' : gradientText(c, item, node),
    point ? t('graph.probed', { numbers: point.map(short).join(', ') }) : '',
    health?.name ?? '',
    health && node?.gradient ? short(node.norm) : '',
  ].filter(Boolean);
  // Modules share names such as "weight".
  const where = path === name || item.module === name ? [] : [item.module ?? path];
  const classes = [
    'card',
    item.module ? 'module-card' : kind,
    item.node.id === graph.root ? 'root' : '',
    node && node.bad + node.badGradient > 0 ? 'bad' : '',
    health ? 'found' : '',
  ].join(' ');
  return html`<button
    class=${classes}
    data-key=${item.key}
    aria-pressed=${state.selection.path === path}
    aria-label=${[label.join(' '), ...where, t(`kind.${kind}`)].join(', ')}
    @click=${() => c.do.selection.select(path)}
    @dblclick=${() => item.module && c.do.graph.fold(item.module)}
    ${place(rect)}
  >
    <span class="head">
      <span class="title">${name}</span>
      <span class="shape">${size}</span>
    </span>
    ${
      point
        ? probed(c, point)
        : html`${heat(c, item, node, 'value')} ${heat(c, item, node, 'gradient')}`
    }
    ${health ? finding(health, node) : point ? nothing : normBar(c, node, norms)}
  </button>${item.module ? opener(c, item.module, rect) : nothing}`;
}

/** What opens a folded module, for keys and fingers, too. @param {Context} c @param {string} module @param {Rect} rect of its card */
function opener(c, module, { x, y, w, h }) {
  const name = c.t('graph.unfold', { name: module });
  return html`<button
    class="chip"
    aria-label=${name}
    title=${name}
    @click=${() => c.do.graph.fold(module)}
    ${place({ x: x + w - 36, y: y + h - 11, w: 26, h: 28 })}
  >+</button>`;
}
