/** What a person has chosen: a node of the tape, one of its elements, a point of the input space. */
import { pathOf } from '../shared/paths.js';

/**
 * @typedef {import('./store.js').State} State
 *
 * @typedef {object} Selection
 * @property {string | null} path of the chosen node, see pathOf
 * @property {number} element of it whose numbers are followed
 * @property {[number, number] | null} probe
 * @property {import('../shared/protocol.js').Probed | null} probed what the point becomes in the network
 */

/** @type {import('./store.js').Slice<Selection>} */
export const selection = {
  initial: { path: null, element: 0, probe: null, probed: null },
  reduce(own, action, state) {
    if (action.type === 'run') {
      // The cross that draws points by keyboard stays where it is; a probe that has not been answered
      // yet is that of the link.
      const over = action.reply.fresh && own.probed && !state.shell.drawing;
      return over ? { ...own, probe: null, probed: null } : own;
    }
    if (action.type === 'frame') {
      const { probe } = action.frame;
      return probe && own.probe ? { ...own, probed: probe } : own;
    }
    if (action.type !== 'select') return own;
    const chosen = { ...own, path: action.path, element: 0 };
    const node = action.walked && nodeAt(state, action.path);
    // The element that was looked at is looked at there as well, if there is such a one.
    const size = node ? node.shape.reduce((product, extent) => product * extent, 1) : 0;
    return { ...chosen, element: own.element < size ? own.element : 0 };
  },
};

/**
 * @param {State} state
 * @param {string | null} path
 * @returns {import('../shared/protocol.js').TapeNode | undefined}
 */
function nodeAt({ run: { graph } }, path) {
  if (!graph || path === null) return undefined;
  return graph.nodes.find((node) => pathOf(node, graph) === path);
}

/** @param {State} state */
export const selectedNode = (state) => nodeAt(state, state.selection.path);
