/** The drawing of the tape on the graph's plane: its layout, and the view of it. */
import { fit, roomFor, ZOOM } from '../../drawing/viewport.js';
import { shownPicture } from '../../state/tape.js';
import { cachedLayout, largest } from './layout.js';

/**
 * @typedef {import('./slice.js').State} State
 * @typedef {import('../../state/picture.js').Picture} Picture
 * @typedef {import('./layout.js').Layout} Layout
 *
 * @typedef {{ picture: Picture, layout: Layout }} Drawn
 */

/** Narrower planes show the data running from top to bottom. */
export const NARROW = 640;

/** The last drawing, and what it is of: most frames change numbers only. */
let last = {
  of: /** @type {unknown[]} */ ([]),
  drawn: /** @type {Drawn | undefined} */ (undefined),
};

/** @param {State} state @returns {Drawn | undefined} */
export function drawn(state) {
  const { plane, cards } = state.graph;
  // Laid out with its first card, one frame after everything else that a new run changes.
  if (!state.run.graph || cards === 0) return undefined;
  const picture = shownPicture(state);
  const vertical = plane.width > 0 && plane.width < NARROW;
  const rows = !vertical && !state.shell.printing && plane.width > 0;
  const of = [picture, vertical, rows, plane.width, plane.height];
  if (!last.drawn || of.some((value, i) => value !== last.of[i])) {
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
