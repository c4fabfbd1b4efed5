/** What the charts ask of a frame. */

/** @typedef {import('./slice.js').State} State */
/** @template {keyof import('../../shared/protocol.js').Look} N @typedef {import('../../session/requests.js').LookPart<N, State>} LookPart */

/** @param {boolean} shown @returns {true | undefined} */
const when = (shown) => shown || undefined;

/** Lines of layers and parameters. @type {LookPart<'rows'>} */
export const rows = {
  name: 'rows',
  every: 66,
  request: ({ charts: { chart, measure } }) =>
    when(chart === 'norms' && measure !== 'distributions'),
};

/** @type {LookPart<'distributions'>} */
const distributions = {
  name: 'distributions',
  every: 250,
  request: ({ charts: { chart, measure } }) =>
    when(chart === 'norms' && measure === 'distributions'),
};

/** @type {LookPart<'confusion'>} */
const confusion = {
  name: 'confusion',
  every: 250,
  request: ({ charts: { chart } }) => when(chart === 'classes'),
};

export const look = [rows, distributions, confusion];
