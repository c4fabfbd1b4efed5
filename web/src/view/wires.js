/** The links between cards: their width is the gradient that flows, and the chosen node's carry shapes. */
import { nothing, svg } from 'lit-html';
import { normPart } from '../model/norms.js';
import { pathOf } from '../model/state.js';
import { wirePath } from '../model/wire.js';
import { shapeOf } from './cards.js';

/**
 * @typedef {import('../model/graph.js').Picture} Picture
 * @typedef {import('../model/layout.js').Layout} Layout
 * @typedef {import('../model/norms.js').NormScale} NormScale
 * @typedef {import('./app.js').Context} Context
 */

/** Wires are drawn between these widths, by the norm of the gradient that flows. */
const WIRE = { low: 1.5, high: 7 };

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
export function wireShapes(c, picture, layout) {
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
 * @param {Context} c
 * @param {Picture} picture
 * @param {Layout} layout
 * @param {NormScale} norms
 * @param {ReadonlySet<string>} there keys of the cards that are drawn
 */
export function wires(c, picture, layout, norms, there) {
  const { state } = c;
  const nearChosen = touching(c, picture);
  return picture.links.map((link) => {
    const points = layout.wires.get(link.key);
    if (!points || !there.has(link.from) || !there.has(link.to)) return nothing;
    const source = state.frame?.nodes?.get(link.source.id);
    const carries = link.source.requires_grad;
    const part = carries && source?.gradient ? normPart(norms, source.norm) : 0;
    const near = nearChosen(link);
    return svg`<g>
      <path
        class=${`wire ${carries ? 'carries' : ''} ${near ? 'near' : ''} ${source?.norm === 0 ? 'still' : ''}`}
        d=${wirePath(points, layout.vertical)}
        stroke-width=${(c.colours.thick * (WIRE.low + part * (WIRE.high - WIRE.low))).toFixed(2)}
      ></path>
    </g>`;
  });
}
