/** The inspector: the chosen node, its formulas, its numbers, its C code. */
import { inspectorActions } from './actions.js';
import { look } from './look.js';
import { needsSources, slice } from './slice.js';
import { inspector as view } from './view.js';

/** @type {import('../panel.js').Panel<import('./slice.js').State, import('./slice.js').Do>} */
export const inspector = {
  name: 'inspector',
  slice,
  look,
  frame: ['nodes'],
  view,
  actions: inspectorActions,
  keys: {
    Escape: ({ do: actions, target, pointed }) =>
      target.closest('#inspector') && !pointed('#inspector') ? actions.selection.leave : undefined,
  },
  drawn(state, actions) {
    if (needsSources(state)) actions.inspector.loadSources();
  },
};
