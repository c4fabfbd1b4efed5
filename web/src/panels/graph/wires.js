/** The links between cards: their width is the gradient that flows, and the chosen node's carry shapes. */
import { nothing, svg } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { shapeText } from '../../shared/formats.js';
import { pathOf } from '../../shared/paths.js';
import { labelsOf } from './labels.js';
import { normPart } from './norms.js';
import { wirePath } from './wire.js';

/**
 * @typedef {import('../../state/picture.js').Picture} Picture
 * @typedef {import('./layout.js').Layout} Layout
 * @typedef {import('./norms.js').NormScale} NormScale
 * @typedef {import('./slice.js').Context} Context
 */

/** Wires are drawn between these widths, by the norm of the gradient that flows. */
const WIRE = { low: 1.5, high: 7 };

/**
 * Whether a link begins or ends at the chosen node.
 * @param {Context} c
 * @param {Picture} picture
 * @returns {(link: import('../../state/picture.js').Link) => boolean}
 */
function touching({ state }, picture) {
  const chosen = picture.items.find(
    (item) => state.run.graph && pathOf(item.node, state.run.graph) === state.selection.path,
  )?.key;
  return ({ from, to }) => chosen !== undefined && (from === chosen || to === chosen);
}

/**
 * The shapes on the wires of the chosen node: one for those that run side by side, and none for
 * numbers, which have no shape. They rest while the numbers change.
 * @param {Context} c
 * @param {Picture} picture
 * @param {Layout} layout
 */
export const wireShapes = (c, picture, layout) =>
  guard([layout, picture, c.state.selection.path], () => {
    /** @type {Map<string, import('./labels.js').Wanted>} */
    const wanted = new Map();
    for (const { from, to, key, source } of picture.links.filter(touching(c, picture))) {
      const text = shapeText(source.shape);
      const name = `${from} ${to} ${text}`;
      const points = layout.wires.get(key);
      if (!text || !points) continue;
      wanted.set(name, { text, wires: [...(wanted.get(name)?.wires ?? []), points] });
    }
    return labelsOf([...wanted.values()], layout).map(
      ({ text, x, y, upright }) => svg`<text
        class="wire-shape"
        transform=${`translate(${x},${y})${upright ? ' rotate(-90)' : ''}`}
      >${text}</text>`,
    );
  });

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
    const source = state.run.frame?.nodes?.get(link.source.id);
    const carries = link.source.requires_grad;
    const part = carries && source?.gradient ? normPart(norms, source.norm) : 0;
    const near = nearChosen(link);
    const d = wirePath(points, layout.vertical);
    // Wide enough for a pointer, and without gaps: it tells the shape.
    return svg`<path class="wire reach" d=${d}><title>${shapeText(link.source.shape)}</title></path><path
      class=${`wire ${carries ? 'carries' : ''} ${near ? 'near' : ''} ${source?.norm === 0 ? 'still' : ''}`}
      d=${d}
      stroke-width=${(c.colours.thick * (WIRE.low + part * (WIRE.high - WIRE.low))).toFixed(2)}
    ></path>`;
  });
}
