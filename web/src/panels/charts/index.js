/** The charts: loss, gradients by layer, classes. */
import { chartActions } from './actions.js';
import { look } from './look.js';
import { link, slice } from './slice.js';
import { chartPanel } from './view.js';

/** @type {import('../panel.js').Panel<import('./slice.js').State, import('./slice.js').Do>} */
export const charts = {
  name: 'charts',
  slice,
  link,
  look,
  frame: ['curves', 'rows', 'confusion', 'distributions', 'nodes'],
  view: chartPanel,
  actions: chartActions,
};
