/** The voice: one sentence on what is happening. */
import { slice } from './slice.js';
import { voice as view } from './view.js';

/** @type {import('../panel.js').Panel<import('./slice.js').State>} */
export const voice = {
  name: 'voice',
  place: 'voice',
  slice,
  // How the loss goes is read from its curve.
  look: [{ name: 'curves', every: 66, request: () => true }],
  view,
};
