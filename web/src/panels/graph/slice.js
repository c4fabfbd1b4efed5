/** What the graph's panel keeps: where the plane stands, how much is drawn. */
/**
 * @typedef {import('../../state/store.js').State & { graph: GraphState }} State
 * @typedef {import('../panel.js').SharedActions & { graph: ReturnType<typeof import('./actions.js').graphActions> }} Do
 * @typedef {import('../panel.js').Context<State, Do>} Context
 *
 * @typedef {import('../../drawing/viewport.js').View} View
 *
 * @typedef {object} GraphState
 * @property {View | null} view null: fitted
 * @property {{ width: number, height: number }} plane size of the graph's plane on the screen
 * @property {number} cards that are drawn: more in each frame, so that none takes long
 * @property {number} flow how far the dashes on the wires have moved, in pixels
 */

/** How many cards are added in a frame. */
const MORE_CARDS = 6;

/**
 * A dash and the gap after it, in pixels. Dashes run from the loss towards the data, against the
 * direction of the path, one pixel with each look at the gradients: an animation of their own would
 * have the browser draw all wires again in every frame.
 */
const FLOW = 12;

/** @type {import('../../state/store.js').Slice<GraphState>} */
export const slice = {
  initial: {
    view: null,
    plane: { width: 0, height: 0 },
    cards: 0,
    flow: 0,
  },
  reduce(own, action, state) {
    const moves = action.type === 'frame' && action.frame.nodes && state.run.phase === 'running';
    return moves ? { ...own, flow: (own.flow + 1) % FLOW } : own;
  },
};

/**
 * The next cards to be drawn; the first one comes alone, with the layout of all.
 * @param {State} state
 * @returns {{ graph: Partial<GraphState> } | null} null: all cards are drawn
 */
export function grown({ run, graph: { cards } }) {
  if (cards >= (run.graph?.nodes.length ?? 0)) return null;
  return { graph: { cards: cards === 0 ? 1 : cards + MORE_CARDS } };
}
