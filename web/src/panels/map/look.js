/** What the map asks of a frame. */
import { coloursOf } from '../../drawing/theme.js';
import { groupsOf } from '../../state/layers.js';
import { areaOf } from './area.js';

/** @typedef {import('./slice.js').State} State */
/** @template {keyof import('../../shared/protocol.js').Look} N @typedef {import('../../session/requests.js').LookPart<N, State>} LookPart */

/** How fine the map is, in cells on a side. */
const MAP_SIZE = 72;

/** @param {string} hex */
const hexNumber = (hex) => Number.parseInt(hex.slice(1), 16);

/** Low, middle and high. @param {State} state */
function coloursAsNumbers(state) {
  const { valueMinus, middle, valuePlus } = coloursOf(state.shell);
  return [valueMinus, middle, valuePlus].map(hexNumber);
}

/** @param {import('./slice.js').Neuron} neuron */
const pick = ({ layer, unit }) => ({ layer, unit });

/** @type {LookPart<'map'>} */
const map = {
  name: 'map',
  every: 33,
  request: (state) => ({
    area: areaOf(state),
    size: MAP_SIZE,
    neuron: state.map.neuron && pick(state.map.neuron),
    discrete: state.map.discrete,
    colours: coloursAsNumbers(state),
    classColours: coloursOf(state.shell).classes.map(hexNumber),
  }),
};

/** @type {LookPart<'neurons'>} */
const neurons = {
  name: 'neurons',
  every: 250,
  request(state) {
    const group = groupsOf(state.run.hidden)[state.map.neuronGroup];
    return group && { ...group, area: areaOf(state), colours: coloursAsNumbers(state) };
  },
  // Only some neurons of a large network come at a time.
  more: ({ run: { hidden }, map: { neuronGroup } }, frame) =>
    (frame.neurons?.length ?? Infinity) < (groupsOf(hidden)[neuronGroup]?.count ?? 0),
};

/** The point stays while the weights move. @type {LookPart<'probe'>} */
const probe = {
  name: 'probe',
  every: 66,
  light: true,
  request: ({ selection: { probe: at }, run: { points } }) => at?.slice(0, points?.inputs ?? 2),
};

export const look = [map, neurons, probe];
