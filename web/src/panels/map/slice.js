/** What the map's panel keeps. */
import { choice, YES } from '../../state/fields.js';
import { groupsOf } from '../../state/layers.js';

/**
 * @typedef {import('../../state/store.js').State & { map: MapState }} State
 * @typedef {import('../panel.js').SharedActions & { map: ReturnType<typeof import('./actions.js').mapActions> }} Do
 * @typedef {import('../panel.js').Context<State, Do>} Context
 *
 * @typedef {{ layer: number, unit: number, pinned: boolean }} Neuron layer from 1
 *
 * @typedef {object} MapState
 * @property {boolean} discrete
 * @property {boolean} showTest
 * @property {number} brush target of drawn points; NaN erases
 * @property {Neuron | null} neuron the hidden unit whose map is shown large
 * @property {number} neuronGroup whose units are shown small: which of groupsOf
 */

/** @type {import('../../state/store.js').Slice<MapState>} */
export const slice = {
  initial: { discrete: false, showTest: true, brush: 1, neuron: null, neuronGroup: 0 },
  reduce(own, action) {
    if (action.type !== 'run') return own;
    const last = Math.max(0, groupsOf(action.reply.hidden).length - 1);
    return { ...own, neuron: null, neuronGroup: Math.min(own.neuronGroup, last) };
  },
};

/** @type {import('../../state/fields.js').LinkField<State>[]} */
export const link = [
  choice('hard', 'map', slice.initial, 'discrete', YES),
  choice('test', 'map', slice.initial, 'showTest', YES),
];
