/** The drawers: data, network and training, runs and files, gradcheck, link. */
import { drawerActions } from './actions.js';
import { slice } from './slice.js';
import { sheet } from './view.js';

/** @type {import('../panel.js').Panel<import('./slice.js').State, import('./slice.js').Do>} */
export const drawers = {
  name: 'drawers',
  place: 'over',
  slice,
  view: sheet,
  actions: drawerActions,
  keys: {
    Escape: ({ state, do: actions }) =>
      state.shell.sheet ? () => actions.shell.sheet(null) : undefined,
  },
};
