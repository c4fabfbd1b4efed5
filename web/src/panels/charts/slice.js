/** What the charts' panel keeps: which chart, on which axis, with its cursor where. */
import { choice, YES } from '../../state/fields.js';

/**
 * @typedef {import('../../state/store.js').State & { charts: ChartsState }} State
 * @typedef {import('../panel.js').SharedActions & { charts: ReturnType<typeof import('./actions.js').chartActions> }} Do
 * @typedef {import('../panel.js').Context<State, Do>} Context
 *
 * @typedef {'loss' | 'norms' | 'classes'} Chart
 *
 * @typedef {object} ChartsState
 * @property {Chart} chart
 * @property {'norm' | 'ratio' | 'distributions'} measure of the gradients' chart
 * @property {boolean} log
 * @property {number | null} cursor step under the chart's cursor
 */

/** @type {import('../../state/store.js').Slice<ChartsState>} */
export const slice = {
  initial: { chart: 'loss', measure: 'norm', log: true, cursor: null },
  reduce: (own, action) =>
    action.type === 'run' && action.reply.fresh ? { ...own, cursor: null } : own,
};

/**
 * The charts that there are: numbers to fit have no classes. One that is open stays until it is left.
 * @param {State} state
 */
export const chartsOf = ({ run: { points }, charts: { chart } }) =>
  /** @type {Chart[]} */ (['loss', 'norms', 'classes']).filter(
    (each) => each !== 'classes' || points?.classes !== 0 || chart === each,
  );

/** @type {import('../../state/fields.js').LinkField<State>[]} */
export const link = [
  choice('log', 'charts', slice.initial, 'log', YES),
  choice('chart', 'charts', slice.initial, 'chart', {
    loss: 'loss',
    norms: 'norms',
    classes: 'classes',
  }),
  choice('measure', 'charts', slice.initial, 'measure', {
    norm: 'norm',
    ratio: 'ratio',
    distributions: 'distributions',
  }),
];
