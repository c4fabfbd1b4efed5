/** The graph: the tape as cards and wires. */
import { graphActions } from './actions.js';
import { drawn } from './drawn.js';
import { look } from './look.js';
import { grown, slice } from './slice.js';
import { graphPanel } from './view.js';

/** @type {import('../panel.js').Panel<import('./slice.js').State, import('./slice.js').Do>} */
export const graph = {
  name: 'graph',
  slice,
  look,
  frame: ['nodes'],
  view: graphPanel,
  actions: graphActions,
  keys: {
    f: ({ do: actions }) => actions.graph.fit,
    // Only of a card that is chosen already: pressed again it would be let go.
    Enter: ({ do: actions, target }) =>
      target.matches('.card[aria-pressed="true"]') ? actions.selection.enter : undefined,
  },
  grow: grown,
  // The graph is laid out between two frames, before the one that shows it.
  drawn(state) {
    const ahead = { ...state, graph: { ...state.graph, cards: 1 } };
    if (state.run.graph && state.graph.cards === 0) setTimeout(() => drawn(ahead));
  },
  sizes: {
    // The layout depends on it.
    '.plane': ({ clientWidth: width, clientHeight: height }) => ({
      graph: { plane: { width, height }, view: null },
    }),
  },
};
