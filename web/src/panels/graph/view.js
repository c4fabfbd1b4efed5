/** The tape as cards and wires. */
import { html } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { css, painted, patchwork } from '../../drawing/canvas.js';
import { lastName } from '../../shared/paths.js';
import { awaitsPoints } from '../../state/own.js';
import { CARD } from './blocks.js';
import { card, place } from './cards.js';
import { drawn, viewOf } from './drawn.js';
import { chips, legend } from './header.js';
import { layerStrip } from './layer-strip.js';
import { minimap } from './minimap.js';
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

/** Drawn smaller than this, a card has its name in larger letters, and no numbers. */
const FAR = 0.6;

/** @param {Context} c @param {string} scope @param {Rect} rect */
function moduleBox(c, scope, rect) {
  const name = lastName(scope);
  return html`<div class="module" ${place(rect)}>
    <button
      aria-label=${c.t('graph.fold', { name: scope })}
      @click=${() => c.do.graph.fold(scope)}
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
      @wheel=${c.do.graph.plane.wheel}
      @touchstart=${c.do.graph.plane.touch}
      @touchmove=${c.do.graph.plane.touch}
      @pointerdown=${c.do.graph.plane.down}
      @pointermove=${c.do.graph.plane.move}
      @pointerup=${c.do.graph.plane.up}
      @pointercancel=${c.do.graph.plane.up}
      @focusin=${c.do.graph.plane.focus}
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
