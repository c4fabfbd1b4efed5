/** The tape as cards and wires. */
import { html, nothing, svg } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { CARD } from '../model/blocks.js';
import { paintGrid } from '../model/colour.js';
import { shapeText, short, tickText } from '../model/format.js';
import { lastName, pictureOf } from '../model/graph.js';
import { gridOf, gridScale } from '../model/heat.js';
import { cachedLayout } from '../model/layout.js';
import { normPart, normScale } from '../model/norms.js';
import { pathOf } from '../model/state.js';
import { fit } from '../model/viewport.js';
import { wirePath } from '../model/wire.js';
import { css, drawPixels, painted } from './canvas.js';

/**
 * @typedef {import('../model/state.js').State} State
 * @typedef {import('../model/graph.js').Item} Item
 * @typedef {import('../model/graph.js').Picture} Picture
 * @typedef {import('../model/layout.js').Layout} Layout
 * @typedef {import('../model/layout.js').Rect} Rect
 * @typedef {import('../model/protocol.js').NodeFrame} NodeFrame
 * @typedef {import('../model/norms.js').NormScale} NormScale
 * @typedef {import('./app.js').Context} Context
 */

/** Wires are drawn between these widths, by the norm of the gradient that flows. */
const WIRE = { low: 1.5, high: 7 };

/** Narrower planes show the data running from top to bottom. */
const NARROW = 640;

/**
 * @param {State} state
 * @returns {{ picture: Picture, layout: Layout } | undefined}
 */
export function drawn(state) {
  // Laid out with its first cards, one frame after everything else that a new run changes.
  if (!state.graph || state.cards === 0) return undefined;
  const picture = pictureOf(state.graph, state);
  const vertical = state.plane.width > 0 && state.plane.width < NARROW;
  return { picture, layout: cachedLayout(picture, { vertical }) };
}

/**
 * Pan and zoom: what was chosen, or what fits. A projector's cards are not made smaller, and paper
 * has all of them.
 * @param {State} state
 * @param {Layout} layout
 */
export function viewOf(state, layout) {
  if (state.printing) return fit(layout, state.plane, { whole: true });
  return state.view ?? fit(layout, state.plane, state.projector ? { readable: 1 } : {});
}

/** @param {Rect} rect */
const place = ({ x, y, w, h }) =>
  css({ left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` });

/** @param {Context} c @param {import('../model/graph.js').TapeNode} node */
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

/** @param {Context} c @param {import('../model/heat.js').Grid} grid @param {'value' | 'gradient'} pair */
function cells(c, grid, pair) {
  const palette = c.colours[pair];
  return html`<canvas aria-hidden="true" title=${grid.sorted ? c.t('graph.sorted') : nothing} ${painted(
    (context, width, height) => {
      const [w, h] = [Math.round(width), Math.round(height)];
      const pixels = paintGrid(grid, gridScale(grid), palette, w, h);
      drawPixels(context, new ImageData(pixels, w, h), width, height, false);
    },
    [grid, palette],
  )}></canvas>`;
}

/** @param {Context} c @param {NodeFrame | undefined} node @param {NormScale} norms */
function normBar(c, node, norms) {
  if (!node?.gradient) return nothing;
  return html`<span class="norm">
    <span class="track"><i ${css({ width: `${100 * normPart(norms, node.norm)}%` })}></i></span>
    <span>${c.t('graph.norm')} ${short(node.norm)}</span>
  </span>`;
}

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
function card(c, item, rect, norms) {
  const { state, t } = c;
  const graph = /** @type {import('../model/graph.js').TapeGraph} */ (state.graph);
  const node = state.frame?.nodes?.get(item.node.id);
  const kind = item.module ? 'module' : item.node.kind;
  const name = item.module ? lastName(item.module) : item.node.name || (item.node.op ?? '');
  const path = pathOf(item.node, graph);
  const health = c.health.get(item.node.id);
  const point = item.module ? undefined : state.probed?.nodes[path];
  const size = item.module ? t('graph.nodes', { count: item.size ?? 0 }) : shapeOf(c, item.node);
  // The name is what the card shows, in its order, and then what only its look tells.
  const label = [
    name,
    size,
    node ? '' : t('graph.notYet'),
    gradientText(c, item, node),
    point ? t('graph.probed', { numbers: point.map(short).join(', ') }) : '',
    health?.name ?? '',
  ].filter(Boolean);
  // Modules share names such as "weight".
  const where = path === name || item.module === name ? [] : [item.module ?? path];
  const classes = [
    'card',
    item.module ? 'module-card' : kind,
    item.node.id === graph.root ? 'root' : '',
    node && node.bad > 0 ? 'bad' : '',
  ].join(' ');
  return html`<button
    class=${classes}
    data-key=${item.key}
    aria-pressed=${state.selected === path}
    aria-label=${[label.join(' '), ...where, t(`kind.${kind}`)].join(', ')}
    @click=${() => c.do.select(path)}
    @dblclick=${() => item.module && c.do.fold(item.module)}
    ${place(rect)}
  >
    <span class="head">
      <span class="title">${name}</span>
      <span class="shape">${size}</span>
    </span>
    ${
      point
        ? probed(c, point)
        : html`${heat(c, item, node, 'value')} ${heat(c, item, node, 'gradient')} ${normBar(c, node, norms)}`
    }
    ${health ? html`<span class="badge" title=${health.rule}>${health.name}</span>` : nothing}
  </button>`;
}

/** @param {Context} c @param {string} scope @param {Rect} rect */
function moduleBox(c, scope, rect) {
  const name = lastName(scope);
  return html`<div class="module" ${place(rect)}>
    <button
      aria-label=${c.t('graph.fold', { name: scope })}
      @click=${() => c.do.fold(scope)}
    >${name}</button>
  </div>`;
}

/**
 * Whether a link begins or ends at the chosen node.
 * @param {Context} c
 * @param {Picture} picture
 * @returns {(link: import('../model/graph.js').Link) => boolean}
 */
function touching({ state }, picture) {
  const chosen = picture.items.find(
    (item) => state.graph && pathOf(item.node, state.graph) === state.selected,
  )?.key;
  return ({ from, to }) => chosen !== undefined && (from === chosen || to === chosen);
}

/**
 * The shapes on the wires of the chosen node.
 * @param {Context} c
 * @param {Picture} picture
 * @param {Layout} layout
 */
function wireShapes(c, picture, layout) {
  return picture.links.filter(touching(c, picture)).map((link) => {
    const points = layout.wires.get(link.key);
    return points ? wireShape(c, link, points) : nothing;
  });
}

/** Width of a character of a shape on a wire, with air at its ends counted in. */
const WIRE_TEXT = 7;

/**
 * The shape that flows along a wire: above it, or beside one that runs across the data. Where the
 * gap between two cards is too narrow for it, it stands upright there.
 * @param {Context} c
 * @param {import('../model/graph.js').Link} link
 * @param {import('../model/layout.js').Point[]} points
 */
function wireShape(c, link, points) {
  // The longest part of it: where a wire enters a module there is no room inside the border.
  const lengths = points
    .slice(1)
    .map(([x, y], i) => Math.hypot(x - points[i][0], y - points[i][1]));
  const at = lengths.indexOf(Math.max(...lengths));
  const [[x0, y0], [x1, y1]] = [points[at], points[at + 1]];
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const text = shapeOf(c, link.source);
  const across = Math.abs(y1 - y0) > Math.abs(x1 - x0);
  const upright = !across && Math.abs(x1 - x0) < WIRE_TEXT * text.length;
  const [dx, dy] = across ? [9, 4] : upright ? [8, 4] : [0, -8];
  return svg`<text
    class="wire-shape"
    text-anchor=${across || upright ? 'start' : 'middle'}
    transform=${`translate(${x},${y})${upright ? ' rotate(-90)' : ''} translate(${dx},${dy})`}
  >${text}</text>`;
}

/**
 * The cards that are drawn, in reading order: it is the order of the Tab key, too.
 * @param {State} state
 * @param {Picture} picture
 * @param {Layout} layout
 */
function cardsOf(state, picture, layout) {
  const at = (/** @type {Item} */ { key }) => {
    const { x, y } = layout.cards.get(key) ?? { x: 0, y: 0 };
    return layout.vertical ? [y, x] : [x, y];
  };
  const order = picture.items.map((item) => ({ item, at: at(item) }));
  order.sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]);
  return order.slice(0, state.cards).map(({ item }) => item);
}

/** @param {Context} c @param {Picture} picture @param {Layout} layout @param {NormScale} norms */
function wires(c, picture, layout, norms) {
  const { state } = c;
  const nearChosen = touching(c, picture);
  const there = new Set(cardsOf(state, picture, layout).map(({ key }) => key));
  return picture.links.map((link) => {
    const points = layout.wires.get(link.key);
    if (!points || !there.has(link.from) || !there.has(link.to)) return nothing;
    const source = state.frame?.nodes?.get(link.source.id);
    const carries = link.source.requires_grad;
    const part = carries && source?.gradient ? normPart(norms, source.norm) : 0;
    const near = nearChosen(link);
    return svg`<g>
      <path
        class=${`wire ${carries ? 'carries' : ''} ${near ? 'near' : ''}`}
        d=${wirePath(points, layout.vertical)}
        stroke-width=${(c.colours.thick * (WIRE.low + part * (WIRE.high - WIRE.low))).toFixed(2)}
      ></path>
    </g>`;
  });
}

/** @param {Context} c @param {Layout} layout @param {import('../model/viewport.js').View} view */
function minimap(c, layout, view) {
  const { width, height } = c.state.plane;
  const fits =
    view.x >= 0 &&
    view.y >= 0 &&
    view.x + layout.width * view.k <= width &&
    view.y + layout.height * view.k <= height;
  if (fits || width < NARROW) return nothing;
  const pad = 40;
  const box = `${-pad} ${-pad} ${layout.width + 2 * pad} ${layout.height + 2 * pad}`;
  return html`<svg
    class="minimap"
    viewBox=${box}
    role="img"
    aria-label=${c.t('graph.minimap')}
    @pointerdown=${c.do.minimapPointer}
    @pointermove=${c.do.minimapPointer}
  >
    ${[...layout.cards.values()].map(
      (r) => svg`<rect x=${r.x} y=${r.y} width=${r.w} height=${r.h} rx="12"></rect>`,
    )}
    <rect
      class="window"
      x=${-view.x / view.k}
      y=${-view.y / view.k}
      width=${width / view.k}
      height=${height / view.k}
      stroke-width=${layout.width / 120}
    ></rect>
  </svg>`;
}

/** @param {Context} c @param {NormScale} norms */
function legend(c, norms) {
  const key = c.t('graph.normKey', { low: tickText(norms.low), high: tickText(norms.high) });
  return html`<div class="legend">
    <span><i class="value"></i>${c.t('graph.values')} − 0 +</span>
    <span><i class="gradient"></i>${c.t('graph.gradients')} − 0 +</span>
    <span title=${key}><i class="norm"></i>${c.t('graph.norm')} ${tickText(norms.low)}–${tickText(norms.high)}</span>
  </div>`;
}

/** @param {Context} c */
function chips(c) {
  const { state, t } = c;
  const modules = c.modules;
  return html`<div class="chips">
    ${
      modules.length > 0
        ? html`<button class="chip" @click=${() => c.do.foldAll(modules)}>
              ${t(state.collapsed.size > 0 ? 'graph.expand' : 'graph.collapse')}
            </button>
            <button class="chip" aria-pressed=${state.grouped} @click=${c.do.toggleGroups}>
              ${t('graph.groups')}
            </button>`
        : nothing
    }
    <button class="chip" aria-pressed=${state.hidePlain} @click=${c.do.togglePlain}>
      ${t('graph.hidePlain')}
    </button>
    <span class="together">
      <button class="chip" @click=${c.do.fit}>${t('graph.fit')}</button>
      <button class="chip" aria-label=${t('graph.zoomOut')} title=${t('graph.zoomOut')} @click=${() => c.do.zoomBy(1 / 1.25)}>−</button>
      <button class="chip" aria-label=${t('graph.zoomIn')} title=${t('graph.zoomIn')} @click=${() => c.do.zoomBy(1.25)}>+</button>
    </span>
  </div>`;
}

/** @param {Context} c */
export function graphPanel(c) {
  const { state, t } = c;
  const shown = drawn(state);
  const nodes = [...(state.frame?.nodes?.values() ?? [])];
  const norms = normScale(nodes.map((node) => node.norm));
  const label = t('graph.label', { count: state.graph?.nodes.length ?? 0 });
  const view = shown && viewOf(state, shown.layout);
  return html`<section
    class=${`panel graph ${shown?.layout.vertical ? 'vertical' : ''} ${state.phase === 'running' ? 'running' : ''}`}
    id="graph"
    tabindex="-1"
    aria-label=${label}
    aria-busy=${state.cards < (state.graph?.nodes.length ?? 1)}
  >
    <header><h2>${t('graph.title')}</h2>${chips(c)} ${legend(c, norms)}</header>
    <div
      class="plane"
      @wheel=${c.do.planeWheel}
      @pointerdown=${c.do.planeDown}
      @pointermove=${c.do.planeMove}
      @pointerup=${c.do.planeUp}
      @pointercancel=${c.do.planeUp}
      @focusin=${c.do.planeFocus}
    >
      ${
        shown && view
          ? html`<div
                class="layer"
                ${css({ transform: `translate(${view.x}px, ${view.y}px) scale(${view.k})` })}
              >
                ${repeat(
                  shown.picture.modules.filter((scope) => shown.layout.boxes.has(scope)),
                  (scope) => scope,
                  (scope) =>
                    moduleBox(c, scope, /** @type {Rect} */ (shown.layout.boxes.get(scope))),
                )}
                <svg class="wires" width=${shown.layout.width} height=${shown.layout.height} aria-hidden="true">
                  ${wires(c, shown.picture, shown.layout, norms)}
                </svg>
                ${repeat(
                  cardsOf(state, shown.picture, shown.layout),
                  (item) => item.key,
                  (item) =>
                    card(
                      c,
                      item,
                      shown.layout.cards.get(item.key) ?? { x: 0, y: 0, ...CARD },
                      norms,
                    ),
                )}
                <svg class="wires" width=${shown.layout.width} height=${shown.layout.height} aria-hidden="true">
                  ${wireShapes(c, shown.picture, shown.layout)}
                </svg>
              </div>
              ${minimap(c, shown.layout, view)}`
          : html`<p class="empty">${t('graph.empty')}</p>`
      }
    </div>
  </section>`;
}
