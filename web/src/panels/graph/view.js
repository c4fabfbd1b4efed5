/** The tape as cards and wires. */
import { html, nothing, svg } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { css, painted, patchwork } from '../../drawing/canvas.js';
import { fit, isWhole, roomFor, ZOOM } from '../../drawing/viewport.js';
import { tickText } from '../../shared/formats.js';
import { lastName } from '../../shared/paths.js';
import { awaitsPoints } from '../../state/own.js';
import { pictureOf } from '../../state/picture.js';
import { layerStrip } from '../drawers/layers.js';
import { CARD } from './blocks.js';
import { card, place } from './cards.js';
import { cachedLayout, largest } from './layout.js';
import { normScale } from './norms.js';
import { wireShapes, wires } from './wires.js';

/**
 * @typedef {import('./slice.js').State} State
 * @typedef {import('../../state/picture.js').Item} Item
 * @typedef {import('../../state/picture.js').Picture} Picture
 * @typedef {import('./layout.js').Layout} Layout
 * @typedef {import('./layout.js').Rect} Rect
 * @typedef {import('./norms.js').NormScale} NormScale
 * @typedef {import('./slice.js').Context} Context
 */

/** Narrower planes show the data running from top to bottom. */
const NARROW = 640;

/** Drawn smaller than this, a card has its name in larger letters, and no numbers. */
const FAR = 0.6;

/** @typedef {{ picture: Picture, layout: Layout }} Drawn */

/** What was drawn last, and of what: most frames change numbers only. */
let last = {
  of: /** @type {unknown[]} */ ([]),
  drawn: /** @type {Drawn | undefined} */ (undefined),
};

/** @param {State} state @returns {Drawn | undefined} */
export function drawn(state) {
  const { graph } = state.run;
  const { grouped, collapsed, hidePlain, plane } = state.graph;
  // Laid out with its first card, one frame after everything else that a new run changes.
  if (!graph || state.graph.cards === 0) return undefined;
  const vertical = plane.width > 0 && plane.width < NARROW;
  const rows = !vertical && !state.shell.printing && plane.width > 0;
  const of = [graph, grouped, collapsed, hidePlain, vertical, rows, plane.width, plane.height];
  if (!last.drawn || of.some((value, i) => value !== last.of[i])) {
    const picture = pictureOf(graph, state.graph);
    const row = cachedLayout(picture, { vertical });
    const size = (/** @type {Layout} */ layout) => Math.min(ZOOM.readable, roomFor(layout, plane));
    last = { of, drawn: { picture, layout: rows ? largest(row, size) : row } };
  }
  return last.drawn;
}

/**
 * Pan and zoom: what was chosen, or what fits. Paper has all of it.
 * @param {State} state
 * @param {Layout} layout
 */
export function viewOf(state, layout) {
  if (state.shell.printing) return fit(layout, state.graph.plane, { whole: true });
  const { view, plane } = state.graph;
  return view ?? fit(layout, plane, layout.vertical ? {} : { small: ZOOM.small });
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
 * The cards that are drawn, in reading order: it is the order of the Tab key, too.
 * @param {State} state
 * @param {Picture} picture
 * @param {Layout} layout
 */
function cardsOf(state, picture, layout) {
  const at = (/** @type {Item} */ { key }) => {
    const { x, y } = layout.cards.get(key) ?? { x: 0, y: 0 };
    const row = (layout.tops ?? []).filter((top) => y >= top).length;
    return layout.vertical ? [0, y, x] : [row, x, y];
  };
  const order = picture.items.map((item) => ({ item, at: at(item) }));
  order.sort(({ at: a }, { at: b }) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  return order.slice(0, state.graph.cards).map(({ item }) => item);
}

/** @param {Context} c @param {Layout} layout @param {import('../../drawing/viewport.js').View} view */
function minimap(c, layout, view) {
  const { plane } = c.state.graph;
  const { width, height } = plane;
  if (isWhole(view, layout, plane) || width < NARROW) return nothing;
  const pad = 20;
  const [right, bottom] = [layout.width + pad, layout.height + pad];
  // Its frame has four edges, however far the plane reaches beyond the drawing.
  const left = Math.max(-pad, -view.x / view.k);
  const top = Math.max(-pad, -view.y / view.k);
  return html`<svg
    class="minimap"
    viewBox=${`${-2 * pad} ${-2 * pad} ${right + 3 * pad} ${bottom + 3 * pad}`}
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
      x=${left}
      y=${top}
      width=${Math.max(0, Math.min(right, (width - view.x) / view.k) - left)}
      height=${Math.max(0, Math.min(bottom, (height - view.y) / view.k) - top)}
    ></rect>
  </svg>`;
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A power as the browser raises it: the letters of many fonts for it are too small. @param {number} n */
function power(n) {
  const [, ten, raised] = /^(.*?10)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/.exec(tickText(n)) ?? [];
  if (!raised) return tickText(n);
  const plain = [...raised].map((c) => (c === '⁻' ? '−' : RAISED.indexOf(c)));
  return html`${ten}<sup>${plain.join('')}</sup>`;
}

/** @param {Context} c @param {NormScale} norms */
function legend(c, norms) {
  const key = c.t('graph.normKey', { low: tickText(norms.low), high: tickText(norms.high) });
  return html`<div class="legend">
    <span><i class="value"></i>${c.t('graph.values')}</span>
    <span><i class="gradient"></i>${c.t('graph.gradients')}</span>
    <span>− 0 +, ${c.t('graph.perCard')}</span>
    <span title=${key}><i class="norm"></i>${c.t('graph.norm')} <b>${power(norms.low)}–${power(norms.high)}</b></span>
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
              ${t(state.graph.collapsed.size > 0 ? 'graph.expand' : 'graph.collapse')}
            </button>
            <button class="chip" aria-pressed=${state.graph.grouped} @click=${c.do.toggleGroups}>
              ${t('graph.groups')}
            </button>`
        : nothing
    }
    <button class="chip" aria-pressed=${state.graph.hidePlain} @click=${c.do.togglePlain}>
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
  const nodes = [...(state.run.frame?.nodes?.values() ?? [])];
  const norms = normScale(nodes.map((node) => node.norm));
  const label = t('graph.label', { count: state.run.graph?.nodes.length ?? 0 });
  const view = shown && viewOf(state, shown.layout);
  const cards = shown ? cardsOf(state, shown.picture, shown.layout) : [];
  return html`<section
    class=${`panel graph ${shown?.layout.vertical ? 'vertical' : ''} ${state.run.phase === 'running' ? 'running' : ''}`}
    id="graph"
    tabindex="-1"
    aria-label=${label}
    aria-busy=${state.graph.cards < (state.run.graph?.nodes.length ?? Number(!awaitsPoints(state)))}
  >
    <header><h2>${t('graph.title')}</h2>${chips(c)} ${layerStrip(c)} ${legend(c, norms)}</header>
    <div
      class="plane"
      @wheel=${c.do.planeWheel}
      @touchstart=${c.do.planeTouch}
      @touchmove=${c.do.planeTouch}
      @pointerdown=${c.do.planeDown}
      @pointermove=${c.do.planeMove}
      @pointerup=${c.do.planeUp}
      @pointercancel=${c.do.planeUp}
      @focusin=${c.do.planeFocus}
    >
      ${
        shown && view
          ? html`<div
                class=${view.k < FAR ? 'layer far' : 'layer'}
                ${css({
                  transform: `translate(${view.x}px, ${view.y}px) scale(${view.k})`,
                  '--k': String(view.k),
                })}
              >
                ${repeat(
                  shown.picture.modules.filter((scope) => shown.layout.boxes.has(scope)),
                  (scope) => scope,
                  (scope) =>
                    moduleBox(c, scope, /** @type {Rect} */ (shown.layout.boxes.get(scope))),
                )}
                <svg
                  class="wires"
                  width=${shown.layout.width}
                  height=${shown.layout.height}
                  aria-hidden="true"
                  ${css({ 'stroke-dashoffset': `${state.graph.flow}px` })}
                >
                  ${wires(c, shown.picture, shown.layout, norms, new Set(cards.map(({ key }) => key)))}
                </svg>
                ${repeat(
                  cards,
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
              <canvas class="patches" aria-hidden="true" ${painted(patchwork, [
                shown.layout,
                cards.length,
                view.x,
                view.y,
                view.k,
                state.run.frame?.nodes,
                state.selection.probed,
                state.graph.plane,
                c.colours,
                c.size,
              ])}></canvas>
              ${minimap(c, shown.layout, view)}`
          : html`<p class="empty">${t('graph.empty')}</p>`
      }
    </div>
    <p class="hint fingers">${t('graph.fingers')}</p>
  </section>`;
}
