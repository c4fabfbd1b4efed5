/** The overview in the plane's corner, where the drawing is larger than the plane. */
import { html, nothing, svg } from 'lit-html';
import { isWhole } from '../../drawing/viewport.js';
import { NARROW } from './drawn.js';

/**
 * @typedef {import('./slice.js').Context} Context
 * @typedef {import('./layout.js').Layout} Layout
 */

/** @param {Context} c @param {Layout} layout @param {import('../../drawing/viewport.js').View} view */
export function minimap(c, layout, view) {
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
    @pointerdown=${c.do.graph.plane.overview}
    @pointermove=${c.do.graph.plane.overview}
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
