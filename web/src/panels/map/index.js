/** The map: the function learned, the data on it, a probe, and each neuron's own map. */
import { mapActions } from './actions.js';
import { look } from './look.js';
import { link, slice } from './slice.js';
import { mapPanel } from './view.js';

/** @type {import('../panel.js').Panel<import('./slice.js').State, import('./slice.js').Do>} */
export const map = {
  name: 'map',
  slice,
  link,
  look,
  frame: ['map', 'neurons'],
  view: mapPanel,
  actions: mapActions,
};
